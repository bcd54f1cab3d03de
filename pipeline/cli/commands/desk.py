"""``wordform desk``: all of it as pages, for people without a terminal."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import click
from click.core import ParameterSource

from pipeline.cli import wording
from pipeline.cli.options import with_settings
from pipeline.cli.problems import say_trace
from pipeline.cli.record.deciding import BY_VARIABLE
from pipeline.cli.settings import Settings, Volume


@click.command(short_help="Open all of it as pages in the browser.")
@click.option(
    "-o", "--output", type=click.Path(file_okay=False, path_type=Path), default=Path("output"), show_default=True,
    help="Folder with the results.",
)  # fmt: skip
@click.option(
    "--inbox", type=click.Path(file_okay=False, path_type=Path), metavar="PATH",
    help="Where forms that are dropped land; where those of the last run lay, else 'input', unless told.",
)  # fmt: skip
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Port on this machine; a free one unless told.")
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@click.option(
    "--reference-key", "key", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="PATH",
    help="File with the key of references, instead of the one beside the ledger.",
)  # fmt: skip
@with_settings()
@click.pass_context
def desk(
    context: click.Context,
    output: Path,
    inbox: Path | None,
    port: int,
    no_browser: bool,
    key: Path | None,
    settings: Settings,
) -> None:
    """Open one folder of results as pages in the browser: drop forms, settle what is unclear, see all reviews.

    Only this machine is served, and only the browser that opened the printed address, which is good once. Nothing is
    sent anywhere. Ctrl-C ends it; what was not finished is taken up when it is started again.

    \b
    Examples:
      wordform desk
      wordform desk -o results --inbox "Team A"
      wordform desk --no-browser --port 8765
    """
    from pipeline.batch.worker import Worker
    from pipeline.desk.app import today
    from pipeline.desk.folder import OWN_FORMS, Folder
    from pipeline.desk.serve import serve  # slow to load, and only needed here
    from pipeline.forms.cache.kept import kept_catalogue
    from pipeline.forms.layouts import Layouts, find_layouts

    forms = next((path for path in settings.mappings if path.is_dir()), output.absolute().parent / OWN_FORMS)

    def load() -> Layouts:
        own = (forms,) if any(forms.glob("*.toml")) else ()
        return find_layouts(kept_catalogue((*settings.mappings, *own), settings.policy))

    worker = Worker(layouts=load(), day=settings.day, opening=settings.opening)
    day_is_given = context.get_parameter_source("day") is not ParameterSource.DEFAULT
    folder = Folder(output, worker, inbox=inbox, today=None if day_is_given else today, key=key, forms=forms, load=load)

    def told(address: str) -> None:
        if settings.volume > Volume.QUIET:
            where = "" if no_browser else " in your browser"
            click.echo(f"wordform is open{where}, with the results in {wording.path(output)}.", err=True)
            click.echo("Leave this window open while you work: closing it, or Ctrl-C, ends wordform.", err=True)
            click.echo("If no page has opened, open this address. It lets one browser in, once:", err=True)
        click.echo(address)

    serve(
        folder, port=port, by=os.environ.get(BY_VARIABLE, "").strip(), told=told, fault=_say_fault(),
        open_browser=not no_browser,
    )  # fmt: skip


def _say_fault() -> Callable[[Sequence[str]], None]:
    """Return what says where a bug arose, each one once."""
    said: set[tuple[str, ...]] = set()

    def say(trace: Sequence[str]) -> None:
        if tuple(trace) not in said:
            said.add(tuple(trace))
            say_trace(tuple(trace))

    return say
