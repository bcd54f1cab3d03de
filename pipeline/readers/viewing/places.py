"""Bookmarks at every place of a document, called like the place, so that a page finds it again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lxml import etree

from pipeline.location import Location
from pipeline.ooxml import structure
from pipeline.ooxml.names import W
from pipeline.ooxml.structure import CELL_PROPERTIES, PARAGRAPH, PARAGRAPH_PROPERTIES, TABLE

if TYPE_CHECKING:
    from lxml.etree import _Element

PREFIX: Final = "at-"


def place_id(location: Location) -> str:
    """Return what a place is called in the page: ``at-table-16-row-4-column-4``."""
    return PREFIX + "-".join(f"{word}-{value}".replace(" ", "-") for word, value in location.steps)


class Places:
    """Puts a bookmark into every cell and every paragraph outside of tables, where the reader counts them.

    Attributes:
        ids: What the places are called.
        merged: For a cell that continues one above it: what that one is called.
    """

    def __init__(self, document: _Element) -> None:
        self.ids: list[str] = []
        self.merged: dict[str, str] = {}
        self._blocks(structure.body(document), Location())

    def _blocks(self, container: _Element, location: Location) -> None:
        """Walk the blocks of a body or cell; paragraphs in cells need no name, for their cell has one."""
        paragraphs = tables = 0
        for element, _ in list(structure.blocks(container)):
            if element.tag == TABLE:
                tables += 1
                self._table(element, location.inside("table", tables))
            elif element.tag == PARAGRAPH:
                paragraphs += 1
                if not location.steps:
                    self._mark(element, location.inside("paragraph", paragraphs))

    def _table(self, table: _Element, location: Location) -> None:
        above: dict[int, str] = {}
        for number, (row, _) in enumerate(structure.rows(table), start=1):
            for cell, _, column, _ in structure.cells(row):
                place = location.inside("row", number).inside("column", column)
                properties = structure.first(cell, CELL_PROPERTIES)
                if properties is not None and structure.continues(properties) and column in above:
                    self.merged[place_id(place)] = above[column]
                else:
                    above[column] = place_id(place)
                self._mark(_own_paragraph(cell), place)
                self._blocks(cell, place)

    def _mark(self, paragraph: _Element, location: Location) -> None:
        name = place_id(location)
        self.ids.append(name)
        number = str(1_000_000 + len(self.ids))
        start = etree.Element(W + "bookmarkStart", {W + "id": number, W + "name": name})
        end = etree.Element(W + "bookmarkEnd", {W + "id": number})
        properties = structure.first(paragraph, PARAGRAPH_PROPERTIES)
        index = 0 if properties is None else paragraph.index(properties) + 1
        paragraph[index:index] = [start, end]


def _own_paragraph(cell: _Element) -> _Element:
    """Return the first paragraph of a cell that is in no table within it; one is made where there is none."""
    found = next((element for element, _ in structure.blocks(cell) if element.tag == PARAGRAPH), None)
    return etree.SubElement(cell, PARAGRAPH) if found is None else found
