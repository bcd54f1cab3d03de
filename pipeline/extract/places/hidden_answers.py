"""Answers whose box holds hidden text, or what the reader could not be certain of: they are unclear."""

from __future__ import annotations

from msgspec.structs import replace

from pipeline.extract.form.completed import CompletedForm
from pipeline.extract.places.answer import Read, read_as
from pipeline.extract.places.shape import Shape
from pipeline.extract.values.reading import unclear
from pipeline.submission import State

HIDDEN = "there is hidden text"
_CERTAIN = (State.ANSWERED, State.BLANK)


def unless_hidden(form: CompletedForm, shape: Shape, read: Read) -> Read:
    """Return an answer as it was read, but unclear when there is hidden or doubted text in a box or on a line of it.

    A table keeps its rows: one cell with hidden text must not take the others out of what is shown. Its finding asks.
    """
    answer = read.answer
    if not (form.hidden or form.doubts) or answer.state not in _CERTAIN:
        return read
    places = (
        *shape.locations(form),
        *filter(None, (answer.location,) if not shape.field.has_rows else ()),
    )
    places = (*places, *answer.places.values())
    where, reason = form.hidden_in(places), HIDDEN
    if where is None and not shape.field.has_rows:
        where, reason = form.doubted_in(places, dates=shape.field.is_date)
    if where is None:
        return read
    location = where if shape.field.has_rows else answer.location or where
    made = read_as(shape.field, unclear(reason), location=location, found_by=answer.found_by, places=answer.places)
    if not shape.field.has_rows:
        answer = replace(made.answer, raw=answer.raw, struck=answer.struck)
    return Read(answer=answer, findings=(*read.findings, *made.findings), chosen_at=read.chosen_at)
