"""Plain tables, taken apart by their bytes: rows that stand side by side in a table, and cells in a row.

Nearly all tables are plain. In one with a control, a tracked change or anything else round a row or cell, which of them
a person sees is left to :mod:`pipeline.ooxml.structure`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

NUMBERED: Final = b' wfunit="'
"""How a unit bears its number in what is parsed."""

_CELLS_GO: Final = (b"<w:cellIns", b"<w:cellDel", b"<w:hMerge")
"""What makes a cell go away in a view, or join the one on its left."""


@dataclass(frozen=True, slots=True)
class Split:
    """A table or row, taken apart.

    Attributes:
        head: Its start tag and properties.
        parts: The markup of its rows or cells, each without its end tag.
    """

    head: bytes
    parts: list[bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainRow:
    """A row of a plain table: its number, and those of its cells when it is taken apart too."""

    number: int
    cells: list[int] | None = None


def start_of(piece: bytes, kind: bytes) -> int:
    """Find the last start tag of a kind of element in some markup; -1 when there is none."""
    tag = b"<w:" + kind
    return max(piece.rfind(tag + b">"), piece.rfind(tag + b" "))


def opened(kind: bytes, number: int, markup: bytes) -> bytes:
    """Give markup that begins with a start tag with a number in that tag."""
    tag = b"<w:" + kind
    return b'%s%s%d"%s' % (tag, NUMBERED, number, markup[len(tag) :])


def plain_rows(table: bytes) -> Split | None:
    """Take apart a table without tables in it; ``None`` when something is round its rows."""
    return _split(table, b"tr")


def plain_cells(row: bytes) -> Split | None:
    """Take apart a row; ``None`` when something is round its cells, or a cell may not be seen."""
    return None if any(sign in row for sign in _CELLS_GO) else _split(row, b"tc")


def _split(markup: bytes, kind: bytes) -> Split | None:
    tag = b"<w:" + kind
    bare, with_attributes = tag + b">", tag + b" "
    *parts, rest = markup.split(b"</w:" + kind + b">")
    starts = markup.count(bare) + markup.count(with_attributes)
    if rest or not parts or starts != len(parts) or tag + b"/" in markup:
        return None
    at = start_of(parts[0], kind)
    head, parts[0] = parts[0][:at], parts[0][at:]
    plain = at >= 0 and all(part.startswith((bare, with_attributes)) for part in parts)
    return Split(head, parts) if plain else None
