"""The rows of a register, by blocks: what was made of rows that say what they said is taken as it is."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator
from typing import Final

import msgspec

from pipeline.mapping import Mapping
from pipeline.record import Ledger
from pipeline.record.store.kept_blocks import KeptBlocks
from pipeline.record.views import Row, Stamp, Views
from pipeline.version import __version__
from pipeline.writers.register.row import RegisterRow
from pipeline.writers.register.write import Make, RegisterBlock, in_blocks

_MADE_BY: Final = f"{__version__} 1"
"""Raise the number when a row is written otherwise than before: then all blocks are made anew."""

_MANY: Final = 50


class KeptRows:
    """The rows of one form's register, in the order of their names."""

    def __init__(
        self, ledger: Ledger, views: Views, mapping: Mapping, day: dt.date, row: Callable[[Row], RegisterRow]
    ) -> None:
        """Get ready.

        Args:
            ledger: Keeps the blocks.
            views: Of the ledger.
            mapping: Of the form.
            day: From which the days until a review are counted.
            row: Makes the row of an assessment.
        """
        self._views, self._mapping, self._row = views, mapping, row
        self._kept = KeptBlocks(ledger.database, mapping.form.id)
        self._day = day.isoformat()

    def __iter__(self) -> Iterator[RegisterRow]:
        """Return the rows one by one."""
        return map(self._row, self._views.rows(self._mapping.form.id))

    def blocks(self, make: Make) -> Iterator[RegisterBlock]:
        """Return the blocks; those that are not known are made, and kept in place of those that are no more."""
        made: list[tuple[str, bytes]] = []
        keys: list[str] = []
        for stamps in in_blocks(self._views.stamps(self._mapping.form.id)):
            keys.append(self._key(stamps))
            kept = self._kept.find(keys[-1])
            if kept is None:
                references = [stamp.reference for stamp in stamps]
                block = make([self._row(row) for row in self._views.rows(self._mapping.form.id, references)])
                made.append((keys[-1], msgspec.msgpack.encode(block)))
                if len(made) == _MANY:
                    self._kept.keep(made)
                    made.clear()
            else:
                block = msgspec.msgpack.decode(kept, type=RegisterBlock)
            yield block
        self._kept.keep(made)
        self._kept.forget_others(keys)

    def _key(self, stamps: list[Stamp]) -> str:
        """Return what changes with anything that a block's rows say."""
        said = (_MADE_BY, self._mapping.digest, self._day, [stamp.said for stamp in stamps])
        return hashlib.blake2b(repr(said).encode("utf-8", "replace"), digest_size=20).hexdigest()
