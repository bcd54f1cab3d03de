"""A table as an Excel workbook: text stays text, dates are dates, and the same table gives the same bytes.

Import this where a workbook is made and not at the top of a module: openpyxl takes longer to load than a form to read.
"""

from __future__ import annotations

import datetime as dt
import io
import shutil
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

Entry = str | int | dt.date | None

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_STAMP: Final = dt.datetime(1980, 1, 1)  # noqa: DTZ001 -- openpyxl takes naive times as UTC
_DATE_FORMAT: Final = "dd/mm/yyyy"
_FIRST_YEAR: Final = 1900
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
_LONGEST_TEXT: Final = 32_767
"""Characters that a cell of Excel can hold."""
_HEADER_HEIGHT: Final = 60
_HEADER_COLOUR: Final = "D9E2F3"


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The head of a column; ``width`` is in characters."""

    text: str
    width: int


def table_workbook(
    title: str,
    headers: Sequence[Header],
    rows: Iterable[Sequence[Entry]],
    *,
    frozen_columns: int = 0,
    colours: Mapping[str, Mapping[str, str]] | None = None,
) -> bytes:
    """Render one sheet with a frozen, filtered header.

    Args:
        title: Name of the sheet.
        headers: The columns.
        rows: Entries by column; read once and not kept, so they may come from a stream.
        frozen_columns: Columns that stay in sight.
        colours: By header and word the colour (``RRGGBB``) of cells that hold just this word. The colour follows the
            word, so it stays right when someone edits the cell.
    """
    workbook = Workbook(write_only=True)
    workbook.properties.creator = "wordform"
    workbook.properties.created = workbook.properties.modified = _STAMP
    # A streaming sheet has the attributes used here, but shares no type with the ordinary one.
    sheet = cast("Worksheet", workbook.create_sheet(title))
    _lay_out(sheet, headers, frozen_columns)
    sheet.append([_header_cell(sheet, header.text) for header in headers])
    count = 1
    for row in rows:
        sheet.append([_cell(sheet, entry) for entry in row])
        count += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(headers))}{count}"
    _colour(sheet, headers, colours or {}, count)
    return _packed(workbook)


def _lay_out(sheet: Worksheet, headers: Sequence[Header], frozen_columns: int) -> None:
    for number, header in enumerate(headers, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = header.width
    sheet.row_dimensions[1].height = _HEADER_HEIGHT
    sheet.freeze_panes = f"{get_column_letter(frozen_columns + 1)}2"


def _header_cell(sheet: Worksheet, text: str) -> Cell:
    cell = _text_cell(sheet, text)
    cell.font = Font(name="Calibri", size=11, bold=True)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    cell.fill = PatternFill("solid", fgColor=_HEADER_COLOUR)
    return cell


def _cell(sheet: Worksheet, entry: Entry) -> Cell | None:
    if entry is None or entry == "":
        return None
    if isinstance(entry, dt.date) and entry.year < _FIRST_YEAR:
        entry = f"{entry.day:02}/{entry.month:02}/{entry.year}"  # Excel's calendar begins later
    if isinstance(entry, str):
        return _text_cell(sheet, entry)
    cell = _plain_cell(sheet, entry)
    if isinstance(entry, dt.date):
        cell.number_format = _DATE_FORMAT
    return cell


def _text_cell(sheet: Worksheet, text: str) -> Cell:
    """Make a cell that stays text whatever it begins with, in Excel and in what people export from it."""
    cell = _plain_cell(sheet, ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", text)[:_LONGEST_TEXT])
    cell.data_type = "s"
    if text.startswith(_FORMULA_STARTS):
        cell.quotePrefix = True  # as if typed with an apostrophe in front
    return cell


def _plain_cell(sheet: Worksheet, value: str | int | dt.date) -> Cell:
    return WriteOnlyCell(sheet, cast("Any", value))


def _colour(sheet: Worksheet, headers: Sequence[Header], colours: Mapping[str, Mapping[str, str]], count: int) -> None:
    for number, header in enumerate(headers, start=1):
        letter = get_column_letter(number)
        for word, colour in colours.get(header.text, {}).items():
            quoted = word.replace('"', '""')
            style = DifferentialStyle(fill=PatternFill("solid", bgColor=colour))
            rule = Rule(type="cellIs", operator="equal", formula=[f'"{quoted}"'], dxf=style)
            sheet.conditional_formatting.add(f"{letter}2:{letter}{max(count, 2)}", rule)


class _DatelessZip(zipfile.ZipFile):
    """A zip whose members carry no time of day and no trace of the system; openpyxl calls just these two methods."""

    def writestr(self, name: Any, data: Any, *_: Any, **__: Any) -> None:  # type: ignore[override]
        with self.open(_member(name), "w") as member:
            member.write(data.encode() if isinstance(data, str) else data)

    def write(self, filename: Any, arcname: Any = None, *_: Any, **__: Any) -> None:
        with Path(filename).open("rb") as source, self.open(_member(arcname), "w") as member:
            shutil.copyfileobj(source, member)


def _member(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, _EPOCH)
    member.compress_type = zipfile.ZIP_DEFLATED
    member.create_system = 0
    return member


def _packed(workbook: Workbook) -> bytes:
    packed = io.BytesIO()
    # Not Workbook.save, which puts the time of day into the properties.
    ExcelWriter(workbook, _DatelessZip(packed, "w")).save()
    return packed.getvalue()
