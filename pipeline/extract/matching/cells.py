"""Pair the boxes of a row with those of its row in the blank: by name, by words, then by column, then by order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from pipeline.extract.matching.blank_index import BlankIndex, candidates, telling
from pipeline.extract.matching.rows import PairedRow, RowPlace
from pipeline.extract.matching.skeleton import Box, BoxRow
from pipeline.extract.memo import once, once_a_table

_WORDS = 100  # a letter that is printed says more about a column than so many digits, which may have been entered
_ALONE = 10_000  # print that a row has once says more than any that it has several times
_NAMED = 20  # a name says as much as a label of so many letters

Columns = tuple[tuple[int, int], ...]
"""Columns of a form's table, each with the column of the blank that it is."""

Shape = tuple[tuple[int, bool], ...]
"""The boxes of a row: the column of each, and whether anything is in it."""

ColumnVotes = tuple[tuple[int, int, int], ...]
"""Columns of a row, each with a column of the blank, and how much it weighs that it is that one."""


@once_a_table
def pair_table(
    index: BlankIndex, table: tuple[BoxRow, ...], places: tuple[RowPlace | None, ...]
) -> Sequence[PairedRow]:
    """Pair the boxes of a table whose rows are known to be those at some places of the blank."""
    votes: list[ColumnVotes] = []
    of_titles: list[ColumnVotes] = []
    for boxes, place in zip(table, places, strict=True):
        if place is not None:
            is_title = len(boxes) == 1 or len(_blank_row(index, place)) == 1
            (of_titles if is_title else votes).append(_column_votes(index, telling(index, boxes), place))
    if not any(votes):  # a title is over all columns: it tells only what nothing else does
        votes = of_titles
    columns = _columns(tuple(votes))
    ragged = _ragged(index, table, places)
    is_headed = any(_is_header(index, place) for number in ragged if (place := places[number]) is not None)
    return [
        _paired_row(index, boxes, place, columns, is_ragged=number in ragged, is_headed=is_headed)
        for number, (boxes, place) in enumerate(zip(table, places, strict=True))
    ]


def _ragged(index: BlankIndex, table: tuple[BoxRow, ...], places: tuple[RowPlace | None, ...]) -> Collection[int]:
    """Return which rows end in another column than the others, more or less than their rows in the blank do.

    A sheet has cells everywhere, so there no row ends.
    """
    known = [(number, place) for number, place in enumerate(places) if place is not None and table[number]]
    if index.is_sheet or not known:
        return ()
    more = {number: _end(table[number]) - _end(_blank_row(index, place)) for number, place in known}
    if len(more) == len(table) and not any(more.values()):  # as in nearly all tables
        return ()
    counted = Counter(more.values())
    usual = max(counted, key=lambda wider: (counted[wider], wider == 0)) if len(more) > 1 else 0
    printed = {place[0] for _, place in known}
    widest = max(_end(boxes) for number in printed for boxes in index.blank.tables[number]) + usual
    ends = {number: _end(boxes) for number, boxes in enumerate(table) if boxes}
    found = [number for number, wider in more.items() if wider != usual and ends[number] != widest]
    if not found and len(ends) > len(more) and all(ends[number] == widest for number in more):
        found = [number for number, end in ends.items() if end != widest]
    return found


def _is_header(index: BlankIndex, place: RowPlace) -> bool:
    """Return whether a row of the blank prints something in all its boxes, or as the first one in most of them."""
    boxes = _blank_row(index, place)
    printed = sum(bool(box.key) for box in boxes)
    return printed > 1 and (printed == len(boxes) or (place[1] == 0 and 2 * printed > len(boxes)))


def _end(boxes: BoxRow) -> int:
    """Return the column in which a row ends."""
    return boxes[-1].column + boxes[-1].span if boxes else 0


