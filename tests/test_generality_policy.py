"""Other authorities' tools, by mapping alone: reviews, routes, choice of mapping, outputs and mistakes (G29 to G37)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from pipeline.errors import InvalidMapping, RefusedForm
from pipeline.forms.check import check_all
from pipeline.forms.layouts import prepare_layouts
from pipeline.mapping import load_catalogue
from pipeline.process.form import read_one
from pipeline.writers.register.columns import register_columns
from tests.documents import document
from tests.generality import DAY, FORM, Tool, assessed, codes, rows, unread, values
from tests.shapes import table

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.process.result import Result

LEVELS = """
[[field]]
id = "done"
kind = "date"
label = "Date completed"

[[field]]
id = "level"
kind = "choice"
label = "Level"
choice = [
  { id = "none", label = "No risk" },
  { id = "Emerging", label = "Emerging" },
  { id = "Significant", label = "Significant" },
]

[[field]]
id = "agency"
kind = "choice"
label = "Completed by"
choice = [{ id = "school", label = "School" }, { id = "health", label = "Health" }]

[[field]]
id = "status"
kind = "choice"
label = "Status"
choice = [{ id = "EH", label = "Early Help" }, { id = "CP", label = "CP" }]

[[field]]
id = "review"
kind = "date"
label = "Review on"

[score]
outcome_field = "level"
band = [
  { level = "none", name = "No risk" },
  { level = "low", name = "Low", also = ["Emerging"] },
  { level = "high", name = "High", also = ["Significant"] },
]

[review]
on = "done"
field = "review"
"""
BLANK = [["Date completed", ""], ["Level", ""], ["Completed by", ""], ["Status", ""], ["Review on", ""]]


def filled(tool: Tool, **answers: str) -> Result:
    labels = {"done": "Date completed", "level": "Level", "agency": "Completed by", "status": "Status"}
    return tool.read(*((labels[name], 1, text) for name, text in answers.items()))


# -- reviews and levels (G29, G30) -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("interval", "done", "due"),
    [
        ("days = 10", "01/06/2026", dt.date(2026, 6, 11)),
        ("weeks = 6", "01/06/2026", dt.date(2026, 7, 13)),
        ("months = 1", "31/01/2026", dt.date(2026, 2, 28)),
        ("months = 3", "30/11/2026", dt.date(2027, 2, 28)),
        ("months = 6", "31/08/2027", dt.date(2028, 2, 29)),
        ("working_days = 5", "05/06/2026", dt.date(2026, 6, 12)),
    ],
)
def test_intervals_in_days_weeks_months_and_working_days(
    tmp_path: Path, interval: str, done: str, due: dt.date
) -> None:
    tool = Tool(tmp_path, f'{LEVELS}interval = [{{ level = "high", {interval} }}]', "Risk tool", BLANK)
    assert assessed(filled(tool, done=done, level="Significant")).review_due == due


def test_an_interval_has_an_end_a_day_from_which_it_holds_and_none_for_a_level(tmp_path: Path) -> None:
    intervals = """
holidays = "England"
interval = [
  { level = "high", working_days = 10, at_most = 15 },
  { level = "high", days = 5, from = 2026-09-01 },
]
"""
    tool = Tool(tmp_path, LEVELS + intervals, "Risk tool", BLANK)
    before = filled(tool, done="18/12/2025", level="Significant")
    assert assessed(before).review_due == dt.date(2026, 1, 6)  # past Christmas, Boxing Day and New Year
    assert assessed(filled(tool, done="01/09/2026", level="Significant")).review_due == dt.date(2026, 9, 6)
    assert assessed(filled(tool, done="01/09/2026", level="Emerging")).review_due is None


@pytest.mark.parametrize(
    ("interval", "message"),
    [
        ("weeks = 2, days = 3", "has both 'days' and 'weeks'"),
        ("at_most = 3", "needs 'weeks', 'days', 'working_days' or 'months'"),
        ("days = 9, at_most = 3", "'at_most' is 3, which is less than 'days' (9)"),
    ],
)
def test_an_interval_is_one_length(tmp_path: Path, interval: str, message: str) -> None:
    with pytest.raises(InvalidMapping) as problem:
        _ = Tool(tmp_path, f'{LEVELS}interval = [{{ level = "high", {interval} }}]', "Risk tool", BLANK).layouts
    assert message in problem.value.what


def test_a_policy_changes_the_unit_of_an_interval(tmp_path: Path) -> None:
    tool = Tool(tmp_path, f'{LEVELS}interval = [{{ level = "high", weeks = 4, at_most = 6 }}]', "Risk tool", BLANK)
    policy = tmp_path / "policy" / "ours.toml"
    policy.parent.mkdir()
    policy.write_text('extends = "tool"\n[review]\ninterval = [{ level = "high", working_days = 10 }]', "utf-8")
    interval = load_catalogue([tool.folder], policy).find("tool").review.intervals[0]  # type: ignore[union-attr]
    assert (interval.unit, interval.length, interval.at_most) == ("working_days", 10, None)


def test_another_word_for_a_level_is_that_level(tmp_path: Path) -> None:
    tool = Tool(tmp_path, f'{LEVELS}interval = [{{ level = "low", weeks = 12 }}]', "Risk tool", BLANK)
    result = filled(tool, done="01/06/2026", level="Emerging")
    assert (assessed(result).level, assessed(result).review_due) == ("low", dt.date(2026, 8, 24))


# -- routes and rules (G31, G32) ---------------------------------------------------------------------------------------


ROUTES = """
[[route]]
id = "duty"
when = "level == 'high' and agency in ['school', 'health']"
to = "Duty and Advice referral"
do = "Send it today."

