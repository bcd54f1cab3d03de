"""A main part without the rows of tables that a writer doesn't go to.

Parsing a form takes as long as all else of writing into it, and a writer goes to few of its rows. Each other row is
left out as an empty one, so that those that stay keep their places, and is put back as it was.

A row is left out only where nothing in it counts beyond it: no id, no bookmark, no tracked change. The first row of
a table stays when a place is in it, since that is where something is said of the whole table, and so does the first of
all. A part in which rows can't be told by their bytes stays whole, and whoever asks for a row that isn't there is
refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from pipeline.ooxml import structure
from pipeline.ooxml.safe_xml import parse
from pipeline.ooxml.structure import ROW, TABLE

if TYPE_CHECKING:
    from lxml.etree import _Element

    from pipeline.location import Location
    from pipeline.ooxml.package import Package

_MARK: Final = "wordform"
"""The attribute of a row that was left out; no document has one that is called so."""
_HEAD: Final = re.compile(rb"(?:\xef\xbb\xbf)?<\?xml version=[\"']1\.0[\"'] encoding=[\"'](?:UTF|utf)-8[\"'][^>]*\?>")
_STRANGE: Final = (b"<!", b"<?", b"wordform=")
"""What is no element, or might be taken for a mark."""
_TAG: Final = re.compile(rb'<(/?)w:(tbl|tr)(?:\s+[\w:]+="[^"<>]*")*\s*(/?)>')
_ANY_TAG: Final = re.compile(rb"</?w:(?:tbl|tr)[\s/>]")
_PARAGRAPH: Final = re.compile(rb"<w:p[\s>]")
_COUNTS_BEYOND: Final = (b":id", b"bookmark", b"<w:del", b"<w:ins", b"<w:move", b"<w:cell")
_DRAWN: Final = (b"AlternateContent", b"txbxContent")
"""What may have a table within a paragraph, or a choice that hangs on what is in it."""
_LEFT_OUT: Final = re.compile(rb'<w:tr wordform="([0-9]+)"/>')
_IN_TABLE: Final = 2
"""How deep a row of an outermost table is."""


class RowLeftOutError(LookupError):
    """A row is asked for that was left out."""


class MainPart(Struct, frozen=True, kw_only=True):
    """A main part to write into.

    Attributes:
        tree: It, parsed.
        source: Its bytes, of which the tree is made.
        rows: The rows that are left out.
    """

    tree: _Element
    source: bytes
    rows: tuple[bytes, ...] = ()

    def whole(self, edited: bytes) -> bytes:
        """Return edited bytes with the rows that were left out."""
        return _LEFT_OUT.sub(lambda mark: self.rows[int(mark[1])], edited) if self.rows else edited


def whole_main_part(package: Package) -> MainPart:
    """Return the main part with all of its rows."""
    return MainPart(tree=package.xml(package.main_part), source=package.read(package.main_part))


def main_part_with(package: Package, places: Iterable[Location]) -> MainPart:
    """Return the main part with the rows of some places, and as few others as may be."""
    source = package.read(package.main_part)
    spans = _rows_that_may_go(source)
    outline, _ = _without(source, spans)
    if not spans or any(sign in outline for sign in _DRAWN):
        return whole_main_part(package)
    tree = parse(outline, package.main_part)
    if sum(row.get(_MARK) is not None for row in tree.iter(ROW)) != len(spans):
        return whole_main_part(package)
    kept = set(_rows_of(tree, places))
    short, rows = _without(source, [span for number, span in enumerate(spans) if str(number) not in kept])
    return MainPart(tree=package.xml(package.main_part, short=short), source=short, rows=rows)


def require_there(element: _Element) -> None:
    """Refuse to go on where a row was left out.

    Raises:
        RowLeftOutError: It was.
    """
    if element.get(_MARK) is not None:
        raise RowLeftOutError


def _rows_that_may_go(source: bytes) -> list[tuple[int, int]]:
    """Find the rows of outermost tables that may be left out; none in a part that is written in another way."""
    head = _HEAD.match(source)
    if head is None or any(source.find(sign, head.end()) >= 0 for sign in _STRANGE):
        return []
    signs = [sign for sign in _COUNTS_BEYOND if sign in source]
    rows = [row for table in _tables(source) if _PARAGRAPH.search(source, *table[0]) for row in table]
    return [row for row in rows[1:] if not any(source.find(sign, *row) >= 0 for sign in signs)]


def _tables(source: bytes) -> list[list[tuple[int, int]]]:
    """Return where the rows of each outermost table begin and end; nothing where a tag is written in an odd way."""
    tags = list(_TAG.finditer(source))
    if len(tags) != len(_ANY_TAG.findall(source)):
        return []
    tables: list[list[tuple[int, int]]] = []
    depth = start = 0
    for tag in tags:
        closes, name, is_empty = tag.groups()
        if is_empty:
            return []
        depth += -1 if closes else 1
        if name == b"tbl" and depth == 1 and not closes:
            tables.append([])
        elif name == b"tr" and depth == _IN_TABLE and not closes:
            start = tag.start()
        elif name == b"tr" and depth == _IN_TABLE - 1 and closes:
            tables[-1].append((start, tag.end()))
    return [table for table in tables if table]


def _without(source: bytes, spans: Iterable[tuple[int, int]]) -> tuple[bytes, tuple[bytes, ...]]:
    """Return a part with empty rows in the place of some, and these."""
    pieces: list[bytes] = []
    rows: list[bytes] = []
    position = 0
    for start, end in spans:
        pieces += (source[position:start], b'<w:tr wordform="%d"/>' % len(rows))
        rows.append(source[start:end])
        position = end
    return b"".join([*pieces, source[position:]]), tuple(rows)


def _rows_of(tree: _Element, places: Iterable[Location]) -> Iterator[str]:
    """Yield the marks of the rows that places are in, and of the first rows of their tables.

    Of a place that is a whole table all rows are needed.
    """
    tables = [block for block, _ in structure.blocks(structure.body(tree)) if block.tag == TABLE]
    rows: dict[int, list[_Element]] = {}
    for place in places:
        (word, number), *others = place.steps or (("", ""),)
        if word != "table" or not isinstance(number, int) or not 0 < number <= len(tables):
            continue
        if number not in rows:
            rows[number] = [row for row, _ in structure.rows(tables[number - 1])]
        wanted = others[0][1] if others and others[0][0] == "row" else 0
        for index, row in enumerate(rows[number], start=1):
            if index in (1, wanted) or not wanted:
                yield row.get(_MARK, "")
