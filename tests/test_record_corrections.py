"""People correct the result, since it has the comments and the report links it: what they typed counts from then on."""

from __future__ import annotations

import datetime as dt
import io
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import openpyxl
import pytest

from tests import blankworkbook
from tests.at_work import HIGH, NAME, Reopened, Team, TeamAfter, comments_of, form, listed, words_of
from tests.documents import parts_of
from tests.filledblank import FilledBlank
from tests.formbuilder import factors
from tests.libreoffice import SAVED_AS, carry_out
from tests.shapes import q
from tests.systems import is_for_owner_only

if TYPE_CHECKING:
    from tests.formbuilder import CompletedForm

INPUT: Final = Path(__file__).parent.parent / "input"
MORGAN: Final = "CE assessment - Morgan Nobody.docx"
ANSWERS: Final = {
    "sen": "5", "self_harm_suicidal": "10", "drug_alcohol_abuse": "0", "ocg_association": "no",
    "looked_after_child": "no",
}  # fmt: skip
"""What somebody types over the entries of Morgan's form that can't be read with certainty."""
RILEY: Final = (NAME, "03/02/2012", "05/10/2026")


def process_morgan(team: Team) -> None:
    shutil.copy(INPUT / MORGAN, team.input / "m.docx")
    team.process()
    row = team.row()
    assert (row.total, row.up_to, row.rag) == ("37", "72", "Low concern (up to High concern)")


@pytest.fixture
def morgan(team_after: TeamAfter) -> Team:
    """The team with Morgan Nobody's form of ``make run``, processed."""
    return team_after(process_morgan)


def unclear() -> CompletedForm:
    """Make a form with two entries that can't be read."""
    return form(*RILEY, "neet").factor("sen", "?").factor("attendance", "?")


def _workbook(**typed: str) -> bytes:
    """Fill in the blank workbook: Riley's, and what else is typed into which named cell."""
    book = openpyxl.load_workbook(io.BytesIO(blankworkbook.blank()))
    days = {"date_of_birth": dt.date(2012, 2, 3), "date_completed": dt.date(2026, 10, 5)}
    for name, value in {"child_name": NAME, **days, **typed}.items():
        blankworkbook.cell_of(book, name).value = value
    return blankworkbook.saved(book)


def as_read(team: Team, path: Path) -> dict[str, Any]:
    """Return what ``wordform read`` says of a file, but for places and where it comes from."""
    said = team.say("read", str(path), "--json").json()
    return {
        "answers": {name: (each["state"], each["value"]) for name, each in said["answers"].items()},
        "checklist": {name: (each["state"], each["points"]) for name, each in said["checklist"].items()},
        "assessment": said["assessment"],
        "findings": sorted((each["code"], each["field"]) for each in said["findings"]),
        "unread": said["unread"],
    }


def assert_corrected(team: Team, reference: str, total: str, name: str = "m.docx") -> None:
    """See one row with the corrected total, and a document that says so without a range."""
    row = team.row()
    assert (row.reference, row.total, row.up_to) == (reference, total, total)
    assert len(team.versions(reference)) == 2
    assert "corrected" in row.status
    assert "up to" not in words_of(team.document(name))
    assert "provisional" not in words_of(team.document(name))
    assert len(team.events()) == 1
    assert team.asked() == []


# -- edited in place ---------------------------------------------------------------------------------------------------


def test_a_result_that_was_edited_in_place_is_taken_in(morgan: Team) -> None:
    reference = morgan.ref()
    before = morgan.document("m.docx")
    edited = morgan.edit("m.docx", **ANSWERS)
    said = morgan.process()
    assert "corrected     m.docx  total 52 · RAG medium" in said.out
    assert_corrected(morgan, reference, "52")
    written = morgan.document("m.docx")
    assert written != edited
    # What was answered needs no comment any more; the others stand.
    assert len(comments_of(written)) < len(comments_of(before))
    assert not [each for each in comments_of(written) if "can't be read" in each and "SEN" in each]
    # What somebody wrote over is kept, for its owner only.
    (kept,) = (morgan.output / "versions" / reference).iterdir()
    assert kept.read_bytes() == edited
    assert is_for_owner_only(kept)
    assert morgan.documents() == ["m.docx"]


