"""One measurement, and how a fair one is made on a machine that does other things too."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from itertools import islice
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import resource
    import subprocess
    from collections.abc import Callable, Iterable, Iterator, Sequence

TURN = 5
"""Forms that an entry does one after the other, as a run does: the first of them finds cold caches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """How long something took."""

    what: str
    by: str
    ms: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """A figure that is to stay below one bound, or above another.

    Attributes:
        before: What it was at commit 0976e97, or how it was said then; empty where nothing was like it.
    """

    what: str
    now: float
    before: str = ""
    most: float | None = None
    least: float | None = None

    @property
    def is_met(self) -> bool:
        """Whether the figure is within its bound."""
        return (self.most is None or self.now <= self.most) and (self.least is None or self.now >= self.least)

    @property
    def bound(self) -> str:
        """The bound as a person reads it."""
        return f"<= {self.most:,g}" if self.most is not None else f">= {self.least:,g}"


def table_of(aims: Iterable[Aim]) -> str:
    """Render figures and their bounds as Markdown."""
    lines = ["| what | at 0976e97 | now | target | met |", "|---|---:|---:|---:|---|"]
    for aim in aims:
        now = f"{aim.now:,.0f}" if aim.now >= 100 else f"{aim.now:.2f}"
        lines.append(f"| {aim.what} | {aim.before} | {now} | {aim.bound} | {'yes' if aim.is_met else 'no'} |")
    return "\n".join(lines)


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


def used_by(run: subprocess.Popen[bytes]) -> resource.struct_rusage:
    """Wait for a process, which must succeed, and return what it took of processor time and memory."""
    _, status, used = os.wait4(run.pid, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    return used


def on_the_clock(what: str, by: str, work: Callable[[], object], rounds: int = 1) -> Measured:
    """Measure what runs in processes of its own: the shortest of some rounds, the one that was disturbed least."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return Measured(what=what, by=by, ms=1000 * min(times))
