"""What a table is made of: its headers, what an entry may be, and which texts a spreadsheet would take for a formula.

Nothing here needs openpyxl, which is slow to load.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from msgspec import Struct

Entry = str | int | dt.date | None

_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


ALIGNMENTS: Final = ("top", "wrapped", "centred")
FORMATS: Final = ("plain", "quoted", "date")
"""A cell is aligned and formatted in one of these ways; every book has a style for each, in this order."""


def style(alignment: str, form: str) -> int:
    """Return the number of the style that every book has for an alignment and a format."""
    return 1 + ALIGNMENTS.index(alignment) * len(FORMATS) + FORMATS.index(form)


def formula_like(text: str) -> bool:
    """Return whether a spreadsheet might work out ``text`` instead of showing it (OWASP, CSV injection)."""
    return text.startswith(_FORMULA_STARTS)


class Highlight(Struct, frozen=True, kw_only=True):
    """Colours cells by what they hold, so it stays right when somebody edits or sorts them.

    Attributes:
        colour: Of the cell, ``RRGGBB``.
        word: Cells that hold just this word; or
        part: cells that hold this among other words; or
        filled: cells that hold anything; or
        between: cells with a number from the first to the second, both included.
    """

    colour: str
    word: str = ""
    part: str = ""
    filled: bool = False
    between: tuple[int, int] = (0, 0)


class Header(Struct, frozen=True, kw_only=True):
    """The head of a column.

    Attributes:
        width: In characters.
        upright: The text is turned, so that a narrow column can have a long name.
        wrapped: Entries go over several lines.
    """

    text: str
    width: int
    upright: bool = False
    wrapped: bool = False
    highlights: tuple[Highlight, ...] = ()
