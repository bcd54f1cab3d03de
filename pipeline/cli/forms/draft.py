"""``wordform draft``: the mapping of a new form, proposed from its blank."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli import wording
from pipeline.cli.options import with_settings
from pipeline.cli.settings import Settings, Volume
from pipeline.errors import UsageProblem
from pipeline.forms.draft import Drafted, write_draft
from pipeline.forms.moved import Moved, move_questions
from pipeline.mapping.catalogue import default_folders
from pipeline.mapping.sheet.files import mappings_beside


@click.command(short_help="Propose the mapping of a new form from its blank.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--output", "-o", type=click.Path(dir_okay=False, path_type=Path), show_default="draft.toml",
    metavar="FILE", help="Where the mapping goes; the blank is copied into the folder blanks beside it.",
)  # fmt: skip
@click.option("--sheet", "suffix", flag_value=".xlsx", help="The questions go into a workbook beside the mapping.")
@click.option("--csv", "suffix", flag_value=".csv", help="The questions go into CSV files beside the mapping.")
@with_settings(mapping=False, assessing=False)
def draft(file: Path, output: Path | None, suffix: str | None, settings: Settings) -> None:
    """Propose a mapping for the form whose blank is FILE: its questions, tables, checklist, bands and dates.

    The draft can be read with at once. Where it was unsure, a line begins with "# LOOK:", in a sheet a note with
    "LOOK:". A file that is there already is kept under another name. FILE is a form that nobody has filled in. If it is
    a mapping, its questions are moved into a sheet, or without --sheet and --csv back into the mapping.

    \b
    Examples:
      wordform draft "New visit form.docx" -o our-forms/visit.toml
      wordform draft "New visit form.docx" -o our-forms/visit.toml --sheet
      wordform draft our-forms/visit.toml --sheet
      wordform check our-forms/visit.toml
      wordform read smith.docx --mapping our-forms/visit.toml
    """
    if file.suffix.lower() == ".toml":
        if output is not None:
            raise UsageProblem("A mapping is rewritten in its place.", remedy="Leave out -o.", code="usage")
        _say_moved(move_questions(file, file.with_suffix(suffix) if suffix else None), settings)
        return
    output = output or Path("draft.toml")
    if output.suffix.lower() != ".toml":
        raise UsageProblem(f"'{output}' is not a name for a mapping.", remedy="End it in .toml.", code="usage")
    sheet = output.with_suffix(suffix) if suffix else None
    known = (*default_folders(), *mappings_beside(output))
    drafted = write_draft(file, output, folders=known, opening=settings.opening, sheet=sheet)
    if settings.volume is not Volume.QUIET:
        _say(drafted)


def _say_moved(moved: Moved, settings: Settings) -> None:
    if settings.volume is Volume.QUIET:
        return
    for path in moved.written:
        click.echo(f"{wording.path(path)}: written")
    for path in moved.kept:
        click.echo(f"{wording.path(path)}: what had that name before")
    if moved.comments:
        click.echo(
            f"{wording.count(moved.comments, 'comment was', 'comments were')} among what was moved; now at the end of "
            f"{wording.path(moved.written[0])}."
        )


def _say(drafted: Drafted) -> None:
    proposal = drafted.proposal
    factors = sum(len(checklist.entry.factors) for checklist in proposal.checklists)
    levels = len(proposal.score.entry.bands) if proposal.score else 0
    parts = [
        wording.count(len(proposal.fields), "field"),
        wording.count(factors, "factor"),
        wording.count(levels, "level"),
    ]
    click.echo(f'{wording.path(drafted.mapping)}: {", ".join(parts)} of "{proposal.form.entry.title}"')
    for path in drafted.sheet:
        click.echo(f"{wording.path(path)}: its questions, one in each row; edit them in Excel or LibreOffice")
    click.echo(f"{wording.path(drafted.blank)}: the blank, where the mapping looks for it")
    for path in drafted.kept:
        click.echo(f"{wording.path(path)}: what had that name before")
    if drafted.known is not None:
        known = f"{wording.path(drafted.known)} reads this form already."
        click.echo(f"{known} The draft has its id, so with --mapping it takes its place.", err=True)
    if drafted.filled_in:
        answers = wording.count(drafted.filled_in, "answer")
        click.echo(
            f"The file is filled in ({answers}), and what people wrote became labels: draft the blank.", err=True
        )
    if proposal.notes:
        places = wording.count(proposal.notes, "place")
        search = "'LOOK:' in the column note and" if drafted.sheet else "'# LOOK:'"
        click.echo(f"{places} to look at: search for {search} in {drafted.mapping.name}.", err=True)
