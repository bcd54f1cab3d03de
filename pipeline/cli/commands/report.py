"""``wordform report``: the report again, from the ledger."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli import wording
from pipeline.cli.ledgers import ledger_to_write_from
from pipeline.cli.loading import catalogue
from pipeline.cli.options import with_settings
from pipeline.cli.settings import Settings, Volume
from pipeline.tables.report import write_report


@click.command(short_help="Write the report again.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), default=Path("output"), show_default=True,
    help="Folder with the results.",
)  # fmt: skip
@with_settings(reading=False)
def report(output: Path, settings: Settings) -> None:
    """Write report.html again, from what was processed. No form is read.

    Which reviews are overdue is counted from today, or from --day. The page opens in any browser, loads nothing and
    sends nothing.

    \b
    Examples:
      wordform report
      wordform report -o results --day 2026-03-31
    """
    mappings = catalogue(settings).mappings
    with ledger_to_write_from(output, mappings) as ledger:
        path = write_report(output, ledger, mappings, settings.day, again=True)
    if settings.volume > Volume.QUIET:
        click.echo(f"Open {wording.path(path)} in a browser", err=True)
