"""Where the documents of assessments belong: called after their forms, and kept apart where several are called alike.

Only what may have changed is worked out anew: one place may have held the forms of thousands of children.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from pipeline.cases.naming import Titled, dated_base, document_names
from pipeline.cases.version import Version
from pipeline.record.store.database import Database

_TITLED: Final = "SELECT reference, name, completed, withdrawn, target FROM assessment WHERE base = ? "
_NEWEST: Final = _TITLED + "ORDER BY withdrawn, completed DESC, reference LIMIT 2"
_OF_DAY: Final = _TITLED + "AND completed = ?"
_NAMES: Final = (
    "SELECT name, is_here FROM source WHERE sha256 = ? AND role = 'input' "
    "ORDER BY is_here DESC, CASE WHEN is_here THEN 0 ELSE -run END, LENGTH(name), name"
)
"""A copy has a longer name than what it was copied from: "Copy of …", "… (1)". Of what lies nowhere any more, the last
place comes first."""
_EDITED: Final = "SELECT name FROM source WHERE sha256 = ? AND role != 'input' ORDER BY role = 'kept', run DESC, name"


class Titles:
    """Names the documents of a ledger."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def name_of(self, ordered: Sequence[Version], now: str) -> str:
        """Return the file that a document is called after: where the version that counts lies, or one before it.

        One that was made of another assessment's result alone is called after that.

        Args:
            ordered: The versions of the assessment.
            now: What it is called now; it stays called so when the file lies nowhere any more.
        """
        for version in reversed(ordered):
            rows = self._database.rows(_NAMES, version.sha256)
            if rows and not rows[0][1] and any(name == now for name, _ in rows):
                return now
            if rows:
                return str(rows[0][0])
        edited = (name for version in reversed(ordered) for (name,) in self._database.rows(_EDITED, version.sha256))
        return now or next(edited, "")

    def renew(self, base: str, days: Sequence[str]) -> None:
        """Say anew where the documents of one base belong after an assessment came, changed or went.

        Args:
            base: What their names have in common.
            days: The dates completed of the assessment, before and now.
        """
        if self._database.row("SELECT 1 FROM assessment WHERE base = ? LIMIT 1 OFFSET 1", base) is None:
            self._name(self._database.rows(_TITLED, base))
        else:
            newest = self._database.rows(_NEWEST, base)
            touched = sorted({*days, *(row[2] for row in newest)})
            rows = {row[0]: row for day in touched for row in self._database.rows(_OF_DAY, base, day)}
            self._name([*rows.values()])
        other = dated_base(base)
        if other:  # a document of that one may have been called like this form until now
            self._name(self._database.rows(_TITLED, other))

    def _name(self, rows: Sequence[Any]) -> None:
        titled = [Titled(reference=row[0], name=row[1], completed=row[2], withdrawn=bool(row[3])) for row in rows]
        now = {row[0]: row[4] for row in rows}
        for reference, target in document_names(titled, self._is_base).items():
            if now[reference] != target:
                self._database.change("UPDATE assessment SET target = ? WHERE reference = ?", target, reference)
                self._database.change(
                    "INSERT OR IGNORE INTO misplaced SELECT reference FROM populated "
                    "WHERE reference = ? AND sha256 != ''",
                    reference,
                )

    def _is_base(self, base: str) -> bool:
        return self._database.row("SELECT 1 FROM assessment WHERE base = ? LIMIT 1", base) is not None
