"""A condition comes to what Jinja itself makes of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import jinja2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2.sandbox import SandboxedEnvironment

from pipeline.mapping.conditions import compiled

VALUES = {
    "age": 14,
    "level": "low",
    "notes": "",
    "day": dt.date(2026, 1, 31),
    "filled": lambda *asked: "notes" in asked,
}


@pytest.mark.parametrize(
    "condition",
    [
        "age", "-age", "age + 1 - 3", "not notes", "notes or level", "notes and level", "[age, 'x']", "(age, 'x')",
        "()",
        "level == 'low'", "level != 'low'", "age < 15", "age <= 13", "age > 13", "age >= 15", "1 < age < 20",
        "1 < age < 10 < 20", "20 < age < missing", "level in ['low', 'high']", "level not in ('low', 'high')",
        "filled('notes') and not (filled('level') or age == 15)", "none == true", "day < 3", "'a' + 1", "missing == 1",
    ],
)  # fmt: skip
def test_a_condition_is_worked_out_as_jinja_does(condition: str) -> None:
    theirs = jinja2.Environment(undefined=jinja2.StrictUndefined, autoescape=True).compile_expression(
        condition, undefined_to_none=False
    )
    assert _told(compiled(condition).holds) == _told(theirs)


def _told(evaluate: object) -> str:
    assert callable(evaluate)
    try:
        return repr(evaluate(**VALUES))
    except (TypeError, jinja2.UndefinedError) as error:
        return repr(error)


@pytest.mark.parametrize("condition", ["", "age, level", "age) and (age", "age level"])
def test_what_is_no_single_expression_is_refused(condition: str) -> None:
    with pytest.raises(ValueError, match="is not a condition"):
        compiled(condition)


_ATOMS = st.sampled_from(
    ["age", "text", "nothing", "absent", "1", "0", "7", "'a'", "''", "'ab'", "true", "none", "filled('text')"]
)
_PAIRS = st.sampled_from(
    ["==", "!=", "<", "<=", ">", ">=", "in", "not in", "and", "or", "+", "-"]
)  # chains of comparisons come of leaving the brackets out


def _larger(smaller: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds("({} {} {})".format, smaller, _PAIRS, smaller),
        st.builds("{} {} {}".format, smaller, _PAIRS, smaller),
        st.builds("(not {})".format, smaller),
        st.builds("(-{})".format, smaller),
        st.builds("[{}, {}]".format, smaller, smaller),
        st.builds("({}, {})".format, smaller, smaller),
    )


_CONDITIONS = st.recursive(_ATOMS, _larger, max_leaves=8)
RANDOM_VALUES = {"age": 7, "text": "ab", "nothing": None, "filled": bool}


def _outcome(holds: Callable[..., object]) -> tuple[str, str]:
    try:
        found = holds(**RANDOM_VALUES)
    except (TypeError, jinja2.UndefinedError) as error:
        return type(error).__name__, str(error)
    if isinstance(found, jinja2.Undefined):
        return "undefined", str(found._undefined_name)
    return type(found).__name__, repr(found) if "Undefined" not in repr(found) else "a list"


@settings(max_examples=150, deadline=None)
@given(_CONDITIONS)
def test_a_condition_comes_to_what_jinja_makes_of_it(text: str) -> None:
    environment = SandboxedEnvironment(undefined=jinja2.StrictUndefined, autoescape=False)
    assert _outcome(compiled(text).holds) == _outcome(environment.compile_expression(text, undefined_to_none=False))
