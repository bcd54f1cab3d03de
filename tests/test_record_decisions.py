"""What people decide: it has a name, a time and a reason, shows wherever it counts, and lapses when its ground goes."""

from __future__ import annotations

import csv
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.at_work import DAY, HIGH, NAME, Team, TeamAfter, comments_of, form, listed, read_back, words_of
from tests.small_forms import small_form, write_mapping

if TYPE_CHECKING:
    from tests.formbuilder import CompletedForm

RILEY = (NAME, "03/02/2012", "05/10/2026")


def unclear(*applies: str) -> CompletedForm:
    """Make a form with two entries that can't be read: 10 points that could be 20."""
    return form(*RILEY, "neet", *applies).factor("sen", "?").factor("attendance", "?")


def leave_open(team: Team) -> None:
    team.put("a.docx", unclear())
    team.process()


@pytest.fixture
def open_form(team_after: TeamAfter) -> Team:
    return team_after(leave_open)


# -- settle ------------------------------------------------------------------------------------------------------------


def test_an_unclear_entry_is_settled_without_touching_the_form(open_form: Team) -> None:
    team = open_form
    before = (team.input / "a.docx").read_bytes()
    row = team.row()
    assert (row.total, row.up_to) == ("10", "20")
    said = team.run("settle", row.reference, "sen", "--as", "yes", "--why", "School confirmed it")
    assert "Settled: sen of" in said.err
    assert "total 15 (up to 20)" in said.out
    team.run("settle", row.reference, "attendance", "--as", "no")
    row = team.row()
    assert (row.total, row.up_to, row.settled) == ("15", "15", "SEN; Attendance")
    assert (team.input / "a.docx").read_bytes() == before

    document = team.document("a.docx")
    answers, rows = read_back(document)
    assert answers["total_score"] == 15
    assert (rows["sen"], rows["attendance"]) == ("unclear", "unclear")  # as typed
    assert [each for each in comments_of(document) if "by Jo Bloggs on 28/11/2026" in each] == [
        'Settled as "yes" by Jo Bloggs on 28/11/2026: School confirmed it',
        'Settled as "no" by Jo Bloggs on 28/11/2026.',
    ]
    # Reasons are no part of the register.
    assert "School confirmed it" not in (team.output / "register.csv").read_text("utf-8-sig")


def test_settling_survives_the_next_run_and_force(open_form: Team) -> None:
    team = open_form
    team.run("settle", team.ref(), "sen", "--as", "yes")
    before = team.rows(), team.document("a.docx")
    for options in ([], ["--force"], []):
        team.process(*options)
        assert (team.rows(), team.document("a.docx")) == before


@pytest.mark.parametrize(
    ("entry", "value", "shown"),
    [
        ("sen", "yes", "SEN"),
        ("sen", "5", "SEN"),
        ("sen", "✓", "SEN"),
        ("case_status", "CP", "Child’s/ young person’s Case Status"),
        ("review_date", "16/11/2026", "Agreed CE review date"),
        ("review_date", "2026-11-16", "Agreed CE review date"),
        ("outcome", "high", "Assessment Outcome"),
        ("harm", "At the station", "What past or current harm"),
        ("actions[1].who", "Pat Kaye", "row 1"),
    ],
)
def test_whatever_kind_of_entry_is_open_may_be_settled(open_form: Team, entry: str, value: str, shown: str) -> None:
    team = open_form
    team.run("settle", team.ref(), entry, "--as", value)
    assert shown in team.row().settled
    assert entry not in team.history(team.ref())["open_entries"]
    if entry == "review_date":
        assert team.row().review == "2026-11-16"


def test_a_settled_outcome_counts_and_is_never_ticked(open_form: Team) -> None:
    team = open_form
    team.run("settle", team.ref(), "outcome", "--as", "high")
    assert team.row().review == "2026-11-02"
    answers, _ = read_back(team.document("a.docx"))
    assert not answers["outcome"]
    assert any("Settled as" in each for each in comments_of(team.document("a.docx")))


