"""Choices of other authorities' tools, by mapping alone: whose options the printed words are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.cli.commands.sheet import print_sheet
from pipeline.forms.check import check_all
from tests.documents import document
from tests.generality import Tool, codes, rows, unread, values
from tests.shapes import cell, paragraph, run, table

if TYPE_CHECKING:
    from pathlib import Path

HEADING = "Referral to the service for young people and their families"
YES_NO = '[{ id = "yes", label = "Yes" }, { id = "no", label = "No" }]'
TWO_QUESTIONS = f"""
[[field]]
id = "return"
kind = "choice"
label = "Return interview"
choice = {YES_NO}

[[field]]
id = "parents"
kind = "choice"
label = "Do the parents know?"
choice = [
  {{ id = "known", label = "Yes, they know" }},
  {{ id = "not_known", label = "Not yet" }},
]
"""


@pytest.mark.parametrize("column", [0, 1])
def test_options_of_a_later_question_are_not_those_of_one_that_prints_none(tmp_path: Path, column: int) -> None:
    blank = rows("""
        Return interview     |
        Do the parents know? |
        Yes, they know       |
        Not yet              |
    """)
    tool = Tool(tmp_path, TWO_QUESTIONS, "Missing from home", blank)
    result = tool.read(("Return interview", 1, "No"), (2 + column, 1, "✓"))
    assert values(result) == {"return": "no", "parents": ("known", "not_known")[column]}


def test_a_short_option_is_a_word_and_not_the_start_of_one(tmp_path: Path) -> None:
    mapping = f'[[field]]\nid = "seen"\nkind = "choice"\nlabel = "Seen alone"\nchoice = {YES_NO}\n'
    blank = rows("""
        Seen alone  |
        Yesterday   |
        Notes       |
    """)
    assert values(Tool(tmp_path, mapping, "Visit", blank).read(("Seen alone", 1, "Yes"))) == {"seen": "yes"}


# -- boxes to tick printed before the options --------------------------------------------------------------------------

GENDER = """
[[field]]
id = "gender"
kind = "choice"
label = "Gender"
choice = [{ id = "male", label = "Male" }, { id = "female", label = "Female" }, { id = "other", label = "Other" }]
"""


@pytest.mark.parametrize(("line", "expected"), [
    ("☒ Male ☐ Female ☐ Other", "male"),
    ("☐ Male ☒ Female ☐ Other", "female"),
    ("☐ Male ☐ Female ☑ Other", "other"),
    ("☐ Male x Female ☐ Other", "female"),
])  # fmt: skip
@pytest.mark.parametrize("beside", [True, False])
def test_a_box_printed_before_the_options_belongs_to_the_one_behind_it(
    tmp_path: Path, beside: bool, line: str, expected: str
) -> None:
    options = "☐ Male ☐ Female ☐ Other"
    tool = Tool(tmp_path, GENDER, HEADING, [["Gender", options]] if beside else [[f"Gender {options}"]])
    entry = ("Gender", 1, line) if beside else (0, 0, f"Gender {line}")
    result = tool.read(entry)
    assert values(result) == {"gender": expected}
    assert codes(result) == set()


def test_an_option_left_alone_in_its_box_is_chosen(tmp_path: Path) -> None:
    tool = Tool(tmp_path, GENDER, HEADING, [["Gender", "☐ Male ☐ Female ☐ Other"]])
    result = tool.read(("Gender", 1, "Female"))
    assert values(result) == {"gender": "female"}
    assert codes(result) == set()


def test_the_only_option_is_chosen_by_any_mark(tmp_path: Path) -> None:
    mapping = '[[field]]\nid = "claimed"\nkind = "choice"\nlabel = "Claimed"\nchoice = [{ id = "yes", label = "☐" }]\n'
    tool = Tool(tmp_path, mapping, "Referral", [["Claimed", "☐"]])
    for mark in ("☒", "☐ x", "yes"):
        assert values(tool.read(("Claimed", 1, mark))) == {"claimed": "yes"}
    assert values(tool.read()) == {}


# -- options under a label, several to a line or a row -----------------------------------------------------------------

REASONS = """
[[field]]
id = "push"
kind = "choice"
label = "Push factors (tick all that apply)"
several = true
choice = [
  { id = "conflict", label = "Family conflict" },
  { id = "bullying", label = "Bullying" },
  { id = "placement", label = "Unhappy where placed" },
  { id = "loss", label = "Loss" },
]

