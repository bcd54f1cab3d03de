"""``wordform process --dry-run``: what would be done and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import nullcontext

import click

from pipeline.batch.documents import documents_to_do
from pipeline.batch.ledger import FILE_NAME, Ledger
from pipeline.batch.plan import Job, Plan
from pipeline.batch.todo import Why, why_to_do
from pipeline.cli import wording
from pipeline.cli.options import Volume


def say_what_would_be_done(plan: Plan, made_with: str, *, force: bool, documents: bool, volume: Volume) -> None:
    """Print a line for each form that would be worked out, then how many there are; nothing is written.

    Args:
        plan: What there is.
        made_with: What documents would be made with (:attr:`pipeline.batch.worker.Worker.made_with`).
        force: ``--force`` was given.
        documents: ``--documents`` was given.
        volume: Quiet leaves out the numbers, verbose names also what would stay as it is.
    """
    counted: Counter[bool] = Counter()
    for job, why in _reasons(plan, made_with, force=force, documents=documents):
        counted[why is not None] += 1
        if why is not None:
            target = wording.path(job.target)
            click.echo(f"would be done  {wording.printable(job.name)}  ({why.value}), to {target}")
        elif volume is Volume.VERBOSE:
            click.echo(f"unchanged      {wording.printable(job.name)}")
    if volume > Volume.QUIET:
        click.echo("", err=True)
        click.echo(
            f"{wording.count(counted.total(), 'form')}: {counted[True]:,} would be done, {counted[False]:,} unchanged. "
            "Nothing was written.",
            err=True,
        )


def _reasons(plan: Plan, made_with: str, *, force: bool, documents: bool) -> Iterator[tuple[Job, Why | None]]:
    there = (plan.output / FILE_NAME).is_file()
    with Ledger(plan.output, read_only=True) if there else nullcontext() as ledger:
        for job in plan.jobs:
            entry = ledger.find(job.name) if ledger is not None else None
            why = why_to_do(job, entry, made_with, force=force)
            if why is None and documents and ledger is not None and entry is not None:
                why = Why.DOCUMENTS if documents_to_do(entry, ledger, plan.output, made_with) else None
            yield job, why
