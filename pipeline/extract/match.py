"""Match the boxes of a completed form with those of its blank, by what is printed in them.

A row is known by its printed words wherever it stands, so rows that were moved, copied, or split into another table are
found again; one whose print is gone is known by the names of its boxes; a row that prints nothing by the row before it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.extract.blank_index import BlankIndex, Matched, RowPlace, candidates
from pipeline.extract.once import once, once_a_form, once_a_table
from pipeline.extract.pairing import pair_table
from pipeline.extract.skeleton import Box, BoxRow, Skeleton

# A row known by fewer votes than a label of a dozen characters gives may be chance ("Police" in an answer).
_CHANCE = 30
_MUCH_MORE = 2  # a copy of the table resembles it about as much; a table of answers does not
# A row with fewer votes than that, against another row of the form, only quotes the prompt.
_SHARE_OF_BEST = 0.6


def match(index: BlankIndex, form: Skeleton, lines_after: list[int]) -> Matched:
    """Match ``form`` with the blank.

    Args:
        index: The blank's index.
        form: The completed form's skeleton.
        lines_after: For each body line of the form the blank line at or before it, from aligning the bodies.
    """
    tables, rows = _by_votes(index, tuple(_votes_of_table(index, table) for table in form.tables))
    matched = Matched(table=dict(tables), row=dict(rows))
    if len(tables) < len(form.tables):
        _match_unprinted_tables(index, form, lines_after, matched)
        _match_by_neighbours(index, form, matched)
    for number, table in enumerate(form.tables):
        pair_table(index, number, table, matched)
    return matched


@dataclass(slots=True)
class _Vote:
    weight: int = 0
    has_words: bool = False
    in_column: bool = False


@dataclass(frozen=True, eq=False, slots=True)
class _Votes:
    """The votes of a row; of those that are the same there is one object."""

    by_place: Mapping[RowPlace, _Vote]


@once_a_form
def _by_votes(
    index: BlankIndex, votes_of_tables: tuple[tuple[_Votes | None, ...], ...]
) -> tuple[Mapping[int, int], Mapping[RowPlace, RowPlace]]:
    """Match the tables and rows that print something, and the rows between them."""
    votes = {
        (table, row): dict(said.by_place)
        for table, votes_of_rows in enumerate(votes_of_tables)
        for row, said in enumerate(votes_of_rows)
        if said is not None
    }
    matched = Matched()
    _drop_quotes(votes)
    _drop_chance_votes(votes)
    _choose_tables(votes, matched)
    for table, votes_of_rows in enumerate(votes_of_tables):
        _match_rows(index, table, len(votes_of_rows), votes, matched)
    return matched.table, matched.row


@once_a_table
def _votes_of_table(index: BlankIndex, rows: tuple[BoxRow, ...]) -> tuple[_Votes | None, ...]:
    return tuple(_votes_of_row(index, boxes) if boxes else None for boxes in rows)


@once
def _votes_of_row(index: BlankIndex, boxes: BoxRow) -> _Votes:
    votes = _votes(index, boxes)
    return _same(tuple((place, vote.weight, vote.has_words, vote.in_column) for place, vote in votes.items()))


@once
def _same(votes: tuple[tuple[RowPlace, int, bool, bool], ...]) -> _Votes:
    return _Votes({place: _Vote(weight, has_words, in_column) for place, weight, has_words, in_column in votes})


def _votes(index: BlankIndex, boxes: BoxRow) -> Mapping[RowPlace, _Vote]:
    votes: dict[RowPlace, _Vote] = defaultdict(_Vote)
    for box in boxes:
        for key, found in candidates(index, box):
            words = any(character.isalpha() for character in key)
            for place, in_column in _places(found, box.column).items():
                votes[place].weight += (len(key) + 3) * (2 if in_column else 1)
                votes[place].has_words |= words
                votes[place].in_column |= in_column
    by_words = {place: vote for place, vote in votes.items() if vote.has_words and _alike(index, place, boxes)}
    return by_words or _votes_of_names(index, boxes)


def _votes_of_names(index: BlankIndex, boxes: Sequence[Box]) -> dict[RowPlace, _Vote]:
    """Know a row whose print is gone by the names of its boxes; where there is print, sorting may have moved it."""
    found = [index.by_name[name] for box in boxes for name in box.names if name in index.by_name]
    return {(blank.table, blank.row): _Vote(weight=_CHANCE, has_words=True, in_column=True) for blank in found}


def _places(boxes: list[Box], column: int) -> dict[RowPlace, bool]:
    """Give the rows of some boxes, and whether one stands in ``column``: words in their own column count double."""
    places: dict[RowPlace, bool] = {}
    for box in boxes:
        place = (box.table, box.row)
        places[place] = places.get(place, False) or box.column == column
    return places


def _alike(index: BlankIndex, place: RowPlace, boxes: Sequence[Box]) -> bool:
    """Tell whether a row has about as many boxes: a narrative that names a risk factor is no row of the checklist.

    Empty cells that a sheet doesn't draw are no boxes: how many there are depends on what else is on the sheet. Other
    empty ones may be the parts of a cell that a program unmerged.
    """
    printed = sum(box.framed for box in index.blank.tables[place[0]][place[1]])
    drawn, filled = sum(box.framed for box in boxes), sum(bool(box.key) for box in boxes)
    mine = min(drawn, max(filled, printed))
    return 2 * min(printed, mine) >= max(printed, mine)


def _drop_quotes(votes: dict[RowPlace, dict[RowPlace, _Vote]]) -> None:
    """Drop votes of rows that hold a few printed words of a row that stands in the form elsewhere, and more wholly."""
    best: Counter[RowPlace] = Counter()
    for row_votes in votes.values():
        for place, vote in row_votes.items():
            best[place] = max(best[place], vote.weight)
    for row_votes in votes.values():
        for place in [place for place, vote in row_votes.items() if vote.weight < _SHARE_OF_BEST * best[place]]:
            del row_votes[place]


def _drop_chance_votes(votes: dict[RowPlace, dict[RowPlace, _Vote]]) -> None:
    """Drop weak votes where another table of the form resembles the blank's much more.

    Words in their own column keep their vote unless that other table holds the same row: the table may have been split.
    """
    likeness: dict[int, Counter[int]] = defaultdict(Counter)
    holders: dict[RowPlace, set[int]] = defaultdict(set)
    for (table, _), row_votes in votes.items():
        for place, vote in row_votes.items():
            likeness[place[0]][table] += vote.weight
            holders[place].add(table)
    for (table, _), row_votes in votes.items():
        for place in [place for place, vote in row_votes.items() if vote.weight < _CHANCE]:
            mine = likeness[place[0]]
            rivals = holders[place] if row_votes[place].in_column else set(mine)
            if any(mine[rival] > _MUCH_MORE * mine[table] for rival in rivals):
                del row_votes[place]


def _choose_tables(votes: dict[RowPlace, dict[RowPlace, _Vote]], matched: Matched) -> None:
    totals: dict[int, Counter[int]] = defaultdict(Counter)
    for (table, _), row_votes in votes.items():
        best = max((vote.weight for vote in row_votes.values()), default=0)
        for (blank_table, _), vote in row_votes.items():
            if vote.weight == best:
                totals[table][blank_table] += vote.weight
    for table, counter in totals.items():
        if counter:
            matched.table[table] = max(
                counter, key=lambda blank_table: (counter[blank_table], -abs(blank_table - table))
            )


def _match_rows(
    index: BlankIndex, table: int, count: int, votes: dict[RowPlace, dict[RowPlace, _Vote]], matched: Matched
) -> None:
    used: set[RowPlace] = set()
    previous: RowPlace | None = None
    for row in range(count):
        place = _best(votes.get((table, row), {}), matched.table.get(table), previous, used)
        if place is not None:
            matched.row[table, row] = place
            used.add(place)
            previous = place
    _match_unprinted_rows(index, table, count, matched)


def _best(
    votes: dict[RowPlace, _Vote], table: int | None, previous: RowPlace | None, used: set[RowPlace]
) -> RowPlace | None:
    """Take the row with most votes; of equal ones that in the likely table, not taken yet, soonest after the last."""
    if not votes:
        return None

    def rank(place: RowPlace) -> tuple[int, int, bool, bool, int]:
        home = place[0] == table
        follows = previous is not None and place[0] == previous[0] and place[1] > previous[1]
        return (votes[place].weight, home, place not in used, follows, -place[1])

    return max(votes, key=rank)


def _match_unprinted_rows(index: BlankIndex, table: int, count: int, matched: Matched) -> None:
    for row in range(count):
        if (table, row) in matched.row or (table, row - 1) not in matched.row:
            continue
        blank_table, blank_row = matched.row[table, row - 1]
        following = (blank_table, blank_row + 1)
        if index.has_row(following) and not index.is_printed(following):
            matched.row[table, row] = following
        elif not index.is_printed((blank_table, blank_row)):
            matched.row[table, row] = (blank_table, blank_row)
    for row in range(count - 2, -1, -1):
        if (table, row) in matched.row or (table, row + 1) not in matched.row:
            continue
        blank_table, blank_row = matched.row[table, row + 1]
        before = (blank_table, blank_row - 1)
        if index.has_row(before) and not index.is_printed(before) and before not in matched.row.values():
            matched.row[table, row] = before


def _match_unprinted_tables(index: BlankIndex, form: Skeleton, lines_after: list[int], matched: Matched) -> None:
    """Match tables that print nothing by the line that they stand under."""
    for number in _unmatched(form, matched):
        before = form.lines_before[number]
        under = lines_after[before - 1] if before else -1
        silent = [candidate for candidate in _free(index, matched) if not index.prints(candidate)]
        stands_under = (table for table in silent if _last_printed(index.blank, table) <= under < _start(index, table))
        candidate = next(stands_under, None)
        if candidate is not None:
            _match_by_order(index, form, number, candidate, matched)


def _match_by_neighbours(index: BlankIndex, form: Skeleton, matched: Matched) -> None:
    """Match tables whose print was deleted by the tables before and behind them; never those that are scored."""
    known = sorted(matched.table)
    for before, behind in pairwise([-1, *known, len(form.tables)]):
        low = matched.table.get(before, -1)
        high = matched.table.get(behind, len(index.blank.tables))
        lost = [number for number in range(before + 1, behind) if number not in matched.table]
        free = [candidate for candidate in _free(index, matched) if low < candidate < high]
        if len(lost) == len(free) and not index.scored.intersection(free):
            for number, candidate in zip(lost, free, strict=True):
                _match_by_order(index, form, number, candidate, matched)


def _unmatched(form: Skeleton, matched: Matched) -> list[int]:
    return [number for number in range(len(form.tables)) if number not in matched.table]


def _free(index: BlankIndex, matched: Matched) -> list[int]:
    taken = set(matched.table.values())
    return [number for number, rows in enumerate(index.blank.tables) if rows and number not in taken]


def _match_by_order(index: BlankIndex, form: Skeleton, number: int, candidate: int, matched: Matched) -> None:
    last = len(index.blank.tables[candidate]) - 1
    matched.table[number] = candidate
    for row in range(len(form.tables[number])):
        matched.row[number, row] = (candidate, min(row, last))


def _start(index: BlankIndex, table: int) -> int:
    """Give the index of the first body line behind a table of the blank."""
    return index.blank.lines_before[table]


def _last_printed(blank: Skeleton, table: int) -> int:
    """Give the index of the last printed line before a table."""
    before = blank.lines_before[table] - 1
    while before >= 0 and not blank.body[before].key:
        before -= 1
    return before
