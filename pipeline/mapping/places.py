"""Named places: what a blank calls the places of its answers, by the tag of a control in Word, by a name in Excel.

The names come from ids alone, so whoever reads a completed form finds an answer whatever became of the words around it:

    child_name             a field
    outcome.low            one choice of a field
    type.low.CCE           one choice of a field that is printed under a choice of another
    agencies.contact       a column of a table; each row has one
    sen, sen.notes         a factor of a checklist, and its notes
    sen.high, sen.final    one option of a factor that has a column or row; one round of it
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from pipeline.mapping.checklist import Checklist
from pipeline.mapping.model import Field, FieldKind, Mapping
from pipeline.mapping.rows import Entered, Factor
from pipeline.signs import BOX_EMPTY

FORM_PROPERTY: Final = "wordform.form"
VERSION_PROPERTY: Final = "wordform.version"
"""The custom properties of a package in which a blank of ours carries the form's id and version."""


class NamedPlace(Struct, frozen=True, kw_only=True):
    """One named place.

    Attributes:
        name: What it is called.
        title: What a person is told: the label, with what tells it from others of the same label.
        prompt: What is there until somebody fills it in; it is no answer.
        asked: Id of the field or factor that it belongs to.
        choice: Id of the choice that a mark there makes.
        above: Id of the choice of another field under which it is.
        column: Id of the column of a table, or of the round of a checklist.
        is_notes: It is the place for notes on a factor.
        is_given: The form's author gave it this name, and the mapping says so; it tells nothing of the form.
    """

    name: str
    title: str
    prompt: str
    asked: str
    choice: str | None = None
    above: str | None = None
    column: str | None = None
    is_notes: bool = False
    is_given: bool = False


_TEXT: Final = "Click or tap here to enter text."
_CHOICE: Final = "Choose an item."
_PROMPTS: Final[dict[FieldKind, str]] = {
    FieldKind.DATE: "Click or tap to enter a date.", FieldKind.CHOICE: _CHOICE, FieldKind.TICK: BOX_EMPTY
}  # fmt: skip
PROMPTS: Final = frozenset({_TEXT, *_PROMPTS.values()} - {BOX_EMPTY})
"""What controls show until somebody types into them; some programs save it as if somebody had typed it."""


def prompt_for(kind: FieldKind) -> str:
    """Return what a control for this kind of answer shows until somebody fills it in."""
    return _PROMPTS.get(kind, _TEXT)


_POINTS: Final = "[Points]"
_NOTES: Final = "[Notes]"  # shorter where a page has many of them


def own_places(mapping: Mapping) -> dict[str, NamedPlace]:
    """Return the places that have their names of the mapping's ids, as blanks have that are made from it."""
    return {name: place for name, place in named_places(mapping).items() if not place.is_given}


def named_places(mapping: Mapping) -> dict[str, NamedPlace]:
    """Return every place that a blank of this form may name, by its name, in the order of the mapping."""
    places = [place for field in mapping.fields for place in _of_field(mapping, field)]
    for checklist in mapping.checklists:
        places += [place for factor in checklist.factors for place in _of_factor(checklist, factor)]
    return {place.name: place for place in places}


def _of_factor(checklist: Checklist, factor: Factor) -> Iterator[NamedPlace]:
    prompt = _POINTS if checklist.entered is Entered.POINTS else _CHOICE if checklist.options else BOX_EMPTY
    yield NamedPlace(name=factor.id, title=factor.label, prompt=prompt, asked=factor.id)
    for option in factor.options or (checklist.options if checklist.has_option_columns else ()):
        name, title = f"{factor.id}.{option.id}", f"{factor.label}: {option.label}"
        yield NamedPlace(name=name, title=title, prompt=BOX_EMPTY, asked=factor.id, choice=option.id)
    for each in checklist.rounds:
        name, title = f"{factor.id}.{each.id}", f"{factor.label}: {each.id}"
        yield NamedPlace(name=name, title=title, prompt=prompt, asked=factor.id, column=each.id)
    notes, title = f"{factor.id}.notes", f"{factor.label}: notes"
    for number in range(1, max(2, checklist.notes_columns + 1)):
        name = notes if number == 1 else f"{notes}_{number}"
        yield NamedPlace(name=name, title=title, prompt=_NOTES, asked=factor.id, is_notes=True)


def _of_field(mapping: Mapping, field: Field) -> Iterator[NamedPlace]:
    label = field.label.rstrip(" :")
    yield NamedPlace(name=field.id, title=label, prompt=prompt_for(field.kind), asked=field.id)
    if field.named and field.named != field.id:
        prompt = prompt_for(field.kind)
        yield NamedPlace(name=field.named, title=label, prompt=prompt, asked=field.id, is_given=True)
    for column in field.columns:
        name, header = f"{field.id}.{column.id}", column.label or column.id
        title, prompt = f"{label}: {header}", f"[{header}]"
        yield NamedPlace(name=name, title=title, prompt=prompt, asked=field.id, column=column.id)
    above = mapping.field(field.under) if field.under else None
    for choice in field.choices:
        if above is None:
            name, title = f"{field.id}.{choice.id}", f"{label}: {choice.label}"
            yield NamedPlace(name=name, title=title, prompt=BOX_EMPTY, asked=field.id, choice=choice.id)
            continue
        for level in above.choices:
            yield NamedPlace(
                name=f"{field.id}.{level.id}.{choice.id}",
                title=f"{level.label}: {label}: {choice.label}",
                prompt=BOX_EMPTY,
                asked=field.id,
                choice=choice.id,
                above=level.id,
            )


def is_a_label(mapping: Mapping, text: str) -> bool:
    """Return whether a heading says what a question says: a label occurs once, so that its answer is found by it."""
    labels = [*(each.labels for each in mapping.fields), *(each.labels for each in mapping.factors)]
    return label_words(text) in (label_words(label) for wordings in labels for label in wordings)


def label_words(text: str) -> str:
    """Return the letters and digits of a label."""
    return "".join(character for character in text.casefold() if character.isalnum())
