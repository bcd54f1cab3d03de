"""Sheets of a workbook. openpyxl takes longer to load than a form to read, so it is loaded when there is a workbook."""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any, Final
from xml.etree.ElementTree import ParseError

from pipeline.errors import InvalidMapping
from pipeline.mapping.sheet.grid import Grid, Row, Unusable, Value, letter

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

_LARGEST: Final = 64 * 1024 * 1024
"""Bytes of everything in a workbook, unpacked; far above any list of questions."""
_DAMAGED: Final = (
    zipfile.BadZipFile, OSError, EOFError, KeyError, ValueError, TypeError, IndexError, AttributeError, SyntaxError,
    NotImplementedError, RuntimeError, ParseError, zlib.error,
)  # fmt: skip
"""What zipfile and openpyxl raise on a package that is not as it should be."""
_AS_SHOWN: Final = frozenset({"General", "0", "@"})
_MOST_DIGITS: Final = 10**15
"""Excel keeps fifteen digits of a number."""
_SHEET: Final = re.compile(rb"<(?:\w+:)?sheet\s[^>]*\bname=\"([^\"]*)\"")


def sheet_names(data: bytes) -> list[str]:
    """Return the names of a workbook's sheets without loading it; none when it is no workbook."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            found = _SHEET.findall(package.read("xl/workbook.xml")[:_LARGEST])
    except (*_DAMAGED,):
        return []
    return [name.decode("utf-8", "replace") for name in found]


def read_workbook(data: bytes, place: str, names: Collection[str]) -> dict[str, Grid]:
    """Return the sheets of these names, by their names in small letters.

    Args:
        data: The workbook.
        place: What messages call it.
        names: The sheets to read; others are people's own.

    Raises:
        InvalidMapping: It can't be opened, or hides something.
    """
    workbook = _opened(data, place)
    sheets = {sheet.title.strip().lower(): sheet for sheet in workbook.worksheets}
    grids, problems = {}, []
    for name in names:
        if name in sheets:
            grids[name] = Grid(place=f"{place}, sheet {sheets[name].title}", rows=tuple(_rows(sheets[name])))
            problems += [f"{grids[name].place}{problem}" for problem in _hidden(sheets[name])]
    if problems:
        raise InvalidMapping("\n".join(problems), code="sheet_hides")
    return grids


def _opened(data: bytes, place: str) -> Workbook:
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if sum(part.file_size for part in package.infolist()) > _LARGEST:
                raise InvalidMapping(
                    f"{place}: is larger than {_LARGEST // 1024**2} MB when it is unpacked.",
                    remedy="Copy the questions into a new workbook.",
                    code="sheet_too_large",
                )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what Excel adds and a sheet of questions doesn't need
            return load_workbook(io.BytesIO(data))
    except _DAMAGED as error:
        raise InvalidMapping(
            f"{place}: can't be opened as an Excel workbook.",
            remedy="Open it in Excel or LibreOffice and save it as .xlsx, without a password.",
            code="sheet_unreadable",
        ) from error


def _rows(sheet: Worksheet) -> Iterator[Row]:
    """Yield the rows that hold anything. Cells that are only formatted are not asked for: there may be a million."""
    by_row: dict[int, dict[int, Value]] = {}
    cells: dict[tuple[int, int], Any] = sheet._cells
    for (row, column), cell in sorted(cells.items()):
        value = _value(cell)
        if value is not None:
            by_row.setdefault(row, {})[column] = value
    for number, found in by_row.items():
        yield Row(number=number, cells=found)


def _value(cell: Cell) -> Value | None:
    """Return what a cell says; a number that may be shown otherwise than it is kept is a float, any other an int."""
    value = cell.value
    if isinstance(value, str) and cell.data_type == "s":
        return value if value.strip() else None
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float) and cell.data_type == "n":
        is_as_shown = float(value).is_integer() and abs(value) < _MOST_DIGITS and cell.number_format in _AS_SHOWN
        return int(value) if is_as_shown else float(value)
    if isinstance(value, dt.date | dt.time | dt.timedelta):
        return Unusable("Excel made a date or time of it; format the cell as Text and type it again")
    if cell.data_type == "e":
        return Unusable(f"shows the error {value}; type what it should say")
    return Unusable("is a formula; copy the cell and paste its value")


def _hidden(sheet: Worksheet) -> Iterator[str]:
    """Say what nobody sees, or what is in one cell though it looks like several."""
    if sheet.sheet_state != "visible":
        yield ": the sheet is hidden; show it, or give it another name"
    rows = list(_rows(sheet))
    for row in rows:
        if sheet.row_dimensions[row.number].hidden:
            yield f", row {row.number}: is hidden; clear the filter and show it, or delete it"
    filled = sorted({column for row in rows for column in row.cells})
    for size in sheet.column_dimensions.values():
        for column in filled:
            if size.hidden and size.min is not None and size.min <= column <= (size.max or size.min):
                yield f", column {letter(column)}: is hidden; show it, or delete it"
    for merged in sheet.merged_cells.ranges:
        yield f", row {merged.min_row}: cells {merged.coord} are merged; take the merge away and fill in each of them"
