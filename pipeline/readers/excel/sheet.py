"""One sheet as its part holds it: filled cells, formats of empty ones, merged ranges, what is hidden, sizes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Final

from msgspec import Struct, field

from pipeline.document import Run
from pipeline.ooxml.names import S
from pipeline.readers.excel.places import (
    COLUMNS,
    EMU_A_POINT,
    ROWS,
    Geometry,
    Range,
    cell_range,
    character_width,
    position,
)
from pipeline.readers.excel.styles import PLAIN, CellFormat
from pipeline.readers.excel.values import Fault, ValueReader

if TYPE_CHECKING:
    from lxml.etree import _Element

_ON: Final = frozenset({"1", "true", "on"})
_VALIDATED_CELLS: Final = 1_000
"""A list of allowed entries for more cells than that was set for whole columns, so it draws no box."""

_VALIDATED_RANGES: Final = 1_000

_NARROW: Final = 0.3
"""Characters: nobody sees what is in a column that is narrower …"""

_FLAT: Final = 2 * EMU_A_POINT
"""… or in a row that is lower."""

_MEASURED_COLUMNS: Final = 1_000
"""Columns whose widths are told apart; drawings further right are placed by the usual width."""

_MERGES_LOOKED_AT: Final = 500
"""Merged ranges that begin above a drawing and may hold it: those nearest above are looked at."""


class Content(Struct):
    """What is in one cell, with the controls and drawings above it."""

    runs: tuple[Run, ...] = ()
    look: CellFormat = PLAIN
    drawings: int = 0
    truth: bool | None = None
    copied: bool = False
    fault: Fault | None = None
    noticed: tuple[tuple[str, str], ...] = ()

    @property
    def text(self) -> str:
        """All its text."""
        return "".join(run.text for run in self.runs)


class Sheet(Struct):
    """A sheet before its cells are laid out.

    Attributes:
        filled: Cells that show something, by row and column.
        looks: Formats of cells that show nothing, by row and column.
        merged: Ranges of merged cells, from the top down.
        validated: Small ranges that take only entries of a list, or of a kind.
        lists: Ranges whose cells offer a list, and the formula that says which.
        offered: The entries of those lists, by row and column.
        flat_rows: Rows that say nothing of themselves are hidden.
        hidden_rows: Rows that are hidden.
        hidden_columns: For each column, by its number, 1 when it is hidden.
        coloured: Ranges whose cells have colours that are not in their formats.
        protected: Only unlocked cells can be typed into.
        names: Names of cells, by row and column.
    """

    name: str
    hidden: bool = False
    filled: dict[int, dict[int, Content]] = field(default_factory=dict)
    looks: dict[int, dict[int, CellFormat]] = field(default_factory=dict)
    merged: list[Range] = field(default_factory=list)
    validated: list[Range] = field(default_factory=list)
    lists: list[tuple[Range, str]] = field(default_factory=list)
    offered: dict[tuple[int, int], tuple[str, ...]] = field(default_factory=dict)
    flat_rows: bool = False
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: bytearray = field(default_factory=lambda: bytearray(COLUMNS + 1))
    coloured: list[Range] = field(default_factory=list)
    protected: bool = False
    names: dict[tuple[int, int], tuple[str, ...]] = field(default_factory=dict)
    geometry: Geometry = field(default_factory=Geometry)

    def at(self, row: int, column: int) -> Content:
        """Return what is in a cell, made anew where nothing stood; in a merged range that is its first cell."""
        row, column = self.first_of_merged(row, column)
        cells = self.filled.setdefault(row, {})
        if column not in cells:
            cells[column] = Content(look=self.looks.get(row, {}).pop(column, PLAIN))
        return cells[column]

    def first_of_merged(self, row: int, column: int) -> tuple[int, int]:
        """Return the first cell of the merged range that a cell is part of; of no range, the cell itself."""
        before = bisect_right(self.merged, row, key=lambda merged: merged.top)
        for merged in reversed(self.merged[max(0, before - _MERGES_LOOKED_AT) : before]):
            if row <= merged.bottom and merged.left <= column <= merged.right:
                return merged.top, merged.left
        return row, column

    def drop_emptied(self) -> None:
        """Count cells among the empty ones again from which everything was taken."""
        for row, column, content in list(self.contents()):
            if not content.runs and not content.drawings:
                del self.filled[row][column]
                self.looks.setdefault(row, {})[column] = content.look
        self.filled = {row: cells for row, cells in self.filled.items() if cells}

    def contents(self) -> Iterator[tuple[int, int, Content]]:
        """Yield row, column and content of every filled cell in reading order."""
        for row in sorted(self.filled):
            for column in sorted(self.filled[row]):
                yield row, column, self.filled[row][column]

    def is_hidden(self, row: int, column: int, last_column: int) -> bool:
        """Return whether a cell can't be seen; one that is merged is in all its rows and columns."""
        if all(self.hidden_columns[column : last_column + 1]):
            return True
        if row not in self.hidden_rows:
            return False
        merged = next((each for each in self.merged if (each.top, each.left) == (row, column)), None)
        return merged is None or all(each in self.hidden_rows for each in merged.rows)

    def hidden_with_content(self) -> tuple[int, int]:
        """Count the hidden rows and the hidden columns that hold something."""
        rows = sum(1 for row in self.hidden_rows if self.filled.get(row))
        columns = {column for cells in self.filled.values() for column in cells}
        return rows, sum(self.hidden_columns[column] for column in columns)


