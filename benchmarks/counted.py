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
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.forms import forms

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).resolve().parent.parent
BEFORE: Final = "0976e97"
FORMS: Final = 6
COMMANDS: Final[dict[str, tuple[tuple[str, ...], float]]] = {
    "wordform read FILE": (("read", "input/0.docx"), 0.35),
    "wordform read FILE --json": (("read", "input/0.docx", "--json"), 0.35),
    f"wordform process, {FORMS} new forms": (("process", "--quiet", "--jobs", "1"), 0.6),
}
"""Each with the share of the earlier commit's instructions that it is to take at most."""


def table() -> str:
    """Return the measurements as Markdown; empty where they can't be made."""
    archive = subprocess.run(["git", "archive", BEFORE], cwd=ROOT, capture_output=True)
    if archive.returncode or shutil.which("valgrind") is None:
        return ""
    with tempfile.TemporaryDirectory() as name:
        before = Path(name) / "before"
        with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as files:
            files.extractall(before, filter="data")
        return "\n".join(_lines(Path(name), before))


def _lines(folder: Path, before: Path) -> Iterator[str]:
    yield f"| command | million instructions at {BEFORE} | now | times | target |"
    yield "|---|---:|---:|---:|---:|"
    for what, (arguments, target) in COMMANDS.items():
        then, now = (_instructions(tree, arguments, folder) / 1e6 for tree in (before, ROOT))
        yield f"| {what} | {then:,.0f} | {now:,.0f} | {now / then:.2f} | <= {target} |"


def _instructions(tree: Path, arguments: tuple[str, ...], folder: Path) -> int:
    """Count the instructions of a command in one tree, in a new folder with new forms."""
    compiled = {"PYTHONPYCACHEPREFIX": str(folder / "compiled"), "PYTHONDONTWRITEBYTECODE": "", "PYTHONHASHSEED": "0"}
    environment = {**os.environ, "PYTHONPATH": str(tree), "WORDFORM_CACHE": str(folder / "cache"), **compiled}
    command = [sys.executable, "-m", "pipeline", *arguments]
    counting = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"]
    for number, prefix in enumerate(([], counting)):
        with tempfile.TemporaryDirectory(dir=folder) as work:
            (Path(work) / "input").mkdir()
            for name, form in enumerate([*forms(FORMS * (number + 1))][-FORMS:]):
                (Path(work) / "input" / f"{name}.docx").write_bytes(form)
            run = subprocess.run([*prefix, *command], capture_output=True, cwd=work, env=environment)
        assert run.returncode in (0, 6), run.stderr
    return int(re.findall(rb"Collected : (\d+)", run.stderr)[-1])


if __name__ == "__main__":
    print(table())
