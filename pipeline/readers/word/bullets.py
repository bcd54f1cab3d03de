"""Bullets of lists that tick: ticks, crosses and boxes that Word draws in front of a paragraph (ECMA-376 17.9).

Word for the web and Google Docs make tick lists of them. A bullet that is a picture (17.9.10) may tick too: nobody can
tell from the file. Other bullets are decoration, and no text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from msgspec import Struct, field

from pipeline.errors import RefusedForm
from pipeline.ooxml.names import W
from pipeline.ooxml.structure import PARAGRAPH_PROPERTIES, VAL, View, number
from pipeline.readers.symbols import translate
from pipeline.signs import BOXES, CROSSES, TICKS

if TYPE_CHECKING:
    from lxml.etree import _Element

    from pipeline.ooxml.package import Package

PICTURE: Final = "\ufffc"
"""Stands for a bullet that is a picture."""
_SIGNS: Final = frozenset(TICKS + CROSSES + BOXES + PICTURE)
_NUMBERING: Final = W + "numPr"
_KEPT: Final = 32

Level = tuple[str, int]
"""The id of a list and the 0-based level in it."""


class Bullets(Struct, frozen=True, eq=False):
    """The bullets of a document that tick, or that may.

    Attributes:
        signs: By list and level: a sign, or ``PICTURE``.
        styles: The lists that paragraph styles put paragraphs into.
        signature: Tells documents apart whose same paragraphs show other bullets; empty without any.
    """

    signs: Mapping[Level, str] = field(default_factory=dict)
    styles: Mapping[str, Level] = field(default_factory=dict)
    signature: bytes = b""

    def of(self, properties: _Element, style: str, view: View) -> str:
        """Return the sign in front of a paragraph; empty for none."""
        changed = properties.find(f"{W}pPrChange/{PARAGRAPH_PROPERTIES}") if view is View.ORIGINAL else None
        said = (properties if changed is None else changed).find(_NUMBERING)
        if said is None or (said.find(W + "ins") is not None and view is View.ORIGINAL):
            return self.signs.get(self.styles.get(style, ("", 0)), "")
        inherited = self.styles.get(style, ("", 0))
        listed = said.find(W + "numId")
        name = inherited[0] if listed is None else listed.get(VAL, "")
        return self.signs.get((name, number(said.find(W + "ilvl"), 0)), "")


NONE: Final = Bullets()
_known: dict[tuple[bytes, bytes], Bullets] = {}
"""By the packed bytes of numbering and styles; those met last are last."""


def tick_bullets(package: Package) -> Bullets:
    """Return the bullets of a document that tick; none where its lists are damaged, which Word then shows without."""
    parts = {each.kind: each.target for each in package.related(package.main_part) if each.exists}
    lists, styles = parts.get("numbering"), parts.get("styles")
    if lists is None:
        return NONE
    packed = package.packed(lists), package.packed(styles) if styles is not None else b""
    found = _known.pop(packed, None) or _read(package, lists, styles)
    if len(_known) >= _KEPT:
        del _known[next(iter(_known))]
    _known[packed] = found
    return found


def _read(package: Package, lists: str, styles: str | None) -> Bullets:
    try:
        signs = dict(_signs(package.xml(lists)))
        if not signs:
            return NONE
        elements = package.xml_each(styles, W + "style") if styles is not None else ()
        by_style = dict(found for style in elements for found in _of_style(style))
    except RefusedForm as refused:
        if refused.code != "damaged":
            raise
        return NONE
    return Bullets(signs, by_style, repr((sorted(signs.items()), sorted(by_style.items()))).encode())


def _signs(root: _Element) -> Iterator[tuple[Level, str]]:
    """Yield the level of each list whose bullet ticks; a list may change levels of the one that it is made from."""
    drawn = frozenset(each.get(W + "numPicBulletId", "") for each in root.iterchildren(W + "numPicBullet"))
    lists = root.iterchildren(W + "abstractNum")
    made = {each.get(W + "abstractNumId", ""): dict(_levels(each, drawn)) for each in lists}
    for each in root.iterchildren(W + "num"):
        source = each.find(W + "abstractNumId")
        levels = dict(made.get("" if source is None else source.get(VAL, ""), {}))
        for changed in each.iterchildren(W + "lvlOverride"):
            levels.update(_levels(changed, drawn))
        yield from (((each.get(W + "numId", ""), level), sign) for level, sign in levels.items() if sign in _SIGNS)


def _levels(parent: _Element, drawn: frozenset[str]) -> Iterator[tuple[int, str]]:
    """Yield the sign that each level draws; ``drawn`` are the ids of the pictures that the document has for bullets."""
    for level in parent.iterchildren(W + "lvl"):
        order, kind = level.get(W + "ilvl", "0"), level.find(W + "numFmt")
        if order.isascii() and order.isdigit():
            yield int(order), _bullet(level, drawn) if kind is not None and kind.get(VAL) == "bullet" else ""


def _bullet(level: _Element, drawn: frozenset[str]) -> str:
    picture, text, fonts = level.find(W + "lvlPicBulletId"), level.find(W + "lvlText"), level.find(f"{W}rPr/{W}rFonts")
    if picture is not None and picture.get(VAL) in drawn:
        return PICTURE
    return "" if text is None else translate(text.get(VAL, ""), "" if fonts is None else fonts.get(W + "ascii", ""))


def _of_style(style: _Element) -> Iterator[tuple[str, Level]]:
    said = style.find(f"{PARAGRAPH_PROPERTIES}/{_NUMBERING}")
    listed = None if said is None else said.find(W + "numId")
    if said is not None and listed is not None:
        yield style.get(W + "styleId", ""), (listed.get(VAL, ""), number(said.find(W + "ilvl"), 0))
