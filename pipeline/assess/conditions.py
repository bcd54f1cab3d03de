"""Conditions tried on one form: they hold, they don't, or nobody can tell.

What can't be known is tried with every value that it could have; only when that makes a difference nobody can tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import product
from math import prod

from msgspec import Struct

from pipeline.assess.facts import Facts
from pipeline.assess.unknown import Between, CannotTell, Unknown
from pipeline.mapping.conditions import compiled
from pipeline.mapping.evaluation import Evaluate

_MOST_CASES = 4096  # combinations of what unclear entries could be
_NAMES = {
    "age": "the age", "age_today": "the age", "age_at_review": "the age at the review", "total": "the total",
    "rag": "the total",
}  # fmt: skip

Case = dict[str, object]


def names_in(conditions: Iterable[str]) -> tuple[str, ...]:
    """Name the values that conditions ask for."""
    return _names_in(tuple(conditions))


@lru_cache(maxsize=512)  # it follows from the text alone, and each form asks it of each rule
def _names_in(conditions: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted({name for text in conditions for name in compiled(text).names}))


class Cases(Struct, frozen=True):
    """Every combination of values that some names could have, put together one by one as it is tried."""

    values: dict[str, tuple[object, ...]]

    def __len__(self) -> int:
        """How many they are."""
        return prod(map(len, self.values.values()))

    def __iter__(self) -> Iterator[Case]:
        return (dict(zip(self.values, case, strict=True)) for case in product(*self.values.values()))


def cases(conditions: Iterable[str], facts: Facts) -> Cases | None:
    """Return every combination of values that what conditions ask for could have; ``None`` when they are too many."""
    found = Cases({name: facts.values(name) for name in names_in(conditions)})
    return found if len(found) <= _MOST_CASES else None


def holds(when: str, tried: Iterable[Case], facts: Facts, unless: str | None = None) -> bool | None:
    """Return whether ``when`` holds, and ``unless`` doesn't, in all cases or in none; ``None`` when it depends."""
    condition, exception = compiled(when).work_out, compiled(unless).work_out if unless else None
    values: Case = dict(facts.functions())
    found: set[bool | None] = set()
    for case in tried:
        values.update(case)
        found.add(_holds(values, condition, exception))
        if len(found) > 1:  # it depends, whatever the other cases say
            return None
    return found.pop() if found else None


def _holds(values: Case, condition: Evaluate, exception: Evaluate | None) -> bool | None:
    try:
        return bool(condition(values)) and not (exception is not None and exception(values))
    except (CannotTell, TypeError):  # a TypeError compares with a date that was left blank
        return None


def decide(condition: str, facts: Facts) -> bool | None:
    """Return whether one condition holds; ``None`` when nobody can tell."""
    tried = cases([condition], facts)
    return holds(condition, tried, facts) if tried is not None else None


def value_of(expression: str, facts: Facts) -> object:
    """Work out an expression; ``None`` when what it asks for isn't known."""
    tried = cases([expression], facts)
    if tried is None or len(tried) != 1:
        return None
    try:
        value = compiled(expression).holds(**next(iter(tried)), **facts.functions())
    except (CannotTell, TypeError):
        return None
    return None if isinstance(value, Between | Unknown) else value


def open_names(conditions: Sequence[str], facts: Facts) -> tuple[str, ...]:
    """Name what conditions ask for and nobody knows, as people call it."""
    asked = {name for text in conditions for name in compiled(text).asked if facts.state(name) == "not_found"}
    counted = {factor for text in conditions for name in compiled(text).rows for factor in facts.open_rows(name)}
    names = [name for name in names_in(conditions) if _is_open(name, facts)]
    called = (_called(name, facts) for name in (*names, *sorted(asked), *sorted(counted)))
    return tuple(dict.fromkeys(called)) or ("a date",)


def _is_open(name: str, facts: Facts) -> bool:
    values = facts.values(name)
    return len(values) > 1 or isinstance(values[0], Unknown) or values[0] is None


def _called(name: str, facts: Facts) -> str:
    outcome = facts.mapping.score.outcome_field if facts.mapping.score is not None else None
    if name in ("level", "outcome"):
        name = str(outcome) if len(facts.outcomes) > 1 and outcome else "total"
    return _NAMES.get(name) or f"“{facts.labels.get(name, name)}”"
