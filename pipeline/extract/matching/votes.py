"""What the print of a row says about which row of the blank it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct

from pipeline.extract.matching.blank_index import BlankIndex, candidates, telling
from pipeline.extract.matching.rows import RowPlace
from pipeline.extract.matching.skeleton import Box, BoxRow
from pipeline.extract.memo import once
from pipeline.signs import MARKS

CHANCE: Final = 30
"""A row known by fewer votes than a label of a dozen characters gives may be chance ("Police" in an answer)."""

Weights = Mapping[RowPlace, int]
"""How much speaks for each row of the blank."""

IN_THE_MIDDLE, AT_THE_START, WHOLE = range(3)
"""Where in a box printed words stand: behind other lines, as who quotes them writes; before the rest; alone."""


class Votes(Struct, frozen=True, eq=False, kw_only=True):
    """The votes of a row; of those that are the same there is one object.

    Attributes:
        in_column: The rows of which words are in their own column.
        ranks: Where in its boxes the words of each row are.
    """

    weights: Weights
    in_column: frozenset[RowPlace]
    ranks: Mapping[RowPlace, int]


@once
def votes_of_row(index: BlankIndex, boxes: BoxRow, *, bare: bool = False) -> Votes:
    """Return the votes of a row; ``bare`` is one of a sheet that draws none of its empty cells."""
    drawn, filled = sum([box.framed for box in boxes]), sum([bool(box.key) for box in boxes])
    return _votes(index, telling(index, boxes), drawn, filled, bare=bare)


@once
def _votes(index: BlankIndex, boxes: BoxRow, drawn: int, filled: int, *, bare: bool) -> Votes:
    """Return the votes of the boxes of a row that tell which one it is; so many are drawn, so many hold something."""
    weights: dict[RowPlace, int] = {}
    worded: set[RowPlace] = set()
    in_column: set[RowPlace] = set()
    for box in boxes:
        for key, found in candidates(index, box):
            here = {(blank.table, blank.row) for blank in found if blank.column == box.column}
            places = {(blank.table, blank.row): len(key) + 3 for blank in found}
            for place, weight in places.items():
                # Words in their own column count double.
                weights[place] = weights.get(place, 0) + weight * (2 if place in here else 1)
            in_column |= here
            if any(map(str.isalpha, key)):
                worded.update(places)
    by_words = {
        place: weight
        for place, weight in weights.items()
        if place in worded
        and (_alike(index, place, drawn, filled) or (bare and _is_print_alone(index, place, boxes, filled)))
    }
    if not by_words:
        by_words = _votes_of_names(index, boxes)
        in_column = set(by_words)
    ranked = tuple([(place, _rank(index, boxes, place)) for place in by_words])
    return _same(tuple(by_words.items()), frozenset(in_column.intersection(by_words)), ranked)


@once
def _same(
    weights: tuple[tuple[RowPlace, int], ...],
    in_column: frozenset[RowPlace],
    ranks: tuple[tuple[RowPlace, int], ...],
) -> Votes:
    return Votes(weights=dict(weights), in_column=in_column, ranks=dict(ranks))


def _rank(index: BlankIndex, boxes: BoxRow, place: RowPlace) -> int:
    """Tell where in its boxes a row has the words of a row of the blank, in the one where they are most its own."""
    ranks = []
    for box in boxes:
        shown = candidates(index, box)
        keys = [key for key, found in shown if any((blank.table, blank.row) == place for blank in found)]
        if keys:
            ranks.append(_rank_in(box, keys))
    return max(ranks, default=WHOLE)


def _rank_in(box: Box, keys: Sequence[str]) -> int:
    """Tell where in a box the words of a row are; a tick beside them is no other word.

    Several lines that make up most of a box are a prompt, though something was typed among them, and no quote.
    """
    printed = sum(map(len, keys))
    if printed >= len(box.key.strip(MARKS)) or (len(keys) > 1 and 2 * printed >= len(box.key)):
        return WHOLE
    first = next(line.key for line in box.lines if line.key)
    return AT_THE_START if any(map(first.startswith, keys)) else IN_THE_MIDDLE


def _votes_of_names(index: BlankIndex, boxes: Sequence[Box]) -> dict[RowPlace, int]:
    """Know a row whose print is gone by the names of its boxes; where there is print, sorting may have moved it."""
    found = [index.by_name[name] for box in boxes for name in box.names if name in index.by_name]
    return {(blank.table, blank.row): CHANCE for blank in found}


def _is_print_alone(index: BlankIndex, place: RowPlace, boxes: BoxRow, filled: int) -> bool:
    """Return whether a row shows what its row in the blank prints, all of it at its place, and nothing else."""
    printed = [(box.column, box.key) for box in index.blank.tables[place[0]][place[1]] if box.key]
    return len(printed) == filled and printed == [(box.column, box.key) for box in boxes if box.key]


def _alike(index: BlankIndex, place: RowPlace, drawn: int, filled: int) -> bool:
    """Return whether a row has about as many boxes: a narrative that names a risk factor is no row of the checklist.

    Empty cells that a sheet doesn't draw are no boxes: how many there are depends on what else is on the sheet. Other
    empty ones may be the parts of a cell that a program unmerged.
    """
    printed = index.framed[place]
    mine = min(drawn, max(filled, printed))
    return 2 * min(printed, mine) >= max(printed, mine)
