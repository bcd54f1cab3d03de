"""Blanks in the text: between the label and the next printed words of its line, or drawn over a row of labels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Self

from msgspec.structs import replace

from pipeline.extract.form.added import AddedText, Taken, claim
from pipeline.extract.form.blank import Spot
from pipeline.extract.form.completed import CompletedForm
from pipeline.extract.lines import Line
from pipeline.extract.matching.align import Aligned
from pipeline.extract.matching.formatting import project
from pipeline.extract.places.answer import Read, label_location, read_as, value_of
from pipeline.extract.places.labels import Labels, gap_in, rooms_in, stretches_apart
from pipeline.extract.places.shape import Shape
from pipeline.extract.text import is_filler, label_key
from pipeline.extract.values.reading import BLANK, unclear
from pipeline.location import Location
from pipeline.mapping.model import Field, Place
from pipeline.signs import DASHES

WHOSE = "nobody can tell which of the labels under it it is for"
_FILLING = f" \t\u00a0._…:;,{DASHES}"


class Gap(Shape, frozen=True, eq=False, kw_only=True, dict=True):
    """A blank within a sentence.

    Attributes:
        gap: Where in its line the label is, and where the next printed words.
    """

    gap: tuple[int, int, int, int] = (0, 0, 0, 0)

    @classmethod
    def find(cls, labels: Labels, field: Field, spots: Sequence[Spot]) -> Self | None:
        """Find the blank behind a field's label."""
        if field.at is not Place.GAP:
            return None
        if not spots:
            return cls(field=field)
        gap = gap_in(labels.line(spots[0]), field.labels) or (0, 0, 0, 0)
        return cls(field=field, label=spots[0], repeats=tuple(spots), gap=gap)

    def read(self, form: CompletedForm, before: Mapping[str, Read]) -> Read:
        """Read what is in the blank; dots and lines that are left of it don't count."""
        if self.label is None:
            return read_as(self.field, BLANK, location=None)
        blank = form.layout.line(self.label)
        for entry, box in form.label_entries(self.label):
            start, end = self._stretch(entry, blank, self.label.line_index)
            said = entry.line.text[start:end].rstrip(_FILLING)
            text = said.lstrip(_FILLING)
            if not text:
                continue
            claim(piece for piece in form.pieces_on(entry, box) if piece.start >= start and piece.end <= end)
            location = box.location if box is not None else entry.line.location
            written = AddedText(entry, start + len(said) - len(text), start + len(said), box)
            read = read_as(self.field, value_of(Taken([written]), self.field), location=location)
            answer = replace(read.answer, raw=text, struck=written.words.struck)
            return Read(answer=answer, findings=read.findings)
        return read_as(self.field, BLANK, location=label_location(form, self.label))

    def _stretch(self, entry: Aligned, blank: Line, index: int) -> tuple[int, int]:
        """Find the blank in the form's line, from the end of its label to the next printed word; empty without it."""
        label = project(entry, blank, index, self.gap[0], self.gap[1])
        if label is None:
            return 0, 0
        after = project(entry, blank, index, self.gap[2], self.gap[3]) if self.gap[3] > self.gap[2] else None
        return label[1], after[0] if after is not None else len(entry.line.text)


class LineAbove(Shape, frozen=True, eq=False, kw_only=True, dict=True):
    """A line drawn over its label, beside others: ``______  ______`` over ``Signature  Date``.

    Attributes:
        number: Which of the labels it is, from 0 on.
        count: How many there are.
        drawn: The lines as the blank draws them.
    """

    number: int = 0
    count: int = 0
    drawn: str = ""

    @classmethod
    def find(cls, labels: Labels, field: Field, spots: Sequence[Spot]) -> Self | None:
        """Find the line over a label in the text."""
        if field.at is not Place.ABOVE or not spots or spots[0].box is not None:
            return None
        line = labels.line(spots[0]).text
        parts = [label_key(line[start:end]) for start, end in stretches_apart(line)]
        wanted = tuple(map(label_key, field.labels))
        equal = [number for number, part in enumerate(parts) if part in wanted]
        begins = [number for number, part in enumerate(parts) if part.startswith(wanted)]
        drawn = labels.blank.body[spots[0].line_index - 1].text
        own = next(iter(equal or begins), 0)
        return cls(field=field, label=spots[0], repeats=tuple(spots), number=own, count=len(parts), drawn=drawn)

    def read(self, form: CompletedForm, before: Mapping[str, Read]) -> Read:
        """Read what is written over the label; what is written there in other parts than the blank draws is unclear."""
        for above in self._lines(form):
            pieces = form.pieces_on(above, None)
            if pieces:
                return self._read(form, above, pieces)
        return read_as(self.field, BLANK, location=label_location(form, self.label))

    def locations(self, form: CompletedForm) -> Iterator[Location]:
        """Yield its label's line, and the line above."""
        entries = form.label_entries(self.label) if self.label is not None else ()
        yield from (entry.line.location for entry, _ in entries)
        yield from (above.line.location for above in self._lines(form))

    def _read(self, form: CompletedForm, above: Aligned, pieces: Sequence[AddedText]) -> Read:
        text, location = above.line.text, above.line.location
        rooms = rooms_in(text, like=self.drawn)
        if len(rooms) != self.count:
            claim(pieces)
            return read_as(self.field, unclear(WHOSE), taken=Taken(pieces), location=location)
        start, end = rooms[self.number]
        said = text[start:end].rstrip(_FILLING)
        start, end = start + len(said) - len(said.lstrip(_FILLING)), start + len(said)
        own = [piece for piece in pieces if piece.start < end and start < piece.end and not piece.claimed]
        cuts = [(piece, max(start - piece.start, 0), min(end, piece.end) - piece.start) for piece in own]
        taken = claim(form.cut(*cut) for cut in cuts)
        value = value_of(taken, self.field) if taken else BLANK
        return read_as(self.field, value, taken=taken, location=location)

    def _lines(self, form: CompletedForm) -> Iterator[Aligned]:
        """Yield what is right above its label in the form, where that prints no words and no table is between."""
        for entry, _ in form.label_entries(self.label) if self.label is not None else ():
            above = next((each for each in reversed(form.body.entries[: entry.number]) if each.line.key), None)
            if above is None or any(above.number < before <= entry.number for before in form.bones.lines_before):
                continue
            printed = (form.layout.blank.body[cover.blank_index].text for cover in above.covers)
            if all(map(is_filler, printed)):
                yield above
