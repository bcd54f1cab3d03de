"""What a cell of a workbook can hold, and how it is written there."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final, TypeVar

_FIRST_YEAR: Final = 1900
_LONGEST_TEXT: Final = 32_767
"""Characters that a cell of Excel can hold."""
_NO_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Signs that can't be in XML (XML 1.0, section 2.2)."""
_ESCAPE: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_AS_WRITTEN: Final = "_x005F_"
"""Excel would show ``_x0041_`` as ``A`` (ECMA-376 22.9.2.19)."""
_Any = TypeVar("_Any")


def as_written(text: str) -> str:
    """Return a text as a cell holds it."""
    return _ESCAPE.sub(_AS_WRITTEN, storable(text)[:_LONGEST_TEXT])


def storable(text: str) -> str:
    """Replace what a workbook can't hold."""
    return _NO_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def shown(entry: _Any) -> _Any | str:
    """Return what a cell shows of an entry: a day before Excel's calendar begins is a text."""
    if isinstance(entry, dt.date) and entry.year < _FIRST_YEAR:
        return f"{entry.day:02}/{entry.month:02}/{entry.year}"
    return entry
