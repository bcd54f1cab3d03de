"""Crosses in a checklist: most people cross what applies, but who ticks some rows and crosses others denies these.

By itself a cross says yes. Beside ticks in the same column, or under a header that offers both signs, it may say no.
Where nearly every row of a list is marked, the crosses may be its noes: a ✗ in any case, a letter x or a crossed box,
with which people tick, when the other rows all bear one other mark.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from enum import StrEnum, auto
from typing import Final

from msgspec.structs import replace

from pipeline.extract.checklist.columns import covers, labels_of
from pipeline.extract.checklist.places import ChecklistPlace
from pipeline.extract.checklist.rows import FactorRow
from pipeline.extract.checklist.unclear import made_unclear
from pipeline.extract.form.added import AddedText
from pipeline.extract.form.completed import CompletedForm
from pipeline.extract.matching.rows import PairedRow
from pipeline.extract.matching.skeleton import Box, Skeleton
from pipeline.extract.memo import once
from pipeline.extract.text import key, tokens
from pipeline.mapping.rows import Means
from pipeline.signs import CROSSED_BOXES, CROSSES, LETTER_CROSSES, TICKS
from pipeline.submission import FactorAnswer, FactorState

_MANY: Final = 5
"""In a shorter list every row may apply."""
_NEARLY_ALL: Final = 0.9

_BESIDE_TICKS: Final = "it is crossed where others are ticked, which may say no"
_EVERYWHERE: Final = "nearly every row is marked, so a cross may say no"
_ANSWER: Final = ""
"""The answer column, beside those of options, which go by their ids."""

Answers = dict[str, FactorAnswer]
Columns = Mapping[str, Sequence[Box]]


class _Sign(StrEnum):
    """How a row is marked. ``CROSSED`` are a letter x and a crossed box, which people use as ticks."""

    TICK = auto()
    CROSS = auto()
    CROSSED = auto()


Signs = Mapping[str, Mapping[str, Set[_Sign]]]
"""How each factor that is marked is marked in each column."""

_MARKING: Final = frozenset(
    "".join((*TICKS, *CROSSES, *CROSSED_BOXES, *LETTER_CROSSES, *map(str.upper, LETTER_CROSSES)))
)
"""The characters by which a row may be marked."""

_TICKED: Final = {_Sign.TICK}
_CROSSED_ALONE: Final = {_Sign.CROSS}


def with_crosses_told(
    form: CompletedForm, place: ChecklistPlace, found: Mapping[str, Sequence[FactorRow]], answers: Answers
) -> Answers:
    """Return the answers of a checklist; a cross that may say no is unclear, one that does is a no."""
    if not place.checklist.rounds:
        return answers | _told(form, place, _signs(form, found), answers)
    told = {name: answer for name, answer in answers.items() if answer.rounds}
    for each in place.checklist.rounds:
        read = {name: answer.rounds[each.id] for name, answer in told.items()}
        of_round = read | _told(form, place, _signs(form, found, each.id), read)
        told = {name: replace(each_, rounds={**each_.rounds, each.id: of_round[name]}) for name, each_ in told.items()}
    return answers | told


def _told(form: CompletedForm, place: ChecklistPlace, signs: Signs, answers: Answers) -> Answers:
    """Return the answers that are others than they were read as."""
    crossed = [name for name, columns in signs.items() if any(map(_is_crossed, columns.values()))]
    crossed = [name for name in crossed if answers[name].state in (FactorState.YES, FactorState.NO)]
    if not crossed:
        return {}
    header = _header(form.layout.blank, place)
    doubted = set(_doubted(place, signs, header))
    told = [name for name in crossed if any(signs[name].get(each) == _CROSSED_ALONE for each in doubted)]
    if told and place.checklist.options:
        return {name: made_unclear(answers[name], _BESIDE_TICKS) for name in told}
    if told:
        denies = _offers_both(header) or _is_ticked_or_crossed(signs, answers)
        return {name: _denied(answers[name]) if denies else _doubted_by_ticks(answers[name]) for name in told}
    if place.checklist.options or not _is_marked_everywhere(answers):
        return {}
    others = {key(answer.entered) for name, answer in answers.items() if answer.entered and name not in crossed}
    denying = [name for name in crossed if signs[name][_ANSWER] == _CROSSED_ALONE or len(others) == 1]
    return {name: made_unclear(answers[name], _EVERYWHERE) for name in denying}


def _doubted(place: ChecklistPlace, signs: Signs, header: str) -> Iterator[str]:
    """Yield the columns in which a cross may say no: those with ticks too, and one for a yes when others have ticks."""
    used: dict[str, set[_Sign]] = {}
    for columns in signs.values():
        for column, found in columns.items():
            used.setdefault(column, set()).update(found)
    says_yes = {option.id for option in place.checklist.options if option.meaning is Means.YES}
    is_ticked = any(_Sign.TICK in found for found in used.values())
    words = {token.key for token in tokens(header)}
    offers = _offers_both(header) or {"tick", "cross"} <= words
    for column, found in used.items():
        if _Sign.CROSS in found and (
            _Sign.TICK in found or (column in says_yes and is_ticked) or (offers and column == _ANSWER)
        ):
            yield column


def _is_crossed(found: Set[_Sign]) -> bool:
    return bool(found) and _Sign.TICK not in found


def _is_ticked_or_crossed(signs: Signs, answers: Answers) -> bool:
    """Return whether each row of a list has either a tick or a cross, so that both are meant."""
    found = [name for name, answer in answers.items() if answer.state is not FactorState.NOT_FOUND]
    return all(signs.get(name, {}).get(_ANSWER) in (_TICKED, _CROSSED_ALONE) for name in found)


def _is_marked_everywhere(answers: Answers) -> bool:
    """Return whether nearly every row has a mark and none says no."""
    states = [answer.state for answer in answers.values() if answer.state is not FactorState.NOT_FOUND]
    marked = sum(state is not FactorState.BLANK for state in states)
    return len(states) >= _MANY and FactorState.NO not in states and marked >= _NEARLY_ALL * len(states)


def _denied(answer: FactorAnswer) -> FactorAnswer:
    return replace(answer, state=FactorState.NO, number=None)


def _doubted_by_ticks(answer: FactorAnswer) -> FactorAnswer:
    return replace(made_unclear(answer, _BESIDE_TICKS), proposed=FactorState.NO)


# -- signs and headers -------------------------------------------------------------------------------------------------


def _signs(form: CompletedForm, found: Mapping[str, Sequence[FactorRow]], name: str = "") -> Signs:
    """Return how each factor that may be marked is in each column, or in those of one round."""
    return {
        factor: {column: _signs_in(form, boxes) for row in rows for column, boxes in _columns(row, name).items()}
        for factor, rows in found.items()
        if any(_may_be_marked(row.paired) for row in rows) and not any(row.factor.options for row in rows)
    }


@once
def _may_be_marked(row: PairedRow) -> bool:
    """Return whether a tick, a cross or a letter like one is among what was added in a row, whoever claims it."""
    return any(not _MARKING.isdisjoint(entry.line.text) for _, added in row.added for entry, _, _ in added)


def _columns(row: FactorRow, name: str) -> Columns:
    if name:
        return {_ANSWER: row.rounds.get(name, ()), **row.round_options.get(name, {})}
    return {_ANSWER: (*row.answer, row.label, *filter(None, (row.weight,))), **row.options}


def _signs_in(form: CompletedForm, boxes: Iterable[Box]) -> Set[_Sign]:
    return {sign for box in boxes for piece in form.pieces(box) for sign in _signs_of(piece)}


def _signs_of(piece: AddedText) -> Iterator[_Sign]:
    text = piece.standing.strip()
    if not set(TICKS).isdisjoint(text):
        yield _Sign.TICK
    if not set(CROSSES).isdisjoint(text):
        yield _Sign.CROSS
    typed = text.strip("()[]").casefold() in LETTER_CROSSES or not set(CROSSED_BOXES).isdisjoint(text)
    if typed and piece.entry.line.control_at(piece.start) is None:
        yield _Sign.CROSSED


@once
def _header(blank: Skeleton, place: ChecklistPlace) -> str:
    """Return what the blank prints in the answer columns of a list outside of its rows."""
    columns = {column for row in place.rows.values() for column in row.answer}
    rows = (row for table in place.tables for row in blank.tables[table])
    outside = (row for row in rows if not any(set(labels_of(box)) & place.by_label.keys() for box in row))
    return " ".join(box.text for row in outside for box in row if any(covers(box, column) for column in columns))


def _offers_both(header: str) -> bool:
    """Return whether a header shows a tick and a cross."""
    return not set(TICKS).isdisjoint(header) and not set(CROSSES).isdisjoint(header)
