"""How much sooner two workers of a Dask cluster are done than one: ``python -m benchmarks.cluster 600``.

Scheduler, workers and the command all run on this machine and speak TCP, so on two cores the command, which records and
writes while the workers work, takes its share from them.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks.forms import write_forms
from benchmarks.measured import Aim, on_the_clock
from benchmarks.whole_runs import run
from tests.dask_cluster import running_cluster

FORMS: Final = 600
LEAST: Final = 1.8


def aims(count: int = FORMS) -> Iterator[Aim]:
    """Yield how many times as quick two workers are as one."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_forms(folder, range(count))
        took = [_milliseconds(workers, folder) for workers in (1, 2)]
    yield Aim(what=f"{count:,} forms by two Dask workers, times as quick as by one", now=took[0] / took[1], least=LEAST)


def _milliseconds(workers: int, folder: Path) -> float:
    with running_cluster(folder, workers) as cluster:
        options = ("process", "--quiet", "--engine", "dask", "--scheduler", cluster.address, "-o", f"out {workers}")
        return on_the_clock("", "", lambda: run("-m", "pipeline", *options, folder=folder)).ms


def main() -> None:
    """Measure with the number of forms given."""
    for aim in aims(*map(int, sys.argv[1:])):
        print(f"{aim.what}: {aim.now:.2f}, {aim.bound}")


if __name__ == "__main__":
    main()
