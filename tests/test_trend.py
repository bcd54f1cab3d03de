"""Trend: assessments of the same child are linked, and nobody else's."""

from __future__ import annotations

import tracemalloc

import pytest

from pipeline.batch.trend import Cases, trend
from pipeline.writers.register_row import FactorChange
from tests.ledgers import MAPPINGS, Assessed


def cases(*assessments: Assessed) -> Cases:
    return Cases((each.entry() for each in assessments), MAPPINGS)


FIRST = Assessed(form="a.docx", completed="2026-01-05")


@pytest.mark.parametrize(
    "child",
    ["Example Child", "EXAMPLE  child", "Child, Example", "Example\u00a0Child", "Éxample Child", "Example-Child"],
)
def test_the_same_name_and_birth_are_the_same_child_however_it_is_typed(child: str) -> None:
    found = cases(FIRST, Assessed(form="b.docx", child=child, completed="2026-03-01"))
    assert found.find("b.docx").previous == "a.docx"
    assert found.find("a.docx").previous is None
    assert (found.find("a.docx").newest, found.find("b.docx").newest) == (False, True)


@pytest.mark.parametrize(("one", "other"), [("Sean O'Neil", "Sean O’Neil"), ("Sean O'Neil", "Sean ONeil")])
def test_apostrophes_make_no_other_child(one: str, other: str) -> None:
    found = cases(Assessed(form="a.docx", child=one), Assessed(form="b.docx", child=other, completed="2026-03-01"))
    assert found.find("b.docx").previous == "a.docx"


@pytest.mark.parametrize(
    "other",
    [
        Assessed(form="b.docx", child="Another Child", completed="2026-03-01"),
        Assessed(form="b.docx", born="2012-02-02", completed="2026-03-01"),
        Assessed(form="b.docx", born=None, completed="2026-03-01"),
        Assessed(form="b.docx", child="?", completed="2026-03-01"),
        Assessed(form="b.docx", completed=None),
        Assessed(form="b.docx", completed="2026-03-01", status="refused"),
    ],
    ids=["name", "birth", "no birth", "no name", "no date", "refused"],
)
def test_anything_less_links_nothing(other: Assessed) -> None:
    found = cases(FIRST, other)
    assert found.find("b.docx").previous is None
    assert found.find("a.docx").newest


def test_the_order_is_that_of_the_dates_not_of_the_names() -> None:
    found = cases(
        Assessed(form="1.docx", completed="2026-05-01"),
        Assessed(form="2.docx", completed="2025-05-01"),
        Assessed(form="3.docx", completed="2026-01-01"),
    )
    assert [found.find(f"{number}.docx").previous for number in (1, 2, 3)] == ["3.docx", None, "2.docx"]
    assert [found.find(f"{number}.docx").times for number in (1, 2, 3)] == [2, 0, 1]
    assert found.forms("1.docx") == ("2.docx", "3.docx", "1.docx")


def test_of_two_copies_neither_came_first_and_one_is_the_newest() -> None:
    found = cases(FIRST, Assessed(form="b.docx", completed="2026-01-05"))
    assert [found.find(name).previous for name in ("a.docx", "b.docx")] == [None, None]
    assert [found.find(name).newest for name in ("a.docx", "b.docx")] == [False, True]


def test_a_change_is_told_factor_by_factor() -> None:
    before = Assessed(form="a.docx", factors={"sen": "yes", "neet": "blank", "nrm": "yes", "attendance": "no"})
    now = Assessed(form="b.docx", factors={"sen": "no", "neet": "yes", "nrm": "unclear", "attendance": "blank"})
    changed = trend(before.result(), now.result())
    assert (changed.previous_total, changed.change, changed.age_change) == (15, 0, 0)
    assert set(changed.factors) == {
        FactorChange(factor="sen", now="no", points=-5),
        FactorChange(factor="neet", now="yes", points=5),
        FactorChange(factor="nrm", now="unclear", points=0),
    }
    assert not changed.by_age_only


def test_a_birthday_alone_is_said_to_be_the_reason() -> None:
    before = Assessed(form="a.docx", factors={"sen": "yes"}, age_points=10)
    now = Assessed(form="b.docx", factors={"sen": "yes"}, age_points=5)
    changed = trend(before.result(), now.result())
    assert (changed.change, changed.by_age_only) == (-5, True)
    more = Assessed(form="b.docx", factors={"sen": "yes", "neet": "yes"}, age_points=5)
    assert not trend(before.result(), more.result()).by_age_only


def test_a_total_that_does_not_stand_makes_the_change_uncertain() -> None:
    open_end = Assessed(form="a.docx", complete=False)
    assert not trend(open_end.result(), FIRST.result()).certain
    assert trend(FIRST.result(), FIRST.result()).certain


def test_many_assessments_take_no_memory() -> None:
    tracemalloc.start()
    found = Cases(
        (Assessed(form=f"{number}.docx", child=f"Child {number}").entry() for number in range(1_000)), MAPPINGS
    )
    kept = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert found.find("7.docx").newest
    assert kept < 100_000
