"""``wordform watch``: forms as they arrive."""

from __future__ import annotations

import contextlib
import datetime as dt
import signal
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import click
from click.core import ParameterSource

from pipeline.batch.outcome import Outcome, Status, Summary
from pipeline.batch.run import Worker
from pipeline.batch.watch import Listener, Watching
from pipeline.batch.watch import watch as watch_folder
from pipeline.cli import wording
from pipeline.cli.loading import layouts
from pipeline.cli.options import Settings, Volume, with_settings
from pipeline.cli.problems import say_problem, say_trace
from pipeline.cli.progress import Progress


@click.command(short_help="Process forms as they arrive in a folder.")
@click.argument("folder", metavar="[INPUT]", default=Path("input"), type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), default=Path("output"), show_default=True,
    help="Folder for all results.",
)  # fmt: skip
@click.option(
    "--settle", type=click.FloatRange(min=0.1, max=600), default=3.0, show_default=True, metavar="SECONDS",
    help="Take a form once it has been still for so long.",
)  # fmt: skip
@click.option("--poll", is_flag=True, help="Look again and again; for network shares, which often tell nothing.")
@with_settings()
@click.pass_context
def watch(context: click.Context, folder: Path, output: Path, settle: float, poll: bool, settings: Settings) -> None:
    """Process forms as they arrive in a folder or below it; input/ when none is named.

    A form is taken once it has not changed for some seconds, so that none is read while it is still being copied. Lock
    files and temporary files are left alone. Ctrl-C ends the watch after the form in hand; started again, it takes up
    where it was.

    \b
    Examples:
      wordform watch
      wordform watch "Team A" -o results
      wordform watch /mnt/share/forms --poll --settle 10
    """
    worker = Worker(layouts=layouts(settings), day=settings.day, opening=settings.opening)
    day_is_given = context.get_parameter_source("day") is not ParameterSource.DEFAULT
    watching = Watching(folder=folder, output=output, settle=settle, poll=poll)
    talk = _Talk(volume=settings.volume)
    listener = Listener(told=talk.told, ended=talk.ended, hindered=say_problem)
    with _stopped_by_signals() as stop:
        talk.say(f"Watching {wording.path(folder)}; Ctrl-C ends it.")
        watch_folder(
            watching, lambda: worker if day_is_given else replace(worker, day=_today()), listener=listener, stop=stop
        )
    talk.say("Stopped. What was finished is kept; start again to take up where it was.")


class _Talk:
    """Prints what happens in a watch: a line for each form on stdout, all talk on stderr."""

    def __init__(self, volume: Volume) -> None:
        self._volume = volume
        self._lines = Progress(total=0, volume=volume)
        self._bugs = 0

    def say(self, line: str) -> None:
        """Say something that is no result."""
        if self._volume > Volume.QUIET:
            click.echo(line, err=True)

    def told(self, outcome: Outcome) -> None:
        """Print what became of one form; those that were done before only when asked for."""
        if outcome.status is not Status.UNCHANGED or self._volume is Volume.VERBOSE:
            self._lines.told(outcome)

    def ended(self, summary: Summary) -> None:
        """Say what went wrong with report or registers, and where a new bug arose."""
        if summary.problem is not None:
            say_problem(summary.problem)
        for trace in self._lines.traces[self._bugs :]:
            say_trace(trace)
        self._bugs = len(self._lines.traces)


@contextlib.contextmanager
def _stopped_by_signals() -> Iterator[threading.Event]:
    """Give an event that Ctrl-C and SIGTERM set, instead of ending the program in the middle of a form."""
    stop = threading.Event()
    if threading.current_thread() is not threading.main_thread():  # signals only arrive there
        yield stop
        return
    before = {number: signal.signal(number, lambda *_: stop.set()) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _today() -> dt.date:
    return dt.date.today()  # noqa: DTZ011 - the day here
