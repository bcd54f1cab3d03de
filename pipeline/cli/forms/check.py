"""``wordform check``: mappings, policy, blanks and templates against each other."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from pipeline.cli import wording
from pipeline.cli.options import with_settings
from pipeline.cli.settings import Settings, Volume
from pipeline.errors import InvalidMapping
from pipeline.forms.check import Checked, check_all
from pipeline.mapping import Mapping
from pipeline.mapping.catalogue import default_folders


@click.command(short_help="Check mappings, policy, blanks and templates against each other.")
@click.argument("mappings_to_check", metavar="[MAPPING]...", type=click.Path(exists=True, path_type=Path), nargs=-1)
@with_settings(reading=False, assessing=False)
def check(settings: Settings, mappings_to_check: tuple[Path, ...]) -> None:
    """Check mappings, policy, blanks and templates against each other and name all mistakes at once.

    Without MAPPING the usual mappings are checked, and those that --mapping adds. Ends with 4 when anything is wrong.

    \b
    Examples:
      wordform check
      wordform check our-forms/home_visit.toml
      wordform check --policy our_policy.toml
    """
    checked = check_all([*(mappings_to_check or default_folders()), *settings.mappings], settings.policy)
    for remark in (*checked.remarks, *(checked.unused if settings.volume is Volume.VERBOSE else ())):
        if settings.volume is not Volume.QUIET:
            click.echo(f"perhaps not meant: {remark}", err=True)
    for doubt in checked.doubts if settings.volume is not Volume.QUIET else ():
        click.echo(f"may read wrong: {doubt}", err=True)
    if checked.problems:
        raise InvalidMapping("\n".join(checked.problems), remedy=_remedy(checked), code="mapping_invalid")
    if settings.volume is not Volume.QUIET:
        _print(checked, settings)


def _remedy(checked: Checked) -> str:
    number = len(checked.problems)
    return f"Mend {'that' if number == 1 else f'these {number}'}, then check again."


def _print(checked: Checked, settings: Settings) -> None:
    for mapping in checked.mappings:
        click.echo(click.style(f"{mapping.form.id} {mapping.form.version}", bold=True) + f"  {_holds(mapping)}")
        for path in mapping.blank_paths():
            click.echo(f"  blank: {wording.path(path)}")
        if mapping.form.template:
            click.echo(f"  template: {mapping.form.template}")
        click.echo(f"  an assessment is known by: {_identity(mapping)}")
        _print_few("told apart by 'after'", checked.told_apart.get(mapping.form.id, ()), settings, "line each means")
        _print_few("found by 'named'", checked.named.get(mapping.form.id, ()), settings, "place each means")
    if settings.policy is not None:
        click.echo(f"  policy: {wording.path(settings.policy)}")
    doubts = len(checked.doubts)
    fits = f"It fits together; look at the {doubts} that may read wrong." if doubts else "All of it fits together."
    click.echo(fits)


def _identity(mapping: Mapping) -> str:
    """Say by which answers a form is told to be one child's of one day, or that it is known by its place alone."""
    subject = mapping.subject
    if subject is None:
        return "its file alone; [subject] says whom it is about"
    on = subject.on or (mapping.review.on if mapping.review is not None else None)
    fields = [each for each in (subject.number, *subject.told_by, subject.born, on, subject.assessor) if each]
    missing = [] if on else ["no date of the assessment: [subject] on"]
    return ", ".join([*fields, *missing])


def _print_few(how: str, lines: Sequence[str], settings: Settings, said: str) -> None:
    """Say how many fields are found in some way, and with --verbose which, each in a line."""
    if settings.volume is Volume.VERBOSE:
        for line in lines:
            click.echo(f"  {how}: {line}")
    elif lines:
        labels = wording.count(len(lines), "field")
        click.echo(f"  {how}: {labels} (--verbose says which {said})")


def _holds(mapping: Mapping) -> str:
    off = sum(rule.off for rule in mapping.rules)
    parts = [
        wording.count(len(mapping.fields), "field"),
        wording.count(len(mapping.factors), "factor"),
        wording.count(len(mapping.score.bands) if mapping.score else 0, "level"),
        wording.count(len(mapping.rules), "rule") + (f" ({off} switched off)" if off else ""),
    ]
    return ", ".join(parts)
