"""What goes wrong while people work at the desk: each time a message to act on, and nothing is lost."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import pytest

from pipeline.desk import work
from pipeline.desk.remedies import at_desk
from pipeline.errors import CannotWrite
from pipeline.findings import CATALOGUE
from pipeline.record import Ledger
from pipeline.record.names import Names
from pipeline.record.store import database
from pipeline.writers.word.protect import protect
from tests.at_work import may_only_read
from tests.desks import HOST, JSON, AtDesk, at_work, process, references, until
from tests.test_desk import form
from tests.test_desk_settle import settle, steps, trail, unclear

pytestmark = pytest.mark.usefixtures("bare_registers")


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return process(tmp_path, {"morgan.docx": unclear()})


def without_tags(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


# -- the folder of results ---------------------------------------------------------------------------------------------


def test_results_that_were_moved_away_are_not_taken_for_none(output: Path) -> None:
    desk = AtDesk(output).enter()
    morgan = references(output)["morgan.docx"]
    seen = steps(desk.get(f"/settle/{morgan}").text)["sen"]["seen"]
    output.rename(output.with_name("elsewhere"))
    for page in ("/", "/settle", "/all", f"/settle/{morgan}", f"/child/{morgan}", "/forms"):
        answer = desk.get(page)
        assert answer.status_code == 409
        assert "was moved or renamed" in answer.text
    decided = desk.order(f"/settle/{morgan}/decide", entry="sen", value="yes", seen=seen)
    dropped = desk.order("/inbox/drop")
    begun = desk.bring("/forms/begin", "blank.docx", form("Riley Example").bytes())
    assert [answer.json()["code"] for answer in (decided, dropped, begun)] == ["moved"] * 3
    assert not output.exists()
    output.with_name("elsewhere").rename(output)
    assert "Morgan Nobody" in desk.get("/settle").text
    settle(desk, morgan, "sen", "yes")
    assert len(trail(output)) == 1
    assert desk.faults == []


def test_pages_are_shown_while_something_is_recorded(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    morgan = references(output)["morgan.docx"]
    desk = AtDesk(output).enter()
    monkeypatch.setattr(database, "_PATIENCE", 0)
    with Ledger(output) as recording, recording.database.together():
        recording.database.touch()
        for page in ("/", "/settle", "/all", f"/settle/{morgan}", f"/settle/{morgan}/panel", f"/child/{morgan}"):
            answer = desk.get(page)
            assert answer.status_code == 200, answer.text
    assert desk.faults == []


def test_who_may_only_read_the_folder_sees_every_page_and_decides_nothing(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    morgan = references(output)["morgan.docx"]
    desk = AtDesk(output).enter()
    may_only_read(monkeypatch)
    before = sorted(output.iterdir())
    for page in ("/", "/settle", "/all", f"/settle/{morgan}", f"/child/{morgan}", "/forms"):
        assert desk.get(page).status_code == 200
    seen = steps(desk.get(f"/settle/{morgan}").text)["sen"]["seen"]
    decided = desk.order(f"/settle/{morgan}/decide", entry="sen", value="yes", seen=seen)
    assert (decided.status_code, decided.json()["code"]) == (409, "ledger")
    assert sorted(output.iterdir()) == before
    assert desk.faults == []


def test_a_page_is_of_one_moment_though_its_assessment_is_called_otherwise_meanwhile(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    morgan = references(output)["morgan.docx"]
    desk = AtDesk(output).enter()
    known_as = Names.record

    def renamed_meanwhile(names: Names, reference: str) -> str:
        found = known_as(names, reference)
        monkeypatch.setattr(Names, "record", known_as)
        with Ledger(output) as ledger, ledger.database.together():
            ledger.database.change("UPDATE record SET reference = 'OTHERNAME2' WHERE reference = ?", morgan)
            ledger.names.rename(morgan, "OTHERNAME2")
        return found

    monkeypatch.setattr(Names, "record", renamed_meanwhile)
    assert desk.get(f"/settle/{morgan}").status_code == 200


def test_a_decision_about_what_no_file_is_left_of_says_so(output: Path) -> None:
    morgan = references(output)["morgan.docx"]
    desk = AtDesk(output).enter()
    (output / "morgan.docx").unlink()
    (output.parent / "input" / "morgan.docx").unlink()
    with at_work(desk):
        settle(desk, morgan, "sen", "yes")
        until(f"The file of {morgan} is gone", desk, "/settle")
        for page in ("/", "/all", "/forms", f"/settle/{morgan}", f"/settle/{morgan}/panel", f"/child/{morgan}"):
            assert desk.get(page).text.count(f"The file of {morgan} is gone") == 1


def test_what_could_not_be_written_is_said_and_tried_again(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    follow, failed = work.follow_up, []

    def on_a_full_disk(*asked: object, **more: object) -> object:
        failed.append(True)
        if len(failed) == 1:
            raise CannotWrite("The disk is full.", remedy="Make room, then run again.", code="disk")
        return follow(*asked, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(work, "follow_up", on_a_full_disk)
    monkeypatch.setattr(work, "_LATER", 1.0)
    desk, morgan = AtDesk(output).enter(), references(output)["morgan.docx"]
    before = (output / "morgan.docx").read_bytes()
    with at_work(desk):
        settle(desk, morgan, "sen", "yes")
        assert "Make room, then try again." in until("The disk is full.", desk, "/inbox/lines")
        while "The disk is full." in desk.get("/inbox/lines").text:
            time.sleep(0.05)
    assert (output / "morgan.docx").read_bytes() != before
    assert desk.faults == []


def test_a_decision_before_the_desk_was_closed_reaches_its_document_when_it_is_opened_again(output: Path) -> None:
    before = (output / "morgan.docx").read_bytes()
    settle(AtDesk(output).enter(), references(output)["morgan.docx"], "sen", "yes")  # and it is closed at once
    desk = AtDesk(output).enter()
    with at_work(desk):
        while (output / "morgan.docx").read_bytes() == before:
            time.sleep(0.05)
    assert len(trail(output)) == 1


# -- files that are dropped --------------------------------------------------------------------------------------------


def test_a_form_that_is_dropped_twice_is_one_assessment_and_says_so(tmp_path: Path) -> None:
    desk = AtDesk(tmp_path / "output").enter()
    riley = form("Riley Example").factor("sen", "?").bytes()
    with at_work(desk):
        desk.drop({"riley.docx": riley})
        until("1 file read", desk, "/inbox/lines")
        desk.drop({"riley again.docx": riley})
        page = without_tags(until("The same file as", desk, "/inbox/lines"))
    assert "2 files read" in page
    assert "1 to review" in page
    assert len(references(tmp_path / "output")) == 1


def test_what_is_no_form_is_named_with_what_to_do(tmp_path: Path) -> None:
    desk = AtDesk(tmp_path / "output").enter()
    with at_work(desk):
        desk.drop(
            {"scan.pdf": b"%PDF-1.7", "photo.jpg": b"\xff\xd8\xff\xe0 photo", "empty.docx": b"", "run.exe": b"MZ\0"}
        )
        page = until("4 files read", desk, "/inbox/lines")
    for remedy in ("Ask for the Word form", "Ask for the Word file", "Copy it here again", "Don&#39;t open it"):
        assert remedy in page


def test_a_batch_that_breaks_off_leaves_its_forms_to_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise CannotWrite("The disk is full.", remedy="Make room.", code="disk")

    desk = AtDesk(tmp_path / "output").enter()
    with at_work(desk):
        with monkeypatch.context() as full:
            full.setattr(work, "run_batch", broken)
            desk.drop({"riley.docx": form("Riley Example").bytes()})
            until("The disk is full.", desk, "/inbox/lines")
            page = without_tags(until("not been read yet", desk, "/inbox/lines"))
            assert "1 form in the inbox" in page
        desk.order("/inbox/read")
        assert "The disk is full." not in until("1 file read", desk, "/inbox/lines")


# -- the browser -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/who", "/settle/ABCDEFGHIJ/decide", "/inbox/drop"])
def test_a_page_of_a_desk_that_was_started_again_says_what_to_do(output: Path, address: str) -> None:
    before = AtDesk(output).enter()
    desk = AtDesk(output)
    desk.client.cookies = before.client.cookies
    answer = desk.order(address)
    assert answer.status_code == 403
    assert (
        answer.json()["what"] == "This page belongs to a wordform that was closed, or that is open in another browser."
    )
    assert "Start wordform again" in answer.json()["remedy"]
    assert "Start wordform again" in desk.get("/settle").text


def test_what_is_too_large_says_how_large_a_form_may_be(output: Path) -> None:
    desk = AtDesk(output).enter()
    kind = {"Origin": HOST, "Content-Type": "application/octet-stream", "Content-Length": "2000000000"}
    answer = desk.client.post("/forms/begin", content=b"x", headers=kind)
    assert answer.status_code == 413
    assert "100 MB at most" in answer.json()["what"]
    assert desk.client.post("/who", content=json.dumps({"by": "x" * 1_000_001}), headers=JSON).status_code == 413


def test_two_tabs_that_settle_the_same_entry_record_one_decision(output: Path) -> None:
    desk, morgan = AtDesk(output).enter(), references(output)["morgan.docx"]
    seen = steps(desk.get(f"/settle/{morgan}").text)["sen"]["seen"]  # in both tabs
    answers = [desk.order(f"/settle/{morgan}/decide", entry="sen", value=value, seen=seen) for value in ("yes", "no")]
    assert [answer.status_code for answer in answers] == [200, 409]
    assert answers[1].json()["what"] == "Meanwhile it was settled by Jo Bloggs."
    assert [each["value"] for each in trail(output)] == ["yes"]


# -- forms -------------------------------------------------------------------------------------------------------------


def test_a_form_that_was_replaced_meanwhile_is_never_shown_for_the_one_that_was_read(output: Path) -> None:
    desk, morgan = AtDesk(output).enter(), references(output)["morgan.docx"]
    other = form("Other Person").factor("sen", "no idea").bytes()
    for path in (output.parent / "input" / "morgan.docx", output / "morgan.docx"):
        path.write_bytes(other)
    answer = desk.get(f"/form/{morgan}/outline")
    assert answer.status_code == 409
    assert "not where it was read any more" in answer.text
    assert "TBC" in desk.get(f"/settle/{morgan}").text


# -- what can't be read ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "remedy", "said"),
    [
        ("encrypted", "Give the password with --password-file, or save it in Word without one.", "unpack the zip"),
        ("encrypted", "Open it in Outlook and save the form that is attached to it here.", "Open it in Outlook"),
        ("unknown_form", "Known: A. For another form, name its mapping with --mapping.", "Known: A. A form"),
        ("moved", "Put it back, or close wordform and start it with that folder.", "or close wordform and start it"),
        ("any", "Run again when it is back.", "Try again when it is back."),
    ],
)  # fmt: skip
def test_what_to_do_is_said_without_commands(code: str, remedy: str, said: str) -> None:
    at_the_desk = at_desk(code, remedy)
    assert said in at_the_desk
    assert "--" not in at_the_desk


def test_no_finding_names_a_command_at_the_desk() -> None:
    for code, kind in CATALOGUE.items():
        said = at_desk(code, kind.remedy)
        assert bool(said) == bool(kind.remedy), code
        assert not re.search(r"--[a-z]|wordform (read|blank)", said), code


def test_a_form_with_a_password_says_what_to_do_at_the_desk(output: Path) -> None:
    desk = AtDesk(output).enter()
    with at_work(desk):
        desk.drop({"locked.docx": protect(unclear().bytes(), "secret")})
        page = until("is protected with a password", desk, "/inbox/lines")
    assert "Save it in Word or Excel without the password" in page
    assert "--password-file" not in page
