"""Records of invented files, put straight into a ledger: what is read from a form is said, and nothing is read."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec

from pipeline.cases.decision import Decision, DecisionKind
from pipeline.cases.overview import Overview
from pipeline.cases.version import MARK_LENGTH, Identity
from pipeline.record import Ledger
from pipeline.record.receiving import Place, Received

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FORM = "form"
DAY = dt.date(2026, 11, 22)
KEY = b"a key for tests, and no secret"
BY = "Robin Invented"


@dataclass(frozen=True, kw_only=True)
class File:
    """One file as it was read.

    Attributes:
        text: Makes its bytes: files of one text are the same file.
        place: Where it lies, below the input.
        made_from: The file that our mark in it names.
        written: The file's own time, in days of 2026.
        entries: What stands in the form, besides whose and when it is.
        total: What it comes to; the review is earlier the more it is.
        agreed: The review that was agreed.
    """

    text: str
    place: str = ""
    child: str = ""
    born: str = ""
    number: str = ""
    on: str = ""
    assessor: str = ""
    made_from: File | None = None
    saved: str = ""
    written: float = 0.0
    entries: Mapping[str, str] = field(default_factory=dict)
    total: int = 0
    is_blank: bool = False

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def identity(self) -> Identity:
        return Identity(
            form=FORM, number=self.number, name=self.child, born=self.born, on=self.on, assessor=self.assessor
        )

    @property
    def received(self) -> Received:
        due = dt.date.fromisoformat(self.on) + dt.timedelta(days=100 - self.total) if self.on else None
        said = {"child": self.child, "born": self.born, "number": self.number, "on": self.on} | dict(self.entries)
        result = {
            "answers": {name: {"state": "answered", "value": text, "raw": text} for name, text in said.items()},
            "checklist": {},
            "unread": [],
        }
        return Received(
            sha256=self.sha256,
            identity=self.identity,
            is_blank=self.is_blank,
            parent=self.made_from.sha256[:MARK_LENGTH] if self.made_from is not None else "",
            modified=self.saved,
            written=self.file_time,
            status="assessed",
            made_with="test",
            overview=Overview(total=self.total, total_max=self.total, rank=self.total, due=due, review=due),
            shown=json.dumps(said),
            result=json.dumps(result),
        )

    @property
    def file_time(self) -> float:
        return (dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + dt.timedelta(days=self.written)).timestamp()

    def at(self, name: str = "") -> Place:
        place = name or self.place or f"{self.text}.docx"
        return Place(path=f"/input/{place}", name=place, root="/input", written=self.file_time)


def open_ledger(folder: Path) -> Ledger:
    """Open a ledger whose references are the same in every test; close it after use."""
    folder.mkdir(exist_ok=True)
    (folder / "ledger.key").write_bytes(KEY)
    ledger = Ledger(folder)
    ledger.database.connection.execute("PRAGMA synchronous = OFF")
    return ledger


def take(ledger: Ledger, *files: File, run: int = 0) -> tuple[str, ...]:
    """Record files one after another in one run, and give the references of their assessments now."""
    run = run or ledger.receiving.begin_run(DAY.isoformat())
    for file in files:
        ledger.take(file.received, [file.at()], run)
    return tuple(reference_of(ledger, file) for file in files)


def reference_of(ledger: Ledger, file: File) -> str:
    known = ledger.receiving.version(file.sha256)
    assert known is not None
    return known.reference


def decide(ledger: Ledger, kind: DecisionKind, reference: str, other: str = "", **parts: str) -> Decision:
    """Record a decision that some person made."""
    decision = Decision(
        id=ledger.trail.next_id(), kind=kind, reference=reference, other=other, by=BY, at="2026-11-22T10:00:00", **parts
    )  # fmt: skip
    ledger.decide(decision)
    return decision


def told(ledger: Ledger, day: dt.date = DAY) -> dict[str, object]:
    """Return all that tables and calendars say."""
    views = ledger.views(day)
    return {
        "rows": [msgspec.to_builtins(row) for row in views.rows()],
        "questions": [msgspec.to_builtins(question) for question in views.questions()],
        "reviews": [msgspec.to_builtins(review) for review in views.reviews()],
        "documents": ledger.database.rows("SELECT reference, target FROM assessment ORDER BY reference"),
    }


def told_by_files(ledger: Ledger, day: dt.date = DAY) -> dict[str, list[str]]:
    """Return the same, each assessment called after its files and not by its reference."""
    text = json.dumps(told(ledger, day))
    for (reference,) in ledger.database.rows("SELECT reference FROM assessment"):
        rows = ledger.database.rows("SELECT sha256 FROM version WHERE reference = ? ORDER BY sha256", reference)
        text = text.replace(reference, "+".join(sha256[:6] for (sha256,) in rows))
    found = json.loads(text)
    # Of two assessments that a question is about, the one with the lower reference is named first.
    found["questions"] = [[each["kind"], each["references"]] for each in found["questions"]]
    return {name: sorted(map(str, map(_in_any_order, said))) for name, said in found.items()}


def _in_any_order(said: object) -> object:
    """Sort what is listed by reference."""
    if isinstance(said, dict):
        return {name: _in_any_order(each) for name, each in said.items()}
    return sorted((_in_any_order(each) for each in said), key=str) if isinstance(said, list) else said
