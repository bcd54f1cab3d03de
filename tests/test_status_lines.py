"""The line of a form and the counts of a run: each status has its word, and what is open is said."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import pytest

from pipeline.batch.log import log_to
from pipeline.batch.outcome import Headline, Outcome, Status, Tables, Tally
from pipeline.cli.report import outcome_lines, rag_counts

if TYPE_CHECKING:
    from pathlib import Path

LEVELS = ("low", "medium", "high")


def scored(status: Status = Status.ASSESSED, **changes: Any) -> Outcome:
    usual: dict[str, Any] = {
        "total": 37, "total_max": 37, "complete": True, "rag": "low", "level": "low", "rag_max": "low",
        "level_max": "low", "review_due": dt.date(2026, 12, 1), "findings": (),
    }  # fmt: skip
    return Outcome(name="form.docx", status=status, recorded=Status.ASSESSED, headline=Headline(**usual | changes))


def line(outcome: Outcome) -> str:
    return next(outcome_lines(outcome, verbose=False)).plain


@pytest.mark.parametrize("status", list(Status))
def test_every_status_has_its_word(status: Status) -> None:
    assert line(scored(status)).startswith(status.value.replace("_", " "))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "total 37 · RAG low · review by 01/12/2026"),
        ({"total_max": 72, "rag_max": "high"}, "total 37 (up to 72) · RAG low (up to high) · review by 01/12/2026"),
        (
            {"rag": None, "level": None, "rag_max": "high"},
            "total 37 · RAG none yet (up to high) · review by 01/12/2026",
        ),
        ({"rag": None, "rag_max": None}, "no score · level low · review by 01/12/2026"),
        (
            {"rag": None, "rag_max": None, "level": None, "level_max": "high"},
            "no score · level none yet (up to high) · review by 01/12/2026",
        ),
        (
            {"rag": None, "rag_max": None, "level": None, "level_max": None, "findings": ("Blank.",)},
            "no score · Blank.",
        ),
    ],
)
def test_a_line_says_what_the_band_could_be(changes: dict[str, Any], said: str) -> None:
    assert line(scored(**changes)).endswith(f"form.docx  {said}")


def test_bands_that_are_open_are_counted_as_none_of_them() -> None:
    tally = Tally()
    for rag, rag_max in (("low", "low"), ("low", "medium"), ("low", "high"), (None, "medium"), (None, None)):
        tally.add(scored(rag=rag, rag_max=rag_max))
    assert rag_counts(tally, LEVELS) == "low 1, none 1, provisional 3 (up to high)"
    summary = tally.summary(strict=False, forms=5, tables=Tables())
    assert rag_counts(summary, LEVELS) == rag_counts(tally, LEVELS)


def test_levels_of_a_form_whose_mapping_is_not_at_hand_are_counted() -> None:
    tally = Tally()
    for rag, rag_max in (("low", "low"), ("red", "red"), ("green", "red")):
        tally.add(scored(rag=rag, rag_max=rag_max))
    assert rag_counts(tally, LEVELS) == "low 1, red 1, provisional 1 (up to red)"


def test_without_open_bands_nothing_is_provisional() -> None:
    tally = Tally()
    tally.add(scored(rag_max=None))
    assert rag_counts(tally, LEVELS) == "low 1"


def test_the_log_says_what_the_band_could_be(tmp_path: Path) -> None:
    with log_to(tmp_path / "log") as log:
        log.told(scored(rag_max="high"))
    (entry,) = map(json.loads, (tmp_path / "log").read_text("utf-8").splitlines())
    assert (entry["rag"], entry["rag_max"]) == ("low", "high")
