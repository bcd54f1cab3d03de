"""Answers in boxes beside or below their label, in the label's own, or behind a label that is in the text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Self

from pipeline.extract.form.added import NOTHING, Taken, claim
from pipeline.extract.form.blank import Spot
from pipeline.extract.form.completed import CompletedForm
from pipeline.extract.matching.skeleton import Box
from pipeline.extract.places.answer import Read, read_as, read_in_boxes, value_of
from pipeline.extract.places.label_line import read_behind
from pipeline.extract.places.labels import Labels, boxes_of
from pipeline.extract.places.options_inline import marked_in_label
from pipeline.extract.places.shape import Shape
from pipeline.extract.places.shared_box import value_in
from pipeline.extract.values.reading import BLANK
from pipeline.findings import find
from pipeline.mapping.model import Field, Place
from pipeline.submission import State


class Boxes(Shape, frozen=True, eq=False, kw_only=True, dict=True):
    """A question with boxes for its answer.

    Attributes:
        is_alone: Its boxes are in tables without a box of another question.
        is_shared: Another field has what this one, a date, leaves of its boxes.
    """

    is_alone: bool = False
    is_shared: bool = False

    @classmethod
    def find(cls, labels: Labels, field: Field, spots: Sequence[Spot]) -> Self | None:
        """Find the boxes for a field's answer."""
        return cls(field=field, label=spots[0], repeats=tuple(spots), boxes=boxes_of(labels.blank, field, spots[0]))

    def read(self, form: CompletedForm, before: Mapping[str, Read]) -> Read:
        """Read an answer from its boxes, and from what was typed into its label's box or behind its label."""
        label = self.label
        behind = label if label is not None and (self.field.at is Place.LINE or label.box is None) else None
        return (behind and read_behind(form, self.field, behind)) or self._read_boxes(form)

    def _read_boxes(self, form: CompletedForm) -> Read:
        field, boxes = self.field, form.boxes(self.sought)
        taken = form.take(boxes)
        value = value_in(form, field, taken) if self.is_shared else value_of(taken, field)
        if self.is_shared:
            taken = Taken([piece for piece in taken if piece.claimed])
        if not taken and field.has_options:
            value = marked_in_label(form, field, self.label)
        if not taken and field.is_text and boxes:
            return self._outside(form, boxes) or self._without_text(form, boxes)
        if not taken and value.state is State.BLANK:
            return self._without_text(form, boxes)
        return read_in_boxes(form, field, value, taken, boxes, self.label)

    def _outside(self, form: CompletedForm, boxes: Sequence[Box]) -> Read | None:
        """Read an answer typed into a cell added beside its empty box, or right under the table of the box."""
        how = "beside its box"
        taken = form.take(form.boxes_beside(boxes), edits=True)
        if not taken and self.is_alone:
            how = "under its box"
            taken = claim(form.body_pieces_under(boxes[-1].table))
        if not taken:
            return None
        field, location = self.field, taken.location
        read = read_as(field, value_in(form, field, taken), taken=taken, location=location, found_by=how)
        found = find("read_outside_box", field=field.id, location=location, label=field.label)
        return Read(answer=read.answer, findings=(*read.findings, found))

    def _without_text(self, form: CompletedForm, boxes: Sequence[Box]) -> Read:
        """Read boxes in which nothing was typed; a picture alone may be the answer, such as that of a message."""
        read = read_in_boxes(form, self.field, BLANK, NOTHING, boxes, self.label)
        drawn = next((box for box in boxes if form.matched.paired(box).is_drawn_on(box)), None)
        if drawn is None:
            return read
        found = find("picture_unread", field=self.field.id, location=drawn.location, label=self.field.label)
        return Read(answer=read.answer, findings=(*read.findings, found))


class LabelLine(Boxes, frozen=True, eq=False, kw_only=True, dict=True):
    """A question that is answered on its label's own line: it claims that before boxes claim what is left."""

    @classmethod
    def find(cls, labels: Labels, field: Field, spots: Sequence[Spot]) -> Self | None:
        """Find the line of a field that the mapping puts there."""
        return super().find(labels, field, spots) if field.at is Place.LINE else None
