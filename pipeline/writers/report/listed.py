"""Which forms the report lists: all of a small folder, and of a large one those that people look for first."""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from pipeline.findings import Severity
from pipeline.writers.report.row import ReportRow

WHOLE: Final = 1_000
"""So many forms and other files are all listed."""

EACH: Final = 200
"""Of more: so many that need review, so many reviews, so many refused, and so many other files."""

LETTERS: Final = 120_000
"""So many letters each of these may have, in bytes: names may be long, and a form may have many findings."""

Urgency = tuple[int, dt.date, int]
"""What sorts the forms that need review: the strictest level, the next review, the most severe finding."""


class Brief(Struct, frozen=True, array_like=True):
    """What decides whether a row is listed.

    Attributes:
        reference: Of its assessment, by which its row is found again; several may be of one.
        turn: Which of these it is, from 0 on.
        urgency: It counts when the form needs review.
    """

    reference: str
    turn: int
    status: str
    review_due: dt.date | None
    urgency: Urgency


RowsOf = Callable[[Sequence[str]], Mapping[str, Sequence[ReportRow]]]
"""Return the rows of some assessments, by their references."""


class _Candidate(Struct, frozen=True):
    """A form or file that may be listed; one that isn't kept elsewhere comes with its row."""

    number: int
    brief: Brief
    row: ReportRow | None


class Listed:
    """Chooses as the forms come by, and keeps no more than it may have to list."""

    def __init__(self) -> None:
        """Start with no form."""
        self.number = 0
        self._whole: list[_Candidate] = []
        self._review, self._due, self._refused, self._others = _First(), _First(), _First(), _First()
        self._found: Mapping[str, Sequence[ReportRow]] = {}

    def add(self, brief: Brief, row: ReportRow | None = None) -> None:
        """Take a form or file; the rows of those that come without are asked for by :meth:`fetch`."""
        if self.number < WHOLE:
            self._whole.append(_Candidate(self.number, brief, row))
        elif self.is_whole:
            self._whole.clear()
        if brief.status == "needs_review":
            self._review.add(brief.urgency, self.number, brief, row)
        elif brief.status == "refused":
            self._refused.add((), self.number, brief, row)
        elif brief.status == "not_a_form":
            self._others.add((), self.number, brief, row)
        if brief.review_due is not None:
            self._due.add(brief.review_due, self.number, brief, row)
        self.number += 1

    def fetch(self, rows_of: RowsOf) -> None:
        """Get the rows of what may be listed."""
        firsts = (self._review, self._due, self._refused, self._others)
        listed = self._whole if self.is_whole else [each for first in firsts for each in first.lowest()]
        self._found = rows_of([*{each.brief.reference: None for each in listed if each.row is None}])

    @property
    def is_whole(self) -> bool:
        """Whether nothing has to be left out."""
        return self.number <= WHOLE

    @property
    def review(self) -> list[ReportRow]:
        """The first that need review, the most urgent on top."""
        return [row for _, row in self._cut(self._review)]

    @property
    def refused(self) -> list[ReportRow]:
        """The first that were refused, in their order."""
        return [row for _, row in self._cut(self._refused)]

    @property
    def due(self) -> list[ReportRow]:
        """The forms with the first reviews, overdue ones before the others."""
        return [row for _, row in self._cut(self._due)]

    def rows(self) -> list[ReportRow]:
        """Return all that is listed, in the order in which it came."""
        if self.is_whole:
            return [self._row(each) for each in self._whole]
        chosen = {
            number: row
            for first in (self._review, self._due, self._refused, self._others)
            for number, row in self._cut(first)
        }
        return [row for _, row in sorted(chosen.items(), key=lambda item: item[0])]

    def _cut(self, first: _First) -> list[tuple[int, ReportRow]]:
        rows = ((each.number, self._row(each)) for each in first.lowest())
        return list(rows if self.is_whole else _within(LETTERS, rows))

    def _row(self, candidate: _Candidate) -> ReportRow:
        brief = candidate.brief
        return candidate.row if candidate.row is not None else self._found[brief.reference][brief.turn]


class _First:
    """Keeps those with the lowest keys, however many come; of equal ones those that came first."""

    def __init__(self) -> None:
        self._kept: list[tuple[Any, int, _Candidate]] = []
        self._highest: Any = None

    def add(self, key: Any, number: int, brief: Brief, row: ReportRow | None) -> None:
        if self._highest is not None and not key < self._highest:
            return  # there are enough, and all of them are lower, or equal and came before
        self._kept.append((key, number, _Candidate(number, brief, row)))
        if len(self._kept) >= 2 * EACH:
            self._kept = self._lowest()
            self._highest = self._kept[-1][0]

    def lowest(self) -> list[_Candidate]:
        return [candidate for _, _, candidate in self._lowest()]

    def _lowest(self) -> list[tuple[Any, int, _Candidate]]:
        return heapq.nsmallest(EACH, self._kept, key=lambda each: each[:2])


def _within(letters: int, rows: Iterable[tuple[int, ReportRow]]) -> Iterator[tuple[int, ReportRow]]:
    """Yield rows until they say enough; what several say counts once, unless each of them shows it by itself."""
    said: set[str] = set()
    for number, row in rows:
        if letters <= 0:
            return
        new = {text for reason in row.to_look_at for text in (reason.message, reason.remedy)} - said
        said |= new
        urgent = (reason.message for reason in row.reasons if reason.severity == Severity.MUST)
        own = (row.name, row.who, row.document, *row.questions, *urgent)
        letters -= sum(len(text.encode("utf-8", "replace")) for text in (*own, *new))
        yield number, row
