"""Whether the parts of a mapping fit together: what one part names has to be there in another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Set

from pipeline.errors import InvalidMapping
from pipeline.mapping import conditions, documents
from pipeline.mapping.model import Mapping, Multiplier, ScoredTable, Write
from pipeline.mapping.policy import Rule
from pipeline.mapping.questions import FieldKind
from pipeline.mapping.score import ROW_VALUES, LevelBy
from pipeline.nearest import did_you_mean

_TYPICAL = {FieldKind.DATE: dt.date(2026, 1, 31), FieldKind.NUMBER: 1, FieldKind.TICK: True}


def require_fitting(mapping: Mapping) -> None:
    """Refuse a mapping whose parts don't fit together.

    Raises:
        InvalidMapping: With one line for each mistake.
    """
    if found := problems(mapping):
        raise InvalidMapping("\n".join(f"{mapping.path}: {line}" for line in found), code="mapping_invalid")


def problems(mapping: Mapping) -> list[str]:
    """Return what doesn't fit, a line each; names that name nothing come before what depends on them."""
    return (
        list(_twice(mapping))
        or list(_fields(mapping))
        or [
            *_kinds(mapping),
            *_things(mapping),
            *_people(mapping),
            *_products(mapping),
            *_levels(mapping),
            *_register(mapping),
            *_documents(mapping),
            *_conditions(mapping),
        ]
    )


# -- names -------------------------------------------------------------------------------------------------------------


def _twice(mapping: Mapping) -> Iterator[str]:
    yield from _repeated([field.id for field in mapping.fields] + [factor.id for factor in mapping.factors], "id")
    yield from _given_names(mapping)
    yield from _repeated([each.id for each in mapping.lists], "list")
    yield from _repeated([rule.id for rule in mapping.rules], "rule")
    yield from _repeated([route.id for route in mapping.routes], "route")
    yield from _repeated([checklist.id for checklist in mapping.checklists if checklist.id], "checklist")
    yield from _repeated([group.name for group in mapping.groups], "group")
    if mapping.score is not None:
        yield from _repeated([each.id for each in mapping.score.multipliers], "multiplier")
        yield from _repeated([each.field for each in mapping.score.attributes], "score.attribute")
        yield from _repeated([override.id for override in mapping.score.overrides], "override")


def _given_names(mapping: Mapping) -> Iterator[str]:
    """Yield the names of places that two fields have, or that are the id of another field."""
    names = [field.named for field in mapping.fields if field.named]
    yield from _repeated(names, "named")
    ids = {field.id: field for field in mapping.fields}
    for field in mapping.fields:
        if field.named and ids.get(field.named, field) is not field:
            yield f"field[{field.id}].named: '{field.named}' is the id of another field"


def _repeated(names: Iterable[str], what: str) -> Iterator[str]:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            yield f"{what} '{name}' is used twice"
        seen.add(name)


def _fields(mapping: Mapping) -> Iterator[str]:
    known = {field.id for field in mapping.fields}
    for key, reference in _references(mapping):
        if reference and reference not in known:
            yield f"{key}: there is no field '{reference}'{did_you_mean(reference, known)}"


def _references(mapping: Mapping) -> Iterator[tuple[str, str | None]]:
    """Yield every key that names a field, and what it names."""
    for field in mapping.fields:
        for key in ("rest_of", "under", "part_of", "same_as"):
            yield f"field[{field.id}].{key}", getattr(field, key)
    if mapping.subject is not None:
        yield from (("subject.thing", name) for name in mapping.subject.thing)
        parts = ("name", "born", "number", "on", "assessor")
        yield from ((f"subject.{part}", getattr(mapping.subject, part)) for part in parts)
    yield from _shown_in(mapping)
    for key in ("on", "person"):
        yield from ((f"checklist.round[{each.id}].{key}", getattr(each, key)) for each in mapping.rounds)
    if mapping.score is not None:
        names = ("outcome_field", "age_field", "total_field", "rag_field")
        yield from ((f"score.{name}", getattr(mapping.score, name)) for name in names)
        if mapping.score.age is not None:
            yield from (("score.age.born", mapping.score.age.born), ("score.age.on", mapping.score.age.on))
        yield from (("score.attribute.field", each.field) for each in mapping.score.attributes)
        for rule in mapping.score.multipliers:
            keys = ("born", "on", "field", "total_field")
            yield from ((f"score.multiplier[{rule.id}].{key}", getattr(rule, key)) for key in keys)
        yield from (("score.table.field", each.field) for each in mapping.score.tables)
        if mapping.score.judgement is not None:
            yield "score.judgement.field", mapping.score.judgement.field
            yield "score.judgement.reason", mapping.score.judgement.reason
    if mapping.review is not None:
        yield from (("review.on", mapping.review.on), ("review.field", mapping.review.field))


