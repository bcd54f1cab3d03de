"""Cells of a workbook: text stays text whatever it begins with, dates are dates, and each column has its layout.

Import this where a workbook is made and not at the top of a module: openpyxl takes longer to load than a form to read.
"""

from __future__ import annotations

import copy
import datetime as dt
import re
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from msgspec import Struct
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill

from pipeline.writers.workbook.table import ALIGNMENTS, FORMATS, Entry, formula_like, style

if TYPE_CHECKING:
    from openpyxl.styles.cell_style import StyleArray
    from openpyxl.worksheet.worksheet import Worksheet

_DATE_FORMAT: Final = "dd/mm/yyyy"
_FIRST_YEAR: Final = 1900
_LONGEST_TEXT: Final = 32_767
"""Characters that a cell of Excel can hold."""
_NO_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Signs that can't be in XML (XML 1.0, section 2.2)."""
_ESCAPE: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_AS_WRITTEN: Final = "_x005F_"
"""Excel would show ``_x0041_`` as ``A`` (ECMA-376 22.9.2.19)."""
_TOP: Final = Alignment(vertical="top")
_WRAPPED: Final = Alignment(vertical="top", wrap_text=True)
_CENTRED: Final = Alignment(vertical="top", horizontal="center")
_ALIGNED: Final = {"top": _TOP, "wrapped": _WRAPPED, "centred": _CENTRED}
_Any = TypeVar("_Any")


class Look(Struct, frozen=True, kw_only=True):
    """How a cell looks.

    Attributes:
        size: Of the letters, in points.
        colour: Of the letters, ``RRGGBB``; without one that of the program.
        fill: The colour of the ground.
        is_centred: The text is in the middle of its column.
        is_header: The text goes over several lines and is at the bottom; or
        is_upright: the same, turned.
    """

    size: int = 11
    bold: bool = False
    colour: str = ""
    fill: str = ""
    is_centred: bool = False
    is_header: bool = False
    is_upright: bool = False


class Wardrobe:
    """The looks of the cells of one workbook.

    openpyxl goes through every part of a style for every cell that is given it, so each look is put together once.
    """

    def __init__(self) -> None:
        self._worn: dict[tuple[tuple[int, ...], Look], StyleArray] = {}

    def dress(self, cell: Cell, look: Look) -> None:
        """Set the look of a cell; its number format stays."""
        dressed = cast("Any", cell)
        key = tuple(dressed._style or ()), look
        if key not in self._worn:
            cell.font = Font(name="Calibri", size=look.size, bold=look.bold, color=look.colour or None)
            if look.is_header:
                turned = 90 if look.is_upright else 0
                cell.alignment = Alignment(wrap_text=True, vertical="bottom", textRotation=turned)
            elif look.is_centred:
                cell.alignment = Alignment(horizontal="center")
            if look.fill:
                cell.fill = PatternFill("solid", fgColor=look.fill)
            self._worn[key] = dressed._style
        dressed._style = copy.copy(self._worn[key])


def cell_of(sheet: Worksheet, entry: Entry) -> Cell | None:
    """Make the cell of an entry; an empty one has none."""
    if entry is None or entry == "":
        return None
    entry = shown(entry)
    cell = text_cell(sheet, entry) if isinstance(entry, str) else _plain_cell(sheet, entry)
    if isinstance(entry, dt.date):
        cell.number_format = _DATE_FORMAT
    return cell


def text_cell(sheet: Worksheet, text: str) -> Cell:
    """Make a cell that stays text whatever it begins with, in Excel and in what people export from it."""
    cell = _plain_cell(sheet, as_written(text))
    cell.data_type = "s"
    if formula_like(text):
        cell.quotePrefix = True  # as if typed with an apostrophe in front
    return cell


def as_written(text: str) -> str:
    """Return a text as a cell holds it."""
    return _ESCAPE.sub(_AS_WRITTEN, storable(text)[:_LONGEST_TEXT])


def storable(text: str) -> str:
    """Replace what a workbook can't hold."""
    return _NO_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def number_styles(sheet: Worksheet) -> None:
    """Register the styles of the cells of tables in a workbook, so that each has the same number in every workbook."""
    for name in ALIGNMENTS:
        for form in FORMATS:
            cell = _plain_cell(sheet, 0)
            cell.alignment = _ALIGNED[name]
            if form == "date":
                cell.number_format = _DATE_FORMAT
            cast("Any", cell).quotePrefix = form == "quoted"  # as if typed with an apostrophe in front
            assert cast("Any", cell).style_id == style(name, form)  # noqa: S101 - tables come first


def _plain_cell(sheet: Worksheet, value: str | int | dt.date) -> Cell:
    return WriteOnlyCell(sheet, cast("Any", value))


def shown(entry: _Any) -> _Any | str:
    """Return what a cell shows of an entry: a day before Excel's calendar begins is a text."""
    if isinstance(entry, dt.date) and entry.year < _FIRST_YEAR:
        return f"{entry.day:02}/{entry.month:02}/{entry.year}"
    return entry
