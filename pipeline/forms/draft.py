"""Draft a mapping of a blank, and put the blank where the mapping will look for it."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from pipeline.document import Document
from pipeline.draft import Proposal, draft, toml
from pipeline.draft.sheet import sheet_of
from pipeline.errors import InvalidMapping, RefusedForm, UsageProblem
from pipeline.extract import extract, identify
from pipeline.files import read_form, set_aside, write_atomically
from pipeline.forms.layouts import prepare_layouts
from pipeline.mapping import Catalogue
from pipeline.mapping.catalogue import load_each
from pipeline.mapping.sheet.beside import holds_fields, sheets_beside
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
        sheet: The files of the sheet that holds its questions; none when it holds them itself.
        kept: Where files went that had the names of those written, and a sheet of the mapping before.
        known: Mapping of the same form that was there already, and whose id the draft has.
        filled_in: So many answers that mapping finds in the file: then it is no blank.
    """

    proposal: Proposal
    mapping: Path
    blank: Path
    sheet: tuple[Path, ...] = ()
    kept: tuple[Path, ...] = ()
    known: Path | None = None
    filled_in: int = 0


class _Known(Struct, frozen=True, kw_only=True):
    """What is known of a form before it is drafted: nothing, or the mapping that reads it and what that finds."""

    form: str = ""
    mapping: Path | None = None
    filled_in: int = 0


def write_draft(
    file: Path, output: Path, *, folders: Sequence[Path], opening: Opening, sheet: Path | None = None
) -> Drafted:
    """Draft the mapping of a blank.

    The blank is copied into ``blanks/`` beside the mapping, since that is where mappings look for it; one of an older
    format is copied as the Word or Excel file that it was converted to.

    Args:
        file: The blank.
        output: Where the mapping goes; a file that is there already is renamed.
        folders: Mappings that are there already: a form that one of them knows keeps its id.
        opening: How the blank is opened.
        sheet: Where its questions go, as a workbook or CSV beside it; into the mapping itself without one.

    Raises:
        RefusedForm: The file is no form that can be read.
        UsageProblem: A file that is no sheet has the sheet's name.
        CannotWrite: Something can't be written.
    """
    require_free(output, sheet)
    content = open_form(read_form(file), opening).content
    document = read_document(content, name=file.name, opening=opening)
    family = Package.open(content).family
    name = file.name if file.suffix.lower() == f".{family}" else f"{file.stem}.{family}"
    blank = _place_for(output.parent / "blanks" / name, content)
    known = _known(document, folders, output)
    proposal = draft(document, blank_name=blank.name, known_as=known.form)
    if not blank.is_file():
        write_atomically(blank, content)
    text = toml(proposal, name=output.name, sheet=sheet.name if sheet is not None else "").encode()
    files = sheet_of(proposal, sheet) if sheet is not None else {}
    return Drafted(
        proposal=proposal, mapping=output, blank=blank, sheet=tuple(files), kept=put_in_place(output, text, files),
        known=known.mapping, filled_in=known.filled_in,
    )  # fmt: skip


def require_free(output: Path, sheet: Path | None) -> None:
    """Refuse to take the place of a file that is no sheet, such as the blank itself.

    Raises:
        UsageProblem: There is one.
    """
    if sheet is not None and sheet.exists() and not holds_fields(sheet):
        raise UsageProblem(
            f"'{sheet}' is there already, and is not a sheet of questions.",
            remedy=f"Call the mapping otherwise than {output.name} with -o.",
            code="usage",
        )


def put_in_place(output: Path, text: bytes, sheet: Mapping[Path, bytes]) -> tuple[Path, ...]:
    """Write mapping and sheet, and return where those went that were there before.

    Raises:
        CannotWrite: Something can't be written.
    """
    files = {**sheet, output: text}
    before = [path for path in (output, *sheets_beside(output)) if path.is_file()]
    kept = [set_aside(path) for path in before if path not in files or path.read_bytes() != files[path]]
    for path, data in files.items():
        write_atomically(path, data)
    return tuple(kept)


def _place_for(wanted: Path, content: bytes) -> Path:
    """Return the first free name for the blank; another form's blank of the same name stays."""
    names = (wanted.with_stem(f"{wanted.stem}-{number}") for number in itertools.count(2))
    return next(path for path in (wanted, *itertools.islice(names, 1000)) if _is_free(path, content))


def _is_free(path: Path, content: bytes) -> bool:
    return not path.exists() or (path.is_file() and path.read_bytes() == content)


def _known(document: Document, folders: Sequence[Path], output: Path) -> _Known:
    """Find the mapping that reads this form already; mappings that are wrong say nothing about it."""
    try:
        layouts = prepare_layouts(Catalogue(mappings=tuple(load_each(folders)[0]))).forms
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
