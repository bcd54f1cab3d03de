"""Whose assessment a file is: form, child and date make it, and neither its name nor its place."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.at_work import HIGH, NAME, Reopened, Team, form, listed, saved
from tests.numbered_forms import visit, write_mapping
from tests.small_forms import small_form
from tests.small_forms import write_mapping as write_small_mapping
from tests.systems import is_for_owner_only

RILEY = (NAME, "03/02/2012", "05/10/2026")
CASEY = ("Casey Madeup", "21/06/2011", "05/10/2026")


def totals(team: Team) -> list[tuple[str, ...]]:
    return listed(team.rows(), "name", "completed", "total")


# -- the child ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "again",
    [
        "RILEY INVENTED", "Invented, Riley", "Riley  Invented", "Ríley Invented", "Riley Invented (known as Ry)",
        "Riley [Ry] Invented", "riley-invented",
    ],
)  # fmt: skip
def test_another_spelling_of_case_order_accents_or_brackets_is_the_same_child(team: Team, again: str) -> None:
    team.put("june.docx", form(NAME, "03/02/2012", "05/06/2026", "sen"))
    team.put("october.docx", form(again, "03/02/2012", "05/10/2026", *HIGH))
    team.process()
    assert [(each.completed, each.newest) for each in team.rows()] == [("2026-06-05", "no"), ("2026-10-05", "yes")]
    assert team.asked() == []
    assert [each["review"] for each in team.due()] == ["2026-11-02"]


def test_apostrophes_make_no_two_children(team: Team) -> None:
    team.put("a.docx", form("Jo O'Neil", "03/02/2012", "05/06/2026"))
    team.put("b.docx", form("Jo O’Neil", "03/02/2012", "05/10/2026"))
    team.process()
    assert [each.newest for each in team.rows()] == ["no", "yes"]


@pytest.mark.parametrize(
    ("name", "born", "asked"),
    [
        ("Rilley Invented", "03/02/2012", True),  # similar
        ("Riley Invented-Smith", "03/02/2012", True),  # the words of one within the other
        ("Riley", "03/02/2012", True),
        ("Casey Madeup (previously Riley Invented)", "03/02/2012", True),  # an earlier name
        (NAME, "08/02/2012", True),  # one digit
        (NAME, "02/03/2012", True),  # day and month swapped
        (NAME, "03/02/2011", True),  # a year
        (NAME, "09/11/2009", False),
        (NAME, "14/05/2012", False),
        ("Casey Madeup", "03/02/2012", False),
        ("Rilley Invented", "03/02/2011", False),  # both differ
    ],
)
def test_children_who_may_be_one_are_asked_about_and_both_count(team: Team, name: str, born: str, asked: bool) -> None:
    team.put("a.docx", form(*RILEY, "sen"))
    team.put("b.docx", form(name, born, "12/10/2026", *HIGH))
    team.process()
    assert [each.newest for each in team.rows()] == ["yes", "yes"]
    assert len(team.due()) == 2
    assert team.asked() == (["similar_children"] if asked else [])
    assert [each.look_first.startswith("May be the same child as") for each in team.rows()] == [asked, asked]


def test_the_question_about_two_children_has_its_answers_ready_to_copy(team: Team) -> None:
    team.put("a.docx", form(*RILEY, "sen"))
    team.put("b.docx", form(NAME, "03/02/2013", "05/10/2026", *HIGH))
    team.process()
    (question,) = team.questions()
    one, other = question["references"]
    assert {one, other} == {each.reference for each in team.rows()}
    assert f"wordform same {one} {other} --by NAME" in question["command"]
    assert "--not" in question["command"]
    assert f"wordform withdraw {one} --replaced-by {other}" in question["command"]
    assert NAME not in str(question)


def test_a_mended_birth_date_is_two_children_until_somebody_says_so(team: Team) -> None:
    team.put("a.docx", form(NAME, "03/02/2013", "05/10/2026", "sen"))
    team.process()
    wrong = team.ref()
    team.put("a v2.docx", form(*RILEY, "sen"))
    team.process()
    right = team.ref("a v2.docx")
    assert [each.born for each in team.rows()] == ["2012-02-03", "2013-02-03"]
    team.run("withdraw", wrong, "--replaced-by", right, "--why", "Birth date was mistyped")
    assert [each.born for each in team.rows()] == ["2012-02-03"]
    assert [each["reference"] for each in team.due()] == [right]
    assert team.asked() == []


def test_same_makes_two_records_one_child_and_the_opposite_undoes_it(team: Team) -> None:
    team.put("a.docx", form(NAME, "03/02/2012", "05/06/2026", *HIGH))
    team.put("b.docx", form("Rilley Invented", "03/02/2012", "05/10/2026", "sen"))
    team.process()
    one, other = team.ref("a.docx"), team.ref("b.docx")
    assert len(team.due()) == 2

    team.run("same", one, other)
    assert listed(team.rows(), "newest", "change") == [("no", ""), ("yes", "-75")]
    assert [each["reference"] for each in team.due()] == [other]
    assert team.asked() == []
    assert [each["UID"] for each in team.live_events()] != []
    assert len(team.live_events()) == 1

    team.run("same", one, other, "--not")
    assert listed(team.rows(), "newest", "change") == [("yes", ""), ("yes", "")]
    assert len(team.due()) == 2
    assert team.asked() == []  # it isn't asked again
    assert len(team.live_events()) == 2

    team.run("same", one, other)
    assert len(team.due()) == 1
    team.put("c.docx", form("Rilley Invented", "03/02/2012", "12/10/2026"))
    team.process()
    assert team.asked() == []
    assert [each.newest for each in team.rows()] == ["no", "no", "yes"]


def test_not_the_same_is_not_asked_again_when_a_new_form_of_theirs_comes(team: Team) -> None:
    team.put("a.docx", form(NAME, "03/02/2012", "05/06/2026"))
    team.put("b.docx", form("Rilley Invented", "03/02/2012", "05/06/2026"))
    team.process()
    team.run("same", team.ref("a.docx"), team.ref("b.docx"), "--not")
    team.put("c.docx", form("Rilley Invented", "03/02/2012", "05/10/2026"))
    team.process()
    assert team.asked() == []
    assert [each.newest for each in team.rows()] == ["yes", "no", "yes"]


def test_twins_are_two_children_and_one_question(team: Team) -> None:
    team.put("a.docx", form("Riley Invented", "03/02/2012", "05/10/2026", "sen"))
    team.put("b.docx", form("Kiley Invented", "03/02/2012", "05/10/2026", *HIGH))
    team.process()
    assert listed(team.rows(), "name", "total") == [("Riley Invented", "10"), ("Kiley Invented", "85")]
    assert team.asked() == ["similar_children"]
    team.run("same", team.ref("a.docx"), team.ref("b.docx"), "--not")
    assert team.asked() == []
    assert len(team.due()) == 2


@pytest.fixture
def three(team: Team) -> tuple[str, str, str]:
    """Return the references of three children who could be one."""
    for name, child, on in (("a", "Riley", "05/10/2026"), ("b", "Kiley", "05/10/2026"), ("c", "Ryley", "05/11/2026")):
        team.put(f"{name}.docx", form(f"{child} Invented", "03/02/2012", on, "sen"))
    team.process()
    return team.ref("a.docx"), team.ref("b.docx"), team.ref("c.docx")


def test_two_who_were_told_apart_are_not_joined_by_what_is_said_of_a_third(
    team: Team, three: tuple[str, str, str]
) -> None:
    one, other, third = three
    team.run("same", one, other, "--not")
    team.run("same", one, third)
    said = team.run("same", other, third, code=2).err
    assert f"{one} and {other} are two children, as Jo Bloggs said on 28/11/2026." in said
    assert f"say so first: wordform same {one} {other} --by NAME" in said
    assert len(team.due()) == 2
    team.run("same", one, other)
    team.run("same", other, third)
    assert len(team.due()) == 1


def test_two_who_are_one_with_a_third_are_not_told_apart_before_the_third_is(
    team: Team, three: tuple[str, str, str]
) -> None:
    one, other, third = three
    team.run("same", one, third)
    team.run("same", other, third)
    said = team.run("same", one, other, "--not", code=2).err
    assert "are one child, as Jo Bloggs said on 28/11/2026." in said
    assert said.rstrip().endswith("--not --by NAME")
    team.run("same", other, third, "--not")
    team.run("same", one, other, "--not")
    assert len(team.due()) == 2


def test_two_teams_who_call_their_form_alike_have_two_children(team: Team) -> None:
    for folder, child in (("TeamA", RILEY), ("TeamB", CASEY)):
        Path(folder).mkdir()
        Path(folder, "assessment.docx").write_bytes(form(*child, "sen").bytes())
    team.run("process", "TeamA")
    first, uid = team.document("assessment.docx"), team.events()[0]["UID"]
    team.run("process", "TeamB")
    assert sorted(listed(team.rows(), "name", "file")) == [
        ("Casey Madeup", "assessment.docx"),
        (NAME, "assessment.docx"),
    ]
    assert len(team.due()) == 2
    assert len(team.documents()) == 2
    by_child = {each.name: each.document for each in team.rows()}
    assert team.document(by_child[NAME]) == first
    events = {each["UID"]: each["SUMMARY"] for each in team.live_events()}
    assert len(events) == 2
    assert next(each.reference for each in team.rows() if each.name == NAME) in events[uid]


# -- by number ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def numbered(team: Team) -> Team:
    write_mapping(team.folder)
    return team


def seen(number: str = "", name: str = NAME, born: str = "03/02/2012", on: str = "05/10/2026", **more: str) -> bytes:
    return visit(number=number, child_name=name, born=born, seen_on=on, **more)


def children(team: Team) -> list[list[str]]:
    """Name the files of each child: those whose references know each other."""
    found: dict[frozenset[str], list[str]] = {}
    for row in _rows(team):
        others = {reference for reference, _ in team.history(row["Reference"])["others"]}
        found.setdefault(frozenset({row["Reference"], *others}), []).append(row["File"])
    return sorted(found.values())


def _rows(team: Team) -> list[dict[str, str]]:
    import csv

    with (team.output / "register.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_same_number_is_the_same_child_and_another_name_is_asked_about(numbered: Team) -> None:
    numbered.put("a.docx", seen("P-123", on="05/06/2026"))
    numbered.put("b.docx", seen("p 123", "Ry Madeup", "09/09/2009"))
    numbered.process()
    assert children(numbered) == [["a.docx", "b.docx"]]
    assert numbered.asked() == ["another_name"]
    one, other = (each["Reference"] for each in _rows(numbered))
    numbered.run("same", one, other)
    assert numbered.asked() == []


def test_another_number_is_another_child_whatever_the_name(numbered: Team) -> None:
    numbered.put("a.docx", seen("P-123", on="05/06/2026"))
    numbered.put("b.docx", seen("P-456"))
    numbered.process()
    assert children(numbered) == [["a.docx"], ["b.docx"]]
    assert numbered.asked() == []


def test_where_one_has_no_number_name_and_birth_date_say_it(numbered: Team) -> None:
    numbered.put("a.docx", seen("P-123", on="05/06/2026"))
    numbered.put("b.docx", seen(""))
    numbered.process()
    assert children(numbered) == [["a.docx", "b.docx"]]


def test_a_form_without_a_number_that_could_be_either_stays_by_itself(numbered: Team) -> None:
    numbered.put("a.docx", seen("P-123", on="05/06/2026"))
    numbered.put("b.docx", seen("P-456", on="06/06/2026"))
    numbered.put("c.docx", seen(""))
    numbered.process()
    assert children(numbered) == [["a.docx"], ["b.docx"], ["c.docx"]]
    assert numbered.asked() == ["which_child"]
    refs = {each["File"]: each["Reference"] for each in _rows(numbered)}
    numbered.run("same", refs["c.docx"], refs["b.docx"])
    assert children(numbered) == [["a.docx"], ["b.docx", "c.docx"]]
    assert numbered.asked() == []


# -- the date ----------------------------------------------------------------------------------------------------------


def test_another_date_under_an_old_path_is_another_assessment(team: Team) -> None:
    team.put("a.docx", form(NAME, "03/02/2012", "05/06/2026", "sen"))
    team.process()
    first = team.document("a.docx")
    team.put("a.docx", form(*RILEY, *HIGH))
    team.process()
    assert totals(team) == [(NAME, "2026-06-05", "10"), (NAME, "2026-10-05", "85")]
    assert listed(team.rows(), "previous", "change") == [("", ""), ("10", "75")]
    assert team.document("a 2026-06-05.docx") == first
    assert team.documents() == ["a 2026-06-05.docx", "a.docx"]
    assert [each["review"] for each in team.due()] == ["2026-11-02"]


def test_another_child_under_an_old_path_is_another_assessment(team: Team) -> None:
    team.put("a.docx", form(*RILEY, "sen"))
    team.process()
    first = team.document("a.docx")
    team.put("a.docx", form(*CASEY, *HIGH))
    team.process()
    assert sorted(totals(team)) == [("Casey Madeup", "2026-10-05", "85"), (NAME, "2026-10-05", "10")]
    assert first in [team.document(each) for each in team.documents()]
    assert len(team.due()) == 2
    assert len(team.live_events()) == 2


def test_names_of_documents_do_not_follow_arrival(team: Team) -> None:
    dates = ("05/06/2026", "05/10/2026", "01/08/2026")
    names = []
    for order in (dates, dates[::-1]):
        for on in order:
            team.put("a.docx", form(NAME, "03/02/2012", on, "sen"))
            team.process()
        names.append(team.documents())
        shutil.rmtree(team.output)
    assert names[0] == names[1] == ["a 2026-06-05.docx", "a 2026-08-01.docx", "a.docx"]


@pytest.mark.parametrize(("name", "on"), [("", "05/10/2026"), (NAME, ""), (NAME, "October")])
def test_what_a_later_save_of_a_file_lost_is_bridged_by_its_place(team: Team, name: str, on: str) -> None:
    team.put("a.docx", form(*RILEY, "sen"))
    team.process()
    reference = team.ref()
    team.put("a.docx", form(name, "03/02/2012", on, "sen", "neet"))
    team.process()
    assert [each.reference for each in team.rows()] == [reference]
    assert len(team.versions(reference)) == 2
    assert team.history(reference)["completed"] == "2026-10-05"


def test_a_file_that_says_nothing_of_date_and_child_becomes_the_assessment_that_it_grows_into(team: Team) -> None:
    team.put("a.docx", form("", "", "", "sen"))
    team.process()
    reference = team.ref()
    team.put("a.docx", form(NAME, "03/02/2012", "", "sen"))
    team.process()
    team.put("a.docx", form(*RILEY, "sen"))
    team.process()
    assert listed(team.rows(), "reference", "completed") == [(reference, "2026-10-05")]
    assert len(team.versions(reference)) == 3


def test_a_form_whose_mapping_has_no_date_is_carried_by_its_place(team: Team) -> None:
    write_small_mapping(team.folder)
    team.put("a.docx", small_form("Riley Invented", heating="5"))
    team.put("b.docx", small_form("Riley Invented"))
    team.process()
    refs = {each["File"]: each["Reference"] for each in _rows(team)}
    assert len(set(refs.values())) == 2  # alike in all but their place
    team.put("a.docx", small_form("Riley Invented", heating="5", food="10"))
    team.process()
    assert {each["File"]: (each["Reference"], each["Total"]) for each in _rows(team)} == {
        "a.docx": (refs["a.docx"], "15"),
        "b.docx": (refs["b.docx"], "0"),
    }


# -- the same day ------------------------------------------------------------------------------------------------------


def test_the_same_child_on_the_same_day_is_a_version(team: Team) -> None:
    team.put("a.docx", form(*RILEY, *HIGH), time=1)
    team.put("a FINAL v3.docx", form(*RILEY, *HIGH, "sen"), time=2)
    team.process()
    row = team.row()
    assert (row.total, row.versions, row.newest) == ("90", "2", "yes")
    assert [each["review"] for each in team.due()] == ["2026-11-02"]
    assert len(team.events()) == 1
    assert team.versions(row.reference) == ["a.docx", "a FINAL v3.docx"]


def test_two_agencies_that_assess_a_child_on_one_day_are_two_assessments_and_both_count(team: Team) -> None:
    team.put("police.docx", form(*RILEY, "sen", safeguarding_lead="Pat Kaye"))
    team.put("health.docx", form(*RILEY, *HIGH, safeguarding_lead="Sam Oakes"))
    team.process()
    assert listed(team.rows(), "total", "newest", "versions") == [("85", "yes", "1"), ("10", "yes", "1")]
    assert team.asked() == ["same_day"]
    assert min(each["review"] for each in team.due()) == "2026-11-02"
    assert [each["DTSTART"] for each in team.live_events()] == ["20261102"]  # of the child, the stricter


def test_an_assessor_who_is_spelt_otherwise_is_the_same_person(team: Team) -> None:
    team.put("a.docx", form(*RILEY, "sen", safeguarding_lead="Pat Kaye"), time=1)
    team.put("b.docx", form(*RILEY, "sen", "neet", safeguarding_lead="Pat Kay"), time=2)
    team.process()
    assert (team.row().versions, team.row().total) == ("2", "15")


def test_forms_of_one_day_that_differ_in_much_are_two_and_a_question(team: Team) -> None:
    team.put("a.docx", form(*RILEY, *HIGH, harm="At the station."))
    team.put("b.docx", form(*RILEY, "sen", "neet", "attendance", harm="At home."))
    team.process()
    assert len(team.rows()) == 2
    assert team.asked() == ["same_day"]
    (question,) = team.questions()
    one, other = question["references"]
    assert question["command"].startswith(f"wordform withdraw {one} --replaced-by {other}")


def test_a_form_that_was_filled_in_further_is_a_version_however_much_was_added(team: Team) -> None:
    team.put("a.docx", form(*RILEY, "sen"), time=1)
    team.put("b.docx", form(*RILEY, "sen", *HIGH, harm="At the station.", case_status="CP"), time=2)
    team.process()
    assert (team.row().versions, team.row().total) == ("2", "90")


def test_fewer_than_five_differences_are_a_version(team: Team) -> None:
    team.put("a.docx", form(*RILEY, "sen", "neet"), time=1)
    team.put("b.docx", form(*RILEY, "attendance", "nrm"), time=2)  # four of seven entries differ
    team.process()
    assert team.row().versions == "2"


# -- our mark ----------------------------------------------------------------------------------------------------------


def test_people_who_start_from_the_last_forms_result_make_a_new_assessment(team: Team) -> None:
    team.put("june.docx", form(NAME, "03/02/2012", "05/06/2026", "sen"))
    team.process()
    started = Reopened(team.document("june.docx")).over("date_completed", "05/10/2026").over("neet", "x")
    team.put("october.docx", started)
    said = team.process()
    assert "corrected" not in said.err
    assert listed(team.rows(), "completed", "total", "review", "versions") == [
        ("2026-06-05", "10", "", "1"),
        ("2026-10-05", "15", "2026-12-28", "1"),  # 28/08/2026, which stood there, was ours
    ]
    assert team.rows()[1].previous == "10"


def test_people_who_start_from_another_childs_result_make_a_new_child(team: Team) -> None:
    team.put("riley.docx", form(*RILEY, *HIGH))
    team.process()
    started = Reopened(team.document("riley.docx")).over("child_name", "Casey Madeup")
    team.put("casey.docx", started.over("date_of_birth", "21/06/2011"))
    team.process()
    assert listed(team.rows(), "name", "versions") == [("Casey Madeup", "1"), (NAME, "1")]
    assert len({each.reference for each in team.rows()}) == 2


# -- the same bytes ----------------------------------------------------------------------------------------------------


def test_the_same_bytes_ten_times_are_one_version(team: Team) -> None:
    data = form(*RILEY, *HIGH).bytes()
    for number in range(10):
        team.put(f"reply {number}/a.docx", data)
    team.process()
    row = team.row()
    assert (row.versions, row.total) == ("1", "85")
    assert len(team.due()) == len(team.events()) == 1
    assert len(team.documents()) == 1
    assert "unchanged" in team.process().err


# -- blanks ------------------------------------------------------------------------------------------------------------


def test_a_blank_is_no_child(team: Team) -> None:
    team.put("blank.docx", form("", "", ""))
    team.put("a.docx", form(*RILEY, "sen"))
    said = team.process()
    assert "Nothing is filled in: this is a blank form." in said.out
    assert [each.file for each in team.rows()] == ["a.docx"]
    assert len(team.due()) == 1


# -- references --------------------------------------------------------------------------------------------------------


def test_a_reference_is_ten_signs_that_stay_through_corrections(team: Team) -> None:
    team.put("a.docx", form(*RILEY, "sen"))
    team.process()
    reference = team.ref()
    assert re.fullmatch(r"[A-Z2-7]{10}", reference)
    team.put("a.docx", form(*RILEY, "sen", "neet"))
    team.process()
    (team.input / "a.docx").rename(team.input / "b.docx")
    team.process()
    assert team.ref() == reference
    assert reference in team.events()[0]["SUMMARY"]


def test_a_reference_stays_when_its_document_corrects_the_name(team: Team) -> None:
    team.put("a.docx", form("Riley Inventet", "03/02/2012", "05/10/2026", "sen"))
    team.process()
    reference = team.ref()
    team.put("a.docx", saved(form(*RILEY, "sen").bytes(), "2026-10-07T09:00:00Z"))
    team.process()
    # A name corrected elsewhere, without our mark, is another child until somebody says so.
    assert {each.reference for each in team.rows()} > {reference}
    assert team.asked() == ["similar_children"]


def test_the_same_key_gives_the_same_references_in_another_folder(team: Team) -> None:
    team.put("a.docx", form(*RILEY, "sen"))
    team.process()
    reference = team.ref()
    key = Path("key")
    key.write_bytes((team.output / "ledger.key").read_bytes())
    shutil.rmtree(team.output)
    team.process("--reference-key", "key")
    assert team.ref() == reference
    shutil.rmtree(team.output)
    team.process()
    assert team.ref() != reference


def test_the_key_is_for_its_owner_only(team: Team) -> None:
    team.put("a.docx", form(*RILEY))
    team.process()
    assert is_for_owner_only(team.output / "ledger.key")


def test_a_key_that_is_no_key_is_refused(team: Team) -> None:
    team.put("a.docx", form(*RILEY))
    Path("key").write_bytes(b"short")
    assert "too short" in team.process("--reference-key", "key", code=2).err
