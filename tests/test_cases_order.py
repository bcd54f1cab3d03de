"""In which order versions came about: by mark, by the date inside, by receipt, by the file's own time."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cases.order import Lineage, in_order, is_tied, ties
from pipeline.cases.version import Version
from tests.cases import version


@st.composite
def versions(draw: st.DrawFn) -> list[Version]:
    """Make up versions, some of them made from others."""
    made: list[Version] = []
    for number in range(draw(st.integers(1, 7))):
        made.append(
            version(
                f"version {number}",
                made_from=draw(st.sampled_from((None, *made))),
                saved=draw(st.sampled_from(("", "2026-05-01T10:00:00", "2026-05-02T10:00:00", "2026-05-03T10:00:00"))),
                run=draw(st.integers(1, 3)),
                written=draw(st.sampled_from((0.0, 1e9, 2e9))),
            )
        )
    return made


def test_the_date_inside_the_document_decides_whatever_came_first() -> None:
    newer, older = version("newer", saved="2026-05-02", run=1), version("older", saved="2026-05-01", run=2)
    assert in_order([newer, older]) == (older, newer)


def test_the_day_of_the_mail_stands_in_for_a_date_inside() -> None:
    first, second = version("first", sent="2026-05-01", run=2), version("second", saved="2026-05-02", run=1)
    assert in_order([second, first]) == (first, second)


def test_without_dates_what_was_received_later_is_later() -> None:
    first, second = version("first", run=1, written=2e9), version("second", run=2, written=1e9)
    assert in_order([second, first]) == (first, second)


def test_of_one_run_the_files_own_time_decides() -> None:
    first, second = version("first", written=1e9), version("second", written=2e9)
    assert in_order([second, first]) == (first, second)


def test_one_without_a_date_goes_behind_what_was_received_before_it() -> None:
    dated = [version(f"{day}", saved=f"2026-05-0{day}", run=day) for day in (1, 2, 3)]
    undated = version("undated", run=2, written=1.0)
    assert in_order([undated, *dated]) == (dated[0], dated[1], undated, dated[2])


def test_what_was_made_from_another_comes_after_it_whatever_its_dates_say() -> None:
    form = version("form", saved="2026-05-03")
    corrected = version("corrected", made_from=form, saved="2026-05-01")
    again = version("again", made_from=corrected, saved="2026-05-02")
    assert in_order([again, corrected, form]) == (form, corrected, again)


def test_the_version_that_a_person_pinned_counts() -> None:
    first, second = version("first", saved="2026-05-01"), version("second", saved="2026-05-02")
    assert in_order([first, second], pinned=first.sha256) == (second, first)


@given(versions(), st.randoms(use_true_random=False))
def test_the_order_of_arguments_does_not_matter(made: list[Version], rng: random.Random) -> None:
    assert in_order(rng.sample(made, len(made))) == in_order(made)


@given(versions())
def test_every_version_stands_behind_what_it_was_made_from(made: list[Version]) -> None:
    ordered = in_order(made)
    assert sorted(each.sha256 for each in ordered) == sorted(each.sha256 for each in made)
    places = {each.mark: place for place, each in enumerate(ordered)}
    assert all(places[each.parent] < places[each.mark] for each in made if each.parent)


@given(versions())
def test_dates_decide_between_versions_that_have_one_and_no_mark(made: list[Version]) -> None:
    dated = [each.modified for each in in_order(each for each in made if not each.parent) if each.modified]
    assert dated == sorted(dated)


def test_marks_that_name_each_other_in_a_circle_lose_no_version() -> None:
    one, other = version("one"), version("other")
    forged = [version("one", made_from=other), version("other", made_from=one), version("third")]
    assert set(map(str, in_order(forged))) == set(map(str, forged))


# -- ties --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (version("one"), version("other"), True),
        (version("one", written=1e9), version("other", written=1e9), True),
        (version("one", written=1e9), version("other", written=2e9), False),
        (version("one"), version("other", written=2e9), True),
        (version("one", run=1), version("other", run=2), False),
        (version("one", saved="2026-05-01"), version("other", saved="2026-05-02"), False),
        (version("one", saved="2026-05-01"), version("other", saved="2026-05-01"), True),
        (version("one", saved="2026-05-01"), version("other"), True),
    ],
)
def test_two_are_tied_where_nothing_that_both_say_differs(one: Version, other: Version, expected: bool) -> None:
    assert is_tied(one, other) is expected
    assert is_tied(other, one) is expected


def test_a_tie_names_the_last_version_and_those_that_might_be() -> None:
    first, one, other = version("first", saved="2026-05-01"), version("one"), version("other")
    ordered = in_order([first, one, other], pinned="")
    assert set(map(str, ties(ordered[-2:], Lineage(ordered)))) == {str(ordered[-2]), str(ordered[-1])}


def test_a_version_that_was_made_from_another_is_not_tied_with_it() -> None:
    form = version("form")
    ordered = in_order([form, version("corrected", made_from=form)])
    assert ties(ordered, Lineage(ordered)) == ()


@given(versions(), st.randoms(use_true_random=False))
def test_ties_are_symmetric_and_the_same_in_any_order(made: list[Version], rng: random.Random) -> None:
    ordered = in_order(made)
    assert ties(ordered, Lineage(made)) == ties(in_order(rng.sample(made, len(made))), Lineage(made))
    assert all(is_tied(one, other) == is_tied(other, one) for one in made for other in made)
