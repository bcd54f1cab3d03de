"""Which reviews are coming and which are overdue: of each child's newest assessment in the ledger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from msgspec import Struct

from pipeline.batch.assessments import Assessments
from pipeline.batch.ledger import Ledger, Reference
from pipeline.batch.trend import Result, answered
from pipeline.mapping import Mapping as FormMapping
from pipeline.writers.register_row import NextReview


class ReviewDue(Struct, frozen=True, kw_only=True):
    """The next review of one child.

    Attributes:
        reference: Of the newest assessment, as the register has it.
        uid: What calendars know the review by; the same for every assessment of the child.
        name: The form, by its place below the input.
        child: The name on the form.
        level: Its name for people; while it is open, with what it could be.
        review: When it is.
        times: How many assessments came before.
    """

    reference: str
    uid: str
    name: str
    child: str
    level: str
    review: NextReview
    times: int


def reviews(assessments: Assessments, ledger: Ledger) -> Iterator[ReviewDue]:
    """Give the next review of each child, in the order of the forms' names."""
    ledger.give_references()
    for each in assessments:
        if each.result is None or each.mapping is None or not each.case.newest:
            continue
        review = next_review(each.result, each.mapping)
        if review is None:
            continue
        yield ReviewDue(
            reference=str(ledger.reference(each.entry.name).number),
            uid=_first(assessments.cases.forms(each.entry.name), ledger).uid,
            name=each.entry.name,
            child=_child(each.result, each.mapping),
            level=_level(each.result, each.mapping),
            review=review,
            times=each.case.times,
        )


def next_review(result: Result, mapping: FormMapping) -> NextReview | None:
    """Give the next review of a result: the agreed day, else the one that was worked out by policy.

    An agreed day stands, also one past the limit (a finding says so). Only one that is not after the assessment can't
    be meant; then the policy's counts. An outcome that ends the pathway has no review.
    """
    rule = mapping.review
    if rule is None:
        return None
    due = _day(result["assessment"]["review_due"])
    agreed, completed = _day(answered(result, rule.field or "")), _day(answered(result, rule.on))
    if due is None and result["assessment"]["level"] in rule.none_for:
        return None
    possible = agreed is not None and (completed is None or agreed > completed)
    day = agreed if possible else due
    return None if day is None else NextReview(day=day, agreed=agreed, due=due)


def _first(names: Iterable[str], ledger: Ledger) -> Reference:
    """Give the reference that was given first, which stays the same whatever forms come later."""
    return min((ledger.reference(name) for name in names), key=lambda reference: reference.number)


def _child(result: Result, mapping: FormMapping) -> str:
    name = answered(result, mapping.subject.name) if mapping.subject else None
    return name if isinstance(name, str) else ""


def _level(result: Result, mapping: FormMapping) -> str:
    assessment = result["assessment"]
    level = assessment["level"]
    return mapping.level_text(level, assessment.get("level_max", level))


def _day(value: object) -> dt.date | None:
    try:
        return dt.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
