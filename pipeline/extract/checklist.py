"""The checklist: each factor's row found by its label, never by where it stands, and its entry read.

A label must be equal after normalising, or a declared alias. One that is merely like it is only suggested: "Is not in
education" is nearly "Is in education".
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.document import Location, Mark
from pipeline.extract.entries import read_entry, read_mark
from pipeline.extract.filled import Filled, Piece, claim, joined
from pipeline.extract.layout import ChecklistPlace
from pipeline.extract.marks import EMPHASIS
from pipeline.extract.skeleton import Box
from pipeline.extract.text import label_key
from pipeline.findings import Finding, find
from pipeline.mapping.model import Factor
from pipeline.mapping.nearest import nearest
from pipeline.submission import FactorAnswer, FactorState

_LABEL_CHOOSING = Mark.HIGHLIGHT | Mark.SHADED | Mark.RINGED


@dataclass(frozen=True, slots=True)
class _FactorRow:
    """One row of the form that bears a factor's label."""

    factor: Factor
    label: Box
    answer: tuple[Box, ...]
    weight: Box | None
    notes: tuple[Box, ...]


def read_checklist(filled: Filled) -> tuple[dict[str, FactorAnswer], list[Finding]]:
    """Read every factor of the checklist; what was noticed comes back beside the answers."""
    place = filled.layout.checklist
    if place is None:
        return {}, []
    found = _rows(filled, place)
    emphasis = _telling_emphasis(filled, [row for rows in found.values() for row in rows])
    answers, findings = {}, []
    for factor in filled.layout.mapping.factors:
        rows = found.get(factor.id, [])
        answer = _factor(filled, factor, rows, emphasis)
        answers[factor.id] = answer
        findings += _noticed(filled, factor, rows, answer)
    return answers, findings


def _rows(filled: Filled, place: ChecklistPlace) -> dict[str, list[_FactorRow]]:
    found: dict[str, list[_FactorRow]] = defaultdict(list)
    for number, table in enumerate(filled.form.tables):
        for boxes in table:
            if filled.matched.table.get(number) not in place.tables:
                continue
            labelled = [(box, factor) for box in boxes if (factor := place.by_label.get(_label(box))) is not None]
            if labelled:
                box, factor = min(labelled, key=lambda pair: not _in_label_column(filled, place, *pair))
                found[factor.id].append(_row(filled, place, factor, box, boxes))
    return found


def _in_label_column(filled: Filled, place: ChecklistPlace, box: Box, factor: Factor) -> bool:
    """Tell whether a label stands in the column of labels; the same words in another column are somebody's note."""
    return filled.matched.column(box) == place.rows[factor.id].column


def _label(box: Box) -> str:
    """Give the key of a label; a tick or cross typed beside the label is no part of it."""
    whole = label_key(box.text)
    return whole.strip("✓✔☑☒√✅✗✘☐□ ")


def _row(filled: Filled, place: ChecklistPlace, factor: Factor, label: Box, boxes: Sequence[Box]) -> _FactorRow:
    def at(column: int | None) -> tuple[Box, ...]:
        return tuple(
            box for box in boxes if box is not label and column is not None and filled.matched.column(box) == column
        )

    weight = at(place.weight)
    return _FactorRow(factor, label, at(place.answer), weight[0] if weight else None, at(place.notes))


def _telling_emphasis(filled: Filled, rows: Sequence[_FactorRow]) -> Mark:
    """Give the kinds of emphasis on weights that tell rows apart: those that not every row shows."""
    telling = Mark.NONE
    weights = [_emphasis(filled, row.weight) for row in rows if row.weight is not None]
    for mark in EMPHASIS:
        if not all(mark in marks for marks in weights):
            telling |= mark
    return telling


def _emphasis(filled: Filled, box: Box | None) -> Mark:
    """Give the formatting of a printed box that its blank does not have."""
    if box is None:
        return Mark.NONE
    blank = filled.matched.box.get(box)
    mine, printed = _marks(box), _marks(blank) if blank is not None else Mark.NONE
    if box.shading and box.shading != (blank.shading if blank is not None else ""):
        mine |= Mark.SHADED
    return mine & ~printed


def _marks(box: Box) -> Mark:
    line = next((line for line in box.lines if line.key), None)
    return Mark.NONE if line is None else line.marks(0, len(line.text))


def _factor(filled: Filled, factor: Factor, rows: list[_FactorRow], emphasis: Mark) -> FactorAnswer:
    if not rows:
        return FactorAnswer(factor=factor.id, state=FactorState.NOT_FOUND, reason="no row has its label")
    return _merged([_read_row(filled, row, emphasis) for row in rows])


