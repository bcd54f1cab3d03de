"""A sheet with columns of known names: each row becomes the keys that it gives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from msgspec import Struct

from pipeline.mapping.questions import Choice, Column, Field
from pipeline.mapping.rows import Factor, RowOption
from pipeline.mapping.sheet.cells import TEXT, CellKind, columns_of
from pipeline.mapping.sheet.files import CHOICES, COLUMNS, FACTORS, FIELDS
from pipeline.mapping.sheet.grid import Grid, Row, letter
from pipeline.nearest import did_you_mean

OF, GROUP, CHECKLIST, NOTE = "of", "group", "checklist", "note"
_NEEDED: Final = {FIELDS: ("id",), CHOICES: (OF, "id"), COLUMNS: (OF, "id"), FACTORS: (GROUP, "id")}


class Line(Struct, frozen=True, kw_only=True):
    """One row.

    Attributes:
        place: What messages call it: ``visit.xlsx, sheet fields, row 7``.
        keys: What it gives, by the names of the columns; empty cells are left out.
    """

    place: str
    keys: dict[str, Any]


def sheets() -> dict[str, dict[str, CellKind]]:
    """Return the columns of each sheet, by the names of the sheets."""
    note = {NOTE: TEXT}
    return {
        FIELDS: {**columns_of(Field), **note},
        CHOICES: {OF: TEXT, **columns_of(Choice), **columns_of(RowOption), **note},
        COLUMNS: {OF: TEXT, **columns_of(Column), **note},
        FACTORS: {CHECKLIST: TEXT, GROUP: TEXT, **columns_of(Factor), **note},
    }


def read_lines(name: str, grid: Grid) -> tuple[list[Line], list[str]]:
    """Return the rows of a sheet, and what is wrong with them."""
    known = sheets()[name]
    if not grid.rows or grid.rows[0].number != 1:
        return [], [f"{grid.place}, row 1: is empty; it names the columns: {', '.join(known)}"]
    head, problems = _head(grid, known, _NEEDED[name])
    lines = []
    for row in grid.rows[1:] if not problems else ():
        place = f"{grid.place}, row {row.number}"
        keys, wrong = _keys(row, head, known)
        wrong += [f", column {each}: is missing" for each in _NEEDED[name] if each not in keys and not wrong]
        problems += [f"{place}{problem}" for problem in wrong]
        keys.pop(NOTE, None)
        lines.append(Line(place=place, keys=keys))
    return lines, problems


def _head(grid: Grid, known: Mapping[str, CellKind], needed: tuple[str, ...]) -> tuple[dict[int, str], list[str]]:
    """Return the names of the columns by their numbers, and what is wrong with them."""
    head = {column: str(value).strip().lower() for column, value in grid.rows[0].cells.items()}
    problems = []
    for name in dict.fromkeys(head.values()):
        if name not in known:
            allowed = f"{', '.join(known)}{did_you_mean(name, known)}"
            problems.append(f"{grid.place}, row 1: there is no column '{name}'; allowed are {allowed}")
        if list(head.values()).count(name) > 1:
            problems.append(f"{grid.place}, row 1: the column '{name}' is there twice")
    problems += [f"{grid.place}, row 1: the column '{name}' is missing" for name in needed if name not in head.values()]
    return head, problems


def _keys(row: Row, head: Mapping[int, str], known: Mapping[str, CellKind]) -> tuple[dict[str, Any], list[str]]:
    keys, problems = {}, []
    for column, value in row.cells.items():
        name = head.get(column)
        if name is None:
            problems.append(f", column {letter(column)}: has no name in row 1; name it, or empty its cells")
            continue
        try:
            keys[name] = known[name].read(value)
        except ValueError as error:
            problems.append(f", column {name}: {error}")
    return keys, problems


def twice(lines: list[Line], *names: str) -> Iterator[str]:
    """Say which rows have an id that an earlier one has; ``names`` are the columns that make up an id."""
    seen: dict[tuple[Any, ...], Line] = {}
    for line in lines:
        identity = tuple(line.keys.get(name) for name in names)
        if identity in seen:
            row = seen[identity].place.rpartition(", ")[2]
            yield f"{line.place}, column {names[-1]}: '{identity[-1]}' is in {row} already"
        seen.setdefault(identity, line)
