"""One assessment as a person settles it: what is open on it, what was read there, why, and what it may be."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from msgspec import Struct

from pipeline.assess import assess
from pipeline.cases.check import open_entries
from pipeline.cases.decision import Decision, DecisionKind, in_force
from pipeline.cases.entries import bound_to, name_of, recorded_entries
from pipeline.cases.offered import Offered, offered
from pipeline.cases.questions import Question
from pipeline.cases.settle import settle
from pipeline.cases.targets import CellTarget, FactorTarget, Target, factor_of, state_of, target_of
from pipeline.desk.folder import Folder
from pipeline.desk.remedies import at_desk
from pipeline.findings import Severity
from pipeline.mapping import Mapping as FormMapping
from pipeline.process.restore import recorded_submission
from pipeline.record import Ledger
from pipeline.record.recorded import Recorded
from pipeline.record.views import Row
from pipeline.submission import Assessment, State, Submission
from pipeline.tables.history import VersionLine, history_of

_URGENT: Final = frozenset({Severity.MUST.value, Severity.ASK.value})
_ISO_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d")
_STATES: Final = {"unclear": "unclear", "not_found": "not found", "blank": "left blank"}


class Remark(Struct, frozen=True, kw_only=True):
    """Something that was noticed in a form: a finding, with the name of its place in the page."""

    severity: str
    message: str
    remedy: str
    place: str
    field: str
    proposed: str


class Entry(Struct, frozen=True, kw_only=True):
    """An entry that waits for a person, or that one settled.

    Attributes:
        entry: Its address.
        label: How people call it.
        place: The name of its place in the page; empty where it has none.
        state: How it was read, in words.
        read: What is written there.
        notes: What is written beside it.
        remarks: Why it is unclear, and what else was noticed of it.
        offered: What it may be settled as.
        proposed: What it most likely is; empty where nothing suggests itself.
        points: What it counts when it applies; 0 for what counts nothing.
        settled: Who settled it; ``None`` while nobody did.
        seen: Says which reading and decision a person has seen who decides on it.
    """

    entry: str
    label: str
    place: str
    state: str
    read: str
    notes: str
    remarks: tuple[Remark, ...]
    offered: Offered
    proposed: str
    points: int
    settled: Decision | None
    seen: str


class Case(Struct, frozen=True, kw_only=True):
    """One assessment as a person settles it.

    Attributes:
        row: As tables show it; ``None`` once it was withdrawn.
        entries: In the order in which a person goes through them.
        remarks: What else was noticed.
        questions: What only a person can decide about the assessment as a whole.
        assessment: What it comes to with all that was settled, also what no document says yet.
        versions: Its versions; the last one counts.
        needs_reason: A sign-off needs a reason.
        seen: Says which reading a person has seen who signs it off.
        has_mapping: The form's mapping is at hand: entries can be settled.
    """

    reference: str
    form: str
    name: str
    child: str
    born: str
    row: Row | None
    entries: tuple[Entry, ...]
    remarks: tuple[Remark, ...]
    questions: tuple[Question, ...]
    assessment: Assessment | None
    versions: tuple[VersionLine, ...]
    needs_reason: bool
    seen: str
    has_mapping: bool

    @property
    def open(self) -> int:
        """How many entries wait."""
        return sum(each.settled is None for each in self.entries)


def case_of(folder: Folder, ledger: Ledger, typed: str) -> Case:
    """Return one assessment as a person settles it.

    Args:
        folder: Where the ledger is.
        ledger: Of the folder.
        typed: The reference.

    Raises:
        UsageProblem: There is no such assessment.
    """
    history = history_of(ledger, typed, (), folder.day)
    recorded = ledger.find(history.reference)
    assert recorded is not None  # noqa: S101 - it has a history
    row = None if recorded.is_withdrawn else ledger.views(folder.day).row(recorded.reference)
    identity = ledger.identity(recorded.reference)
    reading = _Reading(folder, ledger, recorded)
    return Case(
        reference=recorded.reference,
        form=recorded.form,
        name=recorded.name,
        child=identity.name,
        born=identity.born,
        row=row,
        entries=tuple(reading.entries()),
        remarks=tuple(reading.remarks),
        questions=row.questions if row is not None else (),
        assessment=reading.assessment,
        versions=history.versions,
        needs_reason=reading.needs_reason,
        seen=seen_by_all(ledger, recorded),
        has_mapping=reading.mapping is not None,
    )


def seen(ledger: Ledger, recorded: Recorded, entry: str) -> str:
    """Return which reading of an entry, and which decision on it, somebody has seen."""
    entries = recorded_entries(json.loads(ledger.result(recorded.counting.sha256)))
    decision = next((each for each in ledger.settlings(recorded.reference) if each.entry == entry), None)
    return _seen(recorded, entry, bound_to(entry, entries), decision)


def _seen(recorded: Recorded, entry: str, read: str, decision: Decision | None) -> str:
    return _digest(recorded.counting.sha256, entry, read, decision.id if decision is not None else "")


def seen_by_all(ledger: Ledger, recorded: Recorded) -> str:
    """Return which reading of an assessment, and which decisions on it, somebody has seen."""
    standing = in_force(ledger.trail.about(ledger.names.all(recorded.reference)))
    return _digest(recorded.counting.sha256, *(each.id for each in standing))


def place_of(location: str | None) -> str:
    """Return the name that a place has in a page, from how it is printed; empty for none."""
    if not location:
        return ""
    sheet, mark, cell = location.rpartition("!")
    steps = [f"sheet {sheet}", f"cell {cell}"] if mark else location.split(", ")
    return "at-" + "-".join(step.replace(" ", "-") for step in steps)


class _Reading:
    """What was read of the version that counts, with what people settled."""

    def __init__(self, folder: Folder, ledger: Ledger, recorded: Recorded) -> None:
        self._recorded = recorded
        self._result = _as_read(json.loads(ledger.result(recorded.counting.sha256)))
        self.mapping = folder.mapping(recorded.form)
        self._standing = {each.entry: each for each in ledger.settlings(recorded.reference)}
        self.remarks = [_remark(each) for each in self._result["findings"]]
        self._entries = recorded_entries(self._result)
        self._settled: Submission | None = None
        self.assessment: Assessment | None = None
        overview = ledger.overview(recorded.counting.sha256)
        self.needs_reason = overview.is_open or bool(overview.musts)
        if self.mapping is not None:
            read = recorded_submission(json.dumps(self._result), self.mapping)
            self._settled = settle(read, tuple(self._standing.values()), self.mapping).submission
            self.assessment = assess(self._settled, self.mapping, folder.day)

    def entries(self) -> Iterator[Entry]:
        """Return what waits for a person, and what was settled, in the order of the form."""
        if self.mapping is None or self._settled is None:
            return
        wanted = {*self._waiting(self._settled, self.mapping), *self._standing}
        order = {name: place for place, name in enumerate([*self._result["answers"], *self._result["checklist"]])}
        for entry in sorted(wanted, key=lambda each: (order.get(name_of(each), len(order)), each)):
            target = target_of(entry, self.mapping)
            if target is not None:
                yield self._entry(entry, target, self._settled)

    def _waiting(self, submission: Submission, mapping: FormMapping) -> Iterator[str]:
        """Yield entries that can't be read, and blank ones that somebody is asked for."""
        asked = {each.field for each in self.remarks if each.severity in _URGENT}
        for entry in open_entries(submission, mapping):
            target = target_of(entry, mapping)
            if target is not None and (state_of(target, submission).value != State.BLANK.value or entry in asked):
                yield entry

    def _entry(self, entry: str, target: Target, submission: Submission) -> Entry:
        name = name_of(entry)
        record = self._result["checklist"].get(name) or self._result["answers"].get(name) or {}
        remarks = tuple(each for each in self.remarks if each.field == name)
        decision = self._standing.get(entry)
        state = decision_state(decision) or state_of(target, submission).value
        return Entry(
            entry=entry,
            label=target.label,
            place=place_of(record.get("location")),
            state=_STATES.get(state, state),
            read=_read(target, submission, record),
            notes=str(record.get("notes", "")),
            remarks=remarks,
            offered=offered(target),
            proposed=_proposed(remarks) if decision is None else "",
            points=target.factor.points if isinstance(target, FactorTarget) else 0,
            settled=decision,
            seen=_seen(self._recorded, entry, bound_to(entry, self._entries), decision),
        )


