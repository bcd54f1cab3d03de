"""Fields that take their part out of another field's box: a date, a number, options, or what stands behind some words.

What is left of the box belongs to the field that owns it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.extract.field_place import FieldPlace
from pipeline.extract.form.added import AddedText
from pipeline.extract.form.completed import CompletedForm
from pipeline.extract.form.taken import Taken, claim
from pipeline.extract.places.answer import Read, label_location, read_as
from pipeline.extract.values.choices import TAKEN_BACK, named_spans, option_wordings
from pipeline.extract.values.coerce import BLANK, Coerced, first_date, first_number, text_value, typed_choice, unclear
from pipeline.mapping.model import Field, FieldKind
from pipeline.signs import DASHES

_BEFORE = f" \t\u00a0,;:({DASHES}"
_BEHIND = " \t\u00a0,;)"
_LEAD = re.compile(rf"[{DASHES}\s:;,.]*")

Stretch = tuple[int, int]


def read_part(form: CompletedForm, place: FieldPlace, owner: FieldPlace, pieces: Sequence[AddedText]) -> Read:
    """Read a field from the added text of another one's box.

    Args:
        form: The completed form.
        place: The field; it has no place of its own.
        owner: The field whose box it is.
        pieces: What was added there.
    """
    own = FieldPlace(place.field, label=owner.label, boxes=owner.boxes)
    for piece in [piece for piece in pieces if not piece.claimed]:
        for start, value_start, end in _regions(place.field, piece.text):
            found = _standing(place.field, piece, value_start, end)
            if found is None:
                continue
            value, (low, high) = found
            first = start if start < value_start else value_start + low
            part = _cut(form, piece, first, value_start + high)
            return read_as(own, value, taken=part, location=part.location, found_by="label")
    return read_as(own, BLANK, location=label_location(form, owner))


def _regions(field: Field, text: str) -> Iterator[tuple[int, int, int]]:
    """Yield where the part may stand: from where with the words before it, from where without them, and to where."""
    if not field.behind:
        yield 0, 0, len(text)
        return
    words = "|".join(re.escape(word) for word in sorted(field.behind, key=len, reverse=True))
    for match in re.finditer(rf"(?<!\w)(?:{words})(?!\w)", text, re.IGNORECASE):
        lead = _LEAD.match(text, match.end())
        yield match.start(), lead.end() if lead else match.end(), len(text)


def _standing(field: Field, piece: AddedText, start: int, end: int) -> tuple[Coerced, Stretch] | None:
    """Find a field's part in what is not struck out; what only stands there struck out is unclear."""
    said = _found(field, piece.text[start:end])
    if said is None or not piece.words.cut(start, end).struck:
        return said
    if field.kind in (FieldKind.TEXT, FieldKind.NARRATIVE):
        return _standing_text(field, piece, (start + said[1][0], start + said[1][1])), said[1]
    return _found(field, piece.standing[start:end]) or (unclear(TAKEN_BACK, "struck out"), said[1])


def _standing_text(field: Field, piece: AddedText, stretch: Stretch) -> Coerced:
    """Read words as in a box of their own: a narrative keeps what is struck out of it, a short text doesn't."""
    words = piece.words.cut(*stretch)
    if not words.standing.strip():
        return unclear(TAKEN_BACK, "struck out")
    return text_value(words.text if field.kind is FieldKind.NARRATIVE else words.standing)


def _found(field: Field, text: str) -> tuple[Coerced, Stretch] | None:
    """Find a field's part in a text: its value, and the stretch that it takes up."""
    if field.kind is FieldKind.DATE:
        value, stretch = first_date(text)
        return (value, stretch) if stretch[1] else None
    if field.kind is FieldKind.NUMBER:
        return first_number(text)
    if field.kind is FieldKind.CHOICE:
        spans = named_spans(text, option_wordings(field.choices))
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
