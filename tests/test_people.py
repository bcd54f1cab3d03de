"""Which words name a person: one child in the box of a name, somebody in a list of people."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from pipeline.people import are_several, first_name_in, is_one_person, names_somebody, says_who
from pipeline.submission import State
from tests.formbuilder import CompletedForm
from tests.reading import answer, codes, read_result


@pytest.mark.parametrize(
    "name",
    [
        "Robin Example", "robin example", "ROBIN EXAMPLE", "Example, Robin", "EXAMPLE, Robin James", "R. Example",
        "R.J. Example", "Robin Example-Ünal", "Robin d’Example", "Robin de la Example", "Robin bin Example", "Robin",
        "Miss Robin Example", "Robin Example (Rob)", "Robin “Rob” Example", "Robin Example aka Rob",
        "Child: Robin Example", "Robin Example\nlikes to be called Rob", "Robin Example née Sample",
        "Robin Example (he/him)", "Robin Example, 14", "Robin Example (aged 14)", "Robin Example - Mosaic 123456",
        "Robin Example (DOB 12/05/2011)", "Robin Example (F)", "Robin Example, Year 9",
        "Robin Example NHS number: 943 476 5919", "Robin Unknown-Example", "Ребека", "李小龍", "मोहन शर्मा",
        "Robin Example (was Sample)", "Robin Sample (now Robin Example)", "Robin Example (now Jo Example)",
        "Robin Child", "Will Example", "Robin Example III", "Robin Example (“Rob”).",
    ],
)  # fmt: skip
def test_one_person(name: str) -> None:
    assert (is_one_person(name), are_several(name)) == (True, False)
    assert answer(CompletedForm().put("child_name", *name.split("\n")), "child_name").value == name


@pytest.mark.parametrize(
    "typed",
    [
        "Robin and Jo Example", "Robin & Jo", "Robin/Jo Example", "Robin Example; Jo Example",
        "Robin, Jo and Sam Example", "Robin Example, Jo Example", "Robin, Jo, Sam", "Robin Example\nJo Example",
        "Robin Example Jo Example", "1. Robin 2. Jo", "Example twins", "the Example family",
        "Robin Example + 2 siblings", "Robin Example (Jo Example)", "Robin Example 12/05/2011\nJo 14/06/2013",
        "both Example children", "Robin (14), Jo (12)", "Robin Example with Jo Example",
    ],
)  # fmt: skip
def test_several_people(typed: str) -> None:
    form = CompletedForm().put("child_name", *typed.split("\n"))
    found = answer(form, "child_name")
    assert (found.state, found.raw) == (State.UNCLEAR, typed)
    assert codes(form, "child_name") == {"unclear_answer", "several_children"}


@pytest.mark.parametrize(
    "typed",
    [
        "TBC", "-", "x", "XXX", "?", "as above", "see front sheet", "See attached", "N/A", "not given",
        "name withheld", "Child A", "Unborn", "baby Example", "young person", "Young Robin", "«First_Name»",
        "{{ name }}", "[insert name]", "<name>", "${child}", "Robin Example?", "Robin Example - closed",
        "Robin Example moved to Essex, aunt's address", "12345", "ChildName", "Robin Example deceased", "T.B.C.",
        "redacted", "a", "mother: Jo Example", "Robin Example (sibling)",
        "Robin Example (was Jo Sample)", "Robin Example (was missing)", "Robin Example (now adopted)",
    ],
)  # fmt: skip
def test_what_names_nobody_for_certain(typed: str) -> None:
    found = answer(CompletedForm().put("child_name", typed), "child_name")
    assert (found.state, found.value, found.raw) == (State.UNCLEAR, None, typed)


def test_a_name_before_other_words_is_proposed() -> None:
    typed = "Robin Example - moved to his aunt’s address"
    (finding,) = [found for found in read_result(CompletedForm().put("child_name", typed)).findings if found.proposed]
    assert (finding.field, finding.proposed) == ("child_name", "Robin Example")
    assert "Robin" not in finding.message
    assert first_name_in("Robin Example and Jo Example") == ""


@settings(max_examples=150, deadline=None)
@given(
    sign=some.characters(categories=("S", "P", "N"), exclude_characters="'’ʼ`.,-‐‑()[]\"“”‘|;"),
    place=some.sampled_from(["Robin{s}Example", "{s}Robin Example", "Robin Example {s}", "Robin {s} Example"]),
)  # fmt: skip
def test_a_sign_that_no_name_has_is_never_a_name_in_silence(sign: str, place: str) -> None:
    typed = place.format(s=sign)
    shown = unicodedata.normalize("NFC", sign)
    parts_or_counts = shown.isdecimal() or shown in ":–—―‒−;`"
    assert parts_or_counts or not is_one_person(typed)


@pytest.mark.parametrize(
    "text",
    [
        "Jo Example", "jo example", "PC Example", "pc 1234 example", "Dr Example", "SW Jo Example",
        "Jo Example (DSL)", "E", "Jo Example attended", "Jo", "DSL: Jo Example", "Jo Example 01234 567890",
        "Jo Example; report sent", "Example, Jo", "Police - Sgt Example", "Jo Example/Sam Other",
    ],
)  # fmt: skip
def test_somebody_is_named(text: str) -> None:
    assert names_somebody(text)


@pytest.mark.parametrize(
    "text",
    [
        "None involved", "not invited", "Unallocated", "no school involvement", "as above", "x", "X", "-", "?", "n/a",
        "N/K", "Not yet allocated", "VACANT", "Vacant post", "to follow", "Awaiting", "Awaiting allocation", "TBC",
        "PC TBC", "School", "Duty officer", "Head of Year", "Invited - did not attend", "Contacted, no reply",
        "See above", "Declined", "Allocated worker to be confirmed", "GP surgery", "Various", "",
    ],
)  # fmt: skip
def test_nobody_is_named(text: str) -> None:
    assert not names_somebody(text)


@pytest.mark.parametrize(("text", "somebody"), [
    ("School", True), ("Mum", True), ("all agencies", True), ("SW", True), ("Jo", True), ("parents and school", True),
    ("TBC", False), ("?", False), ("to be confirmed", False), ("unallocated", False), ("x", False), ("N/A", False),
])  # fmt: skip
def test_who_acts_may_be_an_agency(text: str, somebody: bool) -> None:
    assert says_who(text) is somebody
