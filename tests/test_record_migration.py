"""A ledger of an earlier version moves by itself, in one step, and what people and calendars know goes on working.

``made_at_0976e97.zip`` is an output folder with its input, left by the code at 0976e97 on 2026-11-01: Riley with two
assessments, Casey with one, and a torn file.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from tests.at_work import DAY, Team, listed
from tests.numbered_forms import write_mapping
from tests.systems import is_for_owner_only

if TYPE_CHECKING:
    from collections.abc import Iterator

OLD: Final = Path(__file__).with_name("made_at_0976e97.zip")
UIDS: Final = {"9c0bf92aad3b9b571e154803e6c80b10@wordform", "8a94ddf67fec479876eaab3d18cb1755@wordform"}
"""What calendars know the reviews of Riley and Casey by."""
ROWS: Final = [
    ("TeamA/first.docx", "2026-01-05", "15", "15", "no"),
    ("casey.docx", "2026-10-19", "15", "35", "yes"),
    ("second.docx", "2026-10-12", "85", "85", "yes"),
]


@pytest.fixture
def old(team: Team) -> Team:
    unpack(team.folder)
    return team


def unpack(folder: Path) -> None:
    (folder / "in").rmdir()
    with zipfile.ZipFile(OLD) as archive:
        archive.extractall(folder)
    (folder / "input").rename(folder / "in")
    (folder / "output").rename(folder / "out")


def layout_of(ledger: Path) -> int:
    with _opened(ledger) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def content_of(ledger: Path) -> list[str]:
    with _opened(ledger) as connection:
        return list(connection.iterdump())


class _opened:  # noqa: N801 - used as a function
    """A ledger, read without leaving a trace beside it."""

    def __init__(self, ledger: Path) -> None:
        self._connection = sqlite3.connect(f"{ledger.absolute().as_uri()}?mode=ro", uri=True)

    def __enter__(self) -> sqlite3.Connection:
        return self._connection

    def __exit__(self, *_: object) -> None:
        self._connection.close()


@pytest.mark.parametrize("command", [["due"], ["register"], ["process", "in"], ["questions"], ["history", "2"]])
def test_the_first_command_moves_it_and_keeps_a_copy(old: Team, command: list[str]) -> None:
    before = content_of(old.output / "ledger.sqlite")
    old.run(*command, code=None)
    assert layout_of(old.output / "ledger.sqlite") > 4
    kept = old.output / "backups" / "layout-4" / "ledger.sqlite"
    assert layout_of(kept) == 4
    assert content_of(kept) == before
    assert is_for_owner_only(kept)


def test_rows_reviews_and_trend_are_as_before(old: Team) -> None:
    old.run("register")
    assert listed(old.rows(), "file", "completed", "total", "up_to", "newest") == ROWS
    assert listed(old.rows(), "previous", "change") == [("", ""), ("", ""), ("15", "70")]
    assert [(each["form"], each["review"]) for each in old.due()] == [
        ("second.docx", "2026-11-09"),
        ("casey.docx", "2027-01-11"),
    ]
    assert listed(old.rows(), "document") == [("TeamA/first.docx",), ("casey.docx",), ("second.docx",)]


def test_old_numbers_go_on_to_be_known(old: Team) -> None:
    old.process(code=3)
    references = {each.file: each.reference for each in old.rows()}
    for number, file in (("1", "TeamA/first.docx"), ("2", "casey.docx"), ("3", "second.docx")):
        history = old.history(number)
        assert (history["reference"], history["aliases"]) == (references[file], [number])
    assert "also called 3" in old.run("history", "3").out
    old.run("settle", "2", "cuckooing", "--as", "yes")
    assert old.row("casey.docx").total == "25"
    assert "There is no assessment '4' here." in old.run("history", "4", code=2).err


def test_calendars_go_on_to_know_the_reviews(old: Team) -> None:
    before = {each["UID"]: int(each["SEQUENCE"]) for each in old.events()}
    assert set(before) == UIDS
    for command in (["register"], ["process", "in"], ["process", "in", "--force"]):
        old.run(*command, code=None)
        assert {each["UID"] for each in old.live_events()} == UIDS
        assert all(int(each["SEQUENCE"]) >= before[each["UID"]] for each in old.events())
        assert len(old.events()) == 2
    old.run("withdraw", "2", "--why", "Wrong child")
    (cancelled,) = [each for each in old.events() if each.get("STATUS") == "CANCELLED"]
    assert cancelled["UID"] == "8a94ddf67fec479876eaab3d18cb1755@wordform"


def test_the_next_run_makes_documents_anew_and_puts_none_aside(old: Team) -> None:
    old.process("--documents", code=3)
    assert not list(old.output.rglob("*kept*"))
    assert old.documents() == ["TeamA/first.docx", "casey.docx", "second.docx"]
    assert "unchanged" in old.process("--documents", code=3).out
    assert not list(old.output.rglob("*kept*"))
    old.edit("casey.docx", cuckooing="10")
    assert "corrected" in old.process(code=3).out
    assert old.row("casey.docx").total == "25"


def test_a_result_that_was_edited_before_the_move_is_taken_in(old: Team) -> None:
    """It was written by a version without marks: our own words in it are known by what the ledger says we wrote."""
    old.edit("casey.docx", cuckooing="10", drug_alcohol_abuse="0")
    old.process(code=3)
    row = old.row("casey.docx")
    assert (row.reference, row.total, row.up_to, row.versions) == (old.history("2")["reference"], "25", "25", "2")
    assert len(old.rows()) == 3
    assert old.asked() == []


def test_what_was_refused_is_listed_until_it_is_mended(old: Team) -> None:
    def refused() -> list[str]:
        path = old.output / "refused.csv"
        lines = path.read_text("utf-8-sig").splitlines() if path.exists() else []
        return [line for line in lines if str(old.input) in line]

    old.process(code=3)
    assert len(refused()) == 1
    (old.input / "torn.docx").unlink()
    old.process()
    assert refused() == []


def test_without_the_mapping_no_review_is_lost(old: Team) -> None:
    write_mapping(old.folder)  # hides the shipped ones
    reviews = {(each["form"], each["review"]) for each in old.due()}
    assert reviews >= {("second.docx", "2026-11-09"), ("casey.docx", "2027-01-11")}
    old.run("register", code=None)
    assert "CANCELLED" not in (old.output / "reviews.ics").read_text("utf-8")
    (old.folder / "mappings").rename(old.folder / "away")
    old.process(code=3)
    assert listed(old.rows(), "file", "completed", "total", "up_to", "newest") == ROWS
    assert {each["UID"] for each in old.live_events()} == UIDS


KILLED: Final = """
import os, signal, sys
from pipeline.record import migrate
from pipeline.cli.main import main
name, after = sys.argv[1], int(sys.argv[2])
real = getattr(migrate, name)
def counted(*args):
    global after
    after -= 1
    if after < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*args)
