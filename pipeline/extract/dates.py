"""Strict reading of dates as people in the UK write them.

Day first, always; a date that starts with the year is ISO. There is no month-first fallback and nothing is filled in
from today: ``13/13/2026``, ``March 2026`` or ``12`` are no dates.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from functools import lru_cache

from msgspec import Struct

_MONTHS = ("jan uary", "feb ruary", "mar ch", "apr il", "may", "jun e", "jul y", "aug ust", "sep tember", "oct ober",
           "nov ember", "dec ember")  # fmt: skip
_MONTH_NUMBERS = {month[:3]: number for number, month in enumerate(_MONTHS, 1)}
_MONTH_WORDS = "|".join(re.sub(" (.+)", r"(?:\1)?", month) for month in _MONTHS)
_MONTH = rf"(?P<month_name>{_MONTH_WORDS}|sept)(?![a-z])\.?"
_DAY = r"(?P<day>\d{1,2})(?:\s*(?:st|nd|rd|th)\b)?"
_YEAR = r"(?P<year>\d{4}|['’]?\d{2})"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<!\d)(?P<year>\d{4})(?P<sep>\s?[-/.]\s?)(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})(?!\d)",
        rf"(?<![\d/])(?P<day>\d{{1,2}})\s*[-/.\\‐‑–—]\s*(?P<month>\d{{1,2}})\s*[-/.\\‐‑–—]\s*{_YEAR}(?!\d|/\d)",
        r"(?<!\d)(?P<day>\d{1,2})\s+(?P<month>\d{1,2})\s+(?P<year>\d{4}|\d{2})(?!\d)",
        rf"(?<!\d){_DAY}(?:\s+day)?(?:\s+of)?[\s,.\-/‐‑–—]*{_MONTH}[\s,.\-/‐‑–—]*{_YEAR}(?!\d)",
        rf"\b{_MONTH}[\s.]*{_DAY}(?:\s*,\s*|\s+){_YEAR}(?!\d)",
    )
)
_UNSEEN = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")
_PIVOT = 70  # 69 is 2069, 70 is 1970: no child or assessment on a form lies outside


class FoundDate(Struct, frozen=True):
    """A date in a text: where it stands, and the day, or ``None`` when there is no such day."""

    start: int
    end: int
    day: dt.date | None


@lru_cache(maxsize=512)
def find_dates(text: str) -> Sequence[FoundDate]:
    """Find everything in ``text`` that is written like a date, in reading order and without overlaps."""
    if not any(map(str.isdecimal, text)):
        return ()
    places = [index for index, character in enumerate(text) if character not in _UNSEEN]
    shown = "".join(text[index] for index in places)
    found: list[FoundDate] = []
    taken = bytearray(len(text))
    for pattern in _PATTERNS:
        for match in pattern.finditer(shown):
            start, end = places[match.start()], places[match.end() - 1] + 1
            if not any(taken[start:end]):
                found.append(FoundDate(start, end, _day(match)))
                taken[start:end] = b"\1" * (end - start)
    return sorted(found, key=lambda date: date.start)


def _day(match: re.Match[str]) -> dt.date | None:
    parts = match.groupdict()
    month = int(parts["month"]) if parts.get("month") else _MONTH_NUMBERS[parts["month_name"].lower()[:3]]
    try:
        return dt.date(_year(parts["year"]), month, int(parts["day"]))
    except ValueError:
        return None


def _year(text: str) -> int:
    digits = text.lstrip("'’")
    if len(digits) == 4:
        return int(digits)
    return int(digits) + (2000 if int(digits) < _PIVOT else 1900)
