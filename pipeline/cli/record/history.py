"""``wordform history`` and ``wordform questions``: what was recorded of an assessment, and what is open."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import click
import msgspec

from pipeline.cases.decision import IN_WORDS, DecisionKind
from pipeline.cli import wording
from pipeline.cli.ledgers import ledger_to_ask
from pipeline.cli.loading import catalogue
from pipeline.cli.options import with_settings
from pipeline.cli.settings import Settings, Volume
from pipeline.tables.history import DecisionLine, History, VersionLine, history_of, questions_of

_OUTPUT = click.option(
    "-o", "--output", type=click.Path(path_type=Path), default=Path("output"), show_default=True,
    help="Folder with the results.",
)  # fmt: skip
_JSON = click.option("--json", "as_json", is_flag=True, help="Print it as JSON, dates as YYYY-MM-DD.")
_OPEN_NAMED = 12


@click.command(short_help="Show versions and decisions of an assessment.")
@click.argument("reference")
@_OUTPUT
@_JSON
@with_settings(reading=False)
def history(reference: str, output: Path, as_json: bool, settings: Settings) -> None:
    """Show the versions of an assessment, what people decided about it, and what is open.

    \b
    Examples:
      wordform history K7QX2MB3PA
      wordform history K7QX2MB3PA --json
    """
    mappings = catalogue(settings).mappings
    with ledger_to_ask(output, mappings) as ledger:
        found = history_of(ledger, reference, tuple(mappings), settings.day)
    if as_json:
        click.echo(json.dumps(msgspec.to_builtins(found), ensure_ascii=False, indent=2))
        return
    for line in _lines(found):
        click.echo(wording.printable(line))


@click.command(short_help="List what only a person can decide.")
@_OUTPUT
@_JSON
@with_settings(reading=False)
def questions(output: Path, as_json: bool, settings: Settings) -> None:
    """List what only a person can decide, each with a command that decides it. Until then the stricter counts.

    \b
    Examples:
      wordform questions
      wordform questions -o results --json
    """
    with ledger_to_ask(output, lambda: catalogue(settings).mappings) as ledger:
        found = questions_of(ledger.views(settings.day))
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for each in found:
        click.echo(f"{each['references'][0]}  {each['message']}")  # type: ignore[index]
        click.echo(f"            {each['command']}")
    if settings.volume > Volume.QUIET:
        option = wording.names_output(output)
        which = "its" if len(found) == 1 else "each"
        how = f" Add {option} to {which} command." if option else ""
        click.echo(f"{wording.count(len(found), 'question')} open.{how}" if found else "No question is open.", err=True)


def _lines(found: History) -> Iterator[str]:
    completed = f", completed {_day(found.completed)}" if found.completed else ""
    withdrawn = "  WITHDRAWN" if found.is_withdrawn else ""
    yield f"{found.reference}  {found.form}{completed}{withdrawn}"
    if found.aliases:
        yield f"  also called {', '.join(found.aliases)}"
    if found.document:
        yield f"  document  {found.document}"
    for reference, day in found.others:
        yield f"  same child  {reference}{', completed ' + _day(day) if day else ''}"
    yield "Versions, the last one counts:"
    yield from map(_version, found.versions)
    if found.decisions:
        yield "Decisions:"
        yield from (_decision(line, found) for line in found.decisions)
    if found.open_entries:
        more = len(found.open_entries) - _OPEN_NAMED
        rest = f" and {more} more; --json names them all" if more > 0 else ""
        yield f"Open entries: {', '.join(found.open_entries[:_OPEN_NAMED])}{rest}"
    for message, command in found.questions:
        yield f"? {message}"
        yield f"  {command}"


def _version(line: VersionLine) -> str:
    where = " (edited result)" if line.role == "result" else "" if line.is_here else " (no longer there)"
    made = f", made from {line.made_from}" if line.made_from else ""
    received = f", received {_day(line.received)}" if line.received else ""
    return f"  {line.number}  {line.name}{where}{made}{received}, total {line.total}"


def _decision(line: DecisionLine, found: History) -> str:
    decision = line.decision
    other = decision.reference if decision.other in (found.reference, *found.aliases) else decision.other
    replaced = f" in favour of {other}" if decision.kind is DecisionKind.WITHDRAW and other else ""
    said = IN_WORDS[decision.kind].format(entry=decision.entry, other=other) + replaced
    why = f": {decision.why}" if decision.why else ""
    gone = (
        "" if line.stands or decision.kind in (DecisionKind.RESTORE, DecisionKind.TAKE_BACK) else "  (no longer stands)"
    )
    return f"  {_day(decision.at[:10])}  {decision.by} {said}{why}{gone}"


def _day(iso: str) -> str:
    return wording.day(dt.date.fromisoformat(iso))