def test_the_next_run_finds_nothing_to_do(morgan: Team) -> None:
    morgan.edit("m.docx", **ANSWERS)
    morgan.process()
    before = morgan.state()
    said = morgan.process()
    assert "another version counts: total 52" in said.out
    assert "No form has changed" in said.all
    assert morgan.state() == before


def test_the_corrected_result_reads_as_if_the_form_had_been_so_from_the_start(morgan: Team, project: Path) -> None:
    morgan.edit("m.docx", **ANSWERS)
    morgan.process()
    original = Reopened((project / "input" / MORGAN).read_bytes())
    for field, text in ANSWERS.items():
        original.over(field, text)
    (morgan.folder / "as it should be.docx").write_bytes(original.bytes())
    expected = as_read(morgan, morgan.folder / "as it should be.docx")
    assert as_read(morgan, morgan.output / "m.docx") == expected
    assert expected["assessment"]["total"] == 52


def test_an_edit_by_a_tool_that_notes_the_time_is_taken_in_too(morgan: Team) -> None:
    reference = morgan.ref()
    morgan.edit("m.docx", "2026-11-20T09:00:00Z", **ANSWERS)
    morgan.process()
    assert_corrected(morgan, reference, "52")


def test_history_says_what_was_made_from_what(morgan: Team) -> None:
    morgan.edit("m.docx", **ANSWERS)
    morgan.process()
    history = morgan.history(morgan.ref())
    assert [(each["role"], each["made_from"], each["total"], each["counts"]) for each in history["versions"]] == [
        ("input", 0, "37 (up to 72)", False),
        ("result", 1, "52", True),
    ]
    assert "m.docx (edited result), made from 1" in morgan.run("history", morgan.ref()).out


def test_a_result_that_was_edited_twice_has_three_versions(team: Team) -> None:
    team.put("a.docx", unclear())
    team.process()
    reference = team.ref()
    team.edit("a.docx", sen="5")
    team.process()
    assert (team.row().total, team.row().up_to) == ("15", "20")
    team.edit("a.docx", attendance="no")
    team.process()
    row = team.row()
    assert (row.reference, row.total, row.up_to, row.versions) == (reference, "15", "15", "3")
    made = [each["made_from"] for each in team.history(reference)["versions"]]
    assert made == [0, 1, 2]
    assert len(list((team.output / "versions" / reference).iterdir())) == 2
    assert team.asked() == []


def test_two_edits_of_which_the_first_was_never_processed_are_one(team: Team) -> None:
    team.put("a.docx", unclear())
    team.process()
    team.edit("a.docx", sen="5")
    team.edit("a.docx", attendance="no")
    team.process()
    assert (team.row().total, team.row().versions) == ("15", "2")


def test_a_corrected_name_and_date_stay_with_the_assessment_by_the_register_alone(team: Team) -> None:
    """A date that was corrected in the result is another assessment; the first one stays until it is withdrawn."""
    team.put("a.docx", form(NAME, "03/02/2012", "05/10/2036", *HIGH))
    team.process()
    wrong = team.ref()
    team.edit("a.docx", date_completed="05/10/2026")
    team.process()
    assert sorted(each.completed for each in team.rows()) == ["2026-10-05", "2036-10-05"]
    team.run("withdraw", wrong, "--why", "The date was mistyped")
    assert listed(team.rows(), "completed", "review") == [("2026-10-05", "2026-11-02")]


