"""What became of one form in a batch, and how all of them add up."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Collection, Mapping
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from pipeline.errors import MOST_SERIOUS_FIRST, CannotWrite, ExitCode, WordformError

if TYPE_CHECKING:
    from pipeline.record.store.seen_files import Facts


class Status(StrEnum):
    """The statuses of a form (a contract: ``docs/architecture.md``)."""

    ASSESSED = "assessed"
    NEEDS_REVIEW = "needs_review"
    REFUSED = "refused"
    UNCHANGED = "unchanged"
    CORRECTED = "corrected"
    """A result that somebody edited was taken in."""
    NOT_A_FORM = "not_a_form"
    """Something else than a form, which is named so that nobody takes it for read."""


class Refusal(Struct, frozen=True, kw_only=True):
    """Why a form has no result.

    Attributes:
        code: Stable short name of the reason.
        reason: What was found.
        remedy: What to do about it.
        exit_code: What the command ends with when nothing worse happened.
        trace: For a bug: the places it passed through, without any text of the form.
    """

    code: str
    reason: str
    remedy: str = ""
    exit_code: ExitCode = ExitCode.REFUSED
    trace: tuple[str, ...] = ()


class Headline(Struct, frozen=True, kw_only=True):
    """The few facts of a result that a line of the report shows.

    Attributes:
        rag_max: The highest band that it could be; ``rag`` when nothing is open.
        level_max: The strictest level that it could be at; ``level`` when nothing is open.
    """

    total: int
    total_max: int
    complete: bool
    rag: str | None
    level: str | None
    rag_max: str | None
    level_max: str | None
    review_due: dt.date | None
    findings: tuple[str, ...]


class DocumentsPlaced(Struct, frozen=True, kw_only=True):
    """What became of the documents of one form.

    Attributes:
        written: How many were written, or was there already.
        open: How many were not written, since it can't be told whether they follow.
        failed: How many could not be written or taken away; the next run tries again.
        said: What people have to know, in sentences.
    """

    written: int = 0
    open: int = 0
    failed: int = 0
    said: tuple[str, ...] = ()


class Outcome(Struct, frozen=True, kw_only=True):
    """What became of one form.

    Attributes:
        name: Its place below the input.
        status: What happened in this run.
        recorded: The status of its result: that of an earlier run when the form is unchanged.
        headline: The facts for its line; ``None`` when refused.
        refusal: Why it has no result.
        set_aside: Where a document is kept that was in the result's place and was not as wordform had written it.
        reference: Of the assessment; empty for a form that is none.
        is_superseded: Another version of its assessment counts, and the facts are that one's.
        is_open: Another version counts, and this one might instead; the facts are its own.
        is_withdrawn: Its assessment was withdrawn.
        pending: Why its document could not be written; the next run tries again, and what was read is kept.
        sha256: Of the form's bytes; empty when it could not be read.
        seconds: How long it took.
        documents: What became of the documents that follow from it; ``None`` when none were asked for.
    """

    name: str
    status: Status
    recorded: Status
    headline: Headline | None = None
    refusal: Refusal | None = None
    set_aside: Path | None = None
    reference: str = ""
    is_superseded: bool = False
    is_open: bool = False
    is_withdrawn: bool = False
    pending: CannotWrite | None = None
    sha256: str = ""
    seconds: float = 0.0
    documents: DocumentsPlaced | None = None


ASSESSMENT: Final = '"assessment": {"age": '
"""Where the assessment begins in a result; quotation marks in what somebody wrote are behind a backslash there."""


def headline(result: str) -> Headline:
    """Take the facts for the report line out of a result's JSON.

    They are behind all answers, which are not read again: that takes a second run over unchanged forms half the time.
    """
    start = result.find(ASSESSMENT)
    record = json.loads(f"{{{result[start:]}" if start > 0 else result)
    assessment = record["assessment"]
    due = assessment["review_due"]
    return Headline(
        total=assessment["total"],
        total_max=assessment["total_max"],
        complete=assessment["complete"],
        rag=assessment["rag"],
        level=assessment["level"],
        rag_max=assessment.get("rag_max", assessment["rag"]),  # results of earlier versions have neither
        level_max=assessment.get("level_max", assessment["level"]),
        review_due=dt.date.fromisoformat(due) if due else None,
        findings=tuple(finding["message"] for finding in record["findings"]),
    )


class Tables(Struct, frozen=True, kw_only=True):
    """What is written from the ledger at the end of a batch.

    Attributes:
        report: ``None`` when it could not be written.
        registers: None when they could not be written.
        diary: ``None`` when it could not be written.
        refused: The list of refused forms; ``None`` when there are none, or it could not be written.
        lists: Lists of many forms that follow from them.
        without_mapping: Ids of forms whose registers stay as they are, since their mappings are not at hand.
        copies: Forms that are the same file as another one, each with the name of that.
        copies_number: How many there are; ``copies`` are the first of them.
        questions: How many things only a person can decide are open.
        problem: Why something could not be written.
    """

    report: Path | None = None
    registers: tuple[Path, ...] = ()
    diary: Path | None = None
    refused: Path | None = None
    lists: tuple[Path, ...] = ()
    without_mapping: tuple[str, ...] = ()
    copies: tuple[tuple[str, str], ...] = ()
    copies_number: int = 0
    questions: int = 0
    problem: CannotWrite | None = None


class Summary(Struct, frozen=True, kw_only=True):
    """How the outcomes of a batch add up.

    Attributes:
        statuses: Forms by what happened in this run.
        recorded: Forms by the status of their result.
        rag: Forms by band, of those whose band is certain; ``None`` counts those that have none.
        provisional: Those whose band is open, by the highest that it could be.
        documents: Documents that followed and were written, of which that can't be told, and that could not be written.
        pending: Documents that could not be written; the next run tries again.
        in_use: Results that somebody edited and has still open, which were left, each with who has it open.
        others: Files that are no forms; they are counted nowhere else.
        gone: Forms that are no longer in the input since this run; what was read of them is kept.
        without_file: References of assessments that have to be worked out again, of which no file is left.
        left: Forms that were not looked at, since the batch was stopped.
        tables: What was written besides the documents.
        problems: What kept it from being finished.
        exit_code: The most serious thing that happened, or done.
    """

    statuses: Counter[Status]
    recorded: Counter[Status]
    rag: Counter[str | None]
    provisional: Counter[str]
    documents: DocumentsPlaced
    pending: int
    in_use: tuple[tuple[str, str], ...]
    others: int
    gone: tuple[str, ...]
    without_file: tuple[str, ...]
    left: int
    tables: Tables
    problems: tuple[WordformError, ...]
    exit_code: ExitCode


_Counted = tuple[Status, bool, str | None]
"""What is counted of a result: its status, whether its band is open, and the highest that it could be."""


@lru_cache  # a batch keeps one for each form, and there are few different ones
def _counted(recorded: Status, rag: str | None, rag_max: str | None) -> _Counted:
    is_open = rag_max not in (None, rag)
    return recorded, is_open, rag_max if is_open else rag


class Tally:
    """Counts outcomes as they come; of an assessment that comes more than once only what was told last counts.

    Attributes:
        told: Assessments that came, each with what is counted of it; ``None`` where nothing is.
    """

    def __init__(self) -> None:
        self.statuses: Counter[Status] = Counter()
        self.rag: Counter[str | None] = Counter()
        self.pending = 0
        self.others = 0
        self.in_use: list[tuple[str, str]] = []
        self.gone: list[str] = []
        self.without_file: list[str] = []
        self.provisional: Counter[str] = Counter()
        self._recorded: Counter[Status] = Counter()
        self.told: dict[str, _Counted | None] = {}
        self._documents = [0, 0, 0]
        self._exit_codes = {ExitCode.DONE}

    def add(self, outcome: Outcome) -> None:
        """Count one outcome."""
        if outcome.recorded is Status.NOT_A_FORM:
            self.others += 1
            return
        self.statuses[outcome.status] += 1
        if outcome.reference:
            self.told.setdefault(outcome.reference, None)
        if not (outcome.is_superseded or outcome.is_withdrawn):
            self._count_result(outcome)
        if outcome.documents is not None:
            self._documents[0] += outcome.documents.written
            self._documents[1] += outcome.documents.open
            self._documents[2] += outcome.documents.failed
            self._exit_codes |= {ExitCode.CANNOT_WRITE} if outcome.documents.failed else set()
        if outcome.pending is not None:
            self.pending += 1
            self._exit_codes.add(ExitCode.CANNOT_WRITE)
        if outcome.refusal is not None:
            self._exit_codes.add(outcome.refusal.exit_code)

    def add_standing(self, standing: Mapping[Facts, Collection[str]]) -> None:
        """Count the assessments of forms that have not changed, about which nothing is told, by how they stand."""
        for facts, references in standing.items():
            self.statuses[Status.UNCHANGED] += len(references)
            if facts.counts and not facts.is_withdrawn:
                rag_max = facts.rag_max if facts.rag_max is not None else facts.rag
                now = _counted(Status(facts.status), facts.rag, rag_max)
                for reference in self.told.keys() & references:
                    self._count_as(reference, now)
                new = {*references} - self.told.keys()
                self.told.update(dict.fromkeys(new, now))
                self._count(now, len(new))
            else:
                self.told.update(dict.fromkeys({*references} - self.told.keys()))

    def _count_result(self, outcome: Outcome) -> None:
        """Count status and band of a result, in place of what was told of its assessment before."""
        facts = outcome.headline
        if facts is None:
            self._recorded[outcome.recorded] += 1
            return
        self._count_as(outcome.reference, _counted(outcome.recorded, facts.rag, facts.rag_max))

    def _count_as(self, reference: str, now: _Counted) -> None:
        before = self.told.get(reference)
        if before is not None:
            self._count(before, -1)
        if reference:
            self.told[reference] = now
        self._count(now, 1)

    def _count(self, counted: _Counted, number: int) -> None:
        recorded, is_open, level = counted
        self._recorded[recorded] += number
        if is_open:
            self.provisional[str(level)] += number
        else:
            self.rag[level] += number

    def summary(self, *, strict: bool, forms: int, tables: Tables, stopped_by: WordformError | None = None) -> Summary:
        """Add up.

        Args:
            strict: A form that needs review is a reason for an exit code of its own.
            forms: How many there were to do.
            tables: What was written from the ledger.
            stopped_by: What ended the batch before its time.
        """
        codes = set(self._exit_codes)
        if strict and self._recorded[Status.NEEDS_REVIEW]:
            codes.add(ExitCode.NEEDS_REVIEW)
        problems = tuple(problem for problem in (stopped_by, tables.problem) if problem is not None)
        codes.update(problem.exit_code for problem in problems)
        return Summary(
            statuses=self.statuses,
            recorded=+self._recorded,  # without what was counted and taken back
            rag=+self.rag,
            provisional=+self.provisional,
            documents=DocumentsPlaced(written=self._documents[0], open=self._documents[1], failed=self._documents[2]),
            pending=self.pending,
            in_use=tuple(self.in_use),
            others=self.others,
            gone=tuple(self.gone),
            without_file=tuple(self.without_file),
            left=forms - self.statuses.total(),
            tables=tables,
            problems=problems,
            exit_code=min(codes, key=MOST_SERIOUS_FIRST.index),
        )
