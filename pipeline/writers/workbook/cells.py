"""Cells of a workbook: text stays text whatever it begins with, dates are dates, and each column has its layout.

Import this where a workbook is made and not at the top of a module: openpyxl takes longer to load than a form to read.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any, Final, cast

from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment

from pipeline.writers.workbook.table import Entry, formula_like

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_DATE_FORMAT: Final = "dd/mm/yyyy"
_FIRST_YEAR: Final = 1900
_LONGEST_TEXT: Final = 32_767
"""Characters that a cell of Excel can hold."""
_NO_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Signs that can't stand in XML (XML 1.0, section 2.2)."""
_TOP: Final = Alignment(vertical="top")
_WRAPPED: Final = Alignment(vertical="top", wrap_text=True)
_CENTRED: Final = Alignment(vertical="top", horizontal="center")


def cell_of(sheet: Worksheet, entry: Entry) -> Cell | None:
    """Make the cell of an entry; an empty one has none."""
    if entry is None or entry == "":
        return None
    entry = _shown(entry)
    cell = text_cell(sheet, entry) if isinstance(entry, str) else _plain_cell(sheet, entry)
    if isinstance(entry, dt.date):
        cell.number_format = _DATE_FORMAT
    return cell


def text_cell(sheet: Worksheet, text: str) -> Cell:
    """Make a cell that stays text whatever it begins with, in Excel and in what people export from it."""
    cell = _plain_cell(sheet, storable(text)[:_LONGEST_TEXT])
    cell.data_type = "s"
    if formula_like(text):
        cell.quotePrefix = True  # as if typed with an apostrophe in front
    return cell


def storable(text: str) -> str:
    """Replace what a workbook can't hold."""
    return _NO_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def alignment_of(entry: Entry, *, wrapped: bool, upright: bool) -> Alignment:
    """Return how an entry stands in its column: one that goes over several lines, or has its header turned."""
    if wrapped:
        return _WRAPPED
    return _TOP if isinstance(entry, str) and not upright else _CENTRED


def _plain_cell(sheet: Worksheet, value: str | int | dt.date) -> Cell:
    return WriteOnlyCell(sheet, cast("Any", value))


def _shown(entry: str | int | dt.date) -> str | int | dt.date:
    """Return what a cell shows of an entry: a day before Excel's calendar begins is a text."""
    if isinstance(entry, dt.date) and entry.year < _FIRST_YEAR:
        return f"{entry.day:02}/{entry.month:02}/{entry.year}"
    return entry
