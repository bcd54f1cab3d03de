"""Erased is gone: no byte that says whose it was is left below the output folder, and nobody else loses anything."""

from __future__ import annotations

import io
import os
import re
import shutil
import sqlite3
import zipfile
import zlib
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from pipeline.batch.ledger.common_words import common_words
from pipeline.mapping import load_catalogue
from pipeline.record import FILE_NAME
from tests.at_work import HIGH, NAME, Team, TeamAfter, form, listed, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.usefixtures("whole_registers")

CASEY: Final = ("Casey Madeup", "21/06/2011", "05/10/2026")
STORY: Final = "Was seen at Westgate with somebody called Old Harry"
SECRETS: Final = (
    b"Casey", b"Madeup", b"2011-06-21", b"21/06/2011", b"20110621", b"Westgate", b"Old Harry", b"At the dentist",
)  # fmt: skip
"""What nobody may find afterwards: name, date of birth, narrative, and the reason of a decision."""


def casey(*applies: str) -> bytes:
    return form(*CASEY, *applies).put("harm", STORY).factor("sen", "?").bytes()


def leave_traces(team: Team) -> None:
    team.put("casey 2011-06-21.docx", casey())
    team.put("riley.docx", form(NAME, "03/02/2012", "05/10/2026", *HIGH))
    team.process("--documents")
    reference = ref(team)
    team.run("settle", reference, "sen", "--as", "yes", "--why", "At the dentist, her mother said")
    team.run("sign-off", reference, "--why", "Westgate was looked at")
    team.edit("casey 2011-06-21.docx", future_danger="More of Old Harry")
    team.process("--documents")
    team.put("casey 2011-06-21.docx", casey("neet"), saved_at="2026-10-09T09:00:00Z")
    team.process("--documents")
    team.run("register", "--names")
    assert {each.name for each in team.rows()} == {"Casey Madeup", NAME}


@pytest.fixture
def two(team_after: TeamAfter) -> Team:
    """Casey, about whom everything was done that leaves traces, and Riley."""
    return team_after(leave_traces)


def ref(team: Team, name: str = "Casey Madeup") -> str:
    return next(each.reference for each in team.rows() if each.name == name)


def found_in(folder: Path, *secrets: bytes) -> set[tuple[str, bytes]]:
    """Search every file of a folder, compressed parts and SQLite's free pages too, in UTF-8 and UTF-16."""
    return {
        (path.relative_to(folder).as_posix(), secret)
        for path in folder.rglob("*")
        for texts in [(str(path.relative_to(folder)).encode(), *_texts(path))]
        for secret in secrets
        if any(_says(text, secret) for text in texts)
    }


def _says(text: bytes, secret: bytes) -> bool:
    return secret in text or secret.decode().encode("utf-16-le") in text


def _texts(path: Path) -> Iterator[bytes]:
    if not path.is_file():
        return
    data = path.read_bytes()
    yield data
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield from (archive.read(name) for name in archive.namelist())
    for start in _all(rb"\x78[\x01\x9c\xda]", data):  # compressed streams wherever they stand, as in a free page
        try:
            yield zlib.decompressobj().decompress(memoryview(data)[start:], 1 << 20)
        except zlib.error:
            continue
    if path.name == FILE_NAME:
        yield from _packed_texts(data)


def _packed_texts(data: bytes) -> Iterator[bytes]:
    """Unpack readings wherever they stand in the bytes of a ledger: what tables show first, then results beside it."""
    words = common_words("ce_assessment", load_catalogue().mappings)
    starts = [*_all(rb"\x78[\xbb\xf9]", data)]  # with a dictionary, at zlib's usual level or at 9
    shown = [text for start in starts if (text := _unpacked(data[start:], words))]
    yield from shown
    yield from (_unpacked(data[start:], words + beside) for start in starts for beside in shown)


