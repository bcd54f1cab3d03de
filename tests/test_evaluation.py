"""A condition comes to what Jinja itself makes of it."""

import datetime as dt

import jinja2
import pytest

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
    with pytest.raises(ValueError, match="is no condition"):
        compiled(condition)
