"""What the commands share by which people decide: who decides, the ledger, and what follows at once."""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import getpass
import json
import os
import socket
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click
import msgspec
from msgspec import Struct

from pipeline.batch.decisions.decide import Author, Decider
from pipeline.batch.ledger.open import open_ledger
from pipeline.cases.decision import Decision
from pipeline.cli.ledgers import require_ledger
from pipeline.cli.loading import catalogue
from pipeline.cli.options import Command
from pipeline.cli.settings import Settings, Volume
from pipeline.errors import ExitCode, UsageProblem
from pipeline.forms.layouts import Layouts, find_layouts
from pipeline.record import Ledger
from pipeline.windows import can_be_asked

BY_VARIABLE = "WORDFORM_BY"


class Deciding(Struct, frozen=True, kw_only=True):
    """What the shared options of these commands say.

    Attributes:
        output: The folder with the results.
        by: Who decides; empty when that was not said.
        as_json: Print what was recorded as JSON.
        key: A file with the key of references.
    """

    output: Path
    by: str
    as_json: bool
    key: Path | None

    def author(self, settings: Settings) -> Author:
        """Return who decides, asked for on a terminal when nobody said it.

        Raises:
            UsageProblem: Nobody did, and nobody can be asked.
        """
        by = self.by.strip() or os.environ.get(BY_VARIABLE, "").strip()
        if not by and can_be_asked(sys.stdin):
            by = click.prompt("Your name, as it is to be recorded", err=True).strip()
        if not by:
            raise UsageProblem(
                "Nobody is named who decides this.",
                remedy=f"Add --by NAME, or set {BY_VARIABLE}.",
                code="nobody",
            )
        now = dt.datetime.now().astimezone()
        at = dt.datetime.combine(settings.day, now.time()).isoformat(timespec="seconds")
        return Author(by=by, at=at, account=f"{_user()}@{socket.gethostname()}")


_OPTIONS = (
    click.option(
        "-o", "--output", type=click.Path(path_type=Path), default=Path("output"), show_default=True,
        help="Folder with the results.",
    ),
    click.option("--by", default="", metavar="NAME", help=f"Who decides; {BY_VARIABLE} says it once for all."),
    click.option("--json", "as_json", is_flag=True, help="Print what was recorded as JSON."),
    click.option(
        "--reference-key", "key", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="PATH",
        help="File with the key of references, instead of the one beside the ledger.",
    ),
)  # fmt: skip


def with_deciding(command: Command) -> Command:
    """Add these options to a command and hand them over as one ``deciding`` argument."""

    @functools.wraps(command)
    def call(**options: Any) -> object:
        deciding = Deciding(
            output=options.pop("output"), by=options.pop("by"), as_json=options.pop("as_json"), key=options.pop("key")
        )
        return command(deciding=deciding, **options)

    decorated: Any = call
    for option in reversed(_OPTIONS):
        decorated = option(decorated)
    return decorated  # type: ignore[no-any-return]


class Room(Struct, frozen=True, kw_only=True):
    """The ledger, and who decides about what is in it."""

    ledger: Ledger
    decider: Decider
    layouts: Layouts


@contextlib.contextmanager
def room_of(deciding: Deciding, settings: Settings) -> Iterator[Room]:
    """Open the ledger of an output folder for decisions.

    Raises:
        UsageProblem: There is none, or nobody is named.
    """
    require_ledger(deciding.output)
    author = deciding.author(settings)
    layouts = find_layouts(catalogue(settings))
    with open_ledger(deciding.output, layouts.mappings, key=deciding.key) as ledger:
        yield Room(ledger=ledger, decider=Decider(ledger, layouts.mappings, author, settings.day), layouts=layouts)


def follow(deciding: Deciding, settings: Settings, layouts: Layouts, made_with: str = "") -> ExitCode:
    """Write what follows from a decision, and say what became of it.

    Args:
        deciding: Where.
        settings: The shared options.
        layouts: The forms that can be read.
        made_with: How the document was made that has to follow: it is made the same way again.
    """
    from pipeline.batch.decisions.follow import follow_up  # what a batch loads when a form has to be worked out
    from pipeline.batch.worker import Worker
    from pipeline.cli.progress import Progress
    from pipeline.cli.report import left_alone

    worker = Worker(
        layouts=layouts,
        day=settings.day,
        opening=settings.opening,
        comments=" without comments" not in made_with,
        onto_template=" onto template" in made_with,
    )
    volume = Volume.QUIET if deciding.as_json else settings.volume
    with Progress(total=0, volume=volume) as progress:
        summary = follow_up(
            deciding.output, worker, told=progress.told, said=lambda line: say(line, settings), key=deciding.key
        )
    if summary is None:
        say("Another run has the folder: documents and tables follow with it, or with the next run.", settings)
        return ExitCode.DONE
    for problem in summary.problems:
        click.echo(str(problem), err=True)
    for line in left_alone(summary):
        say(line, settings)
    return ExitCode.DONE if summary.exit_code is ExitCode.NEEDS_REVIEW else summary.exit_code


def made_with_of(ledger: Ledger, reference: str) -> str:
    """Return how the document of an assessment was made; empty when it has none."""
    document = ledger.documents.find(ledger.names.now(reference))
    return document.made_with if document is not None else ""


def say_recorded(decisions: list[Decision], line: str, deciding: Deciding, settings: Settings) -> None:
    """Print what was recorded: as JSON on stdout, else as a line."""
    if deciding.as_json:
        click.echo(json.dumps([msgspec.to_builtins(each) for each in decisions], ensure_ascii=False, indent=2))
    else:
        say(line, settings)


def say_what_stays_out(before: Iterable[str], settings: Settings) -> None:
    """Say which assessments were withdrawn in favour of one that goes as well."""
    for each in before:
        say(f"{each} was withdrawn in favour of it, and stays so: wordform restore {each} takes it back in.", settings)


def say(line: str, settings: Settings) -> None:
    """Say something that is no result."""
    if settings.volume > Volume.QUIET:
        click.echo(line, err=True)


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user without a name, as in some containers
        return "unknown"
