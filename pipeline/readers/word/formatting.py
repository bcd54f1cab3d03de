"""Formatting of a Word run: the marks by which people choose, and whether it is struck out or seen at all.

Emphasis counts from the run itself and its character style alone: a heading's style says nothing of a choice. What is
struck out or hidden is so by any style (:mod:`pipeline.ooxml.appearance.looks`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from pipeline.document import Mark
from pipeline.ooxml.appearance.looks import (
    LOOK_TAGS,
    NO_LOOK,
    Look,
    is_alike,
    is_light,
    is_tiny,
    look_of,
)
from pipeline.ooxml.appearance.styles import shaded_tables
from pipeline.ooxml.names import W
from pipeline.ooxml.structure import VAL, is_on
from pipeline.patterns import pattern
from pipeline.readers.symbols import is_symbol_font

if TYPE_CHECKING:
    from lxml.etree import _Element

    from pipeline.ooxml.appearance.styles import StyleLooks

_TOGGLES: Final = {
    W + "b": Mark.BOLD,
    W + "i": Mark.ITALIC,
}
_SIZE: Final = W + "sz"
_NO_COLOUR: Final = frozenset({"auto", ""})
_RGB: Final = pattern(r"[0-9A-Fa-f]{6}")
_NEARLY_WHITE: Final = 0xF0
_GREY: Final = 0x08
"""Red, green and blue differ by no more in what people see as a grey."""

_PLAIN_STYLES: Final = frozenset({
    "DefaultParagraphFont", "Hyperlink", "FollowedHyperlink", "FootnoteReference", "EndnoteReference",
    "CommentReference", "PlaceholderText", "PageNumber", "LineNumber", "InternetLink", "FootnoteCharacters",
    "FootnoteAnchor", "EndnoteCharacters", "EndnoteAnchor",
})  # fmt: skip
"""Styles that Word and LibreOffice give to runs themselves: nobody chooses with them, so the styles need no parsing."""


class Formatting(Struct, frozen=True, kw_only=True):
    """What a run looks like.

    Attributes:
        marks: The marks that are on.
        settled: The marks that are said to be on or off; a style has no say in them.
        font: Name of a symbol font, else empty.
        look: What the run itself says of what is seen of it.
    """

    marks: Mark = Mark.NONE
    settled: Mark = Mark.NONE
    font: str = ""
    look: Look = NO_LOOK

    def over(self, style: Formatting) -> Formatting:
        """Lay this formatting over that of a style."""
        return Formatting(
            marks=self.marks | (style.marks & ~self.settled),
            settled=self.settled | style.settled,
            font=self.font or style.font,
            look=self.look,
        )


PLAIN_TEXT: Final = Formatting()


class Ground(Struct, frozen=True, kw_only=True):
    """What text is on and in.

    Attributes:
        marks: Those of all text there: a shaded paragraph's, those of a hidden row or shape.
        look: What the styles of table and paragraph say.
        fill: The colour behind it, empty for the page's.
    """

    marks: Mark = Mark.NONE
    look: Look = NO_LOOK
    fill: str = ""

    @property
    def of_plain_text(self) -> Seen:
        """How text looks there that has no formatting of its own."""
        return self.seen(self.look)

    def seen(self, look: Look) -> Seen:
        """Return how text of a look is seen there."""
        if look is NO_LOOK:
            return Seen(self.marks)
        marks, colour, behind = self.marks | look.marks, look.colour or "", look.fill or self.fill
        if behind:
            return Seen(marks | Mark.UNSEEN if is_alike(colour, behind) else marks)
        return Seen(marks, is_faint=is_light(colour))


class Seen(Struct, frozen=True):
    """How text is seen.

    Attributes:
        is_faint: It has the colour of a white page; what it is on has to be looked at.
    """

    marks: Mark
    is_faint: bool = False


PAGE: Final = Ground()


class CharacterStyles:
    """The character styles of a document (ECMA-376 17.7.9), parsed when the first run is met whose style may matter.

    Args:
        load: Gives the ``w:style`` elements of the document, each for a moment.
        looks: What its styles say of what is seen.
    """

    def __init__(self, load: Callable[[], Iterable[_Element]], looks: StyleLooks) -> None:
        self.looks = looks
        self._load = load
        self._own: dict[str, tuple[Formatting, str]] | None = None
        self._known = dict.fromkeys(_PLAIN_STYLES | {""}, PLAIN_TEXT)

    @cached_property
    def shaded_tables(self) -> frozenset[str]:
        """The ids of the table styles that colour cells, by themselves or by what they are based on."""
        return shaded_tables(self._load())

    def formatting(self, style: str) -> Formatting:
        """Return what the style looks like, with all that it is based on; nothing for one that doesn't exist."""
        chain: list[str] = []
        base = style
        while base not in self._known:
            self._known[base] = PLAIN_TEXT  # ends the walk where styles are based on each other in a ring
            chain.append(base)
            base = self._own_and_base(base)[1]
        for link in reversed(chain):
            own, base = self._own_and_base(link)
            self._known[link] = own.over(self._known[base])
        return self._known[style]

    def _own_and_base(self, style: str) -> tuple[Formatting, str]:
        if self._own is None:
            self._own = _by_id(self._load())
        return self._own.get(style, (PLAIN_TEXT, ""))


