"""Which forms the report lists: all of a small folder, and of a large one those that people look for first."""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

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


FIRST_OF_RUN: Final = 32
"""So many of each list are kept with what many rows come to; where more are wanted all of these rows are looked at."""

RowsOf = Callable[[Sequence[str]], Mapping[str, Sequence[ReportRow]]]
"""Return the rows of some assessments, by their references."""


class Firsts(Struct, frozen=True, array_like=True):
    """The first of some rows that may be in one list.

    Attributes:
        kind: Which list.
        briefs: Each with its number among the rows, sorted as the list is.
        are_all: There are no others of these rows that may be in it.
    """

    kind: str
    briefs: list[tuple[int, Brief]]
    are_all: bool


def firsts_of(briefs: Iterable[Brief]) -> tuple[Firsts, ...]:
    """Return the first of some rows for each list."""
    lists: dict[str, list[tuple[Any, int, Brief]]] = {}
    for number, brief in enumerate(briefs):
        for kind, key in _lists(brief):
            lists.setdefault(kind, []).append((key, number, brief))
    return tuple(_firsts(kind, found) for kind, found in sorted(lists.items()))


def _firsts(kind: str, found: list[tuple[Any, int, Brief]]) -> Firsts:
    found.sort(key=lambda each: each[:2])
    first = [(number, brief) for _, number, brief in found[:FIRST_OF_RUN]]
    return Firsts(kind, first, len(first) == len(found))


def _lists(brief: Brief) -> Iterator[tuple[str, Any]]:
    """Yield in which lists a row may be, each with what it is sorted by there."""
    if brief.status == "needs_review":
        yield "review", brief.urgency
    elif brief.status == "refused":
        yield "refused", ()
    elif brief.status == "not_a_form":
        yield "others", ()
    if brief.review_due is not None:
        yield "due", brief.review_due


class _Cut(NamedTuple):
    """A list of a run that may go on behind the first."""

    start: int
    firsts: Firsts
    briefs: Callable[[], Iterable[Brief]]


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
        self._firsts = {kind: _First() for kind in ("review", "due", "refused", "others")}
        self._cut: list[_Cut] = []
        self._found: Mapping[str, Sequence[ReportRow]] = {}

    def add(self, brief: Brief, row: ReportRow | None = None) -> None:
        """Take a form or file; the rows of those that come without are asked for by :meth:`fetch`."""
        if self.number < WHOLE:
            self._whole.append(_Candidate(self.number, brief, row))
        elif self.is_whole:
            self._whole.clear()
        self._add(self.number, brief, row)
        self.number += 1

    def _add(self, number: int, brief: Brief, row: ReportRow | None) -> None:
        for kind, key in _lists(brief):
            self._firsts[kind].add(key, number, brief, row)

    def take(self, firsts: Iterable[Firsts], number: int, briefs: Callable[[], Iterable[Brief]]) -> None:
        """Take many forms of so many that not all are listed.

        Args:
            firsts: The first of them for each list.
            number: How many they are.
            briefs: Returns all of them; called only when the first aren't enough.
        """
        for each in firsts:
            first = self._firsts[each.kind]
            for place, brief in each.briefs:
                first.add(_key(each.kind, brief), self.number + place, brief, None)
            if not each.are_all:
                self._cut.append(_Cut(self.number, each, briefs))
        self.number += number

    def _take_what_was_cut(self) -> None:
        """Look at all forms of which more than the first may be in a list."""
        for each in self._firsts.values():
            each.settle()
        for start, firsts, briefs in self._cut:
            first, (number, last) = self._firsts[firsts.kind], firsts.briefs[-1]
            if first.takes(_key(firsts.kind, last), start + number):
                known = {each for each, _ in firsts.briefs}
                for place, brief in enumerate(briefs()):
                    keys = dict(_lists(brief))
                    if firsts.kind in keys and place not in known:
                        first.add(keys[firsts.kind], start + place, brief, None)
        self._cut.clear()

    def fetch(self, rows_of: RowsOf) -> None:
        """Get the rows of what may be listed."""
        self._take_what_was_cut()
        firsts = self._firsts.values()
        listed = self._whole if self.is_whole else [each for first in firsts for each in first.lowest()]
        self._found = rows_of([*{each.brief.reference: None for each in listed if each.row is None}])

    @property
    def is_whole(self) -> bool:
        """Whether nothing has to be left out."""
        return self.number <= WHOLE

    @property
    def review(self) -> list[ReportRow]:
        """The first that need review, the most urgent on top."""
        return [row for _, row in self._chosen("review")]

    @property
    def refused(self) -> list[ReportRow]:
        """The first that were refused, in their order."""
        return [row for _, row in self._chosen("refused")]

    @property
    def due(self) -> list[ReportRow]:
        """The forms with the first reviews, overdue ones before the others."""
        return [row for _, row in self._chosen("due")]

    def rows(self) -> list[ReportRow]:
        """Return all that is listed, in the order in which it came."""
        if self.is_whole:
            return [self._row(each) for each in self._whole]
        chosen = {number: row for kind in self._firsts for number, row in self._chosen(kind)}
        return [row for _, row in sorted(chosen.items(), key=lambda item: item[0])]

    def _chosen(self, kind: str) -> list[tuple[int, ReportRow]]:
        rows = ((each.number, self._row(each)) for each in self._firsts[kind].lowest())
        return list(rows if self.is_whole else _within(LETTERS, rows))

    def _row(self, candidate: _Candidate) -> ReportRow:
        brief = candidate.brief
        return candidate.row if candidate.row is not None else self._found[brief.reference][brief.turn]


def _key(kind: str, brief: Brief) -> Any:
    return dict(_lists(brief))[kind]


class _First:
    """Keeps those with the lowest keys, however many come; of equal ones those with the lowest numbers."""

    def __init__(self) -> None:
        self._kept: list[tuple[Any, int, _Candidate]] = []
        self._highest: Any = None

    def takes(self, key: Any, number: int) -> bool:
        """Return whether one with this key may be among them."""
        return self._highest is None or (key, number) < self._highest

    def add(self, key: Any, number: int, brief: Brief, row: ReportRow | None) -> None:
        if not self.takes(key, number):
            return  # there are enough, and all of them are lower, or equal and before it
        self._kept.append((key, number, _Candidate(number, brief, row)))
        if len(self._kept) >= 2 * EACH:
            self.settle()

    def settle(self) -> None:
        """Forget what is not among the lowest."""
        self._kept = self._lowest()
        if len(self._kept) == EACH:
            self._highest = self._kept[-1][:2]

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
