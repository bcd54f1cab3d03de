"""Marks and words beside printed options: they are at the option that they touch, or ask; no option is lost by them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.submission import State
from tests.generality import Tool, unread
from tests.shapes import paragraph

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.submission import Answer
    from tests.generality import Rows
    from tests.shapes import Element

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
