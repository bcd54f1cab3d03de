"""What the text of a Word document is on: colours, styles of tables and paragraphs, hidden rows and shapes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from pipeline.document import Block, Mark, paragraphs
from pipeline.findings import Finding, find
from pipeline.ooxml import structure
from pipeline.ooxml.appearance.looks import NO_LOOK
from pipeline.ooxml.appearance.styles import SAY_NOTHING, StyleLooks
from pipeline.ooxml.names import W
from pipeline.ooxml.structure import VAL, is_on, number
from pipeline.readers.word.formatting import PAGE, Ground, shading
from pipeline.readers.word.runs import RunReader
from pipeline.readers.word.text import PLAIN, Context, grounded

if TYPE_CHECKING:
    from lxml.etree import _Element

    from pipeline.location import Location

HIDDEN: Final = grounded(PLAIN, Ground(marks=Mark.HIDDEN))
"""What is in a hidden shape, or hangs on hidden text."""

_CROSSED_OUT: Final = "the cell is crossed out by its borders"
_DIAGONALS: Final = (W + "tl2br", W + "tr2bl")
_NO_LINE: Final = frozenset({"nil", "none"})
_TABLE_STYLE: Final = f"{W}tblPr/{W}tblStyle"


class Grounds(Struct, frozen=True):
    """Says what text is on, as far as styles tell."""

    looks: StyleLooks
    runs: RunReader

    def of_table(self, table: _Element, context: Context) -> Context:
        """Add what a table's style says of what is seen; nearly none says anything."""
        look = self.looks.of_table(table_style(table) if self.looks is not SAY_NOTHING else "")
        if look is NO_LOOK:
            return context
        return grounded(context, replace(context.ground, look=look.within(context.ground.look)))

    def of_paragraph(self, ground: Ground, style: str, context: Context, paragraph: _Element) -> Context:
        """Return what the text of a paragraph is on, and how it is seen there without formatting of its own."""
        look = self.looks.of_paragraph(style)
        if look is not NO_LOOK:
            ground = replace(ground, look=look.within(ground.look))
        if ground is PAGE:
            return context
        context = grounded(context, ground)
        is_unseen = ground.of_plain_text.is_faint and self.runs.stands_on_white(paragraph)
        return replace(context, marks=context.marks | Mark.UNSEEN) if is_unseen else context


def table_style(table: _Element) -> str:
    """Return the id of a table's style; empty for none."""
    style = table.find(_TABLE_STYLE)
    return "" if style is None else style.get(VAL, "")


def paragraph_formatting(properties: _Element, ground: Ground) -> tuple[Ground, str, int | None]:
    """Read a ``w:pPr``: what its text is on, the id of its style, and its level in a list."""
    style, level = "", None
    for child in properties:
        tag = child.tag
        if tag == W + "pStyle":
            style = child.get(VAL, "")
        elif tag == W + "shd" and (fill := shading(child)):
            ground = replace(ground, marks=ground.marks | Mark.SHADED, fill=fill)
        elif tag == W + "numPr":
            level = number(child.find(W + "ilvl"), 0)
    return ground, style, level


def of_row(row: _Element, context: Context) -> Context:
    """Return what encloses the cells of a row: a tracked change put it in, or it is hidden."""
    properties = structure.first(row, structure.ROW_PROPERTIES)
    if properties is None:
        return context
    if properties.find(W + "ins") is not None:
        context = replace(context, inserted=True)
    if is_on(properties.find(W + "hidden")):
        context = grounded(context, replace(context.ground, marks=context.ground.marks | Mark.UNSEEN))
    return context


def crossed_out(properties: _Element, blocks: tuple[Block, ...], location: Location) -> Iterator[Finding]:
    """Say of a cell that holds words when its borders go through it from corner to corner (ECMA-376 17.4.79)."""
    borders = properties.find(W + "tcBorders")
    lines = [] if borders is None else [each.get(VAL, "nil") for each in borders if each.tag in _DIAGONALS]
    if not _NO_LINE.issuperset(lines) and any(paragraph.text.strip() for paragraph in paragraphs(blocks)):
        yield find("stored_differs", location=location, what=_CROSSED_OUT)


def of_cell(cell: _Element, context: Context) -> Context:
    """Return what the text of a cell is on."""
    properties = structure.first(cell, structure.CELL_PROPERTIES)
    fill = shading(properties.find(W + "shd")) if properties is not None else ""
    return grounded(context, replace(context.ground, fill=fill)) if fill else context
