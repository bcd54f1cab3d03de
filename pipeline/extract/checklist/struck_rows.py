"""Rows that somebody struck out, or whose points were deleted, instead of answering them.

Such a row does not apply. Who fills in a list that way says of the rows that are left that they apply, or has not come
to them yet: nobody can tell which, so these are unclear.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec.structs import replace

from pipeline.document import Mark
from pipeline.extract.checklist.places import ChecklistPlace
from pipeline.extract.checklist.rows import FactorRow
from pipeline.extract.checklist.unclear import made_unclear
from pipeline.extract.matching.rows import aligned
from pipeline.extract.matching.skeleton import Box
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
    there = {name for name, rows in listed.items() if rows}
    blank = {name for name in there if answers[name].state is FactorState.BLANK}
    struck = {name for name in there if all(map(_is_struck, listed[name]))}
    in_part = {name for name in there - struck if any(map(_is_struck_in_part, listed[name]))}
    without_points = {name for name in there if all(map(_lacks_points, listed[name]))}
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


def _is_struck(row: FactorRow) -> bool:
    """Return whether the label or the points of a row are struck out."""
    return Mark.STRIKE in row.label_emphasis | row.emphasis_of(row.weight)


def _lacks_points(row: FactorRow) -> bool:
    """Return whether the points of a row were deleted."""
    if row.weight is None or row.weight.key:
        return False
    blank = row.paired.blanks.get(row.weight)
    return blank is not None and bool(blank.key)


def _is_struck_in_part(row: FactorRow) -> bool:
    return any(_has_struck_print(row.paired.blanks.get(box), box) for box in (row.label, row.weight) if box is not None)


def _has_struck_print(blank: Box | None, box: Box) -> bool:
    """Return whether any print of a box is struck out that isn't in the blank."""
    if blank is None or not any(line.has_struck for line in box.lines) or any(line.has_struck for line in blank.lines):
        return False
    return any(entry.line.struck(cover.start, cover.end) for entry in aligned(blank, box) for cover in entry.covers)
