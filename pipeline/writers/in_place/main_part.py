"""The main part of a document, of which hardly more is parsed than what is written to.

Tables and rows that nothing is written to are left out of what is parsed, an empty element in their place, and come
back as they are. That leaves out two thirds of a form. What stays is told by the bytes, and what was parsed shows
whether it was told rightly; where it wasn't, all is parsed. What asks for more than was parsed is told so
(:class:`pipeline.ooxml.places.NotParsed`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from pipeline.ooxml import structure
from pipeline.ooxml.names import W_NS
from pipeline.ooxml.places import Places
from pipeline.ooxml.splice import Edit, Splice, is_utf8
from pipeline.ooxml.structure import ROW, TABLE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from lxml.etree import _Element

    from pipeline.location import Location
    from pipeline.ooxml import Package

_PARAGRAPH: Final = re.compile(rb"<w:p[ />]")
_STAYS: Final = (b"w:id", b"<w:del")
"""What is looked for in the whole document, an element with an id, and what takes a row out of the count."""


class MainPart(Struct, frozen=True, kw_only=True):
    """A main part that is written to, and the places in it."""

    splice: Splice
    places: Places


class _Short(Struct, frozen=True, kw_only=True):
    """A part without what is not written to.

    Attributes:
        left_out: What was left out, and where it comes back.
        tables: How many tables the part has that are in no other.
    """

    xml: bytes
    left_out: list[Edit]
    tables: int


def whole_part(package: Package) -> MainPart:
    """Parse all of the main part."""
    document = package.xml(package.main_part)
    return MainPart(splice=Splice(package.read(package.main_part), document), places=Places(document))


def part_with(package: Package, wanted: Iterable[Location]) -> MainPart:
    """Parse what there is at some locations of the main part, and all that is in no table."""
    short = _shortened(package.read(package.main_part), wanted)
    if short is None:
        return whole_part(package)
    document = package.xml(package.main_part, short.xml)
    lacking = _lacking(document, short)
    if lacking is None:
        return whole_part(package)
    return MainPart(splice=Splice(short.xml, document, short.left_out), places=Places(document, lacking))


def _shortened(xml: bytes, wanted: Iterable[Location]) -> _Short | None:
    """Leave out what is not wanted; ``None`` where the same bytes may mean something else in places."""
    first = _PARAGRAPH.search(xml)  # comments and marks may go there
    if first is None or _is_odd(xml):
        return None
    rows = _rows_by_table(wanted)
    tables = _outermost(xml, b"tbl", slice(0, len(xml)))
    chunks: list[bytes] = []
    left_out: list[Edit] = []
    at = size = 0
    for number, table in enumerate(tables, start=1):
        for piece, stub in _not_wanted(xml, table, rows.get(number, ())) if table.start > first.start() else ():
            chunks += (xml[at : piece.start], stub)
            size += piece.start - at + len(stub)
            left_out.append(Edit(size - len(stub), size, xml[piece]))
            at = piece.stop
    return _Short(xml=b"".join([*chunks, xml[at:]]), left_out=left_out, tables=len(tables))


def _is_odd(xml: bytes) -> bool:
    """Return whether anything in a part but elements and texts, or a prefix or encoding of its own, can hide a tag."""
    return b"<!" in xml or xml.find(b"<?", 1) >= 0 or xml.count(W_NS.encode()) != 1 or not is_utf8(xml)


def _rows_by_table(wanted: Iterable[Location]) -> Mapping[int, Collection[int]]:
    """Number the rows that hold some locations by their tables; 0 stands for all rows of a table."""
    rows: dict[int, set[int]] = {}
    for location in wanted:
        (word, table), (inner, row) = (*location.steps, ("", 0), ("", 0))[:2]
        if word == "table" and isinstance(table, int):
            rows.setdefault(table, set()).add(row if inner == "row" and isinstance(row, int) else 0)
    return rows


def _not_wanted(xml: bytes, table: slice, wanted: Collection[int]) -> Iterator[tuple[slice, bytes]]:
    """Yield the stretches of a table that can be left out, each with what is parsed in its place."""
    if not wanted and _may_go(xml[table]):
        yield table, b"<w:tbl/>"
    elif 0 not in wanted:
        for number, row in enumerate(_outermost(xml, b"tr", table), start=1):
            if number not in wanted and _may_go(xml[row]):
                yield row, b"<w:tr/>"


def _may_go(markup: bytes) -> bool:
    return not any(sign in markup for sign in _STAYS)


def _outermost(xml: bytes, kind: bytes, within: slice) -> list[slice]:
    """List where the elements of a kind are that are in no other of it; none where that can't be told."""
    tag, end_tag = b"<w:" + kind, b"</w:" + kind + b">"
    found: list[slice] = []
    at = start = within.start
    depth = 0
    for piece in xml[within].split(end_tag)[:-1]:
        if not depth:
            begin = piece.find(tag)
            if begin < 0 or piece[begin + len(tag)] not in b"> ":
                return []
            start = at + begin
        depth += piece.count(tag + b">") + piece.count(tag + b" ") - 1
        at += len(piece) + len(end_tag)
        if not depth:
            found.append(slice(start, at))
    return [] if depth else found


def _lacking(document: _Element, short: _Short) -> Collection[_Element] | None:
    """Find the tables and rows that lack something in what was parsed; ``None`` where other things do."""
    tables = list(structure.body(document).iterchildren(TABLE))
    stubs = [each for each in tables if not len(each)]
    lacking = set(stubs)
    for table in tables:
        rows = [row for row in table.iterchildren(ROW) if not len(row)]
        stubs += rows
        lacking.update((table, *rows) if rows else ())
    return lacking if len(tables) == short.tables and len(stubs) == len(short.left_out) else None
