"""Whose records are one child's: by number, else by name and date of birth, and by what people said."""

from __future__ import annotations

import datetime as dt
import random
from itertools import combinations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pipeline.cases.child import (
    Person,
    Record,
    Verdict,
    is_like,
    link,
    name_key,
    nodes_of,
    number_key,
    slips_of,
)  # fmt: skip
from pipeline.cases.grouping import Said
from pipeline.cases.version import Identity
from tests.cases import AMELIA, children, record, said

PEOPLE = (
    AMELIA,
    {**AMELIA, "number": "4711"},
    {**AMELIA, "number": "4712"},
    {"number": "4711"},
    {"number": "4711", "name": "Bob Invented", "born": "2011-07-08"},
    {"name": "Bob Invented", "born": "2011-07-08"},
    {"name": "Amelia Example"},
    {},
)


@st.composite
def records(draw: st.DrawFn) -> list[Record]:
    """Make up records about a few children, some of whom share a number, or name and date of birth."""
    people = draw(st.lists(st.sampled_from(PEOPLE), min_size=2, max_size=8))
    return [record(f"R{number}", **person) for number, person in enumerate(people)]


@st.composite
def verdicts(draw: st.DrawFn, among: list[Record]) -> list[Verdict]:
    pairs = st.sampled_from([(one.reference, other.reference) for one, other in combinations(among, 2)])
    return [said(*pair, are_one=draw(st.booleans())) for pair in draw(st.lists(pairs, max_size=5))]


# -- names and numbers -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "other",
    [
        "ZOË O'MALLEY", "O’Malley, Zoë", "Zoe Omalley", "zoe  o`malley", "Zoë O'Malley (known as Zozo)",
        "Zoë (known as Zozo) O'Malley", "Zoë O'Malley [was Smith]",
    ],
)  # fmt: skip
def test_a_name_is_the_same_however_it_is_written(other: str) -> None:
    assert name_key("Zoë O'Malley") == name_key(other)


@pytest.mark.parametrize("other", ["Zoë Malley", "Zoë O'Malley-Smith", "Joe O'Malley", ""])
def test_another_name_is_another(other: str) -> None:
    assert name_key("Zoë O'Malley") != name_key(other)


@given(st.text(max_size=20), st.text(alphabet="abc XYZé'", max_size=12))
def test_what_stands_in_brackets_is_no_part_of_a_name(name: str, known_as: str) -> None:
    assume(not set("()[]") & set(name))
    assert name_key(f"{name} (known as {known_as})") == name_key(name)


@given(st.lists(st.text(alphabet="abcdef", min_size=1, max_size=5), max_size=4).flatmap(
    lambda words: st.tuples(st.just(words), st.permutations(words))
))  # fmt: skip
def test_the_order_of_words_does_not_matter(words: tuple[list[str], list[str]]) -> None:
    assert name_key(" ".join(words[0])) == name_key(", ".join(words[1]))


@pytest.mark.parametrize("written", ["943 476 5919", "943-476-5919", "9434765919", " 943/476/5919 "])
def test_a_number_is_the_same_whatever_stands_between_its_digits(written: str) -> None:
    assert number_key(written) == "9434765919"


@pytest.mark.parametrize("written", ["", "N/A", "unknown", "-", "000 000", "0"])
def test_what_says_that_there_is_no_number_is_none(written: str) -> None:
    assert number_key(written) == ""
    assert nodes_of(Identity(form="form", number=written)) == ()


def test_an_index_shows_neither_name_nor_number() -> None:
    nodes = nodes_of(Identity(form="form", number="4711", **AMELIA))
    assert len(nodes) == 2
    assert not any(word in node for node in nodes for word in ("amelia", "4711", "2010"))


# -- one child or two --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (AMELIA, AMELIA, "same"),
        ({**AMELIA, "number": "4711"}, {"number": "4711", "name": "Bob", "born": "2011-07-08"}, "same"),
        ({**AMELIA, "number": "4711"}, {**AMELIA, "number": "4712"}, "other"),
        ({**AMELIA, "number": "4711"}, AMELIA, "same"),
        (AMELIA, {**AMELIA, "born": "2010-03-05"}, "other"),
        (AMELIA, {"name": "Amelia Example"}, "unknown"),
        (AMELIA, {"name": "Bob Invented"}, "other"),
        (AMELIA, {"number": "4711"}, "unknown"),
        ({}, {}, "unknown"),
    ],
)
def test_a_number_decides_else_name_and_date_of_birth(
    one: dict[str, str], other: dict[str, str], expected: str
) -> None:
    first, second = Identity(form="form", **one), Identity(form="form", **other)
    share_a_node = not set(nodes_of(first)).isdisjoint(nodes_of(second))
    are_other = Said.of(first).contradicts(Said.of(second))
    found = "other" if are_other else "same" if share_a_node else "unknown"
    assert found == expected
    assert Said.of(second).contradicts(Said.of(first)) == are_other


