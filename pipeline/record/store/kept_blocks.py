"""Blocks of tables as they were made: the next table takes those whose rows say what they said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from pipeline.record.store.database import Database

_FORGET: Final = "DELETE FROM kept_block WHERE register = ? AND key NOT IN (SELECT value FROM json_each(?))"


class KeptBlocks:
    """The blocks of one register; nothing hangs on them but time."""

    def __init__(self, database: Database, register: str) -> None:
        self._database, self._register = database, register

    def find(self, key: str) -> bytes | None:
        """Return a block by what its rows say, or ``None``."""
        found = self._database.value("SELECT made FROM kept_block WHERE register = ? AND key = ?", self._register, key)
        return bytes(found) if found is not None else None

    def keep(self, made: Iterable[tuple[str, bytes]]) -> None:
        """Keep new blocks, each with its key."""
        rows = [(self._register, key, block) for key, block in made]
        with self._database.together():
            self._database.change_many("INSERT OR REPLACE INTO kept_block VALUES (?, ?, ?)", rows)

    def forget_others(self, keys: Sequence[str]) -> None:
        """Forget all blocks but some: no row is in them any more."""
        self._database.change(_FORGET, self._register, msgspec.json.encode(keys).decode())
