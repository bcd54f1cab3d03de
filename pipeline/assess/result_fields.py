"""What further fields of a form should show of the results: subtotals, totals of rounds, and what the mapping names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from pipeline.assess.conditions import decide, value_of
from pipeline.assess.facts import Facts
from pipeline.assess.rows import Sum
from pipeline.mapping import Mapping
from pipeline.mapping.model import Write
from pipeline.submission import TICKED, Shown


def shown_values(facts: Facts) -> tuple[Shown, ...]:
    """Return every value that is to be shown, and is known."""
    return (*_sums(facts), *_written(facts), *_written_in_rows(facts))


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
    done: set[str] = set()
    for target in facts.mapping.writes:
        if target.column:
            continue
        holds = decide(target.when, facts) if target.when else True
        if target.field in done or holds is False:
            continue
        done.add(target.field)  # one that can't be told leaves no room for those after it
        shown = _shown(target, facts) if holds else None
        if shown is not None:
            yield shown


def _written_in_rows(facts: Facts) -> Iterator[Shown]:
    for target in facts.mapping.writes:
        if not target.column or (target.when and not decide(target.when, facts)):
            continue
        for number, row in enumerate(facts.points.tables[target.field], start=1):
            if not row.is_open:
                text = row_value(target.value, row.certain, facts.mapping)
                yield Shown(field=target.field, text=text, cell=f"[{number}].{target.column}")


def row_value(value: str, points: int, mapping: Mapping) -> str:
    """Return what a row of a table shows of itself: its points, or the name of their level."""
    return mapping.score.band(points).name if value == "level" and mapping.score is not None else str(points)


def _shown(target: Write, facts: Facts) -> Shown | None:
    value = value_of(target.value, facts)
    field = facts.mapping.field(target.field)
    if field is None or value is None or value == "":
        return None
    if field.is_tick:  # a box is ticked or left as it is
        return Shown(field=field.id, text="", choice=TICKED) if value is True else None
    if field.has_options:
        return Shown(field=field.id, text="", choice=str(value))
    if isinstance(value, dt.date):
        return Shown(field=field.id, text=value.strftime("%d/%m/%Y"), date=value)
    return Shown(field=field.id, text=_named(value, facts)) if isinstance(value, str | int | float) else None


def _named(value: str | float, facts: Facts) -> str:
    """Return a level's name for its id; anything else as it is."""
    bands = facts.mapping.score.bands if facts.mapping.score is not None else ()
    return next((band.name for band in bands if band.level == value), str(value))
