"""Numbers as a sheet shows them: plain ones, dates, times, percentages (ECMA-376 Part 1, 18.8.30 and 18.17.4)."""

from __future__ import annotations

import calendar
import datetime as dt
import math
import re
from enum import Enum, auto
from functools import lru_cache
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from pipeline.readers.excel.format_sections import Section, sections_of

_LAST_SERIAL: Final = 2_958_466  # the day after 31 December 9999
_DAY: Final = 86_400
_NOT_A_LEAP_DAY: Final = 60  # Excel counts a 29 February 1900, which never was (ECMA-376 18.17.4.1)

_BUILT_IN: Final = {
    9: "0%", 10: "0.00%", 14: "dd/mm/yyyy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm am/pm",
    19: "h:mm:ss am/pm", 20: "h:mm", 21: "h:mm:ss", 22: "dd/mm/yyyy h:mm", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss",
    **dict.fromkeys((27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58), "yyyy-mm-dd"),
    **dict.fromkeys((32, 33, 34, 35, 55, 56), "h:mm:ss"),
}  # fmt: skip

_QUOTED: Final = re.compile(r'"[^"]*"|\\.|_.|\*.')
_ELAPSED: Final = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_BRACKETS: Final = re.compile(r"\[[^\]]*\]")
_NOON: Final = re.compile(r"am/pm|a/p", re.IGNORECASE)
_PARTS: Final = re.compile(r"y+|m+|d+|h+|s+", re.IGNORECASE)


class Shows(Enum):
    """What a number format makes of a number."""

    NUMBER = auto()
    PERCENT = auto()
    PADDED = auto()
    DATE = auto()
    PART_OF_DATE = auto()
    TIME = auto()
    ELAPSED = auto()
    NOTHING = auto()


class NumberFormat(Struct, frozen=True):
    """A number format, as far as a reader needs it.

    Attributes:
        shows: What it makes of a number.
        digits: Decimals of a percentage, or digits that a padded number is filled up to.
        parts: Which parts of a date it shows: letters of ``dmy``.
        time: It shows the time of day beside a date.
        sections: What it shows in place of some values; empty when it shows them all.
    """

    shows: Shows = Shows.NUMBER
    digits: int = 0
    parts: str = ""
    time: bool = False
    sections: tuple[Section, ...] = ()


@lru_cache(maxsize=512)
def number_format(code: str) -> NumberFormat:
    """Read a number format code such as ``dd/mm/yyyy`` or ``0.0%``."""
    found, sections = _plain_format(code), sections_of(code)
    return replace(found, sections=sections) if sections and found.shows is not Shows.NOTHING else found


def _plain_format(code: str) -> NumberFormat:
    if code.strip(" ") and not code.strip("; "):
        return NumberFormat(Shows.NOTHING)
    plain = _QUOTED.sub("", code).split(";")[0]
    if _ELAPSED.search(plain):
        return NumberFormat(Shows.ELAPSED)
    plain = _BRACKETS.sub("", plain).strip()
    if plain.lower() in ("", "general", "@", "standard"):
        return NumberFormat()
    if plain.endswith("%"):
        return NumberFormat(Shows.PERCENT, digits=len(plain.partition(".")[2].rstrip("%")))
    if re.fullmatch(r"0{2,20}", plain):
        return NumberFormat(Shows.PADDED, digits=len(plain))
    return _date_format(plain)


def built_in_format(number: int) -> NumberFormat:
    """Return the format that a built-in id means; one that isn't listed shows plain numbers."""
    return number_format(_BUILT_IN.get(number, "General"))


def _date_format(code: str) -> NumberFormat:
    found = [part.lower() for part in _PARTS.findall(_NOON.sub("h", code))]
    clock = any(part[0] in "hs" for part in found)
    # "ddd" is a weekday and no day; "m" is a month, but minutes beside hours or seconds
    day = any(part in ("d", "dd") for part in found)
    year = any(part[0] == "y" for part in found)
    month = any(part[0] == "m" and (not clock or day or year or len(part) > 2) for part in found)
    parts = "d" * day + "m" * month + "y" * year
    if parts == "dmy":
        return NumberFormat(Shows.DATE, parts=parts, time=clock)
    if parts:
        return NumberFormat(Shows.PART_OF_DATE, parts=parts)
    return NumberFormat(Shows.TIME) if clock else NumberFormat()


def shown(number: float, how: NumberFormat, *, from_1904: bool) -> tuple[str, dt.date | None]:
    """Return a number as its cell shows it, and for a whole date the day it means.

    Dates come day first, whatever order the format has: what they are is certain, since the cell holds a number.
    """
    if how.shows is Shows.PERCENT:
        return f"{number * 100:.{how.digits}f}%", None
    if how.shows is Shows.PADDED and number == int(number):
        return f"{int(number):0{how.digits}d}", None
    if how.shows in (Shows.DATE, Shows.PART_OF_DATE, Shows.TIME) and 0 <= number < _LAST_SERIAL:
        return _moment(number, how, from_1904=from_1904)
    if how.shows is Shows.ELAPSED and number >= 0:
        return _clock(round(number * _DAY)), None
    return general(number), None


def general(number: float) -> str:
    """Return a number as the format "General" does, but whole ones with all digits: they may be telephone numbers."""
    if number == int(number) and abs(number) < 1e15:
        return str(int(number))
    if 1e-9 < abs(number) < 1e15:
        digits = f"{number:.{max(0, 9 - math.floor(math.log10(abs(number))))}f}"
        return digits.rstrip("0").rstrip(".") if "." in digits else digits
    return f"{number:.5E}"


def _moment(number: float, how: NumberFormat, *, from_1904: bool) -> tuple[str, dt.date | None]:
    days, seconds = divmod(round(number * _DAY), _DAY)
    if how.shows is Shows.TIME:
        return _clock(seconds), None
    time = f" {_clock(seconds)}" if how.time and seconds else ""
    day = _day(days, from_1904=from_1904)
    if day is None:
        return ("29/02/1900" if days == _NOT_A_LEAP_DAY else "00/01/1900"), None
    if how.shows is Shows.DATE:
        return f"{day:%d/%m}/{day.year:04d}{time}", day
    names = {"d": str(day.day), "m": calendar.month_name[day.month], "y": f"{day.year:04d}"}
    return " ".join(names[part] for part in how.parts), None


def _day(serial: int, *, from_1904: bool) -> dt.date | None:
    """Turn a serial number into a day; ``None`` for the two that Excel counts and no calendar has."""
    if from_1904:
        first = dt.date(1904, 1, 1)
    elif serial in (0, _NOT_A_LEAP_DAY):
        return None
    else:
        first = dt.date(1899, 12, 31) if serial < _NOT_A_LEAP_DAY else dt.date(1899, 12, 30)
    try:
        return first + dt.timedelta(days=serial)
    except OverflowError:
        return None


def _clock(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}" + (f":{rest:02d}" if rest else "")
