"""The noun of this package: what has to be known of one received file to say whose assessment it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import Struct
from msgspec import field as with_default

MARK_LENGTH: Final = 16
"""Hexadecimal digits of a SHA-256 by which a document names what it was made from."""


class Identity(Struct, frozen=True, kw_only=True, array_like=True):
    """What a file says about itself; a part that it doesn't say for certain is empty.

    Ledgers hold the values in this order, so a new one goes to the end.

    Attributes:
        form: Id of the form.
        number: Number of the child, where the form asks for one.
        name: Name of the child as it is written; for a form that is about no person, what it is about, for people.
        thing: The answers that together say what it is about, where that is no person; empty if one isn't known.
        born: Date of birth, ISO.
        on: Date completed, ISO.
        assessor: Who completed it.
    """

    form: str
    number: str = ""
    name: str = ""
    born: str = ""
    on: str = ""
    assessor: str = ""
    thing: tuple[str, ...] = ()


class Version(Struct, frozen=True, kw_only=True):
    """One file that was received.

    Attributes:
        sha256: SHA-256 of its bytes: the same bytes are the same version.
        identity: What it says about itself.
        parent: The mark of the version that it was made from; empty for none.
        modified: When it was last saved, by the date inside the document (ISO); empty when that says nothing.
        sent: When the mail that brought it was sent (ISO); empty when none did.
        received: Number of the run that saw it first.
        written: The earliest time that a file with its bytes had, in seconds since 1970; 0 when none says anything.
        places: Where it lay: paths, which are evidence at most.
        entries: Raw text and signs of each entry, by the entry's address.
        repeats: It was made from another version, and every entry is as in that one: our document came back as it was.
        record: What it was counted to before; empty for a new one.
    """

    sha256: str
    identity: Identity
    parent: str = ""
    modified: str = ""
    sent: str = ""
    received: int = 0
    written: float = 0.0
    places: frozenset[str] = frozenset()
    entries: Mapping[str, str] = with_default(default_factory=dict)
    repeats: bool = False
    record: str = ""

    @property
    def mark(self) -> str:
        """What a document that is made from it names it by."""
        return self.sha256[:MARK_LENGTH]

    def is_made_from(self, other: Version) -> bool:
        """Return whether our mark in this one names the other."""
        return bool(self.parent) and self.parent == other.mark

    def reads_like(self, other: Version) -> bool:
        """Return whether every entry is the same; white space around it doesn't count."""
        return filled(self.entries) == filled(other.entries)


def filled(entries: Mapping[str, str]) -> dict[str, str]:
    """Return the entries that are filled in, without white space around them."""
    return {entry: text.strip() for entry, text in entries.items() if text.strip()}
