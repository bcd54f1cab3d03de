"""Read every field that is not the checklist: narrow claims first, so that what is left belongs to the wider ones.

Order: choices printed under another choice, printed choices, answers on their label's own line, tables, boxes; last
the fields that have what a date leaves of its box.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from pipeline.extract.field_place import FieldPlace
from pipeline.extract.form.added import AddedText
from pipeline.extract.form.blank import Spot
from pipeline.extract.form.completed import CompletedForm
from pipeline.extract.form.taken import NOTHING, Taken, claim
from pipeline.extract.matching.align import Aligned
from pipeline.extract.matching.skeleton import Box
from pipeline.extract.memo import once
from pipeline.extract.places.answer import Read, label_location, read_as
from pipeline.extract.places.gap import read_gap
from pipeline.extract.places.hidden_answers import unless_hidden
from pipeline.extract.places.options_box import read_box_choice
from pipeline.extract.places.options_cells import read_cell_choice
from pipeline.extract.places.printed_choices import marked_in_label, read_printed_choice
from pipeline.extract.places.shared_box import read_part
from pipeline.extract.places.table import read_table
from pipeline.extract.places.tagged_answers import with_named
from pipeline.extract.text import is_filler
from pipeline.extract.values.by_kind import value_of
from pipeline.extract.values.coerce import BLANK, Coerced, date_value, only_a_date
from pipeline.extract.values.dates import find_dates
from pipeline.extract.values.struck_out import first_standing_date, struck_dates
from pipeline.findings import find
from pipeline.mapping.model import Field, FieldKind, Place
from pipeline.submission import State

_ORDER: tuple[Callable[[FieldPlace], bool], ...] = (
    lambda place: place.field.at is Place.GAP,
    lambda place: place.field.part_of is not None and place.field.kind not in (FieldKind.TEXT, FieldKind.NARRATIVE),
    lambda place: place.field.part_of is not None,
    lambda place: place.field.under is not None,
    lambda place: place.has_printed_options,
    lambda place: place.field.at is Place.LINE,
    lambda place: place.field.kind is FieldKind.TABLE,
    lambda place: place.field.rest_of is None,
    lambda place: True,
)


def read_fields(form: CompletedForm, places: Iterable[FieldPlace]) -> dict[str, Read]:
    """Read all fields of a completed form; they come in the order of the mapping."""
    found: dict[str, Read] = {}
    for place in _in_order(tuple(places)):
        owned = form.named.release(place.field.id)
        read = with_named(form, place, _read(form, place, found), owned)
        found[place.field.id] = unless_hidden(form, place, read)
    return {field.id: found[field.id] for field in form.layout.mapping.fields}


@once
def _in_order(places: tuple[FieldPlace, ...]) -> Sequence[FieldPlace]:
    """Put the fields of a form into the order in which they claim what was added."""
    return sorted(places, key=lambda place: next(rank for rank, belongs in enumerate(_ORDER) if belongs(place)))


def _read(form: CompletedForm, place: FieldPlace, found: dict[str, Read]) -> Read:
    if place.field.at is Place.GAP:
        return read_gap(form, place)
    if place.field.part_of is not None and place.owner is not None:
        return read_part(form, place, place.owner, _pieces_of(form, place.owner))
    if place.label is None and place.field.optional:
        return read_as(place, BLANK, location=None)
    if place.cells:
        return read_cell_choice(form, place)
    if place.prints_options or place.lines:
        return read_box_choice(form, place)
    if place.options:
        child = next((found[other.id] for other in form.layout.mapping.fields if other.under == place.field.id), None)
        return read_printed_choice(form, place, child)
    if place.field.kind is FieldKind.TABLE:
        return read_table(form, place)
    if place.owner is not None:
        return _rest(form, place, place.owner)
    return _on_label_line(form, place) or _boxed(form, place)


def _pieces_of(form: CompletedForm, place: FieldPlace) -> list[AddedText]:
    """Return what was added in a field's boxes, or behind its label on its line."""
    pieces = [piece for box in form.boxes(place.sought) for piece in form.pieces(box) if not piece.is_edit]
    if place.label is None:
        return pieces
    for entry, box in form.label_entries(place.label):
        pieces += [piece for piece in _behind(form, entry, box, place.label) if piece not in pieces]
    return pieces


# -- in boxes ------------------------------------------------------------------------------------------------------


def _boxed(form: CompletedForm, place: FieldPlace) -> Read:
    """Read an answer from its boxes, and from what was typed into its label's box."""
    boxes = form.boxes(place.sought)
    pieces = form.take(boxes)
    value = _coerce(form, place.field, pieces)
    pieces = Taken([piece for piece in pieces if piece.claimed])
    if not pieces and place.field.kind is FieldKind.CHOICE:
        value = marked_in_label(form, place)
    if not pieces and place.field.kind in (FieldKind.NARRATIVE, FieldKind.TEXT) and boxes:
        return _outside(form, place, boxes) or _without_text(form, place, boxes)
    return _in_boxes(form, place, value, pieces, boxes)


def _without_text(form: CompletedForm, place: FieldPlace, boxes: Sequence[Box]) -> Read:
    """Read boxes in which nothing was typed; a picture alone may be the answer, such as that of a message."""
    read = _in_boxes(form, place, BLANK, NOTHING, boxes)
    drawn = next((box for box in boxes if form.matched.paired(box).is_drawn_on(box)), None)
    if drawn is None:
        return read
    found = find("picture_unread", field=place.field.id, location=drawn.location, label=place.field.label)
    return Read(answer=read.answer, findings=(*read.findings, found))


