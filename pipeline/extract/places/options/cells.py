"""A choice whose options are in boxes of their own beside or under the label: ``Level | Low | Medium | High``.

An option is marked in its own box, or in the empty one behind, before or below it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import takewhile
from typing import TYPE_CHECKING, ClassVar, Self

from pipeline.extract.form.added import AddedText, Taken
from pipeline.extract.form.blank import Spot
from pipeline.extract.form.completed import CompletedForm
from pipeline.extract.lines import Line
from pipeline.extract.matching.skeleton import Box, Skeleton
from pipeline.extract.places.answer import Read, label_location, read_as
from pipeline.extract.places.options.lines import options_are_lines
from pipeline.extract.places.options.printed import (
    NO_MARK,
    is_option,
    lines_drawn_in,
    names_another,
    table_behind,
    with_drawings,
)
from pipeline.extract.places.shape import Shape
from pipeline.extract.text import label_key
from pipeline.extract.values.box_signs import sign_on
from pipeline.extract.values.choices import MERGED_ACROSS, Chosen, Signs, reads_as_chosen, weigh
from pipeline.extract.values.reading import BLANK, Reading, unclear
from pipeline.location import Location
from pipeline.mapping.model import Choice, Field
from pipeline.signs import EMPTY_BOXES
from pipeline.submission import Value

if TYPE_CHECKING:
    from pipeline.extract.places.labels import Labels

Cells = Mapping[str, tuple[Box, ...]]
"""The boxes of each option, by its id."""


class OptionsInCells(Shape, frozen=True, eq=False, kw_only=True, dict=True):
    """A choice among boxes."""

    prints_options: ClassVar[bool] = True

    cells: Cells

    @classmethod
    def find_beside(cls, labels: Labels, field: Field, spots: Sequence[Spot]) -> Self | None:
        """Find a box for each option in the label's row."""
        label = spots[0].box
        if not field.has_options or label is None:
            return None
        cells = _cells_of(labels.blank, field, labels.blank.tables[label.table][label.row][label.index + 1 :])
        return cls(field=field, label=spots[0], repeats=tuple(spots), cells=cells) if cells else None

    @classmethod
    def find_under(cls, labels: Labels, field: Field, spots: Sequence[Spot]) -> Self | None:
        """Find a box for each option under the label, when rows hold several options or boxes to tick."""
        if not field.has_options or options_are_lines(labels, field, spots[0]):
            return None
        cells = _cells_of(labels.blank, field, _boxes_under(labels, field, spots[0]))
        rows = [(boxes[0].table, boxes[0].row) for boxes in cells.values()]
        own = {id(box) for boxes in cells.values() for box in boxes}
        beside = (box for table, row in rows for box in labels.blank.tables[table][row] if id(box) not in own)
        shared = len(set(rows)) < len(rows) or any(box.key[:1] in EMPTY_BOXES for box in beside if box.key)
        return cls(field=field, label=spots[0], repeats=tuple(spots), cells=cells) if cells and shared else None

    def read(self, form: CompletedForm, before: Mapping[str, Read]) -> Read:
        """Read the option that is marked; words in one of the boxes that are no mark leave it open."""
        is_merged = form.is_merged_across([form.boxes(boxes[-1:]) for boxes in self.cells.values()])
        is_merged = is_merged or (form.is_widened and form.is_merged_between(self.cells.values()))
        signs: list[tuple[str, Signs]] = []
        said: list[AddedText] = []
        places: dict[str, Location] = {}
        worded: dict[str, Taken] = {}
        for choice in self.field.choices:
            boxes = form.boxes(self.cells[choice.id])
            pieces = form.take(boxes)
            sign = sign_on(form, boxes, pieces, choice.wordings)
            if sign is None or (
                (sign.ticked or sign.unticked) and names_another(choice, self.field.choices, pieces.text)
            ):
                sign, worded[choice.id] = Signs(), pieces
            signs.append((choice.id, sign))
            said += pieces
            if len(self.cells[choice.id]) > 1 and len(boxes) > 1:
                places[choice.id] = boxes[-1].location
        chosen = weigh(signs, several=self.field.several)
        if is_merged:
            chosen = Chosen(reason=MERGED_ACROSS, signs=chosen.ids)
        value: Reading[Value] = Reading(self.field.picked(chosen.ids)) if chosen.ids else BLANK
        if chosen.reason or (worded and (self.field.several or not chosen.ids or _has_mark(worded.values()))):
            value = unclear(chosen.reason or NO_MARK, *chosen.signs, *worded)
        elif worded:
            said = _left_unread(said, worded.values())
        location = said[0].location if said else label_location(form, self.label)
        how = chosen.how or "label"
        read = read_as(self.field, value, taken=Taken(said), location=location, found_by=how, places=places)
        return with_drawings(self.field, read, lines_drawn_in(form, form.boxes(self.all_boxes)))

    @property
    def all_boxes(self) -> tuple[Box, ...]:
        """The boxes of all options."""
        return tuple([box for boxes in self.cells.values() for box in boxes])

    def option_lines(self, form: CompletedForm) -> Iterator[tuple[Sequence[Choice], Line]]:
        """Yield the lines of each option's box."""
        for choice in self.field.choices:
            yield from (((choice,), line) for box in form.boxes(self.cells[choice.id]) for line in box.lines)

    def option_locations(self, form: CompletedForm) -> Iterator[Location]:
        """Yield the options' boxes."""
        yield from (box.location for box in form.boxes(self.all_boxes))


