"""Drop-down lists of a sheet's cells (ECMA-376 Part 1, 18.3.1.32): what each cell offers.

Entries are in the rule itself, ``"Low,Medium,High"``, or in cells that it names, often on a sheet of their own. Excel
keeps rules that name another sheet in an extension of the sheet ([MS-XLSX] 2.6.12).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Final

from pipeline.ooxml.names import S
from pipeline.readers.excel.places import Range, cell_range, sheet_and_cells
from pipeline.readers.excel.sheet import Sheet

if TYPE_CHECKING:
    from lxml.etree import _Element

_RULES: Final = 1_000
_CELLS: Final = 1_000
"""A list for more cells than that was set for whole columns."""

_ENTRIES: Final = 100


def lists_of(root: _Element) -> list[tuple[Range, str]]:
    """Return the ranges of a sheet that offer a list, each with the formula that says which."""
    found = []
    for rule in islice(root.iter("{*}dataValidation"), _RULES):
        if rule.get("type") != "list":
            continue
        places = rule.get("sqref") or _text(rule, "{*}sqref")
        formula = _text(rule, "{*}formula1//{*}f") or _text(rule, "{*}formula1")
        ranges = (cell_range(place) for place in places.split())
        found += [(place, formula) for place in ranges if place is not None and place.cells <= _CELLS and formula]
    return found


def offer_lists(workbook: _Element, sheets: Sequence[Sheet]) -> None:
    """Note which entries each cell of a workbook offers."""
    book = {sheet.name.casefold(): sheet for sheet in sheets}
    names = {
        entry.get("name", "").casefold(): (entry.text or "").strip()
        for entry in workbook.iterfind(f"{S}definedNames/{S}definedName")
    }
    for sheet in sheets:
        for place, formula in sheet.lists:
            entries = _entries(formula.lstrip("="), sheet, book, names)
            if entries:
                cells = ((row, column) for row in place.rows for column in place.columns)
                sheet.offered.update(dict.fromkeys(cells, entries))


def _entries(formula: str, sheet: Sheet, book: dict[str, Sheet], names: dict[str, str]) -> tuple[str, ...]:
    if formula.startswith('"'):
        return tuple(entry.strip() for entry in formula.strip('"').split(",")[:_ENTRIES] if entry.strip())
    name, cells = sheet_and_cells(names.get(formula.casefold(), formula))
    source = book.get(name.casefold()) if name else sheet
    place = cell_range(cells)
    return tuple(islice(_texts(source, place), _ENTRIES)) if source is not None and place is not None else ()


def _texts(sheet: Sheet, place: Range) -> Iterator[str]:
    for row, column, content in sheet.contents():
        if place.top <= row <= place.bottom and place.left <= column <= place.right and content.text.strip():
            yield content.text.strip()


def _text(rule: _Element, path: str) -> str:
    found = rule.find(path)
    return (found.text or "").strip() if found is not None else ""
