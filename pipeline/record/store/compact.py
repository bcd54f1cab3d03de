"""Facts in a column of the ledger: their values in order, without their names, which half of the room went into.

Ledgers up to layout 9 hold them with their names, and what is not recorded again stays so.
"""

from __future__ import annotations

from typing import TypeVar

import msgspec
from msgspec import Struct

Facts = TypeVar("Facts", bound=Struct)


def written(facts: Struct) -> str:
    """Return facts as a column holds them: a list in JSON, of a kind that is declared ``array_like``."""
    return msgspec.json.encode(facts).decode()


def read(text: str, kind: type[Facts]) -> Facts:
    """Return the facts that a column holds; those that it doesn't name have their defaults."""
    if text.startswith("{"):
        named = msgspec.json.decode(text)
        return msgspec.convert([named.get(each.name, each.default) for each in msgspec.structs.fields(kind)], kind)
    return msgspec.json.decode(text, type=kind)
