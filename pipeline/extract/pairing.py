"""Pair the boxes of a row with those of its row in the blank: by name, by words, then by column, then by order."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from pipeline.extract.blank_index import BlankIndex, Matched, PairedTable, RowPlace, candidates
from pipeline.extract.once import once, once_a_table
from pipeline.extract.skeleton import Box, BoxRow

_NAMED = 20  # a name says as much about a column as a label of so many characters


def pair_table(index: BlankIndex, number: int, table: tuple[BoxRow, ...], matched: Matched) -> None:
    """Pair all boxes of one table of the form."""
    if not any(table):
        return
    paired = _paired(index, table, tuple(matched.row.get((number, row)) for row in range(len(table))))
    matched.columns[number] = paired.columns
    matched.box.update(paired.pairs)
    for box, blank in paired.pairs:
        matched.forms[blank].append(box)
    matched.tables.append(paired)


@once_a_table
def _paired(index: BlankIndex, table: tuple[BoxRow, ...], places: tuple[RowPlace | None, ...]) -> PairedTable:
    """Pair the boxes of a table whose rows are known to be those at some places of the blank."""
    rows = [
        (boxes, tuple(index.blank.tables[place[0]][place[1]]))
        for boxes, place in zip(table, places, strict=True)
        if boxes and place is not None
    ]
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
    return PairedTable(rows=table, columns=columns, pairs=pairs)


@once
def _told_by_itself(index: BlankIndex, boxes: BoxRow, blank_row: BoxRow) -> Sequence[tuple[Box, Box]]:
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
    index: BlankIndex, boxes: BoxRow, blank_row: BoxRow, columns: tuple[int | None, ...]
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
