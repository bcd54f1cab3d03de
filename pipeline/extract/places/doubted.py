"""Answers that are unclear for what is in their box or row: hidden text, cells that were added, taken out or merged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from pipeline.extract.form.added import Taken
from pipeline.extract.form.completed import CompletedForm
from pipeline.extract.lines import Line
from pipeline.extract.matching.formatting import EMPHASIS
from pipeline.extract.matching.skeleton import Box, BoxPlace, BoxRow
from pipeline.extract.memo import once_a_table
from pipeline.extract.places.answer import ASKED_TWICE, Read, made_unclear, read_as, value_of
from pipeline.extract.places.options.printed import begins_with
from pipeline.extract.places.shape import Shape
from pipeline.extract.text import label_key, tokens
from pipeline.extract.values.reading import unclear
from pipeline.findings import find
from pipeline.location import Location
from pipeline.submission import State

HIDDEN = "there is hidden text"
OUT_OF_LINE = "its row has more or fewer cells than the others of its table"
MERGED_DOWN = "its box is merged with that of another row"
MERGED_ACROSS = "cells of a row are merged"
ADDED_BESIDE = "a cell that was added beside its box is filled in, too"
SAID_OF_OTHERS = "a column was added beside its question, with the same words beside others"
_CERTAIN = (State.ANSWERED, State.BLANK)


def unless_hidden(form: CompletedForm, shape: Shape, read: Read) -> Read:
    """Return an answer as it was read, but unclear when there is hidden or doubted text in a box or on a line of it.

    A table keeps its rows: one cell with hidden text must not take the others out of what is shown. Its finding asks.
    """
    answer = read.answer
    if not (form.hidden or form.doubts) or answer.state not in _CERTAIN:
        return read
    places = (
        *shape.locations(form),
        *filter(None, (answer.location,) if not shape.field.has_rows else ()),
    )
    places = (*places, *answer.places.values())
    where, reason = form.hidden_in(places), HIDDEN
    if where is None and not shape.field.has_rows:
        where, reason = form.doubted_in(places, dates=shape.field.is_date)
    if where is None:
        return read
    location = where if shape.field.has_rows else answer.location or where
    made = read_as(shape.field, unclear(reason), location=location, found_by=answer.found_by, places=answer.places)
    if not shape.field.has_rows:
        answer = replace(made.answer, raw=answer.raw, struck=answer.struck)
    return Read(answer=answer, findings=(*read.findings, *made.findings), chosen_at=read.chosen_at)


def with_doubted_boxes(
    form: CompletedForm, shapes: Iterable[Shape], found: Mapping[str, Read]
) -> Iterator[tuple[str, Read]]:
    """Yield the answers that are unclear since cells were added, taken out or merged where they are.

    A table keeps its rows, as with hidden text.
    """
    certain = [shape for shape in shapes if found[shape.field.id].answer.state in _CERTAIN]
    beside = _beside_added_columns(form, certain, found)
    doubted = {shape: SAID_OF_OTHERS for shape, is_repeated in beside.items() if is_repeated}
    doubted |= dict.fromkeys(_in_wrong_columns(form, certain, found), ADDED_BESIDE)
    doubted |= dict.fromkeys(_out_of_line(form, certain), OUT_OF_LINE)
    doubted |= dict.fromkeys(_merged_down(form, certain), MERGED_DOWN)
    doubted |= dict.fromkeys(_merged_across(form, certain), MERGED_ACROSS)
    doubted |= dict.fromkeys(_asked_again(form, certain), ASKED_TWICE)
    for shape, reason in doubted.items():
        read = found[shape.field.id]
        made = made_unclear(shape.field, read, unclear(reason))
        yield shape.field.id, replace(made, answer=read.answer) if shape.field.has_rows else made
    for shape in [each for each in beside if each not in doubted]:
        read = found[shape.field.id]
        told = find("column_added", field=shape.field.id, location=read.answer.location, label=shape.field.label)
        yield shape.field.id, replace(read, findings=(*read.findings, told))


# -- a row with more or fewer cells than its table ---------------------------------------------------------------------


def _out_of_line(form: CompletedForm, shapes: Iterable[Shape]) -> Iterator[Shape]:
    """Yield the questions in whose row something was written, and in which nobody can tell which box is theirs."""
    rows = [row for table in form.matched.rows for row in table if row.loose and row.added]
    loose = {box for row in rows for box in row.loose}
    places = {box.location for row in rows for box in row.boxes if box in loose}
    for shape in shapes if rows else ():
        if not loose.isdisjoint(shape.all_boxes) or not places.isdisjoint(shape.locations(form)):
            yield shape


# -- boxes merged with others ------------------------------------------------------------------------------------------


def _merged_down(form: CompletedForm, shapes: Iterable[Shape]) -> Iterator[Shape]:
    """Yield the questions whose box became one with that of the row above or below, and holds something."""
    tables = () if form.layout.index.is_sheet else form.bones.tables
    lower = [(box, top) for table in tables for box, top in _under_others(table)]
    merged = {location for box, top in lower for location in _one_box(form, box, top)}
    for shape in shapes if merged else ():
        if not merged.isdisjoint(shape.locations(form)):
            yield shape


@once_a_table
def _under_others(table: tuple[BoxRow, ...]) -> Sequence[tuple[Box, Box]]:
    """Return the boxes of a table that are one with a box above them, each with the first of these."""
    found = []
    tops: dict[int, Box] = {}
    for box in (box for row in table for box in row):
        if not box.continues:
            tops[box.column] = box
        elif box.column in tops:
            found.append((box, tops[box.column]))
    return found


def _one_box(form: CompletedForm, box: Box, top: Box) -> tuple[Location, ...]:
    """Return where the two are if they are one in no blank and something was written there."""
    blank = form.matched.blank_of(box)
    is_print = (blank is not None and blank.continues) or form.matched.paired(top).place is None
    return () if is_print or not form.pieces(top) else (box.location, top.location)


def _merged_across(form: CompletedForm, shapes: Iterable[Shape]) -> Iterator[Shape]:
    """Yield the tables in which something was written in a cell that is as wide as several of their columns."""
    tables = [shape for shape in shapes if shape.field.has_rows]
    if not tables:
        return
    from pipeline.extract.places.table import Table  # many forms have none

    for shape in tables:
        if isinstance(shape, Table) and any(_is_wide(form, shape.columns, box) for box in shape.entered(form)):
            yield shape


def _is_wide(form: CompletedForm, wanted: Mapping[str, int], box: Box) -> bool:
    if box.span == 1:
        return False
    columns = form.matched.paired(box).columns
    own = {columns.get(column, column) for column in range(box.column, box.column + box.span)}
    return len(own.intersection(wanted.values())) > 1


# -- cells that were added beside boxes --------------------------------------------------------------------------------


def _in_wrong_columns(form: CompletedForm, shapes: Iterable[Shape], found: Mapping[str, Read]) -> Iterator[Shape]:
    """Yield the answers beside which cells were added, one of which is filled in, and claimed by nobody.

    A column that somebody puts between labels and boxes looks like the boxes, and the answers like remarks beside them.
    So an answer whose own added cell is empty is one of them, under or above such a one.
    """
    free = {
        box.place: box
        for box in form.unclaimed_boxes()
        if box.framed and box.table in form.matched.table and form.matched.blank_of(box) is None
    }
    if not free:
        return
    yield from (shape for shape in shapes if shape.field.has_rows and _is_split(form, shape, free))
    answered = [each for each in shapes if found[each.field.id].answer.state is State.ANSWERED and _is_beside(each)]
    beside = {shape: list(_added_beside(form, shape)) for shape in answered}
    doubted = {
        _column(box)
        for shape, added in beside.items()
        for box, other in added
        if other.place in free and _may_answer(form, shape, other)
    }
    yield from (shape for shape, added in beside.items() if any(_column(box) in doubted for box, _ in added))


def _beside_added_columns(
    form: CompletedForm, shapes: Iterable[Shape], found: Mapping[str, Read]
) -> Mapping[Shape, bool]:
    """Return the answers with a cell added beside them, and whether answers beside others of these say the same.

    One that is empty may be the box of the question, and what is before it in a column of somebody's remarks.
    """
    rows = (row for number in form.matched.table for row in form.matched.rows[number])
    if not any(row.place is not None and len(row.boxes) > len(row.blanks) for row in rows):
        return {}
    own = [
        shape
        for shape in shapes
        if found[shape.field.id].answer.state is State.ANSWERED
        and _is_beside(shape)
        and any(not other.key for _, other in _added_beside(form, shape))
    ]
    said = Counter(found[shape.field.id].answer.raw.casefold() for shape in own)
    return {shape: said[found[shape.field.id].answer.raw.casefold()] > 1 for shape in own}


def _is_split(form: CompletedForm, shape: Shape, free: Collection[BoxPlace]) -> bool:
    """Return whether a cell of one row of a table was split in two: no other row has one where the second is."""
    places = set(shape.locations(form))
    for table in form.bones.tables:
        boxes = [box for row in table for box in row]
        starts = Counter(box.column for box in boxes)
        if any(box.place in free and box.location in places and starts[box.column] == 1 for box in boxes):
            return True
    return False


def _is_beside(shape: Shape) -> bool:
    return shape.label is not None and shape.label.box is not None and not shape.prints_options


def _added_beside(form: CompletedForm, shape: Shape) -> Iterator[tuple[Box, Box]]:
    """Yield the filled boxes of an answer with the cell added beside each, if no print tells which column is which."""
    for box in form.boxes(shape.sought):
        blank, columns = form.matched.blank_of(box), form.matched.paired(box).columns
        others = form.boxes_beside([box])[:1] if form.pieces(box) else []
        if others and others[0].framed and ((blank is not None and blank.key) or box.column not in columns):
            yield box, others[0]


def _may_answer(form: CompletedForm, shape: Shape, box: Box) -> bool:
    """Return whether what is in a box could be the answer, as far as its kind tells."""
    return value_of(Taken(form.pieces(box)), shape.field).state is State.ANSWERED


def _column(box: Box) -> tuple[int, int]:
    return box.table, box.column


# -- questions that were pasted once more ------------------------------------------------------------------------------


def _asked_again(form: CompletedForm, shapes: Iterable[Shape]) -> Iterator[Shape]:
    """Yield the questions of which a copy that nobody claimed says something else; of a narrative it is more of it."""
    copied = [piece.entry.line for piece in form.unclaimed() if not piece.entry.covers]
    asked = [shape for shape in shapes if not shape.field.is_long and any(_begins_as(line, shape) for line in copied)]
    if not asked:
        return
    blank, bones = form.layout.blank, form.bones
    lines = [*blank.body, *bones.body, *(line for each in (blank, bones) for box in each.boxes() for line in box.lines)]
    known = {line.key for line in lines if line not in copied}
    for shape in asked:
        own = (line for line in copied if _begins_as(line, shape) or _is_option(line, shape))
        if any(line.key not in known or line.marks(0, len(line.text)) & EMPHASIS for line in own):
            yield shape


def _begins_as(line: Line, shape: Shape) -> bool:
    said = [token.key for token in line.tokens]
    for wording in shape.field.labels:
        label, words = label_key(wording), [token.key for token in tokens(wording)]
        is_begun = line.key.startswith(label) and not line.key[len(label) :][:1].isalnum()
        if label and (is_begun or said[: len(words)] == words):
            return True
    return False


def _is_option(line: Line, shape: Shape) -> bool:
    return any(begins_with(line.text, option.choice.label) for option in shape.options)
