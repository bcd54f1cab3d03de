"""Which version of an assessment counts: what the files say decides, in whatever order they come in."""

from __future__ import annotations

import itertools
import os
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.at_work import HIGH, NAME, Reopened, Team, form, listed, saved

if TYPE_CHECKING:
    from tests.formbuilder import CompletedForm

RILEY = (NAME, "03/02/2012", "05/10/2026")


def riley(*applies: str, **typed: str) -> CompletedForm:
    return form(*RILEY, *applies, **typed)


# -- order -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("order", "together"),
    [((2, 0, 1), True), *((order, False) for order in itertools.permutations(range(3)))],
)
def test_the_date_inside_the_document_decides_in_whatever_order_they_come(
    team: Team, order: tuple[int, ...], together: bool
) -> None:
    made = [riley("sen"), riley("sen", "neet"), riley("sen", "neet", "attendance")]
    for place, number in enumerate(order):
        # The files' own times say the opposite.
        at = f"2026-10-{6 + number:02}T09:00:00Z"
        team.put(f"{number}.docx", made[number], saved_at=at, time=1000 - 100 * number + place)
        if not together:
            team.process()
    team.process()
    row = team.row()
    assert (row.total, row.versions) == ("20", "3")
    assert team.versions(row.reference) == ["0.docx", "1.docx", "2.docx"]
    assert team.asked() == []


def test_the_blanks_own_date_says_nothing_and_neither_does_one_in_the_future(team: Team) -> None:
    team.put("a.docx", riley("sen"), saved_at="2013-12-23T23:15:00Z", time=300)
    team.put("b.docx", riley("sen", "neet"), saved_at="2031-01-01T09:00:00Z", time=200)
    team.put("c.docx", riley("sen", "neet", "attendance"), time=100)
    team.process()
    # Nothing inside them counts, so the files' own times do.
    assert team.versions(team.ref()) == ["c.docx", "b.docx", "a.docx"]
    assert [each["modified"] for each in team.history(team.ref())["versions"]] == ["", "", ""]


def test_what_came_in_later_counts_where_no_document_says_when_it_was_saved(team: Team) -> None:
    team.put("z.docx", riley("sen", "neet"), time=500)
    team.process()
    team.put("a.docx", riley("sen"), time=100)  # an older file's time, as copying over a share leaves it
    team.process()
    assert team.versions(team.ref()) == ["z.docx", "a.docx"]
    assert team.row().total == "10"


def test_a_version_without_a_date_goes_behind_what_was_there_before_it(team: Team) -> None:
    team.put("a.docx", riley("sen"), saved_at="2026-10-06T09:00:00Z")
    team.process()
    team.put("b.docx", riley("sen", "neet"))
    team.process()
    team.put("c.docx", riley("sen", "neet", "attendance"), saved_at="2026-10-09T09:00:00Z")
    team.process()
    assert team.versions(team.ref()) == ["a.docx", "b.docx", "c.docx"]


def test_the_result_of_a_version_comes_after_it_whatever_date_it_bears(team: Team) -> None:
    team.put("a.docx", riley().factor("sen", "?"), saved_at="2026-10-06T09:00:00Z")
    team.process()
    corrected = Reopened(team.document("a.docx")).over("sen", "5")
    team.put("a corrected.docx", corrected.saved("2026-10-01T09:00:00Z"))  # a clock that is wrong
    team.process()
    assert team.versions(team.ref("a corrected.docx")) == ["a.docx", "a corrected.docx"]
    assert team.row().total == "10"


def test_a_re_sent_older_file_never_becomes_the_newest(team: Team) -> None:
    old = riley("sen").bytes()
    team.put("a.docx", old, saved_at="2026-10-06T09:00:00Z")
    team.process()
    team.put("a.docx", riley("sen", "neet"), saved_at="2026-10-08T09:00:00Z")
    team.process()
    team.put("sent again.docx", old, saved_at="2026-10-06T09:00:00Z", time=9000)
    said = team.process()
    assert "another version counts: total 15" in said.all
    row = team.row()
    assert (row.total, row.versions, row.file) == ("15", "2", "a.docx")
    assert len(team.documents()) == 1


