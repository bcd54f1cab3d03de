"""A mapping whose questions go from its own text into a sheet, or back; the rest of the text stays as it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import tomlkit
from tomlkit.items import Comment, Table

from pipeline.draft.proposal import Noted
from pipeline.draft.sheet.tables import fit_a_sheet, without_rows
from pipeline.draft.write_toml import as_tables
from pipeline.mapping.model import Field, Mapping
from pipeline.mapping.strict.models import as_written


def noted_fields(text: str, mapping: Mapping) -> tuple[Noted[Field], ...]:
    """Return the fields of a mapping, each with the comments that its text has on it."""
    tables = {str(table.get("id")): table for table in tomlkit.parse(text).get("field", [])}
    return tuple(
        Noted(entry=field, notes=tuple(_comments(tables[field.id])) if field.id in tables else ())
        for field in mapping.fields
    )


def moved(text: str, mapping: Mapping, sheet: str) -> str:
    """Return the text of a mapping with its questions elsewhere.

    Args:
        text: The text as it is.
        mapping: What it says, with its sheet when it has one.
        sheet: Name of the sheet that holds them from now on; empty when the text does.
    """
    document: Any = tomlkit.parse(text)
    document.pop("field", None)
    document["form"].pop("fields", None)
    if sheet:
        document["form"].add("fields", sheet)
    else:
        document.add("field", as_tables([as_written(field) for field in mapping.fields]))
    if mapping.checklists:
        checklists = [as_written(checklist) for checklist in mapping.checklists]
        if sheet and fit_a_sheet(mapping.checklists):
            checklists = [without_rows(each) for each in checklists]
        document["checklist"] = as_tables(checklists) if len(checklists) > 1 else as_tables(checklists)[0]
    return tomlkit.dumps(document)


def _comments(table: Table) -> Iterator[str]:
    """Yield the comments on the keys of a table; those behind its last key are about what comes next."""
    body = table.value.body
    last = max((number for number, (key, _) in enumerate(body) if key is not None), default=-1)
    for _, item in body[: last + 1]:
        said = item.as_string() if isinstance(item, Comment) else item.trivia.comment
        if said.strip("# -\n"):
            yield said.strip().lstrip("# ")