# -- linking -----------------------------------------------------------------------------------------------------------


def test_records_of_one_number_are_one_child_whatever_name_is_written() -> None:
    assert children([record("A", number="4711", **AMELIA), record("B", number="47 11", name="Bob")]) == {
        frozenset("AB")
    }


def test_a_record_without_a_number_goes_with_its_name_and_date_of_birth() -> None:
    found = children([record("A", number="4711", **AMELIA), record("B", **AMELIA), record("C", number="4711")])
    assert found == {frozenset("ABC")}


def test_where_two_numbers_share_a_name_one_without_a_number_is_undecided() -> None:
    three = [record("A", number="4711", **AMELIA), record("B", number="4712", **AMELIA), record("C", **AMELIA)]
    assert children(three) == {frozenset("A"), frozenset("B"), frozenset("C")}
    assert link(three).undecided == ("C",)


def test_a_person_says_whose_the_undecided_one_is() -> None:
    three = [record("A", number="4711", **AMELIA), record("B", number="4712", **AMELIA), record("C", **AMELIA)]
    linked = link(three, [said("C", "B", are_one=True)])
    assert linked.child["C"] == linked.child["B"] != linked.child["A"]
    assert linked.undecided == ()


def test_two_children_of_one_name_and_birth_are_told_apart_and_a_third_record_is_undecided() -> None:
    three = [record("A", **AMELIA), record("B", **AMELIA), record("C", **AMELIA)]
    linked = link(three, [said("A", "B", are_one=False)])
    assert len(set(linked.child.values())) == 3
    assert linked.undecided == ("C",)
    assert linked.parted == (("A", "B"),)


def test_a_misspelt_name_is_joined_and_later_records_of_either_spelling_go_with_it() -> None:
    misspelt = {**AMELIA, "name": "Amelia Exampel"}
    four = [record("A", **AMELIA), record("B", **misspelt), record("C", **misspelt), record("D", **AMELIA)]
    assert children(four) == {frozenset("AD"), frozenset("BC")}
    assert children(four, [said("A", "B", are_one=True)]) == {frozenset("ABCD")}


def test_where_two_verdicts_can_not_both_stand_the_later_one_does() -> None:
    three = [record("A", name="A", born="2010-01-01"), record("B", name="B", born="2010-01-01"), record("C")]
    one, other, apart = said("A", "B", are_one=True), said("B", "C", are_one=True), said("A", "C", are_one=False)
    assert children(three, [one, other, apart]) == {frozenset("A"), frozenset("BC")}
    assert children(three, [apart, one, other]) == {frozenset("ABC")}


@given(records().flatmap(lambda made: st.tuples(st.just(made), verdicts(made))), st.randoms(use_true_random=False))
def test_the_order_of_records_does_not_matter(made: tuple[list[Record], list[Verdict]], rng: random.Random) -> None:
    listed, told = made
    assert link(rng.sample(listed, len(listed)), told) == link(listed, told)


@given(records().flatmap(lambda made: st.tuples(st.just(made), verdicts(made))))
def test_two_that_a_person_parted_last_are_never_one(made: tuple[list[Record], list[Verdict]]) -> None:
    listed, told = made
    *before, last = [*told, said(listed[0].reference, listed[1].reference, are_one=False)]
    linked = link(listed, [*before, last])
    assert linked.child[last.pair[0]] != linked.child[last.pair[1]]
    assert last.pair in linked.parted


@given(records())
def test_two_numbers_are_never_one_unless_a_person_says_so(listed: list[Record]) -> None:
    linked = link(listed)
    for one, other in combinations(listed, 2):
        numbers = {one.identity.number, other.identity.number} - {""}
        if len(numbers) == 2:
            assert linked.child[one.reference] != linked.child[other.reference]
    assert (
        link(listed, [said("R0", "R1", are_one=True)]).child["R0"]
        == link(listed, [said("R0", "R1", are_one=True)]).child["R1"]
    )


@given(records(), st.data())
def test_same_and_then_not_is_as_before(listed: list[Record], data: st.DataObject) -> None:
    before = link(listed)
    two = [
        (one.reference, other.reference)
        for one, other in combinations(listed, 2)
        if before.child[one.reference] != before.child[other.reference]
    ]
    assume(two)
    pair = data.draw(st.sampled_from(two))
    same, apart = said(*pair, are_one=True), said(*pair, are_one=False)
    undecided = set(before.undecided) | set(link(listed, [apart]).undecided)
    assume(not undecided)  # who parts one of several that share everything has told them apart
    assert children(listed, [same, apart]) == children(listed)
    assert children(listed, [apart, same]) == children(listed, [same])