def _all(head: bytes, data: bytes) -> Iterator[int]:
    return (found.start() for found in re.finditer(head, data))


def _unpacked(stream: bytes, words: bytes) -> bytes:
    try:
        return zlib.decompressobj(zdict=words).decompress(stream, 1 << 20)
    except zlib.error:  # packed with something else
        return b""


def test_the_search_finds_what_is_there(two: Team) -> None:
    found = {secret for _, secret in found_in(two.output, *SECRETS)}
    assert {b"Casey", b"2011-06-21", b"Westgate", b"At the dentist"} <= found
    assert found_in(two.output, STORY.encode()) >= {(FILE_NAME, STORY.encode())}  # packed
    files = {name for name, _ in found_in(two.output, *SECRETS)}
    assert {"ledger.sqlite", "decisions.jsonl", "register.csv", "register.xlsx", "report.html"} <= files
    assert any(name.startswith("versions/") for name in files)
    assert any(name.startswith("backups/") for name in files)
    assert any(name.startswith("documents/") for name in files)


def test_no_byte_of_the_child_is_left(two: Team) -> None:
    reference = ref(two)
    two.run("erase", reference, "--why", "Retention period is over", "--yes")
    assert found_in(two.output, *SECRETS) == set()
    assert found_in(two.output, reference.encode()) == set()
    assert [each.name for each in two.rows()] == [NAME]
    assert not (two.output / "versions" / reference).exists()


def test_what_can_not_be_reached_is_said(two: Team) -> None:
    said = two.run("erase", ref(two), "--why", "Retention", "--yes").all
    assert f"Still there: {(two.input / 'casey 2011-06-21.docx').as_posix()}" in said
    assert "Had been made from it for others: out/documents/casey 2011-06-21/mosaic_entry.docx" in said
    assert "Calendars that took up its review keep the cancelled event" in said


def test_a_tombstone_says_that_something_was_erased_and_of_whom_nothing(two: Team) -> None:
    two.run("erase", ref(two), "--why", "Retention", "--yes")
    (tombstone,) = [each for each in two.decisions() if each["kind"] == "erase"]
    assert (tombstone["by"], tombstone["why"], tombstone["reference"]) == ("Jo Bloggs", "Retention", "")
    assert tombstone["at"].startswith("2026-11-28")
    assert {each["kind"] for each in two.decisions()} == {"erase"}


def test_the_same_bytes_coming_again_are_refused_with_what_to_do(two: Team) -> None:
    data = (two.input / "casey 2011-06-21.docx").read_bytes()
    two.run("erase", ref(two), "--why", "Retention", "--yes")
    said = two.process(code=3)
    assert "The record of this file was erased on 28/11/2026 by Jo Bloggs." in said.all
    assert "Take it out of the input" in said.all
    assert [each.name for each in two.rows()] == [NAME]
    (two.input / "casey 2011-06-21.docx").unlink()
    two.put("again.docx", data)
    two.process(code=3)
    (two.input / "again.docx").unlink()
    two.process()
    assert found_in(two.output, *SECRETS) == set()


def test_every_version_of_it_is_refused(two: Team) -> None:
    kept = [path.read_bytes() for path in (two.output / "versions" / ref(two)).iterdir()]
    two.run("erase", ref(two), "--why", "Retention", "--yes")
    (two.input / "casey 2011-06-21.docx").unlink()
    for number, data in enumerate([*kept, casey()]):
        two.put(f"{number}.docx", data)
    said = two.process(code=3)
    assert said.out.count("was erased on") == len(kept) + 1
    assert [each.name for each in two.rows()] == [NAME]


def test_the_erased_result_coming_back_is_refused_too(two: Team) -> None:
    document = two.document("casey 2011-06-21.docx")
    two.run("erase", ref(two), "--why", "Retention", "--yes")
    (two.input / "casey 2011-06-21.docx").unlink()
    two.put("back.docx", document)
    assert "was erased on" in two.process(code=3).all