def decision_state(decision: Decision | None) -> str:
    """Return ``settled`` for an entry that somebody settled."""
    return "settled" if decision is not None and decision.kind is DecisionKind.SETTLE else ""


def _as_read(result: dict[str, Any]) -> Mapping[str, Any]:
    """Return a result as it was read, before anybody settled: what was taken back since then is open again at once."""
    for entries in (result["answers"], result["checklist"]):
        for name, found in entries.items():
            was = (found.get("settled") or {}).get("was")
            if was:
                entries[name] = {**found, "state": was, "settled": None}
    return result


def _read(target: Target, submission: Submission, record: Mapping[str, Any]) -> str:
    """Return what is at an entry, as it was read."""
    if isinstance(target, FactorTarget):
        row = factor_of(target, submission)
        return _with_signs(row.entered, row.signs) if row is not None else ""
    if isinstance(target, CellTarget):
        return ""
    return _with_signs(str(record.get("raw", "")), record.get("signs", ()))


def _proposed(remarks: Iterable[Remark]) -> str:
    """Return what an entry most likely is, a date as people here write it."""
    found = next((each.proposed for each in remarks if each.proposed), "")
    return f"{dt.date.fromisoformat(found):%d/%m/%Y}" if _ISO_DATE.fullmatch(found) else found


def _with_signs(text: str, signs: Iterable[str]) -> str:
    said = "; ".join(signs)
    return f"{text} ({said})".strip() if said else text


def _remark(found: Mapping[str, Any]) -> Remark:
    return Remark(
        severity=found["severity"],
        message=found["message"],
        remedy=at_desk(found["code"], found["remedy"]),
        place=place_of(found["location"]),
        field=found["field"],
        proposed=found.get("proposed", ""),
    )


def _digest(*parts: str) -> str:
    return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=8).hexdigest()
