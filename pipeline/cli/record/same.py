"""``wordform same``: two records are one child, or not."""

from __future__ import annotations

import click

from pipeline.cli.options import with_settings
from pipeline.cli.record.deciding import Deciding, follow, made_with_of, room_of, say_recorded, with_deciding
from pipeline.cli.settings import Settings


@click.command(short_help="Say that two records are one child, or not.")
@click.argument("reference")
@click.argument("other")
@click.option("--not", "are_two", is_flag=True, help="They are two children.")
@click.option("--why", default="", metavar="TEXT", help="The reason.")
@with_deciding
@with_settings()
@click.pass_context
def same(
    context: click.Context, reference: str, other: str, are_two: bool, why: str, deciding: Deciding, settings: Settings
) -> None:
    """Say that two records are one child, or with --not that they are two; it isn't asked again.

    The assessments of one child are one series: only the newest counts for the review. Two that were completed on one
    day become versions of one. The opposite undoes it.

    \b
    Examples:
      wordform same K7QX2MB3PA R3LAN5QK2C --by "Jo Bloggs"
      wordform same K7QX2MB3PA R3LAN5QK2C --not --by "Jo Bloggs" --why "Twins"
    """
    with room_of(deciding, settings) as room:
        done = room.decider.same(reference, other, why, are_one=not are_two)
        made_with = made_with_of(room.ledger, done.reference)
    said = "two children" if are_two else "one child"
    say_recorded([done], f"{done.reference} and {done.other} are {said}.", deciding, settings)
    context.exit(follow(deciding, settings, room.layouts, made_with))
