"""``wordform process --dry-run``: what would be done and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import click

from pipeline.batch.arriving.jobs import Job
from pipeline.batch.changes import Demands, ToDo, Why, look_at
from pipeline.batch.ledger.edits import edited_results
from pipeline.batch.plan import Plan
from pipeline.cli import wording
from pipeline.cli.settings import Volume
from pipeline.record import FILE_NAME, Ledger


def say_what_would_be_done(plan: Plan, demands: Demands, *, volume: Volume) -> None:
    """Print a line for each form that would be worked out, then how many there are; nothing is written.

    Args:
        plan: What there is.
        demands: What results are held against.
        volume: Quiet leaves out the numbers, verbose names also what would stay as it is.
    """
    counted: Counter[bool] = Counter()
    for job, found, target in _looked_at(plan, demands):
        counted[found.why is not None] += 1
        if found.why is not None:
            said = f"{wording.printable(job.name)}  ({found.why.value}), to {wording.path(target)}"
            click.echo(f"would be done  {said}")
        elif volume is Volume.VERBOSE:
            click.echo(f"unchanged      {wording.printable(job.name)}")
    for each in plan.not_read if volume is Volume.VERBOSE else ():
        click.echo(f"not read       {wording.printable(each.name)}  ({wording.printable(each.unread.reason)})")
    if volume > Volume.QUIET:
        click.echo("", err=True)
        click.echo(
            f"{wording.count(counted.total(), 'form')}: {counted[True]:,} would be done, {counted[False]:,} unchanged. "
            f"{_others(plan)}"
            "Nothing was written.",
            err=True,
        )


def _others(plan: Plan) -> str:
    others = wording.count(len(plan.not_read), "other file or attachment", "other files and attachments")
    return f"{others} would not be read. " if plan.not_read else ""


def _looked_at(plan: Plan, demands: Demands) -> Iterator[tuple[Job, ToDo, Path]]:
    """Return each form, what has to be done about it, and where its document goes as far as that is known."""
    there = (plan.output / FILE_NAME).is_file()
    with Ledger(plan.output, read_only=True) if there else nullcontext() as ledger:
        if ledger is not None:
            for edited in edited_results(ledger, plan.output, note=False):
                yield edited.job, ToDo(why=Why.EDITED), edited.job.source
        for job in plan.jobs:
            found = look_at(job, ledger, demands)
            recorded = ledger.find(found.version.reference) if ledger is not None and found.version else None
            yield job, found, plan.output / recorded.target if recorded is not None else job.target
