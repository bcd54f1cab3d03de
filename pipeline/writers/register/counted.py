"""What rows of the register come to, in numbers that can be added up."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct
from msgspec import field as with_default

from pipeline.writers.register.row import RegisterRow

if TYPE_CHECKING:
    from pipeline.mapping.model import Mapping

Month = tuple[int, int]
CountedBand = tuple[str, bool]
"""The id of a level, and whether it is only the highest that a band still open could be."""

_Key = TypeVar("_Key")


class Counted(Struct, kw_only=True):
    """What some rows come to.

    Attributes:
        counts: Of assessments, of children, and of those that need review.
        levels: Children by band; whether it is only the highest that it could be.
        by_month: Assessments by year and month, and band.
        factors: Children by factor.
        reviews: Next reviews by their days: which of them are overdue hangs on the day that is written on.
    """

    counts: dict[str, int] = with_default(default_factory=Counter)
    levels: dict[CountedBand, int] = with_default(default_factory=Counter)
    by_month: dict[tuple[int, int, str, bool], int] = with_default(default_factory=Counter)
    factors: dict[str, int] = with_default(default_factory=Counter)
    reviews: dict[dt.date, int] = with_default(default_factory=Counter)

    def take(self, other: Counted) -> None:
        """Add what other rows come to."""
        for name in self.__struct_fields__:
            getattr(self, name).update(getattr(other, name))


def counted(rows: Iterable[RegisterRow], mapping: Mapping) -> Counted:
    """Count rows.

    Args:
        rows: Of one form.
        mapping: Names the field with the date of an assessment.
    """
    found, completed = Counted(), mapping.review.on if mapping.review else ""
    for row in rows:
        _count(found.counts, "assessments", 1)
        _count(found.counts, "needs review", row.needs_review)
        month, band = _month(row.answers.get(completed)), _band(row)
        if month and band:
            _count(found.by_month, (*month, *band), 1)
        if row.newest:
            _count_newest(found, row)
    return found


def _count_newest(found: Counted, row: RegisterRow) -> None:
    _count(found.counts, "children", 1)
    band = _band(row)
    if band:
        _count(found.levels, band, 1)
    for factor, state in row.factors.items():
        _count(found.factors, factor, state == "yes")
    if row.review is not None:
        _count(found.reviews, row.review.day, 1)


def _count(counts: dict[_Key, int], key: _Key, number: int) -> None:
    if number:
        counts[key] = counts.get(key, 0) + number


def _band(row: RegisterRow) -> CountedBand | None:
    """Return the band that a row counts for: while it is open, the highest that it could be, counted apart."""
    level = row.rag_max if row.is_provisional else row.rag
    return (level, row.is_provisional) if level else None


def _month(value: object) -> Month | None:
    """Return the month of a date as the result JSON has it."""
    if isinstance(value, str):
        try:
            value = dt.date.fromisoformat(value)
        except ValueError:
            return None
    return (value.year, value.month) if isinstance(value, dt.date) else None