def test_the_next_row_of_a_table_is_settled_after_the_one_before(open_form: Team) -> None:
    team = open_form
    reference = team.ref()
    assert (
        "The next row of its table is 1" in team.run("settle", reference, "actions[2].who", "--as", "Pat", code=2).all
    )
    team.run("settle", reference, "actions[1].who", "--as", "Pat")
    team.run("settle", reference, "actions[2].who", "--as", "Sam")
    assert "row 2" in team.row().settled


def test_what_was_settled_is_taken_back(open_form: Team) -> None:
    team = open_form
    before = team.rows(), team.document("a.docx")
    team.run("settle", team.ref(), "sen", "--as", "yes")
    team.run("settle", team.ref(), "sen", "--take-back", "--why", "It was another child")
    assert (team.rows(), team.document("a.docx")) == before
    settled, taken_back = team.history(team.ref())["decisions"]
    assert not settled["stands"]
    assert (taken_back["decision"]["kind"], taken_back["decision"]["undoes"]) == (
        "take_back",
        settled["decision"]["id"],
    )
    said = team.run("settle", team.ref(), "sen", "--take-back", code=2)
    assert "Nobody has settled 'sen'" in said.err


def test_what_was_settled_is_settled_otherwise_only_after_taking_it_back(open_form: Team) -> None:
    team = open_form
    team.run("settle", team.ref(), "sen", "--as", "yes")
    said = team.run("settle", team.ref(), "sen", "--as", "no", code=2)
    assert "'sen' was settled by Jo Bloggs on 28/11/2026." in said.err
    assert f"wordform settle {team.ref()} sen --take-back" in said.all
    assert team.row().total == "15"


def test_an_entry_that_reads_otherwise_later_lapses_and_is_asked(open_form: Team) -> None:
    team = open_form
    team.run("settle", team.ref(), "sen", "--as", "yes")
    team.put("a.docx", form(*RILEY, "neet").factor("sen", "??").factor("attendance", "?"))
    team.process()
    row = team.row()
    assert (row.total, row.up_to, row.settled) == ("10", "20", "")
    assert team.asked() == ["settled_lapsed"]
    assert row.look_first.startswith("Jo Bloggs settled sen, which reads otherwise now; must: ")
    assert f"wordform settle {row.reference} sen --as VALUE --by NAME" in team.questions()[0]["command"]
    team.run("settle", team.ref(), "sen", "--as", "no")
    assert team.asked() == []
    assert (team.row().total, team.row().up_to) == ("10", "15")


def test_what_the_form_itself_says_later_is_asked_only_where_it_was_settled_otherwise(open_form: Team) -> None:
    team = open_form
    team.run("settle", team.ref(), "sen", "--as", "yes")
    team.run("settle", team.ref(), "attendance", "--as", "yes")
    team.put("a.docx", form(*RILEY, "neet").factor("sen", "5").factor("attendance", "no"))
    team.process()
    (question,) = team.questions()
    assert question["message"] == "Jo Bloggs settled attendance, which reads otherwise now."
    team.run("settle", team.ref(), "attendance", "--take-back")
    assert team.asked() == []
    assert (team.row().total, team.row().up_to) == ("15", "15")


def test_a_decision_stays_while_its_own_entry_does(open_form: Team) -> None:
    team = open_form
    team.run("settle", team.ref(), "sen", "--as", "yes")
    team.put("a.docx", unclear("ocg_association"))
    team.process()
    assert team.asked() == []
    assert "SEN" in team.row().settled
    assert int(team.row().total) > 15


def test_an_entry_that_was_corrected_in_the_form_needs_no_decision(open_form: Team) -> None:
    team = open_form
    team.run("settle", team.ref(), "sen", "--as", "yes")
    team.put("a.docx", form(*RILEY, "neet", "sen").factor("attendance", "?"))
    team.process()
    assert (team.row().total, team.row().up_to) == ("15", "20")


