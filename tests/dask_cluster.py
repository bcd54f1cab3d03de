"""A real Dask cluster on this machine: a scheduler and two workers over TCP."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO


@dataclass(kw_only=True)
class DaskCluster:
    address: str
    workers: list[subprocess.Popen[str]] = field(default_factory=list)


@contextmanager
def started(*arguments: str, until: str, folder: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run a ``dask`` command in a process group of its own until the block ends; give the line it gets ready with."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    command = [sys.executable, "-m", "dask", *arguments]
    with subprocess.Popen(
        command, cwd=folder, env=environment, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        try:
            assert process.stderr is not None
            yield process, _line_with(until, process.stderr)
        finally:
            kill(process)


def _line_with(text: str, stream: IO[str]) -> str:
    said = []
    for line in stream:
        said.append(line)
        if text in line:
            return line
    raise AssertionError("".join(said))


def kill(process: subprocess.Popen[str]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)  # a worker with the process that minds it


@contextmanager
def running_cluster(folder: Path, workers: int = 2) -> Iterator[DaskCluster]:
    """Run a scheduler and its workers until the block ends."""
    quiet = ("--host", "127.0.0.1", "--no-dashboard")
    with ExitStack() as stack:
        scheduler = started("scheduler", "--port", "0", *quiet, until="Scheduler at:", folder=folder)
        _, line = stack.enter_context(scheduler)
        found = re.search(r"tcp://\S+", line)
        assert found
        made = DaskCluster(address=found[0])
        for number in range(workers):
            arguments = ("worker", made.address, "--nthreads", "1", "--name", str(number), *quiet)
            worker, _ = stack.enter_context(started(*arguments, until="Registered to:", folder=folder))
            made.workers.append(worker)
        yield made
