"""Run a plan: each form is worked out, put in place and recorded; what goes wrong with one stops no other."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from pipeline.batch.files import fingerprint, make_folder, read_form, set_aside, write_atomically
from pipeline.batch.layouts import Layouts
from pipeline.batch.ledger import Entry, Ledger
from pipeline.batch.older import Opened, in_groups, open_together
from pipeline.batch.one import process_one
from pipeline.batch.outcome import Outcome, Refusal, Status, Summary, Tally, headline
from pipeline.batch.plan import WORKBOOKS, Job, Plan
from pipeline.batch.register import write_registers
from pipeline.batch.report import write_report
from pipeline.batch.result_json import result_json
from pipeline.batch.trace import bug_trace
from pipeline.errors import CannotWrite, ExitCode, RefusedForm, WordformError
from pipeline.readers import AS_IT_COMES, OpenedForm, Opening, open_form
from pipeline.writers.template import require_template

_NOTHING_OPENED: Opened = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """Works out one form after another; it writes nothing, so any number may work at once, in any process."""

    layouts: Layouts
    day: dt.date
    opening: Opening = AS_IT_COMES
    comments: bool = True
    onto_template: bool = False

    @property
    def made_with(self) -> str:
        """What documents are made with: when it changes, they have to be made again."""
        chosen = ("" if self.comments else " without comments") + (" onto template" if self.onto_template else "")
        return self.layouts.digest + chosen

    def work_together(self, jobs: Sequence[Job]) -> Iterator[Work]:
        """Work out a group of :func:`pipeline.batch.older.in_groups`, whose forms are best opened together."""
        if len(jobs) == 1:
            yield self.work(jobs[0])
            return
        try:
            opened = open_together(jobs, self.opening)
        except Exception:  # noqa: BLE001 - each is opened by itself then, and the one with the bug is loud about it
            opened = {}
        for job in jobs:
            yield self.work(job, opened)

    def work(self, job: Job, opened: Opened = _NOTHING_OPENED) -> Work:
        """Work out one form; whatever goes wrong becomes a refusal with its reason.

        Args:
            job: The form.
            opened: Forms that were opened together, this one perhaps among them.
        """
        sha256 = ""
        try:
            form = read_form(job.source)
            sha256 = hashlib.sha256(form).hexdigest()
            result, document = process_one(
                form,
                name=job.name,
                layouts=self.layouts.forms,
                day=self.day,
                suffix=job.target.suffix,
                opened=self._opened(form, opened.get(sha256)),
                comments=self.comments,
                onto_template=self.onto_template,
            )
        except WordformError as error:
            return Work(job=job, sha256=sha256, refusal=_refusal(error))
        except Exception as bug:  # noqa: BLE001 - one form's bug stops no other; the report makes it loud
            return Work(job=job, sha256=sha256, refusal=_bug(bug))
        status = Status.NEEDS_REVIEW if result.needs_review else Status.ASSESSED
        return Work(job=job, sha256=sha256, status=status, result=result_json(result), document=document)

    def _opened(self, form: bytes, found: OpenedForm | RefusedForm | None) -> OpenedForm:
        if isinstance(found, RefusedForm):
            raise found
        return found or open_form(form, self.opening)


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One form worked out, not yet put in place; ``document`` is empty for a form that gives none."""

    job: Job
    sha256: str
    status: Status = Status.REFUSED
    result: str = ""
    document: bytes = b""
    refusal: Refusal | None = None


def check_templates(plan: Plan, worker: Worker) -> None:
    """Stop before the first form when a template that the plan needs has mistakes.

    Raises:
        InvalidMapping: It has; or all forms are to go onto a template, and one has none.
    """
    workbooks = any(job.source.suffix.lower() in WORKBOOKS for job in plan.jobs)
    for mapping in worker.layouts.mappings if worker.onto_template or workbooks else ():
        if worker.onto_template or mapping.form.template:
            require_template(mapping)


def run_batch(plan: Plan, worker: Worker, *, told: Callable[[Outcome], None], strict: bool = False) -> Summary:
    """Process every form of a plan.

    Args:
        plan: From :func:`pipeline.batch.plan.plan_batch`.
        worker: Works the forms out.
        told: Called with the outcome of each form as soon as it is certain.
        strict: A form that needs review makes the exit code 6.

    Raises:
        CannotWrite: The output folder or the ledger can't be used.
    """
    make_folder(plan.output)
    tally = Tally()
    with Ledger(plan.output) as ledger:
        for outcome in _outcomes(plan, worker, ledger):
            tally.add(outcome)
            told(outcome)
        report, registers, problem = _tables(plan, worker, ledger)
    return tally.summary(strict=strict, report=report, registers=registers, problem=problem)


