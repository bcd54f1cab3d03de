"""The lines of a batch as it runs, and the bar below them on a terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import click

from pipeline.batch.outcome import Outcome, Status, Tally
from pipeline.cli import wording
from pipeline.cli.report import outcome_lines, rag_counts
from pipeline.cli.settings import Volume

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress as Bar


class Progress:
    """Prints a line for each outcome on stdout; on a terminal a bar below them tells how far it is."""

    def __init__(self, *, total: int, volume: Volume, levels: Sequence[str] = (), others: bool = False) -> None:
        """Get ready for ``total`` forms, whose levels are counted in this order; ``others`` are told too."""
        self.traces: list[tuple[str, ...]] = []
        self._volume = volume
        self._levels = levels
        self._others = others or volume is Volume.VERBOSE
        self._tally = Tally()
        self._start = time.monotonic()
        self._total = total
        self._bar = _bar(self._out) if volume > Volume.QUIET and total > 1 else None
        self._task = self._bar.add_task("Forms", total=total, speed="", rag="") if self._bar is not None else None

    @cached_property
    def _out(self) -> Console:
        """What lines are printed on."""
        from rich.console import Console  # slow to load; a quiet run whose forms are all well prints none

        return Console(file=sys.stdout, highlight=False, soft_wrap=True)

    def __enter__(self) -> Self:
        if self._bar is not None:
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def leave_out(self, number: int) -> None:
        """Go on without so many forms, which are only counted."""
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, total=self._total - number)

    def told(self, outcome: Outcome) -> None:
        """Print what became of one form."""
        if outcome.recorded is Status.NOT_A_FORM and not self._others:
            return
        failed = (
            outcome.status is Status.REFUSED
            or outcome.pending
            or (outcome.documents is not None and outcome.documents.failed)
        )
        if self._volume > Volume.QUIET or failed:
            for line in outcome_lines(outcome, verbose=self._volume is Volume.VERBOSE):
                self._out.print(line)
        trace = outcome.refusal.trace if outcome.refusal else ()
        if trace and trace not in self.traces:
            self.traces.append(trace)
        if self._bar is not None and self._task is not None and outcome.recorded is not Status.NOT_A_FORM:
            self._tally.add(outcome)
            self._bar.update(self._task, advance=1, speed=self._speed(), rag=rag_counts(self._tally, self._levels))

    def _speed(self) -> str:
        seconds = time.monotonic() - self._start
        return f"{self._tally.statuses.total() / seconds:.0f}/s" if seconds > 1 else ""


def _bar(lines: Console) -> Bar | None:
    """Make the bar; ``None`` where there is no terminal to show it."""
    from rich.console import Console  # as above

    # On one terminal lines and bar have to share a console, or they write into each other.
    talk = lines if lines.is_terminal else Console(file=sys.stderr)
    if not talk.is_terminal:
        return None
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    return Bar(
        TextColumn("{task.description}"), BarColumn(bar_width=24), MofNCompleteColumn(),
        TextColumn("{task.fields[speed]}"), TimeRemainingColumn(compact=True, elapsed_when_finished=True),
        TextColumn("left"), TextColumn("{task.fields[rag]}", style="dim"),
        console=talk, transient=True,
    )  # fmt: skip


def say_waiting(output: Path) -> None:
    """Say that another run has the output folder."""
    click.echo(
        f"Another run is writing to {wording.path(output)}; waiting for it to end. Ctrl-C stops waiting.", err=True
    )
