"""The assess stage's one entrance: it names the steps in order."""

from __future__ import annotations

import datetime as dt

from pipeline.assess.checks import check
from pipeline.assess.facts import Facts
from pipeline.assess.review import ReviewDates, review_dates
from pipeline.assess.score import Points, age_points, factor_points
from pipeline.mapping import Mapping
from pipeline.submission import Assessment, State, Submission


def assess(submission: Submission, mapping: Mapping, day: dt.date) -> Assessment:
    """Work out points, level and review date, and check the form against the rules.

    Args:
        submission: What the form says.
        mapping: How points become a level, and the local policy.
        day: The day on which this is worked out; nothing here reads a clock.
    """
    is_blank = any(finding.code == "nothing_filled_in" for finding in submission.findings)
    age = age_points(submission, mapping)
    factors = factor_points(submission, mapping)
    total, total_max = factors.certain + age.certain, factors.possible + age.possible
    rag = None if is_blank or mapping.score is None else mapping.score.band(total).level
    outcome = outcome_of(submission, mapping)
    review = ReviewDates() if is_blank else review_dates(submission, mapping, rag, outcome)
    facts = Facts(
        submission=submission, mapping=mapping, age=age, total=total, total_max=total_max, rag=rag, outcome=outcome,
        review=review, day=day,
    )  # fmt: skip
    return Assessment(
        age=age.age,
        age_points=age.points,
        factor_points=factors.certain,
        total=total,
        total_max=total if is_blank else total_max,
        rag=rag,
        level=None if is_blank else outcome or rag,
        complete=not is_blank and _is_complete(factors, age.points is not None or not _needs_age(mapping)),
        review_due=review.due,
        points=factors.by_factor,
        subtotals=factors.by_group,
        findings=() if is_blank else check(facts),
    )


def outcome_of(submission: Submission, mapping: Mapping) -> str | None:
    """Give the outcome that people chose, or ``None``."""
    field = mapping.score.outcome_field if mapping.score is not None else None
    answer = submission.answers.get(field) if field else None
    return str(answer.value) if answer is not None and answer.state is State.ANSWERED else None


def _needs_age(mapping: Mapping) -> bool:
    return mapping.score is not None and mapping.score.age is not None


def _is_complete(factors: Points, has_age: bool) -> bool:
    return factors.certain == factors.possible and not factors.unsettled and has_age
