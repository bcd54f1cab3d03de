"""An event of the diary has the very bytes that icalendar gives it, whatever is said in it."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Alarm, Event

from pipeline.writers.diary.event import event_lines

DAYS = st.dates(max_value=dt.date(9999, 12, 30))
# Long ones are folded, by octets; some signs are escaped, and some lines end in the middle of such an escape.
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=200) | st.text("\\^;,:\r\nNn ä€😀x", max_size=200)


def by_icalendar(
    uid: str, day: dt.date, sequence: int, written_on: dt.date, summary: str, description: str, *, cancelled: bool
) -> bytes:
    written = dt.datetime(written_on.year, written_on.month, written_on.day, tzinfo=dt.UTC)
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
    if description:
        event.add("description", description)
    if cancelled:
        event.add("status", "CANCELLED")
        return event.to_ical()
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", dt.timedelta(days=-7))
    event.add_component(alarm)
    return event.to_ical()


@given(DAYS, DAYS, st.integers(0, 10**6), TEXTS, TEXTS, st.booleans())
def test_it_has_the_bytes_that_icalendar_gives_it(
    day: dt.date, written_on: dt.date, sequence: int, summary: str, description: str, cancelled: bool
) -> None:
    ours = event_lines(
        uid="1f",
        day=day,
        sequence=sequence,
        written_on=written_on,
        summary=summary,
        description=description,
        cancelled=cancelled,
    )
    assert ours == by_icalendar("1f", day, sequence, written_on, summary, description, cancelled=cancelled)


@given(TEXTS)
def test_so_has_one_with_a_long_uid(uid: str) -> None:
    ours = event_lines(
        uid=uid, day=dt.date(2026, 1, 1), sequence=0, written_on=dt.date(2026, 1, 1), summary="s", description=""
    )
    assert ours == by_icalendar(uid, dt.date(2026, 1, 1), 0, dt.date(2026, 1, 1), "s", "", cancelled=False)
