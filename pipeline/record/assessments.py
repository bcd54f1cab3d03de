"""Which versions are one assessment: grouped when one is recorded, whatever order they came in; references are kept."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from pipeline.cases import questions
from pipeline.cases.child import nodes_of
from pipeline.cases.decision import Decision, DecisionKind, Reading, digest_of, in_force
from pipeline.cases.entries import bound_to
from pipeline.cases.grouping import grouped
from pipeline.cases.heads import Heads, heads_of
from pipeline.cases.naming import Titled, base_of, document_names
from pipeline.cases.order import in_order
from pipeline.cases.questions import Question, QuestionKind
from pipeline.cases.version import Identity, Version
from pipeline.record.database import Database
from pipeline.record.key import ReferenceKey
from pipeline.record.names import Names
from pipeline.record.readings import entries_of, reading_of
from pipeline.record.trail import Trail

_READ: Final = (
    "SELECT id, sha256, parent, reference, identity, modified, sent, received, written, completed, number, born "
    "FROM version WHERE sha256 = ?"
)
_BY_NODE: Final = (
    "SELECT sha256 FROM version WHERE form = ? AND completed = ? AND completed != '' AND "
    "((number = ? AND number != '') OR (born = ? AND born != ''))"
)

_BY_PLACE: Final = (
    "SELECT DISTINCT version.sha256 FROM source JOIN source AS here ON here.place = source.place "
    "JOIN version ON version.sha256 = source.sha256 WHERE here.sha256 = ? AND version.form = ? "
    "AND version.reference != '' AND (NOT ? OR version.completed = '' "
    "OR (version.number = '' AND version.born = ''))"
)
"""Versions at a place count only where one of the two doesn't say for certain whose or when it is."""
_BY_CHILD: Final = (
    "SELECT version.sha256 FROM assessment AS own JOIN assessment USING (child) JOIN version ON "
    "version.reference = assessment.reference WHERE own.reference = ? AND assessment.form = ? "
    "AND version.completed = ? AND version.completed != ''"
)