@pytest.mark.parametrize("change", [{"child_name": "Casey Madeup"}, {"date_completed": "05/11/2026"}])
def test_another_assessment_that_was_made_of_a_result_is_called_after_it(team: Team, change: dict[str, str]) -> None:
    team.put("Team A/a.docx", form(NAME, "03/02/2012", "05/10/2026", *HIGH))
    team.process()
    team.edit("Team A/a.docx", **change)
    team.process()
    names = ["Team A/a 2026-10-05.docx", "Team A/a.docx"]
    assert sorted(each.document for each in team.rows()) == names
    assert {each.file for each in team.rows()} == {"Team A/a.docx"}
    assert team.documents() == names
    assert "unchanged" in team.process().out
    assert team.documents() == names


def test_an_edited_result_whose_input_is_gone_is_taken_in(team: Team) -> None:
    path = team.put("a.docx", unclear())
    team.put("b.docx", form("Casey Madeup", "21/06/2011", "05/10/2026"))
    team.process()
    path.unlink()
    team.edit("a.docx", sen="5", attendance="no")
    team.process()
    assert team.row("a.docx").total == "15"


def test_a_decision_about_what_no_file_is_left_of_says_so(team: Team) -> None:
    path = team.put("a.docx", unclear())
    team.process()
    reference = team.ref()
    path.unlink()
    (team.output / "a.docx").unlink()
    said = team.run("settle", reference, "sen", "--as", "yes")
    assert f"{reference} can't be worked out again: its file is gone." in said.err


def test_an_edited_result_in_a_folder_is_taken_in(team: Team) -> None:
    team.put("Team A/a.docx", unclear())
    team.process()
    team.edit("Team A/a.docx", sen="5", attendance="no")
    assert "corrected" in team.process().out
    assert listed(team.rows(), "total", "file", "document") == [("15", "Team A/a.docx", "Team A/a.docx")]


def test_a_result_that_was_only_touched_or_saved_unchanged_is_no_version(team: Team) -> None:
    team.put("a.docx", unclear())
    team.process()
    path = team.output / "a.docx"
    path.write_bytes(path.read_bytes())
    assert "unchanged" in team.process().out
    assert team.row().versions == "1"


def test_a_result_that_word_saved_without_a_change_says_the_same(team: Team) -> None:
    team.put("a.docx", unclear())
    team.process()
    before = team.row()
    team.edit("a.docx", "2026-11-20T09:00:00Z")
    team.process()
    row = team.row()
    assert (row.reference, row.total, row.up_to, row.review) == (
        before.reference, before.total, before.up_to, before.review,
    )  # fmt: skip
    assert team.asked() == []


# -- handed in, copied over --------------------------------------------------------------------------------------------


def test_a_result_that_was_handed_in_under_another_name_is_a_corrected_version(morgan: Team) -> None:
    reference = morgan.ref()
    corrected = Reopened(morgan.document("m.docx"))
    for field, text in ANSWERS.items():
        corrected.over(field, text)
    morgan.put("m FINAL v2.docx", corrected)
    said = morgan.process()
    assert "corrected     m FINAL v2.docx  total 52" in said.out
    assert_corrected(morgan, reference, "52", "m FINAL v2.docx")
    assert morgan.documents() == ["m FINAL v2.docx"]
    assert not list(morgan.output.rglob("*kept*"))


def test_a_result_that_was_copied_over_the_input_is_a_corrected_version(morgan: Team) -> None:
    reference = morgan.ref()
    corrected = Reopened(morgan.document("m.docx"))
    for field, text in ANSWERS.items():
        corrected.over(field, text)
    morgan.put("m.docx", corrected)
    morgan.process()
    assert_corrected(morgan, reference, "52")
    for _ in range(2):
        morgan.process()
    assert morgan.documents() == ["m.docx"]
    assert not list(morgan.output.rglob("*kept*"))


def test_a_result_edited_in_place_and_copied_over_the_input_is_one_version(morgan: Team) -> None:
    reference = morgan.ref()
    morgan.put("m.docx", morgan.edit("m.docx", **ANSWERS))
    morgan.process()
    assert_corrected(morgan, reference, "52")


