"""Comments are in no answer: one at a question that was left blank may be its answer, and is named."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import openpyxl
import pytest
from openpyxl.comments import Comment

from pipeline.process.form import process_one, read_one
from tests.documents import document
from tests.generality import DAY, FORM, Tool, codes, rows, values
from tests.shapes import comment_reference, paragraph, run, table

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.process.result import Result
    from tests.generality import Rows

MAPPING = """
[[field]]
id = "name"
kind = "text"
label = "Full name"

[[field]]
id = "visit"
kind = "date"
label = "Date of visit"

[[field]]
id = "safe"
kind = "choice"
label = "Is it safe?"
choice = [{ id = "yes", label = "Yes" }, { id = "no", label = "No" }]

[[field]]
id = "total"
kind = "number"
label = "TOTAL"

[[checklist]]
answer = "Score"
weight = "Yes Score"
notes = "Notes"
group = [{ name = "Home", factors = [
  { id = "cold", label = "House is cold", points = 5 },
  { id = "damp", label = "House is damp", points = 3 },
] }]

[score]
total_field = "total"
band = [{ level = "low", to = 3, name = "Low" }, { level = "high", from = 4, name = "High" }]
"""
FILLED = [
    rows("Full name | Alex Example\nDate of visit |"),
    rows("Is it safe? | ☐ Yes   ☐ No"),
    rows("Home | Yes Score | Score | Notes\nHouse is cold | 5 | |\nHouse is damp | 3 | x |"),
    rows("TOTAL |"),
]


@pytest.fixture(scope="module")
def tool(tmp_path_factory: pytest.TempPathFactory) -> Tool:
    blank = [rows("Full name |\nDate of visit |"), *FILLED[1:2], *FILLED[2:]]
    blank[2] = rows("Home | Yes Score | Score | Notes\nHouse is cold | 5 | |\nHouse is damp | 3 | |")
    return Tool(tmp_path_factory.mktemp("tool"), MAPPING, "Family visit record", *blank, "The end")


def commented(table_: int, row: int, column: int, filled: list[Rows] | None = None) -> bytes:
    """Make the form with a comment on the words of one cell."""
    blocks = [[list(cells) for cells in each] for each in filled or FILLED]
    text = blocks[table_][row][column]
    blocks[table_][row][column] = [paragraph(text, run(comment_reference(0)))]
    return document("Family visit record", *map(table, blocks), "The end", comments=["yes, last week"])


def asked(result: Result) -> list[str]:
    return [finding.field for finding in result.findings if finding.code == "comment_at_blank"]


@pytest.mark.parametrize(
    ("place", "fields"),
    [
        ((0, 1, 1), ["visit"]),
        ((0, 1, 0), ["visit"]),
        ((1, 0, 1), ["safe"]),
        ((2, 1, 2), ["cold"]),
        ((2, 1, 0), ["cold"]),
        ((2, 1, 3), ["cold"]),
        ((0, 0, 1), []),  # the name is there
        ((2, 2, 2), []),  # the row is answered
        ((3, 0, 1), []),  # the total is ours to give
        ((2, 0, 0), []),  # a heading
    ],
)
def test_a_comment_at_what_was_left_blank_is_named(tool: Tool, place: tuple[int, int, int], fields: list[str]) -> None:
    assert asked(tool.read_bytes(commented(*place))) == fields


def test_our_own_comments_are_none_of_theirs(tool: Tool) -> None:
    layouts = tool.layouts.forms
    form = document("Family visit record", *map(table, FILLED), "The end")
    result, written = process_one(form, name="a.docx", layouts=layouts, day=DAY)
    again = tool.read_bytes(written)
    assert (asked(result), asked(again)) == ([], [])

    result, written = process_one(commented(2, 1, 2), name="a.docx", layouts=layouts, day=DAY)
    assert asked(tool.read_bytes(written)) == asked(result) == ["cold"]


def test_a_form_that_was_answered_in_comments_alone_is_no_blank_one(tool: Tool) -> None:
    empty = [rows("Full name |\nDate of visit |"), *FILLED[1:2], FILLED[2][:2], FILLED[3]]
    assert asked(tool.read_bytes(commented(0, 0, 1, empty))) == ["name"]


def workbook(note: str = "", name: str = "") -> bytes:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for line in (["Family visit record"], ["Full name", name], ["Home", "Yes Score", "Score"], ["House is cold", 5]):
        sheet.append(line)
    if note:
        sheet[note].comment = Comment("yes", "Sam Sample")
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(("note", "fields"), [("B2", ["name"]), ("C4", ["cold"]), ("A4", ["cold"]), ("A1", [])])
def test_so_is_one_in_a_workbook(tmp_path: Path, note: str, fields: list[str]) -> None:
    mapping = MAPPING.partition('[[field]]\nid = "visit"')[0] + (
        '[[checklist]]\nanswer = "Score"\nweight = "Yes Score"\n'
        'group = [{ name = "Home", factors = [{ id = "cold", label = "House is cold", points = 5 }] }]\n'
    )
    made = Tool(tmp_path, FORM.replace("tool.docx", "tool.xlsx") + mapping, "")
    (tmp_path / "blanks" / "tool.xlsx").write_bytes(workbook())
    result = read_one(workbook(note), name="a.xlsx", layouts=made.layouts.forms, day=DAY)
    assert asked(result) == fields
    filled = read_one(workbook("B2", "Alex Example"), name="a.xlsx", layouts=made.layouts.forms, day=DAY)
    assert (values(filled), codes(filled) & {"comment_at_blank"}) == ({"name": "Alex Example"}, set())
