"""The diary: a calendar file (RFC 5545) with one all-day event for each child's next review.

An event says which assessment it is about by its number in the register, and the level; the child's name only when
asked for. Its UID stays the same, so importing a later diary moves the event instead of adding another.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Final

if TYPE_CHECKING:
    from icalendar import Event

_REMINDER: Final = dt.timedelta(days=-7)
_END: Final = b"END:VCALENDAR\r\n"
_PRODUCT: Final = "-//wordform//Review diary//EN"


@dataclass(frozen=True, slots=True, kw_only=True)
class DiaryEntry:
    """One review.

    Attributes:
        uid: Stays the same for a child, and is no other's; says nothing about them.
        reference: Number of the assessment in the register.
        day: The day of the review.
        due: The day by policy.
        level: Its name for people.
        times: How many assessments of the child came before this one.
        child: The name.
    """

    uid: str
    reference: int
    day: dt.date
    level: str
    due: dt.date | None = None
    times: int = 0
    child: str = ""


def write_diary(entries: Iterable[DiaryEntry], day: dt.date, stream: BinaryIO, *, names: bool = False) -> None:
    """Write the diary.

    Args:
        entries: The reviews; read once and not kept.
        day: The day of writing, by which a calendar knows the newer of two diaries.
        stream: Takes the file.
        names: Say the children's names.
    """
    from icalendar import Calendar  # slow to load, and only needed here

    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", "Reviews")
    stream.write(calendar.to_ical().removesuffix(_END))
    for entry in entries:
        stream.write(_event(entry, day, names=names).to_ical())
    stream.write(_END)


def _event(entry: DiaryEntry, day: dt.date, *, names: bool) -> Event:
    from icalendar import Alarm, Event

    written = dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)
    summary = _summary(entry, names=names)
    event = Event()
    event.add("uid", f"{entry.uid}@wordform")
    event.add("dtstamp", written)
    event.add("last-modified", written)
    event.add("sequence", entry.times)
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + dt.timedelta(days=1))
    event.add("summary", summary)
    event.add("description", _description(entry))
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")  # the day stays free for appointments
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", _REMINDER)
    event.add_component(alarm)
    return event


def _summary(entry: DiaryEntry, *, names: bool) -> str:
    about = f"{entry.child} (reference {entry.reference})" if names and entry.child else f"reference {entry.reference}"
    return f"Review: {about}, {entry.level}" if entry.level else f"Review: {about}"


def _description(entry: DiaryEntry) -> str:
    due = f" By policy it is due on {entry.due:%d/%m/%Y}." if entry.due and entry.due != entry.day else ""
    return (
        f"Reference {entry.reference} in the register.{due} "
        "Worked out from the form; it does not replace professional judgement."
    )
