"""What was found in files that are no forms by their names, so that the next run need not open them again."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from pipeline.arrivals.contents import NOT_A_FORM, Contents
from pipeline.record.store.database import Database
from pipeline.version import __version__
from pipeline.windows import within_reach

_SEEN_BY: Final = f"{__version__} 1"
"""Raise the number when something is told otherwise than before: what was seen until then is looked into again."""


class Seen(Struct, frozen=True, kw_only=True):
    """What was found in one file.

    Attributes:
        place: Its path.
        look: Its size and times; while they are the same, so is what is in it.
        contents: What is in it.
    """

    place: str
    look: str
    contents: Contents

    @property
    def is_certain(self) -> bool:
        """Whether it would be found again: what is refused may be read with a password, or when it is closed."""
        return bool(self.look) and all(each.code == NOT_A_FORM for each in self.contents.unread)


class LookedInto:
    """The files of a ledger that were looked into."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> Iterator[Seen]:
        """Return what was found by this version of the program."""
        if not self._database.has_table("looked_into"):
            return  # a ledger of an earlier version that is only read
        for place, look, contents in self._database.stream(
            "SELECT place, look, contents FROM looked_into WHERE seen_by = ?", _SEEN_BY
        ):
            yield Seen(place=place, look=look, contents=msgspec.json.decode(contents, type=Contents))

    def keep(self, seen: Seen) -> None:
        """Keep what was found, where that is news."""
        row = seen.look, _SEEN_BY, msgspec.json.encode(seen.contents).decode()
        known = self._database.row("SELECT look, seen_by, contents FROM looked_into WHERE place = ?", seen.place)
        if known != row:
            self._database.change("INSERT OR REPLACE INTO looked_into VALUES (?, ?, ?, ?)", seen.place, *row)

    def forget(self, place: str) -> None:
        """Forget what was found in a file."""
        self._database.change("DELETE FROM looked_into WHERE place = ?", place)

    def forget_gone(self, here: Collection[str]) -> None:
        """Forget the files that are there no more.

        Args:
            here: Those that are known to be there.
        """
        for (place,) in self._database.rows("SELECT place FROM looked_into"):
            if place not in here and not within_reach(Path(place)).exists():
                self.forget(place)
