"""A mapping whose questions go from its own text into a sheet, or back; the rest of the text stays as it is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Final

import tomlkit
from tomlkit.items import Comment, Table

from pipeline.draft.proposal import Noted
from pipeline.draft.sheet.tables import fit_a_sheet, without_rows
from pipeline.draft.write_toml import as_tables
from pipeline.mapping.model import Field, Mapping
from pipeline.mapping.strict.models import as_written
from pipeline.patterns import pattern

_COMMENT: Final = pattern(
    r'"""(?:[^\\]|\\.)*?"""|' + r"'''.*?'''" + r'|"(?:[^"\\\n]|\\.)*"' + r"|'[^'\n]*'|#([^\n]*)", re.DOTALL
)
"""A text in quotation marks, or else a comment."""
_LEFT_OVER: Final = "Comments that were among what was moved:"


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
        _exchange(document, checklists)
    after = str(tomlkit.dumps(document))
    return after + _left_over(text, after, noted_fields(text, mapping) if sheet else ())


def _exchange(document: Any, checklists: list[dict[str, Any]]) -> None:
    """Let a text say other checklists; of a single one all but its groups stay as they are, comments and all."""
    if len(checklists) > 1 or not isinstance(document["checklist"], Table):
        document["checklist"] = as_tables(checklists) if len(checklists) > 1 else as_tables(checklists)[0]
        return
    only, groups = document["checklist"], checklists[0].get("group", [])
    only.pop("group", None)
    if groups:
        only.add("group", as_tables(groups))


def _left_over(before: str, after: str, noted: Iterable[Noted[Field]]) -> str:
    """Return the comments that are in neither the text as it is now nor the notes of a sheet, to go at its end."""
    kept = Counter(comments_in(after)) + Counter(line for each in noted for line in each.notes)
    left: list[str] = []
    for comment in comments_in(before):
        if kept[comment]:
            kept[comment] -= 1
        elif comment:
            left.append(comment)
    return "".join(f"# {line}\n" for line in (_LEFT_OVER, *left)) if left else ""


def left_over(text: str) -> int:
    """Return how many comments :func:`moved` put at the end of a text."""
    _, is_there, behind = text.rpartition(f"# {_LEFT_OVER}\n")
    return len(behind.splitlines()) if is_there else 0


def comments_in(text: str) -> list[str]:
    """Return the comments of a TOML text, without their sign; a number sign within a text begins none."""
    found = (match[1] for match in _COMMENT.finditer(text) if match[1] is not None)
    return [said for each in found if (said := each.strip(" #\t\r"))]


def _comments(table: Table) -> Iterator[str]:
    """Yield the comments on the keys of a table; those behind its last key are about what comes next."""
    body = table.value.body
    last = max((number for number, (key, _) in enumerate(body) if key is not None), default=-1)
    for _, item in body[: last + 1]:
        said = item.as_string() if isinstance(item, Comment) else item.trivia.comment
        if said.strip("# -\n"):
            yield said.strip().lstrip("# ")
