"""Points that are multiplied: by an age or an answer, and severity × likelihood in the rows of a table (G43)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.errors import InvalidMapping
from tests.generality import Tool, assessed, codes, rows, values

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.process.result import Result

# -- additive columns, and a multiplier by age -------------------------------------------------------------------------

EXPLOITATION = """
[[field]]
id = "born"
kind = "date"
label = "Date of birth"

[[field]]
id = "done"
kind = "date"
label = "Date completed"

[[field]]
id = "weighted_score"
kind = "number"
label = "Risk score times age"

[[field]]
id = "total"
kind = "number"
label = "TOTAL"

[[checklist]]
id = "vulnerable"
answer = "Yes"
points = 1
group = [{ name = "Vulnerable", factors = [
  { id = "care", label = "In care" },
  { id = "school", label = "Out of school" },
] }]

[[checklist]]
id = "risk"
several = "add"
after = "Signs of risk"
group = [{ name = "Risk", factors = [
  { id = "older", label = "Older friends" },
  { id = "missing", label = "Goes missing" },
] }]
option = [
  { id = "recent", label = "Last 6 months", points = 5 },
  { id = "earlier", label = "6 to 12 months ago", points = 1 },
]

[score]
total_field = "total"
band = [
  { level = "low", to = 5, name = "Low" },
  { level = "medium", from = 6, to = 15, name = "Medium" },
  { level = "high", from = 16, name = "High" },
]

[[score.multiplier]]
id = "weighted"
of = ["risk"]
born = "born"
on = "done"
total_field = "weighted_score"
band = [{ to = 12, times = 3 }, { from = 13, to = 15, times = 1.1 }, { from = 16, to = 18, times = 1 }]
"""
EXPLOITATION_FORM = (
    "Risk of exploitation",
    rows("Date of birth |\nDate completed |"),
    rows("Vulnerable | Yes\nIn care |\nOut of school |"),
    "Signs of risk",
    rows("Risk | Last 6 months | 6 to 12 months ago\nOlder friends | |\nGoes missing | |"),
    rows("Risk score times age |\nTOTAL |"),
)


def exploitation(folder: Path) -> Tool:
    return Tool(folder, EXPLOITATION, *EXPLOITATION_FORM)


BOTH = ("Older friends", "Last 6 months", "x"), ("Older friends", "6 to 12 months ago", "x")


def born(day: str) -> list[tuple[str, int, str]]:
    return [("Date of birth", 1, day), ("Date completed", 1, "01/06/2026")] if day else []


@pytest.mark.parametrize(
    ("day", "total", "total_max", "rag"),
    [("01/05/2015", 19, 19, "high"), ("01/05/2012", 8, 8, "medium"), ("01/05/2009", 7, 7, "medium")],
    ids=["11 years", "14 years, and rounded up", "17 years"],
)
def test_columns_add_up_and_are_multiplied_by_age(
    tmp_path: Path, day: str, total: int, total_max: int, rag: str
) -> None:
    result = assessed(exploitation(tmp_path).read(*born(day), *BOTH, ("In care", "Yes", "x")))
    assert (result.total, result.total_max, result.rag, result.complete) == (total, total_max, rag, True)
    assert (result.factor_points, dict(result.subtotals)) == (total, {"Vulnerable": 1, "Risk": 6})


@pytest.mark.parametrize("day", ["", "01/05/2000"], ids=["no dates", "older than any band"])
def test_without_an_age_the_total_is_open(tmp_path: Path, day: str) -> None:
    result = exploitation(tmp_path).read(*born(day), *BOTH)
    found = assessed(result)
    assert (found.total, found.total_max, found.complete, found.level_max) == (6, 18, False, "high")
    assert [each.field for each in result.findings if each.code == "multiplier_unknown"] == ["born"]


def test_the_product_is_written_checked_and_in_the_json(tmp_path: Path) -> None:
    tool = exploitation(tmp_path)
    result, again = tool.process(*born("01/05/2015"), *BOTH)
    assert (values(again)["weighted_score"], values(again)["total"]) == (18, 18)
    assert result.record["assessment"]["products"] == {
        "weighted": {"points": 6, "times": 3.0, "product": 18, "product_max": 18}
    }
    typed = tool.read(*born("01/05/2015"), *BOTH, ("Risk score times age", 1, "12"))
    assert [each.field for each in typed.findings if each.code == "shown_differs"] == ["weighted_score"]


def test_an_unclear_row_is_multiplied_too(tmp_path: Path) -> None:
    found = assessed(exploitation(tmp_path).read(*born("01/05/2015"), ("Older friends", "Last 6 months", "?")))
    assert (found.total, found.total_max) == (0, 18)


@pytest.mark.parametrize(("status", "total"), [("CP", 12), ("CIN", 6)])
def test_a_choice_may_multiply(tmp_path: Path, status: str, total: int) -> None:
    mapping = EXPLOITATION.replace('born = "born"\non = "done"\ntotal_field', 'field = "status"\ntotal_field')
    mapping = mapping.replace(
        'band = [{ to = 12, times = 3 }, { from = 13, to = 15, times = 1.1 }, { from = 16, to = 18, times = 1 }]',
        "times = { CP = 2 }",
    )  # fmt: skip
    choice = '[[field]]\nid = "status"\nkind = "choice"\nlabel = "Status"\n'
    choice += 'choice = [{ id = "CP", label = "CP" }, { id = "CIN", label = "CIN" }]\n'
    tool = Tool(tmp_path, choice + mapping, *EXPLOITATION_FORM, rows("Status |"))
    assert assessed(tool.read(*BOTH, ("Status", 1, status))).total == total


# -- severity and likelihood in the rows of a table --------------------------------------------------------------------

RISKS = """
[[field]]
id = "risks"
kind = "table"
label = "Risks"
column = [
  { id = "what", label = "What may happen" },
  { id = "severity", label = "Severity (1-5)" },
  { id = "likelihood", label = "Likelihood (1-5)" },
  { id = "rating", label = "Rating" },
]

