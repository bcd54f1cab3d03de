"""What one reading of a question looks at in a form."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from msgspec import Struct

from pipeline.extract.matching.matched import Matched
from pipeline.extract.matching.rows import PairedRow, RowPlace

Readers = Mapping[PairedRow, object]
"""Who was the last to look at a row in which something was added; nobody knows more of how that is claimed and cut."""


class Looked(Struct, frozen=True):
    """Some rows, and of each who looked at it last. Two are equal when they are the same objects."""

    rows: Sequence[PairedRow]
    last: Sequence[object]


class Watch:
    """Notes what one reading looks at.

    Attributes:
        places: Rows of the blank, each with those that are it in the form.
        tables: Tables of the form with their rows.
        merged: The columns of tables of the form in which boxes are merged over several rows.
    """

    def __init__(self, matched: Matched, readers: Readers) -> None:
        self._matched = matched
        self._readers = readers
        self.places: dict[RowPlace, Looked] = {}
        self.tables: dict[int, Looked] = {}
        self.merged: dict[int, Collection[int]] = {}

    def at(self, place: RowPlace) -> None:
        """Note a row of the blank."""
        if place not in self.places:
            self.places[place] = looked_at(self._matched.rows_at(place), self._readers)

    def within(self, table: int) -> None:
        """Note a table of the form."""
        if table not in self.tables:
            self.tables[table] = looked_at(self._matched.rows[table], self._readers)


def looked_at(rows: Sequence[PairedRow], readers: Readers) -> Looked:
    """Return some rows with who looked at them last."""
    return Looked(rows, [readers.get(row) for row in rows])
