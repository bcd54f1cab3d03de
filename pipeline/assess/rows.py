"""Points of the rows of the checklists: of each row, and of groups, checklists and rounds of them.

Source: the form's own page of scores. What is certain is kept apart from what an unclear or missing answer could add.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as Read

from msgspec import Struct

from pipeline.mapping import Mapping
from pipeline.mapping.model import Checklist, Factor
from pipeline.mapping.rows import Entered, Open, Together
from pipeline.submission import FactorAnswer, FactorState, Submission


class RowPoints(Struct, frozen=True, kw_only=True):
    """Points of one row.

    Attributes:
        certain: Points that count.
        possible: The most that it could have.
        applies: The row applies.
        may_apply: It applies, or could.
        chosen: Ids of the chosen options.
        is_open: An answer is unclear or missing, and matters.
        blocks: As long as it is open, there is no level.
    """

    certain: int = 0
    possible: int = 0
    applies: bool = False
    may_apply: bool = False
    chosen: tuple[str, ...] = ()
    is_open: bool = False
    blocks: bool = False


class Sum(Struct, frozen=True, kw_only=True):
    """Points of several rows: what is certain, and what it could be."""

    certain: int
    possible: int

    @classmethod
    def of(cls, rows: Iterable[RowPoints]) -> Sum:
        """Add up rows."""
        found = list(rows)
        return cls(certain=sum(row.certain for row in found), possible=sum(row.possible for row in found))

    @property
    def text(self) -> str:
        """As the form shows it: ``25``, or ``25 (up to 35)``."""
        return str(self.certain) if self.certain == self.possible else f"{self.certain} (up to {self.possible})"


def points_of_rows(submission: Submission, mapping: Mapping) -> dict[str, RowPoints]:
    """Return the points of every row, by the id of its factor."""
    return {
        factor.id: points_of(checklist, factor, submission.checklist.get(factor.id))
        for checklist in mapping.checklists
        for factor in checklist.factors
    }


def points_of(checklist: Checklist, factor: Factor, answer: FactorAnswer | None) -> RowPoints:
    """Return the points of one row."""
    state = answer.state if answer is not None else FactorState.NOT_FOUND
    most = checklist.most(factor)
    if answer is not None and state is FactorState.BLANK and answer.location is None:
        return RowPoints()  # of a section that the form may lack, and lacks
    if state is FactorState.BLANK:
        return open_points(checklist.blank, most)
    if answer is None or state in (FactorState.UNCLEAR, FactorState.NOT_FOUND):
        unknown = answer is not None and answer.is_unknown
        policy = checklist.unknown if unknown or checklist.unknown is Open.BLOCK else Open.RANGE
        return open_points(policy, most)
    points = _points(checklist, factor, answer)
    applies = state is FactorState.YES
    return RowPoints(certain=points, possible=points, applies=applies, may_apply=applies, chosen=answer.chosen)


def open_points(policy: Open, most: int) -> RowPoints:
    """Return the points of a row, or of another answer, that isn't certain."""
    if policy is Open.NONE:
        return RowPoints()
    return RowPoints(possible=most, may_apply=True, is_open=True, blocks=policy is Open.BLOCK)


def _points(checklist: Checklist, factor: Factor, answer: FactorAnswer) -> int:
    options = [option for option in checklist.options_of(factor) if option.id in answer.chosen]
    if options:
        each = [checklist.option_points(factor, option) for option in options]
        return sum(each) if checklist.several is Together.ADD else max(each)
    if checklist.entered is Entered.POINTS and not checklist.options_of(factor):
        return answer.number or 0
    return factor.points if answer.state is FactorState.YES else 0


def counted(mapping: Mapping, rows: Read[str, RowPoints]) -> list[RowPoints]:
    """Return the rows whose points count towards the total."""
    return [rows[each.id] for checklist in mapping.checklists if checklist.in_total for each in checklist.factors]


class RoundPoints(Struct, frozen=True, kw_only=True):
    """What one round of the checklists comes to."""

    id: str
    points: Sum
    is_filled_in: bool
    person: str = ""


def rounds_of(submission: Submission, mapping: Mapping) -> tuple[RoundPoints, ...]:
    """Return the points of each round, in their order; nothing for forms that are filled in once."""
    found = []
    for checklist in mapping.checklists:
        for each in checklist.rounds:
            answers = [
                (factor, answer.rounds[each.id])
                for factor in checklist.factors
                if (answer := submission.checklist.get(factor.id)) is not None and each.id in answer.rounds
            ]
            rows = [points_of(checklist, factor, answer) for factor, answer in answers]
            filled = any(answer.state is not FactorState.BLANK for _, answer in answers)
            found.append(RoundPoints(id=each.id, points=Sum.of(rows), is_filled_in=filled, person=each.person or ""))
    return tuple(found)
