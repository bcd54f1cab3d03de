"""What every shape of question has: a field, its label in the blank, and a way to be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Self

from msgspec import Struct

from pipeline.extract.form.blank import Spot
from pipeline.extract.form.completed import CompletedForm
from pipeline.extract.lines import Line
from pipeline.extract.matching.rows import RowPlace
from pipeline.extract.matching.skeleton import Box
from pipeline.extract.places.answer import Read, read_as
from pipeline.extract.values.reading import BLANK
from pipeline.location import Location
from pipeline.mapping.model import Choice, Field, Place

if TYPE_CHECKING:
    from pipeline.extract.places.labels import Labels


class Option(Struct, frozen=True):
    """One printed option of a choice.

    Either a stretch of the label's own line (``start`` to ``end``), or a region: body lines, or a row of boxes.
    """

    choice: Choice
    start: int = -1
    end: int = -1
    lines: tuple[int, ...] = ()
    row: RowPlace | None = None


class Shape(Struct, frozen=True, eq=False, kw_only=True, dict=True):
    """Where the answer of a field belongs in the blank; each kind of shape finds and reads it in its own way.

    Attributes:
        label: The label's line; ``None`` for a field that is only a part of another's box.
        repeats: Lines with the same label, or for options beside it the line that prints them.
        boxes: Boxes for the answer.
        options: Printed options of a choice, where they are stretches of lines, lines or rows.
        owner: The question whose box it shares.
    """

    prints_options: ClassVar[bool] = False
    """Whether its options are printed, in any way; else its answer is typed."""

    field: Field
    label: Spot | None = None
    repeats: tuple[Spot, ...] = ()
    boxes: tuple[Box, ...] = ()
    options: tuple[Option, ...] = ()
    owner: Shape | None = None

    def read(self, form: CompletedForm, before: Mapping[str, Read]) -> Read:
        """Read the answer.

        Args:
            form: The completed form.
            before: What was read before, by field: narrower shapes claim their text first.
        """
        raise NotImplementedError

    @cached_property
    def sought(self) -> tuple[Box, ...]:
        """Where a typed answer is looked for: in its label's box, and in its own."""
        label = self.label.box if self.label is not None else None
        if label is None or label in self.boxes or self.field.at is Place.LINE:
            return self.boxes
        return (label, *self.boxes)

    def locations(self, form: CompletedForm) -> Iterator[Location]:
        """Yield every box and line in which something of the answer may be."""
        if self.owner is not None:
            yield from self.owner.locations(form)
        yield from (box.location for box in form.boxes(self.sought))
        yield from self.option_locations(form)
        for entry, box in form.label_entries(self.label) if self.label is not None else ():
            if box is None:
                yield entry.line.location
                yield from (other.line.location for other in form.lines_under(entry))

    @property
    def all_boxes(self) -> tuple[Box, ...]:
        """The boxes of the blank in which its answer may be given."""
        return self.boxes

    def option_lines(self, form: CompletedForm) -> Iterator[tuple[Sequence[Choice], Line]]:
        """Yield the lines of the form that print its options, each with the options that it may print."""
        yield from ()

    def option_locations(self, form: CompletedForm) -> Iterator[Location]:
        """Yield the boxes and lines of its printed options."""
        yield from ()


class Unprinted(Shape, frozen=True, eq=False, kw_only=True, dict=True):
    """A question that the blank doesn't print, which the mapping allows."""

    @classmethod
    def find(cls, labels: Labels, field: Field, spots: Sequence[Spot]) -> Self | None:
        """Take a field without a label."""
        return cls(field=field) if not spots else None

    def read(self, form: CompletedForm, before: Mapping[str, Read]) -> Read:
        """Leave it blank."""
        return read_as(self.field, BLANK, location=None)