@given(records().flatmap(lambda made: st.tuples(st.just(made), verdicts(made))))
def test_each_child_has_a_name_of_its_own(made: tuple[list[Record], list[Verdict]]) -> None:
    listed, told = made
    linked = link(listed, told)
    assert linked.child.keys() == {each.reference for each in listed}
    for reference in linked.undecided:
        assert list(linked.child.values()).count(linked.child[reference]) == 1


# -- children who may be one -------------------------------------------------------------------------------------------


def person(name: str, born: str, number: str = "") -> Person:
    found = Person.of(Identity(form="form", name=name, born=born, number=number))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("name", "born"),
    [
        ("Amelie Example", "2010-03-04"), ("Amelia Ann Example", "2010-03-04"), ("Amelia", "2010-03-04"),
        ("Amelia Example", "2010-03-05"), ("Amelia Example", "2010-04-03"), ("Amelia Example", "2011-03-04"),
        ("EXAMPLE, Amelia (known as Millie)", "2010-03-14"),
    ],
)  # fmt: skip
def test_a_slip_makes_a_candidate(name: str, born: str) -> None:
    one, other = person("Amelia Example", "2010-03-04"), person(name, born)
    assert one.may_be(other)
    assert other.may_be(one)


@pytest.mark.parametrize(
    ("name", "born"),
    [
        ("Amelia Example", "2010-03-04"), ("Bertram Example", "2010-03-04"), ("Amelie Example", "2010-03-05"),
        ("Amelia Example", "2010-03-25"), ("Amelia Example", "2012-05-04"), ("Amelia Example", "2010-05-06"),
    ],
)  # fmt: skip
def test_the_same_or_quite_another_is_no_candidate(name: str, born: str) -> None:
    one, other = person("Amelia Example", "2010-03-04"), person(name, born)
    assert not one.may_be(other)
    assert not other.may_be(one)


@pytest.mark.parametrize(
    "name",
    ["Kim Baker (previously Kim Porter)", "Kim Baker (née Porter)", "BAKER, Kim [was Porter]", "Porter (Kim) Baker"],
)
def test_a_name_that_has_changed_is_found_by_the_one_in_brackets(name: str) -> None:
    earlier = person("Kim Porter", "2010-03-04")
    all_names = Person.all_of(Identity(form="form", name=name, born="2010-03-04"))
    assert any(each.may_be(earlier) and earlier.may_be(each) for each in all_names)
    others = [person("Kim Carter", "2010-03-04"), person("Kim Porter", "2010-07-19")]
    assert not any(each.may_be(other) for each in all_names for other in others)


def test_two_numbers_settle_that_they_are_two() -> None:
    assert not person("Amelia Example", "2010-03-04", "4711").may_be(person("Amelie Example", "2010-03-04", "4712"))
    assert person("Amelia Example", "2010-03-04", "4711").may_be(person("Amelie Example", "2010-03-04"))


def test_nobody_resembles_whose_name_or_birth_is_not_known() -> None:
    assert Person.of(Identity(form="form", name="Amelia Example")) is None
    assert Person.of(Identity(form="form", name="()", born="2010-03-04")) is None


BIRTHS = st.dates(dt.date(1995, 1, 1), dt.date(2026, 12, 31))


@given(BIRTHS, BIRTHS)
def test_the_index_is_asked_for_just_the_dates_that_are_slips(one: dt.date, other: dt.date) -> None:
    assume(one != other)
    assert (other.isoformat() in set(slips_of(one.isoformat()))) == person("A", one.isoformat()).may_be(
        person("A", other.isoformat())
    )


@given(BIRTHS)
def test_slips_are_exactly_one_digit_a_swap_or_a_year(born: dt.date) -> None:
    text = born.isoformat()
    for slip in set(slips_of(text)) - {text}:
        digits = sum(one != other for one, other in zip(text, slip, strict=True))
        swapped = slip == f"{born.year:04}-{born.day:02}-{born.month:02}"
        a_year = slip[4:] == text[4:] and abs(int(slip[:4]) - born.year) == 1
        assert digits == 1 or swapped or a_year


@given(st.text(max_size=12), st.text(max_size=12))
def test_likeness_is_mutual(one: str, other: str) -> None:
    assert is_like(one, other) == is_like(other, one)
    assert is_like(one, one)
