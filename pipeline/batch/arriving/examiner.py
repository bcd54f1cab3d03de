"""Look into the files that are no forms by their names; what was seen of one holds until it changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from pipeline.arrivals.contents import Contents, Unread
from pipeline.batch.arriving.known import as_known
from pipeline.batch.arriving.remembered import remembered
from pipeline.batch.limits import USUAL, Limits, OverTime, bounded
from pipeline.files import look_of
from pipeline.record.store.looked_into import Seen

_MANY: Final = 300
"""Files that are looked into before that is said: some seconds."""


class Examiner:
    """Looks into files, each once as long as it stays as it is."""

    def __init__(
        self, passwords: Sequence[str] = (), limits: Limits = USUAL, *, output: Path | None = None,
        said: Callable[[str], None] = lambda _: None,
    ) -> None:  # fmt: skip
        """Get ready.

        Args:
            passwords: Tried in turn on archives that need one.
            limits: What looking into one file may take.
            output: The output folder, whose ledger remembers what earlier runs saw.
            said: Told when this takes a while.
        """
        self._passwords, self._limits, self._output = tuple(passwords), limits, output
        self._seen: dict[str, Seen] | None = None
        self._said, self._looked = said, 0

    def contents(self, path: Path) -> Contents:
        """Return what is in a file: it is a form, or has forms in it, or is named as what it is."""
        return self.look(path).contents

    def look(self, path: Path) -> Seen:
        """Return the same, with how the file looked then."""
        if self._seen is None:
            self._seen = remembered(self._output) if self._output is not None else {}
        place, look = as_known(path), look_of(path)
        seen = self._seen.get(place)
        if seen is None or seen.look != look:
            self._looked += 1
            if self._looked == _MANY:
                self._said("Looking into e-mails, archives and other files for the first time; later runs know them.")
            seen = Seen(place=place, look=look, contents=self._examined(path))
            self._seen[place] = seen
        return seen

    def _examined(self, path: Path) -> Contents:
        from pipeline.arrivals.examine import examine  # slow to load, and most folders hold forms alone

        try:
            with bounded(self._limits):
                return examine(path, self._passwords)
        except OverTime:
            what = f"It took longer than {self._limits.seconds:g} seconds to look through."
        except MemoryError:
            what = f"It needs more than {self._limits.megabytes} MB of memory to look through."
        unread = Unread(reason=what, remedy=_BY_HAND, code="too_much")
        return Contents(unread=(unread,), is_container=True, is_open=False)


_BY_HAND: Final = "Open it yourself and put the forms in it here."
