"""A container that was opened, whatever its kind: an e-mail or an archive, and the things in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msgspec import Struct

from pipeline.arrivals.contents import Unread
from pipeline.arrivals.kinds import CONTAINERS, FORMS, kind_of
from pipeline.errors import RefusedForm

ASK_AGAIN: Final = "Ask for it again, or open it yourself and put the forms in it here."


class Item(Struct, frozen=True, kw_only=True):
    """One thing in a container; it is unpacked when it is asked for.

    Attributes:
        name: As the container has it; it may be anything.
        read: Unpacks it; raises ``RefusedForm`` where that can't be done.
        inside: Opens it, where it is a container that has no bytes of its own: an e-mail within a .msg.
        kind: What it is, where its bytes might not tell (:func:`pipeline.arrivals.kinds.kind_of`).
        unread: Why there is nothing to unpack; ``None`` where there is.
        is_inline: It is shown in the text of an e-mail, or nowhere: a picture like that is a logo or a smile.
        written: Its own time, in seconds since 1970; 0 when there is none.
    """

    name: str
    read: Callable[[], bytes] | None = None
    inside: Callable[[], Container] | None = None
    kind: str = ""
    unread: Unread | None = None
    is_inline: bool = False
    written: float = 0.0

    def kind_of(self, data: bytes, name: str) -> str:
        """Return what kind of file its bytes are."""
        found = kind_of(data, name)
        return self.kind if self.kind and found not in (*FORMS, *CONTAINERS) else found


class Container(Struct, frozen=True, kw_only=True):
    """What was opened.

    Attributes:
        what: What it is, in words: ``an e-mail``.
        items: The things in it, in their order.
        sent: When it was sent, as ``2026-03-31T09:30:00`` in UTC; empty for an archive, or where that is not known.
        is_wrapping: It comes with other things, and nobody misses one that is empty: a signature, a text with colours.
    """

    what: str
    items: tuple[Item, ...]
    sent: str = ""
    is_wrapping: bool = False


class OverBounds(RefusedForm):
    """All that is in one file asks for more than :mod:`pipeline.arrivals.limits` allows; nothing in it is read."""


def too_much(what: str, kind: type[RefusedForm] = RefusedForm) -> RefusedForm:
    """Make the error for a container that is a bomb, or might as well be one."""
    return kind(
        f"It holds {what}.",
        remedy="Don't open it before the sender has said what it is; if it is sound, have it sent in smaller parts.",
        code="too_big",
    )


def damaged(what: str) -> RefusedForm:
    """Make the error for a container that can't be opened."""
    return RefusedForm(what, remedy=ASK_AGAIN, code="damaged")
