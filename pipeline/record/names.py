"""What an assessment is called: its reference now, and what it was called before."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Final

from pipeline.errors import UsageProblem
from pipeline.record.database import Database

_LOOKED_AT: Final = 100_000
_NEAR: Final = 0.6


class Names:
    """References of a ledger, and their aliases."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def now(self, reference: str) -> str:
        """Return what an assessment is called now; what is not known comes back as it is."""
        found = self._database.value("SELECT reference FROM alias WHERE alias = ?", reference)
        return reference if found is None else str(found)

    def all(self, reference: str) -> tuple[str, ...]:
        """Return everything that an assessment was ever called, its reference first."""
        now = self.now(reference)
        rows = self._database.rows("SELECT alias FROM alias WHERE reference = ? ORDER BY alias", now)
        return (now, *(alias for (alias,) in rows))

    def rename(self, before: str, now: str) -> None:
        """Let an assessment that is part of another one be known by the other's reference."""
        self._database.change("UPDATE alias SET reference = ? WHERE reference = ?", now, before)
        self._database.change("INSERT OR REPLACE INTO alias VALUES (?, ?, '')", before, now)

    def find(self, typed: str) -> str:
        """Return the reference of what somebody typed: a reference, or a number of an earlier version.

        Raises:
            UsageProblem: There is no such assessment; the nearest is named.
        """
        for name in (typed.strip(), typed.strip().upper()):
            now = self.now(name)
            if self._database.row("SELECT 1 FROM assessment WHERE reference = ?", now):
                return now
        rows = self._database.rows("SELECT reference FROM assessment LIMIT ?", _LOOKED_AT)
        near = get_close_matches(typed.strip().upper(), [each for (each,) in rows], n=1, cutoff=_NEAR)
        raise UsageProblem(
            f"There is no assessment '{typed}' here.",
            remedy=f"Did you mean {near[0]}?" if near else "The register and 'wordform due' list the references.",
            code="no_assessment",
        )
