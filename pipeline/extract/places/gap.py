"""Blanks within a sentence: the answer stands between the label and the next printed words of its line."""

from __future__ import annotations

from msgspec.structs import replace

from pipeline.extract.field_place import FieldPlace
from pipeline.extract.form.added import AddedText
from pipeline.extract.form.completed import CompletedForm
from pipeline.extract.form.taken import Taken, claim
from pipeline.extract.lines import Line
from pipeline.extract.matching.align import Aligned
from pipeline.extract.matching.formatting import project
from pipeline.extract.places.answer import Read, label_location, read_as
from pipeline.extract.values.by_kind import value_of
from pipeline.extract.values.coerce import BLANK
from pipeline.signs import DASHES

_FILLING = f" \t\u00a0._…:;,{DASHES}"


def read_gap(form: CompletedForm, place: FieldPlace) -> Read:
    """Read what stands in a blank of a sentence; dots and lines that are left of it don't count."""
    if place.label is None:
        return read_as(place, BLANK, location=None)
    blank = form.layout.line(place.label)
    for entry, box in form.label_entries(place.label):
        stretch = _stretch(entry, blank, place)
        if stretch is None:
            continue
        start, end = stretch
        said = entry.line.text[start:end].rstrip(_FILLING)
        text = said.lstrip(_FILLING)
        taken = [piece for piece in form.pieces_on(entry, box) if piece.start >= start and piece.end <= end]
        if not text:
            continue
        claim(taken)
        location = box.location if box is not None else entry.line.location
        written = AddedText(entry, start + len(said) - len(text), start + len(said), box)
        read = read_as(place, value_of(Taken([written]), place.field), location=location)
        answer = replace(read.answer, raw=text, struck=written.words.struck)
        return Read(answer=answer, findings=read.findings)
    return read_as(place, BLANK, location=label_location(form, place))


def _stretch(entry: Aligned, blank: Line, place: FieldPlace) -> tuple[int, int] | None:
    """Find the blank in the form's line: from the end of its label to the next printed word."""
    assert place.label is not None  # noqa: S101 - for the type checker; the caller has looked
    index = place.label.line_index
    label = project(entry, blank, index, place.gap[0], place.gap[1])
    if label is None:
        return None
    after = project(entry, blank, index, place.gap[2], place.gap[3]) if place.gap[3] > place.gap[2] else None
    return label[1], after[0] if after is not None else len(entry.line.text)
