"""``wordform document``: one document that follows from a form, or a list of many forms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import click

from pipeline.arrivals.single import read_single
from pipeline.assess import Follows, following
from pipeline.batch.documents import FOLDER, place
from pipeline.batch.lists import write_list
from pipeline.cli import wording
from pipeline.cli.ledgers import ledger_of
from pipeline.cli.loading import catalogue, layouts
from pipeline.cli.options import with_settings
from pipeline.cli.settings import Settings, Volume
from pipeline.errors import UsageProblem
from pipeline.mapping import Mapping
from pipeline.mapping.documents import FollowingDocument
from pipeline.nearest import did_you_mean_or_stop
from pipeline.process.documents import origin_of
from pipeline.process.form import read_one
from pipeline.readers import open_form
from pipeline.writers.following.document import document_bytes
from pipeline.writers.following.template import require_document_templates
from pipeline.writers.word.protect import protect


@click.command(short_help="Write one document that follows from a form.")
@click.argument("name", required=False)
@click.argument("file", required=False, type=click.Path(exists=True, path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="PATH",
    help="File to write, instead of output/documents/FILE/NAME.docx.",
)
@click.option("--on-request", is_flag=True, help="Put in also what is given only when somebody asks for it.")
@click.option("--list", "listing", is_flag=True, help="List the documents that there are.")
@with_settings()
def document(
    name: str | None, file: Path | None, output: Path | None, on_request: bool, listing: bool, settings: Settings
) -> None:
    """Write one document that follows from a form: a referral, a share sheet, an agenda, a plan.

    NAME is the document, as --list names it, and FILE the completed form; for a list of many forms FILE is the folder
    with the results, output/ when none is named. The document is written also when its condition doesn't hold, since
    somebody asks for it; that is said. The path goes to stdout.

    \b
    Examples:
      wordform document --list
      wordform document duty_and_advice smith.docx
      wordform document police_share smith.docx --on-request -o for_cvet.docx
      wordform document transition_list output
    """
    if listing:
        for line in _listed(catalogue(settings).mappings):
            click.echo(line)
        return
    if name is None:
        raise UsageProblem("No document is named.", remedy="'wordform document --list' lists them.", code="usage")
    lists = _lists(name, catalogue(settings).mappings)
    if lists:
        kept = _write_lists(lists, file or Path("output"), output, settings)
    elif file is None or file.is_dir():
        _known(name, catalogue(settings).mappings)
        raise UsageProblem("No form is named.", remedy=f"wordform document {name} FILE", code="usage")
    else:
        kept = _write(name, file, output, settings, on_request=on_request)
    for path in kept:
        _say(f"The file that was there before is kept as {wording.path(path)}", settings)


def _listed(mappings: Iterable[Mapping]) -> Iterator[str]:
    for mapping in mappings:
        for each in mapping.documents:
            if not each.off:
                asked = "; part of it only on request" if each.has_requested_parts else ""
                many = "; a list of many forms" if each.is_list else ""
                yield f"{each.id}  {each.title}, for {each.for_}{many}{asked}  ({mapping.form.id})"


def _lists(name: str, mappings: Iterable[Mapping]) -> list[tuple[FollowingDocument, Mapping]]:
    return [(each, mapping) for mapping in mappings for each in mapping.documents if each.id == name and each.is_list]


def _known(name: str, mappings: Iterable[Mapping]) -> None:
    """Refuse a name that names no document."""
    known = sorted({each.id for mapping in mappings for each in mapping.documents})
    if name not in known:
        raise UsageProblem(
            f"There is no document '{name}'{did_you_mean_or_stop(name, known)}",
            remedy=f"Documents are: {', '.join(known) or 'none'}.",
            code="usage",
        )


def _write_lists(
    lists: Iterable[tuple[FollowingDocument, Mapping]], folder: Path, output: Path | None, settings: Settings
) -> Iterator[Path]:
    for each, mapping in lists:
        path = output or folder / FOLDER / f"{each.id}.docx"
        with ledger_of(folder, [mapping]) as ledger:
            kept = write_list(each, mapping, path, folder, ledger, ledger.views(settings.day), settings.day)
        click.echo(wording.path(path))
        if kept is not None:
            yield kept


def _write(name: str, file: Path, output: Path | None, settings: Settings, *, on_request: bool) -> Iterator[Path]:
    prepared = layouts(settings)
    _known(name, prepared.mappings)
    data, form_name = read_single(file, settings.opening.passwords)
    opened = open_form(data, settings.opening)
    result = read_one(data, name=form_name, layouts=prepared.forms, day=settings.day, opened=opened)
    found = next((each for each in result.mapping.documents if each.id == name), None)
    if found is None:
        raise UsageProblem(f"No document '{name}' follows from the form {result.mapping.form.id}.", code="usage")
    require_document_templates(result.mapping)
    _say_whether_it_follows(found, following(result.submission, result.mapping, settings.day, [found]), settings)
    content = document_bytes(found, origin_of(result, opened, settings.day), on_request=on_request)
    path = output or Path("output") / FOLDER / file.stem / f"{name}.docx"
    kept = place(path, protect(content, opened.password), None)
    click.echo(wording.path(path))
    if kept is not None:
        yield kept


def _say(line: str, settings: Settings) -> None:
    if settings.volume > Volume.QUIET:
        click.echo(line, err=True)


def _say_whether_it_follows(document: FollowingDocument, judged: Sequence[Follows], settings: Settings) -> None:
    """Warn if the document's condition is false or unknown; it is written anyway."""
    if not judged:
        _say("The form is blank; the document is written, since you ask for it.", settings)
    elif judged[0].holds is None:
        missing = ", ".join(judged[0].missing)
        _say(
            f"Can't tell whether this document applies: {missing} is not known. Written anyway.",
            settings,
        )
    elif not judged[0].holds:
        _say(
            f"By its condition ({document.when}) it doesn't follow from this form; you ask for it, so here it is.",
            settings,
        )
