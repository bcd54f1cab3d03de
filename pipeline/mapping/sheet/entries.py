"""The rows of sheets as what TOML would say: fields with their choices and columns, groups with their rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from msgspec import Struct

from pipeline.mapping.sheet.files import CHOICES, COLUMNS, FACTORS, FIELDS
from pipeline.mapping.sheet.grid import Grid
from pipeline.mapping.sheet.table import CHECKLIST, GROUP, OF, Line, read_lines, twice
from pipeline.nearest import did_you_mean

Tree = dict[str, Any]
Lines = Mapping[str, list[Line]]
_KEYS: Final = {CHOICES: "choice", COLUMNS: "column"}
"""The key of a field under which the rows of another sheet go."""
_RUNGS: Final = "option"
"""The key of a row of a checklist under which its choices go."""


class Entries(Struct, frozen=True, kw_only=True):
    """What sheets say.

    Attributes:
        fields: The fields, as TOML has them.
        factors: The rows of checklists, each with the names of its checklist and group beside its own keys.
        places: Where each entry is, by how messages call the entry: ``field[child_name]``.
        problems: What is wrong, a line each; with any of them the rest says nothing.
    """

    fields: tuple[Tree, ...] = ()
    factors: tuple[Line, ...] = ()
    places: dict[str, str]
    problems: tuple[str, ...] = ()


def entries_of(grids: Mapping[str, Grid]) -> Entries:
    """Return what sheets say, by the names of the sheets."""
    lines: dict[str, list[Line]] = {name: [] for name in (FIELDS, CHOICES, COLUMNS, FACTORS)}
    problems: list[str] = []
    for name, grid in grids.items():
        lines[name], wrong = read_lines(name, grid)
        problems += wrong or twice(lines[name], *((OF, "id") if name in _KEYS else ("id",)))
    if not problems and not lines[FIELDS]:
        problems.append(f"{grids[FIELDS].place}: holds no question; each row under the names is one")
    problems += [] if problems else _misplaced(lines)
    if problems:
        return Entries(places={}, problems=tuple(problems))
    owned = _owned(lines)
    return Entries(
        fields=tuple({**line.keys, **owned.get(line.keys["id"], {})} for line in lines[FIELDS]),
        factors=tuple(
            Line(place=line.place, keys={**line.keys, **owned.get(line.keys["id"], {})}) for line in lines[FACTORS]
        ),
        places=dict(_places(lines)),
    )


def with_groups(checklist: Tree, factors: list[Line]) -> Tree:
    """Return a checklist with rows of a sheet in its groups; one that TOML doesn't have comes after the others.

    Groups of TOML that are none are left to the check of all that it says.
    """
    said = checklist.get("group", [])
    if not isinstance(said, list) or not all(isinstance(group, dict) and "name" in group for group in said):
        return checklist
    groups: dict[str, Tree] = {str(group["name"]): dict(group) for group in said}
    for line in factors:
        group = groups.setdefault(line.keys[GROUP], {"name": line.keys[GROUP]})
        keys = {key: value for key, value in line.keys.items() if key not in (GROUP, CHECKLIST)}
        group["factors"] = [*group.get("factors", []), keys]
    return {**checklist, "group": list(groups.values())}


def _owned(lines: Lines) -> dict[str, dict[str, list[Tree]]]:
    """Return what the rows of the other sheets add to each field, or row of a checklist, by its id."""
    rows = {line.keys["id"] for line in lines[FACTORS]}
    found: dict[str, dict[str, list[Tree]]] = {}
    for name, key in _KEYS.items():
        for line in lines[name]:
            of = line.keys[OF]
            keys = {key: value for key, value in line.keys.items() if key != OF}
            found.setdefault(of, {}).setdefault(_RUNGS if of in rows else key, []).append(keys)
    return found


def _misplaced(lines: Lines) -> Iterator[str]:
    """Say which choices and columns belong to nothing, or to what lists its own already."""
    fields = {line.keys["id"]: line for line in lines[FIELDS]}
    rows = {line.keys["id"]: line for line in lines[FACTORS]}
    for name, key in _KEYS.items():
        known = {**fields, **rows} if name == CHOICES else fields
        for line in lines[name]:
            of = line.keys[OF]
            if of not in known:
                yield f"{line.place}, column {OF}: there is no id '{of}'{did_you_mean(of, known)}"
            elif key in known[of].keys:
                yield f"{line.place}, column {OF}: '{of}' lists its own in the column {key}; have them in one place"


def _places(lines: Lines) -> Iterator[tuple[str, str]]:
    for line in lines[FIELDS]:
        yield f"field[{line.keys['id']}]", line.place
    rows = {line.keys["id"] for line in lines[FACTORS]}
    for line in lines[FACTORS]:
        yield f"factors[{line.keys['id']}]", line.place
    for name, key in _KEYS.items():
        for line in lines[name]:
            of = line.keys[OF]
            owner = f"factors[{of}].{_RUNGS}" if of in rows else f"field[{of}].{key}"
            yield f"{owner}[{line.keys['id']}]", line.place
