"""What one more form takes, in instructions: ``python -m benchmarks.per_form``.

A process does some forms and another does more of them; the difference is what the further forms took, without the
start and without what is made once. All forms are new and filled in, and are made beforehand. The floor is unzipping a
form and parsing its main part, which nobody can go below who parses with lxml.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from benchmarks import peers
from benchmarks.counted import instructions, valgrind_is_here
from benchmarks.forms import DAY, write_forms
from benchmarks.measured import Aim
from pipeline.batch.garbage import look_seldom
from pipeline.forms.layouts import prepare_layouts
from pipeline.mapping import load_catalogue
from pipeline.process.form import process_one, read_one

COUNTS: Final = (12, 24)
"""So many are done that the first find no cold caches in what is counted."""

PEERS_COUNTS: Final = (2, 4)
"""What others do keeps nothing from one form to the next, and takes long to count."""

FLOOR: Final = "floor: unzip and parse the main part"
JOB: Final = "wordform, whole job in place"
SCRIPT: Final = "python-docx + docxtpl script"


def works() -> dict[str, Callable[[bytes], object]]:
    """Return what can be done with a form, by its name."""
    layouts = prepare_layouts(load_catalogue()).forms
    template = peers.template()
    return {
        FLOOR: peers.floor,
        "wordform, read + extract + assess": lambda form: read_one(form, name="x", layouts=layouts, day=DAY),
        JOB: lambda form: process_one(form, name="x", layouts=layouts, day=DAY),
        SCRIPT: lambda form: peers.script(form, template, peers.TAGS),
    }


def measure() -> dict[str, float]:
    """Return how many instructions one more form takes, by what is done with it; empty without valgrind."""
    if not valgrind_is_here():
        return {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_forms(folder, range(COUNTS[1]))
        return {what: _of_one(what, folder) for what in works()}


def _of_one(what: str, folder: Path) -> float:
    fewer, more = PEERS_COUNTS if what == SCRIPT else COUNTS
    few, many = (
        instructions([sys.executable, "-m", "benchmarks.per_form", what, str(count), str(folder)])
        for count in (fewer, more)
    )
    return (many - few) / (more - fewer)


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
    work = works()[what]
    for number in range(count):
        work((folder / "input" / f"{number}.docx").read_bytes())


if __name__ == "__main__":
    if sys.argv[1:]:
        _work_through(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
    else:
        print(table(measure()))
