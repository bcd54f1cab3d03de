"""A tool of another authority in a few lines: its mapping, its blank as a table of texts, and what was filled in.

Blocks are texts (a paragraph a line) and tables (lists of rows of texts, or of raw cells). What is filled in is given
as ``(row, column, content)``: the row by the text of one of its cells, or its number in the first table; the column by
a header above it, or its number. Both count from 0.
"""

from __future__ import annotations

import copy
import datetime as dt
from functools import cached_property
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from pipeline.forms.layouts import prepare_layouts
from pipeline.mapping import load_catalogue
from pipeline.process.form import process_one, read_one
from pipeline.process.result import Result
from pipeline.submission import Choices
from tests.documents import document
from tests.reading import read_as_it_stands
from tests.shapes import Content, Element, table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from pipeline.forms.layouts import Layouts
    from pipeline.submission import Assessment

DAY = dt.date(2026, 11, 22)
Rows = list[list[Any]]
Entry = tuple["str | int", "str | int", Content]
FORM = '[form]\nid = "tool"\nversion = "1"\ntitle = "Tool"\nblanks = ["tool.docx"]\n'


def rows(text: str) -> Rows:
    """Make the rows of a table from lines whose cells are parted by ``|``."""
    return [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]


class Tool:
    """One form with its mapping and blank."""

    def __init__(self, folder: Path, mapping: str, *blocks: str | Rows | Element) -> None:
        self.folder = folder
        self.blocks = blocks
        (folder / "blanks").mkdir(exist_ok=True)
        (folder / "blanks" / "tool.docx").write_bytes(self.form())
        (folder / "tool.toml").write_text(mapping if "[form]" in mapping else FORM + mapping, "utf-8")

    @cached_property
    def layouts(self) -> Layouts:
        """The form, ready to be read."""
        return prepare_layouts(load_catalogue([self.folder]))

    def form(self, *entries: Entry) -> bytes:
        """Make a form with some entries; without any it is the blank."""
        blocks = copy.deepcopy(list(self.blocks))  # an element can stand in one document only
        for row, column, content in entries:
            _put(blocks, row, column, content)
        return document(*(table(block) if isinstance(block, list) else block for block in blocks))

    def read(self, *entries: Entry) -> Result:
        """Read a form with some entries."""
        return self.read_bytes(self.form(*entries))

    def read_bytes(self, data: bytes) -> Result:
        """Read a form."""
        return read_one(data, name="form.docx", layouts=self.layouts.forms, day=DAY)

    def process(self, *entries: Entry) -> tuple[Result, Result]:
        """Read a form with some entries, write its results into it, and read them there."""
        layouts = self.layouts.forms
        result, written = process_one(self.form(*entries), name="form.docx", layouts=layouts, day=DAY)
        again = read_one(written, name="form.docx", layouts=layouts, day=DAY)
        return result, replace(again, submission=read_as_it_stands(written, again))


def _put(blocks: Sequence[Any], row: str | int, column: str | int, content: Content) -> None:
    for block in blocks:
        for number, cells in enumerate(block if isinstance(block, list) else ()):
            if number == row or row in cells:
                label = cells.index(row) if row in cells else 0
                index = column if isinstance(column, int) else _header(block, number, label, column)
                cells[index] = content
                return
    raise LookupError(f"no row holds {row!r}")


def _header(block: Rows, number: int, label: int, column: str) -> int:
    """Find a column by the nearest header above a row; of two in one row the nearer one right of the label."""
    for above in reversed(block[:number]):
        found = [index for index, text in enumerate(above) if text == column]
        if found:
            return min(found, key=lambda index: (index <= label, abs(index - label)))
    raise LookupError(f"no header {column!r}")


# -- what is asked about a result --------------------------------------------------------------------------------------


def states(result: Result) -> dict[str, str]:
    """Return the state of each row."""
    return {name: answer.state.value for name, answer in result.submission.checklist.items()}


def chosen(result: Result) -> dict[str, str]:
    """Return the chosen options of each row that has some."""
    return {name: ", ".join(each.chosen) for name, each in result.submission.checklist.items() if each.chosen}


def values(result: Result) -> dict[str, object]:
    """Return the value of each answered field, several choices as the result lists them."""
    answers = result.submission.answers.items()
    found = {name: answer.value for name, answer in answers if answer.value is not None}
    return {name: str(value) if isinstance(value, Choices) else value for name, value in found.items()}


def codes(result: Result) -> set[str]:
    """Return the codes of the findings."""
    return {finding.code for finding in result.findings}


def points(result: Result) -> Mapping[str, int]:
    """Return the points of each row."""
    return assessed(result).points


def assessed(result: Result) -> Assessment:
    """Return what was worked out."""
    return result.assessment


def unread(result: Result) -> list[str]:
    """Return the texts that nobody claims."""
    return [text.text for text in result.submission.unread]
