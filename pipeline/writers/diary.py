"""The diary: a calendar file (RFC 5545) with one all-day event for each child's next review.

An event says which assessment it is about by its reference in the register, and the level; the child's name only when
asked for. Its UID stays the same, so importing a later diary moves the event instead of adding another. Calendars take
an event for newer by its ``SEQUENCE``. A review that is off comes with ``STATUS:CANCELLED`` until its day has passed:
an event that is merely missing would stay in the calendar.
"""

from __future__ import annotations

import datetime as dt
import mmap
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from heapq import merge
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from msgspec import Struct

if TYPE_CHECKING:
    from icalendar import Alarm, Event

_BEGIN, _END = b"BEGIN:VEVENT", b"END:VEVENT"
_BEGIN_LINE: Final = _BEGIN + b"\r\n"
_END_OF_CALENDAR: Final = b"END:VCALENDAR\r\n"
_PRODUCT: Final = "-//wordform//Review diary//EN"
_WEEK_BEFORE: Final = dt.timedelta(days=-7)
_OURS: Final = b"@wordform"
_UID: Final = re.compile(r"([0-9A-Za-z-]{1,60})@wordform")
_BETWEEN_EVENTS: Final = re.compile(rb"(?<=\n)(?=BEGIN:VEVENT\r\n)")
_UID_LINE: Final = re.compile(rb"\r\nUID:([0-9A-Za-z-]{1,60})@wordform\r\n")
_DAY_LINE: Final = re.compile(rb"\r\nDTSTART;VALUE=DATE:([0-9]{8})\r\n")
_SEQUENCE_LINE: Final = re.compile(rb"\r\nSEQUENCE:([0-9]+)")
_WRITTEN_LINES: Final = re.compile(rb"(\r\n(?:DTSTAMP|LAST-MODIFIED):)[0-9]{8}")
_CANCELLED: Final = b"\r\nSTATUS:CANCELLED\r\n"
_REFERENCE: Final = re.compile(r"Reference ([0-9A-Z]{1,16}) ")


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
        is_off: The review was called off; calendars that know it are told.
    """

    uid: str
    reference: str
    day: dt.date
    level: str
    due: dt.date | None = None
    changes: int = 0
    child: str = ""
    is_off: bool = False


class Before(Struct, frozen=True, kw_only=True):
    """One event as it was last written.

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


# Reading


def diary_before(path: Path) -> dict[str, Before]:
    """Read what a diary of ours says, by UID; nothing when there is none, or another program's is there."""
    try:
        with path.open("rb") as lines:
            return dict(found for event in _events(lines) if (found := _before(event)) is not None)
    except OSError:
        return {}


def _events(lines: Iterable[bytes]) -> Iterator[Event]:
    """Yield our events, parsed one by one: a long diary needs no more memory, a damaged event costs no other."""
    from icalendar import Event  # slow to load, and only needed here

    inside: list[bytes] = []
    for line in lines:
        if line.rstrip() == _BEGIN:
            inside = []
        inside.append(line)
        if line.rstrip() == _END:
            written = b"".join(inside)
            if _OURS in written:
                with suppress(ValueError):
                    yield from (each for each in Event.from_ical(written, multiple=True) if isinstance(each, Event))


def _before(event: Event) -> tuple[str, Before] | None:
    from icalendar import vDDDTypes

    uid, start = _UID.fullmatch(str(event.get("uid", ""))), event.get("dtstart")
    day = start.dt if isinstance(start, vDDDTypes) else None
    if uid is None or not isinstance(day, dt.date) or isinstance(day, dt.datetime):
        return None
    sequence = event.get("sequence")
    reference = _REFERENCE.match(str(event.get("description", "")))
    return uid[1], Before(
        day=day,
        sequence=max(int(sequence), 0) if isinstance(sequence, int) else 0,
        reference=reference[1] if reference is not None else "",
        cancelled=event.get("status") == "CANCELLED",
    )


# Writing


