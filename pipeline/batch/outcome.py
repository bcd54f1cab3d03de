"""What became of one form in a batch, and how all of them add up."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pipeline.errors import CannotWrite, ExitCode


class Status(StrEnum):
    """The statuses of a form (a contract: ``docs/architecture.md``)."""

    ASSESSED = "assessed"
    NEEDS_REVIEW = "needs_review"
    REFUSED = "refused"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """The few facts of a result that a line of the report shows."""

    total: int
    total_max: int
    complete: bool
    rag: str | None
    review_due: dt.date | None
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one form.

    Attributes:
        name: Its place below the input.
        status: What happened in this run.
        recorded: The status of its result: that of an earlier run when the form is unchanged.
        headline: The facts for its line; ``None`` when refused.
        refusal: Why it has no result.
        set_aside: Where a document is kept that stood in the result's place and was not as wordform had written it.
    """

    name: str
    status: Status
    recorded: Status
    headline: Headline | None = None
    refusal: Refusal | None = None
    set_aside: Path | None = None


def headline(result: str) -> Headline:
    """Take the facts for the report line out of a result's JSON."""
    record = json.loads(result)
    assessment = record["assessment"]
    due = assessment["review_due"]
    return Headline(
        total=assessment["total"],
        total_max=assessment["total_max"],
        complete=assessment["complete"],
        rag=assessment["rag"],
        review_due=dt.date.fromisoformat(due) if due else None,
        findings=tuple(finding["message"] for finding in record["findings"]),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """How the outcomes of a batch add up.

    Attributes:
        statuses: Forms by what happened in this run.
        recorded: Forms by the status of their result.
        rag: Forms by level; ``None`` counts those that have none.
        report: The report; ``None`` when it could not be written.
        registers: The registers.
        problem: Why one of them could not be written.
        exit_code: The most serious thing that happened, or done.
    """

    statuses: Counter[Status]
    recorded: Counter[Status]
    rag: Counter[str | None]
    report: Path | None
    registers: tuple[Path, ...]
    problem: CannotWrite | None
    exit_code: ExitCode


_MOST_SERIOUS_FIRST = (ExitCode.BUG, ExitCode.CANNOT_WRITE, ExitCode.REFUSED, ExitCode.NEEDS_REVIEW, ExitCode.DONE)


class Tally:
    """Counts outcomes as they come, so that a batch of any size needs no more memory for it."""

    def __init__(self) -> None:
        self._statuses: Counter[Status] = Counter()
        self._recorded: Counter[Status] = Counter()
        self._rag: Counter[str | None] = Counter()
        self._exit_codes = {ExitCode.DONE}

    def add(self, outcome: Outcome) -> None:
        """Count one outcome."""
        self._statuses[outcome.status] += 1
        self._recorded[outcome.recorded] += 1
        if outcome.headline is not None:
            self._rag[outcome.headline.rag] += 1
        if outcome.refusal is not None:
            self._exit_codes.add(outcome.refusal.exit_code)

    def summary(
        self, *, strict: bool, report: Path | None, registers: tuple[Path, ...], problem: CannotWrite | None
    ) -> Summary:
        """Add up; with ``strict`` a form that needs review is a reason for an exit code of its own."""
        codes = set(self._exit_codes)
        if strict and self._recorded[Status.NEEDS_REVIEW]:
            codes.add(ExitCode.NEEDS_REVIEW)
        if problem is not None:
            codes.add(problem.exit_code)
        return Summary(
            statuses=self._statuses,
            recorded=self._recorded,
            rag=self._rag,
            report=report,
            registers=registers,
            problem=problem,
            exit_code=min(codes, key=_MOST_SERIOUS_FIRST.index),
        )
