"""The diary: a calendar file (RFC 5545) with one all-day event for each child's next review.

An event says which assessment it is about by its number in the register, and the level; the child's name only when
asked for. Its UID stays the same, so importing a later diary moves the event instead of adding another; a review that
is off comes as a cancelled event, until its day has passed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Final

from pipeline.writers.diary_before import Before

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


def write_diary(
    entries: Iterable[DiaryEntry], day: dt.date, stream: BinaryIO, *, names: bool = False,
    before: Mapping[str, Before] | None = None,
) -> None:  # fmt: skip
    """Write the diary.

    Args:
        entries: The reviews; read once and not kept.
        day: The day of writing, by which a calendar knows the newer of two diaries.
        stream: Takes the file.
        names: Say the children's names.
        before: What the diary said when it was last written, by UID.
    """
    from icalendar import Calendar  # slow to load, and only needed here

    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", "Reviews")
    stream.write(calendar.to_ical().removesuffix(_END))
    gone = dict(before or {})
    for entry in entries:
        stream.write(_event(entry, day, gone.pop(entry.uid, None), names=names).to_ical())
    for uid, event in gone.items():
        if event.day >= day:
            stream.write(_cancelled(uid, event, day).to_ical())
    stream.write(_END)


def _event(entry: DiaryEntry, day: dt.date, before: Before | None, *, names: bool) -> Event:
    from icalendar import Alarm

    changed = before is not None and (before.cancelled or before.day != entry.day)
    sequence = max(entry.times, before.sequence + changed if before is not None else 0)
    summary = _summary(entry, names=names)
    event = _all_day(entry.uid, entry.day, sequence, day)
    event.add("summary", summary)
    event.add("description", _description(entry))
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", _REMINDER)
    event.add_component(alarm)
    return event


def _cancelled(uid: str, before: Before, day: dt.date) -> Event:
    """Take an event back; the one that was taken back before stays as it is."""
    event = _all_day(uid, before.day, before.sequence + (not before.cancelled), day)
    event.add("status", "CANCELLED")
    about = f": reference {before.reference}" if before.reference else ""
    event.add("summary", f"Cancelled review{about}")
    if before.reference:
        event.add("description", f"Reference {before.reference} in the register. This review no longer stands.")
    return event


def _all_day(uid: str, day: dt.date, sequence: int, written_on: dt.date) -> Event:
    from icalendar import Event

    written = dt.datetime(written_on.year, written_on.month, written_on.day, tzinfo=dt.UTC)
    event = Event()
    event.add("uid", f"{uid}@wordform")
    event.add("dtstamp", written)
    event.add("last-modified", written)
    event.add("sequence", sequence)
    event.add("dtstart", day)
    event.add("dtend", day + dt.timedelta(days=1))
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")  # the day stays free for appointments
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
