"""The blanks that mappings name, read and prepared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import InvalidMapping, RefusedForm
from pipeline.extract import Layout, prepare
from pipeline.mapping import Mapping
from pipeline.mapping.model import FieldKind
from pipeline.readers import read_document

if TYPE_CHECKING:
    from pipeline.writers.template_answers import PrintedRows


def prepare_blanks(mapping: Mapping, paths: Iterable[Path]) -> list[Layout]:
    """Read some blanks of a mapping and find the places that it names.

    Raises:
        InvalidMapping: A blank is missing or unreadable, or a place is not in it.
    """
    return [prepare_blank(mapping, path, data) for path, data in read_blanks(mapping, paths)]


def read_blanks(mapping: Mapping, paths: Iterable[Path]) -> Iterator[tuple[Path, bytes]]:
    """Give the bytes of some blanks of a mapping.

    Raises:
        InvalidMapping: One is missing or unreadable.
    """
    for path in paths:
        try:
            yield path, path.read_bytes()
        except OSError as error:
            raise InvalidMapping(
                f"{mapping.path}: the blank '{path.name}' can't be read ({error.strerror}).",
                remedy=f"Put it into {path.parent}, or mend form.blanks.",
                code="blank_unreadable",
            ) from error


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


def printed_rows(layout: Layout) -> PrintedRows:
    """Give the rows that the blank's tables print, by table field and column."""
    rows: dict[str, list[dict[str, str]]] = {}
    for place in layout.places.values():
        if place.field.kind is FieldKind.TABLE:
            boxes = layout.blank.tables
            rows[place.field.id] = [
                {
                    name: " ".join(box.text.strip() for box in boxes[table][row] if box.column == column)
                    for name, column in place.columns.items()
                }
                for table, row in place.rows
            ]
    return rows
