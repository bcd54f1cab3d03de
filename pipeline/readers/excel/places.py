"""Places in a sheet: cell names, ranges, and the cell that a drawing lies in.

Rows and columns are 1-based numbers, lengths are EMU (914,400 to the inch), as in ECMA-376 Part 1, 18.18 and 20.5.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from msgspec import Struct, field

ROWS: Final = 1_048_576
COLUMNS: Final = 16_384

EMU_A_PIXEL: Final = 9_525
EMU_A_POINT: Final = 12_700

_CELL: Final = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_COLUMN: Final = re.compile(r"\$?([A-Za-z]{1,3})")
_ROW: Final = re.compile(r"\$?([0-9]{1,7})")
_WALK: Final = 500
"""Rows or columns that one drawing is followed over; a screen shows fifty."""


def position(name: str) -> tuple[int, int] | None:
    """Read a cell name such as ``D7`` or ``$D$7`` as row and column; ``None`` when it is none."""
    match = _CELL.fullmatch(name)
    if match is None:
        return None
    row, column = int(match[2]), _column_number(match[1])
    return (row, column) if 1 <= row <= ROWS and column <= COLUMNS else None


def cell_name(row: int, column: int) -> str:
    """Name a cell: row 7, column 4 is ``D7``."""
    return f"{_letters(column)}{row}"


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = 26 * number + ord(letter) - 64
    return number


@lru_cache(maxsize=1024)
def _letters(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


class Range(Struct, frozen=True):
    """A rectangle of cells, its last row and column included."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def rows(self) -> range:
        """Its rows."""
        return range(self.top, self.bottom + 1)

    @property
    def columns(self) -> range:
        """Its columns."""
        return range(self.left, self.right + 1)

    @property
    def cells(self) -> int:
        """How many cells it holds."""
        return (self.bottom - self.top + 1) * (self.right - self.left + 1)


def cell_range(text: str) -> Range | None:
    """Read ``A1``, ``A1:C5``, ``A:C`` or ``1:5``; ``None`` when it is no range."""
    first, _, last = text.partition(":")
    start, end = _corner(first, at_end=False), _corner(last or first, at_end=True)
    if start is None or end is None:
        return None
    rows, columns = sorted((start[0], end[0])), sorted((start[1], end[1]))
    return Range(rows[0], columns[0], rows[1], columns[1])


def sheet_and_cells(reference: str) -> tuple[str, str]:
    """Take a reference such as ``'My sheet'!$B$2`` apart; without a sheet the first part is empty."""
    name, _, cells = reference.rpartition("!")
    return name.strip("'").replace("''", "'"), cells


def _corner(text: str, *, at_end: bool) -> tuple[int, int] | None:
    column, row = _COLUMN.fullmatch(text), _ROW.fullmatch(text)
    if column is not None:
        return (ROWS if at_end else 1), min(_column_number(column[1]), COLUMNS)
    if row is not None:
        return min(max(int(row[1]), 1), ROWS), (COLUMNS if at_end else 1)
    return position(text)


class Corner(Struct, frozen=True):
    """A point of a drawing: a cell, and how far the point lies right of and below the cell's corner, in EMU."""

    row: int
    column: int
    y: int = 0
    x: int = 0


class Anchor(Struct, frozen=True):
    """Where a drawing lies: its first corner, and either its last one or its size in EMU."""

    start: Corner
    end: Corner | None = None
    height: int = 0
    width: int = 0


NOWHERE: Final = Anchor(Corner(1, 1))
"""The anchor of what has no place in the file: a drawing in the corner of a sheet has an end or a size."""


class Geometry(Struct):
    """Heights of a sheet's rows and widths of its columns, in EMU."""

    height: int = 15 * EMU_A_POINT
    width: int = 64 * EMU_A_PIXEL
    heights: dict[int, int] = field(default_factory=dict)
    widths: dict[int, int] = field(default_factory=dict)

    def column_width(self, column: int) -> int:
        """Return the width of a column."""
        return self.widths.get(column, self.width)

    def row_height(self, row: int) -> int:
        """Return the height of a row."""
        return self.heights.get(row, self.height)

    def middle(self, anchor: Anchor) -> tuple[int, int]:
        """Return row and column of the cell that the middle of a drawing lies in."""
        return self._middle_row(anchor), self._column(anchor, self._drawing_width(anchor) // 2)

    def box_cell(self, anchor: Anchor) -> tuple[int, int] | None:
        """Return row and column of the cell that the box of a check box lies in; ``None`` when that can't be told.

        Programs draw it at the left end of the control, half way down; its caption may reach over several columns.
        """
        row, column = self._middle_row(anchor), self._column(anchor, 8 * EMU_A_PIXEL)
        too_far = row - anchor.start.row >= _WALK or column - anchor.start.column >= _WALK
        return None if too_far or anchor == NOWHERE else (row, column)

    def _middle_row(self, anchor: Anchor) -> int:
        start, end, height = anchor.start, anchor.end, anchor.height
        if end is not None:
            between = range(start.row, min(end.row, start.row + _WALK))
            height = sum(map(self.row_height, between)) - start.y + end.y
        row, rest = start.row, start.y + height // 2
        while rest >= self.row_height(row) and row < min(ROWS, start.row + _WALK):
            rest -= self.row_height(row)
            row += 1
        return row

    def _drawing_width(self, anchor: Anchor) -> int:
        start, end = anchor.start, anchor.end
        if end is None:
            return anchor.width
        between = range(start.column, min(end.column, start.column + _WALK))
        return sum(map(self.column_width, between)) - start.x + end.x

    def _column(self, anchor: Anchor, distance: int) -> int:
        column, rest = anchor.start.column, anchor.start.x + distance
        while rest >= self.column_width(column) and column < min(COLUMNS, anchor.start.column + _WALK):
            rest -= self.column_width(column)
            column += 1
        return column


def character_width(characters: float) -> int:
    """Return the width in EMU of a column that is some characters wide (18.3.1.13, for the usual 7-pixel digit)."""
    return int((256 * characters + 18) / 256 * 7) * EMU_A_PIXEL
