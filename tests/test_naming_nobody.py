"""What stands where a person or a day belongs, and names none: the rules of practice see through it and say it."""

from __future__ import annotations

import pytest

from pipeline.assess.times import names_a_time
from pipeline.people import stands_in
from tests.reading import read_result
from tests.test_rules import AGENCIES, found, good

TYPED_FOR_NOBODY = ["Nobody involved", "not invited", "Unallocated", "see above", "x", "TBC", "Vacant post", "?", "N/K"]


def with_police(name: str) -> list[list[str]]:
    """Return the usual people, with something else where the police officer's name belongs."""
    return [[name, *AGENCIES[0][1:]], *AGENCIES[1:]]


@pytest.mark.parametrize("typed", TYPED_FOR_NOBODY)
def test_an_agency_that_names_nobody(typed: str) -> None:
    (finding,) = found(good(agencies=with_police(typed)), "agencies_missing")
    assert finding.message == f"No person is named for: Police (“{typed}” stands there)."


@pytest.mark.parametrize("typed", ["PC 1234", "A. Vacant", "Sgt Example, invited", "example officer’s deputy: Jo Post"])
def test_an_agency_that_names_somebody(typed: str) -> None:
    assert found(good(agencies=with_police(typed)), "agencies_missing") == []


@pytest.mark.parametrize("field", ["safeguarding_lead", "team_manager"])
@pytest.mark.parametrize(
    "typed", ["Not yet allocated", "Vacant", "to follow", "Awaiting", "-", "DSL", "as above", "N/A"]
)
def test_a_lead_who_is_nobody(field: str, typed: str) -> None:
    (finding,) = found(good(**{field: typed}), "oversight_missing")
    assert f"named (“{typed}” stands there)" in finding.message


def test_words_that_may_tell_of_somebody_are_not_repeated() -> None:
    (finding,) = found(good(safeguarding_lead="waiting for word from her aunt"), "oversight_missing")
    assert "named." in finding.message


@pytest.mark.parametrize(
    "typed",
    [
        "Ongoing", "TBC", "?", "-", "n/a", "not agreed", "unknown", "when possible", "as needed", "in due course",
        "soon", "once allocated", "no date yet", "to be agreed", "under review", "if required",
        "TBC at the next meeting",
    ],
)  # fmt: skip
def test_an_action_without_a_day(typed: str) -> None:
    assert not names_a_time(typed)
    form = good().actions([["Lifts home", "School", "now"], ["A mentor", "Mum", typed]])
    (finding,) = found(form, "actions_incomplete")
    assert "row 2 (By when" in finding.message
    assert "row 1" not in finding.message


@pytest.mark.parametrize(
    "typed",
    [
        "28/04/2026", "3.5.26", "by Friday", "in two weeks", "4/52", "half term", "next core group", "ASAP",
        "May 2026", "end of the month", "Weekly", "done", "In place", "before the CIN review",
        "within 10 working days", "3rd", "Easter",
    ],
)  # fmt: skip
def test_an_action_with_a_day(typed: str) -> None:
    assert names_a_time(typed)


@pytest.mark.parametrize(("who", "is_missing"), [
    ("School", False), ("Mum and Dad", False), ("all", False), ("SW", False), ("TBC", True), ("to be allocated", True),
    ("someone", True), ("x", True),
])  # fmt: skip
def test_who_acts(who: str, is_missing: bool) -> None:
    assert bool(found(good().actions([["Lifts home", who, "now"]]), "actions_incomplete")) is is_missing


NOTHING_YET = [
    "Not yet", "n/a - not 17", "N/A (under 18)", "not 17 yet", "Too young", "not required at this stage", "to follow",
    "To be discussed at the next review", "Pending", "Not applicable until 18", "only 16", "x", "—", "none", "TBC",
    "nil",
]  # fmt: skip


@pytest.mark.parametrize("typed", NOTHING_YET)
def test_a_transition_that_has_not_begun(typed: str) -> None:
    assert stands_in(typed)
    form = good(born="12/10/2009", transition_pathway=typed)
    (finding,) = found(form, "transition")
    assert finding.message.endswith(f"not filled in (“{typed}” stands there).")
    assert read_result(form).submission.answers["transition_pathway"].value == typed


@pytest.mark.parametrize(
    "typed", ["Not yet; adult services met in May", "Adult team meets her before 18", "PA allocated"]
)
def test_a_transition_that_has_begun(typed: str) -> None:
    assert found(good(born="12/10/2009", transition_pathway=typed), "transition") == []
