"""Take an assessment out of a ledger for good; what stays says nothing about anybody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from pipeline.cases.decision import Decision
from pipeline.record.calendar import Calendar
from pipeline.record.ledger import Ledger
from pipeline.record.store.database import Database
from pipeline.record.store.tombstones import bury

_NAMED: Final = (
    ("record", "reference"), ("populated", "reference"), ("misplaced", "reference"), ("alias", "alias"),
    ("alias", "reference"), ("document", "form"), ("followed", "form"),
)  # fmt: skip
"""Tables that hold something of an assessment, and by which column."""


class Erased(Struct, frozen=True, kw_only=True):
    """What has to be erased besides the ledger's own words.

    Attributes:
        targets: Documents below the output folder: its own, and those that followed from it.
        lists: Documents that hold many children, this one perhaps among them.
        places: Where its files lay.
        names: Everything that it was called.
    """

    targets: tuple[str, ...]
    lists: tuple[str, ...]
    places: tuple[str, ...]
    names: tuple[str, ...]


def what_is_erased(ledger: Ledger, reference: str) -> Erased:
    """Return the files that say something about an assessment."""
    own = ledger.documents.find(reference)
    following = ledger.documents.following(reference).values()
    places = ledger.database.rows(
        "SELECT DISTINCT place FROM source JOIN version USING (sha256) WHERE version.reference = ? ORDER BY place",
        reference,
    )
    return Erased(
        targets=tuple(sorted({each.target for each in following} | ({own.target} if own is not None else set()))),
        lists=tuple(sorted(each.target for each in ledger.documents.following("").values())),
        places=tuple(place for (place,) in places),
        names=ledger.names.all(reference),
    )


def erase(ledger: Ledger, reference: str, decision: Decision, day: dt.date) -> None:
    """Erase what a ledger holds of an assessment: within one transaction, then for good on the disk.

    Args:
        ledger: Of the output folder.
        reference: The assessment.
        decision: Who erases it and why, without a word about whom it was about.
        day: The day to judge reviews by.
    """
    database = ledger.database
    names = ledger.names.all(reference)
    with database.together():
        database.change("DELETE FROM made_block")  # one of them holds its row
        database.change("DELETE FROM made_row")
        Calendar(database, ledger.key, day).keep_erased(reference)
        child = database.value("SELECT child FROM assessment WHERE reference = ?", reference)
        shas = [sha for (sha,) in database.rows("SELECT sha256 FROM version WHERE reference = ?", reference)]
        digests = {ledger.key.tombstone(sha256) for sha256 in (*shas, *_written(ledger, reference))}
        tombstone = replace(decision, erased=tuple(sorted(digests)))
        _forget_files(database, shas)
        bury(database, tombstone)
        for name in names:
            for table, column in _NAMED:
                database.change(f"DELETE FROM {table} WHERE {column} = ?", name)  # noqa: S608 - own names
        ledger.forget_assessment(reference, str(child))
        ledger.trail.forget(names, tombstone)
        database.touch()
    database.shrink()


def _forget_files(database: Database, shas: Iterable[str]) -> None:
    """Forget versions and where they lay."""
    for sha256 in shas:
        places = [place for (place,) in database.rows("SELECT place FROM source WHERE sha256 = ?", sha256)]
        for place in places:
            database.change("DELETE FROM refused WHERE place = ?", place)
        database.change("DELETE FROM source WHERE sha256 = ?", sha256)
        database.change("DELETE FROM looked_into WHERE instr(contents, ?)", sha256)
        database.change("DELETE FROM reading WHERE version = (SELECT id FROM version WHERE sha256 = ?)", sha256)
        database.change("DELETE FROM version WHERE sha256 = ?", sha256)


def _written(ledger: Ledger, reference: str) -> Iterator[str]:
    """Return the digests of the documents that were written for an assessment: they hold its words as well."""
    own = ledger.documents.find(reference)
    if own is not None:
        yield from {own.sha256, own.intended} - {""}
    yield from (each.sha256 for each in ledger.documents.following(reference).values())
