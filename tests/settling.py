"""Settle entries of a test form the way the program does, in one call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.cases.check import check_settling
from pipeline.cases.decision import Decision
from pipeline.cases.settle import settle
from pipeline.process.form import process_one, read_one
from pipeline.process.result import Result
from tests.formbuilder import CompletedForm
from tests.generality import Tool
from tests.reading import DAY, layouts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.extract import Layout

BY, AT, WHY = "Pat Example", "2026-11-20T10:05:00", "The school was asked."

Form = bytes | CompletedForm


def decided(result: Result, values: Mapping[str, str], *, by: str = BY, at: str = AT, why: str = WHY) -> list[Decision]:
    """Decide about entries of a form that was read, each one looked at with those before it."""
    found: list[Decision] = []
    for entry, value in values.items():
        before = settle(result.as_read, found, result.mapping).submission
        found.append(check_settling(before, result.mapping, entry, value, day=DAY).decided(by=by, at=at, why=why))
    return found


def forms(tool: Tool | None) -> Sequence[Layout]:
    """Return the forms that a tool, or the program, can read."""
    return tool.layouts.forms if tool is not None else layouts().forms


def read_with(form: Form, decisions: Sequence[Decision] = (), tool: Tool | None = None) -> Result:
    """Read a form with what people decided about it."""
    return read_one(_bytes(form), name="form.docx", layouts=forms(tool), day=DAY, decisions=decisions)


def read_settled(form: Form, values: Mapping[str, str], tool: Tool | None = None) -> Result:
    """Read a form, settle entries of it and give the result."""
    return read_with(form, decided(read_with(form, tool=tool), values), tool)


def written_settled(
    form: Form, values: Mapping[str, str], *, onto_template: bool = False, tool: Tool | None = None
) -> tuple[Result, bytes]:
    """Settle entries of a form, and give the result with the document that is written for it."""
    return process_one(
        _bytes(form),
        name="form.docx",
        layouts=forms(tool),
        day=DAY,
        onto_template=onto_template,
        decisions=decided(read_with(form, tool=tool), values),
    )


def _bytes(form: Form) -> bytes:
    return form if isinstance(form, bytes) else form.bytes()
