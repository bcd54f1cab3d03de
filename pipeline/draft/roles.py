"""Which fields mean something to the program: whom the form is about, its date, its review, its score."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pipeline.draft.finders.scores import Scale
from pipeline.draft.kinds import (
    ASSESSOR,
    BORN,
    COMPLETED,
    OTHERS,
    PERSON,
    REVIEW,
    SUBJECT,
    is_persons_number,
)
from pipeline.draft.proposal import Noted
from pipeline.draft.trial import Tried
from pipeline.draft.view import words
from pipeline.mapping.model import Age, Field, FieldKind, Score, Subject
from pipeline.mapping.strict.models import make

NO_DATES_FOR_AGE: Final = (
    "The form gives points for age, but its date of birth or its own date was not found: add [score.age]."
)


def subject_name(fields: Sequence[Field]) -> Field | None:
    """Find the field with the name of the person whom the form is about; a "Name" asked again is somebody else's."""
    texts = [field for field in fields if field.is_text and not field.after]
    named = [field for field in texts if PERSON.search(field.label) and len(field.label) < 80]
    own = [field for field in named if SUBJECT.search(field.label) and not OTHERS.search(field.label)]
    plain = [field for field in texts if SUBJECT.fullmatch(words(field.label))]
    return next(iter(own or plain or [field for field in named if not OTHERS.search(field.label)]), None)


def dates(fields: Sequence[Field]) -> tuple[Field | None, Field | None, Field | None]:
    """Find the date of birth, the date of the assessment and the date of the review, in this order."""
    found = [field for field in fields if field.is_date]
    born = next((field for field in found if BORN.search(field.label)), None)
    review = next((field for field in found if REVIEW.search(field.label) and not COMPLETED.search(field.label)), None)
    rest = [field for field in found if field not in (born, review)]
    done = next((field for field in rest if COMPLETED.search(field.label)), None) or next(iter(rest), None)
    return born, done, review


def subject(fields: Sequence[Field]) -> tuple[Noted[Subject] | None, tuple[str, ...]]:
    """Say whom the form is about, and name the fields that identify it."""
    name = subject_name(fields)
    born, done, _ = dates(fields)
    if name is None:
        return None, ()
    number = next((field for field in fields if not field.is_long and is_persons_number(field.label)), None)
    assessor = next((f for f in fields if f.is_text and f is not name and ASSESSOR.search(f.label)), None)
    notes = () if SUBJECT.search(name.label) else (f"Is '{name.id}' the person whom the form is about?",)
    entry = make(Subject, name=name.id, born=_id(born), number=_id(number), on=_id(done), assessor=_id(assessor))
    return Noted(entry=entry, notes=notes), tuple(field.id for field in (name, born, number) if field is not None)


def _id(field: Field | None) -> str | None:
    return field.id if field is not None else None


def score(scale: Scale, tried: Sequence[Tried]) -> Noted[Score] | None:
    """Return how points become a level, as far as the form prints it; ``None`` when it prints no bands."""
    if not scale.bands:
        return None
    by_role = {each.question.role: each.field.id for each in tried if each.field is not None and each.question.role}
    fields = [each.field for each in tried if each.field is not None]
    born, done, _ = dates(fields)
    notes = ["These bands were read off the form: check them."]
    age = None
    if scale.ages and born is not None and done is not None:
        age = make(Age, born=born.id, on=done.id, band=scale.ages)
    elif scale.ages:
        notes.append(NO_DATES_FOR_AGE)
    entry = make(
        Score,
        age=age,
        band=scale.bands,
        outcome_field=_outcome(fields, scale, by_role.get("rag")),
        age_field=by_role.get("age"),
        total_field=_total(tried),
        rag_field=by_role.get("rag"),
    )
    return Noted(entry=entry, notes=tuple(notes))


def _outcome(fields: Sequence[Field], scale: Scale, rag: str | None) -> str | None:
    """Find people's own decision: another choice that has the levels of the score."""
    levels = {band.level for band in scale.bands}
    return next(
        (field.id for field in fields if field.id != rag and len(levels & {choice.id for choice in field.choices}) > 1),
        None,
    )


def _total(tried: Sequence[Tried]) -> str | None:
    fields = (each.field for each in tried if each.field is not None and not each.question.role)
    return next(
        (field.id for field in fields if field.kind is FieldKind.NUMBER and "total" in field.label.lower()), None
    )