def test_many_are_settled_from_a_csv(team: Team) -> None:
    for name, child in (("a.docx", RILEY), ("b.docx", ("Casey Madeup", "21/06/2011", "05/10/2026"))):
        team.put(name, form(*child).factor("sen", "?").factor("attendance", "?"))
    team.process()
    one, other = team.ref("a.docx"), team.ref("b.docx")
    with Path("decisions.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(
            [("reference", "entry", "value", "why"), (one, "sen", "yes", "School"), (one, "attendance", "no", ""),
             (other, "sen", "no", "")]
        )  # fmt: skip
    said = team.run("settle", "--from", "decisions.csv", "--why", "Looked at together")
    assert "3 entries" in said.err
    assert [(each.file, each.total, each.up_to) for each in team.rows()] == [
        ("a.docx", "10", "10"),
        ("b.docx", "5", "10"),
    ]
    whys = [each["why"] for each in team.decisions()]
    assert whys == ["School", "Looked at together", "Looked at together"]


def test_a_csv_as_excel_saves_it_in_other_countries_is_read(open_form: Team) -> None:
    Path("decisions.csv").write_text(f"reference;entry;value\n{open_form.ref()};sen;yes\n", "utf-8")
    open_form.run("settle", "--from", "decisions.csv")
    assert open_form.row().total == "15"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("reference,entry\nX,sen\n", "has no column value"),
        ("reference,entry,value\n{ref},sen,yes\n{ref},senn,yes\n", "Line 3:"),
        ("reference,entry,value\n{ref},sen,maybe\n", "Line 2:"),
    ],
)
def test_a_csv_with_a_mistake_says_in_which_line(open_form: Team, text: str, said: str) -> None:
    Path("decisions.csv").write_text(text.format(ref=open_form.ref()), "utf-8")
    found = open_form.run("settle", "--from", "decisions.csv", code=2)
    assert said in found.err
    # What stood before the mistake is settled, and register and document say so.
    assert open_form.row().total == ("15" if said == "Line 3:" else "10")
    assert ("The lines before it are settled." in found.err) == (said == "Line 3:")


def test_a_csv_goes_with_nothing_else(open_form: Team) -> None:
    Path("decisions.csv").write_text("reference,entry,value\n", "utf-8")
    open_form.run("settle", open_form.ref(), "--from", "decisions.csv", code=2)


# -- wrong calls -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entry", "value", "said"),
    [
        ("senn", "yes", "did you mean 'sen'?"),
        ("neet", "no", "NEET was read with certainty. Correct it in the form"),
        ("total_score", "5", "is worked out from the other entries"),
        ("sen", "maybe", "takes yes, no, 5 or 0"),
        ("review_date", "soon", "takes a date"),
        ("review_date", "30/02/2026", "there is no such day"),
        ("outcome", "hihg", "Did you mean 'high'?"),
        ("actions", "Pat", "Name a cell, such as actions[1].what"),
        ("sen.notes", "x", "Notes can't be settled"),
        ("harm", " ", "there is nothing to settle it as"),
    ],
)
def test_a_wrong_entry_or_value_is_exit_code_2_with_what_is_right(
    open_form: Team, entry: str, value: str, said: str
) -> None:
    before = open_form.rows()
    found = open_form.run("settle", open_form.ref(), entry, "--as", value, code=2)
    assert said in found.all
    assert open_form.rows() == before
    assert open_form.decisions() == []


