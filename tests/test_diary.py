"""The diary: read back by another library than the one that wrote it, and discreet."""

from __future__ import annotations

import datetime as dt
import io
import random
from typing import TYPE_CHECKING

import pytest
import vobject
from msgspec.structs import replace

from pipeline.record import Ledger
from pipeline.tables.register import write_registers
from pipeline.writers.diary import DiaryEntry, KnownDiary, diary_before, write_diary
from tests.ledgers import MAPPINGS, Assessed, day, ledger_with, reference_of

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

DAY = dt.date(2026, 1, 12)
ENTRY = DiaryEntry(
    uid="1f",
    reference="K7QX2MB3PA",
    day=dt.date(2026, 3, 27),
    level="Low concern",
    due=dt.date(2026, 3, 30),
    child="Zoë Example",
)


def written(*entries: DiaryEntry, names: bool = False) -> bytes:
    stream = io.BytesIO()
    write_diary(entries, DAY, stream, names=names)
    return stream.getvalue()


def events(calendar: bytes) -> list[Any]:
    """Read a calendar with the other library, which checks what RFC 5545 demands."""
    read = vobject.readOne(calendar.decode())
    assert read.validate(raiseException=True)
    return list(read.contents.get("vevent", []))


def test_a_review_is_an_all_day_event_with_a_reminder_a_week_before() -> None:
    (event,) = events(written(ENTRY))
    assert event.uid.value == "1f@wordform"
    assert (event.dtstart.value, event.dtend.value) == (dt.date(2026, 3, 27), dt.date(2026, 3, 28))
    assert event.valarm.trigger.value == dt.timedelta(days=-7)
    assert event.valarm.action.value == "DISPLAY"
    assert event.dtstamp.value == dt.datetime(2026, 1, 12, tzinfo=dt.UTC)
    assert event.summary.value == "Review: reference K7QX2MB3PA, Low concern"
    assert "By policy it is due on 30/03/2026." in event.description.value
    assert event.contents["class"][0].value == "PRIVATE"


def test_the_name_is_said_only_when_asked_for() -> None:
    assert "Zoë" not in written(ENTRY).decode()
    (event,) = events(written(ENTRY, names=True))
    assert event.summary.value == "Review: Zoë Example (reference K7QX2MB3PA), Low concern"


def test_text_that_looks_like_a_property_stays_text() -> None:
    nasty = DiaryEntry(uid="1", reference="1", day=DAY, level="", child="x\r\nATTENDEE:mailto:a@b\\;,")
    (event,) = events(written(nasty, names=True))
    assert "attendee" not in event.contents
    assert "ATTENDEE:mailto:a@b" in event.summary.value


def test_lines_are_folded_and_end_as_the_standard_says() -> None:
    lines = written(ENTRY, names=True).split(b"\r\n")
    assert lines[-1] == b""
    assert all(len(line) <= 75 and b"\n" not in line for line in lines)


def test_a_diary_without_reviews_is_still_a_calendar() -> None:
    assert events(written()) == []


def test_the_same_entries_give_the_same_bytes() -> None:
    assert written(ENTRY) == written(ENTRY)


def test_a_diary_keeps_its_form_from_one_release_to_the_next() -> None:
    assert written(ENTRY, names=True).decode().split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//wordform//Review diary//EN",
        "CALSCALE:GREGORIAN",
        "X-WR-CALNAME:Reviews",
        "BEGIN:VEVENT",
        "SUMMARY:Review: Zoë Example (reference K7QX2MB3PA)\\, Low concern",
        "DTSTART;VALUE=DATE:20260327",
        "DTEND;VALUE=DATE:20260328",
        "DTSTAMP:20260112T000000Z",
        "UID:1f@wordform",
        "SEQUENCE:0",
        "CLASS:PRIVATE",
        "DESCRIPTION:Reference K7QX2MB3PA in the register. By policy it is due on 3",
        " 0/03/2026. Worked out from the form\\; it does not replace professional jud",
        " gement.",
        "LAST-MODIFIED:20260112T000000Z",
        "TRANSP:TRANSPARENT",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "DESCRIPTION:Review: Zoë Example (reference K7QX2MB3PA)\\, Low concern",
        "TRIGGER:-P7D",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "output"


def diary(output: Path, *assessments: Assessed) -> dict[str, Any]:
    """Put assessments into the ledger and give the events of the diary by their UID."""
    with ledger_with(output, *assessments) as ledger:
        written = write_registers(output, ledger, MAPPINGS, DAY)
    return {event.uid.value: event for event in events(written.diary.read_bytes())}


def reference(output: Path, form: str) -> str:
    """Return what the register calls the assessment of a form."""
    with Ledger(output, read_only=True) as ledger:
        return reference_of(ledger, form)


