"""The boxes beside or below a label."""

from __future__ import annotations

from pipeline.extract.form.blank import Spot
from pipeline.extract.matching.skeleton import Box, Skeleton
from pipeline.mapping.model import Field, Place


def boxes_of(blank: Skeleton, field: Field, spot: Spot) -> tuple[Box, ...]:
    """Return the boxes for a field's answer, seen from its label: beside it, below it, or its own."""
    if spot.box is None:
        return ()
    if field.at is Place.INSIDE:
        return (spot.box,)
    if field.at is Place.LINE and len(spot.box.lines) > 1:
        return ()
    right = () if field.at is Place.BELOW else empty_right(blank, spot.box, skip_printed=field.at is Place.RIGHT)
    below = () if field.at is Place.RIGHT else _below(blank, spot.box)
    # A sheet goes on without end: what is drawn as a box comes before what is merely empty.
    drawn = tuple(box for box in right if box.framed) or (below if any(box.framed for box in below) else ())
    return drawn or right or below or (spot.box,)


def empty_right(blank: Skeleton, label: Box, *, skip_printed: bool) -> tuple[Box, ...]:
    """Take the empty boxes to the right of a label, down through those merged with them."""
    found: list[Box] = []
    for box in blank.tables[label.table][label.row][label.index + 1 :]:
        if box.key and (found or not skip_printed):
            break
        if not box.key:
            found.append(box)
    return tuple(found + [lower for box in found for lower in _merged_below(blank, box)])


def _merged_below(blank: Skeleton, box: Box) -> list[Box]:
    lower = []
    for row in blank.tables[box.table][box.row + 1 :]:
        under = next((other for other in row if other.column == box.column), None)
        if under is None or not under.continues:
            break
        lower.append(under)
    return lower


def _below(blank: Skeleton, label: Box) -> tuple[Box, ...]:
    """Take the empty boxes under a label, as far as the rows print nothing."""
    found: list[Box] = []
    for row in blank.tables[label.table][label.row + 1 :]:
        if any(box.key for box in row):
            break
        found += [box for box in row if box.column <= label.column < box.column + box.span]
    return tuple(found)
