"""What tables need of the results of a ledger: without narrative, and without taking memory."""

from __future__ import annotations

import tracemalloc
from typing import TYPE_CHECKING

from msgspec.structs import replace
from pipeline.batch.assessments import Assessments
from pipeline.batch.ledger import Ledger

from tests.ledgers import MAPPINGS, Assessed

if TYPE_CHECKING:
    from pathlib import Path

FIRST = Assessed(form="a.docx", completed="2026-01-05", factors={"sen": "yes"})
SECOND = Assessed(form="b.docx", completed="2026-04-05")


def test_forms_come_in_the_order_of_their_names_with_their_case(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        for each in (SECOND, FIRST):
            ledger.keep(each.entry())
        assessments = Assessments(ledger, MAPPINGS)
        found = [(each.entry.name, each.case.newest, each.case.previous) for each in assessments]
        assert found == [("a.docx", False, None), ("b.docx", True, "a.docx")]
        assert assessments.find("a.docx").entry == replace(FIRST.entry(), result="")


def test_the_narrative_is_left_out_and_what_tables_show_is_not(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        ledger.keep(FIRST.entry())
        (found,) = Assessments(ledger, MAPPINGS)
    assert found.result is not None
    assert found.result["answers"]["child_name"] == {"state": "answered", "value": "Example Child"}
    assert "A long story" not in str(found.result)
    assert found.result["checklist"]["sen"]["state"] == "yes"
    assert found.result["assessment"] == FIRST.result()["assessment"]


def test_a_refused_form_has_its_reason_and_no_result(tmp_path: Path) -> None:
    refused = replace(FIRST.entry(), status="refused", result="", code="empty", reason="It is empty.")
    with Ledger(tmp_path) as ledger:
        ledger.keep(refused)
        (found,) = Assessments(ledger, MAPPINGS)
    assert (found.entry, found.result, found.mapping) == (refused, None, None)


def test_many_forms_take_no_memory(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        with ledger.kept_together():
            for number in range(500):
                ledger.keep(Assessed(form=f"{number:03}.docx", child=f"Child {number}").entry())
        tracemalloc.start()
        assessments = Assessments(ledger, MAPPINGS)
        assert sum(1 for _ in assessments) == 500
        kept = tracemalloc.get_traced_memory()[0]
        tracemalloc.stop()
    assert kept < 500_000  # their results have three times as much
