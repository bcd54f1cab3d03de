"""Measure, print the targets with what was measured beside them, and write it to ``benchmarks/results.md``.

``python -m benchmarks`` takes half an hour on two cores; ``python -m benchmarks --short`` leaves out what takes minutes
by itself: very many forms, the cluster, and the report in a browser.
"""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import version
from itertools import groupby
from pathlib import Path
from typing import Final

from benchmarks import cluster, counted, grown, memory, one_form, per_form, report, whole_runs
from benchmarks.measured import Aim, Measured, table_of
from pipeline.version import __version__

RESULTS: Final = Path(__file__).resolve().parent / "results.md"
LIBRARIES: Final = ("lxml", "python-docx", "docxtpl", "docx2python", "mammoth", "openpyxl")
MANY: Final = 20_000
_LONG: Final[Sequence[Callable[[], Iterator[Aim]]]] = (
    lambda: grown.aims(grown.measure(MANY)),
    memory.aims,
    report.aims,
    cluster.aims,
)
"""What takes minutes to measure."""


def main() -> None:
    """Measure, keep the tables after each part that takes long, and print them."""
    runs = [*whole_runs.measure()]
    one_more = per_form.measure()
    aims = [*counted.aims(), *per_form.aims(one_more), *whole_runs.aims(runs)]
    times = _times([*one_form.measure(), *runs])
    made = _keep(aims, per_form.table(one_more), times)
    for part in _LONG if "--short" not in sys.argv else ():
        aims += part()
        made = _keep(aims, per_form.table(one_more), times)
    print(made)


def _keep(aims: list[Aim], one_more: str, times: str) -> str:
    """Write what was measured so far, and return it."""
    made = "\n\n".join(filter(None, [table_of(aims), one_more, times]))
    machine = (
        f"Python {platform.python_version()} on {platform.system()} ({platform.machine()}), wordform {__version__}"
    )
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    RESULTS.write_text(f"# Speed\n\n{_SAID.format(machine=machine, libraries=libraries)}\n\n{made}\n", "utf-8")
    return made


def _times(measured: list[Measured]) -> str:
    """Render times as Markdown; the first of each group is what its others are compared with."""
    lines = ["| what | by | times the first | milliseconds |", "|---|---|---:|---:|"]
    for what, entries in groupby(measured, key=lambda each: each.what):
        group = list(entries)
        lines += [f"| {what} | {each.by} | {each.ms / group[0].ms:.2f} | {each.ms:,.2f} |" for each in group]
    return "\n".join(lines)


_SAID: Final = """Made by `make bench` with {machine}; {libraries}.

Compare the ratios of one run, not times of two. Forms are completed in code and all differ: each is new to the entry
that is measured on it. What is done with one form is processor time, the median of many forms; runs and starts are
seconds on the clock; instructions are counted by Valgrind. [speed.md](../docs/speed.md) says why a target is missed,
and what was tried."""


if __name__ == "__main__":
    main()
