"""Checks of what was typed against what was worked out: one small function each, listed in :data:`CHECKS`.

Checks against practice are data: :mod:`pipeline.assess.rules` applies those of the mapping.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Iterator
from collections.abc import Mapping as Table
from functools import partial

from pipeline.assess.facts import Facts
from pipeline.assess.result_fields import row_value, shown_values
from pipeline.assess.review import completed_on
from pipeline.assess.rules import apply_rules
from pipeline.findings import Finding, find
from pipeline.mapping import Mapping
from pipeline.mapping.model import Score, ScoredTable
from pipeline.mapping.rows import Entered
from pipeline.people import are_several, several_dates
from pipeline.submission import Choices, FactorState, State


def check(facts: Facts) -> tuple[Finding, ...]:
    """Run every check, those of :data:`CHECKS` first, then the rules of the mapping; findings come in that order."""
    built_in = (finding for rule in CHECKS for finding in rule(facts))
    return (*built_in, *apply_rules(facts))


def _checklist_empty(facts: Facts) -> Iterator[Finding]:
    states = {answer.state for answer in facts.submission.checklist.values()}
    if states and states <= {FactorState.BLANK, FactorState.NOT_FOUND}:
        yield find("checklist_empty")


_NO_END = 10**9
_LONGEST_LIFE = 120
_OLDEST_FORM = 50


def _several_children(facts: Facts) -> Iterator[Finding]:
    subject = facts.mapping.subject
    named = facts.submission.answers.get(subject.name) if subject is not None and subject.name else None
    if subject is None or named is None:
        return
    # Whoever settled it chose one.
    name = named.words.standing if named.settled is None else ""
    born = facts.submission.answers.get(subject.born) if subject.born else None
    typed = born.words.standing if born is not None and born.settled is None else ""
    if are_several(name) or (several_dates(typed) and named.state is State.ANSWERED):
        label = facts.labels[named.field]
        yield find("several_children", field=named.field, location=named.location, label=label)


def _score_differs(facts: Facts) -> Iterator[Finding]:
    for factor in facts.mapping.factors:
        answer = facts.submission.checklist.get(factor.id)
        counts_as_printed = facts.mapping.checklist_of[factor.id].entered is Entered.APPLIES
        if counts_as_printed and answer is not None and answer.state is FactorState.YES and answer.number is not None:
            yield find(
                "score_differs",
                field=factor.id,
                location=answer.location,
                label=factor.label,
                entered=answer.number,
                weight=factor.points,
            )


def _age_score(facts: Facts) -> Iterator[Finding]:
    score = facts.mapping.score
    if score is None or score.age is None:
        return
    if facts.age.points is None:
        yield find("age_unknown", field=score.age_field or score.age.born, reason=facts.age.reason)
        return
    typed = facts.typed(score.age_field)
    if isinstance(typed, int | float) and typed != facts.age.points:
        location = facts.submission.answers[str(score.age_field)].location
        yield find(
            "age_score_differs", field=str(score.age_field), location=location, entered=typed, computed=facts.age.points
        )


def _unlikely_dates(facts: Facts) -> Iterator[Finding]:
    """Hold the dates of birth and of the assessment against the day: none is to come, or further back than can be."""
    for name, years in _dated(facts.mapping).items():
        typed = facts.typed(name)
        if not isinstance(typed, dt.date):
            continue
        location, label = facts.submission.answers[name].location, facts.labels[name]
        if typed > facts.day:
            yield find("date_in_future", field=name, location=location, label=label)
        elif facts.day.year - typed.year > years:
            yield find("date_long_ago", field=name, location=location, label=label, years=years)


def _dated(mapping: Mapping) -> dict[str, int]:
    """Return the fields of such dates, and how many years each may be back."""
    subject, age = mapping.subject, mapping.score.age if mapping.score is not None else None
    born = [subject.born if subject is not None else None, age.born if age is not None else None]
    on = [subject.on if subject is not None else None, age.on if age is not None else None]
    on += [mapping.review.on] if mapping.review is not None else []
    return dict.fromkeys(filter(None, born), _LONGEST_LIFE) | dict.fromkeys(filter(None, on), _OLDEST_FORM)


def _total(facts: Facts) -> Iterator[Finding]:
    score = facts.mapping.score
    typed = facts.typed(score.total_field) if score is not None else None
    if score is None or not isinstance(typed, int | float):
        return
    location = facts.submission.answers[str(score.total_field)].location
    largest = largest_total(facts.mapping)
    if typed > largest:
        yield find("impossible_total", field=str(score.total_field), location=location, entered=typed, largest=largest)
    if typed != facts.total:
        yield find(
            "total_differs", field=str(score.total_field), location=location, entered=typed, computed=facts.total
        )


def largest_total(mapping: Mapping) -> int:
    """Return the most points that the form can reach."""
    counting = [checklist for checklist in mapping.checklists if checklist.in_total]
    rows = sum(checklist.most(factor) for checklist in counting for factor in checklist.factors)
    score = mapping.score
    if score is None:
        return rows
    if score.tables:  # people add rows
        return _NO_END
    age = max(band.points for band in score.age.bands) if score.age is not None else 0
    times = max([1.0, *(rule.ends[1] for rule in score.multipliers)])
    return math.ceil(rows * times) + age + sum(each.most for each in score.attributes) + _most_judgement(score)


def _most_judgement(score: Score) -> int:
    if score.judgement is None:
        return 0
    return _NO_END if score.judgement.at_most is None else score.judgement.at_most


def _shown(facts: Facts) -> Iterator[Finding]:
    """Hold subtotals and other figures that people typed against those worked out."""
    for shown in shown_values(facts):
        typed = None if shown.cell else facts.typed(shown.field)
        if isinstance(typed, int | float) and shown.text.isdigit() and typed != int(shown.text):
            location = facts.submission.answers[shown.field].location
            label = facts.labels[shown.field]
            yield find(
                "shown_differs", field=shown.field, location=location, label=label, entered=typed, computed=shown.text
            )


def _judgement(facts: Facts) -> Iterator[Finding]:
    rule = facts.mapping.score.judgement if facts.mapping.score is not None else None
    typed = facts.typed(rule.field) if rule is not None else None
    if rule is None or not isinstance(typed, int | float) or typed == 0:
        return
    label, location = facts.labels[rule.field], facts.submission.answers[rule.field].location
    if rule.at_most is not None and typed > rule.at_most:
        yield find(
            "judgement_too_high", field=rule.field, location=location, label=label, entered=typed, most=rule.at_most
        )
    if rule.reason and facts.submission.answers[rule.reason].state is State.BLANK:
        yield find("judgement_reason_missing", field=rule.field, location=location, label=label)


def _attributes(facts: Facts) -> Iterator[Finding]:
    """Find answers that should give points and give none for certain, though nobody else says why."""
    for rule in facts.mapping.score.attributes if facts.mapping.score is not None else ():
        answer = facts.submission.answers.get(rule.field)
        if answer is None or not facts.points.attributes[rule.field].is_open:
            continue
        label = facts.labels[rule.field]
        if answer.state is State.BLANK:
            yield find("points_missing", field=rule.field, location=answer.location, label=label)
        elif isinstance(answer.value, int | float):
            yield find(
                "between_bands", field=rule.field, location=answer.location, label=label, entered=str(answer.value)
            )


def _multipliers(facts: Facts) -> Iterator[Finding]:
    """Find points that are multiplied by nobody knows what."""
    for rule in facts.mapping.score.multipliers if facts.mapping.score is not None else ():
        if not facts.points.products[rule.id].is_known:
            field = str(rule.field or rule.born)
            answer = facts.submission.answers.get(field)
            location = answer.location if answer is not None else None
            yield find("multiplier_unknown", field=field, location=location, label=facts.labels[field])


def _tables(facts: Facts) -> Iterator[Finding]:
    """Hold the rows of scored tables against what people wrote as their result, and name those that can't be scored."""
    for rule in facts.mapping.score.tables if facts.mapping.score is not None else ():
        answer = facts.submission.answers.get(rule.field)
        if answer is None:
            continue
        noted = partial(find, field=rule.field, location=answer.location, label=facts.labels[rule.field])
        if answer.state is State.BLANK and any(row.is_open for row in facts.points.tables[rule.field]):
            yield noted("points_missing")
        for number, (points, row) in enumerate(zip(facts.points.tables[rule.field], answer.rows, strict=False), 1):
            if points.is_open:
                yield noted("row_points_unknown", row=number, most=rule.at_most)
                continue
            said = {name: words.standing for name, words in row.items()}
            for entered, computed in _other_results(rule, said, points.certain, facts.mapping):
                yield noted("row_points_differ", row=number, entered=entered, computed=computed)


