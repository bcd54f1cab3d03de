"""Fields that share a box: some take their part out of it, one has what a date leaves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Self

from pipeline.extract.form.added import AddedText, Taken, claim
from pipeline.extract.form.blank import Spot
from pipeline.extract.form.completed import CompletedForm
from pipeline.extract.places.answer import Read, label_location, read_as, read_in_boxes, value_of
from pipeline.extract.places.shape import Shape
from pipeline.extract.values.choices import TAKEN_BACK, named_spans, option_words
from pipeline.extract.values.coerce import text_value
from pipeline.extract.values.dated import (
    DatePart,
    date_value,
    date_with_rest,
    first_date,
    first_standing_date,
    struck_dates,
    with_strikes,
)
from pipeline.extract.values.numbers import first_number
from pipeline.extract.values.reading import BLANK, Reading, unclear
from pipeline.extract.values.typed_choices import typed_choice
from pipeline.mapping.model import Field, FieldKind
from pipeline.patterns import pattern
from pipeline.signs import DASHES
from pipeline.submission import State, Value

if TYPE_CHECKING:
    from pipeline.extract.places.labels import Labels

_BEFORE = f" \t\u00a0,;:({DASHES}"
_BEHIND = " \t\u00a0,;)"
_LEAD = pattern(rf"[{DASHES}\s:;,.]*")

Stretch = tuple[int, int]


class PartOfBox(Shape, frozen=True, eq=False, kw_only=True, dict=True):
    """A field that takes its part out of its owner's box: a date, a number, options."""

    @classmethod
    def find(cls, labels: Labels, field: Field, spots: Sequence[Spot]) -> PartOfBox | None:
        """Take a field that the mapping makes a part of another; words are all that nobody else has taken."""
        if field.part_of is None:
            return None
        return WordsOfBox(field=field) if field.is_text else PartOfBox(field=field)

    def read(self, form: CompletedForm, before: Mapping[str, Read]) -> Read:
        """Read the part; what is left of the box belongs to the field that owns it."""
        for piece in [piece for piece in self._pieces(form) if not piece.claimed]:
            for start, value_start, end in _regions(self.field, piece.text):
                found = _standing(self.field, piece, value_start, end)
                if found is None:
                    continue
                value, (low, high) = found
                first = start if start < value_start else value_start + low
                part = _cut(form, piece, first, value_start + high)
                return read_as(self.field, value, taken=part, location=part.location, found_by="label")
        return read_as(self.field, BLANK, location=label_location(form, self.owner.label if self.owner else None))

    def _pieces(self, form: CompletedForm) -> list[AddedText]:
        """Return what was added in the owner's boxes, or behind its label on its line."""
        if self.owner is None:
            return []
        pieces = [piece for box in form.boxes(self.owner.sought) for piece in form.pieces(box) if not piece.is_edit]
        label = self.owner.label
        for entry, box in form.label_entries(label) if label is not None else ():
            behind = form.pieces_behind(label, entry, box) if label is not None else ()
            pieces += [piece for piece in behind if piece not in pieces]
        return pieces


class WordsOfBox(PartOfBox, frozen=True, eq=False, kw_only=True, dict=True):
    """A field that takes what is behind some words in its owner's box."""


class RestOfBox(Shape, frozen=True, eq=False, kw_only=True, dict=True):
    """A field that has what a date leaves of its box, and a box of its own where the blank prints one."""

    @classmethod
    def find(cls, labels: Labels, field: Field, spots: Sequence[Spot]) -> Self | None:
        """Take a field that the mapping makes the rest of another."""
        if field.rest_of is None or (not spots and field.optional):
            return None
        boxes = labels.boxes_of(field, spots[0]) if spots else ()
        return cls(field=field, label=spots[0] if spots else None, repeats=tuple(spots), boxes=boxes)

    def read(self, form: CompletedForm, before: Mapping[str, Read]) -> Read:
        """Read what is left."""
        shared, label = (self.owner.sought, self.owner.label) if self.owner is not None else ((), None)
        boxes = form.boxes([*shared, *self.sought])
        taken = form.take_once(boxes)
        return read_in_boxes(form, self.field, value_in(form, self.field, taken), taken, boxes, self.label or label)