def _by_id(styles: Iterable[_Element]) -> dict[str, tuple[Formatting, str]]:
    """Return what each character style says itself, and the id of the style that it is based on."""
    found: dict[str, tuple[Formatting, str]] = {}
    for style in styles:
        if style.get(W + "type") == "character":
            based_on, properties = style.find(W + "basedOn"), style.find(W + "rPr")
            own = PLAIN_TEXT if properties is None else _own(properties)[0]
            found.setdefault(style.get(W + "styleId", ""), (own, "" if based_on is None else based_on.get(VAL, "")))
    return found


def run_formatting(properties: _Element, styles: CharacterStyles, ground: Ground) -> tuple[Seen, str]:
    """Read the ``w:rPr`` of a run: how it is seen where it is, and the name of its font if it draws symbols."""
    made, style = _own(properties)
    inherited = NO_LOOK
    if style:
        made, inherited = made.over(styles.formatting(style)), styles.looks.character.get(style, NO_LOOK)
    look = made.look.over(inherited.within(ground.look))
    if look is NO_LOOK and not ground.marks:
        return Seen(made.marks), made.font
    seen = ground.seen(look)
    return Seen(seen.marks | made.marks, seen.is_faint), made.font


def _own(properties: _Element) -> tuple[Formatting, str]:
    """Read what a ``w:rPr`` says itself, and the id of its style."""
    marks = settled = Mark.NONE
    font = style = ""
    tells = False
    for child in properties:
        tag = child.tag
        tells = tells or tag in LOOK_TAGS or (tag == _SIZE and is_tiny(child))
        if tag in _TOGGLES:
            settled |= _TOGGLES[tag]
            if is_on(child):
                marks |= _TOGGLES[tag]
        elif tag == W + "rFonts":
            font = _symbol_font(child)
        elif tag == W + "rStyle":
            style = child.get(VAL, "")
        elif tag in _FORMATS:
            mark, shows = _FORMATS[tag]
            settled |= mark
            if shows(child):
                marks |= mark
    look = look_of(properties) if tells else NO_LOOK
    return Formatting(marks=marks, settled=settled, font=font, look=look), style


def _symbol_font(fonts: _Element) -> str:
    """Return the symbol font of a run; the one for complex scripts (``w:cs``) draws no ticks."""
    for attribute in ("ascii", "hAnsi"):
        name = fonts.get(W + attribute, "")
        if is_symbol_font(name):
            return name
    return ""


def shading(element: _Element | None) -> str:
    """Return the fill colour of a ``w:shd`` as ``RRGGBB``, or an empty text for none, automatic and white."""
    if element is None:
        return ""
    fill = element.get(W + "fill", "").upper()
    return "" if fill in ("", "AUTO", "NONE") or _is_nearly_white(fill) else fill


def _is_underlined(element: _Element) -> bool:
    return element.get(VAL, "single") != "none"


def _is_highlighted(element: _Element) -> bool:
    return element.get(VAL, "none") not in ("none", "white")


def _is_shaded(element: _Element) -> bool:
    return bool(shading(element))


def _is_ringed(element: _Element) -> bool:
    return element.get(VAL, "none") not in ("none", "nil")


def _is_coloured(element: _Element) -> bool:
    colour = element.get(VAL, "auto")
    return colour not in _NO_COLOUR and not _is_grey(colour)


def _is_nearly_white(colour: str) -> bool:
    """Return whether a fill is too light to be seen as one."""
    channels = _channels(colour)
    return bool(channels) and min(channels) >= _NEARLY_WHITE


def _is_grey(colour: str) -> bool:
    """Return whether text is black, white or a grey: programs paste nearly black text, and grey takes emphasis away."""
    channels = _channels(colour)
    return bool(channels) and max(channels) - min(channels) <= _GREY


def _channels(colour: str) -> bytes:
    """Return red, green and blue of ``RRGGBB``; nothing for another text."""
    return bytes.fromhex(colour) if _RGB.fullmatch(colour) else b""


_FORMATS: dict[str, tuple[Mark, Callable[[_Element], bool]]] = {
    W + "u": (Mark.UNDERLINE, _is_underlined),
    W + "highlight": (Mark.HIGHLIGHT, _is_highlighted),
    W + "shd": (Mark.SHADED, _is_shaded),
    W + "bdr": (Mark.RINGED, _is_ringed),
    W + "color": (Mark.COLOURED, _is_coloured),
}