def _other_results(
    rule: ScoredTable, row: Table[str, str], points: int, mapping: Mapping
) -> Iterator[tuple[str | int, str | int]]:
    """Yield what people wrote as the result of a row and is another: its number, and its level; with what it is."""
    columns = {each.column: each.value for each in mapping.writes if each.column and each.field == rule.field}
    for column in dict.fromkeys([*([rule.result] if rule.result else []), *columns]):
        numbers = [int(found) for found in re.findall(r"\d+", row.get(str(column), ""))]
        if numbers and points not in numbers:
            yield numbers[-1], points
        level = row_value("level", points, mapping) if columns.get(column) == "level" else ""
        named = _levels_named(row.get(str(column), ""), mapping) if level else set()
        if named and named != {level}:
            yield ", ".join(sorted(named)), level


def _levels_named(text: str, mapping: Mapping) -> set[str]:
    """Return the names of the bands that a text names, the longest first: "Very high" is no "High"."""
    bands = mapping.score.bands if mapping.score is not None else ()
    words = {word.casefold(): band.name for band in bands for word in (band.level, band.name, *band.also)}
    said, named = text.casefold(), set()
    for word in sorted(words, key=len, reverse=True):
        found = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")
        if found.search(said):
            named.add(words[word])
            said = found.sub(" ", said)
    return named


