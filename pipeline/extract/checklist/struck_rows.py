"""Rows that somebody struck out, or whose points were deleted, instead of answering them.

Such a row does not apply. Who fills in a list that way says of the rows that are left that they apply, or has not come
to them yet: nobody can tell which, so these are unclear.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec.structs import replace

from pipeline.extract.checklist.places import ChecklistPlace
from pipeline.extract.checklist.rows import FactorRow
from pipeline.extract.checklist.unclear import made_unclear
from pipeline.submission import FactorAnswer, FactorState

_AND_ENTERED: Final = "the row is struck out, and something is entered"
_IN_PART: Final = "a part of the row is struck out, and nothing is entered"
_LEFT: Final = "other rows are struck out or deleted, this one is left, and nothing is entered"
_ALL: Final = "all rows are struck out"

_MANY: Final = 5
"""In fewer rows points may have got lost."""

Answers = dict[str, FactorAnswer]


def with_struck_rows(place: ChecklistPlace, found: Mapping[str, Sequence[FactorRow]], answers: Answers) -> Answers:
    """Return the answers of a checklist, read by what is struck out of it as well as by what is entered."""
    listed = {factor.id: found.get(factor.id, ()) for factor in place.checklist.factors if not factor.options}
    if all(listed.values()) and not any(row.is_cut for rows in listed.values() for row in rows):
        return answers
    there = {name for name, rows in listed.items() if rows}
    blank = {name for name in there if answers[name].state is FactorState.BLANK}
    cut = {row.factor.id for rows in listed.values() for row in rows if row.is_cut}
    struck = {name for name in cut if all(row.is_struck for row in listed[name])}
    in_part = {name for name in cut - struck if any(row.is_struck_in_part for row in listed[name])}
    without_points = {name for name in cut if all(row.lacks_points for row in listed[name])}
    told = {name: _read(place, answers[name], is_whole=name in struck) for name in struck | in_part}
    if struck == there:
        return answers | told | {name: made_unclear(answers[name], _ALL) for name in blank}
    is_meant = len(without_points) >= _MANY and without_points != there
    taken_out = struck | (without_points if is_meant else set())
    told |= {name: _no(place, answers[name]) for name in (taken_out - struck) & blank}
    if _are_left(listed, taken_out & blank, answers):
        told |= {name: made_unclear(answers[name], _LEFT) for name in blank - taken_out - in_part}
    return answers | told


def _read(place: ChecklistPlace, answer: FactorAnswer, *, is_whole: bool) -> FactorAnswer:
    if answer.state is FactorState.YES and is_whole:
        return made_unclear(answer, _AND_ENTERED)
    if answer.state is not FactorState.BLANK:
        return answer
    return _no(place, answer) if is_whole else made_unclear(answer, _IN_PART)


def _no(place: ChecklistPlace, answer: FactorAnswer) -> FactorAnswer:
    """Say that a row without an entry does not apply; among options there may be none that says so."""
    return answer if place.checklist.options else replace(answer, state=FactorState.NO)


def _are_left(listed: Mapping[str, Sequence[FactorRow]], taken_out: set[str], answers: Answers) -> bool:
    """Return whether a list was filled in by taking out what does not apply: more rows are taken out than answered.

    Rows may be gone for other reasons. Most of them are, and nothing is entered, when somebody deleted them.
    """
    gone = [name for name, rows in listed.items() if not rows]
    open_ = (FactorState.BLANK, FactorState.NOT_FOUND)
    answered = sum(answers[name].state not in open_ for name in listed)
    return len(taken_out) > answered or (not answered and 2 * len(gone) > len(listed))
