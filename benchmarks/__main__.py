"""Measure and print one table, ratios first; it is also written to ``benchmarks/results.md``.

``python -m benchmarks`` takes some three minutes, ``python -m benchmarks --long`` measures memory and registers too.
"""

from __future__ import annotations

import platform
import sys
from importlib.metadata import version
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import counted, long_runs, one_form, whole_runs
from pipeline.version import __version__

if TYPE_CHECKING:
    from benchmarks.measured import Measured

RESULTS = Path(__file__).resolve().parent / "results.md"
LIBRARIES = ("lxml", "python-docx", "docxtpl", "docx2python", "mammoth", "openpyxl")


def table(measured: list[Measured]) -> str:
    """Render the measurements as Markdown; the first of each group is what its others are compared with."""
    lines = ["| what | by | times the first | milliseconds |", "|---|---|---:|---:|"]
    for what, entries in groupby(measured, key=lambda each: each.what):
        group = list(entries)
        lines += [f"| {what} | {each.by} | {each.ms / group[0].ms:.2f} | {each.ms:,.2f} |" for each in group]
    return "\n".join(lines)


def main() -> None:
    """Print the table and keep it."""
    made = table([*one_form.measure(), *whole_runs.measure()])
    made += f"\n\n{counted.table()}".rstrip()
    if "--long" in sys.argv:
        made += "\n\n" + "\n".join(long_runs.measure())
    print(made)
    machine = (
        f"Python {platform.python_version()} on {platform.system()} ({platform.machine()}), wordform {__version__}"
    )
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    RESULTS.write_text(f"# Speed\n\n{_SAID.format(machine=machine, libraries=libraries)}\n\n{made}\n", "utf-8")


_SAID = """Made by `make bench` with {machine}; {libraries}.

Compare the ratios of one run, not times of two. Forms are completed in code and all differ: each is new to the entry
that is measured on it. What is done with one form is processor time, the median of many forms; runs and starts are
seconds on the clock."""


if __name__ == "__main__":
    main()
