"""One row of the register: what it says about one form, taken from the form's result JSON."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping as MappingOf
from typing import Any

from msgspec import Struct
from msgspec import field as with_default

from pipeline.words import Words
from pipeline.writers.register_text import Entry


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
        reference: Number for people to name the assessment by; it stays the same in every later register.
        name: The submitted file, as the batch knows it.
        document: The populated document, below the output folder; empty for none.
        answers: Certain answers by field; of these only those in the mapping's columns are shown.
        factors: State of each factor of the checklist, as in the result JSON.
        chosen: Ids of the chosen options of factors that have some.
        complete: The total stands.
        review_due: The day of the next review by policy.
        review_limit: The last day that may be agreed for it.
        newest: No later assessment of the same child is known.
        review: The next review; only for the newest one of a child.
        trend: How it differs from the child's previous assessment; ``None`` when there is none.
    """

    reference: int
    name: str
    status: str
    form: str = ""
    document: str = ""
    answers: MappingOf[str, Entry] = with_default(default_factory=dict)
    factors: MappingOf[str, str] = with_default(default_factory=dict)
    chosen: MappingOf[str, str] = with_default(default_factory=dict)
    age: int | None = None
    age_points: int | None = None
    factor_points: int | None = None
    subtotals: MappingOf[str, int] = with_default(default_factory=dict)
    total: int | None = None
    total_max: int | None = None
    complete: bool = True
    rag: str | None = None
    review_due: dt.date | None = None
    review_limit: dt.date | None = None
    findings: tuple[Noted, ...] = ()
    newest: bool = True
    review: NextReview | None = None
    trend: Trend | None = None

    @classmethod
    def from_result(
        cls,
        result: MappingOf[str, Any],
        *,
        reference: int,
        name: str,
        status: str,
        document: str = "",
        newest: bool = True,
        review: NextReview | None = None,
        trend: Trend | None = None,
    ) -> RegisterRow:
        """Make the row of a form from its result JSON (``docs/architecture.md``, Result JSON)."""
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
                if answer["state"] == "answered" and isinstance(answer["value"], str | int)
            },
            factors={factor: answer["state"] for factor, answer in result["checklist"].items()},
            chosen={name: answer["answer"] for name, answer in result["checklist"].items() if "answer" in answer},
            age=assessment["age"],
            age_points=assessment["age_points"],
            factor_points=assessment["factor_points"],
            subtotals=assessment["subtotals"],
            total=assessment["total"],
            total_max=assessment["total_max"],
            complete=assessment["complete"],
            rag=assessment["rag"],
            review_due=_day(assessment["review_due"]),
            review_limit=_day(assessment.get("review_limit")),  # results of earlier versions have none
            findings=tuple(_noted(finding) for finding in result["findings"]),
            newest=newest,
            review=review,
            trend=trend,
        )


def standing_value(answer: MappingOf[str, Any]) -> Any:
    """Give the value of an answer in a result's JSON without what is struck out of it: tables strike nothing out."""
    value, struck = answer["value"], answer.get("struck")
    if not struck or not isinstance(value, str) or value != answer.get("raw"):
        return value
    return Words(value, tuple((start, end) for start, end in struck)).standing


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _noted(finding: MappingOf[str, str]) -> Noted:
    return Noted(code=finding["code"], severity=finding["severity"], field=finding.get("field", ""))
