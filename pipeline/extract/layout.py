"""Where each field's answer belongs, worked out once on the blank: principle 1, labels lead to answers.

:func:`prepare` reads a blank through its mapping. The result, a :class:`Layout`, is what every completed form is read
with; matching then carries each place over to the completed form.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from pipeline.document import Document
from pipeline.errors import InvalidMapping
from pipeline.extract.blank_index import BlankIndex, RowPlace
from pipeline.extract.checklist_places import ChecklistPlace, find_checklist
from pipeline.extract.lines import Line
from pipeline.extract.prompts import Prompts, prompts
from pipeline.extract.skeleton import Box, Skeleton, skeleton
from pipeline.extract.text import key, label_key, tokens, without_filler
from pipeline.findings import Finding
from pipeline.mapping import Mapping
from pipeline.mapping.model import Choice, Field, FieldKind, Form, Place
from pipeline.mapping.nearest import did_you_mean

_BOXES = "☐□"  # printed before an option, to be ticked
_SURE_START = 4  # so many letters of an option are enough to know it by, whatever follows them
_Printed = tuple[int | RowPlace, str, tuple[Line, ...]]  # a line of the body or a row, and what is printed there


@dataclass(frozen=True, slots=True)
class Spot:
    """A printed line of the blank: in a box, or in the body when ``box`` is ``None``."""

    box: Box | None
    line_index: int


@dataclass(frozen=True, slots=True)
class Option:
    """One printed option of a choice.

    Either a stretch of the label's own line (``start`` to ``end``), or a region: body lines, or a row of boxes.
    """

    choice: Choice
    start: int = -1
    end: int = -1
    lines: tuple[int, ...] = ()
    row: RowPlace | None = None


@dataclass(slots=True)
class FieldPlace:
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
    """

    field: Field
    label: Spot | None = None
    repeats: tuple[Spot, ...] = ()
    boxes: tuple[Box, ...] = ()
    options: tuple[Option, ...] = ()
    prints_options: bool = False
    cells: dict[str, tuple[Box, ...]] = dataclasses.field(default_factory=dict)
    lines: tuple[Spot, ...] = ()
    rows: tuple[RowPlace, ...] = ()
    columns: dict[str, int] = dataclasses.field(default_factory=dict)
    gap: tuple[int, int, int, int] = (0, 0, 0, 0)

    @property
    def has_printed_options(self) -> bool:
        """Whether its options are printed, in any way; else its answer is typed."""
        return bool(self.options or self.cells or self.lines) or self.prints_options


@dataclass(slots=True)
class Layout:
    """A blank read through its mapping; see :func:`prepare`.

    Attributes:
        fingerprint: The printed lines that tell this form from others, each with its weight in characters.
        prompts: What named places show until they are filled in.
        findings: What the reader noticed in the blank itself, such as a hidden sheet: that is no news in a form.
    """

    mapping: Mapping
    name: str
    kind: str
    blank: Skeleton
    index: BlankIndex
    places: dict[str, FieldPlace]
    checklists: tuple[ChecklistPlace, ...]
    fingerprint: dict[str, int]
    prompts: Prompts
    findings: tuple[Finding, ...] = ()

    def line(self, spot: Spot) -> Line:
        """Give the printed line at a spot of the blank."""
        return (self.blank.body if spot.box is None else spot.box.lines)[spot.line_index]


def prepare(mapping: Mapping, blank: Document, blank_name: str) -> Layout:
    """Find every label of ``mapping`` in one of its blanks.

    Args:
        mapping: The form's mapping.
        blank: The parsed blank.
        blank_name: Name of its file, for messages.

    Raises:
        InvalidMapping: A label, option, column or factor is not printed in the blank; all of them are named.
    """
    shown = prompts(mapping, blank)
    finder = _Finder(mapping, skeleton(shown.cleared(blank)), blank_name)
    places = {field.id: finder.place(field) for field in mapping.fields}
    checklists = tuple(find_checklist(finder.blank, each, finder.problems) for each in mapping.checklists)
    if finder.problems:
        where = f"{mapping.path}: with the blank {blank_name}"
        raise InvalidMapping(
            "\n".join(f"{where}: {problem}" for problem in finder.problems),
            remedy="Mend the mapping or the blank; no form was read.",
            code="blank_differs",
        )
    return Layout(
        mapping=mapping,
        name=Path(blank_name).name,
        kind=blank.kind,
        blank=finder.blank,
        index=BlankIndex(finder.blank, finder.aliases(checklists), {t for each in checklists for t in each.tables}),
        places=places,
        checklists=checklists,
        fingerprint=_fingerprint(finder.blank),
        prompts=shown,
        findings=blank.findings,
    )


