"""Pair the boxes of a row with those of its row in the blank: by name, by words, then by column, then by order."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from pipeline.extract.blank_index import BlankIndex, Matched, candidates
from pipeline.extract.once import once
from pipeline.extract.skeleton import Box

Row = tuple[Box, ...]

_NAMED = 20  # a name says as much about a column as a label of so many characters


def pair_table(index: BlankIndex, table: list[list[Box]], matched: Matched) -> None:
    """Pair all boxes of one table of the form."""
    if not any(table):
        return
    number = next(row for row in table if row)[0].table
    rows = tuple((tuple(boxes), blank_row) for boxes in table if (blank_row := _blank_row(index, boxes, matched)))
    columns, pairs = _table_pairs(index, rows)
    matched.columns[number] = dict(columns)
    for box, blank in pairs:
        matched.box[box] = blank
        matched.forms[blank].append(box)


@once
def _table_pairs(
    index: BlankIndex, rows: tuple[tuple[Row, Row], ...]
) -> tuple[Mapping[int, int], Sequence[tuple[Box, Box]]]:
    """Give the column of the blank that each column is, and the pairs of boxes, for rows paired with the blank's."""
    votes: dict[int, Counter[int]] = defaultdict(Counter)
    for boxes, blank_row in rows:
        for box, blank in _told_by_itself(index, boxes, blank_row):
            votes[box.column][blank.column] += _NAMED if _same_name(box, blank) else len(box.key)
    columns = {column: counter.most_common(1)[0][0] for column, counter in votes.items()}
    pairs = [
        pair
        for boxes, blank_row in rows
        for pair in _row_pairs(index, boxes, blank_row, tuple(columns.get(box.column) for box in boxes))
    ]
    return columns, pairs


def _blank_row(index: BlankIndex, boxes: list[Box], matched: Matched) -> tuple[Box, ...]:
    place = matched.row.get((boxes[0].table, boxes[0].row)) if boxes else None
    return tuple(index.blank.tables[place[0]][place[1]]) if place is not None else ()


@once
def _told_by_itself(index: BlankIndex, boxes: Row, blank_row: Row) -> Sequence[tuple[Box, Box]]:
    """Pair boxes by their names, which move along with them, and by what they print.

    Of another row's name nothing follows: sorting a sheet moves what stands in the cells and leaves the names.
    """
    found = [(box, blank) for box in boxes if box.names for blank in blank_row if _same_name(box, blank)]
    named = {box for pair in found for box in pair}
    mine = [box for box in boxes if box.key and box not in named]
    theirs = [blank for blank in blank_row if blank.key and blank not in named]
    for says in (_equals, _says):
        for box in sorted(mine, key=lambda box: -any(blank.column == box.column for blank in theirs)):
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


@once
def _row_pairs(
    index: BlankIndex, boxes: Row, blank_row: Row, columns: tuple[int | None, ...]
) -> Sequence[tuple[Box, Box]]:
    """Pair the boxes of a row; ``columns`` are those of the blank that the columns of its boxes are known to be."""
    told = {box.column: column for box, column in zip(boxes, columns, strict=True) if column is not None}
    pairs = dict(_told_by_itself(index, boxes, blank_row))
    labels = [(box, blank) for box, blank in pairs.items() if any(character.isalpha() for character in box.key)]
    if any(told.get(box.column, blank.column) != blank.column for box, blank in labels):
        # The row lost or gained a cell on its left (programs that unmerge do that): its own print tells the columns.
        for position, box in enumerate(boxes):
            _pair_free(pairs, [(box, _beside(boxes, position, pairs, blank_row))])
    filled_first = sorted(boxes, key=lambda box: not box.key)  # of the parts of a cell that a program unmerged
    _pair_free(pairs, [(box, _covering(blank_row, told.get(box.column, box.column))) for box in filled_first])
    if len(boxes) == len(blank_row):
        _pair_free(pairs, zip(boxes, blank_row, strict=True))
    for position, box in enumerate(boxes):
        _pair_free(pairs, [(box, _beside(boxes, position, pairs, blank_row))])
    return tuple(pairs.items())


def _pair_free(pairs: dict[Box, Box], proposed: Iterable[tuple[Box, Box | None]]) -> None:
    """Take up proposed pairs whose boxes are both still free."""
    for box, blank in proposed:
        if blank is not None and box not in pairs and blank not in pairs.values():
            pairs[box] = blank


def _covering(row: Row, column: int) -> Box | None:
    return next((box for box in row if box.column <= column < box.column + box.span), None)


def _beside(boxes: Row, position: int, pairs: dict[Box, Box], blank_row: Row) -> Box | None:
    """Find the blank's box that stands as far right of a paired box as this one does in the form."""
    for distance in range(1, position + 1):
        left = pairs.get(boxes[position - distance])
        if left is not None:
            target = left.index + distance
            return blank_row[target] if target < len(blank_row) else None
    return blank_row[position] if position < len(blank_row) and not pairs else None
