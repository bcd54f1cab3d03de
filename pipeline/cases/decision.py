"""What people decided about assessments: by whom, when, why, and about what reading."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Final

from msgspec import Struct
from msgspec import field as with_default


class DecisionKind(StrEnum):
    """What was decided."""

    SETTLE = "settle"
    VERSION = "version"
    SIGN_OFF = "sign_off"
    WITHDRAW = "withdraw"
    RESTORE = "restore"
    SAME = "same"
    NOT_SAME = "not_same"
    TAKE_BACK = "take_back"
    ERASE = "erase"
    CONFIRM_FORM = "confirm_form"


IN_WORDS: Final[Mapping[DecisionKind, str]] = {
    DecisionKind.SETTLE: "settled {entry}",
    DecisionKind.VERSION: "said which version counts",
    DecisionKind.SIGN_OFF: "signed it off",
    DecisionKind.WITHDRAW: "withdrew it",
    DecisionKind.RESTORE: "took it back in",
    DecisionKind.SAME: "said it is the same child as {other}",
    DecisionKind.NOT_SAME: "said it is not the same child as {other}",
    DecisionKind.TAKE_BACK: "took back: {entry}",
}
"""What somebody did about an assessment; one that was erased has no history to say it in."""


class Reading(Struct, frozen=True, kw_only=True):
    """What a decision was about, so that a later change is seen: digests of entries, and what came out.

    Attributes:
        entries: A digest of each entry that is filled in, by its address.
        decisions: Ids of the decisions that stood.
        total: The total, with what it could be.
        band: The band, with what it could be.
        review: The next review, ISO.
    """

    entries: Mapping[str, str] = with_default(default_factory=dict)
    decisions: tuple[str, ...] = ()
    total: str = ""
    band: str = ""
    review: str = ""

    def changes_to(self, now: Reading) -> tuple[str, ...]:
        """Return what reads otherwise now: addresses of entries, and ``decisions``, ``total``, ``band``, ``review``."""
        entries = [name for name in {**self.entries, **now.entries} if self.entries.get(name) != now.entries.get(name)]
        others = [
            name for name in ("decisions", "total", "band", "review") if getattr(self, name) != getattr(now, name)
        ]
        return (*entries, *others)


class Decision(Struct, frozen=True, kw_only=True):
    """One decision; it is never altered, only taken back by another one.

    Attributes:
        id: Its name in the trail.
        kind: What was decided.
        reference: The assessment that it is about; empty once that was erased, and for a form.
        by: Who decided, as they call themselves.
        at: When, ISO.
        why: The reason.
        account: The user and the host of the system, noted beside it.
        entry: For :attr:`DecisionKind.SETTLE`: the address of the entry; for :attr:`DecisionKind.CONFIRM_FORM` the
            id of the form.
        value: What it was settled as; for :attr:`DecisionKind.VERSION` the SHA-256 of the version, for
            :attr:`DecisionKind.CONFIRM_FORM` that of the mapping.
        raw: What the entry is bound to, as :func:`pipeline.cases.entries.bound_to` gives it.
        other: A second assessment: the one that replaces it, or that is about the same child.
        reading: What a sign-off or withdrawal was about.
        undoes: The id of the decision that is taken back.
        erased: For :attr:`DecisionKind.ERASE`: a keyed digest of each file that must not come in again.
    """

    id: str = ""
    kind: DecisionKind = DecisionKind.SETTLE
    reference: str = ""
    by: str
    at: str
    why: str = ""
    account: str = ""
    entry: str = ""
    value: str = ""
    raw: str = ""
    other: str = ""
    reading: Reading | None = None
    undoes: str = ""
    erased: tuple[str, ...] = ()

    def says_the_same(self, other: Decision) -> bool:
        """Return whether the same person decided the same about the same reading; the reason doesn't count."""
        return (
            _about(self) == _about(other)
            and (self.kind, self.by, self.value, self.raw, self.reading, self.undoes)
            == (other.kind, other.by, other.value, other.raw, other.reading, other.undoes)
            and {self.reference, self.other} == {other.reference, other.other}
        )


def entry_digests(entries: Mapping[str, str]) -> dict[str, str]:
    """Return a digest of each entry that is filled in: a change is seen, and no text is kept twice."""
    return {
        name: hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
        for name, text in entries.items()
        if text.strip()
    }


def in_force(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """Return the decisions in force, in their order: of several on one thing the last, none that was taken back."""
    latest: dict[tuple[str, ...], Decision] = {}
    listed = list(decisions)
    gone = {decision.undoes for decision in listed if decision.undoes}
    for decision in listed:
        if decision.id in gone or decision.kind is DecisionKind.TAKE_BACK:
            continue
        about = _about(decision)
        latest.pop(about, None)
        latest[about] = decision
    return tuple(decision for decision in latest.values() if decision.kind is not DecisionKind.RESTORE)


def is_about(decision: Decision, references: Collection[str]) -> bool:
    """Return whether a decision is about an assessment, by all that it is called.

    What was withdrawn in favour of another one says nothing about that; a word on two children is about both.
    """
    is_about_two = decision.kind in (DecisionKind.SAME, DecisionKind.NOT_SAME)
    return decision.reference in references or (is_about_two and decision.other in references)


def settlings(decisions: Iterable[Decision]) -> Iterator[Decision]:
    """Return the decisions in force that settle an entry."""
    return (decision for decision in in_force(decisions) if decision.kind is DecisionKind.SETTLE)


def _about(decision: Decision) -> tuple[str, ...]:
    """Return what a decision is about: a later one on the same replaces it."""
    kind = decision.kind
    if kind is DecisionKind.SETTLE:
        return "settle", decision.entry
    if kind in (DecisionKind.WITHDRAW, DecisionKind.RESTORE):
        return ("stands",)
    if kind in (DecisionKind.SAME, DecisionKind.NOT_SAME):
        return "same", *sorted((decision.reference, decision.other))
    return (kind.value,)


def digest_of(decisions: Iterable[Decision]) -> str:
    """Return what changes when the settled entries of an assessment do; empty when none is settled."""
    ids = [decision.id for decision in settlings(decisions)]
    return hashlib.blake2b("\n".join(ids).encode(), digest_size=8).hexdigest() if ids else ""