def test_the_event_is_cancelled(two: Team) -> None:
    before = {each["UID"]: each for each in two.events()}
    two.run("erase", ref(two), "--why", "Retention", "--yes")
    after = {each["UID"]: each for each in two.events()}
    (cancelled,) = [each for each in after.values() if each.get("STATUS") == "CANCELLED"]
    assert int(cancelled["SEQUENCE"]) > int(before[cancelled["UID"]]["SEQUENCE"])
    assert cancelled["DTSTART"] == before[cancelled["UID"]]["DTSTART"]
    assert "Casey" not in cancelled["SUMMARY"]
    two.process(code=3)  # and stays so
    assert {each["UID"]: each.get("STATUS") for each in two.events()} == {
        uid: each.get("STATUS") for uid, each in after.items()
    }


def test_other_children_are_untouched(two: Team) -> None:
    def riley() -> tuple[object, ...]:
        return (
            [each for each in two.rows() if each.name == NAME],
            two.document("riley.docx"),
            [each for each in two.due() if each["form"] == "riley.docx"],
            {name: (two.output / "documents" / "riley" / name).read_bytes()
             for name in ("police_share.docx", "mosaic_entry.docx", "duty_and_advice.docx")},
            [(each["UID"], each["DTSTART"]) for each in two.live_events() if ref(two, NAME) in each["SUMMARY"]],
        )  # fmt: skip

    before = riley()
    two.run("erase", ref(two), "--why", "Retention", "--yes")
    assert riley() == before
    (two.input / "casey 2011-06-21.docx").unlink()
    assert "No form has changed" in two.process("--documents").all
    assert riley() == before


def test_another_assessment_of_the_child_stays_with_its_review(team: Team) -> None:
    team.put("june.docx", form("Casey Madeup", "21/06/2011", "05/06/2026", "neet"))
    team.put("october.docx", form(*CASEY, *HIGH))
    team.process()
    uid = team.events()[0]["UID"]
    team.run("erase", team.ref("october.docx"), "--why", "Recorded by mistake", "--yes")
    assert listed(team.rows(), "file", "newest", "review") == [("june.docx", "yes", "2026-08-28")]
    assert [(each["UID"], each["DTSTART"]) for each in team.live_events()] == [(uid, "20260828")]
    assert "10" in words_of(team.document("june.docx"))


def test_names_of_documents_move_up_after_erasing(team: Team) -> None:
    for on, rows in (("05/06/2026", ["neet"]), ("05/10/2026", list(HIGH))):
        team.put("a.docx", form("Casey Madeup", "21/06/2011", on, *rows))
        team.process()
    newest = next(each.reference for each in team.rows() if each.newest == "yes")
    team.run("erase", newest, "--why", "Recorded by mistake", "--yes")
    assert listed(team.rows(), "completed", "document") == [("2026-06-05", "a.docx")]
    assert team.documents() == ["a.docx"]


def test_a_withdrawn_assessment_can_be_erased(two: Team) -> None:
    reference = ref(two)
    two.run("withdraw", reference, "--why", "Wrong child, said Old Harry")
    two.run("erase", reference, "--why", "Retention", "--yes")
    assert found_in(two.output, *SECRETS) == set()


def test_two_records_that_were_joined_leave_nothing_of_the_one_that_is_erased(team: Team) -> None:
    team.put("a.docx", form("Cassey Madeup", "21/06/2011", "05/06/2026", "neet"))
    team.put("b.docx", form(*CASEY, *HIGH))
    team.process()
    team.run("same", team.ref("a.docx"), team.ref("b.docx"), "--why", "Old Harry said so")
    team.run("erase", team.ref("b.docx"), "--why", "Retention", "--yes")
    assert found_in(team.output, b"Casey", b"Old Harry") == set()
    assert [each.newest for each in team.rows()] == ["yes"]


