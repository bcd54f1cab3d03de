"""What was read of versions, packed: most of a ledger is this, and most of it is what every result of a form says.

A packed text begins with the digest of the dictionary that it was packed with; zlib knows by itself whether that is the
right one, and whether a byte was lost. A result is packed with what tables show of it besides, which it says again.
What ledgers of layout 5 hold is text as it was, and stays so until it is read otherwise.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable
from typing import Final

from pipeline.record.store.database import Database

Common = Callable[[str], bytes]
"""Return what all results of a form say, by its id. Nothing of any result may be in it: it outlives what is erased."""

_DIGEST: Final = 8
"""Bytes of the digest of a dictionary: a number could be given again after a transaction was taken back."""
_OF_VERSION: Final = "FROM reading WHERE version = (SELECT id FROM version WHERE sha256 = ?)"


def nothing_in_common(_: str) -> bytes:
    """Return no word: where no mapping is at hand, results are packed by themselves."""
    return b""


class PackedReadings:
    """The readings of a ledger, which nobody else packs or unpacks."""

    def __init__(self, database: Database, common: Common = nothing_in_common) -> None:
        self._database, self._common = database, common
        self._by_form: dict[str, tuple[bytes, bytes]] = {}
        self._by_digest: dict[bytes, bytes] = {}

    def result(self, sha256: str) -> str:
        """Return the result JSON of a version."""
        return self._both(self._database.row(f"SELECT shown, result {_OF_VERSION}", sha256))[1]

    def shown(self, sha256: str) -> str:
        """Return what tables show of the result of a version, as JSON."""
        return self.text(self._database.value(f"SELECT shown {_OF_VERSION}", sha256))

    def keep_first(self, sha256: str, form: str, shown: str, result: str) -> None:
        """Keep what was read of a version that is new."""
        packed = self._packed(form, shown, result)
        self._database.change("INSERT INTO reading SELECT id, ?, ? FROM version WHERE sha256 = ?", *packed, sha256)

    def keep(self, version: int, form: str, shown: str, result: str) -> bool:
        """Keep what was read of a known version now, and return whether it says something else than before."""
        before = self._database.row("SELECT shown, result FROM reading WHERE version = ?", version)
        if self._both(before) == (shown, result):
            return False
        packed = self._packed(form, shown, result)
        self._database.change("UPDATE reading SET shown = ?, result = ? WHERE version = ?", *packed, version)
        return True

    def text(self, kept: str | bytes, beside: str = "") -> str:
        """Return a text as it was.

        Args:
            kept: As the ledger holds it.
            beside: What it was packed with besides the dictionary.

        Raises:
            CannotWrite: The ledger is damaged.
        """
        if isinstance(kept, str):
            return kept
        words = self._dictionary(kept[:_DIGEST])
        try:
            unpacking = zlib.decompressobj(zdict=words + beside.encode())
            text = unpacking.decompress(kept[_DIGEST:]) + unpacking.flush()
            if unpacking.eof and not unpacking.unused_data:
                return text.decode()
        except (zlib.error, UnicodeDecodeError) as error:
            raise self._database.damaged(f"a packed text: {error}") from error
        raise self._database.damaged("a packed text was cut short")

    def _both(self, kept: tuple[str | bytes, str | bytes]) -> tuple[str, str]:
        shown = self.text(kept[0])
        return shown, self.text(kept[1], beside=shown)

    def _packed(self, form: str, shown: str, result: str) -> tuple[bytes, bytes]:
        if form not in self._by_form:
            common = self._common(form)
            self._by_form[form] = hashlib.blake2b(common, digest_size=_DIGEST).digest(), common
        digest, words = self._by_form[form]
        # Each time, since the transaction in which it was kept first may have been taken back.
        self._database.change("INSERT OR IGNORE INTO dictionary VALUES (?, ?)", digest, words)
        return digest + _deflated(shown, words), digest + _deflated(result, words + shown.encode())

    def _dictionary(self, digest: bytes) -> bytes:
        if digest not in self._by_digest:
            words = self._database.value("SELECT words FROM dictionary WHERE digest = ?", digest)
            if words is None:
                raise self._database.damaged("the dictionary of a packed text is missing")
            self._by_digest[digest] = words
        return self._by_digest[digest]


def _deflated(text: str, words: bytes) -> bytes:
    packing = zlib.compressobj(zdict=words)  # level 9 takes a third longer, for two bytes in a hundred
    return packing.compress(text.encode()) + packing.flush()
