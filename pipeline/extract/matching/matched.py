"""What corresponds to what: the tables, rows and boxes of a completed form, each with that of its blank."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from msgspec import Struct

from pipeline.extract.matching.rows import PairedRow, RowPlace
from pipeline.extract.matching.skeleton import Box


class Matched(Struct, frozen=True, eq=False, kw_only=True, dict=True):
    """What corresponds to what.

    Attributes:
        table: For each table of the form the table of the blank that most of its rows come from.
        rows: For each table of the form its rows, paired with those of the blank.
    """

    table: Mapping[int, int]
    rows: Sequence[Sequence[PairedRow]]

    def paired(self, box: Box) -> PairedRow:
        """Return the row that a box of the form is in."""
        return self.rows[box.table][box.row]

    def blank_of(self, box: Box) -> Box | None:
        """Return the box of the blank that a box of the form corresponds to."""
        return self.rows[box.table][box.row].blanks.get(box)

    def column(self, box: Box) -> int:
        """Return the column of the blank that a box of the form is in."""
        return self.rows[box.table][box.row].column(box)

    def rows_at(self, place: RowPlace) -> Sequence[PairedRow]:
        """Return the form's rows that correspond to a row of the blank, in reading order."""
        return self._rows_at.get(place, ())

    def forms_of(self, blank: Box) -> Sequence[Box]:
        """Return the form's boxes that correspond to a box of the blank, in reading order."""
        found = self._forms_of.get(blank)
        if found is None:
            rows = self._rows_at.get((blank.table, blank.row), ())
            found = self._forms_of[blank] = tuple([box for row in rows for box in row.forms.get(blank, ())])
        return found

    @cached_property
    def _forms_of(self) -> dict[Box, Sequence[Box]]:
        """What was asked for: many questions ask for the same boxes."""
        return {}

    @cached_property
    def _rows_at(self) -> Mapping[RowPlace, Sequence[PairedRow]]:
        found: dict[RowPlace, list[PairedRow]] = {}
        for rows in self.rows:
            for row in rows:
                if row.place is not None:
                    found.setdefault(row.place, []).append(row)
        return found
