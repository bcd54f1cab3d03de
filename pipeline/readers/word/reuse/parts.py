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

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from pipeline.ooxml.names import W_NS
from pipeline.ooxml.safe_xml import parse
from pipeline.patterns import pattern
from pipeline.readers.word.reuse.anchors import without_anchors
from pipeline.readers.word.reuse.self_contained import is_self_contained, outward_tags
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
from pipeline.readers.word.reuse.whole_body import WholeBody, whole_body

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.etree import _Element

    from pipeline.location import Location
    from pipeline.readers.word.plain.found import Begin, Walk, Walked

_NUMBER: Final = NUMBERED.decode().strip(' ="')
_HEAD: Final = pattern(
    rb"""(?:<\?xml version=["']1.0["'](?: encoding=["'](?i:utf-8)["'])?(?: standalone=["']\w+["'])?\s*\?>\s*)?"""
    rb"""<w:document\s(?:[^<>"']|"[^<>"']*")*>\s*<w:body>"""
)
_DECLARED: Final = b'xmlns:w="%s"' % W_NS.encode()
_REBOUND: Final = pattern(rb"xmlns:w\s*=")


class _Numbered(Struct):
    """A unit of a part: its markup without its end tag, and what is known of it."""

    markup: bytes
    kind: bytes
    unit: Unit | None


class Units:
    """The tables, rows, cells and paragraphs of one part.

    Attributes:
        short: What is parsed: known units are stubs, the others bear their number. ``None``: the part as it is.
        body: The blocks of the body when none of them has to be parsed.
    """

    def __init__(self, xml: bytes = b"", styles: bytes = b"", begin: Begin | None = None) -> None:
        """Shorten ``xml``; without it the part is read whole.

        Args:
            xml: The part.
            styles: A key of what styles make of paragraphs.
            begin: Begins the walk that reads plain blocks from their bytes.
        """
        self.short: bytes | None = None
        self.body: WholeBody | None = None
        self._is_body_left = False
        self._numbers: list[_Numbered] = []
        self._marks = 0
        self._waiting: set[int] = set()
        self._noted: list[tuple[int, Steps, Known]] = []
        self._rows: dict[int, list[PlainRow]] = {}
        self._walk: Walk | None = None
        self._walked: dict[int, Walked] = {}
        self._outward: tuple[bytes, ...] = ()
        self._head = _head(xml)
        if self._head:
            self._kept = kept_for(self._head + styles)
            self._shorten(without_anchors(xml), begin)

    def _shorten(self, xml: bytes, begin: Begin | None) -> None:
        walk = None if begin is None else begin(xml, self._head, self._kept)
        walked = () if walk is None else walk.blocks(len(self._head))
        body = whole_body(xml, len(self._head), walked) if walked else None
        short = self._head + body.rest if body is not None else b"".join(self._blocks(xml, walked))
        if not _is_plain(short, len(self._head), self._marks):
            self._numbers, self._rows, self._walked = [], {}, {}
            return
        self.short, self.body, self._is_body_left = short, body, body is not None
        self._walk = walk
        self._outward = outward_tags(short)
        self._waiting = {number for number, each in enumerate(self._numbers) if self.is_met(number)}

    def _blocks(self, xml: bytes, walked: Sequence[Walked]) -> Iterator[bytes]:
        """Leave a stub in place of each plain block, which is read already."""
        at = 0
        for block in walked:
            if block.begin > at:
                yield from self._tables(xml[at : block.begin])
            end_tag = len(block.kind) + 5
            self._numbers.append(_Numbered(markup=xml[block.begin : block.end - end_tag], kind=block.kind, unit=None))
            self._walked[len(self._numbers) - 1] = block
            self._marks += 1
            yield b'<w:%s%s%d"/>' % (block.kind, NUMBERED, len(self._numbers) - 1)
            at = block.end
        yield from self._tables(xml[at:])

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

    def take_body(self, document: _Element) -> WholeBody | None:
        """Return the blocks of the body when they are all that is read of a part whose rest was parsed."""
        if self.body is None or not self.body.is_all_of(document):
            return None
        self._is_body_left = False
        return self.body

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
        return self._numbers[number].unit is not None or number in self._walked

    def known(self, number: int, place: Location) -> Known | None:
        """Return what a unit reads as at a place when it was read there before."""
        unit, walked = self._numbers[number].unit, self._walked.get(number)
        if walked is not None and self._walk is not None:
            is_there = walked.steps == place.steps
            known = walked.known if is_there else self._walk.block(walked.begin, walked.kind, place.steps)
        else:
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
        import copy  # a form in its plain order needs none

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
        if number in self._walked:
            return  # the walk has noted what it could
        if each.unit is not None or is_self_contained(each.markup, each.kind, self._outward):
            self._noted.append((number, place.steps, known))

    def keep(self) -> bool:
        """Keep what was noted, once the whole part is read.

        Returns:
            Whether every stub was met where its unit is known. Else text may be missing: nothing is
            kept, and the part has to be read whole.
        """
        if self._waiting or self._is_body_left:
            return False
        for number, steps, known in self._noted:
            self._kept.add(self._numbers[number].markup, self._numbers[number].kind, steps, known)
        for each in self._walk.noted if self._walk is not None else ():
            self._kept.add(each.markup, each.kind, each.steps, each.known)
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
