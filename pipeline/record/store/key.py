"""References: what people call an assessment by, and calendars its review. Nobody can trace them back without the key.

A digest without a key would let anybody who sees a shared calendar confirm a guessed name and date of birth.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import string
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Final

from pipeline.cases.child import name_key, nodes_of
from pipeline.cases.version import Identity
from pipeline.errors import CannotWrite, UsageProblem
from pipeline.files import write_atomically

FILE_NAME: Final = "ledger.key"
LENGTH: Final = 10
_FEWEST_BYTES: Final = 16


class ReferenceKey:
    """The key of one output folder; it never leaves the owner's machine but for backups and workers."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def __repr__(self) -> str:
        """The key is never shown."""
        return "ReferenceKey()"

    @property
    def secret(self) -> bytes:
        """The bytes, for backups."""
        return self._secret

    def reference(self, *parts: str) -> str:
        """Return ten base32 signs for what an assessment is; the first is a letter, or Excel takes some for numbers."""
        signs = base64.b32encode(self._digest("reference", *parts)).decode()
        return signs.lstrip(string.digits)[:LENGTH]

    def of_identity(self, identity: Identity) -> str:
        """Return the reference that an assessment of this form, child and date is given first; empty when not known.

        Where a mapping says who assesses, two who assess a child on one day have a reference each.
        """
        nodes = nodes_of(identity)
        if not nodes or not identity.on:
            return ""
        return self.reference(identity.form, nodes[0], identity.on, name_key(identity.assessor))

    def uid(self, *parts: str) -> str:
        """Return what calendars know a review by."""
        return self._digest("calendar", *parts).hex()[:32]

    @property
    def check(self) -> str:
        """What the key is known again by."""
        return self._digest("check").hex()[:16]

    def tombstone(self, sha256: str) -> str:
        """Return what stays of an erased file: it is known again, and says nothing."""
        return self._digest("erased", sha256).hex()

    def _digest(self, *parts: str) -> bytes:
        return hmac.new(self._secret, "\n".join(parts).encode("utf-8", "surrogateescape"), hashlib.sha256).digest()


NO_KEY: Final = ReferenceKey(b"")
"""For work that makes no references."""


def read_key(path: Path) -> ReferenceKey:
    """Read a key that somebody named.

    Raises:
        UsageProblem: It can't be read, or is too short to keep anything secret.
    """
    try:
        secret = path.read_bytes().strip()
    except OSError as error:
        raise UsageProblem(
            f"The reference key '{path}' can't be read ({error.strerror}).",
            remedy="Name the file 'ledger.key' of an output folder, or of a backup of one.",
            code="reference_key",
        ) from error
    if len(secret) < _FEWEST_BYTES:
        raise UsageProblem(
            f"The reference key '{path}' is too short: {len(secret)} bytes.",
            remedy=f"A key has at least {_FEWEST_BYTES}; name the file 'ledger.key' of an output folder.",
            code="reference_key",
        )
    return ReferenceKey(secret)


def key_of(folder: Path, named: Path | None, known: str = "") -> ReferenceKey:
    """Return the key of an output folder, made when there is none yet; one that somebody named is kept there.

    Args:
        folder: The output folder.
        named: A file with a key, which the folder is to have; ``None`` for its own.
        known: What its ledger knows the key again by; empty when that has no references yet.

    Raises:
        CannotWrite: It can't be made or read, or is gone: a new one would look as if references stayed the same.
        UsageProblem: The key that was named can't be used, or the folder has another one.
    """
    path = folder / FILE_NAME
    wanted = read_key(named) if named is not None else None
    others = (_beside(path).check if path.exists() else known) if wanted is not None else ""
    if wanted is not None and others not in ("", wanted.check):
        raise UsageProblem(
            f"The references in '{folder}' were made with another key than '{named}'.",
            remedy="Leave --reference-key out: the folder keeps its key. Or name a new output folder with -o.",
            code="reference_key",
        )
    if known and wanted is None and not path.exists():
        raise CannotWrite(
            f"The key of the ledger, '{path}', is gone.",
            remedy="Put it back from a backup, or name it with --reference-key. If there is none, take the ledger away "
            "too: the next run makes both anew from the forms, and references change.",
            code="reference_key",
        )
    try:
        if not path.exists():
            write_atomically(path, wanted.secret if wanted is not None else secrets.token_hex(32).encode())
    except (OSError, CannotWrite) as error:
        raise _unusable(path) from error
    return _beside(path)


def key_made_once(
    folder: Path, named: Path | None, known: Callable[[], str], alone: Callable[[], AbstractContextManager[None]]
) -> ReferenceKey:
    """Return the key of an output folder; where several begin it at the same time, one makes it.

    Args:
        folder: The output folder.
        named: As for :func:`key_of`.
        known: Gives what its ledger knows the key again by.
        alone: Keeps all others out of the ledger meanwhile.

    Raises:
        CannotWrite: As for :func:`key_of`.
        UsageProblem: As for :func:`key_of`.
    """
    if (folder / FILE_NAME).exists():
        return key_of(folder, named, known())
    with alone():
        return key_of(folder, named, known())


def _beside(path: Path) -> ReferenceKey:
    try:
        return read_key(path)
    except UsageProblem as error:
        raise _unusable(path) from error


def _unusable(path: Path) -> CannotWrite:
    return CannotWrite(
        f"The key of the ledger, '{path}', can't be used.",
        remedy="Put the file back from a backup; without it references change.",
        code="reference_key",
    )
