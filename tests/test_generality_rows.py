"""Rows of other authorities' tools, by mapping alone: boxes in the label, grids with a column for the score, rings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.generality import Tool, assessed, chosen, codes, points, rows, states, unread
from tests.shapes import cell, run

if TYPE_CHECKING:
    from pathlib import Path

    from tests.shapes import Element

# -- a box to tick in the label's own box ------------------------------------------------------------------------------

TRAFFIC_LIGHT = """
[[checklist]]
id = "green"
answer = "+0"
points = 0
group = [{ name = "Green", factors = [
  { id = "curious", label = "Curiosity" },
  { id = "copies", label = "Copies adults" },
] }]

[[checklist]]
id = "red"
answer = "+0"
points = 1
group = [{ name = "Red", factors = [
  { id = "force", label = "Uses force" },
  { id = "secret", label = "Keeps it secret" },
] }]
"""
TRAFFIC_LIGHT_BLANK = rows("""
    Green           | Red
    ☐ Curiosity     | ☐ Uses force
    ☐ Copies adults | ☐ Keeps it secret
""")


class TestBoxInTheLabel:
    @pytest.mark.parametrize("entry", [
        "☒ Uses force", "☑ Uses force", "☐ Uses force ✓", cell("☐ Uses force", shade="FFFF00"),
    ])  # fmt: skip
    def test_the_row_is_ticked_in_its_label(self, tmp_path: Path, entry: str | Element) -> None:
        tool = Tool(tmp_path, TRAFFIC_LIGHT, "Traffic light", TRAFFIC_LIGHT_BLANK)
        result = tool.read(("☐ Curiosity", 1, entry))
        assert states(result) == {"curious": "blank", "copies": "blank", "force": "yes", "secret": "blank"}
        assert points(result)["force"] == 1
        assert codes(result) == set()

    def test_words_in_the_label_are_no_tick(self, tmp_path: Path) -> None:
        tool = Tool(tmp_path, TRAFFIC_LIGHT, "Traffic light", TRAFFIC_LIGHT_BLANK)
        result = tool.read(("☐ Curiosity", 1, "☐ Uses force\nnever at home"))
        assert states(result)["force"] == "unclear"


def test_a_highlighted_label_is_noticed_where_no_points_are_printed(tmp_path: Path) -> None:
    mapping = """
[checklist]
answer = "Tick"
points = 1
group = [{ name = "All", factors = [
  { id = "late", label = "Staying out late" },
  { id = "phone", label = "New phone" },
] }]
"""
    tool = Tool(tmp_path, mapping, "Risk", [["Indicator", "Tick"], ["Staying out late", ""], ["New phone", ""]])
    result = tool.read(("New phone", 0, cell(run("New phone", highlight="yellow"))))
    assert states(result) == {"late": "blank", "phone": "unclear"}


# -- a grid of descriptors with a column for the score -----------------------------------------------------------------

GRID = """
[checklist]
answer = "Score"
group = [{ name = "Care", factors = [
  { id = "food", label = "Food" },
  { id = "home", label = "Housing" },
] }]
option = [
  { id = "1", label = "1", column = "1 Good", points = 1 },
  { id = "2", label = "2", column = "2 Adequate", points = 2 },
  { id = "3", label = "3", column = "3 Poor", points = 3 },
]
"""
GRID_BLANK = rows("""
    Item    | 1 Good      | 2 Adequate   | 3 Poor       | Score
    Food    | Three meals | Some meals   | Often hungry |
    Housing | Warm        | Some repairs | Unfit        |
""")


class TestGridWithScore:
    def test_the_score_is_typed_or_the_descriptor_is_marked_or_both(self, tmp_path: Path) -> None:
        tool = Tool(tmp_path, GRID, "Care profile", GRID_BLANK)
        assert points(tool.read(("Food", 4, "3"), ("Housing", 2, "Some repairs ✓"))) == {"food": 3, "home": 2}
        both = tool.read(("Food", 3, cell("Often hungry", shade="FFFF00")), ("Food", 4, "3 - since May"))
        assert chosen(both) == {"food": "3"}
        assert both.submission.checklist["food"].notes == "since May"
        assert unread(both) == []

    @pytest.mark.parametrize("score", ["2", "?", "7"])
    def test_a_score_that_differs_or_is_none_leaves_the_row_open(self, tmp_path: Path, score: str) -> None:
        tool = Tool(tmp_path, GRID, "Care profile", GRID_BLANK)
        assert states(tool.read(("Food", 3, "Often hungry ✓"), ("Food", 4, score)))["food"] == "unclear"

    def test_the_plain_blank_has_the_columns_and_the_score(self, tmp_path: Path) -> None:
        made = Tool(tmp_path, GRID.replace('label = "1"', 'label = "One"'), "Care profile", GRID_BLANK)
        assert made.layouts.forms


def test_an_empty_box_is_not_what_is_left_when_descriptors_are_deleted(tmp_path: Path) -> None:
    mapping = """
[checklist]
group = [{ name = "All", factors = [
  { id = "planned", label = "Planning" },
] }]
option = [
  { id = "high", label = "High", points = 4 },
  { id = "low", label = "Low", points = 0 },
  { id = "unknown", label = "Unknown", means = "unknown" },
]
"""
    blank = [["Factor", "High", "Low", "Unknown"], ["Planning", "Planned for long", "On the spot", "☐"]]
    tool = Tool(tmp_path, mapping, "Continuum", blank)
    assert chosen(tool.read(("Planning", 2, ""))) == {"planned": "high"}
    assert chosen(tool.read(("Planning", 3, "☒"))) == {"planned": "unknown"}


def test_the_points_of_a_rung_may_be_ringed(tmp_path: Path) -> None:
    mapping = """
[checklist]
answer = "Score"

[[checklist.group]]
name = "Falls"

[[checklist.group.factors]]
id = "falls"
label = "Recent falls"
option = [{ id = "none", label = "None", points = 2 }, { id = "some", label = "One or more", points = 4 }]
"""
    blank = [["Risk", "Level", "Points", "Score"], ["Recent falls", "None", "2", ""], ["", "One or more", "4", ""]]
    tool = Tool(tmp_path, mapping, "Falls", blank)
    result = tool.read((2, 2, cell(run("4", ringed=True))))
    assert chosen(result) == {"falls": "some"}
    assert assessed(result).factor_points == 4
