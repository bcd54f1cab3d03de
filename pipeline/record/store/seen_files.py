"""What the files at places are, by how they look: what looks as it did need not be read again to know its bytes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from typing import Final, NamedTuple

import msgspec
from msgspec import Struct

from pipeline.cases.overview import Overview
from pipeline.record.store.changed import ChangedChildren
from pipeline.record.store.database import Database
from pipeline.record.store.kept_blocks import MadeTable


def _of_overview(name: str) -> str:
    """Return a fact of an overview in SQL, whether its values are listed or named (:mod:`compact`)."""
    number = Overview.__struct_fields__.index(name)
    named = f"json_extract(version.overview, '$.{name}')"
    return f"COALESCE(json_extract(version.overview, '$[{number}]'), {named})"


_OF_LOOK: Final = "SELECT sha256 FROM source WHERE place = ? AND look = ? AND is_here"
_KEEP: Final = "UPDATE source SET look = ?2, stands = '' WHERE place = ?1 AND sha256 = ?3 AND is_here"
_STANDING: Final = (
    "SELECT place, look, reference, stands FROM source WHERE place > ? AND place < ? AND stands != '' ORDER BY place"
)
_TOGETHER: Final = """
SELECT group_concat(substr(place, ?3) || char(9) || look, char(10)), group_concat(reference, char(10)),
       group_concat(stands, char(10))
FROM source WHERE place BETWEEN ?1 AND ?2 AND is_here
"""
"""Texts, which are compared as a whole. SQLite makes them in the order of the rows, which is that of their places. Made
in another they would not be the ones that are looked for, and forms would be looked at one by one."""
_BEFORE_ALL: Final = ""
_BEHIND_ALL: Final = chr(0x10FFFF)
_STANDS: Final = f"""
SELECT source.place, version.reference, assessment.counting = version.id, assessment.withdrawn,
       CASE WHEN assessment.signed != '' AND assessment.counting = version.id THEN 'assessed' ELSE version.status END,
       {_of_overview("rag")}, {_of_overview("rag_max")},
       COALESCE(populated.sha256, '') != ''
FROM source JOIN version USING (sha256)
JOIN assessment ON assessment.reference = version.reference
LEFT JOIN populated ON populated.reference = version.reference
WHERE source.look != '' AND source.stands = '' AND source.is_here AND source.role = 'input'
  AND (assessment.counting = version.id OR (assessment.open = '[]' AND NOT version.repeats))
  AND (assessment.withdrawn OR assessment.counting != version.id
       OR (version.made_with = ?1 AND version.decided = assessment.decided AND populated.pending = ''
           AND populated.version = version.id AND populated.decided = version.decided))
"""  # noqa: S608 - own names
_FORGET_CHANGED: Final = """
UPDATE source SET stands = '' WHERE stands != '' AND sha256 IN (
    SELECT version.sha256 FROM changed_child CROSS JOIN assessment USING (form, child) JOIN version USING (reference))
"""


class Stretch(NamedTuple):
    """Places that follow each other, from the first to the last."""

    first: str
    last: str


def outside(stretches: Iterable[Stretch]) -> Iterator[tuple[str, str]]:
    """Yield before and behind which places all lies that is in no stretch; none of them has a place of another."""
    before = _BEFORE_ALL
    for first, last in sorted(stretches):
        yield before, first
        before = last
    yield before, _BEHIND_ALL


class Together(Struct, frozen=True, kw_only=True):
    """The files of a stretch.

    Attributes:
        lines: The name and the look of each, with a tab between them, a line each.
        references: Of their assessments.
        stands: How each stands (:func:`facts_of`); empty where something may have to be done.
    """

    lines: str
    references: Sequence[str]
    stands: Sequence[str]


class Facts(Struct, frozen=True, array_like=True):
    """How a form stands about which nothing has to be done.

    Attributes:
        counts: It is the version that counts for its assessment.
        is_withdrawn: That is.
        status: ``assessed`` or ``needs_review``.
        rag: Id of its band.
        rag_max: Id of the highest band that it could be.
        has_document: The assessment has one.
    """

    counts: bool
    is_withdrawn: bool
    status: str
    rag: str | None
    rag_max: str | None
    has_document: bool


@lru_cache
def facts_of(stands: str) -> Facts:
    """Return how a form stands: the very same object for the same text, since there are few of them."""
    return msgspec.json.decode(stands, type=Facts)


class SeenFiles:
    """The files of a ledger by place and look; nothing hangs on it but time."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @cached_property
    def _is_there(self) -> bool:
        """Whether the ledger says so; one of an earlier version that is only read doesn't."""
        return self._database.row("SELECT 1 FROM pragma_table_info('source') WHERE name = 'look'") is not None

    def sha256(self, place: str, look: str) -> str:
        """Return the SHA-256 of a file that looks so; empty where it has to be read."""
        return str(self._database.value(_OF_LOOK, place, look) or "") if look and self._is_there else ""

    def keep(self, files: Iterable[tuple[str, str, str]]) -> None:
        """Keep what files are, each by place, look and SHA-256; without a look that is certain nothing is kept."""
        certain = [each for each in files if all(each)]
        with self._database.together():
            self._database.change_many(_KEEP, certain)

    def work_out(self, made_with: str) -> None:
        """Work out which files were done with just this, and how they stand.

        That is kept until something is recorded about the child.
        """
        with self._database.together():
            self._work_out(made_with)

    def together(self, stretch: Stretch, folder: str) -> Together:
        """Return the files that lie in a stretch.

        Args:
            stretch: Where they lie.
            folder: What their places begin with, up to their names.
        """
        found = self._database.row(_TOGETHER, *stretch, len(folder) + 1)
        lines, references, stands = (text or "" for text in found)
        return Together(lines=lines, references=references.split("\n"), stands=stands.split("\n"))

    def standing(self, but: Collection[Stretch] = ()) -> Iterator[tuple[str, str, str, str]]:
        """Yield the files about which nothing has to be done if they still look as they did, but those of stretches.

        Each with its place, look and assessment, and how it stands (:func:`facts_of`), in the order of places.
        """
        for before, behind in outside(but):
            yield from self._database.stream(_STANDING, before, behind)

    def _work_out(self, made_with: str) -> None:
        made = MadeTable(self._database, "standing")
        if made.said != made_with:
            self._database.change("UPDATE source SET stands = '' WHERE stands != ''")
            made.note(made_with)
        self.forget_changed()
        found = []
        for place, reference, counts, is_withdrawn, status, rag, rag_max, has_document in self._database.rows(
            _STANDS, made_with
        ):
            facts = Facts(bool(counts), bool(is_withdrawn), status, rag, rag_max, bool(has_document))
            found.append((reference, msgspec.json.encode(facts).decode(), place))
        if found:
            statement = "UPDATE source SET reference = ?, stands = ? WHERE place = ? AND is_here"
            self._database.change_many(statement, found)

    def forget_changed(self) -> None:
        """Forget how the files of those children stand of whom something was recorded."""
        if ChangedChildren(self._database).are_any:
            self._database.change(_FORGET_CHANGED)
