"""Find the labels of a mapping in a blank, and what is empty beside them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

from pipeline.extract.form.blank import Spot
from pipeline.extract.form.hints import is_hint
from pipeline.extract.form.named_spots import NO_NAMES, Found, NamedSpot
from pipeline.extract.lines import Line
from pipeline.extract.matching.skeleton import Box, Skeleton
from pipeline.extract.text import is_filler, label_key, tokens
from pipeline.extract.values.ticks import boxed_words
from pipeline.location import Location
from pipeline.mapping import Mapping
from pipeline.mapping.model import Field, Place
from pipeline.nearest import did_you_mean
from pipeline.patterns import pattern

_APART = pattern(r"\t+| {3,}")
_TABS = pattern(r"\t+")
_DRAWN = pattern(r"_{3,}|\.{3,}|…+")
_FEWEST_APART = 2


class Labels:
    """Where the labels of a mapping are in a blank; what is missing is gathered in ``problems``.

    Attributes:
        spots: The lines that each field's label may mean, by the field's id.
        boxes: The identity of every box that holds a label.
    """

    def __init__(self, mapping: Mapping, blank: Skeleton, named: Found = NO_NAMES) -> None:
        """Look up the labels of a mapping in a blank; ``named`` is what it gives names to."""
        self.mapping = mapping
        self.blank = blank
        self._named = named
        self.problems: list[str] = []
        self._lines = _lines(blank)
        self._keys = [label_key(line.text) for _, line in self._lines]
        self.spots: dict[str, list[Spot]] = {field.id: self._spots_of(field) for field in mapping.fields}
        self.boxes = {id(spot.box) for spots in self.spots.values() for spot in spots if spot.box is not None}

    def _spots(self, labels: tuple[str, ...]) -> list[Spot]:
        """Find the lines that a label is on: those that equal it, else those that begin with it."""
        wanted = tuple(map(label_key, labels))
        equal, begins = [], []
        for (spot, line), mine in zip(self._lines, self._keys, strict=True):
            if not mine:
                continue
            if mine in wanted:
                equal.append(spot)
            elif line.key.startswith(wanted):
                begins.append(spot)
        return equal or begins

    def _in_parts(self, labels: tuple[str, ...], parts: Callable[[str], Iterable[str]]) -> list[Spot]:
        """Find the lines of a label that may be one part of its line among others."""
        wanted = tuple(map(label_key, labels))
        equal, begins = [], []
        for spot, line in self._lines:
            keys = [mine for part in (line.text, *parts(line.text)) if (mine := label_key(part))]
            if any(mine in wanted for mine in keys):
                equal.append(spot)
            elif any(mine.startswith(wanted) for mine in keys):
                begins.append(spot)
        return equal or begins

    def _spots_of(self, field: Field) -> list[Spot]:
        """Find the lines that a field's label may mean."""
        if field.part_of is not None or field.named is not None:
            return []
        if field.at is Place.GAP:
            spots = [spot for spot, line in self._lines if gap_in(line, field.labels) is not None]
        elif field.at is Place.ABOVE:
            spots = [spot for spot in self._in_parts(field.labels, _apart) if self._has_room_above(spot)]
        else:
            spots = self._in_parts(field.labels, _boxed) if field.is_tick else self._spots(field.labels)
        if field.sheet:
            spots = [spot for spot in spots if self._sheet(spot) in ("", field.sheet)]  # a document has no sheets
        return self._first_after(field, spots) if field.after else spots

    def _has_room_above(self, spot: Spot) -> bool:
        if spot.box is not None:
            return bool(_above(self.blank, spot.box))
        return has_rooms_above(self.blank, spot.line_index)

    def _sheet(self, spot: Spot) -> str:
        steps = self.line(spot).location.steps
        return str(steps[0][1]) if steps and steps[0][0] == "sheet" else ""

    def _first_after(self, field: Field, spots: list[Spot]) -> list[Spot]:
        """Take the first of some lines that is behind the line which the field comes after.

        Of several in one row of a table that is the one in the column of the line.
        """
        anchors = self._spots((str(field.after),))
        if not anchors:
            self.miss(f"field '{field.id}' after", str(field.after))
            return spots
        anchor = min(anchors, key=self._order)
        behind = sorted((spot for spot in spots if self._order(spot) > self._order(anchor)), key=self._order)
        under = [spot for spot in behind if anchor.box is not None and _is_under(spot.box, anchor.box)]
        beside = [spot for spot in under if spot.box is not None and _is_in_row(behind[0].box, spot.box)]
        return (beside or behind)[:1]

    def _order(self, spot: Spot) -> tuple[float, int, int, int, int]:
        """Return what sorts lines as they are in the blank."""
        box = spot.box
        if box is None:
            return (spot.line_index, 0, 0, 0, 0)
        before = self.blank.lines_before[box.table]  # so many lines of the body are before its table
        return (before - 0.5, box.table, box.row, box.index, spot.line_index)

    def line(self, spot: Spot) -> Line:
        """Return the printed line at a spot."""
        return (self.blank.body if spot.box is None else spot.box.lines)[spot.line_index]

    # -- boxes for answers -------------------------------------------------------------------------------------------

    def boxes_of(self, field: Field, spot: Spot) -> tuple[Box, ...]:
        """Return the boxes for a field's answer, seen from its label: beside it, below it, or its own."""
        if spot.box is None:
            return _box_under(self.blank, spot.line_index)
        if field.at is Place.INSIDE:
            return (spot.box,)
        if field.at is Place.ABOVE:
            return _above(self.blank, spot.box)
        if field.at is Place.LINE and len(spot.box.lines) > 1:
            return ()
        right = () if field.at is Place.BELOW else self.empty_right(spot.box, skip_printed=field.at is Place.RIGHT)
        below = () if field.at is Place.RIGHT else _below(self.blank, spot.box)
        # A sheet goes on without end: what is drawn as a box comes before what is merely empty.
        drawn = tuple(box for box in right if box.framed) or (below if any(box.framed for box in below) else ())
        return drawn or right or below or self._hinted(spot.box) or (spot.box,)

    def _hinted(self, label: Box) -> tuple[Box, ...]:
        """Return the box right of a label that prints no more than a hint: ``NHS number | If known``."""
        beside = self.blank.tables[label.table][label.row][label.index + 1 : label.index + 2]
        return tuple(box for box in beside if is_hint(box.text))

    def empty_right(self, label: Box, *, skip_printed: bool) -> tuple[Box, ...]:
        """Take the empty boxes to the right of a label, down through those merged with them."""
        found: list[Box] = []
        for box in self.blank.tables[label.table][label.row][label.index + 1 :]:
            if box.key and (found or not skip_printed):
                break
            if not box.key:
                found.append(box)
        return tuple(found + [lower for box in found for lower in _merged_below(self.blank, box)])

    # -- places with names -------------------------------------------------------------------------------------------

    def named_spot(self, field: Field) -> NamedSpot | None:
        """Return the place that a field names; blanks that were made from the mapping call it by the field's id."""
        found = self._spots_named(field)
        if len(found) == 1:
            return found[0]
        if found:
            where = ", ".join(str(self._location(spot)) for spot in found)
            self.problems.append(
                f"field '{field.id}': {field.named!r} names several places ({where}); give each a name of its own in "
                "the blank, or name none and use the label"
            )
        elif not field.optional:
            meant = did_you_mean(str(field.named), self._named) if self._named else "; it names no place at all"
            self.problems.append(
                f"field '{field.id}': the blank has no control, form field, bookmark or cell of the name "
                f"{field.named!r}{meant}"
            )
        return found[0] if found else None

    def _spots_named(self, field: Field) -> tuple[NamedSpot, ...]:
        return self._named.get(field.named or "") or self._named.get(field.id, ()) if field.named else ()

    def _location(self, spot: NamedSpot) -> Location | str:
        if spot.box is not None:
            return spot.box.location
        return self.blank.body[spot.line_index].location if spot.line_index is not None else "between tables"

    def _other_named(self, field: Field) -> list[NamedSpot]:
        others = (other for other in self.mapping.fields if other is not field)
        return [spot for other in others for spot in self._spots_named(other)]

    def is_alone(self, field: Field, spot: NamedSpot) -> bool:
        """Return whether a box has no other question in it."""
        others = (other for other in self.mapping.fields if other is not field)
        boxes = [each.box for other in others for each in self.spots[other.id]]
        return not any(box is spot.box for box in (*boxes, *(each.box for each in self._other_named(field))))

    def is_shared(self, field: Field, spot: NamedSpot) -> bool:
        """Return whether another named place is between the same printed words."""
        return any(self._region(other) == self._region(spot) for other in self._other_named(field))

    def _region(self, spot: NamedSpot) -> tuple[Box | None, int, int]:
        """Return what tells apart the stretches between printed words: the line before, and the letters in it."""
        lines = self.blank.body if spot.box is None else spot.box.lines
        if spot.line_index is not None and lines[spot.line_index].key:
            return spot.box, spot.line_index, spot.letters
        return spot.box, next((number for number in range(spot.after, -1, -1) if lines[number].key), -1), -1

    def miss(self, what: str, label: str) -> None:
        """Note that a label is not printed, with the nearest that is."""
        printed = {line.text.strip() for _, line in self._lines if line.key}
        self.problems.append(f"{what}: its label {label!r} is not printed there{did_you_mean(label, printed)}")


