"""Which reviews are coming and which are overdue: of each child's newest assessment, in doubt by the stricter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from pipeline.mapping import Mapping
from pipeline.record.views import Row, Views
from pipeline.writers.register.row import NextReview


class ReviewDue(Struct, frozen=True, kw_only=True):
    """The next review of one assessment that counts.

    Attributes:
        reference: What the register calls the assessment.
        name: The form, by its place below the input.
        child: The name on the form.
        level: Its name for people; while it is open, with what it could be.
        rank: How serious the level could be.
        review: When it is.
        times: How many assessments of the child came before.
        questions: What only a person can decide about it, in sentences.
    """

    reference: str
    name: str
    child: str
    level: str
    rank: int
    review: NextReview
    times: int
    questions: tuple[str, ...] = ()


def reviews(views: Views) -> Iterator[ReviewDue]:
    """Return the next review of each assessment that counts, in the order of the forms' names; no mapping is needed."""
    for row in views.due():
        review = next_review(row)
        if review is not None:
            yield ReviewDue(
                reference=row.reference,
                name=row.name,
                child=row.identity.name,
                level=row.level,
                rank=row.rank,
                review=review,
                times=row.times,
                questions=tuple(question.message for question in row.questions),
            )


def without_date(views: Views, mappings: Iterable[Mapping]) -> list[Row]:
    """Return the assessments that have no review since the day on which they were completed is not known.

    Args:
        views: Of the ledger.
        mappings: Those at hand: whether a form has reviews at all is theirs to say.
    """
    known = {mapping.form.id: mapping for mapping in mappings}
    return [row for row in views.undated() if row.form in known and not _is_over(row, known[row.form])]


def _is_over(row: Row, mapping: Mapping) -> bool:
    """Return whether there is no review whatever the date: the form has none, or the pathway has ended."""
    rule, facts = mapping.review, row.overview
    return rule is None or (facts.level in rule.none_for and mapping.rank(facts.rag_max) <= 0)


def next_review(row: Row) -> NextReview | None:
    """Return the next review of a row, or ``None`` when none is due or it is not the newest of its child."""
    if row.review is None:
        return None
    return NextReview(day=row.review, agreed=row.overview.agreed, due=row.overview.due)