def test_an_unedited_result_that_was_copied_to_the_input_changes_nothing(morgan: Team) -> None:
    before = morgan.rows()
    shutil.copy(morgan.output / "m.docx", morgan.input / "m copy.docx")
    said = morgan.process()
    assert "unchanged     m copy.docx  total 37 (up to 72)" in said.out
    assert morgan.rows() == before
    assert morgan.documents() == ["m.docx"]
    shutil.copy(morgan.output / "m.docx", morgan.input / "m.docx")  # over the form itself
    (morgan.input / "m copy.docx").unlink()
    morgan.process()
    assert [(each.total, each.up_to, each.versions) for each in morgan.rows()] == [("37", "72", "1")]


def test_our_own_words_are_no_findings_of_a_result_that_is_read_by_itself(morgan: Team, project: Path) -> None:
    assert as_read(morgan, morgan.output / "m.docx") == as_read(morgan, project / "input" / MORGAN)


# -- garbage -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("garbage", [b"no document at all", b"PK\x03\x04 torn"])
def test_what_can_no_longer_be_read_is_refused_and_nothing_is_written_over(team: Team, garbage: bytes) -> None:
    team.put("a.docx", form(*RILEY, *HIGH))
    team.process()
    before = team.rows(), team.due(), [event["UID"] for event in team.live_events()]
    (team.output / "a.docx").write_bytes(garbage)
    said = team.process(code=3)
    assert "refused" in said.out
    assert (team.rows(), team.due(), [event["UID"] for event in team.live_events()]) == before
    assert team.document("a.docx") == garbage
    team.put("a.docx", form(*RILEY, *HIGH, "sen"))
    team.process(code=None)
    assert team.row().total == "90"
    assert garbage in [path.read_bytes() for path in team.output.rglob("*.docx")]

    (team.output / "a.docx").unlink()
    team.process()
    assert "90" in words_of(team.document("a.docx"))
    assert not (team.output / "refused.csv").exists()


def test_a_result_that_was_deleted_comes_back(team: Team) -> None:
    team.put("a.docx", form(*RILEY, "sen"))
    team.process()
    before = team.document("a.docx")
    (team.output / "a.docx").unlink()
    team.process()
    assert team.document("a.docx") == before


def test_a_file_of_somebody_else_in_a_results_place_is_put_aside(team: Team) -> None:
    team.output.mkdir()
    (team.output / "a.docx").write_bytes(b"somebody's")
    team.put("a.docx", form(*RILEY, "sen"))
    assert "a.kept-1.docx" in team.process().all
    assert (team.output / "a.kept-1.docx").read_bytes() == b"somebody's"
    team.process()
    assert [each.document for each in team.rows()] == ["a.docx"]


# -- other ways of making results --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "options", [["--no-comments"], ["--onto", "template"], ["--onto", "template", "--no-comments"]]
)
def test_however_results_are_made_they_are_known_again(team: Team, project: Path, options: list[str]) -> None:
    shutil.copy(project / "input" / MORGAN, team.input / "m.docx")
    team.process(*options)
    reference = team.ref()
    team.edit("m.docx", **ANSWERS)
    said = team.process(*options)
    assert "corrected     m.docx  total 52" in said.out
    assert_corrected(team, reference, "52")
    said = team.process(*options)
    assert "No form has changed" in said.all


def test_the_document_of_an_excel_form_is_corrected_like_any_other(team: Team) -> None:
    team.put("a.xlsx", _workbook(sen="?", neet="?", attendance="✓"))
    team.process()
    before = team.row()
    assert before.total != before.up_to
    team.edit("a.docx", sen="5", neet="no")
    said = team.process()
    assert "corrected" in said.out
    row = team.row()
    assert (row.reference, row.versions) == (before.reference, "2")
    assert row.total == row.up_to == str(int(before.total) + 5)
    assert team.documents() == ["a.docx"]
    assert "another version counts" in team.process().out