@once
def _columns(votes_of_rows: tuple[ColumnVotes, ...]) -> Columns:
    """Let what the rows print tell which column is which; of two that may be the same one, the one with more votes is.

    The other is what it has votes for besides: a row that was shifted speaks for the column that its label came into.
    One for which nothing speaks but print that its rows have several times is none of them: it was put in.
    """
    votes: dict[int, dict[int, int]] = {}
    for votes_of_row in votes_of_rows:
        for column, blank_column, weight in votes_of_row:
            said = votes.setdefault(column, {})
            said[blank_column] = said.get(blank_column, 0) + weight
    found: dict[int, int] = {}
    ranked = sorted(votes.items(), key=lambda each: -max(each[1].values()))
    for column, said in ranked:
        free = {blank: weight for blank, weight in said.items() if blank not in found.values()}
        if free or max(said.values()) >= _ALONE:
            found[column] = max(free or said, key=said.__getitem__)
    return tuple([(column, found[column]) for column in votes if column in found])


@once
def _column_votes(index: BlankIndex, boxes: BoxRow, place: RowPlace) -> ColumnVotes:
    """Say for the boxes of a row that tell which one it is what columns of the blank they are in."""
    twins = _twins(_blank_row(index, place))
    return tuple(
        [
            (box.column, blank.column, 1 if blank.key in twins else _weight(box, blank))
            for box, blank in _told_by_itself(index, boxes, place)
        ]
    )


def _weight(box: Box, blank: Box) -> int:
    if box.names and _same_name(box, blank):
        return _NAMED * _WORDS * _ALONE
    return (len(box.key) * _WORDS if _has_letters(box) else len(box.key)) * _ALONE


def _has_letters(box: Box) -> bool:
    return any(map(str.isalpha, box.key))


def _blank_row(index: BlankIndex, place: RowPlace) -> BoxRow:
    return index.blank.tables[place[0]][place[1]]


@once
def _paired_row(
    index: BlankIndex, boxes: BoxRow, place: RowPlace | None, columns: Columns, *, is_ragged: bool, is_headed: bool
) -> PairedRow:
    """Pair the boxes of a row.

    Args:
        index: The blank's index.
        boxes: The row.
        place: Its row in the blank.
        columns: What the columns of its table are known to be.
        is_ragged: It has cells more or less than the other rows.
        is_headed: So has the row of headers of its table: nobody can tell which column is which.
    """
    loose: Collection[Box] = boxes if is_headed or is_ragged else ()
    if place is None:
        return PairedRow(boxes=boxes, place=None, blanks={}, columns=dict(columns), loose=loose)
    shape = tuple([(box.column, bool(box.key)) for box in boxes])
    told = telling(index, boxes)
    at = tuple([number for number, box in enumerate(boxes) if box in told])
    partners = _partners(index, told, at, shape, place, columns)
    blanks = {box: blank for box, blank in zip(boxes, partners, strict=True) if blank is not None}
    if is_ragged and not is_headed:
        loose = _loose(boxes, _blank_row(index, place), blanks)
    return PairedRow(boxes=boxes, place=place, blanks=blanks, columns=dict(columns), loose=loose)


def _loose(boxes: BoxRow, blank_row: BoxRow, blanks: Mapping[Box, Box]) -> Collection[Box]:
    """Return the boxes of two rows of which there are more or fewer between the same printed ones.

    Of a single one of the blank more are certain: what is in them is its answer, or beside it.
    """
    anchors = [(box.index, blanks[box].index) for box in boxes if box in blanks and blanks[box].key]
    ends = [(-1, -1), *anchors, (len(boxes), len(blank_row))]
    found: list[Box] = []
    for (low, blank_low), (high, blank_high) in pairwise(ends):
        own, printed = boxes[low + 1 : high], blank_row[blank_low + 1 : blank_high]
        if len(own) < len(printed) or (len(own) > len(printed) > 1):
            found += [*own, *printed]
    return frozenset(found)


@once
def _partners(
    index: BlankIndex, told: BoxRow, at: tuple[int, ...], shape: Shape, place: RowPlace, columns: Columns
) -> Sequence[Box | None]:
    """Return for each box of a row its box in the blank.

    Args:
        index: The blank's index.
        told: The boxes that tell which row it is.
        at: Where in the row they are.
        shape: All boxes of the row.
        place: Its row in the blank.
        columns: What the columns of its table are known to be.
    """
    positions = dict(zip(told, at, strict=True))
    by_print = {positions[box]: (box, blank) for box, blank in _told_by_itself(index, told, place)}
    pairs = _pairs(by_print, shape, _blank_row(index, place), dict(columns))
    return [pairs.get(position) for position in range(len(shape))]


