"""The trail outlives the ledger: decisions are on the disk first, and a ledger that is lost is made anew from them."""

from __future__ import annotations

import json
import os
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.at_work import HIGH, NAME, Reopened, Team, TeamAfter, comments_of, form, listed, words_of
from tests.systems import is_for_owner_only

if TYPE_CHECKING:
    from tests.formbuilder import CompletedForm

RILEY = (NAME, "03/02/2012", "05/10/2026")
CASEY = ("Casey Madeup", "21/06/2011", "05/10/2026")


def unclear(*applies: str) -> CompletedForm:
    return form(*RILEY, "neet", *applies).factor("sen", "?").factor("attendance", "?")


def decide_everything(team: Team) -> None:
    team.put("a.docx", unclear())
    team.put("b.docx", form(*CASEY, *HIGH))
    team.put("c.docx", form("Rilley Invented", "03/02/2012", "12/10/2026", "sen").factor("neet", "?"))
    team.put("d/june.docx", form(NAME, "03/02/2012", "05/06/2026", "sen"), time=100)
    team.put("d/june v2.docx", form(NAME, "03/02/2012", "05/06/2026", "sen", "neet"), time=100)
    team.process()
    june = next(each.reference for each in team.rows() if each.completed == "2026-06-05")
    team.run("settle", team.ref("a.docx"), "sen", "--as", "yes", "--why", "School")
    team.run("settle", june, "version", "--as", "1")
    team.edit("a.docx", attendance="5")
    team.process()
    team.run("withdraw", team.ref("b.docx"), "--why", "Wrong child")
    team.run("same", team.ref("a.docx"), team.ref("c.docx"))
    team.edit("c.docx", neet="5")
    team.process()
    team.run("sign-off", team.ref("c.docx"), "--why", "Looked at it")


@pytest.fixture
def decided(team_after: TeamAfter) -> Team:
    """A folder in which everything that people decide was decided, and two results were corrected in Word."""
    return team_after(decide_everything)


def lose(team: Team, *names: str) -> None:
    for name in names or ("ledger.sqlite",):
        for path in team.output.glob(f"{name}*"):
            path.unlink()


# -- decisions.jsonl ---------------------------------------------------------------------------------------------------


def test_every_decision_is_a_line_of_a_file_for_its_owner_only(team: Team) -> None:
    decide_everything(team)
    lines = team.decisions()
    assert [each["kind"] for each in lines] == ["settle", "version", "withdraw", "same", "sign_off"]
    assert len({each["id"] for each in lines}) == len(lines)
    assert is_for_owner_only(team.output / "decisions.jsonl")


