"""Command lines that are so plain that nothing but their words has to be looked at: ``wordform read FILE``."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct

_COMPLETING: Final = "_WORDFORM_COMPLETE"
"""The environment variable with which a shell asks what a line may go on with."""

_EXPANDED: Final = frozenset("*?[]~$%")
"""Click expands them on Windows."""


class Asked(Struct, frozen=True):
    """The form that ``wordform read`` is to show, and whether as JSON."""

    file: Path
    as_json: bool


def asked_plainly(arguments: Sequence[str]) -> Asked | None:
    """Return what is asked; ``None`` for all that click has to look at: other commands, options, and mistakes."""
    command, *rest = arguments or ("",)
    named = [each for each in rest if each != "--json"]
    if command != "read" or len(named) != 1 or len(rest) > 2 or _COMPLETING in os.environ:
        return None
    (name,) = named
    is_plain = not name.startswith("-") and _EXPANDED.isdisjoint(name)
    is_there = is_plain and os.path.isfile(name) and os.access(name, os.R_OK)  # noqa: PTH113 - as click does
    return Asked(Path(name), len(rest) == 2) if is_there else None
