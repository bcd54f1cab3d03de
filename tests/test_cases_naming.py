"""What documents are called: the newest like its form, the others by their date, whatever came in first."""

from __future__ import annotations

import random
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cases.naming import Titled, base_of, dated_base, document_name, document_names, nearest


@pytest.mark.parametrize(
    ("name", "document"),
    [
        ("a.docx", "a.docx"), ("a.DOCX", "a.DOCX"), ("a.docm", "a.docm"), ("a.doc", "a.docx"), ("a.xlsx", "a.docx"),
        ("a.dotm", "a.docm"), ("Team A/b.c.odt", "Team A/b.c.docx"), ("a", "a.docx"), ("a.v2", "a.v2.docx"),
    ],
)  # fmt: skip
def test_every_form_becomes_a_word_document(name: str, document: str) -> None:
    assert document_name(name) == document


def titled(reference: str, name: str = "a.docx", completed: str = "", *, withdrawn: bool = False) -> Titled:
    return Titled(reference=reference, name=name, completed=completed, withdrawn=withdrawn)


def test_the_newest_is_called_like_its_form_and_the_others_by_their_date() -> None:
    found = document_names([titled("A", completed="2026-01-05"), titled("B", completed="2026-03-27"), titled("C")])
    assert found == {"A": "a 2026-01-05.docx", "B": "a.docx", "C": "a undated.docx"}


def test_one_that_was_withdrawn_makes_room() -> None:
    found = document_names([titled("A", completed="2026-01-05"), titled("B", completed="2026-03-27", withdrawn=True)])
    assert found == {"A": "a.docx", "B": "a 2026-03-27.docx"}


def test_several_of_one_day_are_numbered() -> None:
    found = document_names([titled(each, completed="2026-01-05") for each in "DCBA"])
    assert found == {
        "A": "a.docx", "B": "a 2026-01-05.docx", "C": "a 2026-01-05 (2).docx", "D": "a 2026-01-05 (3).docx",
    }  # fmt: skip


def test_names_that_some_systems_do_not_tell_apart_are_one_name() -> None:
    assert base_of("Team/A.docx") == base_of("team/a.DOC")
    found = document_names([titled("A", "A.docx", "2026-01-05"), titled("B", "a.doc", "2026-01-05")])
    assert found == {"A": "A.docx", "B": "a 2026-01-05.docx"}


def test_no_document_takes_the_name_of_another_form() -> None:
    two = [titled("A", completed="2026-01-05"), titled("B", completed="2026-03-27")]
    assert document_names(two, {"a 2026-01-05.docx"}.__contains__)["A"] == "a 2026-01-05 (2).docx"


@pytest.mark.parametrize(
    ("base", "other"),
    [
        ("a 2026-01-05.docx", "a.docx"), ("a undated.docm", "a.docm"), ("a 2026-01-05 (2).docx", "a.docx"),
        ("a.docx", ""), ("2026-01-05.docx", ""), ("a 2026-1-5.docx", ""),
    ],
)  # fmt: skip
def test_a_form_that_is_called_like_a_dated_document_is_known(base: str, other: str) -> None:
    assert dated_base(base) == other


NAMES = st.sampled_from(("a.docx", "A.docx", "a.doc", "a.DOCX"))
DAYS = st.sampled_from(("2026-01-05", "2026-03-27", "2026-03-28", ""))


@st.composite
def listed(draw: st.DrawFn) -> list[Titled]:
    references = draw(st.lists(st.sampled_from(string.ascii_uppercase), unique=True, max_size=9))
    return [titled(each, draw(NAMES), draw(DAYS), withdrawn=draw(st.booleans())) for each in references]


@given(listed(), st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(made: list[Titled], rng: random.Random) -> None:
    assert document_names(rng.sample(made, len(made))) == document_names(made)


@given(listed())
def test_no_two_documents_lie_in_one_place_on_any_system(made: list[Titled]) -> None:
    names = [name.casefold() for name in document_names(made).values()]
    assert len(names) == len(set(names)) == len(made)


@given(listed(), DAYS)
def test_the_newest_and_all_of_a_day_are_enough_to_name_those(made: list[Titled], day: str) -> None:
    whole = document_names(made)
    newest = [each for each in made if whole[each.reference].casefold() == "a.docx"]
    part = {each.reference: each for each in (*newest, *(each for each in made if each.completed == day))}
    assert document_names(part.values()) == {reference: whole[reference] for reference in part}


@given(listed())
def test_a_dated_document_leads_back_to_its_form(made: list[Titled]) -> None:
    for name in document_names(made).values():
        assert base_of(name) == "a.docx" or dated_base(base_of(name)) == "a.docx"


def test_a_mistyped_reference_has_a_nearest_one() -> None:
    assert nearest("K7QX2MB3PB", ["K7QX2MB3PA", "R3LAN5QK2C"]) == "K7QX2MB3PA"
    assert nearest("ZZZZZZZZZZ", ["K7QX2MB3PA", "R3LAN5QK2C"]) == ""
    assert nearest("K7QX2MB3PA", []) == ""
