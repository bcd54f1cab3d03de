"""Every kind of entry can be settled: options, ladders, points, rounds, choices of several, blanks in a sentence."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from pipeline.cases.check import check_settling, open_entries
from pipeline.cases.entries import raw_entries
from pipeline.errors import UsageProblem
from pipeline.submission import FactorState, State
from tests.documents import document
from tests.generality import DAY, Tool, assessed, chosen, codes, points, states, values
from tests.settling import decided, read_settled, read_with
from tests.shapes import Content, Element, run, table
from tests.test_generality_layout import (
    COMPOSITE,
    DOTS,
    HEADING,
    LADDER,
    LADDER_BLANK,
    SENTENCE,
)
from tests.test_generality_scoring import FIVE, FIVE_BLANK, ROUNDS, ROUNDS_BLANK

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.process.result import Result


def settled(tool: Tool, values: dict[str, str], *entries: tuple[str | int, str | int, Content]) -> Result:
    """Read a form with some entries, settle others, and hold what was read against what it says then."""
    data = tool.form(*entries)
    result = read_settled(data, values, tool)
    assert raw_entries(result.submission) == raw_entries(read_with(data, tool=tool).submission)
    assert result.lapsed == ()
    return result


class TestOptions:
    def test_one_of_the_columns(self, tmp_path: Path) -> None:
        tool = Tool(tmp_path, FIVE, "Risk tool", FIVE_BLANK)
        result = settled(tool, {"missing": "High"}, ("Missing", "Low", "x"), ("Missing", "High", "x"))
        assert (states(result)["missing"], chosen(result)["missing"]) == ("yes", "high")
        assert result.submission.checklist["missing"].entered == "Low x; High x"
        assert "unclear_answer" not in codes(result)

    def test_a_rung_of_a_ladder(self, tmp_path: Path) -> None:
        tool = Tool(tmp_path, LADDER, "Care profile", LADDER_BLANK)
        both = ("Often hungry", "Tick", "x"), ("Regular and balanced meals", "Tick", "x")
        result = settled(tool, {"food": "often hungry", "home": "2"}, *both)
        assert chosen(result) == {"food": "3", "home": "2"}
        assert assessed(result).total == assessed(result).total_max == 5

    def test_other_rungs_marked_since_then_let_it_lapse(self, tmp_path: Path) -> None:
        tool = Tool(tmp_path, LADDER, "Care profile", LADDER_BLANK)
        marked = {name: run(name, highlight="yellow") for name in ("Often hungry", "Meals are missed now and then")}
        two = [(name, 1, made) for name, made in marked.items()]
        decisions = decided(read_with(tool.form(*two), tool=tool), {"food": "3"})
        first = run("Regular and balanced meals", highlight="yellow")
        other = tool.form(("Regular and balanced meals", 1, first), two[0])
        assert len(read_with(other, decisions, tool).lapsed) == 1
        assert read_with(tool.form(*two), decisions, tool).lapsed == ()

    def test_several_options_that_add_up(self, tmp_path: Path) -> None:
        mapping = FIVE.replace("[checklist]", '[checklist]\nseveral = "add"')
        tool = Tool(tmp_path, mapping, "Risk tool", FIVE_BLANK)
        result = settled(tool, {"missing": "high, low"}, ("Missing", "Low", "perhaps"))
        assert chosen(result)["missing"] == "low, high"

    def test_an_answer_of_not_known_can_be_settled_and_be_one(self, tmp_path: Path) -> None:
        mapping = FIVE.replace("option = [", 'option = [\n  { id = "nk", label = "Not known", means = "unknown" },')
        blank = [[*row, "Not known" if not number else ""] for number, row in enumerate(FIVE_BLANK)]
        tool = Tool(tmp_path, mapping, "Risk tool", blank)
        found_out = settled(tool, {"gifts": "high"}, ("Gifts", "Not known", "x"))
        assert (chosen(found_out)["gifts"], "answer_unknown" in codes(found_out)) == ("high", False)
        not_known = settled(tool, {"gifts": "not known"}, ("Gifts", "Low", "x"), ("Gifts", "High", "x"))
        assert not_known.submission.checklist["gifts"].is_unknown
        assert {"answer_unknown", "settled"} <= codes(not_known)
        assert assessed(not_known).total < assessed(not_known).total_max


def test_points_that_people_enter(tmp_path: Path) -> None:
    mapping = """
