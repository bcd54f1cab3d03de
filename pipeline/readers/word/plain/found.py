"""What a walk over plain markup is asked for, and what it hands on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from msgspec import Struct

from pipeline.readers.word.reuse.store import Kept, Known, Steps


class Walked(Struct, frozen=True):
    """A plain block of the body: its bytes from ``begin`` to ``end``, and what it reads as at a place."""

    begin: int
    end: int
    kind: bytes
    steps: Steps
    known: Known


class Noted(Struct, frozen=True):
    """What some markup without its end tag reads as at a place, wherever it occurs."""

    markup: bytes
    kind: bytes
    steps: Steps
    known: Known


class Walk(Protocol):
    """A walk over one part."""

    @property
    def noted(self) -> Sequence[Noted]:
        """What was read that is to be kept, once the part is read."""

    def blocks(self, start: int) -> Sequence[Walked]:
        """Read the plain blocks of the body whose content begins at ``start``."""

    def block(self, begin: int, kind: bytes, steps: Steps) -> Known | None:
        """Read a block as at another place."""


Begin = Callable[[bytes, bytes, Kept], Walk]
"""Begins the walk over a part, of which is given what is in front of its body and what was read of its kind before."""