def test_controls_of_a_result_are_ticked_chosen_and_dated(team: Team) -> None:
    made = FilledBlank().type("child_name", NAME).date("date_of_birth", dt.date(2012, 2, 3))
    team.put("a.docx", made.date("date_completed", dt.date(2026, 10, 5)).tick("neet").bytes())
    team.process()
    before = team.row()
    assert (before.total, before.status) == ("10", "needs review")
    opened = FilledBlank(team.document("a.docx"))
    opened.tick("sen").type("case_status", "CP").date("review_date", dt.date(2026, 11, 16))
    (team.output / "a.docx").write_bytes(opened.bytes())
    assert "corrected" in team.process().out
    row = team.row()
    assert (row.reference, row.total, row.review, row.versions) == (before.reference, "15", "2026-11-16", "2")
    answers = team.say("read", "out/a.docx", "--json").json()["answers"]
    assert (answers["case_status"]["value"], answers["review_date"]["value"]) == ("CP", "2026-11-16")
    assert "No form has changed" in team.process().all


def test_a_corrected_review_date_of_ours_is_the_persons(team: Team) -> None:
    team.put("a.docx", form(*RILEY, "sen"))
    team.process()
    assert team.row().review == "2026-12-28"
    team.edit("a.docx", review_date="01/12/2026")
    team.process()
    assert team.row().review == "2026-12-01"
    assert [each["agreed"] for each in team.due()] == ["2026-12-01"]


def test_a_total_that_somebody_typed_over_ours_is_theirs_and_is_found_wrong(team: Team) -> None:
    team.put("a.docx", form(*RILEY, "sen"))
    team.process()
    team.edit("a.docx", total_score="99")
    team.process()
    assert team.row().total == "10"
    assert ("total_differs", "total_score") in as_read(team, team.output / "a.docx")["findings"]
    deleted = [each.text for each in Reopened(team.document("a.docx")).root.iter(q("w:delText"))]
    assert "99" in deleted  # a tracked change, to be accepted or rejected


# -- in LibreOffice ----------------------------------------------------------------------------------------------------


@pytest.mark.integration
def test_a_result_that_was_corrected_in_libreoffice_is_taken_in(morgan: Team, soffice: str) -> None:
    reference = morgan.ref()
    path = morgan.output / "m.docx"
    before = as_read(morgan, morgan.input / "m.docx")
    rows = [{"label": factors()[name][0], "right": 2, "text": text} for name, text in ANSWERS.items()]
    for fill, status in ((rows[:2], "total 52 (up to 72)"), (rows[2:], "total 52 · RAG medium")):
        carry_out(soffice, morgan.folder, [{"open": str(path), "fill": fill, "save": {str(path): SAVED_AS["docx"]}}])
        assert f"corrected     m.docx  {status}" in morgan.process().out
    row = morgan.row()
    assert (row.reference, row.total, row.up_to, row.versions) == (reference, "52", "52", "3")
    assert "up to" not in words_of(morgan.document("m.docx"))
    assert morgan.asked() == []
    # Nothing is found that was not there before LibreOffice had it, and no word of ours is unread.
    found = as_read(morgan, path)
    assert set(found["findings"]) < set(before["findings"])
    assert found["unread"] == before["unread"]
    assert "No form has changed" in morgan.process().all


def test_marks_are_hidden_and_say_nothing_of_anybody(morgan: Team) -> None:
    document = parts_of(morgan.document("m.docx"))["word/document.xml"].decode()
    names = re.findall(r'w:bookmarkStart[^>]*w:name="(_wf_[^"]*)"', document)
    assert names
    assert all(len(name) <= 40 and re.fullmatch(r"\w+", name) for name in names)
    assert any(morgan.ref() in name for name in names)
