"""Numbers with decimals and units, and points by range: a chart of observations, by mapping alone (G42)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.errors import InvalidMapping
from pipeline.extract.values.numbers import number_value
from pipeline.forms.check import check_all
from pipeline.mapping.model import Field
from pipeline.mapping.strict.models import make
from pipeline.submission import State
from tests.generality import Tool, assessed, codes, values

if TYPE_CHECKING:
    from pathlib import Path

CHART = """
[[field]]
id = "breaths"
kind = "number"
label = "Breaths a minute"

[[field]]
id = "oxygen"
kind = "number"
label = "Oxygen in the blood (%)"

[[field]]
id = "temperature"
kind = "number"
label = "Temperature"
unit = ["°C"]
decimals = 1
at_least = 25
at_most = 45

[[field]]
id = "awake"
kind = "choice"
label = "Awake?"
choice = [{ id = "alert", label = "Alert" }, { id = "confused", label = "Confused" }, { id = "voice", label = "Voice" }]

[[field]]
id = "sum"
kind = "number"
label = "Sum of points"

[[field]]
id = "worst"
kind = "number"
label = "Most points of one observation"

[[field]]
id = "danger"
kind = "choice"
label = "Danger"
choice = [
  { id = "low", label = "Low" }, { id = "raised", label = "Raised" },
  { id = "medium", label = "Medium" }, { id = "high", label = "High" },
]

[score]
total_field = "sum"
rag_field = "danger"
band = [
  { level = "low", to = 3, name = "Low" },
  { level = "raised", from = 4, to = 4, name = "Raised" },
  { level = "medium", from = 5, to = 6, name = "Medium" },
  { level = "high", from = 7, name = "High" },
]

[[score.attribute]]
field = "breaths"
band = [
  { to = 8, points = 3 }, { from = 9, to = 11, points = 1 }, { from = 12, to = 20, points = 0 },
  { from = 21, to = 24, points = 2 }, { from = 25, points = 3 },
]

[[score.attribute]]
field = "oxygen"
band = [
  { to = 91, points = 3 }, { from = 92, to = 93, points = 2 }, { from = 94, to = 95, points = 1 },
  { from = 96, points = 0 },
]

[[score.attribute]]
field = "temperature"
band = [
  { to = 35.0, points = 3 }, { from = 35.1, to = 36.0, points = 1 }, { from = 36.1, to = 38.0, points = 0 },
  { from = 38.1, to = 39.0, points = 1 }, { from = 39.1, points = 2 },
]

[[score.attribute]]
field = "awake"
points = { confused = 3, voice = 3 }

[[score.override]]
id = "red"
when = "highest('attributes') >= 3"
at_least = "raised"
say = "One observation gives 3 points."

