"""Make an Answer, as the field's kind wants it, together with what has to be said about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from pipeline.extract.form.added import NOTHING, Taken
from pipeline.extract.form.blank import Spot
from pipeline.extract.form.completed import CompletedForm
from pipeline.extract.matching.skeleton import Box
from pipeline.extract.values.coerce import number_of, text_of
from pipeline.extract.values.dated import date_of
from pipeline.extract.values.listed_choices import listed_choice
from pipeline.extract.values.reading import BLANK, Reading, unclear
from pipeline.findings import Finding, find
from pipeline.location import Location
from pipeline.mapping.model import Field, FieldKind
from pipeline.people import are_several, first_name_in, is_one_person
from pipeline.submission import Answer, State, Value, shown
from pipeline.words import Words

ASKED_TWICE = "it is asked more than once, with different answers"
_NOBODY = "it doesn't look like the name of a person"
_SEVERAL = "more than one person seems to be named there"


class Read(Struct, frozen=True, kw_only=True):
    """An answer and what was noticed in reading it.

    Attributes:
        chosen_at: For a choice printed in several places: the blank's lines at which one was chosen.
    """

    answer: Answer
    findings: tuple[Finding, ...] = ()
    chosen_at: tuple[int, ...] = ()


def _tick_of(taken: Taken, field: Field) -> Reading[Value]:
    from pipeline.extract.values.ticks import tick_of  # few forms ask so

    return tick_of(taken, field)


_BY_KIND: Final[Mapping[FieldKind, Callable[[Taken, Field], Reading[Value]]]] = {
    FieldKind.TEXT: text_of,
    FieldKind.NARRATIVE: text_of,
    FieldKind.DATE: date_of,
    FieldKind.NUMBER: number_of,
    FieldKind.CHOICE: listed_choice,
    FieldKind.TICK: _tick_of,
    FieldKind.TABLE: text_of,
}


def value_of(taken: Taken, field: Field) -> Reading[Value]:
    """Read what was added for a field as its kind wants it."""
    return _BY_KIND[field.kind](taken, field)


def read_as(
    field: Field,
    value: Reading[Value],
    *,
    taken: Taken = NOTHING,
    location: Location | None,
    found_by: str = "label",
    places: Mapping[str, Location] | None = None,
    chosen_at: tuple[int, ...] = (),
) -> Read:
    """Make the answer of a field; one that is blank and has no place in the form was not found, unless it is optional.

    Args:
        field: The field.
        value: What was read.
        taken: The added text it was read from.
        location: Where it was found or belongs, ``None`` when the form has no such place.
        found_by: How it was found.
        places: Where the marks of printed options go.
        chosen_at: See :class:`Read`.
    """
    state = value.state
    if location is None and state is State.BLANK and not field.optional:
        state = State.NOT_FOUND
    said = taken.words
    answer = Answer(
        field=field.id,
        state=state,
        value=value.value if state is State.ANSWERED else None,
        raw=said.text,
        location=location,
        found_by=found_by if location is not None else "",
        reason=value.reason,
        places=places or {},
        signs=value.signs,
        struck=said.struck,
    )
    return Read(answer=answer, findings=_said_of(field, answer, value.proposed), chosen_at=chosen_at)


def rows_as(
    field: Field,
    rows: Sequence[Mapping[str, Words]],
    *,
    taken: Taken = NOTHING,
    location: Location | None,
    found_by: str = "label",
) -> Read:
    """Make the answer of a table from its rows; without any it is blank. The arguments are those of :func:`read_as`."""
    if not rows:
        return read_as(field, BLANK, location=location, found_by=found_by)
    texts = tuple({name: words.text for name, words in row.items()} for row in rows)
    read = read_as(field, Reading(texts), taken=taken, location=location, found_by=found_by)
    struck = tuple({name: words.struck for name, words in row.items() if words.struck} for row in rows)
    return replace(read, answer=replace(read.answer, struck_cells=struck)) if any(struck) else read


def made_unclear(field: Field, read: Read, value: Reading[Value]) -> Read:
    """Return an answer as unclear for a reason that was found after it was read; its text stays."""
    answer = read.answer
    made = read_as(field, value, location=answer.location, found_by=answer.found_by, places=answer.places)
    signs = (*answer.signs, *value.signs)
    answer = replace(made.answer, raw=answer.raw, struck=answer.struck, signs=signs)
    return Read(answer=answer, findings=(*read.findings, *made.findings), chosen_at=read.chosen_at)


def _said_of(field: Field, answer: Answer, proposed: Value) -> tuple[Finding, ...]:
    if answer.state is State.UNCLEAR:
        found = find(
            "unclear_answer", field=field.id, location=answer.location, label=field.label, reason=answer.reason
        )
        said = shown(proposed).lower() if isinstance(proposed, bool) else str(proposed)
        return (replace(found, proposed="" if proposed is None else said),)
    if answer.state is State.NOT_FOUND:
        return (find("not_found", field=field.id, label=field.label),)
    return ()


def read_in_boxes(
    form: CompletedForm, field: Field, value: Reading[Value], taken: Taken, boxes: Sequence[Box], label: Spot | None
) -> Read:
    """Make the answer of a field that has some boxes; the place of an empty one is the first that isn't the label's."""
    if taken:
        return read_as(field, value, taken=taken, location=taken.location)
    printed = label.box if label is not None else None
    own = next((box for box in boxes if form.matched.blank_of(box) is not printed), boxes[0] if boxes else None)
    return read_as(field, value, location=own.location if own is not None else label_location(form, label))


def label_location(form: CompletedForm, label: Spot | None) -> Location | None:
    """Return the place of a label in the form."""
    for entry, box in form.label_entries(label) if label is not None else ():
        return box.location if box is not None else entry.line.location
    return None


def unless_one_person(field: Field, read: Read) -> Read:
    """Return an answer as it was read, but unclear unless it looks like one person's name; a name in it is proposed."""
    answer = read.answer
    name = str(answer.value)
    if answer.state is not State.ANSWERED or is_one_person(name):
        return read
    value = unclear(_SEVERAL if are_several(name) else _NOBODY, proposed=first_name_in(name) or None)
    return made_unclear(field, read, value)