setattr(migrate, name, counted)
main(["due", "-o", "out", "--day", sys.argv[3]])
"""


def moments() -> Iterator[tuple[str, int]]:
    yield from (("_move_entry", number) for number in range(4))
    yield from (("_references", 0), ("_move_documents", 0), ("_keep_first_uids", 0))


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
@pytest.mark.parametrize(("function", "after"), list(moments()))
def test_killed_in_the_middle_the_old_ledger_is_as_it_was(old: Team, function: str, after: int) -> None:
    before = content_of(old.output / "ledger.sqlite")
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, function, str(after), DAY],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)},
        capture_output=True,
    )
    assert killed.returncode == -signal.SIGKILL
    assert layout_of(old.output / "ledger.sqlite") == 4
    assert content_of(old.output / "ledger.sqlite") == before
    old.run("register")
    assert listed(old.rows(), "file", "completed", "total", "up_to", "newest") == ROWS
    assert {each["UID"] for each in old.live_events()} == UIDS
    assert layout_of(old.output / "backups" / "layout-4" / "ledger.sqlite") == 4


@pytest.mark.parametrize("command", [["process", "in"], ["due"], ["register"], ["history", "2"]])
def test_a_ledger_of_a_newer_version_is_refused_and_left_alone(old: Team, command: list[str]) -> None:
    ledger = old.output / "ledger.sqlite"
    connection = sqlite3.connect(ledger)
    connection.execute("PRAGMA user_version = 99")
    connection.commit()
    connection.close()
    before = content_of(ledger)
    said = old.run(*command, code=5)
    assert "was made by a newer version of wordform" in said.all
    assert (layout_of(ledger), content_of(ledger)) == (99, before)
    assert not (old.output / "backups").exists()
