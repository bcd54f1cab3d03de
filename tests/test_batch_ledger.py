"""The ledger keeps what was read, for its owner only."""

import os
import sqlite3
import stat
from pathlib import Path

import pytest

from pipeline.errors import CannotWrite
from pipeline.record import FILE_NAME, Ledger
from pipeline.record.store.key import FILE_NAME as KEY
from tests.ledgers import Assessed, day, record, reference_of

FIRST = Assessed(form="team a/smith.docx", child="Zoë Example")
SECOND = Assessed(form="a.docx", child="Another Child")


def names(ledger: Ledger) -> list[tuple[str, str]]:
    return [(row.name, row.status) for row in ledger.views(day("2026-01-12")).rows()]


def test_what_is_kept_is_found_again(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        known = record(ledger, FIRST)
    with Ledger(tmp_path) as ledger:
        found = ledger.find(known.reference)
        assert found is not None
        assert (found.counting, found.form, found.target, found.is_withdrawn) == (
            known, "ce_assessment", FIRST.form, False,
        )  # fmt: skip
        assert ledger.result(known.sha256) == FIRST.received().result
        assert ledger.find("AAAAAAAAAA") is None
        assert ledger.receiving.version("0" * 64) is None


def test_an_assessment_has_one_row_of_its_last_version(tmp_path: Path) -> None:
    later = Assessed(form=FIRST.form, child="Zoë Example", factors={"sen": "yes"}, status="needs_review")
    with Ledger(tmp_path) as ledger:
        record(ledger, FIRST, run=1)
        record(ledger, later, run=2)
        record(ledger, SECOND, run=2)
        assert names(ledger) == [("a.docx", "assessed"), ("team a/smith.docx", "needs_review")]
        versions = ledger.versions(reference_of(ledger, FIRST.form))
        assert [each.sha256 for each in versions] == [each.received().sha256 for each in (FIRST, later)]


def test_what_is_kept_together_is_kept_at_the_end(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger, Ledger(tmp_path, read_only=True) as another:
        with ledger.database.together():
            record(ledger, FIRST)
            record(ledger, SECOND)
            assert another.forms() == set()
        assert names(another) == [("a.docx", "assessed"), ("team a/smith.docx", "assessed")]


def test_of_what_is_kept_together_nothing_is_kept_when_something_goes_wrong(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        with pytest.raises(OSError, match="the disk"):
            _keep_and_fail(ledger)
        assert names(ledger) == []
        record(ledger, FIRST)
        assert names(ledger) == [(FIRST.form, "assessed")]


def _keep_and_fail(ledger: Ledger) -> None:
    with ledger.database.together():
        record(ledger, FIRST)
        raise OSError("the disk")  # no fault of the ledger


def test_keeping_the_same_again_changes_nothing_on_disk(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        ledger.take(FIRST.received(), [FIRST.place()], 1)
        ledger.tables_written("2026-01-12")
    before = (tmp_path / FILE_NAME).read_bytes()
    with Ledger(tmp_path) as ledger:
        ledger.take(FIRST.received(), [FIRST.place()], 2)
        assert not ledger.is_stale
    assert (tmp_path / FILE_NAME).read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == [KEY, FILE_NAME]


def test_the_tables_are_stale_until_they_are_written_even_over_runs(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        assert not ledger.is_stale
        record(ledger, FIRST)
    with Ledger(tmp_path) as ledger:
        assert ledger.is_stale
        ledger.tables_written("2026-01-12")
        assert not ledger.is_stale


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such rights")
def test_only_the_owner_may_read_it_its_side_files_and_its_key(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        record(ledger, FIRST)
        ledger.back_up_once("2026-01-12")
        files = [path for path in tmp_path.rglob("*") if path.is_file()]
        rights = {path.name: stat.S_IMODE(path.stat().st_mode) for path in files}
        folders = {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.rglob("*") if path.is_dir()}
    assert {FILE_NAME + "-wal", KEY} < rights.keys()
    assert set(rights.values()) == {0o600}
    assert folders == {0o700}


def test_a_file_that_is_no_ledger_is_said(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"this is no database" * 100)
    with pytest.raises(CannotWrite) as problem:
        Ledger(tmp_path)
    assert problem.value.code == "ledger_damaged"
    assert "backups" in problem.value.remedy


def test_a_ledger_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = (tmp_path / FILE_NAME).read_bytes()
    with pytest.raises(CannotWrite, match="a newer version"):
        Ledger(tmp_path)
    assert (tmp_path / FILE_NAME).read_bytes() == before