def _has_mark(worded: Iterable[Taken]) -> bool:
    """Return whether a mark is among words in the boxes of some options, such as one in another row."""
    return any(reads_as_chosen(piece.text) is not None for pieces in worded for piece in pieces)


def _left_unread(said: Iterable[AddedText], worded: Iterable[Taken]) -> list[AddedText]:
    """Leave free what says nothing about the answer, so that it is reported as unread."""
    free = [piece for pieces in worded for piece in pieces]
    for piece in free:
        piece.claimed = False
    return [piece for piece in said if piece not in free]


def _boxes_under(labels: Labels, field: Field, spot: Spot) -> list[Box]:
    """Return the boxes after a label, up to the next question: of its table, or of the one after its line."""
    table, start = table_behind(labels, spot)
    if table is None:
        return []
    others = labels.boxes - {id(each.box) for each in labels.spots[field.id]}
    boxes = (box for row in labels.blank.tables[table][start:] for box in row if box.key)
    return list(takewhile(lambda box: id(box) not in others or is_option(field, box.text), boxes))


def _cells_of(blank: Skeleton, field: Field, boxes: Sequence[Box]) -> Cells:
    """Find a box for each option among some, with the one beside it that is to be ticked, else the one below it."""
    found: dict[str, Box] = {}
    for choice in field.choices:
        wanted = label_key(choice.label)
        box = next((box for box in boxes if label_key(box.text).strip(EMPTY_BOXES) == wanted), None)
        if box is None or len(field.choices) < 2:
            return {}
        found[choice.id] = box
    if _are_ticked_before(blank, found.values()):
        return {name: (box, blank.tables[box.table][box.row][box.index - 1]) for name, box in found.items()}
    return {name: (box, *_ticked_for(blank, box)) for name, box in found.items()}


def _are_ticked_before(blank: Skeleton, options: Iterable[Box]) -> bool:
    """Return whether each option is behind its empty box: one is before the first of a row, none behind the last."""
    rows: dict[tuple[int, int], list[Box]] = {}
    for box in options:
        rows.setdefault((box.table, box.row), []).append(box)
    most = max(map(len, rows.values()), default=0)
    for (table, number), boxes in rows.items():
        row = blank.tables[table][number]
        behind = row[max(box.index for box in boxes) + 1 :][:1]
        if len(boxes) == most and any(map(_is_to_tick, behind)):
            return False
        if any(box.index == 0 or not _is_to_tick(row[box.index - 1]) for box in boxes):
            return False
    return most > 0


def _is_to_tick(box: Box) -> bool:
    return not box.key.strip(EMPTY_BOXES) and box.framed


def _ticked_for(blank: Skeleton, box: Box) -> list[Box]:
    """Return the empty box behind an option, else the one below it; none where it has a box to tick within."""
    if any(glyph in box.key for glyph in EMPTY_BOXES):
        return []
    rows = blank.tables[box.table]
    behind = rows[box.row][box.index + 1 : box.index + 2]
    below = [each for row in rows[box.row + 1 : box.row + 2] for each in row if each.column == box.column]
    return [each for each in (*behind, *below) if _is_to_tick(each)][:1]
