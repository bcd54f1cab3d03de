"""The children of whom something was recorded since they were judged; the database itself notes them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from pipeline.record.store.database import Database

Key = tuple[str, str]
"""A form and a child."""

_WITH_THEM: Final = """
INSERT OR IGNORE INTO changed_child
SELECT assessment.form, assessment.child FROM changed_child CROSS JOIN resemblance
    ON resemblance.child = changed_child.child JOIN assessment ON assessment.child = resemblance.other
UNION SELECT assessment.form, assessment.child FROM changed_child CROSS JOIN resemblance
    ON resemblance.other = changed_child.child JOIN assessment ON assessment.child = resemblance.child
UNION SELECT assessment.form, assessment.child FROM changed_child CROSS JOIN assessment AS own USING (form, child)
    CROSS JOIN record ON record.assessment = own.reference CROSS JOIN json_each(record.of_child) AS asked
    CROSS JOIN record AS other ON other.reference = json_extract(asked.value, '$[1]')
    JOIN assessment ON assessment.reference = other.assessment
"""
_AHEAD: Final = (
    "INSERT OR IGNORE INTO changed_child SELECT DISTINCT form, child FROM assessment WHERE completed > MIN(?, ?)"
)


class ChangedChildren:
    """The children whose rows may say something else now."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @property
    def are_any(self) -> bool:
        """Whether there are some."""
        return self._database.row("SELECT 1 FROM changed_child LIMIT 1") is not None

    def take(self) -> list[Key]:
        """Return them, and forget that they changed; with them come those of whom their rows ask something."""
        if not self.are_any:
            return []
        self._database.change(_WITH_THEM)
        found = [(form, child) for form, child in self._database.rows("SELECT form, child FROM changed_child")]
        self._database.change("DELETE FROM changed_child")
        return found

    def add_those_ahead(self, days: Iterable[str]) -> None:
        """Note the children who have an assessment after one of two days: what is said of them hangs on the day."""
        self._database.change(_AHEAD, *days)
