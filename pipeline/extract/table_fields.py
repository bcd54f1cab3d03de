"""Table fields: rows that people fill in and add, found by their columns' headers."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.extract.answers import Read, read_as
from pipeline.extract.coerce import BLANK, Coerced
from pipeline.extract.filled import Filled, claim
from pipeline.extract.layout import FieldPlace
from pipeline.extract.skeleton import Box
from pipeline.submission import State


def read_table(filled: Filled, place: FieldPlace) -> Read:
    """Read the rows of a table field; rows in which nothing was entered are left out."""
    wanted = set(place.rows)
    found: list[dict[str, str]] = []
    location = None
    for (table, row), blank_row in sorted(filled.matched.row.items()):
        if blank_row not in wanted:
            continue
        boxes = filled.form.tables[table][row]
        location = location or filled.form.locations[table]
        if any(filled.pieces(box) for box in boxes):
            found.append(_row(filled, place, boxes))
    value = Coerced(State.ANSWERED, tuple(found)) if found else BLANK
    return read_as(place, value, location=location)


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
