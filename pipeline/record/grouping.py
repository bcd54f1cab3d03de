"""Which versions of a ledger are one assessment, worked out anew around each one that is recorded.

First records: what the files alone say is one assessment. Then children, by what people said of them as well. Then
assessments: the records of one child and day. Each follows from the files and decisions, whatever order they came in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from pipeline.cases.child import birth_node, number_node
from pipeline.cases.grouping import Assessment, grouped, together
from pipeline.cases.version import Identity, Version
from pipeline.record.children import Children
from pipeline.record.names import Names
from pipeline.record.related import Related
from pipeline.record.store import compact
from pipeline.record.store.database import Database
from pipeline.record.store.key import ReferenceKey
from pipeline.record.versions import Versions

_KEEP: Final = (
    "INSERT INTO record (reference, assessment, form, identity, number, born, completed, child, of_child) "
    "VALUES (?, '', ?, ?, ?, ?, ?, '', '[]') ON CONFLICT (reference) DO UPDATE SET form = excluded.form, "
    "identity = excluded.identity, number = excluded.number, born = excluded.born, completed = excluded.completed"
)
_ELSEWHERE: Final = "SELECT DISTINCT reference FROM version WHERE record = ? AND reference != ?"
_ALONE: Final = "SELECT form, child, completed FROM record WHERE reference = ?"
_OF_THE_DAY: Final = (
    "SELECT reference FROM record WHERE child = ?2 AND form = ?1 AND completed = ?3 AND child != '' ORDER BY reference"
)


class Grouping:
    """Groups the versions of one ledger."""

    def __init__(
        self, database: Database, versions: Versions, children: Children, names: Names, key: ReferenceKey
    ) -> None:
        self._database, self._versions, self._children = database, versions, children
        self._names, self._key = names, key

    def regroup(self, sha256: str) -> set[str]:
        """Work out anew which assessment a version belongs to, and return the references of all that this touched."""
        self._note_repeats(sha256)
        found = self._versions.all(Related(self._database, self._versions).of(sha256))
        groups = grouped(found)
        references = self._references(groups)
        heirs: dict[str, str] = {}
        for group, reference in zip(groups, references, strict=True):
            self._keep_record(reference, group)
            for version in group:
                if version.record != reference:
                    heirs.setdefault(version.record, reference)
                    self._database.change("UPDATE version SET record = ? WHERE sha256 = ?", reference, version.sha256)
        for gone in sorted(heirs.keys() - {"", *references}):
            self._names.rename(gone, heirs[gone])
            self._database.change("DELETE FROM record WHERE reference = ?", gone)
        return self.relink(references)

    def relink(self, records: Iterable[str]) -> set[str]:
        """Work out anew whose records these are and which assessments they come to, and return those touched."""
        listed = set(records)
        relinked = self._children.relink(listed)
        changed: set[str] = set()
        for day in self._days({*listed, *relinked.looked_at}):
            for record, assessment in self._of_the_day(day).items():
                changed |= self._move(record, assessment, is_changed=record in listed | relinked.changed)
        return changed

    def _note_repeats(self, sha256: str) -> None:
        """Note whether a version only repeats what it was made from, and which ones only repeat it."""
        for version, parent in self._versions.made_from(sha256):
            repeats = version.reads_like(parent)
            if repeats != version.repeats:
                self._database.change("UPDATE version SET repeats = ? WHERE sha256 = ?", repeats, version.sha256)

    # Records

    def _keep_record(self, reference: str, group: Assessment) -> None:
        identity = identity_of(group)
        self._names.take_back(reference)
        self._database.change(
            _KEEP, reference, identity.form, compact.written(identity), number_node(identity),
            birth_node(identity), identity.on,
        )  # fmt: skip

    def _references(self, groups: Sequence[Assessment]) -> list[str]:
        """Return what each group is called: after what its first version says, else after that version's bytes.

        So it follows from the files alone. Two groups that say the same are both called after their bytes, and a name
        that was another's is given to none: what people noted down stays true.
        """
        natural = [self._key.of_identity(group[0].identity) for group in groups]
        return [
            name if name and natural.count(name) == 1 and self._may_have(group, name) else self._by_bytes(group)
            for group, name in zip(groups, natural, strict=True)
        ]

    def _by_bytes(self, group: Assessment) -> str:
        return self._key.reference(group[0].identity.form, "file", group[0].sha256)

    def _may_have(self, group: Assessment, name: str) -> bool:
        """Return whether a name was never another's."""
        own = {version.record for version in group}
        return name in own or self._names.record(name) in own or self._names.is_free(name)

    # Assessments

    def _days(self, records: Iterable[str]) -> list[tuple[str, ...]]:
        """Return the records of each child and day that one of these has; one whose day is not known is alone.

        What a decision is about may not have come in again yet; then there is nothing to group.
        """
        found: set[tuple[str, ...]] = set()
        for record in sorted(records):
            key = self._database.row(_ALONE, record)
            if key is None:
                continue
            same = self._database.rows(_OF_THE_DAY, *key) if key[2] else ()
            found.add(tuple(reference for (reference,) in same) or (record,))
        return sorted(found)

    def _of_the_day(self, records: Sequence[str]) -> dict[str, str]:
        """Return the assessment of each record of one child and day; it is called like the record of its first file."""
        if len(records) == 1:
            return {records[0]: records[0]}
        found: dict[str, str] = {}
        for group in together([tuple(self._versions.of_record(each)) for each in records]):
            found |= {version.record: group[0].record for version in group}
        return found

    def _move(self, record: str, assessment: str, *, is_changed: bool) -> set[str]:
        """Note which assessment a record is part of, and return those that this changes."""
        before = self._database.rows(_ELSEWHERE, record, assessment)
        if before:
            self._database.change("UPDATE version SET reference = ? WHERE record = ?", assessment, record)
        self._database.change(
            "UPDATE record SET assessment = ? WHERE reference = ? AND assessment != ?", assessment, record, assessment
        )
        changed = {assessment} if before or is_changed else set()
        return changed | {reference for (reference,) in before if reference}


def identity_of(ordered: Sequence[Version]) -> Identity:
    """Return what the versions of an assessment say together: each part by the last version that says it."""
    parts = {
        name: next((value for each in reversed(ordered) if (value := getattr(each.identity, name))), "")
        for name in ("number", "name", "born", "on", "assessor")
    }
    thing = next((each.identity.thing for each in reversed(ordered) if each.identity.thing), ())
    return Identity(form=ordered[-1].identity.form, thing=thing, **parts)
