"""The places of one document, as a :class:`Location` names them, found through :mod:`pipeline.ooxml.structure`.

A writer goes to a few dozen places, most of them in the same tables. Walking to each from the body took as long as
parsing the document, so what stands in a body, table or row is listed once for a document.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.ooxml import structure
from pipeline.ooxml.structure import PARAGRAPH, TABLE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.etree import _Element

    from pipeline.location import Location

_Numbered = tuple[int, int, "_Element"]
"""An element with the first and the last number that leads to it; a cell may cover several columns."""


class Places:
    """Finds the elements of a main part by their locations.

    Args:
        document: The main part; it isn't changed while places are looked up.

    Attributes:
        document: The same.
    """

    def __init__(self, document: _Element) -> None:
        self.document = document
        self._body = structure.body(document)
        self._inside: dict[tuple[_Element, str], Sequence[_Numbered]] = {}

    def find(self, location: Location) -> _Element | None:
        """Find the element at ``location``, or ``None`` when it is not there (or not in the body)."""
        here: _Element | None = self._body
        for word, value in location.steps:
            if here is None or not isinstance(value, int):
                return None
            here = self._step(here, word, value)
        return here

    def _step(self, here: _Element, word: str, value: int) -> _Element | None:
        if (here, word) not in self._inside:
            self._inside[here, word] = _numbered(here, word)
        return next((element for first, last, element in self._inside[here, word] if first <= value <= last), None)


def _numbered(here: _Element, word: str) -> list[_Numbered]:
    if word == "column":
        return [(column, column + span - 1, cell) for cell, _, column, span in structure.cells(here)]
    elements: list[_Element] = []
    if word in ("table", "paragraph"):
        tag = TABLE if word == "table" else PARAGRAPH
        elements = [block for block, _ in structure.blocks(here) if block.tag == tag]
    elif word == "row":
        elements = [row for row, _ in structure.rows(here)]
    return [(number, number, element) for number, element in enumerate(elements, start=1)]