[[route]]
id = "early_help"
when = "level == 'low' and status != 'CP'"
to = "Early Help hub"

[[route]]
id = "worker"
when = "status == 'CP'"
to = "The allocated social worker"
"""


@pytest.mark.parametrize(
    ("answers", "routes", "severity"),
    [
        ({"level": "Significant", "agency": "School", "status": "EH"}, ("Duty and Advice referral",), "note"),
        (
            {"level": "Significant", "agency": "Health", "status": "CP"},
            ("Duty and Advice referral", "The allocated social worker"),
            "note",
        ),
        ({"level": "Emerging", "agency": "School", "status": "Early Help"}, ("Early Help hub",), "note"),
        ({"level": "Significant", "agency": "School or health", "status": "CP?"}, ("Duty and Advice referral",), "ask"),
    ],
)
def test_a_form_is_routed_by_level_agency_and_status(
    tmp_path: Path, answers: dict[str, str], routes: tuple[str, ...], severity: str
) -> None:
    result = filled(Tool(tmp_path, ROUTES + LEVELS, "Risk tool", BLANK), done="01/06/2026", **answers)
    assert assessed(result).routes == routes
    assert {finding.severity for finding in result.findings if finding.code == "route"} >= {severity}
    assert all(f'"{route}"' in result.json() for route in routes)


def test_rules_fail_pass_on_evidence_words_or_cannot_tell(tmp_path: Path) -> None:
    mapping = """
[[field]]
id = "plan"
kind = "narrative"
label = "Plan"

[checklist]
answer = "Score"
points = 5
group = [{ name = "All", factors = [{ id = "missing", label = "Missing" }] }]

[[rule]]
id = "return_interview"
severity = "must"
when = "missing == 'yes'"
mention = ["return interview", "RHI"]
denied_by = ["no return interview"]
field = "plan"
say = "No return interview is mentioned."
"""
    tool = Tool(tmp_path, mapping, "Risk tool", [["Factor", "Score"], ["Missing", ""], ["Plan", ""]])

    def said(entry: str, plan: str) -> list[tuple[str, str]]:
        found = tool.read(("Missing", 1, entry), ("Plan", 1, plan)).findings
        return [(each.severity.value, each.message) for each in found if each.code == "return_interview"]

    assert said("x", "RHI on 3 May") == []
    assert said("x", "No return interview was offered") == [("must", "No return interview is mentioned.")]
    assert [severity for severity, _ in said("?", "Nothing yet")] == ["ask"]
    assert said("no", "Nothing yet") == []


# -- the mapping, types, places to write (G33, G34, G35) ---------------------------------------------------------------


AGES = """
[form]
id = "{id}"
version = "1"
title = "{id}"
blanks = ["shared.docx"]
when = "{when}"

[[field]]
id = "born"
kind = "date"
label = "Date of birth"

[[field]]
id = "done"
kind = "date"
label = "Date completed"

[checklist]
answer = "Score"
points = {points}
group = [{{ name = "All", factors = [{{ id = "missing", label = "Missing episodes in the last year" }}] }}]

[score]
band = [{{ level = "low", to = 4, name = "Low" }}, {{ level = "high", from = 5, name = "High" }}]

