"""Conditions are worked out without Jinja: what comes of them is what Jinja itself makes of them, errors too."""

from __future__ import annotations

from collections.abc import Callable

import jinja2
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2.sandbox import SandboxedEnvironment

from pipeline.mapping.conditions import compiled

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
_VALUES = {"age": 7, "text": "ab", "nothing": None, "filled": bool}


def _outcome(holds: Callable[..., object]) -> tuple[str, str]:
    try:
        found = holds(**_VALUES)
    except (TypeError, jinja2.UndefinedError) as error:
        return type(error).__name__, str(error)
    if isinstance(found, jinja2.Undefined):
        return "undefined", str(found._undefined_name)
    return type(found).__name__, repr(found) if "Undefined" not in repr(found) else "a list"


@settings(max_examples=300, deadline=None)
@given(_CONDITIONS)
def test_a_condition_comes_to_what_jinja_makes_of_it(text: str) -> None:
    environment = SandboxedEnvironment(undefined=jinja2.StrictUndefined, autoescape=False)
    assert _outcome(compiled(text).holds) == _outcome(environment.compile_expression(text, undefined_to_none=False))
