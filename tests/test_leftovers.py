"""What a killed command leaves in the temporary folder is cleared away by the next one, and nothing else is."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import pytest

from pipeline.cli.leftovers import PREFIX as LOOKED_FOR
from pipeline.cli.main import main
from pipeline.readers.opening.private_folder import PREFIX, private_folder, sweep

_HOLDS_A_FOLDER = """
import subprocess, sys, time
from pipeline.readers.opening.private_folder import private_folder
with private_folder() as folder:
    (folder / "0001.rtf").write_text("a whole form")
    sleeps = [sys.executable, "-c", "import time; time.sleep(600)", str(folder)]
    outlives = subprocess.Popen(sleeps, start_new_session=True)
    print(folder, outlives.pid, flush=True)
    time.sleep(600)
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a temporary folder of its own, so that no other test's conversion is looked at."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.mark.skipif(os.name == "nt", reason="Windows ends the children with their program")
def test_a_killed_conversion_leaves_neither_form_nor_program(temporary: Path) -> None:
    program = subprocess.Popen([sys.executable, "-c", _HOLDS_A_FOLDER], stdout=subprocess.PIPE, text=True)
    assert program.stdout is not None
    folder, orphan = program.stdout.readline().split()
    assert sweep() == 0  # it is at work
    assert list(temporary.rglob("0001.rtf"))
    program.send_signal(signal.SIGKILL)
    program.wait()
    program.stdout.close()
    assert psutil.pid_exists(int(orphan))
    assert main(["forms", "--quiet"]) == 0  # any command
    assert not list(temporary.glob(f"{PREFIX}*")), folder
    for _ in range(600):  # who has no parent any more is reaped by the system, in its own time
        if not psutil.pid_exists(int(orphan)) or psutil.Process(int(orphan)).status() == psutil.STATUS_ZOMBIE:
            break
        time.sleep(0.1)
    else:
        pytest.fail("the program that outlived the command is still at work")


def test_no_form_is_ever_in_a_folder_without_a_lock(temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    removed: list[str] = []
    remove = os.unlink

    def heard(path: str, **how: int) -> None:
        removed.append(Path(path).name)
        remove(path, **how)

    monkeypatch.setattr(os, "unlink", heard)
    with private_folder() as folder:
        (folder / "0001.rtf").write_text("a whole form")
    lock_last = ["0001.rtf"] if sys.platform == "win32" else ["0001.rtf", ".lock"]  # there it goes as it is let go
    assert removed[-len(lock_last) :] == lock_last


def test_a_folder_that_was_made_and_not_locked_yet_goes(temporary: Path) -> None:
    Path(tempfile.mkdtemp(prefix=PREFIX))
    assert sweep() == 1
    assert list(temporary.iterdir()) == []


def test_a_folder_in_use_and_those_of_others_stay(temporary: Path) -> None:
    (temporary / "wordform-notes").mkdir()
    (temporary / "wordform-a_letter").mkdir()
    (temporary / "wordform-a_letter" / "letter.docx").write_bytes(b"")  # called like ours, without our lock
    (temporary / "something-else").mkdir()
    with private_folder() as mine:
        assert sweep() == 0
        assert mine.is_dir()
    assert not mine.exists()
    assert sorted(path.name for path in temporary.iterdir()) == [
        "something-else",
        "wordform-a_letter",
        "wordform-notes",
    ]


def test_both_look_for_the_same_name() -> None:
    assert LOOKED_FOR == PREFIX