def value_in(form: CompletedForm, field: Field, taken: Taken) -> Reading[Value]:
    """Read what was added for a field; a date leaves the rest of a box to the field that shares it."""
    if not taken:
        return BLANK
    if field.is_date and any(other.rest_of == field.id for other in form.layout.mapping.fields):
        return _split_date(form, field, taken)
    return value_of(taken, field)


def _split_date(form: CompletedForm, field: Field, taken: Taken) -> Reading[Value]:
    """Take the date out of a shared box; everything else is left for the field that shares it."""
    for piece in taken:
        piece.claimed = False
    found = dated_in(taken, field)
    if found is not None:
        piece, part = found
        claim([form.cut(piece, part.start, part.end), *struck_dates(taken)])
        return part.value
    stored = date_value(taken.text, field, taken.controls)
    if stored.state is State.ANSWERED:
        claim(taken)
        return stored
    return stored if any(character.isdigit() for character in taken.text) else BLANK


def dated_in(taken: Taken, field: Field) -> tuple[AddedText, DatePart] | None:
    """Find the date in a shared box, in what is left standing there before what is struck out."""
    part = date_with_rest([piece.standing for piece in taken], field)
    if part is not None:
        return taken[part.at], with_strikes(taken[part.at], part)
    struck = ((piece, first_standing_date(piece, field)) for piece in taken)
    return next(((piece, part) for piece, part in struck if part is not None), None)


def _regions(field: Field, text: str) -> Iterator[tuple[int, int, int]]:
    """Yield where the part may be: from where with the words before it, from where without them, and to where."""
    if not field.behind:
        yield 0, 0, len(text)
        return
    words = "|".join(re.escape(word) for word in sorted(field.behind, key=len, reverse=True))
    for match in re.finditer(rf"(?<!\w)(?:{words})(?!\w)", text, re.IGNORECASE):
        lead = _LEAD.match(text, match.end())
        yield match.start(), lead.end() if lead else match.end(), len(text)


def _standing(field: Field, piece: AddedText, start: int, end: int) -> tuple[Reading[Value], Stretch] | None:
    """Find a field's part in what is not struck out; what only is there struck out is unclear."""
    said = _found(field, piece.text[start:end])
    if said is None or not piece.words.cut(start, end).struck:
        return said
    if field.is_text:
        return _standing_text(field, piece, (start + said[1][0], start + said[1][1])), said[1]
    return _found(field, piece.standing[start:end]) or (unclear(TAKEN_BACK, "struck out"), said[1])


def _standing_text(field: Field, piece: AddedText, stretch: Stretch) -> Reading[Value]:
    """Read words as in a box of their own: a narrative keeps what is struck out of it, a short text doesn't."""
    words = piece.words.cut(*stretch)
    if not words.standing.strip():
        return unclear(TAKEN_BACK, "struck out")
    return text_value(words.text if field.is_long else words.standing)


def _found(field: Field, text: str) -> tuple[Reading[Value], Stretch] | None:
    """Find a field's part in a text: its value, and the stretch that it takes up."""
    if field.is_date:
        part = first_date(text, field, is_part=True)
        return None if part is None else (part.value, (part.start, part.end))
    if field.kind is FieldKind.NUMBER:
        return first_number(text)
    if field.has_options:
        spans = named_spans(text, option_words(field.choices))
        return (typed_choice(text, field), (spans[0][0], spans[-1][1])) if spans else None
    said = text.rstrip(_BEHIND)
    return (text_value(said), (0, len(said))) if said else None


def _cut(form: CompletedForm, piece: AddedText, start: int, end: int) -> Taken:
    """Cut the part out, and take off what parted it from the rest: commas, dashes, brackets."""
    home = form.pieces(piece.box) if piece.box is not None else form.body_pieces
    part = form.cut(piece, start, end)
    at = home.index(part)
    line = part.entry.line.text
    if at and home[at - 1].line_at == part.line_at and not home[at - 1].claimed:
        before = home[at - 1]
        before.end = before.start + len(line[before.start : before.end].rstrip(_BEFORE))
    if at + 1 < len(home) and home[at + 1].line_at == part.line_at and not home[at + 1].claimed:
        behind = home[at + 1]
        behind.start = behind.end - len(line[behind.start : behind.end].lstrip(_BEHIND))
    home[:] = [each for each in home if each.end > each.start]
    return claim([part])
