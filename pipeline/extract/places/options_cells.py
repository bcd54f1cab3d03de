"""A choice whose options stand in boxes of their own beside the label: ``Level | Low | Medium | High``.

An option is marked in its own box, or in the empty one behind or below it.
"""

from __future__ import annotations

from pipeline.extract.field_place import FieldPlace
from pipeline.extract.form.added import AddedText
from pipeline.extract.form.completed import CompletedForm
from pipeline.extract.form.taken import Taken
from pipeline.extract.places.answer import Read, label_location, read_as
from pipeline.extract.values.box_signs import sign_on
from pipeline.extract.values.choices import Signs, weigh
from pipeline.extract.values.coerce import BLANK, Coerced, unclear
from pipeline.location import Location
from pipeline.submission import State


def read_cell_choice(form: CompletedForm, place: FieldPlace) -> Read:
    """Read a choice among boxes; words in one of them that are no mark leave it open."""
    signs: list[tuple[str, Signs]] = []
    said: list[AddedText] = []
    places: dict[str, Location] = {}
    worded: list[str] = []
    for choice in place.field.choices:
        boxes = form.boxes(place.cells[choice.id])
        pieces = form.take(boxes)
        sign = sign_on(form, boxes, pieces, choice.wordings)
        if sign is None:
            sign, worded = Signs(), [*worded, choice.id]
        signs.append((choice.id, sign))
        said += pieces
        if len(place.cells[choice.id]) > 1 and len(boxes) > 1:
            places[choice.id] = boxes[-1].location
    chosen = weigh(signs, several=place.field.several)
    value = Coerced(State.ANSWERED, ", ".join(chosen.ids)) if chosen.ids else BLANK
    if not chosen.ids and (chosen.reason or worded):
        value = unclear(chosen.reason or "something other than a mark stands at an option", *chosen.signs, *worded)
    location = said[0].location if said else label_location(form, place)
    return read_as(place, value, taken=Taken(said), location=location, found_by=chosen.how or "label", places=places)
