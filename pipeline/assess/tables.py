"""Checks of the rows of a table: those that must be there, and those that must be complete."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from collections.abc import Mapping as Table
from typing import Final

from pipeline.assess.mentions import Texts, is_mentioned
from pipeline.assess.times import names_a_time
from pipeline.mapping import Mapping
from pipeline.mapping.model import Column
from pipeline.mapping.policy import RequiredRow, Rule, TableCheck
from pipeline.mapping.questions import Names
from pipeline.people import names_somebody, says_who, stands_in, tells_nothing

Row = Table[str, str]

_NAMES: Final[Table[Names, Callable[[str], bool]]] = {
    Names.PERSON: names_somebody,
    Names.ANYBODY: says_who,
    Names.DAY: names_a_time,
}


def rows_missing(rule: Rule, rows: Sequence[Row], mapping: Mapping) -> tuple[str, ...]:
    """Name what a table lacks: rows, or rows by number with their columns, and words that are only in its place."""
    field = mapping.field(str(rule.field))
    columns = [column for column in (field.columns if field is not None else ()) if column.id in rule.columns]
    if rule.check is TableCheck.ROWS_FILLED:
        return tuple(_without(rule, columns, rows))
    return tuple(_incomplete(columns, rows))


def _without(rule: Rule, columns: Sequence[Column], rows: Sequence[Row]) -> Iterator[str]:
    named = [(row, Texts((row.get(str(rule.by), ""),))) for row in rows]
    for wanted in rule.rows:
        own = [row for row, name in named if is_mentioned((wanted.label, *wanted.also), name)]
        if not any(_serves(row, wanted, rule, columns) for row in own):
            said = next((told for row in own for each in columns if (told := _told(row.get(each.id, "")))), "")
            yield f"{wanted.printed} ({said} stands there)" if said else wanted.printed


def _serves(row: Row, wanted: RequiredRow, rule: Rule, columns: Sequence[Column]) -> bool:
    """Return whether a row that is wanted says what it has to."""
    if not all(_is_filled(column, row.get(column.id, "")) for column in columns):
        return False
    said = Texts(tuple([text for column, text in row.items() if column != rule.by]))
    return not (wanted.not_alone and is_mentioned(wanted.not_alone, said)) or is_mentioned(wanted.mention, said)


def _incomplete(columns: Sequence[Column], rows: Sequence[Row]) -> Iterator[str]:
    for number, row in enumerate(rows, start=1):
        missing = [column for column in columns if not _is_filled(column, row.get(column.id, ""))]
        if missing and any(text.strip() for text in row.values()):
            lacking = (" ".join(filter(None, (each.label or each.id, _told(row.get(each.id, ""))))) for each in missing)
            yield f"row {number} ({', '.join(lacking)})"


def _is_filled(column: Column, text: str) -> bool:
    if not text.strip() or stands_in(text):
        return False
    return column.names is None or _NAMES[column.names](text)


def _told(text: str) -> str:
    """Return in quotes what is in a cell; nothing when its words may tell of somebody."""
    said = " ".join(text.split())
    return f"“{said}”" if said and tells_nothing(said) else ""
