"""Pair the boxes of a row with those of its row in the blank: by name, by words, then by column, then by order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from pipeline.extract.blank_index import BlankIndex, candidates, telling
from pipeline.extract.once import once, once_a_table
from pipeline.extract.paired_row import PairedRow, RowPlace
from pipeline.extract.skeleton import Box, BoxRow

_NAMED = 20  # a name says as much about a column as a label of so many characters

Columns = tuple[tuple[int, int], ...]
"""Columns of a form's table, each with the column of the blank that it is."""

ColumnVotes = tuple[tuple[int, int, int], ...]
"""Columns of a row, each with a column of the blank, and how much it weighs that it is that one."""


@once_a_table
def pair_table(
    index: BlankIndex, table: tuple[BoxRow, ...], places: tuple[RowPlace | None, ...]
) -> Sequence[PairedRow]:
    """Pair the boxes of a table whose rows are known to be those at some places of the blank."""
    votes = [
        _column_votes(index, telling(index, boxes), place)
        for boxes, place in zip(table, places, strict=True)
        if place is not None
    ]
    columns = _columns(tuple(votes))
    return [_paired_row(index, boxes, place, columns) for boxes, place in zip(table, places, strict=True)]


@once
def _columns(votes_of_rows: tuple[ColumnVotes, ...]) -> Columns:
    """Let what the rows print tell which column is which."""
    votes: dict[int, dict[int, int]] = {}
    for votes_of_row in votes_of_rows:
        for column, blank_column, weight in votes_of_row:
            said = votes.setdefault(column, {})
            said[blank_column] = said.get(blank_column, 0) + weight
    return tuple([(column, max(said, key=said.__getitem__)) for column, said in votes.items()])


@once
def _column_votes(index: BlankIndex, boxes: BoxRow, place: RowPlace) -> ColumnVotes:
    """Say for the boxes of a row that tell which one it is what columns of the blank they stand in."""
    return tuple(
        [
            (box.column, blank.column, _NAMED if box.names and _same_name(box, blank) else len(box.key))
            for box, blank in _told_by_itself(index, boxes, place)
        ]
    )


def _blank_row(index: BlankIndex, place: RowPlace) -> BoxRow:
    return index.blank.tables[place[0]][place[1]]


@once
def _paired_row(index: BlankIndex, boxes: BoxRow, place: RowPlace | None, columns: Columns) -> PairedRow:
    known = dict(columns)
    blanks = _pairs(index, boxes, place, known) if place is not None else {}
    return PairedRow(boxes=boxes, place=place, blanks=blanks, columns=known)


@once
def _told_by_itself(index: BlankIndex, boxes: BoxRow, place: RowPlace) -> Sequence[tuple[Box, Box]]:
    """Pair boxes by their names, which move along with them, and by what they print.

    Of another row's name nothing follows: sorting a sheet moves what stands in the cells and leaves the names.
    """
    blank_row = _blank_row(index, place)
    found = [(box, blank) for box in boxes if box.names for blank in blank_row if _same_name(box, blank)]
    named = {box for pair in found for box in pair}
    mine = [box for box in boxes if box.key and box not in named]
    theirs = [blank for blank in blank_row if blank.key and blank not in named]
    for says in (_equals, _says):
        columns = {blank.column for blank in theirs}
        for box in sorted(mine, key=lambda box: box.column not in columns):
            saying = [blank for blank in theirs if says(index, box, blank)]
            blank = min(saying, key=lambda blank: abs(blank.column - box.column), default=None)
            if blank is not None:
                found.append((box, blank))
                mine.remove(box)
                theirs.remove(blank)
    return found


def _same_name(box: Box, blank: Box) -> bool:
    return not set(box.names).isdisjoint(blank.names)


def _equals(index: BlankIndex, box: Box, blank: Box) -> bool:
    return box.key == blank.key


def _says(index: BlankIndex, box: Box, blank: Box) -> bool:
    """Tell whether a box prints what a box of the blank prints, with or without an answer beside it."""
    return any(blank in found for _, found in candidates(index, box))


def _pairs(index: BlankIndex, boxes: BoxRow, place: RowPlace, columns: Mapping[int, int]) -> dict[Box, Box]:
    """Pair the boxes of a row; ``columns`` are those of the blank that the columns of its table are known to be."""
    blank_row = _blank_row(index, place)
    pairs = dict(_told_by_itself(index, telling(index, boxes), place))
    labels = [(box, blank) for box, blank in pairs.items() if any(map(str.isalpha, box.key))]
    if any(columns.get(box.column, blank.column) != blank.column for box, blank in labels):
        # The row lost or gained a cell on its left (programs that unmerge do that): its own print tells the columns.
        for position, box in enumerate(boxes):
            _pair_free(pairs, [(box, _beside(boxes, position, pairs, blank_row))])
    filled_first = sorted(boxes, key=lambda box: not box.key)  # of the parts of a cell that a program unmerged
    _pair_free(pairs, ((box, _covering(blank_row, columns.get(box.column, box.column))) for box in filled_first))
    if len(boxes) == len(blank_row):
        _pair_free(pairs, zip(boxes, blank_row, strict=True))
    for position, box in enumerate(boxes):
        if box not in pairs:
            _pair_free(pairs, [(box, _beside(boxes, position, pairs, blank_row))])
    return pairs


def _pair_free(pairs: dict[Box, Box], proposed: Iterable[tuple[Box, Box | None]]) -> None:
    """Take up proposed pairs whose boxes are both still free."""
    for box, blank in proposed:
        if blank is not None and box not in pairs and blank not in pairs.values():
            pairs[box] = blank


def _covering(row: BoxRow, column: int) -> Box | None:
    return next((box for box in row if box.column <= column < box.column + box.span), None)


def _beside(boxes: BoxRow, position: int, pairs: dict[Box, Box], blank_row: BoxRow) -> Box | None:
    """Find the blank's box that stands as far right of a paired box as this one does in the form."""
    for distance in range(1, position + 1):
        left = pairs.get(boxes[position - distance])
        if left is not None:
            target = left.index + distance
            return blank_row[target] if target < len(blank_row) else None
    return blank_row[position] if position < len(blank_row) and not pairs else None
