"""The ledger keeps what was processed, for its owner only."""

import os
import sqlite3
import stat
from pathlib import Path

import pytest
from msgspec.structs import replace
from pipeline.batch.ledger import FILE_NAME, Entry, Ledger

from pipeline.errors import CannotWrite

ENTRY = Entry(
    name="team a/smith.docx",
    sha256="1" * 64,
    made_with="2" * 64,
    status="assessed",
    target="team a/smith.docx",
    target_sha256="3" * 64,
    result='{"form": "é"}',
)


def test_what_is_kept_is_found_again(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        assert ledger.keep(ENTRY)
    with Ledger(tmp_path) as ledger:
        assert ledger.find(ENTRY.name) == ENTRY
        assert ledger.find("another.docx") is None


def test_a_form_has_one_entry_the_last(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        ledger.keep(ENTRY)
        ledger.keep(replace(ENTRY, status="needs_review"))
        ledger.keep(replace(ENTRY, name="a.docx"))
        assert [(entry.name, entry.status) for entry in ledger.entries()] == [
            ("a.docx", "assessed"),
            ("team a/smith.docx", "needs_review"),
        ]


def test_what_is_kept_together_is_kept_at_the_end(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger, Ledger(tmp_path, read_only=True) as another:
        with ledger.kept_together():
            ledger.keep(ENTRY)
            ledger.keep(replace(ENTRY, name="a.docx"))
            assert list(another.entries()) == []
        assert [entry.name for entry in another.entries()] == ["a.docx", ENTRY.name]


def test_of_what_is_kept_together_nothing_is_kept_when_something_goes_wrong(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        with pytest.raises(OSError, match="the disk"):
            _keep_and_fail(ledger)
        assert list(ledger.entries()) == []
        assert ledger.keep(ENTRY)


def _keep_and_fail(ledger: Ledger) -> None:
    with ledger.kept_together():
        ledger.keep(ENTRY)
        raise OSError("the disk")  # no fault of the ledger


def test_keeping_the_same_again_changes_nothing_on_disk(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        ledger.keep(ENTRY)
        ledger.register_written()
    before = (tmp_path / FILE_NAME).read_bytes()
    with Ledger(tmp_path) as ledger:
        assert not ledger.keep(ENTRY)
        assert not ledger.register_is_stale
    assert (tmp_path / FILE_NAME).read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]


def test_the_register_is_stale_until_it_is_written_even_over_runs(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        assert not ledger.register_is_stale
        ledger.keep(ENTRY)
    with Ledger(tmp_path) as ledger:
        assert ledger.register_is_stale
        ledger.register_written()
        assert not ledger.register_is_stale


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such rights")
def test_only_the_owner_may_read_it_and_its_side_files(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        ledger.keep(ENTRY)
        rights = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert FILE_NAME + "-wal" in rights
    assert set(rights.values()) == {0o600}


def test_a_file_that_is_no_ledger_is_said(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"this is no database" * 100)
    with pytest.raises(CannotWrite) as problem:
        Ledger(tmp_path)
    assert problem.value.code == "ledger"


def test_a_ledger_of_another_version_is_left_alone(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(CannotWrite, match="another version"):
        Ledger(tmp_path)
