"""Find where the answers of fields belong in a blank: the shape of each question, which is looked for in one order.

It knows all shapes; a form is read with those alone that its blank has.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from msgspec.structs import replace

from pipeline.extract.form.blank import Spot
from pipeline.extract.places.boxes import Boxes, BoxesAbove, LabelLine
from pipeline.extract.places.gap import Gap, LineAbove
from pipeline.extract.places.labels import Labels
from pipeline.extract.places.named import find_named
from pipeline.extract.places.options.box import OptionsInBox, OptionsInGroups, OptionsUnderLabel
from pipeline.extract.places.options.cells import OptionsInCells
from pipeline.extract.places.options.inline import OptionsInline
from pipeline.extract.places.options.lines import OptionsInLines
from pipeline.extract.places.options.rows import OptionsInRows
from pipeline.extract.places.shape import Shape, Unprinted
from pipeline.extract.places.shared_box import PartOfBox, RestOfBox
from pipeline.extract.places.table import Table
from pipeline.extract.places.tick import TickInBox, TickInLine
from pipeline.mapping.model import Field

Find = Callable[[Labels, Field, Sequence[Spot]], Shape | None]

_WITHOUT_LABEL: Final[tuple[Find, ...]] = (Gap.find, PartOfBox.find, RestOfBox.find, Unprinted.find)

_FINDERS: Final[tuple[Find, ...]] = (
    Gap.find,
    LineAbove.find,
    Table.find,
    TickInLine.find,
    TickInBox.find,
    OptionsInline.find,
    OptionsInCells.find_beside,
    OptionsInBox.find,
    OptionsUnderLabel.find,
    OptionsInCells.find_under,
    OptionsInGroups.find,
    OptionsInLines.find,
    OptionsInRows.find,
    RestOfBox.find,
    LabelLine.find,
    BoxesAbove.find,
    Boxes.find,
)
"""The order in which a printed question's shape is looked for: what its print shows, before what boxes may mean."""


def find_shape(labels: Labels, field: Field) -> Shape:
    """Find where one field's answer belongs; what is wrong with its label is gathered in ``labels.problems``."""
    named = find_named(labels, field) if field.named else None
    if field.named:
        return named or Unprinted(field=field)
    spots = labels.spots[field.id]
    if not spots and field.rest_of is None and field.part_of is None and not field.optional:
        labels.miss(f"field '{field.id}'", field.label)
    if len(spots) > 1 and field.under is None:
        where = ", ".join(str(labels.line(spot).location) for spot in spots)
        labels.problems.append(
            f"field '{field.id}': its label {field.label!r} is in several places ({where}); give more of it"
        )
    finders = _FINDERS if spots else _WITHOUT_LABEL
    return next(shape for find in finders if (shape := find(labels, field, spots)) is not None)


def find_shapes(labels: Labels) -> dict[str, Shape]:
    """Find where the answers of all fields belong."""
    found = {field.id: find_shape(labels, field) for field in labels.mapping.fields}
    return {name: _among(found, shape) for name, shape in found.items()}


def _among(found: Mapping[str, Shape], shape: Shape) -> Shape:
    """Tell a shape whose box it shares; boxes, whether they are shared, or alone in their tables."""
    owner = found.get(shape.field.part_of or shape.field.rest_of or "")
    if owner is not None and (shape.field.part_of or _has_rest_of(shape, owner)):
        others = {name: other for name, other in found.items() if other is not shape}
        return replace(shape, owner=_among(others, owner))
    if not isinstance(shape, Boxes):
        return shape
    tables = {box.table for box in shape.boxes}
    taken = (box.table for other in found.values() if other is not shape for box in other.boxes)
    is_shared = any(_has_rest_of(other, shape) for other in found.values())
    labels = (other.label for other in found.values() if other is not shape and other.label is not None)
    beside = tuple(spot for spot in labels if shape.label is not None and spot.box is shape.label.box)
    return replace(shape, is_alone=tables.isdisjoint(taken), is_shared=is_shared, others=beside)


def _has_rest_of(shape: Shape, owner: Shape) -> bool:
    """Return whether a field has what another one leaves of its boxes; not where it has boxes of its own."""
    is_apart = bool(shape.boxes) and not set(shape.boxes) & set(owner.sought)
    return shape.field.rest_of == owner.field.id and not is_apart
