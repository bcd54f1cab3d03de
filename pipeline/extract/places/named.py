"""Questions whose place the blank's file gives a name: a control, form field, bookmark or cell; no label leads there.

A control keeps its answer wherever it is (``pipeline.extract.form.tagged``). Where it is lost, and for bookmarks, what
was added in its box counts, or between the words that are printed before and behind it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Self

from msgspec.structs import replace

from pipeline.extract.form.added import AddedText, claim
from pipeline.extract.form.blank import Spot
from pipeline.extract.form.completed import CompletedForm
from pipeline.extract.form.named_spots import NamedSpot
from pipeline.extract.lines import Line
from pipeline.extract.matching.align import Aligned
from pipeline.extract.matching.formatting import project
from pipeline.extract.matching.rows import lines_shown
from pipeline.extract.matching.skeleton import Box
from pipeline.extract.places.answer import Read, read_as, value_of
from pipeline.extract.places.boxes import Boxes
from pipeline.extract.places.options.box import OptionsInBox
from pipeline.extract.places.options.printed import options_in_line
from pipeline.extract.places.shape import Shape
from pipeline.extract.places.tick import TickInBox, TickInLine
from pipeline.extract.values.reading import BLANK
from pipeline.extract.values.ticks import BoxedWords, boxed_words
from pipeline.location import Location
from pipeline.mapping.model import Field
from pipeline.signs import PRINTED_MARKS

if TYPE_CHECKING:
    from pipeline.extract.places.labels import Labels

_BY_NAME = "name"


def find_named(labels: Labels, field: Field) -> Shape | None:
    """Find the place of a field by the name that the blank's file gives it; ``None`` where it has none."""
    spot = labels.named_spot(field)
    if spot is None:
        return None
    shape = _tick(labels, field, spot) if field.is_tick else _options(labels, field, spot)
    if shape is None and spot.box is not None and labels.is_alone(field, spot):
        shape = NamedBox(field=field, boxes=(spot.box,), is_long=field.is_long)
    return shape or Between(field=field, spot=spot, is_shared=labels.is_shared(field, spot))


def _options(labels: Labels, field: Field, spot: NamedSpot) -> Shape | None:
    """Find the box of a choice that prints all its options."""
    if not field.has_options or spot.box is None or not labels.is_alone(field, spot):
        return None
    printed = {each.choice.id for line in spot.box.lines for each in options_in_line(field.choices, line)}
    is_whole = len(printed) == len(field.choices) > 1
    return OptionsInBox(field=field, boxes=(spot.box,)) if is_whole else None


def _tick(labels: Labels, field: Field, spot: NamedSpot) -> Shape | None:
    box = spot.box
    if box is not None and not box.key.strip(PRINTED_MARKS + "[]()"):
        return TickInBox(field=field, boxes=(box,))
    if spot.line_index is None:
        return None
    label = Spot(box, spot.line_index)
    parts = boxed_words(labels.line(label).text)
    own = [part for part in parts if part.box is not None and _letters(labels.line(label), part.box[0]) == spot.letters]
    if not own and len(parts) > 1:
        return None
    words = own[0] if own else parts[0] if parts else BoxedWords(0, len(labels.line(label).text))
    return TickInLine(field=field, label=label, repeats=(label,), words=words)


def _letters(line: Line, end: int) -> int:
    return sum(map(str.isalnum, line.text[:end]))


def _named(read: Read) -> Read:
    """Return what was read at a place that its name leads to."""
    by_name = read.answer.found_by == "label"
    return replace(read, answer=replace(read.answer, found_by=_BY_NAME)) if by_name else read


class NamedBox(Boxes, frozen=True, eq=False, kw_only=True, dict=True):
    """A box that is known by its name, or holds what has it."""

    def read(self, form: CompletedForm, before: Mapping[str, Read]) -> Read:
        """Read what was added there; of a name that is elsewhere in this form what its control or box there holds."""
        location = form.named.locations.get(self.field.place_name)
        found = form.boxes(self.boxes)
        if any(box.location == location for box in found) or (location is None and self._is_certain(form, found)):
            return _named(super().read(form, before))
        is_marked = self.field.place_name in form.named.bookmarked
        boxes = [box for box in form.bones.boxes() if box.location == location] if is_marked else []
        taken = form.take(boxes)
        value = value_of(taken, self.field) if taken else BLANK
        return read_as(self.field, value, taken=taken, location=location if boxes else None, found_by=_BY_NAME)

    def _is_certain(self, form: CompletedForm, found: Sequence[Box]) -> bool:
        """Return whether its box is found, without its name, by what its row or its table prints."""
        names = {name for box in self.boxes for name in box.names}
        if any(not names.isdisjoint(box.names) for box in found):
            return True
        rows = form.layout.blank.tables[self.boxes[0].table]
        printed = [box for box in rows[self.boxes[0].row] if box.key] or [box for row in rows for box in row if box.key]
        if printed:
            return bool(found) and any(lines_shown(blank, box) for blank in printed for box in form.boxes([blank]))
        return bool(found) and len(form.bones.tables) == len(form.layout.blank.tables)


