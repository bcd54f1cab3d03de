"""Marks and words beside printed options: they are at the option that they touch, or ask; no option is lost by them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.submission import State
from tests.documents import document
from tests.generality import Tool, unread
from tests.shapes import drawn_shape, paragraph, run, table

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.submission import Answer
    from tests.generality import Rows
    from tests.shapes import Content, Element

MAPPING = """
[[field]]
id = "rating"
kind = "choice"
label = "Rating"
choice = [{ id = "low", label = "Low" }, { id = "high", label = "Raised" }]

[[field]]
id = "worker"
kind = "text"
label = "Worker"
"""
PLAIN, BOXED = ("Low", "Raised"), ("☐ Low", "☐ Raised")


def blocks(shape: str, low: str, high: str) -> list[str | Rows | Element]:
    printed: dict[str, list[str | Rows | Element]] = {
        "in one line": [[["Rating", f"{low}   {high}"]]],
        "lines of a box": [[["Rating", [paragraph(low), paragraph(high)]]]],
        "under the label": [[[[paragraph("Rating"), paragraph(low), paragraph(high)]]]],
        "a cell each": [[["Rating", low, high]]],
        "a row each": [[["Rating"], [low], [high]]],
        "in the text": [paragraph(f"Rating: {low}   {high}")],
        "lines of the text": ["Rating", paragraph(low), paragraph(high)],
    }
    return ["The form", *printed[shape], [["Worker", ""]], "The end"]


SHAPES = (
    "in one line", "lines of a box", "under the label", "a cell each", "a row each", "in the text", "lines of the text",
)  # fmt: skip


class Asked:
    """A form in two shapes, once with boxes to tick and once without."""

    def __init__(self, folder: Path, shape: str, printed: tuple[str, str]) -> None:
        self.shape, self.printed = shape, printed
        self.tool = Tool(folder, MAPPING, *blocks(shape, *printed))

    def answer(self, low: str, high: str) -> tuple[Answer, list[str]]:
        """Return the answer of a form that says this in place of what is printed, and what nobody read."""
        made = Tool.__new__(Tool)
        made.blocks = tuple(blocks(self.shape, low, high))
        result = self.tool.read_bytes(made.form())
        return result.submission.answers["rating"], unread(result)


@pytest.fixture(scope="module", params=[(shape, printed) for shape in SHAPES for printed in (PLAIN, BOXED)], ids=str)
def asked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Asked:
    return Asked(tmp_path_factory.mktemp("tool"), *request.param)


@pytest.mark.parametrize(
    "typed", ["{} ✓✓", "✓ {} ✓", "☒ {} ☒", "{} YES", "[x] {}", "☒ {}", "{} ☒", "{} x", "(x) {}", "{} selected", "{}!!!"]
)
def test_a_mark_at_an_option_however_it_is_put_is_never_the_other_one(asked: Asked, typed: str) -> None:
    answer, _ = asked.answer(asked.printed[0], typed.format("Raised"))
    assert (answer.state, answer.value) in [(State.ANSWERED, "high"), (State.UNCLEAR, None)]


@pytest.mark.parametrize(
    "typed",
    [">>> {} <<<", "{} <--", "{} - agreed with manager", "{}?", "not {}", "{}, I think", "{} = this", "{} risk"],
)
def test_words_at_an_option_choose_none_and_are_asked_about(asked: Asked, typed: str) -> None:
    answer, left = asked.answer(asked.printed[0], typed.format("Raised"))
    assert answer.value is None
    assert answer.state is State.UNCLEAR
    assert answer.raw or left


@pytest.mark.parametrize("typed", ["not {}", "{} NO", "n/a {}", "[ ] {}", "{}?"])
def test_an_option_that_is_denied_or_doubted_is_not_chosen_and_chooses_no_other(asked: Asked, typed: str) -> None:
    answer, _ = asked.answer(asked.printed[0], typed.format("Raised"))
    assert answer.value is None


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("☐ Low ✓   ☐ Raised", "low"),
        ("☐ Low x    ☐ Raised", "low"),
        ("☐ Low   ✓ ☐ Raised", "high"),
        ("☐ Low   ☐ Raised x", "high"),
        ("x ☐ Low   ☐ Raised", "low"),
        ("☐ Low   ☐✓ Raised", "high"),
        ("☐ Low   x Raised", "high"),
        ("x Low   ☐ Raised", "low"),
        ("☐ Low ✓☐ Raised", "high"),
        ("☐ Low✓ ☐ Raised", "low"),
        ("☐ Low x ☐ Raised", None),
        ("☐ Low x  ☐ Raised", None),
        ("x ☐ Low   ☐ Raised x", None),
    ],
)
def test_a_tick_beside_a_box_is_at_what_it_is_nearer_to(tmp_path: Path, typed: str, value: str | None) -> None:
    tool = Tool(tmp_path, MAPPING, "The form", [["Rating", "☐ Low   ☐ Raised"]], [["Worker", ""]])
    made = Tool.__new__(Tool)
    made.blocks = ("The form", [["Rating", typed]], [["Worker", ""]])
    answer = tool.read_bytes(made.form()).submission.answers["rating"]
    assert answer.value == value
    assert answer.state is (State.ANSWERED if value else State.UNCLEAR)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("Low ☐ ✓   Raised ☐", "low"),
        ("Low ☐   ✓ Raised ☐", "high"),
        ("Low ✓ ☐   Raised ☐", "low"),
        ("Low x   Raised ☐", "low"),
        ("Low ☐   Raised x", "high"),
        ("Low ☐ x Raised ☐", None),
        ("x Low ☐   Raised ☐", "low"),
    ],
)
def test_so_is_one_where_the_boxes_are_behind(tmp_path: Path, typed: str, value: str | None) -> None:
    tool = Tool(tmp_path, MAPPING, "The form", [["Rating", "Low ☐   Raised ☐"]], [["Worker", ""]])
    made = Tool.__new__(Tool)
    made.blocks = ("The form", [["Rating", typed]], [["Worker", ""]])
    answer = tool.read_bytes(made.form()).submission.answers["rating"]
    assert answer.value == value
    assert answer.state is (State.ANSWERED if value else State.UNCLEAR)


YES_NO = MAPPING.replace(
    '{ id = "low", label = "Low" }, { id = "high", label = "Raised" }',
    '{ id = "yes", label = "Yes" }, { id = "no", label = "No" }',
)


@pytest.fixture(scope="module")
def yes_or_no(tmp_path_factory: pytest.TempPathFactory) -> Tool:
    rating = [["Worker", ""], ["Rating", "☐ Yes   ☐ No"]]
    return Tool(tmp_path_factory.mktemp("tool"), YES_NO, "The form", rating, "The end")


def answered(tool: Tool, said: Content, worker: Content = "") -> Answer:
    made = Tool.__new__(Tool)
    made.blocks = ("The form", [["Worker", worker], ["Rating", said]], "The end")
    return tool.read_bytes(made.form()).submission.answers["rating"]


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("☐ Yes   ☐ No  YES", "yes"),
        ("☐ Yes   ☐ No  No", "no"),
        ("☐ Yes   ☐ No: yes", "yes"),
        ("NO  ☐ Yes   ☐ No", "no"),
        ("(☐ Yes)   ☐ No", "yes"),
        ("☐ Yes   [☐ No]", None),
        ("Yes   ☐ No", None),  # the box of one is gone
        ("(☐ Yes)   (☐ No)", ""),
    ],
)
def test_an_option_typed_or_ringed_beside_boxes(yes_or_no: Tool, said: str, value: str | None) -> None:
    answer = answered(yes_or_no, said)
    assert (answer.state is State.UNCLEAR, answer.value or "") == (value is None, value or "")


def test_a_ring_drawn_at_boxes_or_hung_on_the_row_above_is_asked_about(yes_or_no: Tool) -> None:
    ring = run(drawn_shape("ellipse"))
    assert answered(yes_or_no, [paragraph("☐ Yes   ☐ No", ring)]).reason == "there is a drawing"
    assert answered(yes_or_no, "☐ Yes   ☐ No", [paragraph("Kim", ring)]).reason == "there is a drawing"
    assert answered(yes_or_no, "☒ Yes   ☐ No", [paragraph("Kim", ring)]).value == "yes"


@pytest.mark.parametrize(
    ("printed", "said", "value"),
    [
        ([["Rating", "Yes", "No"]], [["Rating", "Yes", "No YES"]], None),
        ([["Rating", "Yes", "No"]], [["Rating", "Yes NO", "No"]], None),
        ([["Rating", "Yes", "No"]], [["Rating", "Yes", "No: no"]], "no"),
        ([["Rating", "Yes", "No"], ["", "", ""]], [["Rating", "Yes", "No"], ["", "", "yes"]], None),
        ([["Rating", "Yes", "No"], ["", "", ""]], [["Rating", "Yes", "No"], ["", "no", ""]], None),
        ([["Rating", "Yes", "No"], ["", "", ""]], [["Rating", "Yes", "No"], ["", "", "No"]], "no"),
        ([["Rating"], ["Yes", ""], ["No", ""]], [["Rating"], ["Yes", ""], ["No", "yes"]], None),
        ([["Rating"], ["Yes", ""], ["No", ""]], [["Rating"], ["Yes", ""], ["No", "No"]], "no"),
    ],
    ids=str,
)
def test_the_name_of_another_option_is_no_mark(tmp_path: Path, printed: Rows, said: Rows, value: str | None) -> None:
    tool = Tool(tmp_path, YES_NO, "The form", printed, [["Worker", ""]], "The end")
    made = Tool.__new__(Tool)
    made.blocks = ("The form", said, [["Worker", ""]], "The end")
    answer = tool.read_bytes(made.form()).submission.answers["rating"]
    assert (answer.state is State.UNCLEAR, answer.value) == (value is None, value)


def test_a_word_that_the_form_prints_too_is_not_lost_in_an_empty_box(tmp_path: Path) -> None:
    tool = Tool(tmp_path, YES_NO, "The form", [["Rating", "Yes", "No"], ["", "", ""]], [["Worker", ""]], "The end")
    made = Tool.__new__(Tool)
    made.blocks = ("The form", [["Rating", "Yes", "No"], ["yes", "", ""]], [["Worker", ""]], "The end")
    assert unread(tool.read_bytes(made.form())) == ["yes"]


SEEN = """
[[field]]
id = "seen"
kind = "choice"
label = "Seen alone?"
choice = [{ id = "yes", label = "Yes" }, { id = "no", label = "No" }]
"""


def seen(folder: Path, printed: str, shown: str) -> Answer:
    tool = Tool(folder, SEEN, "Visit to a home", printed, [["Remarks", ""], ["Worker", ""]], "Kept for six years")
    form = document("Visit to a home", shown, table([["Remarks", ""], ["Worker", ""]]), "Kept for six years")
    return tool.read_bytes(form).submission.answers["seen"]


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        ("Seen alone?  ☐ Yes  ☐ No", "Seen alone?  ☐ Yes  ☐ No  ☒ N/A"),
        ("Seen alone?  ☐ Yes  ☐ No", "Seen alone?  ☐ Yes  ☐ No  x N/A"),
        ("Seen alone?  ☐ Yes  ☐ No", "Seen alone?  ☒ Yes  ☐ No  ☒ N/A"),
        ("Seen alone?  ☐ Yes  ☐ No", "Seen alone?  ☐ Yes  ☐ No  ☒"),
        ("Seen alone?  Yes ☐  No ☐", "Seen alone?  Yes ☐  No ☐  N/A ☒"),
        ("Seen alone?  Yes ☐  No ☐", "Seen alone?  Yes ☐  No ☐  ☒"),
    ],
)
def test_an_option_that_was_added_with_its_own_mark_is_not_the_one_beside_it(
    tmp_path: Path, printed: str, shown: str
) -> None:
    assert seen(tmp_path, printed, shown).state is State.UNCLEAR


@pytest.mark.parametrize(
    ("shown", "read"),
    [
        ("Yes / No  Y", None), ("Yes N / No", None), ("Yes Y / No", "yes"), ("Yes / No  N", "no"),
        ("Yes / No x", "no"), ("Yes / No  Yes", "yes"),
    ],
)  # fmt: skip
def test_a_y_beside_no_is_no_mark_at_it(tmp_path: Path, shown: str, read: str | None) -> None:
    end = " (delete as appropriate, and say why)"
    answer = seen(tmp_path, f"Seen alone?  Yes / No{end}", f"Seen alone?  {shown}{end}")
    assert (answer.state, answer.value) == (State.ANSWERED if read else State.UNCLEAR, read)
