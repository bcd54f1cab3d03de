"""Turn an error into words on stderr and an exit code."""

from __future__ import annotations

from collections.abc import Iterable

import click

from pipeline.batch.trace import bug_trace
from pipeline.errors import ExitCode, WordformError
from pipeline.version import __version__


def say_problem(problem: WordformError) -> ExitCode:
    """Say on stderr, in one line where it is one problem, what was found and what to do; coloured on a terminal."""
    between = "\n" if "\n" in problem.what else " "
    click.echo(f"{click.style(problem.what, fg='red', bold=True)}{between}{problem.remedy}".rstrip(), err=True)
    return problem.exit_code


def say_bug(bug: BaseException) -> ExitCode:
    """Say loudly that this is a fault of the program, and where it arose."""
    say_trace(bug_trace(bug))
    return ExitCode.BUG


def say_trace(trace: Iterable[str]) -> None:
    """Print where a bug arose, and ask for a report."""
    click.echo(click.style("This is a bug in wordform, not a fault of the form.", fg="red", bold=True), err=True)
    for line in trace:
        click.echo(f"  {line}", err=True)
    click.echo(
        f"wordform {__version__}. Please report these lines; they hold no word from the form and no file name.",
        err=True,
    )