def test_what_was_put_aside_beside_the_document_goes_too(two: Team) -> None:
    reference = ref(two)
    (two.output / "casey 2011-06-21.kept-1.docx").write_bytes(casey())
    two.run("erase", reference, "--why", "Retention", "--yes")
    assert found_in(two.output, *SECRETS) == set()


def test_what_was_withdrawn_in_favour_of_it_stays_withdrawn_and_can_be_taken_back_in(two: Team) -> None:
    erased = ref(two)
    other = next(each.reference for each in two.rows() if each.reference != erased)
    two.run("withdraw", other, "--replaced-by", erased, "--why", "Mistyped")
    said = two.run("erase", erased, "--why", "Retention", "--yes").err
    assert f"wordform restore {other} takes it back in." in said
    assert [(each["kind"], each["other"]) for each in two.decisions() if each["kind"] == "withdraw"] == [
        ("withdraw", "")
    ]
    two.process(code=3)  # the erased file is refused
    assert two.rows() == []
    two.run("restore", other)
    assert [each.reference for each in two.rows()] == [other]


def test_a_reason_that_names_the_child_is_refused(two: Team) -> None:
    assert "Erasing needs a reason" in two.run("erase", ref(two), "--why", "", "--yes", code=2).err
    assert "The reason names the child" in two.run("erase", ref(two), "--why", "Casey's wish", "--yes", code=2).err
    said = two.run("erase", ref(two), "--why", "casey asked for it", "--yes", code=2)
    assert "The reason names the child" in said.err
    assert {each.name for each in two.rows()} == {"Casey Madeup", NAME}


def test_erasing_is_never_done_without_being_sure(two: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    with Path(os.devnull).open() as nobody:
        monkeypatch.setattr("sys.stdin", nobody)
        said = two.run("erase", ref(two), "--why", "Retention", code=2)
    assert "Add --yes" in said.all
    assert {each.name for each in two.rows()} == {"Casey Madeup", NAME}


def test_backups_made_before_are_gone_and_those_made_after_hold_nothing(two: Team) -> None:
    assert found_in(two.output / "backups", b"Casey")
    two.run("erase", ref(two), "--why", "Retention", "--yes")
    assert found_in(two.output / "backups", *SECRETS) == set()
    (two.input / "casey 2011-06-21.docx").unlink()
    two.process(day="2026-11-29")
    assert found_in(two.output, *SECRETS) == set()
    (backup,) = [path for path in (two.output / "backups").iterdir() if path.name == "2026-11-29"]
    with closing(sqlite3.connect(backup / "ledger.sqlite")) as ledger, ledger:
        assert ledger.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_document_that_is_open_stops_it_before_anything_is_half_gone(
    two: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.unlink

    def held(path: Path, missing_ok: bool = False) -> None:
        if path.name == "casey 2011-06-21.docx":
            raise PermissionError(13, "Permission denied")
        real(path, missing_ok=missing_ok)

    reference = ref(two)
    monkeypatch.setattr(Path, "unlink", held)
    said = two.run("erase", reference, "--why", "Retention", "--yes", code=5)
    assert "can't be taken away" in said.err
    monkeypatch.undo()
    monkeypatch.chdir(two.folder)
    monkeypatch.setenv("WORDFORM_BY", "Jo Bloggs")
    assert reference in {each["reference"] for each in two.due()}  # it can be erased again
    two.run("erase", reference, "--why", "Retention", "--yes")
    assert found_in(two.output, *SECRETS) == set()


def test_the_refused_list_does_not_bring_the_name_back(two: Team) -> None:
    """A refused file is listed by its name, which may be the child's: that is the input's, and is said to be there."""
    two.run("erase", ref(two), "--why", "Retention", "--yes")
    two.process(code=3)
    shutil.rmtree(two.input)
    two.input.mkdir()
    two.process(code=None)
    assert found_in(two.output, *SECRETS) == set()