def test_a_re_sent_older_file_without_dates_never_becomes_the_newest(team: Team) -> None:
    old = riley("sen").bytes()
    team.put("a.docx", old)
    team.process()
    team.put("a.docx", riley("sen", "neet"))
    team.process()
    team.put("a.docx", old)  # and back again, over the newer one
    team.process()
    assert (team.row().total, team.row().versions) == ("15", "2")


# -- ties and pinning --------------------------------------------------------------------------------------------------


def tie(team: Team) -> str:
    """Put two versions of which nothing says which came last, and return their reference."""
    team.put("a.docx", riley("sen"), time=100)
    team.put("b.docx", riley("sen", *HIGH), time=100)
    team.process()
    return team.rows()[0].reference


def test_of_a_tie_both_rows_are_shown_and_the_stricter_counts(team: Team) -> None:
    reference = tie(team)
    rows = team.rows()
    assert {each.reference for each in rows} == {reference}
    assert sorted(each.total for each in rows) == ["10", "90"]
    assert team.asked() == ["order"]
    assert all("Nothing says which of the versions" in each.look_first for each in rows)
    (due,) = team.due()
    assert (due["review"], due["level"]) == ("2026-11-02", "High concern")
    assert [event["DTSTART"] for event in team.live_events()] == ["20261102"]


def test_the_lines_of_a_tie_say_of_each_what_it_comes_to(team: Team) -> None:
    tie(team)
    for said in (team.process().out, team.process("--force").out):
        assert "total 10 · RAG low" in said
        assert "total 90 · RAG high" in said
        assert "it might count ('wordform questions')" in said


def test_a_tie_ends_alike_in_whatever_order_the_names_stand(team: Team) -> None:
    found = []
    for first, second in (("a", "b"), ("b", "a")):
        team.put(f"{first}.docx", riley("sen"), time=100)
        team.put(f"{second}.docx", riley("sen", *HIGH), time=100)
        team.process()
        found.append(sorted(listed(team.rows(), "total", "review", "newest")))
        shutil.rmtree(team.output)
    assert found[0] == found[1]


@pytest.mark.parametrize("number", ["1", "2"])
def test_a_person_says_which_version_counts_and_takes_it_back(team: Team, number: str) -> None:
    reference = tie(team)
    (question,) = team.questions()
    assert f"wordform settle {reference} version --as " in question["command"]
    total = team.history(reference)["versions"][int(number) - 1]["total"]
    team.run("settle", reference, "version", "--as", number, "--why", "Pat said so")
    assert team.row().total == total
    assert team.asked() == []
    assert [each["review"] for each in team.due()] == ["2026-12-28" if total == "10" else "2026-11-02"]
    team.run("settle", reference, "version", "--take-back")
    assert team.asked() == ["order"]
    assert len(team.rows()) == 2


def test_a_pinned_version_stays_when_a_later_one_comes_in(team: Team) -> None:
    reference = tie(team)
    team.run("settle", reference, "version", "--as", "1")
    total = team.row().total
    team.put("c.docx", riley("sen", "neet"), saved_at="2026-10-20T09:00:00Z")
    said = team.process()
    assert "another version counts: total" in said.out
    assert (team.row().total, team.row().versions) == (total, "3")


def test_a_version_that_is_not_there_is_refused_with_how_many_there_are(team: Team) -> None:
    reference = tie(team)
    for wrong in ("3", "0", "x", "-1"):
        said = team.run("settle", reference, "version", "--as", wrong, code=2)
        assert f"{reference} has no version '{wrong}'." in said.err
        assert "It has 2" in said.err


# -- forks -------------------------------------------------------------------------------------------------------------


def fork(team: Team) -> str:
    """Correct a result, then let the input change without that correction; return the reference."""
    team.put("a.docx", riley(*HIGH).factor("sen", "?").factor("neet", "?"), saved_at="2026-10-06T09:00:00Z")
    team.process()
    reference = team.ref()
    team.edit("a.docx", "2026-10-08T09:00:00Z", sen="5")
    team.process()
    team.put("a.docx", riley(*HIGH).factor("sen", "?").factor("neet", "no"), saved_at="2026-10-09T09:00:00Z")
    team.process()
    return reference


