"""Whether text in the colour of a white page is on white: a label on a dark table, shape or page is seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pipeline.ooxml.appearance.looks import colour_of, is_light
from pipeline.ooxml.appearance.shapes import is_white
from pipeline.ooxml.names import W
from pipeline.ooxml.structure import CELL, CELL_PROPERTIES, TABLE, VAL, first

if TYPE_CHECKING:
    from collections.abc import Collection

    from lxml.etree import _Element

_TABLE_PROPERTIES: Final = W + "tblPr"
_TEXT_BOX: Final = W + "txbxContent"


def stands_on_white(element: _Element, shaded_tables: Collection[str]) -> bool:
    """Return whether what a run or paragraph is on is certainly white.

    Args:
        element: The run or paragraph; nothing between it and its cell is coloured.
        shaded_tables: Ids of the table styles that colour cells.
    """
    for around in element.iterancestors():
        if around.tag == _TEXT_BOX:
            return is_white(around)
        if around.tag == CELL and (fill := _fill(first(around, CELL_PROPERTIES))):
            return is_light(fill)
        if around.tag == TABLE:
            properties = first(around, _TABLE_PROPERTIES)
            fill, style = _fill(properties), _style(properties)
            if fill or style in shaded_tables:
                return is_light(fill)
    return element.getroottree().getroot().find(W + "background") is None


def _fill(properties: _Element | None) -> str:
    """Return the colour that the properties of a cell or table name, if any."""
    shading = properties.find(W + "shd") if properties is not None else None
    return colour_of(shading.get(W + "fill", "")) if shading is not None else ""


def _style(properties: _Element | None) -> str:
    style = properties.find(W + "tblStyle") if properties is not None else None
    return style.get(VAL, "") if style is not None else ""
