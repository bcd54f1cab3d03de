"""The rows of a table, by blocks: what was made of rows that say what they said is taken as it is."""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Callable, Iterator
from typing import Final, Generic, TypeVar

import msgspec

from pipeline.mapping import Mapping
from pipeline.record import Ledger
from pipeline.record.store.kept_blocks import FIRST, LAST, Kept, KeptBlocks, Place
from pipeline.record.views import Row, Views
from pipeline.version import __version__
from pipeline.writers.register.row import RegisterRow
from pipeline.writers.register.write import Make, RegisterBlock, ends_block, in_blocks, on_day

MADE_BY: Final = f"{__version__} 3"
"""Raise the number when a row is written otherwise than before: then all blocks are made anew."""

_MANY: Final = 50

Block = TypeVar("Block")


class KeptTable(Generic[Block]):
    """The blocks of one table, in the order of its rows."""

    def __init__(self, kind: type[Block], ledger: Ledger, views: Views, form: str, said: str) -> None:
        """Get ready.

        Args:
            kind: What a block is.
            ledger: Keeps the blocks.
            views: Of the ledger; what they judged is kept.
            form: The form whose assessments are in it; empty for all.
            said: Changes with anything that all rows follow from.
        """
        self._views, self._form, self._said = views, form, said
        self._kept = KeptBlocks(ledger.database, form)
        self._decoder = msgspec.msgpack.Decoder(kind)
        self._encode = msgspec.msgpack.Encoder().encode

    def blocks(
        self, make: Callable[[list[str]], Block], renew: Callable[[Block], Block] = lambda block: block
    ) -> Iterator[Block]:
        """Return the blocks; where some are not known they are made, and kept in place of those that are no more.

        Args:
            make: Makes the block of some assessments, by their references.
            renew: Returns a block as it is now: the very same one where nothing of it has changed.
        """
        waiting, after = deque(self._kept.all(self._said)), FIRST
        renewed: list[tuple[Kept, bytes]] = []
        while waiting:
            if waiting[0].is_made:
                kept = waiting.popleft()
                after = kept.last
                block = self._decoder.decode(self._kept.made(kept))
                now = renew(block)
                if now is not block:
                    renewed.append((kept, self._encode(now)))
                yield now
                if len(renewed) == _MANY:
                    self._kept.renew(renewed)
                    renewed.clear()
            else:
                gap = _Gap(self._views, self._form, after, waiting)
                yield from self._made(gap, make)
                after = gap.upto
        self._kept.renew(renewed)

    def _made(self, gap: _Gap, make: Callable[[list[str]], Block]) -> Iterator[Block]:
        made: list[tuple[Place, bytes]] = []
        for places in in_blocks(gap.places()):
            block = make([place.reference for place in places])
            made.append((places[-1] if ends_block(places[-1].reference) else LAST, self._encode(block)))
            yield block
            if len(made) == _MANY:
                self._kept.replace(gap.taken_up_to(made[-1][0]), made)
                made.clear()
        self._kept.replace(gap.taken, made)


class _Gap:
    """Rows that have to be made, behind a block that is made or at the beginning, up to one that is.

    Attributes:
        upto: Where it ends.
        taken: Blocks that were there before.
    """

    def __init__(self, views: Views, form: str, after: Place, waiting: deque[Kept]) -> None:
        self._views, self._form, self._waiting = views, form, waiting
        self.upto, self.taken = after, list[Kept]()

    def places(self) -> Iterator[Place]:
        """Return where its rows stand; when the last one ends no block, those of the next block follow."""
        is_ended = True
        while self._waiting and not (self._waiting[0].is_made and is_ended):
            after = self.upto
            self.taken.append(self._waiting.popleft())
            self.upto = self.taken[-1].last
            for place in self._views.places(self._form, after, self.upto):
                yield place
                is_ended = ends_block(place.reference)

    def taken_up_to(self, last: Place) -> list[Kept]:
        """Return those blocks from before whose rows are all made, once; what comes behind them is still to be made."""
        done = [each for each in self.taken if each.last <= last]
        self.taken = [each for each in self.taken if each.last > last]
        return done


class KeptRows:
    """The rows of one form's register, in the order of their names."""

    def __init__(
        self, ledger: Ledger, views: Views, mapping: Mapping, day: dt.date, row: Callable[[Row], RegisterRow]
    ) -> None:
        """Get ready.

        Args:
            ledger: Keeps the blocks.
            views: Of the ledger; what they judged is kept.
            mapping: Of the form.
            day: From which the days until a review are counted.
            row: Makes the row of an assessment.
        """
        self._views, self._row, self._form, self._day = views, row, mapping.form.id, day
        self._table = KeptTable(RegisterBlock, ledger, views, self._form, f"{MADE_BY} {mapping.digest}")

    def __iter__(self) -> Iterator[RegisterRow]:
        """Return the rows one by one."""
        return map(self._row, self._views.rows(self._form))

    def blocks(self, make: Make) -> Iterator[RegisterBlock]:
        """Return the blocks; those that are not known are made, and those of another day are made to be of this one."""

        def made(references: list[str]) -> RegisterBlock:
            return make([self._row(row) for row in self._views.rows(self._form, references)])

        return self._table.blocks(made, lambda block: on_day(block, self._day))
