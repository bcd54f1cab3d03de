"""Tables as a workbook to edit: names that stay in sight, lists to choose from, and cells that keep what is typed.

Import this where a workbook is made: openpyxl takes longer to load than a form to read.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Final

from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.draft.sheet.tables import Cells, SheetTable
from pipeline.mapping.sheet.files import CHOICES, COLUMNS, FACTORS, FIELDS
from pipeline.mapping.sheet.table import CHECKLIST, GROUP, NOTE, OF, sheets
from pipeline.mapping.strict.schema import mapping_schema
from pipeline.writers.workbook.cells import storable
from pipeline.writers.workbook.file import save_workbook, start_workbook

_WIDTHS: Final = {"id": 36, "label": 50, "also": 34, "beside": 34, "section": 24, OF: 36, GROUP: 26, NOTE: 60}
_USUAL_WIDTH: Final = 13
_LINE_HEIGHT: Final = 15
_LAST_ROW: Final = 2000
"""Lists to choose from, and the form Text, are there for rows to come."""
_HEAD: Final = PatternFill("solid", fgColor="1F3864")
_TO_LOOK_AT: Final = PatternFill("solid", fgColor="FFF2CC")
_AS_TEXT: Final = "@"
_PARTS: Final = {FIELDS: ("Field",), CHOICES: ("Choice", "RowOption"), COLUMNS: ("Column",), FACTORS: ("Factor",)}
_SAID: Final = {
    OF: "Id of the question, or of the row of the checklist, that it belongs to.",
    GROUP: "Name of the group of the checklist.",
    CHECKLIST: "Id of the checklist, where the form has several.",
    NOTE: "For people: what is here is not read.",
}


def workbook_of(tables: Sequence[SheetTable]) -> bytes:
    """Return a workbook of the tables; the same tables give the same bytes."""
    workbook = start_workbook()
    for sheet in workbook.worksheets:
        workbook.remove(sheet)
    for table in tables:
        sheet = workbook.create_sheet(table.name)
        _fill_in(sheet, table)
        _furnish(sheet, table)
    stream = io.BytesIO()
    save_workbook(workbook, stream)
    return stream.getvalue()


def _fill_in(sheet: Worksheet, table: SheetTable) -> None:
    for number, row in enumerate(table.rows, start=2):
        sheet.row_dimensions[number].height = _height(row)
        for column, name in enumerate(table.columns, start=1):
            cell = sheet.cell(number, column)
            value = row.get(name)
            if isinstance(value, str):
                cell.value = storable(value)
                cell.data_type = "s"  # also where it begins with an equals sign
            elif value is not None:
                cell.value = value
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            cell.number_format = "General" if sheets()[table.name][name].is_number else _AS_TEXT
            if NOTE in row:
                cell.fill = _TO_LOOK_AT


def _height(row: Cells) -> int:
    """Return the height of a row in which all can be read: Excel would find it itself, other programs don't."""
    lines = (
        sum(-(-max(len(line), 1) // _WIDTHS.get(name, _USUAL_WIDTH)) for line in str(value).split("\n"))
        for name, value in row.items()
    )
    return _LINE_HEIGHT * max(lines, default=1)


def _furnish(sheet: Worksheet, table: SheetTable) -> None:
    """Add the head, widths and lists to choose from to a sheet."""
    sheet.freeze_panes = "C2"
    kinds, said = sheets()[table.name], _explained(table.name)
    for column, name in enumerate(table.columns, start=1):
        letter = get_column_letter(column)
        head = sheet.cell(1, column, name)
        head.font, head.fill = Font(bold=True, color="FFFFFF"), _HEAD
        head.comment = Comment(said[name], "wordform", height=140, width=340)
        size = sheet.column_dimensions[letter]
        size.width = _WIDTHS.get(name, _USUAL_WIDTH)
        size.number_format = "General" if kinds[name].is_number else _AS_TEXT
        if formula := _list(table.name, name, kinds[name].allowed):
            choice = DataValidation(type="list", formula1=formula, allow_blank=True, showErrorMessage=True)
            choice.error = f"Choose one of the list, or leave it empty. {said[name]}"[:220]
            choice.add(f"{letter}2:{letter}{_LAST_ROW}")
            sheet.add_data_validation(choice)


def _list(table: str, column: str, allowed: Sequence[str]) -> str:
    """Return where the values to choose from are; empty where anything may be typed."""
    if allowed:
        return f'"{",".join(allowed)}"'
    return f"{FIELDS}!$A$2:$A${_LAST_ROW}" if (table, column) == (COLUMNS, OF) else ""


def _explained(table: str) -> dict[str, str]:
    """Return what each column of a table means."""
    parts = mapping_schema()["$defs"]
    keys = {name: key for part in _PARTS[table] for name, key in parts[part]["properties"].items()}
    return {name: key.get("description", name) for name, key in keys.items()} | _SAID
