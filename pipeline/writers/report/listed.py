"""Which forms the report lists: all of a small folder, and of a large one those that people look for first."""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Iterable, Iterator
from typing import Any, Final

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


class Listed:
    """Chooses as the forms come by, and keeps no more than it may have to list."""

    def __init__(self) -> None:
        """Start with no form."""
        self.number = 0
        self._whole: list[ReportRow] = []
        self._review, self._due, self._refused, self._others = _First(), _First(), _First(), _First()

    def add(self, row: ReportRow, urgency: Urgency) -> None:
        """Take a form or file; ``urgency`` counts when it needs review."""
        if self.number < WHOLE:
            self._whole.append(row)
        elif self.is_whole:
            self._whole.clear()
        if row.needs_review:
            self._review.add(urgency, self.number, row)
        elif row.refused:
            self._refused.add((), self.number, row)
        elif row.is_other:
            self._others.add((), self.number, row)
        if row.review_due is not None:
            self._due.add(row.review_due, self.number, row)
        self.number += 1

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
            return self._whole
        chosen = {
            number: row
            for first in (self._review, self._due, self._refused, self._others)
            for number, row in self._cut(first)
        }
        return [row for _, row in sorted(chosen.items(), key=lambda item: item[0])]

    def _cut(self, first: _First) -> list[tuple[int, ReportRow]]:
        return list(first.rows() if self.is_whole else _within(LETTERS, first.rows()))


class _First:
    """Keeps the rows with the lowest keys, however many come; of equal ones those that came first."""

    def __init__(self) -> None:
        self._kept: list[tuple[Any, int, ReportRow]] = []

    def add(self, key: object, number: int, row: ReportRow) -> None:
        self._kept.append((key, number, row))
        if len(self._kept) >= 2 * EACH:
            self._kept = self._lowest()

    def rows(self) -> Iterator[tuple[int, ReportRow]]:
        return ((number, row) for _, number, row in self._lowest())

    def _lowest(self) -> list[tuple[Any, int, ReportRow]]:
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