def test_a_decision_is_on_the_disk_before_the_ledger_has_it(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    team.put("a.docx", unclear())
    team.process()
    synced: list[bytes] = []
    real = os.fsync

    def fsync(file: int) -> None:
        real(file)
        path = team.output / "decisions.jsonl"
        if path.exists() and os.path.samestat(path.stat(), os.fstat(file)):
            synced.append(path.read_bytes())

    monkeypatch.setattr(os, "fsync", fsync)
    team.run("settle", team.ref(), "sen", "--as", "yes")
    assert len(synced) == 1
    assert json.loads(synced[0])["entry"] == "sen"


def test_a_decision_that_only_the_file_has_is_taken_up(team: Team) -> None:
    """A run was killed between file and ledger; or two folders are brought together by hand."""
    team.put("a.docx", unclear())
    team.process()
    before = {name: (team.output / name).read_bytes() for name in ("ledger.sqlite", "a.docx")}
    team.run("settle", team.ref(), "sen", "--as", "yes")
    after = team.rows(), team.document("a.docx")
    lose(team)
    for name, data in before.items():
        (team.output / name).write_bytes(data)
    team.process()
    assert (team.rows(), team.document("a.docx")) == after


def test_a_torn_last_line_is_no_decision_and_the_next_one_stands_by_itself(team: Team) -> None:
    team.put("a.docx", unclear())
    team.process()
    reference = team.ref()
    team.run("settle", reference, "sen", "--as", "yes")
    with (team.output / "decisions.jsonl").open("ab") as file:
        file.write(b'{"id":"D000002","kind":"settle","refe')
    assert "unchanged" in team.process().out
    assert team.row().total == "15"
    team.run("settle", reference, "attendance", "--as", "yes")
    team.run("sign-off", reference, "--why", "x")
    lose(team)
    team.process()
    row = team.row()
    assert (row.total, row.up_to, row.signed_off) == ("20", "20", "Jo Bloggs, 28/11/2026")


def test_a_line_in_the_middle_that_is_no_decision_stops_everything_with_what_to_do(decided: Team) -> None:
    path = decided.output / "decisions.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([lines[0], b"garbage\n", *lines[1:]]))
    said = decided.process(code=5)
    assert "Line 2 of" in said.all
    assert "Put the file back from a backup" in said.all


# -- a ledger that is lost ---------------------------------------------------------------------------------------------


def test_a_lost_ledger_is_made_anew_and_everything_is_as_it_was(decided: Team) -> None:
    before = decided.rows(), decided.due(), decided.questions(), decided.documents()
    documents = {name: decided.document(name) for name in decided.documents()}
    events = {(each["UID"], each["DTSTART"]) for each in decided.live_events()}
    lose(decided)
    said = decided.process()
    assert "The ledger of 'out' is gone. It is made anew" in said.all
    assert "5 recorded decisions" in said.all
    assert (decided.rows(), decided.due(), decided.questions(), decided.documents()) == before
    assert {name: decided.document(name) for name in decided.documents()} == documents
    assert {(each["UID"], each["DTSTART"]) for each in decided.live_events()} == events
    assert not list(decided.output.rglob("*kept*"))
    assert "No form has changed" in decided.process().all


def test_history_and_versions_are_there_again(decided: Team) -> None:
    reference = decided.ref("a.docx")
    before = decided.history(reference)
    lose(decided)
    decided.process()
    after = decided.history(reference)
    for part in ("decisions", "open_entries", "others", "questions", "document", "completed"):
        assert after[part] == before[part]
    assert [(each["sha256"], each["made_from"], each["total"], each["counts"]) for each in after["versions"]] == [
        (each["sha256"], each["made_from"], each["total"], each["counts"]) for each in before["versions"]
    ]


def test_results_that_were_edited_and_not_taken_in_yet_are_taken_in(decided: Team) -> None:
    decided.edit("c.docx", ocg_association="5")
    edited = decided.document("c.docx")
    lose(decided)
    decided.process()
    decided.process()
    row = decided.row("c.docx")
    assert row.versions == "3"
    assert row.total != row.previous
    assert edited in [path.read_bytes() for path in (decided.output / "versions").rglob("*.docx")]


def test_a_form_that_is_gone_from_the_input_is_not_lost_without_a_word(team: Team) -> None:
    team.put("a.docx", form(*RILEY, *HIGH))
    team.put("b.docx", form(*CASEY))
    team.process()
    (team.input / "a.docx").unlink()
    document = team.document("a.docx")
    lose(team)
    team.process()
    assert team.document("a.docx") == document
    assert "b.docx" in [each.file for each in team.rows()]


def test_what_was_erased_stays_erased(decided: Team) -> None:
    data = (decided.input / "a.docx").read_bytes()
    decided.run("erase", decided.ref("a.docx"), "--why", "Retention", "--yes")
    lose(decided)
    said = decided.process(code=3)
    assert "The record of this file was erased on 28/11/2026 by Jo Bloggs." in said.all
    assert "a.docx" not in [each.file for each in decided.rows()]
    (decided.input / "a.docx").unlink()
    decided.put("under another name.docx", data)
    assert "was erased" in decided.process(code=3).all


def test_a_decision_whose_entry_reads_otherwise_is_asked(team: Team) -> None:
    team.put("a.docx", unclear())
    team.process()
    reference = team.ref()
    team.run("settle", reference, "sen", "--as", "yes", "--why", "School")
    lose(team)
    team.put("a.docx", form(*RILEY, "neet").factor("sen", "??").factor("attendance", "?"))
    (team.output / "a.docx").unlink()
    team.process()
    row = team.row()
    assert (row.reference, row.total, row.up_to, row.settled) == (reference, "10", "20", "")
    (question,) = team.questions()
    assert question["kind"] == "settled_lapsed"
    assert question["message"] == "Jo Bloggs settled sen, which reads otherwise now."


def test_without_its_key_references_are_new_and_that_is_said(decided: Team) -> None:
    references = {each.reference for each in decided.rows()}
    shutil.rmtree(decided.output / "backups")
    lose(decided, "ledger.sqlite", "ledger.key")
    said = decided.process()
    assert "references are new" in said.all
    assert not references & {each.reference for each in decided.rows()}


def test_a_key_that_is_lost_is_in_the_backup_which_is_said_before_anything_is_done(decided: Team) -> None:
    lose(decided, "ledger.sqlite", "ledger.key")
    said = decided.process(code=5)
    assert "the backup" in said.all
    backup = decided.output / "backups" / "2026-11-28"
    for name in ("ledger.sqlite", "ledger.key"):
        shutil.copy(backup / name, decided.output / name)
    before = decided.rows()
    decided.process()
    assert listed(decided.rows(), "reference", "total", "settled", "signed_off") == listed(
        before, "reference", "total", "settled", "signed_off"
    )


def test_the_key_may_be_named(decided: Team) -> None:
    before = decided.rows()
    shutil.copy(decided.output / "ledger.key", "key")
    lose(decided, "ledger.sqlite", "ledger.key")
    decided.process("--reference-key", "key")
    assert decided.rows() == before


# -- backups -----------------------------------------------------------------------------------------------------------


def test_a_full_backup_is_made_once_a_day_and_puts_everything_back(team: Team) -> None:
    team.put("a.docx", unclear())
    team.process()
    team.run("settle", team.ref(), "sen", "--as", "yes")
    team.process(day="2026-11-29")
    backup = team.output / "backups" / "2026-11-29"
    assert {path.name for path in backup.iterdir()} == {"ledger.sqlite", "ledger.key", "decisions.jsonl"}
    assert all(map(is_for_owner_only, backup.iterdir()))
    before = team.run("history", team.ref(), "--json").json()
    for name in ("ledger.sqlite", "ledger.key", "decisions.jsonl"):
        lose(team, name)
        shutil.copy(backup / name, team.output / name)
    assert team.run("history", team.ref(), "--json").json() == before
    assert "No form has changed" in team.process(day="2026-11-29").all


def test_an_older_backup_takes_up_what_was_decided_since(team: Team) -> None:
    team.put("a.docx", unclear())
    team.process()
    team.run("settle", team.ref(), "sen", "--as", "yes")
    after = team.rows()
    lose(team)
    shutil.copy(team.output / "backups" / "2026-11-28" / "ledger.sqlite", team.output / "ledger.sqlite")
    team.process()
    assert listed(team.rows(), "reference", "total", "settled") == listed(after, "reference", "total", "settled")


# -- who it is about ---------------------------------------------------------------------------------------------------


def test_the_trail_names_no_child(decided: Team) -> None:
    text = (decided.output / "decisions.jsonl").read_text("utf-8")
    for word in ("Riley", "Invented", "Casey", "Madeup", "2012-02-03", "03/02/2012"):
        assert word not in text


def test_a_result_handed_in_finds_its_assessment_in_the_new_ledger(decided: Team) -> None:
    reference = decided.ref("a.docx")
    lose(decided)
    corrected = Reopened(decided.document("a.docx")).over("ocg_association", "5")
    decided.put("a FINAL.docx", corrected)
    decided.process()
    found = [each for each in decided.rows() if each.reference == reference]
    assert [each.versions for each in found] == ["3"]
    assert "corrected" in found[0].status


def test_documents_of_a_new_ledger_say_who_settled_what(decided: Team) -> None:
    lose(decided)
    decided.process("--force")
    assert any("by Jo Bloggs on 28/11/2026: School" in each for each in comments_of(decided.document("a.docx")))
    assert "20" in words_of(decided.document("a.docx"))
