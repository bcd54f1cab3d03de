"""Write the diary from the ledger: one calendar of all reviews, of which only those events are made that are others."""

from __future__ import annotations

import contextlib
import datetime as dt
import mmap
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from pipeline.files import full_look_of, written_atomically
from pipeline.record import Ledger
from pipeline.record.calendar import Calendar, DueReview
from pipeline.record.store.kept_blocks import MadeTable
from pipeline.record.views import Views
from pipeline.version import __version__
from pipeline.windows import within_reach
from pipeline.writers.diary import DiaryEntry, KnownDiary, diary_before, write_diary

DIARY: Final = "reviews.ics"
_MADE_BY: Final = f"{__version__} 2"
"""Raise the number when an event is written otherwise than before: then all are made anew."""


def write_reviews(folder: Path, ledger: Ledger, views: Views, day: dt.date, *, names: bool, again: bool) -> None:
    """Write the diary.

    Args:
        folder: The output folder.
        ledger: Of that folder.
        views: Of the ledger; what they judged is kept.
        day: The day of writing.
        names: Say the children's names.
        again: Make all events anew.

    Raises:
        CannotWrite: It can't be written.
    """
    path, made = folder / DIARY, MadeTable(ledger.database, "diary")
    said = f"{_MADE_BY} {names:d}"
    known = None if again else _Known.of(made.said, said, path)
    with written_atomically(path) as stream:
        if known is None or known.day > day.isoformat():
            before = diary_before(path)
            end = write_diary(map(_entry, views.calendar.kept()), day, stream, names=names, before=before)
        else:
            with _open(path) as content:
                end = _changed(KnownDiary(content, known.end), known.day, views.calendar, day, stream, names=names)
    with ledger.database.together():
        views.calendar.told()
        made.note(f"{said} {day.isoformat()} {end} {full_look_of(path)}")


class _Known(NamedTuple):
    """What is noted of a diary: the day of writing, and where the events begin that are only taken back."""

    day: str
    end: int

    @staticmethod
    def of(noted: str, said: str, path: Path) -> _Known | None:
        """Return that of a diary that was made with what is said; else ``None``."""
        if not noted.startswith(f"{said} "):
            return None
        day, end, look = noted.removeprefix(f"{said} ").split(" ", 2)
        return _Known(day, int(end)) if look and look == full_look_of(path) else None


@contextlib.contextmanager
def _open(path: Path) -> Iterator[mmap.mmap]:
    with within_reach(path).open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        yield content


def _changed(
    diary: KnownDiary, written: str, calendar: Calendar, day: dt.date, stream: BinaryIO, *, names: bool
) -> int:
    """Write a diary with what is otherwise now, and return what the diary returns."""
    uids = calendar.changed() | calendar.uncertain()
    changed = {uid: _entry(review) for uid, review in calendar.of(uids).items()}
    if written != day.isoformat():
        return diary.renew(calendar.known(), changed, day, stream, names=names)
    gone: dict[str, DiaryEntry | None] = dict.fromkeys(uids - calendar.known_of(uids))
    return diary.change(gone | changed, day, stream, names=names)


def _entry(review: DueReview) -> DiaryEntry:
    return DiaryEntry(
        uid=review.uid,
        reference=review.references[0] if review.references else "",
        day=review.day,
        due=review.due,
        level=review.level,
        changes=review.changes,
        child=review.child,
        is_off=review.is_off,
    )