class Between(Shape, frozen=True, eq=False, kw_only=True, dict=True):
    """A place in a line, between what is printed before and behind it; without print in its line, under the last one.

    Attributes:
        is_shared: Another named place is between the same printed words: without the controls nobody can tell which
            answer is whose.
    """

    spot: NamedSpot
    is_shared: bool = False

    @classmethod
    def find(cls, labels: Labels, field: Field, spots: Sequence[Spot]) -> Self | None:
        """No label leads to it."""
        return None

    def read(self, form: CompletedForm, before: Mapping[str, Read]) -> Read:
        """Read what was added there; what may as well be another place's is left to its control."""
        if self.is_shared:
            return read_as(self.field, BLANK, location=None)
        lines = list(self._found(form))
        known = form.named.locations.get(self.field.place_name)
        places = [box.location if box is not None else entry.line.location for entry, box, _ in lines]
        if known is not None and known not in places:
            return read_as(self.field, BLANK, location=None)  # it was moved: its control has what was written there
        taken = claim(piece for *_, found in lines for piece in found if not piece.claimed)
        value = value_of(taken, self.field) if taken else BLANK
        read = read_as(self.field, value, taken=taken, location=taken.location if taken else next(iter(places), None))
        return _named(read)

    def locations(self, form: CompletedForm) -> Iterator[Location]:
        """Yield its line."""
        yield from (box.location if box is not None else entry.line.location for entry, box, _ in self._found(form))

    def _found(self, form: CompletedForm) -> Iterator[tuple[Aligned, Box | None, list[AddedText]]]:
        """Yield the lines of the form in which it is, each with what was added at its place."""
        line = self._line(form)
        if line is not None and line.key:
            label = Spot(self.spot.box, self.spot.line_index or 0)
            for entry, box in form.label_entries(label):
                start, end = self._stretch(entry, line)
                found = [piece for piece in form.pieces_on(entry, box) if start <= piece.start and piece.end <= end]
                under = form.lines_under(entry) if box is None and end == len(entry.line.text) else ()
                lines = [each for each in under if self.field.is_text and (self.field.is_long or not found)]
                yield entry, box, [*found, *(piece for each in lines for piece in form.pieces_on(each, None))]
            return
        for entries, box in self._entries(form):
            for entry in entries:
                if not entry.covers and self._printed(form, entry.after) == self._printed(form, self.spot.after):
                    yield entry, box, form.pieces_on(entry, box)

    def _line(self, form: CompletedForm) -> Line | None:
        if self.spot.line_index is None:
            return None
        return form.layout.line(Spot(self.spot.box, self.spot.line_index))

    def _entries(self, form: CompletedForm) -> Iterator[tuple[Sequence[Aligned], Box | None]]:
        if self.spot.box is None:
            yield form.body.entries, None
            return
        yield from ((form.entries(box), box) for box in form.boxes([self.spot.box]))

    def _printed(self, form: CompletedForm, index: int) -> int:
        """Return the last line of the blank up to an index that prints anything."""
        lines = form.layout.blank.body if self.spot.box is None else self.spot.box.lines
        return next((number for number in range(min(index, len(lines) - 1), -1, -1) if lines[number].key), -1)

    def _stretch(self, entry: Aligned, line: Line) -> tuple[int, int]:
        """Find where it is in the form's line: from the end of the words before it to the start of those behind it."""
        low, high = around(line, self.spot.letters)
        index = self.spot.line_index or 0
        before = project(entry, line, index, 0, low) if low else None
        behind = project(entry, line, index, high, len(line.text)) if high < len(line.text) else None
        return before[1] if before is not None else 0, behind[0] if behind is not None else len(entry.line.text)


def around(line: Line, letters: int) -> tuple[int, int]:
    """Return where in a printed line the words end that are before a place, and where those behind it begin."""
    signs = [index for index, sign in enumerate(line.text) if sign.isalnum()]
    low = signs[letters - 1] + 1 if 0 < letters <= len(signs) else 0
    return low, signs[letters] if letters < len(signs) else len(line.text)
