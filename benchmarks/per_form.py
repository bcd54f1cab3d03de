"""What one more form takes, in instructions: ``python -m benchmarks.per_form``.

A process does some forms and another does more of them; the difference is what the further forms took, without the
start and without what is made once. All forms are new and filled in, and are made beforehand. The floor is unzipping a
form and parsing its main part, which nobody can go below who parses with lxml.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from benchmarks import peers
from benchmarks.counted import ROOT, instructions, valgrind_is_here
from benchmarks.forms import DAY, write_forms
from benchmarks.measured import Aim
from pipeline.batch.garbage import look_seldom
from pipeline.forms.cache.kept import kept_catalogue
from pipeline.forms.layouts import prepare_layouts
from pipeline.process.form import process_one, read_one

COUNTS: Final = (8, 16)
"""So many are done that the first find no cold caches in what is counted."""

PEERS_COUNTS: Final = (1, 2)
"""What others do keeps nothing from one form to the next, and takes long to count."""

FLOOR: Final = "floor: unzip and parse the main part"
JOB: Final = "wordform, whole job in place"
SCRIPT: Final = "python-docx + docxtpl script"


def _reading() -> Callable[[bytes], object]:
    layouts = prepare_layouts(kept_catalogue()).forms
    return lambda form: read_one(form, name="x", layouts=layouts, day=DAY)


def _whole_job() -> Callable[[bytes], object]:
    layouts = prepare_layouts(kept_catalogue()).forms
    return lambda form: process_one(form, name="x", layouts=layouts, day=DAY)


def _script() -> Callable[[bytes], object]:
    template = peers.template()
    return lambda form: peers.script(form, template, peers.TAGS)


WORKS: Final[dict[str, Callable[[], Callable[[bytes], object]]]] = {
    FLOOR: lambda: peers.floor,
    "wordform, read + extract + assess": _reading,
    JOB: _whole_job,
    SCRIPT: _script,
}
"""What can be done with a form, by its name; each loads what it needs before the first."""


def measure() -> dict[str, float]:
    """Return how many instructions one more form takes, by what is done with it; empty without valgrind."""
    if not valgrind_is_here():
        return {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_forms(folder, range(COUNTS[1]))
        # Counting the start of a process, where nothing is kept yet, would take longer than all forms.
        environment = {**os.environ, "WORDFORM_CACHE": str(folder / "cache")}
        subprocess.run(_of_many(JOB, 1, folder), check=True, cwd=ROOT, env=environment)
        return {what: _of_one(what, folder, environment) for what in WORKS}


def _of_one(what: str, folder: Path, environment: Mapping[str, str]) -> float:
    fewer, more = PEERS_COUNTS if what == SCRIPT else COUNTS
    few, many = (instructions(_of_many(what, count, folder), ROOT, environment) for count in (fewer, more))
    return (many - few) / (more - fewer)


def _of_many(what: str, count: int, folder: Path) -> list[str]:
    return [sys.executable, "-m", "benchmarks.per_form", what, str(count), str(folder)]


def aims(found: dict[str, float]) -> Iterator[Aim]:
    """Yield what the whole job takes beside the floor and beside the usual script."""
    if found:
        yield Aim(what="whole job in place, times the floor", before="14.4", now=found[JOB] / found[FLOOR], most=6)
        yield Aim(what="python-docx + docxtpl script, times the whole job", now=found[SCRIPT] / found[JOB], least=6)


def table(found: dict[str, float]) -> str:
    """Render what was measured as Markdown."""
    lines = ["| one more form | times the floor | million instructions |", "|---|---:|---:|"]
    lines += [f"| {what} | {took / found[FLOOR]:.2f} | {took / 1e6:,.1f} |" for what, took in found.items()]
    return "\n".join(lines) if found else ""


def _work_through(what: str, count: int, folder: Path) -> None:
    """Do so many forms one after the other, as a worker of a run does."""
    look_seldom()
    work = WORKS[what]()
    for number in range(count):
        work((folder / "input" / f"{number}.docx").read_bytes())


if __name__ == "__main__":
    if sys.argv[1:]:
        _work_through(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
    else:
        print(table(measure()))
