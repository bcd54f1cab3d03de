"""The same rows scored for two children side by side, three times each: never read as one child (G45)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from pipeline.errors import InvalidMapping
from pipeline.findings import Severity
from tests.generality import Tool, assessed, codes, rows, states, values

if TYPE_CHECKING:
    from pathlib import Path

TWO_UP = """
[subject]
name = "first_child"

[[field]]
id = "first_child"
kind = "text"
label = "First child"

[[field]]
id = "second_child"
kind = "text"
label = "Second child"

[[field]]
id = "total"
kind = "number"
label = "TOTAL"

[checklist]
group = [{ name = "All", factors = [
  { id = "missing", label = "Missing", points = 10 },
  { id = "gifts", label = "Gifts", points = 4 },
] }]
round = [
  { id = "first_start", column = 2, person = "first_child" },
  { id = "first_middle", column = 3, person = "first_child" },
  { id = "first_end", column = 4, person = "first_child" },
  { id = "second_start", column = 5, person = "second_child" },
  { id = "second_middle", column = 6, person = "second_child" },
  { id = "second_end", column = 7, person = "second_child" },
]

[score]
total_field = "total"
band = [
  { level = "low", to = 9, name = "Low" },
  { level = "high", from = 10, name = "High" },
]
"""
FORM = (
    "Assessment of two children",
    rows("First child |\nSecond child |"),
    rows("""
        Sign    | Start | Middle | End | Start | Middle | End
        Missing |       |        |     |       |        |
        Gifts   |       |        |     |       |        |
    """),
    rows("TOTAL |"),
)
BOTH = ("First child", 1, "Ann Example"), ("Second child", 1, "Ben Example")


def two_up(folder: Path) -> Tool:
    return Tool(folder, TWO_UP, *FORM)


def test_one_child_alone_is_assessed_by_the_last_round(tmp_path: Path) -> None:
    result, again = two_up(tmp_path).process(("First child", 1, "Ann Example"), ("Missing", 1, "x"), ("Gifts", 2, "x"))
    found = assessed(result)
    assert (found.total, found.rag, found.complete, found.previous_total, found.trend) == (4, "low", True, 10, "down")
    assert values(again)["total"] == 4
    assert "several_people" not in codes(result)
    assert "people" not in result.record["assessment"]


def test_two_children_are_no_assessment_of_one(tmp_path: Path) -> None:
    result, again = two_up(tmp_path).process(*BOTH, ("Gifts", 1, "x"), ("Missing", 4, "x"), ("Gifts", 4, "x"))
    found = assessed(result)
    assert (found.rag, found.level, found.level_max, found.complete, found.trend) == (None, None, "high", False, None)
    assert (found.total, found.total_max) == (4, 14)
    assert result.record["assessment"]["people"] == {
        "first_child": {"round": "first_start", "total": 4, "total_max": 4},
        "second_child": {"round": "second_start", "total": 14, "total_max": 14},
    }
    (said,) = [each for each in result.findings if each.code == "several_people"]
    assert said.severity is Severity.MUST
    assert "“First child”, “Second child”" in said.message
    assert "Example" not in said.message
    assert "total" not in values(again)


def test_rows_on_which_they_agree_stay_certain(tmp_path: Path) -> None:
    result = two_up(tmp_path).read(*BOTH, ("Gifts", 1, "x"), ("Gifts", 4, "x"), ("Missing", 4, "x"))
    assert states(result) == {"missing": "unclear", "gifts": "yes"}
    assert not [each for each in result.findings if each.code == "unclear_answer"]


def test_each_child_counts_by_its_own_last_round(tmp_path: Path) -> None:
    result = two_up(tmp_path).read(
        *BOTH, ("Gifts", 1, "x"), ("Missing", 2, "x"), ("Missing", 4, "x"), ("Gifts", 6, "x")
    )
    people = result.record["assessment"]["people"]
    assert {name: (each["round"], each["total"]) for name, each in people.items()} == {
        "first_child": ("first_middle", 10), "second_child": ("second_end", 4),
    }  # fmt: skip


@pytest.mark.parametrize(
    "entries",
    [
        [("First child", 1, "Ann Example"), ("Missing", 5, "x")],
        [("Missing", 4, "x")],
        [*BOTH, ("Missing", 1, "x")],
        [("Second child", 1, "Ben Example"), ("Missing", 1, "x")],
    ],
    ids=["the other is scored", "nobody is named", "the other is only named", "only the other is named"],
)
def test_whoever_else_is_named_or_scored_is_said(tmp_path: Path, entries: list[tuple[str, int, str]]) -> None:
    result = two_up(tmp_path).read(*entries)
    assert "several_people" in codes(result)
    assert (assessed(result).level, assessed(result).level_max) == (None, "high")


@pytest.mark.parametrize(
    ("mistake", "said"),
    [
        (('column = 7, person = "second_child"', "column = 7"), "checklist.round[second_end].person: is missing"),
        (('person = "second_child"', 'person = "secnd_child"'), "there is no field 'secnd_child'; did you mean"),
        (('name = "first_child"', 'name = "total"'), "one of the people has to be the name of [subject]"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, mistake: tuple[str, str], said: str) -> None:
    with pytest.raises(InvalidMapping, match=re.escape(said)):
        _ = Tool(tmp_path, TWO_UP.replace(*mistake), *FORM).layouts
