"""The draft: everything a blank shows, proposed as a mapping and tried on that blank."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from msgspec.structs import replace

from pipeline.document import ControlKind, Document
from pipeline.draft.finders.cells import find_option_cells, find_rated
from pipeline.draft.finders.checklist import find_checklists
from pipeline.draft.finders.legends import take_legends
from pipeline.draft.finders.named_places import find_named_places
from pipeline.draft.finders.pairs import find_labels_under, find_pairs
from pipeline.draft.finders.prompts import find_prompts
from pipeline.draft.finders.scores import find_scale, with_levels
from pipeline.draft.finders.single_ticks import find_single_ticks
from pipeline.draft.finders.tables import find_tables
from pipeline.draft.finders.tick_lists import find_grouped
from pipeline.draft.names import Names, identifier
from pipeline.draft.proposal import Noted, Proposal
from pipeline.draft.question import Question
from pipeline.draft.roles import dates, score, subject
from pipeline.draft.trial import Tried, try_question
from pipeline.draft.validate import settle
from pipeline.draft.version import version_of
from pipeline.draft.view import Blank, Spot, see
from pipeline.extract.text import label_key
from pipeline.mapping.model import Field, FieldKind, Form
from pipeline.mapping.strict.models import make

_LIST_SHOWS_ENTRY: Final = (
    "It shows its first entry from the start, which can't be told from an answer: give the list an empty first entry."
)


def draft(document: Document, *, blank_name: str, known_as: str = "") -> Proposal:
    """Propose a mapping for the form of which ``document`` is the blank.

    What is surest is taken first, so that what is left is judged with less around it: checklist, score, tables, pairs
    of label and answer, prompts in the text.

    Args:
        document: The parsed blank.
        blank_name: Name of its file, as the mapping will name it.
        known_as: Id of the form when it has one already.
    """
    blank = see(document)
    names = Names()
    take_legends(blank)
    rated = find_rated(blank)
    grids = find_checklists(blank, names)
    scale = find_scale(blank)
    asked = [
        *rated,
        *grids.questions,
        *find_grouped(blank),
        *find_labels_under(blank),
        *find_tables(blank),
        *find_option_cells(blank),
    ]
    asked += [*find_pairs(blank), *find_prompts(blank)]
    asked += [*find_single_ticks(blank), *find_named_places(blank)]
    questions = [*scale.questions, *(with_levels(question, scale) for question in asked)]
    tried = _tried(blank, questions, names)
    fields = [each.field for each in tried if each.field is not None]
    person, identifying = subject(fields)
    _, done, review = dates(fields)
    identifying += (done.id,) if done is not None else ()
    return settle(
        Proposal(
            form=_form(blank, blank_name, known_as, {label_key(field.label) for field in fields}),
            subject=person,
            fields=tuple(_noted(each, identifying) for each in tried if each.field is not None),
            checklists=grids.checklists,
            score=score(scale, tried),
            review_on=done.id if done is not None else "",
            review_field=review.id if review is not None else "",
            left_out=(*grids.left_out, *(each.left_out for each in tried if each.left_out), *_unused(blank)),
        ),
        document,
        blank_name,
    )


def _unused(blank: Blank) -> Iterator[str]:
    """Name the boxes with controls that no entry has: the form's author wanted something there."""
    for box in blank.bones.boxes():
        controls = blank.controls_in(box)
        if not controls or not blank.free(box):
            continue
        kind = controls[0].kind
        remedy = _LIST_SHOWS_ENTRY if kind is ControlKind.DROP_DOWN and box.key else "Add a question for it."
        yield f"There is a {kind} at {box.location} that no entry of this draft has. {remedy}"


def _tried(blank: Blank, questions: Sequence[Question], names: Names) -> list[Tried]:
    """Try all questions in reading order; one that hangs on another comes after it."""
    known: dict[Spot, str] = {}
    found = []
    for question in sorted(questions, key=lambda each: (blank.order(each.spot), each.rest_of is not None)):
        tried = try_question(blank, question, names, known)
        if tried.field is not None and question.rest_of is None:
            known[question.spot] = tried.field.id
        found.append(tried)
    return found


def _noted(tried: Tried, identifying: Sequence[str]) -> Noted[Field]:
    field = tried.field
    assert field is not None  # noqa: S101 - for the type checker; the caller has looked
    changes: dict[str, object] = {"required": True} if field.id in identifying else {}
    if field.id in identifying and field.is_long:
        changes["kind"] = FieldKind.TEXT
    return Noted(entry=replace(field, **changes), notes=tried.notes)


def _form(blank: Blank, blank_name: str, known_as: str, labels: Collection[str]) -> Noted[Form]:
    name = blank_name.rpartition(".")[0]
    title = blank.title if blank.title and label_key(blank.title) not in labels else name  # told from every label
    version = version_of(blank)
    notes = [] if version else ["The form prints no version: give it the one that your team uses."]
    if known_as:
        notes.insert(0, "A mapping for this form is there already; this draft has its id and takes its place.")
    entry = make(Form, id=known_as or identifier(title), version=version or "1", title=title, blanks=(blank_name,))
    return Noted(entry=entry, notes=tuple(notes))
