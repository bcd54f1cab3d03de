"""Prepare the forms that can be read: every blank of every mapping, once a process."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from pipeline import __version__
from pipeline.batch.blanks import prepare_blank, read_blanks
from pipeline.batch.made_blanks import made_layout
from pipeline.extract import Layout
from pipeline.mapping import Catalogue, Mapping
from pipeline.writers.template_files import document_templates, template_bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Layouts:
    """The forms that can be read.

    Attributes:
        forms: One for each blank; for a mapping without any, the blank that is made from it.
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
        digest.update(document_templates(mapping))
        for path, data in read_blanks(mapping, mapping.blank_paths()):
            digest.update(hashlib.sha256(data).digest())
            forms.append(prepare_blank(mapping, path, data))
        if not mapping.form.blanks:
            forms.append(made_layout(mapping))
    return Layouts(forms=tuple(forms), digest=digest.hexdigest())
