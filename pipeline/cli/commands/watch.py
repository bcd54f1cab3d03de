"""``wordform watch``: forms as they arrive."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click
from click.core import ParameterSource
from msgspec.structs import replace

from pipeline.batch.log import Log, log_to
from pipeline.batch.outcome import Outcome, Status, Summary
from pipeline.batch.run import Orders
from pipeline.batch.watch import Listener, Watching
from pipeline.batch.watch import watch as watch_folder
from pipeline.cli import wording
from pipeline.cli.batch_options import BatchSettings, with_batch_options
from pipeline.cli.interrupts import answered_interrupts
from pipeline.cli.options import with_settings
from pipeline.cli.problems import say_problem, say_trace
from pipeline.cli.progress import Progress, say_waiting
from pipeline.cli.settings import Settings, Volume
from pipeline.errors import ExitCode


@click.command(short_help="Process forms as they arrive in a folder.")
@click.argument("folder", metavar="[INPUT]", default=Path("input"), type=click.Path(path_type=Path))
@click.option(
    "--settle", type=click.FloatRange(min=0.1, max=600), default=3.0, show_default=True, metavar="SECONDS",
    help="Take a form once it has been still for so long.",
)  # fmt: skip
@click.option("--poll", is_flag=True, help="Look again and again; for network shares, which often tell nothing.")
@with_batch_options
@with_settings()
@click.pass_context
def watch(
    context: click.Context, folder: Path, settle: float, poll: bool, batch: BatchSettings, settings: Settings
) -> None:
    """Process forms as they arrive in a folder or below it; input/ when none is named.

    A form is taken once it has not changed for some seconds, so that none is read while it is still being copied. Lock
    files and temporary files are left alone. Ctrl-C ends the watch after the forms in hand; started again, it takes up
    where it was. With --strict the exit code is then 6 when a form that came in needs review.

    \b
    Examples:
      wordform watch
      wordform watch "Team A" -o results
      wordform watch /mnt/share/forms --poll --settle 10
    """
    worker = batch.worker(settings)
    day_is_given = context.get_parameter_source("day") is not ParameterSource.DEFAULT
    watching = Watching(folder=folder, output=batch.output, settle=settle, poll=poll)
    with log_to(batch.log_file) as log, answered_interrupts() as interrupts:
        talk = _Talk(volume=settings.volume, log=log)
        listener = Listener(
            told=talk.told,
            ended=talk.ended,
            hindered=say_problem,
            waiting=lambda: say_waiting(batch.output),
            said=talk.say,
            began=lambda: talk.say(f"Watching {wording.path(folder)}; Ctrl-C ends it."),
        )
        watch_folder(
            watching,
            lambda: worker if day_is_given else replace(worker, day=_today()),
            listener=listener,
            stop=interrupts.stop,
            orders=Orders(engine=batch.engine, strict=batch.strict),
            reference_key=batch.reference_key,
        )
        talk.say("Stopped. What was finished is kept; start again to take up where it was.")
    context.exit(ExitCode.NEEDS_REVIEW if batch.strict and talk.needs_review else ExitCode.DONE)


class _Talk:
    """Prints what happens in a watch: a line for each form on stdout, all talk on stderr."""

    def __init__(self, *, volume: Volume, log: Log) -> None:
        self.needs_review = False
        self._volume = volume
        self._log = log
        self._lines = Progress(total=0, volume=volume, others=True)
        self._bugs = 0

    def say(self, line: str) -> None:
        """Say something that is no result."""
        if self._volume > Volume.QUIET:
            click.echo(line, err=True)

    def told(self, outcome: Outcome) -> None:
        """Print what became of one form; those that were done before only when asked for."""
        self.needs_review = self.needs_review or outcome.recorded is Status.NEEDS_REVIEW
        if outcome.status is not Status.UNCHANGED or self._volume is Volume.VERBOSE:
            self._lines.told(outcome)
        self._log.told(outcome)

    def ended(self, summary: Summary) -> None:
        """Say what went wrong with report or registers, and where a new bug arose."""
        self._log.ended(summary)
        for problem in summary.problems:
            say_problem(problem)
        for trace in self._lines.traces[self._bugs :]:
            say_trace(trace)
        self._bugs = len(self._lines.traces)


def _today() -> dt.date:
    return dt.date.today()  # noqa: DTZ011 - the day here
