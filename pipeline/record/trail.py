"""The trail: every decision, in the ledger and, flushed first, in a file that is only added to.

A ledger that is lost is made anew from forms, results and this file; the file alone says what people decided.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import msgspec

from pipeline.cases.decision import Decision, DecisionKind
from pipeline.errors import CannotWrite
from pipeline.record.database import Database

FILE_NAME: Final = "decisions.jsonl"
_OF_TWO: Final = (DecisionKind.SAME, DecisionKind.NOT_SAME)
_KEEP: Final = "INSERT OR IGNORE INTO decision VALUES (?, (SELECT COALESCE(MAX(number), 0) + 1 FROM decision), ?, ?, ?)"


class Trail:
    """The decisions of one output folder."""

    def __init__(self, database: Database, path: Path) -> None:
        self._database, self._path = database, path

    def take_up(self) -> None:
        """Take up the decisions that the file has and the ledger hasn't: a run was cut short, or the ledger was lost.

        Raises:
            CannotWrite: The file can't be read, or holds a line that is no decision.
        """
        known = {row[0] for row in self._database.stream("SELECT id FROM decision")}
        missing = [decision for decision in self._lines() if decision.id not in known]
        if missing:
            with self._database.together():
                for decision in missing:
                    self._keep(decision)

    def add(self, decision: Decision) -> None:
        """Record a decision: first in the file, on the disk, then in the ledger.

        Raises:
            CannotWrite: The file or the ledger can't be written.
        """
        line = msgspec.json.encode(decision) + b"\n"
        try:
            with os.fdopen(os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as file:
                file.write(line)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise _cannot_write(self._path, error) from error
        self._keep(decision)

    def next_id(self) -> str:
        """Return the id of the decision that comes next."""
        number = int(self._database.value("SELECT COALESCE(MAX(number), 0) + 1 FROM decision"))
        return f"D{number:06}"

    def find(self, decision: str) -> Decision | None:
        """Return a decision by its id."""
        found = self._database.value("SELECT record FROM decision WHERE id = ?", decision)
        return None if found is None else _decoded(found)

    def about(self, references: Iterable[str]) -> tuple[Decision, ...]:
        """Return all decisions about an assessment, which may have been called otherwise before, in their order."""
        found: dict[str, tuple[int, Decision]] = {}
        for reference in references:
            rows = self._database.rows(
                "SELECT number, record FROM decision WHERE reference = ? OR (other = ? AND other != '')",
                reference,
                reference,
            )
            for number, record in rows:
                decision = _decoded(record)
                found[decision.id] = (number, decision)
        return tuple(decision for _, decision in sorted(found.values(), key=lambda each: each[0]))

    def own(self, references: Iterable[str]) -> tuple[Decision, ...]:
        """Return the decisions about an assessment itself; one that only replaces another has not been withdrawn."""
        names = set(references)
        return tuple(each for each in self.about(names) if each.reference in names or each.kind in _OF_TWO)

    def forget(self, references: Iterable[str], tombstone: Decision) -> None:
        """Take every word about some assessments out, also from the file; a line without any takes their place.

        Raises:
            CannotWrite: The file can't be written.
        """
        gone = set(references)
        kept = [each for each in self._lines() if not {each.reference, each.other} & gone]
        temporary = self._path.with_name(f".{FILE_NAME}.part")
        try:
            with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.writelines(msgspec.json.encode(each) + b"\n" for each in (*kept, tombstone))
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, self._path)  # noqa: PTH105 - the same as Path.replace, said plainly beside os.open
        except OSError as error:
            raise _cannot_write(self._path, error) from error
        for reference in gone:
            self._database.change("DELETE FROM decision WHERE reference = ? OR other = ?", reference, reference)
        self._keep(tombstone)

    def _keep(self, decision: Decision) -> None:
        record = msgspec.json.encode(decision).decode()
        self._database.change(_KEEP, decision.id, decision.reference, decision.other, record)

    def _lines(self) -> Iterator[Decision]:
        try:
            lines = self._path.read_bytes().splitlines() if self._path.exists() else []
        except OSError as error:
            raise _cannot_write(self._path, error) from error
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                yield msgspec.json.decode(line, type=Decision)
            except msgspec.MsgspecError as error:
                if number == len(lines):  # a run was killed while it wrote this line: nothing followed from it
                    return
                raise CannotWrite(
                    f"Line {number} of '{self._path}' is no decision.",
                    remedy="Put the file back from a backup, or take that line out.",
                    code="trail",
                ) from error


def _decoded(record: str) -> Decision:
    return msgspec.json.decode(record, type=Decision)


def _cannot_write(path: Path, error: OSError) -> CannotWrite:
    return CannotWrite(
        f"'{path}' can't be written ({error.strerror}).",
        remedy="Close it in other programs, check the free space and that you may write there, then run again.",
        code="cannot_write",
    )
