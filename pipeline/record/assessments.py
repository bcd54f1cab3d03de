"""What counts for each assessment of a ledger: its version, document and questions, by its files and the decisions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec

from pipeline.cases import questions
from pipeline.cases.decision import Decision, DecisionKind, Reading, digest_of, in_force
from pipeline.cases.entries import bound_to, name_of
from pipeline.cases.heads import Heads, heads_of
from pipeline.cases.naming import base_of
from pipeline.cases.questions import Question
from pipeline.cases.version import Version
from pipeline.record.grouping import identity_of
from pipeline.record.names import Names
from pipeline.record.readings import entries_of, reading_of, said_in_form
from pipeline.record.store import compact
from pipeline.record.store.database import Database
from pipeline.record.store.packed import PackedReadings
from pipeline.record.store.trail import Trail
from pipeline.record.titles import Titles
from pipeline.record.versions import Versions

_BEFORE: Final = "SELECT name, base, completed FROM assessment WHERE reference = ?"
_OVERVIEW: Final = "SELECT overview FROM version WHERE sha256 = ?"
_MISPLACED: Final = "INSERT OR IGNORE INTO misplaced SELECT reference FROM populated WHERE reference = ?"
_OF_REFERENCE: Final = (("populated", "reference"), ("document", "form"), ("followed", "form"))


class Assessments:
    """The assessments of a ledger."""

    def __init__(
        self, database: Database, readings: PackedReadings, versions: Versions, trail: Trail, names: Names
    ) -> None:
        self._database, self._versions, self._trail, self._names = database, versions, trail, names
        self._readings = readings
        self._titles = Titles(database)

    def update(self, references: Iterable[str]) -> None:
        """Work out anew what counts for some assessments; those without versions are part of others now."""
        for reference in sorted(references):
            versions = self._versions.of_assessment(reference)
            if versions:
                self._update(reference, versions)
            else:
                self._leave(reference)

    def ordered(self, reference: str) -> tuple[Version, ...]:
        """Return the versions of an assessment, from the first to the one that counts."""
        return self._heads(self._versions.of_assessment(reference), self._standing(reference)).ordered

    def in_force(self) -> list[str]:
        """Return those that are not withdrawn; as one text they take SQLite half the time."""
        found = self._database.value("SELECT group_concat(reference, ' ') FROM assessment WHERE NOT withdrawn")
        return str(found or "").split()

    def forms(self) -> set[str]:
        """Return the ids of the forms that have assessments, each looked for behind those found."""
        found = set[str]()  # DISTINCT would look at all assessments
        while form := self._database.value("SELECT MIN(form) FROM assessment WHERE form > ?", max(found, default="")):
            found.add(form)
        return found

    def rename(self, reference: str) -> None:
        """Call the document of an assessment after the place where its form lies now."""
        before = self._database.row(_BEFORE, reference)
        name = self._titles.name_of(self.ordered(reference), before[0])
        if name != before[0]:
            self._database.change(
                "UPDATE assessment SET name = ?, base = ? WHERE reference = ?", name, base_of(name), reference
            )
            for base in sorted({before[1], base_of(name)}):
                self._titles.renew(base, [before[2]])

    def _update(self, reference: str, versions: Sequence[Version]) -> None:
        standing = self._standing(reference)
        heads = self._heads(versions, standing)
        identity = identity_of(heads.ordered)
        state = self._state(reference, heads, standing)
        before = self._database.row(_BEFORE, reference) or ("", "", identity.on)
        name = self._titles.name_of(heads.ordered, before[0])
        row = {
            "reference": reference,
            "form": identity.form,
            "child": self._database.value("SELECT child FROM record WHERE reference = ?", reference),
            "identity": compact.written(identity),
            "completed": identity.on,
            "counting": self._versions.id_of(heads.counting),
            "versions": len(versions),
            "name": name,
            "base": base_of(name),
            "open": msgspec.json.encode([self._versions.id_of(each) for each in heads.open]).decode(),
            "questions": msgspec.json.encode(self._questions(reference, heads, state)).decode(),
            "withdrawn": state.withdrawn,
            "signed": msgspec.json.encode(state.signed).decode() if state.signed is not None else "",
            "settled": msgspec.json.encode(state.settled).decode(),
            "decided": digest_of(standing),
        }
        self._keep(row)
        for base in sorted({before[1], base_of(name)} - {""}):
            self._titles.renew(base, [before[2], identity.on])

    def _keep(self, row: Mapping[str, Any]) -> None:
        columns = [*row, "target"]
        updated = ", ".join(f"{name} = excluded.{name}" for name in row)
        self._database.change(
            f"INSERT INTO assessment ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))}) "  # noqa: S608 - own names
            f"ON CONFLICT (reference) DO UPDATE SET {updated}",
            *row.values(),
            "",
        )

    def _leave(self, gone: str) -> None:
        """Move the documents of an assessment that is part of another one to that one, unless it has some."""
        before, heir = self._database.row(_BEFORE, gone), self._names.now(gone)
        self._database.change("DELETE FROM assessment WHERE reference = ?", gone)
        for table, column in _OF_REFERENCE:
            if self._database.row(f"SELECT 1 FROM {table} WHERE {column} = ?", heir) is None:  # noqa: S608 - own names
                self._database.change(f"UPDATE {table} SET {column} = ? WHERE {column} = ?", heir, gone)  # noqa: S608 - own names
        self._database.change(_MISPLACED, heir)
        self._database.change(
            "INSERT OR REPLACE INTO obsolete SELECT target, sha256 FROM populated WHERE reference = ? AND sha256 != '' "
            "UNION SELECT target, sha256 FROM document WHERE form = ?",
            gone, gone,
        )  # fmt: skip
        for table, column in (*_OF_REFERENCE, ("misplaced", "reference")):
            self._database.change(f"DELETE FROM {table} WHERE {column} = ?", gone)  # noqa: S608 - own names
        if before is not None:
            self._titles.renew(before[1], [before[2]])

    # What people decided

    def _standing(self, reference: str) -> tuple[Decision, ...]:
        """Return the decisions in force about an assessment.

        One that was withdrawn in favour of what is another version of it now has been replaced by that.
        """
        names = self._names.all(reference)
        standing = in_force(self._trail.about(names))
        return tuple(each for each in standing if each.kind is not DecisionKind.WITHDRAW or each.other not in names)

    def _heads(self, versions: Sequence[Version], standing: Sequence[Decision]) -> Heads:
        pinned = next((each.value for each in standing if each.kind is DecisionKind.VERSION), "")
        return heads_of(versions, pinned=pinned)

    def _state(self, reference: str, heads: Heads, standing: Sequence[Decision]) -> _State:
        if not standing:
            return _State()
        overview = self._database.value(_OVERVIEW, heads.counting.sha256)
        entries = entries_of(self._readings.result(heads.counting.sha256))
        settled = [each for each in standing if each.kind is DecisionKind.SETTLE]
        now = reading_of(entries, overview, [each.id for each in settled])
        withdrawal = next((each for each in standing if each.kind is DecisionKind.WITHDRAW), None)
        sign_off = next((each for each in standing if each.kind is DecisionKind.SIGN_OFF), None)
        reads_otherwise = withdrawal is not None and _entries_changed(withdrawal, now)
        changed = sign_off.reading.changes_to(now) if sign_off is not None and sign_off.reading is not None else ()
        lapsed = [each for each in settled if bound_to(each.entry, entries) != each.raw]
        in_form = said_in_form(self._readings.result(heads.counting.sha256)) if lapsed else frozenset()
        asked = [each for each in lapsed if name_of(each.entry) not in in_form]
        return _State(
            withdrawn=withdrawal is not None and not reads_otherwise,
            came_back=reads_otherwise,
            signed=Signed(by=sign_off.by, on=sign_off.at[:10]) if sign_off is not None and not changed else None,
            settled=tuple(each.entry for each in settled if each not in lapsed),
            questions=tuple(_lapsed(reference, sign_off, changed, asked)),
        )

    def _questions(self, reference: str, heads: Heads, state: _State) -> tuple[Question, ...]:
        places = {each.sha256: place for place, each in enumerate(heads.ordered, start=1)}
        numbers = [places[each.sha256] for each in (*heads.open, heads.counting)]
        found = list(state.questions)
        if heads.lacking:
            found.append(questions.fork(reference, heads.lacking, numbers))
        if heads.tied:
            found.append(questions.order(reference, numbers))
        if state.came_back:
            found.append(questions.withdrawn_changed(reference))
        return tuple(found)


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
        yield questions.sign_off_lapsed(reference, sign_off.by, changed)
    for each in settled:
        yield questions.settled_lapsed(reference, each.by, each.entry)


def _entries_changed(withdrawal: Decision, now: Reading) -> bool:
    return withdrawal.reading is not None and dict(withdrawal.reading.entries) != dict(now.entries)
