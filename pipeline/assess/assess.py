"""The assess stage's one entrance: it names the steps in order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from msgspec.structs import replace

from pipeline.assess.checks import check
from pipeline.assess.conditions import decide
from pipeline.assess.facts import Facts
from pipeline.assess.following import Follows, follows
from pipeline.assess.levels import Levelled, bands_of, levelled
from pipeline.assess.mentions import all_texts
from pipeline.assess.result_fields import shown_values
from pipeline.assess.review import ReviewDates, earliest_review
from pipeline.assess.routes import routes
from pipeline.assess.rows import RowPoints
from pipeline.assess.score import points_of_form
from pipeline.mapping import Mapping
from pipeline.mapping.documents import FollowingDocument
from pipeline.mapping.score import LevelBy
from pipeline.submission import Assessment, Multiplied, RoundTotal, ScoredRow, State, Submission

if TYPE_CHECKING:
    from pipeline.assess.products import Product


def assess(submission: Submission, mapping: Mapping, day: dt.date) -> Assessment:
    """Work out points, level and review date, and check the form against the rules.

    Args:
        submission: What the form says.
        mapping: How points become a level, and the local policy.
        day: The day on which this is worked out; nothing here reads a clock.
    """
    is_blank = _is_blank(submission)
    level, facts = _settled(submission, mapping, day)
    rag, review = None if is_blank else facts.rag, facts.review
    points = facts.points
    found = routes(facts)
    return Assessment(
        age=points.age.age,
        age_points=points.age.points,
        factor_points=points.checklists.certain,
        total=facts.total,
        total_max=facts.total if is_blank else facts.total_max,
        rag=rag,
        level=None if is_blank or facts.is_of_others else facts.level,
        complete=not is_blank
        and points.is_settled
        and not facts.is_of_others
        and not (points.blocked_by and rag is None),
        review_due=review.due,
        review_limit=review.limit,
        points={name: row.certain for name, row in points.rows.items()},
        subtotals={name: found.certain for name, found in points.by_group.items()},
        findings=() if is_blank else (*level.findings, *check(facts), *found.findings),
        is_blank=is_blank,
        band=None if is_blank else level.band,
        overrides=() if is_blank else level.changes,
        flags=() if is_blank else level.flags,
        judgement_points=points.judgement.certain if points.judgement is not None else None,
        attribute_points={name: found.certain for name, found in points.attributes.items()},
        products={name: _multiplied(product) for name, product in points.products.items()},
        table_points={} if is_blank else {name: _scored(rows, mapping) for name, rows in points.tables.items()},
        rounds=tuple(
            RoundTotal(id=each.id, total=each.points.certain, total_max=each.points.possible, person=each.person)
            for each in points.rounds
            if each.is_filled_in
        ),
        routes=() if is_blank else found.names,
        shown=() if is_blank else shown_values(facts),
        rag_max=None if is_blank else facts.rag_max,
        level_max=None if is_blank else facts.level_max,
    )


def following(
    submission: Submission, mapping: Mapping, day: dt.date, documents: Iterable[FollowingDocument]
) -> tuple[Follows, ...]:
    """Say of each of these documents whether it follows from a form; from a blank one none does."""
    if _is_blank(submission):
        return ()
    _, facts = _settled(submission, mapping, day)
    return tuple(follows(document, facts) for document in documents)


def _settled(submission: Submission, mapping: Mapping, day: dt.date) -> tuple[Levelled, Facts]:
    """Return the level, and the facts once level and review are settled."""
    level = levelled(facts_of(submission, mapping, day))
    if _is_blank(submission):
        return level, replace(level.facts, review=ReviewDates())
    review = earliest_review(submission, mapping, level.facts.bands, level.facts.chosen_levels)
    return level, replace(level.facts, review=review)


def _multiplied(product: Product) -> Multiplied:
    found = product.sum
    return Multiplied(
        points=product.before.certain,
        times=product.most if product.is_known else None,
        product=found.certain,
        product_max=found.possible,
    )


def _scored(rows: Iterable[RowPoints], mapping: Mapping) -> tuple[ScoredRow, ...]:
    """Return the points of a table's rows; where a single row decides on the level, with the level of each."""
    score = mapping.score
    has_level = score is not None and score.by is LevelBy.HIGHEST and score.has_numbers
    return tuple(
        ScoredRow(
            points=row.certain,
            points_max=row.possible,
            level=score.band(row.certain).level if score is not None and has_level and not row.is_open else None,
        )
        for row in rows
    )


def _is_blank(submission: Submission) -> bool:
    return any(finding.code == "nothing_filled_in" for finding in submission.findings)


def facts_of(submission: Submission, mapping: Mapping, day: dt.date) -> Facts:
    """Return what conditions may ask about a form before the level is decided; the numeric band is used instead."""
    points = points_of_form(submission, mapping)
    reached = bands_of(points, mapping)
    return Facts(
        submission=submission,
        mapping=mapping,
        points=points,
        rag=reached[0] if reached else None,
        reached=reached,
        outcome=outcome_of(submission, mapping),
        review=ReviewDates(),
        day=day,
        written=all_texts(submission),
    )


def outcome_of(submission: Submission, mapping: Mapping) -> str | None:
    """Return the outcome that people chose, as the level that it means, or ``None``."""
    score = mapping.score
    answer = submission.answers.get(score.outcome_field) if score is not None and score.outcome_field else None
    if score is None or answer is None or answer.state is not State.ANSWERED:
        return None
    return score.level_of(str(answer.value))


def is_meant(submission: Submission, mapping: Mapping, day: dt.date) -> bool | None:
    """Return whether a form is one that a mapping is for (``form.when``); ``None`` when it doesn't say."""
    if mapping.form.when is None:
        return True
    return decide(mapping.form.when, facts_of(submission, mapping, day))
