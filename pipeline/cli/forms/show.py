"""``wordform show``: what the reader sees, with no mapping."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.arrivals.single import read_single
from pipeline.cli.forms.outline import document_json, outline
from pipeline.cli.options import with_settings
from pipeline.cli.settings import Settings
from pipeline.errors import UsageProblem
from pipeline.readers import read_document


@click.command(short_help="Show what the reader sees in any Word or Excel file.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the whole document as JSON.")
@click.option("--text", "as_text", is_flag=True, help="Print all visible text, one line a paragraph.")
@with_settings(mapping=False, assessing=False)
def show(file: Path, as_json: bool, as_text: bool, settings: Settings) -> None:
    """Show what the reader sees in any Word or Excel file: paragraphs, cells with their places, marks and controls.

    No mapping is needed. Braces show marks, brackets show controls: {bold}, [check box 'sen' ticked].

    \b
    Examples:
      wordform show unknown-form.docx
      wordform show smith.docx --text | grep -i review
      wordform show smith.docx --json | jq '.blocks[0]'
    """
    if as_json and as_text:
        raise UsageProblem("--json and --text can't go together.", code="usage")
    data, name = read_single(file, settings.opening.passwords)
    document = read_document(data, name=name, opening=settings.opening)
    if as_json:
        click.echo(document_json(document))
    elif as_text:
        click.echo(document.text)
    else:
        for line in outline(document):
            click.echo(line)
