"""What the styles of a Word document say of what is seen: struck out, hidden, in a colour or size nobody sees.

Nearly all style sheets say nothing of the kind, and they are long: that of Word's own template takes longer to parse
than a form. So a sheet is first searched for the few words that matter, and what was found in one is kept by its packed
bytes. What table styles say of first rows and other parts of a table is left out; people don't strike words that way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from msgspec import Struct, field

from pipeline.errors import RefusedForm
from pipeline.ooxml.appearance.looks import NO_LOOK, Look, fill_of, is_dark, look_of
from pipeline.ooxml.names import W
from pipeline.ooxml.structure import VAL, first, is_on
from pipeline.patterns import pattern
from pipeline.sums import blake2b

if TYPE_CHECKING:
    from lxml.etree import _Element

    from pipeline.ooxml.package import Package

_STYLE, _DEFAULTS = W + "style", W + "docDefaults"
_NAME, _OPENING, _CLOSING = b"tblStylePr", b"<w:tblStylePr ", b"</w:tblStylePr>"
_CONDITIONAL: Final = pattern(rb"<(\w+:)?tblStylePr\b.*?</\1?tblStylePr>", re.DOTALL)
_TELLING: Final = pattern(
    rb"""<(?:\w+:)?(?:
        (?:d?strike|vanish|specVanish)\b(?![^>]*\bval=["'](?:0|false|off)["'])
        | trPr\s*>(?:<[^/>][^>]*>)*?<(?:\w+:)?hidden\b
        | color\b[^>]*\bval=["'](?:[Ff][0-9A-Fa-f]){3}["']
        | sz\b[^>]*\bval=["'][12]["']
    )""",
    re.VERBOSE,
)
_IN_TWO_BYTES: Final = (b"\xff\xfe", b"\xfe\xff")
_FILLED: Final = (W + "pPr", W + "tcPr", W + "tblPr")
_KEPT: Final = 32
"""Style sheets of which it is known what they say: forms of one blank have one or a few between them."""


_LONGEST_KEPT: Final = 200_000
"""Bytes of a packed style sheet that is kept; Word's own has some 25,000."""


class StyleLooks(Struct, frozen=True, eq=False, kw_only=True):
    """What the styles of a document say; nothing for those that say nothing.

    Attributes:
        character: By id, with all that a style is based on.
        plain_paragraph: What is said of paragraphs that name no style, and of all text.
        plain_table: The same for tables.
        signature: Tells style sheets apart that make the same paragraph look otherwise; empty when all say nothing.
    """

    character: Mapping[str, Look] = field(default_factory=dict)
    paragraph: Mapping[str, Look] = field(default_factory=dict)
    table: Mapping[str, Look] = field(default_factory=dict)
    plain_paragraph: Look = NO_LOOK
    plain_table: Look = NO_LOOK
    signature: bytes = b""

    def of_paragraph(self, style: str) -> Look:
        """Return how the text of a paragraph looks."""
        return self.paragraph.get(style, self.plain_paragraph)

    def of_table(self, style: str) -> Look:
        """Return how the text of a table looks."""
        return self.table.get(style, self.plain_table)


SAY_NOTHING: Final = StyleLooks()
_known: dict[bytes, StyleLooks] = {}
"""By packed bytes; the sheet met last is last."""

_by_sum: dict[bytes, StyleLooks] = {}
"""By a sum of what was packed; programs pack the same sheet differently."""


def style_looks(package: Package) -> StyleLooks:
    """Return what the styles of a Word document say; nothing when its style sheet is missing or can't be read."""
    related = package.related(package.main_part)
    part = next((each.target for each in related if each.kind == "styles" and each.exists), "")
    if not part:
        return SAY_NOTHING
    packed = package.packed(part)
    found = _known.pop(packed, None) or _read(package, part)
    if len(packed) <= _LONGEST_KEPT:
        _keep(_known, packed, found)
    return found


def _keep(known: dict[bytes, StyleLooks], key: bytes, looks: StyleLooks) -> None:
    if len(known) >= _KEPT:
        del known[next(iter(known))]
    known[key] = looks


@contextmanager
def noted() -> Iterator[dict[bytes, StyleLooks]]:
    """Note what the style sheets say that are read within a block, as :func:`know` takes it."""
    before, found = (dict(_known), dict(_by_sum)), dict[bytes, StyleLooks]()
    _known.clear()
    _by_sum.clear()
    try:
        yield found
    finally:
        found.update(_by_sum)
        for known, earlier in zip((_known, _by_sum), before, strict=True):
            known.clear()
            known.update(earlier)
        know(found)


def know(sheets: Mapping[bytes, StyleLooks]) -> None:
    """Know what was noted of a blank: forms filled in with the same program often have its style sheet."""
    for key, looks in sheets.items():
        _keep(_by_sum, key, looks if looks.signature else SAY_NOTHING)


def _read(package: Package, part: str) -> StyleLooks:
    try:
        sheet = package.read(part)
        key = blake2b(sheet, digest_size=32).digest()
        found = _by_sum.pop(key, None) or _read_sheet(package, part, sheet)
    except RefusedForm as refused:
        if refused.code != "damaged":
            raise
        return SAY_NOTHING  # Word would not open it; whoever needs more of it says so
    _keep(_by_sum, key, found)
    return found


def _read_sheet(package: Package, part: str, sheet: bytes) -> StyleLooks:
    short = _unconditional(sheet)
    if not (_TELLING.search(short) or sheet.startswith(_IN_TWO_BYTES)):
        return SAY_NOTHING
    return _looks(package.xml_each(part, _STYLE, _DEFAULTS, short=short))


def _unconditional(sheet: bytes) -> bytes:
    """Leave out what is said of parts of tables, most of a style sheet."""
    closed = sheet.count(_CLOSING)
    if sheet.count(_OPENING) != closed or sheet.count(_NAME) != 2 * closed:  # spelled otherwise
        return _CONDITIONAL.sub(b"", sheet)
    *pieces, rest = sheet.split(_CLOSING)
    return b"".join([*(piece.partition(_OPENING)[0] for piece in pieces), rest])


def shaded_tables(styles: Iterable[_Element]) -> frozenset[str]:
    """Return the ids of the table styles that colour cells, by themselves or by what they are based on."""
    bases: dict[str, str] = {}
    shaded: set[str] = set()
    for style in styles:
        if style.get(W + "type") == "table":
            name, based_on = style.get(W + "styleId", ""), style.find(W + "basedOn")
            bases[name] = "" if based_on is None else based_on.get(VAL, "")
            if any(is_dark(fill_of(shading)) for shading in style.iter(W + "shd")):
                shaded.add(name)
    before = -1
    while before != len(shaded):
        before = len(shaded)
        shaded |= {name for name, base in bases.items() if base in shaded}
    return frozenset(shaded)


class _Style(Struct, frozen=True, kw_only=True):
    kind: str
    based_on: str
    own: Look
    is_default: bool


def _looks(elements: Iterable[_Element]) -> StyleLooks:
    styles: dict[str, _Style] = {}
    everywhere = NO_LOOK
    for element in elements:
        if element.tag == _DEFAULTS:
            everywhere = look_of(element.find(f"{W}rPrDefault/{W}rPr"))
        else:
            styles.setdefault(element.get(W + "styleId", ""), _style(element))
    found = {kind: _of_kind(kind, styles) for kind in ("character", "paragraph", "table")}
    if not any(look.tells for looks in (*found.values(), {"": everywhere}) for look in looks.values()):
        return SAY_NOTHING
    paragraph = {name: look.over(everywhere) for name, look in found["paragraph"].items()}
    plain = _default("paragraph", styles, found["paragraph"]).over(everywhere)
    plain_table = _default("table", styles, found["table"])
    return StyleLooks(
        character=found["character"],
        paragraph=paragraph,
        table=found["table"],
        plain_paragraph=plain,
        plain_table=plain_table,
        signature=repr((plain, plain_table, sorted(paragraph.items()), sorted(found["table"].items()))).encode(),
    )


def _style(element: _Element) -> _Style:
    said: dict[str, _Element] = {}
    for child in element:
        said.setdefault(str(child.tag), child)
    based_on = said.get(W + "basedOn")
    own = look_of(said.get(W + "rPr"))
    shadings = (first(said[each], W + "shd") for each in _FILLED if each in said)
    fill = next(filter(None, map(fill_of, shadings)), None)
    if fill is not None:
        own = own.over(Look(fill=fill))
    is_default = element.get(W + "default", "0") in ("1", "true", "on")
    # Many files say it of Normal Table, the default, whose rows every program shows.
    rows = said.get(W + "trPr")
    if rows is not None and is_on(first(rows, W + "hidden")) and not is_default:
        own = Look(hidden=True).over(own)
    return _Style(
        kind=element.get(W + "type", ""),
        based_on="" if based_on is None else based_on.get(VAL, ""),
        own=own,
        is_default=is_default,
    )


def _of_kind(kind: str, styles: Mapping[str, _Style]) -> dict[str, Look]:
    return {name: _with_bases(name, styles) for name, style in styles.items() if style.kind == kind}


def _with_bases(name: str, styles: Mapping[str, _Style]) -> Look:
    """Return what a style says with all that it is based on; a ring of styles ends where it closes."""
    look, met = NO_LOOK, set[str]()
    while name in styles and name not in met:
        met.add(name)
        look = look.over(styles[name].own)
        name = styles[name].based_on
    return look


def _default(kind: str, styles: Mapping[str, _Style], looks: Mapping[str, Look]) -> Look:
    names = (name for name, style in styles.items() if style.kind == kind and style.is_default)
    return looks.get(next(names, ""), NO_LOOK)
