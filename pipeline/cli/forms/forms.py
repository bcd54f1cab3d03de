"""``wordform forms``: which forms can be read."""

from __future__ import annotations

import click

from pipeline.cli import wording
from pipeline.cli.loading import catalogue
from pipeline.cli.options import with_settings
from pipeline.cli.settings import Settings, Volume
from pipeline.mapping import Mapping
from pipeline.mapping.model import Band


@click.command(short_help="List the forms that can be read.")
@with_settings(reading=False, assessing=False)
def forms(settings: Settings) -> None:
    """List the forms that can be read, with their mappings and blanks.

    \b
    Examples:
      wordform forms
      wordform forms --mapping ~/our-forms
      wordform forms --quiet                the ids alone, for scripts
    """
    for mapping in catalogue(settings).mappings:
        if settings.volume is Volume.QUIET:
            click.echo(mapping.form.id)
        else:
            _print(mapping)


def _level(band: Band) -> str:
    """Say a level with the number from which it begins, where it has one."""
    return band.name if band.from_ is None else f"{band.name} from {band.from_}"


def _print(mapping: Mapping) -> None:
    form = mapping.form
    click.echo(click.style(f"{form.id} {form.version}", bold=True) + f"  {form.title}")
    fields = wording.count(len(mapping.fields), "field")
    factors = wording.count(len(mapping.factors), "factor")
    click.echo(f"  {fields}, {factors}" if mapping.factors else f"  {fields}, no checklist")
    if mapping.score is not None:
        levels = ", ".join(_level(band) for band in mapping.score.bands)
        click.echo(f"  levels: {levels}")
    documents = ", ".join(document.id for document in mapping.documents if not document.off)
    if documents:
        click.echo(f"  documents that follow: {documents}")
    for path in mapping.blank_paths():
        click.echo(f"  blank: {wording.path(path)}{'' if path.is_file() else '  (missing)'}")
    click.echo(f"  mapping: {wording.path(mapping.path)}")
