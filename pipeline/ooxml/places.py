"""The places of one document, as a :class:`Location` names them, found through :mod:`pipeline.ooxml.structure`.

A writer goes to a few dozen places, most of them in the same tables. Walking to each from the body took as long as
parsing the document, so what is in a body, table or row is listed once for a document.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.ooxml import structure
from pipeline.ooxml.structure import PARAGRAPH, TABLE

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from lxml.etree import _Element

    from pipeline.location import Location

_Step = tuple[str, int | str]
_Numbered = tuple[int, int, "_Element"]
"""An element with the first and the last number that leads to it; a cell may cover several columns."""


class NotParsed(Exception):
    """A place is in a stretch that was left out of what was parsed."""


class Places:
    """Finds the elements of a main part by their locations.

    Args:
        document: The main part; it isn't changed while places are looked up.
        lacking: Its tables and rows of which something was not parsed.

    Attributes:
        document: The same.
    """

    def __init__(self, document: _Element, lacking: Collection[_Element] = ()) -> None:
        self.document = document
        self._lacking = lacking
        self._found: dict[tuple[_Step, ...], _Element | None] = {(): structure.body(document)}
        self._inside: dict[tuple[_Element, str], Sequence[_Numbered]] = {}

    def find(self, location: Location) -> _Element | None:
        """Find the element at ``location``, or ``None`` when it is not there (or not in the body).

        Raises:
            NotParsed: Something of it was left out, or it may be in what was.
        """
        found = self._at(location.steps)
        if found is not None and found in self._lacking:
            raise NotParsed
        return found

    def _at(self, steps: tuple[_Step, ...]) -> _Element | None:
        if steps not in self._found:
            here = self._at(steps[:-1])
            self._found[steps] = None if here is None else self._next(here, *steps[-1])
        return self._found[steps]

    def _next(self, here: _Element, word: str, value: int | str) -> _Element | None:
        if not isinstance(value, int):
            return None
        if (here, word) not in self._inside:
            self._inside[here, word] = _numbered(here, word)
        found = next((element for first, last, element in self._inside[here, word] if first <= value <= last), None)
        if found is None and here in self._lacking:
            raise NotParsed
        return found


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
