"""Where the answer of one field belongs in a blank: the nouns of a layout."""

from __future__ import annotations

from functools import cached_property

from msgspec import Struct
from msgspec import field as with_default

from pipeline.extract.form.blank import Spot
from pipeline.extract.matching.rows import RowPlace
from pipeline.extract.matching.skeleton import Box
from pipeline.mapping.model import Choice, Field, Place


class Option(Struct, frozen=True):
    """One printed option of a choice.

    Either a stretch of the label's own line (``start`` to ``end``), or a region: body lines, or a row of boxes.
    """

    choice: Choice
    start: int = -1
    end: int = -1
    lines: tuple[int, ...] = ()
    row: RowPlace | None = None


class FieldPlace(Struct, eq=False, dict=True):
    """Where a field's answer belongs in the blank.

    Attributes:
        label: The label's line; ``None`` for a field that is only the rest of another's box.
        repeats: Further lines with the same label, for a choice printed under each option of another.
        boxes: Boxes for the answer.
        options: Printed options of a choice.
        prints_options: Its boxes print its options.
        cells: For options in boxes of their own: those of each, by its id.
        lines: For options several to a line under the label: those lines.
        rows: Rows of a table field.
        columns: Blank column of each column of a table field, by its id.
        gap: For a blank within a sentence: where in its line the label stands, and where the next printed words.
        owner: The field whose box it shares.
        is_alone: Its boxes are in tables without a box of another field.
    """

    field: Field
    label: Spot | None = None
    repeats: tuple[Spot, ...] = ()
    boxes: tuple[Box, ...] = ()
    options: tuple[Option, ...] = ()
    prints_options: bool = False
    cells: dict[str, tuple[Box, ...]] = with_default(default_factory=dict)
    lines: tuple[Spot, ...] = ()
    rows: tuple[RowPlace, ...] = ()
    columns: dict[str, int] = with_default(default_factory=dict)
    gap: tuple[int, int, int, int] = (0, 0, 0, 0)
    owner: FieldPlace | None = None
    is_alone: bool = False

    @cached_property
    def sought(self) -> tuple[Box, ...]:
        """Where a typed answer is looked for: in its label's box, and in its own."""
        label = self.label.box if self.label is not None else None
        if label is None or label in self.boxes or self.field.at is Place.LINE:
            return self.boxes
        return (label, *self.boxes)

    @property
    def has_printed_options(self) -> bool:
        """Whether its options are printed, in any way; else its answer is typed."""
        return bool(self.options or self.cells or self.lines) or self.prints_options