def _same_twice(facts: Facts) -> Iterator[Finding]:
    """Hold answers to the same question in two places against each other."""
    for field in facts.mapping.fields:
        source = facts.submission.answers.get(field.same_as) if field.same_as else None
        here = facts.submission.answers.get(field.id)
        if source is None or here is None or here.state is not State.ANSWERED:
            continue
        labels = {"label": facts.labels[field.id], "other": f"“{facts.labels[source.field]}”"}
        if source.state is State.BLANK:
            other = f"“{labels['label']}”"
            yield find(
                "value_elsewhere",
                field=source.field,
                location=source.location,
                label=facts.labels[source.field],
                other=other,
            )
        elif source.state is State.ANSWERED and _comparable(source.value) != _comparable(here.value):
            yield find("values_differ", field=field.id, location=here.location, **labels)


def _comparable(value: object) -> object:
    """Return a value as it is compared: of a text only letters and digits count."""
    return "".join(filter(str.isalnum, str(value).casefold())) if isinstance(value, str | Choices) else value


def _rounds(facts: Facts) -> Iterator[Finding]:
    """Find rounds that have a date of their own and no answer: perhaps nothing of the earlier ones holds any more."""
    empty = {each.id for each in facts.points.rounds if not each.is_filled_in}
    for each in facts.mapping.rounds:
        for field in facts.mapping.fields if each.id in empty else ():
            dated = facts.submission.answers.get(field.id) if field.is_date else None
            is_its_date = field.id == each.on or (not each.on and _names(field.label, each.column))
            if dated is None or dated.state is not State.ANSWERED or not is_its_date:
                continue
            yield find("round_unmarked", field=field.id, location=dated.location, label=field.label, round=each.column)
            empty.discard(each.id)


def _names(label: str, column: str | int) -> bool:
    """Return whether a label has the header of a column in it: "Date of review" is the date of "Review"."""
    return isinstance(column, str) and re.search(rf"\b{re.escape(column.strip())}\b", label, re.IGNORECASE) is not None


def _rag(facts: Facts) -> Iterator[Finding]:
    score = facts.mapping.score
    typed = facts.typed(score.rag_field) if score is not None else None
    if score is None or typed is None or facts.rag is None or typed == facts.rag:
        return
    location = facts.submission.answers[str(score.rag_field)].location
    yield find(
        "rag_differs",
        field=str(score.rag_field),
        location=location,
        entered=facts.mapping.level_name(str(typed)),
        computed=facts.mapping.level_text(facts.rag, facts.rag_max),
    )


def _review_date(facts: Facts) -> Iterator[Finding]:
    rule, on = facts.mapping.review, completed_on(facts.submission, facts.mapping)
    if rule is None or on is None or facts.review.due is not None or facts.typed(on) is not None:
        return
    answer = facts.submission.answers.get(on)
    yield find(
        "review_date_unknown",
        field=rule.field or on,
        location=answer.location if answer is not None else None,
        reason="the date completed is missing or unclear",
    )


CHECKS: tuple[Callable[[Facts], Iterator[Finding]], ...] = (
    _several_children,
    _checklist_empty,
    _score_differs,
    _age_score,
    _unlikely_dates,
    _total,
    _shown,
    _judgement,
    _attributes,
    _multipliers,
    _tables,
    _same_twice,
    _rounds,
    _rag,
    _review_date,
)
