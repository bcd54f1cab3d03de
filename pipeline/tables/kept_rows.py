"""The rows of a table, by blocks: what was made of rows that say what they said is taken as it is."""

from __future__ import annotations

import datetime as dt
import functools
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Final, Generic, TypeVar

import msgspec
from msgspec import Struct

from pipeline.record import Ledger
from pipeline.record.store.kept_blocks import FIRST, LAST, Kept, KeptBlocks, Place
from pipeline.record.views import Views
from pipeline.writers.register.write import ends_block, ends_run, in_blocks

_MANY: Final = 50

Block = TypeVar("Block")
Sum = TypeVar("Sum")


class Found(Struct, Generic[Block], frozen=True):
    """One block of a table; one that was made before is read when it is asked for."""

    id: int
    last: Place
    block: Block | None = None

    def without_block(self) -> Found[Block]:
        """Return the same, to be read when it is asked for."""
        return self if self.block is None else Found(self.id, self.last)


class Run(Struct, Generic[Sum], frozen=True, array_like=True):
    """Blocks that follow each other, and what they come to.

    Attributes:
        blocks: Their ids; since the block of an id never says anything else, neither do those of the same ids.
        sum: What they come to.
    """

    blocks: tuple[int, ...]
    sum: Sum


class RunOfTable(Generic[Block, Sum]):
    """A run of a table, with its blocks at hand."""

    def __init__(self, outline: Run[Sum], blocks: Callable[[], Iterator[Block]]) -> None:
        self.outline, self.blocks = outline, blocks
        self.ids, self.sum = outline.blocks, outline.sum


class KeptTable(Generic[Block, Sum]):
    """The blocks of one table, in the order of its rows."""

    def __init__(
        self, kind: type[Block], ledger: Ledger, views: Views, form: str, said: str, day: dt.date | None = None
    ) -> None:
        """Get ready.

        Args:
            kind: What a block is.
            ledger: Keeps the blocks.
            views: Of the ledger; what they judged is kept.
            form: The form whose assessments are in it; empty for all.
            said: Changes with anything that all rows follow from.
            day: From which days are counted in the blocks; ``None`` where they say none.
        """
        self._views, self._form = views, form
        self._day = day.isoformat() if day is not None else ""
        self._kept = KeptBlocks(ledger.database, form)
        self._kept.take_those_made_with(said)
        self._decoder = msgspec.msgpack.Decoder(kind)
        self._encode = msgspec.msgpack.Encoder().encode
        self.name = self._kept.name

    def runs(
        self, known: Iterable[Run[Sum]], make: Callable[[list[str]], Block], sum_of: Callable[[list[Block]], Sum],
        renew: Callable[[Block], Block] = lambda block: block,
    ) -> Iterator[RunOfTable[Block, Sum]]:  # fmt: skip
        """Return the blocks in runs; which block ends one follows from the reference of its last row alone.

        Args:
            known: Runs whose sums are known: their blocks aren't read unless they are asked for.
            make: Makes the block of some assessments, by their references.
            sum_of: Adds blocks up.
            renew: Returns a block as it is on the day: the very same one where nothing of it has changed.
        """
        of_ids = {run.blocks: run for run in known}
        for found in _in_runs(self._found(make, renew)):
            ids = tuple(each.id for each in found)
            run = of_ids.get(ids)
            if run is None:
                run = Run(ids, sum_of([*self._read(found)]))
            yield RunOfTable(run, functools.partial(self._read, found))
            found[:] = [each.without_block() for each in found]  # those that are made by now are kept, too

    def _read(self, found: Iterable[Found[Block]]) -> Iterator[Block]:
        return (each.block if each.block is not None else self._decoded(each.id) for each in found)

    def _decoded(self, id_: int) -> Block:
        return self._decoder.decode(self._kept.made(id_))

    def _found(self, make: Callable[[list[str]], Block], renew: Callable[[Block], Block]) -> Iterator[Found[Block]]:
        """Return the blocks; where some are not known they are made, and kept in place of those that are no more."""
        waiting, after = deque(self._kept.all()), FIRST
        is_of_day = self._kept.as_of == self._day
        if not is_of_day:
            self._kept.note_as_of("")  # until all of them are
        renewing = _Renewing(self._kept, renew, self._encode)
        while waiting:
            if waiting[0].is_made:
                kept = waiting.popleft()
                after = kept.last
                yield Found(kept.id, after) if is_of_day else renewing.found(kept, self._decoded(kept.id))
            else:
                gap = _Gap(self._views, self._form, after, waiting)
                yield from self._made(gap, make)
                after = gap.upto
        renewing.keep()
        if not is_of_day:
            self._kept.note_as_of(self._day)

    def _made(self, gap: _Gap, make: Callable[[list[str]], Block]) -> Iterator[Found[Block]]:
        made: list[tuple[int, Place, bytes]] = []
        for places in in_blocks(gap.places()):
            block, id_ = make([place.reference for place in places]), self._kept.new_id()
            made.append((id_, places[-1] if ends_block(places[-1].reference) else LAST, self._encode(block)))
            yield Found(id_, places[-1], block)
            if len(made) == _MANY:
                self._kept.replace(gap.taken_up_to(made[-1][1]), made)
                made.clear()
        self._kept.replace(gap.taken, made)


class _Renewing(Generic[Block]):
    """Keeps blocks of another day as they are on this one."""

    def __init__(self, kept: KeptBlocks, renew: Callable[[Block], Block], encode: Callable[[Block], bytes]) -> None:
        self._kept, self._renew, self._encode = kept, renew, encode
        self._renewed: list[tuple[Kept, int, bytes]] = []

    def found(self, kept: Kept, block: Block) -> Found[Block]:
        now = self._renew(block)
        if now is block:
            return Found(kept.id, kept.last, block)
        id_ = self._kept.new_id()
        self._renewed.append((kept, id_, self._encode(now)))
        if len(self._renewed) == _MANY:
            self.keep()
        return Found(id_, kept.last, now)

    def keep(self) -> None:
        self._kept.renew(self._renewed)
        self._renewed.clear()


def _in_runs(found: Iterable[Found[Block]]) -> Iterator[list[Found[Block]]]:
    run: list[Found[Block]] = []
    for each in found:
        run.append(each)
        if ends_run(each.last.reference):
            yield run
            run = []
    if run:
        yield run


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
