"""Which reviews are coming and which are overdue: of each child's newest assessment, in doubt by the stricter."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

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


def next_review(row: Row) -> NextReview | None:
    """Return the next review of a row, or ``None`` when none is due or it is not the newest of its child."""
    if row.review is None:
        return None
    return NextReview(day=row.review, agreed=row.overview.agreed, due=row.overview.due)
