"""Plain tables, taken apart by their bytes: rows that are one behind the other, and so cells and paragraphs.

Nearly all tables are plain. In one with a control, a tracked change or anything else round a row or cell, which of them
a person sees is left to :mod:`pipeline.ooxml.structure`.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from pipeline.patterns import pattern

NUMBERED: Final = b' wfunit="'
"""How a unit bears its number in what is parsed."""

_CELLS_GO: Final = (b"<w:cellIns", b"<w:cellDel", b"<w:hMerge")
"""What makes a cell go away in a view, or join the one on its left."""

_MARKS_GO: Final = (b"<w:del", b"<w:ins ", b"<w:ins>", b"<w:ins/", b"<w:move", b"<w:framePr")
"""What may join a paragraph with the next one: a mark that goes in a view, a drop cap."""

_LOOSE: Final = (b"<w:r>", b"<w:r ", b"<w:t>", b"<w:t ")
"""What is read though it is in no paragraph."""

BARE: Final = pattern(rb"""(?:<w:p(?: [^<>"']*(?:"[^<>"]*"[^<>"']*)*)?/>)+""")
"""Paragraphs with nothing in them, one behind the other."""

_PARAGRAPH: Final = pattern(rb"<w:p[ />]")


class Split(Struct, frozen=True):
    """A table or row, taken apart.

    Attributes:
        head: Its start tag and properties.
        parts: The markup of its rows or cells, each without its end tag.
    """

    head: bytes
    parts: list[bytes]


class PlainCell(Struct, frozen=True, kw_only=True):
    """A cell of a plain row: its number, and when it is taken apart those of its paragraphs.

    A paragraph with nothing in it has no number, and is not in what is parsed.
    """

    number: int
    paragraphs: list[int | None] | None = None


class PlainRow(Struct, frozen=True, kw_only=True):
    """A row of a plain table: its number, and when it is taken apart its cells."""

    number: int
    cells: list[PlainCell] | None = None


def start_of(piece: bytes, kind: bytes) -> int:
    """Find the last start tag of a kind of element in some markup; -1 when there is none."""
    tag = b"<w:" + kind
    return max(piece.rfind(tag + b">"), piece.rfind(tag + b" "))


def opened(kind: bytes, number: int, markup: bytes) -> bytes:
    """Return markup that begins with a start tag with a number in that tag."""
    tag = b"<w:" + kind
    return b'%s%s%d"%s' % (tag, NUMBERED, number, markup[len(tag) :])


def is_one(markup: bytes, kind: bytes) -> bool:
    """Return whether no other element of its kind begins in a row or cell."""
    tag = b"<w:" + kind
    return markup.count(tag + b">") + markup.count(tag + b" ") == 1 and tag + b"/" not in markup


def plain_rows(table: bytes) -> Split | None:
    """Take apart a table without tables in it; ``None`` when something is round its rows.

    Whether each row is one (:func:`is_one`) is left to be seen of those that aren't known.
    """
    return _split(table, b"tr")


def plain_cells(row: bytes) -> Split | None:
    """Take apart a row as :func:`plain_rows` does a table; ``None`` also when a cell may not be seen."""
    return None if any(sign in row for sign in _CELLS_GO) else _split(row, b"tc")


def plain_paragraphs(cell: bytes) -> tuple[bytes, list[bytes | None]] | None:
    """Take apart a cell: its start tag and properties, and its paragraphs, ``None`` for one with nothing in it.

    Returns:
        ``None`` when anything else is in the cell, or round or inside its paragraphs.
    """
    first = _PARAGRAPH.search(cell)
    if first is None or any(sign in cell for sign in _MARKS_GO):
        return None
    head = cell[: first.start()]
    if any(sign in head for sign in _LOOSE):
        return None
    *closed, rest = cell[first.start() :].split(b"</w:p>")
    parts: list[bytes | None] = []
    for each in closed:
        part = _behind_bare(each, parts)
        if start_of(part, b"p") != 0 or b"<w:p/" in part:
            return None
        parts.append(part)
    return None if _behind_bare(rest, parts) else (head, parts)


def _behind_bare(markup: bytes, parts: list[bytes | None]) -> bytes:
    """Return what is behind the paragraphs with nothing in them that some markup begins with; each adds ``None``."""
    bare = BARE.match(markup)
    if bare is None:
        return markup
    parts += [None] * markup.count(b"<", 0, bare.end())
    return markup[bare.end() :]


def _split(markup: bytes, kind: bytes) -> Split | None:
    tag = b"<w:" + kind
    bare, with_attributes = tag + b">", tag + b" "
    *parts, rest = markup.split(b"</w:" + kind + b">")
    if rest or not parts:
        return None
    at = start_of(parts[0], kind)
    head, parts[0] = parts[0][:at], parts[0][at:]
    plain = at >= 0 and all(part.startswith((bare, with_attributes)) for part in parts)
    return Split(head, parts) if plain and start_of(head, kind) < 0 and tag + b"/" not in head else None
