"""Rows whose answer box was merged with another one: what it says may be said of either, and may be gone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from pipeline.extract.checklist.columns import covers
from pipeline.extract.checklist.rows import FactorRow
from pipeline.extract.checklist.unclear import made_unclear
from pipeline.extract.form.completed import CompletedForm
from pipeline.extract.matching.skeleton import Box
from pipeline.extract.places.doubted import OUT_OF_LINE
from pipeline.extract.values.entries import read_mark
from pipeline.submission import FactorAnswer, FactorState

MERGED = "its box is merged with that of another row"
MARKED_ASIDE = "a mark is in a cell that was added to its row"
SWALLOWED = "its box is merged with another one of its row"


def factor_unless_merged(form: CompletedForm, answer: FactorAnswer, boxes: Iterable[Box]) -> FactorAnswer:
    """Return an answer as it was read, but unclear when its entry is in a box that several rows share."""
    if answer.state in (FactorState.UNCLEAR, FactorState.NOT_FOUND):
        return answer
    merged = [box for box in boxes if box.column in form.merged_columns(box.table)]
    shared = next((found for box in merged if len(found := _merged_with(form, box)) > 1 and _is_filled(found)), None)
    if shared is None:
        return answer
    said = shared[0].words if not answer.entered else answer.words
    location = answer.location or shared[0].location
    return replace(made_unclear(answer, MERGED), entered=said.text, struck=said.struck, location=location)


def factor_unless_swallowed(answer: FactorAnswer, rows: Iterable[FactorRow]) -> FactorAnswer:
    """Return an answer as it was read, but unclear when nothing was, and a box for it became part of a wider one.

    Of cells that are merged a workbook keeps only what the first one says: an entry behind the points is gone.
    """
    if answer.state is not FactorState.BLANK:
        return answer
    widened = (row for row in rows if row.paired.is_widened)
    lost = next((row for row in widened if not all(row.options.values() if row.options else (row.answer,))), None)
    if lost is None:
        return answer
    return replace(made_unclear(answer, SWALLOWED), location=answer.location or lost.label.location)


def factor_unless_out_of_line(form: CompletedForm, answer: FactorAnswer, boxes: Iterable[Box]) -> FactorAnswer:
    """Return an answer as it was read, but unclear when something was written in a row with too many or few cells."""
    if answer.state in (FactorState.UNCLEAR, FactorState.NOT_FOUND):
        return answer
    owners = [(box, form.matched.paired(box)) for box in boxes]
    if not any(row.added and (box in row.loose or row.blanks.get(box) in row.loose) for box, row in owners):
        return answer
    return made_unclear(answer, OUT_OF_LINE)


def factor_unless_marked_aside(form: CompletedForm, answer: FactorAnswer, boxes: Sequence[Box]) -> FactorAnswer:
    """Return an answer as it was read, but unclear when a mark is in a cell that was added to its row.

    A column with a header of its own is somebody else's, where headers tell which ones are the row's.
    """
    if answer.state in (FactorState.UNCLEAR, FactorState.NOT_FOUND) or form.layout.index.is_sheet:
        return answer
    for row in dict.fromkeys(map(form.matched.paired, boxes)):
        aside = [box for box, _ in row.added if box not in row.blanks and _is_marked(form, box)]
        if not aside:
            continue
        own = [box.column for box in boxes if box in row.blanks and not row.blanks[box].key]
        others = {box.column for other in form.rows_in(aside[0].table) if other is not row for box in other.boxes}
        if not row.columns.keys() >= set(own) or any(box.column not in others for box in aside):
            return made_unclear(answer, MARKED_ASIDE)
    return answer


def _is_marked(form: CompletedForm, box: Box) -> bool:
    return any(read_mark(piece.text) is not None for piece in form.pieces(box))


def _merged_with(form: CompletedForm, box: Box) -> Sequence[Box]:
    """Return the boxes that are one with a box, itself too; only itself where the blank has merged them."""
    rows = [row.boxes for row in form.rows_in(box.table)]
    first = box
    while first.continues and (above := _at(rows[first.row - 1] if first.row else (), first.column)) is not None:
        first = above
    found = [first]
    while len(rows) > found[-1].row + 1:
        under = _at(rows[found[-1].row + 1], first.column)
        if under is None or not under.continues:
            break
        found.append(under)
    blanks = [form.matched.blank_of(each) for each in found]
    return [box] if any(blank is not None and blank.continues for blank in blanks) else found


def _at(row: Iterable[Box], column: int) -> Box | None:
    return next((box for box in row if covers(box, column)), None)


def _is_filled(boxes: Iterable[Box]) -> bool:
    return any(box.key or box.shading for box in boxes)