def test_a_later_assessment_moves_the_event_of_the_child(output: Path) -> None:
    (first,) = diary(output, Assessed(form="m.docx", due="2026-03-30")).values()
    (event,) = diary(output, Assessed(form="a.docx", completed="2026-01-10", due="2026-06-12")).values()
    assert event.uid.value == first.uid.value
    assert event.dtstart.value == day("2026-06-12")
    assert int(event.sequence.value) == int(first.sequence.value) + 1
    assert first.summary.value == f"Review: reference {reference(output, 'm.docx')}, Low concern"
    assert event.summary.value == f"Review: reference {reference(output, 'a.docx')}, Low concern"


def test_an_assessment_with_a_date_ahead_is_looked_at_now_and_hides_no_review(output: Path) -> None:
    (event,) = diary(
        output,
        Assessed(form="m.docx", due="2026-03-30"),
        Assessed(form="a.docx", completed="2036-01-10", due="2036-04-03"),
    ).values()
    assert event.dtstart.value == DAY


def test_an_older_form_that_comes_late_changes_nothing(output: Path) -> None:
    before = diary(output, Assessed(form="m.docx"))
    after = diary(output, Assessed(form="a.docx", completed="2025-03-20", due="2025-06-12"))
    assert {uid: event.dtstart.value for uid, event in after.items()} == {
        uid: event.dtstart.value for uid, event in before.items()
    }


def test_a_corrected_form_keeps_its_event_and_reference(output: Path) -> None:
    before = diary(output, Assessed(form="a.docx"), Assessed(form="b.docx", child="Another Child"))
    after = diary(output, Assessed(form="a.docx", agreed="2026-03-01"), Assessed(form="0.docx", child="Third Child"))
    assert set(before) < set(after)
    assert {uid: after[uid].summary.value for uid in before} == {
        uid: event.summary.value for uid, event in before.items()
    }
    assert {event.dtstart.value for event in after.values()} == {day("2026-03-01"), day("2026-03-30")}


def test_the_agreed_day_stands_unless_it_can_not_be_meant(output: Path) -> None:
    found = diary(
        output,
        Assessed(form="a.docx", child="A", agreed="2026-02-20"),
        Assessed(form="b.docx", child="B", agreed="2026-09-01"),
        Assessed(form="c.docx", child="C", agreed="2025-02-20"),
    )
    assert sorted(event.dtstart.value for event in found.values()) == [
        day("2026-02-20"), day("2026-03-30"), day("2026-09-01"),
    ]  # fmt: skip


def test_a_pathway_that_ended_has_no_review(output: Path) -> None:
    ended = Assessed(form="a.docx", level="no_longer_required", due=None, agreed="2026-05-01")
    assert diary(output, ended, Assessed(form="r.docx", child="R", status="refused")) == {}


# -- what calendars have taken up before -------------------------------------------------------------------------------

STANDS = Assessed(form="a.docx", due="2026-03-30")
ENDED = Assessed(form="a.docx", level="no_longer_required", due=None)


def test_a_review_that_is_off_is_cancelled(output: Path) -> None:
    (stood,) = diary(output, STANDS).values()
    (event,) = diary(output, ENDED).values()
    assert event.uid.value == stood.uid.value
    assert event.status.value == "CANCELLED"
    assert event.dtstart.value == stood.dtstart.value
    assert int(event.sequence.value) == int(stood.sequence.value) + 1
    assert event.summary.value == f"Cancelled review: reference {reference(output, 'a.docx')}"
    assert "valarm" not in event.contents


def test_it_stays_cancelled_in_every_later_diary_until_its_day_has_passed(output: Path) -> None:
    diary(output, STANDS)
    (first,) = diary(output, ENDED).values()
    (second,) = diary(output, Assessed(form="r.docx", child="R", status="refused")).values()
    assert first.serialize() == second.serialize()
    with ledger_with(output) as ledger:
        later = write_registers(output, ledger, MAPPINGS, day("2026-03-31"))
    assert events(later.diary.read_bytes()) == []


def test_a_review_that_is_on_again_is_newer_than_its_cancelling(output: Path) -> None:
    diary(output, STANDS)
    (ended,) = diary(output, ENDED).values()
    (event,) = diary(output, Assessed(form="a.docx", due="2026-03-30", harm="Another story")).values()
    assert "status" not in event.contents
    assert int(event.sequence.value) > int(ended.sequence.value)


def test_a_file_that_comes_again_as_it_was_does_not_take_back_what_came_after(output: Path) -> None:
    diary(output, STANDS)
    (ended,) = diary(output, ENDED).values()
    (event,) = diary(output, STANDS).values()
    assert (event.status.value, event.sequence.value) == ("CANCELLED", ended.sequence.value)


