"""A score and its own note: notes score nothing, but one that plainly says the opposite makes the score unclear."""

from __future__ import annotations

import pytest

from pipeline.submission import FactorState
from tests.formbuilder import CompletedForm
from tests.reading import codes, factor, read_result

YES, NO, UNCLEAR = FactorState.YES, FactorState.NO, FactorState.UNCLEAR


def state(entry: str, note: str, row: str = "wanted_missing") -> FactorState:
    return factor(CompletedForm().factor(row, entry, note), row).state


@pytest.mark.parametrize(
    "note",
    [
        "No", "no.", "None", "Nil", "N/A", "n/a - never missing", "Not applicable", "Does not apply to her", "0",
        "none known at this time", "No evidence of this", "Nothing recorded to date", "No known concerns", "never",
        "no longer a concern", "Ruled out", "ruled out by CAMHS", "Unfounded", "should be 0", "disregard",
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