class Assessments:
    """The assessments of a ledger."""

    def __init__(self, database: Database, trail: Trail, names: Names, key: ReferenceKey) -> None:
        self._database, self._trail, self._names, self._key = database, trail, names, key

    def regroup(self, sha256: str) -> set[str]:
        """Work out anew which assessment a version belongs to, and return the references of all that this touched."""
        versions = self._load(self._related(sha256))
        if len(versions) > 1:
            versions = [replace(each, entries=self._entries(each.sha256)) for each in versions]
        before = {each.reference for each in versions} - {""}
        groups = grouped(versions)
        references = self._references(groups)
        for group, reference in zip(groups, references, strict=True):
            for version in group:
                if version.reference != reference:
                    self._database.change(
                        "UPDATE version SET reference = ? WHERE sha256 = ?", reference, version.sha256
                    )
        for gone in before - set(references):
            self._leave(gone, versions, dict(zip((id(group) for group in groups), references, strict=True)), groups)
        for reference in references:
            self.update(reference)
        return {*before, *references}

    def update(self, reference: str) -> None:
        """Work out anew what counts for an assessment, from its versions and the decisions about it."""
        shas = [sha for (sha,) in self._database.rows("SELECT sha256 FROM version WHERE reference = ?", reference)]
        versions = self._load(shas)
        decisions = self._trail.own(self._names.all(reference))
        if len(versions) > 1:
            versions = [replace(each, entries=self._entries(each.sha256)) for each in versions]
        standing = in_force(decisions)
        pinned = next((each.value for each in standing if each.kind is DecisionKind.VERSION), "")
        heads = heads_of(versions, pinned=pinned)
        ordered = in_order(versions, pinned=pinned)
        identity = _together(ordered)
        state = self._state(reference, heads, standing)
        name = self._name(ordered)
        row = {
            "reference": reference,
            "form": identity.form,
            "identity": msgspec.json.encode(identity).decode(),
            **_digests(identity),
            "completed": identity.on,
            "counting": self._id(heads.counting),
            "versions": len(versions),
            "name": name,
            "base": base_of(name),
            "open": msgspec.json.encode([self._id(each) for each in heads.open]).decode(),
            "questions": msgspec.json.encode(self._questions(reference, heads, ordered, state)).decode(),
            "withdrawn": state.withdrawn,
            "signed": msgspec.json.encode(state.signed).decode() if state.signed is not None else "",
            "settled": msgspec.json.encode(state.settled).decode(),
            "decided": digest_of(decisions),
        }
        base = self._database.value("SELECT base FROM assessment WHERE reference = ?", reference)
        self._keep(row)
        for each in {base, row["base"]} - {None}:
            self.name_documents(str(each))

    def name_documents(self, base: str) -> None:
        """Say anew where the documents of all assessments belong whose forms are called alike."""
        rows = self._database.rows(
            "SELECT reference, name, completed, withdrawn, target FROM assessment WHERE base = ?", base
        )
        titled = [Titled(reference=row[0], name=row[1], completed=row[2], withdrawn=bool(row[3])) for row in rows]
        now = {row[0]: row[4] for row in rows}
        for reference, target in document_names(titled).items():
            if now[reference] != target:
                self._database.change("UPDATE assessment SET target = ? WHERE reference = ?", target, reference)

    def ordered(self, reference: str) -> tuple[Version, ...]:
        """Return the versions of an assessment, from the first to the one that counts."""
        shas = [sha for (sha,) in self._database.rows("SELECT sha256 FROM version WHERE reference = ?", reference)]
        standing = in_force(self._trail.own(self._names.all(reference)))
        pinned = next((each.value for each in standing if each.kind is DecisionKind.VERSION), "")
        return in_order(self._load(shas), pinned=pinned)

    # Which versions belong together

    def _related(self, sha256: str) -> list[str]:
        """Return a version and all that share its child and day, our mark, its assessment, or in doubt its place."""
        found: set[str] = set()
        waiting = {sha256}
        while waiting:
            each = waiting.pop()
            if each not in found:
                found.add(each)
                waiting |= set(self._neighbours(each)) - found
        return sorted(found)

    def _neighbours(self, sha256: str) -> Iterator[str]:
        form, completed, number, born, mark, parent, reference = self._database.row(
            "SELECT form, completed, number, born, mark, parent, reference FROM version WHERE sha256 = ?", sha256
        )
        for (other,) in self._database.rows(_BY_NODE, form, completed, number, born):
            yield other
        for (other,) in self._database.rows(_BY_CHILD, reference, form, completed):
            yield other
        for (other,) in self._database.rows(
            "SELECT sha256 FROM version WHERE form = ? AND ((parent = ? AND parent != '') OR (mark = ? AND ? != '') "
            "OR (reference = ? AND reference != ''))",
            form, mark, parent, parent, reference,
        ):  # fmt: skip
            yield other
        is_known = bool(completed and (number or born))
        for (other,) in self._database.rows(_BY_PLACE, sha256, form, is_known):
            yield other

    def _references(self, groups: Sequence[Sequence[Version]]) -> list[str]:
        """Return the reference of each group: one that it has, else a new one. None is ever that of another group."""
        holders = self._holders(groups)
        found: list[str] = []
        for number, group in enumerate(groups):
            ordered = in_order(group)
            own = [each.reference for each in ordered if holders.get(each.reference) == number]
            found.append(own[0] if own else self._new(ordered[0], taken={*found, *holders}))
        return found

    def _holders(self, groups: Sequence[Sequence[Version]]) -> dict[str, int]:
        """Return which group keeps a reference: the one with the version that was recorded under it first."""
        first: dict[str, tuple[int, int]] = {}
        for number, group in enumerate(groups):
            for version in group:
                if version.reference:
                    here = (self._id(version), number)
                    first[version.reference] = min(first.get(version.reference, here), here)
        return {reference: number for reference, (_, number) in first.items()}

    def _new(self, root: Version, *, taken: Collection[str]) -> str:
        """Mint a reference for an assessment, from what its first version says."""
        natural = self._key.of_identity(root.identity)
        place = self._key.reference(root.identity.form, "place", self._first_name(root))
        own = self._key.reference(root.identity.form, "file", root.sha256)
        for reference in (natural or place, own):
            if reference not in taken and not self._is_taken(reference):
                return reference
        return self._key.reference(root.identity.form, "file", root.sha256, str(len(taken)))

    def _is_taken(self, reference: str) -> bool:
        return self._names.now(reference) != reference or bool(
            self._database.row("SELECT 1 FROM assessment WHERE reference = ?", reference)
        )

    def _leave(
        self, gone: str, versions: Iterable[Version], references: Mapping[int, str], groups: Iterable[Sequence[Version]]
    ) -> None:
        """Let a reference whose versions all went to other assessments be another name of one of those."""
        heirs = [
            references[id(group)]
            for group in groups
            if any(each.reference == gone for each in group if each in versions)
        ]
        self._names.rename(gone, heirs[0])
        self._database.change("DELETE FROM assessment WHERE reference = ?", gone)
        self._database.change(
            "INSERT OR REPLACE INTO obsolete SELECT target, sha256 FROM populated WHERE reference = ? AND sha256 != '' "
            "UNION SELECT target, sha256 FROM document WHERE form = ?",
            gone, gone,
        )  # fmt: skip
        for table, column in (("populated", "reference"), ("document", "form"), ("followed", "form")):
            self._database.change(f"DELETE FROM {table} WHERE {column} = ?", gone)  # noqa: S608 - own names

    # What they say

    def _load(self, shas: Iterable[str]) -> list[Version]:
        return [self._version(sha256) for sha256 in shas]

    def _version(self, sha256: str) -> Version:
        row = self._database.row(_READ, sha256)
        places = self._database.rows("SELECT place FROM source WHERE sha256 = ? AND role != 'kept'", sha256)
        return Version(
            sha256=sha256,
            parent=row[2],
            reference=row[3],
            identity=msgspec.json.decode(row[4], type=Identity),
            modified=row[5],
            sent=row[6],
            received=row[7],
            written=row[8],
            child=self._child(row[3], number=row[10], born=row[11]),
            places=frozenset(place for (place,) in places),
        )

    def _child(self, reference: str, *, number: str, born: str) -> str:
        """Return the child that a version is counted to; a new one by its number, or its name and date of birth."""
        found = self._database.value(
            "SELECT child FROM assessment WHERE reference = ? AND reference != ''", reference
        ) or self._database.value(
            "SELECT child FROM assessment WHERE (number = ? AND number != '') OR (born = ? AND born != '') "
            "ORDER BY reference LIMIT 1",
            number, born,
        )  # fmt: skip
        return str(found or "")

    def _entries(self, sha256: str) -> Mapping[str, str]:
        return entries_of(self._database.value("SELECT result FROM version WHERE sha256 = ?", sha256))

    def _id(self, version: Version) -> int:
        return int(self._database.value("SELECT id FROM version WHERE sha256 = ?", version.sha256))

    def _first_name(self, version: Version) -> str:
        found = self._database.value("SELECT MIN(name) FROM source WHERE sha256 = ? AND role = 'input'", version.sha256)
        return str(found or "")

    def _name(self, ordered: Sequence[Version]) -> str:
        """Return the file that the document is called after: where the version that counts lies, or one before it."""
        for version in reversed(ordered):
            found = self._database.value(
                "SELECT name FROM source WHERE sha256 = ? AND role = 'input' "
                "ORDER BY is_here DESC, run DESC, name LIMIT 1",
                version.sha256,
            )
            if found:
                return str(found)
        return self._database.value("SELECT name FROM assessment WHERE reference = ?", ordered[-1].reference) or ""

    # What people decided

    def _state(self, reference: str, heads: Heads, standing: Sequence[Decision]) -> _State:
        if not standing:
            return _State()
        result, overview = self._database.row(
            "SELECT result, overview FROM version WHERE sha256 = ?", heads.counting.sha256
        )
        entries = entries_of(result)
        settled = [each for each in standing if each.kind is DecisionKind.SETTLE]
        now = reading_of(entries, overview, [each.id for each in settled])
        withdrawal = next((each for each in standing if each.kind is DecisionKind.WITHDRAW), None)
        sign_off = next((each for each in standing if each.kind is DecisionKind.SIGN_OFF), None)
        reads_otherwise = withdrawal is not None and _entries_changed(withdrawal, now)
        changed = sign_off.reading.changes_to(now) if sign_off is not None and sign_off.reading is not None else ()
        lapsed = [each for each in settled if bound_to(each.entry, entries) != each.raw]
        return _State(
            withdrawn=withdrawal is not None and not reads_otherwise,
            came_back=reads_otherwise,
            signed=Signed(by=sign_off.by, on=sign_off.at[:10]) if sign_off is not None and not changed else None,
            settled=tuple(each.entry for each in settled if each not in lapsed),
            questions=tuple(_lapsed(reference, sign_off, changed, lapsed)),
        )

    def _questions(
        self, reference: str, heads: Heads, ordered: Sequence[Version], state: _State
    ) -> tuple[Question, ...]:
        numbers = [ordered.index(each) + 1 for each in (*heads.open, heads.counting)]
        found = list(state.questions)
        if heads.lacking:
            found.append(questions.fork(reference, heads.lacking, numbers))
        if heads.tied:
            found.append(questions.order(reference, numbers))
        if state.came_back:
            found.append(questions.withdrawn_changed(reference))
        return tuple(found)

    def _keep(self, row: Mapping[str, Any]) -> None:
        columns = [*row, "child", "of_child", "target"]
        updated = ", ".join(f"{name} = excluded.{name}" for name in row)
        self._database.change(
            f"INSERT INTO assessment ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))}) "  # noqa: S608 - own names
            f"ON CONFLICT (reference) DO UPDATE SET {updated}",
            *row.values(),
            "",
            "[]",
            "",
        )


