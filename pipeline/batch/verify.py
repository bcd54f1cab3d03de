"""Hold a written document against what it was made from: what does not read back is no output."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.errors import CannotWrite
from pipeline.mapping import Mapping
from pipeline.submission import Answer, Assessment, State, Submission, Value


def check_written(before: Submission, assessment: Assessment, after: Submission, mapping: Mapping) -> None:
    """Check that every answer came back, and that every result stands in its place.

    Args:
        before: What the completed form says.
        assessment: What was worked out and written.
        after: What the written document says.
        mapping: The form's mapping; it names the fields that were written to.

    Raises:
        CannotWrite: Something differs; the message names the fields, not their answers.
    """
    differing = [*_answers(before, after, written_values(assessment, mapping)), *_factors(before, after)]
    if sorted(text.text for text in before.unread) != sorted(text.text for text in after.unread):
        differing.append("text that belongs to no question")
    if differing:
        raise CannotWrite(
            f"The document that was written does not read back as it should: {', '.join(differing)}.",
            remedy="The form is as it was and nothing was put in place; please report this.",
            code="not_read_back",
        )


def written_values(assessment: Assessment, mapping: Mapping) -> dict[str, Value]:
    """Give what goes into the form, by field id: only where the form leaves the place blank."""
    score, review = mapping.score, mapping.review
    values: dict[str | None, Value] = {}
    if score is not None:
        values[score.age_field] = assessment.age_points
        values[score.total_field] = assessment.total
        values[score.rag_field] = assessment.rag
    if review is not None:
        values[review.field] = assessment.review_due
    return {field: value for field, value in values.items() if field is not None and value is not None}


def _answers(before: Submission, after: Submission, written: dict[str, Value]) -> Iterator[str]:
    for field, answer in before.answers.items():
        found = after.answers.get(field)
        if found is None or not _came_back(answer, found, written.get(field)):
            yield field


def _came_back(before: Answer, after: Answer, written: Value) -> bool:
    if before.state is State.BLANK and written is not None:
        return after.state is State.ANSWERED and after.value == written
    if before.state is State.ANSWERED:
        return after.state is State.ANSWERED and after.value == before.value
    return after.state is before.state and after.raw == before.raw


def _factors(before: Submission, after: Submission) -> Iterator[str]:
    for factor, answer in before.checklist.items():
        found = after.checklist.get(factor)
        if found is None or (found.state, found.entered, found.notes) != (answer.state, answer.entered, answer.notes):
            yield factor
