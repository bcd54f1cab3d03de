"""The blanks that mappings name, read and prepared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pipeline.errors import InvalidMapping, RefusedForm
from pipeline.extract import Layout, prepare
from pipeline.extract.places.table import Table
from pipeline.files import read_blanks
from pipeline.mapping import Mapping
from pipeline.ooxml import Package
from pipeline.ooxml.properties import last_saved
from pipeline.readers import read_document

if TYPE_CHECKING:
    from pipeline.writers.template.answers import PrintedRows

_PYTHON_DOCX: Final = "2013-12-23T23:15:00"
"""When the template was saved that python-docx (1.2.0) starts every document from: it says nothing of a form."""


def prepare_blanks(mapping: Mapping, paths: Iterable[Path]) -> list[Layout]:
    """Read some blanks of a mapping and find the places that it names.

    Raises:
        InvalidMapping: A blank is missing or unreadable, or a place is not in it.
    """
    return [prepare_blank(mapping, path, data) for path, data in read_blanks(mapping, paths)]


def prepare_blank(mapping: Mapping, path: Path, data: bytes) -> Layout:
    """Find the places that a mapping names in one blank; raises like :func:`prepare_blanks`."""
    try:
        document = read_document(data, name=path.name)
    except RefusedForm as error:
        raise InvalidMapping(
            f"{mapping.path}: the blank '{path.name}' can't be read: {error.what}",
            remedy=error.remedy,
            code="blank_unreadable",
        ) from error
    return prepare(mapping, document, path.name)


def kind_of(data: bytes) -> str:
    """Return whether a file is ``docx`` or ``xlsx`` as it lies there; empty for anything else."""
    try:
        return Package.open(data).family
    except RefusedForm:
        return ""


def saved_dates(blanks: Iterable[bytes]) -> Iterator[str]:
    """Return when blanks were saved by their own word; also the date of the template that python-docx starts from."""
    yield _PYTHON_DOCX
    for data in blanks:
        try:
            yield last_saved(Package.open(data))
        except RefusedForm:  # said when the blank is laid out
            continue


def printed_questions(layout: Layout) -> dict[str, str]:
    """Return the questions that are answered in words as the blank prints them, by field.

    A label in the mapping may be the start of its question. What is behind it, up to the next label, belongs to it.
    """
    spots = {place.field: place.label for place in layout.places.values() if place.label is not None}
    found = {}
    for field, spot in spots.items():
        if not field.is_text or spot.box is None:
            continue
        later = [
            each.line_index for each in spots.values() if each.box is spot.box and each.line_index > spot.line_index
        ]
        printed = "\n".join(line.text.strip() for line in spot.box.lines[spot.line_index : min(later, default=None)])
        if field.label in printed:
            found[field.id] = printed[printed.index(field.label) :]
    return found


def printed_rows(layout: Layout) -> PrintedRows:
    """Return the rows that the blank's tables print, by table field and column."""
    rows: dict[str, list[dict[str, str]]] = {}
    for place in layout.places.values():
        if place.field.has_rows:
            rows[place.field.id] = list(_printed_in(layout, place)) if isinstance(place, Table) else []
    return rows


def _printed_in(layout: Layout, place: Table) -> Iterator[dict[str, str]]:
    boxes = layout.blank.tables
    for table, row in place.rows:
        yield {
            name: " ".join(box.text.strip() for box in boxes[table][row] if box.column == column)
            for name, column in place.columns.items()
        }
