"""Answers whose box holds hidden text: nobody knows whether it belongs to them, so they are unclear."""

from __future__ import annotations

from msgspec.structs import replace

from pipeline.extract.form.completed import CompletedForm
from pipeline.extract.places.answer import Read, read_as
from pipeline.extract.places.shape import Shape
from pipeline.extract.values.reading import unclear
from pipeline.mapping.model import FieldKind
from pipeline.submission import State

HIDDEN = "hidden text stands there"
_CERTAIN = (State.ANSWERED, State.BLANK)


def unless_hidden(form: CompletedForm, shape: Shape, read: Read) -> Read:
    """Return an answer as it was read, but unclear when there is hidden text in a box or on a line of it.

    A table keeps its rows: one cell with hidden text must not take the others out of what is shown. Its finding asks.
    """
    answer = read.answer
    if not form.hidden or answer.state not in _CERTAIN:
        return read
    places = (
        *shape.locations(form),
        *filter(None, (answer.location,) if shape.field.kind is not FieldKind.TABLE else ()),
    )
    where = form.hidden_in((*places, *answer.places.values()))
    if where is None:
        return read
    location = where if shape.field.kind is FieldKind.TABLE else answer.location or where
    made = read_as(shape.field, unclear(HIDDEN), location=location, found_by=answer.found_by, places=answer.places)
    if shape.field.kind is not FieldKind.TABLE:
        answer = replace(made.answer, raw=answer.raw, struck=answer.struck)
    return Read(answer=answer, findings=(*read.findings, *made.findings), chosen_at=read.chosen_at)
