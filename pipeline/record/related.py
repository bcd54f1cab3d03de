"""Which versions have to be looked at together when one is recorded: those that could be one assessment with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pipeline.record.store.database import Database
from pipeline.record.versions import Versions

# One statement for each index, and each index that leaves empty ones out named by that, so that SQLite uses it.
_BY: Final = {
    "number": "SELECT sha256 FROM version WHERE number = ?1 AND number != '' AND completed = ?2 AND form = ?3",
    "born": "SELECT sha256 FROM version WHERE born = ?1 AND born != '' AND completed = ?2 AND form = ?3",
    "mark": "SELECT sha256 FROM version WHERE parent = ?1 AND parent != ''",
    "parent": "SELECT sha256 FROM version WHERE mark = ?1",
    "record": "SELECT sha256 FROM version WHERE record = ?1",
}
_UNCLEAR_AT: Final = "SELECT 1 FROM source WHERE place = ? AND unclear LIMIT 1"


class Related:
    """Finds the versions that hang together with one, for one time of working out assessments."""

    def __init__(self, database: Database, versions: Versions) -> None:
        self._database, self._versions = database, versions
        self._orders: dict[str, list[str]] = {}

    def of(self, sha256: str) -> list[str]:
        """Return a version and all that share its child and day, our mark, its record, or in doubt its place."""
        found: set[str] = set()
        waiting = {sha256}
        while waiting:
            each = waiting.pop()
            found.add(each)
            waiting |= set(self._neighbours(each)) - found
        return sorted(found)

    def _neighbours(self, sha256: str) -> Iterator[str]:
        form, completed, number, born, mark, parent, record, unclear = self._database.row(
            "SELECT form, completed, number, born, mark, parent, record, unclear FROM version WHERE sha256 = ?", sha256
        )
        known = {"number": completed and number, "born": completed and born, "mark": mark, "parent": parent}
        for name, value in (known | {"record": record}).items():
            if value:
                values = (value, completed, form) if name in ("number", "born") else (value,)
                for (other,) in self._database.rows(_BY[name], *values):
                    yield other
        yield from self._beside(sha256, is_unclear=bool(unclear))

    def _beside(self, sha256: str, *, is_unclear: bool) -> Iterator[str]:
        """Return the versions that lay at its places right before and after it, where one of the two is unclear."""
        for (place,) in self._database.rows("SELECT place FROM source WHERE sha256 = ? AND role != 'kept'", sha256):
            if not is_unclear and self._database.row(_UNCLEAR_AT, place) is None:
                continue
            order = self._order_at(place, sha256)
            here = order.index(sha256)
            yield from order[max(here - 1, 0) : here + 2]

    def _order_at(self, place: str, sha256: str) -> list[str]:
        """Return the versions that lay at a place, in their order; the one that is looked at may have no record yet."""
        order = self._orders.get(place)
        if order is None or sha256 not in order:
            order = self._orders[place] = self._versions.order_at(place, sha256)
        return order
