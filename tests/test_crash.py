"""A run that is killed at any moment, again and again, ends as if nothing had happened."""

import datetime as dt
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.record import FILE_NAME, Ledger
from tests.extent import often
from tests.small_forms import write_forms, write_mapping

KILLS = often(2, 6)
FORMS = 30 * KILLS
DAY = "2026-01-20"
_DONE = ("SELECT COUNT(*) FROM version", "SELECT COUNT(*) FROM refused")


def start(folder: Path, output: str) -> subprocess.Popen[bytes]:
    options = ["-o", output, "--day", DAY, "--jobs", "2", "-q", "--reference-key", "key"]
    command = [sys.executable, "-m", "pipeline", "process", "input", *options]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    return subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def write_key(folder: Path) -> None:
    """Write the key for all output folders of a test: with another one assessments have other references."""
    (folder / "key").write_text("7ea4" * 16, "ascii")


def left_by(output: Path) -> tuple[object, dict[str, bytes]]:
    """Return what the ledger says, and every file but those whose bytes say in which order things were written."""
    with Ledger(output) as ledger:
        said = (list(ledger.views(dt.date.fromisoformat(DAY)).rows()), list(ledger.receiving.refused()))
        assert list(ledger.documents.pending()) == []
    files = {
        path.relative_to(output).as_posix(): path.read_bytes()
        for path in output.rglob("*")
        if path.is_file() and not path.name.startswith("ledger.")
    }
    return said, files


def done(output: Path) -> int:
    """Count the forms in the ledger of a run that may be going on."""
    try:
        with sqlite3.connect(f"{(output / FILE_NAME).as_uri()}?mode=ro", uri=True) as connection:
            return sum(connection.execute(each).fetchone()[0] for each in _DONE)
    except sqlite3.Error:
        return 0


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_killed_again_and_again_and_then_finished_it_equals_an_undisturbed_run(tmp_path: Path) -> None:
    write_mapping(tmp_path)
    write_forms(tmp_path / "input", FORMS)
    write_key(tmp_path)
    assert start(tmp_path, "undisturbed").wait(60) == 3
    chance = random.Random(6)  # noqa: S311 - no secret
    output = tmp_path / "killed"
    for number in range(KILLS):
        run = start(tmp_path, "killed")
        until = time.monotonic() + 60
        aim = min(number * FORMS // KILLS + chance.randint(1, FORMS // KILLS), FORMS - 1)  # each gets a bit further
        while done(output) < aim and run.poll() is None and time.monotonic() < until:
            time.sleep(chance.uniform(0.001, 0.03))
        run.send_signal(signal.SIGKILL)
        assert run.wait(60) in {-signal.SIGKILL, 3}  # on a slow machine the last one may be done before
    assert start(tmp_path, "killed").wait(60) == 3
    assert left_by(output) == left_by(tmp_path / "undisturbed")
