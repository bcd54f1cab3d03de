"""Watch a folder: process forms as they arrive, each once it has been still for a while.

Nothing has to be remembered here: what was done before is in the ledger, so a watch that is stopped and started again
takes up where it was.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from msgspec import Struct, field

from pipeline.batch.arriving.examiner import Examiner
from pipeline.batch.arriving.search import search
from pipeline.batch.outcome import Outcome, Summary
from pipeline.batch.plan import Plan, plan_of
from pipeline.batch.run import USUAL, Orders, run_batch
from pipeline.batch.worker import Worker
from pipeline.errors import UsageProblem
from pipeline.windows import all_within_reach, within_reach
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
        said: What has to be known of the output folder before anything is done.
        began: Nothing is wrong from the start, and the watch begins.
    """

    told: Callable[[Outcome], None]
    ended: Callable[[Summary], None]
    hindered: Callable[[UsageProblem], object]
    waiting: Callable[[], None] = lambda: None
    said: Callable[[str], None] = lambda _: None
    began: Callable[[], None] = lambda: None


class Settling(Struct, kw_only=True):
    """Tells which files have been still for long enough and were not taken as they are now."""

    settle: float
    _since: dict[Path, tuple[_Look, float]] = field(default_factory=dict)
    _taken: dict[Path, _Look] = field(default_factory=dict)

    def take(self, looks: dict[Path, _Look], now: float) -> tuple[Path, ...]:
        """Return the files to take.

        Args:
            looks: How each file that is there looks.
            now: Seconds on any clock that only goes forward.
        """
        before = self._since
        self._since = {path: (look, _since(before.get(path), look, now)) for path, look in looks.items()}
        self._taken = {path: look for path, look in self._taken.items() if path in looks}
        still = [path for path in self._waiting() if now - self._since[path][1] >= self.settle]
        self._taken |= {path: looks[path] for path in still}
        return tuple(still)

    def give_back(self, paths: Iterable[Path]) -> None:
        """Take some files again at the next look: they could not be processed."""
        for path in paths:
            self._taken.pop(path, None)

    @property
    def is_waiting(self) -> bool:
        """Whether some file is not still yet."""
        return bool(self._waiting())

    def _waiting(self) -> list[Path]:
        return [path for path, (look, _) in self._since.items() if self._taken.get(path) != look]


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
    if not within_reach(watching.folder).is_dir():
        raise UsageProblem(
            f"There is no folder '{watching.folder}'.", remedy="Name the folder where forms arrive.", code="usage"
        )
    look = _Looking(watching, Examiner(worker().opening.passwords, worker().limits, output=watching.output))
    look.for_what_is_still(time.monotonic())  # what is wrong from the start ends the command
    worker().layouts.lay_out()
    for mapping in worker().layouts.mappings:  # a workbook may come at any time
        if mapping.form.template:
            require_template(mapping)
    listener.began()
    looked, hindrance = -_LOOK_ANYWAY, ""
    for changes in _changes(watching, stop):
        now = time.monotonic()
        if not (changes or hindrance or look.settling.is_waiting or now - looked >= _LOOK_ANYWAY):
            continue
        looked = now
        try:
            plan = look.for_what_is_still(now)
        except UsageProblem as problem:  # two forms for one document, or the share is gone for a moment
            if problem.what != hindrance:
                listener.hindered(problem)
            hindrance = problem.what
            continue
        hindrance = ""
        if plan.jobs or plan.not_read:
            summary = run_batch(
                plan, worker(), told=listener.told, orders=orders, stop=stop, waiting=listener.waiting,
                said=listener.said, reference_key=reference_key,
            )  # fmt: skip
            listener.ended(summary)


class _Looking:
    """Looks for files that have been still for long enough; containers are not opened before."""

    def __init__(self, watching: Watching, examiner: Examiner) -> None:
        self.settling = Settling(settle=watching.settle)
        self._watching, self._examiner = watching, examiner

    def for_what_is_still(self, now: float) -> Plan:
        """Return what there is to do.

        Raises:
            UsageProblem: The folder is not there, or output and input overlap.
        """
        searched = search([self._watching.folder], self._watching.output)
        looks = {each.source: look for each in searched.arrived() if (look := _look(each.source)) is not None}
        still = self.settling.take(looks, now)
        try:
            return plan_of(searched, self._watching.output, self._examiner, ready=frozenset(still))
        except UsageProblem:
            self.settling.give_back(still)
            raise


def _changes(watching: Watching, stop: threading.Event) -> Iterator[bool]:
    """Return whether something changed, at least twice in the time for which a form has to be still."""
    from watchfiles import watch as changes_in  # slow to load, and only needed here

    tick = max(100, int(watching.settle * 500))  # milliseconds
    for changes in changes_in(
        all_within_reach(watching.folder),
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
        seen = within_reach(path).stat()
    except OSError:
        return None
    return seen.st_size, seen.st_mtime_ns