def _shown_in(mapping: Mapping) -> Iterator[tuple[str, str | None]]:
    """Yield the fields that show what is worked out of the checklists."""
    for checklist in mapping.checklists:
        yield "checklist.total_field", checklist.total_field
        yield from ((f"checklist.group[{group.name}].total_field", group.total_field) for group in checklist.groups)
        yield from ((f"checklist.round[{each.id}].total_field", each.total_field) for each in checklist.rounds)
    yield from ((f"write[{each.field}].field", each.field) for each in mapping.writes)


def _things(mapping: Mapping) -> Iterator[str]:
    """Yield which fields can't say what a form is about."""
    for name in mapping.subject.thing if mapping.subject is not None else ():
        field = mapping.field(name)
        if field is not None and not field.is_short:
            yield f"subject.thing: '{name}' is a {field.kind}, and has to be answered in a few words"


def _people(mapping: Mapping) -> Iterator[str]:
    """Yield what is wrong with whom rows are scored for: every round is about somebody, the subject among them."""
    people = {each.person for each in mapping.rounds}
    if people == {None} or not people:
        return
    for each in mapping.rounds:
        if each.person is None:
            yield f"checklist.round[{each.id}].person: is missing; other rounds have one"
    if mapping.subject is None or mapping.subject.name not in people:
        yield "checklist.round.person: one of the people has to be the name of [subject]"


def _kinds(mapping: Mapping) -> Iterator[str]:
    """Yield which fields are of another kind than what they are used for."""
    for key, name in _shown_in(mapping):
        field = mapping.field(name) if name else None
        if field is not None and not field.takes_number and not key.startswith("write"):
            yield f"{key}: '{name}' is a {field.kind}, and has to be a number"
    for each in mapping.rounds:
        field = mapping.field(each.on) if each.on else None
        if field is not None and not field.is_date:
            yield f"checklist.round[{each.id}].on: '{field.id}' is a {field.kind}, and has to be a date"
    for attribute in mapping.score.attributes if mapping.score is not None else ():
        field = mapping.field(attribute.field)
        choices = field.values if field is not None else ()
        if field is not None and attribute.bands and field.kind is not FieldKind.NUMBER:
            yield f"score.attribute[{field.id}].band: '{field.id}' is a {field.kind}, and has to be a number"
        for choice in attribute.points:
            if choice not in choices:
                yield f"score.attribute[{attribute.field}].points: there is no choice '{choice}'" + did_you_mean(
                    choice, choices
                )


def _products(mapping: Mapping) -> Iterator[str]:
    """Yield what multipliers and scored tables name, and the form doesn't have."""
    if mapping.score is None:
        return
    taken: set[str] = set()
    for rule in mapping.score.multipliers:
        key = f"score.multiplier[{rule.id}]"
        for name in rule.of:
            if name not in mapping.rows_by_name:
                meant = did_you_mean(name, mapping.rows_by_name)
                yield f"{key}.of: there is no row, group or checklist '{name}'{meant}"
                continue
            rows = {factor.id for factor in mapping.rows_by_name[name]}
            if any(not mapping.checklist_of[row].in_total for row in rows):
                yield f"{key}.of: '{name}' has rows that are not 'in_total'; give the names of those that are"
            if twice := sorted(rows & taken):
                yield f"{key}.of: the row '{twice[0]}' is multiplied twice"
            taken |= rows
        yield from _multiplied_by(mapping, rule, key)
    for table in mapping.score.tables:
        yield from _scored_table(mapping, table)
    for write in mapping.writes:
        if write.column:
            yield from _written_column(mapping, write)


def _written_column(mapping: Mapping, write: Write) -> Iterator[str]:
    """Yield what is wrong with a column in which rows show their points."""
    key, score = f"write[{write.field}]", mapping.score
    table = next((each for each in score.tables if each.field == write.field), None) if score is not None else None
    if table is None or score is None:
        yield f"{key}.column: '{write.field}' is no [[score.table]], so its rows have no points"
        return
    field = mapping.field(write.field)
    columns = [column.id for column in field.columns] if field is not None else []
    if write.column not in columns:
        yield f"{key}.column: the table has no column '{write.column}'{did_you_mean(str(write.column), columns)}"
    elif write.column in table.multiply:
        yield f"{key}.column: '{write.column}' is one of the columns that are multiplied"
    if write.value not in ROW_VALUES:
        yield f"{key}.value: is {write.value!r}, and for a column has to be one of {', '.join(map(repr, ROW_VALUES))}"
    elif write.value == "level" and score.by is not LevelBy.HIGHEST:
        yield f"{key}.value: rows have a level of their own only with [score] by = 'highest'"


def _multiplied_by(mapping: Mapping, rule: Multiplier, key: str) -> Iterator[str]:
    field = mapping.field(rule.field) if rule.field else None
    if field is not None and rule.bands and field.kind is not FieldKind.NUMBER:
        yield f"{key}.field: '{field.id}' is a {field.kind}, and 'band' needs a number"
    choices = field.values if field is not None else ()
    for choice in rule.times:
        if choice not in choices:
            yield f"{key}.times: there is no choice '{choice}'{did_you_mean(choice, choices)}"
    shown = mapping.field(rule.total_field) if rule.total_field else None
    if shown is not None and not shown.takes_number:
        yield f"{key}.total_field: '{shown.id}' is a {shown.kind}, and has to be a number"


