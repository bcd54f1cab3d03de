"""Table fields: rows that people fill in and add, found by their columns' headers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.extract.answers import Read, read_as
from pipeline.extract.coerce import BLANK, Coerced
from pipeline.extract.field_place import FieldPlace
from pipeline.extract.filled import Filled
from pipeline.extract.pieces import claim
from pipeline.extract.skeleton import Box
from pipeline.submission import State


def read_table(filled: Filled, place: FieldPlace) -> Read:
    """Read the rows of a table field; rows in which nothing was entered are left out."""
    tables = _homes(filled, place)
    rows = [row for table in tables for row in _rows(filled, place, table)]
    found = tuple(_row(filled, place, boxes) for boxes in rows if any(map(filled.pieces, boxes)))
    location = filled.form.locations[tables[0]] if tables else None
    return read_as(place, Coerced(State.ANSWERED, found) if found else BLANK, location=location)


def _homes(filled: Filled, place: FieldPlace) -> list[int]:
    """Give the tables of the form that hold the field's: mostly that, or its header stands there below other rows."""
    mostly = {table for table, blank_table in filled.matched.table.items() if blank_table == place.rows[0][0]}
    headed = {row.boxes[0].table for row in filled.matched.rows_at(_header(place)) if row.boxes}
    return sorted(mostly | headed)


def _header(place: FieldPlace) -> tuple[int, int]:
    table, first = place.rows[0]
    return table, first - 1


def _rows(filled: Filled, place: FieldPlace, table: int) -> Iterator[Sequence[Box]]:
    """Give the rows of a table that belong to the field: known ones, and unknown ones under them or the header."""
    wanted, inside = set(place.rows), False
    header = _header(place)
    for number, boxes in enumerate(filled.form.tables[table]):
        blank_row = filled.matched.rows[table][number].place
        if blank_row is not None:
            inside = blank_row in wanted or blank_row == header
        if inside and blank_row != header:
            yield boxes


def _row(filled: Filled, place: FieldPlace, boxes: Sequence[Box]) -> dict[str, str]:
    """Take one row; a printed cell counts with the text it has now, since people edit those too."""
    values = {}
    for name, column in place.columns.items():
        texts = []
        for box in boxes:
            if filled.matched.column(box) == column:
                claim(filled.pieces(box))
                texts.append(box.text.strip())
        values[name] = "\n".join(text for text in texts if text)
    return values
