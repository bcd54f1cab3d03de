"""The noun of this package: what has to be known of one received file to say whose assessment it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from msgspec import Struct
from msgspec import field as with_default


class Identity(Struct, frozen=True, kw_only=True):
    """What a file says about itself; a part that it doesn't say for certain is empty.

    Attributes:
        form: Id of the form.
        number: Number of the child, where the form asks for one.
        name: Name of the child as it is written.
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

    @property
    def day(self) -> dt.date | None:
        """The date completed."""
        return dt.date.fromisoformat(self.on) if self.on else None


class Version(Struct, frozen=True, kw_only=True):
    """One file that was received.

    Attributes:
        sha256: SHA-256 of its bytes: the same bytes are the same version.
        identity: What it says about itself.
        parent: The version that it was made from, by our mark: the first 16 hexadecimal digits of its SHA-256.
        modified: When it was last saved, by the date inside the document (ISO); empty when that says nothing.
        sent: When the mail that brought it was sent (ISO); empty when none did.
        received: Number of the run that saw it first.
        written: The file's own time when it was first seen, in seconds since 1970.
        places: Where it lay: paths, which are evidence at most.
        entries: Raw text and signs of each entry, by the entry's address.
        reference: The assessment that it was counted to before; empty for a new one.
        child: The child that it was counted to before, a digest; people may have joined or parted two.
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
    reference: str = ""
    child: str = ""

    def is_made_from(self, other: Version) -> bool:
        """Return whether our mark in this one names the other."""
        return bool(self.parent) and other.sha256.startswith(self.parent)