@pytest.mark.parametrize(
    "command",
    [
        ["settle", "REF", "sen", "--as", "yes"],
        ["sign-off", "REF"],
        ["withdraw", "REF", "--why", "x"],
        ["restore", "REF"],
        ["same", "REF", "REAL"],
        ["same", "REAL", "REF"],
        ["withdraw", "REAL", "--why", "x", "--replaced-by", "REF"],
        ["history", "REF"],
        ["erase", "REF", "--why", "x", "--yes"],
    ],
    ids=" ".join,
)
def test_a_wrong_reference_is_exit_code_2_with_the_nearest(open_form: Team, command: list[str]) -> None:
    real = open_form.ref()
    typed = real[:-1] + ("A" if real[-1] != "A" else "B")
    said = open_form.run(*({"REF": typed, "REAL": real}.get(each, each) for each in command), code=2)
    assert f"There is no assessment '{typed}' here. Did you mean {real}?" in said.all
    assert open_form.decisions() == []


def test_a_reference_may_be_typed_in_small_letters(open_form: Team) -> None:
    open_form.run("settle", open_form.ref().lower(), "sen", "--as", "yes")
    assert open_form.row().total == "15"


def test_commands_that_do_not_fit_say_so(open_form: Team) -> None:
    reference = open_form.ref()
    assert "was not withdrawn" in open_form.run("restore", reference, code=2).err
    assert "Both are" in open_form.run("same", reference, reference, code=2).err
    assert (
        "can't be replaced by itself"
        in open_form.run("withdraw", reference, "--why", "x", "--replaced-by", reference, code=2).err
    )
    assert "A withdrawal needs a reason" in open_form.run("withdraw", reference, "--why", " ", code=2).err
    open_form.run("withdraw", reference, "--why", "x")
    assert "is withdrawn already" in open_form.run("withdraw", reference, "--why", "x", code=2).err
    open_form.run("withdraw", reference, code=2)  # without --why
    open_form.run("settle", reference, "sen", code=2)  # neither --as nor --take-back
    open_form.run("settle", reference, "sen", "--as", "yes", "--take-back", code=2)


# -- who ---------------------------------------------------------------------------------------------------------------


def test_who_decides_is_said_by_an_option_or_once_for_all(open_form: Team) -> None:
    open_form.run("settle", open_form.ref(), "sen", "--as", "yes", "--by", "Sam Oakes")
    open_form.run("settle", open_form.ref(), "attendance", "--as", "yes")
    assert [each["by"] for each in open_form.decisions()] == ["Sam Oakes", "Jo Bloggs"]
    assert all("@" in each["account"] for each in open_form.decisions())
    assert all(each["at"].startswith(DAY) for each in open_form.decisions())


