"""Tables, rows, cells and paragraphs that were read before are neither parsed nor walked again.

Most of a completed form stands in its blank byte for byte, or in the form before it; of a written document all but the
results was read a moment ago. How a unit reads follows from its markup and its place alone, as long as the markup holds
nothing that looks beyond the unit (controls, fields, notes, changes, character styles). So units whose very bytes are
known are taken out of the part before it is parsed, and a stub with a number stays in their place.

Nothing can go stale: the bytes are the key, together with everything in front of the body (declaration, namespaces) and
the place. A part whose markup could make the same bytes mean something else is read without stubs, and so is one in
which a stub was not met where it is known what it stands for.

It is here because reading takes most of a form's time: with it a form of the shipped blank is read in a third of the
time, and read back in a fifth (``make bench``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from pipeline.document import Cell
from pipeline.ooxml import limits
from pipeline.ooxml.names import W_NS
from pipeline.ooxml.safe_xml import parse

if TYPE_CHECKING:
    from lxml.etree import _Element

    from pipeline.location import Location

_KINDS: Final = (b"tbl", b"tr", b"tc", b"p")
"""From the outside in: what a known table holds is not looked at."""

Steps = tuple[tuple[str, int | str], ...]
"""The steps of a place: they are looked up faster than the place itself."""

_NUMBER: Final = "wfunit"
_NUMBERED: Final = b' wfunit="'
_SELF_CONTAINED: Final = frozenset(
    b"tbl tblPr tblStyle tblpPr tblOverlap tblStyleRowBandSize tblStyleColBandSize tblCellSpacing tblCaption "
    b"tblDescription bidiVisual tblGrid gridCol "
    b"tr trPr cnfStyle trHeight cantSplit tblHeader tblPrEx tblCellMar tblBorders tblLook tblLayout tblW tblInd "
    b"gridBefore gridAfter wBefore wAfter jc hidden divId tc tcPr tcW gridSpan vMerge tcBorders top left start bottom "
    b"right end insideH insideV tl2br tr2bl shd noWrap tcMar textDirection tcFitText vAlign hideMark p pPr pStyle "
    b"keepNext keepLines pageBreakBefore widowControl numPr ilvl numId suppressLineNumbers pBdr between bar tabs tab "
    b"suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
    b"snapToGrid spacing ind contextualSpacing mirrorIndents textAlignment outlineLvl r rPr rFonts b bCs i iCs caps "
    b"smallCaps strike dstrike outline shadow emboss imprint noProof vanish webHidden color w kern position sz szCs "
    b"highlight u effect bdr vertAlign rtl cs em lang specVanish t br cr sym noBreakHyphen softHyphen "
    b"lastRenderedPageBreak proofErr bookmarkStart bookmarkEnd".split()
)
"""Elements that say nothing about, and ask nothing of, what is outside of their row, cell or paragraph."""

_HEAD: Final = re.compile(
    rb"""(?:<\?xml version=["']1.0["'](?: encoding=["'](?i:utf-8)["'])?(?: standalone=["']\w+["'])?\s*\?>\s*)?"""
    rb"""<w:document\s(?:[^<>"']|"[^<>"']*")*>\s*<w:body>"""
)
_DECLARED: Final = b'xmlns:w="%s"' % W_NS.encode()
_REBOUND: Final = re.compile(rb"xmlns:w\s*=")
_TAGS: Final = re.compile(rb"<(/?[\w:.-]+)(?=[ />])")
_SELF_CONTAINED_TAGS: Final = frozenset(mark + name for name in _SELF_CONTAINED for mark in (b"w:", b"/w:"))
_AROUND: Final = frozenset({b"w:body", b"/w:body", b"/w:document"})
_LONGEST: Final = 32_768
"""Bytes of a unit that is kept: longer ones are rarely met twice."""

_KEPT_BYTES: Final = limits.MEGABYTE
"""Markup that is kept of one kind of file, twice: the units met last, and those met before them. What was read of it
takes some ten times as much memory; the shipped blank has a tenth of it."""

_OVERHEAD: Final = 256
_HEADS: Final = 8
"""Kinds of files (programs that wrote them) whose units are kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a unit reads as.

    Attributes:
        read: What the reader made of it.
        places: Paragraphs, lines and cells in it.
        text_bytes: Memory that its text takes.
    """

    read: object
    places: int
    text_bytes: int


@dataclass(slots=True)
class _Unit:
    """What is known of some markup: what it reads as at each place, and its stub in front of and behind the number."""

    stub: tuple[bytes, bytes]
    read: dict[Steps, Known] = field(default_factory=dict)


class _Kept:
    """The units of one kind of file, those met last and those before them; the rest is forgotten."""

    def __init__(self) -> None:
        self._recent: dict[bytes, _Unit] = {}
        self._earlier: dict[bytes, _Unit] = {}
        self._bytes = 0

    def get(self, markup: bytes) -> _Unit | None:
        found = self._recent.get(markup)
        if found is None:
            found = self._earlier.pop(markup, None)
            if found is not None:
                self._put(markup, found, len(found.read))
        return found

    def add(self, markup: bytes, kind: bytes, steps: Steps, known: Known) -> None:
        unit = self.get(markup)
        if unit is None:
            unit = _Unit(_stub(kind, known))
            self._put(markup, unit, 0)
        unit.read[steps] = known
        self._bytes += len(markup) + _OVERHEAD

    def _put(self, markup: bytes, unit: _Unit, places: int) -> None:
        if self._bytes > _KEPT_BYTES:
            self._recent, self._earlier, self._bytes = {}, self._recent, 0
        self._recent[markup] = unit
        self._bytes += places * (len(markup) + _OVERHEAD)


_kept: dict[bytes, _Kept] = {}
"""By what stands in front of the body; the kind of file met last stands last."""


def _kept_for(head: bytes) -> _Kept:
    found = _kept.pop(head, None) or _Kept()
    if len(_kept) >= _HEADS:
        del _kept[next(iter(_kept))]
    _kept[head] = found
    return found


def _stub(kind: bytes, known: Known) -> tuple[bytes, bytes]:
    """Make what stands for a unit; of a cell's properties the walk over its row needs the columns."""
    span = known.read.span if isinstance(known.read, Cell) else 1
    if span == 1:
        return b"<w:" + kind + _NUMBERED, b'"/>'
    return b"<w:" + kind + _NUMBERED, b'"><w:tcPr><w:gridSpan w:val="%d"/></w:tcPr></w:tc>' % span


class Units:
    """The tables, rows, cells and paragraphs of one part.

    Attributes:
        short: What is parsed: known units are stubs, the others bear their number. ``None``: the part as it is.
    """

    def __init__(self, xml: bytes = b"") -> None:
        """Shorten ``xml``; without it the part is read whole."""
        self.short: bytes | None = None
        self._markups: list[bytes] = []
        self._kinds: list[bytes] = []
        self._found: list[_Unit | None] = []
        self._waiting: set[int] = set()
        self._noted: list[tuple[int, Steps, Known]] = []
        self._outward: tuple[bytes, ...] = ()
        self._head = _head(xml)
        if self._head:
            self._kept = _kept_for(self._head)
            for kind in _KINDS:
                xml = self._shortened(xml, kind)
            self.short = xml
            self._outward = _outward(xml)
            self._waiting = {number for number, unit in enumerate(self._found) if unit is not None}

    def _shortened(self, xml: bytes, kind: bytes) -> bytes:
        """Cut the innermost units of a kind out of ``xml``: from the last start tag in front of an end tag up to it."""
        opening, closing = b"<w:" + kind, b"</w:" + kind + b">"
        bare, with_attributes = opening + b">", opening + b" "
        chunks: list[bytes] = []
        *pieces, rest = xml.split(closing)
        for piece in pieces:
            at = max(piece.rfind(bare), piece.rfind(with_attributes))
            if at < 0:
                chunks += (piece, closing)
                continue
            markup = piece[at:]
            unit = self._kept.get(markup)
            number = b"%d" % len(self._markups)
            if unit is not None:
                before, behind = unit.stub
                chunks += (piece[:at], before, number, behind)
            else:
                chunks += (piece[:at], opening, _NUMBERED, number, b'"', markup[len(opening) :], closing)
            self._markups.append(markup)
            self._kinds.append(kind)
            self._found.append(unit)
        chunks.append(rest)
        return b"".join(chunks)

    def is_bare(self, element: _Element) -> bool:
        """Tell whether a paragraph has nothing in it and is no stub; forms have dozens to write into."""
        return not len(element) and element.get(_NUMBER) is None

    def known(self, element: _Element, place: Location) -> Known | None:
        """Give what a unit reads as at a place when it was read there before."""
        text = element.get(_NUMBER) if self._markups else None
        if text is None:
            return None
        number = int(text)
        unit = self._found[number]
        known = unit.read.get(place.steps) if unit is not None else None
        if known is not None:
            self._waiting.discard(number)
        return known

    def whole(self, element: _Element) -> _Element:
        """Give a unit with all that is in it: itself, or for a stub what it stands for."""
        number = self._number(element)
        if number is None or self._found[number] is None:
            return element
        self._waiting.discard(number)
        markup = self._markups[number]
        closing = b"</w:%s>" % self._kinds[number]
        return parse(self._head + markup + closing + b"</w:body></w:document>", "")[0][0]

    def note(self, element: _Element, place: Location, known: Known) -> None:
        """Note what a unit reads as, when that follows from its markup alone."""
        number = self._number(element)
        if number is None:
            return
        seen = self._found[number] is not None
        if seen or _is_self_contained(self._markups[number], self._kinds[number], self._outward):
            self._noted.append((number, place.steps, known))

    def keep(self) -> bool:
        """Keep what was noted, once the whole part is read.

        Returns:
            Whether every stub was met where it could be told what it stands for. Else text may be missing: nothing is
            kept, and the part has to be read whole.
        """
        if self._waiting:
            return False
        for number, steps, known in self._noted:
            self._kept.add(self._markups[number], self._kinds[number], steps, known)
        return True

    def _number(self, element: _Element) -> int | None:
        text = element.get(_NUMBER) if self._markups else None
        return None if text is None else int(text)


def _head(xml: bytes) -> bytes:
    """Give what stands in front of the body; nothing when markup in it can't be told by its bytes alone."""
    match = _HEAD.match(xml)
    if match is None:
        return b""
    head, start = match[0], match.end()
    # No comments, CDATA or instructions in the body, one prefix for the namespace, and no attribute like ours.
    plain = not _holds(xml, b"<!", 0) and not _holds(xml, b"<?", start) and _NUMBER.encode() not in xml
    once = head.count(W_NS.encode()) == 1 and len(_REBOUND.findall(head)) == 1
    bound = _DECLARED in head and once and xml.find(W_NS.encode(), start) < 0 and not _rebinds(xml, start)
    return head if plain and bound else b""


def _holds(xml: bytes, mark: bytes, start: int) -> bool:
    """Tell whether a mark of two characters stands behind ``start``; the second, which is rare, is found sooner."""
    return xml.find(mark[1:], start) >= 0 and xml.find(mark, start) >= 0


def _rebinds(xml: bytes, start: int) -> bool:
    return xml.find(b"xmlns:w", start) >= 0 and _REBOUND.search(xml, start) is not None


def _outward(short: bytes) -> tuple[bytes, ...]:
    """Give the tags in a part, in front of its last section, that a self-contained unit has none of.

    It is asked once for all units: looking for these few in each takes a fifth of looking at each one's tags.
    """
    start, section = short.find(b"<w:body"), short.rfind(b"<w:sectPr")
    end = section if section >= 0 and short.find(_NUMBERED, section) < 0 else len(short)
    tags = _TAGS.findall(short, start, end)
    if len(tags) != short.count(b"<", start, end):
        return (b"<",)
    return (b"<w:sectPr", *(b"<" + tag for tag in set(tags) - _SELF_CONTAINED_TAGS - _AROUND))


def _is_self_contained(markup: bytes, kind: bytes, outward: tuple[bytes, ...]) -> bool:
    """Tell whether markup is one element that reads the same whatever stands around it."""
    tag = markup[: markup.find(b">")]
    return (
        len(markup) <= _LONGEST
        and not tag.endswith(b"/")
        and tag.count(b'"') % 2 == 0
        and b"'" not in tag
        and b"<w:" + kind + b"/" not in markup
        and _NUMBERED not in markup
        and not any(asks in markup for asks in outward)
    )
