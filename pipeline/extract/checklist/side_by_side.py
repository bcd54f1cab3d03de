"""Ladders side by side in one table: which columns of a row belong to which of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from pipeline.extract.checklist.columns import Columns
from pipeline.extract.checklist.places import ChecklistPlace
from pipeline.extract.matching.rows import RowPlace
from pipeline.extract.matching.skeleton import Box, Skeleton


def part_ladders(blank: Skeleton, lists: Iterable[ChecklistPlace]) -> None:
    """Let each rung have the boxes up to the next row or rung that begins beside it, of whichever list that is."""
    places = [place for each in lists for place in each.rows.values()]
    starts: dict[RowPlace, set[int]] = defaultdict(set)
    for place in places:
        for box in place.rungs.values() if place.rungs else filter(None, (place.label,)):
            starts[box.table, box.row].add(box.column)
    for place in places:
        for name, box in place.rungs.items():
            beside = starts[box.table, box.row]
            if len(beside) > 1:
                place.reaches[name] = _reach(blank.tables[box.table][box.row], box, beside)


def _reach(row: Iterable[Box], rung: Box, starts: set[int]) -> Columns:
    """Return the columns of a rung; where the first of a row has boxes before it, each has as many."""
    free = [box.column for box in row if not box.continues]
    before = free.index(min(starts)) if min(starts) in free and _is_marked_before(row, min(starts)) else 0
    begins = sorted(free[max(free.index(start) - before, 0)] if start in free else start for start in starts)
    own = free[max(free.index(rung.column) - before, 0)] if rung.column in free else rung.column
    end = next((start for start in begins if start > own), max(box.column + box.span for box in row))
    return frozenset(range(own, end))


def _is_marked_before(row: Iterable[Box], first: int) -> bool:
    """Return whether the box before the first rung of a row takes its mark: it prints nothing."""
    before = [box for box in row if box.column < first]
    return bool(before) and not before[-1].key and not before[-1].continues
