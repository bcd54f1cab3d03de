"""The diary: a calendar file (RFC 5545) with one all-day event for each child's next review.

An event says which assessment it is about by its reference in the register, and the level; the child's name only when
asked for. Its UID stays the same, so importing a later diary moves the event instead of adding another; a review that
is off comes as a cancelled event, until its day has passed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import BinaryIO, Final

from msgspec import Struct

from pipeline.writers.diary.before import Before
from pipeline.writers.diary.event import event_lines

_END: Final = b"END:VCALENDAR\r\n"
_PRODUCT: Final = "-//wordform//Review diary//EN"


class DiaryEntry(Struct, frozen=True, kw_only=True):
    """One review.

    Attributes:
        uid: Stays the same for a child, and is no other's; says nothing about them.
        reference: Of the assessment, as the register has it.
        day: The day of the review.
        due: The day by policy.
        level: Its name for people; while it is open, with what it could be.
        changes: How often something was recorded about the child: a calendar takes the event that was changed more
            often.
        child: The name.
        is_off: The review does not stand; calendars that know it are told.
    """

    uid: str
    reference: str
    day: dt.date
    level: str
    due: dt.date | None = None
    changes: int = 0
    child: str = ""
    is_off: bool = False


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
        known = gone.pop(entry.uid, None)
        if not entry.is_off:
            stream.write(_review(entry, day, known, names=names))
        elif entry.day >= day:
            stream.write(_cancelled(entry.uid, _taken_back(entry, known), day))
    for uid, event in gone.items():
        if event.day >= day:
            stream.write(_cancelled(uid, event, day))
    stream.write(_END)


def _review(entry: DiaryEntry, day: dt.date, before: Before | None, *, names: bool) -> bytes:
    changed = before is not None and (before.cancelled or before.day != entry.day)
    return event_lines(
        uid=entry.uid,
        day=entry.day,
        sequence=max(entry.changes, before.sequence + changed if before is not None else 0),
        written_on=day,
        summary=_summary(entry, names=names),
        description=_description(entry),
    )


def _taken_back(entry: DiaryEntry, before: Before | None) -> Before:
    """Return the event that is to be taken back."""
    sequence = entry.changes - 1
    if before is not None:
        sequence = max(sequence, before.sequence - before.cancelled)
    return Before(day=entry.day, sequence=sequence, reference=entry.reference)


def _cancelled(uid: str, before: Before, day: dt.date) -> bytes:
    """Take an event back; the one that was taken back before stays as it is."""
    about = f": reference {before.reference}" if before.reference else ""
    said = f"Reference {before.reference} in the register. This review no longer stands."
    return event_lines(
        uid=uid,
        day=before.day,
        sequence=before.sequence + (not before.cancelled),
        written_on=day,
        summary=f"Cancelled review{about}",
        description=said if before.reference else "",
        cancelled=True,
    )


def _summary(entry: DiaryEntry, *, names: bool) -> str:
    about = f"{entry.child} (reference {entry.reference})" if names and entry.child else f"reference {entry.reference}"
    return f"Review: {about}, {entry.level}" if entry.level else f"Review: {about}"


def _description(entry: DiaryEntry) -> str:
    due = f" By policy it is due on {entry.due:%d/%m/%Y}." if entry.due and entry.due != entry.day else ""
    return (
        f"Reference {entry.reference} in the register.{due} "
        "Worked out from the form; it does not replace professional judgement."
    )
