"""Questions that a draft missed, added by a person who points at the place of the answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from pipeline.document import Document
from pipeline.draft.finders.options import choices_of, options_of
from pipeline.draft.kinds import kind_of
from pipeline.draft.names import Names
from pipeline.draft.proposal import Noted, Proposal
from pipeline.draft.question import Question
from pipeline.draft.roles import dates, subject
from pipeline.draft.trial import try_question
from pipeline.draft.view import Blank, Spot, has_words, see
from pipeline.errors import UsageProblem
from pipeline.extract.matching.skeleton import Box
from pipeline.extract.values.ticks import boxed_words
from pipeline.location import Location
from pipeline.mapping.model import Field, FieldKind

_MOST_LABELS: Final = 8


class Added(Struct, frozen=True, kw_only=True):
    """A question that a person adds.

    Attributes:
        place: Where its answer belongs: a cell, or a paragraph outside of tables, as it is printed.
        label: The printed line that asks it, one of those near the place.
        kind: What kind of answer it takes.
        options: What may be chosen, for a choice.
    """

    place: str
    label: str
    kind: str
    options: tuple[str, ...] = ()


class Suggested(Struct, frozen=True, kw_only=True):
    """What a question at a place most likely is.

    Attributes:
        labels: Printed lines that may ask it, the likeliest first.
        kind: What kind of answer the first of them asks for.
        options: What is printed there to choose from.
    """

    labels: tuple[str, ...]
    kind: FieldKind
    options: tuple[str, ...]


def suggest(document: Document, place: str) -> Suggested:
    """Return what a question at a place of a blank most likely is.

    Raises:
        UsageProblem: Nothing is printed near it.
    """
    blank = see(document)
    at = _at(blank, place)
    labels = tuple(dict.fromkeys(" ".join(text.split()) for _, text in _labels(blank, at)))[:_MOST_LABELS]
    if not labels:
        raise UsageProblem("Nothing is printed near this place that could ask it.", code="draft")
    printed = options_of(at.text) if isinstance(at, Box) else None
    options = printed[1] if printed is not None else ()
    kind = FieldKind.CHOICE if options else kind_of(labels[0], roomy=False)
    if not options and isinstance(at, Box) and any(part.is_sign for part in boxed_words(f"{at.text} {labels[0]}")):
        kind = FieldKind.TICK
    return Suggested(labels=labels, kind=kind, options=tuple(options))


def with_added(proposal: Proposal, added: Sequence[Added], document: Document) -> Proposal:
    """Return a draft with the questions that somebody added.

    Raises:
        UsageProblem: One would not be found where it was pointed at.
    """
    if not added:
        return proposal
    blank, names = see(document), Names()
    for noted in proposal.fields:
        names.take(noted.entry.id)
    fields = [*proposal.fields, *(Noted(entry=_field(blank, each, names)) for each in added)]
    return _with_roles(replace(proposal, fields=tuple(fields)))


def _field(blank: Blank, added: Added, names: Names) -> Field:
    at = _at(blank, added.place)
    is_choice = added.kind == FieldKind.CHOICE.value
    options = [text for text in map(str.strip, added.options) if text]
    if is_choice and len(options) < 2:
        raise UsageProblem("A choice needs two answers or more.", remedy="Write one on each line.", code="draft")
    if added.kind not in {each.value for each in FieldKind if each is not FieldKind.TABLE}:
        raise UsageProblem("There is no such kind of answer.", code="draft")
    spot = next((spot for spot, text in _labels(blank, at) if " ".join(text.split()) == added.label), None)
    if spot is None:
        raise UsageProblem("Its label is not printed near that place.", remedy="Choose one that is.", code="draft")
    question = Question(
        spot=spot,
        label=blank.line(spot).text,
        kind=FieldKind(added.kind),
        answer=(at,) if isinstance(at, Box) and at is not spot.box else (),
        choices=choices_of(options) if is_choice else (),
    )
    tried = try_question(blank, question, names, {})
    if tried.field is None:
        raise UsageProblem(
            f"An answer at this place would not be found: {tried.left_out}",
            remedy="Choose another label, or the place beside it.",
            code="draft",
        )
    return tried.field


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


# -- places and what is printed near them ------------------------------------------------------------------------------


def _at(blank: Blank, place: str) -> Box | Location:
    """Return the box at a place, or the paragraph; a place within a table of a box is that box.

    Raises:
        UsageProblem: The blank has no such place.
    """
    boxes = {str(box.location): box for box in blank.bones.boxes()}
    steps = place.split(", ")
    found = next((boxes[each] for each in _shorter(steps) if each in boxes), None)
    if found is not None:
        return found
    word, _, number = place.partition(" ")
    if word != "paragraph" or not number.isdigit():
        raise UsageProblem("No answer can be read at this place.", remedy="Choose a cell or a line.", code="draft")
    return Location((("paragraph", int(number)),))


def _shorter(steps: Sequence[str]) -> Iterator[str]:
    for count in range(len(steps), 0, -1):
        yield ", ".join(steps[:count])


def _labels(blank: Blank, at: Box | Location) -> Iterator[tuple[Spot, str]]:
    """Yield the printed lines that may ask what is answered at a place, the nearest first."""
    if isinstance(at, Box):
        rows = blank.bones.tables[at.table]
        left = [box for box in rows[at.row] if box.index < at.index]
        above = [box for row in rows[: at.row] for box in row if box.column <= at.column < box.column + box.span]
        right = rows[at.row][at.index + 1 : at.index + 2] if not has_words(at.text) else ()
        for box in (at, *reversed(left), *right, *reversed(above)):
            yield from _lines_of(box)
        before = range(blank.bones.lines_before[at.table])
    else:
        before = range(sum(_paragraph(line.location) <= _paragraph(at) for line in blank.bones.body))
    for index in reversed(before):
        if has_words(blank.bones.body[index].text):
            yield Spot(None, index), blank.bones.body[index].text


def _paragraph(location: Location) -> int:
    word, number = location.steps[0] if location.steps else ("", 0)
    return int(number) if word == "paragraph" else 0


def _lines_of(box: Box) -> Iterator[tuple[Spot, str]]:
    for index, line in enumerate(box.lines):
        if has_words(line.text):
            yield Spot(box, index), line.text
