"""What stays of an erased assessment: keyed digests of its files, by which the same bytes are refused."""

from __future__ import annotations

import datetime as dt
from typing import Final

from pipeline.cases.decision import Decision
from pipeline.errors import RefusedForm
from pipeline.record.store.database import Database

ERASED: Final = "erased"
"""Code of the refusal of a file whose record was erased."""


def bury(database: Database, tombstone: Decision) -> None:
    """Note the keyed digests of erased files, so that the same bytes are refused when they come again."""
    for digest in tombstone.erased:
        database.change("INSERT OR REPLACE INTO tombstone VALUES (?, ?, ?)", digest, tombstone.at[:10], tombstone.by)


def refuse_erased(database: Database, digest: str) -> None:
    """Refuse a file that was erased.

    Args:
        database: Of the ledger.
        digest: The keyed digest of the file.

    Raises:
        RefusedForm: It was.
    """
    found = database.row("SELECT day, who FROM tombstone WHERE digest = ?", digest)
    if found is not None:
        day = dt.date.fromisoformat(found[0])
        raise RefusedForm(
            f"The record of this file was erased on {day:%d/%m/%Y} by {found[1]}.",
            remedy="Take it out of the input; to record it all the same, save it anew in Word.",
            code=ERASED,
        )


def is_buried(database: Database, digest: str) -> bool:
    """Return whether the file of a keyed digest was erased."""
    return database.row("SELECT 1 FROM tombstone WHERE digest = ?", digest) is not None