def test_an_input_that_changed_without_the_correction_is_a_fork(team: Team) -> None:
    reference = fork(team)
    assert {each.reference for each in team.rows()} == {reference}
    assert len(team.rows()) == 2
    (question,) = team.questions()
    assert question["kind"] == "fork"
    assert "(sen)" in question["message"]
    assert [each["review"] for each in team.due()] == ["2026-11-02"]
    assert [each["name"] for each in team.history(reference)["versions"]] == ["a.docx", "a.docx", "a.docx"]


def test_a_fork_is_settled_by_pinning(team: Team) -> None:
    reference = fork(team)
    team.run("settle", reference, "version", "--as", "3")
    assert team.asked() == []
    row = team.row()
    assert (row.total, row.up_to) == ("85", "90")


def test_a_fork_is_settled_by_a_version_that_has_both(team: Team) -> None:
    reference = fork(team)
    team.edit("a.docx", "2026-10-10T09:00:00Z", sen="5")
    assert "corrected" in team.process().out
    assert team.asked() == []
    row = team.row()
    assert (row.reference, row.total, row.up_to) == (reference, "90", "90")


def test_a_later_input_that_has_what_the_correction_answered_is_no_fork(team: Team) -> None:
    team.put("a.docx", riley(*HIGH).factor("sen", "?"), saved_at="2026-10-06T09:00:00Z")
    team.process()
    team.edit("a.docx", "2026-10-08T09:00:00Z", sen="5")
    team.process()
    team.put("a.docx", riley(*HIGH, "neet").factor("sen", "5"), saved_at="2026-10-09T09:00:00Z")
    team.process()
    assert team.asked() == []
    assert team.row().total == "95"


# -- places ------------------------------------------------------------------------------------------------------------


def test_a_renamed_form_is_the_same_version_and_its_document_follows_the_name(team: Team) -> None:
    path = team.put("a.docx", riley("sen"))
    team.process()
    before, document = team.row(), team.document("a.docx")
    path.rename(team.input / "Riley October.docx")
    team.process()
    row = team.row()
    assert (row.reference, row.versions, row.file, row.document) == (
        before.reference, "1", "Riley October.docx", "Riley October.docx",
    )  # fmt: skip
    assert team.documents() == ["Riley October.docx"]
    assert team.document("Riley October.docx") == document
    assert len(team.events()) == 1


def test_a_moved_form_takes_its_document_along(team: Team) -> None:
    path = team.put("new/a.docx", riley("sen"))
    team.process()
    (team.input / "checked").mkdir()
    path.rename(team.input / "checked" / "a.docx")
    team.process()
    assert team.documents() == ["checked/a.docx"]
    assert listed(team.rows(), "file", "document", "versions") == [("checked/a.docx", "checked/a.docx", "1")]


def test_a_form_that_vanished_keeps_row_and_review_and_its_history_says_so(team: Team) -> None:
    path = team.put("a.docx", riley(*HIGH))
    team.put("b.docx", form("Casey Madeup", "21/06/2011", "05/10/2026"))
    team.process()
    path.unlink()
    team.process()
    assert len(team.rows()) == 2
    assert len(team.due()) == 2
    (version,) = team.history(team.ref("a.docx"))["versions"]
    assert not version["is_here"]
    assert "(no longer there)" in team.run("history", team.ref("a.docx")).out


def test_an_input_folder_that_is_away_for_a_moment_loses_nothing(team: Team) -> None:
    team.put("a.docx", riley("sen"))
    team.process()
    team.input.rename(team.folder / "away")
    team.process(code=None)
    (team.folder / "away").rename(team.input)
    assert team.history(team.ref())["versions"][0]["is_here"]
    assert team.row().versions == "1"


def test_a_version_that_is_superseded_is_not_worked_out_again(team: Team) -> None:
    team.put("a.docx", riley("sen"), saved_at="2026-10-06T09:00:00Z")
    team.put("b.docx", riley("sen", "neet"), saved_at="2026-10-08T09:00:00Z")
    team.process()
    before = team.state()
    said = team.process("--force")
    assert "another version counts: total 15" in said.all
    assert (team.row().total, team.row().versions) == ("15", "2")
    assert team.documents() == ["b.docx"]
    assert set(team.state()) == set(before)


