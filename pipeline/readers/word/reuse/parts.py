"""Tables, rows, cells and paragraphs that were read before are neither parsed nor walked again.

Most of a completed form is in its blank byte for byte, or in the form before it; of a written document all but the
results was read a moment ago. How a unit reads follows from its markup and its place alone, as long as the markup holds
nothing that looks beyond the unit (controls, fields, notes, changes, character styles). So units whose very bytes are
known are taken out of the part before it is parsed. In a plain table (:mod:`pipeline.readers.word.reuse.tables`)
nothing stays in their place, elsewhere a stub with a number.

Nothing can go stale: the bytes are the key, together with everything in front of the body (declaration, namespaces) and
the place. A part whose markup could make the same bytes mean something else is read without stubs, and so is one in
which a stub was not met where its markup is known.

It is here because reading takes most of a form's time: with it a form of a known kind is read in a quarter of the time
that one of a kind never met takes, and read back in half of that (``make bench``).
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from pipeline.ooxml.names import W_NS
from pipeline.ooxml.safe_xml import parse
from pipeline.patterns import pattern
from pipeline.readers.word.reuse.anchors import without_anchors
from pipeline.readers.word.reuse.store import Known, Steps, Unit, kept_for
from pipeline.readers.word.reuse.tables import (
    NUMBERED,
    PlainCell,
    PlainRow,
    is_one,
    opened,
    plain_cells,
    plain_paragraphs,
    plain_rows,
    start_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from pipeline.location import Location

_NUMBER: Final = NUMBERED.decode().strip(' ="')
_SELF_CONTAINED: Final = frozenset(
    b"tbl tblPr tblStyle tblpPr tblOverlap tblStyleRowBandSize tblStyleColBandSize tblCellSpacing tblCaption "
    b"tblDescription bidiVisual tblGrid gridCol "
    b"tr trPr cnfStyle trHeight cantSplit tblHeader tblPrEx tblCellMar tblBorders tblLook tblLayout tblW tblInd "
    b"gridBefore gridAfter wBefore wAfter jc hidden divId tc tcPr tcW gridSpan vMerge tcBorders top left start bottom "
    b"right end insideH insideV shd noWrap tcMar textDirection tcFitText vAlign hideMark p pPr pStyle "
    b"keepNext keepLines pageBreakBefore widowControl numPr ilvl numId suppressLineNumbers pBdr between bar tabs tab "
    b"suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
    b"snapToGrid spacing ind contextualSpacing mirrorIndents textAlignment outlineLvl r rPr rFonts b bCs i iCs caps "
    b"smallCaps strike dstrike outline shadow emboss imprint noProof vanish webHidden color w kern position sz szCs "
    b"highlight u effect bdr vertAlign rtl cs em lang specVanish t br cr sym noBreakHyphen softHyphen "
    b"lastRenderedPageBreak proofErr bookmarkStart bookmarkEnd".split()
)
"""Elements that say nothing about, and ask nothing of, what is outside of their row, cell or paragraph."""

_HEAD: Final = pattern(
    rb"""(?:<\?xml version=["']1.0["'](?: encoding=["'](?i:utf-8)["'])?(?: standalone=["']\w+["'])?\s*\?>\s*)?"""
    rb"""<w:document\s(?:[^<>"']|"[^<>"']*")*>\s*<w:body>"""
)
_DECLARED: Final = b'xmlns:w="%s"' % W_NS.encode()
_REBOUND: Final = pattern(rb"xmlns:w\s*=")
_TAGS: Final = pattern(rb"<(/?[\w:.-]+)(?=[ />])")
_SELF_CONTAINED_TAGS: Final = frozenset(mark + name for name in _SELF_CONTAINED for mark in (b"w:", b"/w:"))
_AROUND: Final = frozenset({b"w:body", b"/w:body", b"/w:document"})
_LONGEST: Final = 32_768
"""Bytes of a unit that is kept: longer ones are rarely met twice."""


class _Numbered(Struct):
    """A unit of a part: its markup without its end tag, and what is known of it."""

    markup: bytes
    kind: bytes
    unit: Unit | None


class Units:
    """The tables, rows, cells and paragraphs of one part.

    Attributes:
        short: What is parsed: known units are stubs, the others bear their number. ``None``: the part as it is.
    """

    def __init__(self, xml: bytes = b"", styles: bytes = b"") -> None:
        """Shorten ``xml``; without it the part is read whole. ``styles`` is a key of what they make of paragraphs."""
        self.short: bytes | None = None
        self._numbers: list[_Numbered] = []
        self._marks = 0
        self._waiting: set[int] = set()
        self._noted: list[tuple[int, Steps, Known]] = []
        self._rows: dict[int, list[PlainRow]] = {}
        self._outward: tuple[bytes, ...] = ()
        self._head = _head(xml)
        if self._head:
            self._kept = kept_for(self._head + styles)
            self._shorten(without_anchors(xml))

    def _shorten(self, xml: bytes) -> None:
        short = b"".join(self._tables(xml))
        if not _is_plain(short, len(self._head), self._marks):
            self._numbers, self._rows = [], {}
            return
        self.short = short
        self._outward = _outward(short)
        self._waiting = {number for number, each in enumerate(self._numbers) if each.unit is not None}

    def _tables(self, xml: bytes) -> Iterator[bytes]:
        """Cut the innermost tables out of ``xml``, then the rows, cells and paragraphs of what is no plain table."""
        *pieces, rest = xml.split(b"</w:tbl>")
        text: list[bytes] = []
        for piece in pieces:
            at = start_of(piece, b"tbl")
            if at < 0:
                text += (piece, b"</w:tbl>")
                continue
            number = self._number_of(piece[at:], b"tbl")
            taken_apart = None if self.is_met(number) else self._plain_table(number)
            if taken_apart is None:
                text += (piece[:at], self._parsed(number))
            else:
                yield self._shortened(b"".join([*text, piece[:at]]))
                yield taken_apart
                text = []
        yield self._shortened(b"".join([*text, rest]))

    def _number_of(self, markup: bytes, kind: bytes) -> int:
        """Return a unit its number."""
        self._numbers.append(_Numbered(markup=markup, kind=kind, unit=self._kept.get(markup)))
        return len(self._numbers) - 1

    def _parsed(self, number: int) -> bytes:
        """Return what is parsed in place of a unit: its stub when it is known, else itself with its number."""
        each = self._numbers[number]
        if each.unit is not None:
            before, behind = each.unit.stub
            self._marks += 1
            return before + b"%d" % number + behind
        return self._opened(each.kind, number, each.markup) + b"</w:" + each.kind + b">"

    def _opened(self, kind: bytes, number: int, markup: bytes) -> bytes:
        self._marks += 1
        return opened(kind, number, markup)

    def _plain_table(self, number: int) -> bytes | None:
        """Return what is parsed of a table: what is known in it is left out; ``None`` when it is not plain."""
        rows = plain_rows(self._numbers[number].markup)
        if rows is None:
            return None
        marks = self._marks
        parsed = [self._opened(b"tbl", number, rows.head)]
        made: list[PlainRow] = []
        for markup in rows.parts:
            row = self._number_of(markup, b"tr")
            if not (self.is_met(row) or is_one(markup, b"tr")):
                del self._numbers[number + 1 :]
                self._marks = marks
                return None
            made.append(PlainRow(number=row) if self.is_met(row) else self._plain_row(row, parsed))
        self._rows[number] = made
        return b"".join([*parsed, b"</w:tbl>"])

    def _plain_row(self, number: int, parsed: list[bytes]) -> PlainRow:
        """Take a row apart that is not known; what of it has to be parsed is added to ``parsed``."""
        cells = plain_cells(self._numbers[number].markup)
        if cells is None or not all(is_one(cell, b"tc") for cell in cells.parts):
            parsed.append(self._shortened_inside(number))
            return PlainRow(number=number)
        parsed.append(self._opened(b"tr", number, cells.head))
        made = [self._plain_cell(self._number_of(cell, b"tc"), parsed) for cell in cells.parts]
        parsed.append(b"</w:tr>")
        return PlainRow(number=number, cells=made)

    def _plain_cell(self, number: int, parsed: list[bytes]) -> PlainCell:
        """Take a cell apart if it is not known; what of it has to be parsed is added to ``parsed``."""
        if self.is_met(number):
            return PlainCell(number=number)
        paragraphs = plain_paragraphs(self._numbers[number].markup)
        if paragraphs is None:
            parsed.append(self._shortened_inside(number))
            return PlainCell(number=number)
        head, parts = paragraphs
        numbers = [self._number_of(part, b"p") if part is not None else None for part in parts]
        left = [self._parsed(each) for each in numbers if each is not None and not self.is_met(each)]
        parsed += (self._opened(b"tc", number, head), *left, b"</w:tc>")
        return PlainCell(number=number, paragraphs=numbers)

    def _shortened_inside(self, number: int) -> bytes:
        """Return what is parsed of a row or cell that is not taken apart: itself, its paragraphs shortened."""
        each = self._numbers[number]
        return self._opened(each.kind, number, self._cut(each.markup, b"p")) + b"</w:" + each.kind + b">"

    def _shortened(self, xml: bytes) -> bytes:
        for kind in (b"tr", b"tc", b"p"):
            xml = self._cut(xml, kind)
        return xml

    def _cut(self, xml: bytes, kind: bytes) -> bytes:
        """Cut the innermost units of a kind out of ``xml``: from the last start tag in front of an end tag up to it."""
        *pieces, rest = xml.split(b"</w:" + kind + b">")
        chunks: list[bytes] = []
        for piece in pieces:
            at = start_of(piece, kind)
            if at < 0:
                chunks += (piece, b"</w:" + kind + b">")
            else:
                chunks += (piece[:at], self._parsed(self._number_of(piece[at:], kind)))
        return b"".join([*chunks, rest]) if chunks else xml

    def rows(self, element: _Element) -> list[PlainRow] | None:
        """Return the rows of a plain table, or ``None``. Cached rows are missing from the element."""
        number = self.number(element)
        return self._rows.get(number) if number is not None else None

    def number(self, element: _Element) -> int | None:
        """Return the number of a unit; ``None`` for what is none."""
        text = element.get(_NUMBER) if self._numbers else None
        return None if text is None else int(text)

    def is_met(self, number: int) -> bool:
        """Return whether this markup is cached, perhaps for another place; if so, the parsed XML omits it."""
        return self._numbers[number].unit is not None

    def known(self, number: int, place: Location) -> Known | None:
        """Return what a unit reads as at a place when it was read there before."""
        unit = self._numbers[number].unit
        known = unit.read.get(place.steps) if unit is not None else None
        if known is not None:
            self._waiting.discard(number)
        return known

    def whole(self, number: int) -> _Element:
        """Parse a unit that is not in what is parsed."""
        self._waiting.discard(number)
        return self._parse(number)

    def _parse(self, number: int) -> _Element:
        each = self._numbers[number]
        return parse(b"%s%s</w:%s></w:body></w:document>" % (self._head, each.markup, each.kind), "")[0][0]

    def restored(self, element: _Element) -> _Element:
        """Return an element with all that is cached of it put back: itself when nothing is missing from it."""
        if self.short is None or not any(self._is_cut(each) for each in element.iter()):
            return element
        whole = copy.deepcopy(element)
        self._restore(whole)
        return whole

    def _restore(self, element: _Element) -> None:
        for child in element:
            number = self.number(child) if self._is_cut(child) else None
            part = child
            if number is not None:
                part = self._parse(number)
                element.replace(child, part)
            self._restore(part)

    def _is_cut(self, element: _Element) -> bool:
        """Return whether an element is a stub, or a table from which what is cached was left out."""
        number = self.number(element)
        return number is not None and (self.is_met(number) or number in self._rows)

    def note(self, number: int, place: Location, known: Known) -> None:
        """Note what a unit reads as, when that follows from its markup alone."""
        each = self._numbers[number]
        if each.unit is not None or _is_self_contained(each.markup, each.kind, self._outward):
            self._noted.append((number, place.steps, known))

    def keep(self) -> bool:
        """Keep what was noted, once the whole part is read.

        Returns:
            Whether every stub was met where its unit is known. Else text may be missing: nothing is
            kept, and the part has to be read whole.
        """
        if self._waiting:
            return False
        for number, steps, known in self._noted:
            self._kept.add(self._numbers[number].markup, self._numbers[number].kind, steps, known)
        return True


def _head(xml: bytes) -> bytes:
    """Return what is in front of the body; nothing when markup behind it can't be told by its bytes alone."""
    match = _HEAD.match(xml)
    head = match[0] if match is not None else b""
    bound = _DECLARED in head and head.count(W_NS.encode()) == 1 and len(_REBOUND.findall(head)) == 1
    return head if bound and b"<!" not in head else b""


def _is_plain(short: bytes, start: int, marks: int) -> bool:
    """Return whether the same bytes mean the same everywhere in a part; what is known of it was looked at before.

    There are no comments, CDATA or instructions in it, one prefix for the namespace, and no attribute like ours but the
    ``marks`` that we made.
    """
    odd = b"<!" in short or short.find(b"<?", start) >= 0
    return not odd and _is_bound_alike(short, start) and short.count(_NUMBER.encode()) == marks


def _is_bound_alike(xml: bytes, start: int) -> bool:
    """Return whether namespace and prefix belong to each other alone; some programs declare them twice."""
    said = xml.count(W_NS.encode(), start)
    if not said and xml.find(b"xmlns:w", start) < 0:
        return True
    return said == xml.count(b" " + _DECLARED, start) == len(_REBOUND.findall(xml, start))


def _outward(short: bytes) -> tuple[bytes, ...]:
    """Return the tags in a part, in front of its last section, that a self-contained unit has none of.

    It is asked once for all units: looking for these few in each takes a fifth of looking at each one's tags.
    """
    start, section = short.find(b"<w:body"), short.rfind(b"<w:sectPr")
    end = section if section >= 0 and short.find(NUMBERED, section) < 0 else len(short)
    tags = _TAGS.findall(short, start, end)
    if len(tags) != short.count(b"<", start, end):
        return (b"<",)
    outward = {b"<" + tag for tag in set(tags) - _SELF_CONTAINED_TAGS - _AROUND}
    return tuple(outward | {b"<w:sectPr"} if short.find(b"</w:p>", section) >= 0 else outward)


def _is_self_contained(markup: bytes, kind: bytes, outward: tuple[bytes, ...]) -> bool:
    """Return whether markup is one element that reads the same whatever is around it."""
    if len(markup) > _LONGEST or NUMBERED in markup or b"<w:" + kind + b"/" in markup:
        return False
    for asks in outward:
        if asks in markup:
            return False
    tag = markup[: markup.find(b">")]
    return not tag.endswith(b"/") and b"'" not in tag and tag.count(b'"') % 2 == 0
