"""Values as people type them when they settle an entry: each way to say a thing, and nothing guessed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from pipeline.cases.values import FactorValue, factor_value, field_value
from pipeline.errors import UsageProblem
from pipeline.mapping.model import Checklist, Field
from pipeline.mapping.strict.models import checked
from pipeline.submission import Choices, FactorState

YES, NO = FactorValue(state=FactorState.YES), FactorValue(state=FactorState.NO)


def checklist(points: int = 10, **more: Any) -> Checklist:
    """Make a checklist with one row."""
    rows = [{"id": "missing", "label": "Missing", "points": points}]
    return checked(Checklist, {"answer": "Score", "group": [{"name": "All", "factors": rows}], **more})


def said(of: Checklist, text: str) -> FactorValue:
    return factor_value(of, of.factors[0], text)


OPTIONS = {
    "option": [
        {"id": "low", "label": "Low risk", "also": ["minor"], "points": 1},
        {"id": "high", "label": "High risk: act now", "points": 3},
        {"id": "nk", "label": "Not known", "means": "unknown"},
        {"id": "none", "label": "No", "points": 0},
    ]
}


@pytest.mark.parametrize(
    "text", ["yes", "Y", " applies ", "It applies", "10", "✓", "✔️", "☒", "x", "Tick", "true", "❎", "yep"]
)
def test_a_row_applies(text: str) -> None:
    assert said(checklist(), text) == YES


@pytest.mark.parametrize("text", ["no", "N", "does not apply", "Doesn’t apply", "0", "n/a", "☐", "❑", "none.", "false"])
def test_a_row_does_not_apply(text: str) -> None:
    assert said(checklist(), text) == NO


@pytest.mark.parametrize("text", ["5", "TBC", "yes?", "perhaps", "10 points", "", "yes no", "-"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(UsageProblem, match="Missing takes yes, no, 10 or 0"):
        said(checklist(), text)


@pytest.mark.parametrize("text", ["0", "10"])
def test_a_number_says_nothing_where_the_weight_is_0(text: str) -> None:
    with pytest.raises(UsageProblem, match="Missing takes yes or no"):
        said(checklist(0), text)


@pytest.mark.parametrize(("text", "points"), [("0", 0), ("no", 0), ("4", 4), ("10", 10)])
def test_points_are_taken_where_they_count(text: str, points: int) -> None:
    found = said(checklist(entered="points"), text)
    assert (found.number, found.state) == (points, FactorState.YES if points else FactorState.NO)


@pytest.mark.parametrize("text", ["11", "-1", "yes", "4.5", "four"])
def test_points_that_the_row_does_not_have_are_refused(text: str) -> None:
    with pytest.raises(UsageProblem, match="a whole number, 0 to 10"):
        said(checklist(entered="points"), text)


@pytest.mark.parametrize(
    ("text", "option", "state"),
    [
        ("low", "low", "yes"), ("LOW RISK", "low", "yes"), ("minor", "low", "yes"), ("1", "low", "yes"),
        ("High risk", "high", "yes"), ("3", "high", "yes"), ("high risk: act now", "high", "yes"),
        ("not known", "nk", "unclear"), ("No", "none", "no"), ("none", "none", "no"),
    ],
)  # fmt: skip
def test_an_option_by_id_label_alias_or_points(text: str, option: str, state: str) -> None:
    found = said(checklist(**OPTIONS), text)
    assert (found.chosen, found.state.value) == ((option,), state)


@pytest.mark.parametrize("text", ["yes", "low, high", "0", "2", "highest"])
def test_what_could_be_several_options_or_none_is_refused(text: str) -> None:
    with pytest.raises(UsageProblem, match="Missing takes"):
        said(checklist(**OPTIONS), text)


def test_yes_and_no_are_options_where_only_one_says_so() -> None:
    options = {
        "option": [{"id": "seen", "label": "Seen", "points": 2}, {"id": "not_seen", "label": "Not", "points": 0}]
    }
    assert said(checklist(**options), "yes").chosen == ("seen",)
    assert said(checklist(**options), "✓").chosen == ("seen",)
    assert said(checklist(**options), "no").chosen == ("not_seen",)


def test_several_options_where_they_count_together() -> None:
    found = said(checklist(several="add", **OPTIONS), "high risk; low")
    assert (found.chosen, found.state) == (("low", "high"), FactorState.YES)


def field(kind: str, **more: Any) -> Field:
    return checked(Field, {"id": "asked", "kind": kind, "label": "Asked:", **more})


STATUS = [
    {"id": "CIN", "label": "CIN", "also": ["Child in Need", "S.17"]},
    {"id": "CP", "label": "CP: on a plan", "also": ["Child Protection"]},
]


@pytest.mark.parametrize("text", ["1/2/2012", "01/02/2012", "2012-02-01", " 1.2.2012 ", "01-02-2012"])
def test_a_date_is_day_first_or_iso(text: str) -> None:
    assert field_value(field("date"), text) == dt.date(2012, 2, 1)


@pytest.mark.parametrize(
    "text", ["1/2/12", "13/13/2012", "30/02/2012", "2012", "May 2012", "2012-2", "1/2/3012", "tbc", ""]
)
def test_any_other_date_is_refused(text: str) -> None:
    with pytest.raises(UsageProblem, match=r"^Asked"):
        field_value(field("date"), text)


@pytest.mark.parametrize(("text", "value"), [("7", 7), (" 012 ", 12), ("0", 0), ("37.4", 37.4)])
def test_a_number(text: str, value: float) -> None:
    assert field_value(field("number"), text) == value


@pytest.mark.parametrize("text", ["7.5.1", "7,5", "-3", "seven", "1234567", "٣ "])
def test_any_other_number_is_refused(text: str) -> None:
    with pytest.raises(UsageProblem, match="Asked takes a number"):
        field_value(field("number"), text)


@pytest.mark.parametrize("text", ["374", "3.7", "36.85"])
def test_a_number_that_the_form_does_not_take_is_refused(text: str) -> None:
    with pytest.raises(UsageProblem, match=r"Asked (takes|can't be)"):
        field_value(field("number", decimals=1, at_least=30, at_most=45), text)


@pytest.mark.parametrize("text", ["CP", "cp", "Child protection", "CP: on a plan"])
def test_a_choice_by_any_of_its_wordings(text: str) -> None:
    assert field_value(field("choice", choice=STATUS), text) == "CP"


@pytest.mark.parametrize("text", ["CP, child in need", "S.17; CP", "CP\nCIN", "CIN, CP, CP"])
def test_several_choices_come_in_printed_order(text: str) -> None:
    assert field_value(field("choice", choice=STATUS, several=True), text) == Choices(("CIN", "CP"))


@pytest.mark.parametrize(("text", "several"), [("CP, CIN", False), ("CP, LAC", True), ("", True), (",", True)])
def test_choices_that_there_are_not_are_refused(text: str, several: bool) -> None:
    with pytest.raises(UsageProblem, match="'CIN' or 'CP'"):
        field_value(field("choice", choice=STATUS, several=several), text)


@pytest.mark.parametrize("kind", ["text", "narrative"])
def test_a_text_is_taken_as_it_is(kind: str) -> None:
    assert field_value(field(kind), "  Two lines,\nwith “quotes” & more. ") == "Two lines,\nwith “quotes” & more."
