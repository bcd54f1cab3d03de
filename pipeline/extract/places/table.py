"""Table fields: rows that people fill in and add, found by their columns' headers, printed or typed, else by order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Self

from msgspec.structs import replace

from pipeline.extract.form.blank import Spot
from pipeline.extract.form.completed import CompletedForm
from pipeline.extract.matching.rows import RowPlace
from pipeline.extract.matching.skeleton import Box, BoxRow
from pipeline.extract.places.answer import Read, rows_as
from pipeline.extract.places.shape import Shape
from pipeline.extract.text import key, label_key
from pipeline.location import Location
from pipeline.mapping.model import Field
from pipeline.words import Words, joined_by

if TYPE_CHECKING:
    from pipeline.extract.places.labels import Labels

Columns = Mapping[str, int]
"""For columns of a table field, by their ids, the column of the blank that each is read from."""

Rows = Sequence[Sequence[Box]]


class Table(Shape, frozen=True, eq=False, kw_only=True, dict=True):
    """A table that people fill in and add rows to.

    Attributes:
        rows: Its rows in the blank.
        columns: The blank's column of each of its columns, by its id.
    """

    rows: tuple[RowPlace, ...] = ()
    columns: Columns

    @classmethod
    def find(cls, labels: Labels, field: Field, spots: Sequence[Spot]) -> Self | None:
        """Find rows and columns: under the label in the same table, or in the next table after it."""
        if not field.has_rows:
            return None
        spot, repeats = spots[0], tuple(spots)
        table, start = _table_of(labels, field, spot)
        if table is None:
            return cls(field=field, label=spot, repeats=repeats, columns={})
        rows = labels.blank.tables[table]
        above = start if spot.box is None else spot.box.row  # the label may be the first of the headers
        header = next((n for n in range(above, len(rows)) if _columns_in(field, with_merged(rows, n))), None)
        if header is not None:
            columns, first = _columns_in(field, with_merged(rows, header)), header + 1
        else:
            columns, first = _columns_by_order(labels, field, rows[start:][:1]), start
        places = tuple((table, row) for row in _rows_from(labels, rows, first))
        return cls(field=field, label=spot, repeats=repeats, rows=places, columns=columns)

    def read(self, form: CompletedForm, before: Mapping[str, Read]) -> Read:
        """Read the rows of a table field; rows in which nothing was entered are left out."""
        tables = self._homes(form)
        columns: Columns = self.columns
        found: list[dict[str, Words]] = []
        free: dict[str, Location] = {}
        for table in tables:
            entered = [boxes for boxes in self._rows(form, table) if any(map(form.pieces, boxes))]
            if self._is_counted(form, entered):
                _claim_all(form, [boxes[:1] for boxes in entered])
                entered = [boxes[1:] for boxes in entered]
                columns = dict(zip(self.columns, map(form.matched.column, entered[0]), strict=False))
            if headings := self._headings(next(iter(entered), ())):
                _claim_all(form, entered[:1])
                entered = entered[1:]
                columns = _columns_under(form, headings, columns)
            answered = [boxes for boxes in entered if _is_entered(form, columns, boxes)]
            rows = [self._row(form, columns, boxes) for boxes in answered]
            if len(tables) > 1 and rows and _is_among(rows, found):
                continue  # it was copied as it is
            free |= self._left_blank(form, columns, answered, len(found) + 1)
            found += rows
        location = form.bones.locations[tables[0]] if tables else None
        read = rows_as(self.field, found, location=location)
        return replace(read, answer=replace(read.answer, places=free)) if free else read

    def _left_blank(self, form: CompletedForm, columns: Columns, rows: Rows, first: int) -> dict[str, Location]:
        """Return the cells left blank in columns that show results, by their addresses."""
        found: dict[str, Location] = {}
        for name in form.layout.mapping.written_columns(self.field.id):
            for number, boxes in enumerate(rows, start=first):
                own = [box for box in boxes if _column(form, box) == columns.get(name)]
                if len(own) == 1 and not own[0].key and not form.pieces(own[0]):
                    found[f"[{number}].{name}"] = own[0].location
        return found

    def _homes(self, form: CompletedForm) -> list[int]:
        """Return the tables of the form that are mostly the field's, or have its header below other rows."""
        mostly = {table for table, blank_table in form.matched.table.items() if blank_table == self.rows[0][0]}
        headed = {row.boxes[0].table for row in form.rows_at(self._header) if row.boxes}
        return sorted(mostly | headed)

    @property
    def _header(self) -> RowPlace:
        table, first = self.rows[0]
        return table, first - 1

    def _rows(self, form: CompletedForm, table: int) -> Iterator[Sequence[Box]]:
        """Yield the rows of a table that belong to the field: known ones, and unknown ones under them or the header."""
        wanted, inside = set(self.rows), False
        header = self._header
        for row in form.rows_in(table):
            if row.place is not None:
                inside = row.place in wanted or row.place == header
            if inside and row.place != header:
                yield row.boxes

    def _is_counted(self, form: CompletedForm, rows: Rows) -> bool:
        """Return whether somebody added a column that counts the rows on the left of a table without headers."""
        table, row = self.rows[0]
        width = len(form.layout.blank.tables[table][row])
        if not rows or any(len(boxes) <= width or form.matched.paired(boxes[0]).columns for boxes in rows):
            return False
        headed = bool(self._headings(rows[0][1:]))
        numbers = [key(boxes[0].text).rstrip(".)") for boxes in rows[headed:]]
        return bool(numbers) and numbers == [str(number) for number in range(1, len(numbers) + 1)]

    def _headings(self, boxes: Sequence[Box]) -> Mapping[str, Box]:
        """Return the boxes of typed headings by the columns they name; none where other words are in the row."""
        labels = {label_key(column.label): column.id for column in self.field.columns if column.label}
        said = [box for box in boxes if box.key]
        named = {labels[name]: box for box in said if (name := label_key(box.text)) in labels}
        return named if len(named) == len(said) >= 2 else {}

    def _row(self, form: CompletedForm, columns: Columns, boxes: Sequence[Box]) -> dict[str, Words]:
        """Take one row; a printed cell counts with the text it has now, since people edit those too."""
        values = {}
        there = [(_column(form, box), box) for box in boxes]
        for name in self.columns:
            own = [box for column, box in there if column is not None and column == columns.get(name)]
            form.take(own, edits=True)
            values[name] = joined_by("\n", [box.words.strip() for box in own])
        return values

    def entered(self, form: CompletedForm) -> Iterator[Box]:
        """Yield the boxes of its rows in which something was entered."""
        for table in self._homes(form):
            yield from (box for boxes in self._rows(form, table) for box in boxes if form.pieces(box))

    def locations(self, form: CompletedForm) -> Iterator[Location]:
        """Yield every box in its rows."""
        if self.owner is not None:
            yield from self.owner.locations(form)
        for table in self._homes(form):
            yield from (box.location for boxes in self._rows(form, table) for box in boxes)