def gap_in(line: Line, labels: Iterable[str]) -> tuple[int, int, int, int] | None:
    """Find a label within a line: where it starts and ends, and where the words behind the blank do."""
    words = line.tokens
    for label in labels:
        wanted = [token.key for token in tokens(label)]
        for start in range(len(words) - len(wanted) + 1):
            hit = words[start : start + len(wanted)]
            if [token.key for token in hit] != wanted:
                continue
            rest = words[start + len(wanted) :]
            behind = next((token for token in rest if any(map(str.isalnum, token.key))), None)
            end = len(line.text)
            return hit[0].start, hit[-1].end, *((behind.start, behind.end) if behind else (end, end))
    return None


def _is_under(box: Box | None, anchor: Box) -> bool:
    return box is not None and box.table == anchor.table and box.column == anchor.column and box.row > anchor.row


def _is_in_row(first: Box | None, box: Box) -> bool:
    return first is not None and (first.table, first.row) == (box.table, box.row)


def _lines(blank: Skeleton) -> list[tuple[Spot, Line]]:
    """Return every line of a blank: those of its boxes, then those between its tables."""
    in_boxes = [(Spot(box, number), line) for box in blank.boxes() for number, line in enumerate(box.lines)]
    return in_boxes + [(Spot(None, number), line) for number, line in enumerate(blank.body)]


