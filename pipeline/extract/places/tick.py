"""A single box to tick: in the line of its words, or in a box of the table beside or below them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, Self

from msgspec.structs import replace

from pipeline.document import Mark
from pipeline.extract.form.added import AddedText, claim
from pipeline.extract.form.blank import Spot
from pipeline.extract.form.completed import CompletedForm
from pipeline.extract.matching.align import Aligned
from pipeline.extract.matching.formatting import EMPHASIS, formatting, project
from pipeline.extract.matching.skeleton import Box, Skeleton
from pipeline.extract.places.answer import Read, label_location, made_unclear, read_as
from pipeline.extract.places.between_boxes import beside
from pipeline.extract.places.options.printed import lines_drawn_in, lines_drawn_on, with_drawings
from pipeline.extract.places.shape import Shape
from pipeline.extract.text import label_key
from pipeline.extract.values.entries import is_cross
from pipeline.extract.values.reading import Reading, unclear
from pipeline.extract.values.ticks import BoxedWords, boxed_words, tick_of
from pipeline.location import Location, MarkInLine
from pipeline.mapping.model import Field, Place
from pipeline.signs import CROSSES, PRINTED_MARKS, TICKS
from pipeline.submission import TICKED, State, Value

if TYPE_CHECKING:
    from pipeline.extract.places.labels import Labels

_BOX_GONE = "its box is gone"
_WORDS_GONE = "its words are gone from the line"
_WORDS_MARKED = "its words are marked, and its box is not"
_WORDS_STRUCK = "its words are struck out"
_IN_ONE_PLACE = "it is there several times, and not always the same"
_BETWEEN = "what stands between it and the next may belong to either"
_CROSSED = "it is crossed where others are ticked, which may say no"


class TickInLine(Shape, frozen=True, eq=False, kw_only=True, dict=True):
    """A box in the line of its words: ``☐ I agree``, ``I agree: ☐``."""

    prints_options: ClassVar[bool] = True

    words: BoxedWords

    @classmethod
    def find(cls, labels: Labels, field: Field, spots: Sequence[Spot]) -> Self | None:
        """Find the box in the label's line; of several the one that is beside the label on the line's own side."""
        if not field.is_tick or field.at in (Place.RIGHT, Place.BELOW, Place.ABOVE, Place.GAP):
            return None
        spot, line = spots[0], labels.line(spots[0])
        words = _words_of(field, line.text)
        if not words.is_alone and words.box is None:
            labels.problems.append(
                f"field '{field.id}': the line of its label has several boxes, and it can't be told which is to be "
                "ticked; make it kind 'choice'"
            )
        has_lines = spot.box is not None and len([each for each in spot.box.lines if each.key]) > 1
        in_line = words.box is not None or spot.box is None or field.at is Place.LINE
        if not in_line and not (has_lines and labels.boxes_of(field, spot) == (spot.box,)):
            return None
        return cls(field=field, label=spot, repeats=tuple(spots), words=words)

    def read(self, form: CompletedForm, before: Mapping[str, Read]) -> Read:
        """Read whether the box is ticked."""
        assert self.label is not None  # noqa: S101 - it is found by its label
        seen = [self._read(form, self.label, entry, box) for entry, box in form.label_entries(self.label)]
        telling = [read for read in seen if read.answer.state is not State.BLANK]
        if not seen:
            return read_as(self.field, Reading(), location=None)
        read = (telling or seen)[0]
        if len({(each.answer.state, each.answer.value) for each in seen}) > 1:
            read = made_unclear(self.field, read, unclear(_IN_ONE_PLACE))
        drawn = lines_drawn_on(form, {self.label.line_index})
        boxes = [self.label.box] if self.label.box is not None else []
        return with_drawings(self.field, read, lines_drawn_in(form, form.boxes(boxes)) if boxes else drawn)

    def option_locations(self, form: CompletedForm) -> Iterator[Location]:
        """Yield its line."""
        entries = form.label_entries(self.label) if self.label is not None else ()
        yield from (entry.line.location for entry, _ in entries)

    def _read(self, form: CompletedForm, label: Spot, entry: Aligned, box: Box | None) -> Read:
        field, blank = self.field, form.layout.line(label)
        is_between = self._is_between(form, label, entry, box)
        taken = claim(self._pieces(form, label, entry, box))
        value = tick_of(taken, field)
        if is_between:
            value = unclear(_BETWEEN)
        elif project(entry, blank, label.line_index, self.words.start, self.words.end) is None:
            value = unclear(_WORDS_GONE)
        elif not taken and self._is_box_gone(entry, form, label):
            value = unclear(_BOX_GONE)
        value = _with_marks(form, label, self.words, value)
        location = box.location if box is not None else entry.line.location
        places = {TICKED: entry.line.location} if self.words.is_alone else {}
        read = read_as(field, value, taken=taken, location=location, places=places)
        return replace(read, answer=replace(read.answer, in_lines=self._mark(entry, form, label)))

    def _mark(self, entry: Aligned, form: CompletedForm, label: Spot) -> Mapping[str, MarkInLine]:
        """Return where a result is ticked that shares its line with other boxes."""
        blank, box, words = form.layout.line(label), self.words.box, self.words
        own = project(entry, blank, label.line_index, *box) if box is not None and words.is_sign else None
        if words.is_alone or own is None or self.field.id not in form.layout.mapping.ticked:
            return {}
        line = entry.line
        mark = MarkInLine(location=line.location, line=line.text, sign=own[0], end=own[1], is_shared=True)
        return {TICKED: mark}

    def _is_box_gone(self, entry: Aligned, form: CompletedForm, label: Spot) -> bool:
        box = self.words.box
        if box is None or not self.words.is_sign:
            return False
        return project(entry, form.layout.line(label), label.line_index, *box) is None

    def _pieces(self, form: CompletedForm, label: Spot, entry: Aligned, box: Box | None) -> Iterator[AddedText]:
        """Yield what was added beside its words."""
        near = beside(entry, form.layout.line(label), label.line_index, self.words)
        for piece in form.pieces_on(entry, box):
            if not piece.claimed and (self.words.is_alone or any(stretch.takes(piece) for stretch in near)):
                yield piece

    def _is_between(self, form: CompletedForm, label: Spot, entry: Aligned, box: Box | None) -> bool:
        """Return whether something was added that may belong to its words or to those beside them."""
        near = beside(entry, form.layout.line(label), label.line_index, self.words)
        pieces = form.pieces_on(entry, box) if not self.words.is_alone else ()
        return any(stretch.leaves_open(piece) for stretch in near for piece in pieces)


def _words_of(field: Field, text: str) -> BoxedWords:
    """Return the part of a line that its label names: the first that equals it, else begins with it."""
    parts = boxed_words(text)
    wanted = tuple(map(label_key, field.labels))
    equal = (part for part in parts if label_key(text[part.start : part.end]) in wanted)
    begins = (part for part in parts if label_key(text[part.start : part.end]).startswith(wanted))
    return next(equal, None) or next(begins, None) or BoxedWords(0, len(text))


class TickInBox(Shape, frozen=True, eq=False, kw_only=True, dict=True):
    """A box of a table beside or below its words, empty or with a box to tick printed in it."""

    prints_options: ClassVar[bool] = True

    @classmethod
    def find(cls, labels: Labels, field: Field, spots: Sequence[Spot]) -> Self | None:
        """Find the box beside the label or below it; one that prints a box to tick comes before one that is empty."""
        label = spots[0].box
        if not field.is_tick or label is None or field.at in (Place.LINE, Place.GAP):
            return None
        boxes = _boxes_beside(labels, field, label) or labels.boxes_of(field, spots[0])[:1]
        return cls(field=field, label=spots[0], repeats=tuple(spots), boxes=boxes)

    def read(self, form: CompletedForm, before: Mapping[str, Read]) -> Read:
        """Read whether the box is ticked."""
        boxes, box = form.boxes(self.sought), self.boxes[0]
        own = form.boxes(self.boxes)
        taken = form.take(boxes, edits=True)
        value = tick_of(taken, self.field)
        if not taken and box.key and any(not each.key for each in own):
            value = unclear(_BOX_GONE)
        if self.label is not None and self.label.box is not box:
            words = BoxedWords(0, len(form.layout.line(self.label).text))
            value = _with_marks(form, self.label, words, value)
        location = taken.location if taken else own[0].location if own else label_location(form, self.label)
        places = {TICKED: own[0].location} if own else {}
        read = read_as(self.field, value, taken=taken, location=location, places=places)
        return with_drawings(self.field, read, lines_drawn_in(form, own))


def _boxes_beside(labels: Labels, field: Field, label: Box) -> tuple[Box, ...]:
    """Find the box beside a label that is to be ticked, else the one below it."""
    if field.at is Place.ABOVE:
        return ()
    row = labels.blank.tables[label.table][label.row]
    below = _below(labels.blank, label)
    if field.at in (Place.INSIDE, Place.BELOW):
        return (label,) if field.at is Place.INSIDE else below
    right = row[label.index + 1 :]
    if field.at is Place.RIGHT:
        return tuple(filter(_takes_tick, right))[:1]
    left = row[max(label.index - 1, 0) : label.index]
    sides = tuple([box for box in (*right[:1], *left) if _takes_tick(box)])
    sides = tuple([box for box in sides if box.key]) or sides
    if len(sides) > 1:
        return _of_both_sides(labels, field, label, sides)
    is_only_left = bool(sides) and not sides[0].key and sides[0] not in right
    if is_only_left and (label.index > 1 or any(box.key for box in right) or any(box.key for box in below)):
        return below
    return sides or below


def _of_both_sides(labels: Labels, field: Field, label: Box, sides: tuple[Box, ...]) -> tuple[Box, ...]:
    """Choose between a box right and one left of a label by how its row begins and ends; alone there it has both."""
    row = labels.blank.tables[label.table][label.row]
    is_before, is_behind = _takes_tick(row[0]), _takes_tick(row[-1])
    if is_before is not is_behind:
        return sides[-1:] if is_before else sides[:1]
    is_alone = not any(box.key for box in row if box is not label and not _is_to_be_ticked(box))
    if is_alone and not sides[0].key:
        return sides
    if sides[0].key:
        labels.problems.append(
            f"field '{field.id}': boxes to tick are on both sides of its label; say at = \"right\", or put the box on "
            "one side only"
        )
    return sides[:1]


def _takes_tick(box: Box) -> bool:
    return not box.key or _is_to_be_ticked(box)


def _below(blank: Skeleton, label: Box) -> tuple[Box, ...]:
    """Return the box under a label where it is to be ticked."""
    rows = blank.tables[label.table][label.row + 1 : label.row + 2]
    under = (box for row in rows for box in row if box.column <= label.column < box.column + box.span)
    return tuple(filter(_takes_tick, under))[:1]


def _is_to_be_ticked(box: Box) -> bool:
    """Return whether a box prints a single box to tick, by itself or with a word such as "Yes" or "Tick"."""
    parts = boxed_words(box.text)
    if not parts:
        return bool(box.key) and not box.key.strip(PRINTED_MARKS + "[]()_….") and len(box.lines) == 1
    is_short = len(box.text.split()) <= _FEW
    return len(parts) == 1 and is_short and parts[0].is_sign and parts[0].is_alone and len(box.lines) == 1


_FEW = 3
"""So many words and signs a box holds that asks for a tick: "☐ Yes", "Tick: ☐"."""


# -- marks on its words, and crosses among ticks -----------------------------------------------------------------------


def _with_marks(form: CompletedForm, label: Spot, words: BoxedWords, value: Reading[Value]) -> Reading[Value]:
    """Doubt what was read where the words beside the box are struck out, or are marked in place of the box."""
    if value.reason:
        return value
    found, blank = Mark.NONE, form.layout.line(label)
    for entry, _ in form.label_entries(label):
        found |= formatting(entry, blank, label.line_index, words.start, words.end) or Mark.NONE
    if Mark.STRIKE in found:
        return unclear(_WORDS_STRUCK, "struck", proposed=False if value.value is None else None)
    if found & EMPHASIS & ~form.body.ambient and value.value is None:
        return unclear(_WORDS_MARKED, "marked", proposed=True)
    return value


def with_crosses_told(fields: Sequence[Field], found: Mapping[str, Read]) -> dict[str, Read]:
    """Return what was read; of single boxes, some of which have ticks, a cross may say no."""
    ticks = [field for field in fields if field.is_tick]
    is_ticked = any(not set(TICKS).isdisjoint(found[field.id].answer.raw) for field in ticks)
    doubted = [field for field in ticks if is_ticked and _is_crossed(found[field.id])]
    told = {field.id: made_unclear(field, found[field.id], unclear(_CROSSED, proposed=False)) for field in doubted}
    return {**found, **told}


def _is_crossed(read: Read) -> bool:
    raw = read.answer.raw
    return read.answer.value is True and is_cross(raw) and not set(CROSSES).isdisjoint(raw)