def with_merged(rows: Sequence[BoxRow], number: int) -> BoxRow:
    """Return the boxes of a row; for one merged with the box above it the box that prints its text."""
    return tuple(_top_of(rows, number, box) for box in rows[number])


def _top_of(rows: Sequence[BoxRow], number: int, box: Box) -> Box:
    while number and box.continues and not box.key:
        above = next((each for each in rows[number - 1] if each.column == box.column), None)
        if above is None:
            break
        number, box = number - 1, above
    return box


def _table_of(labels: Labels, field: Field, spot: Spot) -> tuple[int | None, int]:
    """Return the table that a label is in, or the next one behind its line; and from which row it may begin."""
    if spot.box is not None:
        return spot.box.table, spot.box.row + 1
    table = next((n for n, before in enumerate(labels.blank.lines_before) if before > spot.line_index), None)
    if table is None:
        labels.miss(f"field '{field.id}' table", field.label)
    return table, 0


def _columns_in(field: Field, row: BoxRow) -> Columns:
    """Return the columns whose headers a row prints; none unless it prints them all.

    A header that the row prints twice is that of the first column with this label, then that of the next one. Columns
    without a label beside others that have one are those of the empty headers, in their order; a workbook of ours has
    their ids there.
    """
    found: dict[str, int] = {}
    for column in field.columns:
        wanted = label_key(column.label or column.id.replace("_", " "))
        free = (box for box in row if box.column not in found.values())
        box = next((box for box in free if wanted and label_key(box.text) == wanted), None)
        if box is not None:
            found[column.id] = box.column
    if any(column.label and column.id in found for column in field.columns):
        unlabelled = [column.id for column in field.columns if not column.label and column.id not in found]
        found |= zip(unlabelled, [box.column for box in row if not box.key], strict=False)
    return {column.id: found[column.id] for column in field.columns} if len(found) == len(field.columns) else {}