def _merged_below(blank: Skeleton, box: Box) -> list[Box]:
    lower = []
    for row in blank.tables[box.table][box.row + 1 :]:
        under = next((other for other in row if other.column == box.column), None)
        if under is None or not under.continues:
            break
        lower.append(under)
    return lower


def _box_under(blank: Skeleton, line: int) -> tuple[Box, ...]:
    """Return the box right under a line in the text, where it is a table by itself and prints nothing."""
    table = next((table for table, before in enumerate(blank.lines_before) if before == line + 1), None)
    boxes = [box for row in blank.tables[table] for box in row] if table is not None else []
    return tuple(boxes) if len(boxes) == 1 and not boxes[0].key else ()


def _boxed(text: str) -> Iterator[str]:
    """Yield the words of a line between its boxes to tick."""
    yield from (text[part.start : part.end] for part in boxed_words(text))


def _apart(text: str) -> Iterator[str]:
    """Yield the labels of a line that are apart."""
    yield from (text[start:end] for start, end in stretches_apart(text))


def stretches_apart(text: str) -> list[tuple[int, int]]:
    """Return where the parts of a line are that tabs or wide gaps keep apart."""
    return _stretches(text, _APART)


def rooms_in(text: str, *, like: str) -> list[tuple[int, int]]:
    """Return where the parts of a line are whose blank is ``like``, a row of drawn lines to be written on."""
    if "\t" in like:
        return _stretches(text, _TABS)
    drawn = [match.span() for match in _DRAWN.finditer(text)]
    gaps = [(end, start) for (_, end), (start, _) in pairwise([(0, 0), *drawn, (len(text), len(text))])]
    written = [(start + low, start + high) for start, end in gaps for low, high in _stretches(text[start:end], _APART)]
    return sorted([*drawn, *written])


def _stretches(text: str, parting: re.Pattern[str]) -> list[tuple[int, int]]:
    ends = [0, *(end for match in parting.finditer(text) for end in match.span()), len(text)]
    parts = zip(ends[::2], ends[1::2], strict=True)
    return [(start, end) for start, end in parts if text[start:end].strip()]


def has_rooms_above(blank: Skeleton, line: int) -> bool:
    """Return whether the labels of a line are under drawn lines, one each."""
    if not line or line in blank.lines_before or not is_filler(blank.body[line - 1].text):
        return False
    drawn = blank.body[line - 1].text
    count = len(stretches_apart(blank.body[line].text))
    return count >= _FEWEST_APART and len(rooms_in(drawn, like=drawn)) == count


def _above(blank: Skeleton, label: Box) -> tuple[Box, ...]:
    """Take the empty boxes right above a label."""
    row = blank.tables[label.table][label.row - 1] if label.row else ()
    over = tuple(box for box in row if box.overlaps(label))
    return over if not any(box.key for box in over) else ()


def _below(blank: Skeleton, label: Box) -> tuple[Box, ...]:
    """Take the empty boxes under a label, as far as the rows print nothing; on a sheet no further than their frame."""
    found: list[Box] = []
    for row in blank.tables[label.table][label.row + 1 :]:
        if any(box.key for box in row):
            break
        own = [box for box in row if box.column <= label.column < box.column + box.span]
        begins_again = any(box.framed for box in found) and not found[-1].framed and any(box.framed for box in own)
        if begins_again:
            break
        found += own
    return tuple(found)