def test_nobody_decides_without_a_name(open_form: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WORDFORM_BY")
    monkeypatch.setattr(sys, "stdin", Path(os.devnull).open())  # noqa: SIM115 - closed with the test
    said = open_form.run("settle", open_form.ref(), "sen", "--as", "yes", code=2)
    assert "Nobody is named who decides this. Add --by NAME, or set WORDFORM_BY." in said.all
    sys.stdin.close()


def test_json_says_what_was_recorded_and_nothing_else(open_form: Team) -> None:
    said = open_form.run("settle", open_form.ref(), "sen", "--as", "yes", "--why", "School", "--json")
    (found,) = said.json()
    assert (found["kind"], found["entry"], found["value"], found["raw"], found["by"], found["why"]) == (
        "settle", "sen", "yes", "?", "Jo Bloggs", "School",
    )  # fmt: skip
    assert open_form.decisions() == [found]
    for command in (["sign-off"], ["withdraw"]):
        (found,) = open_form.run(*command, open_form.ref(), "--why", "x", "--json").json()
        assert found["kind"] == command[0].replace("-", "_")


# -- sign-off ----------------------------------------------------------------------------------------------------------


def test_a_signed_off_form_no_longer_needs_review(open_form: Team) -> None:
    team = open_form
    assert team.row().status == "needs review"
    team.run("sign-off", team.ref(), "--why", "Asked the school; nobody can say")
    row = team.row()
    assert (row.status, row.signed_off, row.look_first) == ("assessed", "Jo Bloggs, 28/11/2026", "")
    assert (row.total, row.up_to) == ("10", "20")  # a range stays a range
    assert "Jo Bloggs, 28/11/2026" in (team.output / "report.html").read_text("utf-8")
    said = team.process("--strict")
    assert "needs review" not in said.out


def test_over_an_open_band_or_a_must_the_reason_is_asked_for(team: Team) -> None:
    team.put("a.docx", form(*RILEY).factors(dict.fromkeys(HIGH, "?")))
    team.process()
    assert "without a reason" in team.run("sign-off", team.ref(), code=2).err
    assert team.row().signed_off == ""
    team.run("sign-off", team.ref(), "--why", "Reviewed as High")
    assert team.row().rag == "Low concern (up to High concern)"


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("entry", "harm"),
        ("points", "ocg_association, total"),
        ("settled", "decisions, total"),
        ("review", "review_date, review"),
    ],
)
def test_a_change_lapses_a_sign_off_and_names_what_has_changed(open_form: Team, change: str, named: str) -> None:
    team = open_form
    reference = team.ref()
    team.run("sign-off", reference, "--why", "Looked at it")
    if change == "settled":
        team.run("settle", reference, "sen", "--as", "yes")
    else:
        more = {"entry": {"harm": "At the station"}, "review": {"review_date": "16/11/2026"}}.get(change, {})
        made = unclear("ocg_association") if change == "points" else unclear()
        for field, text in more.items():
            made.put(field, text)
        team.put("a.docx", made)
        team.process()
    assert team.row().signed_off == ""
    assert team.row().status == "needs review"
    (question,) = team.questions()
    assert question["kind"] == "sign_off_lapsed"
    assert question["message"] == f"Jo Bloggs signed it off, and since then this has changed: {named}."
    team.run("sign-off", reference, "--why", "Looked again")
    assert team.asked() == []
    assert team.row().status == "assessed"


def test_a_run_that_changes_nothing_leaves_a_sign_off(open_form: Team) -> None:
    open_form.run("sign-off", open_form.ref(), "--why", "x")
    for options in ([], ["--force"], ["--no-comments"]):
        open_form.process(*options)
        assert open_form.row().signed_off == "Jo Bloggs, 28/11/2026"


def test_a_sign_off_is_taken_back(open_form: Team) -> None:
    open_form.run("sign-off", open_form.ref(), "--why", "x")
    open_form.run("sign-off", open_form.ref(), "--take-back")
    assert (open_form.row().status, open_form.row().signed_off) == ("needs review", "")
    assert open_form.asked() == []
    assert open_form.run("sign-off", open_form.ref(), "--take-back", code=2)


# -- withdraw and restore ----------------------------------------------------------------------------------------------


def assess_twice(team: Team) -> None:
    team.put("june.docx", form(NAME, "03/02/2012", "05/06/2026", "sen"))
    team.put("october.docx", form(*RILEY, *HIGH))
    team.process("--documents")


@pytest.fixture
def two(team_after: TeamAfter) -> Team:
    """A child with an assessment in June, and a High one in October."""
    return team_after(assess_twice)


def test_a_withdrawn_assessment_is_out_and_the_earlier_one_has_its_review_back(two: Team) -> None:
    team = two
    october, uid = team.ref("october.docx"), team.events()[0]["UID"]
    assert [each["review"] for each in team.due()] == ["2026-11-02"]
    assert (team.output / "documents" / "october").is_dir()
    said = team.run("withdraw", october, "--why", "Entered for the wrong child")
    assert "documents/october/duty_and_advice.docx" in said.err  # was made from it already
    assert listed(team.rows(), "file", "newest", "review") == [("june.docx", "yes", "2026-08-28")]
    assert [each["review"] for each in team.due()] == ["2026-08-28"]
    (event,) = team.live_events()
    assert (event["UID"], event["DTSTART"]) == (uid, "20260828")
    assert not (team.output / "documents" / "october").exists()
    assert october not in (team.output / "report.html").read_text("utf-8")

    assert "it was withdrawn" in team.process().out
    assert len(team.rows()) == 1
    team.run("restore", october)
    assert listed(team.rows(), "file", "newest") == [("june.docx", "no"), ("october.docx", "yes")]
    assert [each["review"] for each in team.due()] == ["2026-11-02"]
    assert [each["DTSTART"] for each in team.live_events()] == ["20261102"]


