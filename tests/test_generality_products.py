"""Points that are multiplied: by an age or an answer, and severity × likelihood in the rows of a table (G43)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from lxml import etree

from pipeline.errors import InvalidMapping
from pipeline.process.form import process_one
from tests.documents import main_part, mutate, package, parts_of
from tests.generality import DAY, Tool, assessed, codes, rows, values
from tests.reading import read_as_it_stands
from tests.shapes import q

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.process.result import Result

pytestmark = pytest.mark.usefixtures("bare_registers")

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


# -- each row shows its own product -----------------------------------------------------------------------------------

WRITTEN = (
    RISKS
    + """
[[write]]
field = "risks"
column = "rating"
value = "points"
"""
)
LEVELS = WRITTEN.replace('value = "points"', 'value = "level"')


def rated_risks(folder: Path, mapping: str = WRITTEN, *more: str) -> Tool:
    header = "What may happen | Severity (1-5) | Likelihood (1-5) | Rating"
    table = rows("\n".join([header, " | | |", " | | |", " | | |", *more]))
    return Tool(folder, mapping, "Assessment of risks", "Risks", table, rows("Highest rating |"))


def written(tool: Tool, data: bytes) -> bytes:
    return process_one(data, name="form.docx", layouts=tool.layouts.forms, day=DAY)[1]


def ratings(result: Result, data: bytes | None = None) -> list[str]:
    """Return what is in the cells of the ratings: as people left them, or as they stand in a document."""
    submission = result.submission if data is None else read_as_it_stands(data, result)
    return [row["rating"].text for row in submission.answers["risks"].rows]


def test_each_row_shows_its_product_and_has_it_back_as_blank(tmp_path: Path) -> None:
    tool = rated_risks(tmp_path)
    form = tool.form(*risk(1, "Falls", "2", "2"), *risk(2, "Fire", "5", "4 - Likely"))
    once = written(tool, form)
    back = tool.read_bytes(once)
    assert (ratings(back, once), ratings(back)) == (["4", "20"], ["", ""])
    assert written(tool, once) == once


@pytest.mark.parametrize(("typed", "differs"), [("12", True), ("= 12", True), ("16", False), ("4 x 4 = 16", False)])
def test_what_people_wrote_as_product_stays(tmp_path: Path, typed: str, differs: bool) -> None:
    tool = rated_risks(tmp_path)
    result, again = tool.process(*risk(1, "Fire", "4", "4", typed), *risk(2, "Falls", "2", "2"))
    assert [row["rating"].text for row in again.submission.answers["risks"].rows] == [typed, "4"]
    assert ("row_points_differ" in codes(result)) is differs


def test_a_row_that_is_open_shows_nothing(tmp_path: Path) -> None:
    tool = rated_risks(tmp_path)
    _, again = tool.process(*risk(1, "Fire", "4", "?"), *risk(2, "Falls", "2", "2"))
    assert [row["rating"].text for row in again.submission.answers["risks"].rows] == ["", "4"]


def test_a_product_is_worked_out_anew_when_its_numbers_change(tmp_path: Path) -> None:
    tool = rated_risks(tmp_path)
    once = written(tool, tool.form(*risk(1, "Fire", "4", "3"), *risk(2, "Falls", "2", "1")))
    changed = mutate(once, "word/document.xml", ">3<", ">5<")
    again = written(tool, changed)
    assert ratings(tool.read_bytes(again), again) == ["20", "2"]
    assert codes(tool.read_bytes(changed)) == set()


def test_a_product_that_people_typed_over_is_theirs(tmp_path: Path) -> None:
    tool = rated_risks(tmp_path)
    once = written(tool, tool.form(*risk(1, "Fire", "4", "3")))
    result = tool.read_bytes(mutate(once, "word/document.xml", ">12<", ">15<"))
    assert ratings(result) == ["15"]
    assert "row_points_differ" in codes(result)


def test_rows_that_are_added_and_deleted_keep_theirs(tmp_path: Path) -> None:
    tool = rated_risks(tmp_path, WRITTEN, "Noise | 1 | 1 |", "Dust | 1 | 2 |")
    form = tool.form(*risk(1, "Falls", "2", "2"), *risk(2, "Fire", "5", "4"), *risk(3, "Cuts", "3", "3"))
    once = written(tool, form)
    parts = parts_of(once)
    root = main_part(once)
    table_rows = [row for row in root.iter(q("w:tr")) if "Fire" in "".join(row.itertext())]
    table_rows[0].getparent().remove(table_rows[0])  # type: ignore[union-attr]
    fewer = package({**parts, "word/document.xml": etree.tostring(root)})
    again = written(tool, fewer)
    assert ratings(tool.read_bytes(again), again)[:2] == ["4", "9"]
    assert ratings(tool.read_bytes(fewer))[:2] == ["", ""]


def test_a_row_may_show_its_level(tmp_path: Path) -> None:
    tool = rated_risks(tmp_path, LEVELS)
    result, again = tool.process(*risk(1, "Fire", "4", "4"), *risk(2, "Falls", "3", "2"), *risk(3, "Cuts", "1", "1"))
    assert [row["rating"].text for row in again.submission.answers["risks"].rows] == ["High", "Medium", "Low"]
    typed = tool.read(*risk(1, "Fire", "4", "4", "Medium"), *risk(2, "Falls", "3", "2", "medium risk"))
    assert [each.message for each in typed.findings if each.code == "row_points_differ"] == [
        "Risks, row 1: the form says Medium; multiplied it is High."
    ]
    assert codes(result) == set()


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


@pytest.mark.parametrize(
    ("mistake", "said"),
    [
        (('column = "rating"', 'column = "ratng"'), "no column 'ratng'; did you mean 'rating'"),
        (('column = "rating"', 'column = "severity"'), "'severity' is one of the columns that are multiplied"),
        (('value = "points"', 'value = "total"'), "has to be one of 'points', 'level'"),
        (('field = "risks"\ncolumn', 'field = "worst"\ncolumn'), r"'worst' is no \[\[score.table\]\]"),
        (('by = "highest"', 'by = "total"'), None),
        (('by = "highest"', 'by = "total"'), "rows have a level of their own only"),
    ],
)
def test_a_mistake_about_a_column_that_is_written_is_named(
    tmp_path: Path, mistake: tuple[str, str], said: str | None
) -> None:
    mapping = (LEVELS if said is not None and "level of their own" in said else WRITTEN).replace(*mistake)
    if said is None:
        assert rated_risks(tmp_path, mapping).layouts
        return
    with pytest.raises(InvalidMapping, match=said):
        _ = rated_risks(tmp_path, mapping).layouts
