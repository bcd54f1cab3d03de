"""``wordform withdraw`` and ``wordform restore``: an assessment goes out of register, reviews and diary, and back."""

from __future__ import annotations

import click

from pipeline.batch.decisions.decide import in_favour_of, made_from
from pipeline.cli import wording
from pipeline.cli.options import with_settings
from pipeline.cli.record.deciding import (
    Deciding,
    follow,
    made_with_of,
    room_of,
    say,
    say_recorded,
    say_what_stays_out,
    with_deciding,
)
from pipeline.cli.settings import Settings


@click.command(short_help="Take an assessment out of register, reviews and diary.")
@click.argument("reference")
@click.option("--why", required=True, metavar="TEXT", help="The reason.")
@click.option("--replaced-by", default="", metavar="REFERENCE", help="The assessment that counts instead.")
@with_deciding
@with_settings()
@click.pass_context
def withdraw(
    context: click.Context, reference: str, why: str, replaced_by: str, deciding: Deciding, settings: Settings
) -> None:
    """Take an assessment out of register, reviews, report and documents that follow; 'wordform restore' takes it back.

    Its event in the calendar is cancelled, and the child's earlier assessment has its review back. The same form coming
    in again stays withdrawn; one that reads otherwise counts and is asked about.

    \b
    Examples:
      wordform withdraw K7QX2MB3PA --by "Jo Bloggs" --why "Entered for the wrong child"
      wordform withdraw K7QX2MB3PA --replaced-by R3LAN5QK2C --by "Jo Bloggs" --why "Date of birth was mistyped"
    """
    with room_of(deciding, settings) as room:
        done = room.decider.withdraw(reference, why, replaced_by)
        made_with = made_with_of(room.ledger, done.reference)
        others = made_from(room.ledger, done.reference, deciding.output)
        before = in_favour_of(room.ledger, done.reference)
        room.ledger.documents.end_following(done.reference)
    say_recorded([done], f"Withdrawn: {done.reference}.", deciding, settings)
    say_what_stays_out(before, settings)
    for target in others:
        say(f"Had been made from it for others: {wording.path(deciding.output / target)}", settings)
    context.exit(follow(deciding, settings, room.layouts, made_with))


@click.command(short_help="Take a withdrawn assessment back in.")
@click.argument("reference")
@click.option("--why", default="", metavar="TEXT", help="The reason.")
@with_deciding
@with_settings()
@click.pass_context
def restore(context: click.Context, reference: str, why: str, deciding: Deciding, settings: Settings) -> None:
    """Take a withdrawn assessment back into register, reviews and diary.

    Of one that came in again reading otherwise, and counts for that, it says that this is right.

    \b
    Examples:
      wordform restore K7QX2MB3PA --by "Jo Bloggs"
      wordform restore K7QX2MB3PA --by "Jo Bloggs" --why "It was the right child after all"
    """
    with room_of(deciding, settings) as room:
        done = room.decider.restore(reference, why)
        made_with = made_with_of(room.ledger, done.reference)
    say_recorded([done], f"Restored: {done.reference}.", deciding, settings)
    context.exit(follow(deciding, settings, room.layouts, made_with))
