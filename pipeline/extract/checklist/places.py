"""Where the rows of a checklist and their answers are, worked out once on the blank.

A row is found by its label, the columns by their headers above that row. So several tables may each have their own
header, and two lists of rows may be side by side: of two columns with one header the nearer one right of the label
counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from msgspec import Struct, field
from msgspec.structs import replace

from pipeline.extract.checklist.columns import NOWHERE, ColumnFinder, Columns, covers, labels_of, row_key
from pipeline.extract.matching.skeleton import Box, Skeleton
from pipeline.extract.text import label_key
from pipeline.mapping.model import Checklist, Factor, RowOption
from pipeline.nearest import did_you_mean


class FactorPlace(Struct):
    """Where one row is: its label, and the columns (of the blank) of its answer, weight and notes.

    Attributes:
        label: Box of the label; ``None`` where a ladder's label is no box.
        options: For options in columns: the columns of each, by its id.
        rungs: For a ladder: the box of each rung, by the option's id.
        reaches: For a ladder: the columns of each rung, by the option's id, where others are beside it.
        rounds: The columns of each round, by its id.
        round_options: For rounds that have a column for each option: those columns, by round and option.
        printed: The blank prints the row. One that was added to the mapping since is known by its label alone, and has
            ``label`` and columns of a row that is printed.
    """

    factor: Factor
    label: Box | None
    answer: Columns = NOWHERE
    weight: Columns = NOWHERE
    notes: Columns = NOWHERE
    options: dict[str, Columns] = field(default_factory=dict)
    rungs: dict[str, Box] = field(default_factory=dict)
    reaches: dict[str, Columns] = field(default_factory=dict)
    rounds: dict[str, Columns] = field(default_factory=dict)
    round_options: dict[str, dict[str, Columns]] = field(default_factory=dict)
    printed: bool = True

    @property
    def table(self) -> int:
        """The table of the blank that it is in."""
        box = self.label or next(iter(self.rungs.values()))
        return box.table


class ChecklistPlace(Struct, eq=False):
    """Where a checklist is: the place of each row by its factor's id, and what labels the rows bear."""

    checklist: Checklist
    rows: dict[str, FactorPlace] = field(default_factory=dict)
    by_label: dict[str, Factor] = field(default_factory=dict)

    @property
    def tables(self) -> set[int]:
        """Tables of the blank that hold rows of the checklist."""
        return {row.table for row in self.rows.values()}


def find_checklist(blank: Skeleton, checklist: Checklist, problems: list[str]) -> ChecklistPlace:
    """Find the rows of a checklist and their columns; what is missing is added to ``problems``."""
    finder = _Finder(blank, checklist)
    place = finder.place()
    if not (checklist.optional and not place.rows):
        problems += finder.problems
    return place