def _merged(answers: list[FactorAnswer]) -> FactorAnswer:
    """Make one answer of the rows that bear the same label: nothing that was written in any of them is dropped."""
    first = next((answer for answer in answers if answer.state is not FactorState.BLANK), answers[0])
    if len(answers) == 1:
        return first
    agree = len({(answer.state, answer.number) for answer in answers}) == 1
    return dataclasses.replace(
        first,
        state=first.state if agree else FactorState.UNCLEAR,
        entered=" | ".join(answer.entered for answer in answers if answer.entered),
        number=first.number if agree else None,
        notes="\n".join(answer.notes for answer in answers if answer.notes),
        reason=first.reason if agree else "its row stands in the form more than once, with different entries",
    )


def _read_row(filled: Filled, row: _FactorRow, emphasis: Mark) -> FactorAnswer:
    entry = claim(piece for box in row.answer for piece in filled.pieces(box))
    printed = [piece for box in (row.weight, row.label) if box is not None for piece in filled.pieces(box)]
    claim(piece for piece in printed if _is_own_print(row.factor, piece))
    printed = [piece for piece in printed if not piece.claimed]
    beside = claim(piece for piece in printed if not entry or read_mark(piece.text) is not None)
    notes = claim(piece for box in row.notes for piece in filled.pieces(box))
    state, number, reason = _decide(filled, row, entry, beside, emphasis, has_notes=bool(notes))
    return FactorAnswer(
        factor=row.factor.id,
        state=state,
        entered=joined(entry) or joined(beside),
        number=number,
        notes=joined(notes),
        location=_place(row, entry, beside),
        reason=reason,
    )


def _is_own_print(factor: Factor, piece: Piece) -> bool:
    """Tell whether a box says the factor's label or points and no more: rows may be sorted beside their category."""
    said = label_key(piece.box.text) if piece.box is not None else ""
    return said == str(factor.points) or said in {label_key(label) for label in factor.labels}


def _place(row: _FactorRow, entry: list[Piece], beside: list[Piece]) -> Location:
    if entry or not beside:
        return row.answer[0].location if row.answer else row.label.location
    return beside[0].location


def _decide(
    filled: Filled, row: _FactorRow, entry: list[Piece], beside: list[Piece], emphasis: Mark, *, has_notes: bool
) -> tuple[FactorState, int | None, str]:
    if any(Mark.STRIKE in piece.entry.line.marks(piece.start, piece.end) for piece in entry):
        return FactorState.UNCLEAR, None, "the entry is struck out"
    reading = read_entry(joined(entry), row.factor.points)
    if entry and beside and (reading.state is FactorState.YES) != (read_mark(beside[0].text) is True):
        return FactorState.UNCLEAR, None, "the entry and a mark beside the label or points differ"
    if reading.state is FactorState.BLANK and beside:
        marks = {read_mark(piece.text) for piece in beside}
        if marks == {True}:
            return FactorState.YES, None, ""
        if marks != {False}:
            return FactorState.UNCLEAR, None, "something is written at the label or the printed points"
        return FactorState.NO, None, ""
    if reading.state is FactorState.BLANK:
        found = _by_emphasis(filled, row, emphasis)
        if found[0] is FactorState.BLANK and has_notes:
            return FactorState.UNCLEAR, None, "there is only a note"
        return found
    return reading.state, reading.number, reading.reason


def _by_emphasis(filled: Filled, row: _FactorRow, emphasis: Mark) -> tuple[FactorState, int | None, str]:
    if _emphasis(filled, row.weight) & emphasis:
        return FactorState.YES, None, ""
    if _emphasis(filled, row.label) & emphasis & _LABEL_CHOOSING:
        return FactorState.UNCLEAR, None, "the label is marked, but nothing is entered"
    if any(line.drawings for box in (*row.answer, row.weight) if box is not None for line in box.lines):
        return FactorState.UNCLEAR, None, "a drawing stands in the box"
    return FactorState.BLANK, None, ""


def _noticed(filled: Filled, factor: Factor, rows: list[_FactorRow], answer: FactorAnswer) -> list[Finding]:
    found = []
    if not rows:
        printed = (box.text for box in filled.unclaimed_boxes())
        near = nearest(factor.label, printed)
        suggestion = " (one row has a similar label, which was not taken for it)" if near else ""
        found.append(find("factor_missing", field=factor.id, label=factor.label, suggestion=suggestion))
    if len(rows) > 1:
        found.append(
            find("factor_twice", field=factor.id, location=rows[1].label.location, label=factor.label, rows=len(rows))
        )
    if answer.state is FactorState.UNCLEAR:
        found.append(
            find("unclear_answer", field=factor.id, location=answer.location, label=factor.label, reason=answer.reason)
        )
    if any(line.drawings for row in rows for box in (*row.answer, row.weight) if box is not None for line in box.lines):
        found.append(find("drawing_near_choice", field=factor.id, location=answer.location, label=factor.label))
    return found
