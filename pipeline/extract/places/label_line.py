"""Answers on their label's own line: behind it, or for a date, alone on the next one."""

from __future__ import annotations

from pipeline.extract.form.added import AddedText, Taken, claim
from pipeline.extract.form.blank import Spot
from pipeline.extract.form.completed import CompletedForm
from pipeline.extract.matching.align import Aligned
from pipeline.extract.matching.skeleton import Box
from pipeline.extract.places.answer import Read, read_as
from pipeline.extract.places.shared_box import value_in
from pipeline.extract.values.dated import first_standing_date, only_a_date
from pipeline.mapping.model import Field


def read_behind(form: CompletedForm, field: Field, label: Spot) -> Read | None:
    """Read what was typed behind a label on its line, or under one that is in the text."""
    for entry, box in form.label_entries(label):
        pieces = form.pieces_behind(label, entry, box) or _next_line(form, field, entry, box)
        if box is None and (field.is_long or (field.is_text and not pieces)):
            under = form.lines_under(entry)
            pieces += [piece for line in under for piece in form.pieces_on(line, None) if not piece.claimed]
        if pieces:
            taken = claim(_date_alone(form, field, pieces))
            return read_as(field, value_in(form, field, taken), taken=taken, location=taken.location)
    return None


def _next_line(form: CompletedForm, field: Field, entry: Aligned, box: Box | None) -> list[AddedText]:
    entries = form.body.entries if box is None else form.entries(box)
    following = next((other for other in entries[entry.number + 1 :] if other.line.key), None)
    if following is None or following.covers or not field.is_date:
        return []
    return [piece for piece in form.pieces_on(following, box) if not piece.claimed and only_a_date(piece.text)]


def _date_alone(form: CompletedForm, field: Field, pieces: list[AddedText]) -> list[AddedText]:
    """Of a date's line take the date alone when more is behind it: the rest is another answer."""
    if not field.is_date or only_a_date(Taken(pieces).text):
        return pieces
    for piece in pieces:
        part = first_standing_date(piece, field)
        if part is not None:
            return [form.cut(piece, part.start, part.end)]
    return pieces