def try_field(field: Field, blank: Skeleton) -> tuple[FieldPlace, tuple[str, ...]]:
    """Find one field alone in a blank, and say what is wrong with it; so a draft tries what it proposes."""
    form = Form(id="tried", version="1", title="tried")
    # Made without a check of its references: the fields that this one may name are not tried with it.
    mapping = Mapping.model_construct(form=form, fields=(field,))
    finder = _Finder(mapping, blank, "")
    return finder.place(field), tuple(finder.problems)


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
    """Tell whether a text begins with an option, a box to tick before it or not; "No" is not the start of "Notes"."""
    wanted = label_key(label)
    if not label_key(text).lstrip(_BOXES).startswith(wanted):
        return False
    words = [token.key for token in tokens(text) if token.key not in _BOXES]
    sought = [token.key for token in tokens(label)]
    return len(wanted) >= _SURE_START or words[: len(sought)] == sought


def _gap_in(line: Line, labels: Iterable[str]) -> tuple[int, int, int, int] | None:
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


def _fingerprint(blank: Skeleton) -> dict[str, int]:
    """Give the printed lines that tell this form from others, each with its weight in characters."""
    lines = [line for box in blank.boxes() for line in box.lines] + blank.body
    keys = (without_filler(line.key) for line in lines)
    return {key: min(len(key), 80) for key in keys if len(key) > 3}


def _lines(blank: Skeleton) -> list[tuple[Spot, Line]]:
    """Give every line of a blank: those of its boxes, then those between its tables."""
    in_boxes = [(Spot(box, number), line) for box in blank.boxes() for number, line in enumerate(box.lines)]
    return in_boxes + [(Spot(None, number), line) for number, line in enumerate(blank.body)]


