"""Which forms a long report lists, when it looks only at the first of many that were added up before."""

from __future__ import annotations

import datetime as dt
import random
from typing import TYPE_CHECKING

import pytest

from pipeline.writers.report import listed as listed_module
from pipeline.writers.report.listed import Brief, Listed, firsts_of
from pipeline.writers.report.row import ReportRow

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

DAY = dt.date(2026, 1, 12)


@pytest.fixture(autouse=True)
def _short_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, number in (("WHOLE", 10), ("EACH", 6), ("FIRST_OF_RUN", 3)):
        monkeypatch.setattr(listed_module, name, number)


def brief(rng: random.Random, number: int) -> Brief:
    due = DAY + dt.timedelta(days=rng.randrange(5)) if rng.random() < 0.7 else None
    status = rng.choice(["assessed", "needs_review", "needs_review"])
    return Brief(f"R{number}", 0, status, due, (rng.randrange(3), due or dt.date.max, rng.randrange(3)))


def rows_of(references: Sequence[str]) -> Mapping[str, Sequence[ReportRow]]:
    return {each: [ReportRow(name=each, status="needs_review", reference=each)] for each in references}


def runs(rng: random.Random) -> Iterator[list[Brief]]:
    """Yield forms in runs, some of which have most of what comes first."""
    numbers = iter(range(1_000))
    for _ in range(6):
        run = [brief(rng, next(numbers)) for _ in range(rng.randrange(3, 15))]
        urgent = (0, DAY, 0) if rng.random() < 0.3 else None
        yield [each if urgent is None else Brief(each.reference, 0, "needs_review", DAY, urgent) for each in run]


@pytest.mark.parametrize("seed", range(30))
def test_the_same_are_listed_as_when_all_are_looked_at(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - no secret
    one_by_one, added_up = Listed(), Listed()
    for run in runs(rng):
        for each in run:
            one_by_one.add(each)
        added_up.take(firsts_of(run), len(run), run.copy)
    for listed in (one_by_one, added_up):
        listed.fetch(rows_of)
    assert one_by_one.number == added_up.number
    assert one_by_one.review == added_up.review
    assert one_by_one.due == added_up.due
    assert one_by_one.rows() == added_up.rows()
