"""What is seen of a text: whether it is struck out, hidden, or of a colour or size in which nobody sees it.

Formatting comes from the styles of table, paragraph and run, and from the run itself (ECMA-376 Part 1, 17.7.2). The
reader and the writers ask here, so what one takes for struck or hidden the other does too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from pipeline.document import Mark
from pipeline.ooxml.names import W
from pipeline.ooxml.structure import VAL, is_on
from pipeline.patterns import pattern

if TYPE_CHECKING:
    from lxml.etree import _Element

WHITE: Final = "FFFFFF"
_HIDDEN_TAGS: Final = (W + "vanish", W + "specVanish")
"""Not ``w:webHidden``: it hides in Word's web layout only, such as the page numbers of a contents list."""

LOOK_TAGS: Final = frozenset({W + "strike", W + "dstrike", *_HIDDEN_TAGS, W + "color", W + "shd", W + "highlight"})
_SIZE: Final = W + "sz"
_TINY: Final = 2
"""Half-points: text of one point is a grey line on screen and paper. Two points can be read with some effort."""

_NEAR: Final = 0x10
"""Colours that differ by less in red, green and blue are one colour to the eye."""

_RGB: Final = pattern(r"[0-9A-Fa-f]{6}")
_HIGHLIGHTS: Final = {
    "black": "000000", "blue": "0000FF", "cyan": "00FFFF", "green": "00FF00", "magenta": "FF00FF", "red": "FF0000",
    "yellow": "FFFF00", "white": WHITE, "darkBlue": "000080", "darkCyan": "008080", "darkGreen": "008000",
    "darkMagenta": "800080", "darkRed": "800000", "darkYellow": "808000", "darkGray": "808080", "lightGray": "C0C0C0",
}  # fmt: skip


class Look(Struct, frozen=True):
    """What formatting says of a text; ``None`` where it says nothing.

    Attributes:
        double: Struck out twice, which is a property of its own.
        colour: As ``RRGGBB``, empty for automatic.
        size: In half-points.
        fill: The colour right behind it, empty for none.
    """

    strike: bool | None = None
    double: bool | None = None
    hidden: bool | None = None
    colour: str | None = None
    size: int | None = None
    fill: str | None = None

    def over(self, below: Look) -> Look:
        """Lay this over what it refines: a style over the one that it is based on, a run over its styles."""
        if below is NO_LOOK or self is NO_LOOK:
            return self if below is NO_LOOK else below
        return Look(
            strike=below.strike if self.strike is None else self.strike,
            double=below.double if self.double is None else self.double,
            hidden=below.hidden if self.hidden is None else self.hidden,
            colour=below.colour if self.colour is None else self.colour,
            size=below.size if self.size is None else self.size,
            fill=below.fill if self.fill is None else self.fill,
        )

    def within(self, outer: Look) -> Look:
        """Lay the style of a smaller stretch over that of a larger one: strikes that meet cancel out (17.7.3)."""
        if outer is NO_LOOK or self is NO_LOOK:
            return self if outer is NO_LOOK else outer
        return Look(
            strike=bool(self.strike) != bool(outer.strike),
            double=bool(self.double) != bool(outer.double),
            hidden=bool(self.hidden) != bool(outer.hidden),
            colour=outer.colour if self.colour is None else self.colour,
            size=outer.size if self.size is None else self.size,
            fill=self.fill or outer.fill,
        )

    @property
    def tells(self) -> bool:
        """Whether text that looks like this may not be seen, or may be struck out."""
        return self.marks is not Mark.NONE or (is_light(self.colour or "") and not (self.fill and is_dark(self.fill)))

    @property
    def marks(self) -> Mark:
        """What is seen of the text, whatever is behind it."""
        marks = Mark.STRIKE if self.strike or self.double else Mark.NONE
        if self.hidden:
            marks |= Mark.HIDDEN
        if self.size is not None and self.size <= _TINY:
            marks |= Mark.UNSEEN
        return marks


NO_LOOK: Final = Look()


def look_of(properties: _Element | None) -> Look:
    """Read what a ``w:rPr`` says itself."""
    said: dict[str, bool] = {}
    colour = size = fill = None
    for child in properties if properties is not None else ():
        tag = child.tag
        if tag in _HIDDEN_TAGS:
            said["hidden"] = said.get("hidden", False) or is_on(child)
        elif tag in _STRIKES:
            said[_STRIKES[tag]] = is_on(child)
        elif tag == W + "color":
            colour = colour_of(child.get(VAL, ""))
        elif tag == _SIZE:
            size = half_points(child)
        elif tag in _FILLS:
            fill = fill_of(child)
    return Look(colour=colour, size=size, fill=fill, **said) if said or (colour, size, fill) != _NOTHING else NO_LOOK


_STRIKES: Final = {W + "strike": "strike", W + "dstrike": "double"}
_HIGHLIGHT: Final = W + "highlight"
_FILLS: Final = (_HIGHLIGHT, W + "shd")
_NOTHING: Final = (None, None, None)


def fill_of(element: _Element | None) -> str:
    """Return the colour that a ``w:shd`` or ``w:highlight`` puts behind text; empty for none."""
    if element is None:
        return ""
    if element.tag == _HIGHLIGHT:
        return _HIGHLIGHTS.get(element.get(VAL, ""), "")
    return colour_of(element.get(W + "fill", ""))


def is_tiny(size: _Element) -> bool:
    """Return whether a ``w:sz`` makes text too small to be seen."""
    points = half_points(size)
    return points is not None and points <= _TINY


def half_points(size: _Element) -> int | None:
    """Read a ``w:sz``."""
    text = size.get(VAL, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None


def colour_of(text: str) -> str:
    """Return a colour as ``RRGGBB`` in capitals; empty for an automatic or unreadable one."""
    return text.upper() if _RGB.fullmatch(text) else ""


def is_light(colour: str) -> bool:
    """Return whether a colour can't be told from white."""
    return is_alike(colour, WHITE)


def is_dark(colour: str) -> bool:
    """Return whether white text can be seen on a colour."""
    return bool(colour) and not is_light(colour)


def is_alike(one: str, other: str) -> bool:
    """Return whether two colours look the same; an automatic one is always seen."""
    if not one or not other:
        return False
    return all(abs(a - b) < _NEAR for a, b in zip(bytes.fromhex(one), bytes.fromhex(other), strict=True))
