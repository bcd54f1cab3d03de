"""Run a plan: an engine works the forms out, here they are put in place and recorded; a bad one stops no other."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from itertools import islice
from pathlib import Path
from typing import Final

from msgspec import Struct

from pipeline.batch.assessments import Assessments
from pipeline.batch.documents import check_folder, documents_to_do
from pipeline.batch.engines import HERE, Engine, EngineChoice, EngineLost, start_engine
from pipeline.batch.files import make_folder
from pipeline.batch.ledger import Entry, Ledger
from pipeline.batch.lock import output_lock
from pipeline.batch.older import in_chunks
from pipeline.batch.outcome import Outcome, Status, Summary, Tables, Tally, headline
from pipeline.batch.plan import WORKBOOKS, Job, Plan
from pipeline.batch.record import record_together
from pipeline.batch.refused import forget_mended, write_refused
from pipeline.batch.register import Written, write_registers
from pipeline.batch.report import write_report
from pipeline.batch.todo import was_made_with, why_to_do
from pipeline.batch.worker import Work, Worker
from pipeline.errors import CannotWrite, WordformError

_COPIES_NAMED: Final = 5
_LOOK_UP: Final = 0.5  # seconds; some systems answer Ctrl-C only between two waits


class Orders(Struct, frozen=True, kw_only=True):
    """How a batch is run.

    Attributes:
        engine: Where forms are worked out.
        force: Work out also what has not changed.
        fail_fast: Stop at the first form that is refused.
        strict: A form that needs review makes the exit code 6.
    """

    engine: EngineChoice = HERE
    force: bool = False
    fail_fast: bool = False
    strict: bool = False


USUAL: Final = Orders()


def check_blanks_and_templates(plan: Plan, worker: Worker) -> None:
    """Stop before the first form when a blank, or a template that the plan needs, has mistakes.

    Blanks that forms in this folder were read with before have none. So a run that finds nothing changed lays out none.

    Raises:
        InvalidMapping: It has; or all forms are to go onto a template, and one has none.
    """
    if not was_made_with(plan.output, worker.made_with):
        worker.layouts.lay_out()
    workbooks = any(job.source.suffix.lower() in WORKBOOKS for job in plan.jobs)
    for mapping in worker.layouts.mappings if worker.onto_template or workbooks else ():
        if worker.onto_template or mapping.form.template:
            from pipeline.writers.template import require_template  # slow to load, as the other writers

            require_template(mapping)
    if worker.documents:
        check_folder(plan)
    for mapping in worker.layouts.mappings if worker.documents else ():
        from pipeline.writers.documents_template import require_document_templates

        require_document_templates(mapping)


def run_batch(
    plan: Plan,
    worker: Worker,
    *,
    told: Callable[[Outcome], None],
    orders: Orders = USUAL,
    stop: threading.Event | None = None,
    waiting: Callable[[], None] = lambda: None,
) -> Summary:
    """Process every form of a plan.

    Args:
        plan: From :func:`pipeline.batch.plan.plan_batch`.
        worker: Works the forms out.
        told: Called with the outcome of each form as soon as it is certain.
        orders: How it is done.
        stop: Ends the batch after the forms in hand; report and registers are written.
        waiting: Called when another run has the output folder, which is waited for.

    Raises:
        CannotWrite: The output folder or the ledger can't be used.
        UsageProblem: The cluster can't be used.
    """
    stop = stop or threading.Event()
    make_folder(plan.output)
    with output_lock(plan.output, stop=stop, waiting=waiting) as ours:
        if not ours:
            return Tally().summary(strict=False, forms=len(plan.jobs), tables=Tables())
        with Ledger(plan.output) as ledger:
            forget_mended(ledger)
            batch = _Batch(plan, worker, ledger, told, orders, stop)
            stopped_by = batch.run()
            tables = _tables(plan, worker, ledger)
    return batch.tally.summary(strict=orders.strict, forms=len(plan.jobs), tables=tables, stopped_by=stopped_by)


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
    ) -> None:
        self.tally = Tally()
        self._plan, self._worker, self._ledger, self._told, self._orders = plan, worker, ledger, told, orders
        self._stop = stop
        self._failed = False
        self._made_with = worker.made_with

    def run(self) -> WordformError | None:
        """Do all there is to do, and say what ended it before its time."""
        engine = start_engine(self._orders.engine, self._worker, forms=len(self._plan.jobs))
        try:
            self._run(engine)
        except (EngineLost, CannotWrite) as problem:
            return problem
        finally:
            engine.close()
        return None

    def _run(self, engine: Engine) -> None:
        in_hand: set[Future[Sequence[Work]]] = set()
        for chunk in in_chunks(self._to_do(), size=engine.chunk_size):
            if self._over:
                break
            self._worker.layouts.lay_out()  # a mistake in one is no fault of a form
            in_hand.add(engine.submit(chunk))
            while len(in_hand) >= engine.width and not self._over:
                in_hand = self._take_in(in_hand)
        while in_hand:
            if self._over:
                in_hand = {future for future in in_hand if not future.cancel()}
            in_hand = self._take_in(in_hand)

    @property
    def _over(self) -> bool:
        return self._failed or self._stop.is_set()

    def _to_do(self) -> Iterator[Job]:
        """Give the jobs that need work; the others are told on the way."""
        for job in self._plan.jobs:
            if self._over:
                return
            entry = self._ledger.find(job.name)
            if entry is None or self._is_to_do(job, entry):
                yield job
                continue
            unchanged = Outcome(
                name=job.name,
                status=Status.UNCHANGED,
                recorded=Status(entry.status),
                headline=headline(entry.result),
                sha256=entry.sha256,
            )
            self._tell(unchanged)

    def _is_to_do(self, job: Job, entry: Entry) -> bool:
        if why_to_do(job, entry, self._made_with, force=self._orders.force):
            return True
        return self._worker.documents and documents_to_do(entry, self._ledger, self._plan.output, self._made_with)

    def _take_in(self, in_hand: set[Future[Sequence[Work]]]) -> set[Future[Sequence[Work]]]:
        """Put in place what is done, and give what is not."""
        done, rest = wait(in_hand, timeout=_LOOK_UP, return_when=FIRST_COMPLETED)
        lost = [future for future in done if future.exception() is not None]
        works = [work for future in done.difference(lost) for work in future.result()]
        for outcome in record_together(works, output=self._plan.output, made_with=self._made_with, ledger=self._ledger):
            self._tell(outcome)
        for future in lost:
            future.result()  # says why
        return rest

    def _tell(self, outcome: Outcome) -> None:
        self.tally.add(outcome)
        self._told(outcome)
        self._failed = self._failed or (self._orders.fail_fast and outcome.refusal is not None)


def _tables(plan: Plan, worker: Worker, ledger: Ledger) -> Tables:
    """Write what all forms of the folder go into; what is open in Excel is said, and written by the next run."""
    mappings, problem = worker.layouts.mappings, None
    report, refused = None, None
    copies: tuple[tuple[str, str], ...] = ()
    copies_number = 0
    written: Written | None = None
    lists: tuple[Path, ...] = ()
    assessments = Assessments(ledger, mappings)
    try:
        report = write_report(plan.output, ledger, mappings, worker.day, assessments=assessments)
        if worker.documents:
            from pipeline.batch.documents_lists import write_lists

            lists = write_lists(plan.output, ledger, mappings, worker.day)
        written = write_registers(plan.output, ledger, mappings, worker.day, assessments=assessments)
    except CannotWrite as error:
        problem = error
    try:
        refused = write_refused(plan.output, ledger)
        found = ledger.copies()
        copies = tuple(islice(found, _COPIES_NAMED))
        copies_number = len(copies) + sum(1 for _ in found)
    except CannotWrite as error:
        problem = problem or error
    return Tables(
        report=report,
        registers=written.registers if written is not None else (),
        diary=written.diary if written is not None else None,
        refused=refused,
        lists=lists,
        copies=copies,
        copies_number=copies_number,
        problem=problem,
    )
