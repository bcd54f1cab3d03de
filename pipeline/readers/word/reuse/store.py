"""What units of Word documents read as, kept by markup and place while the process lives, and no more than a bound.

Why they are kept, and why that can't go stale: :mod:`pipeline.readers.word.reuse.parts`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Final

from msgspec import Struct, field

from pipeline.document import Cell, Paragraph
from pipeline.location import Location
from pipeline.ooxml import limits
from pipeline.readers.word.reuse.tables import NUMBERED

Steps = tuple[tuple[str, int | str], ...]
"""The steps of a place: they are looked up faster than the place itself."""

_KEPT_BYTES: Final = 4 * limits.MEGABYTE
"""Markup that is kept of one kind of file, twice: the units met last, and those met before them. A form adds some 0.1,
most of it once as its table, as its row and as its cell. A quarter as much made a form take a sixth longer; it costs a
process 5 MB."""

_OVERHEAD: Final = 1_024
_HEADS: Final = 8
"""Kinds of files (programs that wrote them) whose units are kept."""


class Known(Struct, frozen=True, kw_only=True):
    """What a unit reads as.

    Attributes:
        read: What the reader made of it.
        places: Paragraphs, lines and cells in it.
        text_bytes: Memory that its text takes.
    """

    read: object
    places: int
    text_bytes: int


class Unit(Struct):
    """What is known of some markup: what it reads as at each place, and its stub in front of and behind the number."""

    stub: tuple[bytes, bytes]
    read: dict[Steps, Known] = field(default_factory=dict)


class Kept(Struct, eq=False):
    """The units of one kind of file, those met last and those before them; the rest is forgotten."""

    _recent: dict[bytes, Unit] = field(default_factory=dict)
    _earlier: dict[bytes, Unit] = field(default_factory=dict)
    _bytes: int = 0

    def get(self, markup: bytes) -> Unit | None:
        """Return what is known of some markup."""
        found = self._recent.get(markup)
        if found is None:
            found = self._earlier.pop(markup, None)
            if found is not None:
                self._put(markup, found, len(found.read))
        return found

    def add(self, markup: bytes, kind: bytes, steps: Steps, known: Known) -> None:
        """Keep what some markup reads as at a place."""
        unit = self.get(markup)
        if unit is None:
            unit = Unit(_stub(kind, known))
            self._put(markup, unit, 0)
        unit.read[steps] = known
        self._bytes += len(markup) + _OVERHEAD

    def add_all(self, other: Kept) -> None:
        """Keep what is known elsewhere."""
        for markup, unit in other._recent.items():
            mine = self.get(markup)
            if mine is None:
                self._put(markup, unit, len(unit.read))
            else:
                mine.read.update(unit.read)

    def _put(self, markup: bytes, unit: Unit, places: int) -> None:
        if self._bytes > _KEPT_BYTES:
            self._recent, self._earlier, self._bytes = {}, self._recent, 0
        self._recent[markup] = unit
        self._bytes += places * (len(markup) + _OVERHEAD)


Units = dict[bytes, Kept]
"""Units of several kinds of file, by what is in front of the body."""

_awaited: dict[bytes, list[Callable[[], Kept]]] = {}
"""What loads units of a kind of file of which none has come so far."""

_kept: Units = {}
"""By what is in front of the body; the kind of file met last is last."""


def kept_for(head: bytes) -> Kept:
    """Return the units of the kind of file that has ``head`` in front of its body."""
    found = _kept.pop(head, None) or Kept()
    for load in _awaited.pop(head, ()):
        found.add_all(load())
    if len(_kept) >= _HEADS:
        del _kept[next(iter(_kept))]
    _kept[head] = found
    return found


@contextmanager
def begun_anew() -> Iterator[Units]:
    """Begin with no units, and give those that are read within a block; what was kept before comes back behind it."""
    before, awaited = dict(_kept), dict(_awaited)
    _kept.clear()
    _awaited.clear()
    found: Units = {}
    try:
        yield found
    finally:
        found.update(_kept)
        _kept.clear()
        _kept.update(before)
        _awaited.update(awaited)
        for head, kept in found.items():
            _kept.setdefault(head, Kept()).add_all(kept)


def await_units(head: bytes, load: Callable[[], Kept]) -> None:
    """Have units that were read elsewhere, as :func:`begun_anew` gave them, loaded when a file of their kind comes."""
    _awaited.setdefault(head, []).append(load)


_STUBS: Final = {kind: (b"<w:" + kind + NUMBERED, b'"/>') for kind in (b"tbl", b"tr", b"tc", b"p")}


def _stub(kind: bytes, known: Known) -> tuple[bytes, bytes]:
    """Build the stub for a cached unit. A cell's stub keeps ``gridSpan``, since the row counts columns."""
    span = known.read.span if isinstance(known.read, Cell) else 1
    if span == 1:
        return _STUBS[kind]
    return b"<w:" + kind + NUMBERED, b'"><w:tcPr><w:gridSpan w:val="%d"/></w:tcPr></w:tc>' % span


@lru_cache(maxsize=2_048)
def bare_paragraph(inside: Steps, number: int) -> Paragraph:
    """Return an empty paragraph; a form has over a hundred, mostly in the same places."""
    return Paragraph(location=Location((*inside, ("paragraph", number))))
