"""Prepare the forms that can be read: every blank of every mapping, once a process."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline import __version__
from pipeline.errors import InvalidMapping, RefusedForm
from pipeline.extract import Layout, prepare
from pipeline.mapping import Catalogue, Mapping
from pipeline.mapping.model import FieldKind
from pipeline.readers import read_document
from pipeline.writers.template_answers import PrintedRows
from pipeline.writers.template_check import template_bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Layouts:
    """The forms that can be read.

    Attributes:
        forms: One for each blank.
        digest: Changes with the program, a mapping, policy or blank; then what was worked out has to be done again.
    """

    forms: tuple[Layout, ...]
    digest: str

    @property
    def mappings(self) -> tuple[Mapping, ...]:
        """The mappings of the forms, each once."""
        return tuple({layout.mapping.form.id: layout.mapping for layout in self.forms}.values())

    @property
    def levels(self) -> tuple[str, ...]:
        """The levels of all forms, from the lowest on."""
        bands = (band.level for mapping in self.mappings if mapping.score for band in mapping.score.bands)
        return tuple(dict.fromkeys(bands))


def prepare_layouts(catalogue: Catalogue) -> Layouts:
    """Read every blank and find the places that its mapping names.

    Raises:
        InvalidMapping: A blank is missing or unreadable, or a place is not in it; all mappings are checked first.
    """
    digest = hashlib.sha256(__version__.encode())
    forms = []
    for mapping in catalogue.mappings:
        digest.update(mapping.digest.encode())
        digest.update(template_bytes(mapping))
        for path, data in _blanks(mapping, mapping.blank_paths()):
            digest.update(hashlib.sha256(data).digest())
            forms.append(_prepare(mapping, path, data))
    return Layouts(forms=tuple(forms), digest=digest.hexdigest())


def prepare_blanks(mapping: Mapping, paths: Iterable[Path]) -> list[Layout]:
    """Read some blanks of a mapping; raises like :func:`prepare_layouts`."""
    return [_prepare(mapping, path, data) for path, data in _blanks(mapping, paths)]


def word_blank_layout(mapping: Mapping) -> Layout | None:
    """Read the first Word blank that a mapping names; ``None`` when it names none."""
    layouts = prepare_blanks(mapping, mapping.blank_paths())
    return next((layout for layout in layouts if layout.kind == "docx"), None)


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


def _blanks(mapping: Mapping, paths: Iterable[Path]) -> Iterator[tuple[Path, bytes]]:
    for path in paths:
        try:
            yield path, path.read_bytes()
        except OSError as error:
            raise InvalidMapping(
                f"{mapping.path}: the blank '{path.name}' can't be read ({error.strerror}).",
                remedy=f"Put it into {path.parent}, or mend form.blanks.",
                code="blank_unreadable",
            ) from error


def _prepare(mapping: Mapping, path: Path, data: bytes) -> Layout:
    try:
        document = read_document(data, name=path.name)
    except RefusedForm as error:
        raise InvalidMapping(
            f"{mapping.path}: the blank '{path.name}' can't be read: {error.what}",
            remedy=error.remedy,
            code="blank_unreadable",
        ) from error
    return prepare(mapping, document, path.name)
