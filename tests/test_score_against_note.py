"""A score and its own note: notes score nothing, but one that plainly says the opposite makes the score unclear."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.submission import FactorState
from tests.formbuilder import CompletedForm
from tests.generality import Tool, rows, states
from tests.reading import codes, factor, read_result

if TYPE_CHECKING:
    from pathlib import Path

YES, NO, UNCLEAR = FactorState.YES, FactorState.NO, FactorState.UNCLEAR


def state(entry: str, note: str, row: str = "wanted_missing") -> FactorState:
    return factor(CompletedForm().factor(row, entry, note), row).state


@pytest.mark.parametrize(
    "note",
    [
        "No", "no.", "None", "Nil", "N/A", "n/a - never missing", "Not applicable", "Does not apply to her", "0",
        "none known at this time", "No evidence of this", "Nothing recorded to date", "No known concerns", "never",
        "no longer a concern", "Ruled out", "ruled out by CAMHS", "Unfounded", "should be 0", "disregard",
        "Not known to us", "not known by this service", "Unknown to us", "We are not aware of any", "Nothing to report",
        "Nil of note", "nothing of concern", "No risk identified", "There are no known concerns", "No disclosure made",
        "As far as we know no", "Not to our knowledge", "none that we are aware of", "We have no information",
    ],
)  # fmt: skip
def test_a_note_that_denies_the_score(note: str) -> None:
    form = CompletedForm().factor("wanted_missing", "10", note)
    assert (factor(form, "wanted_missing").state, factor(form, "wanted_missing").notes) == (UNCLEAR, note)
    assert "unclear_answer" in codes(form, "wanted_missing")


@pytest.mark.parametrize(
    "note",
    [
        "Yes",
        "YES - twice in May",
        "3 incidents in May",
        "Ongoing",
        "current concern",
        "should be yes",
        "yes in May",
        "Y",
        "10",
        "x",
        "✓",
        "applies",
    ],
)
@pytest.mark.parametrize("entry", ["No", "0", "-"])
def test_a_note_that_says_yes_beside_a_no(entry: str, note: str) -> None:
    assert state(entry, note) is UNCLEAR


@pytest.mark.parametrize("note", ["?", "TBC", "unknown", "to be confirmed", "possibly", "not confirmed", "unverified"])
@pytest.mark.parametrize("entry", ["10", "No"])
def test_a_note_that_says_that_it_is_not_known(entry: str, note: str) -> None:
    assert state(entry, note) is UNCLEAR


@pytest.mark.parametrize(
    "note",
    [
        "Sister's form, not this child", "his brother", "this is his sister", "Sibling only",
        "relates to an older brother", "wrong row", "scored in error", "Not about this young person",
        "see twin’s assessment",
    ],
)  # fmt: skip
def test_a_note_on_somebody_else(note: str) -> None:
    assert state("10", note) is UNCLEAR


def test_the_score_is_proposed() -> None:
    result = read_result(CompletedForm().factor("wanted_missing", "10", "No").factor("sen", "No", "Yes"))
    asked = {found.field: found.proposed for found in result.findings if found.code == "unclear_answer"}
    assert (asked["wanted_missing"], asked["sen"]) == ("yes", "no")
    assert result.assessment.factor_points == 0


@pytest.mark.parametrize(
    "note",
    [
        "No school knew where he was", "Never home at night", "Not seen since Monday", "-", "–", "Mother was too",
        "Found with his brother", "No contact since Friday: police informed", "Arrested with another child", "weekly",
        "No concerns from school, police differ", "No concerns, but missing twice", "No known concerns until May",
        "Not known - until last month", "School have no concerns", "Denies it", "not known to CAMHS",
        "No money and begs", "No concerns\nHowever, missing in June", "N/A; before May, daily since",
    ],
)  # fmt: skip
def test_words_that_only_begin_like_a_denial_are_a_note(note: str) -> None:
    assert state("10", note) is YES


@pytest.mark.parametrize(
    "note", ["No concerns", "n/a", "Agreed", "was missing in 2023", "Attends daily", "None known", "-"]
)
def test_what_goes_with_a_no_is_a_note(note: str) -> None:
    assert state("No", note) is NO


def test_no_concerns_beside_a_row_without_points_is_praise() -> None:
    assert state("Yes", "No concerns", "parental_engagement") is YES


OPTIONS = """
[[checklist]]
notes = "Notes"
option = [{ id = "yes", label = "Yes", points = 5 }, { id = "no", label = "No", points = 0 }]
group = [{ name = "Home", factors = [{ id = "alone", label = "Is alone" }] }]

[[checklist]]
answer = "How often"
more_notes = ["Comments"]
option = [{ id = "often", label = "Often", points = 5 }, { id = "never", label = "Never", points = 0 }]
group = [{ name = "Out", factors = [{ id = "late", label = "Comes late" }] }]
"""


@pytest.mark.parametrize(
    ("note", "is_asked"),
    [("No concerns", True), ("Not known to us", True), ("N/A", True), ("No money and begs", False), ("weekly", False)],
)
def test_so_is_an_option_that_has_points(tmp_path: Path, note: str, is_asked: bool) -> None:
    form = Tool(tmp_path, OPTIONS, "The form", rows("Home | Yes | No | Notes\nIs alone | | |"), "Out of home",
                rows("Out | How often | Comments\nComes late | |"))  # fmt: skip
    result = form.read(
        ("Is alone", "Yes", "x"), ("Is alone", "Notes", note),
        ("Comes late", "How often", "Often"), ("Comes late", "Comments", note),
    )  # fmt: skip
    assert set(states(result).values()) == {"unclear" if is_asked else "yes"}
