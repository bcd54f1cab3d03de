"""The documents of assessments: where each lies, as it was written, and what could not be written yet."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from msgspec import Struct

from pipeline.record.store.database import Database, as_json


class Populated(Struct, frozen=True, kw_only=True):
    """The document of one assessment; the table explains the columns."""

    reference: str
    target: str
    sha256: str = ""
    intended: str = ""
    version: str = ""
    made_with: str = ""
    decided: str = ""
    seen: str = ""
    pending: str = ""


class WrittenDocument(Struct, frozen=True, kw_only=True):
    """A document that follows from an assessment, as it was last written; ``target`` lies below the output folder."""

    target: str
    sha256: str


_COLUMNS: Final = ("reference", "target", "sha256", "intended", "version", "made_with", "decided", "seen", "pending")
_SAID: Final = {
    "intended": "CASE populated.intended WHEN '=' THEN populated.sha256 ELSE populated.intended END",
    "version": "COALESCE((SELECT version.sha256 FROM version WHERE version.id = populated.version), '')",
}
"""What is kept more shortly than it is said."""
_SHOWN: Final = ", ".join(_SAID.get(name, f"populated.{name}") for name in _COLUMNS)
_READ: Final = f"SELECT {_SHOWN} FROM populated"  # noqa: S608 - own names
_KEEP: Final = (
    "INSERT OR REPLACE INTO populated VALUES (?, ?, ?3, CASE ?4 WHEN ?3 THEN '=' ELSE ?4 END, "
    "COALESCE((SELECT id FROM version WHERE sha256 = ?5), 0), ?6, ?7, ?8, ?9)"
)

_IN_PLACE: Final = (
    "DELETE FROM misplaced WHERE reference = ?1 AND EXISTS "
    "(SELECT 1 FROM assessment WHERE reference = ?1 AND target = ?2)"
)


class Documents:
    """What the ledger knows of documents."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, reference: str) -> Populated | None:
        """Return the document of an assessment, or ``None`` when none was ever made."""
        row = self._database.row(f"{_READ} WHERE reference = ?", reference)
        return None if row is None else _populated(row)

    def at(self, target: str) -> Populated | None:
        """Return the document that lies at a place below the output folder, or ``None``."""
        row = self._database.row(f"{_READ} WHERE target = ? AND sha256 != ''", target)
        return None if row is None else _populated(row)

    def of_content(self, sha256: str) -> Populated | None:
        """Return the document that was last written with these bytes, or ``None``."""
        row = self._database.row(f"{_READ} WHERE sha256 = ? AND sha256 != ''", sha256)
        return None if row is None else _populated(row)

    def seen(self) -> Iterator[tuple[str, str, str]]:
        """Return how documents looked when they were written: each with its assessment, place and look."""
        # With a plus the rows are read one after the other, and not each by an index.
        return self._database.stream("SELECT reference, target, seen FROM populated WHERE +sha256 != ''")

    def all(self) -> Iterator[Populated]:
        """Yield every document, in the order of their places, each as it is when its turn comes."""
        return self._each("SELECT reference FROM populated ORDER BY target, reference")

    def of(self, references: Collection[str]) -> Iterator[Populated]:
        """Yield the documents of some assessments like that."""
        of_them = "WHERE reference IN (SELECT value FROM json_each(?))"
        ordered = f"SELECT reference FROM populated {of_them} ORDER BY target, reference"  # noqa: S608 - own names
        return self._each(ordered, as_json(references)) if references else iter(())

    def _each(self, ordered: str, *values: object) -> Iterator[Populated]:
        for reference in [reference for (reference,) in self._database.stream(ordered, *values)]:
            found = self.find(reference)
            if found is not None:
                yield found

    def pending(self) -> Iterator[Populated]:
        """Return the documents that could not be written."""
        for row in self._database.rows(f"{_READ} WHERE pending != '' ORDER BY target, reference"):
            yield _populated(row)

    def misplaced(self) -> list[tuple[Populated, str]]:
        """Return the documents that belong elsewhere now, with the place below the output folder."""
        rows = self._database.rows(
            f"SELECT {_SHOWN}, assessment.target FROM misplaced CROSS JOIN populated USING (reference) "  # noqa: S608 - own names
            "JOIN assessment USING (reference) WHERE populated.target != assessment.target "
            "AND populated.sha256 != '' ORDER BY populated.target"
        )
        return [(_populated(row[:-1]), str(row[-1])) for row in rows]

    def keep(self, populated: Populated) -> None:
        """Keep what is known of a document."""
        self._database.change(_KEEP, *(getattr(populated, name) for name in _COLUMNS))
        self._database.change(_IN_PLACE, populated.reference, populated.target)

    def displace(self, target: str, reference: str) -> None:
        """Note that an assessment's document was written over another one's, which is to be written elsewhere."""
        self._database.change(
            "UPDATE populated SET sha256 = '', seen = '', pending = 'not_written' "
            "WHERE target = ? AND reference != ? AND sha256 != ''",
            target, reference,
        )  # fmt: skip

    def obsolete(self) -> dict[str, str]:
        """Return the documents that belong nowhere any more, with their digests as they were last written."""
        return dict(self._database.rows("SELECT target, sha256 FROM obsolete ORDER BY target"))

    def forget_obsolete(self, target: str) -> None:
        """Note that such a document is gone, or was kept."""
        self._database.change("DELETE FROM obsolete WHERE target = ?", target)

    # Documents that follow

    def following(self, reference: str) -> dict[str, WrittenDocument]:
        """Return the documents that follow from an assessment by their ids, as they were last written."""
        rows = self._database.rows("SELECT id, target, sha256 FROM document WHERE form = ?", reference)
        return {name: WrittenDocument(target=target, sha256=sha256) for name, target, sha256 in rows}

    def all_following(self) -> Iterator[tuple[str, str]]:
        """Return all documents that follow from assessments, each with its assessment and place."""
        yield from self._database.stream("SELECT form, target FROM document WHERE form != ''")

    def all_followed(self, made_with: str) -> set[str]:
        """Return the assessments whose documents were made from what counts for them, with just these mappings."""
        rows = self._database.rows(
            "SELECT followed.form FROM followed JOIN assessment ON assessment.reference = followed.form "
            "JOIN version ON version.id = counting WHERE followed.made_with = ? "
            "AND followed.sha256 = version.sha256 || assessment.decided",
            made_with,
        )  # fmt: skip
        return {reference for (reference,) in rows}

    def keep_following(
        self, reference: str, documents: Mapping[str, WrittenDocument], sha256: str, made_with: str
    ) -> None:
        """Keep what follows from an assessment in place of what was kept before, and what it was made from and with."""
        rows = [(reference, name, each.target, each.sha256) for name, each in documents.items()]
        with self._database.together():
            self._database.change("DELETE FROM document WHERE form = ?", reference)
            self._database.change_many("INSERT INTO document VALUES (?, ?, ?, ?)", rows)
            self._database.change("INSERT OR REPLACE INTO followed VALUES (?, ?, ?)", reference, sha256, made_with)

    def end_following(self, reference: str) -> None:
        """Note that the documents that follow from an assessment belong nowhere any more."""
        with self._database.together():
            self._database.change(
                "INSERT OR REPLACE INTO obsolete SELECT target, sha256 FROM document WHERE form = ?", reference
            )
            self._database.change("DELETE FROM document WHERE form = ?", reference)
            self._database.change("DELETE FROM followed WHERE form = ?", reference)

    def has_followed(self, reference: str, sha256: str, made_with: str) -> bool:
        """Return whether the documents of an assessment were made from just this version, with just these mappings."""
        known = "SELECT 1 FROM followed WHERE form = ? AND sha256 = ? AND made_with = ?"
        return self._database.row(known, reference, sha256, made_with) is not None


def _populated(row: tuple[str, ...]) -> Populated:
    return Populated(**dict(zip(_COLUMNS, row, strict=True)))
