"""One thing that the blank asks, as a finder saw it, before it has an id and was tried."""

from __future__ import annotations

from msgspec import Struct

from pipeline.draft.view import Spot
from pipeline.extract.matching.skeleton import Box
from pipeline.mapping.model import Choice, Column, FieldKind, Place


class Question(Struct, frozen=True, kw_only=True):
    """One thing that the blank asks.

    Attributes:
        spot: The line that prints the label.
        label: The words of that line that may serve as label; they are at its start.
        kind: What kind of answer it takes.
        answer: The boxes for the answer; none when it belongs on the label's own line or under it.
        tag: What the author of the form called the place; empty when it has no such name.
        under: Spot of the choice under whose options this one is printed.
        rest_of: Spot of the date with which it shares a box.
        at: Where the answer is, when its place has to be said.
        named: What the file calls its place, where no printed words lead there; then nothing prints its label.
        prints: The form prints its options, so a place where they are not found is not its place.
        role: What the score makes of it: ``age``, ``total``, ``rag``, ``outcome``; empty for nothing.
    """

    spot: Spot
    label: str
    kind: FieldKind
    answer: tuple[Box, ...] = ()
    choices: tuple[Choice, ...] = ()
    columns: tuple[Column, ...] = ()
    several: bool = False
    prints: bool = False
    tag: str = ""
    under: Spot | None = None
    rest_of: Spot | None = None
    at: Place | None = None
    named: str = ""
    role: str = ""
    notes: tuple[str, ...] = ()
