"""The options that several commands share, defined once."""

from __future__ import annotations

import datetime as dt
import functools
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from pipeline.cli.settings import Settings, Volume
from pipeline.errors import UsageProblem
from pipeline.readers.opening.open import Opening

Command = TypeVar("Command", bound=Callable[..., object])


class Day(click.ParamType):  # type: ignore[type-arg] # generic only in newer versions of click
    """A calendar day as ``YYYY-MM-DD``."""

    name = "YYYY-MM-DD"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        """Read the day, or fail with what is expected."""
        if isinstance(value, dt.date):
            return value
        try:
            return dt.datetime.strptime(str(value), "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            self.fail(f"'{value}' is not a day; write it as 2026-03-31.", param, ctx)


_EXISTING = click.Path(exists=True, path_type=Path)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)

_MAPPING = (
    click.option(
        "--mapping", "mappings", type=_EXISTING, multiple=True, metavar="PATH",
        help="One more folder or file of mappings; can be given several times.",
    ),
    click.option(
        "--policy", type=_FILE, metavar="PATH", help="An authority's own policy, laid over the mapping it extends.",
    ),
)  # fmt: skip
_READING = (
    click.option(
        "--password-file", type=_FILE, metavar="PATH", help="File with the passwords of protected forms, one a line.",
    ),
    click.option("--refuse-macros", is_flag=True, help="Refuse forms that carry macros; they are never run."),
    click.option(
        "--refuse-external", is_flag=True,
        help="Refuse forms that take a picture, object or template from elsewhere; it is never fetched.",
    ),
)  # fmt: skip
_ASSESSING = (
    click.option("--day", type=Day(), help="The day to work from, instead of today."),
)  # fmt: skip
_TALKING = (
    click.option("--quiet", "-q", is_flag=True, help="Say only what went wrong."),
    click.option("--verbose", "-v", is_flag=True, help="Say more."),
)


def with_settings(
    *, mapping: bool = True, reading: bool = True, assessing: bool = True
) -> Callable[[Command], Command]:
    """Add the shared options to a command and hand them over as one ``settings`` argument.

    Args:
        mapping: ``--mapping`` and ``--policy``.
        reading: ``--password-file``, ``--refuse-macros`` and ``--refuse-external``.
        assessing: ``--day``.
    """
    chosen = (
        *(_MAPPING if mapping else ()),
        *(_ASSESSING if assessing else ()),
        *(_READING if reading else ()),
        *_TALKING,
    )

    def decorate(command: Command) -> Command:
        @functools.wraps(command)
        def call(**options: object) -> object:
            settings = _settings(options)
            return command(settings=settings, **options)

        for option in reversed(chosen):
            call = option(call)
        return call  # type: ignore[return-value]

    return decorate


def _settings(options: dict[str, object]) -> Settings:
    """Take the shared options out of ``options``."""
    quiet, verbose = options.pop("quiet"), options.pop("verbose")
    if quiet and verbose:
        raise UsageProblem("--quiet and --verbose can't go together.", code="usage")
    return Settings(
        mappings=options.pop("mappings", ()),  # type: ignore[arg-type]
        policy=options.pop("policy", None),  # type: ignore[arg-type]
        day=options.pop("day", None) or dt.date.today(),  # type: ignore[arg-type] # noqa: DTZ011 - the day here
        opening=Opening(
            passwords=_passwords(options.pop("password_file", None)),  # type: ignore[arg-type]
            refuse_macros=bool(options.pop("refuse_macros", False)),
            refuse_external=bool(options.pop("refuse_external", False)),
        ),
        volume=Volume.QUIET if quiet else Volume.VERBOSE if verbose else Volume.NORMAL,
    )


def _passwords(path: Path | None) -> tuple[str, ...]:
    """Read a password file: line ends are no part of a password, spaces are; empty lines are left out."""
    if path is None:
        return ()
    try:
        lines = path.read_text("utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageProblem(
            "The password file can't be read.",
            remedy="Give a text file with one password a line, saved as UTF-8.",
            code="usage",
        ) from error
    passwords = tuple(dict.fromkeys(line for line in lines if line))
    if not passwords:
        raise UsageProblem("The password file is empty.", remedy="Put one password a line into it.", code="usage")
    if os.name == "posix" and path.stat().st_mode & stat.S_IROTH:
        click.echo("Anyone on this computer can read the password file; chmod 600 keeps others out.", err=True)
    return passwords
