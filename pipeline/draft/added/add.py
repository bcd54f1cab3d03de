"""Add to a draft what a person pointed at, each tried on the blank as reading will look for it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from msgspec.structs import replace

from pipeline.document import Document
from pipeline.draft.added.checklists import added_checklist
from pipeline.draft.added.grids import grid_pointed_at, label_of
from pipeline.draft.added.model import CHECKLIST, Added
from pipeline.draft.added.places import at_place, labels_near
from pipeline.draft.added.suggest import one_line
from pipeline.draft.finders.options import choices_of
from pipeline.draft.names import Names
from pipeline.draft.proposal import Noted, Proposal, needed
from pipeline.draft.question import Question
from pipeline.draft.roles import dates, subject
from pipeline.draft.trial import try_question
from pipeline.draft.view import Blank, Spot, see, words
from pipeline.errors import UsageProblem
from pipeline.extract.layout import try_field
from pipeline.extract.matching.skeleton import Box
from pipeline.extract.places.table import Table
from pipeline.location import Location
from pipeline.mapping.model import Checklist, Choice, Column, Field, FieldKind
from pipeline.mapping.strict.models import make

_LONGEST_NAME: Final = 120


def with_added(proposal: Proposal, added: Sequence[Added], document: Document) -> Proposal:
    """Return a draft with what somebody added.

    Raises:
        UsageProblem: Something would not be found where it was pointed at.
    """
    if not added:
        return proposal
    blank = see(document)
    for each in added:
        at = at_place(blank, each.place)
        others = _entries(proposal)
        if each.kind == CHECKLIST:
            _, boxes = added_checklist(blank, each, at, Names(), others)
            proposal = _without(proposal, blank, boxes)
            noted, _ = added_checklist(blank, each, at, _names_of(proposal), others)
            proposal = replace(proposal, checklists=(*proposal.checklists, noted))
            continue
        if each.kind == FieldKind.TABLE.value:
            proposal = _without(proposal, blank, _boxes(blank, _field(blank, each, at, Names())))
        field = Noted(entry=_field(blank, each, at, _names_of(proposal)))
        proposal = replace(proposal, fields=(*proposal.fields, field))
    return _with_roles(proposal)


def _without(proposal: Proposal, blank: Blank, boxes: Collection[Box]) -> Proposal:
    """Return a draft without the questions that are rows of something that is added, unless it can't do without."""
    fields = [
        each for each in proposal.fields if each.entry.id in needed(proposal) or not _is_in(blank, each.entry, boxes)
    ]
    return replace(proposal, fields=tuple(fields))


def _boxes(blank: Blank, field: Field) -> Collection[Box]:
    """Return the boxes of a table."""
    place = try_field(field, blank.bones, blank.named)[0]
    rows = place.rows if isinstance(place, Table) else ()
    return {box for table, row in rows for box in blank.bones.tables[table][row]}


def _names_of(proposal: Proposal) -> Names:
    """Return the ids that are taken."""
    names = Names()
    for noted in proposal.fields:
        names.take(noted.entry.id)
    for factor in (factor for entry in _entries(proposal) for factor in entry.factors):
        names.take(factor.id)
    return names


def _entries(proposal: Proposal) -> list[Checklist]:
    return [noted.entry for noted in proposal.checklists]


def _is_in(blank: Blank, field: Field, boxes: Collection[Box]) -> bool:
    label = try_field(field, blank.bones, blank.named)[0].label
    return label is not None and label.box is not None and label.box in boxes


# -- questions and tables ----------------------------------------------------------------------------------------------


def _field(blank: Blank, added: Added, at: Box | Location, names: Names) -> Field:
    if added.kind not in {each.value for each in FieldKind}:
        raise UsageProblem("There is no such kind of answer.", code="draft")
    spot = next((spot for spot, text in _labels(blank, at) if one_line(text) == added.label), None)
    if spot is None:
        raise UsageProblem("Its label is not printed near that place.", remedy="Choose one that is.", code="draft")
    kind = FieldKind(added.kind)
    beside = (at,) if isinstance(at, Box) and at is not spot.box and kind is not FieldKind.TABLE else ()
    question = Question(
        spot=spot,
        label=blank.line(spot).text,
        kind=kind,
        answer=beside,
        choices=_choices(added) if kind is FieldKind.CHOICE else (),
        columns=_columns(blank, added, at) if kind is FieldKind.TABLE else (),
    )
    tried = try_question(blank, question, Names() if added.name else names, {})
    if tried.field is None or not _has_place(blank, tried.field, at):
        raise _not_found(tried.left_out)
    return _called(blank, tried.field, added.name, names) if added.name else tried.field


def _labels(blank: Blank, at: Box | Location) -> Iterator[tuple[Spot, str]]:
    yield from labels_near(blank, at)
    table = label_of(blank, at) if isinstance(at, Box) else None
    if table is not None:
        yield table


def _choices(added: Added) -> tuple[Choice, ...]:
    options = [text for text in map(str.strip, added.options) if text]
    if len(options) < 2:
        raise UsageProblem("A choice needs two answers or more.", remedy="Write one on each line.", code="draft")
    return choices_of(options)


def _columns(blank: Blank, added: Added, at: Box | Location) -> tuple[Column, ...]:
    """Return the columns of a table, as they are printed; where they aren't they go by their order."""
    heads = grid_pointed_at(blank, at).heads
    called = [text for text in map(str.strip, added.columns) if text]
    if len(called) != len(heads):
        raise UsageProblem(
            f"This table has {len(heads)} columns.", remedy="Write what each is called, one on each line.", code="draft"
        )
    names = Names()
    return tuple(
        make(Column, id=names.take(words(text)), label=head.words or None)
        for text, head in zip(called, heads, strict=True)
    )


def _has_place(blank: Blank, field: Field, at: Box | Location) -> bool:
    """Return whether the row that was pointed at is one of a table's; other questions were looked at before."""
    if not field.has_rows or not isinstance(at, Box):
        return True
    place = try_field(field, blank.bones, blank.named)[0]
    return isinstance(place, Table) and any(table == at.table and row >= at.row for table, row in place.rows)


def _called(blank: Blank, field: Field, name: str, names: Names) -> Field:
    """Return a question under words of somebody's own: what is printed leads to it all the same."""
    called = one_line(name)[:_LONGEST_NAME]
    own = replace(field, id=names.take(called), label=called, also=(field.label, *field.also))
    place, problems = try_field(own, blank.bones, blank.named)
    if problems or place.label is None:
        raise _not_found("")
    return own


def _not_found(why: str) -> UsageProblem:
    return UsageProblem(
        f"An answer at this place would not be found{f': {why}' if why else '.'}",
        remedy="Choose another label, or the place beside it.",
        code="draft",
    )


def _with_roles(proposal: Proposal) -> Proposal:
    """Let added questions be what the draft lacked: whom the form is about, when it was done, when the next is due."""
    fields = [noted.entry for noted in proposal.fields]
    _, done, review = dates(fields)
    return replace(
        proposal,
        subject=proposal.subject or subject(fields)[0],
        review_on=proposal.review_on or (done.id if done is not None else ""),
        review_field=proposal.review_field or (review.id if review is not None else ""),
    )