class _Finder:
    def __init__(self, blank: Skeleton, checklist: Checklist) -> None:
        self._blank = blank
        self._list = checklist
        self._name = f"checklist[{checklist.id}]" if checklist.id else "checklist"
        self._absent: list[Factor] = []
        self.problems: list[str] = []

    def place(self) -> ChecklistPlace:
        place = ChecklistPlace(self._list)
        if not self._columns.are_there:
            named = " and ".join(repr(header) for header in self._columns.wanted)
            self.problems.append(f"{self._name}: no row has the headers {named}")
            return place
        for factor in self._list.factors:
            found = self._ladder(factor) if factor.options else self._row(factor)
            if found is None:
                continue
            place.rows[factor.id] = found
            wanted = {row_key(label) for label in factor.labels}
            if found.label is not None and not factor.options:
                wanted.add(row_key(found.label.text))
            place.by_label.update(dict.fromkeys(wanted, factor))
        self._settle_absent(place)
        return place

    def _settle_absent(self, place: ChecklistPlace) -> None:
        """Take factors that are not printed for new ones, unless a row is left whose factor has another wording."""
        models = [row for row in place.rows.values() if row.label is not None and not row.rungs]
        if not models or any(self._is_left(place, models[0], box) for box in self._boxes):
            for factor in self._absent:
                self._miss(f"factor '{factor.id}'", factor.label)
            return
        for factor in self._absent:
            place.rows[factor.id] = replace(models[0], factor=factor, printed=False)
            place.by_label.update(dict.fromkeys(map(row_key, factor.labels), factor))

    def _is_left(self, place: ChecklistPlace, model: FactorPlace, box: Box) -> bool:
        """Return whether a box looks like the label of a row of the checklist and is that of no factor."""
        if box.table not in place.tables or model.label is None or box.column != model.label.column or not box.key:
            return False
        if box.continues or any(row.label is box for row in place.rows.values()):
            return False
        row = self._blank.tables[box.table][box.row]
        columns = model.weight or model.answer
        beside = "".join(other.key for other in row if any(covers(other, column) for column in columns))
        known = {label_key(each.factor.shown_weight) for each in place.rows.values()}
        return beside.isdigit() or beside in known if model.weight else not beside

    # -- where it may stand ------------------------------------------------------------------------------------------

    @cached_property
    def _boxes(self) -> list[Box]:
        """The boxes that may belong to it: on its sheet, behind the line that it comes after."""
        boxes = self._blank.boxes()
        if self._list.sheet:
            boxes = [box for box in boxes if self._sheet(box) in ("", self._list.sheet)]
        return self._after(boxes, self._list.after) if self._list.after else boxes

    def _sheet(self, box: Box) -> str:
        word, name = self._blank.locations[box.table].steps[0]
        return str(name) if word == "sheet" else ""

    def _after(self, boxes: list[Box], anchor: str) -> list[Box]:
        wanted = label_key(anchor)
        for number, box in enumerate(boxes):
            if any(label_key(line.text) == wanted for line in box.lines):
                return boxes[number + 1 :]
        for number, line in enumerate(self._blank.body):
            if label_key(line.text) == wanted:
                return [box for box in boxes if self._blank.lines_before[box.table] > number]
        printed = [line.text for box in boxes for line in box.lines] + [line.text for line in self._blank.body]
        self.problems.append(f"{self._name}.after: {anchor!r} is not printed there{did_you_mean(anchor, printed)}")
        return boxes

    @cached_property
    def _columns(self) -> ColumnFinder:
        return ColumnFinder(self._blank, self._list, self._boxes)

    def _column(self, column: str | int | None, label: Box, *, needed: str = "") -> Columns:
        """Find a column for a row; one that is ``needed`` and missing is a problem, named so."""
        found = self._columns.find(column, label, alone=bool(needed))
        if column is not None and not found and (needed or isinstance(column, int) or column.startswith("+")):
            if isinstance(column, str) and not column.startswith("+"):
                self._miss(needed, column)
            else:
                self.problems.append(f"{self._name}: row {label.text!r} has no column {column}")
        return found

    # -- rows --------------------------------------------------------------------------------------------------------

    def _row(self, factor: Factor) -> FactorPlace | None:
        label = self._label(factor)
        if label is None:
            return None
        notes = f"{self._name}.notes"
        found = FactorPlace(factor, label, self._column(self._list.answer, label))
        found.weight = self._column(self._list.weight, label)
        found.notes = self._column(self._list.notes, label, needed=notes)
        for column in self._list.more_notes:
            found.notes |= self._column(column, label, needed=f"{self._name}.more_notes")
        found.rounds = {each.id: self._column(each.column, label) for each in self._list.rounds}
        found.round_options = {
            each.id: self._columns.options_within(found.rounds[each.id], label) for each in self._list.rounds
        }
        if self._list.has_option_columns:
            options = self._list.options
            found.options = {option.id: self._column(option.column or option.label, label) for option in options}
        self._check_weight(found, label)
        return found

    def _label(self, factor: Factor) -> Box | None:
        wanted = {row_key(label) for label in factor.labels}
        found = [box for box in self._boxes if box.key and not box.continues and row_key(box.text) in wanted]
        found = found or [box for box in self._boxes if wanted.intersection(labels_of(box))]
        if not found:
            self._absent.append(factor)
            return None
        if len(found) > 1 and not self._list.after:
            times = f"is printed {len(found)} times"
            self.problems.append(f"factor '{factor.id}': its label {factor.label!r} {times}")
        return found[0]

    def _check_weight(self, place: FactorPlace, label: Box) -> None:
        if not place.weight:
            return
        row = self._blank.tables[label.table][label.row]
        printed = next((box.text for box in row if any(covers(box, column) for column in place.weight)), "")
        factor = place.factor
        if label_key(printed) != label_key(factor.shown_weight):
            shown = printed.strip() or "nothing"
            counts = f"counts {factor.points} points" if factor.printed is None else f"says {factor.printed!r}"
            self.problems.append(f"factor '{factor.id}': {counts}, but the blank prints {shown}")

    # -- ladders -----------------------------------------------------------------------------------------------------

    def _ladder(self, factor: Factor) -> FactorPlace | None:
        """Find the rungs of a ladder: rows that begin with the options' wording, at its label or behind it."""
        wanted = {row_key(label) for label in factor.labels}
        start = next((number for number, box in enumerate(self._boxes) if wanted.intersection(labels_of(box))), None)
        label = self._boxes[start] if start is not None else None
        behind: Sequence[Box] = self._boxes[start:] if start is not None else self._behind_line(wanted)
        if not behind:
            self._miss(f"factor '{factor.id}'", factor.label)
            return None
        found = FactorPlace(factor, label)
        for option in factor.options:
            rung = self._rung(option, behind, label)
            if rung is None:
                self._miss(f"factor '{factor.id}', option '{option.id}'", option.label)
            else:
                found.rungs[option.id] = rung
        if not found.rungs:
            return None
        first = next(iter(found.rungs.values()))
        found.answer = self._column(self._list.answer, first)
        found.notes = self._column(self._list.notes, first)
        return found

    def _behind_line(self, wanted: set[str]) -> list[Box]:
        body = self._blank.body
        line = next((number for number, each in enumerate(body) if label_key(each.text) in wanted), None)
        before = self._blank.lines_before
        return [] if line is None else [box for box in self._boxes if before[box.table] > line]

    @staticmethod
    def _rung(option: RowOption, boxes: Sequence[Box], label: Box | None) -> Box | None:
        """Find the row of a rung: under its ladder's label before any other, where ladders are side by side."""
        wanted = label_key(option.label)
        rungs = [box for box in boxes if box is not label and label_key(box.text).startswith(wanted)]
        own = [box for box in rungs if label is not None and (box.table, box.column) == (label.table, label.column)]
        return next(iter(own or rungs), None)

    def _miss(self, what: str, label: str) -> None:
        printed = {line.text.strip() for box in self._boxes for line in box.lines if line.key}
        problem = f"{what}: its label {label!r} is not printed there{did_you_mean(label, printed)}"
        if problem not in self.problems:  # a column that no row has is said once
            self.problems.append(problem)