[[field]]
id = "worst"
kind = "number"
label = "Highest rating"

[score]
by = "highest"
band = [
  { level = "low", to = 5, name = "Low" },
  { level = "medium", from = 6, to = 12, name = "Medium" },
  { level = "high", from = 13, name = "High" },
]

[[score.table]]
field = "risks"
multiply = ["severity", "likelihood"]
at_most = 5
words = { likelihood = { Rare = 1, Likely = 4, "Almost certain" = 5 } }
result = "rating"

[[write]]
field = "worst"
value = "highest('risks')"
"""


def risks(folder: Path) -> Tool:
    header = "What may happen | Severity (1-5) | Likelihood (1-5) | Rating"
    table = rows(f"{header}\n | | |\n | | |\n | | |")
    return Tool(folder, RISKS, "Assessment of risks", "Risks", table, rows("Highest rating |"))


def risk(row: int, *texts: str) -> list[tuple[int, int, str]]:
    return [(row, column, text) for column, text in enumerate(texts) if text]


def rated(result: Result) -> list[tuple[int, int, str | None]]:
    return [(row.points, row.points_max, row.level) for row in assessed(result).table_points["risks"]]


def test_each_row_is_multiplied_and_has_a_level_and_the_highest_decides(tmp_path: Path) -> None:
    result, again = risks(tmp_path).process(
        *risk(1, "Falls", "2", "2"),
        *risk(2, "Fire", "5", "4 - Likely"),
        *risk(3, "Cuts", "3", "3"),
    )
    assert rated(result) == [(4, 4, "low"), (20, 20, "high"), (9, 9, "medium")]
    assert (assessed(result).rag, assessed(result).complete, values(again)["worst"]) == ("high", True, 20)


@pytest.mark.parametrize(
    ("typed", "points"),
    [("4", 4), ("Likely", 4), ("likely (4)", 4), ("4 - Likely", 4), ("almost certain", 5), ("4.", 4)],
)
def test_a_number_may_be_a_word_or_both(tmp_path: Path, typed: str, points: int) -> None:
    assert rated(risks(tmp_path).read(*risk(1, "Fire", "1", typed))) == [(points, points, "low")]


@pytest.mark.parametrize("typed", ["", "6", "0", "-1", "2.5", "2-3", "3?", "Likely 2", "Unheard of", "4/5", "N/A"])
def test_a_row_that_cannot_be_read_could_have_the_most(tmp_path: Path, typed: str) -> None:
    result = risks(tmp_path).read(*risk(1, "Fire", "4", typed), *risk(2, "Falls", "2", "2"))
    assert rated(result) == [(0, 20, None), (4, 4, "low")]
    found = assessed(result)
    assert (found.rag, found.level_max, found.complete) == ("low", "high", False)
    assert "row_points_unknown" in codes(result)


def test_a_product_that_people_wrote_is_checked(tmp_path: Path) -> None:
    result = risks(tmp_path).read(*risk(1, "Fire", "4", "4", "12"), *risk(2, "Falls", "2", "2", "4"))
    (found,) = [each for each in result.findings if each.code == "row_points_differ"]
    assert "row 1: the form says 12; multiplied it is 16" in found.message


def test_a_table_left_blank_is_no_low_risk(tmp_path: Path) -> None:
    result = risks(tmp_path).read(("Highest rating", 1, "4"))
    assert (assessed(result).level_max, assessed(result).complete) == ("high", False)
    assert "points_missing" in codes(result)


# -- mistakes in mappings ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mistake", "said"),
    [
        (('of = ["risk"]', 'of = ["rsk"]'), "there is no row, group or checklist 'rsk'; did you mean 'Risk'"),
        (('of = ["risk"]', 'of = ["risk", "older"]'), "the row 'older' is multiplied twice"),
        (('born = "born"\n', ""), "'born' and 'on' go together"),
        (('on = "done"\n', 'on = "done"\nfield = "total"\n'), "either 'born' and 'on' .* or 'field' is needed"),
        (("times = 1.1", "times = -1"), r"score.multiplier\[weighted\].band\[2\].times: is -1"),
        (('several = "add"', 'several = "add"\nin_total = false'), "has rows that are not 'in_total'"),
    ],
)
def test_a_mistake_about_a_multiplier_is_named(tmp_path: Path, mistake: tuple[str, str], said: str) -> None:
    with pytest.raises(InvalidMapping, match=said):
        _ = Tool(tmp_path, EXPLOITATION.replace(*mistake), *EXPLOITATION_FORM).layouts


@pytest.mark.parametrize(
    ("mistake", "said"),
    [
        (
            ('multiply = ["severity", "likelihood"]', 'multiply = ["severity", "likelihood", "ratng"]'),
            "no column 'ratng'; did you mean 'rating'",
        ),
        (('result = "rating"', 'result = "rate"'), "the table has no column 'rate'"),
        (("Rare = 1", "Rare = 7"), r"words.likelihood: 'Rare' is 7, and has to be 1 to 5"),
        (("Rare = 1", '"1 Rare" = 1'), "'1 Rare' has a number in it"),
        (("words = { likelihood", "words = { rating"), "'rating' is none of the columns of 'multiply'"),
        (
            ("multiply = [", "multply = ["),
            r"score.table\[risks\].multply: there is no such key; .* did you mean 'multiply'",
        ),
    ],
)
def test_a_mistake_about_a_table_is_named(tmp_path: Path, mistake: tuple[str, str], said: str) -> None:
    with pytest.raises(InvalidMapping, match=said):
        _ = Tool(tmp_path, RISKS.replace(*mistake, 1), "Assessment of risks", "Risks").layouts
