"""What was found in one file that arrived: the forms in it, and what was not read."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from pipeline.errors import RefusedForm

NOT_A_FORM: Final = "not_a_form"
"""The code of what is no form: it is named, and nothing went wrong."""


class Member(Struct, frozen=True, kw_only=True):
    """A form inside a container.

    Attributes:
        name: Its place in the container, with ``/`` after each container on the way; unique there, and safe to use as
            a path.
        sha256: Of its bytes.
        size: In bytes.
        kind: As :func:`pipeline.ooxml.file_kind.sniff` names it.
        sent: When the innermost e-mail around it was sent, as ``2026-03-31T09:30:00`` in UTC; empty for none.
        written: Its own time in the container, in seconds since 1970; 0 when there is none.
    """

    name: str
    sha256: str
    size: int
    kind: str
    sent: str = ""
    written: float = 0.0


class Unread(Struct, frozen=True, kw_only=True):
    """Something that was not read.

    Attributes:
        name: Its place in the container; empty for the file itself.
        reason: What it is, or why it can't be read.
        remedy: What to do.
        code: :data:`NOT_A_FORM`, or that of a refusal.
    """

    name: str = ""
    reason: str
    remedy: str
    code: str = NOT_A_FORM


class Contents(Struct, frozen=True, kw_only=True):
    """What is in one file.

    Attributes:
        is_form: The file is a form itself, by its bytes.
        is_container: It is one, whatever became of it.
        is_open: What is in it is known; else all that was in it before may still be there.
        forms: In the order in which they were found.
        unread: All that was not read, in the same order; without what nobody would miss, as logos in signatures.
    """

    is_form: bool = False
    is_container: bool = False
    is_open: bool = True
    forms: tuple[Member, ...] = ()
    unread: tuple[Unread, ...] = ()


def refused(error: RefusedForm, name: str = "") -> Unread:
    """Return what can't be read for an error."""
    return Unread(name=name, reason=error.what, remedy=error.remedy, code=error.code)
