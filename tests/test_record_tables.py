"""What tables show: reviews stay without a mapping, what can't be right is never the newest, blanks are no children."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest

from tests.at_work import HIGH, NAME, Team, TeamAfter, form, listed, words_of
from tests.formbuilder import CompletedForm
from tests.numbered_forms import visit, write_mapping

RILEY = (NAME, "03/02/2012", "05/10/2026")
OURS = ("--mapping", "ours/mappings")


def visit_and_assess(team: Team) -> None:
    write_mapping(team.folder / "ours")
    team.put("visit.docx", visit(child_name="Casey Madeup", born="21/06/2011", seen_on="20/11/2026", heating="5"))
    team.put("a.docx", form(*RILEY, "sen"))
    team.process(*OURS)
    assert len(team.due()) == len(team.live_events()) == 2


@pytest.fixture
def visits(team_after: TeamAfter) -> Team:
    """A team with a form of its own beside the shipped one: both have a review to come."""
    return team_after(visit_and_assess)


def own_rows(team: Team) -> list[dict[str, str]]:
    with (team.output / "register-numbered_visit.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


# -- without the mapping -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command",
    [["process", "in"], ["process", "in", "--force"], ["register"], ["report"], ["process", "elsewhere"]],
    ids=" ".join,
)
def test_no_command_without_the_right_mapping_cancels_a_review(visits: Team, command: list[str]) -> None:
    Path("elsewhere").mkdir()
    before = visits.due(), visits.live_events(), own_rows(visits)
    visits.run(*command, code=None)
    assert (visits.due(), visits.live_events(), own_rows(visits)) == before
    assert "CANCELLED" not in (visits.output / "reviews.ics").read_text("utf-8")
    assert "Casey Madeup" in (visits.output / "report.html").read_text("utf-8")


def test_due_needs_no_mapping(visits: Team) -> None:
    assert {each["form"] for each in visits.due()} == {"a.docx", "visit.docx"}
    assert {each["level"] for each in visits.due()} == {"Low concern", "All well"}
    said = visits.run("due", "--within", "200")
    assert "2 reviews" in said.err


def test_a_form_that_changed_while_its_mapping_was_away_is_told_and_keeps_its_review(visits: Team) -> None:
    visits.put("visit.docx", visit(child_name="Casey Madeup", born="21/06/2011", seen_on="20/11/2026", food="10"))
    visits.process(code=3)
    assert len(visits.due()) == len(visits.live_events()) == 2
    visits.process(*OURS)
    assert [each["Total"] for each in own_rows(visits)] == ["10"]
    assert {each["review"] for each in visits.due()} == {"2026-11-27", "2026-12-28"}


def test_a_decision_without_the_mapping_reaches_its_register_with_the_next_run_that_has_it(visits: Team) -> None:
    (row,) = own_rows(visits)
    visits.run("withdraw", row["Reference"], "--why", "Wrong child")
    assert len(visits.due()) == 1
    visits.process(*OURS)
    assert own_rows(visits) == []


def test_days_in_a_register_are_counted_anew_by_the_next_run_that_has_its_mapping(visits: Team) -> None:
    visits.process(day="2026-12-01")
    visits.process(*OURS, day="2026-12-01")
    assert "Days until review, on 01/12/2026" in own_rows(visits)[0]


# -- dates that can't be right -----------------------------------------------------------------------------------------


def test_a_completion_date_in_the_future_is_to_be_looked_at_now_and_never_the_newest(team: Team) -> None:
    team.put("june.docx", form(NAME, "03/02/2012", "05/06/2026", *HIGH))
    team.put("mistyped.docx", form(NAME, "03/02/2012", "05/10/2036", "sen"))
    team.process()
    assert listed(team.rows(), "file", "newest", "review", "previous") == [
        ("june.docx", "yes", "2026-07-03", ""),
        ("mistyped.docx", "no", "2026-11-28", ""),
    ]
    assert [(each["form"], each["review"]) for each in team.due()] == [
        ("june.docx", "2026-07-03"),
        ("mistyped.docx", "2026-11-28"),
    ]
    (question,) = team.questions()
    assert question["kind"] == "future_date"
    assert "05/10/2036, lies after 28/11/2026" in question["message"]
    assert team.row("mistyped.docx").look_first.startswith("The date completed, 05/10/2036")


def test_a_child_whose_only_date_lies_in_the_future_stays_in_due_and_diary(team: Team) -> None:
    team.put("a.docx", form(NAME, "03/02/2012", "05/10/2036", *HIGH))
    team.process()
    assert [each["review"] for each in team.due()] == ["2026-11-28"]
    assert [each["DTSTART"] for each in team.live_events()] == ["20261128"]
    # The day passes, and it is still there.
    assert [each["review"] for each in team.due(day="2026-12-24")] == ["2026-12-24"]


def test_a_date_is_judged_on_the_day_when_tables_are_written(team: Team) -> None:
    team.put("a.docx", form(NAME, "03/02/2012", "05/12/2026", "sen"))
    team.process()
    assert team.asked() == ["future_date"]
    assert team.row().newest == "no"
    team.process(day="2026-12-06")
    assert team.row().newest == "yes"
    assert team.asked(day="2026-12-06") == []
    assert [each["review"] for each in team.due(day="2026-12-06")] == ["2027-02-27"]


def test_an_assessment_without_a_date_could_be_the_newest(team: Team) -> None:
    team.put("june.docx", form(NAME, "03/02/2012", "05/06/2026", *HIGH))
    team.put("undated.docx", form(NAME, "03/02/2012", "", "sen"))
    team.process()
    assert listed(team.rows(), "file", "newest", "review") == [
        ("june.docx", "yes", "2026-07-03"),
        ("undated.docx", "yes", ""),
    ]
    assert [each["review"] for each in team.due()] == ["2026-07-03"]


# -- provisional bands -------------------------------------------------------------------------------------------------


def test_a_provisional_band_is_shown_as_what_it_could_be_everywhere(team: Team) -> None:
    team.put("a.docx", form(*RILEY).factors(dict.fromkeys(HIGH, "?")))
    team.put("b.docx", form("Casey Madeup", "21/06/2011", "05/10/2026", "sen"))
    said = team.process()
    could_be = "Low concern (up to High concern)"
    assert "total 5 (up to 85) · RAG low (up to high) · review by 02/11/2026" in said.out
    assert "provisional 1 (up to high)" in said.all
    row = team.row("a.docx")
    assert (row.rag, row.total, row.up_to, row.review) == (could_be, "5", "85", "2026-11-02")
    assert row.look_first.startswith("could be High concern")
    assert [(each["level"], each["review"]) for each in team.due()] == [
        (could_be, "2026-11-02"),
        ("Low concern", "2026-12-28"),
    ]
    (event,) = [each for each in team.events() if row.reference in each["SUMMARY"]]
    assert could_be in event["SUMMARY"]
    assert "5 (up to 85)" in words_of(team.document("a.docx"))


# -- blanks, columns ---------------------------------------------------------------------------------------------------


def test_a_blank_is_no_child_and_has_no_row(team: Team) -> None:
    team.put("blank.docx", form("", "", ""))
    team.put("another blank.docx", CompletedForm.blank())
    team.put("a.docx", form(*RILEY, "sen"))
    team.process()
    assert [each.file for each in team.rows()] == ["a.docx"]
    assert len(team.due()) == len(team.events()) == 1
    assert team.questions() == []
    assert "unchanged" in team.process().out


def test_a_file_that_was_blank_and_is_filled_in_is_an_assessment(team: Team) -> None:
    team.put("a.docx", CompletedForm.blank())
    team.process()
    assert team.rows() == []
    team.put("a.docx", form(*RILEY, "sen"))
    team.process()
    assert (team.row().total, team.row().versions) == ("10", "1")


def test_an_assessment_whose_file_was_emptied_stays(team: Team) -> None:
    team.put("a.docx", form(*RILEY, *HIGH))
    team.process()
    team.put("a.docx", CompletedForm.blank())
    team.process()
    assert team.row().total == "85"
    assert [each["review"] for each in team.due()] == ["2026-11-02"]


@pytest.mark.usefixtures("whole_registers")
def test_what_to_look_at_first_is_there_whatever_columns_are_asked_for(team: Team) -> None:
    write_mapping(team.folder / "ours")
    mapping = team.folder / "ours" / "mappings" / "numbered_visit.toml"
    mapping.write_text(mapping.read_text("utf-8") + '\n[register]\ncolumns = ["child_name", "total"]\n', "utf-8")
    team.put("a.docx", visit(child_name="Casey Madeup", born="21/06/2011", seen_on="20/11/2026", food="?"))
    team.process(*OURS)
    (row,) = own_rows(team)
    assert list(row) == ["Name of child", "Look first", "Total"]
    assert row["Look first"].startswith("could be Act today")
    sheet = openpyxl.load_workbook(team.output / "register-numbered_visit.xlsx").worksheets[0]
    assert [cell.value for cell in sheet[1]] == list(row)


@pytest.mark.usefixtures("whole_registers")
def test_references_are_text_for_excel(team: Team) -> None:
    team.put("a.docx", form(*RILEY))
    team.process()
    sheet = openpyxl.load_workbook(team.output / "register.xlsx").worksheets[0]
    assert sheet["A2"].value == team.ref()
    assert sheet["A2"].data_type == "s"
