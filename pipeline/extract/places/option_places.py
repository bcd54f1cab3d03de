"""Where the options of a choice are printed: in a line, in boxes, under the label, or in the table that follows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile

from pipeline.extract.field_place import FieldPlace, Option
from pipeline.extract.form.blank import Spot
from pipeline.extract.lines import Line
from pipeline.extract.matching.rows import RowPlace
from pipeline.extract.matching.skeleton import Box
from pipeline.extract.places.boxes import empty_right
from pipeline.extract.places.labels import Labels
from pipeline.extract.text import label_key, tokens
from pipeline.mapping.model import Choice, Field
from pipeline.signs import EMPTY_BOXES

_SURE_START = 4  # so many letters of an option are enough to know it by, whatever follows them
_Printed = tuple[int | RowPlace, str, tuple[Line, ...]]  # a line of the body or a row, and what is printed there


class OptionPlaces:
    """Find the printed options of choices in the blank of some labels."""

    def __init__(self, labels: Labels) -> None:
        self._labels = labels
        self._blank = labels.blank

    def find(self, place: FieldPlace, spot: Spot) -> bool:
        """Find a choice's options where they are printed; ``False`` when its answer is to be written into a box."""
        inline = self._inline_options(place.field, spot)
        place.options = tuple(inline or self._beside_options(place, spot))
        if not place.options:
            place.cells = self._cells_beside(place.field, spot)
        if not place.has_printed_options:
            place.boxes = self._box_of_options(place.field, spot)
            place.prints_options = bool(place.boxes)
        if not place.has_printed_options:
            place.lines = self._lines_of_options(place.field, spot)
        if not place.has_printed_options:
            place.cells = self._cells_under(place.field, spot)
        if not place.has_printed_options:
            place.options = tuple(self._region_options(place.field, spot))
        return place.has_printed_options

    def _cells_beside(self, field: Field, spot: Spot) -> dict[str, tuple[Box, ...]]:
        """Find a box for each option in the label's row."""
        if spot.box is None:
            return {}
        return self._cells_of_options(field, self._blank.tables[spot.box.table][spot.box.row][spot.box.index + 1 :])

    def _cells_under(self, field: Field, spot: Spot) -> dict[str, tuple[Box, ...]]:
        """Find a box for each option under the label, when rows hold several options or boxes to tick."""
        found = self._cells_of_options(field, self._boxes_under(field, spot))
        rows = [(boxes[0].table, boxes[0].row) for boxes in found.values()]
        own = {id(box) for boxes in found.values() for box in boxes}
        beside = (box for table, row in rows for box in self._blank.tables[table][row] if id(box) not in own)
        shared = len(set(rows)) < len(rows) or any(box.key[:1] in EMPTY_BOXES for box in beside if box.key)
        return found if shared else {}

    def _boxes_under(self, field: Field, spot: Spot) -> list[Box]:
        """Return the boxes after a label, up to the next question: of its table, or of the one after its line."""
        table, start = self._table_of(spot)
        if table is None:
            return []
        labels = self._labels.boxes - {id(each.box) for each in self._labels.spots[field.id]}
        boxes = (box for row in self._blank.tables[table][start:] for box in row if box.key)
        return list(takewhile(lambda box: id(box) not in labels or self._is_option(field, box.text), boxes))

    def _table_of(self, spot: Spot) -> tuple[int | None, int]:
        """Return the table behind a label and its first row there; none when another question stands between."""
        if spot.box is not None:
            return spot.box.table, spot.box.row + 1
        table = next((n for n, before in enumerate(self._blank.lines_before) if before > spot.line_index), None)
        others = {each.line_index for spots in self._labels.spots.values() for each in spots if each.box is None}
        end = self._blank.lines_before[table] if table is not None else 0
        return (None if any(spot.line_index < other < end for other in others) else table), 0

    @staticmethod
    def _is_option(field: Field, text: str) -> bool:
        return any(_begins_with(text, choice.label) for choice in field.choices)

    def _cells_of_options(self, field: Field, boxes: Sequence[Box]) -> dict[str, tuple[Box, ...]]:
        """Find a box for each option among some, with the one behind it that is to be ticked, else the one below it."""
        found: dict[str, tuple[Box, ...]] = {}
        for choice in field.choices:
            wanted = label_key(choice.label)
            box = next((box for box in boxes if label_key(box.text).strip(EMPTY_BOXES) == wanted), None)
            if box is None or len(field.choices) < 2:
                return {}
            found[choice.id] = (box, *self._ticked_for(box))
        return found

    def _ticked_for(self, box: Box) -> list[Box]:
        """Return the empty box behind an option, else the one below it; none where it has a box to tick within."""
        if any(glyph in box.key for glyph in EMPTY_BOXES):
            return []
        rows = self._blank.tables[box.table]
        behind = rows[box.row][box.index + 1 : box.index + 2]
        below = [each for row in rows[box.row + 1 : box.row + 2] for each in row if each.column == box.column]
        return [each for each in (*behind, *below) if not each.key.strip(EMPTY_BOXES) and each.framed][:1]

    def _lines_of_options(self, field: Field, spot: Spot) -> tuple[Spot, ...]:
        """Find the lines right under a label that print all options, several to a line."""
        lines = self._blank.body if spot.box is None else spot.box.lines
        end = self._end_of_body_run(spot.line_index) if spot.box is None else len(lines)
        labels = {each.line_index for spots in self._labels.spots.values() for each in spots if each.box is spot.box}
        printed: dict[int, list[Option]] = {}
        for number in range(spot.line_index + 1, end):
            options = options_in_line(field.choices, lines[number])
            if lines[number].key and (
                not options or (number in labels and not self._is_option(field, lines[number].text))
            ):
                break
            if options:
                printed[number] = options
        names = [option.choice.id for options in printed.values() for option in options]
        is_whole = sorted(names) == sorted(choice.id for choice in field.choices)
        return tuple(Spot(spot.box, number) for number in printed) if is_whole and len(names) > len(printed) else ()

    def _inline_options(self, field: Field, spot: Spot) -> list[Option]:
        found = options_in_line(field.choices, self._labels.line(spot))
        beside = spot.box is not None and empty_right(self._blank, spot.box, skip_printed=False)
        return found if len(found) == len(field.choices) and not beside else []

    def _beside_options(self, place: FieldPlace, spot: Spot) -> list[Option]:
        """Find all options in one line of the box right of the label, as ``☐ Yes  ☐ No`` stands beside a question."""
        row = self._blank.tables[spot.box.table][spot.box.row][spot.box.index + 1 :] if spot.box is not None else []
        beside = next((box for box in row if box.key), None)
        for number, line in enumerate(beside.lines if beside is not None else ()):
            found = options_in_line(place.field.choices, line)
            if len(found) == len(place.field.choices):
                place.repeats = (Spot(beside, number),)
                return found
        return []

    def _box_of_options(self, field: Field, spot: Spot) -> tuple[Box, ...]:
        """Find the box right of a label, or right under it, that prints every option, over several lines."""
        label = spot.box
        if label is None:
            return ()
        rows = self._blank.tables[label.table]
        beside = rows[label.row][label.index + 1 :]
        below = [box for row in rows[label.row + 1 : label.row + 2] for box in row if box.column == label.column]
        wanted = {choice.id for choice in field.choices}
        for box in (*beside, *below):
            printed = {each.choice.id for line in box.lines for each in options_in_line(field.choices, line)}
            if len(wanted) > 1 and printed == wanted:
                return (box,)
        return ()

    def _region_options(self, field: Field, spot: Spot) -> list[Option]:
        """Find the lines or rows that begin with the options; the first of them stands before the next question."""
        printed = [] if spot.box is not None else self._body_after(spot)
        near = set(self._before_next_question(field, printed))
        if not any(place in near and self._is_option(field, text) for place, text, _ in printed):
            printed = self._rows_after(spot)
        starts: list[tuple[Choice, int | RowPlace]] = []
        missing = []
        for choice in field.choices:
            hit = next((place for place, text, _ in printed if _begins_with(text, choice.label)), None)
            if hit is None:
                missing.append(choice)
            else:
                starts.append((choice, hit))
        near = set(self._before_next_question(field, printed))
        if not any(place in near for _, place in starts):
            return []
        for choice in missing:
            self._labels.miss(f"field '{field.id}', choice '{choice.id}'", choice.label)
        return [] if missing else [self._region(choice, start, starts) for choice, start in starts]

    def _before_next_question(self, field: Field, printed: list[_Printed]) -> Iterator[int | RowPlace]:
        """Yield the places before the next label, but for labels that are options, or are printed under them."""
        others = (other for other in self._labels.mapping.fields if other is not field and other.under != field.id)
        labels = {id(self._labels.line(spot)) for other in others for spot in self._labels.spots[other.id]}
        for place, text, lines in printed:
            if not self._is_option(field, text) and any(id(line) in labels for line in lines):
                return
            yield place

    def _rows_after(self, spot: Spot) -> list[_Printed]:
        table, start = self._table_of(spot)
        rows = self._blank.tables[table][start:] if table is not None else []
        return [((box.table, box.row), box.text, box.lines) for row in rows for box in row if box.key]

    def _body_after(self, spot: Spot) -> list[_Printed]:
        body = self._blank.body
        lines = ((number, body[number]) for number in range(spot.line_index + 1, len(body)))
        return [(number, line.text, (line,)) for number, line in lines if line.key]

    def _region(self, choice: Choice, start: int | RowPlace, starts: list[tuple[Choice, int | RowPlace]]) -> Option:
        if isinstance(start, tuple):
            return Option(choice, row=start)
        later = [other for _, other in starts if isinstance(other, int) and other > start]
        end = min(later) if later else self._end_of_body_run(start)
        return Option(choice, lines=tuple(range(start, end)))

    def _end_of_body_run(self, start: int) -> int:
        """Return the body line before which the next table stands, or the end of the body."""
        return next((before for before in self._blank.lines_before if before > start), len(self._blank.body))


def options_in_line(choices: Iterable[Choice], line: Line) -> list[Option]:
    """Find the options that a line prints, in printed order."""
    found: list[Option] = []
    words = line.tokens
    for choice in choices:
        wanted = [token.key for token in tokens(choice.label)]
        for start in range(len(words) - len(wanted) + 1):
            hit = words[start : start + len(wanted)]
            if [token.key for token in hit] == wanted:
                found.append(Option(choice, hit[0].start, hit[-1].end))
                break
    return sorted(found, key=lambda option: option.start)


def _begins_with(text: str, label: str) -> bool:
    """Return whether a text begins with an option, a box to tick before it or not; "No" is not the start of "Notes"."""
    wanted = label_key(label)
    if not label_key(text).lstrip(EMPTY_BOXES).startswith(wanted):
        return False
    words = [token.key for token in tokens(text) if token.key not in EMPTY_BOXES]
    sought = [token.key for token in tokens(label)]
    return len(wanted) >= _SURE_START or words[: len(sought)] == sought
