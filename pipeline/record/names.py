"""What an assessment is called: its reference now, and what it was called before.

A name is never given to another assessment: what people noted down stays true. Names are those of records (what files
alone say is one assessment); an assessment that consists of several is called like the first one.
"""

from __future__ import annotations

from typing import Final

from pipeline.cases.naming import nearest
from pipeline.errors import UsageProblem
from pipeline.record.store.database import Database

_NOW: Final = (
    "SELECT assessment FROM record WHERE reference = COALESCE((SELECT reference FROM alias WHERE alias = ?1), ?1)"
)
_ALL: Final = """
SELECT reference AS name FROM record WHERE assessment = ?1 AND reference != ?1
UNION SELECT alias FROM alias WHERE reference = ?1
UNION SELECT alias FROM alias WHERE reference IN (SELECT reference FROM record WHERE assessment = ?1)
ORDER BY name
"""


class Names:
    """References of a ledger, and their aliases."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, reference: str) -> str:
        """Return what a record is called now; what is not known comes back as it is."""
        found = self._database.value("SELECT reference FROM alias WHERE alias = ?", reference)
        return reference if found is None else str(found)

    def now(self, reference: str) -> str:
        """Return what an assessment is called now; what is not known comes back as it is."""
        found = self._database.value(_NOW, reference)
        return self.record(reference) if found is None else str(found)

    def all(self, reference: str) -> tuple[str, ...]:
        """Return everything that an assessment was ever called, its reference first."""
        now = self.now(reference)
        return (now, *(name for (name,) in self._database.rows(_ALL, now)))

    def of_record(self, reference: str) -> tuple[str, ...]:
        """Return everything that a record was ever called, its reference first."""
        rows = self._database.rows("SELECT alias FROM alias WHERE reference = ? ORDER BY alias", reference)
        return (reference, *(alias for (alias,) in rows))

    def is_free(self, reference: str) -> bool:
        """Return whether nothing was ever called so."""
        known = "SELECT 1 FROM record WHERE reference = ?1 UNION ALL SELECT 1 FROM alias WHERE alias = ?1"
        return self._database.row(known, reference) is None

    def take_back(self, reference: str) -> None:
        """Let a name that was another name of something be that of a record again."""
        self._database.change("DELETE FROM alias WHERE alias = ?", reference)

    def rename(self, before: str, now: str) -> None:
        """Let a record that is part of another one, or called otherwise now, be known by the other's reference."""
        self._database.change("UPDATE alias SET reference = ? WHERE reference = ?", now, before)
        self._database.change("INSERT OR REPLACE INTO alias VALUES (?, ?, '')", before, now)

    def find(self, typed: str) -> str:
        """Return the reference of what somebody typed: a reference, or a number of an earlier version.

        Raises:
            UsageProblem: There is no such assessment; the nearest is named.
        """
        return self.now(self.find_record(typed))

    def find_record(self, typed: str) -> str:
        """Return the record of what somebody typed; one assessment may consist of several.

        Raises:
            UsageProblem: There is no such assessment; the nearest is named.
        """
        for name in (typed.strip(), typed.strip().upper()):
            found = self.record(name)
            if self._database.row("SELECT 1 FROM record WHERE reference = ?", found):
                return found
        near = self._nearest(typed.strip().upper())
        raise UsageProblem(
            f"There is no assessment '{typed}' here.",
            remedy=f"Did you mean {near}?" if near else "The register and 'wordform due' list the references.",
            code="no_assessment",
        )

    def _nearest(self, typed: str) -> str:
        rows = self._database.rows("SELECT reference FROM assessment ORDER BY reference")
        return nearest(typed, [reference for (reference,) in rows])
