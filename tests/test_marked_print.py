"""Marks on print that no question of the mapping claims: somebody may have chosen an option, and is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.documents import document
from tests.generality import FORM, Tool, codes, values
from tests.shapes import cell, paragraph, run, table
from tests.workbookbuilder import Format, Sheet, text, workbook

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.process.result import Result

NAME = '[[field]]\nid = "name"\nkind = "text"\nlabel = "First name"\n'
LINE = "Seen by:  worker / manager / nobody"
LINES = ["Where?", "At home", "At school", "Elsewhere"]
CELLS = ["Interpreter?", "Needed", "Not needed"]
HEADINGS = ["Part one", "Part two"]

BY_HAND = [{"highlight": "yellow"}, {"shade": "FFFF00"}, {"ringed": True}, {"strike": True}]
BY_TASTE = [{"bold": True}, {"underline": True}, {"colour": "FF0000"}]


def visit(**marked: Any) -> bytes:
    """Return a form with one question, and with print that no question claims, some of it ``marked``."""

    def shown(words: str) -> Any:
        return marked.get(words.casefold().replace(" ", "_"), words)

    line = [run("Seen by:  "), *(marked.get(each, each) for each in ("worker", " / ", "manager", " / ", "nobody"))]
    return document(
        "Record of a visit",
        paragraph(shown(HEADINGS[0])),
        table([["First name", "Robin"]]),
        paragraph(*line),
        table([["\n".join(LINES)]]) if "lines" not in marked else table([[marked["lines"]]]),
        paragraph(shown(HEADINGS[1])),
        table([[shown(each) for each in CELLS]]),
    )


@pytest.fixture
def tool(tmp_path: Path) -> Tool:
    blank = [["First name", ""]]
    return Tool(
        tmp_path, NAME, "Record of a visit", HEADINGS[0], blank, LINE, [["\n".join(LINES)]], HEADINGS[1], [CELLS]
    )


def places(result: Result) -> list[str]:
    """Return where marked print was found."""
    return [str(each.location) for each in result.findings if each.code == "print_marked"]


def test_print_as_the_blank_has_it_is_not_marked(tool: Tool) -> None:
    result = tool.read_bytes(visit())
    assert (values(result), codes(result)) == ({"name": "Robin"}, set())


@pytest.mark.parametrize("marks", [*BY_HAND, *BY_TASTE])
def test_one_of_several_options_in_a_line_is_marked(tool: Tool, marks: Any) -> None:
    assert places(tool.read_bytes(visit(manager=run("manager", **marks)))) == ["paragraph 3"]


@pytest.mark.parametrize("marks", [*BY_HAND, *BY_TASTE])
def test_one_of_several_lines_of_a_box_is_marked(tool: Tool, marks: Any) -> None:
    lines = [run(each, **marks) if each == "At school" else each for each in LINES]
    assert places(tool.read_bytes(visit(lines=[paragraph(each) for each in lines]))) == ["table 2, row 1, column 1"]


@pytest.mark.parametrize("marks", [*BY_HAND, *BY_TASTE])
def test_one_of_several_boxes_of_a_row_is_marked(tool: Tool, marks: Any) -> None:
    assert places(tool.read_bytes(visit(needed=run("Needed", **marks)))) == ["table 3, row 1, column 2"]


def test_one_of_several_boxes_of_a_row_is_shaded(tool: Tool) -> None:
    assert places(tool.read_bytes(visit(needed=cell("Needed", shade="FFFF00")))) == ["table 3, row 1, column 2"]


@pytest.mark.parametrize("marks", BY_TASTE)
def test_a_heading_that_looks_otherwise_chooses_nothing(tool: Tool, marks: Any) -> None:
    assert places(tool.read_bytes(visit(part_one=run("Part one", **marks), interpreter=run("x")))) == []
    every = {each.casefold().replace(" ", "_"): run(each, **marks) for each in (*HEADINGS, *CELLS)}
    assert places(tool.read_bytes(visit(**every))) == []


def test_a_row_that_is_shaded_as_a_whole_chooses_nothing(tool: Tool) -> None:
    band = {each.casefold().replace(" ", "_"): cell(each, shade="DDDDDD") for each in CELLS}
    assert places(tool.read_bytes(visit(**band))) == []


def test_a_form_that_is_marked_throughout_chooses_nothing(tool: Tool) -> None:
    def marked(words: str) -> Any:
        return run(words, highlight="yellow")

    every = {each.casefold().replace(" ", "_"): marked(each) for each in (*HEADINGS, *CELLS)}
    every |= {each: marked(each) for each in ("worker", "manager", "nobody")}
    every["lines"] = [paragraph(marked(each)) for each in LINES]
    assert places(tool.read_bytes(visit(**every))) == []


def test_a_form_in_which_nothing_else_is_marked_is_no_blank_one(tool: Tool) -> None:
    line = paragraph("Seen by:  ", run("worker", highlight="yellow"), " / manager / nobody")
    result = tool.read_bytes(document("Record of a visit", HEADINGS[0], table([["First name", ""]]), line))
    assert codes(result) == {"print_marked"}


def test_a_filled_cell_of_a_workbook_is_marked(tmp_path: Path) -> None:
    printed = {"A1": "Record of a visit", "A3": "First name", "A5": "Interpreter?", "B5": "Needed", "C5": "Not needed"}
    tool = Tool(tmp_path, FORM.replace("tool.docx", "tool.xlsx") + NAME, "")
    (tmp_path / "blanks" / "tool.xlsx").write_bytes(workbook(Sheet(printed)))
    marked = printed | {"B3": "Robin", "B5": text("Needed", Format(fill="FFFF00"))}
    assert places(tool.read_bytes(workbook(Sheet(printed | {"B3": "Robin"})))) == []
    assert places(tool.read_bytes(workbook(Sheet(marked)))) == ["Sheet1!B5"]
