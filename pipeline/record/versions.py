"""Read versions for the rules that say which of them belong together, and which one counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from pipeline.cases.order import in_order
from pipeline.cases.version import Identity, Version
from pipeline.record.readings import entries_of
from pipeline.record.store import compact
from pipeline.record.store.database import Database
from pipeline.record.store.packed import PackedReadings

_READ: Final = "SELECT sha256, parent, record, identity, modified, sent, received, written, repeats FROM version WHERE "
_AT: Final = (
    "SELECT version.sha256, parent, modified, sent, received, written FROM source JOIN version USING (sha256) "
    "WHERE place = ? AND role != 'kept' AND (record != '' OR version.sha256 = ?)"
)
_NOBODY: Final = Identity(form="")
_PLACES: Final = "SELECT place FROM source WHERE sha256 = ? AND role != 'kept'"


class Versions:
    """The versions of a ledger; their entries are read when a rule asks for them, and not before."""

    def __init__(self, database: Database, readings: PackedReadings) -> None:
        self._database, self._readings = database, readings

    def one(self, sha256: str) -> Version:
        """Return a version, with the places where it lay."""
        places = self._database.rows(_PLACES, sha256)
        row = self._database.row(f"{_READ}sha256 = ?", sha256)
        return self._version(row, frozenset(place for (place,) in places))

    def all(self, shas: Iterable[str]) -> list[Version]:
        """Return some versions, with the places where they lay."""
        return [self.one(sha256) for sha256 in shas]

    def of_assessment(self, reference: str) -> list[Version]:
        """Return the versions of an assessment; where they lay is left out."""
        return [self._version(row) for row in self._database.rows(f"{_READ}reference = ?", reference)]

    def of_record(self, record: str) -> list[Version]:
        """Return the versions of a record; where they lay is left out."""
        return [self._version(row) for row in self._database.rows(f"{_READ}record = ?", record)]

    def order_at(self, place: str, sha256: str) -> list[str]:
        """Return the versions that lay at a place and are no blanks, in their order, this one among them."""
        rows = self._database.rows(_AT, place, sha256)
        return [each.sha256 for each in in_order(_by_times(row) for row in rows)]

    def made_from(self, sha256: str) -> list[tuple[Version, Version]]:
        """Return a version with the one that it was made from, and those that were made from it, each with it."""
        rows = self._database.rows(
            "SELECT sha256, (SELECT sha256 FROM version AS other WHERE other.mark = version.parent) AS parent "
            "FROM version WHERE (sha256 = ?1 AND parent != '') OR (parent != '' AND "
            "parent = (SELECT mark FROM version AS other WHERE other.sha256 = ?1))",
            sha256,
        )
        return [(self.one(version), self.one(parent)) for version, parent in rows if parent]

    def id_of(self, version: Version) -> int:
        """Return the number of a version in the order of recording."""
        return int(self._database.value("SELECT id FROM version WHERE sha256 = ?", version.sha256))

    def _version(self, row: Any, places: frozenset[str] = frozenset()) -> Version:
        return Version(
            sha256=row[0],
            parent=row[1],
            record=row[2],
            identity=compact.read(row[3], Identity),
            modified=row[4],
            sent=row[5],
            received=row[6],
            written=row[7],
            repeats=bool(row[8]),
            places=places,
            entries=_Entries(self._readings, row[0]),
        )


def _by_times(row: Any) -> Version:
    """Return of a version what its place in the order goes by: thousands may have lain at one place."""
    return Version(
        sha256=row[0], parent=row[1], identity=_NOBODY, modified=row[2], sent=row[3], received=row[4], written=row[5]
    )


class _Entries(Mapping[str, str]):
    """The entries of a version, read when they are first asked for: most versions are never compared."""

    def __init__(self, readings: PackedReadings, sha256: str) -> None:
        self._readings, self._sha256 = readings, sha256
        self._read: Mapping[str, str] | None = None

    def _entries(self) -> Mapping[str, str]:
        if self._read is None:
            self._read = entries_of(self._readings.result(self._sha256))
        return self._read

    def __getitem__(self, entry: str) -> str:
        return self._entries()[entry]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries())

    def __len__(self) -> int:
        return len(self._entries())
