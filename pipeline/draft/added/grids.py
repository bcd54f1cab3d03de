"""The table that somebody pointed at: the row that heads its columns, and the rows under it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from pipeline.draft.added.model import Head, Use
from pipeline.draft.finders.columns import NOTES, POINTS, at
from pipeline.draft.view import Blank, Spot, has_words, words
from pipeline.errors import UsageProblem
from pipeline.extract.matching.skeleton import Box, BoxRow
from pipeline.location import Location


class Grid(Struct, frozen=True, kw_only=True):
    """A table from a row on.

    Attributes:
        header: The row that heads its columns; empty when no row does.
        rows: The rows under it, from the one that was pointed at on.
    """

    header: BoxRow
    rows: Sequence[BoxRow]

    @property
    def heads(self) -> tuple[Head, ...]:
        """Its columns, each with what it most likely is for."""
        columns = [box for box in self.header or self.rows[0] if box.key or box.framed]
        uses = dict(self._uses(columns))
        return tuple(Head(column=box.column, words=self._words(box), use=uses[box.column]) for box in columns)

    def _words(self, box: Box) -> str:
        return " ".join(box.text.split()) if self.header else ""

    def _uses(self, columns: Sequence[Box]) -> Iterator[tuple[int, Use]]:
        """Yield what each column is for: the wordiest one has the labels, an empty one the answers, or a tick each."""
        printed = {box.column: [words(each.text) for each in self._under(box)] for box in columns}
        label = max(printed, key=lambda column: sum(map(len, filter(has_words, printed[column]))))
        empty = [box.column for box in columns if not any(printed[box.column])]
        notes = {box.column for box in columns if box.column in empty and NOTES.search(box.text)}
        answers = [column for column in empty if column not in notes]
        for box in columns:
            if box.column == label:
                yield box.column, Use.LABEL
            elif box.column in notes:
                yield box.column, Use.NOTES
            elif box.column in answers:
                yield box.column, Use.TICK if len(answers) > 1 else Use.ANSWER
            else:
                is_points = any(POINTS.fullmatch(each) for each in printed[box.column])
                yield box.column, Use.POINTS if is_points else Use.NOTHING

    def _under(self, box: Box) -> list[Box]:
        return [each for row in self.rows if (each := at(row, box.column)) is not None]


def grid_at(blank: Blank, box: Box) -> Grid:
    """Return the table that a box is in, from its row on; a box that heads a column stands for the row under it."""
    rows = blank.bones.tables[box.table]
    above = range(box.row, -1, -1)
    number = next((n for n in above if _prints(rows[n], box.column) and sum(map(_is_head, rows[n])) > 1), None)
    if number is None:
        return Grid(header=(), rows=rows[box.row :])
    return Grid(header=rows[number], rows=rows[max(box.row, number + 1) :])


def grid_pointed_at(blank: Blank, place: Box | Location) -> Grid:
    """Return the table that somebody pointed at.

    Raises:
        UsageProblem: There is none.
    """
    if not isinstance(place, Box):
        raise UsageProblem("There is no table at this place.", remedy="Point at a cell of one.", code="draft")
    return grid_at(blank, place)


def label_of(blank: Blank, box: Box) -> tuple[Spot, str] | None:
    """Return the line that leads to a table: the nearest before it, else the first words of its heading row."""
    for index in reversed(blank.lines_above(box.table)):
        if has_words(blank.bones.body[index].text):
            return Spot(None, index), blank.bones.body[index].text
    header = grid_at(blank, box).header
    return next(((Spot(each, 0), each.lines[0].text) for each in header if _is_head(each)), None)


def _prints(row: BoxRow, column: int) -> bool:
    box = at(row, column)
    return box is not None and _is_head(box)


def _is_head(box: Box) -> bool:
    return bool(box.key) and (has_words(box.text) or bool(POINTS.fullmatch(words(box.text))))
