"""``wordform sign-off``: a person has looked."""

from __future__ import annotations

import click

from pipeline.cli.options import with_settings
from pipeline.cli.record.deciding import Deciding, follow, made_with_of, room_of, say_recorded, with_deciding
from pipeline.cli.settings import Settings


@click.command("sign-off", short_help="Say that a person looked at an assessment.")
@click.argument("reference")
@click.option(
    "--why", default="", metavar="TEXT", help="The reason; needed while a band is open or something must be mended."
)
@click.option("--take-back", is_flag=True, help="Take the sign-off back.")
@with_deciding
@with_settings()
@click.pass_context
def sign_off(
    context: click.Context, reference: str, why: str, take_back: bool, deciding: Deciding, settings: Settings
) -> None:
    """Say that a person looked at an assessment, so that it no longer needs review.

    The register shows who signed it off and when. It lapses, and says what has changed, when an entry, a decision, the
    total, the band or the review changes. A range stays a range.

    \b
    Examples:
      wordform sign-off K7QX2MB3PA --by "Jo Bloggs"
      wordform sign-off K7QX2MB3PA --by "Jo Bloggs" --why "School can't say; reviewed as High"
      wordform sign-off K7QX2MB3PA --take-back --by "Jo Bloggs"
    """
    with room_of(deciding, settings) as room:
        done = (
            room.decider.take_back(reference, "sign-off", why) if take_back else room.decider.sign_off(reference, why)
        )
        made_with = made_with_of(room.ledger, done.reference)
    said = f"{'No longer signed off' if take_back else 'Signed off'}: {done.reference}."
    say_recorded([done], said, deciding, settings)
    context.exit(follow(deciding, settings, room.layouts, made_with))
