"""A checklist as a sheet of the blank workbook: a row for each factor, boxes for its answer under the headers."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum, auto
from itertools import chain, count
from typing import Final

from msgspec import Struct
from openpyxl import Workbook

from pipeline.mapping.checklist import Checklist
from pipeline.mapping.rows import ColumnPlace, Entered, Factor
from pipeline.writers.blank.cells import (
    HEADER,
    LABEL,
    LONG_BOX,
    NOTE,
    NUMBER_BOX,
    OPTION,
    POINTS,
    TEXT_BOX,
    TICK_BOX,
    TITLE,
    Box,
    FormSheet,
    Look,
    fits_a_list,
)
from pipeline.writers.blank.sums import Score

_HEADER_ROW: Final = 3
_LABEL_COLUMN: Final = 2


class _Use(Enum):
    """What a column is for."""

    CATEGORY = auto()
    LABEL = auto()
    WEIGHT = auto()
    ANSWER = auto()
    OPTION = auto()
    ROUND = auto()
    NOTES = auto()


_WIDTHS: Final = {_Use.CATEGORY: 22, _Use.LABEL: 42, _Use.WEIGHT: 9, _Use.NOTES: 40}
_ANSWER_WIDTH: Final = 16


class _Column(Struct, frozen=True, kw_only=True):
    """A column: what it is for, its header, and of an option or round its id, of further notes their number."""

    use: _Use
    header: str
    id: str = ""


class ChecklistSheet:
    """The sheet of one checklist."""

    def __init__(self, workbook: Workbook, checklist: Checklist, *, title: str, categories: dict[str, str]) -> None:
        """Write the checklist.

        Args:
            workbook: The workbook that the sheet becomes part of.
            checklist: The checklist.
            title: Heading of the sheet; empty for none.
            categories: What is printed as the category of each group, by the group's name.
        """
        self._list, self._columns = checklist, _columns(checklist)
        self._uses = {column.use: number for number, column in reversed(self._columns.items())}
        widths = [self._width(number) for number in range(1, max(self._columns) + 1)]
        name = checklist.sheet or checklist.section
        self.page = FormSheet(workbook, name, widths, header_rows=_HEADER_ROW)
        self.page.show(1, 1, title, TITLE)
        self.page.show(2, 1, checklist.after or self._says(), NOTE)
        for number, column in self._columns.items():
            self.page.show(_HEADER_ROW, number, column.header, HEADER)
        self.row = _HEADER_ROW + 1
        for group in checklist.groups:
            for factor in group.factors:
                self._factor(factor, categories[group.name])

    def _width(self, number: int) -> int:
        column = self._columns.get(number)
        return _WIDTHS.get(column.use, _ANSWER_WIDTH) if column is not None else 4

    def _says(self) -> str:
        return TICK_BOX.says if self._ticked else "Fill in the white boxes."

    @property
    def _ticked(self) -> bool:
        return self._list.has_option_columns or self._list.has_ladders or self._answer_box() == TICK_BOX

    def _factor(self, factor: Factor, category: str) -> None:
        self._printed(_Use.CATEGORY, category, LABEL)
        self._printed(_Use.LABEL, factor.label, LABEL)
        if factor.options:
            self._ladder(factor)
            return
        weight = factor.shown_weight
        self._printed(_Use.WEIGHT, int(weight) if weight.isascii() and weight.isdecimal() else weight, POINTS)
        for number, column in self._columns.items():
            box, name = self._box(factor, column)
            if box is not None:
                self.page.box(self.row, number, box, name=name)
        for row in range(self.row + 1, self.row + 1 + self._list.notes_rows):
            self.page.box(row, self._uses[_Use.LABEL], LONG_BOX)
        self.row += 1 + self._list.notes_rows

    def _box(self, factor: Factor, column: _Column) -> tuple[Box | None, str]:
        """Return the box that a factor has in a column, and its name."""
        match column.use:
            case _Use.OPTION:
                return TICK_BOX, f"{factor.id}.{column.id}"
            case _Use.ROUND:
                return self._answer_box(), f"{factor.id}.{column.id}"
            case _Use.ANSWER:
                return self._answer_box(), factor.id
            case _Use.NOTES:
                return LONG_BOX, f"{factor.id}.notes{column.id}"
            case _:
                return None, ""

    def _ladder(self, factor: Factor) -> None:
        """Put the rungs of a factor, a row for each."""
        for option in factor.options:
            self.row += 1
            self._printed(_Use.LABEL, option.label, OPTION)
            self.page.box(self.row, self._uses[_Use.ANSWER], TICK_BOX, name=f"{factor.id}.{option.id}")
        self.row += 1

    def _printed(self, use: _Use, text: str | int, look: Look) -> None:
        if use in self._uses:
            self.page.show(self.row, self._uses[use], text, look)

    def _answer_box(self) -> Box:
        if self._list.entered is Entered.POINTS:
            return NUMBER_BOX
        labels = tuple(option.label for option in self._list.options)
        if not labels:
            return TICK_BOX
        return Box(entries=labels, says="Choose from the list.") if fits_a_list(labels) else TEXT_BOX

    def add_results(self, score: Score) -> None:
        """Put the fields that show the score under the factors."""
        answer = self._uses.get(_Use.ANSWER, max(self._columns))
        weight = self._uses.get(_Use.WEIGHT)
        rows = (_HEADER_ROW + 1, self.row - 1)
        for field, box in score.fields:
            self.row += 1
            self.page.show(self.row, self._uses[_Use.LABEL], field.label, LABEL)
            formula = score.formula(field, self.page.sheet.title, rows, (weight, answer)) if weight else ""
            if formula:
                self.page.formula(self.row, answer, formula, name=field.id)
            else:
                self.page.box(self.row, answer, box, name=field.id)
        self.row += 1

    def finish(self) -> None:
        """End the sheet."""
        self.page.finish(self.row - 1, max(self._columns))


def _columns(checklist: Checklist) -> dict[int, _Column]:
    """Return which column is for what: where the mapping counts columns there, else side by side behind the label."""
    asked = list(_asked(checklist))
    numbers = {place for place, _ in asked if isinstance(place, int)}
    label = next(number for number in chain((_LABEL_COLUMN,), count(1)) if number not in numbers)
    found = {label: _Column(use=_Use.LABEL, header="Factor")}
    behind = []
    for place, column in asked:
        counted = place if isinstance(place, int) else label + int(place) if place.startswith("+") else 0
        if counted and counted not in found:
            found[counted] = column
        else:
            behind.append(column)
    for column in behind:
        found[next(number for number in count(label + 1) if number not in found)] = column
    if label == _LABEL_COLUMN and 1 not in found:
        found[1] = _Column(use=_Use.CATEGORY, header="Category")
    return dict(sorted(found.items()))


def _asked(checklist: Checklist) -> Iterator[tuple[ColumnPlace, _Column]]:
    if checklist.weight is not None:
        yield checklist.weight, _column(_Use.WEIGHT, checklist.weight, "Points")
    if checklist.answer is not None:
        yield checklist.answer, _column(_Use.ANSWER, checklist.answer, "Answer")
    for each in checklist.rounds:
        yield each.column, _column(_Use.ROUND, each.column, each.id.capitalize(), each.id)
    for option in checklist.options if checklist.has_option_columns else ():
        place = option.column or option.label
        yield place, _column(_Use.OPTION, place, option.label, option.id)
    if checklist.has_ladders and checklist.answer is None:
        yield "Tick", _column(_Use.ANSWER, "Tick", "Tick")
    if checklist.notes is not None:
        yield checklist.notes, _column(_Use.NOTES, checklist.notes, "Notes")
    for number, place in enumerate(checklist.more_notes, start=1 + (checklist.notes is not None)):
        yield place, _column(_Use.NOTES, place, "Notes", "" if number == 1 else f"_{number}")


def _column(use: _Use, place: ColumnPlace, usual: str, identifier: str = "") -> _Column:
    header = usual if isinstance(place, int) or place.startswith("+") else place
    return _Column(use=use, header=header, id=identifier)