@once
def _told_by_itself(index: BlankIndex, boxes: BoxRow, place: RowPlace) -> Sequence[tuple[Box, Box]]:
    """Pair boxes by their names, which move along with them, and by what they print.

    Of another row's name nothing follows: sorting a sheet moves what is in the cells and leaves the names. Nor does
    anything of the name of a cell that was merged with a printed one: what is seen there is the print.
    """
    blank_row = _blank_row(index, place)
    named = [(box, blank) for box in boxes if box.names for blank in blank_row if _same_name(box, blank)]
    found = [(box, blank) for box, blank in named if not _swallows(index, box, blank, blank_row)]
    known = {box for pair in found for box in pair}
    mine = [box for box in boxes if box.key and box not in known]
    theirs = [blank for blank in blank_row if blank.key and blank not in known]
    for pair in [*_repeated(mine, theirs)]:
        found.append(pair)
        mine.remove(pair[0])
        theirs.remove(pair[1])
    for says in (_equals, _says):
        columns = {blank.column for blank in theirs}
        for box in sorted(mine, key=lambda box: (not _has_letters(box), box.column not in columns)):
            saying = [blank for blank in theirs if says(index, box, blank)]
            at = box.column + _shift(box, found) if len(saying) > 1 else 0
            blank = min(saying, key=lambda blank: abs(blank.column - at), default=None)
            if blank is not None:
                found.append((box, blank))
                mine.remove(box)
                theirs.remove(blank)
    return found


def _shift(box: Box, found: Iterable[tuple[Box, Box]]) -> int:
    """Return how many columns a box is from its blank's, by the nearest words on its left whose place is known."""
    left = [pair for pair in found if pair[0].column < box.column and _has_letters(pair[0])]
    own, blank = max(left, key=lambda pair: pair[0].column, default=(box, box))
    return blank.column - own.column


def _repeated(boxes: Sequence[Box], blanks: Sequence[Box]) -> Iterator[tuple[Box, Box]]:
    """Pair in their order the boxes that a row prints as often as its blank, if more than once, whatever columns."""
    keys = [blank.key for blank in blanks]
    if len({*keys}) == len(keys):  # as in nearly all rows
        return
    for text, times in Counter(keys).items():
        own = [box for box in boxes if box.key == text]
        if len(own) == times > 1:
            yield from zip(own, [blank for blank in blanks if blank.key == text], strict=True)


def _same_name(box: Box, blank: Box) -> bool:
    return not set(box.names).isdisjoint(blank.names)


def _swallows(index: BlankIndex, box: Box, blank: Box, blank_row: BoxRow) -> bool:
    """Return whether a box is wider than its blank and shows what another box of the row prints."""
    return box.span > blank.span and any(
        other.key and (_equals(index, box, other) or _says(index, box, other))
        for other in blank_row
        if other is not blank
    )


def _equals(index: BlankIndex, box: Box, blank: Box) -> bool:
    return box.key == blank.key


def _says(index: BlankIndex, box: Box, blank: Box) -> bool:
    """Return whether a box prints what a box of the blank prints, with or without an answer beside it."""
    return any(blank in found for _, found in candidates(index, box))


def _pairs(
    by_print: Mapping[int, tuple[Box, Box]], shape: Shape, blank_row: BoxRow, columns: Mapping[int, int]
) -> dict[int, Box]:
    """Pair the boxes of a row, named by their positions; ``by_print`` are those that their print or name has paired."""
    moved = _in_other_columns(by_print, columns)
    if moved:
        by_print = _in_their_columns(by_print, blank_row, columns)
        moved = _in_other_columns(by_print, columns)
    pairs = {position: blank for position, (_, blank) in by_print.items()}
    if len(by_print) > 1 and _are_rearranged(by_print):  # each column took along what is right of it
        for position in range(len(shape)):
            _pair_free(pairs, [(position, _beside(position, pairs, blank_row, shape))])
    if not any(map(_has_letters, moved.values())):
        # A number that is printed in another column was entered here: points, as they stand or was beside it.
        entered = {position for position in moved if _is_elsewhere(pairs[position], shape, blank_row, columns)}
        pairs = {position: blank for position, blank in pairs.items() if position not in entered}
    else:
        # The row lost or gained a cell on its left (programs that unmerge do that): its own print tells the columns.
        for position in range(len(shape)):
            _pair_free(pairs, [(position, _beside(position, pairs, blank_row, shape))])
    # Of a column that is known to have moved its box is certain. Filled ones are next: one may be a part of a cell that
    # a program unmerged.
    certain_first = sorted(
        range(len(shape)),
        key=lambda position: (columns.get(at := shape[position][0], at) == at, not shape[position][1]),
    )
    covering = ((position, _covering(blank_row, columns, shape[position][0])) for position in certain_first)
    _pair_free(pairs, covering)
    if len(shape) == len(blank_row):
        _pair_free(pairs, enumerate(blank_row))
    for position in range(len(shape)):
        _pair_free(pairs, [(position, _beside(position, pairs, blank_row, shape))])
    return pairs


