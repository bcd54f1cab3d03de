"""What Numbers, Apple's spreadsheet, prints into a workbook that it exports: nobody's answer, and no print of the form.

It puts a sheet in front that says which table of which of its sheets became which sheet of the workbook, and may print
a table's name above the table (seen in exports of Numbers, in English).
"""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from pipeline.document import Block, Document, Row, Table

_SAYS: Final = "This document was exported from Numbers."
_HEADERS: Final = frozenset({"Numbers Sheet Name", "Numbers Table Name", "Excel Worksheet Name"})
_PARTS: Final = " - "
"""What is between the names of a sheet and of a table of Numbers in the name of the sheet that it made of them."""


def without_notes_of_export(document: Document) -> Document:
    """Return a workbook without what Numbers printed into it; any other as it is."""
    summary = next((table for table in document.tables() if _is_summary(table)), None)
    if summary is None:
        return document
    sheets = [table.name for table in document.tables() if table is not summary]
    names = {*sheets, *(part for name in sheets for part in name.split(_PARTS, 1))}
    titles = {listed[0] for row in summary.rows for listed in [_listed(row, names)] if len(listed) > 1}

    def cleared(block: Block) -> Block:
        if not isinstance(block, Table):
            return block
        if block is summary:
            return replace(
                block, rows=tuple(_without(row, {*_printed(row), *_listed(row, names)}) for row in block.rows)
            )
        return _without_title(block, {*titles, *block.name.split(_PARTS, 1)[1:]})

    return replace(document, blocks=tuple(map(cleared, document.blocks)))


def _is_summary(table: Table) -> bool:
    return any(text.startswith(_SAYS) for row in table.rows for text in _texts(row))


def _texts(row: Row) -> list[str]:
    return [text for text in (cell.text.strip() for cell in row.cells) if text]


def _printed(row: Row) -> list[str]:
    return [text for text in _texts(row) if text in _HEADERS or text.startswith(_SAYS)]


def _listed(row: Row, names: set[str]) -> list[str]:
    """Return what a row of the summary lists: a sheet of Numbers, or a table of it and the sheet that it became."""
    texts = _texts(row)
    return texts[: max((number for number, text in enumerate(texts, start=1) if text in names), default=0)]


def _without_title(table: Table, titles: set[str]) -> Table:
    first = next((row for row in table.rows if _texts(row)), None)
    if first is None or len(_texts(first)) > 1 or _texts(first)[0] not in titles:
        return table
    return replace(table, rows=tuple(_without(row, titles) if row is first else row for row in table.rows))


def _without(row: Row, notes: set[str]) -> Row:
    cells = (replace(cell, blocks=()) if cell.text.strip() in notes else cell for cell in row.cells)
    return replace(row, cells=tuple(cells)) if notes else row