def test_withdrawing_names_all_that_had_been_made_for_others(two: Team) -> None:
    """What was asked for by itself is in no ledger; it lies beside the others, and so do kept copies."""
    october, folder = two.ref("october.docx"), two.output / "documents" / "october"
    two.say("document", "police_share", "in/october.docx", "-o", str(folder / "police_share.docx"))
    (folder / "mosaic_entry.kept-1.docx").write_bytes(b"edited")
    made = sorted(path.name for path in folder.iterdir())
    said = two.run("withdraw", october, "--why", "Wrong child").all
    assert re.findall(r"Had been made from it for others: out/documents/october/(\S+)", said) == made
    assert {"police_share.docx", "mosaic_entry.kept-1.docx", "duty_and_advice.docx"} < set(made)


def test_the_event_of_a_child_without_another_assessment_is_cancelled(team: Team) -> None:
    team.put("a.docx", form(*RILEY, "sen"))
    team.process()
    (before,) = team.events()
    assert before["DTSTART"] == "20261228"
    team.run("withdraw", team.ref(), "--why", "Wrong child")
    assert team.rows() == []
    assert team.due() == []
    (event,) = team.events()
    assert (event["UID"], event["STATUS"]) == (before["UID"], "CANCELLED")
    assert int(event["SEQUENCE"]) > int(before["SEQUENCE"])
    reference = team.decisions()[0]["reference"]
    team.run("restore", reference)
    (event,) = team.live_events()
    assert event["UID"] == before["UID"]


def test_the_same_form_coming_in_again_stays_withdrawn(team: Team) -> None:
    data = form(*RILEY, *HIGH).bytes()
    team.put("a.docx", data)
    team.process()
    team.run("withdraw", team.ref(), "--why", "Wrong child")
    team.put("sent again.docx", data)
    team.put("a.docx", form(*RILEY, *HIGH), saved_at="2026-10-07T09:00:00Z")  # saved anew, reading the same
    team.process("--force")
    assert team.rows() == []
    assert team.questions() == []


def test_a_later_version_that_reads_otherwise_counts_and_is_asked_about(team: Team) -> None:
    team.put("a.docx", form(*RILEY, *HIGH))
    team.process()
    reference = team.ref()
    team.run("withdraw", reference, "--why", "Wrong child")
    team.put("a.docx", form(*RILEY, *HIGH, "sen"))
    team.process()
    assert [(each.reference, each.total) for each in team.rows()] == [(reference, "90")]
    assert team.asked() == ["withdrawn_changed"]
    assert len(team.live_events()) == 1
    team.run("withdraw", reference, "--why", "Still the wrong child")
    assert team.rows() == []
    team.put("a.docx", form(*RILEY, *HIGH, "neet"))
    team.process()
    assert team.questions()[0]["command"].startswith(f"wordform restore {reference} ")
    team.run("restore", reference)
    assert team.asked() == []
    assert len(team.rows()) == len(team.live_events()) == 1
    assert "was not withdrawn" in team.run("restore", reference, code=2).err


def test_replaced_by_is_in_the_history_of_both_and_withdraws_one_alone(two: Team) -> None:
    june, october = two.ref("june.docx"), two.ref("october.docx")
    two.run("withdraw", june, "--why", "Mistyped", "--replaced-by", october)
    assert f"in favour of {october}" in two.run("history", june).out
    assert june not in [each.reference for each in two.rows()]
    assert listed(two.rows(), "reference", "status") == [(october, "needs review")]
    assert two.asked() == []
    assert two.history(june)["is_withdrawn"]
    assert not two.history(october)["is_withdrawn"]