def _in_other_columns(by_print: Mapping[int, tuple[Box, Box]], columns: Mapping[int, int]) -> Mapping[int, Box]:
    """Return the boxes that stand in other columns than the table's rows tell."""
    return {
        position: box
        for position, (box, blank) in by_print.items()
        if columns.get(box.column, blank.column) != blank.column
    }


def _in_their_columns(
    by_print: Mapping[int, tuple[Box, Box]], blank_row: BoxRow, columns: Mapping[int, int]
) -> Mapping[int, tuple[Box, Box]]:
    """Pair boxes that print the same by the columns that other rows tell, where these were moved or one was put in."""
    at, printed_twice = {blank.column: blank for blank in blank_row}, _twins(blank_row)
    twins = {position: box for position, (box, blank) in by_print.items() if blank.key in printed_twice}
    told = {position: at.get(columns[box.column]) for position, box in twins.items() if box.column in columns}
    is_sure = all(blank is not None and blank.key == twins[position].key for position, blank in told.items())
    if not told or not is_sure or len(set(told.values())) < len(told):
        return by_print
    kept = {position: pair for position, pair in by_print.items() if position not in twins}
    return kept | {position: (twins[position], blank) for position, blank in told.items() if blank is not None}


def _twins(row: BoxRow) -> Collection[str]:
    """Return what a row prints in several boxes."""
    printed = [box.key for box in row if box.key]
    return () if len(set(printed)) == len(printed) else {key for key in printed if printed.count(key) > 1}


def _are_rearranged(by_print: Mapping[int, tuple[Box, Box]]) -> bool:
    """Return whether boxes with letters stand in another order than in the blank."""
    found = [by_print[position] for position in sorted(by_print)]
    places = [blank.index for _, blank in found]
    if places == sorted(places):
        return False
    lettered = [blank.index for box, blank in found if _has_letters(box)]
    return lettered != sorted(lettered)


def _is_elsewhere(blank: Box, shape: Shape, blank_row: BoxRow, columns: Mapping[int, int]) -> bool:
    """Return whether the place of a printed box is another one in the row, or is gone; else a cell put in moved it."""
    stands = any(columns.get(column, column) == blank.column for column, _ in shape)
    return len(shape) < len(blank_row) or (stands and len(shape) == len(blank_row))


def _pair_free(pairs: dict[int, Box], proposed: Iterable[tuple[int, Box | None]]) -> None:
    """Take up proposed pairs whose boxes are both still free."""
    for position, blank in proposed:
        if blank is not None and position not in pairs and blank not in pairs.values():
            pairs[position] = blank


def _covering(row: BoxRow, columns: Mapping[int, int], column: int) -> Box | None:
    wanted = columns.get(column, column)
    if column not in columns and any((known < column) != (other < wanted) for known, other in columns.items()):
        return None  # it was put in: a column that its print tells is on the other side of it in the blank
    return next((box for box in row if box.column <= wanted < box.column + box.span), None)


def _beside(position: int, pairs: Mapping[int, Box], blank_row: BoxRow, shape: Shape) -> Box | None:
    """Find the blank's box that is as far right of a paired box as this one is in the form.

    Words between the two were put in with a cell of their own, and what is right of them belongs to them.
    """
    for distance in range(1, position + 1):
        left = pairs.get(position - distance)
        if left is None and shape[position - distance][1]:
            return None
        if left is not None:
            target = left.index + distance
            return blank_row[target] if target < len(blank_row) else None
    return blank_row[position] if position < len(blank_row) and not pairs else None
