"""Which versions are one assessment: form, child and day, or bridged by our mark or the same place."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cases.grouping import Said, differs_by_much, grouped, together
from pipeline.cases.version import Version
from tests.cases import AMELIA, ANOTHER_DAY, BOB, DAY, version

YES, NO = dict.fromkeys("abcdefgh", "yes"), dict.fromkeys("abcdefgh", "no")
PEOPLE = (AMELIA, {**AMELIA, "number": "4711"}, {**AMELIA, "number": "4712"}, BOB, {"name": "Amelia Example"}, {})


@st.composite
def versions(draw: st.DrawFn) -> list[Version]:
    """Make up versions of a few assessments, some made from others, some at one place."""
    made: list[Version] = []
    for number in range(draw(st.integers(1, 7))):
        made.append(
            version(
                f"version {number}",
                made_from=draw(st.sampled_from((None, *made))),
                places=draw(st.sampled_from(((), ("one.docx",), ("one.docx", "other.docx")))),
                written=float(number),
                entries=draw(st.sampled_from(({}, YES, NO))),
                on=draw(st.sampled_from((DAY, ANOTHER_DAY, ""))),
                assessor=draw(st.sampled_from(("", "Priya Shah", "Huw Prosser"))),
                **draw(st.sampled_from(PEOPLE)),
            )
        )
    return made


def texts(*versions_: Version) -> set[frozenset[str]]:
    """Return the assessments that versions come to, by their digests."""
    return {frozenset(each.sha256 for each in group) for group in grouped(versions_)}


def are_one(*versions_: Version) -> bool:
    return len(grouped(versions_)) == 1


# -- equal parts join --------------------------------------------------------------------------------------------------


def test_the_same_child_on_the_same_day_is_one_assessment() -> None:
    assert are_one(version("one", on=DAY, **AMELIA), version("v2", on=DAY, name="EXAMPLE Amélia", born="2010-03-04"))


def test_another_day_is_another_assessment_also_at_the_same_place() -> None:
    assert not are_one(
        version("one", on=DAY, places=["a.docx"], **AMELIA), version("two", on=ANOTHER_DAY, places=["a.docx"], **AMELIA)
    )


def test_another_child_is_another_assessment_also_at_the_same_place() -> None:
    assert not are_one(
        version("one", on=DAY, places=["a.docx"], **AMELIA), version("two", on=DAY, places=["a.docx"], **BOB)
    )


def test_a_later_version_may_know_more_than_an_earlier_one() -> None:
    assert are_one(version("one", on=DAY, **AMELIA), version("v2", on=DAY, number="4711", **AMELIA))


def test_where_two_numbers_share_a_name_one_without_a_number_stays_by_itself() -> None:
    one, other = (version(number, on=DAY, number=number, **AMELIA) for number in ("4711", "4712"))
    unknown = version("unknown", on=DAY, **AMELIA)
    assert texts(one, other, unknown) == {frozenset({each.sha256}) for each in (one, other, unknown)}


def test_two_people_who_assess_on_one_day_make_two_assessments() -> None:
    assert not are_one(
        version("one", on=DAY, assessor="Priya Shah", **AMELIA),
        version("two", on=DAY, assessor="Huw Prosser", **AMELIA),
    )


@pytest.mark.parametrize("assessor", ["", "priya shah", "Shah, Priya", "Priya Shaw"])
def test_a_name_of_the_assessor_that_is_written_otherwise_is_no_other_person(assessor: str) -> None:
    assert are_one(
        version("one", on=DAY, assessor="Priya Shah", **AMELIA), version("v2", on=DAY, assessor=assessor, **AMELIA)
    )


def test_two_forms_with_hardly_an_entry_alike_are_two() -> None:
    one, other = version("one", on=DAY, entries=YES, **AMELIA), version("other", on=DAY, entries=NO, **AMELIA)
    assert not are_one(one, other)


# -- our mark ----------------------------------------------------------------------------------------------------------


def test_a_result_that_was_typed_over_is_a_version_whatever_was_changed() -> None:
    form = version("form", on=DAY, assessor="Priya Shah", entries=YES, **AMELIA)
    assert are_one(form, version("typed over", made_from=form, on=DAY, assessor="Huw Prosser", entries=NO, **AMELIA))


def test_a_result_bridges_what_is_not_known() -> None:
    form = version("form", name="Amelia Example")
    assert are_one(form, version("answered", made_from=form, on=DAY, **AMELIA))


@pytest.mark.parametrize("changed", [{"on": ANOTHER_DAY, **AMELIA}, {"on": DAY, **BOB}])
def test_the_next_assessment_that_was_started_from_a_result_is_another(changed: dict[str, str]) -> None:
    form = version("form", on=DAY, **AMELIA)
    assert not are_one(form, version("next", made_from=form, **changed))


# -- the same place ----------------------------------------------------------------------------------------------------


def test_what_is_not_known_is_bridged_by_the_same_place() -> None:
    assert are_one(
        version("one", on=DAY, places=["a.docx"], **AMELIA), version("two", name="Amelia Example", places=["a.docx"])
    )
    assert not are_one(
        version("one", on=DAY, places=["a.docx"], **AMELIA), version("two", name="Amelia Example", places=["b.docx"])
    )


def test_a_form_that_nobody_can_place_goes_with_the_one_right_before_it() -> None:
    held = [
        version("amelia", on=DAY, places=["a.docx"], written=1.0, **AMELIA),
        version("bob", on=DAY, places=["a.docx"], written=2.0, **BOB),
        version("unclear", places=["a.docx"], written=3.0),
    ]
    assert texts(*held) == {frozenset({held[0].sha256}), frozenset({held[1].sha256, held[2].sha256})}


def test_two_known_assessments_are_never_bridged_by_an_unknown_one_between_them() -> None:
    one, unknown, other = (
        version("one", on=DAY, places=["a.docx"], written=1.0, **AMELIA),
        version("unknown", places=["a.docx"], written=2.0),
        version("other", on=ANOTHER_DAY, places=["a.docx"], written=3.0, **AMELIA),
    )
    assert texts(one, unknown, other) == {frozenset({one.sha256, unknown.sha256}), frozenset({other.sha256})}


# -- always ------------------------------------------------------------------------------------------------------------


def contradict(one: Version, other: Version) -> bool:
    return Said.of(one.identity).contradicts(Said.of(other.identity))


@given(versions(), st.randoms(use_true_random=False))
def test_the_order_of_arguments_does_not_matter(made: list[Version], rng: random.Random) -> None:
    assert [list(map(str, group)) for group in grouped(rng.sample(made, len(made)))] == [
        list(map(str, group)) for group in grouped(made)
    ]


@given(versions())
def test_each_version_is_in_one_assessment_and_none_contradicts_another(made: list[Version]) -> None:
    groups = grouped(made)
    assert sorted(each.sha256 for group in groups for each in group) == sorted(each.sha256 for each in made)
    assert not any(contradict(one, other) for group in groups for one in group for other in group)


@given(versions())
def test_a_contradiction_is_mutual_and_nothing_contradicts_itself(made: list[Version]) -> None:
    for one in made:
        assert not contradict(one, one)
        for other in made:
            assert contradict(one, other) == contradict(other, one)


# -- how much differs --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (YES, YES, False),
        (YES, NO, True),
        (YES, {**YES, "a": "no"}, False),
        ({}, YES, False),
        ({"a": "yes"}, {**YES, "i": "more", "j": "more"}, False),
        (dict.fromkeys("abcd", "yes"), dict.fromkeys("abcd", "no"), False),
        ({**YES, "a": " yes "}, YES, False),
    ],
)
def test_over_a_quarter_differs_unless_one_only_adds_to_the_other(
    one: dict[str, str], other: dict[str, str], expected: bool
) -> None:
    assert differs_by_much(one, other) is expected
    assert differs_by_much(other, one) is expected


# -- when a person said that the child is one --------------------------------------------------------------------------


def test_records_of_one_day_become_versions_of_one_when_their_children_are_one() -> None:
    right, wrong = (
        version("right", on=DAY, **AMELIA),
        version("wrong", on=DAY, name="Amelia Exampel", born="2010-03-04"),
    )
    assert not are_one(right, wrong)
    assert len(together([(right,), (wrong,)])) == 1


def test_two_who_assessed_and_forms_that_differ_stay_two_all_the_same() -> None:
    one = version("one", on=DAY, assessor="Priya Shah", entries=YES, **AMELIA)
    assert len(together([(one,), (version("two", on=DAY, assessor="Huw Prosser", entries=YES, **BOB),)])) == 2
    assert len(together([(one,), (version("three", on=DAY, entries=NO, **BOB),)])) == 2
