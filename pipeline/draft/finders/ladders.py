"""Ladders: groups of rows with points of which one is chosen, one below the other or side by side."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from pipeline.draft.finders.columns import POINTS, Columns, at
from pipeline.draft.names import Names
from pipeline.draft.view import Blank, has_words, words
from pipeline.extract.matching.skeleton import Box, BoxRow
from pipeline.mapping.model import Factor, Group
from pipeline.mapping.rows import RowOption
from pipeline.mapping.strict.models import make

_PLAIN_HEADERS: Final = frozenset(
    {
        "item", "items", "indicator", "indicators", "factor", "factors", "risk factor", "risk factors", "question",
        "questions", "description", "descriptor", "criteria", "criterion", "statement", "risk", "area", "concern",
    }
)  # fmt: skip
_FEWEST: Final = 2


def ladders_of(groups: Sequence[Group], columns: Columns, header: str, *, beside: bool, names: Names) -> Group | None:
    """Read groups whose points climb from the first row on as ladders: of each group one row is chosen.

    Args:
        groups: The groups, each row with its points.
        columns: The columns of their table.
        header: What it prints over the labels.
        beside: The groups have names in the table; else the header has to be the name of the one ladder.
        names: Ids that are taken.
    """
    single = len(groups) == 1 and header.lower() not in _PLAIN_HEADERS and len(groups[0].factors) > _FEWEST
    if columns.weight is None or not groups or not (beside or single) or not all(map(_climbs, groups)):
        return None
    factors = [_ladder(header if single and not beside else group.name, group, names) for group in groups]
    return make(Group, name=header or "Ladders", factors=tuple(factors))


def _climbs(group: Group) -> bool:
    points = [factor.points for factor in group.factors]
    if len(points) < _FEWEST or not all(isinstance(each, int) for each in points):
        return False
    return points[0] in (0, 1) and all(low < high for low, high in pairwise(points))


def _ladder(name: str, group: Group, names: Names) -> Factor:
    rungs = tuple(make(RowOption, id=str(row.points), label=row.label, points=row.points) for row in group.factors)
    return make(Factor, id=names.take(name), label=name, option=rungs)


# -- side by side ------------------------------------------------------------------------------------------------------


def ladders_beside(blank: Blank, table: int, names: Names) -> list[Factor]:
    """Find ladders side by side in a table, take their boxes, and give them from the left on."""
    rows = blank.bones.tables[table]
    for number, header in enumerate(rows):
        heads = [box for box in header if has_words(box.text)]
        if len(heads) < _FEWEST or any(map(_is_points, header)) or not all(map(blank.free, header)):
            continue
        ends = [box.column for box in heads[1:]] + [10**6]
        found = [_rungs(rows[number + 1 :], head, end) for head, end in zip(heads, ends, strict=True)]
        if any(len(rungs) < _FEWEST for rungs in found):
            continue
        blank.take(*header, *(box for row in rows[number + 1 :] for box in row if _is_within(row, found)))
        return [_named(head, rungs, names) for head, rungs in zip(heads, found, strict=True)]
    return []


def _rungs(rows: Sequence[BoxRow], head: Box, end: int) -> list[tuple[Box, int]]:
    """Return the rungs under a header: rows with words, points and an empty box within its columns."""
    found: list[tuple[Box, int]] = []
    for row in rows:
        own = [box for box in row if head.column <= box.column < end]
        printed = [box for box in own if box.key]
        points = [int(words(box.text)) for box in printed if _is_points(box)]
        if not printed:
            continue
        if len(printed) != 2 or len(points) != 1 or not has_words(printed[0].text):
            break
        found.append((printed[0], points[0]))
    return found if len({points for _, points in found}) == len(found) else []


def _is_points(box: Box) -> bool:
    return bool(POINTS.fullmatch(words(box.text)))


def _is_within(row: BoxRow, found: Sequence[Sequence[tuple[Box, int]]]) -> bool:
    return any(at(row, rung.column) is rung for rungs in found for rung, _ in rungs)


def _named(head: Box, rungs: Sequence[tuple[Box, int]], names: Names) -> Factor:
    label = next(line.text for line in head.lines if line.key)
    options = tuple(make(RowOption, id=str(points), label=box.lines[0].text, points=points) for box, points in rungs)
    return make(Factor, id=names.take(label), label=label.strip(" :"), option=options)
