"""What a following document is made from, and how what was worked out reads in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from collections.abc import Mapping as Table
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from pipeline.submission import DATE, State
from pipeline.writers.provisional import level_for_others, rag_for_others, review_for_others, total_text

if TYPE_CHECKING:
    from pipeline.findings import Finding
    from pipeline.mapping import Mapping
    from pipeline.submission import Assessment, Submission
    from pipeline.writers.following.rich import RichNarrative


class Origin(Struct, frozen=True, kw_only=True):
    """What a document may be made from.

    Attributes:
        findings: Everything that was noticed in the form.
        day: The day of processing.
        rich: The submitted Word file, for narrative with its formatting.
        reference: Number of the form in the register, for lists.
    """

    submission: Submission
    assessment: Assessment
    mapping: Mapping
    findings: tuple[Finding, ...] = ()
    day: dt.date
    rich: RichNarrative | None = None
    reference: str = ""


def _total(origin: Origin) -> str:
    return "" if origin.assessment.rag is None else total_text(origin.assessment)


def _level(origin: Origin) -> str:
    score = origin.mapping.score
    outcome = origin.submission.answers.get(score.outcome_field) if score is not None and score.outcome_field else None
    chosen = outcome is not None and outcome.state is State.ANSWERED
    return level_for_others(origin.assessment, origin.mapping, chosen=chosen)


def _born(origin: Origin) -> dt.date | None:
    subject = origin.mapping.subject
    answer = origin.submission.answers.get(subject.born) if subject is not None and subject.born else None
    return answer.value if answer is not None and isinstance(answer.value, dt.date) else None


def _age_today(origin: Origin) -> str:
    born, day = _born(origin), origin.day
    if born is None or born > day:
        return ""
    return str(day.year - born.year - ((day.month, day.day) < (born.month, born.day)))


def _turns_18(origin: Origin) -> str:
    born = _born(origin)
    if born is None:
        return ""
    leap = (born.month, born.day) == (2, 29)  # whose birthday is on 1 March in other years
    year = born.year + 18
    day = dt.date(year, 3, 1) if leap and not _is_leap(year) else born.replace(year=year)
    return day.strftime(DATE)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


FACT_TEXTS: Final[Table[str, Callable[[Origin], str]]] = {
    "age": lambda origin: _number(origin.assessment.age),
    "age_today": _age_today,
    "turns_18": _turns_18,
    "age_points": lambda origin: _number(origin.assessment.age_points),
    "total": _total,
    "rag": lambda origin: rag_for_others(origin.assessment, origin.mapping),
    "level": _level,
    "review_due": lambda origin: review_for_others(origin.assessment, DATE),
    "reference": lambda origin: origin.reference,
}
