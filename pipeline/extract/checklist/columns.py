"""The columns of a checklist, found by their headers: split over two rows, merged, or repeated on each table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Final

from msgspec import Struct, field

from pipeline.extract.matching.skeleton import Box, Skeleton
from pipeline.extract.memo import once
from pipeline.extract.text import label_key
from pipeline.mapping.model import Checklist
from pipeline.signs import BOXES

Columns = frozenset[int]
NOWHERE: Final[Columns] = frozenset()
_START_OF_HEADER = 4  # so many letters of a header are enough to know it by its start; "No" is not the start of "Notes"


@once
def labels_of(box: Box) -> tuple[str, ...]:
    """Return the keys by which a box may bear a label: all its text, or its first line, with remarks under it."""
    first = next((line for line in box.lines if line.key), None)
    return (row_key(box.text), row_key(first.text)) if first is not None else ()


def row_key(text: str) -> str:
    """Return the comparable form of a row's label, without a box to tick that is printed beside it."""
    return label_key(text).strip(BOXES)


class _Headers(Struct):
    """A row of headers: the columns under each wording, its own and what goes on from the rows above it."""

    by_wording: dict[str, list[Columns]] = field(default_factory=dict)
    by_start: dict[str, list[Columns]] = field(default_factory=dict)

    def under(self, header: str) -> list[Columns]:
        """Return the columns under a header: one that equals the words, else one that begins with them by itself."""
        wanted = label_key(header)
        if wanted in self.by_wording or len(wanted) < _START_OF_HEADER:
            return self.by_wording.get(wanted, [])
        return next((columns for wording, columns in self.by_start.items() if wording.startswith(wanted)), [])


class ColumnFinder:
    """Finds the columns of one checklist in a blank."""

    def __init__(self, blank: Skeleton, checklist: Checklist, boxes: Sequence[Box]) -> None:
        """Look among ``boxes``, where the checklist may be."""
        self._blank = blank
        self._list = checklist
        self._boxes = boxes
        self._headers: dict[tuple[int, int], _Headers] = {}

    @cached_property
    def wanted(self) -> tuple[str, ...]:
        """The headers that a row has to print to be a header of this checklist."""
        columns = [self._list.answer, self._list.weight, *(each.column for each in self._list.rounds)]
        if self._list.has_option_columns:
            columns += [option.column or option.label for option in self._list.options]
        return tuple(column for column in columns if isinstance(column, str) and not column.startswith("+"))

    @property
    def are_there(self) -> bool:
        """Whether some row prints all the headers."""
        return any(self._holds(headers) for headers in self._header_rows())

    def _holds(self, headers: _Headers) -> bool:
        return all(headers.under(header) for header in self.wanted)

    def _header_rows(self) -> Iterator[_Headers]:
        for table, row in dict.fromkeys((box.table, box.row) for box in self._boxes):
            yield self._header_row(table, row)

    def _header_row(self, table: int, row: int) -> _Headers:
        """Return the columns under each wording of a row; a header may go on from the rows above it."""
        found = self._headers.get((table, row))
        if found is None:
            found = _Headers()
            for box in self._blank.tables[table][row]:
                columns = frozenset(range(box.column, box.column + box.span))
                for wording in self._wordings(table, row, box):
                    found.by_wording.setdefault(wording, []).append(columns)
                if box.key:
                    found.by_start.setdefault(label_key(box.text), []).append(columns)
            self._headers[table, row] = found
        return found

    def _wordings(self, table: int, row: int, box: Box) -> set[str]:
        own = label_key(box.text)
        if (table, row) in self._factor_rows:
            return {own} - {""}
        above, wordings = own, {own}
        for number in range(row - 1, max(row - 3, -1), -1):
            upper = next((each for each in self._blank.tables[table][number] if covers(each, box.column)), None)
            if upper is None:
                break
            above = label_key(upper.text) + above
            wordings.add(above)
            if not own:
                wordings.add(label_key(upper.text))
        return wordings - {""}

    @cached_property
    def _factor_rows(self) -> set[tuple[int, int]]:
        """The rows that bear a factor's label: their empty boxes are for answers, under no header of their own."""
        wanted = {row_key(label) for factor in self._list.factors for label in factor.labels}
        return {(box.table, box.row) for box in self._boxes if wanted.intersection(labels_of(box))}

    def find(self, column: str | int | None, label: Box, *, alone: bool = False) -> Columns:
        """Find a column for the row that bears ``label``: by number, by offset, or by the header nearest above it.

        Args:
            column: How the mapping names it; nothing for a column that the checklist doesn't have.
            label: The row's label.
            alone: Its header may be in a row without the other headers.
        """
        if column is None:
            return NOWHERE
        row = self._blank.tables[label.table][label.row]
        if isinstance(column, int) or column.startswith("+"):
            index = column - 1 if isinstance(column, int) else label.index + int(column)
            if index < len(row):
                return frozenset(range(row[index].column, row[index].column + row[index].span))
            return NOWHERE
        for headers in self._headers_for(label):
            if headers.under(column) and self._holds(headers):
                return _nearest(headers.under(column), label)
        for headers in self._headers_for(label) if alone else ():
            if headers.under(column):
                return _nearest(headers.under(column), label)
        return NOWHERE

    def options_within(self, columns: Columns, label: Box) -> dict[str, Columns]:
        """Find a column for each option under the header of a round; nothing when it has one column for all."""
        for row in range(label.row - 1, -1, -1):
            headers = self._header_row(label.table, row)
            found = {
                option.id: next((each for each in headers.under(option.label) if each < columns), NOWHERE)
                for option in self._list.options
            }
            if found and all(found.values()):
                return found
        return {}

    def _headers_for(self, label: Box) -> Iterator[_Headers]:
        """Yield the rows that may head a row: those above it, nearest first, then those of other tables."""
        yield from (self._header_row(label.table, row) for row in range(label.row - 1, -1, -1))
        yield from self._header_rows()


def covers(box: Box, column: int) -> bool:
    """Return whether a box is in a column."""
    return box.column <= column < box.column + box.span


def _nearest(found: Sequence[Columns], label: Box) -> Columns:
    """Take the nearest of some columns right of a label, else the nearest left of it."""
    return min(found, key=lambda columns: (min(columns) <= label.column, abs(min(columns) - label.column)))