def write_diary(
    entries: Iterable[DiaryEntry], day: dt.date, stream: BinaryIO, *, names: bool = False,
    before: Mapping[str, Before] | None = None,
) -> int:  # fmt: skip
    """Write the diary, and return where in it the events begin that are only taken back: nobody knows their reviews.

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
    stream.write(calendar.to_ical().removesuffix(_END_OF_CALENDAR))
    gone = dict(before or {})
    for entry in entries:
        stream.write(_written(entry, day, gone.pop(entry.uid, None), names=names))
    return _finish(stream, (_gone(uid, event, day) for uid, event in gone.items()))


def _finish(stream: BinaryIO, taken_back: Iterable[bytes]) -> int:
    end = stream.tell()
    for event in taken_back:
        stream.write(event)
    stream.write(_END_OF_CALENDAR)
    return end


class KnownDiary:
    """A diary as it was last written here, of which most events stay.

    Its events are in the order of their UIDs, up to those that are only taken back.
    """

    def __init__(self, content: bytes | mmap.mmap, end: int) -> None:
        """Take one.

        Args:
            content: Just what :func:`write_diary` or a method of this class wrote.
            end: What that returned.
        """
        self._content, self._end = content, end

    def change(
        self, changed: Mapping[str, DiaryEntry | None], day: dt.date, stream: BinaryIO, *, names: bool = False
    ) -> int:
        """Write what :func:`write_diary` would write on the day on which this one was written; return what that does.

        What lies between the events that may be others now is copied without a look.

        Args:
            changed: The entries that may be others, by UID; ``None`` for one that is no more.
            day: The day of writing.
            stream: Takes the file.
            names: Say the children's names.
        """
        tail = dict(_apart(self._content[self._end : -len(_END_OF_CALENDAR)]))
        gone: dict[str, bytes] = {}
        done = 0
        with memoryview(self._content) as content:
            for uid, entry in sorted(changed.items()):
                start, end = self._place(uid)
                stream.write(content[done:start])
                event, done = self._content[start:end], end
                if entry is not None:
                    before = _before_of(event or tail.pop(uid, b""))
                    stream.write(_written(entry, day, before, names=names))
                elif event:
                    gone[uid] = event
            stream.write(content[done : self._end])
        return _finish(stream, _all_gone(gone | tail, day))

    def renew(
        self, changes: Iterable[tuple[str, int]], changed: Mapping[str, DiaryEntry], day: dt.date, stream: BinaryIO, *,
        names: bool = False,
    ) -> int:  # fmt: skip
        """Write what :func:`write_diary` would write on another day; return what that does.

        Only those events are made that are others now, and the day is put into all.

        Args:
            changes: All UIDs that there are, in their order, each with how often something was recorded.
            changed: The entries that may be others.
            day: The day of writing.
            stream: Takes the file.
            names: Say the children's names.
        """
        tail = dict(_apart(self._content[self._end : -len(_END_OF_CALENDAR)]))
        gone: dict[str, bytes] = {}
        stream.write(self._content[: self._next(1)])
        for uid, number, event in _side_by_side(changes, self._in_order()):
            if number is None:
                gone[uid] = event
                continue
            event = event or tail.pop(uid, b"")
            if uid in changed:
                stream.write(_written(changed[uid], day, _before_of(event), names=names))
            elif event:
                stream.write(_on_another_day(event, number, day))
        return _finish(stream, _all_gone(gone | tail, day))

    def _in_order(self) -> Iterator[tuple[str, bytes]]:
        """Yield the events that are in the order of their UIDs, with these."""
        start = self._next(1)
        while start < self._end:
            end = self._next(start + 1)
            event = self._content[start:end]
            yield _uid_of(event), event
            start = end

    def _place(self, uid: str) -> tuple[int, int]:
        """Return where the event with a UID begins and ends; where it isn't there both are where it belongs."""
        wanted, low, high = uid.encode(), self._next(1), self._end
        while low < high:
            start = self._next((low + high) // 2)
            if start >= high:  # those that are left begin before the middle
                start = low
            end = self._next(start + 1)
            found = _UID_LINE.search(self._content, start, end)
            own = found[1] if found is not None else b""
            if own == wanted:
                return start, end
            low, high = (end, high) if own < wanted else (low, start)
        return low, low

    def _next(self, start: int) -> int:
        """Return where the first event from a place on begins, or where all of them end."""
        found = self._content.find(b"\n" + _BEGIN_LINE, start - 1, self._end)
        return found + 1 if found >= 0 else self._end


def _side_by_side(
    changes: Iterable[tuple[str, int]], events: Iterable[tuple[str, bytes]]
) -> Iterator[tuple[str, int | None, bytes]]:
    """Yield UIDs in their order, each with its number, ``None`` where it has none, and its event, or ``b""``."""
    known = ((uid, number, b"") for uid, number in changes)
    there = ((uid, None, event) for uid, event in events)
    for uid, same in groupby(merge(known, there, key=itemgetter(0)), key=itemgetter(0)):
        _, numbers, found = zip(*same, strict=True)
        yield uid, numbers[0], b"".join(found)


def _apart(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield events with their UIDs."""
    for event in _BETWEEN_EVENTS.split(content):
        if event:
            yield _uid_of(event), event


def _all_gone(events: Mapping[str, bytes], day: dt.date) -> Iterator[bytes]:
    for uid, event in events.items():
        before = _before_of(event)
        if before is not None:
            yield _gone(uid, before, day)


def _uid_of(event: bytes) -> str:
    found = _UID_LINE.search(event)
    return found[1].decode() if found is not None else ""


def _before_of(event: bytes) -> Before | None:
    found = [_before(each) for each in _events(event.splitlines(keepends=True))]
    return found[0][1] if found and found[0] is not None else None


def _on_another_day(event: bytes, changes: int, day: dt.date) -> bytes:
    """Return an event that says what it said, as it is written on another day."""
    written = _written_on(day)
    review = _DAY_LINE.search(event)
    if _CANCELLED in event and review is not None and review[1] < written:
        return b""
    event = _WRITTEN_LINES.sub(rb"\g<1>" + written, event)
    return _SEQUENCE_LINE.sub(lambda line: b"\r\nSEQUENCE:%d" % max(int(line[1]), changes), event)


def _written_on(day: dt.date) -> bytes:
    return f"{day:%Y%m%d}".encode()


def _written(entry: DiaryEntry, day: dt.date, before: Before | None, *, names: bool) -> bytes:
    """Return the event of a review; nothing for one that is off and whose day has passed."""
    if not entry.is_off:
        return bytes(_review(entry, day, before, names=names).to_ical())
    return _gone(entry.uid, _taken_back(entry, before), day)


def _gone(uid: str, before: Before, day: dt.date) -> bytes:
    """Return the event that takes a review back; nothing when its day has passed."""
    return bytes(_cancelled(uid, before, day).to_ical()) if before.day >= day else b""


def _review(entry: DiaryEntry, day: dt.date, before: Before | None, *, names: bool) -> Event:
    changed = before is not None and (before.cancelled or before.day != entry.day)
    sequence = max(entry.changes, before.sequence + changed if before is not None else 0)
    summary = _summary(entry, names=names)
    event = _event(entry.uid, entry.day, sequence, summary, written_on=day)
    event.add("description", _description(entry))
    event.add_component(_reminder(summary))
    return event


def _taken_back(entry: DiaryEntry, before: Before | None) -> Before:
    """Return the event that is to be taken back."""
    sequence = entry.changes - 1
    if before is not None:
        sequence = max(sequence, before.sequence - before.cancelled)
    return Before(day=entry.day, sequence=sequence, reference=entry.reference)


def _cancelled(uid: str, before: Before, day: dt.date) -> Event:
    """Take an event back; the one that was taken back before stays as it is."""
    about = f": reference {before.reference}" if before.reference else ""
    sequence = before.sequence + (not before.cancelled)
    event = _event(uid, before.day, sequence, f"Cancelled review{about}", written_on=day)
    if before.reference:
        event.add("description", f"Reference {before.reference} in the register. This review no longer stands.")
    event.add("status", "CANCELLED")
    return event


def _event(uid: str, day: dt.date, sequence: int, summary: str, *, written_on: dt.date) -> Event:
    """Return an event that takes a whole day and leaves it free for appointments."""
    from icalendar import Event

    written = dt.datetime.combine(written_on, dt.time(), dt.UTC)
    event = Event()
    event.add("uid", f"{uid}@wordform")
    event.add("dtstamp", written)
    event.add("last-modified", written)
    event.add("sequence", sequence)
    event.add("dtstart", day)
    event.add("dtend", day + dt.timedelta(days=1))
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    event.add("summary", summary)
    return event


def _reminder(summary: str) -> Alarm:
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", _WEEK_BEFORE)
    return alarm


def _summary(entry: DiaryEntry, *, names: bool) -> str:
    about = f"{entry.child} (reference {entry.reference})" if names and entry.child else f"reference {entry.reference}"
    return f"Review: {about}, {entry.level}" if entry.level else f"Review: {about}"


def _description(entry: DiaryEntry) -> str:
    due = f" By policy it is due on {entry.due:%d/%m/%Y}." if entry.due and entry.due != entry.day else ""
    return (
        f"Reference {entry.reference} in the register.{due} "
        "Worked out from the form; it does not replace professional judgement."
    )
