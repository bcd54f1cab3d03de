"""Match the boxes of a completed form with those of its blank, by what is printed in them.

A row is known by its printed words wherever it stands, so rows that were moved, copied, or split into another table are
found again; a row that prints nothing is known by the row before it. Within a row, boxes pair by their printed words,
then by the column that the table's other rows show, then by order.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import takewhile

from pipeline.extract.skeleton import Box, Skeleton

_CHANCE = (
    15  # a row known by fewer votes than a label of a dozen characters gives may be chance ("Police" in an answer)
)
_PREFIX = 12  # lines are looked up by as many characters at their start
_CUT_PROMPT = 16  # a prompt cut to its first words is known by as many characters
_SHARE_OF_START = 0.6  # so much of a prompt that was cut or edited must stand at the start of the line
_SHARE_OF_BEST = 0.6  # a row with fewer votes than that, against another row of the form, only quotes the prompt
RowPlace = tuple[int, int]


class BlankIndex:
    """Printed words of a blank, made once for each blank and used for every form."""

    def __init__(self, blank: Skeleton, aliases: Mapping[str, Iterable[Box]]) -> None:
        """Index ``blank``; ``aliases`` gives other wordings of labels (as keys) and the boxes they stand for."""
        self.blank = blank
        self.by_box: dict[str, list[Box]] = defaultdict(list)
        self.by_line: dict[str, list[Box]] = defaultdict(list)
        self.by_start: dict[str, list[tuple[str, Box]]] = defaultdict(list)
        self.printed_rows: set[RowPlace] = set()
        for box in blank.boxes():
            if box.key:
                self._add(box)
        for key, boxes in aliases.items():
            self.by_box[key].extend(boxes)
            self.by_line[key].extend(boxes)

    def _add(self, box: Box) -> None:
        self.printed_rows.add((box.table, box.row))
        self.by_box[box.key].append(box)
        for line in box.lines:
            if len(line.key) > 2 and line.key != box.key:
                self.by_line[line.key].append(box)
            if len(line.key) >= _PREFIX:
                self.by_start[line.key[:_PREFIX]].append((line.key, box))

    def is_printed(self, place: RowPlace) -> bool:
        """Tell whether a row of the blank prints anything."""
        return place in self.printed_rows

    def has_row(self, place: RowPlace) -> bool:
        """Tell whether the blank has such a row."""
        table, row = place
        return 0 <= row < len(self.blank.tables[table])


@dataclass(eq=False, slots=True)
class Matched:
    """What stands for what.

    Attributes:
        box: For each box of the form its box in the blank.
        forms: For each box of the blank the boxes in the form, in reading order.
        table: For each table of the form the table of the blank that most of its rows come from.
        row: For each row of the form its row in the blank; rows that were added have none.
    """

    box: dict[Box, Box] = field(default_factory=dict)
    forms: dict[Box, list[Box]] = field(default_factory=lambda: defaultdict(list))
    table: dict[int, int] = field(default_factory=dict)
    row: dict[RowPlace, RowPlace] = field(default_factory=dict)
    columns: dict[int, dict[int, int]] = field(default_factory=dict)

    def column(self, box: Box) -> int:
        """Give the column of the blank that a box of the form stands in."""
        paired = self.box.get(box)
        return paired.column if paired is not None else self.columns.get(box.table, {}).get(box.column, box.column)


def match(index: BlankIndex, form: Skeleton, lines_after: list[int]) -> Matched:
    """Match ``form`` with the blank.

    Args:
        index: The blank's index.
        form: The completed form's skeleton.
        lines_after: For each body line of the form the blank line at or before it, from aligning the bodies.
    """
    matched = Matched()
    votes = {
        (box_row[0].table, box_row[0].row): _votes(index, box_row)
        for table in form.tables
        for box_row in table
        if box_row
    }
    _drop_quotes(votes)
    _drop_chance_votes(votes)
    _choose_tables(votes, matched)
    for number, table in enumerate(form.tables):
        _match_rows(index, number, len(table), votes, matched)
    _match_unprinted_tables(index, form, lines_after, matched)
    for table in form.tables:
        _pair_table(index, table, matched)
    return matched


@dataclass(slots=True)
class _Vote:
    weight: int = 0
    has_words: bool = False


def _votes(index: BlankIndex, boxes: list[Box]) -> dict[RowPlace, _Vote]:
    votes: dict[RowPlace, _Vote] = defaultdict(_Vote)
    for box in boxes:
        for key, found in _candidates(index, box):
            words = any(character.isalpha() for character in key)
            for place, in_column in _places(found, box.column).items():
                votes[place].weight += (len(key) + 3) * (2 if in_column else 1)
                votes[place].has_words |= words
    return {place: vote for place, vote in votes.items() if vote.has_words and _alike(index, place, len(boxes))}


def _places(boxes: list[Box], column: int) -> dict[RowPlace, bool]:
    """Give the rows of some boxes, and whether one stands in ``column``: words in their own column count double."""
    places: dict[RowPlace, bool] = {}
    for box in boxes:
        place = (box.table, box.row)
        places[place] = places.get(place, False) or box.column == column
    return places


def _alike(index: BlankIndex, place: RowPlace, boxes: int) -> bool:
    """Tell whether a row has about as many boxes: a narrative that names a risk factor is no row of the checklist."""
    printed = len(index.blank.tables[place[0]][place[1]])
    return 2 * min(printed, boxes) >= max(printed, boxes)


def _candidates(index: BlankIndex, box: Box) -> list[tuple[str, list[Box]]]:
    if not box.key:
        return []
    if box.key in index.by_box:
        return [(box.key, index.by_box[box.key])]
    by_line = []
    for line in box.lines:
        found = index.by_line.get(line.key, []) + (index.by_box.get(line.key, []) if len(line.key) > 2 else [])
        if found:
            by_line.append((line.key, found))
    if by_line:
        return by_line
    return [hit for line in box.lines for hit in _by_start(index, line.key)]


def _by_start(index: BlankIndex, key: str) -> list[tuple[str, list[Box]]]:
    """Find prompts that a line begins with, wholly or for the most part."""
    found = []
    for printed, box in index.by_start.get(key[:_PREFIX], ()) if len(key) >= _PREFIX else ():
        common = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(printed, key, strict=False)))
        cut = common == len(key) and common >= _CUT_PROMPT
        if cut or common == len(printed) or (common > _PREFIX and common >= _SHARE_OF_START * len(printed)):
            found.append((printed[:common], [box]))
    return found


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
    """Drop weak votes for a table of the blank that another table of the form resembles more."""
    likeness: dict[int, Counter[int]] = defaultdict(Counter)
    for (table, _), row_votes in votes.items():
        for (blank_table, _), vote in row_votes.items():
            likeness[blank_table][table] += vote.weight
    for (table, _), row_votes in votes.items():
        for place in [place for place, vote in row_votes.items() if vote.weight < _CHANCE]:
            rivals = likeness[place[0]]
            if max(rivals.values()) > rivals[table]:
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
    taken = set(matched.table.values())
    blank = index.blank
    for number, table in enumerate(form.tables):
        if number in matched.table:
            continue
        before = form.lines_before[number]
        under = lines_after[before - 1] if before else -1
        for candidate, rows in enumerate(blank.tables):
            silent = not any(index.is_printed((candidate, row)) for row in range(len(rows)))
            if (
                silent
                and rows
                and candidate not in taken
                and blank.lines_before[candidate] - 1 >= under >= _last_printed(blank, candidate)
            ):
                matched.table[number] = candidate
                taken.add(candidate)
                for row in range(len(table)):
                    matched.row[number, row] = (candidate, min(row, len(rows) - 1))
                break


def _last_printed(blank: Skeleton, table: int) -> int:
    """Give the index of the last printed line before a table."""
    before = blank.lines_before[table] - 1
    while before >= 0 and not blank.body[before].key:
        before -= 1
    return before


def _pair_table(index: BlankIndex, table: list[list[Box]], matched: Matched) -> None:
    if not table or not any(row for row in table):
        return
    number = next(row for row in table if row)[0].table
    pairs: dict[int, Counter[int]] = defaultdict(Counter)
    for boxes in table:
        for box, blank in _by_words(index, boxes, matched):
            pairs[box.column][blank.column] += len(box.key)
    columns = {column: counter.most_common(1)[0][0] for column, counter in pairs.items()}
    matched.columns[number] = columns
    for boxes in table:
        _pair_row(index, boxes, columns, matched)


def _blank_row(index: BlankIndex, boxes: list[Box], matched: Matched) -> list[Box]:
    place = matched.row.get((boxes[0].table, boxes[0].row)) if boxes else None
    return index.blank.tables[place[0]][place[1]] if place is not None else []


def _by_words(index: BlankIndex, boxes: list[Box], matched: Matched) -> list[tuple[Box, Box]]:
    blank_row = _blank_row(index, boxes, matched)
    found: list[tuple[Box, Box]] = []
    mine = [box for box in boxes if box.key]
    theirs = [blank for blank in blank_row if blank.key]
    for says in (_equals, _says):
        for box in sorted(mine, key=lambda box: -any(blank.column == box.column for blank in theirs)):
            saying = [blank for blank in theirs if says(index, box, blank)]
            blank = min(saying, key=lambda blank: abs(blank.column - box.column), default=None)
            if blank is not None:
                found.append((box, blank))
                mine.remove(box)
                theirs.remove(blank)
    return found


def _equals(index: BlankIndex, box: Box, blank: Box) -> bool:
    return box.key == blank.key


def _says(index: BlankIndex, box: Box, blank: Box) -> bool:
    """Tell whether a box prints what a box of the blank prints, with or without an answer beside it."""
    return any(blank in found for _, found in _candidates(index, box))


def _pair_row(index: BlankIndex, boxes: list[Box], columns: dict[int, int], matched: Matched) -> None:
    blank_row = _blank_row(index, boxes, matched)
    if not blank_row:
        return
    pairs = dict(_by_words(index, boxes, matched))
    _pair_free(pairs, [(box, _covering(blank_row, columns.get(box.column, 0))) for box in boxes])
    if len(boxes) == len(blank_row):
        _pair_free(pairs, zip(boxes, blank_row, strict=True))
    for position, box in enumerate(boxes):
        _pair_free(pairs, [(box, _beside(boxes, position, pairs, blank_row))])
    for box, blank in pairs.items():
        matched.box[box] = blank
        matched.forms[blank].append(box)


def _pair_free(pairs: dict[Box, Box], proposed: Iterable[tuple[Box, Box | None]]) -> None:
    """Take up proposed pairs whose boxes are both still free."""
    for box, blank in proposed:
        if blank is not None and box not in pairs and blank not in pairs.values():
            pairs[box] = blank


def _covering(row: list[Box], column: int) -> Box | None:
    return next((box for box in row if box.column <= column < box.column + box.span), None)


def _beside(boxes: list[Box], position: int, pairs: dict[Box, Box], blank_row: list[Box]) -> Box | None:
    """Find the blank's box that stands as far right of a paired box as this one does in the form."""
    for distance in range(1, position + 1):
        left = pairs.get(boxes[position - distance])
        if left is not None:
            target = left.index + distance
            return blank_row[target] if target < len(blank_row) else None
    return blank_row[position] if position < len(blank_row) and not pairs else None
