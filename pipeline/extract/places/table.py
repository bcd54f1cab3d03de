"""Table fields: rows that people fill in and add, found by their columns' headers, printed or typed, else by order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pipeline.extract.field_place import FieldPlace
from pipeline.extract.form.completed import CompletedForm
from pipeline.extract.matching.skeleton import Box
from pipeline.extract.places.answer import Read, rows_as
from pipeline.extract.text import key, label_key
from pipeline.words import Words, joined_by

Columns = Mapping[str, int]
"""For columns of a table field, by their ids, the column of the blank that each is read from."""

Rows = Sequence[Sequence[Box]]


def read_table(form: CompletedForm, place: FieldPlace) -> Read:
    """Read the rows of a table field; rows in which nothing was entered are left out."""
    tables = _homes(form, place)
    columns: Columns = place.columns
    found: list[dict[str, Words]] = []
    for table in tables:
        entered = [boxes for boxes in _rows(form, place, table) if any(map(form.pieces, boxes))]
        if _is_counted(form, place, entered):
            _claim_all(form, [boxes[:1] for boxes in entered])
            entered = [boxes[1:] for boxes in entered]
            columns = dict(zip(place.columns, map(form.matched.column, entered[0]), strict=False))
        if headings := _headings(place, next(iter(entered), ())):
            _claim_all(form, entered[:1])
            entered = entered[1:]
            columns = _columns_under(form, headings, columns)
        answered = [boxes for boxes in entered if _is_entered(form, columns, boxes)]
        found += [_row(form, place, columns, boxes) for boxes in answered]
    location = form.bones.locations[tables[0]] if tables else None
    return rows_as(place, found, location=location)


def table_boxes(form: CompletedForm, place: FieldPlace) -> Iterator[Box]:
    """Return every box in the rows of a table field."""
    return (box for table in _homes(form, place) for boxes in _rows(form, place, table) for box in boxes)


def _homes(form: CompletedForm, place: FieldPlace) -> list[int]:
    """Return the tables of the form that hold the field's: mostly that, or its header stands there below other rows."""
    mostly = {table for table, blank_table in form.matched.table.items() if blank_table == place.rows[0][0]}
    headed = {row.boxes[0].table for row in form.matched.rows_at(_header(place)) if row.boxes}
    return sorted(mostly | headed)


def _header(place: FieldPlace) -> tuple[int, int]:
    table, first = place.rows[0]
    return table, first - 1


def _rows(form: CompletedForm, place: FieldPlace, table: int) -> Iterator[Sequence[Box]]:
    """Yield the rows of a table that belong to the field: known ones, and unknown ones under them or the header."""
    wanted, inside = set(place.rows), False
    header = _header(place)
    for number, boxes in enumerate(form.bones.tables[table]):
        blank_row = form.matched.rows[table][number].place
        if blank_row is not None:
            inside = blank_row in wanted or blank_row == header
        if inside and blank_row != header:
            yield boxes


def _is_counted(form: CompletedForm, place: FieldPlace, rows: Rows) -> bool:
    """Return whether somebody added a column on the left of a table without printed headers, which counts the rows."""
    table, row = place.rows[0]
    width = len(form.layout.blank.tables[table][row])
    if not rows or any(len(boxes) <= width or form.matched.paired(boxes[0]).columns for boxes in rows):
        return False
    headed = bool(_headings(place, rows[0][1:]))
    numbers = [key(boxes[0].text).rstrip(".)") for boxes in rows[headed:]]
    return bool(numbers) and numbers == [str(number) for number in range(1, len(numbers) + 1)]


def _headings(place: FieldPlace, boxes: Sequence[Box]) -> Mapping[str, Box]:
    """Return the boxes of typed headings by the columns they name; none where a filled box of the row is no heading."""
    labels = {label_key(column.label): column.id for column in place.field.columns if column.label}
    said = [box for box in boxes if box.key]
    named = {labels[name]: box for box in said if (name := label_key(box.text)) in labels}
    return named if len(named) == len(said) >= 2 else {}


def _columns_under(form: CompletedForm, headings: Mapping[str, Box], columns: Columns) -> Columns:
    """Return which column is which under typed headings; one without a heading stays unless another has its place."""
    named = {name: form.matched.column(box) for name, box in headings.items()}
    return {name: column for name, column in columns.items() if column not in named.values()} | named


def _is_entered(form: CompletedForm, columns: Columns, boxes: Sequence[Box]) -> bool:
    """Return whether something was entered in a column of the field; what stands in one that was added is no row."""
    return any(form.pieces(box) for box in boxes if form.matched.column(box) in columns.values())


def _claim_all(form: CompletedForm, rows: Rows) -> None:
    for boxes in rows:
        form.take(boxes, edits=True)


def _row(form: CompletedForm, place: FieldPlace, columns: Columns, boxes: Sequence[Box]) -> dict[str, Words]:
    """Take one row; a printed cell counts with the text it has now, since people edit those too."""
    values = {}
    for name in place.columns:
        texts = []
        for box in boxes:
            if form.matched.column(box) == columns.get(name):
                form.take((box,), edits=True)
                texts.append(box.words.strip())
        values[name] = joined_by("\n", texts)
    return values