def _outside(form: CompletedForm, place: FieldPlace, boxes: Sequence[Box]) -> Read | None:
    """Read an answer typed into a cell added beside its empty box, or right under the table of the box."""
    how = "beside its box"
    pieces = form.take(form.boxes_beside(boxes), edits=True)
    if not pieces and place.is_alone:
        how = "under its box"
        pieces = claim(form.body_pieces_under(boxes[-1].table))
    if not pieces:
        return None
    location, value = pieces.location, _coerce(form, place.field, pieces)
    read = read_as(place, value, taken=pieces, location=location, found_by=how)
    found = find("read_outside_box", field=place.field.id, location=location, label=place.field.label)
    return Read(answer=read.answer, findings=(*read.findings, found))


def _in_boxes(form: CompletedForm, place: FieldPlace, value: Coerced, pieces: Taken, boxes: Sequence[Box]) -> Read:
    if pieces:
        return read_as(place, value, taken=pieces, location=pieces.location)
    label = place.label.box if place.label is not None else None
    own = next((box for box in boxes if form.matched.blank_of(box) is not label), boxes[0] if boxes else None)
    return read_as(place, value, location=own.location if own is not None else label_location(form, place))


def _coerce(form: CompletedForm, field: Field, pieces: Taken) -> Coerced:
    if not pieces:
        return BLANK
    if field.kind is FieldKind.DATE and _shares_box(form, field):
        return _split_date(form, pieces)
    return value_of(pieces, field)


# -- a box that a date shares with another answer ------------------------------------------------------------------


def _shares_box(form: CompletedForm, field: Field) -> bool:
    return any(other.rest_of == field.id for other in form.layout.mapping.fields)


def _split_date(form: CompletedForm, pieces: Taken) -> Coerced:
    """Take the first date out of a shared box; everything else is left for the field that shares it."""
    for piece in pieces:
        piece.claimed = False
    for piece in sorted(pieces, key=lambda piece: not find_dates(piece.standing)):
        value, (start, end) = first_standing_date(piece)
        if end:
            claim([form.cut(piece, start, end), *struck_dates(pieces)])
            return value
    text = pieces.text
    stored = date_value(text, pieces.controls)
    if stored.state is State.ANSWERED:
        claim(pieces)
        return stored
    return stored if any(character.isdigit() for character in text) else BLANK


def _rest(form: CompletedForm, place: FieldPlace, sharing: FieldPlace) -> Read:
    """Read what a date leaves of its box, and a box of the field's own where the blank prints one."""
    boxes = form.boxes([*sharing.sought, *place.sought])
    pieces = form.take(boxes)
    own = FieldPlace(place.field, label=place.label or sharing.label, boxes=place.boxes or sharing.boxes)
    return _in_boxes(form, own, _coerce(form, place.field, pieces), pieces, boxes)


# -- on the label's own line ---------------------------------------------------------------------------------------


def _on_label_line(form: CompletedForm, place: FieldPlace) -> Read | None:
    """Read what was typed behind a label on its line, or for a date, alone on the next one."""
    if place.label is None or not (place.field.at is Place.LINE or place.label.box is None):
        return None
    for entry, box in form.label_entries(place.label):
        pieces = _behind(form, entry, box, place.label) or _next_line(form, place.field, entry, box)
        if box is None and (
            place.field.kind is FieldKind.NARRATIVE or (place.field.kind is FieldKind.TEXT and not pieces)
        ):
            pieces += _under(form, entry)
        if pieces:
            taken = claim(_date_alone(form, place.field, pieces))
            return read_as(place, _coerce(form, place.field, taken), taken=taken, location=taken.location)
    return None


def _behind(form: CompletedForm, entry: Aligned, box: Box | None, spot: Spot) -> list[AddedText]:
    end = max(cover.end for cover in entry.covers if cover.blank_index == spot.line_index)
    return [piece for piece in form.pieces_on(entry, box) if piece.start >= end and not piece.claimed]


def _under(form: CompletedForm, entry: Aligned) -> list[AddedText]:
    """Take what was written under a label that stands in the text, up to the next printed words or the next table."""
    start = entry.number + 1
    end = next((before for before in form.bones.lines_before if before >= start), len(form.body.entries))
    found: list[AddedText] = []
    for other in form.body.entries[start:end]:
        printed = (form.layout.blank.body[cover.blank_index].text for cover in other.covers)
        if not all(is_filler(text) for text in printed):
            break
        found += [piece for piece in form.pieces_on(other, None) if not piece.claimed]
    return found


def _next_line(form: CompletedForm, field: Field, entry: Aligned, box: Box | None) -> list[AddedText]:
    entries = form.body.entries if box is None else form.entries(box)
    following = next((other for other in entries[entry.number + 1 :] if other.line.key), None)
    if following is None or following.covers or field.kind is not FieldKind.DATE:
        return []
    return [piece for piece in form.pieces_on(following, box) if not piece.claimed and only_a_date(piece.text)]


def _date_alone(form: CompletedForm, field: Field, pieces: list[AddedText]) -> list[AddedText]:
    """Of a date's line take the date alone when more stands behind it: the rest is another answer."""
    if field.kind is not FieldKind.DATE or only_a_date(Taken(pieces).text):
        return pieces
    for piece in pieces:
        value, (start, end) = first_standing_date(piece)
        if value.state is State.ANSWERED:
            return [form.cut(piece, start, end)]
    return pieces
