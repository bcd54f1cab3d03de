"""Forms that came in a layout of somebody else's: within a table that frames them, twice, with cells merged across."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

import pytest

from pipeline.process.form import process_one, read_one
from pipeline.submission import State
from tests.documents import MAIN, main_part, package, parts_of, serialise
from tests.generality import DAY, Tool, chosen, points, rows, states, unread, values
from tests.reading import read_as_it_stands
from tests.shapes import cell, paragraph, q, row, table

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.shapes import Element

MAPPING = """
[[field]]
id = "name"
kind = "text"
label = "Full name"

[[field]]
id = "story"
kind = "narrative"
label = "What happened so far"

[[field]]
id = "total"
kind = "number"
label = "TOTAL"

[[field]]
id = "home"
kind = "choice"
label = "Type of home"
choice = [{ id = "flat", label = "Flat" }, { id = "house", label = "House" }]

[[checklist]]
answer = "Score"
weight = "Yes Score"
group = [{ name = "Home", factors = [{ id = "cold", label = "House is cold", points = 5 }] }]

[[checklist]]
option = [
  { id = "never", label = "Never", points = 0 },
  { id = "some", label = "Sometimes", points = 1 },
  { id = "often", label = "Often", points = 2 },
]
group = [{ name = "Care", factors = [{ id = "meals", label = "Misses meals" }] }]

[score]
total_field = "total"
band = [{ level = "low", to = 3, name = "Low" }, { level = "high", from = 4, name = "High" }]
"""
FORM = (
    "Family visit record",
    rows("Full name |"),
    [["What happened so far"], [""]],
    [["Type of home", "Flat", "House"], ["", "", ""]],
    "Scores of the home",
    rows("Home | Yes Score | Score\nHouse is cold | 5 |"),
    rows("Care | Never | Sometimes | Often\nMisses meals | | |"),
    rows("TOTAL |"),
    "Thank you for filling in this record",
)
FILLED = (("Full name", 1, "Alex Example"), ("House is cold", "Score", "x"), ("Misses meals", "Often", "x"))


@pytest.fixture(scope="module")
def tool(tmp_path_factory: pytest.TempPathFactory) -> Tool:
    return Tool(tmp_path_factory.mktemp("tool"), MAPPING, *FORM)


def changed(data: bytes, change: Callable[[Element], None]) -> bytes:
    root = main_part(data)
    change(root)
    return package({**parts_of(data), MAIN: serialise(root)})


def framed(root: Element) -> None:
    """Put everything into the only cell of a table, as a form that is pasted into the layout of an e-mail."""
    body = root.find(q("w:body"))
    assert body is not None
    holder = cell(paragraph("Hi all, here is the record."))
    holder.extend([each for each in body if each.tag != q("w:sectPr")])
    holder.append(paragraph())
    frame = table([["From: Sam Sender"]])
    frame.append(row([holder]))
    body.insert(0, frame)


@pytest.mark.parametrize("times", [1, 2, 3])
def test_a_form_pasted_into_a_table_is_read_and_written(tool: Tool, times: int) -> None:
    form = tool.form(*FILLED)
    for _ in range(times):
        form = changed(form, framed)
    result = tool.read_bytes(form)
    assert values(result)["name"] == "Alex Example"
    assert points(result) == {"cold": 5, "meals": 2}
    assert result.submission.answers["story"].state is State.BLANK
    assert set(unread(result)) == {"From: Sam Sender", "Hi all, here is the record."}

    layouts = tool.layouts.forms
    _, written = process_one(form, name="a.docx", layouts=layouts, day=DAY)
    assert read_as_it_stands(written, result).answers["total"].value == 7
    assert values(read_one(written, name="a.docx", layouts=layouts, day=DAY)) == values(result)


def test_a_blank_may_be_designed_within_a_table(tmp_path: Path) -> None:
    made = Tool(tmp_path, MAPPING, *FORM)
    (tmp_path / "blanks" / "tool.docx").write_bytes(changed(made.form(), framed))
    for form in (made.form(*FILLED), changed(made.form(*FILLED), framed)):
        assert points(made.read_bytes(form)) == {"cold": 5, "meals": 2}


def test_a_table_within_an_answer_stays_one(tool: Tool) -> None:
    """Even one that repeats some of the form's own rows."""
    pasted = copy.deepcopy(table(rows("Home | Yes Score | Score\nHouse is cold | 5 | x")))
    blocks = list(FORM)
    blocks[2] = [["What happened so far"], [[pasted, paragraph()]]]
    made = Tool.__new__(Tool)
    made.blocks = tuple(blocks)
    read = tool.read_bytes(made.form())
    assert "House is cold" in str(values(read)["story"])
    assert points(read)["cold"] == 0


def test_a_blank_copy_behind_the_form_answers_nothing(tool: Tool) -> None:
    def twice(root: Element) -> None:
        body, other = root.find(q("w:body")), main_part(tool.form()).find(q("w:body"))
        assert body is not None
        assert other is not None
        for each in [each for each in other if each.tag != q("w:sectPr")]:
            body.insert(len(body) - 1, each)

    result = tool.read_bytes(changed(tool.form(*FILLED), twice))
    assert values(result) == {"name": "Alex Example"}
    assert set(states(result).values()) == {"unclear"}  # the rows of the copy are blank, those of the form are not


def merged(data: bytes, label: str, first: int, last: int) -> bytes:
    """Merge cells of the row under a label, or of its own, across."""

    def merge(root: Element) -> None:
        found = next(each for each in root.iter(q("w:tr")) if label in "".join(map(str, each.itertext())))
        cells = found.findall(q("w:tc"))
        wide = cells[first]
        for each in cells[first + 1 : last + 1]:
            wide.extend([child for child in each if child.tag != q("w:tcPr")])
            found.remove(each)
        wide.insert(0, cell("", span=last - first + 1).find(q("w:tcPr")))  # type: ignore[arg-type]

    return changed(data, merge)


@pytest.mark.parametrize(
    ("option", "first", "last"), [("Often", 2, 3), ("Sometimes", 2, 3), ("Never", 1, 2), ("Often", 1, 3)]
)
def test_a_mark_in_a_box_merged_over_two_options_is_neither(tool: Tool, option: str, first: int, last: int) -> None:
    form = tool.form(("Full name", 1, "Alex Example"), ("Misses meals", option, "x"))
    row_ = tool.read_bytes(merged(form, "Misses meals", first, last)).submission.checklist["meals"]
    assert (row_.state.value, row_.reason) == ("unclear", "the box of an option is merged with that of another one")


def test_boxes_merged_where_nothing_stands_say_nothing(tool: Tool) -> None:
    form = merged(tool.form(*FILLED[:2], ("Misses meals", "Never", "x")), "Misses meals", 2, 3)
    assert chosen(tool.read_bytes(form)) == {"meals": "never"}
