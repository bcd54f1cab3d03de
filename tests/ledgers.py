"""Ledgers filled with invented results, for tests of what is written from them."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.batch.ledger import Entry, Ledger
from pipeline.mapping import load_catalogue

if TYPE_CHECKING:
    from pathlib import Path

MAPPINGS = tuple(mapping for mapping in load_catalogue().mappings if mapping.form.id == "ce_assessment")
MAPPING = MAPPINGS[0]


@dataclass(kw_only=True)
class Assessed:
    """One assessment; what is not said is usual."""

    form: str
    child: str = "Example Child"
    born: str | None = "2012-02-01"
    completed: str | None = "2026-01-05"
    age_points: int = 10
    factors: dict[str, str] = field(default_factory=dict)
    rag: str = "low"
    level: str | None = None
    rag_max: str | None = None
    level_max: str | None = None
    due: str | None = "2026-03-30"
    agreed: str | None = None
    status: str = "assessed"
    complete: bool = True

    def result(self) -> dict[str, object]:
        points = {each.id: each.points for each in MAPPING.factors}
        counted = {factor: points[factor] if state == "yes" else 0 for factor, state in self.factors.items()}
        total = sum(counted.values()) + self.age_points
        answers = {
            "child_name": self.child, "date_of_birth": self.born, "date_completed": self.completed,
            "review_date": self.agreed, "harm": "A long story", "outcome": None,
        }  # fmt: skip
        return {
            "form": "ce_assessment",
            "version": "2026.1",
            "source": {"name": self.form, "sha256": "", "kind": "docx"},
            "answers": {name: _answer(value) for name, value in answers.items()},
            "checklist": {
                each.id: {"state": self.factors.get(each.id, "blank"), "entered": "", "points": counted.get(each.id, 0)}
                for each in MAPPING.factors
            },
            "assessment": {
                "age": 13, "age_points": self.age_points, "factor_points": total - self.age_points, "total": total,
                "total_max": total, "rag": self.rag, "level": self.level or self.rag, "review_due": self.due,
                "complete": self.complete, "subtotals": {}, "rag_max": self.rag_max or self.rag,
                "level_max": self.level_max or self.level or self.rag,
            },
            "findings": [],
            "unread": [],
        }  # fmt: skip

    def entry(self) -> Entry:
        return Entry(
            name=self.form,
            sha256=f"{abs(len(self.form)):064}",
            made_with="1",
            status=self.status,
            target=self.form,
            target_sha256="1" * 64,
            result="" if self.status == "refused" else json.dumps(self.result(), ensure_ascii=False),
        )


def _answer(value: str | None) -> dict[str, object]:
    return {"state": "blank" if value is None else "answered", "value": value, "raw": value or ""}


def ledger_with(folder: Path, *assessments: Assessed) -> Ledger:
    """Fill the ledger of a folder; close it after use."""
    folder.mkdir(exist_ok=True)
    ledger = Ledger(folder)
    for each in assessments:
        ledger.keep(each.entry())
    return ledger


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)
