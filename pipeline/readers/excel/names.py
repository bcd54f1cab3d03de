"""Names that a workbook gives to its cells (ECMA-376 Part 1, 18.2.5): they move along when rows are inserted.

A name of one cell, or of the cells of one merged range, names a place. One for an area, a formula,
another file or a cell that was deleted (``#REF!``) doesn't, nor does a hidden one, which no person gave. Two names of a
blank of ours say which form it is, as its custom properties do: programs that drop those keep names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Final

from pipeline.mapping.places import FORM_PROPERTY, VERSION_PROPERTY
from pipeline.ooxml.names import S
from pipeline.ooxml.workbook_names import identifier_of
from pipeline.readers.excel.places import cell_range, sheet_and_cells
from pipeline.readers.excel.sheet import Sheet

if TYPE_CHECKING:
    from lxml.etree import _Element

_ON: Final = frozenset({"1", "true", "on"})
_OF_THE_PROGRAM: Final = "_xl"
"""Names such as ``_xlnm.Print_Area`` and ``_xlfn.SINGLE``."""

_OF_THE_FORM: Final = (FORM_PROPERTY, VERSION_PROPERTY)
"""What names begin with that say which form it is; what they say follows behind a dot."""

_FOLLOWED: Final = 10_000


def name_cells(workbook: _Element, sheets: Sequence[Sheet]) -> None:
    """Name the cells of a workbook, by the names of the whole workbook and those of one sheet.

    Args:
        workbook: Root of the main part.
        sheets: The sheets that were read.
    """
    book = {sheet.name.casefold(): sheet for sheet in sheets}
    for name, reference in islice(_names(workbook), _FOLLOWED):
        sheet_name, cells = sheet_and_cells(reference)
        sheet = book.get(sheet_name.casefold())
        place = _one_cell(sheet, cells) if sheet is not None and not name.startswith(_OF_THE_FORM) else None
        if sheet is not None and place is not None and name not in sheet.names.get(place, ()):
            sheet.names[place] = (*sheet.names.get(place, ()), name)


def said_by_names(workbook: _Element) -> dict[str, str]:
    """Return what the names of a workbook say of its form, by the properties that say the same."""
    names = [name for name, _ in islice(_names(workbook), _FOLLOWED)]
    said = {}
    for said_of in _OF_THE_FORM:
        found = next((name for name in names if name.startswith(said_of + ".")), None)
        if found is not None:
            said[said_of] = found[len(said_of) + 1 :]
    return said


def _names(workbook: _Element) -> Iterator[tuple[str, str]]:
    for entry in workbook.iterfind(f"{S}definedNames/{S}definedName"):
        name = entry.get("name", "")
        if name and not name.startswith(_OF_THE_PROGRAM) and entry.get("hidden", "0") not in _ON:
            yield identifier_of(name), (entry.text or "").strip().lstrip("=")


def _one_cell(sheet: Sheet, cells: str) -> tuple[int, int] | None:
    """Return the cell that a reference means; that of a merged range is its first one."""
    found = cell_range(cells)
    if found is None:
        return None
    first, last = sheet.first_of_merged(found.top, found.left), sheet.first_of_merged(found.bottom, found.right)
    return first if first == last else None
