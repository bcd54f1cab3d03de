"""Strict reading of dates as people in the UK write them.

Day first, always; a date that starts with the year is ISO. There is no month-first fallback and nothing is filled in
from today: ``13/13/2026``, ``March 2026`` or ``12`` are no dates.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from msgspec import Struct

from pipeline.extract.memo import remember
from pipeline.patterns import pattern
from pipeline.signs import DASHES

_MONTHS = ("jan uary", "feb ruary", "mar ch", "apr il", "may", "jun e", "jul y", "aug ust", "sep tember", "oct ober",
           "nov ember", "dec ember")  # fmt: skip
_MONTH_NUMBERS = {month[:3]: number for number, month in enumerate(_MONTHS, 1)}
MONTH_WORDS = "|".join(re.sub(" (.+)", r"(?:\1)?", month) for month in _MONTHS)
_MONTH = rf"(?P<month_name>{MONTH_WORDS}|sept)(?![a-z])\.?"
_CLOCK = r"[:.][0-5]\d(?!\d)(?:\s*[ap]\.?m\b)?"
_DAY = r"(?P<day>\d{1,2})(?:\s*(?:st|nd|rd|th)\b)?"
_YEAR = r"(?P<year>\d{4}|['’]?\d{2})"
_PATTERNS = tuple(
    pattern(each, re.IGNORECASE)
    for each in (
        r"(?<!\d)(?P<year>\d{4})(?P<sep>\s?[-/.]\s?)(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})(?!\d)",
        rf"(?<![\d/])(?P<day>\d{{1,2}})\s*[{DASHES}/.\\]\s*(?P<month>\d{{1,2}})\s*[{DASHES}/.\\]\s*{_YEAR}(?!\d|/\d)",
        r"(?<!\d)(?P<day>\d{1,2})\s+(?P<month>\d{1,2})\s+(?P<year>\d{4}|\d{2})(?!\d)"
        r"(?P<more>(?<!\d{4})[^\S\n]+\d{1,4}(?![\d:.]|\s*[ap]\.?m\b))?",
        rf"(?<!\d){_DAY}(?:\s+day)?(?:\s+of)?[{DASHES}\s,./]*{_MONTH}[{DASHES}\s,./]*{_YEAR}(?!\d)",
        rf"\b{_MONTH}[\s.]*{_DAY}(?:\s*,\s*|\s+){_YEAR}(?!\d)",
    )
)
_NOT_A_YEAR = pattern(
    rf"""
    (?:0\d|1[0-2])\s*(?:[ap]\.?m\b|noon\b|midday\b|midnight\b)
    | (?:[01]\d|2[0-3])\s*(?:{_CLOCK}|h(?:ou)?rs?\b|h\b|o['’]?\s?clock\b)
    | (?:[01]\d|2[0-3])-\d{{1,2}}(?:{_CLOCK}|\s*[ap]\.?m\b)
    | \d\d\s*(?:days|weeks|wks?(?!\s*\d)|months|mths|years|yrs?(?!\s*\d)|min(?:ute)?s)\b
    | \d\d[\s-]*(?:y/?o|(?:week|month|year)[\s-]old)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_BROKEN_YEAR = pattern(rf"(?:19|20)\s+\d\d(?!\d|/|{_CLOCK}|\s*[ap]\.?m\b)|\d\d[lIoO]+\d")  # 20 26, 20l6
_BROKEN_DAY = pattern(r"(?<=(?<!\w)[lIiOo|])\d|(?<=(?<![\w/.:,-])[0-3][^\S\n])\d(?!\d)")  # l2/03/2026, 1 2/03/2026
UNSEEN = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_PIVOT = 70  # 69 is 2069, 70 is 1970: no child or assessment on a form lies outside
_YEARS = range(1900, 2100)  # a time without a colon (1030) is no year

NOT_IN_FULL = "there is no full date (day, month, year)"
_NO_SUCH_DAY = "there is no such day"
_RUN_TOGETHER = "it is not certain which digits are the date"


class FoundDate(Struct, frozen=True):
    """A date in a text: where it is, and the day, or ``None`` with the reason why none is certain."""

    start: int
    end: int
    day: dt.date | None
    reason: str = ""


@remember(512)
def find_dates(text: str) -> Sequence[FoundDate]:
    """Find everything in ``text`` that is written like a date, in reading order and without overlaps."""
    if not any(map(str.isdecimal, text)):
        return ()
    places = [index for index, character in enumerate(text) if character not in UNSEEN]
    shown = "".join(text[index] for index in places)
    found: list[FoundDate] = []
    taken = bytearray(len(text))
    for each in _PATTERNS:
        for match in each.finditer(shown):
            start, end = match.span()
            if not any(taken[start:end]):
                low, high, reason = _stretch(match)
                day = None if reason else _day(match)
                reason = reason or ("" if day else _NO_SUCH_DAY)
                found.append(FoundDate(places[low], places[high - 1] + 1, day, reason))
                taken[start:end] = b"\1" * (end - start)
    return sorted(found, key=lambda date: date.start)


def _stretch(match: re.Match[str]) -> tuple[int, int, str]:
    """Return where a date starts and ends with what makes it uncertain, and the reason; empty for a certain one."""
    low, high = match.span()
    other = _NOT_A_YEAR.match(match.string, match.start("year"))
    if other is not None:
        return low, other.end(), NOT_IN_FULL
    broken = _BROKEN_YEAR.match(match.string, match.start("year"))
    if broken is not None or match.groupdict().get("more"):
        return low, broken.end() if broken else high, _RUN_TOGETHER
    if _BROKEN_DAY.match(match.string, low):
        return len(match.string[:low].rstrip()) - 1, high, _RUN_TOGETHER
    return low, high, ""


def _day(match: re.Match[str]) -> dt.date | None:
    parts = match.groupdict()
    month = int(parts["month"]) if parts.get("month") else _MONTH_NUMBERS[parts["month_name"].lower()[:3]]
    year = _year(parts["year"])
    try:
        return dt.date(year, month, int(parts["day"])) if year in _YEARS else None
    except ValueError:
        return None


def _year(text: str) -> int:
    digits = text.lstrip("'’")
    if len(digits) == 4:
        return int(digits)
    return int(digits) + (2000 if int(digits) < _PIVOT else 1900)
