"""Shapes that hold text: whether one is hidden, and whether it is white (ECMA-376 Part 1, 20.4.2.5; Part 4, 19.1)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pipeline.ooxml.appearance.looks import colour_of, is_light
from pipeline.ooxml.names import VML, WP, A
from pipeline.ooxml.structure import RUN
from pipeline.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

_PROPERTIES: Final = (WP + "docPr", "}cNvPr")
"""Elements of a drawing, or ends of their names, that say whether it is hidden."""

_FILLS: Final = tuple(A + name for name in ("noFill", "solidFill", "gradFill", "blipFill", "pattFill", "grpFill"))
_ON: Final = frozenset({"1", "true", "on", "t"})
_OFF: Final = frozenset({"0", "false", "off", "f"})
_INVISIBLE: Final = pattern(r"visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_WHITE: Final = pattern(r"(?:white|#fff|#f[0-9a-f]f[0-9a-f]f[0-9a-f])\b", re.IGNORECASE)


def is_hidden(inner: _Element) -> bool:
    """Return whether something in a drawing, or the drawing itself, is not shown: it, or a shape or group round it."""
    return any(_is_hidden(around) for around in _outwards(inner))


def is_white(box: _Element) -> bool:
    """Return whether a text box has no colour, or white; one whose colour comes from a theme may have any."""
    for around in _outwards(box):
        if str(around.tag).startswith(VML) and around.get("style") is not None:
            return around.get("filled", "t") in _OFF or _WHITE.match(around.get("fillcolor", "white")) is not None
        properties = next((child for child in around if str(child.tag).endswith("}spPr")), None)
        fill = next((child for child in properties if child.tag in _FILLS), None) if properties is not None else None
        if fill is not None:
            colour = fill.find(A + "srgbClr")
            return fill.tag == A + "noFill" or (colour is not None and is_light(colour_of(colour.get("val", ""))))
    return False


def _outwards(inner: _Element) -> Iterator[_Element]:
    """Yield an element and what is round it, up to its drawing."""
    around: _Element | None = inner
    while around is not None and around.tag != RUN:
        yield around
        around = around.getparent()


def _is_hidden(element: _Element) -> bool:
    if _INVISIBLE.search(element.get("style", "")):
        return True
    return any(child.get("hidden", "0") in _ON for child in element if str(child.tag).endswith(_PROPERTIES))
