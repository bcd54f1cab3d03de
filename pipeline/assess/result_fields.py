"""What further fields of a form should show of the results: subtotals, totals of rounds, and what the mapping names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from pipeline.assess.conditions import value_of
from pipeline.assess.facts import Facts
from pipeline.assess.rows import Sum
from pipeline.submission import Shown


def shown_values(facts: Facts) -> tuple[Shown, ...]:
    """Return every value that is to be shown, and is known."""
    return (*_sums(facts), *_written(facts))


def _sums(facts: Facts) -> Iterator[Shown]:
    points = facts.points
    totals = {each.id: each for each in points.rounds}
    for rule in facts.mapping.score.multipliers if facts.mapping.score is not None else ():
        if rule.total_field:
            yield Shown(field=rule.total_field, text=points.products[rule.id].sum.text)
    for checklist in facts.mapping.checklists:
        if checklist.total_field:
            total = Sum.of(points.rows[factor.id] for factor in checklist.factors)
            yield Shown(field=checklist.total_field, text=total.text)
        for group in checklist.groups:
            if group.total_field:
                yield Shown(field=group.total_field, text=points.by_group[group.name].text)
        for each in checklist.rounds:
            if each.total_field and totals[each.id].is_filled_in:
                yield Shown(field=each.total_field, text=totals[each.id].points.text)


def _written(facts: Facts) -> Iterator[Shown]:
    for target in facts.mapping.writes:
        value = value_of(target.value, facts)
        field = facts.mapping.field(target.field)
        if field is None or value is None or value == "":
            continue
        if field.has_options:
            yield Shown(field=field.id, text="", choice=str(value))
        elif isinstance(value, dt.date):
            yield Shown(field=field.id, text=value.strftime("%d/%m/%Y"), date=value)
        elif isinstance(value, str | int | float):
            yield Shown(field=field.id, text=_named(value, facts))


def _named(value: str | float, facts: Facts) -> str:
    """Return a level's name for its id; anything else as it is."""
    bands = facts.mapping.score.bands if facts.mapping.score is not None else ()
    return next((band.name for band in bands if band.level == value), str(value))
