"""What is drawn on a sheet: pictures, shapes, text boxes, and where they lie (ECMA-376 Part 1, 20.5)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from pipeline.ooxml.names import XDR, A
from pipeline.ooxml.structure import ALTERNATE, branch
from pipeline.readers.excel.places import Anchor, Corner, Geometry
from pipeline.readers.excel.text import plain_text

if TYPE_CHECKING:
    from lxml.etree import _Element

_ANCHORS: Final = frozenset({XDR + "twoCellAnchor", XDR + "oneCellAnchor", XDR + "absoluteAnchor"})
_OF_A_CONTROL: Final = "{http://schemas.microsoft.com/office/drawing/2010/main}compatExt"


class Drawn(Struct, frozen=True, kw_only=True):
    """Something drawn on a sheet: the cell that its middle lies in, and the paragraphs of text in it."""

    row: int
    column: int
    lines: tuple[str, ...] = ()
    hidden: bool = False


def drawn_on(drawing: _Element, geometry: Geometry, controls: Collection[str]) -> Iterator[Drawn]:
    """Yield what a drawing part shows, and the texts that it hides.

    Args:
        drawing: Root of the part.
        geometry: Sizes of the sheet's rows and columns.
        controls: Numbers of the form controls: their pictures are left out, since they are read as controls.
    """
    for anchor in _anchors(drawing):
        if _is_control(anchor, controls):
            continue
        lines, is_shown = tuple(_lines(anchor)), _is_shown(anchor)
        if lines or is_shown:
            row, column = geometry.middle(read_anchor(anchor))
            yield Drawn(row=row, column=column, lines=lines, hidden=not is_shown)


def control_captions(drawing: _Element, controls: Collection[str]) -> dict[str, str]:
    """Return the captions of form controls by their numbers."""
    found = {}
    for anchor in _anchors(drawing):
        for name in anchor.iter(XDR + "cNvPr"):
            if name.get("id", "") in controls:
                found[name.get("id", "")] = " ".join(_lines(anchor))
    return found


def read_anchor(element: _Element) -> Anchor:
    """Read an anchor with its corners ``from`` and ``to``, or its position and size, whatever namespace they are in."""
    parts = {_local(child): child for child in element}
    start, end, size = parts.get("from"), parts.get("to"), parts.get("ext")
    if start is not None:
        first = _corner(start)
    else:
        position = parts.get("pos")
        first = Corner(1, 1, _length(position, "y"), _length(position, "x"))
    return Anchor(first, _corner(end) if end is not None else None, _length(size, "cy"), _length(size, "cx"))


def _anchors(drawing: _Element) -> Iterator[_Element]:
    for child in drawing:
        if child.tag in _ANCHORS:
            yield child
        elif child.tag == ALTERNATE:
            chosen = branch(child)
            if chosen is not None:
                yield from _anchors(chosen)


def _is_control(anchor: _Element, controls: Collection[str]) -> bool:
    names = anchor.iter(XDR + "cNvPr")
    return next(anchor.iter(_OF_A_CONTROL), None) is not None or any(name.get("id") in controls for name in names)


def _is_shown(anchor: _Element) -> bool:
    """Return whether a person sees what an anchor holds."""
    names = list(anchor.iter(XDR + "cNvPr"))
    return not names or any(name.get("hidden", "0") not in ("1", "true") for name in names)


def _lines(anchor: _Element) -> Iterator[str]:
    for paragraph in anchor.iter(A + "p"):
        text = plain_text("".join(part.text or "" for part in paragraph.iter(A + "t"))).strip()
        if text:
            yield text


def _corner(element: _Element) -> Corner:
    values = {_local(child): _whole(child.text) for child in element}
    return Corner(
        1 + max(0, values.get("row", 0)),
        1 + max(0, values.get("col", 0)),
        values.get("rowOff", 0),
        values.get("colOff", 0),
    )


def _length(element: _Element | None, name: str) -> int:
    return 0 if element is None else _whole(element.get(name))


def _whole(text: str | None) -> int:
    try:
        return int(text or "0")
    except ValueError:
        return 0


def _local(element: _Element) -> str:
    return str(element.tag).rpartition("}")[2]
