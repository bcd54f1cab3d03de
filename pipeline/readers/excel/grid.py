"""A sheet laid out as a table: every cell at its place, and empty ones where an answer may belong.

A sheet has no edge and no boxes, so they are told by what is drawn: lines, fills, merged ranges, lists of allowed
entries, unlocked cells, and by cells that have a name. Empty rows and columns between them stay, since answers are told
by what they are beside, but long stretches of nothing are shortened: one note far out must not cost a million cells.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from pipeline.document import Cell, Mark, Paragraph, Row, Run, Table
from pipeline.location import Location
from pipeline.readers.excel.places import COLUMNS, Range, cell_name
from pipeline.readers.excel.sheet import Content, Sheet
from pipeline.readers.excel.styles import PLAIN, CellFormat

_EMPTY_ROWS: Final = 50
"""Of a longer stretch of rows without content so many are kept: a table that people go on filling in needs some."""

_EMPTY_COLUMNS: Final = 20
"""Drawn boxes count so far right of the last content."""

_CELLS: Final = 50_000
"""A sheet of more cells, empty ones included, is no form: then each stretch of empty cells of a row becomes one."""

_MERGED_ROWS: Final = 200_000
"""Rows of all merged ranges together that are followed; further ranges count in their first row only."""


class _Merge(Struct, frozen=True):
    """A merged range as one row meets it."""

    left: int
    right: int
    goes_on: bool


def sheet_table(sheet: Sheet) -> Table:
    """Lay a sheet out; its rows keep their numbers, its cells their addresses."""
    return _Grid(sheet).table()


class _Grid:
    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._place = Location((("sheet", sheet.name),))
        self._last_content = max((column for cells in sheet.filled.values() for column in cells), default=0)
        self._limit = min(COLUMNS, self._last_content + _EMPTY_COLUMNS)
        self._boxes = self._drawn_boxes()
        self._rows = self._kept_rows()
        self._merges = self._merges_by_row()
        self._columns = self._used_columns()
        self._edge = max((max(boxes) for boxes in self._boxes.values()), default=0) or self._last_content

    def table(self) -> Table:
        """Return the sheet as a table."""
        return Table(
            location=self._place,
            name=self._sheet.name,
            rows=tuple(Row(number=row, cells=tuple(self._cells(row))) for row in self._rows),
        )

    # -- what there is to lay out ------------------------------------------------------------------------------------

    def _drawn_boxes(self) -> dict[int, set[int]]:
        """Find the empty cells that are drawn as boxes, by row."""
        found: dict[int, set[int]] = defaultdict(set)
        for row, looks in self._sheet.looks.items():
            boxes = {column for column, look in looks.items() if column <= self._limit and self._is_drawn(look)}
            if boxes:
                found[row] = boxes
        for validated in self._sheet.validated:
            if validated.right <= self._limit:
                for row in range(validated.top, validated.bottom + 1):
                    found[row].update(range(validated.left, validated.right + 1))

        for row, column in self._sheet.names:
            if column <= self._limit:
                found[row].add(column)
        return found

    def _is_drawn(self, look: CellFormat) -> bool:
        return look.bordered or bool(look.shading) or (look.unlocked and self._sheet.protected)

    def _kept_rows(self) -> list[int]:
        """Number the rows that are laid out: to the last one with content or a box near it, and one more."""
        rows: list[int] = []
        last = 0
        for filled in sorted(self._sheet.filled):
            rows += range(last + 1, min(filled, last + 1 + _EMPTY_ROWS))
            rows.append(filled)
            last = filled
        drawn = max((row for row in self._boxes if row <= last + _EMPTY_ROWS), default=0)
        return rows + list(range(last + 1, max(drawn, last) + 2))

    def _merges_by_row(self) -> dict[int, list[_Merge]]:
        found: dict[int, list[_Merge]] = defaultdict(list)
        left = _MERGED_ROWS
        for merge in self._sheet.merged:
            if merge.left > self._limit:
                continue
            rows = self._rows_of(merge, max(1, left))
            for row in rows:
                found[row].append(_Merge(merge.left, merge.right, goes_on=row > merge.top))
            left -= len(rows)
        return found

    def _rows_of(self, merge: Range, most: int) -> list[int]:
        first, end = bisect_left(self._rows, merge.top), bisect_left(self._rows, merge.bottom + 1)
        return self._rows[first : min(end, first + most)]

    def _used_columns(self) -> list[int]:
        """Return the columns that every row has a cell for; too large a sheet has none."""
        used = {column for cells in self._sheet.filled.values() for column in cells}
        used.update(column for boxes in self._boxes.values() for column in boxes)
        used.update(merge.left for merges in self._merges.values() for merge in merges)
        return sorted(used) if len(used) * len(self._rows) <= _CELLS else []

    # -- one row -----------------------------------------------------------------------------------------------------

    def _cells(self, row: int) -> Iterator[Cell]:
        """Yield a row's cells: one for each used column, one for each stretch between them, and one at the end."""
        filled = self._sheet.filled.get(row, {})
        merges = {merge.left: merge for merge in reversed(self._merges.get(row, ()))}
        end = max(self._edge, max(filled, default=0), max(merges, default=0))
        used = self._columns[: bisect_left(self._columns, end + 1)]
        next_column, beside = 1, ""
        for column in sorted({*used, *filled, *merges}):
            if column < next_column:
                continue  # covered by a merged cell
            if column > next_column:
                yield self._gap(row, next_column, column - 1)
            merge = merges.get(column)
            cell = self._cell(row, column, merge, beside)
            yield cell
            next_column = column + cell.span
            beside = cell.shading if column in filled else beside
        if next_column <= COLUMNS:
            yield self._gap(row, next_column, max(next_column, self._edge + 1))

    def _gap(self, row: int, first: int, last: int) -> Cell:
        return Cell(location=self._location(row, first), column=first, span=last - first + 1, framed=False)

    def _cell(self, row: int, column: int, merge: _Merge | None, beside: str) -> Cell:
        content = self._sheet.filled.get(row, {}).get(column)
        look = content.look if content is not None else self._sheet.looks.get(row, {}).get(column, PLAIN)
        goes_on = merge is not None and merge.goes_on
        drawn = merge is not None or column in self._boxes.get(row, ())
        last = column if merge is None else merge.right
        location = self._location(row, column)
        return Cell(
            location=location,
            column=column,
            span=last - column + 1,
            continues=goes_on,
            shading=look.shading,
            # A fill that goes on from the text beside it is a heading's band, no box.
            framed=content is not None or (drawn and not (look.shading and look.shading == beside)),
            names=self._sheet.names.get((row, column), ()),
            allowed=self._sheet.offered.get((row, column), ()),
            blocks=self._blocks(
                location,
                self._seen(row, column, last, None if goes_on else content),
                self._covered(row, column, last, goes_on),
            ),
        )

    def _seen(self, row: int, column: int, last: int, content: Content | None) -> Content | None:
        """Mark what is in a hidden cell, or in the colour of its own; not where other colours may lie on it."""
        if content is None:
            return None
        if self._sheet.is_hidden(row, column, last):
            return replace(content, runs=_marked(content.runs, Mark.UNSEEN))
        if any(Mark.UNSEEN in run.marks for run in content.runs) and self._is_coloured(row, column):
            return replace(content, runs=tuple(replace(run, marks=run.marks & ~Mark.UNSEEN) for run in content.runs))
        return content

    def _is_coloured(self, row: int, column: int) -> bool:
        return any(row in each.rows and column in each.columns for each in self._sheet.coloured)

    def _covered(self, row: int, column: int, last: int, goes_on: bool) -> tuple[Run, ...]:
        """Return the text that a merged cell covers: it is in the file, but nobody sees it."""
        filled = self._sheet.filled.get(row, {})
        if last == column and not goes_on:
            return ()
        covered = (filled[other] for other in sorted(filled) if column + (not goes_on) <= other <= last)
        return tuple(Run(text=content.text, marks=Mark.HIDDEN) for content in covered)

    def _blocks(self, location: Location, content: Content | None, covered: tuple[Run, ...]) -> tuple[Paragraph, ...]:
        if content is None and not covered:
            return ()
        runs, drawings = (content.runs, content.drawings) if content is not None else ((), 0)
        return (Paragraph(location=location, runs=runs + covered, drawings=drawings),)

    def _location(self, row: int, column: int) -> Location:
        return self._place.inside("cell", cell_name(row, column))


def _marked(runs: tuple[Run, ...], mark: Mark) -> tuple[Run, ...]:
    return tuple(replace(run, marks=run.marks | mark) for run in runs)
