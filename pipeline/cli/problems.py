"""Turn an error into words on stderr and an exit code."""

from __future__ import annotations

import traceback
from collections.abc import Iterator

import click

from pipeline import __version__
from pipeline.errors import ExitCode, WordformError


def say_problem(problem: WordformError) -> ExitCode:
    """Say on stderr what was found and what to do about it; colour only when that is a terminal."""
    click.echo(click.style(problem.what, fg="red", bold=True), err=True)
    if problem.remedy:
        click.echo(problem.remedy, err=True)
    return problem.exit_code


def say_bug(bug: BaseException) -> ExitCode:
    """Say loudly that this is a fault of the program, and where it arose."""
    click.echo(click.style("This is a bug in wordform, not a fault of the form.", fg="red", bold=True), err=True)
    for line in bug_trace(bug):
        click.echo(line, err=True)
    click.echo(
        f"wordform {__version__}. Please report the lines above; they hold no word from the form and no file name.",
        err=True,
    )
    return ExitCode.BUG


def bug_trace(bug: BaseException) -> Iterator[str]:
    """Give the places an exception passed through, without its message: that may quote an answer or name a file."""
    chain: list[BaseException] = []
    link: BaseException | None = bug
    while link is not None and link not in chain:
        chain.append(link)
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    for link in reversed(chain):
        for frame in traceback.extract_tb(link.__traceback__):
            yield f"  {_short(frame.filename)}:{frame.lineno} in {frame.name}"
        yield f"  {type(link).__name__}"


def _short(filename: str) -> str:
    """Cut a path down to the part below the package or library, so that it names nobody's folders."""
    parts = filename.replace("\\", "/").split("/")
    for anchor in ("pipeline", "site-packages"):
        if anchor in parts:
            return "/".join(parts[len(parts) - 1 - parts[::-1].index(anchor) :])
    return parts[-1]
