"""When the next review is due: so many days, working days, weeks or months after the date completed, by level.

Source: the practice page on reviews. The stricter of the chosen outcome and the band of the total decides; an outcome
that ends the pathway has no review, unless the points say otherwise. While either is open, the earliest day counts that
there could be (DESIGN, principle 11).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import Final

from msgspec import Struct

from pipeline.assess.rows import rounds_of
from pipeline.mapping import Mapping
from pipeline.mapping.policy import Country, Interval, Review, Weekends
from pipeline.mapping.rows import Round
from pipeline.submission import State, Submission

_IN_EVERY_MONTH: Final = 28
"""The last day that all months have."""

_SUBDIVISION = {
    Country.ENGLAND: "ENG",
    Country.WALES: "WLS",
    Country.SCOTLAND: "SCT",
    Country.NORTHERN_IRELAND: "NIR",
}


class ReviewDates(Struct, frozen=True, kw_only=True):
    """The next review.

    Attributes:
        due: The usual day, which is filled in where no date was agreed; ``None`` when none is due or it isn't known.
        limit: The last day that may be agreed.
    """

    due: dt.date | None = None
    limit: dt.date | None = None


def earliest_review(
    submission: Submission, mapping: Mapping, bands: Collection[str], outcomes: Collection[str]
) -> ReviewDates:
    """Work out the review for each band and outcome that there could be, and give the earliest days.

    Args:
        submission: Says when the assessment was completed.
        mapping: Has the policy.
        bands: The levels that could be worked out; an empty one means none.
        outcomes: The levels that people could have chosen; an empty one means none.
    """
    found = [review_dates(submission, mapping, rag or None, outcome or None) for outcome in outcomes for rag in bands]
    return ReviewDates(due=_earliest(each.due for each in found), limit=_earliest(each.limit for each in found))


def review_dates(submission: Submission, mapping: Mapping, rag: str | None, outcome: str | None) -> ReviewDates:
    """Work out the day of the next review, and the last one that may be agreed."""
    rule = mapping.review
    if rule is None or (outcome in rule.none_for and rag in (None, _mildest_band(mapping))):
        return ReviewDates()
    answer = submission.answers.get(str(completed_on(submission, mapping)))
    completed = answer.value if answer is not None and answer.state is State.ANSWERED else None
    if not isinstance(completed, dt.date):
        return ReviewDates()
    levels = [level for level in (outcome, rag) if level is not None]
    intervals = [interval for level in levels if (interval := interval_for(rule, level, completed)) is not None]
    if not intervals:
        return ReviewDates()
    return ReviewDates(
        due=_earliest(_day(completed, each.length, each.unit, rule) for each in intervals),
        limit=_earliest(_day(completed, each.at_most or each.length, each.unit, rule) for each in intervals),
    )


def completed_on(submission: Submission, mapping: Mapping) -> str | None:
    """Return the field with the day from which the review is counted: that of the round that counts, if it has one."""
    if mapping.review is None:
        return None
    filled = {each.id for each in rounds_of(submission, mapping) if each.is_filled_in}
    dated = [each.on for each in mapping.rounds if each.on and _counts(each, filled, mapping)]
    return dated[-1] if dated else mapping.review.on


def _counts(each: Round, filled: Collection[str], mapping: Mapping) -> bool:
    checklist = next(found for found in mapping.checklists if each in found.rounds)
    return checklist.counting_round([other.id for other in checklist.rounds if other.id in filled]) == each.id


def _earliest(days: Iterable[dt.date | None]) -> dt.date | None:
    return min((day for day in days if day is not None), default=None)


def interval_for(rule: Review, level: str, completed: dt.date) -> Interval | None:
    """Return the interval for a level by the rule in force on the date completed, or ``None`` when it has none."""
    in_force = [
        interval
        for interval in rule.intervals
        if interval.level == level and (interval.from_ is None or interval.from_ <= completed)
    ]
    return max(in_force, key=lambda interval: interval.from_ or dt.date.min) if in_force else None


def _day(completed: dt.date, length: int, unit: str, rule: Review) -> dt.date | None:
    try:
        return _working_day(_after(completed, length, unit, rule), completed, rule)
    except (OverflowError, ValueError):  # after the year 9999
        return None


def _after(start: dt.date, length: int, unit: str, rule: Review) -> dt.date:
    """Count so many units from a day; a month from the 31st ends on the last day of a shorter one."""
    if unit == "months":
        year, month = divmod(start.year * 12 + start.month - 1 + length, 12)
        return _day_or_last(year, month + 1, start.day)
    if unit == "working_days":
        day = start
        for _ in range(length):
            day += dt.timedelta(days=1)
            while day.weekday() >= 5 or _is_closed(day, rule):
                day += dt.timedelta(days=1)
        return day
    return start + dt.timedelta(**{unit: length})


def _day_or_last(year: int, month: int, day: int) -> dt.date:
    """Return a day of a month, its last one where it has no such day. :mod:`calendar` is slow to load."""
    while day > _IN_EVERY_MONTH:
        try:
            return dt.date(year, month, day)
        except ValueError:
            day -= 1
    return dt.date(year, month, day)


def _working_day(day: dt.date, completed: dt.date, rule: Review) -> dt.date:
    """Move a day earlier off weekends, bank holidays and closed days, as far as the policy asks."""
    found = day
    while _is_closed(found, rule):
        found -= dt.timedelta(days=1)
        if found <= completed:
            return day
    return found


def _is_closed(day: dt.date, rule: Review) -> bool:
    return (
        (rule.weekends is Weekends.EARLIER and day.weekday() >= 5)
        or day in rule.closed
        or (rule.holidays is not None and day in _bank_holidays(_SUBDIVISION[rule.holidays], day.year))
    )


@lru_cache(maxsize=64)
def _bank_holidays(subdivision: str, year: int) -> frozenset[dt.date]:
    import holidays  # only where a policy asks for it: nobody else waits for it

    found: Iterable[dt.date] = holidays.country_holidays("GB", subdiv=subdivision, years=year)
    return frozenset(found)


def _mildest_band(mapping: Mapping) -> str | None:
    return mapping.score.bands[0].level if mapping.score is not None else None