def test_a_review_on_another_day_is_newer(output: Path) -> None:
    (stood,) = diary(output, STANDS).values()
    (event,) = diary(output, Assessed(form="a.docx", agreed="2026-03-20")).values()
    assert int(event.sequence.value) > int(stood.sequence.value)
    (again,) = diary(output, Assessed(form="b.docx", status="refused")).values()
    assert again.sequence.value == event.sequence.value


@pytest.mark.parametrize("reference", ["7", "K7QX2MB3PA"])
def test_what_a_diary_said_of_a_review_is_known_again_by_number_or_reference(tmp_path: Path, reference: str) -> None:
    path = tmp_path / "reviews.ics"
    path.write_bytes(written(replace(ENTRY, reference=reference)))
    before = diary_before(path)
    assert before["1f"].reference == reference
    stream = io.BytesIO()
    write_diary([], DAY, stream, before=before)
    (event,) = events(stream.getvalue())
    assert event.summary.value == f"Cancelled review: reference {reference}"
    path.write_bytes(stream.getvalue())
    assert diary_before(path)["1f"].reference == reference


def test_a_level_that_is_open_is_said_with_what_it_could_be(output: Path) -> None:
    (event,) = diary(output, Assessed(form="a.docx", rag_max="high", level_max="high")).values()
    assert event.summary.value == f"Review: reference {reference(output, 'a.docx')}, Low concern (up to High concern)"


def test_a_cancelled_event_says_no_name(output: Path) -> None:
    with ledger_with(output, STANDS) as ledger:
        write_registers(output, ledger, MAPPINGS, DAY, names=True)
    with ledger_with(output, ENDED) as ledger:
        written = write_registers(output, ledger, MAPPINGS, DAY, names=True)
    assert "Example Child" not in written.diary.read_text("utf-8")


@pytest.mark.parametrize(
    "lines",
    [
        "BEGIN:VEVENT\r\nUID:other@example.org\r\nDTSTART;VALUE=DATE:20260330\r\nEND:VEVENT\r\n",
        "BEGIN:VEVENT\r\nUID:1f@wordform\r\nDTSTART;VALUE=DATE:20261399\r\nEND:VEVENT\r\n",
        "no calendar",
    ],
)
def test_events_that_are_not_ours_are_left_alone(output: Path, lines: str) -> None:
    output.mkdir()
    (undisturbed,) = diary(output.with_name("undisturbed"), STANDS).values()
    (output / "reviews.ics").write_text(lines, "utf-8")
    (event,) = diary(output, STANDS).values()
    assert event.sequence.value == undisturbed.sequence.value


@pytest.mark.parametrize(
    ("was", "by"),
    [
        (b"DTSTART;VALUE=DATE:20260327", b"DTSTART;VALUE=DATE:20261399"),
        (b"DTSTART;VALUE=DATE:20260327", b"DTSTART:20260327T100000Z"),
        (b"BEGIN:VEVENT", b"BEGIN:VEVENT\r\nEND:VTODO"),
        (b"UID:1f@wordform", b"UID:1f@wordform.example.org"),
    ],
)
def test_an_event_that_is_damaged_or_not_ours_costs_no_other(tmp_path: Path, was: bytes, by: bytes) -> None:
    path = tmp_path / "reviews.ics"
    whole = written(ENTRY, replace(ENTRY, uid="2f"))
    assert was in whole
    path.write_bytes(whole.replace(was, by, 1))
    assert list(diary_before(path)) == ["2f"]


@pytest.mark.parametrize("seed", range(3))
def test_a_diary_in_which_some_events_changed_is_what_it_would_be_made_anew(tmp_path: Path, seed: int) -> None:
    rng, path = random.Random(seed), tmp_path / "reviews.ics"  # noqa: S311 - no secret
    uids = sorted({f"{rng.randrange(1_000):03x}" for _ in range(12)})
    entries = {uid: replace(ENTRY, uid=uid, day=DAY + dt.timedelta(days=rng.randrange(-9, 90))) for uid in uids}
    with path.open("wb") as stream:
        end = write_diary(entries.values(), DAY, stream)
    for _ in range(6):
        changed: dict[str, DiaryEntry | None] = dict.fromkeys(rng.sample(uids, rng.randrange(3)))
        for uid in {rng.choice(uids), rng.choice([*uids, f"{rng.randrange(1_000):03x}"])}:
            changed[uid] = replace(ENTRY, uid=uid, changes=rng.randrange(5), is_off=rng.random() < 0.3)
        entries = {uid: entry for uid, entry in sorted((entries | changed).items()) if entry is not None}
        grown, anew = io.BytesIO(), io.BytesIO()
        end = KnownDiary(path.read_bytes(), end).change(changed, DAY, grown)
        assert write_diary(entries.values(), DAY, anew, before=diary_before(path)) == end
        assert grown.getvalue() == anew.getvalue()
        path.write_bytes(grown.getvalue())
