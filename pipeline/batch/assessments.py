"""What registers, diary and report say about the forms of a ledger: each result is taken apart once for all of them.

Most of a result is what people wrote, and no table shows that. What is left waits on the disk, in a database that
nobody else sees, so memory stays flat however many forms there are.
"""

from __future__ import annotations

import json
import pickle
import sqlite3
import weakref
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from pipeline.batch.ledger import Entry, Ledger
from pipeline.batch.outcome import Status
from pipeline.batch.trend import Case, Cases, Result
from pipeline.mapping import Mapping
from pipeline.writers.register_columns import column_names
from pipeline.writers.register_row import standing_value

_TABLE: Final = """
PRAGMA journal_mode = OFF;
CREATE TABLE form (
    number INTEGER PRIMARY KEY,  -- in the order of their names
    name   TEXT NOT NULL UNIQUE,
    record BLOB NOT NULL         -- a pickle of its entry and its result, narrative left out
);
"""
_OF_A_FACTOR: Final = ("state", "points", "answer")


class Assessed(Struct, frozen=True, kw_only=True):
    """One form of the ledger.

    Attributes:
        entry: Of the ledger, its result left out.
        result: What tables need of its result; ``None`` when it was refused.
        mapping: Of its form; ``None`` when that is not known any more.
        case: What is known about the child, seen from this form.
    """

    entry: Entry
    result: Result | None
    mapping: Mapping | None
    case: Case


class Assessments:
    """All forms of a ledger, in the order of their names, as the ledger was when they were first asked for."""

    def __init__(self, ledger: Ledger, mappings: Sequence[Mapping]) -> None:
        """Read nothing yet: often no table has to be written."""
        self._ledger = ledger
        self._mappings = {mapping.form.id: mapping for mapping in mappings}
        self._shown = {mapping.form.id: _shown(mapping) for mapping in mappings}
        self.cases = Cases((), mappings)

    def __iter__(self) -> Iterator[Assessed]:
        for (record,) in self._database.execute("SELECT record FROM form ORDER BY number"):
            yield self._assessed(record)

    def find(self, name: str) -> Assessed:
        """Give a form by its place below the input; it has to be in the ledger."""
        (record,) = self._database.execute("SELECT record FROM form WHERE name = ?", (name,)).fetchone()
        return self._assessed(record)

    @cached_property
    def _database(self) -> sqlite3.Connection:
        database = sqlite3.connect("", isolation_level=None)  # a file that is gone once it is closed
        weakref.finalize(self, database.close)
        database.executescript(_TABLE)
        database.execute("BEGIN")
        for entry in self._ledger.entries():
            record = pickle.dumps((replace(entry, result=""), self._taken_from(entry)), pickle.HIGHEST_PROTOCOL)
            database.execute("INSERT INTO form (name, record) VALUES (?, ?)", (entry.name, record))
        database.execute("COMMIT")
        return database

    def _taken_from(self, entry: Entry) -> Result | None:
        """Take out of a result what tables need, and link its child on the way."""
        if entry.status == Status.REFUSED:
            return None
        result = json.loads(entry.result)
        self.cases.add(entry.name, result)
        return _without_narrative(result, self._shown.get(result["form"], frozenset()))

    def _assessed(self, record: bytes) -> Assessed:
        entry, result = pickle.loads(record)  # noqa: S301 - our own, from a file that nobody else can open
        mapping = self._mappings.get(result["form"]) if result else None
        return Assessed(entry=entry, result=result, mapping=mapping, case=self.cases.find(entry.name))


def _shown(mapping: Mapping) -> frozenset[str]:
    """Name the fields that some table shows, or goes by."""
    subject, review, score = mapping.subject, mapping.review, mapping.score
    gone_by = (
        subject and subject.name,
        review and review.on,
        review and review.field,
        score and score.outcome_field,
    )
    return frozenset((*column_names(mapping), *(field for field in gone_by if field)))


def _without_narrative(result: Result, shown: frozenset[str]) -> Result:
    """Keep of a result what tables show; what the parts mean, ``docs/architecture.md`` says (Result JSON)."""
    return {
        "form": result["form"],
        "answers": {
            field: {"state": answer["state"], "value": standing_value(answer)}
            for field, answer in result["answers"].items()
            if field in shown
        },
        "checklist": {
            factor: {part: answer[part] for part in _OF_A_FACTOR if part in answer}
            for factor, answer in result["checklist"].items()
        },
        "assessment": result["assessment"],
        "findings": result["findings"],
    }
