"""Run a plan: an engine works the forms out, here they are recorded and put in place; a bad one stops no other."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from pipeline.batch.arriving.examiner import Examiner
from pipeline.batch.arriving.jobs import Job
from pipeline.batch.arriving.not_read import name_what_is_not_read, remember
from pipeline.batch.arriving.reading import own_time, place_of, sent_by
from pipeline.batch.changes import Demands, ToDo, look_at, was_made_with
from pipeline.batch.chunks import in_chunks
from pipeline.batch.documents import check_folder
from pipeline.batch.engines import HERE, Engine, EngineChoice, EngineLost, start_engine
from pipeline.batch.ledger.edits import changed_documents, edited_results, job_for, kept_versions
from pipeline.batch.ledger.lost import is_lost, say_lost
from pipeline.batch.ledger.open import open_ledger
from pipeline.batch.ledger.policies import note_policies, say_policies_left_out
from pipeline.batch.ledger.stands import Standing, standing_forms
from pipeline.batch.lock import output_lock
from pipeline.batch.outcome import Outcome, Status, Summary, Tables, Tally, headline
from pipeline.batch.placing import move_documents
from pipeline.batch.plan import Plan
from pipeline.batch.record import Recorder
from pipeline.batch.worker import Work, Worker
from pipeline.batch.write_tables import write_tables
from pipeline.errors import CannotWrite, WordformError
from pipeline.files import make_folder
from pipeline.forms.cache.expressions import keep_expressions
from pipeline.record import Ledger
from pipeline.tables.refused import forget_mended

_LOOK_UP: Final = 0.5  # seconds; some systems answer Ctrl-C only between two waits


class Orders(Struct, frozen=True, kw_only=True):
    """How a batch is run.

    Attributes:
        engine: Where forms are worked out.
        force: Work out also what has not changed.
        fail_fast: Stop at the first form that is refused.
        strict: A form that needs review makes the exit code 6.
        check_all: Read every file, instead of going by size and times.
        tell_unchanged: Each form that has not changed is told by itself; else it is only counted.
    """

    engine: EngineChoice = HERE
    force: bool = False
    fail_fast: bool = False
    strict: bool = False
    check_all: bool = False
    tell_unchanged: bool = True


USUAL: Final = Orders()


def check_blanks_and_templates(plan: Plan, worker: Worker) -> None:
    """Stop before the first form when a blank, or a template that the plan needs, has mistakes.

    Blanks that forms in this folder were read with before have none. So a run that finds nothing changed lays out none.

    Raises:
        InvalidMapping: It has; or all forms are to go onto a template, and one has none.
    """
    if not was_made_with(plan.output, worker.made_with):
        worker.layouts.lay_out()
    workbooks = plan.jobs.have_workbooks
    for mapping in worker.layouts.mappings if worker.onto_template or workbooks else ():
        if worker.onto_template or mapping.form.template:
            from pipeline.writers.template.render import require_template  # slow to load, as the other writers

            require_template(mapping)
    if worker.documents:
        check_folder(plan)
    for mapping in worker.layouts.mappings if worker.documents else ():
        from pipeline.writers.following.template import require_document_templates

        require_document_templates(mapping)


def run_batch(
    plan: Plan,
    worker: Worker,
    *,
    told: Callable[[Outcome], None],
    orders: Orders = USUAL,
    stop: threading.Event | None = None,
    waiting: Callable[[], None] = lambda: None,
    said: Callable[[str], None] = lambda _: None,
    standing: Callable[[int], None] = lambda _: None,
    reference_key: Path | None = None,
) -> Summary:
    """Process every form of a plan, and every result that somebody edited.

    Args:
        plan: From :func:`pipeline.batch.plan.plan_batch`.
        worker: Works the forms out.
        told: Called with the outcome of each form as soon as it is certain.
        orders: How it is done.
        stop: Ends the batch after the forms in hand; report and registers are written.
        waiting: Called when another run has the output folder, which is waited for.
        said: Told what has to be known of the output folder before anything is done.
        standing: Told how many forms have not changed, when they are only counted.
        reference_key: A file with the key of references; the one beside the ledger unless told.

    Raises:
        CannotWrite: The output folder or the ledger can't be used.
        UsageProblem: The cluster can't be used.
    """
    stop = stop or threading.Event()
    make_folder(plan.output)
    with output_lock(plan.output, stop=stop, waiting=waiting) as ours:
        if not ours:
            return Tally().summary(strict=False, forms=len(plan.jobs), tables=Tables())
        lost = say_lost(plan.output, key_is_named=reference_key is not None) if is_lost(plan.output) else ""
        if lost:
            said(lost)
        with open_ledger(plan.output, worker.layouts.mappings, key=reference_key) as ledger:
            for left_out in say_policies_left_out(ledger, worker.layouts.mappings):
                said(left_out)
            forget_mended(ledger, plan.present)
            batch = _Batch(plan, worker, ledger, told, orders, stop, standing)
            stopped_by = batch.run()
            tables = write_tables(plan.output, ledger, worker)
            if plan.present:  # what follows from a decision leaves all other forms as they were worked out
                note_policies(ledger, worker.layouts.mappings)
            ledger.back_up_once(worker.day.isoformat())
    keep_expressions()
    return batch.tally.summary(strict=orders.strict, forms=batch.forms, tables=tables, stopped_by=stopped_by)


class _Batch:
    """One run over one plan."""

    def __init__(
        self,
        plan: Plan,
        worker: Worker,
        ledger: Ledger,
        told: Callable[[Outcome], None],
        orders: Orders,
        stop: threading.Event,
        standing: Callable[[int], None],
    ) -> None:
        self.tally = Tally()
        self.forms = len(plan.jobs)
        self._plan, self._ledger, self._told, self._orders = plan, ledger, told, orders
        self._worker = replace(worker, key=ledger.key)
        self._stop, self._standing = stop, standing
        self._failed = False
        self._again: list[Job] = []
        self._examiner = Examiner(worker.opening.passwords)
        self._is_new = ledger.is_new
        self._looked_at: set[str] = set()
        self._run_number = ledger.receiving.begin_run(worker.day.isoformat(), resumes=bool(plan.jobs))
        self._recorder = Recorder(ledger, made_with=worker.made_with, opening=worker.opening, run=self._run_number)
        self._demands = Demands(
            made_with=worker.made_with,
            forms=frozenset(mapping.form.id for mapping in worker.layouts.mappings),
            force=orders.force,
            documents=worker.documents,
            check_all=orders.check_all,
        )
        self._done: SimpleQueue[Future[Sequence[Work]]] = SimpleQueue()
        self._looks: list[tuple[str, str, str]] = []
        self._changed: frozenset[str] | None = None
        self._stand = Standing()

    def run(self) -> WordformError | None:
        """Do all there is to do, and say what ended it before its time."""
        self._look_around()
        if self._note_what_is_gone():
            self._look_around()
        if not self._orders.tell_unchanged:
            self._standing(len(self._stand))
        engine = start_engine(self._orders.engine, self._worker, forms=len(self._plan.jobs) - len(self._stand))
        try:
            self._run(engine)
        except (EngineLost, CannotWrite) as problem:
            return problem
        finally:
            engine.close()
        return None

    def _run(self, engine: Engine) -> None:
        if self._work(engine, self._edited()):
            self._look_around()
        self._work(engine, self._to_do())
        self._ledger.seen_files.keep(self._looks)
        self._name_what_is_not_read()
        self._work(engine, self._kept())
        self._work(engine, self._edited())  # those that a lost ledger had to find again
        self._work(engine, self._owed())
        with self._ledger.database.together():
            move_documents(self._ledger, self._plan.output)
        if self._plan.jobs and not self._over:
            self._ledger.receiving.end_run()

    def _look_around(self) -> None:
        """Tell by how files look which documents are not as they were written, and which forms stand."""
        self._changed = None if self._orders.check_all else changed_documents(self._ledger, self._plan.output)
        self._stand = standing_forms(self._plan.jobs, self._ledger, self._demands, self._changed or frozenset())

    def _work(self, engine: Engine, jobs: Iterator[Job]) -> int:
        """Have jobs worked out, those again whose decisions came to light on the way, and say how many there were."""
        number = self._work_through(engine, jobs)
        while self._again and not self._over:
            again, self._again = self._again, []
            self._work_through(engine, iter(again))
        return number

    def _work_through(self, engine: Engine, jobs: Iterator[Job]) -> int:
        in_hand: set[Future[Sequence[Work]]] = set()
        number = 0
        for chunk in in_chunks(jobs, size=engine.chunk_size):
            if self._over:
                break
            self._worker.layouts.lay_out()  # a mistake in one is no fault of a form
            future = engine.submit(chunk)
            future.add_done_callback(self._done.put)
            in_hand.add(future)
            number += len(chunk.jobs)
            while len(in_hand) >= engine.width and not self._over:
                in_hand = self._take_in(in_hand)
        is_called_off = False
        while in_hand:
            if self._over and not is_called_off:
                is_called_off = True
                in_hand = {future for future in in_hand if not future.cancel()}
            in_hand = self._take_in(in_hand)
        self._record()
        return number

    @property
    def _over(self) -> bool:
        return self._failed or self._stop.is_set()

    def _kept(self) -> Iterator[Job]:
        """Return the copies of edited results, when the ledger that knew them was lost."""
        for job in kept_versions(self._plan.output) if self._is_new and not self._over else ():
            self.forms += 1
            yield job

    def _edited(self) -> Iterator[Job]:
        """Return the results that somebody edited; they are taken in first, since everything else is written over."""
        among = None if self._changed is None else self._changed | self.tally.told.keys() - self._stand.assessments()
        for edited in edited_results(self._ledger, self._plan.output, among=among):
            if self._over:
                return
            if edited.job.path in self._looked_at:
                continue
            self._looked_at.add(edited.job.path)
            if edited.opened_by:
                self.tally.in_use.append((edited.job.name, edited.opened_by))
                continue
            self.forms += 1
            yield edited.job

    def _to_do(self) -> Iterator[Job]:
        """Return the jobs that need work; the others are told on the way, or only counted."""
        counted = Standing() if self._orders.tell_unchanged else self._stand
        self.tally.add_standing(counted.references)
        for job in self._plan.jobs.but(counted.paths, counted.whole):
            if self._over:
                return
            found = look_at(job, self._ledger, self._demands)
            if found.version is not None and found.version.sha256 == found.sha256:
                self._see(job, found)
            if found.why is not None:
                reference = found.version.reference if found.version is not None else ""
                yield replace(job, decisions=found.decisions, reference=reference)
            elif found.version is not None:
                self._tell_unchanged(job, found)

    def _name_what_is_not_read(self) -> None:
        """Name what is no form, or lies in a container and can't be read."""
        if self._over:
            return
        for outcome in name_what_is_not_read(self._plan.not_read, self._ledger):
            self.forms += outcome.recorded is Status.REFUSED
            self._tell(outcome)
        remember(self._plan.looked_into, self._ledger)

    def _see(self, job: Job, found: ToDo) -> None:
        place = place_of(job, written=own_time(job), sent=sent_by(job, self._worker.day))
        self._ledger.see(place, found.sha256, self._run_number)
        self._looks.append((job.path, job.look, found.sha256))

    def _tell_unchanged(self, job: Job, found: ToDo) -> None:
        assert found.version is not None  # noqa: S101 - what was never read is to do
        counting = self._ledger.counting(found.version)
        is_open = counting.id != found.version.id and self._ledger.might_count(found.version)
        if is_open:
            counting = found.version
        recorded = self._ledger.find(found.version.reference) if found.version.reference else None
        self._tell(
            Outcome(
                name=job.name,
                status=Status.UNCHANGED,
                recorded=Status(self._ledger.status(counting)),
                headline=headline(self._ledger.shown(counting.sha256)),
                is_superseded=self._ledger.is_superseded(found.version) and not is_open,
                is_open=is_open,
                is_withdrawn=recorded is not None and recorded.is_withdrawn,
                reference=found.version.reference,
                sha256=found.sha256,
            )
        )

    def _owed(self) -> Iterator[Job]:
        """Return the assessments whose document doesn't follow their version and decisions yet."""
        for reference in self._ledger.owed(self._demands.forms, but=self.tally.told.keys()):
            if self._over:
                return
            job = job_for(self._ledger, reference, self._plan.output, self._examiner)
            if job is None:
                self.tally.without_file.append(reference)
                continue
            self.forms += 1
            yield replace(job, decisions=self._ledger.settlings(reference))

    def _take_in(self, in_hand: set[Future[Sequence[Work]]]) -> set[Future[Sequence[Work]]]:
        """Take in what is done, record it in its time, and return what is not done."""
        done = in_hand.intersection(self._finished())
        lost = [future for future in done if future.exception() is not None]
        self._recorder.hold(work for future in done.difference(lost) for work in future.result())
        if lost or self._orders.fail_fast or self._recorder.is_due:
            self._record()
        for future in lost:
            future.result()  # says why
        return in_hand - done

    def _record(self) -> None:
        """Record what is held, and tell it."""
        found = self._recorder.record_held()
        self._again.extend(found.again)
        for outcome in found.outcomes:
            self._tell(outcome)

    def _finished(self) -> Iterator[Future[Sequence[Work]]]:
        """Wait a moment until some of what is in hand is finished, and return that.

        Not by :func:`concurrent.futures.wait`: it holds the locks of all futures, and a second Ctrl-C that ends it then
        would leave the threads waiting for them for ever.
        """
        try:
            yield self._done.get(timeout=_LOOK_UP)
            while True:
                yield self._done.get_nowait()
        except Empty:
            return

    def _tell(self, outcome: Outcome) -> None:
        self.tally.add(outcome)
        self._told(outcome)
        self._failed = self._failed or (self._orders.fail_fast and outcome.recorded is Status.REFUSED)

    def _note_what_is_gone(self) -> bool:
        """Note which files of the inputs are there no more, and say whether any are.

        A folder that is away for a moment is left alone. Before anything is done: a file that was moved is called after
        its new place then.
        """
        there = self._stand.stretches()
        for root, paths in self._plan.present.items():
            self.tally.gone.extend(self._ledger.gone(root, paths, there))
        return bool(self.tally.gone)
