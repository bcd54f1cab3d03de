"""The register as a table on a page: filtered, sorted and cut into pages here, so that any number stays quick."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final

from msgspec import Struct

from pipeline.desk.folder import Folder
from pipeline.errors import WordformError
from pipeline.record.views import Row

PAGE: Final = 50
_WEEKS: Final = 12
_WEEK: Final = dt.timedelta(weeks=1)
_NEVER: Final = dt.date.max
_OVERDUE: Final = "overdue"
_QUICK: Final = 0.5
"""Seconds that a page may wait for what was recorded last."""


class Wanted(Struct, frozen=True, kw_only=True):
    """Which rows somebody wants to see.

    Attributes:
        search: Words that a row has to hold.
        status: Only rows of this status; ``open`` for those with something that only a person can decide.
        level: Only rows that could be at this level, by its name.
        form: Only rows of this form.
        review: ``overdue``, or the Monday of a week (ISO).
        sort: The column to sort by.
        down: Sort from the end.
        page: From 1.
        view: What a page calls this, to ask for it again when it is loaded anew; empty for nothing.
    """

    search: str = ""
    status: str = ""
    level: str = ""
    form: str = ""
    review: str = ""
    sort: str = "urgency"
    down: bool = False
    page: int = 1
    view: str = ""

    def __post_init__(self) -> None:
        """Refuse a week that is none.

        Raises:
            ValueError: It is none.
        """
        if self.review not in ("", _OVERDUE):
            dt.date.fromisoformat(self.review)


class Week(Struct, frozen=True, kw_only=True):
    """How many reviews are due in a week; ``start`` is its Monday, or ``overdue``."""

    start: str
    label: str
    number: int


class Found(Struct, frozen=True, kw_only=True):
    """The rows of a page of the table, and how many there are on all of its pages."""

    rows: Sequence[Row]
    number: int
    page: int
    pages: int
    all: int


class Listing:
    """All assessments of a folder, asked of the ledger anew when something was recorded since.

    Where there are so many that this takes time, a page shows them as they were a moment ago, and the next one as they
    are: nobody waits.
    """

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._one, self._renewing = threading.Lock(), threading.Lock()
        self._of: tuple[int, dt.date] | None = None
        self._rows: tuple[Row, ...] = ()
        self._took = 0.0

    def rows(self) -> tuple[Row, ...]:
        """Return every assessment in force, the most urgent first."""
        if not self._folder.has_ledger:
            return ()
        if self._took < _QUICK:
            self._renew()
        elif self._renewing.acquire(blocking=False):
            threading.Thread(target=self._renew_meanwhile, daemon=True).start()
        return self._rows

    def _renew_meanwhile(self) -> None:
        try:
            self._renew()
        except WordformError:  # the next page says so
            self._took = 0.0
        finally:
            self._renewing.release()

    def _renew(self) -> None:
        with self._one, self._folder.ledger_to_ask() as ledger:
            of = (ledger.revision, self._folder.day)
            if of != self._of:
                start = time.monotonic()
                self._rows = tuple(sorted(ledger.views(self._folder.day).listed(), key=self._urgency))
                self._of, self._took = of, time.monotonic() - start

    def _urgency(self, row: Row) -> tuple[object, ...]:
        """Return what sorts the most urgent first: by level or score, whichever could be higher, then by the review."""
        mapping = next((each for each in self._folder.mappings if each.form.id == row.form), None)
        levels = mapping.score.levels if mapping is not None and mapping.score is not None else ()
        score = levels.index(row.overview.rag_max) if row.overview.rag_max in levels else -1
        return -max(row.rank, score), row.review or _NEVER, row.identity.name.casefold(), row.reference

    def find(self, wanted: Wanted) -> Found:
        """Return a page of the rows that somebody wants to see."""
        rows = self.rows()
        found = [row for row in rows if self._is_wanted(row, wanted)]
        if wanted.sort in _COLUMNS:
            found.sort(key=_COLUMNS[wanted.sort])
        if wanted.down:
            found.reverse()
        pages = max(1, -(-len(found) // PAGE))
        page = min(max(1, wanted.page), pages)
        return Found(
            rows=found[(page - 1) * PAGE : page * PAGE], number=len(found), page=page, pages=pages, all=len(rows)
        )

    def weeks(self) -> list[Week]:
        """Return how many reviews are overdue, and how many are due in each of the coming weeks."""
        day = self._folder.day
        monday = day - dt.timedelta(days=day.weekday())
        due = Counter(
            -1 if row.review < day else (row.review - monday).days // 7 for row in self.rows() if row.review is not None
        )
        weeks = [Week(start=_OVERDUE, label="Overdue", number=due[-1])]
        for number in range(_WEEKS):
            start = monday + number * _WEEK
            label = ("This week", "Next week")[number] if number < 2 else f"{start:%d/%m}"
            weeks.append(Week(start=start.isoformat(), label=label, number=due[number]))
        return weeks

    def _is_wanted(self, row: Row, wanted: Wanted) -> bool:
        return (
            _has_status(row, wanted.status)
            and wanted.level in ("", row.overview.level or "", row.overview.rag_max or "")
            and wanted.form in ("", row.form)
            and _is_due(row.review, wanted.review, self._folder.day)
            and all(word in _text(row) for word in wanted.search.casefold().split())
        )


def needs_person(row: Row) -> bool:
    """Return whether something on it waits for a person."""
    return row.status == "needs_review" or bool(row.questions)


def _has_status(row: Row, status: str) -> bool:
    return status in ("", row.status) or (status == "open" and needs_person(row))


def _is_due(review: dt.date | None, wanted: str, day: dt.date) -> bool:
    if not wanted:
        return True
    if review is None:
        return False
    if wanted == _OVERDUE:
        return review < day
    start = dt.date.fromisoformat(wanted)
    return max(start, day) <= review < start + _WEEK


def _text(row: Row) -> str:
    return f"{row.identity.name} {row.name} {row.reference} {row.identity.number}".casefold()


_COLUMNS: Final[dict[str, Callable[[Row], tuple[object, ...]]]] = {
    "name": lambda row: (row.identity.name.casefold(), row.completed or _NEVER),
    "completed": lambda row: (row.completed or _NEVER, row.identity.name.casefold()),
    "total": lambda row: (row.overview.total_max, row.overview.total),
    "level": lambda row: (row.rank, row.overview.total_max),
    "review": lambda row: (row.review or _NEVER, -row.rank),
    "status": lambda row: (row.status, -row.rank),
    "form": lambda row: (row.name.casefold(),),
}
