"""What looks as it did is not read again; what may have changed is."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from pipeline.batch.arriving import search as search_module
from pipeline.batch.run import USUAL
from pipeline.record import Ledger
from pipeline.record.store.seen_files import SeenFiles
from tests.pretended import corrected
from tests.test_batch_run import Batch
from tests.test_batch_run import batch as batch  # the fixture

QUIET = replace(USUAL, tell_unchanged=False)
CHECKING = replace(USUAL, check_all=True)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let every look be certain, and note the files that are read to know their bytes."""
    read: list[str] = []
    monkeypatch.setattr(search_module, "_RACY", -(10**18))
    for module in ("pipeline.batch.arriving.reading", "pipeline.batch.ledger.edits"):
        noted = _noted(read, __import__(module, fromlist=["fingerprint"]).fingerprint)
        monkeypatch.setattr(f"{module}.fingerprint", noted)
    return read


def _noted(read: list[str], fingerprint: Callable[[Path], str]) -> Callable[[Path], str]:
    def noted(path: Path) -> str:
        read.append(path.name)
        return fingerprint(path)

    return noted


def test_what_looks_as_it_did_is_not_read_again(batch: Batch, read: list[str]) -> None:
    for name in ("a.docx", "b.docx"):
        batch.form(name, name.encode())
    batch.run()
    read.clear()
    summary = batch.run()
    assert (batch.statuses(), read) == ({"a.docx": "unchanged", "b.docx": "unchanged"}, [])
    assert summary.recorded == batch.run(orders=QUIET).recorded


@pytest.mark.skipif(sys.platform == "win32", reason="it tells no other time of a change; --check-all reads all")
def test_what_was_changed_is_read_though_size_and_time_are_the_same(batch: Batch, read: list[str]) -> None:
    batch.form("a.docx", b"first")
    batch.run()
    path = batch.input / "a.docx"
    before = path.stat()
    path.write_bytes(b"other")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    batch.run(orders=QUIET)
    assert batch.worked == ["a.docx"]


def test_a_file_that_was_put_in_the_place_of_another_is_read(batch: Batch, read: list[str]) -> None:
    batch.form("a.docx", b"first")
    batch.form("b.docx", b"other")
    batch.run()
    (batch.input / "b.docx").replace(batch.input / "a.docx")
    read.clear()
    batch.run()
    assert read == ["a.docx"]


def test_what_was_changed_a_moment_ago_is_read_again(batch: Batch) -> None:
    batch.form("a.docx", b"first")
    batch.run()
    with Ledger(batch.output) as ledger:
        assert ledger.database.rows("SELECT * FROM seen_file") == []


def test_check_all_reads_what_looks_as_it_did(batch: Batch, read: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_module, "look_in_full", lambda _: "always the same")
    batch.form("a.docx", b"first")
    batch.run()
    batch.form("a.docx", b"other")
    batch.run()
    assert batch.worked == []
    batch.run(orders=CHECKING)
    assert (batch.worked, "a.docx" in read) == (["a.docx"], True)


def test_what_is_gone_is_forgotten(batch: Batch, read: list[str]) -> None:
    batch.form("a.docx", b"first")
    batch.run()
    (batch.input / "a.docx").unlink()
    batch.run()
    with Ledger(batch.output) as ledger:
        assert ledger.database.rows("SELECT * FROM seen_file") == []


def test_forms_that_stand_are_those_that_are_unchanged_one_by_one(
    batch: Batch, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Several versions, one whose document is gone, one that was edited, one that was made with something else."""
    for name in ("a.docx", "b.docx", "c.docx", "d.docx"):
        batch.form(name, name.encode())
    batch.run()
    batch.form("a.docx", b"a later version")
    batch.form("t/old a.docx", b"a.docx")
    batch.run()
    (batch.output / "b.docx").unlink()
    (batch.output / "c.docx").write_bytes(corrected(b"c.docx"))
    batch.run(orders=QUIET)
    worked = batch.worked
    batch.run(orders=QUIET)
    quiet = batch.run(orders=QUIET)
    monkeypatch.setattr(SeenFiles, "standing", lambda *_: iter(()))
    loud = batch.run()
    assert sorted(set(worked)) == ["b.docx", "c.docx"]
    assert (quiet.statuses, quiet.recorded, quiet.rag, quiet.provisional) == (
        loud.statuses, loud.recorded, loud.rag, loud.provisional,
    )  # fmt: skip
    batch.run(made_with="2", orders=QUIET)
    assert sorted(set(batch.worked)) == ["a.docx", "b.docx", "d.docx"]  # of c the edited result counts