[checklist]
answer = "Points given"
entered = "points"
group = [{ name = "All", factors = [
  { id = "missing", label = "Missing", points = 10 },
  { id = "gifts", label = "Gifts", points = 4 },
] }]
"""
    tool = Tool(tmp_path, mapping, "Risk tool", [["Factor", "Points given"], ["Missing", ""], ["Gifts", ""]])
    result = settled(tool, {"missing": "7", "gifts": "no"}, ("Missing", 1, "some"))
    assert (points(result), states(result)) == ({"missing": 7, "gifts": 0}, {"missing": "yes", "gifts": "no"})


class TestRounds:
    ENTRIES = ("Missing", "Initial", "?"), ("Gifts", "Initial", "x"), ("Gifts", "Review", "x")

    def test_each_round_is_an_entry_of_its_own(self, tmp_path: Path) -> None:
        tool = Tool(tmp_path, ROUNDS, "Risk tool", ROUNDS_BLANK)
        result = settled(tool, {"missing@initial": "10", "missing@review": "yes"}, *self.ENTRIES)
        missing = result.submission.checklist["missing"]
        assert [each.state for each in missing.rounds.values()] == ["yes", "yes", "blank"]
        assert (missing.state, missing.settled) == (FactorState.YES, missing.rounds["review"].settled)
        assert [(each.id, each.total, each.total_max) for each in assessed(result).rounds] == [
            ("initial", 14, 14),
            ("review", 14, 14),
        ]

    def test_one_that_does_not_count_leaves_the_row_as_it_is(self, tmp_path: Path) -> None:
        tool = Tool(tmp_path, ROUNDS, "Risk tool", ROUNDS_BLANK)
        entries = (("Missing", "Initial", "?"), ("Missing", "Review", "?"))
        result = settled(tool, {"missing@initial": "yes"}, *entries)
        missing = result.submission.checklist["missing"]
        assert (missing.state, missing.settled) == (FactorState.UNCLEAR, None)
        assert {"settled", "unclear_answer"} <= codes(result)

    def test_a_round_that_nobody_filled_in_is_not_begun_by_settling(self, tmp_path: Path) -> None:
        tool = Tool(tmp_path, ROUNDS, "Risk tool", ROUNDS_BLANK)
        result = tool.read(*self.ENTRIES)
        with pytest.raises(UsageProblem, match="nobody filled in that round") as problem:
            check_settling(result.submission, result.mapping, "missing@final", "yes", day=DAY)
        assert "settle initial or review" in problem.value.remedy
        assert "missing@final" not in open_entries(result.submission, result.mapping)

    def test_a_row_is_named_with_its_round(self, tmp_path: Path) -> None:
        result = Tool(tmp_path, ROUNDS, "Risk tool", ROUNDS_BLANK).read(*self.ENTRIES)
        with pytest.raises(UsageProblem, match="missing@initial, missing@review, missing@final"):
            check_settling(result.submission, result.mapping, "missing", "yes", day=DAY)

    def test_a_row_that_the_form_lacks(self, tmp_path: Path) -> None:
        tool = Tool(tmp_path, ROUNDS, "Risk tool", ROUNDS_BLANK)
        without = document("Risk tool", _table([row for row in ROUNDS_BLANK if row[0] != "Gifts"], "Missing", "x"))
        before = read_with(without, tool=tool)
        result = read_settled(without, {"gifts@initial": "yes"}, tool)
        assert before.submission.checklist["gifts"].state is FactorState.NOT_FOUND
        assert (points(result)["gifts"], result.submission.checklist["gifts"].state) == (4, FactorState.YES)
        assert raw_entries(result.submission) == raw_entries(before.submission)
        assert "factor_missing" not in codes(result)


def _table(blank: list[list[str]], label: str, entry: str) -> Element:
    return table([[*row[:2], entry, *row[3:]] if row[0] == label else row for row in blank])


class TestFields:
    def test_blanks_within_a_sentence(self, tmp_path: Path) -> None:
        tool = Tool(tmp_path, SENTENCE, HEADING, DOTS)
        line = "The assessment completed on early March had a score of ............ which is ______ risk."
        data = document(HEADING, line)
        wanted = {"previous_date": "3/3/2026", "previous_score": "57", "previous_level": "high"}
        result = read_settled(data, wanted, tool)
        assert values(result) == {
            "previous_date": dt.date(2026, 3, 3), "previous_score": 57, "previous_level": "high",
        }  # fmt: skip

    def test_parts_of_a_box(self, tmp_path: Path) -> None:
        blank = [["Name, date of birth and aliases", ""], ["Date completed and history", ""]]
        tool = Tool(tmp_path, COMPOSITE, HEADING, blank)
        entries = (blank[0][0], 1, "Example Child, DOB 31/02/2012"), (blank[1][0], 1, "early May, seen twice before")
        before = tool.read(*entries)
        assert before.submission.answers["born"].state is State.UNCLEAR
        result = settled(tool, {"born": "28/02/2012", "completed": "04/05/2026", "aliases": "Ex"}, *entries)
        found = values(result)
        assert (found["born"], found["completed"]) == (dt.date(2012, 2, 28), dt.date(2026, 5, 4))
        assert (found["aliases"], found["child"]) == ("Ex", before.submission.answers["child"].value)

    def test_a_choice_that_takes_several(self, tmp_path: Path) -> None:
        mapping = """
[[field]]
id = "status"
kind = "choice"
label = "Status"
several = true
choice = [
  { id = "cin", label = "Child in Need" },
  { id = "cp", label = "Child Protection" },
  { id = "eh", label = "EH" },
]
"""
        tool = Tool(tmp_path, mapping, HEADING, [["Status", ""], ["Other", ""]])
        result = settled(tool, {"status": "Child Protection, eh"}, ("Status", 1, "was CIN, now?"))
        assert values(result) == {"status": "cp, eh"}
        (found,) = [each for each in result.findings if each.code == "settled"]
        assert found.message == 'Status: settled as "Child Protection, EH" by Pat Example on 20/11/2026.'