class Signed(msgspec.Struct, frozen=True, kw_only=True):
    """Who signed an assessment off; ``on`` is an ISO date."""

    by: str
    on: str


class _State(msgspec.Struct, frozen=True, kw_only=True):
    """What the decisions about an assessment come to."""

    withdrawn: bool = False
    came_back: bool = False
    signed: Signed | None = None
    settled: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()


def _lapsed(
    reference: str, sign_off: Decision | None, changed: Sequence[str], settled: Iterable[Decision]
) -> Iterator[Question]:
    if sign_off is not None and changed:
        yield questions.lapsed(QuestionKind.SIGN_OFF_LAPSED, reference, sign_off.by, changed)
    for each in settled:
        yield questions.lapsed(QuestionKind.SETTLED_LAPSED, reference, each.by, [each.entry])


def _entries_changed(withdrawal: Decision, now: Reading) -> bool:
    return withdrawal.reading is not None and dict(withdrawal.reading.entries) != dict(now.entries)


def _together(ordered: Sequence[Version]) -> Identity:
    """Return what the versions of an assessment say together: each part by the last version that says it."""
    parts = {
        name: next((value for each in reversed(ordered) if (value := getattr(each.identity, name))), "")
        for name in ("number", "name", "born", "on", "assessor")
    }
    return Identity(form=ordered[-1].identity.form, **parts)


def _digests(identity: Identity) -> dict[str, str]:
    number = nodes_of(replace(identity, born="", name=""))
    born = nodes_of(replace(identity, number=""))
    return {"number": number[0] if number else "", "born": born[0] if born else ""}