def test_of_two_that_replace_each_other_one_counts(two: Team) -> None:
    june, october = (each.reference for each in two.rows())
    two.run("withdraw", june, "--why", "Mistyped", "--replaced-by", october)
    said = two.run("withdraw", october, "--why", "Mistyped", "--replaced-by", june, code=2).err
    assert f"{june} is withdrawn itself, so none of the two would count." in said
    said = two.run("withdraw", october, "--why", "Wrong child").err
    assert f"{june} was withdrawn in favour of it, and stays so: wordform restore {june} takes it back in." in said
    two.run("restore", june)
    assert [each.reference for each in two.rows()] == [june]


def test_a_withdrawn_assessment_lends_its_name_to_no_other(team: Team) -> None:
    team.put("a.docx", form(NAME, "03/02/2012", "05/06/2026", "sen"))
    team.process()
    team.put("a.docx", form(*RILEY, *HIGH))
    team.process()
    assert team.documents() == ["a 2026-06-05.docx", "a.docx"]
    october = next(each.reference for each in team.rows() if each.completed == "2026-10-05")
    team.run("withdraw", october, "--why", "Wrong child")
    assert team.row().document == "a.docx"
    assert "10" in words_of(team.document("a.docx"))
    team.run("restore", october)
    assert listed(team.rows(), "completed", "document") == [
        ("2026-06-05", "a 2026-06-05.docx"),
        ("2026-10-05", "a.docx"),
    ]


# -- what a run in between sees ----------------------------------------------------------------------------------------


def test_no_table_is_stale_after_a_decision(open_form: Team) -> None:
    team = open_form
    names = ("register.xlsx", "register.csv", "report.html", "reviews.ics")

    def written() -> dict[str, bytes]:
        return {name: (team.output / name).read_bytes() for name in names}

    before = written()
    team.run("settle", team.ref(), "outcome", "--as", "high")
    after = written()
    assert all(before[name] != after[name] for name in names)
    team.run("withdraw", team.ref(), "--why", "x")
    assert all(after[name] != written()[name] for name in names)


def test_settling_works_from_the_version_that_counts_with_the_options_it_was_made_with(team: Team) -> None:
    team.put("a.docx", unclear())
    team.process("--no-comments")
    team.run("settle", team.ref(), "sen", "--as", "yes", "--why", "School")
    assert comments_of(team.document("a.docx")) == []
    assert team.row().total == "15"
    assert "No form has changed" in team.process("--no-comments").all


def test_a_corrected_result_keeps_what_was_settled(open_form: Team) -> None:
    team = open_form
    team.run("settle", team.ref(), "sen", "--as", "yes")
    team.edit("a.docx", attendance="no")
    team.process()
    row = team.row()
    assert (row.total, row.up_to, row.versions) == ("15", "15", "2")
    assert "SEN" in row.settled
    assert team.asked() == []


def test_decisions_hold_when_the_file_is_renamed_and_processed_by_several(open_form: Team) -> None:
    team = open_form
    team.run("settle", team.ref(), "sen", "--as", "yes")
    (team.input / "a.docx").rename(team.input / "b.docx")
    team.put("c.docx", form("Casey Madeup", "21/06/2011", "05/10/2026"))
    team.process("--force", "--jobs", "2")
    assert team.row("b.docx").total == "15"


def test_settling_without_the_mapping_is_exit_code_2(team: Team) -> None:
    write_mapping(team.folder / "ours")
    team.put("a.docx", small_form(NAME, heating="?"))
    team.process("--mapping", "ours/mappings")
    command = ["settle", _row_of_small_form(team)["Reference"], "no_heating", "--as", "yes"]
    assert "Name it with --mapping" in team.run(*command, code=2).all
    team.run(*command, "--mapping", "ours/mappings")
    assert _row_of_small_form(team)["Total"] == "5"


def _row_of_small_form(team: Team) -> dict[str, str]:
    with (team.output / "register-home_tally.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    return row