[[write]]
field = "worst"
value = "highest('attributes')"
"""
BLANK = [
    ["Breaths a minute", ""], ["Oxygen in the blood (%)", ""], ["Temperature", ""], ["Awake?", ""],
    ["Sum of points", ""], ["Most points of one observation", ""], ["Danger", "Mark"],
    ["Low", ""], ["Raised", ""], ["Medium", ""], ["High", ""],
]  # fmt: skip


def chart(folder: Path) -> Tool:
    return Tool(folder, CHART, "Chart of observations", BLANK)


def observed(breaths: str, oxygen: str, temperature: str, awake: str = "Alert") -> list[tuple[str, int, str]]:
    typed = (breaths, oxygen, temperature, awake)
    return [(row[0], 1, text) for row, text in zip(BLANK, typed, strict=False) if text]


@pytest.mark.parametrize(
    ("typed", "total", "rag"),
    [
        (observed("16", "97", "37.4"), 0, "low"),
        (observed("22 per min", "95 %", "38.4 °C"), 4, "raised"),
        (observed("25/min", "97%", "37"), 3, "raised"),
        (observed("26 bpm", "91", "39,1"), 8, "high"),
        (observed("16", "97", "35.0"), 3, "raised"),
        (observed("16", "97", "36.1", "Confused"), 3, "raised"),
    ],
    ids=["well", "points by range", "one red", "many", "a decimal is the end of a range", "a red choice"],
)
def test_observations_give_points_by_range_and_one_red_raises_the_level(
    tmp_path: Path, typed: list[tuple[str, int, str]], total: int, rag: str
) -> None:
    result = assessed(chart(tmp_path).read(*typed))
    assert (result.total, result.total_max, result.rag, result.complete) == (total, total, rag, True)


def test_what_was_left_out_leaves_the_total_open(tmp_path: Path) -> None:
    result = chart(tmp_path).read(*observed("", "97", "37.4"))
    found = assessed(result)
    assert (found.total, found.total_max, found.complete, found.level_max) == (0, 3, False, "raised")
    assert [each.field for each in result.findings if each.code == "points_missing"] == ["breaths"]
    (red,) = [each for each in result.findings if each.code == "level_override"]
    assert red.message.startswith("Can't say for certain without “Breaths a minute”")


def test_what_is_left_out_may_count_nothing(tmp_path: Path) -> None:
    mapping = CHART.replace('field = "breaths"\nband', 'field = "breaths"\nblank = "none"\nband')
    result = Tool(tmp_path, mapping, "Chart of observations", BLANK).read(*observed("", "97", "37.4"))
    assert (assessed(result).total_max, assessed(result).complete) == (0, True)


def test_what_is_left_out_may_block_the_level(tmp_path: Path) -> None:
    mapping = CHART.replace('field = "breaths"\nband', 'field = "breaths"\nblank = "block"\nband')
    result = Tool(tmp_path, mapping, "Chart of observations", BLANK).read(*observed("", "97", "37.4"))
    assert assessed(result).rag is None
    assert "level_blocked" in codes(result)


def test_a_number_between_two_ranges_is_open(tmp_path: Path) -> None:
    result = chart(tmp_path).read(*observed("24.5", "97", "37.4"))
    assert (assessed(result).total, assessed(result).total_max, assessed(result).complete) == (2, 3, False)
    assert "between_bands" in codes(result)


def test_points_are_written_and_read_again(tmp_path: Path) -> None:
    _, again = chart(tmp_path).process(*observed("22", "97", "38.4"))
    found = values(again)
    assert {name: found[name] for name in ("temperature", "sum", "worst", "danger")} == {
        "temperature": 38.4, "sum": 3, "worst": 2, "danger": "low",
    }  # fmt: skip


def test_a_typed_sum_with_decimals_is_another(tmp_path: Path) -> None:
    result = chart(tmp_path).read(*observed("22", "97", "37.4"), ("Sum of points", 1, "2.5"))
    (found,) = [each for each in result.findings if each.code == "total_differs"]
    assert "2.5" in found.message


def test_check_tries_numbers_that_the_form_takes(tmp_path: Path) -> None:
    _ = chart(tmp_path)
    assert check_all([tmp_path]).remarks == ()


# -- numbers as people type them ---------------------------------------------------------------------------------------


def number(**more: object) -> Field:
    return make(Field, **{"id": "asked", "kind": "number", "label": "Asked", **more})


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("57", 57), ("57.0", 57), ("57 points", 57), ("57/186", 57), ("57 out of 186", 57),
        ("57 / ", 57), ("total of 57", 57), ("26 / min", 26), ("57 (57)", 57), ("37.4", 37.4),
        ("97%", 97), ("97 per cent", 97),
        ("26 per min", 26), ("88 bpm", 88), ("38.4 °C", 38.4), ("120 mmHg", 120), ("14 years", 14), ("= 5.25", 5.25),
    ],
)  # fmt: skip
def test_a_number_with_its_unit_is_certain(typed: str, value: float) -> None:
    found = number_value(typed, number())
    assert (found.value, type(found.value)) == (value, type(value))


@pytest.mark.parametrize(
    "typed",
    ["154 lb", "101 F", "3 weeks", "12 st 4", "1.72 m", "97% 2", "1,000", "-1", "6.5.2026", "10 .5", "37. 4", "3½",
     "5-6", "about 5", "12 h", "> 5", "1 1/2", "12/03/2026", "120/80", "2 of 3 of 4", "/ 10", "of 10", "out of 10"],
)  # fmt: skip
def test_what_may_be_another_number_is_unclear(typed: str) -> None:
    assert number_value(typed, number()).state is State.UNCLEAR


def test_one_of_two_neighbours_may_be_either() -> None:
    found = number_value("2/3", number())
    assert (found.state, found.proposed) == (State.UNCLEAR, 2)
    assert number_value("9/10", number(at_least=0, at_most=10)).value == 9
    assert number_value("2 of 3", number()).value == 2


def test_a_comma_may_be_a_decimal_sign() -> None:
    found = number_value("36,8", number())
    assert (found.state, found.proposed) == (State.UNCLEAR, 36.8)
    assert number_value("36,8", number(decimals=1)).value == 36.8
    assert number_value("36,8 °C", number()).value == 36.8
    assert number_value("1,000", number(decimals=1)).state is State.UNCLEAR


@pytest.mark.parametrize(
    ("typed", "value"), [("70", 70), ("70 kg", 70), ("70 Kilos", 70), ("154 lb", None), ("70 cm", None)]
)
def test_the_form_s_unit_is_named_or_printed(typed: str, value: int | None) -> None:
    assert number_value(typed, number(unit=["kg", "kilos"])).value == value
    assert number_value(typed, number(label="Weight (in kg)")).value == value


def test_a_unit_of_ones_own() -> None:
    smoked = number(unit=["cigarettes a day", "a day"])
    assert [number_value(typed, smoked).value for typed in ("10 a day", "10 cigarettes a day", "10 a week")] == [
        10, 10, None,
    ]  # fmt: skip


@pytest.mark.parametrize("typed", ["374", "3.74", "37.45"])
def test_a_number_that_the_form_does_not_take_is_unclear(typed: str) -> None:
    assert number_value(typed, number(decimals=1, at_least=25, at_most=45)).state is State.UNCLEAR


# -- mistakes in mappings ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "wrong", "said"),
    [
        ("from = 35.1, to = 36.0", "from = 35.0, to = 36.0", r"35-36 overlaps up to 35"),
        ("{ from = 39.1, points = 2 }", "{ to = 45, points = 2 }", r"up to 45 is not the first band"),
        ("at_least = 25", "at_least = 55", r"field\[temperature\]: 'at_least' is more than 'at_most'"),
        ("at_least = 25", "at_least = nan", r"field\[temperature\].at_least: is nan; input should be a finite number"),
        ("decimals = 1", 'decimals = "1"', r"field\[temperature\].decimals: is '1'"),
        ('label = "Awake?"', 'label = "Awake?"\nunit = ["h"]', r"field\[awake\]: 'unit', .* go with kind 'number'"),
        ("points = { confused = 3, voice = 3 }", "band = [{ to = 3, points = 1 }]", r"'awake' is a choice"),
        ("highest('attributes')", "highest('atributes')", r"did you mean 'attributes'\?"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, printed: str, wrong: str, said: str) -> None:
    with pytest.raises(InvalidMapping, match=said):
        _ = Tool(tmp_path, CHART.replace(printed, wrong), "Chart of observations", BLANK).layouts
