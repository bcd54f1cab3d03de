"""Regular expressions as Python compiled them, from one start to the next.

Those that programs and mappings name are kept, and nothing of any form. Their parts are put together by the very
version of Python that took them apart, which checks them as it does its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from pipeline import patterns
from pipeline.forms.cache import entries, folder

_SHORT: Final = 200
"""Expressions of together so many characters are compiled sooner than all are written once more."""


class _Entry(Struct):
    """Whether what is known is kept, too."""

    is_whole: bool = True


_entry = _Entry()


def recall_expressions() -> None:
    """Know the expressions that earlier starts kept, once one is needed; called where one starts."""
    if folder.cache_folder() is not None:
        patterns.know_from(_kept)


def _kept() -> Mapping[patterns.Expression, patterns.Parts]:
    values = entries.fetched(_name(), ())
    parts = values[-1][1] if values is not None else None
    _entry.is_whole = isinstance(parts, dict)
    return parts if isinstance(parts, dict) else {}


def keep_expressions() -> None:
    """Keep the expressions that were compiled, where they are longer than a few short ones that are not kept so far."""
    if folder.cache_folder() is not None and (patterns.new() > _SHORT or not _entry.is_whole):
        entries.kept(_name(), ("expressions", patterns.known()), ())
        _entry.is_whole = True


def _name() -> str:
    return f"{entries.digest('expressions', entries.program())}.expressions"
