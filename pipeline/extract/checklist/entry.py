"""Rows without options: whether what was entered says that the factor applies, or how many points it has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from pipeline.document import Mark
from pipeline.extract.checklist.emphasis import Telling
from pipeline.extract.checklist.places import ChecklistPlace
from pipeline.extract.checklist.rows import FactorRow, HasPieces, notes_on
from pipeline.extract.form.added import STRUCK_OUT, AddedInBoxes, AddedText, Taken, claim
from pipeline.extract.form.completed import CompletedForm
from pipeline.extract.matching.skeleton import Box
from pipeline.extract.memo import once
from pipeline.extract.text import key
from pipeline.extract.values.coerce import CUT, STRUCK
from pipeline.extract.values.entries import Entry, read_entry, read_mark, read_points
from pipeline.location import Location
from pipeline.mapping.model import Checklist, Factor
from pipeline.mapping.rows import Entered
from pipeline.submission import FactorAnswer, FactorState

_CHOOSING = Mark.HIGHLIGHT | Mark.SHADED | Mark.RINGED


class RowReading(Struct, frozen=True, eq=False, kw_only=True):
    """A row read by itself.

    Attributes:
        claimed: What was claimed: boxes, and the numbers of their pieces, counted from 0.
    """

    answer: FactorAnswer
    claimed: Sequence[tuple[Box, int]]


@once
def read_by_itself(place: ChecklistPlace, row: FactorRow, emphasis: Telling) -> RowReading:
    """Read a row whose added text nobody has claimed: then nothing but the row tells how it reads."""
    alone = AddedInBoxes((row.paired,))
    answer = read_row(alone, place.checklist, row, emphasis)
    claimed = [
        (box, number) for box, _ in row.paired.added for number, piece in enumerate(alone.pieces(box)) if piece.claimed
    ]
    return RowReading(answer=answer, claimed=claimed)


def read_row(form: HasPieces, checklist: Checklist, row: FactorRow, emphasis: Telling) -> FactorAnswer:
    """Read a row by its one answer column, by marks beside its label or weight, and by emphasis."""
    entry = form.take(row.answer, edits=True)
    printed = [piece for box in (row.weight, row.label) if box is not None for piece in form.pieces(box)]
    claim(piece for piece in printed if _is_own_print(row.factor, piece))
    printed = [piece for piece in printed if not piece.claimed]
    beside = claim(piece for piece in printed if not entry or read_mark(piece.text) is not None)
    notes = notes_on(form, row)
    reading = _decide(checklist, row, entry, beside, emphasis, has_notes=bool(notes))
    entered, noted = (entry or beside).words, notes.words
    return FactorAnswer(
        factor=row.factor.id,
        state=reading.says,
        entered=entered.text,
        number=reading.number,
        notes=noted.text,
        location=_place(row, entry, beside),
        reason=reading.reason,
        signs=reading.signs,
        struck=entered.struck,
        notes_struck=noted.struck,
    )


def read_round(form: CompletedForm, checklist: Checklist, factor: Factor, boxes: Sequence[Box]) -> FactorAnswer:
    """Read one of several columns of a row."""
    entry = form.take(boxes, edits=True)
    reading = _read(checklist, factor, entry)
    if reading.says is FactorState.BLANK and any(form.matched.paired(box).is_drawn_on(box) for box in boxes):
        reading = _unclear("there is a drawing in the box", "drawing")
    return FactorAnswer(
        factor=factor.id,
        state=reading.says,
        entered=entry.text,
        number=reading.number,
        location=boxes[0].location if boxes else None,
        reason=reading.reason,
        signs=reading.signs,
        struck=entry.words.struck,
    )


def _read(checklist: Checklist, factor: Factor, entry: Taken) -> Entry:
    """Read an entry, of one that is struck out in part what is left standing."""
    if entry.is_struck:
        return _STRUCK
    if entry.is_cut:
        return _unclear(CUT, STRUCK)
    if checklist.entered is Entered.POINTS:
        return read_points(entry.standing, factor.points)
    return read_entry(entry.standing, factor.points)


def _is_own_print(factor: Factor, piece: AddedText) -> bool:
    """Return whether a box says the factor's label or weight and no more: rows may be sorted beside their category."""
    said = key(piece.box.text) if piece.box is not None else ""
    return said in {key(printed) for printed in (factor.shown_weight, *factor.labels)}


def _place(row: FactorRow, entry: Taken, beside: Taken) -> Location:
    if entry or not beside:
        return row.answer[0].location if row.answer else row.label.location
    return beside[0].location


def _unclear(reason: str, *signs: str) -> Entry:
    return Entry(reason=reason, signs=signs)


_STRUCK = _unclear(STRUCK_OUT, STRUCK)


def _decide(
    checklist: Checklist,
    row: FactorRow,
    entry: Taken,
    beside: Taken,
    emphasis: Telling,
    *,
    has_notes: bool,
) -> Entry:
    if beside.is_struck:
        return _STRUCK
    reading = _read(checklist, row.factor, entry)
    if entry and beside and (reading.says is FactorState.YES) != (read_mark(beside[0].text) is True):
        return _unclear("the entry and a mark beside the label or points differ", beside.text)
    if reading.says is FactorState.NO and row.emphasis & emphasis.weight:
        return _unclear("the entry says no, and the printed points are marked", "points marked")
    if reading.says is not FactorState.BLANK:
        return reading
    if beside and checklist.entered is Entered.POINTS:
        return _unclear("something is written at the label, but no points are entered")
    if beside:
        return _by_marks(beside)
    found = _by_emphasis(row, emphasis)
    if found.says is FactorState.BLANK and has_notes:
        return _unclear("there is only a note")
    return found


_BY_MARKS: Mapping[frozenset[bool | None], bool] = {frozenset({True}): True, frozenset({False}): False}


def _by_marks(beside: Taken) -> Entry:
    applies = _BY_MARKS.get(frozenset(read_mark(piece.text) for piece in beside))
    return (
        Entry(applies) if applies is not None else _unclear("something is written at the label or the printed points")
    )


def _by_emphasis(row: FactorRow, emphasis: Telling) -> Entry:
    if row.emphasis_of(row.label if row.in_label else row.weight) & emphasis.weight:
        return Entry(True)
    if row.label_emphasis & emphasis.label & _CHOOSING:
        return _unclear("the label is marked, but nothing is entered", "label marked")
    if row.answer_emphasis & emphasis.answer & _CHOOSING:
        return _unclear("the box is coloured, but nothing is entered", "box coloured")
    if row.has_drawings_beside:
        return _unclear("there is a drawing in the row", "drawing")
    return Entry()
