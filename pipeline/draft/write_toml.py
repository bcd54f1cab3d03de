"""A proposal as TOML that a person reads, with a comment wherever the draft was unsure."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import tomlkit
from msgspec.structs import replace
from tomlkit.items import AoT, Array, InlineTable, Item, Table

from pipeline.draft.placeholders import (
    LOOK,
    commented,
    review_to_fill_in,
    score_to_fill_in,
    subject_to_fill_in,
    wrapped,
)
from pipeline.draft.proposal import Noted, Proposal
from pipeline.draft.sheet.tables import fit_a_sheet, without_rows
from pipeline.mapping.strict.models import as_written

_DRAFT: Final = (
    "A draft of a mapping, made from the blank {blank}. It can be read with as it is, and it needs your eye.",
    "Where the draft was unsure, a line begins with '# LOOK:'. Delete such a line when you have looked.",
)  # fmt: skip
_HEAD: Final = (
    "You may change every id and label; run 'wordform check {name}' after each change.",
    "docs/layouts.md shows which lines read which layout, docs/mapping-reference.md has every key.",
)  # fmt: skip
_SHEET: Final = "The questions are in {sheet} beside it, one in each row; docs/mappings.md says how a sheet is written."

_WIDTH: Final = 118
_SEEN: Final = "Seen on the form, and not in this draft:"


def toml(proposal: Proposal, *, name: str, said: Sequence[str] = _DRAFT, sheet: str = "") -> str:
    """Write a proposal as the text of a mapping file.

    Args:
        proposal: What to write.
        name: Name of the file, for its own first lines.
        said: What its first lines say of it: that it is a draft, unless told.
        sheet: Name of the sheet that holds its questions; empty when it holds them itself.
    """
    document = tomlkit.document()
    for line in (*said, *([_SHEET] if sheet else []), *_HEAD):
        document.add(tomlkit.comment(line.format(blank=proposal.form.entry.blanks[0], name=name, sheet=sheet)))
    document.add(tomlkit.nl())
    form = replace(proposal.form, entry=replace(proposal.form.entry, fields=sheet)) if sheet else proposal.form
    document.add("form", _table(form))
    if proposal.subject is not None:
        document.add("subject", _table(proposal.subject))
    if proposal.fields and not sheet:
        document.add("field", _tables(proposal.fields))
    if proposal.checklists:
        document.add("checklist", _checklists(proposal, sheet))
    if proposal.score is not None:
        document.add("score", _table(proposal.score))
    if proposal.review is not None:
        document.add("review", _table(proposal.review))
    text = re.sub(r"\n{3,}", "\n\n", tomlkit.dumps(document)).rstrip("\n") + "\n"
    text = re.sub(r"^  \{(.*)\},$", r"  { \1 },", text, flags=re.MULTILINE)  # as the shipped mappings are written
    blocks = (
        subject_to_fill_in(proposal),
        score_to_fill_in(proposal),
        review_to_fill_in(proposal),
        _left_out(proposal),
    )
    return text + "".join(f"\n{block}" for block in blocks if block)


def _checklists(proposal: Proposal, sheet: str) -> Table | AoT:
    """Return the checklists, without those rows that a sheet holds."""
    entries = [noted.entry for noted in proposal.checklists]
    written = [as_written(entry) for entry in entries]
    if sheet and fit_a_sheet(entries):
        written = [without_rows(each) for each in written]
    filled = [_filled(each, noted.notes) for each, noted in zip(written, proposal.checklists, strict=True)]
    return filled[0] if len(filled) == 1 else _listed(filled)


def as_tables(entries: Sequence[Mapping[str, Any]]) -> AoT:
    """Return entries, as a file says them, as the tables of a list."""
    return _listed(_filled(entry) for entry in entries)


def _tables(entries: Sequence[Noted[Any]]) -> AoT:
    return _listed(_table(noted) for noted in entries)


def _listed(filled: Iterable[Table]) -> AoT:
    tables = tomlkit.aot()
    for table in filled:
        tables.append(table)
    return tables


def _table(noted: Noted[Any]) -> Table:
    return _filled(as_written(noted.entry), noted.notes)


def _filled(values: Mapping[str, Any], notes: Sequence[str] = ()) -> Table:
    table = tomlkit.table()
    for note in notes:
        for line in wrapped(note):
            table.add(tomlkit.comment(line))
    tables = {key: value for key, value in values.items() if _is_table(value)}
    for key, value in values.items():
        if key not in tables:
            table.add(key, _item(value))
    table.add(tomlkit.nl())
    for key, value in tables.items():
        table.add(key, _filled(value) if isinstance(value, dict) else as_tables(value))
    return table


def _is_table(value: Any) -> bool:
    """Return what gets a heading of its own: a table, and a list of tables that hold lists of tables."""
    if isinstance(value, dict):
        return True
    holds_lists = isinstance(value, list) and value and isinstance(value[0], dict)
    return bool(holds_lists) and any(
        isinstance(inner, list) and inner and isinstance(inner[0], dict) for inner in value[0].values()
    )


def _item(value: object) -> Item:
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return _lines(value)
    return tomlkit.item(value)


def _lines(values: Sequence[Mapping[str, Any]]) -> Array:
    """Write a list of small tables with a line for each."""
    array = tomlkit.array()
    for value in values:
        array.add_line(_inline(value), indent="  ")
    array.add_line(indent="")
    return array


def _inline(value: Mapping[str, Any]) -> InlineTable:
    inline = tomlkit.inline_table()
    inline.update(value)
    return inline


def _left_out(proposal: Proposal) -> str:
    if not proposal.left_out:
        return ""
    notes = [textwrap.wrap(f"- {note}", _WIDTH, subsequent_indent="  ") for note in proposal.left_out]
    return commented([f"{LOOK} {_SEEN}", *(line for note in notes for line in note)])
