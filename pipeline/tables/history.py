"""The history of an assessment: its versions in their order, and everything that people decided about it."""

from __future__ import annotations

import datetime as dt

from msgspec import Struct

from pipeline.cases.check import open_entries
from pipeline.cases.decision import Decision, in_force
from pipeline.cases.version import Version
from pipeline.mapping import Mapping
from pipeline.process.restore import recorded_submission
from pipeline.record import Ledger
from pipeline.record.views import Views


class VersionLine(Struct, frozen=True, kw_only=True):
    """One version.

    Attributes:
        number: In the order of the versions; the last one counts.
        sha256: Of the file.
        name: The file, by its place below the input.
        role: ``input``; ``result`` for our own document that somebody edited.
        is_here: It lay there when last looked at.
        received: The day of the run that saw it first, ISO.
        modified: When it was last saved by its own word; empty when that says nothing.
        made_from: Number of the version that it was made from; 0 for none.
        total: Its total, with what it could be.
        counts: It is the one that counts.
    """

    number: int
    sha256: str
    name: str
    role: str
    is_here: bool
    received: str
    modified: str
    made_from: int
    total: str
    counts: bool


class DecisionLine(Struct, frozen=True, kw_only=True):
    """One decision, and whether it is still in force."""

    decision: Decision
    stands: bool


class History(Struct, frozen=True, kw_only=True):
    """The history of an assessment.

    Attributes:
        aliases: What it was called before.
        completed: Date completed, ISO.
        is_withdrawn: It is out of tables and reviews.
        document: Its document, below the output folder; empty for none.
        questions: What only a person can decide, each with the command that decides it.
        open_entries: What may be settled because it is unclear or was not found.
        others: References of the child's other assessments, with their dates.
    """

    reference: str
    aliases: tuple[str, ...]
    form: str
    completed: str
    is_withdrawn: bool
    document: str
    versions: tuple[VersionLine, ...]
    decisions: tuple[DecisionLine, ...]
    questions: tuple[tuple[str, str], ...]
    open_entries: tuple[str, ...]
    others: tuple[tuple[str, str], ...]


def history_of(ledger: Ledger, typed: str, mappings: tuple[Mapping, ...], day: dt.date) -> History:
    """Return the history of an assessment.

    Args:
        ledger: Of the output folder.
        typed: Its reference, or a number of an earlier version.
        mappings: Those at hand; without its own nothing is said of open entries.
        day: The day to judge dates by.

    Raises:
        UsageProblem: There is no such assessment.
    """
    reference = ledger.names.find(typed)
    recorded = ledger.find(reference)
    assert recorded is not None  # noqa: S101 - it was just found
    row = ledger.views(day).row(reference) if not recorded.is_withdrawn else None
    document = ledger.documents.find(reference)
    return History(
        reference=reference,
        aliases=ledger.names.all(reference)[1:],
        form=recorded.form,
        completed=ledger.completed(reference),
        is_withdrawn=recorded.is_withdrawn,
        document=document.target if document is not None and document.sha256 else "",
        versions=_versions(ledger, reference),
        decisions=_decisions(ledger, reference),
        questions=tuple((each.message, each.command) for each in row.questions) if row is not None else (),
        open_entries=_open(ledger, recorded.counting.sha256, recorded.form, mappings),
        others=ledger.others_of_child(reference),
    )


def questions_of(views: Views) -> list[dict[str, object]]:
    """Return what only a person can decide, for printing."""
    return [
        {
            "kind": each.kind.value,
            "references": list(each.references),
            "message": each.message,
            "command": each.command,
        }
        for each in views.questions()
    ]


def _versions(ledger: Ledger, reference: str) -> tuple[VersionLine, ...]:
    ordered = ledger.versions(reference)
    return tuple(_line(ledger, number, version, ordered) for number, version in enumerate(ordered, start=1))


def _line(ledger: Ledger, number: int, version: Version, ordered: tuple[Version, ...]) -> VersionLine:
    source = ledger.receiving.first_source(version.sha256)
    overview = ledger.overview(version.sha256)
    parents = [place for place, each in enumerate(ordered, start=1) if version.is_made_from(each)]
    total = str(overview.total)
    if overview.total_max != overview.total:
        total += f" (up to {overview.total_max})"
    return VersionLine(
        number=number,
        sha256=version.sha256,
        name=source.name,
        role=source.role,
        is_here=source.is_here,
        received=ledger.receiving.day_of_run(version.received),
        modified=version.modified,
        made_from=parents[0] if parents else 0,
        total=total,
        counts=number == len(ordered),
    )


def _decisions(ledger: Ledger, reference: str) -> tuple[DecisionLine, ...]:
    decisions = ledger.trail.about(ledger.names.all(reference))
    about = {reference, *(ledger.names.now(each.reference) for each in decisions)}
    standing = {each.id for one in about for each in in_force(ledger.trail.about(ledger.names.all(one)))}
    return tuple(DecisionLine(decision=each, stands=each.id in standing) for each in decisions)


def _open(ledger: Ledger, sha256: str, form: str, mappings: tuple[Mapping, ...]) -> tuple[str, ...]:
    mapping = next((each for each in mappings if each.form.id == form), None)
    if mapping is None:
        return ()
    return tuple(open_entries(recorded_submission(ledger.result(sha256), mapping), mapping))
