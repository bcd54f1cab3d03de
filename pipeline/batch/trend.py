"""Link the assessments of the same child, and say what changed from one to the next.

Two forms are about the same child when name and date of birth are the same: without regard to case, accents,
punctuation and the order of the names. A name alone links nothing.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import sqlite3
import unicodedata
import weakref
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from pipeline.batch.ledger import Entry
from pipeline.batch.outcome import Status
from pipeline.mapping import Mapping as FormMapping
from pipeline.writers.register_row import FactorChange, Trend

Result = Mapping[str, Any]

_NO_WORD = re.compile(r"[\W_]+")
_UNMARKED = frozenset({"no", "blank"})


class Case(Struct, frozen=True, kw_only=True):
    """What is known about the child of one assessment, seen from there.

    Attributes:
        previous: The form of the assessment before, by its place below the input.
        times: How many assessments came before.
        newest: None came after.
    """

    previous: str | None = None
    times: int = 0
    newest: bool = True


_TABLE: Final = """
CREATE TABLE assessment (
    name  TEXT PRIMARY KEY,  -- of the form
    child BLOB NOT NULL,     -- a digest
    day   TEXT NOT NULL      -- YYYY-MM-DD
) WITHOUT ROWID;
CREATE INDEX dated ON assessment (child, day, name);
"""


class Cases:
    """All assessments by child, in a database on the disk that nobody else sees: no memory, and no name of a child."""

    def __init__(self, entries: Iterable[Entry], mappings: Sequence[FormMapping]) -> None:
        """Link the entries of a ledger."""
        self._mappings = {mapping.form.id: mapping for mapping in mappings}
        self._database = sqlite3.connect("", isolation_level=None)  # a file that is gone once it is closed
        weakref.finalize(self, self._database.close)
        self._database.executescript(f"PRAGMA journal_mode = OFF; {_TABLE}")
        self._database.execute("BEGIN")
        for entry in entries:
            if entry.status != Status.REFUSED:
                self.add(entry.name, json.loads(entry.result))
        self._database.execute("COMMIT")

    def add(self, name: str, result: Result) -> None:
        """Link one more form, by its result; one that says too little stays a case of its own."""
        mapping = self._mappings.get(result["form"])
        child = _child(result, mapping) if mapping else None
        completed = _date_of(result, mapping.review.on) if mapping and mapping.review else None
        if child is not None and completed is not None:
            row = (name, child, completed.isoformat())
            self._database.execute("INSERT INTO assessment VALUES (?, ?, ?)", row)

    def find(self, name: str) -> Case:
        """Give the case of a form; one that can't be linked is a case of its own."""
        dated = self._of_the_child(name)
        if not dated:
            return Case()
        day = next(day for day, each in dated if each == name)
        earlier = bisect_left(dated, (day, ""))  # of two copies of one day neither came before the other
        return Case(previous=dated[earlier - 1][1] if earlier else None, times=earlier, newest=dated[-1] == (day, name))

    def forms(self, name: str) -> tuple[str, ...]:
        """Give all forms about the child of a form, itself among them."""
        return tuple(each for _, each in self._of_the_child(name)) or (name,)

    def _of_the_child(self, name: str) -> list[tuple[str, str]]:
        """Give the assessments of the child of a form in the order of their days; none when it can't be linked."""
        dated = """
            SELECT day, name FROM assessment WHERE child = (SELECT child FROM assessment WHERE name = ?)
            ORDER BY day, name
        """
        return self._database.execute(dated, (name,)).fetchall()


def trend(before: Result, now: Result) -> Trend:
    """Say how a result differs from the child's previous one."""
    old, new = before["assessment"], now["assessment"]
    return Trend(
        previous_total=old["total"],
        change=new["total"] - old["total"],
        age_change=(new["age_points"] or 0) - (old["age_points"] or 0),
        factors=tuple(
            FactorChange(factor=factor, now=answer["state"], points=answer["points"] - earlier["points"])
            for factor, answer in now["checklist"].items()
            if (earlier := before["checklist"].get(factor)) is not None and _reads_differently(earlier, answer)
        ),
        certain=old["complete"] and new["complete"],
    )


def answered(result: Result, field: str) -> object:
    """Give the value of a certain answer, else ``None``."""
    answer = result["answers"].get(field)
    return answer["value"] if answer and answer["state"] == "answered" else None


def _reads_differently(before: Result, now: Result) -> bool:
    if "answer" in before and "answer" in now:
        return bool(before["answer"] != now["answer"])
    return _differs(before["state"], now["state"]) or (before["state"] == "yes" and before["points"] != now["points"])


def _differs(before: str, now: str) -> bool:
    return before != now and not {before, now} <= _UNMARKED  # "no" and no mark count the same


def _child(result: Result, mapping: FormMapping) -> bytes | None:
    """Give the child's key: a digest, so that no name is kept."""
    subject = mapping.subject
    if subject is None or subject.born is None:
        return None
    name, born = answered(result, subject.name), answered(result, subject.born)
    words = sorted(_words(name)) if isinstance(name, str) else []
    if not words or not born:
        return None
    return hashlib.blake2b("\n".join((mapping.form.id, str(born), *words)).encode(), digest_size=16).digest()


def _words(name: str) -> list[str]:
    """Cut a name into comparable words: O'Neil, O’Neil and ONEIL are the same, and so are José and Jose."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign))
    joined = re.sub(r"['’‘`´]", "", plain.casefold())
    return [word for word in _NO_WORD.split(joined) if word]


def _date_of(result: Result, field: str) -> dt.date | None:
    value = answered(result, field)
    try:
        return dt.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
