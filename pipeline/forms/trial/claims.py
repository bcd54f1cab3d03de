"""Which box of a blank belongs to which question: those that nothing reads or two read, and labels printed again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from pipeline.extract import Layout
from pipeline.extract.checklist.places import ChecklistPlace, FactorPlace
from pipeline.extract.matching.skeleton import Box
from pipeline.extract.places.named import Between
from pipeline.extract.places.options.cells import OptionsInCells
from pipeline.extract.places.shape import Shape
from pipeline.extract.places.table import Table
from pipeline.extract.text import label_key

_MOST = 6
"""So many places are named; of more it is said how many there are."""


def claim_remarks(layout: Layout) -> Iterator[str]:
    """Yield what may read wrong: boxes that two questions claim, and rows with empty boxes that none does."""
    owners: dict[Box, set[str]] = defaultdict(set)
    for shape in layout.places.values():
        for box in _answer_boxes(layout, shape):
            owners[box].add(f"field[{shape.field.id}]")
    twice = {tuple(sorted(names)): box for box, names in owners.items() if len(names) > 1}
    for names, box in twice.items():
        yield f"{' and '.join(names)} both read the box at {box.location}"
    claimed = {*owners, *_claimed_by_rows(layout), *_labels(layout)}
    left = [box for box in layout.blank.boxes() if _asks_in_vain(layout, box, claimed)]
    if left:
        places = [str(box.location) for box in left[:_MOST]]
        more = f" and {len(left) - _MOST} more" if len(left) > _MOST else ""
        yield f"nothing reads the empty boxes at {'; '.join(places)}{more}"


def told_apart(layout: Layout) -> tuple[str, ...]:
    """Say which of several printed lines each field means whose label is printed again: the one after what."""
    keys = [label_key(line.text) for box in layout.blank.boxes() for line in box.lines]
    keys += [label_key(line.text) for line in layout.blank.body]
    found = []
    for field in layout.mapping.fields:
        times = sum(key == label_key(field.label) for key in keys)
        if field.after and times > 1:
            found.append(f"{field.id}: of {times} lines {field.label!r} the one after {field.after!r}")
    return tuple(found)


def places_named(layout: Layout) -> tuple[str, ...]:
    """Say where the fields are whose place the blank's file gives a name."""
    found = []
    for field in layout.mapping.fields:
        shape = layout.places[field.id]
        if field.named and (where := _place_of(layout, shape)):
            found.append(f"{field.id}: {field.named!r} is at {where}")
    return tuple(found)


def _place_of(layout: Layout, shape: Shape) -> str:
    if isinstance(shape, Between):
        spot = shape.spot
        lines = layout.blank.body if spot.box is None else spot.box.lines
        here = lines[spot.line_index] if spot.line_index is not None else lines[spot.after] if spot.after >= 0 else None
        return f"{'' if spot.line_index is not None else 'after '}{here.location}" if here is not None else "the start"
    if shape.label is not None and not shape.boxes:
        return str(layout.line(shape.label).location)
    return str(shape.boxes[0].location) if shape.boxes else ""


def _answer_boxes(layout: Layout, shape: Shape) -> Iterator[Box]:
    """Yield the boxes for the answer of a question that has its own."""
    if shape.owner is not None or shape.field.under is not None:
        return
    label = shape.label.box if shape.label is not None else None
    yield from (box for box in shape.boxes if box is not label)
    if isinstance(shape, OptionsInCells):
        yield from (box for boxes in shape.cells.values() for box in boxes)
    if isinstance(shape, Table):
        yield from (box for table, row in shape.rows for box in layout.blank.tables[table][row])
    for option in shape.options:
        if option.row is not None:
            yield from layout.blank.tables[option.row[0]][option.row[1]]


def _labels(layout: Layout) -> Iterator[Box]:
    shapes = layout.places.values()
    yield from (spot.box for shape in shapes for spot in shape.repeats if spot.box is not None)


def _claimed_by_rows(layout: Layout) -> Iterator[Box]:
    for checklist in layout.checklists:
        for place in checklist.rows.values():
            yield from _row_boxes(layout, checklist, place)


def _row_boxes(layout: Layout, checklist: ChecklistPlace, place: FactorPlace) -> Iterator[Box]:
    labels = [*place.rungs.values(), *([place.label] if place.label is not None else [])]
    for label in labels:
        rows = layout.blank.tables[label.table][label.row : label.row + 1 + checklist.checklist.notes_rows]
        columns = _columns(place)
        for number, row in enumerate(rows):
            within = (box for box in row if place.rungs or number or any(_is_in(box, each) for each in columns))
            yield from (label, *within)


def _columns(place: FactorPlace) -> list[frozenset[int]]:
    grouped = [*place.options.values(), *place.rounds.values()]
    return [place.answer, place.weight, place.notes, *grouped]


def _is_in(box: Box, columns: Iterable[int]) -> bool:
    return any(box.column <= column < box.column + box.span for column in columns)


def _asks_in_vain(layout: Layout, box: Box, claimed: set[Box]) -> bool:
    """Return whether a box is empty and drawn, behind words that no question has, and belongs to none."""
    if box.key or not box.framed or box.continues or box in claimed:
        return False
    rows = layout.blank.tables[box.table]
    beside = [other for other in rows[box.row][: box.index] if other.key]
    return bool(beside) and beside[-1] not in claimed and any(map(str.isalpha, beside[-1].key))
