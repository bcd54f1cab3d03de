"""Ledgers filled with invented results, for tests of what is written from them."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from msgspec.structs import replace

from pipeline.batch.ledger.receive import received_again
from pipeline.mapping import load_catalogue
from pipeline.process.result_json import rendered
from pipeline.record import Ledger
from pipeline.record.populated import Populated
from pipeline.record.receiving import KnownVersion, Place, Received, Refused

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

MAPPINGS = tuple(mapping for mapping in load_catalogue().mappings if mapping.form.id == "ce_assessment")
MAPPING = MAPPINGS[0]


@dataclass(kw_only=True)
class Assessed:
    """One file that was read; what is not said is usual."""

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
    harm: str = "A long story"

    def result(self) -> dict[str, Any]:
        points = {each.id: each.points for each in MAPPING.factors}
        counted = {factor: points[factor] if state == "yes" else 0 for factor, state in self.factors.items()}
        total = sum(counted.values()) + self.age_points
        answers = {
            "child_name": self.child, "date_of_birth": self.born, "date_completed": self.completed,
            "review_date": self.agreed, "harm": self.harm, "outcome": None,
        }  # fmt: skip
        record: dict[str, Any] = {
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
        record["source"]["sha256"] = hashlib.sha256(rendered(record).encode()).hexdigest()
        return record

    def received(self) -> Received:
        """What is recorded of it."""
        return replace(received_again(self.result(), MAPPING), made_with="1", status=self.status)

    def place(self) -> Place:
        """Where it lay."""
        return Place(path=f"/in/{self.form}", name=self.form, root="/in")

    def refused(self) -> Refused:
        """What is recorded of a file like it that can't be read."""
        return Refused(
            place=self.place().path, name=self.form, sha256="2" * 64, code="empty", reason="It is empty.", remedy=""
        )


def _answer(value: str | None) -> dict[str, object]:
    return {"state": "blank" if value is None else "answered", "value": value, "raw": value or ""}


def ledger_with(folder: Path, *assessments: Assessed) -> Ledger:
    """Fill the ledger of a folder as one run does; close it after use."""
    folder.mkdir(exist_ok=True)
    ledger = Ledger(folder)
    run = ledger.receiving.begin_run("2026-01-12")
    for each in assessments:
        if each.status != "refused":
            record(ledger, each, run)
        elif ledger.receiving.refuse(each.refused()):
            ledger.database.touch()
    return ledger


def record(ledger: Ledger, assessed: Assessed, run: int = 1) -> KnownVersion:
    """Record a file that was read, and its document."""
    known = ledger.take(assessed.received(), [assessed.place()], run)
    found = ledger.find(known.reference)
    assert found is not None
    if found.counting.id == known.id:
        document = Populated(
            reference=known.reference, target=found.target, sha256=f"{known.id:064}", version=known.sha256
        )
        ledger.documents.keep(document)
    return known


def child_of_many(number: int) -> Assessed:
    """Return the form of one of many children, none of whom may be taken for another."""
    born = (dt.date(2010, 1, 1) + dt.timedelta(days=number)).isoformat()
    return Assessed(form=f"{number:04}.docx", child=f"Child {number}", born=born)


def reference_of(ledger: Ledger, form: str) -> str:
    """Return the reference of the assessment that a file was recorded for."""
    found = ledger.receiving.at(Assessed(form=form).place().path)
    assert found is not None
    return found.reference


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)
