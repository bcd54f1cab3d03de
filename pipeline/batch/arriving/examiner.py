"""Look into the files that are no forms by their names; what was seen of one holds until it changes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.arrivals.contents import Contents, Unread
from pipeline.batch.limits import USUAL, Limits, OverTime, bounded
from pipeline.files import look_of


class Examiner:
    """Looks into files, each once as long as it stays as it is."""

    def __init__(self, passwords: Sequence[str] = (), limits: Limits = USUAL) -> None:
        self._passwords, self._limits = tuple(passwords), limits
        self._seen: dict[Path, tuple[str, Contents]] = {}

    def contents(self, path: Path) -> Contents:
        """Return what is in a file: it is a form, or has forms in it, or is named as what it is."""
        look = look_of(path)
        seen = self._seen.get(path)
        if seen is None or seen[0] != look:
            seen = look, self._examined(path)
            self._seen[path] = seen
        return seen[1]

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


_BY_HAND = "Open it yourself and put the forms in it here."
