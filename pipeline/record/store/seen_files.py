"""What the files at places are, by how they look: what looks as it did need not be read again to know its bytes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Final

from pipeline.record.store.database import Database

_OF_LOOK: Final = "SELECT sha256 FROM seen_file WHERE place = ? AND look = ?"
_KEEP: Final = "INSERT OR REPLACE INTO seen_file VALUES (?, ?, ?)"
_STAND: Final = """
SELECT seen_file.place, seen_file.look, version.sha256, version.reference, assessment.counting = version.id,
       assessment.withdrawn, CASE WHEN assessment.signed != '' AND assessment.counting = version.id
                                  THEN 'assessed' ELSE version.status END,
       version.overview, COALESCE(populated.sha256, '') != ''
FROM seen_file JOIN source USING (place, sha256) JOIN version USING (sha256)
JOIN assessment USING (reference) LEFT JOIN populated USING (reference)
WHERE source.is_here AND source.role = 'input'
  AND (assessment.counting = version.id OR (assessment.open = '[]' AND NOT version.repeats))
  AND (assessment.withdrawn OR assessment.counting != version.id
       OR (version.made_with = ?1 AND version.decided = assessment.decided AND populated.pending = ''
           AND populated.version = version.sha256 AND populated.decided = version.decided))
"""


class SeenFiles:
    """The files of a ledger by place and look; nothing hangs on it but time."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @cached_property
    def _is_there(self) -> bool:
        """Whether the ledger has such a table; one of an earlier version that is only read has none."""
        return self._database.has_table("seen_file")

    def sha256(self, place: str, look: str) -> str:
        """Return the SHA-256 of a file that looks so; empty where it has to be read."""
        return str(self._database.value(_OF_LOOK, place, look) or "") if look and self._is_there else ""

    def keep(self, files: Iterable[tuple[str, str, str]]) -> None:
        """Keep what files are, each by place, look and SHA-256; without a look that is certain nothing is kept."""
        certain = [each for each in files if all(each)]
        with self._database.together():
            self._database.change_many(_KEEP, certain)

    def standing(self, made_with: str) -> Iterator[tuple[str, str, str, str, bool, bool, str, str, bool]]:
        """Return the files that were done with just this, if they still look as they did.

        Each with its place, look, SHA-256 and assessment, whether it counts for that, whether that is withdrawn, its
        status and overview, and whether it has a document.
        """
        yield from self._database.stream(_STAND, made_with)
