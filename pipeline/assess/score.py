"""Points: those of the checklists, of the age at the date completed, of other answers, and what people add themselves.

Source: the assessment tool's own page of scores; the entered number only says that a factor applies, unless the mapping
says that it is the points.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from collections.abc import Mapping as Read
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from pipeline.assess.rows import RoundPoints, RowPoints, Sum, counted, open_points, points_of_rows, rounds_of
from pipeline.mapping import Mapping
from pipeline.mapping.model import Age, Attribute
from pipeline.mapping.rows import Open
from pipeline.mapping.score import LevelBy
from pipeline.submission import State, Submission

if TYPE_CHECKING:
    from pipeline.assess.products import Product
    from pipeline.mapping.model import ScoredTable


class AgePoints(Struct, frozen=True, kw_only=True):
    """Age in whole years, its points, and why there are none."""

    age: int | None = None
    points: int | None = None
    possible: int = 0
    reason: str = ""

    @property
    def certain(self) -> int:
        """Points that count towards the total."""
        return self.points or 0


class Points(Struct, frozen=True, kw_only=True):
    """All points of a form.

    Attributes:
        rows: Of each row, by the id of its factor.
        by_group: Of each group of rows.
        checklists: Of all rows that count, as often as they are multiplied.
        attributes: Of other answers, by the id of the field.
        products: What multiplied rows come to, by the id of the multiplier.
        tables: Of the rows of tables, by the id of the field.
        judgement: What people added; ``None`` when they could, and did not say.
        is_settled: Nothing is unclear or missing that could add points.
        blocked_by: Ids of the rows without which there is no level.
        measured: What the bands measure: certain, and possible.
        has_no_end: The points that people added can't be read, and as many may be added as they like.
    """

    age: AgePoints
    rows: Read[str, RowPoints]
    by_group: Read[str, Sum]
    checklists: Sum
    attributes: Read[str, RowPoints] = field(default_factory=dict)
    products: Read[str, Product] = field(default_factory=dict)
    tables: Read[str, tuple[RowPoints, ...]] = field(default_factory=dict)
    judgement: Sum | None = None
    rounds: tuple[RoundPoints, ...] = ()
    is_settled: bool = True
    blocked_by: tuple[str, ...] = ()
    measured: Sum
    has_no_end: bool = False

    @property
    def total(self) -> Sum:
        """Everything that counts towards the total."""
        others = [Sum.of(self.attributes.values()), *map(Sum.of, self.tables.values())]
        others += [self.judgement] if self.judgement else []
        return Sum(
            certain=self.checklists.certain + self.age.certain + sum(each.certain for each in others),
            possible=self.checklists.possible + self.age.possible + sum(each.possible for each in others),
        )

    @property
    def others(self) -> dict[str, dict[str, RowPoints]]:
        """What gives points beside the rows of checklists, by the names that conditions have for it."""
        attributes = dict(self.attributes)
        found = {name: {name: row} for name, row in attributes.items()}
        found |= {name: {name: product.row} for name, product in self.products.items()}
        for name, rows in self.tables.items():
            found[name] = {f"{name}[{number}]": row for number, row in enumerate(rows, 1)}
        return {"attributes": attributes, **found}


def points_of_form(submission: Submission, mapping: Mapping) -> Points:
    """Add up everything that counts."""
    rows = points_of_rows(submission, mapping)
    counting = counted(mapping, rows)
    age = age_points(submission, mapping)
    score = mapping.score
    attributes = {
        each.field: attribute_points(submission, mapping, each)
        for each in (score.attributes if score is not None else ())
    }
    scored = score.tables if score is not None else ()
    tables = _tables(submission, scored)
    products = _products(submission, mapping, rows)
    judgement = _judgement(submission, mapping)
    needs_age = score is not None and score.age is not None
    points = Points(
        age=age,
        rows=rows,
        by_group={group.name: Sum.of(rows[factor.id] for factor in group.factors) for group in mapping.groups},
        checklists=_multiplied(Sum.of(counting), products.values()),
        products=products,
        tables=tables,
        attributes=attributes,
        judgement=judgement,
        rounds=rounds_of(submission, mapping),
        is_settled=(
            not any(row.is_open for row in counting)
            and not any(each.is_open for each in attributes.values())
            and not any(each.is_open for rows in tables.values() for each in rows)
            and all(product.is_known for product in products.values())
            and (judgement is None or judgement.certain == judgement.possible)
            and not (needs_age and age.points is None)
            and not _is_judgement_unclear(submission, mapping)
        ),
        blocked_by=tuple(name for name, row in (*rows.items(), *attributes.items()) if row.blocks)
        + tuple(name for name, rows in tables.items() if any(row.blocks for row in rows)),
        measured=Sum(certain=0, possible=0),
        has_no_end=_is_judgement_unclear(submission, mapping) and _most_judgement(mapping) is None,
    )
    by = score.by if score is not None else LevelBy.TOTAL
    return _with_measure(points, by, [*counting, *(row for rows in tables.values() for row in rows)])


def _tables(submission: Submission, scored: Iterable[ScoredTable]) -> dict[str, tuple[RowPoints, ...]]:
    """Return the points of the rows of tables, by the field of each."""
    if not scored:
        return {}
    from pipeline.assess.products import rows_of_table  # most forms multiply nothing

    return {each.field: rows_of_table(each, submission.answers.get(each.field)) for each in scored}


def _products(submission: Submission, mapping: Mapping, rows: Read[str, RowPoints]) -> dict[str, Product]:
    """Return what the rows come to that are multiplied, by the id of the multiplier."""
    if mapping.score is None or not mapping.score.multipliers:
        return {}
    from pipeline.assess.products import product_of  # as above

    found = {}
    for rule in mapping.score.multipliers:
        own = dict.fromkeys(factor.id for name in rule.of for factor in mapping.rows_by_name[name])
        age = _age(submission, rule.born, rule.on) if rule.born and rule.on else None
        found[rule.id] = product_of(rule, [rows[factor] for factor in own], submission, age)
    return found


def _multiplied(rows: Sum, products: Iterable[Product]) -> Sum:
    """Return the points of all rows that count, with the products in the place of what they multiply."""
    known = list(products)
    return Sum(
        certain=rows.certain + sum(each.sum.certain - each.before.certain for each in known),
        possible=rows.possible + sum(each.sum.possible - each.before.possible for each in known),
    )


def _with_measure(points: Points, by: LevelBy, counting: list[RowPoints]) -> Points:
    measured = points.total
    if by is LevelBy.COUNT:
        measured = Sum(certain=sum(row.applies for row in counting), possible=sum(row.may_apply for row in counting))
    if by is LevelBy.HIGHEST:
        measured = highest(counting)
    return replace(points, measured=measured)


def highest(rows: list[RowPoints]) -> Sum:
    """Return the most points of a single row."""
    certain = max((row.certain for row in rows), default=0)
    return Sum(certain=certain, possible=max((row.possible for row in rows), default=certain))


# -- age ---------------------------------------------------------------------------------------------------------------


def age_points(submission: Submission, mapping: Mapping) -> AgePoints:
    """Return the age score at the date completed; over-age, unborn or without dates there is none."""
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


def _age(submission: Submission, born: str, on: str) -> int | None:
    """Return the age on a day of the form; ``None`` where it isn't known."""
    birth, day = _date(submission, born), _date(submission, on)
    return None if birth is None or day is None or birth > day else whole_years(birth, day)


