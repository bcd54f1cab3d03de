"""Fields and rows of checklists as the tables of a sheet, so that they are read as the same entries again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from pipeline.draft.proposal import Noted
from pipeline.mapping.model import Checklist, Choice, Column, Factor, Field
from pipeline.mapping.sheet.cells import as_cell, columns_of
from pipeline.mapping.sheet.files import CHOICES, COLUMNS, FACTORS, FIELDS
from pipeline.mapping.sheet.table import CHECKLIST, GROUP, NOTE, OF
from pipeline.mapping.strict.models import as_written

Cells = dict[str, str | int | float]
_INLINE: Final = frozenset({"choice", "column"})
"""Keys of a field that have a sheet of their own."""


class SheetTable(Struct, frozen=True, kw_only=True):
    """One sheet.

    Attributes:
        name: What it is called.
        columns: The names of its columns.
        rows: What is in them.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[Cells, ...]


def tables_of(fields: Sequence[Noted[Field]], checklists: Sequence[Checklist]) -> tuple[SheetTable, ...]:
    """Return the tables: fields, choices, columns, and rows of checklists where there are any."""
    written = [(as_written(noted.entry), noted.notes) for noted in fields]
    rows = [row for checklist in checklists for row in _rows(checklist, is_one=len(checklists) == 1)]
    choices = [
        *(choice for field, _ in written for choice in _parts(field, "choice")),
        *(rung for row in rows for rung in _parts(row, "option")),
    ]
    columns = [column for field, _ in written for column in _parts(field, "column")]
    said = [{**field, **({NOTE: "\n".join(notes)} if notes else {})} for field, notes in written]
    return (
        _table(FIELDS, [key for key in columns_of(Field) if key not in _INLINE], said),
        _table(CHOICES, [OF, *columns_of(Choice), *_used(choices, ("points", "means", "column"))], choices),
        _table(COLUMNS, [OF, *columns_of(Column)], columns),
        *([_table(FACTORS, [*_used(rows, (CHECKLIST,)), GROUP, *columns_of(Factor)], rows)] if rows else []),
    )


def fit_a_sheet(checklists: Sequence[Checklist]) -> bool:
    """Return whether rows of checklists can be told apart in a sheet: of several, each needs an id."""
    return len(checklists) == 1 or all(checklist.id for checklist in checklists)


def without_rows(checklist: Mapping[str, Any]) -> dict[str, Any]:
    """Return the keys of a checklist without its rows, and without groups that say nothing but their names."""
    groups = [{key: value for key, value in each.items() if key != "factors"} for each in checklist.get("group", ())]
    kept = {"group": groups} if any(len(each) > 1 for each in groups) else {}
    return {key: value for key, value in checklist.items() if key != "group"} | kept


def _table(name: str, columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> SheetTable:
    named = (*columns, NOTE)
    cells = tuple({key: as_cell(value) for key, value in row.items() if key in named} for row in rows)
    return SheetTable(name=name, columns=named, rows=cells)


def _rows(checklist: Checklist, *, is_one: bool) -> Iterator[dict[str, Any]]:
    for group in checklist.groups:
        for factor in group.factors:
            row = {GROUP: group.name, **as_written(factor)}
            yield row if is_one else {CHECKLIST: checklist.id, **row}


def _parts(owner: Mapping[str, Any], key: str) -> Iterator[dict[str, Any]]:
    yield from ({OF: owner["id"], **part} for part in owner.get(key, ()))


def _used(rows: Sequence[Mapping[str, Any]], keys: Sequence[str]) -> list[str]:
    return [key for key in keys if any(key in row for row in rows)]
