"""Run a command that is killed before one of its steps: before a file is made, renamed or removed, or something is
written to a database on the disk.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import sqlite3
import sys
from collections.abc import Callable, Sequence
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from typing import Any, Final

# A new process takes no time, and inherits no thread and no lock of ours.
_SERVER: Final = "forkserver"
_SLOW: Final = (
    "pipeline.batch.run",
    "pipeline.writers.register.write",
    "pipeline.writers.workbook.book",
    "icalendar",
    "openpyxl",
)
"""Loaded once for all of them."""
_STEPS: Final = {"os.rename", "os.remove", "os.mkdir", "os.truncate"}
_READS: Final = ("SELECT", "PRAGMA", "--")


class Killer:
    """Kills commands before a step of theirs that chance chooses.

    Attributes:
        kills: How many were killed.
    """

    def __init__(self, seed: int) -> None:
        self.kills = 0
        self._rng = random.Random(seed)  # noqa: S311 - no secret
        self._context = multiprocessing.get_context(_SERVER)
        self._context.set_forkserver_preload([__name__, "pipeline.cli.main", "pipeline.cli.commands.process", *_SLOW])
        self._steps: dict[str, int] = {}

    def run(self, folder: Path, arguments: Sequence[str]) -> int | None:
        """Run a command, and give its exit code if it came to its end before it was killed."""
        steps = self._context.Value("i", 0)
        last = self._rng.randint(1, self._steps.get(arguments[0], 50))
        process = self._context.Process(target=_run, args=(str(folder), list(arguments), steps, last))
        process.start()
        process.join()
        if process.exitcode != -signal.SIGKILL:
            self._steps[arguments[0]] = steps.value  # as many as the command takes, so that any can be the last one
            return process.exitcode
        self._steps[arguments[0]] = max(self._steps.get(arguments[0], 50), 2 * last)
        self.kills += 1
        return None


def _run(folder: str, arguments: list[str], steps: Synchronized[int], last: int) -> None:
    from pipeline.cli.main import main

    def step() -> None:
        steps.value += 1
        if steps.value == last:
            os.kill(os.getpid(), signal.SIGKILL)

    os.chdir(folder)
    sys.addaudithook(lambda event, about: step() if _is_step(event, about) else None)
    _hear_statements(step)
    sys.stdout = sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115 - until the process ends
    sys.exit(main(arguments))


def _is_step(event: str, about: tuple[Any, ...]) -> bool:
    """Return whether an audit event (PEP 578) is a step: a file is opened to be written, or one of those above."""
    writes = event == "open" and isinstance(about[2], int) and bool(about[2] & (os.O_WRONLY | os.O_RDWR))
    return writes or event in _STEPS


def _hear_statements(step: Callable[[], None]) -> None:
    """Make each statement that changes a database on the disk a step."""
    connect = sqlite3.connect

    def heard(database: str | Path, *arguments: Any, **options: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(database, *arguments, **options)
        if str(database) not in {"", ":memory:"}:
            connection.set_trace_callback(lambda said: None if said.lstrip().upper().startswith(_READS) else step())
        return connection

    sqlite3.connect = heard  # type: ignore[assignment]
