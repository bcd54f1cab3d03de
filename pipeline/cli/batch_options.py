"""The options of the commands that process forms, defined once."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import click
from msgspec import Struct

from pipeline.batch.engines import EngineChoice, Kind, cores
from pipeline.batch.limits import USUAL, Limits
from pipeline.batch.worker import Worker
from pipeline.cli.loading import catalogue
from pipeline.cli.options import Command
from pipeline.cli.settings import Settings
from pipeline.errors import UsageProblem
from pipeline.forms.layouts import find_layouts


class BatchSettings(Struct, frozen=True, kw_only=True):
    """What those options say.

    Attributes:
        output: The folder for all results.
        comments: Put the findings into the documents.
        onto_template: Put the answers of all forms onto the clean template.
        documents: Write the documents that follow, too.
        strict: A form that needs review is an exit code.
        engine: Where forms are worked out.
        limits: What one form may take.
        log_file: Takes a line for each form.
        reference_key: The key of references; ``None`` for the one beside the ledger.
    """

    output: Path
    comments: bool
    onto_template: bool
    documents: bool
    strict: bool
    engine: EngineChoice
    limits: Limits
    log_file: Path | None
    reference_key: Path | None

    def worker(self, settings: Settings) -> Worker:
        """Return the worker. Blanks are prepared on first use."""
        return Worker(
            layouts=find_layouts(catalogue(settings)),
            day=settings.day,
            opening=settings.opening,
            comments=self.comments,
            onto_template=self.onto_template,
            documents=self.documents,
            limits=self.limits,
        )


_OPTIONS = (
    click.option(
        "-o", "--output", type=click.Path(path_type=Path), default=Path("output"), show_default=True,
        help="Folder for all results.",
    ),
    click.option(
        "--onto", type=click.Choice(["form", "template"]), default="form", show_default=True,
        help="Write into a copy of each form, or onto the clean template. Workbooks always go onto the template.",
    ),
    click.option(
        "--comments/--no-comments", default=True, help="Put the findings into the documents as comments (usual)."
    ),
    click.option(
        "--documents", is_flag=True,
        help="Write the documents that follow from each form, too: referrals, share sheets, agendas, lists.",
    ),
    click.option("--strict", is_flag=True, help="End with exit code 6 when a form needs review."),
    click.option(
        "--jobs", type=click.IntRange(min=1), metavar="NUMBER",
        help="Processes that read forms at the same time; as many as there are cores unless told.",
    ),
    click.option(
        "--engine", type=click.Choice([kind.value for kind in Kind]), default=Kind.LOCAL.value, show_default=True,
        help="This machine, or a Dask cluster.",
    ),
    click.option("--scheduler", metavar="ADDRESS", help="Of the Dask scheduler: tcp://machine:8786."),
    click.option(
        "--form-time-limit", type=click.FloatRange(min=0.1), default=USUAL.seconds, show_default=True,
        metavar="SECONDS", help="Refuse a form that takes longer.",
    ),
    click.option(
        "--form-memory-limit", type=click.IntRange(min=256), default=USUAL.megabytes, show_default=True, metavar="MB",
        help="Refuse a form that needs more memory (Linux).",
    ),
    click.option(
        "--log-file", type=click.Path(dir_okay=False, path_type=Path), metavar="PATH",
        help="Add a line of JSON for each form; it names no file and no person.",
    ),
    click.option(
        "--reference-key", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="PATH",
        help="File with the key of references, instead of the one beside the ledger.",
    ),
)  # fmt: skip


def with_batch_options(command: Command) -> Command:
    """Add these options to a command and hand them over as one ``batch`` argument."""

    @functools.wraps(command)
    def call(**options: Any) -> object:
        batch = BatchSettings(
            output=options.pop("output"),
            onto_template=options.pop("onto") == "template",
            comments=options.pop("comments"),
            documents=options.pop("documents"),
            strict=options.pop("strict"),
            engine=_engine(Kind(options.pop("engine")), options.pop("scheduler"), options.pop("jobs")),
            limits=Limits(seconds=options.pop("form_time_limit"), megabytes=options.pop("form_memory_limit")),
            log_file=options.pop("log_file"),
            reference_key=options.pop("reference_key"),
        )
        return command(batch=batch, **options)

    decorated: Any = call
    for option in reversed(_OPTIONS):
        decorated = option(decorated)
    return decorated  # type: ignore[no-any-return]


def _engine(kind: Kind, scheduler: str | None, jobs: int | None) -> EngineChoice:
    if kind is Kind.DASK and not scheduler:
        raise UsageProblem(
            "--engine dask needs the address of a scheduler.",
            remedy="Add --scheduler tcp://MACHINE:8786.",
            code="usage",
        )
    if kind is Kind.DASK and jobs:
        raise UsageProblem(
            "--jobs is for this machine; on a cluster its workers say how many forms they take at a time.", code="usage"
        )
    if kind is Kind.LOCAL and scheduler:
        raise UsageProblem("--scheduler goes with --engine dask.", code="usage")
    return EngineChoice(kind=kind, jobs=jobs or cores(), scheduler=scheduler or "")
