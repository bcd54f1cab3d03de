"""The options of ``wordform read``."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.commands.reading import print_reading
from pipeline.cli.options import with_settings
from pipeline.cli.settings import Settings


@click.command(short_help="Show the answers, score and findings of one form.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON, dates as YYYY-MM-DD.")
@with_settings()
def read(file: Path, as_json: bool, settings: Settings) -> None:
    """Show the answers, score, RAG, review date and findings of one form. Nothing is written.

    \b
    Examples:
      wordform read "input/smith review.docx"
      wordform read smith.docx --json | jq .assessment.total
      wordform read smith.docx --day 2026-03-31
    """
    print_reading(file, settings, as_json=as_json)
