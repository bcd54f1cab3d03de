"""``wordform process``: the main job."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.batch.plan import plan_batch
from pipeline.batch.run import Worker, check_templates, run_batch
from pipeline.cli.loading import layouts
from pipeline.cli.options import Settings, with_settings
from pipeline.cli.progress import Progress
from pipeline.cli.report import say_summary
from pipeline.errors import UsageProblem


@click.command(short_help="Score forms and write the populated documents.")
@click.argument("inputs", metavar="[INPUT]...", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=Path("output"),
    show_default=True,
    help="Folder for all results.",
)
@click.option(
    "--onto",
    type=click.Choice(["form", "template"]),
    default="form",
    show_default=True,
    help="Write into a copy of each form, or onto the clean template. Workbooks always go onto the template.",
)
@click.option("--comments/--no-comments", default=True, help="Put the findings into the documents as comments (usual).")
@click.option("--strict", is_flag=True, help="End with exit code 6 when a form needs review.")
@with_settings()
@click.pass_context
def process(
    context: click.Context,
    inputs: tuple[Path, ...],
    output: Path,
    onto: str,
    comments: bool,
    strict: bool,
    settings: Settings,
) -> None:
    """Score completed forms and write each back with its age score, TOTAL, RAG and review date filled in.

    INPUT are forms, or folders that are searched all the way down; input/ when none is named. The completed forms
    stay as they are. A second run does only what has changed. What was noticed stands in the documents as comments;
    a wrong TOTAL, age score or RAG is corrected by a tracked change, to be accepted or rejected in Word.

    \b
    Examples:
      wordform process
      wordform process "Team A" "Team B/smith.docx" -o results
      wordform process --onto template
      wordform process --strict --quiet && echo "nothing to look at"

    \b
    Exit codes: 0 done, 2 wrong call, 3 some forms refused, 4 mapping invalid, 5 cannot write,
    6 --strict and something needs review, 1 bug.
    """
    plan = plan_batch(inputs or (_usual_input(),), output)
    worker = Worker(
        layouts=layouts(settings),
        day=settings.day,
        opening=settings.opening,
        comments=comments,
        onto_template=onto == "template",
    )
    check_templates(plan, worker)
    with Progress(total=len(plan.jobs), volume=settings.volume) as progress:
        summary = run_batch(plan, worker, told=progress.told, strict=strict)
    levels = worker.layouts.levels
    say_summary(plan, summary, levels=levels, traces=progress.traces, volume=settings.volume)
    context.exit(summary.exit_code)


def _usual_input() -> Path:
    folder = Path("input")
    if not folder.is_dir():
        raise UsageProblem(
            "There is no folder 'input' here.", remedy="Name the forms: wordform process FOLDER.", code="usage"
        )
    return folder
