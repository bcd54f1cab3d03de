"""The examples of docs/layouts.md are true: each form, read by the mapping beside it, gives what the page says."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import pytest

from docs.draw_layouts import PICTURES, pictures
from docs.layout_examples import (
    EXAMPLES,
    HOME_VISIT,
    PROMPT,
    WORKBOOKS,
    Box,
    Grid,
    Line,
    Look,
    Paragraph,
    Stretch,
    blocks,
)
from pipeline.forms.check import check_all
from pipeline.forms.layouts import prepare_layouts
from pipeline.mapping import load_catalogue
from pipeline.process.form import read_one
from tests.documents import document, main_part
from tests.generality import DAY, FORM, codes, unread
from tests.shapes import Element, cell, control, paragraph, run, table
from tests.test_docs import home_visit, page
from tests.workbookbuilder import Sheet, text, workbook

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipeline.process.result import Result

LAYOUTS = page("layouts.md")
SHOWN = {
    name: (mapping, told.splitlines())
    for name, mapping, told in re.findall(
        r"\]\(pictures/([\w-]+)\.svg\)\n.*?^```toml\n(.*?)^```\n.*?^```text\n(.*?)^```",
        LAYOUTS,
        re.MULTILINE | re.DOTALL,
    )
}
"""The mapping and what comes out, by the name of the picture above them."""

DRAWN = pictures()
TITLE = "Form of the partnership, to be filled in by the worker of the family"


# -- the forms ---------------------------------------------------------------------------------------------------------


def form(name: str, *, is_filled_in: bool) -> bytes:
    """Build the form of an example, or its blank."""
    parts = blocks(EXAMPLES[name])
    if name in WORKBOOKS:
        return workbook(*_sheets(parts, is_filled_in=is_filled_in))
    return document(TITLE, *(_block(part, is_filled_in=is_filled_in) for part in parts))


def _block(block: Paragraph | Grid, *, is_filled_in: bool) -> Element:
    if isinstance(block, Paragraph):
        return _paragraph(block.line, is_filled_in=is_filled_in)
    return table([[_cell(box, is_filled_in=is_filled_in) for box in row] for row in block.rows])


def _cell(box: Box, *, is_filled_in: bool) -> Element:
    return cell([_paragraph(line, is_filled_in=is_filled_in) for line in box.lines], span=box.span)


def _paragraph(line: Line, *, is_filled_in: bool) -> Element:
    return paragraph(*(_run(stretch, is_filled_in=is_filled_in) for stretch in line))


def _run(stretch: Stretch, *, is_filled_in: bool) -> Element:
    if stretch.look is Look.CONTROL:
        shown = stretch.filled if is_filled_in else PROMPT
        return control(shown, tag=stretch.tag, placeholder=not is_filled_in)
    if not is_filled_in:
        return run(stretch.printed)
    if stretch.look is Look.HIGHLIGHTED:
        return run(stretch.filled, highlight="yellow")
    return run(stretch.filled, strike=True) if stretch.look is Look.STRUCK else run(stretch.filled)


def _sheets(parts: list[Paragraph | Grid], *, is_filled_in: bool) -> Iterator[Sheet]:
    for title, grid in zip(parts[::2], parts[1::2], strict=True):
        assert isinstance(title, Paragraph)
        assert isinstance(grid, Grid)
        cells = {
            f"{'ABCDEF'[column]}{number}": words
            for number, row in enumerate(grid.rows, 1)
            for column, box in enumerate(row)
            if (words := "".join(each.filled if is_filled_in else each.printed for each in box.lines[0]))
        }
        yield Sheet({place: text(words) for place, words in cells.items()}, name=title.line[0].printed)


# -- what comes out ----------------------------------------------------------------------------------------------------


def read(name: str, folder: Path) -> Result:
    """Read the form of an example by its mapping."""
    file = f"tool.{'xlsx' if name in WORKBOOKS else 'docx'}"
    (folder / "blanks").mkdir()
    (folder / "blanks" / file).write_bytes(form(name, is_filled_in=False))
    (folder / "tool.toml").write_text(FORM.replace("tool.docx", file) + SHOWN[name][0], "utf-8")
    assert [each for each in check_all([folder]).remarks if "typed" in each] == []
    layouts = prepare_layouts(load_catalogue([folder])).forms
    return read_one(form(name, is_filled_in=True), name=file, layouts=layouts, day=DAY)


def comes_out(result: Result) -> list[str]:
    """Say what was read, a line an answer: ``born: 14/03/2014``, ``gifts: yes, low, 1 point``."""
    lines = []
    for name, answer in result.submission.answers.items():
        if isinstance(answer.value, tuple):
            lines += [f"{name}: {', '.join(f'{key} = {words}' for key, words in row.items())}" for row in answer.value]
        elif answer.value is not None:
            lines.append(f"{name}: {_said(answer.value)}")
    for name, row in result.submission.checklist.items():
        points = result.assessment.points.get(name, 0)
        parts = [row.state.value, *row.chosen] if row.chosen != (row.state.value,) else [row.state.value]
        parts += [f"{points} point{'s' if points != 1 else ''}"] if points else []
        lines.append(f"{name}: {', '.join(parts)}" + (f"; notes: {row.notes}" if row.notes else ""))
    lines += [f"unread: {words}" for words in unread(result)]
    return lines + [f"finding: {code}" for code in sorted(codes(result)) if code != "unread_text"]


def _said(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:%d/%m/%Y}" if isinstance(value, dt.date) else str(value).replace("\n", " / ")


@pytest.mark.parametrize("name", SHOWN)
def test_what_comes_out_is_what_the_page_says(name: str, tmp_path: Path) -> None:
    assert comes_out(read(name, tmp_path)) == SHOWN[name][1]


# -- the pictures ------------------------------------------------------------------------------------------------------


def test_every_example_is_on_the_page_with_its_picture() -> None:
    assert sorted(SHOWN) == sorted(EXAMPLES)
    assert sorted(path.stem for path in PICTURES.glob("*.svg")) == sorted(DRAWN)


@pytest.mark.parametrize("name", DRAWN)
def test_every_picture_is_what_is_drawn(name: str) -> None:
    assert (PICTURES / f"{name}.svg").read_text("utf-8") == DRAWN[name], "run: python -m docs.draw_layouts"


def test_the_form_of_the_tutorial_is_the_one_that_its_tests_read() -> None:
    drawn = document(*(_block(part, is_filled_in=True) for part in blocks(HOME_VISIT)))
    read = home_visit(
        name="Example Child", date="12/01/2026", yes=" ✓", person="A Neighbour", role="neighbour", home="Warm.",
        heating="x", food="0", adults="10",
    )  # fmt: skip
    assert "".join(main_part(drawn).itertext()) == "".join(main_part(read).itertext())
