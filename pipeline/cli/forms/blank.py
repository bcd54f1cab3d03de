"""``wordform blank``: the unfilled form, made from its mapping."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli import wording
from pipeline.cli.loading import catalogue
from pipeline.cli.options import with_settings
from pipeline.cli.settings import Settings, Volume
from pipeline.forms.write_blank import write_blank


@click.command(short_help="Make the blank of a form, to be filled in.")
@click.argument("form", metavar="FORM")
@click.option(
    "-o", "--output", type=click.Path(file_okay=False, path_type=Path), default=Path("output"), show_default=True,
    help="Folder to write to.",
)  # fmt: skip
@click.option("--excel", is_flag=True, help="Make a workbook, not a Word document.")
@click.option("--protect", is_flag=True, help="Only the places for answers can be changed.")
@with_settings(reading=False, assessing=False)
def blank(form: str, output: Path, settings: Settings, *, excel: bool, protect: bool) -> None:
    """Make the blank of a form from its mapping and template, to be filled in in Word or Excel.

    FORM is an id that 'wordform forms' lists. Every place for an answer is a control that knows which question it
    answers, so a completed form is read with certainty. The path of the blank goes to stdout.

    \b
    Examples:
      wordform blank ce_assessment
      wordform blank ce_assessment --excel -o forms
      wordform blank home_visit --mapping our-forms --protect
    """
    written = write_blank(catalogue(settings).find(form), output, excel=excel, protected=protect)
    if written.kept is not None and settings.volume is not Volume.QUIET:
        click.echo(f"The file that was there before is kept as {wording.path(written.kept)}", err=True)
    click.echo(wording.path(written.path))
