"""What people decide about assessments: checked against what is recorded, then recorded with name, time and reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from pipeline.batch.documents import document_path
from pipeline.cases.check import check_settling
from pipeline.cases.decision import Decision, DecisionKind, Reading, in_force
from pipeline.cases.entries import bound_to
from pipeline.cases.settle import settle
from pipeline.errors import UsageProblem
from pipeline.mapping import Mapping
from pipeline.process.restore import recorded_submission
from pipeline.record import Ledger
from pipeline.record.readings import entries_of
from pipeline.record.recorded import Recorded

VERSION_ENTRY = "version"
"""What is settled when somebody says which version counts."""


class Author(Struct, frozen=True, kw_only=True):
    """Who decides.

    Attributes:
        by: As they call themselves.
        at: When, ISO.
        account: The user and the host of the system.
    """

    by: str
    at: str
    account: str = ""


class Decider:
    """Decides about the assessments of one ledger."""

    def __init__(self, ledger: Ledger, mappings: Sequence[Mapping], author: Author, day: dt.date) -> None:
        self._ledger, self._author, self._day = ledger, author, day
        self._mappings = {mapping.form.id: mapping for mapping in mappings}

    def settle(self, typed: str, entry: str, value: str, why: str = "") -> Decision:
        """Answer an unclear or missing entry without touching the form, or say which version counts.

        Args:
            typed: The reference.
            entry: The address of the entry, or ``version``.
            value: What it is settled as; for a version its number in the history.
            why: The reason.

        Raises:
            UsageProblem: There is no such assessment, entry or value, or the entry is answered.
        """
        recorded = self._find(typed)
        if entry == VERSION_ENTRY:
            sha256 = self._ledger.version_number(recorded.reference, value)
            return self._record(DecisionKind.VERSION, recorded.reference, why=why, value=sha256)
        mapping = self._mapping_of(recorded)
        submission = recorded_submission(self._ledger.result(recorded.counting.sha256), mapping)
        standing = self._ledger.settlings(recorded.reference)
        known = next((each for each in standing if each.entry == entry), None)
        if known is not None and bound_to(entry, self._entries(recorded)) == known.raw:
            raise UsageProblem(
                f"'{entry}' was settled by {known.by} on {_day(known.at)}.",
                remedy=f"To settle it otherwise, first take that back: wordform settle {recorded.reference} {entry} "
                "--take-back --by NAME",
                code="settled",
            )
        submission = settle(submission, standing, mapping).submission
        proposal = check_settling(submission, mapping, entry, value, day=self._day)
        return self._record(
            DecisionKind.SETTLE,
            recorded.reference,
            why=why,
            entry=proposal.entry,
            value=proposal.value,
            raw=proposal.raw,
        )  # fmt: skip

    def take_back(self, typed: str, entry: str, why: str = "") -> Decision:
        """Take back what somebody settled, signed off or said of an entry.

        Args:
            typed: The reference.
            entry: The address of the entry, ``version``, or ``sign-off``.
            why: The reason.

        Raises:
            UsageProblem: Nothing like that was decided.
        """
        recorded = self._find(typed)
        kinds = {VERSION_ENTRY: DecisionKind.VERSION, "sign-off": DecisionKind.SIGN_OFF}
        kind = kinds.get(entry, DecisionKind.SETTLE)
        standing = in_force(self._ledger.trail.about(self._ledger.names.all(recorded.reference)))
        found = [
            each for each in standing if each.kind is kind and (kind is not DecisionKind.SETTLE or each.entry == entry)
        ]
        if not found:
            settled = [each.entry for each in standing if each.kind is DecisionKind.SETTLE]
            raise UsageProblem(
                f"Nobody has settled '{entry}' of {recorded.reference}.",
                remedy=f"Settled are: {', '.join(settled)}." if settled else "Nothing of it is settled.",
                code="usage",
            )
        return self._record(DecisionKind.TAKE_BACK, recorded.reference, why=why, entry=entry, undoes=found[-1].id)

    def sign_off(self, typed: str, why: str = "") -> Decision:
        """Say that a person looked; over an open band, or what must be mended, the reason is asked for.

        Raises:
            UsageProblem: There is no such assessment, or a reason is missing.
        """
        recorded = self._find(typed)
        overview = self._ledger.overview(recorded.counting.sha256)
        if not why.strip() and (overview.is_open or overview.musts):
            open_ = "its band is open" if overview.is_open else "something on it must be mended"
            raise UsageProblem(
                f"{recorded.reference} can't be signed off without a reason: {open_}.",
                remedy='Say why it stands all the same: --why "…".',
                code="reason_missing",
            )
        return self._record(DecisionKind.SIGN_OFF, recorded.reference, why=why, reading=self._reading(recorded))

    def withdraw(self, typed: str, why: str, replaced_by: str = "") -> Decision:
        """Take an assessment out of register, reviews and diary.

        Raises:
            UsageProblem: There is no such assessment, it is withdrawn already, or the reason is missing.
        """
        recorded = self._find(typed)
        instead = self._find(replaced_by) if replaced_by else None
        other = instead.reference if instead is not None else ""
        if recorded.is_withdrawn:
            raise UsageProblem(
                f"{recorded.reference} is withdrawn already.",
                remedy=f"wordform restore {recorded.reference} --by NAME takes it back in.",
                code="usage",
            )
        if other == recorded.reference:
            raise UsageProblem("An assessment can't be replaced by itself.", remedy="Name another one.", code="usage")
        if instead is not None and instead.is_withdrawn:
            raise UsageProblem(
                f"{other} is withdrawn itself, so none of the two would count.",
                remedy=f"Name one that counts, or take it back in first: wordform restore {other} --by NAME",
                code="usage",
            )
        require_reason("A withdrawal", why)
        reading = self._reading(recorded)
        return self._record(DecisionKind.WITHDRAW, recorded.reference, why=why, other=other, reading=reading)

    def restore(self, typed: str, why: str = "") -> Decision:
        """Take a withdrawn assessment back in, or say that one counts that came in again reading otherwise.

        Raises:
            UsageProblem: There is no such assessment, or it was not withdrawn.
        """
        recorded = self._find(typed)
        standing = in_force(self._ledger.trail.about(self._ledger.names.all(recorded.reference)))
        if not recorded.is_withdrawn and all(each.kind is not DecisionKind.WITHDRAW for each in standing):
            raise UsageProblem(f"{recorded.reference} was not withdrawn.", code="usage")
        return self._record(DecisionKind.RESTORE, recorded.reference, why=why)

    def same(self, typed: str, other: str, why: str = "", *, are_one: bool = True) -> Decision:
        """Say that two records are one child, or not.

        Raises:
            UsageProblem: There is no such assessment, both are the same, or it contradicts what was said of others.
        """
        names = self._ledger.names
        first, second = names.find_record(typed), names.find_record(other)
        if first == second or (are_one and names.now(first) == names.now(second)):
            raise UsageProblem(
                f"Both are {names.now(first)}.", remedy="Name two assessments of two records.", code="usage"
            )
        said = self._ledger.children.contradicted((first, second), are_one=are_one)
        if said is not None:
            raise _contradicts(said, names.now(said.reference), names.now(said.other))
        kind = DecisionKind.SAME if are_one else DecisionKind.NOT_SAME
        return self._record(kind, first, why=why, other=second)

    def confirm_form(self, form: str, sha256: str) -> Decision:
        """Say that a mapping was looked over: forms are read by it from now on.

        Args:
            form: The id of the form.
            sha256: Of the mapping.
        """
        return self._record(DecisionKind.CONFIRM_FORM, "", entry=form, value=sha256)

    def _record(self, kind: DecisionKind, reference: str, **parts: object) -> Decision:
        """Record a decision, unless the same person decided just that, and it is in force."""
        with self._ledger.database.together():
            decision = Decision(
                id=self._ledger.trail.next_id(),
                kind=kind,
                reference=reference,
                by=self._author.by,
                at=self._author.at,
                account=self._author.account,
                **parts,  # type: ignore[arg-type]
            )
            standing = in_force(self._ledger.trail.about(self._ledger.names.all(reference)))
            known = next((each for each in standing if each.says_the_same(decision)), None)
            if known is not None:
                return known
            self._ledger.decide(decision)
        return decision

    def _find(self, typed: str) -> Recorded:
        found = self._ledger.find(self._ledger.names.find(typed))
        assert found is not None  # noqa: S101 - it was just found
        return found

    def _mapping_of(self, recorded: Recorded) -> Mapping:
        mapping = self._mappings.get(recorded.form)
        if mapping is None:
            raise UsageProblem(
                f"The mapping of {recorded.reference}, '{recorded.form}', is not at hand.",
                remedy="Name it with --mapping.",
                code="no_mapping",
            )
        return mapping

    def _entries(self, recorded: Recorded) -> dict[str, str]:
        return dict(entries_of(self._ledger.result(recorded.counting.sha256)))

    def _reading(self, recorded: Recorded) -> Reading:
        return self._ledger.reading_now(recorded)


def _contradicts(said: Decision, one: str, other: str) -> UsageProblem:
    are, opposite = ("one child", " --not") if said.kind is DecisionKind.SAME else ("two children", "")
    return UsageProblem(
        f"That can't be, since {one} and {other} are {are}, as {said.by} said on {_day(said.at)}.",
        remedy=f"If that was wrong, say so first: wordform same {one} {other}{opposite} --by NAME",
        code="contradicts",
    )


def in_favour_of(ledger: Ledger, reference: str) -> list[str]:
    """Return the assessments that were withdrawn in favour of one, and still are."""
    withdrawn = {ledger.names.now(each.reference) for each in ledger.trail.replaced_by(ledger.names.all(reference))}
    found = (ledger.find(each) for each in sorted(withdrawn))
    return [each.reference for each in found if each is not None and each.is_withdrawn]


def require_reason(of: str, why: str) -> None:
    """Refuse what is to be done without a reason.

    Raises:
        UsageProblem: None is given.
    """
    if not why.strip():
        raise UsageProblem(f"{of} needs a reason.", remedy="Say why.", code="reason_missing")


def made_from(ledger: Ledger, reference: str, output: Path) -> list[str]:
    """Return the documents for others that were made from an assessment, below the output folder.

    In their folder lie also those that were asked for one by one, and those that somebody changed: no ledger has them.
    """
    noted = {each.target for each in ledger.documents.following(reference).values()}
    own = ledger.documents.find(reference)
    folders = {(output / target).parent for target in noted}
    if own is not None:
        folders.add(document_path(output / own.target, output, reference).parent)
    there = (path.relative_to(output).as_posix() for folder in folders for path in folder.glob("*.docx"))
    return sorted({*noted, *there})


def _day(at: str) -> str:
    return f"{dt.date.fromisoformat(at[:10]):%d/%m/%Y}"