[score.age]
born = "born"
on = "done"
band = [{{ from = 0, points = 0 }}]
"""
MISSING = "Missing episodes in the last year"
AGES_BLANK = [["Date of birth", ""], ["Date completed", ""], ["Factor", "Score"], [MISSING, ""]]


class TestByFact:
    def read(self, folder: Path, born: str) -> Result:
        (folder / "blanks").mkdir(exist_ok=True)
        (folder / "blanks" / "shared.docx").write_bytes(document("Risk tool", table(AGES_BLANK)))
        for name, when, points in (("under_12", "age < 12", 9), ("from_12", "age >= 12", 3)):
            (folder / f"{name}.toml").write_text(AGES.format(id=name, when=when, points=points), "utf-8")
        cells = [["Date of birth", born], ["Date completed", "01/06/2026"], AGES_BLANK[2], [MISSING, "x"]]
        layouts = prepare_layouts(load_catalogue([folder])).forms
        return read_one(document("Risk tool", table(cells)), name="form.docx", layouts=layouts, day=DAY)

    @pytest.mark.parametrize(("born", "form", "total"), [("01/05/2016", "under_12", 9), ("01/05/2012", "from_12", 3)])
    def test_the_mapping_is_chosen_by_a_fact(self, tmp_path: Path, born: str, form: str, total: int) -> None:
        result = self.read(tmp_path, born)
        assert (result.submission.form, assessed(result).total) == (form, total)

    def test_a_fact_that_is_not_known_refuses_the_form(self, tmp_path: Path) -> None:
        with pytest.raises(RefusedForm) as refusal:
            self.read(tmp_path, "")
        assert refusal.value.code == "form_not_told"
        assert "under_12: age < 12" in refusal.value.remedy


@pytest.mark.parametrize(("typed", "value"), [("CSE", "CSE"), ("CSE and CCE", "CSE, CCE"), ("CCE, CSE", "CCE, CSE")])
def test_one_or_several_types(tmp_path: Path, typed: str, value: str) -> None:
    mapping = """
[[field]]
id = "type"
kind = "choice"
label = "Type of exploitation"
several = true
choice = [{ id = "CSE", label = "CSE" }, { id = "CCE", label = "CCE" }, { id = "MS", label = "Modern slavery" }]
"""
    tool = Tool(tmp_path, mapping, "Risk tool", [["Type of exploitation", ""]])
    assert values(tool.read(("Type of exploitation", 1, typed))) == {"type": value}


WRITES = """
[[field]]
id = "front_total"
kind = "number"
label = "Score carried forward"

[[field]]
id = "front_level"
kind = "text"
label = "Level carried forward"

[[field]]
id = "front_tick"
kind = "choice"
label = "Rating"
choice = [{ id = "low", label = "Low risk" }, { id = "high", label = "High risk" }]

[[field]]
id = "total"
kind = "number"
label = "TOTAL"

[checklist]
answer = "Score"
points = 5
group = [{ name = "Home", factors = [{ id = "missing", label = "Missing" }, { id = "gifts", label = "Gifts" }] }]

[score]
total_field = "total"
band = [{ level = "low", to = 4, name = "Low risk" }, { level = "high", from = 5, name = "High risk" }]

[[write]]
field = "front_total"
value = "points('Home')"

[[write]]
field = "front_level"
value = "rag"

[[write]]
field = "front_tick"
value = "rag"
"""
WRITES_BLANK = rows("""
    Score carried forward |
    Level carried forward |
    Rating                |
    Low risk              |
    High risk             |
    Factor                | Score
    Missing               |
    Gifts                 |
    TOTAL                 |