def whole_years(born: dt.date, on: dt.date) -> int:
    """Return the age in whole years; somebody born on 29 February has their birthday on 1 March in other years."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _banded(age: int, rule: Age) -> AgePoints:
    for band in rule.bands:
        if band.holds(age):
            return AgePoints(age=age, points=band.points, possible=band.points)
    return AgePoints(age=age, reason=f"the form has no age score for {age} years")


def _date(submission: Submission, field: str) -> dt.date | None:
    answer = submission.answers.get(field)
    if answer is None or answer.state is not State.ANSWERED or not isinstance(answer.value, dt.date):
        return None
    return answer.value


# -- other answers, and judgement --------------------------------------------------------------------------------------


def attribute_points(submission: Submission, mapping: Mapping, rule: Attribute) -> RowPoints:
    """Return the points for another answer: a range when it can't be read, lies between bands, or was left blank."""
    answer = submission.answers.get(rule.field)
    if answer is None or answer.state in (State.UNCLEAR, State.NOT_FOUND):
        return open_points(Open.RANGE, rule.most)
    if answer.state is State.BLANK:
        return open_points(_left_blank(rule, mapping), rule.most)
    if isinstance(answer.value, int | float) and not isinstance(answer.value, bool):
        least, most = rule.points_for(answer.value)
    else:
        least = most = sum(rule.points.get(choice, 0) for choice in answer.chosen)
    return RowPoints(
        certain=least,
        possible=most,
        applies=least > 0,
        may_apply=most > 0,
        chosen=answer.chosen,
        is_open=least != most,
    )


def _left_blank(rule: Attribute, mapping: Mapping) -> Open:
    """Return what an answer left blank does to the total: where several may be given, or a box ticked, none was."""
    field = mapping.field(rule.field)
    return rule.blank or (Open.NONE if field is not None and (field.several or field.is_tick) else Open.RANGE)


def _is_judgement_unclear(submission: Submission, mapping: Mapping) -> bool:
    rule = mapping.score.judgement if mapping.score is not None else None
    answer = submission.answers.get(rule.field) if rule is not None else None
    if answer is None or answer.state is State.ANSWERED:
        return answer is not None and not isinstance(answer.value, int)  # points are whole
    return answer.state is State.UNCLEAR


def _most_judgement(mapping: Mapping) -> int | None:
    rule = mapping.score.judgement if mapping.score is not None else None
    return rule.at_most if rule is not None else 0


def _judgement(submission: Submission, mapping: Mapping) -> Sum | None:
    """Return the points that people added by their own judgement; more than are allowed don't count."""
    rule = mapping.score.judgement if mapping.score is not None else None
    answer = submission.answers.get(rule.field) if rule is not None else None
    if rule is None or answer is None or answer.state in (State.BLANK, State.NOT_FOUND):
        return None
    typed = answer.value if answer.state is State.ANSWERED else None
    if isinstance(typed, int) and (rule.at_most is None or typed <= rule.at_most):
        return Sum(certain=typed, possible=typed)
    return Sum(certain=0, possible=rule.at_most or 0)
