"""What a draft proposes: entries of the mapping language, each with what its maintainer should look at."""

from __future__ import annotations

from typing import Generic, TypeVar

from msgspec import Struct

from pipeline.mapping.entry import StrictEntry
from pipeline.mapping.fitting import require_fitting
from pipeline.mapping.model import Checklist, Field, Form, Mapping, Review, Score, Subject
from pipeline.mapping.strict.models import make

Entry = TypeVar("Entry", bound=StrictEntry)


class Noted(Struct, Generic[Entry], frozen=True, kw_only=True):
    """An entry, and the notes that are above it as comments."""

    entry: Entry
    notes: tuple[str, ...] = ()


class Proposal(Struct, frozen=True, kw_only=True):
    """A mapping in the making.

    Attributes:
        review_on: Id of the date from which reviews count; empty when none was found.
        review_field: Id of the date that people agree for the next review; empty when none was found.
        review: When the next review is, once somebody said so: no form prints that.
        left_out: What the blank prints and the draft has no entry for, one sentence each.
    """

    form: Noted[Form]
    subject: Noted[Subject] | None = None
    fields: tuple[Noted[Field], ...] = ()
    checklists: tuple[Noted[Checklist], ...] = ()
    score: Noted[Score] | None = None
    review_on: str = ""
    review_field: str = ""
    review: Noted[Review] | None = None
    left_out: tuple[str, ...] = ()

    @property
    def scores_without_bands(self) -> bool:
        """Whether rows have points, and nothing says what they come to."""
        checklists = [noted.entry for noted in self.checklists]
        points = any(each.most(factor) for each in checklists for factor in each.factors)
        return points and self.score is None

    @property
    def lacks_subject(self) -> bool:
        """Whether nothing says whom the form is about, though something may."""
        return self.subject is None and any(noted.entry.is_text for noted in self.fields)

    @property
    def notes(self) -> int:
        """How many notes there are for the maintainer to look at."""
        entries = (self.form, self.subject, *self.fields, *self.checklists, self.score)
        return (
            sum(len(noted.notes) for noted in entries if noted is not None)
            + bool(self.left_out)
            + self.scores_without_bands
            + self.lacks_subject
        )

    def mapping(self) -> Mapping:
        """Build the mapping that the draft will load as.

        Raises:
            ValidationError: An entry is wrong.
            InvalidMapping: The entries don't fit together.
        """

        def bare(noted: Noted[Entry] | None) -> Entry | None:
            return noted.entry if noted is not None else None

        mapping = make(
            Mapping,
            form=self.form.entry,
            subject=bare(self.subject),
            field=tuple(noted.entry for noted in self.fields),
            checklist=tuple(noted.entry for noted in self.checklists),
            score=bare(self.score),
            review=bare(self.review),
        )
        require_fitting(mapping)
        return mapping


def needed(proposal: Proposal) -> frozenset[str]:
    """Return the questions that can't be left out: whom the form is about, its dates, and what shows its results."""
    subject, score = proposal.subject, proposal.score
    ids = {proposal.review_on, proposal.review_field}
    about = subject.entry if subject is not None else None
    parts = (*about.told_by, about.born, about.number, about.on, about.assessor) if about is not None else ()
    ids |= {part for part in parts if part}
    if score is not None:
        shown = (score.entry.total_field, score.entry.rag_field, score.entry.age_field, score.entry.outcome_field)
        ids |= {name for name in shown if name}
    for each in proposal.fields:
        ids |= {each.entry.under or "", each.entry.rest_of or ""}
    return frozenset(ids - {""})