""")


class TestWrites:
    def test_results_go_where_the_mapping_says_and_are_read_elsewhere(self, tmp_path: Path) -> None:
        blank = [[*row, ""][:2] for row in WRITES_BLANK]
        result, again = Tool(tmp_path, WRITES, "Risk tool", blank).process(("Missing", 1, "x"), ("TOTAL", 1, "7"))
        assert "total_differs" in codes(result)
        assert values(again)["front_total"] == 5
        assert values(again)["front_level"] == "High risk"
        assert values(again)["front_tick"] == "high"

    def test_what_is_not_certain_is_not_written(self, tmp_path: Path) -> None:
        blank = [[*row, ""][:2] for row in WRITES_BLANK]
        _, again = Tool(tmp_path, WRITES, "Risk tool", blank).process(("Missing", 1, "?"), ("Gifts", 1, "x"))
        assert "front_total" not in values(again)
        assert values(again)["front_level"] == "High risk"

    @pytest.mark.parametrize(
        ("entries", "shown"),
        [([("Missing", 1, "x")], "High risk"), ([("Gifts", 1, "x")], 5), ([("Missing", 1, "?")], None)],
        ids=["the first holds", "it doesn't", "nobody can tell"],
    )
    def test_what_is_shown_may_hang_on_a_condition(
        self, tmp_path: Path, entries: list[tuple[str, int, str]], shown: object
    ) -> None:
        second = '[[write]]\nfield = "front_level"\nvalue = "points(\'gifts\')"\n'
        mapping = (
            WRITES.replace('field = "front_level"\n', 'field = "front_level"\nwhen = "missing == \'yes\'"\n') + second
        )
        blank = [[*row, ""][:2] for row in WRITES_BLANK]
        _, again = Tool(tmp_path, mapping, "Risk tool", blank).process(*entries)
        assert values(again).get("front_level") == (None if shown is None else str(shown))


# -- records, mistakes (G36, G37) --------------------------------------------------------------------------------------


def test_a_record_is_a_list_of_columns(tmp_path: Path) -> None:
    mapping = WRITES + '\n[register]\ncolumns = ["file", "missing", "front_level", "total", "subtotals", "rag"]\n'
    tool = Tool(tmp_path, mapping, "Risk tool", [[*row, ""][:2] for row in WRITES_BLANK])
    shown = register_columns(tool.layouts.mappings[0], day=DAY)
    headers = [column.header for column in shown]
    assert headers[:5] == ["File", "Look first", "Missing", "Level carried forward", "Total"]


@pytest.mark.parametrize(
    ("mistake", "message"),
    [
        (('answer = "Score"', ""), "checklist.answer: is missing"),
        (('answer = "Score"', 'answer = "Mark"'), "checklist: no row has the headers 'Mark'"),
        (("points = 5", "point = 5"), "checklist.point: there is no such key"),
        (("points = 5", ""), "checklist.factors[missing].points: is missing"),
        (('answer = "Score"', "answer = 0"), "checklist.answer: is 0; input should be greater than or equal to 1"),
        (
            (
                'answer = "Score"',
                'answer = "Score"\noption = [{ id = "y", label = "Y", points = 1 }, '
                '{ id = "y", label = "N", points = 0 }]',
            ),
            "checklist.option: id 'y' is used twice",
        ),
        (
            ('answer = "Score"', 'answer = "Score"\noption = [{ id = "y, z", label = "Y", points = 1 }]'),
            "checklist.option[y, z].id: holds a comma, and results list several ids with commas",
        ),
        (
            ('answer = "Score"', 'answer = "Score"\noption = [{ id = "y", label = "Yes" }]'),
            "checklist.option[y]: an option needs 'points' or 'means'",
        ),
        (('value = "rag"', 'value = "rag"\nwhen = "totl > 1"'), "write[front_level].when: 'totl > 1' names 'totl'"),
        (('value = "rag"', 'value = "ragg"'), "write[front_level].value: 'ragg' names 'ragg', which is not there"),
        (("points('Home')", "points('Hom')"), "there is no such row, group or checklist; did you mean 'Home'?"),
        (('field = "front_tick"', 'field = "frnt_tick"'), "there is no field 'frnt_tick'; did you mean 'front_tick'?"),
        (
            ('answer = "Score"', 'answer = "Score"\nseveral = "sum"'),
            "checklist.several: is 'sum'; allowed",
        ),
    ],
)
def test_a_mistake_is_named_with_its_key_and_what_was_meant(
    tmp_path: Path, mistake: tuple[str, str], message: str
) -> None:
    blank = [[*row, ""][:2] for row in WRITES_BLANK]
    with pytest.raises(InvalidMapping) as problem:
        _ = Tool(tmp_path, WRITES.replace(*mistake), "Risk tool", blank).layouts
    assert message in problem.value.what


def test_wordings_that_no_blank_prints_and_cells_that_no_field_claims_are_named(tmp_path: Path) -> None:
    mapping = WRITES.replace('label = "Gifts"', 'label = "Gifts", also = ["Presents"]')
    blank = [[*row, ""][:2] for row in WRITES_BLANK] + [["Office use", ""]]
    tool = Tool(tmp_path, mapping, "Risk tool", blank)
    checked = check_all([tool.folder])
    assert checked.problems == ()
    assert [each.partition(": ")[2] for each in checked.unused] == ["factors[gifts]: no blank prints 'Presents'"]
    assert unread(tool.read(("Missing", 1, "x"), ("Office use", 1, "Box 12"))) == ["Box 12"]


def test_a_whole_tool_is_one_file(tmp_path: Path) -> None:
    path = tmp_path / "tool.toml"
    path.write_text(FORM + LEVELS, "utf-8")
    assert load_catalogue([path]).find("tool").score is not None
