"""Write the diary from the ledger: one calendar of all reviews, of which only those events are made that are others."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path
from typing import Final

from pipeline.files import written_atomically
from pipeline.record import Ledger
from pipeline.record.calendar import DueReview
from pipeline.record.store.kept_blocks import MadeTable
from pipeline.record.views import Views
from pipeline.version import __version__
from pipeline.writers.diary import DiaryEntry, KnownDiary, diary_before, write_diary

DIARY: Final = "reviews.ics"
_MADE_BY: Final = f"{__version__} 1"
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
    path, calendar = folder / DIARY, views.calendar
    made, said = MadeTable(ledger.database, "diary"), f"{_MADE_BY} {names:d}"
    content = _content(path)
    written_on = made.said.removeprefix(f"{said} ").partition(" ")[0]
    is_known = not again and made.said == _noted(said, written_on, content) and written_on <= day.isoformat()
    with written_atomically(path) as stream:
        if is_known:
            known = calendar.known()
            uids = calendar.changed() | {uid for uid, changes in known.items() if not changes}
            changed = {uid: _entry(review) for uid, review in calendar.of(uids).items()}
            KnownDiary(content).renew(known, changed, day, stream, names=names)
        else:
            write_diary(map(_entry, views.reviews()), day, stream, names=names, before=diary_before(path))
    with ledger.database.together():
        calendar.told()
        made.note(_noted(said, day.isoformat(), _content(path)))


def _noted(said: str, day: str, content: bytes) -> str:
    """Return what is noted of a diary: what it was made with, the day, and its bytes."""
    return f"{said} {day} {hashlib.sha256(content).hexdigest()}"


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


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
