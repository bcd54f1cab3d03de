"""Match the boxes of a completed form with those of its blank, by what is printed in them.

A row is known by its printed words wherever it is, so rows that were moved, copied, or split into another table are
found again; one whose print is gone is known by the names of its boxes; a row that prints nothing by the row before it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec import Struct, field

from pipeline.extract.matching.blank_index import BlankIndex
from pipeline.extract.matching.cells import pair_table
from pipeline.extract.matching.matched import Matched
from pipeline.extract.matching.rows import RowPlace
from pipeline.extract.matching.skeleton import BoxRow, Skeleton
from pipeline.extract.matching.votes import AT_THE_START, CHANCE, WHOLE, Votes, Weights, votes_of_row
from pipeline.extract.memo import once_a_form, once_a_table

if TYPE_CHECKING:
    from pipeline.extract.matching.begun import Places

_MUCH_MORE = 2  # a copy of the table resembles it about as much; a table of answers does not
# A row with fewer votes than that, against another row of the form, only quotes the prompt.
_SHARE_OF_BEST = 0.6


def match(index: BlankIndex, form: Skeleton, lines_after: Sequence[int]) -> Matched:
    """Match ``form`` with the blank.

    Args:
        index: The blank's index.
        form: The completed form's skeleton.
        lines_after: For each body line of the form the blank line at or before it, from aligning the bodies.
    """
    said = [_votes_of_table(index, table) for table in form.tables]
    found = _undisputed(said) or _by_votes(index, tuple([table.rows for table in said]))
    if len(found.table) < len(form.tables):
        found = _Found(table=dict(found.table), places=dict(found.places))
        _match_unprinted_tables(index, form, lines_after, found)
        _match_by_neighbours(index, form, found)
    rows = [pair_table(index, table, _places(index, table, found, number)) for number, table in enumerate(form.tables)]
    return Matched(table=found.table, rows=rows)


def _places(index: BlankIndex, table: tuple[BoxRow, ...], found: _Found, number: int) -> Places:
    """Return the rows of the blank that those of a table correspond to."""
    places = found.places.get(number) or (None,) * len(table)
    is_known = None not in places and all(one != other for one, other in pairwise(places))
    if is_known or number not in found.table:
        return places
    from pipeline.extract.matching.begun import with_begun_rows  # most rows are known by their print

    return with_begun_rows(index, table, places)


class _Found(Struct, kw_only=True):
    """The tables of a form that are matched so far, each with that of the blank, and their rows."""

    table: dict[int, int] = field(default_factory=dict)
    places: dict[int, Places] = field(default_factory=dict)


class _VotesOfTable(Struct, frozen=True, eq=False, kw_only=True):
    """The votes of a table's rows.

    Attributes:
        is_silent: None of them says anything.
        blank_table: The table of the blank that all of them speak for; ``None`` when it is not one.
        places: Then, and when no two rows speak for one row of the blank, and none for several: the rows of the blank
            that they are, those between included.
    """

    rows: tuple[Votes | None, ...]
    is_silent: bool
    blank_table: int | None
    places: Places = ()


def _undisputed(said: Sequence[_VotesOfTable]) -> _Found | None:
    """Match the tables when each speaks for another table of the blank, as it does in nearly every form."""
    printed = [(number, votes) for number, votes in enumerate(said) if not votes.is_silent]
    spoken_for = {votes.blank_table for _, votes in printed}
    if None in spoken_for or len(spoken_for) < len(printed):
        return None
    return _Found(
        table={number: votes.blank_table for number, votes in printed if votes.blank_table is not None},
        places={number: votes.places for number, votes in printed},
    )


@once_a_form
def _by_votes(index: BlankIndex, votes_of_tables: tuple[tuple[Votes | None, ...], ...]) -> _Found:
    """Match the tables and rows that print something, and the rows between them; what it gives is not to be changed."""
    said = {
        (table, row): votes
        for table, votes_of_rows in enumerate(votes_of_tables)
        for row, votes in enumerate(votes_of_rows)
        if votes is not None
    }
    left = _without_quotes(said)
    left = _without_chance(left, said)
    found = _Found(table=_tables(left, said))
    taken: set[RowPlace] = set()
    for table, votes_of_rows in enumerate(votes_of_tables):
        votes_left = [left.get((table, row), {}) for row in range(len(votes_of_rows))]
        found.places[table] = _with_unprinted_rows(index, _rows(votes_left, found.table.get(table)), taken)
    return found


@once_a_table
def _votes_of_table(index: BlankIndex, rows: tuple[BoxRow, ...]) -> _VotesOfTable:
    empty = {box.framed for boxes in rows for box in boxes if not box.key}
    bare = empty == {False}
    return _together(index, tuple([votes_of_row(index, boxes, bare=bare) if boxes else None for boxes in rows]))


@once_a_table
def _together(index: BlankIndex, votes: tuple[Votes | None, ...]) -> _VotesOfTable:
    places = [next(iter(said.weights), None) if said is not None else None for said in votes]
    printed = [place for place in places if place is not None]
    tables = {table for table, _ in printed}
    several = any(said is not None and len(said.weights) > 1 for said in votes)
    if several or len(tables) != 1 or len(set(printed)) < len(printed):
        return _VotesOfTable(rows=votes, is_silent=not printed, blank_table=None)
    known = _with_unprinted_rows(index, places, set())
    return _VotesOfTable(rows=votes, is_silent=False, blank_table=tables.pop(), places=known)


def _without_quotes(said: Mapping[RowPlace, Votes]) -> Mapping[RowPlace, Weights]:
    """Drop votes of rows that quote printed words of a row that is in the form elsewhere.

    They hold few of its words; or all, but behind or before others, where the row itself has as many of them, and has
    them alone in their box or at its start. In its place among the rows of a copy of the table it is no quote.
    """
    best: dict[RowPlace, int] = defaultdict(int)
    best_above: dict[tuple[RowPlace, int], int] = defaultdict(int)
    for votes in said.values():
        for place, weight in votes.weights.items():
            best[place] = max(weight, best[place])
            for rank in range(votes.ranks[place]):
                best_above[place, rank] = max(weight, best_above[place, rank])
    in_place = _InPlace(said)
    return {
        at: {
            place: weight
            for place, weight in votes.weights.items()
            if (weight >= _SHARE_OF_BEST * best[place] and weight > best_above[place, votes.ranks[place]])
            or in_place.has(at, place)
        }
        for at, votes in said.items()
    }


class _InPlace:
    """Tells which rows begin as a row of the blank that their table lacks, between rows as they are in the blank."""

    def __init__(self, said: Mapping[RowPlace, Votes]) -> None:
        self._said = said
        self._tellers = Counter((table, place) for (table, _), votes in said.items() for place in votes.weights)
        self._homes = {at: whole for at, votes in said.items() if (whole := _whole(votes)) is not None}
        self._rows = sorted(self._homes)

    def has(self, at: RowPlace, place: RowPlace) -> bool:
        """Return whether a row is that row of the blank by its start and by the rows before and behind it."""
        table, _ = at
        if self._said[at].ranks[place] < AT_THE_START or self._tellers[table, place] > 1:
            return False
        low, high = bisect_left(self._rows, at), bisect_right(self._rows, at)
        before = [self._homes[row] for row in self._rows[max(low - 1, 0) : low] if row[0] == table]
        behind = [self._homes[row] for row in self._rows[high : high + 1] if row[0] == table]
        around = [*before, place, *behind]
        return len(around) > 1 and all(one < other and one[0] == other[0] for one, other in pairwise(around))


def _whole(votes: Votes) -> RowPlace | None:
    """Return the one row of the blank whose words a row prints alone in their box."""
    found = [place for place in votes.weights if votes.ranks[place] == WHOLE]
    return found[0] if len(found) == 1 else None


def _without_chance(votes: Mapping[RowPlace, Weights], said: Mapping[RowPlace, Votes]) -> Mapping[RowPlace, Weights]:
    """Drop weak votes where another table of the form resembles the blank's much more.

    Words in their own column keep their vote unless that other table holds the same row: the table may have been split.
    """
    likeness: dict[int, dict[int, int]] = defaultdict(dict)
    holders: dict[RowPlace, set[int]] = defaultdict(set)
    weak = []
    for at, weights in votes.items():
        table = at[0]
        for place, weight in weights.items():
            tables = likeness[place[0]]
            tables[table] = tables.get(table, 0) + weight
            holders[place].add(table)
            if weight < CHANCE:
                weak.append((at, place))
    left = dict(votes)
    for at, place in weak:
        mine = likeness[place[0]]
        rivals = holders[place] if place in said[at].in_column else mine
        if any(mine[rival] > _MUCH_MORE * mine[at[0]] for rival in rivals):
            left[at] = {other: weight for other, weight in left[at].items() if other != place}
    return left


def _tables(votes: Mapping[RowPlace, Weights], said: Mapping[RowPlace, Votes]) -> dict[int, int]:
    """Take for each table of the form the table of the blank that most of its rows are in.

    In which column their words are tells only tables apart that have as many of them: a column may have been put in.
    """
    totals: dict[int, dict[int, tuple[float, int]]] = defaultdict(dict)
    for (table, row), weights in votes.items():
        in_column = said[table, row].in_column
        words = {place: weight / 2 if place in in_column else weight for place, weight in weights.items()}
        best = max(words.values(), default=0)
        for place, count in words.items():
            if count == best:
                before, in_place = totals[table].get(place[0], (0, 0))
                totals[table][place[0]] = before + count, in_place + (place in in_column)
    return {
        table: max(counted, key=lambda blank_table: (*counted[blank_table], -abs(blank_table - table)))
        for table, counted in totals.items()
    }


def _rows(votes: Sequence[Weights], table: int | None) -> list[RowPlace | None]:
    """Take for each row of a table the row of the blank that most speaks for; the table is mostly that one."""
    beside = _beside(votes)
    found: list[RowPlace | None] = []
    used: set[RowPlace] = set()
    previous: RowPlace | None = None
    for number, weights in enumerate(votes):
        place = beside[number] if number in beside else _best(weights, table, previous, used)
        found.append(place)
        if place is not None:
            used.add(place)
            previous = place
    return found


def _beside(votes: Sequence[Weights]) -> dict[int, RowPlace | None]:
    """Return the rows that more than one row of the blank may be, each as the one beside a row that is known.

    Signatures have a row "Date" each. One that no such row is beside, where each of these was found, is none of them:
    it came with a row that the blank lacks.
    """
    open_rows = [number for number, weights in enumerate(votes) if len(weights) > 1]
    if not open_rows:
        return {}
    known = {number: next(iter(weights)) for number, weights in enumerate(votes) if len(weights) == 1}
    found: dict[int, RowPlace | None] = {}
    for step in (-1, 1):
        for number in open_rows if step < 0 else reversed(open_rows):
            place = _next_to(votes, known, number, step)
            if place is not None and number not in known and votes[number].get(place) == max(votes[number].values()):
                found[number] = known[number] = place
    left = [number for number in open_rows if number not in known]
    taken = set(known.values())
    return found | {number: None for number in left if taken.issuperset(votes[number])}


def _next_to(votes: Sequence[Weights], known: Mapping[int, RowPlace], number: int, step: int) -> RowPlace | None:
    """Return the row of the blank that is as far from a known one as a row of the form is from its next printed one."""
    at = number + step
    while 0 <= at < len(votes) and not votes[at]:
        at += step
    if at not in known:
        return None
    table, row = known[at]
    return table, row + number - at


def _best(votes: Weights, table: int | None, previous: RowPlace | None, used: set[RowPlace]) -> RowPlace | None:
    """Take the row with most votes; of equal ones that in the likely table, not taken yet, soonest after the last.

    Words in the likely table count double: where a column was put in, the same words may be in their own column of
    another table.
    """
    if len(votes) < 2:
        return next(iter(votes), None)

    def rank(place: RowPlace) -> tuple[int, int, bool, bool, int]:
        home = place[0] == table
        follows = previous is not None and place[0] == previous[0] and place[1] > previous[1]
        return (votes[place] * (2 if home else 1), home, place not in used, follows, -place[1])

    return max(votes, key=rank)


def _with_unprinted_rows(index: BlankIndex, known: list[RowPlace | None], taken: set[RowPlace]) -> Places:
    """Match the rows that print nothing by the rows before them, else behind them.

    Args:
        index: The blank's index.
        known: The rows of the blank that those of a table are, as far as they print something.
        taken: The rows of the blank that rows of earlier tables are; those of this table are added.
    """
    for row in range(1, len(known)):
        before = known[row - 1]
        if known[row] is None and before is not None:
            following = (before[0], before[1] + 1)
            if index.has_row(following) and not index.is_printed(following):
                known[row] = following
            elif not index.is_printed(before):
                known[row] = before
    taken.update(place for place in known if place is not None)
    for row in range(len(known) - 2, -1, -1):
        behind = known[row + 1]
        if known[row] is None and behind is not None:
            place = (behind[0], behind[1] - 1)
            if index.has_row(place) and not index.is_printed(place) and place not in taken:
                known[row] = place
                taken.add(place)
    return tuple(known)


def _match_unprinted_tables(index: BlankIndex, form: Skeleton, lines_after: Sequence[int], matched: _Found) -> None:
    """Match tables that print nothing by the line that they are under."""
    for number in _unmatched(form, matched):
        before = form.lines_before[number]
        under = lines_after[before - 1] if before else -1
        silent = [candidate for candidate in _free(index, matched) if not index.prints(candidate)]
        stands_under = (table for table in silent if _last_printed(index.blank, table) <= under < _start(index, table))
        candidate = next(stands_under, None)
        if candidate is not None:
            _match_by_order(index, form, number, candidate, matched)


def _match_by_neighbours(index: BlankIndex, form: Skeleton, matched: _Found) -> None:
    """Match tables whose print was deleted by the tables before and behind them; never those that are scored."""
    known = sorted(matched.table)
    for before, behind in pairwise([-1, *known, len(form.tables)]):
        if behind == before + 1:
            continue
        low = matched.table.get(before, -1)
        high = matched.table.get(behind, len(index.blank.tables))
        lost = [number for number in range(before + 1, behind) if number not in matched.table]
        free = [candidate for candidate in _free(index, matched) if low < candidate < high]
        if len(lost) == len(free) and not index.scored.intersection(free):
            for number, candidate in zip(lost, free, strict=True):
                _match_by_order(index, form, number, candidate, matched)


def _unmatched(form: Skeleton, matched: _Found) -> list[int]:
    return [number for number in range(len(form.tables)) if number not in matched.table]


def _free(index: BlankIndex, matched: _Found) -> list[int]:
    taken = set(matched.table.values())
    return [number for number, rows in enumerate(index.blank.tables) if rows and number not in taken]


def _match_by_order(index: BlankIndex, form: Skeleton, number: int, candidate: int, matched: _Found) -> None:
    last = len(index.blank.tables[candidate]) - 1
    matched.table[number] = candidate
    matched.places[number] = tuple((candidate, min(row, last)) for row in range(len(form.tables[number])))


def _start(index: BlankIndex, table: int) -> int:
    """Return the index of the first body line behind a table of the blank."""
    return index.blank.lines_before[table]


def _last_printed(blank: Skeleton, table: int) -> int:
    """Return the index of the last printed line before a table."""
    before = blank.lines_before[table] - 1
    while before >= 0 and not blank.body[before].key:
        before -= 1
    return before
