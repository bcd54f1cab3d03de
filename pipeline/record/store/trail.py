"""The trail: every decision, in the ledger and, flushed first, in a file that is only added to.

A ledger that is lost is made anew from forms, results and this file; the file alone says what people decided.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Final

import msgspec
from msgspec.structs import replace

from pipeline.cases.decision import Decision, DecisionKind, is_about
from pipeline.errors import CannotWrite
from pipeline.files import cannot_write, open_for_owner, write_atomically
from pipeline.record.store.database import Database

FILE_NAME: Final = "decisions.jsonl"
_PREFIX: Final = "D"
_KEEP: Final = "INSERT OR IGNORE INTO decision VALUES (?, ?, ?, ?, ?)"
_NAMING: Final = (
    "SELECT number, record FROM decision WHERE reference = ?",
    "SELECT number, record FROM decision WHERE other = ? AND other != ''",
)

_OF_NO_ASSESSMENT: Final = "SELECT record FROM decision WHERE reference = '' ORDER BY number"


class Trail:
    """The decisions of one output folder."""

    def __init__(self, database: Database, path: Path) -> None:
        self._database, self._path = database, path

    @property
    def is_ahead(self) -> bool:
        """Whether the file has what the ledger hasn't: somebody decides just now, or :meth:`take_up` is due.

        Raises:
            CannotWrite: As for :meth:`take_up`.
        """
        content = self._content()
        return (content != b"" and not content.endswith(b"\n")) or any(True for _ in self._missing(content))

    def take_up(self) -> tuple[Decision, ...]:
        """Take up what the file has and the ledger hasn't: a run was cut short, or the ledger was lost.

        Raises:
            CannotWrite: The file can't be read, or holds a line that is no decision.
        """
        self._end_last_line()
        missing = tuple(self._missing(self._content()))
        for decision in missing:
            self._keep(decision)
        return missing

    def _end_last_line(self) -> None:
        """Take away what a run that was killed had written of a decision: nothing followed from it."""
        data = self._content()
        try:
            if data and not data.endswith(b"\n"):
                os.truncate(self._path, data.rfind(b"\n") + 1)
        except OSError as error:
            raise cannot_write(self._path, error) from error

    def add(self, decision: Decision) -> None:
        """Record a decision: first in the file, on the disk, then in the ledger.

        Raises:
            CannotWrite: The file or the ledger can't be written.
        """
        line = msgspec.json.encode(decision) + b"\n"
        try:
            with os.fdopen(open_for_owner(self._path, os.O_WRONLY | os.O_APPEND), "ab") as file:
                file.write(line)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise cannot_write(self._path, error) from error
        self._keep(decision)

    def next_id(self) -> str:
        """Return the id of the decision that comes next."""
        number = int(self._database.value("SELECT COALESCE(MAX(number), 0) + 1 FROM decision"))
        return f"{_PREFIX}{number:06}"

    def about(self, references: Iterable[str]) -> tuple[Decision, ...]:
        """Return all decisions about an assessment, which may have been called otherwise before, in their order."""
        names = tuple(references)
        return tuple(decision for decision in self._naming(names) if is_about(decision, names))

    def replaced_by(self, references: Iterable[str]) -> tuple[Decision, ...]:
        """Return the decisions by which others were withdrawn in favour of an assessment, in their order."""
        names = tuple(references)
        return tuple(decision for decision in self._naming(names) if not is_about(decision, names))

    def confirmed_forms(self) -> dict[str, Decision]:
        """Return who confirmed each form that was made from its blank, by its id: the last time that somebody did."""
        decisions = [_decoded(record) for (record,) in self._database.rows(_OF_NO_ASSESSMENT)]
        return {each.entry: each for each in decisions if each.kind is DecisionKind.CONFIRM_FORM}

    def _naming(self, references: Iterable[str]) -> list[Decision]:
        found: dict[int, str] = {}
        for reference in references:
            for statement in _NAMING:
                found |= dict(self._database.rows(statement, reference))
        return [_decoded(record) for _, record in sorted(found.items())]

    def forget(self, references: Iterable[str], tombstone: Decision) -> None:
        """Take every word about some assessments out, also from the file; a line without any takes their place.

        What was withdrawn in favour of one of them stays withdrawn, in favour of none.

        Raises:
            CannotWrite: The file can't be written.
        """
        gone = set(references)
        kept = [left for each in self._lines(self._content()) if (left := _without(each, gone)) is not None]
        write_atomically(self._path, b"".join(msgspec.json.encode(each) + b"\n" for each in (*kept, tombstone)))
        for reference in gone:
            self._database.change("DELETE FROM decision WHERE reference = ? OR other = ?", reference, reference)
        for each in kept:
            self._keep(each)
        self._keep(tombstone)

    def _keep(self, decision: Decision) -> None:
        record = msgspec.json.encode(decision).decode()
        number = int(decision.id.removeprefix(_PREFIX))
        self._database.change(_KEEP, number, decision.id, decision.reference, decision.other, record)

    def _missing(self, content: bytes) -> Iterator[Decision]:
        known = {row[0] for row in self._database.stream("SELECT id FROM decision")}
        return (decision for decision in self._lines(content) if decision.id not in known)

    def _content(self) -> bytes:
        try:
            return self._path.read_bytes() if self._path.exists() else b""
        except OSError as error:
            raise cannot_write(self._path, error) from error

    def _lines(self, content: bytes) -> Iterator[Decision]:
        for number, line in enumerate(content.splitlines(), start=1):
            if line.strip():
                yield self._decision(line, number)

    def _decision(self, line: bytes, number: int) -> Decision:
        try:
            decision = msgspec.json.decode(line, type=Decision)
            int(decision.id.removeprefix(_PREFIX))
        except ValueError as error:  # msgspec's own is one
            raise CannotWrite(
                f"Line {number} of '{self._path}' is not a decision.",
                remedy="Put the file back from a backup, or take that line out.",
                code="trail",
            ) from error
        return decision


def _without(decision: Decision, gone: Collection[str]) -> Decision | None:
    """Return a decision without what it says of some assessments; ``None`` when nothing is left of it."""
    if decision.reference in gone:
        return None
    if decision.other not in gone:
        return decision
    return replace(decision, other="") if decision.kind is DecisionKind.WITHDRAW else None


def _decoded(record: str) -> Decision:
    return msgspec.json.decode(record, type=Decision)
