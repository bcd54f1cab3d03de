"""What register, ``due`` and questions have to say about a year: worked out from how it was told, by no other code."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.team_form import review_after, strictest
from tests.team_model import CLOSING_DAY

if TYPE_CHECKING:
    from tests.team_form import Entries
    from tests.team_model import Assessment, Question, Year


@dataclass(frozen=True, kw_only=True)
class Row:
    """What the register says about one assessment.

    Attributes:
        entries: What counts.
        certain: It is certain that they do; else only the band is known, as the strictest that could be.
        band: The highest band that could be.
        newest: It is the newest of its child; ``None`` for the milder one of two of one day, and where the child has
            none but those of a day that is yet to come.
        review: When the child is seen again, if that hangs on this assessment.
        asked: A question is open about just this assessment.
        quiet: Nothing is open about it or its child, and it can be read throughout.
        places: Where its file may lie.
    """

    assessment: Assessment
    entries: Entries
    certain: bool
    band: str
    newest: bool | None
    review: dt.date | None
    asked: bool
    quiet: bool
    places: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Due:
    """When a child is seen again.

    Attributes:
        exact: It is this day; else some day up to it.
        times: How many rows of the list may say so: two where two assessments are of one day.
    """

    child: str
    names: frozenset[str]
    band: str
    review: dt.date
    exact: bool
    times: int


@dataclass(frozen=True, kw_only=True)
class Truth:
    """All of it.

    Attributes:
        rows: Of the register, in no order.
        due: By the key of the child.
        questions: The open ones.
    """

    rows: list[Row]
    due: dict[str, Due]
    questions: list[Question]


def truth(year: Year, *, decided: bool) -> Truth:
    """Return what is true of a year once all files are there, before or after everything is decided."""
    standing = [each for each in year.assessments if each.stands(decided=decided)]
    children: dict[str, list[Assessment]] = {}
    for each in standing:
        children.setdefault(each.child if decided else each.spelt, []).append(each)
    questions = [each for each in year.questions if not (decided and each.until_decided)]
    rows = [row for told in children.values() for row in _rows(year, told, questions, decided=decided)]
    due = {child: _due(child, told, decided=decided) for child, told in children.items()}
    return Truth(rows=rows, due=due, questions=questions)


def could_be(assessment: Assessment, *, decided: bool) -> str:
    """Return the highest band that an assessment could be."""
    possible = [each.entries for each in assessment.in_doubt] or [assessment.entries(decided=decided)]
    return strictest(each.could_be for each in possible)


def _rows(year: Year, told: list[Assessment], questions: list[Question], *, decided: bool) -> list[Row]:
    asked = {each for question in questions for each in question.about}
    unlike = {child for question in questions for child in question.children}
    newest = _newest(told, decided=decided)
    return [
        Row(
            assessment=each,
            entries=entries,
            certain=not each.in_doubt,
            band=could_be(each, decided=decided),
            newest=_is_newest(each, newest),
            review=_review(each, decided=decided) if newest[:1] == [each] else None,
            asked=any(each in question.about for question in questions if len(question.children) == 1),
            quiet=each not in asked and each.spelt not in unlike and entries.total == entries.up_to,
            places=_places(year, each),
        )
        for each in told
        for entries in (each.entries(decided=decided),)
    ]


def _places(year: Year, assessment: Assessment) -> frozenset[str]:
    """Return where the version that counts lies, or one that says the same."""
    counting = {each.entries for each in assessment.in_doubt or (assessment.counting,)}
    lyings = (each for each in year.lyings if each.version in assessment.versions and not each.late)
    return frozenset(each.place for each in lyings if each.ended_by is None and each.version.entries in counting)


def _newest(told: list[Assessment], *, decided: bool) -> list[Assessment]:
    """Return the newest assessments of a child, the strictest of one day first; one that is yet to come is none."""
    past = [each for each in told if not each.future]
    last = max((each.counting.entries.completed for each in past), default=None)
    found = [each for each in past if each.counting.entries.completed == last]
    return sorted(found, key=lambda each: _review(each, decided=decided))


def _is_newest(assessment: Assessment, newest: list[Assessment]) -> bool | None:
    if not newest or assessment in newest[1:]:
        return None
    return assessment is newest[0]


def _review(assessment: Assessment, *, decided: bool) -> dt.date:
    """Return the day of the next review: the agreed one, else the earliest that could be."""
    if not assessment.in_doubt:
        return assessment.entries(decided=decided).review
    return min(each.entries.review for each in assessment.in_doubt)


def _due(child: str, told: list[Assessment], *, decided: bool) -> Due:
    """Say when a child is seen again.

    Of one whose only form bears a day that is yet to come nobody knows when that was, but not that it was after today:
    so no later than it would be if it had been today.
    """
    newest = _newest(told, decided=decided)
    counting = newest[0] if newest else told[0]
    band = could_be(counting, decided=decided)
    return Due(
        child=child,
        names=frozenset(each.entries.name for each in counting.versions),
        band=band,
        review=_review(counting, decided=decided) if newest else review_after(CLOSING_DAY, band),
        exact=bool(newest),
        times=max(len(newest), 1),
    )
