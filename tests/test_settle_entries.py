"""What stands in each entry as it was read: the same from a submission and from its recorded result."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.cases.entries import Address, address, bound_to, raw_entries, recorded_entries
from pipeline.process.restore import recorded_submission
from tests.extent import often
from tests.formbuilder import CompletedForm, isolate, run, tick
from tests.generality import Tool
from tests.reading import read_result
from tests.settling import read_settled
from tests.shapes import cell, mark_run
from tests.test_generality_layout import LADDER, LADDER_BLANK
from tests.test_generality_scoring import FIVE, FIVE_BLANK, ROUNDS, ROUNDS_BLANK

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.process.result import Result


def entries(form: CompletedForm | Result) -> dict[str, str]:
    """Return what stands in the entries of a form, which is the same in its result JSON and in what is made of that."""
    result = read_result(form) if isinstance(form, CompletedForm) else form
    found, record = raw_entries(result.submission), result.json()
    assert recorded_entries(json.loads(record)) == found
    assert raw_entries(recorded_submission(record, result.mapping)) == found
    return found


# -- addresses ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("sen", Address(name="sen")),
        (" sen@review ", Address(name="sen", round="review")),
        ("actions[12].who", Address(name="actions", row=12, column="who")),
    ],
)
def test_an_address_and_what_it_says(text: str, found: Address) -> None:
    assert (address(text), str(found)) == (found, text.strip())


@pytest.mark.parametrize(
    "text", ["", "Sen", "sen.notes", "actions[0].who", "actions[1]", "a b", "sen@", "actions[1].who@x"]
)
def test_what_is_no_address(text: str) -> None:
    assert address(text) is None


# -- what stands there -------------------------------------------------------------------------------------------------


def test_text_counts_as_it_was_typed_white_space_apart() -> None:
    form = CompletedForm().put("date_of_birth", "about\t 2011").factor("sen", "TBC", notes="Waiting\nfor records")
    found = entries(form)
    assert (found["date_of_birth"], found["sen"], found["sen.notes"]) == ("about 2011", "TBC", "Waiting for records")
    assert (found["neet"], "neet.notes" in found) == ("", False)


def test_a_row_marked_by_formatting_is_no_blank_one() -> None:
    form = CompletedForm().put("child_name", "Example Child").weight("sen", highlight="yellow")
    found = entries(form)
    assert (found["sen"], found["neet"]) == ("⟦yes⟧", "")


def test_a_moved_tick_is_another_entry() -> None:
    ticked = [entries(CompletedForm().choose("outcome", option, before="✓ "))["outcome"] for option in ("low", "high")]
    assert ticked == ["✓ ⟦low⟧", "✓ ⟦high⟧"]


def test_marks_that_leave_a_choice_open_are_told_apart() -> None:
    def two(first: str, second: str) -> str:
        return entries(CompletedForm().choose("outcome", first, before="x ").choose("outcome", second, before="x "))[
            "outcome"
        ]

    assert two("low", "medium") == "x x ⟦low ticked; medium ticked⟧"
    assert two("low", "high") == "x x ⟦low ticked; high ticked⟧"


def test_a_type_that_chooses_its_level_is_an_entry_of_both() -> None:
    found = entries(CompletedForm().choose("exploitation_type", "CCE", under="medium", after=" x"))
    assert (found["outcome"], found["exploitation_type"]) == ("⟦medium⟧", "x ⟦CCE⟧")


def test_signs_that_leave_a_row_open_are_told() -> None:
    form = CompletedForm().put("child_name", "Example Child").factor("sen", run("5", strike=True))
    mark_run(isolate(form.row("neet"), "NEET"), highlight="yellow")
    found = entries(form)
    assert (found["sen"], found["neet"]) == ("5 ⟦struck out⟧", "⟦label marked⟧")


def test_a_ticked_box_is_its_sign() -> None:
    assert entries(CompletedForm().factor("sen", tick(True)))["sen"] == "☒"


def test_cells_of_tables_are_entries_and_rows_are_counted_as_they_are_filled_in() -> None:
    found = entries(CompletedForm().actions([("Talk", "Lee"), ("Visit", "", "1/4/2026")]))
    cells = {name: text for name, text in found.items() if name.startswith("actions[")}
    assert cells == {
        "actions[1].what": "Talk", "actions[1].who": "Lee", "actions[1].when": "", "actions[1].outcome": "",
        "actions[2].what": "Visit", "actions[2].who": "", "actions[2].when": "1/4/2026", "actions[2].outcome": "",
    }  # fmt: skip
    assert entries(CompletedForm().put("child_name", "Example Child"))["actions"] == ""


def test_options_by_column_tell_which(tmp_path: Path) -> None:
    tool = Tool(tmp_path, FIVE, "Risk tool", FIVE_BLANK)
    shaded = cell("", shade="FFFF00")
    result = tool.read(("Missing", "Low", "x"), ("Gifts", "High", "✓ since May"), ("Weapon", "Low", "maybe"))
    found = entries(result)
    assert (found["missing"], found["gifts"]) == ("Low x", "High")
    assert (found["weapon"], found["weapon.notes"]) == ("⟦low⟧", "maybe")
    assert entries(tool.read(("Missing", "High", shaded)))["missing"] == "High"


def test_rungs_of_a_ladder_tell_which(tmp_path: Path) -> None:
    tool = Tool(tmp_path, LADDER, "Care profile", LADDER_BLANK)
    result = tool.read(("Often hungry", "Tick", "x"), ("Warm and clean", "Tick", "x"), ("Cold or dirty", "Tick", "x"))
    found = entries(result)
    assert (found["food"], found["home"]) == ("Often hungry", "⟦1 ticked; 2 ticked⟧")


def test_rounds_are_entries_of_their_own(tmp_path: Path) -> None:
    tool = Tool(tmp_path, ROUNDS, "Risk tool", ROUNDS_BLANK)
    found = entries(tool.read(("Missing", "Initial", "10"), ("Missing", "Review", "?")))
    rounds = {name: text for name, text in found.items() if name.startswith("missing")}
    assert rounds == {"missing@initial": "10", "missing@review": "?", "missing@final": ""}


# -- what a decision is bound to ---------------------------------------------------------------------------------------


def test_a_decision_is_bound_to_what_was_entered_else_to_what_stands_beside_it() -> None:
    found = {
        "sen": "TBC", "sen.notes": "Waiting", "neet": "", "neet.notes": "Waiting",
        "actions[1].what": "Talk", "actions[1].who": "", "actions[1].when": "May",
    }  # fmt: skip
    assert bound_to("sen", found) == "TBC"
    assert bound_to("neet", found) == "(note) Waiting"
    assert bound_to("actions[1].who", found) == "(row) what: Talk; when: May"
    assert bound_to("actions[2].who", found) == bound_to("nrm", found) == ""


# -- old results -------------------------------------------------------------------------------------------------------


def test_a_result_that_an_older_version_recorded_is_read() -> None:
    form = CompletedForm().put("child_name", "Example Child").factor("sen", "5").choose("outcome", "low", before="x ")
    result = read_result(form)
    record = json.loads(result.json())
    assert not any(
        "signs" in each or "settled" in each for part in ("answers", "checklist") for each in record[part].values()
    )
    for answer in record["answers"].values():
        del answer["found_by"]
    assert recorded_entries(record)["sen"] == "5"
    assert recorded_submission(json.dumps(record), result.mapping).checklist["sen"].settled is None


@settings(max_examples=often(25, 100), deadline=None)
@given(
    st.dictionaries(st.sampled_from(["sen", "neet", "nrm", "attendance"]), st.text("x✓?10 TBC", max_size=6)),
    st.text("ab 1/", max_size=12),
    st.lists(st.tuples(st.text("ab ", max_size=4), st.text("cd", max_size=3)), max_size=2),
)
def test_results_and_submissions_say_the_same(typed: dict[str, str], born: str, actions: list[tuple[str, str]]) -> None:
    form = CompletedForm().put("child_name", "Example Child").put("date_of_birth", born).factors(typed).actions(actions)
    entries(form)


def test_settled_results_say_what_was_read() -> None:
    form = CompletedForm().put("child_name", "Example Child").factor("sen", "?").actions([("Talk", "")])
    values = {"sen": "yes", "actions[1].who": "Lee", "actions[2].what": "Visit", "outcome": "high", "harm": "Some"}
    result = read_settled(form, values)
    assert entries(result) == entries(form)
    again = recorded_submission(result.json(), result.mapping)
    assert again.answers["actions"].cells == result.submission.answers["actions"].cells
    for name in ("outcome", "harm"):
        assert (again.answers[name].value, again.answers[name].settled, again.answers[name].found_by) == (
            result.submission.answers[name].value, result.submission.answers[name].settled, "settled",
        )  # fmt: skip
    assert again.checklist["sen"].settled == result.submission.checklist["sen"].settled
