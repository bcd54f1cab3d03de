"""``wordform retention``: which assessments are past the time for which they are kept."""

from __future__ import annotations

import json
from pathlib import Path

import click
import msgspec

from pipeline.cli import wording
from pipeline.cli.ledgers import ledger_to_ask
from pipeline.cli.loading import catalogue
from pipeline.cli.options import with_settings
from pipeline.cli.settings import Settings, Volume
from pipeline.tables.retention import past_retention


@click.command(short_help="List the assessments that are past their time.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), default=Path("output"), show_default=True,
    help="Folder with the results.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON, dates as YYYY-MM-DD.")
@with_settings(reading=False)
def retention(output: Path, as_json: bool, settings: Settings) -> None:
    """List the assessments that are kept longer than [retention] in the mapping or policy says, the oldest first.

    Nothing is erased by it: 'wordform erase' does that, one by one, by a person.

    \b
    Examples:
      wordform retention
      wordform retention --policy our-policy.toml --json
    """
    mappings = catalogue(settings).mappings
    with ledger_to_ask(output, mappings) as ledger:
        found = list(past_retention(ledger, mappings, settings.day))
    if as_json:
        click.echo(json.dumps([msgspec.to_builtins(each) for each in found], indent=2))
        return
    for each in found:
        click.echo(
            f"{each.reference}  completed {wording.day(each.completed)}, kept until {wording.day(each.kept_until)}"
        )
    if settings.volume > Volume.QUIET:
        click.echo(_summary(len(found), has_rule=any(mapping.retention for mapping in mappings)), err=True)


def _summary(number: int, *, has_rule: bool) -> str:
    if not has_rule:
        return "No mapping or policy says how long assessments are kept ([retention])."
    if not number:
        return "No assessment is past its time."
    return f"{wording.count(number, 'assessment')} past the time for which they are kept; 'wordform erase' erases one."
