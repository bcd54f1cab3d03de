"""Rows of a long sheet as text, in the very form in which openpyxl writes them.

openpyxl makes several objects and an element for each cell, and looks up its style: 15 µs, where a form has some sixty
cells in the register; as text it is 1 µs. Here only the first cell of a style is made with it, which tells the number
of the style; the others are put down as text. All the rest of a workbook is openpyxl's.
``tests/test_workbook_rows.py`` holds that both write the same bytes, whatever the entries are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import lru_cache
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any, Final, cast

from openpyxl.compat import safe_string
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel

from pipeline.writers.workbook.cells import alignment_of, cell_of, cell_text, shown
from pipeline.writers.workbook.table import Entry, Header, formula_like

if TYPE_CHECKING:
    from openpyxl.styles import Alignment
    from openpyxl.worksheet.worksheet import Worksheet

_Style = tuple[int, type, bool]

_SHORT: Final = 40
"""Characters; of the texts that are no longer than this most are the same few words in row after row."""
_REMEMBERED: Final = 4096


class TableRows:
    """The rows below a table's header; they wait on the disk until the sheet is packed."""

    def __init__(self, sheet: Worksheet, headers: Sequence[Header]) -> None:
        self.file = TemporaryFile()  # noqa: SIM115 - the book closes it
        self._sheet = sheet
        self._columns = [
            (get_column_letter(number), header.wrapped, header.upright)
            for number, header in enumerate(headers, start=1)
        ]
        self._styles: dict[_Style, int] = {}
        self._short_cell = lru_cache(_REMEMBERED, typed=True)(self._cell)

    def add(self, number: int, entries: Sequence[Entry], height: int | None = None) -> None:
        """Write a row.

        Args:
            number: Of the row in the sheet.
            entries: One for each column.
            height: In points; ``None`` leaves it to the program.
        """
        cells = []
        for (letter, wrapped, upright), entry in zip(self._columns, entries, strict=True):
            if entry is not None and entry != "":
                cell = self._cell if isinstance(entry, str) and len(entry) > _SHORT else self._short_cell
                cells.append(f'<c r="{letter}{number}" {cell(entry, wrapped, upright)}')
        fixed = "" if height is None else f' ht="{height}" customHeight="1"'
        row = f'<row r="{number}"{fixed}>{"".join(cells)}</row>'
        self.file.write(row.encode("ascii", "xmlcharrefreplace"))

    def _cell(self, entry: str | int | dt.date, wrapped: bool, upright: bool) -> str:
        """Return what stands behind the place of a cell."""
        alignment, entry = alignment_of(entry, wrapped=wrapped, upright=upright), shown(entry)
        if isinstance(entry, str):
            style, text = self._style(entry, alignment, quoted=formula_like(entry)), cell_text(entry)
            kept = ' xml:space="preserve"' if text != text.strip() else ""
            return f's="{style}" t="inlineStr"><is><t{kept}>{_escaped(text)}</t></is></c>'
        value = cast("Any", to_excel)(entry) if isinstance(entry, dt.date) else entry
        return f's="{self._style(entry, alignment)}" t="n"><v>{safe_string(value)}</v></c>'

    def _style(self, entry: str | int | dt.date, alignment: Alignment, *, quoted: bool = False) -> int:
        """Return the number of an entry's style, which openpyxl gives to the first cell that has it."""
        style = (id(alignment), type(entry), quoted)
        if style not in self._styles:
            cell = cast("Any", cell_of(self._sheet, entry))
            cell.alignment = alignment
            self._styles[style] = cell.style_id
        return self._styles[style]


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")
