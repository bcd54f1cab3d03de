"""The checklists of a blank: header, rows with a label and room for an answer, and their groups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from msgspec import Struct

from pipeline.draft.finders.columns import Columns, at, columns_of, is_item, is_total
from pipeline.draft.names import Names
from pipeline.draft.proposal import Noted
from pipeline.draft.view import Blank, Spot, has_words, words
from pipeline.extract.matching.skeleton import Box
from pipeline.extract.text import label_key
from pipeline.mapping.model import Checklist, Factor, Group
from pipeline.mapping.rows import RowOption

_LONGEST_HEADING: Final = 12
_NO_POINTS: Final = (
    "The form prints no points beside these rows, so they count 0. Where a row should count, put its points there, and "
    "add [score] with bands."
)
_NO_OPTION_POINTS: Final = (
    "The form prints no points for these answers, so they count 0. Where one should count, give the option points = … "
    "instead of means, and add [score] with bands."
)
_LADDER: Final = (
    "The points of each group climb by one, so each group is taken as a ladder of which one row is chosen. If several "
    'may be chosen, add several = "highest" or "add".'
)


class _Part(Struct, frozen=True):
    """A header row, its columns, and the rows under it."""

    header: Sequence[Box]
    columns: Columns
    rows: list[Sequence[Box]]

    @property
    def kind(self) -> tuple[str | None, ...]:
        """The printed headers by which its columns are found; parts that share them are one checklist."""
        options = [option.column or option.label for _, option in self.columns.options]
        columns = (self.columns.answer, self.columns.weight, self.columns.notes)
        return (*(self.header_of(column) for column in columns), *map(str, options))

    def header_of(self, column: int | None) -> str | None:
        box = at(self.header, column)
        return words(box.text) or box.text.strip() if box is not None and box.key else None


def find_checklists(blank: Blank, names: Names) -> tuple[tuple[Noted[Checklist], ...], tuple[str, ...]]:
    """Find all checklists, take their boxes, and say which rows had to be left out.

    Tables that have the same headers are one checklist.
    """
    parts = [part for table in range(len(blank.bones.tables)) for part in _parts(blank, table)]
    by_kind: dict[tuple[str | None, ...], list[_Part]] = {}
    for part in parts:
        by_kind.setdefault(part.kind, []).append(part)
    printed = Counter(label_key(box.text) for box in blank.bones.boxes() if box.key and not box.continues)
    found: list[tuple[_Part, tuple[Group, ...]]] = []
    left_out: list[str] = []
    for alike in by_kind.values():
        groups, skipped = _groups(blank, alike, names, printed)
        left_out += skipped
        ladders = _ladders(groups, alike[0], names)
        if ladders:
            found.append((alike[0], (ladders,)))
            continue
        if groups:
            found.append((alike[0], groups))
    several = Names() if len(found) > 1 else None
    made = tuple(_checklist(blank, part, groups, several) for part, groups in found)
    return made, tuple(left_out)


def _parts(blank: Blank, table: int) -> list[_Part]:
    rows = blank.bones.tables[table]
    found = []
    number = 0
    while number < len(rows):
        columns = columns_of(rows[number], rows[number + 1 :])
        taken = _rows(rows[number + 1 :], columns) if columns is not None else []
        if columns is not None and taken:
            found.append(_Part(rows[number], columns, taken))
        number += 1 + len(taken)
    return found


def _rows(rows: Sequence[Sequence[Box]], columns: Columns) -> list[Sequence[Box]]:
    """Take the rows of a checklist: items, and the headings of groups between them."""
    taken: list[Sequence[Box]] = []
    for row in rows:
        passed = is_total(row) or _heading(row, columns) or not any(box.key for box in row)
        if not (is_item(row, columns) or passed):
            break
        taken.append(row)
    while taken and not is_item(taken[-1], columns):
        taken.pop()
    return taken


def _groups(
    blank: Blank, parts: Sequence[_Part], names: Names, printed: Counter[str]
) -> tuple[tuple[Group, ...], list[str]]:
    groups: dict[str, list[Factor]] = {}
    left_out = []
    for part in parts:
        group = blank.section(Spot(part.header[0], 0)) or "Checklist"
        blank.take(*part.header)
        for row in part.rows:
            blank.take(*row)
            group = _heading(row, part.columns) or group
            label = at(row, part.columns.label)
            if label is None or not is_item(row, part.columns):
                continue
            if printed[label_key(label.text)] > 1:
                left_out.append(_printed_twice(label))
            else:
                groups.setdefault(group, []).append(_factor(blank, row, part.columns, names))
    return tuple(Group(name=name, factors=tuple(factors)) for name, factors in groups.items()), left_out


def _ladders(groups: Sequence[Group], part: _Part, names: Names) -> Group | None:
    """Read groups whose points climb in steps of one as ladders: of each group one row is chosen."""
    climbs = all(
        len(group.factors) > 1
        and group.factors[0].points in (0, 1)
        and all(high.points == low.points + 1 for low, high in pairwise(group.factors))
        for group in groups
    )
    beside = any(_heading(row, part.columns) for row in part.rows)
    if part.columns.weight is None or not (groups and climbs and beside):
        return None
    factors = []
    for group in groups:
        rungs = tuple(RowOption(id=str(row.points), label=row.label, points=row.points) for row in group.factors)
        factors.append(Factor(id=names.take(group.name), label=group.name, option=rungs))
    return Group(name=part.header_of(part.columns.label) or "Ladders", factors=tuple(factors))


def _heading(row: Sequence[Box], columns: Columns) -> str:
    """Return the name of the group that begins with a row: words left of the labels, or alone in their row."""
    printed = [box for box in row if box.key]
    if is_item(row, columns):
        beside = [box for box in printed if box.column < columns.label and has_words(box.text)]
        return words(beside[0].lines[0].text) if beside else ""
    alone = len(printed) == 1 and has_words(printed[0].text) and printed[0].text.rstrip()[-1:] not in ":?"
    few = alone and len(printed[0].text.split()) <= _LONGEST_HEADING
    return words(printed[0].text) if few else ""


def _factor(blank: Blank, row: Sequence[Box], columns: Columns, names: Names) -> Factor:
    label, weight = at(row, columns.label), at(row, columns.weight)
    assert label is not None  # noqa: S101 - for the type checker; it is an item
    points: dict[str, int] = {}
    if weight is not None:
        points = {"points": int(weight.text.strip())}
    elif not columns.options or all(option.points is None for _, option in columns.options):
        points = {"points": 0}
    boxes = [box for column in columns.to_fill if (box := at(row, column)) is not None]
    tag = blank.tag(*boxes).partition(".")[0]
    text = next(line.text for line in label.lines if line.key)
    return Factor.model_validate({"id": names.take(text, tag=tag), "label": label.text, **points})


def _checklist(blank: Blank, part: _Part, groups: tuple[Group, ...], names: Names | None) -> Noted[Checklist]:
    columns = part.columns
    section = blank.section(Spot(part.header[0], 0)) or "Checklist"
    entry = Checklist(
        id=names.take(section) if names is not None else None,
        section=section,
        answer=part.header_of(columns.answer),
        weight=part.header_of(columns.weight) if not any(factor.options for factor in groups[0].factors) else None,
        notes=part.header_of(columns.notes),
        option=tuple(option for _, option in columns.options),
        group=groups,
    )
    counts = columns.weight is not None or any(option.points is not None for _, option in columns.options)
    notes = () if counts else (_NO_OPTION_POINTS if columns.options else _NO_POINTS,)
    notes = (_LADDER,) if entry.has_ladders else notes
    return Noted(entry=entry, notes=notes)


def _printed_twice(label: Box) -> str:
    where = label.location
    return f"The row at {where}: another box of the form says the same, so it can't be told apart. Word it differently."
