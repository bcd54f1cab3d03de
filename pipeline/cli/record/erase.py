"""``wordform erase``: all that says anything about an assessment is removed for good."""

from __future__ import annotations

import sys
import threading

import click

from pipeline.batch.decisions.decide import in_favour_of
from pipeline.batch.decisions.erase import Left, erase_assessment
from pipeline.batch.lock import output_lock
from pipeline.cli import wording
from pipeline.cli.options import with_settings
from pipeline.cli.progress import say_waiting
from pipeline.cli.record.deciding import Deciding, follow, room_of, say, say_what_stays_out, with_deciding
from pipeline.cli.settings import Settings
from pipeline.errors import UsageProblem
from pipeline.windows import can_be_asked


@click.command(short_help="Remove all that says anything about an assessment, for good.")
@click.argument("reference")
@click.option("--why", required=True, metavar="TEXT", help="The reason, without a name: it stays.")
@click.option("--yes", is_flag=True, help="Don't ask.")
@with_deciding
@with_settings()
@click.pass_context
def erase(context: click.Context, reference: str, why: str, yes: bool, deciding: Deciding, settings: Settings) -> None:
    """Remove readings, versions, documents, kept copies, decisions and backups of an assessment. It can't be undone.

    What stays says nothing about anybody: that something was erased, on which day, by whom and why. The same file
    coming in again is refused. The completed form in the input, calendars that took up its review, and documents that
    were passed on can't be reached from here; they are named.

    \b
    Examples:
      wordform erase K7QX2MB3PA --by "Jo Bloggs" --why "Retention period is over"
      wordform erase K7QX2MB3PA --by "Jo Bloggs" --why "Asked for by the family" --yes
    """
    with room_of(deciding, settings) as room:
        found = room.ledger.names.find(reference)
        recorded = room.ledger.find(found)
        known = {mapping.form.id for mapping in room.layouts.mappings}
        if recorded is not None and recorded.form not in known:
            raise UsageProblem(
                f"The mapping of {found}, '{recorded.form}', is not at hand, so its register can't be written anew.",
                remedy="Name it with --mapping.",
                code="no_mapping",
            )
        _confirm(found, yes=yes)
        with output_lock(deciding.output, stop=threading.Event(), waiting=lambda: say_waiting(deciding.output)):
            author, before = deciding.author(settings), in_favour_of(room.ledger, found)
            left = erase_assessment(room.ledger, deciding.output, found, author, why, settings.day)
    say(f"Erased: {found}.", settings)
    say_what_stays_out(before, settings)
    _say_left(left, deciding, settings)
    context.exit(follow(deciding, settings, room.layouts))


def _confirm(reference: str, *, yes: bool) -> None:
    if yes:
        return
    if not can_be_asked(sys.stdin):
        raise UsageProblem("Erasing can't be undone.", remedy="Add --yes to do it without being asked.", code="usage")
    click.confirm(f"Erase all that is recorded of {reference}? It can't be undone", abort=True, err=True)


def _say_left(left: Left, deciding: Deciding, settings: Settings) -> None:
    """Say what can't be reached from here."""
    for path in left.inputs:
        say(f"Still there: {wording.printable(path)}", settings)
    for target in left.passed_on:
        say(f"Had been made from it for others: {wording.path(deciding.output / target)}", settings)
    say("Calendars that took up its review keep the cancelled event until you delete it there.", settings)