def test_the_document_of_the_version_that_counts_bears_its_name_alone(team: Team) -> None:
    team.put("a.docx", riley("sen"), saved_at="2026-10-06T09:00:00Z")
    team.process()
    team.put("a FINAL v3.docx", riley("sen", "neet"), saved_at="2026-10-08T09:00:00Z")
    team.process()
    assert team.documents() == ["a FINAL v3.docx"]
    assert team.row().document == "a FINAL v3.docx"


def test_touching_a_file_changes_nothing(team: Team) -> None:
    path = team.put("a.docx", riley("sen"), time=100)
    team.process()
    before = team.state()
    os.utime(path, (1_791_000_000, 1_791_000_000))
    assert "unchanged" in team.process().out
    assert team.state() == before


def test_results_alike_whatever_the_order_of_processing(team: Team) -> None:
    """Some twenty files of one child, in three orders, one run each or all together: the same tables."""
    files = {
        "june.docx": saved(form(NAME, "03/02/2012", "05/06/2026", "sen").bytes(), "2026-06-05T09:00:00Z"),
        "june v2.docx": saved(form(NAME, "03/02/2012", "05/06/2026", "sen", "neet").bytes(), "2026-06-07T09:00:00Z"),
        "october.docx": saved(riley(*HIGH).bytes(), "2026-10-05T09:00:00Z"),
        "october v2.docx": saved(riley(*HIGH, "sen").bytes(), "2026-10-06T09:00:00Z"),
        "copy of october.docx": saved(riley(*HIGH).bytes(), "2026-10-05T09:00:00Z"),
        "casey.docx": saved(form("Casey Madeup", "21/06/2011", "05/10/2026").bytes(), "2026-10-05T09:00:00Z"),
        "rilley.docx": saved(form("Rilley Invented", "03/02/2012", "12/10/2026").bytes(), "2026-10-12T09:00:00Z"),
    }
    (team.folder / "key").write_bytes(b"a key that is long enough")
    found = []
    for order in (list(files), list(files)[::-1], sorted(files, key=lambda name: name[::-1])):
        for name in order:
            team.put(name, files[name], time=100)
            team.process("--reference-key", "key")
        found.append((team.rows(), team.due(), team.questions(), team.documents()))
        shutil.rmtree(team.output)
        shutil.rmtree(team.input)
    for name, data in files.items():
        team.put(name, data, time=100)
    team.process("--reference-key", "key")
    assert found[0] == found[1] == found[2] == (team.rows(), team.due(), team.questions(), team.documents())


def test_two_forms_that_change_names_change_those_of_their_documents(team: Team) -> None:
    one = team.put("a.docx", riley("sen"))
    other = team.put("b.docx", form("Casey Madeup", "21/06/2011", "05/10/2026", *HIGH))
    team.process()
    first, second = team.document("a.docx"), team.document("b.docx")
    one.rename(team.input / "c.docx")
    other.rename(one)
    (team.input / "c.docx").rename(other)
    team.process()
    assert (team.document("a.docx"), team.document("b.docx")) == (second, first)
    assert listed(team.rows(), "name", "file", "document") == [
        ("Casey Madeup", "a.docx", "a.docx"),
        (NAME, "b.docx", "b.docx"),
    ]
    assert "unchanged" in team.process().out


def test_a_result_that_was_copied_over_another_childs_comes_back(team: Team) -> None:
    team.put("a.docx", riley("sen"))
    team.put("b.docx", form("Casey Madeup", "21/06/2011", "05/10/2026", *HIGH))
    team.process()
    first, second = team.document("a.docx"), team.document("b.docx")
    shutil.copy(team.output / "b.docx", team.output / "a.docx")
    team.process()
    assert (team.document("a.docx"), team.document("b.docx")) == (first, second)
    assert listed(team.rows(), "name", "versions") == [(NAME, "1"), ("Casey Madeup", "1")]
    (team.output / "b.docx").replace(team.output / "a.docx")
    team.process()
    assert (team.document("a.docx"), team.document("b.docx")) == (first, second)
    assert listed(team.rows(), "versions", "document") == [("1", "a.docx"), ("1", "b.docx")]
