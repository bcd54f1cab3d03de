"""Which assessments of a child count on a day, and what is open between them: the stricter counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct

from pipeline.cases import questions
from pipeline.cases.overview import Overview
from pipeline.cases.questions import Question


class Standing(Struct, frozen=True, kw_only=True):
    """One assessment of a child that was not withdrawn.

    Attributes:
        completed: The date completed; ``None`` when it is not known.
        overviews: What the version that counts says, then what those say that might count instead.
    """

    reference: str
    completed: dt.date | None
    overviews: tuple[Overview, ...]

    def is_ahead(self, day: dt.date) -> bool:
        """Return whether it was completed after a day, so the date can't be right."""
        return self.completed is not None and self.completed > day

    @property
    def rank(self) -> int:
        """How serious its level could be."""
        return max(each.rank for each in self.overviews)

    @property
    def level_name(self) -> str:
        """The strictest level that it could be at, for people."""
        return max(self.overviews, key=lambda each: each.rank).level_name

    def review(self, day: dt.date) -> dt.date | None:
        """Return the earliest review that there could be; one with a date ahead is to be looked at now."""
        days = [each.review for each in self.overviews if each.review is not None]
        if self.is_ahead(day):
            return min([*days, day])
        return min(days, default=None)


class Current(Struct, frozen=True, kw_only=True):
    """What counts for one child and form on a day.

    Attributes:
        newest: The newest assessments: several when more than one was completed on the last day.
        ahead: Assessments whose date lies after the day; never the newest.
        questions: What is open, by the reference at which it is shown.
    """

    newest: tuple[Standing, ...]
    ahead: tuple[Standing, ...]
    questions: tuple[Question, ...] = ()

    @property
    def counting(self) -> tuple[Standing, ...]:
        """The assessments whose reviews count."""
        return (*self.newest, *self.ahead)

    def review(self, day: dt.date) -> dt.date | None:
        """Return the earliest review of the child."""
        return min((found for each in self.counting if (found := each.review(day)) is not None), default=None)


def current(assessments: Sequence[Standing], day: dt.date) -> Current:
    """Return which assessments of one child and form count.

    Args:
        assessments: All that are in force.
        day: The day to judge dates by.
    """
    ahead = tuple(each for each in assessments if each.is_ahead(day))
    dated = [each for each in assessments if each.completed is not None and not each.is_ahead(day)]
    last = max((each.completed for each in dated if each.completed is not None), default=None)
    # One without a date could be the newest, so it counts as well.
    newest = tuple(each for each in assessments if each.completed is None or (each in dated and each.completed == last))
    return Current(newest=newest, ahead=ahead, questions=tuple(_questions(assessments, ahead, day)))


_MINUTE: Final = 60
_FIRST: Final = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


def sequence(facts: int, latest: str, day: dt.date) -> int:
    """Return the number by which a calendar knows the newer of two events of one child (RFC 5545, ``SEQUENCE``).

    It follows from what is recorded and the day, so that any order of processing gives the same. It grows with every
    file and decision, with the time of the files, since one that takes the place of another is no more files, and with
    the day, since the review of a form whose date is yet to come is always today.

    Args:
        facts: How many files and decisions there are.
        latest: When the last of the files was saved, ISO, UTC; empty when nobody knows.
        day: The day of writing.
    """
    days = (day - _FIRST.date()).days
    if not latest:
        return facts + days
    saved = dt.datetime.fromisoformat(latest).replace(tzinfo=dt.UTC)
    return facts + days + max(0, int((saved - _FIRST).total_seconds()) // _MINUTE)


def before(assessments: Sequence[Standing], one: Standing, day: dt.date) -> tuple[Standing, ...]:
    """Return the assessments that were completed before one, in their order; of one day neither came first."""
    if one.is_ahead(day) or one.completed is None:
        return ()
    earlier = [each for each in assessments if each.completed is not None and each.completed < one.completed]
    return tuple(sorted(earlier, key=lambda each: (each.completed or dt.date.min, each.reference)))


def _questions(assessments: Sequence[Standing], ahead: Sequence[Standing], day: dt.date) -> Iterator[Question]:
    for each in ahead:
        if each.completed is not None:
            yield questions.future_date(each.reference, each.completed, day)
    by_day: dict[dt.date, list[str]] = {}
    for each in assessments:
        if each.completed is not None:
            by_day.setdefault(each.completed, []).append(each.reference)
    for references in by_day.values():
        for one in references:
            yield from (questions.same_day(one, other) for other in references if other != one)
