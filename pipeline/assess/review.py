"""When the next review is due at the latest: so many weeks of seven days after the date completed, by level.

Source: the practice page on reviews. The stricter of the chosen outcome and the band of the total decides; an outcome
that ends the pathway has no review, unless the points say otherwise.
"""

from __future__ import annotations

import datetime as dt

from pipeline.mapping import Mapping
from pipeline.mapping.model import Review
from pipeline.submission import State, Submission


def review_due(submission: Submission, mapping: Mapping, rag: str | None, outcome: str | None) -> dt.date | None:
    """Give the last day for the next review, or ``None`` when none is due or the date completed is not known."""
    rule = mapping.review
    if rule is None:
        return None
    answer = submission.answers.get(rule.on)
    completed = answer.value if answer is not None and answer.state is State.ANSWERED else None
    if not isinstance(completed, dt.date):
        return None
    levels = [level for level in (outcome, rag) if level is not None]
    if outcome in rule.none_for and _mildest_band(mapping) == rag:
        return None
    weeks = [interval for level in levels if (interval := weeks_for(rule, level, completed)) is not None]
    if not weeks:
        return None
    try:
        return completed + dt.timedelta(weeks=min(weeks))
    except OverflowError:
        return None


def weeks_for(rule: Review, level: str, completed: dt.date) -> int | None:
    """Give the weeks for a level by the rule in force on the date completed, or ``None`` when it has none."""
    in_force = [
        interval
        for interval in rule.intervals
        if interval.level == level and (interval.from_ is None or interval.from_ <= completed)
    ]
    return max(in_force, key=lambda interval: interval.from_ or dt.date.min).weeks if in_force else None


def _mildest_band(mapping: Mapping) -> str | None:
    return mapping.score.bands[0].level if mapping.score is not None else None
