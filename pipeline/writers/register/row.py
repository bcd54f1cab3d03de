"""One row of the register: what it says about one form, taken from the form's result JSON."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping as MappingOf
from typing import Any

from msgspec import Struct
from msgspec import field as with_default

from pipeline.submission import Choices
from pipeline.words import Words
from pipeline.writers.workbook.table import Entry


class Noted(Struct, frozen=True, kw_only=True):
    """One finding: its code and severity, and the id of the field or factor that it is about, if any."""

    code: str
    severity: str
    field: str = ""


class FactorChange(Struct, frozen=True, kw_only=True):
    """A factor that reads differently than in the child's previous assessment.

    Attributes:
        now: Its state now.
        points: How many more points are counted for it; negative for fewer.
    """

    factor: str
    now: str
    points: int


class Trend(Struct, frozen=True, kw_only=True):
    """How an assessment differs from the child's previous one.

    Attributes:
        previous_total: The total of the previous one.
        change: The total now less the previous one.
        age_change: How much of that comes from the age score.
        factors: What changed in the checklist, in the order of the form.
        certain: Both totals are complete.
    """

    previous_total: int
    change: int
    age_change: int
    factors: tuple[FactorChange, ...] = ()
    certain: bool = True

    @property
    def by_age_only(self) -> bool:
        """Whether the total changed though every factor reads as before: the child only became older."""
        return self.change != 0 and self.change == self.age_change and not self.factors


class NextReview(Struct, frozen=True, kw_only=True):
    """When the next review is.

    Attributes:
        day: The agreed day, else the one that was worked out by policy.
        agreed: The day on the form.
        due: The day by policy.
    """

    day: dt.date
    agreed: dt.date | None = None
    due: dt.date | None = None


class RegisterRow(Struct, frozen=True, kw_only=True):
    """What the register says about one form.

    Attributes:
        reference: What people name the assessment by; it stays the same in every later register.
        name: The submitted file, as the batch knows it.
        document: The populated document, below the output folder; empty for none.
        answers: Certain answers by field; of these only those in the mapping's columns are shown.
        factors: State of each factor of the checklist, as in the result JSON.
        chosen: Ids of the chosen options of factors that have some.
        complete: The total is final.
        rag_max: The highest band that it could be; ``rag`` when nothing is open.
        level: The outcome that people chose, else the band.
        level_max: The strictest level that it could be at; ``level`` when nothing is open.
        review_due: The day of the next review by policy.
        review_limit: The last day that may be agreed for it.
        newest: No later assessment of the same child is known.
        review: The next review; only for the newest one of a child.
        trend: How it differs from the child's previous assessment; ``None`` when there is none.
        questions: What only a person can decide about the assessment: short sentences without names.
        signed_off_by: Who said that a person looked; empty while nobody did.
        signed_off_on: The day of that.
        settled: Ids of the entries that people settled.
        versions: How many files of it are there, in the input or kept.
        corrected: The one that counts is a result that somebody edited.
    """

    reference: str
    name: str
    status: str
    form: str = ""
    document: str = ""
    answers: MappingOf[str, Entry] = with_default(default_factory=dict)
    factors: MappingOf[str, str] = with_default(default_factory=dict)
    chosen: MappingOf[str, tuple[str, ...]] = with_default(default_factory=dict)
    age: int | None = None
    age_points: int | None = None
    factor_points: int | None = None
    subtotals: MappingOf[str, int] = with_default(default_factory=dict)
    total: int | None = None
    total_max: int | None = None
    complete: bool = True
    rag: str | None = None
    rag_max: str | None = None
    level: str | None = None
    level_max: str | None = None
    review_due: dt.date | None = None
    review_limit: dt.date | None = None
    findings: tuple[Noted, ...] = ()
    newest: bool = True
    review: NextReview | None = None
    trend: Trend | None = None
    questions: tuple[str, ...] = ()
    signed_off_by: str = ""
    signed_off_on: dt.date | None = None
    settled: tuple[str, ...] = ()
    versions: int = 1
    corrected: bool = False

    @property
    def needs_review(self) -> bool:
        """Whether a person has to look."""
        return self.status == "needs_review"

    @property
    def is_provisional(self) -> bool:
        """Whether the band is open."""
        return self.rag_max is not None and self.rag_max != self.rag

    @property
    def is_signed_off(self) -> bool:
        """Whether somebody said that a person looked."""
        return bool(self.signed_off_by)

    @classmethod
    def from_result(
        cls,
        result: MappingOf[str, Any],
        *,
        reference: str,
        name: str,
        status: str,
        document: str = "",
        newest: bool = True,
        review: NextReview | None = None,
        trend: Trend | None = None,
    ) -> RegisterRow:
        """Make the row of a form from its result JSON (``docs/result-json.md``).

        What people decided about it is no part of that; results of earlier versions don't say what is open.
        """
        assessment = result["assessment"]
        return cls(
            reference=reference,
            name=name,
            status=status,
            form=result["form"],
            document=document,
            answers={
                field: standing_value(answer)
                for field, answer in result["answers"].items()
                if answer["state"] == "answered" and isinstance(answer["value"], str | int | float)
            },
            factors={factor: answer["state"] for factor, answer in result["checklist"].items()},
            chosen={
                name: Choices.parse(answer["answer"]).ids
                for name, answer in result["checklist"].items()
                if "answer" in answer
            },
            age=assessment["age"],
            age_points=assessment["age_points"],
            factor_points=assessment["factor_points"],
            subtotals=assessment["subtotals"],
            total=assessment["total"],
            total_max=assessment["total_max"],
            complete=assessment["complete"],
            rag=assessment["rag"],
            rag_max=assessment.get("rag_max", assessment["rag"]),
            level=assessment["level"],
            level_max=assessment.get("level_max", assessment["level"]),
            review_due=_day(assessment["review_due"]),
            review_limit=_day(assessment.get("review_limit")),
            findings=tuple(_noted(finding) for finding in result["findings"]),
            newest=newest,
            review=review,
            trend=trend,
        )


def standing_value(answer: MappingOf[str, Any]) -> Any:
    """Return the value of an answer in a result's JSON without what is struck out of it: tables strike nothing out."""
    value, struck = answer["value"], answer.get("struck")
    if not struck or not isinstance(value, str) or value != answer.get("raw") or "settled" in answer:
        return value
    return Words(value, tuple((start, end) for start, end in struck)).standing


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _noted(finding: MappingOf[str, str]) -> Noted:
    return Noted(code=finding["code"], severity=finding["severity"], field=finding.get("field", ""))
