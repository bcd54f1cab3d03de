"""Draft a mapping of a blank, and put the blank where the mapping will look for it."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from pipeline.document import Document
from pipeline.draft import Proposal, draft, toml
from pipeline.errors import InvalidMapping, RefusedForm
from pipeline.extract import extract, identify
from pipeline.files import read_form, set_aside, write_atomically
from pipeline.forms.layouts import prepare_layouts
from pipeline.mapping import load_catalogue
from pipeline.ooxml.package import Package
from pipeline.readers import read_document
from pipeline.readers.opening.open import Opening, open_form
from pipeline.submission import Source, State


class Drafted(Struct, frozen=True, kw_only=True):
    """What was written.

    Attributes:
        proposal: What the mapping says.
        mapping: The mapping's file.
        blank: The blank beside it.
        kept: Where the file went that had the mapping's name; ``None`` when there was none, or the same one.
        known: Mapping of the same form that was there already, and whose id the draft has.
        filled_in: So many answers that mapping finds in the file: then it is no blank.
    """

    proposal: Proposal
    mapping: Path
    blank: Path
    kept: Path | None = None
    known: Path | None = None
    filled_in: int = 0


class _Known(Struct, frozen=True, kw_only=True):
    """What is known of a form before it is drafted: nothing, or the mapping that reads it and what that finds."""

    form: str = ""
    mapping: Path | None = None
    filled_in: int = 0


def write_draft(file: Path, output: Path, *, folders: Sequence[Path], opening: Opening) -> Drafted:
    """Draft the mapping of a blank.

    The blank is copied into ``blanks/`` beside the mapping, since that is where mappings look for it; one of an older
    format is copied as the Word or Excel file that it was converted to.

    Args:
        file: The blank.
        output: Where the mapping goes; a file that is there already is renamed.
        folders: Mappings that are there already: a form that one of them knows keeps its id.
        opening: How the blank is opened.

    Raises:
        RefusedForm: The file is no form that can be read.
        CannotWrite: Something can't be written.
    """
    content = open_form(read_form(file), opening).content
    document = read_document(content, name=file.name, opening=opening)
    family = Package.open(content).family
    name = file.name if file.suffix.lower() == f".{family}" else f"{file.stem}.{family}"
    blank = _place_for(output.parent / "blanks" / name, content)
    known = _known(document, folders, output)
    proposal = draft(document, blank_name=blank.name, known_as=known.form)
    if not blank.is_file():
        write_atomically(blank, content)
    text = toml(proposal, name=output.name).encode()
    kept = set_aside(output) if output.is_file() and output.read_bytes() != text else None
    write_atomically(output, text)
    return Drafted(
        proposal=proposal, mapping=output, blank=blank, kept=kept, known=known.mapping, filled_in=known.filled_in
    )


def _place_for(wanted: Path, content: bytes) -> Path:
    """Return the first free name for the blank; another form's blank of the same name stays."""
    names = (wanted.with_stem(f"{wanted.stem}-{number}") for number in itertools.count(2))
    return next(path for path in (wanted, *itertools.islice(names, 1000)) if _is_free(path, content))


def _is_free(path: Path, content: bytes) -> bool:
    return not path.exists() or (path.is_file() and path.read_bytes() == content)


def _known(document: Document, folders: Sequence[Path], output: Path) -> _Known:
    """Find the mapping that reads this form already; mappings that are wrong say nothing about it."""
    try:
        layouts = prepare_layouts(load_catalogue(folders)).forms
        layout = identify(document, layouts)
    except (InvalidMapping, RefusedForm):
        return _Known()
    source = Source(name="", sha256="", kind=document.kind)
    answers = extract(document, layout, source).answers.values()
    path = layout.mapping.path
    return _Known(
        form=layout.mapping.form.id,
        mapping=None if path.absolute() == output.absolute() else path,
        filled_in=sum(answer.state is State.ANSWERED for answer in answers),
    )
