"""Compound files ([MS-CFB]) as trees of storages and streams, each stream with all of its bytes or none.

It is olefile's reading, made strict: a stream that is shorter than its entry says is refused. Libraries that pass over
that hand out half of a form without a word.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, Final

from pipeline.arrivals.container import damaged

_DEEPEST: Final = 60
"""Storages within each other: an e-mail within an e-mail takes two."""
_STREAM: Final = 2
_CUT: Final = "It is cut off or damaged: not all of it is there."


class Storage:
    """A storage: what it holds, by name in lower case."""

    def __init__(self, file: Any, entry: Any, depth: int = 0) -> None:
        self._file, self._depth = file, depth
        self._entries: dict[str, Any] = {str(kid.name).casefold(): kid for kid in entry.kids}
        self._names = [str(kid.name) for kid in entry.kids]

    @property
    def names(self) -> list[str]:
        """What it holds, in the order of the file."""
        return self._names

    def storage(self, name: str) -> Storage | None:
        """Return a storage in it; ``None`` when there is none, or it lies too deep."""
        entry = self._entries.get(name.casefold())
        if entry is None or entry.entry_type == _STREAM or self._depth >= _DEEPEST:
            return None
        return Storage(self._file, entry, self._depth + 1)

    def storages(self) -> Iterator[tuple[str, Storage]]:
        """Yield the storages in it."""
        for name in self._names:
            found = self.storage(name)
            if found is not None:
                yield name, found

    def has(self, name: str) -> bool:
        """Return whether there is a stream of this name."""
        entry = self._entries.get(name.casefold())
        return entry is not None and entry.entry_type == _STREAM

    def size(self, name: str) -> int:
        """Return the length of a stream in bytes, as its entry says; 0 when there is none."""
        return int(self._entries[name.casefold()].size) if self.has(name) else 0

    def stream(self, name: str) -> bytes | None:
        """Return a stream; ``None`` when there is none.

        Raises:
            RefusedForm: Not all of it is there.
        """
        if not self.has(name):
            return None
        entry = self._entries[name.casefold()]
        if entry.size == 0:  # some programs write where an empty one begins, and some a place that isn't there
            return b""
        try:
            content = self._file._open(entry.isectStart, entry.size).read()  # by the entry: names may be twice
        except Exception:  # noqa: BLE001 - whatever its parser raises; the chain could quote the file
            raise damaged(_CUT) from None
        if len(content) != entry.size:
            raise damaged(_CUT)
        return bytes(content)


def open_compound(data: bytes) -> Storage:
    """Open a compound file.

    Raises:
        RefusedForm: It is damaged.
    """
    import olefile  # only where one is met

    try:
        file = olefile.OleFileIO(io.BytesIO(data), raise_defects=olefile.DEFECT_INCORRECT)
    except Exception:  # noqa: BLE001 - as above; also RecursionError, for a directory that is one long chain
        raise damaged(_CUT) from None
    return Storage(file, file.root)
