"""Points: the printed weight of each factor that applies, and the age at the date completed.

Source: the assessment tool's own page of scores; the entered number only says that a factor applies.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping as Read
from dataclasses import dataclass

from pipeline.mapping import Mapping
from pipeline.mapping.model import Age
from pipeline.submission import FactorState, State, Submission

_OPEN = (FactorState.UNCLEAR, FactorState.NOT_FOUND)


@dataclass(frozen=True, slots=True, kw_only=True)
class Points:
    """Points of the checklist.

    Attributes:
        certain: Points of the factors that apply.
        possible: The same if every unclear or missing factor applied too.
        unsettled: Number of unclear or missing factors, those of weight 0 included.
    """

    certain: int
    possible: int
    unsettled: int
    by_factor: Read[str, int]
    by_group: Read[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgePoints:
    """Age in whole years, its points, and why there are none."""

    age: int | None = None
    points: int | None = None
    possible: int = 0
    reason: str = ""

    @property
    def certain(self) -> int:
        """Points that count towards the total."""
        return self.points or 0


def factor_points(submission: Submission, mapping: Mapping) -> Points:
    """Add up the printed weights of the factors that apply."""
    by_factor, by_group, open_points, unsettled = {}, {}, 0, 0  # type: dict[str, int], dict[str, int], int, int
    for group in mapping.checklist.groups if mapping.checklist else ():
        for factor in group.factors:
            answer = submission.checklist.get(factor.id)
            state = answer.state if answer is not None else FactorState.NOT_FOUND
            by_factor[factor.id] = factor.points if state is FactorState.YES else 0
            if state in _OPEN:
                open_points += factor.points
                unsettled += 1
        by_group[group.name] = sum(by_factor[factor.id] for factor in group.factors)
    certain = sum(by_factor.values())
    return Points(
        certain=certain, possible=certain + open_points, unsettled=unsettled, by_factor=by_factor, by_group=by_group
    )


def age_points(submission: Submission, mapping: Mapping) -> AgePoints:
    """Give the age score at the date completed; over-age, unborn or without dates there is none."""
    rule = mapping.score.age if mapping.score is not None else None
    if rule is None:
        return AgePoints()
    most = max(band.points for band in rule.bands)
    born, on = _date(submission, rule.born), _date(submission, rule.on)
    if born is None or on is None:
        missing = "date of birth" if born is None else "date completed"
        return AgePoints(possible=most, reason=f"the {missing} is missing or unclear")
    if born > on:
        return AgePoints(possible=most, reason="the date of birth lies after the date completed")
    return _banded(whole_years(born, on), rule)


def whole_years(born: dt.date, on: dt.date) -> int:
    """Give the age in whole years; somebody born on 29 February has their birthday on 1 March in other years."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _banded(age: int, rule: Age) -> AgePoints:
    for band in rule.bands:
        if band.from_ <= age <= band.to:
            return AgePoints(age=age, points=band.points, possible=band.points)
    return AgePoints(age=age, reason=f"the form has no age score for {age} years")


def _date(submission: Submission, field: str) -> dt.date | None:
    answer = submission.answers.get(field)
    if answer is None or answer.state is not State.ANSWERED or not isinstance(answer.value, dt.date):
        return None
    return answer.value
