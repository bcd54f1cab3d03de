"""Measure and print one table; it is also written to ``benchmarks/results.md``."""

from __future__ import annotations

import datetime as dt
import platform
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import peers
from pipeline import __version__
from pipeline.batch.layouts import prepare_layouts
from pipeline.batch.one import process_one, read_one
from pipeline.mapping import load_catalogue
from pipeline.readers import read_document

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parent.parent
FORM = ROOT / "input" / "CE assessment - Example Child One.docx"
BLANK = ROOT / "mappings" / "blanks" / "ce_assessment_original.docx"
DAY = dt.date(2026, 11, 22)
ROUNDS = 25
TAGS = 60


def best(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Give the shortest time of several rounds, in milliseconds: the one that was disturbed least."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times) * 1000


def rows() -> list[tuple[str, str, float, float]]:
    """Measure everything: what, by whom, milliseconds, and how many times the first row of its group."""
    form, template = FORM.read_bytes(), peers.tagged(BLANK.read_bytes(), TAGS)
    layouts = prepare_layouts(load_catalogue()).forms
    groups: dict[str, list[tuple[str, Callable[[], object]]]] = {
        "read a form": [
            ("floor: unzip and parse", lambda: peers.floor(form)),
            ("wordform, the document", lambda: read_document(form)),
            ("wordform, read + extract + assess", lambda: read_one(form, name="x", layouts=layouts, day=DAY)),
            ("python-docx, a walk", lambda: peers.walk(form)),
        ],
        "the whole job": [
            ("wordform, in place and read back", lambda: process_one(form, name="x", layouts=layouts, day=DAY)),
            ("python-docx + docxtpl script", lambda: peers.script(form, template, TAGS)),
        ],
        "start": [
            ("python -c 'import click'", lambda: _run("-c", "import click")),
            ("wordform --help", lambda: _run("-m", "pipeline", "--help")),
            ("wordform read FILE", lambda: _run("-m", "pipeline", "read", str(FORM), "--json")),
        ],
    }
    found = []
    for group, entries in groups.items():
        times = [(name, best(work, 7 if group == "start" else ROUNDS)) for name, work in entries]
        found += [(group, name, taken, taken / times[0][1]) for name, taken in times]
    return found


def _run(*arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True, cwd=ROOT)


def table() -> str:
    """Render the measurements as Markdown."""
    lines = ["| what | by | ms | times the first |", "|---|---|---:|---:|"]
    lines += [f"| {group} | {name} | {taken:.1f} | {ratio:.1f} |" for group, name, taken, ratio in rows()]
    return "\n".join(lines)


def main() -> None:
    """Print the table and keep it."""
    made = table()
    print(made)
    machine = f"Python {platform.python_version()}, {platform.machine()}, wordform {__version__}"
    text = (
        f"# Speed\n\nMade by `make bench` on {machine}. Times are the best of {ROUNDS} rounds of one process; compare\n"
    )
    text += f"the ratios of one run, not times of two.\n\n{made}\n"
    (ROOT / "benchmarks" / "results.md").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
