"""Commands by the instructions that they take, beside those of an earlier commit: ``python -m benchmarks.counted``.

Instructions don't hang on what else the machine does. Valgrind counts them, some fifty times slower than they run;
without it, or without the history that has the commit, there is nothing to compare with. Forms are new and filled in.
Each command runs once before it is counted, so that modules are compiled and the cache holds what it keeps.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from benchmarks.forms import write_forms
from benchmarks.measured import Aim, table_of

ROOT: Final = Path(__file__).resolve().parent.parent
BEFORE: Final = "0976e97"
FORMS: Final = 6
FURTHER: Final = 10
READING: Final = {
    "wordform read FILE": ("read", "input/0.docx"),
    "wordform read FILE --json": ("read", "input/0.docx", "--json"),
}
PROCESS: Final = ("process", "--quiet", "--jobs", "1", "--form-time-limit", "3600")
"""A form takes a minute and more under Valgrind where the machine is busy."""
MOST_OF_READING: Final = 0.35
MOST_OF_THE_JOB: Final = 0.6
"""The shares of the earlier commit's instructions that are to be taken at most."""


def aims() -> Iterator[Aim]:
    """Yield each command's instructions as a share of the earlier commit's; nothing where they can't be counted."""
    archive = subprocess.run(["git", "archive", BEFORE], cwd=ROOT, capture_output=True)
    if archive.returncode or not valgrind_is_here():
        return
    with tempfile.TemporaryDirectory() as name:
        before = Path(name) / "before"
        with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as files:
            files.extractall(before, filter="data")
        yield from _compared(Path(name), before)


def _compared(folder: Path, before: Path) -> Iterator[Aim]:
    """Yield what commands take in the tree of an earlier commit and in this one."""
    for what, arguments in READING.items():
        then, now = (_of_command(tree, arguments, folder, forms=FORMS) for tree in (before, ROOT))
        yield _aim(what, then, now, MOST_OF_READING)
    few, many = (
        [_of_command(tree, PROCESS, folder, forms=forms) for tree in (before, ROOT)]
        for forms in (FORMS, FORMS + FURTHER)
    )
    yield _aim(f"wordform process, {FORMS} new forms", *few, MOST_OF_THE_JOB)
    then, now = ((more - less) / FURTHER for less, more in zip(few, many, strict=True))
    yield _aim("wordform process, each further form", then, now, MOST_OF_THE_JOB)


def _aim(what: str, then: float, now: float, most: float) -> Aim:
    return Aim(what=f"{what}, instructions", before=f"1 ({then / 1e6:,.0f} M)", now=now / then, most=most)


def valgrind_is_here() -> bool:
    """Whether instructions can be counted."""
    return shutil.which("valgrind") is not None


def instructions(command: Sequence[str], folder: Path = ROOT, environment: Mapping[str, str] | None = None) -> int:
    """Count the instructions that a command takes, which may say that forms need review."""
    counting = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"]
    run = subprocess.run([*counting, *command], capture_output=True, cwd=folder, env=environment)
    assert run.returncode in (0, 6), run.stderr
    return int(re.findall(rb"Collected : (\d+)", run.stderr)[-1])


def _of_command(tree: Path, arguments: tuple[str, ...], folder: Path, *, forms: int) -> int:
    """Count the instructions of a command in one tree, in a new folder with new forms."""
    compiled = {"PYTHONPYCACHEPREFIX": str(folder / "compiled"), "PYTHONDONTWRITEBYTECODE": "", "PYTHONHASHSEED": "0"}
    # In a temporary folder of its own, where no killed command left anything to clear away.
    compiled["TMPDIR"] = str(folder)
    environment = {**os.environ, "PYTHONPATH": str(tree), "WORDFORM_CACHE": str(folder / "cache"), **compiled}
    command = [sys.executable, "-m", "pipeline", *arguments]
    with _new_forms(folder, range(forms)) as work:
        run = subprocess.run(command, capture_output=True, cwd=work, env=environment)
        assert run.returncode in (0, 6), run.stderr
    with _new_forms(folder, range(forms, 2 * forms)) as work:
        return instructions(command, Path(work), environment)


def _new_forms(folder: Path, numbers: range) -> tempfile.TemporaryDirectory[str]:
    """Make a folder whose input holds these forms of all that can be made."""
    work = tempfile.TemporaryDirectory(dir=folder)
    write_forms(Path(work.name), numbers)
    return work


if __name__ == "__main__":
    print(table_of(aims()))