def read_sheet(root: _Element, *, name: str, hidden: bool, values: ValueReader) -> Sheet:
    """Read the root of a sheet's part (ECMA-376 Part 1, 18.3.1.99); controls and drawings are added later."""
    sheet = Sheet(name=name, hidden=hidden)
    _read_sizes(root, sheet)
    for rows in root.iterchildren(S + "sheetData"):
        _read_rows(rows, sheet, values)
    merges = (cell_range(merge.get("ref", "")) for merge in root.iterfind(f"{S}mergeCells/{S}mergeCell"))
    found = (merge for merge in merges if merge is not None and merge.cells > 1)
    sheet.merged = sorted(found, key=lambda merge: (merge.top, merge.left))
    rules = (rule.get("sqref", "") for rule in root.iterfind(f"{S}dataValidations/{S}dataValidation"))
    ranges = (cell_range(text) for texts in rules for text in texts.split())
    small = (found for found in ranges if found is not None and found.cells <= _VALIDATED_CELLS)
    sheet.validated = list(islice(small, _VALIDATED_RANGES))
    formats = (rule.get("sqref", "") for rule in root.iterfind(S + "conditionalFormatting"))
    painted = (cell_range(text) for texts in formats for text in texts.split())
    sheet.coloured = [found for found in islice(painted, _VALIDATED_RANGES) if found is not None]
    protection = root.find(S + "sheetProtection")
    sheet.protected = protection is not None and protection.get("sheet", "0") in _ON
    return sheet


def _read_sizes(root: _Element, sheet: Sheet) -> None:
    defaults = root.find(S + "sheetFormatPr")
    if defaults is not None:
        sheet.geometry.height = _points(defaults.get("defaultRowHeight")) or sheet.geometry.height
        sheet.flat_rows = defaults.get("zeroHeight", "0") in _ON
        width = _number(defaults.get("defaultColWidth"))
        sheet.geometry.width = character_width(width) if width else sheet.geometry.width
    for column in islice(root.iterfind(f"{S}cols/{S}col"), COLUMNS):
        first, last = _index(column.get("min"), COLUMNS), _index(column.get("max"), COLUMNS)
        width = _number(column.get("width"))
        hidden = column.get("hidden", "0") in _ON or (width is not None and width < _NARROW)
        if hidden:
            sheet.hidden_columns[first : last + 1] = b"\1" * (last + 1 - first)
        if width is not None:
            known = range(first, min(last, _MEASURED_COLUMNS) + 1)
            sheet.geometry.widths.update(dict.fromkeys(known, 0 if hidden else character_width(width)))


def _read_rows(rows: _Element, sheet: Sheet, values: ValueReader) -> None:
    """Read the rows; one or a cell that doesn't say where it is, is behind the last (18.3.1.73)."""
    row = 0
    for element in rows.iterchildren(S + "row"):
        row = _index(element.get("r"), ROWS) if element.get("r") else row + 1
        height = _points(element.get("ht"))
        is_flat = height < _FLAT if height is not None else sheet.flat_rows and element.get("hidden") is None
        if element.get("hidden", "0") in _ON or is_flat:
            sheet.hidden_rows.add(row)
        if height is not None:
            sheet.geometry.heights[row] = height
        column = 0
        for cell in element.iterchildren(S + "c"):
            place = position(cell.get("r", ""))
            column = place[1] if place is not None else column + 1
            _read_cell(cell, place[0] if place is not None else row, column, sheet, values)


def _read_cell(cell: _Element, row: int, column: int, sheet: Sheet, values: ValueReader) -> None:
    look = values.styles.format(cell.get("s"))
    value = values.read(cell, look)
    if value.runs:
        sheet.filled.setdefault(row, {})[column] = Content(
            runs=value.runs,
            look=look,
            truth=value.truth,
            copied=value.copied,
            fault=value.fault,
            noticed=value.noticed,
        )
    elif look is not PLAIN:
        sheet.looks.setdefault(row, {})[column] = look


def _index(text: str | None, most: int) -> int:
    number = int(text) if text is not None and text.isascii() and text.isdigit() else 1
    return min(max(number, 1), most)


def _points(text: str | None) -> int | None:
    number = _number(text)
    return None if number is None else int(number * EMU_A_POINT)


def _number(text: str | None) -> float | None:
    try:
        return min(max(0.0, float(text)), 10_000.0) if text else None
    except ValueError:
        return None
