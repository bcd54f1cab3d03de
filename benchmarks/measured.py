"""One measurement, and how a fair one is made on a machine that does other things too."""

from __future__ import annotations

import time
from dataclasses import dataclass
from itertools import islice
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

TURN = 5
"""Forms that an entry does one after the other, as a run does: the first of them finds cold caches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """How long something took."""

    what: str
    by: str
    ms: float


def each_in_turn(
    what: str, entries: Sequence[tuple[str, Callable[[bytes], object]]], forms: Sequence[bytes], rounds: int
) -> Iterator[Measured]:
    """Let the entries do some forms each in turn, so that all have the same luck; each form is used only once."""
    times: dict[str, list[float]] = {by: [] for by, _ in entries}
    unseen = iter(forms)
    for _ in range(rounds // TURN):
        for by, work in entries:
            for form in islice(unseen, TURN):
                start = time.process_time()
                work(form)
                times[by].append(time.process_time() - start)
    for by, found in times.items():
        yield Measured(what=what, by=by, ms=1000 * median(found))


def on_the_clock(what: str, by: str, work: Callable[[], object], rounds: int = 1) -> Measured:
    """Measure what runs in processes of its own: the shortest of some rounds, the one that was disturbed least."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return Measured(what=what, by=by, ms=1000 * min(times))
