"""``wordform process``: the main job."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from pipeline.batch.arriving.examiner import Examiner
from pipeline.batch.changes import Demands
from pipeline.batch.log import log_to
from pipeline.batch.outcome import Outcome
from pipeline.batch.plan import plan_batch
from pipeline.batch.run import Orders, check_blanks_and_templates, run_batch
from pipeline.cli.batch_options import BatchSettings, with_batch_options
from pipeline.cli.commands.dry_run import say_what_would_be_done
from pipeline.cli.interrupts import answered_interrupts
from pipeline.cli.options import Day, with_settings
from pipeline.cli.progress import Progress, say_waiting
from pipeline.cli.report import say_summary
from pipeline.cli.settings import Settings, Volume
from pipeline.errors import UsageProblem
from pipeline.windows import within_reach

_FEW = 100
_STOPPING = "Finishing the forms in hand; Ctrl-C again stops at once.\n"


@click.command(short_help="Score forms and write the populated documents.")
@click.argument("inputs", metavar="[INPUT]...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would be done and why; nothing is written.")
@click.option("--force", is_flag=True, help="Do also what has not changed.")
@click.option("--check-all", is_flag=True, help="Read every form and result, also those that look as they did.")
@click.option("--fail-fast", is_flag=True, help="Stop at the first form that is refused.")
@click.option("--since", type=Day(), help="Only forms that were changed or put there on this day or later.")
@with_batch_options
@with_settings()
@click.pass_context
def process(
    context: click.Context,
    inputs: tuple[Path, ...],
    dry_run: bool,
    force: bool,
    check_all: bool,
    fail_fast: bool,
    since: dt.date | None,
    batch: BatchSettings,
    settings: Settings,
) -> None:
    """Score completed forms and write each back with its age score, TOTAL, RAG and review date filled in.

    INPUT are forms, or folders that are searched all the way down; input/ when none is named. The completed forms
    stay as they are. A second run does only what has changed, and a run that was cut short is taken up by the next.
    Of over 100 forms those that have not changed are only counted; -v has a line for each.
    What was noticed is in the documents as comments; a wrong TOTAL, age score or RAG is corrected by a tracked
    change, to be accepted or rejected in Word.

    \b
    Examples:
      wordform process
      wordform process "Team A" "Team B/smith.docx" -o results
      wordform process --onto template
      wordform process --documents
      wordform process --dry-run --since 2026-03-01
      wordform process --engine dask --scheduler tcp://machine:8786
      wordform process --strict --quiet && echo "nothing to look at"

    \b
    Exit codes: 0 done, 2 wrong call, 3 some forms refused, 4 mapping invalid, 5 cannot write,
    6 --strict and something needs review, 1 bug, 130 stopped by Ctrl-C.
    """
    examiner = Examiner(
        settings.opening.passwords, batch.limits, output=batch.output,
        said=lambda line: click.echo(line, err=True) if settings.volume > Volume.QUIET else None,
    )  # fmt: skip
    plan = plan_batch(inputs or (_usual_input(),), batch.output, examiner, since=since)
    worker = batch.worker(settings)
    check_blanks_and_templates(plan, worker)
    if dry_run:
        demands = Demands(
            made_with=worker.made_with,
            forms=frozenset(mapping.form.id for mapping in worker.layouts.mappings),
            force=force,
            documents=worker.documents,
            check_all=check_all,
        )
        say_what_would_be_done(plan, demands, volume=settings.volume)
        return
    orders = Orders(
        engine=batch.engine, force=force, fail_fast=fail_fast, strict=batch.strict, check_all=check_all,
        tell_unchanged=_tells_unchanged(len(plan.jobs), settings.volume) or batch.log_file is not None,
    )  # fmt: skip
    levels = worker.layouts.levels
    with (
        log_to(batch.log_file) as log,
        answered_interrupts(_STOPPING if settings.volume > Volume.QUIET else "") as interrupts,
    ):
        log.began(forms=len(plan.jobs), made_with=worker.made_with)
        with Progress(total=len(plan.jobs), volume=settings.volume, levels=levels) as progress:

            def told(outcome: Outcome) -> None:
                progress.told(outcome)
                log.told(outcome)

            summary = run_batch(
                plan,
                worker,
                told=told,
                orders=orders,
                stop=interrupts.stop,
                waiting=lambda: say_waiting(batch.output),
                said=lambda line: click.echo(line, err=True),
                standing=progress.leave_out,
                reference_key=batch.reference_key,
            )
        log.ended(summary)
    say_summary(plan, summary, levels=levels, traces=progress.traces, volume=settings.volume)
    context.exit(interrupts.exit_code if summary.left and interrupts.exit_code else summary.exit_code)


def _tells_unchanged(forms: int, volume: Volume) -> bool:
    """Return whether each form that has not changed gets a line: nobody reads thousands of these."""
    return volume is Volume.VERBOSE or (volume > Volume.QUIET and forms <= _FEW)


def _usual_input() -> Path:
    folder = Path("input")
    if not within_reach(folder).is_dir():
        raise UsageProblem(
            "There is no folder 'input' here.", remedy="Name the forms: wordform process FOLDER.", code="usage"
        )
    return folder
