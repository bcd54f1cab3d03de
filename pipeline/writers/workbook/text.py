"""What an entry of the register may be, and which texts a spreadsheet would take for a formula."""

from __future__ import annotations

import datetime as dt
from typing import Final

Entry = str | int | dt.date | None

_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


def formula_like(text: str) -> bool:
    """Return whether a spreadsheet might work out ``text`` instead of showing it (OWASP, CSV injection)."""
    return text.startswith(_FORMULA_STARTS)
