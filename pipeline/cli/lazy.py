"""A group of commands that are imported only when they are called, so that ``--help`` and completion answer at once."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

import click
from msgspec import Struct


class LazyCommand(Struct, frozen=True):
    """Where a command lives (``module:attribute``) and its line in ``wordform --help``."""

    target: str
    summary: str

    def load(self) -> click.Command:
        """Import the command."""
        module, _, attribute = self.target.partition(":")
        command = getattr(import_module(module), attribute)
        assert isinstance(command, click.Command)  # noqa: S101 - the table of commands is wrong: a bug
        return command


class LazyGroup(click.Group):
    """A group that lists its commands from a table and imports one when it is asked for."""

    def __init__(self, *args: object, lazy: Mapping[str, LazyCommand], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.lazy = lazy

    def list_commands(self, context: click.Context) -> list[str]:
        """Return the names in the order of the table: the main job first."""
        return list(self.lazy)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """Import a command, or give ``None`` when there is none of that name."""
        return self.lazy[name].load() if name in self.lazy else None

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, command.summary) for name, command in self.lazy.items()])

    def resolve_command(
        self, context: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that is called; a near miss is named."""
        if args and args[0] not in self.lazy and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], self.lazy, n=1)
            meant = f" Did you mean '{near[0]}'?" if near else " 'wordform --help' lists them."
            context.fail(f"There is no command '{args[0]}'.{meant}")
        return super().resolve_command(context, args)