[[field]]
id = "other"
kind = "text"
label = "Other"
"""
LABEL = "Push factors (tick all that apply)"
ON_LINES = ["☐ Family conflict\t☐ Bullying", "☐ Unhappy where placed\t☐ Loss"]


def reasons(folder: Path, *blocks: object) -> Tool:
    return Tool(folder, REASONS, "Return interview", *blocks, [["Other", ""]])  # type: ignore[arg-type]


@pytest.mark.parametrize("inside", [True, False])
def test_options_stand_several_to_a_line_under_the_label(tmp_path: Path, inside: bool) -> None:
    def blocks(*lines: object) -> list[object]:
        return [[[[LABEL, *lines]]]] if inside else [LABEL, *lines]

    tool = reasons(tmp_path, *blocks(*ON_LINES))
    for lines in (
        ["☐ Family conflict\t☒ Bullying", "☐ Unhappy where placed\t☑ Loss"],
        [
            paragraph("☐ Family conflict\t☐ ", run("Bullying", highlight="yellow")),
            paragraph("☐ Unhappy where placed\t☐ ", run("Loss", highlight="yellow")),
        ],
    ):
        form = [table(block) if isinstance(block, list) else block for block in blocks(*lines)]
        result = tool.read_bytes(document("Return interview", *form, table([["Other", ""]])))
        assert values(result) == {"push": "bullying, loss"}
        assert unread(result) == []


@pytest.mark.parametrize("in_table", [True, False])
def test_options_stand_several_to_a_row_under_the_label(tmp_path: Path, in_table: bool) -> None:
    options = rows("""
        ☐ Family conflict      | ☐ Bullying
        ☐ Unhappy where placed | ☐ Loss
    """)
    blocks = [[[LABEL, ""], *options]] if in_table else [LABEL, options]
    tool = reasons(tmp_path, *blocks)
    result = tool.read(("☐ Family conflict", 1, "☒ Bullying"), ("☐ Unhappy where placed", 1, "☐ Loss ✓"))
    assert values(result) == {"push": "bullying, loss"}
    result = tool.read(("☐ Family conflict", 0, cell("☐ Family conflict", shade="FFFF00")))
    assert values(result) == {"push": "conflict"}
    assert unread(result) == []


def test_options_stand_a_row_each_in_the_table_under_the_label(tmp_path: Path) -> None:
    options = rows("""
        Family conflict      |
        Bullying             |
        Unhappy where placed |
        Loss                 |
    """)
    result = reasons(tmp_path, LABEL, options).read(("Bullying", 1, "✓"), ("Loss", 1, "x"))
    assert values(result) == {"push": "bullying, loss"}


def test_the_sheet_calls_several_choices_by_their_labels(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tool = reasons(tmp_path, LABEL, [["Family conflict", "Bullying", "Unhappy where placed", "Loss"], ["☐"] * 4])
    print_sheet(tool.read((1, 1, "☒"), (1, 3, "☐ x")))
    assert "Bullying, Loss" in capsys.readouterr().out


def test_boxes_to_tick_stand_under_the_options(tmp_path: Path) -> None:
    tool = reasons(tmp_path, LABEL, [["Family conflict", "Bullying", "Unhappy where placed", "Loss"], ["☐"] * 4])
    result = tool.read((1, 1, "☒"), (1, 3, "☐ x"))
    assert values(result) == {"push": "bullying, loss"}
    assert unread(result) == []


def test_options_that_are_printed_elsewhere_are_named_by_the_check(tmp_path: Path) -> None:
    blank = [[LABEL], ["Other", ""], ["Family conflict"], ["Bullying"], ["Unhappy where placed"], ["Loss"]]
    tool = Tool(tmp_path, REASONS, "Return interview", blank)
    remarks = [each for each in check_all([tool.folder]).remarks if "field[push]" in each]
    assert len(remarks) == 1
    assert remarks[0].endswith("its options are printed, but not at its label; so it is read as typed")


UNASKED = ["Language spoken at home:", "French", "Welsh"]
ANSWERED = ["Language spoken at home:", "French", "Welsh x"]


@pytest.mark.parametrize("boxed", [True, False])
@pytest.mark.parametrize("inside", [True, False])
def test_a_mark_at_a_question_that_the_mapping_does_not_ask_is_none_at_the_last_option(
    tmp_path: Path, inside: bool, boxed: bool
) -> None:
    options = ["Family conflict", "Bullying", "Unhappy where placed", "Loss"]
    lines = [f"{option}   ☐" if boxed else option for option in options]

    def blocks(*lines: str) -> list[object]:
        return [[[[LABEL, *lines]]]] if inside else [LABEL, *lines]

    tool = reasons(tmp_path, *blocks(*lines, *UNASKED))
    ticked = [lines[0], "Bullying   ☒" if boxed else "Bullying x", *lines[2:], *ANSWERED]
    form = [table(block) if isinstance(block, list) else block for block in blocks(*ticked)]
    result = tool.read_bytes(document("Return interview", *form, table([["Other", ""]])))
    assert (values(result), unread(result)) == ({"push": "bullying"}, ["x"])