def _scored_table(mapping: Mapping, table: ScoredTable) -> Iterator[str]:
    field, key = mapping.field(table.field), f"score.table[{table.field}]"
    if field is not None and not field.has_rows:
        yield f"{key}.field: '{table.field}' is a {field.kind}, and has to be a table"
        return
    columns = [column.id for column in (field.columns if field is not None else ())]
    for column in (*table.multiply, *([table.result] if table.result else [])):
        if column not in columns:
            yield f"{key}: the table has no column '{column}'{did_you_mean(column, columns)}"


# -- levels, register --------------------------------------------------------------------------------------------------


def _levels(mapping: Mapping) -> Iterator[str]:
    if mapping.score is None:
        return
    bands = set(mapping.score.levels)
    for override in mapping.score.overrides:
        for level in (override.set, override.at_least):
            if level and level not in bands:
                yield f"score.override[{override.id}]: there is no level '{level}'{did_you_mean(level, bands)}"
    if mapping.review is not None:
        outcome = mapping.field(mapping.score.outcome_field) if mapping.score.outcome_field else None
        known = bands | {choice.id for choice in (outcome.choices if outcome else ())}
        for level in [interval.level for interval in mapping.review.intervals] + list(mapping.review.none_for):
            if level not in known:
                yield f"review: there is no level '{level}'{did_you_mean(level, known)}"
    yield from _retained(mapping, bands)


def _retained(mapping: Mapping, bands: Set[str]) -> Iterator[str]:
    if mapping.retention is None or mapping.score is None:
        return
    outcome = mapping.field(mapping.score.outcome_field) if mapping.score.outcome_field else None
    known = bands | {choice.id for choice in (outcome.choices if outcome else ())}
    for period in mapping.retention.periods:
        if period.level not in known:
            yield f"retention: there is no level '{period.level}'{did_you_mean(period.level, known)}"


def _register(mapping: Mapping) -> Iterator[str]:
    if mapping.register_ is not None:
        long = {field.id for field in mapping.fields if not field.is_short}
        short = [each.id for each in mapping.fields if each.id not in long] + [each.id for each in mapping.factors]
        try:
            mapping.register_.check(short, long)
        except ValueError as error:
            yield str(error)


# -- conditions --------------------------------------------------------------------------------------------------------


def _conditions(mapping: Mapping) -> Iterator[str]:
    values = {field.id: _TYPICAL.get(field.kind, "") for field in mapping.fields}
    values |= {factor.id: "no" for factor in mapping.factors}
    rows = {*mapping.points_by_name, *mapping.rows_by_name}
    for rule in mapping.rules:
        yield from (f"rule[{rule.id}].{problem}" for problem in rule.problems(values, _columns(rule, mapping), rows))
    for key, text in _other_conditions(mapping):
        yield from (f"{key}: {problem}" for problem in conditions.problems(text, values, rows))


def _columns(rule: Rule, mapping: Mapping) -> list[str]:
    table = mapping.field(rule.field) if rule.field else None
    return [column.id for column in table.columns] if table is not None else []


def conditions_of(mapping: Mapping) -> Iterator[str]:
    """Yield the conditions of a mapping, as it writes them."""
    for rule in mapping.rules:
        yield from rule.conditions
    yield from (text for _, text in _other_conditions(mapping))


def _other_conditions(mapping: Mapping) -> Iterator[tuple[str, str]]:
    if mapping.form.when:
        yield "form.when", mapping.form.when
    for override in mapping.score.overrides if mapping.score is not None else ():
        yield f"score.override[{override.id}].when", override.when
    yield from ((f"write[{each.field}].value", each.value) for each in mapping.writes if not each.column)
    yield from ((f"write[{each.field}].when", each.when) for each in mapping.writes if each.when)
    yield from ((f"route[{route.id}].when", route.when) for route in mapping.routes)
    yield from ((f"document[{each.id}].when", each.when) for each in mapping.documents if each.when)


def _documents(mapping: Mapping) -> Iterator[str]:
    """Yield which documents name what the form doesn't have."""
    known = {field.id for field in mapping.fields} | {factor.id for factor in mapping.factors} | set(documents.FACTS)
    seen: set[str] = set()
    for document in mapping.documents:
        if document.id in seen:
            yield f"document '{document.id}' is used twice"
        seen.add(document.id)
        for name in document.fields(on_request=True):
            if name not in known:
                yield f"document[{document.id}].part.fields: there is no field '{name}'{did_you_mean(name, known)}"
            elif name in (documents.NEVER_LISTED if document.is_list else documents.LISTED_ONLY):
                where = "a list" if document.is_list else "a document of one form"
                yield f"document[{document.id}].part.fields: '{name}' can't stand in {where}"