def _missing_headers(field: Field, row: BoxRow) -> str:
    """Say why the columns of a table are not found: by their headers, or without them by their order."""
    headers = [column.label for column in field.columns if column.label]
    if headers:
        return f"no row has all of its column headers ({', '.join(map(repr, headers))})"
    if len(row) < len(field.columns):
        return f"its {len(field.columns)} columns have no labels, and its table has {len(row)}"
    return "its columns have no labels, and its table prints something in the first row: give each the label over it"


def _columns_by_order(labels: Labels, field: Field, first: Sequence[BoxRow]) -> Columns:
    """Return the columns of a table whose first row, if it has one, prints nothing: by their order."""
    row = first[0] if first else ()
    if any(box.key for box in row) or len(row) < len(field.columns):
        labels.problems.append(f"field '{field.id}': {_missing_headers(field, row)}")
        return {}
    return {column.id: box.column for column, box in zip(field.columns, row, strict=False)}


def _rows_from(labels: Labels, rows: Sequence[BoxRow], first: int) -> Iterator[int]:
    """Yield the rows up to the next label; on a sheet up to what is printed or drawn behind the end of their frame."""
    frame = any(box.framed for row in rows[max(first - 1, 0) : first] for box in row)
    has_ended = False
    for number in range(first, len(rows)):
        drawn = any(box.framed for box in rows[number])
        is_next = has_ended and (drawn or any(box.key for box in rows[number]))
        if is_next or any(id(box) in labels.boxes for box in rows[number]):
            return
        has_ended = has_ended or (frame and not drawn)
        yield number


def _columns_under(form: CompletedForm, headings: Mapping[str, Box], columns: Columns) -> Columns:
    """Return which column is which under typed headings; one without a heading stays unless another has its place."""
    named = {name: form.matched.column(box) for name, box in headings.items()}
    return {name: column for name, column in columns.items() if column not in named.values()} | named


def _column(form: CompletedForm, box: Box) -> int | None:
    """Return the column of the blank that a box is in; ``None`` in a column that was put in where another one was."""
    paired = form.matched.paired(box)
    return None if paired.is_in_added_column(box) else paired.column(box)


def _is_entered(form: CompletedForm, columns: Columns, boxes: Sequence[Box]) -> bool:
    """Return whether something was entered in a column of the field; what is in one that was added is no row."""
    return any(form.pieces(box) for box in boxes if _column(form, box) in columns.values())


def _is_among(rows: Sequence[Mapping[str, Words]], found: Sequence[Mapping[str, Words]]) -> bool:
    """Return whether some rows are among others, one below the other."""
    length = len(rows)
    return any(found[start : start + length] == rows for start in range(len(found) - length + 1))


def _claim_all(form: CompletedForm, rows: Rows) -> None:
    for boxes in rows:
        form.take(boxes, edits=True)
