"""What tables need of the results of a ledger: without narrative, and without taking memory."""

from __future__ import annotations

import json
import tracemalloc
from typing import TYPE_CHECKING

from tests.ledgers import Assessed, child_of_many, day, ledger_with, record, reference_of

if TYPE_CHECKING:
    from pathlib import Path

DAY = day("2026-04-12")
FIRST = Assessed(form="a.docx", completed="2026-01-05", factors={"sen": "yes"})
SECOND = Assessed(form="b.docx", completed="2026-04-05")


def test_assessments_come_in_the_order_of_their_names_with_what_came_before(tmp_path: Path) -> None:
    with ledger_with(tmp_path, SECOND, FIRST) as ledger:
        views = ledger.views(DAY)
        first, second = views.rows()
        assert [(each.name, each.is_newest, each.times) for each in (first, second)] == [
            ("a.docx", False, 0), ("b.docx", True, 1),
        ]  # fmt: skip
        assert (first.previous, second.previous) == ("", first.shown)
        assert views.row(reference_of(ledger, "a.docx")) == first


def test_the_narrative_is_left_out_and_what_tables_show_is_not(tmp_path: Path) -> None:
    with ledger_with(tmp_path, FIRST) as ledger:
        (found,) = ledger.views(DAY).rows()
    shown = json.loads(found.shown)
    assert shown["answers"]["child_name"] == {"state": "answered", "value": "Example Child"}
    assert "A long story" not in found.shown
    assert shown["checklist"]["sen"]["state"] == "yes"
    assert shown["assessment"] == FIRST.result()["assessment"]


def test_a_refused_form_has_its_reason_and_no_row(tmp_path: Path) -> None:
    with ledger_with(tmp_path, Assessed(form="a.docx", status="refused")) as ledger:
        assert list(ledger.views(DAY).rows()) == []
        assert list(ledger.receiving.refused()) == [Assessed(form="a.docx").refused()]


def test_a_refused_form_takes_the_row_of_what_was_read_before_not_away(tmp_path: Path) -> None:
    with ledger_with(tmp_path, FIRST, Assessed(form="a.docx", status="refused")) as ledger:
        assert [row.name for row in ledger.views(DAY).rows()] == ["a.docx"]
        assert [refused.name for refused in ledger.receiving.refused()] == ["a.docx"]


def test_many_forms_take_no_memory(tmp_path: Path) -> None:
    with ledger_with(tmp_path) as ledger:
        with ledger.database.together():
            for number in range(500):
                record(ledger, child_of_many(number))
        tracemalloc.start()
        assert sum(1 for _ in ledger.views(DAY).rows()) == 500
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 500_000  # their results have three times as much
