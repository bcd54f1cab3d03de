"""What the desk does while people look elsewhere: reads what came in, and writes what follows from decisions."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from pipeline.batch.arriving.jobs import Job, Jobs
from pipeline.batch.arriving.search import search
from pipeline.batch.decisions.follow import follow_up
from pipeline.batch.engines import EngineChoice
from pipeline.batch.outcome import Outcome, Status, Summary
from pipeline.batch.plan import Plan, plan_of
from pipeline.batch.run import Orders, check_blanks_and_templates, run_batch
from pipeline.batch.trace import bug_trace
from pipeline.batch.worker import Worker
from pipeline.desk.drops import is_of_drop
from pipeline.desk.folder import Folder
from pipeline.desk.guard import Fault
from pipeline.desk.remedies import said
from pipeline.errors import UsageProblem, WordformError
from pipeline.record.views import Row

WAITING: Final = "waiting"
_QUIET: Final = 1.2
"""Seconds without a decision after which documents are written: ten decisions, one writing."""
_AGAIN: Final = 5.0
"""Seconds after which it is tried again where another run has the folder."""
_LATER: Final = 30.0
"""Seconds after which it is tried again where something could not be written: a full disk, a table open in Excel."""
_LOOK_UP: Final = 0.25
_KEPT: Final = 5_000
"""Lines that are remembered; the register has all assessments."""


class Line(Struct, frozen=True, kw_only=True):
    """One form on its way.

    Attributes:
        name: Its place below the inbox.
        status: ``waiting``, then what became of it.
        outcome: What became of it; ``None`` while it waits.
        same_as: The form of which it is a copy, byte for byte; empty for none.
    """

    name: str
    status: str = WAITING
    outcome: Outcome | None = None
    same_as: str = ""

    @property
    def needs_person(self) -> bool:
        """Whether a person has to look at it."""
        return self.outcome is not None and self.outcome.recorded is Status.NEEDS_REVIEW

    @property
    def is_of_another(self) -> bool:
        """Whether another line tells the same: of the same file, or of the version that counts."""
        return bool(self.same_as) or (self.outcome is not None and self.outcome.is_superseded)

    def status_now(self, rows: Mapping[str, Row]) -> str:
        """Return the status that it has now: people settle while the page is open.

        Args:
            rows: The assessments in force by their references.
        """
        row = rows.get(self.outcome.reference) if self.outcome is not None else None
        return row.status if row is not None and row.status else self.status


class Work:
    """Does one thing after another in a thread of its own, and goes on whether anybody looks or not.

    Attributes:
        number: Grows with every change, so that who waits for one sees it.
        said: What people have to know, in sentences; the last thing last.
    """

    def __init__(self, folder: Folder, fault: Fault, engine: EngineChoice) -> None:
        self.number = 0
        self.said: list[str] = []
        self._folder, self._fault, self._engine = folder, fault, engine
        self._asked: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._lines: dict[str, Line] = {}
        self._busy, self._following = threading.Event(), threading.Event()
        self._owed_at, self._again_at, self._made_with = 0.0, 0.0, ""
        self._troubles: list[str] = []
        self.stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="wordform-desk", daemon=True)

    def start(self) -> None:
        """Begin, with what an earlier desk was in the middle of."""
        self._say(self._folder.lost)
        self._thread.start()

    def stop(self) -> None:
        """End after the forms in hand; what is left is done when the desk is started again."""
        self.stopping.set()
        self._asked.put(None)
        self._thread.join()

    def read(self, drop: str = "") -> None:
        """Have the forms of a drop read, or all that is new in the inbox."""
        self._asked.put(drop)

    def follow(self, made_with: str = "") -> None:
        """Have documents and tables follow a decision, once no further one comes for a moment.

        Args:
            made_with: How the document was made that has to follow: it is made the same way again.
        """
        self._made_with = made_with
        self._owed_at = time.monotonic() + _QUIET
        self._changed()

    def follow_now(self, patience: float = 30.0) -> None:
        """Have them follow at once, and wait for that: what is signed off has to be what was worked out.

        Raises:
            UsageProblem: It takes longer, for another run has the folder.
        """
        end = time.monotonic() + patience
        while self.owes:
            self._owed_at = min(self._owed_at, time.monotonic())
            if time.monotonic() > end:
                raise UsageProblem(
                    "The results are still being worked out.", remedy="Try again in a moment.", code="busy"
                )
            time.sleep(_LOOK_UP / 5)

    @property
    def is_busy(self) -> bool:
        """Whether forms are being read."""
        return self._busy.is_set()

    @property
    def owes(self) -> bool:
        """Whether documents are yet to follow a decision."""
        return self._owed_at > 0 or self._following.is_set()

    def lines(self) -> list[Line]:
        """Return the forms of this session, the last one first; those that wait come before all."""
        lines = list(self._lines.values())[::-1]
        return [line for line in lines if line.outcome is None] + [line for line in lines if line.outcome is not None]

    def unread(self) -> int:
        """Return how many forms in the inbox were never read."""
        return sum(1 for _ in self._new_jobs(self._plan())) if self._folder.inbox.is_dir() else 0

    # -- in its own thread -------------------------------------------------------------------------------------------

    def _run(self) -> None:
        self._kept(self._resume)
        while not self.stopping.is_set():
            try:
                asked = self._asked.get(timeout=_LOOK_UP)
            except queue.Empty:
                if self._is_time_to_follow():
                    self._kept(self._follow)
                continue
            if asked is not None:
                self._kept(partial(self._read, asked))

    def _is_time_to_follow(self) -> bool:
        return any(0 < at <= time.monotonic() for at in (self._owed_at, self._again_at))

    def _kept(self, do: Callable[[], None]) -> None:
        """Do something; what goes wrong is said until something goes well, and the next thing is done anyway."""
        before, self._troubles = self._troubles, []
        try:
            do()
            self.said = [line for line in self.said if line in self._troubles or line not in before]
        except WordformError as problem:
            self._troubles += before
            self._complain(problem)
        except Exception as bug:  # noqa: BLE001 - the desk goes on, and the bug is said in its window
            self._fault(bug_trace(bug))
            self._say("A bug in wordform ended this. Please report the lines in its window.")
        finally:
            self._busy.clear()
            self._following.clear()
            self._changed()

    def _resume(self) -> None:
        """Take up what an earlier desk ended in the middle of: drops not read, decisions without documents."""
        self._owe()
        if not self._folder.inbox.is_dir():
            return
        plan = self._plan()
        jobs = Jobs(plan.output, (), [job for job in self._new_jobs(plan) if is_of_drop(job.name)])
        if jobs:
            self._process(replace(plan, jobs=jobs))

    def _owe(self) -> None:
        """Have documents follow what was decided before, made the way they were."""
        if not self._folder.has_ledger:
            return
        with self._folder.ledger_to_ask() as ledger:
            owed = ledger.owed({mapping.form.id for mapping in self._folder.mappings})
            document = ledger.documents.find(ledger.names.now(owed[0])) if owed else None
        if owed:
            self.follow(document.made_with if document is not None else "")

    def _read(self, drop: str) -> None:
        plan = self._plan(drop)
        new = {job.name for job in self._new_jobs(plan)}
        if (
            drop and plan.jobs and not new
        ):  # it came while an earlier desk's drops were taken up, and was read with them
            return
        self._process(plan, shown=None if drop else new)

    def _plan(self, drop: str = "") -> Plan:
        """Return what there is to do in the inbox, or in one drop of it: then nothing else is looked into."""
        searched = search([self._folder.inbox], self._folder.output)
        dropped = {each.source for each in searched.arrived() if each.place.startswith(f"{drop}/")}
        return plan_of(searched, self._folder.output, self._folder.examiner, ready=dropped if drop else None)

    def _new_jobs(self, plan: Plan) -> Iterator[Job]:
        """Return the forms that were never read; what was refused was."""
        if not self._folder.has_ledger:
            yield from plan.jobs
            return
        with self._folder.ledger_to_ask() as ledger:
            receiving = ledger.receiving
            yield from (
                job for job in plan.jobs if receiving.at(job.path) is None and receiving.refused_at(job.path) is None
            )

    def _process(self, plan: Plan, shown: set[str] | None = None) -> None:
        """Read the forms of a plan.

        Args:
            plan: The forms.
            shown: Those that wait on the page; all of them unless told.
        """
        self._busy.set()
        self._lines |= {job.name: Line(name=job.name) for job in plan.jobs if shown is None or job.name in shown}
        self._changed()
        worker = self._folder.worker
        check_blanks_and_templates(plan, worker)
        orders = Orders(engine=self._engine)
        try:
            summary = run_batch(
                plan, worker, told=self._told, orders=orders, stop=self.stopping, waiting=self._say_waiting,
                said=self._say, reference_key=self._folder.key,
            )  # fmt: skip
        finally:  # what waits still was not read, and is counted as that
            self._lines = {name: line for name, line in self._lines.items() if line.outcome is not None}
        self._owed_at = 0.0  # a run writes all that is owed
        self._note_copies(summary)
        self._say_problems(summary)

    def _follow(self) -> None:
        self._following.set()
        self._owed_at, self._again_at = 0.0, time.monotonic() + _LATER
        worker = _as_before(self._folder.worker, self._made_with)
        if not self._folder.has_ledger:
            return
        summary = follow_up(self._folder.output, worker, told=self._told_again, said=self._say, key=self._folder.key)
        if summary is None:
            self._owed_at = time.monotonic() + _AGAIN
        else:
            self._say_problems(summary)

    def _told_again(self, outcome: Outcome) -> None:
        """Take note of what follows from a decision: only what can't be written is news."""
        if outcome.name in self._lines or outcome.pending is not None or outcome.refusal is not None:
            self._told(outcome)

    def _told(self, outcome: Outcome) -> None:
        if outcome.status is not Status.UNCHANGED or outcome.name in self._lines:
            self._lines.pop(outcome.name, None)
            self._lines[outcome.name] = Line(name=outcome.name, status=outcome.recorded.value, outcome=outcome)
        while len(self._lines) > _KEPT:
            self._lines.pop(next(iter(self._lines)))
        if outcome.refusal is not None and outcome.refusal.trace:
            self._fault(outcome.refusal.trace)
        self._changed()

    def _say_waiting(self) -> None:
        self._say("Another run is writing to this folder; it is waited for.")

    def _note_copies(self, summary: Summary) -> None:
        """Note which forms are the same file as another one: they are one assessment."""
        for name, other in summary.tables.copies:
            if name in self._lines:
                self._lines[name] = replace(self._lines[name], same_as=other)

    def _say_problems(self, summary: Summary) -> None:
        """Say what could not be done; what could not be written is tried again."""
        is_behind = bool(summary.problems or summary.pending)
        self._again_at = time.monotonic() + _LATER if is_behind else 0.0
        for problem in summary.problems:
            self._complain(problem)
        for name, who in summary.in_use:
            self._say(f"“{name}” was edited and is still open ({who}). It is read once it is closed.")
        for reference in summary.without_file:
            self._say(f"The file of {reference} is gone: what was decided about it can't be worked out. Drop it again.")

    def _complain(self, problem: WordformError) -> None:
        line = said(problem)
        self._troubles.append(line)
        self._say(line)

    def _say(self, line: str) -> None:
        if line and line not in self.said:
            self.said = [*self.said[-4:], line]
        self._changed()

    def _changed(self) -> None:
        self.number += 1


def _as_before(worker: Worker, made_with: str) -> Worker:
    """Return a worker that makes documents as they were made before."""
    return replace(worker, comments=" without comments" not in made_with, onto_template=" onto template" in made_with)
