"""Trend: assessments of the same child are linked, and nobody else's."""

from __future__ import annotations

import itertools
import tempfile
import tracemalloc
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pipeline.tables.trend import trend
from pipeline.writers.register.row import FactorChange
from tests.ledgers import Assessed, child_of_many, day, ledger_with, record

if TYPE_CHECKING:
    from pipeline.record.views import Row

DAY = day("2026-06-01")


def cases(*assessments: Assessed) -> dict[str, Row]:
    """Record forms in a ledger, and give the rows by their names."""
    with tempfile.TemporaryDirectory() as folder, ledger_with(Path(folder), *assessments) as ledger:
        return {row.name: row for row in ledger.views(DAY).rows()}


def previous(found: dict[str, Row], form: str) -> str | None:
    """Return which form a trend is told from."""
    return next((name for name, row in found.items() if row.shown == found[form].previous), None)


FIRST = Assessed(form="a.docx", completed="2026-01-05", factors={"neet": "yes"})


@pytest.mark.parametrize(
    "child",
    ["Example Child", "EXAMPLE  child", "Child, Example", "Example\u00a0Child", "Éxample Child", "Example-Child"],
)
def test_the_same_name_and_birth_are_the_same_child_however_it_is_typed(child: str) -> None:
    found = cases(FIRST, Assessed(form="b.docx", child=child, completed="2026-03-01"))
    assert previous(found, "b.docx") == "a.docx"
    assert previous(found, "a.docx") is None
    assert (found["a.docx"].is_newest, found["b.docx"].is_newest) == (False, True)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Sean O'Neil", "Sean O’Neil"), ("Sean O'Neil", "Sean ONeil"), ("Sean Bloggs", "Sean Bloggs (known as Shay)")],
)
def test_apostrophes_and_brackets_make_no_other_child(one: str, other: str) -> None:
    found = cases(Assessed(form="a.docx", child=one), Assessed(form="b.docx", child=other, completed="2026-03-01"))
    assert previous(found, "b.docx") == "a.docx"


@pytest.mark.parametrize(
    "other",
    [
        Assessed(form="b.docx", child="Another Child", completed="2026-03-01"),
        Assessed(form="b.docx", born="2012-02-02", completed="2026-03-01"),
        Assessed(form="b.docx", born=None, completed="2026-03-01"),
        Assessed(form="b.docx", child="?", completed="2026-03-01"),
        Assessed(form="b.docx", completed=None),
    ],
    ids=["name", "birth", "no birth", "no name", "no date"],
)
def test_anything_less_links_nothing(other: Assessed) -> None:
    found = cases(FIRST, other)
    assert previous(found, "b.docx") is None
    assert found["a.docx"].is_newest


def test_a_form_that_could_not_be_read_links_nothing() -> None:
    found = cases(FIRST, Assessed(form="b.docx", completed="2026-03-01", status="refused"))
    assert found.keys() == {"a.docx"}
    assert found["a.docx"].is_newest


def test_the_order_is_that_of_the_dates_not_of_the_names() -> None:
    found = cases(
        Assessed(form="1.docx", completed="2026-05-01", factors={"sen": "yes"}),
        Assessed(form="2.docx", completed="2025-05-01"),
        Assessed(form="3.docx", completed="2026-01-01", factors={"nrm": "yes"}),
    )
    assert [previous(found, f"{number}.docx") for number in (1, 2, 3)] == ["3.docx", None, "2.docx"]
    assert [found[f"{number}.docx"].times for number in (1, 2, 3)] == [2, 0, 1]


def test_the_order_of_processing_changes_nothing() -> None:
    forms = (FIRST, Assessed(form="b.docx", completed="2025-01-05"), Assessed(form="c.docx", completed="2026-02-05"))
    found = [
        {name: (previous(rows, name), row.times, row.is_newest) for name, row in rows.items()}
        for rows in (cases(*order) for order in itertools.permutations(forms))
    ]
    assert found[0] == {"a.docx": ("b.docx", 1, False), "b.docx": (None, 0, False), "c.docx": ("a.docx", 2, True)}
    assert all(each == found[0] for each in found)


def test_a_copy_that_was_filled_in_further_is_a_version_and_no_assessment_before() -> None:
    found = cases(FIRST, Assessed(form="b.docx", completed="2026-01-05", factors={"neet": "yes", "sen": "yes"}))
    assert {row.reference for row in found.values()} == {found["b.docx"].reference}
    assert {(row.versions, row.previous) for row in found.values()} == {(2, "")}


def test_of_two_assessments_of_one_day_neither_came_first_and_both_are_the_newest() -> None:
    marked = dict.fromkeys(("sen", "neet", "nrm", "attendance", "cuckooing", "home_schooled"), "yes")
    other = dict.fromkeys(marked, "unclear")
    found = cases(Assessed(form="a.docx", factors=marked), Assessed(form="b.docx", factors=other, harm="Another story"))
    assert [previous(found, name) for name in ("a.docx", "b.docx")] == [None, None]
    assert [row.is_newest for row in found.values()] == [True, True]
    assert [[each.kind for each in row.questions] for row in found.values()] == [["same_day"], ["same_day"]]


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


def test_many_assessments_take_no_memory(tmp_path: Path) -> None:
    with ledger_with(tmp_path) as ledger:
        with ledger.database.together():
            for number in range(1_000):
                record(ledger, child_of_many(number))
        tracemalloc.start()
        views = ledger.views(DAY)
        assert sum(1 for _ in views.rows()) == 1_000
        kept = tracemalloc.get_traced_memory()[0]
        tracemalloc.stop()
    assert kept < 200_000  # all of them at once would be a megabyte and more
