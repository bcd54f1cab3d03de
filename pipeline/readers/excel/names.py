"""Names that a workbook gives to its cells (ECMA-376 Part 1, 18.2.5): they move along when rows are inserted.

A name that stands for one cell, or for the cells of one merged range, names a place. One for an area, a formula,
another file or a cell that was deleted (``#REF!``) doesn't, nor does a hidden one, which no person gave.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Final

from pipeline.ooxml.names import S
from pipeline.ooxml.workbook_names import identifier_of
from pipeline.readers.excel.places import cell_range, sheet_and_cells
from pipeline.readers.excel.sheet import Sheet

if TYPE_CHECKING:
    from lxml.etree import _Element

_ON: Final = frozenset({"1", "true", "on"})
_OF_THE_PROGRAM: Final = "_xl"
"""Names such as ``_xlnm.Print_Area`` and ``_xlfn.SINGLE``."""

_FOLLOWED: Final = 10_000


def name_cells(workbook: _Element, sheets: Sequence[Sheet]) -> None:
    """Give the cells of a workbook their names, those of the whole workbook and those of one sheet.

    Args:
        workbook: Root of the main part.
        sheets: The sheets that were read.
    """
    book = {sheet.name.casefold(): sheet for sheet in sheets}
    for name, reference in islice(_names(workbook), _FOLLOWED):
        sheet_name, cells = sheet_and_cells(reference)
        sheet = book.get(sheet_name.casefold())
        place = _one_cell(sheet, cells) if sheet is not None else None
        if sheet is not None and place is not None and name not in sheet.names.get(place, ()):
            sheet.names[place] = (*sheet.names.get(place, ()), name)


def _names(workbook: _Element) -> Iterator[tuple[str, str]]:
    for entry in workbook.iterfind(f"{S}definedNames/{S}definedName"):
        name = entry.get("name", "")
        if name and not name.startswith(_OF_THE_PROGRAM) and entry.get("hidden", "0") not in _ON:
            yield identifier_of(name), (entry.text or "").strip().lstrip("=")


def _one_cell(sheet: Sheet, cells: str) -> tuple[int, int] | None:
    """Return the cell that a reference stands for; that of a merged range is its first one."""
    found = cell_range(cells)
    if found is None:
        return None
    first, last = sheet.first_of_merged(found.top, found.left), sheet.first_of_merged(found.bottom, found.right)
    return first if first == last else None
