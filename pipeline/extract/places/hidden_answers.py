"""Answers whose box holds hidden text, or what the reader could not be certain of: they are unclear."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from pipeline.extract.field_place import FieldPlace
from pipeline.extract.form.blank import Spot
from pipeline.extract.form.completed import CompletedForm
from pipeline.extract.places.answer import Read, read_as
from pipeline.extract.places.table import table_boxes
from pipeline.extract.text import is_filler
from pipeline.extract.values.coerce import unclear
from pipeline.location import Location
from pipeline.mapping.model import FieldKind
from pipeline.submission import State

HIDDEN = "hidden text stands there"
_CERTAIN = (State.ANSWERED, State.BLANK)


def unless_hidden(form: CompletedForm, place: FieldPlace, read: Read) -> Read:
    """Return an answer as it was read, but unclear when there is hidden or doubted text in a box or on a line of it.

    A table keeps its rows: one cell with hidden text must not take the others out of what is shown. Its finding asks.
    """
    answer = read.answer
    if not (form.hidden or form.doubts) or answer.state not in _CERTAIN:
        return read
    places = (
        *_places(form, place),
        *filter(None, (answer.location,) if place.field.kind is not FieldKind.TABLE else ()),
    )
    places = (*places, *answer.places.values())
    where, reason = form.hidden_in(places), HIDDEN
    if where is None:
        where, reason = form.doubted_in(places, place.field.kind)
    if where is None:
        return read
    location = where if place.field.kind is FieldKind.TABLE else answer.location or where
    made = read_as(place, unclear(reason), location=location, found_by=answer.found_by, places=answer.places)
    if place.field.kind is not FieldKind.TABLE:
        answer = replace(made.answer, raw=answer.raw, struck=answer.struck)
    return Read(answer=answer, findings=(*read.findings, *made.findings), chosen_at=read.chosen_at)


def _places(form: CompletedForm, place: FieldPlace) -> Iterator[Location]:
    if place.owner is not None:
        yield from _places(form, place.owner)
    if place.field.kind is FieldKind.TABLE:
        yield from (box.location for box in table_boxes(form, place))
        return
    cells = (box for boxes in place.cells.values() for box in boxes)
    yield from (box.location for box in form.boxes([*place.sought, *cells]))
    for option in place.options:
        yield from _lines(form, (Spot(None, line) for line in option.lines))
        if option.row is not None:
            yield from (box.location for boxes in form.rows_of(option.row) for box in boxes)
    yield from _lines(form, place.lines)
    if place.label is not None and place.label.box is None:
        yield from _under(form, place.label)


def _lines(form: CompletedForm, spots: Iterable[Spot]) -> Iterator[Location]:
    return (entry.line.location for spot in spots for entry, _ in form.label_entries(spot))


def _under(form: CompletedForm, label: Spot) -> Iterator[Location]:
    """Yield the line of a label that stands in the text, and those under it up to the next print or table."""
    for entry, _ in form.label_entries(label):
        start = entry.number
        end = next((before for before in form.bones.lines_before if before > start), len(form.body.entries))
        yield entry.line.location
        for other in form.body.entries[start + 1 : end]:
            printed: Sequence[str] = [form.layout.blank.body[cover.blank_index].text for cover in other.covers]
            if not all(map(is_filler, printed)):
                break
            yield other.line.location
