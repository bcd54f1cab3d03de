"""Which documents follow from a form: the conditions of ``[[document]]``."""

from __future__ import annotations

from msgspec import Struct

from pipeline.assess.conditions import decide, open_names
from pipeline.assess.facts import Facts
from pipeline.mapping.documents import FollowingDocument


class Follows(Struct, frozen=True, kw_only=True):
    """Whether a document follows from a form.

    Attributes:
        holds: Its condition holds; ``None`` when that can't be told.
        missing: What can't be read, as people call it.
    """

    document: FollowingDocument
    holds: bool | None
    missing: tuple[str, ...] = ()


def follows(document: FollowingDocument, facts: Facts) -> Follows:
    """Return whether a document follows from a form."""
    if document.when is None:
        return Follows(document=document, holds=True)
    holds = decide(document.when, facts)
    missing = open_names([document.when], facts) if holds is None else ()
    return Follows(document=document, holds=holds, missing=missing)
