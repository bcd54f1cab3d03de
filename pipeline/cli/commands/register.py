"""``wordform register``: registers and diary again, from the ledger."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli import wording
from pipeline.cli.ledgers import ledger_to_write_from
from pipeline.cli.loading import catalogue
from pipeline.cli.options import with_settings
from pipeline.cli.report import without_mapping
from pipeline.cli.settings import Settings, Volume
from pipeline.tables.register import write_registers


@click.command(short_help="Write the register and the diary of reviews again.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), default=Path("output"), show_default=True,
    help="Folder with the results.",
)  # fmt: skip
@click.option("--names", is_flag=True, help="Put the children's names into the diary.")
@with_settings(reading=False)
def register(output: Path, names: bool, settings: Settings) -> None:
    """Write register.xlsx, register.csv and reviews.ics again, from what was processed. No form is read.

    The days until each review are counted from today, or from --day. The diary names assessments by their reference in
    the register; with --names it says the children's names too, so mind where it is imported.

    \b
    Examples:
      wordform register
      wordform register -o results --day 2026-03-31
      wordform register --names
    """
    mappings = catalogue(settings).mappings
    with ledger_to_write_from(output, mappings) as ledger:
        written = write_registers(output, ledger, mappings, settings.day, again=True, names=names)
    if settings.volume > Volume.QUIET:
        for form in written.without_mapping:
            click.echo(without_mapping(form), err=True)
        for path in written.registers:
            click.echo(f"Open {wording.path(path)} for the register", err=True)
        if written.diary is not None:
            click.echo(f"Import {wording.path(written.diary)} into a calendar for the reviews", err=True)
    if written.problem is not None:
        raise written.problem