def _outcomes(plan: Plan, worker: Worker, ledger: Ledger) -> Iterator[Outcome]:
    """Give an outcome for each job: those that need no work are told on the way to those that do."""
    for group in in_groups(plan.jobs):
        to_do: dict[Job, Entry | None] = {}
        for job in group:
            entry = ledger.find(job.name)
            if entry is not None and _is_unchanged(job, entry, worker.made_with):
                yield Outcome(
                    name=job.name,
                    status=Status.UNCHANGED,
                    recorded=Status(entry.status),
                    headline=headline(entry.result),
                )
            else:
                to_do[job] = entry
        for work in worker.work_together(tuple(to_do)):
            yield _put_in_place(work, to_do[work.job], plan, worker.made_with, ledger)


def _is_unchanged(job: Job, entry: Entry, made_with: str) -> bool:
    """Tell whether a form was done before, with the same mappings, and its document is still there.

    What was refused is tried again: the cause may have gone, and people need to hear of it again.
    """
    return (
        entry.status != Status.REFUSED
        and entry.made_with == made_with
        and (job.target.is_file() or not entry.target_sha256)
        and fingerprint(job.source) == entry.sha256
    )


def _put_in_place(work: Work, before: Entry | None, plan: Plan, made_with: str, ledger: Ledger) -> Outcome:
    """Write a form's document and record it; this is the only place where a batch writes results."""
    refusal, kept = work.refusal, None
    written = before.target_sha256 if before else ""
    if refusal is None and not work.document:
        written = ""
    elif refusal is None:
        try:
            kept = _write_document(work, written)
            written = hashlib.sha256(work.document).hexdigest()
        except CannotWrite as error:
            refusal = _refusal(error)
    entry = _entry(work, refusal, plan, made_with, written)
    ledger.keep(entry)
    status = Status(entry.status)
    return Outcome(
        name=work.job.name,
        status=status,
        recorded=status,
        headline=headline(entry.result) if entry.result else None,
        refusal=refusal,
        set_aside=kept,
    )


def _write_document(work: Work, written_before: str) -> Path | None:
    """Put the document in place; one that a person changed or put there is kept under another name, which is given."""
    target = work.job.target
    there = fingerprint(target)
    if there == hashlib.sha256(work.document).hexdigest():
        return None
    kept = set_aside(target) if target.exists() and there != written_before else None
    write_atomically(target, work.document)
    return kept


def _entry(work: Work, refusal: Refusal | None, plan: Plan, made_with: str, target_sha256: str) -> Entry:
    return Entry(
        name=work.job.name,
        sha256=work.sha256,
        made_with=made_with,
        status=Status.REFUSED if refusal else work.status,
        target=work.job.target.relative_to(plan.output).as_posix() if target_sha256 or refusal else "",
        target_sha256=target_sha256,
        result="" if refusal else work.result,
        code=refusal.code if refusal else "",
        reason=refusal.reason if refusal else "",
        remedy=refusal.remedy if refusal else "",
    )


def _tables(plan: Plan, worker: Worker, ledger: Ledger) -> tuple[Path | None, tuple[Path, ...], CannotWrite | None]:
    """Write report and registers; one that is open in Excel is said, and written by the next run."""
    mappings, report = worker.layouts.mappings, None
    try:
        report = write_report(plan.output, ledger, mappings, worker.day)
        return report, write_registers(plan.output, ledger, mappings, worker.day).registers, None
    except CannotWrite as error:
        return report, (), error


def _refusal(error: WordformError) -> Refusal:
    return Refusal(code=error.code, reason=error.what, remedy=error.remedy, exit_code=error.exit_code)


def _bug(bug: Exception) -> Refusal:
    return Refusal(
        code="bug",
        reason=f"A bug in wordform ({type(bug).__name__}), not a fault of the form.",
        remedy="Please report the lines at the end.",
        exit_code=ExitCode.BUG,
        trace=bug_trace(bug),
    )
