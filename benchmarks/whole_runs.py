"""Runs as people start them: a folder with one and two processes, a second run, and the start of the program."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.forms import write_forms
from benchmarks.measured import Aim, Measured, on_the_clock

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).resolve().parent.parent
FORMS = 2_000
"""So many that the start of the processes says little."""

ONE = "one process"
TWO = "two processes"
STARTS = 7
RERUNS = 3


def measure() -> Iterator[Measured]:
    """Measure batches, their second run, and starts."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_forms(folder, range(FORMS))

        def process(jobs: int, output: str) -> None:
            run("-m", "pipeline", "process", "--quiet", "--jobs", str(jobs), "-o", output, folder=folder)

        what = f"a folder of {FORMS} forms"
        yield on_the_clock(what, ONE, lambda: process(1, "one"))
        yield on_the_clock(what, TWO, lambda: process(2, "two"))
        yield on_the_clock(what, "a second run, nothing changed", lambda: process(1, "one"), RERUNS)
        form = folder / "input" / "0.docx"
        starts = {
            "python -c 'import click'": ("-c", "import click"),
            "wordform --help": ("-m", "pipeline", "--help"),
            "wordform read FILE": ("-m", "pipeline", "read", str(form), "--json"),
        }
        for by, arguments in starts.items():
            yield on_the_clock("start", by, partial(run, *arguments, folder=folder), STARTS)


def aims(found: Iterable[Measured]) -> Iterator[Aim]:
    """Yield how much sooner two processes are done than one."""
    took = {each.by: each.ms for each in found}
    what = f"{FORMS:,} forms by two processes, times as quick as by one"
    yield Aim(what=what, before="2.0", now=took[ONE] / took[TWO], least=1.9)


def run(*arguments: str, folder: Path) -> None:
    """Run Python in a folder; as installed, with compiled modules, which the first start leaves."""
    compiled = {"PYTHONPYCACHEPREFIX": str(folder / "compiled"), "PYTHONDONTWRITEBYTECODE": ""}
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **compiled}
    done = subprocess.run([sys.executable, *arguments], capture_output=True, cwd=folder, env=environment)
    assert done.returncode in (0, 6), done.stderr
