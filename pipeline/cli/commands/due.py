"""``wordform due``: which reviews are coming, and which are overdue."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import click
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.cli import wording
from pipeline.cli.ledgers import ledger_to_ask
from pipeline.cli.loading import catalogue
from pipeline.cli.options import with_settings
from pipeline.cli.settings import Settings, Volume
from pipeline.errors import InvalidMapping, UsageProblem
from pipeline.record.views import Row, Views
from pipeline.tables.due import ReviewDue, reviews, without_date

_USUAL_DAYS = 28
_SOON_DAYS = 7


@click.command(short_help="List the reviews that are due or overdue.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), default=Path("output"), show_default=True,
    help="Folder with the results.",
)  # fmt: skip
@click.option("--within", type=click.IntRange(min=0), metavar="DAYS", help="How far to look ahead; 28 unless told.")
@click.option("--overdue", is_flag=True, help="Only those that are overdue.")
@click.option("--names", is_flag=True, help="Say the children's names.")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON, dates as YYYY-MM-DD.")
@with_settings(reading=False)
def due(output: Path, within: int | None, overdue: bool, names: bool, as_json: bool, settings: Settings) -> None:
    """List the reviews that are due within 28 days, and those that are overdue, the most urgent first.

    Of each child only the newest assessment counts. The day is the one that was agreed on the form, else the one that
    was worked out by policy; while a level or a question is open, the earliest day that it could be. The reference is
    that of the assessment in the register. Assessments without a review, since nobody knows when they were completed,
    are named below.

    \b
    Examples:
      wordform due
      wordform due --within 84 -o results
      wordform due --overdue --names
      wordform due --json | jq '.[].form'
    """
    if overdue and within is not None:
        raise UsageProblem("--overdue and --within can't go together.", code="usage")
    last = settings.day + dt.timedelta(days=-1 if overdue else _USUAL_DAYS if within is None else within)
    with ledger_to_ask(output, lambda: catalogue(settings).mappings) as ledger:
        views = ledger.views(settings.day)
        found = [each for each in reviews(views) if each.review.day <= last]
        undated = _without_date(views, settings)
    found.sort(key=lambda each: (each.review.day, -each.rank, each.reference))
    if as_json:
        click.echo(_json(found, settings.day, names=names))
    else:
        _print(found, settings, last, names=names)
    if settings.volume > Volume.QUIET:
        for row in undated:
            line = f"{row.reference} has no review: the day on which it was completed is not known. {row.name}"
            click.echo(wording.printable(line), err=True)


def _without_date(views: Views, settings: Settings) -> list[Row]:
    """Return the assessments without a review that would have one; nothing is said of them while a mapping is wrong."""
    if next(views.undated(), None) is None:
        return []
    try:
        return without_date(views, catalogue(settings).mappings)
    except InvalidMapping:
        return []


def _json(found: Sequence[ReviewDue], day: dt.date, *, names: bool) -> str:
    lines = [
        {
            "reference": each.reference,
            "form": each.name,
            **({"name": each.child} if names else {}),
            "level": each.level,
            "review": each.review.day.isoformat(),
            "agreed": each.review.agreed.isoformat() if each.review.agreed else None,
            "due": each.review.due.isoformat() if each.review.due else None,
            "days": (each.review.day - day).days,
            "questions": list(each.questions),
        }
        for each in found
    ]
    return json.dumps(lines, ensure_ascii=False, indent=2)


def _print(found: Sequence[ReviewDue], settings: Settings, last: dt.date, *, names: bool) -> None:
    """Print the table on stdout; how many there are up to the last day, on stderr."""
    if found:
        Console(file=sys.stdout, highlight=False).print(_table(found, settings.day, names=names))
        for each in found:
            for question in each.questions:
                click.echo(wording.printable(f"? {each.reference}  {question}"))
    if settings.volume > Volume.QUIET:
        late = sum(each.review.day < settings.day for each in found)
        count = wording.count(len(found), "review")
        none = "No review is overdue." if last < settings.day else f"No review is due by {wording.day(last)}."
        click.echo(f"{count}, {late:,} overdue on {wording.day(settings.day)}." if found else none, err=True)


def _table(found: Sequence[ReviewDue], day: dt.date, *, names: bool) -> Table:
    table = Table(box=box.SIMPLE_HEAD, header_style="bold")
    table.add_column("Review", no_wrap=True)
    table.add_column("Days", justify="right", no_wrap=True)
    table.add_column("Ref.", no_wrap=True)
    if names:
        table.add_column("Name", overflow="fold")
    table.add_column("Level", overflow="fold")
    table.add_column("Form", overflow="fold")
    for each in found:
        days = (each.review.day - day).days
        when = wording.day(each.review.day) + ("" if each.review.day == each.review.agreed else " *")
        who = (each.child,) if names else ()
        form = wording.in_line(each.name) + (" ?" if each.questions else "")
        cells = (when, _in_days(days), each.reference, *who, each.level, form)
        style = "bold red" if days < 0 else "yellow" if days <= _SOON_DAYS else ""
        table.add_row(*(Text(wording.printable(cell)) for cell in cells), style=style)
    if any(each.review.day != each.review.agreed for each in found):
        table.caption = "* by policy; no date after the assessment was agreed"
        table.caption_justify = "left"
    return table


def _in_days(days: int) -> str:
    return f"{-days} late" if days < 0 else "today" if days == 0 else str(days)
