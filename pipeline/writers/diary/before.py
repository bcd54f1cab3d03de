"""What a diary said when it was last written, so that calendars which took it up are told what has changed since.

RFC 5545 has a calendar take an event for newer by its ``SEQUENCE``, and an event that is off stays in the file with
``STATUS:CANCELLED``: one that is merely missing would stay in the calendar.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from msgspec import Struct

_LONGEST_LINE: Final = 75
_REFERENCE: Final = re.compile(r"DESCRIPTION:Reference ([0-9A-Z]{1,16}) ")
_UID: Final = re.compile(r"UID:([0-9A-Za-z-]{1,60})@wordform")


class Before(Struct, frozen=True, kw_only=True):
    """One event as it was written.

    Attributes:
        day: Its day.
        sequence: How often it was changed.
        reference: Of the assessment, as the register had it; empty when it isn't said.
        cancelled: It was taken back.
    """

    day: dt.date
    sequence: int = 0
    reference: str = ""
    cancelled: bool = False


def diary_before(path: Path) -> dict[str, Before]:
    """Read what a diary of ours says, by UID; nothing when there is none, or another program's stands there."""
    try:
        with path.open(encoding="utf-8", errors="replace", newline="") as lines:
            return dict(_events(line.rstrip("\r\n")[:_LONGEST_LINE] for line in lines))
    except OSError:
        return {}


def _events(lines: Iterator[str]) -> Iterator[tuple[str, Before]]:
    inside: list[str] = []
    for line in lines:
        if line == "BEGIN:VEVENT":
            inside = []
        elif line == "END:VEVENT":
            found = _event(inside)
            if found is not None:
                yield found
        else:
            inside.append(line)


def _event(lines: list[str]) -> tuple[str, Before] | None:
    uid = next((match[1] for line in lines if (match := _UID.fullmatch(line))), "")
    day = next((_day(line[-8:]) for line in lines if line.startswith("DTSTART")), None)
    if not uid or day is None:
        return None
    sequence = next((line[9:] for line in lines if line.startswith("SEQUENCE:")), "")
    reference = next((match[1] for line in lines if (match := _REFERENCE.match(line))), "")
    return uid, Before(
        day=day,
        sequence=int(sequence) if sequence.isascii() and sequence.isdigit() else 0,
        reference=reference,
        cancelled="STATUS:CANCELLED" in lines,
    )


def _day(text: str) -> dt.date | None:
    try:
        return dt.datetime.strptime(text, "%Y%m%d").date()  # noqa: DTZ007 -- a day has no time zone
    except ValueError:
        return None
