"""Mappings whose questions are in a sheet, made of those that are TOML, and sheets made of tables in a test."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import openpyxl
import tomlkit

from pipeline.draft.proposal import Noted
from pipeline.draft.sheet.csv_files import csv_of
from pipeline.draft.sheet.tables import tables_of, without_rows
from pipeline.draft.sheet.workbook import workbook_of
from pipeline.mapping import load_catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from openpyxl import Workbook

FORM = """\
[form]
id = "visit"
version = "1"
title = "Visit"
fields = "visit.xlsx"
"""
VISIT: dict[str, list[list[Any]]] = {
    "fields": [
        ["id", "kind", "label", "also", "required", "note"],
        ["name", "text", "Name of child", "Child\nName", "yes", "as the register has it"],
        ["seen", "Choice", "Was the child seen?", None, None, None],
        ["people", "table", "People", None, None, None],
        ["total", "number", "Total", None, None, None],
    ],
    "choices": [
        ["of", "id", "label", "also"],
        ["seen", "y", "Yes", "Seen alone | Seen"],
        ["seen", "n", "No", None],
    ],
    "columns": [["of", "id", "label"], ["people", "who", "Who"], ["people", "role", "Role"]],
}


def workbook(
    tables: Mapping[str, Sequence[Sequence[Any]]], change: Callable[[Workbook], object] | None = None
) -> bytes:
    """Make a workbook of sheets, and change it as somebody might have."""
    book = openpyxl.Workbook()
    del book["Sheet"]
    for name, rows in tables.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    if change is not None:
        change(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def move_into_sheet(mapping: Path, name: str) -> None:
    """Take the questions and rows of a mapping out of its file, and put them into a sheet beside it."""
    catalogue = load_catalogue([mapping])
    whole = catalogue.mappings[0]
    document: Any = tomlkit.parse(mapping.read_text("utf-8"))
    del document["field"]
    if "checklist" in document:
        document["checklist"] = without_rows(document["checklist"].unwrap())
    document["form"]["fields"] = name
    tables = tables_of([Noted(entry=field) for field in whole.fields], whole.checklists)
    mapping.write_text(tomlkit.dumps(document), "utf-8")
    if name.endswith(".xlsx"):
        mapping.with_name(name).write_bytes(workbook_of(tables))
        return
    for table in tables:
        part = name if table.name == "fields" else name.replace(".csv", f".{table.name}.csv")
        mapping.with_name(part).write_bytes(csv_of(table))
