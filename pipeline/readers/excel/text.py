"""Text of a workbook: plain and rich strings as runs (ECMA-376 Part 1, 18.4 and 22.9.2.19)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from pipeline.document import Run
from pipeline.errors import RefusedForm
from pipeline.ooxml.names import S
from pipeline.readers.excel.styles import CellFormat, Font, Styles
from pipeline.readers.symbols import translate

if TYPE_CHECKING:
    from lxml.etree import _Element

_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_UNSEEN: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class SharedStrings:
    """The strings that cells refer to by number.

    Args:
        table: Root of their part; ``None`` when the workbook has none, which is right as long as no cell refers to it.
    """

    def __init__(self, table: _Element | None) -> None:
        self._items = [] if table is None else table.findall(S + "si")
        self._runs: dict[tuple[str, Font, str], tuple[Run, ...]] = {}

    def runs(self, index: str, look: CellFormat, styles: Styles) -> tuple[Run, ...]:
        """Read a string for a cell of some format; cells that share one share its text in memory too.

        Raises:
            RefusedForm: There is no such string.
        """
        known = (index, look.font, look.shading)
        if known not in self._runs:
            self._runs[known] = string_runs(self._item(index), look, styles)
        return self._runs[known]

    def _item(self, index: str) -> _Element:
        number = index.strip()
        if not (number.isascii() and number.isdigit() and int(number) < len(self._items)):
            raise RefusedForm(
                "The workbook is damaged: cells refer to text that is not in the file.",
                remedy="Open it in Excel, let Excel repair it and save it under a new name.",
                code="damaged",
            )
        return self._items[int(number)]


def string_runs(string: _Element, look: CellFormat, styles: Styles) -> tuple[Run, ...]:
    """Read an ``si`` or ``is`` element: its text, or its runs with their own fonts; readings (``rPh``) are left out.

    Args:
        string: The element.
        look: Format of the cell, for text that has no font of its own.
        styles: Reads the fonts of runs.
    """
    return tuple(_runs(string, look, styles))


def _runs(string: _Element, look: CellFormat, styles: Styles) -> Iterator[Run]:
    for child in string:
        if child.tag == S + "t":
            yield from text_runs(child.text or "", look.font)
        elif child.tag == S + "r":
            properties = child.find(S + "rPr")
            own = look.font if properties is None else styles.font(properties).on(look.shading)
            yield from text_runs("".join(part.text or "" for part in child.iterchildren(S + "t")), own)


def text_runs(text: str, font: Font) -> tuple[Run, ...]:
    """Make the run of a text in a font; an empty text gives none."""
    seen = translate(plain_text(text), font.name)
    return (Run(text=seen, marks=font.marks),) if seen else ()


def plain_text(text: str) -> str:
    """Undo the escaping of characters that XML cannot hold, and give line breaks one form."""
    if "_x" in text:
        text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
