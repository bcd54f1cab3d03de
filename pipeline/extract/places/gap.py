"""Blanks within a sentence: the answer is between the label and the next printed words of its line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Self

from msgspec.structs import replace

from pipeline.extract.form.added import AddedText, Taken, claim
from pipeline.extract.form.blank import Spot
from pipeline.extract.form.completed import CompletedForm
from pipeline.extract.lines import Line
from pipeline.extract.matching.align import Aligned
from pipeline.extract.matching.formatting import project
from pipeline.extract.places.answer import Read, label_location, read_as, value_of
from pipeline.extract.places.labels import Labels, gap_in
from pipeline.extract.places.shape import Shape
from pipeline.extract.values.reading import BLANK
from pipeline.mapping.model import Field, Place
from pipeline.signs import DASHES

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