class _Finder:
    """Find labels in a blank; what is missing is gathered in ``problems``."""

    def __init__(self, mapping: Mapping, blank: Skeleton, name: str) -> None:
        self.mapping = mapping
        self.blank = blank
        self.problems: list[str] = []
        self._name = name
        self._lines = _lines(blank)
        self._keys = [label_key(line.text) for _, line in self._lines]
        self._labels: dict[str, list[Spot]] = {field.id: self._spots_of(field) for field in mapping.fields}
        self._label_boxes = {id(spot.box) for spots in self._labels.values() for spot in spots if spot.box is not None}

    # -- labels ------------------------------------------------------------------------------------------------------

    def _spots(self, labels: tuple[str, ...]) -> list[Spot]:
        """Find the lines that a label stands on: those that equal it, else those that begin with it."""
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

    def _spots_of(self, field: Field) -> list[Spot]:
        """Find the lines that a field's label may mean."""
        if field.part_of is not None:
            return []
        if field.at is Place.GAP:
            spots = [spot for spot, line in self._lines if _gap_in(line, field.labels) is not None]
        else:
            spots = self._spots(field.labels)
        if field.sheet:
            spots = [spot for spot in spots if self._sheet(spot) in ("", field.sheet)]  # a document has no sheets
        return self._first_after(field, spots) if field.after else spots

    def _sheet(self, spot: Spot) -> str:
        steps = self._line(spot).location.steps
        return str(steps[0][1]) if steps and steps[0][0] == "sheet" else ""

    def _first_after(self, field: Field, spots: list[Spot]) -> list[Spot]:
        """Take the first of some lines that stands behind the line which the field comes after."""
        anchors = self._spots((str(field.after),))
        if not anchors:
            self._miss(f"field '{field.id}' after", str(field.after))
            return spots
        start = min(map(self._order, anchors))
        return sorted((spot for spot in spots if self._order(spot) > start), key=self._order)[:1]

    def _order(self, spot: Spot) -> tuple[float, int, int, int, int]:
        """Give what sorts lines as they stand in the blank."""
        box = spot.box
        if box is None:
            return (spot.line_index, 0, 0, 0, 0)
        before = self.blank.lines_before[box.table]  # so many lines of the body stand before its table
        return (before - 0.5, box.table, box.row, box.index, spot.line_index)

    def _line(self, spot: Spot) -> Line:
        return (self.blank.body if spot.box is None else spot.box.lines)[spot.line_index]

    def place(self, field: Field) -> FieldPlace:
        """Find where one field's answer belongs."""
        spots = self._labels[field.id]
        if not spots:
            if field.rest_of is None and field.part_of is None and not field.optional:
                self._miss(f"field '{field.id}'", field.label)
            return FieldPlace(field)
        if len(spots) > 1 and field.under is None:
            places = ", ".join(str(self._line(spot).location) for spot in spots)
            self.problems.append(
                f"field '{field.id}': its label {field.label!r} stands in several places ({places}); give more of it"
            )
        place = FieldPlace(field, label=spots[0], repeats=tuple(spots))
        if field.at is Place.GAP:
            place.gap = _gap_in(self._line(spots[0]), field.labels) or place.gap
            return place
        if field.kind is FieldKind.TABLE:
            self._table(place, spots[0])
        elif field.kind is FieldKind.CHOICE and self._options(place, spots[0]):
            pass
        else:
            place.boxes = self._boxes(field, spots[0])
        return place

    def _miss(self, what: str, label: str) -> None:
        printed = {line.text.strip() for _, line in self._lines if line.key}
        self.problems.append(f"{what}: its label {label!r} is not printed there{did_you_mean(label, printed)}")

    # -- the box beside or below a label -----------------------------------------------------------------------------

    def _boxes(self, field: Field, spot: Spot) -> tuple[Box, ...]:
        if spot.box is None:
            return ()
        if field.at is Place.INSIDE:
            return (spot.box,)
        if field.at is Place.LINE and len(spot.box.lines) > 1:
            return ()
        right = () if field.at is Place.BELOW else self._right(spot.box, skip_printed=field.at is Place.RIGHT)
        below = () if field.at is Place.RIGHT else self._below(spot.box)
        # A sheet goes on without end: what is drawn as a box comes before what is merely empty.
        drawn = tuple(box for box in right if box.framed) or (below if any(box.framed for box in below) else ())
        return drawn or right or below or (spot.box,)

    def _right(self, label: Box, *, skip_printed: bool) -> tuple[Box, ...]:
        """Take the empty boxes to the right of a label, down through those merged with them."""
        found: list[Box] = []
        for box in self.blank.tables[label.table][label.row][label.index + 1 :]:
            if box.key and (found or not skip_printed):
                break
            if not box.key:
                found.append(box)
        return tuple(found + [lower for box in found for lower in self._merged_below(box)])

    def _merged_below(self, box: Box) -> list[Box]:
        lower = []
        for row in self.blank.tables[box.table][box.row + 1 :]:
            under = next((other for other in row if other.column == box.column), None)
            if under is None or not under.continues:
                break
            lower.append(under)
        return lower

    def _below(self, label: Box) -> tuple[Box, ...]:
        """Take the empty boxes under a label, as far as the rows print nothing."""
        found: list[Box] = []
        for row in self.blank.tables[label.table][label.row + 1 :]:
            if any(box.key for box in row):
                break
            found += [box for box in row if box.column <= label.column < box.column + box.span]
        return tuple(found)

    # -- tables ------------------------------------------------------------------------------------------------------

    def _table(self, place: FieldPlace, spot: Spot) -> None:
        """Find the rows and columns of a table field: under its label in the same table, or the next table after it."""
        if spot.box is None:
            table = next((n for n, before in enumerate(self.blank.lines_before) if before > spot.line_index), None)
            if table is None:
                self._miss(f"field '{place.field.id}' table", place.field.label)
                return
            start = 0
        else:
            table, start = spot.box.table, spot.box.row + 1
        rows = self.blank.tables[table]
        header = next((n for n in range(start, len(rows)) if self._columns(place, rows[n])), None)
        if header is None:
            self._columns_by_order(place, rows[start] if start < len(rows) else [])
        first = start if header is None else header + 1
        place.rows = tuple((table, row) for row in self._table_rows(rows, first))

    def _columns(self, place: FieldPlace, row: Sequence[Box]) -> bool:
        found = {}
        for column in place.field.columns:
            wanted = label_key(column.label or "")
            box = next((box for box in row if wanted and label_key(box.text) == wanted), None)
            if box is not None:
                found[column.id] = box.column
        if len(found) == len(place.field.columns):
            place.columns = found
            return True
        return False

    def _columns_by_order(self, place: FieldPlace, row: Sequence[Box]) -> None:
        if any(box.key for box in row) or len(row) < len(place.field.columns):
            labels = ", ".join(repr(column.label) for column in place.field.columns)
            self.problems.append(f"field '{place.field.id}': no row has all of its column headers ({labels})")
            return
        place.columns = {column.id: box.column for column, box in zip(place.field.columns, row, strict=False)}

    def _table_rows(self, rows: Sequence[Sequence[Box]], first: int) -> list[int]:
        found = []
        for number in range(first, len(rows)):
            if any(id(box) in self._label_boxes for box in rows[number]):
                break
            found.append(number)
        return found

    # -- choices -----------------------------------------------------------------------------------------------------

    def _options(self, place: FieldPlace, spot: Spot) -> bool:
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
        return self._cells_of_options(field, self.blank.tables[spot.box.table][spot.box.row][spot.box.index + 1 :])

    def _cells_under(self, field: Field, spot: Spot) -> dict[str, tuple[Box, ...]]:
        """Find a box for each option under the label, when rows hold several options or boxes to tick."""
        found = self._cells_of_options(field, self._boxes_under(field, spot))
        rows = [(boxes[0].table, boxes[0].row) for boxes in found.values()]
        own = {id(box) for boxes in found.values() for box in boxes}
        beside = (box for table, row in rows for box in self.blank.tables[table][row] if id(box) not in own)
        shared = len(set(rows)) < len(rows) or any(box.key[:1] in _BOXES for box in beside if box.key)
        return found if shared else {}

    def _boxes_under(self, field: Field, spot: Spot) -> list[Box]:
        """Give the boxes behind a label, up to the next question: of its table, or of the one that follows its line."""
        table, start = self._table_of(spot)
        if table is None:
            return []
        labels = self._label_boxes - {id(each.box) for each in self._labels[field.id]}
        boxes = (box for row in self.blank.tables[table][start:] for box in row if box.key)
        return list(takewhile(lambda box: id(box) not in labels or self._is_option(field, box.text), boxes))

    def _table_of(self, spot: Spot) -> tuple[int | None, int]:
        """Give the table behind a label and its first row there; none when another question stands between."""
        if spot.box is not None:
            return spot.box.table, spot.box.row + 1
        table = next((n for n, before in enumerate(self.blank.lines_before) if before > spot.line_index), None)
        others = {each.line_index for spots in self._labels.values() for each in spots if each.box is None}
        end = self.blank.lines_before[table] if table is not None else 0
        return (None if any(spot.line_index < other < end for other in others) else table), 0

    @staticmethod
    def _is_option(field: Field, text: str) -> bool:
        return any(_begins_with(text, choice.label) for choice in field.choices)

    def _cells_of_options(self, field: Field, boxes: Sequence[Box]) -> dict[str, tuple[Box, ...]]:
        """Find a box for each option among some, with the one behind it that is to be ticked, else the one below it."""
        found: dict[str, tuple[Box, ...]] = {}
        for choice in field.choices:
            wanted = label_key(choice.label)
            box = next((box for box in boxes if label_key(box.text).strip(_BOXES) == wanted), None)
            if box is None or len(field.choices) < 2:
                return {}
            found[choice.id] = (box, *self._ticked_for(box))
        return found

    def _ticked_for(self, box: Box) -> list[Box]:
        """Give the empty box behind an option, else the one below it; none where it has a box to tick within."""
        if any(glyph in box.key for glyph in _BOXES):
            return []
        rows = self.blank.tables[box.table]
        behind = rows[box.row][box.index + 1 : box.index + 2]
        below = [each for row in rows[box.row + 1 : box.row + 2] for each in row if each.column == box.column]
        return [each for each in (*behind, *below) if not each.key.strip(_BOXES) and each.framed][:1]

    def _lines_of_options(self, field: Field, spot: Spot) -> tuple[Spot, ...]:
        """Find the lines right under a label that print all options, several to a line."""
        lines = self.blank.body if spot.box is None else spot.box.lines
        end = self._end_of_body_run(spot.line_index) if spot.box is None else len(lines)
        labels = {each.line_index for spots in self._labels.values() for each in spots if each.box is spot.box}
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
        found = options_in_line(field.choices, self._line(spot))
        beside = spot.box is not None and self._right(spot.box, skip_printed=False)
        return found if len(found) == len(field.choices) and not beside else []

    def _beside_options(self, place: FieldPlace, spot: Spot) -> list[Option]:
        """Find all options in one line of the box right of the label, as ``☐ Yes  ☐ No`` stands beside a question."""
        row = self.blank.tables[spot.box.table][spot.box.row][spot.box.index + 1 :] if spot.box is not None else []
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
        rows = self.blank.tables[label.table]
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
            self._miss(f"field '{field.id}', choice '{choice.id}'", choice.label)
        return [] if missing else [self._region(choice, start, starts) for choice, start in starts]

    def _before_next_question(self, field: Field, printed: list[_Printed]) -> Iterator[int | RowPlace]:
        """Give the places before the next label, but for labels that are options, or are printed under them."""
        others = (other for other in self.mapping.fields if other is not field and other.under != field.id)
        labels = {id(self._line(spot)) for other in others for spot in self._labels[other.id]}
        for place, text, lines in printed:
            if not self._is_option(field, text) and any(id(line) in labels for line in lines):
                return
            yield place

    def _rows_after(self, spot: Spot) -> list[_Printed]:
        table, start = self._table_of(spot)
        rows = self.blank.tables[table][start:] if table is not None else []
        return [((box.table, box.row), box.text, box.lines) for row in rows for box in row if box.key]

    def _body_after(self, spot: Spot) -> list[_Printed]:
        body = self.blank.body
        lines = ((number, body[number]) for number in range(spot.line_index + 1, len(body)))
        return [(number, line.text, (line,)) for number, line in lines if line.key]

    def _region(self, choice: Choice, start: int | RowPlace, starts: list[tuple[Choice, int | RowPlace]]) -> Option:
        if isinstance(start, tuple):
            return Option(choice, row=start)
        later = [other for _, other in starts if isinstance(other, int) and other > start]
        end = min(later) if later else self._end_of_body_run(start)
        return Option(choice, lines=tuple(range(start, end)))

    def _end_of_body_run(self, start: int) -> int:
        """Give the body line before which the next table stands, or the end of the body."""
        return next((before for before in self.blank.lines_before if before > start), len(self.blank.body))

    # -- other wordings ------------------------------------------------------------------------------------------------

    def aliases(self, checklists: Iterable[ChecklistPlace]) -> dict[str, list[Box]]:
        """Give other wordings of labels, as keys, with the boxes of the labels they stand for."""
        found: dict[str, list[Box]] = defaultdict(list)
        labelled = [
            (field.labels, [spot.box for spot in self._labels[field.id] if spot.box is not None])
            for field in self.mapping.fields
        ]
        labelled += [
            (row.factor.labels, [row.label])
            for place in checklists
            for row in place.rows.values()
            if row.label and row.printed
        ]
        for wordings, boxes in labelled:
            for label in wordings:
                if boxes and key(label) != boxes[0].key:
                    found[key(label)] += boxes
        return found
