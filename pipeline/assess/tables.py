"""Checks of the rows of a table: those that must be there, and those that must be complete."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Table

from pipeline.assess.mentions import Texts, is_mentioned, says_something
from pipeline.mapping import Mapping
from pipeline.mapping.policy import RequiredRow, Rule, TableCheck

Row = Table[str, str]


def rows_missing(rule: Rule, rows: Sequence[Row], mapping: Mapping) -> tuple[str, ...]:
    """Name what a table lacks, in words of the form alone: rows, or rows by number with their columns."""
    if rule.check is TableCheck.ROWS_FILLED:
        return tuple(row.printed for row in rule.rows if not any(_serves(found, row, rule) for found in rows))
    return tuple(_incomplete(rule, rows, mapping))


def _serves(found: Row, wanted: RequiredRow, rule: Rule) -> bool:
    """Return whether a row is the one that is wanted, and says what it has to."""
    by = str(rule.by)
    if not is_mentioned((wanted.label, *wanted.also), Texts((found.get(by, ""),))):
        return False
    if not all(_is_filled(found.get(column, "")) for column in rule.columns):
        return False
    said = Texts(tuple([text for column, text in found.items() if column != by]))
    return not (wanted.not_alone and is_mentioned(wanted.not_alone, said)) or is_mentioned(wanted.mention, said)


def _incomplete(rule: Rule, rows: Sequence[Row], mapping: Mapping) -> Iterator[str]:
    field = mapping.field(str(rule.field))
    labels = {column.id: column.label or column.id for column in (field.columns if field is not None else ())}
    for number, row in enumerate(rows, start=1):
        missing = [labels[column] for column in rule.columns if not row.get(column, "").strip()]
        if missing and any(text.strip() for text in row.values()):
            yield f"row {number} ({', '.join(missing)})"


def _is_filled(text: str) -> bool:
    return bool(text.strip()) and says_something(text)
