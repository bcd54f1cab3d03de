"""Watch a folder: process forms as they arrive, each once it has been still for a while.

Nothing has to be remembered here: what was done before is in the ledger, so a watch that is stopped and started again
takes up where it was.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from pipeline.batch.outcome import Outcome, Summary
from pipeline.batch.plan import Job, plan_batch
from pipeline.batch.run import USUAL, Orders, run_batch
from pipeline.batch.worker import Worker
from pipeline.errors import UsageProblem
from pipeline.writers.template.render import require_template

_LOOK_ANYWAY = 60.0  # seconds; some network shares lose what they should tell
_Look = tuple[int, int]  # size in bytes, time of the last change in nanoseconds


class Watching(Struct, frozen=True, kw_only=True):
    """What is watched, and how.

    Attributes:
        folder: Where forms arrive.
        output: The folder for all results.
        settle: Seconds for which a form has to be still before it is taken.
        poll: Look again and again instead of being told by the system, which network shares often don't do.
    """

    folder: Path
    output: Path
    settle: float = 3.0
    poll: bool = False


class Listener(Struct, frozen=True, kw_only=True):
    """Whom a watch tells what happens.

    Attributes:
        told: The outcome of each form as soon as it is certain.
        ended: How a batch of forms that arrived together went.
        hindered: Why the forms can't be taken for now; said once, not at every look.
        waiting: Another run has the output folder.
        began: Nothing is wrong from the start, and the watch begins.
    """

    told: Callable[[Outcome], None]
    ended: Callable[[Summary], None]
    hindered: Callable[[UsageProblem], object]
    waiting: Callable[[], None] = lambda: None
    began: Callable[[], None] = lambda: None


class Settling(Struct, kw_only=True):
    """Tells which forms have been still for long enough and were not taken as they are now."""

    settle: float
    _since: dict[Job, tuple[_Look, float]] = field(default_factory=dict)
    _taken: dict[Job, _Look] = field(default_factory=dict)

    def take(self, looks: dict[Job, _Look], now: float) -> tuple[Job, ...]:
        """Return the forms to process.

        Args:
            looks: How each form that is there looks.
            now: Seconds on any clock that only goes forward.
        """
        before = self._since
        self._since = {job: (look, _since(before.get(job), look, now)) for job, look in looks.items()}
        self._taken = {job: look for job, look in self._taken.items() if job in looks}
        still = [job for job in self._waiting() if now - self._since[job][1] >= self.settle]
        self._taken |= {job: looks[job] for job in still}
        return tuple(still)

    @property
    def is_waiting(self) -> bool:
        """Whether some form is not still yet."""
        return bool(self._waiting())

    def _waiting(self) -> list[Job]:
        return [job for job, (look, _) in self._since.items() if self._taken.get(job) != look]


def watch(
    watching: Watching,
    worker: Callable[[], Worker],
    *,
    listener: Listener,
    stop: threading.Event,
    orders: Orders = USUAL,
    reference_key: Path | None = None,
) -> None:
    """Process what is there, then whatever arrives or changes, until told to stop.

    Args:
        watching: What is watched.
        worker: Gives the worker of a batch, so that each has the day it runs on.
        listener: Told what happens.
        stop: Ends the watch after the forms in hand.
        orders: How each batch is run.
        reference_key: A file with the key of references; the one beside the ledger unless told.

    Raises:
        UsageProblem: There is no such folder, or output and input overlap.
        InvalidMapping: A template has mistakes.
        CannotWrite: The output folder or the ledger can't be used.
    """
    if not watching.folder.is_dir():
        raise UsageProblem(
            f"There is no folder '{watching.folder}'.", remedy="Name the folder where forms arrive.", code="usage"
        )
    plan_batch([watching.folder], watching.output)  # what is wrong from the start ends the command
    worker().layouts.lay_out()
    for mapping in worker().layouts.mappings:  # a workbook may come at any time
        if mapping.form.template:
            require_template(mapping)
    listener.began()
    settling = Settling(settle=watching.settle)
    looked, hindrance = -_LOOK_ANYWAY, ""
    for changes in _changes(watching, stop):
        now = time.monotonic()
        if not (changes or hindrance or settling.is_waiting or now - looked >= _LOOK_ANYWAY):
            continue
        looked = now
        try:
            plan = plan_batch([watching.folder], watching.output)
        except UsageProblem as problem:  # two forms for one document, or the share is gone for a moment
            if problem.what != hindrance:
                listener.hindered(problem)
            hindrance = problem.what
            continue
        hindrance = ""
        jobs = settling.take({job: look for job in plan.jobs if (look := _look(job.source)) is not None}, now)
        if jobs:
            batch = replace(plan, jobs=jobs)
            summary = run_batch(
                batch, worker(), told=listener.told, orders=orders, stop=stop, waiting=listener.waiting,
                reference_key=reference_key,
            )  # fmt: skip
            listener.ended(summary)


def _changes(watching: Watching, stop: threading.Event) -> Iterator[bool]:
    """Return whether something changed, at least twice in the time for which a form has to be still."""
    from watchfiles import watch as changes_in  # slow to load, and only needed here

    tick = max(100, int(watching.settle * 500))  # milliseconds
    for changes in changes_in(
        watching.folder,
        watch_filter=None,
        debounce=200,
        rust_timeout=tick,
        yield_on_timeout=True,
        stop_event=stop,
        force_polling=watching.poll or None,
        poll_delay_ms=tick,
        raise_interrupt=False,
    ):
        if stop.is_set():
            return
        yield bool(changes)


def _since(before: tuple[_Look, float] | None, look: _Look, now: float) -> float:
    """Say since when a form looks as it does now."""
    return before[1] if before is not None and before[0] == look else now


def _look(path: Path) -> _Look | None:
    """Return how a file looks; ``None`` when it is gone or can't be seen."""
    try:
        seen = path.stat()
    except OSError:
        return None
    return seen.st_size, seen.st_mtime_ns
