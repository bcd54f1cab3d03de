"""How much sooner two workers of a Dask cluster are done than one: ``python -m benchmarks.cluster 600``.

Scheduler, workers and the command all run on this machine and speak TCP, so on two cores the command, which records and
writes while the workers work, takes its share from them: two workers can't be quicker than all processor time by two.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import psutil  # comes with Dask

from benchmarks.forms import write_forms
from benchmarks.measured import Aim, used_by
from benchmarks.whole_runs import ROOT
from tests.dask_cluster import running_cluster

FORMS: Final = 600
LEAST: Final = 1.8


def aims(count: int = FORMS) -> Iterator[Aim]:
    """Yield how many times as quick two workers are as one."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_forms(folder, range(count))
        took = [_seconds(workers, folder) for workers in (1, 2)]
    yield Aim(what=f"{count:,} forms by two Dask workers, times as quick as by one", now=took[0] / took[1], least=LEAST)


def _seconds(workers: int, folder: Path) -> float:
    """Process the forms, say on the error stream who took which processor time, and return the seconds on the clock."""
    with running_cluster(folder, workers) as cluster:
        before, start = _processor_time(), time.perf_counter()
        options = ("--engine", "dask", "--scheduler", cluster.address, "-o", f"out {workers}")
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "pipeline", "process", "--quiet", *options]
        run = subprocess.Popen(command, cwd=folder, env=environment)
        used = used_by(run)
        took, there = time.perf_counter() - start, _processor_time() - before
    here = used.ru_utime + used.ru_stime
    said = f"{workers} workers: {took:.1f} s; processor time {here:.1f} s here, {there:.1f} s of scheduler and workers"
    print(said, file=sys.stderr, flush=True)
    return took


def _processor_time() -> float:
    """Return the seconds of processor time of all processes that this one started and that run, and of theirs."""
    return sum(sum(each.cpu_times()[:4]) for each in psutil.Process().children(recursive=True))


def main() -> None:
    """Measure with the number of forms given."""
    for aim in aims(*map(int, sys.argv[1:])):
        print(f"{aim.what}: {aim.now:.2f}, {aim.bound}")


if __name__ == "__main__":
    main()
