"""Prepare the forms that can be read: every blank of every mapping, once a process and not before one is needed."""

from __future__ import annotations

from functools import cached_property, partial
from itertools import groupby
from typing import TYPE_CHECKING, Any

from pipeline.files import read_blanks
from pipeline.sums import sha256
from pipeline.version import __version__

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.extract import Layout
    from pipeline.mapping import Catalogue, Mapping


class Blank:
    """One blank of a mapping, laid out when it is needed.

    Attributes:
        path: Its file; ``None`` for the blank that is made from a mapping without any.
        data: The file's bytes.
    """

    def __init__(self, mapping: Mapping, path: Path | None = None, data: bytes = b"") -> None:
        self.mapping = mapping
        self.path = path
        self.data = data

    @cached_property
    def layout(self) -> Layout:
        """The places that the mapping names in it.

        Raises:
            InvalidMapping: It is unreadable, or a place is not in it.
        """
        # Here, for a run that finds nothing changed needs no reader.
        from pipeline.forms.cache.kept import new_layout
        from pipeline.forms.generated_blanks import made_layout

        if self.path is None:
            return made_layout(self.mapping)
        if self._recalled is not None:
            return self._recalled
        return new_layout(self.mapping, self._made_of, partial(_laid_out, self.mapping, self.path, self.data))

    @property
    def kind(self) -> str:
        """Whether it is a ``docx`` or ``xlsx``; empty for anything else. A blank that is kept need not be opened."""
        if self._recalled is not None:
            return self._recalled.kind
        from pipeline.forms.blanks import kind_of  # as above

        return kind_of(self.data)

    @cached_property
    def _recalled(self) -> Layout | None:
        """The layout that an earlier start kept, of which no more is loaded than what tells its form from others."""
        from pipeline.forms.cache.kept import recalled_layout  # as above

        if self.path is None:
            return None
        return recalled_layout(self.mapping, self._made_of, partial(_laid_out, self.mapping, self.path, self.data))

    @property
    def _made_of(self) -> tuple[bytes, ...]:
        return str(self.path).encode(), self.data


def _laid_out(mapping: Mapping, path: Path, data: bytes) -> Layout:
    from pipeline.forms.blanks import prepare_blank  # as above

    return prepare_blank(mapping, path, data)


class Layouts:
    """The forms that can be read.

    Attributes:
        blanks: All blanks of all mappings.
    """

    def __init__(self, *, blanks: tuple[Blank, ...]) -> None:
        self.blanks = blanks

    @cached_property
    def digest(self) -> str:
        """Changes with the program, a mapping, policy or blank; then what was worked out has to be done again."""
        from pipeline.writers.template.files import document_templates, template_bytes  # a form is read without

        digest = sha256(__version__.encode())
        for mapping, blanks in groupby(self.blanks, lambda blank: blank.mapping):
            digest.update(mapping.digest.encode())
            digest.update(template_bytes(mapping))
            digest.update(document_templates(mapping))
            for blank in blanks:
                if blank.path is not None:
                    digest.update(sha256(blank.data).digest())
        return digest.hexdigest()

    @cached_property
    def forms(self) -> tuple[Layout, ...]:
        """One for each blank; for a mapping without any, the blank that is made from it.

        Raises:
            InvalidMapping: A blank is unreadable, or a place is not in it.
        """
        return tuple(blank.layout for blank in self.blanks)

    @property
    def mappings(self) -> tuple[Mapping, ...]:
        """The mappings of the forms, each once."""
        return tuple({blank.mapping.form.id: blank.mapping for blank in self.blanks}.values())

    @property
    def levels(self) -> tuple[str, ...]:
        """The levels of all forms, from the lowest on."""
        bands = (band.level for mapping in self.mappings if mapping.score for band in mapping.score.bands)
        return tuple(dict.fromkeys(bands))

    @cached_property
    def blank_dates(self) -> frozenset[str]:
        """When the blanks were saved by their own word; a program that leaves that date alone leaves theirs."""
        from pipeline.forms.blanks import saved_dates  # as below

        return frozenset(saved_dates(blank.data for blank in self.blanks if blank.data))

    def of_kind(self, kind: str) -> tuple[Layout, ...]:
        """Return the forms whose blanks are files of a kind, ``docx`` or ``xlsx``; only those are laid out."""
        return tuple(blank.layout for blank in self.blanks if blank.kind in (kind, ""))

    def lay_out(self) -> None:
        """Lay out all blanks now.

        Raises:
            InvalidMapping: A blank is unreadable, or a place is not in it.
        """
        _ = self.forms

    def __getstate__(self) -> dict[str, Any]:
        """Send the blanks laid out, so that no process does it again."""
        self.lay_out()
        _ = self.digest
        return self.__dict__


def prepare_layouts(catalogue: Catalogue) -> Layouts:
    """Read every blank and find the places that its mapping names.

    Raises:
        InvalidMapping: A blank is missing or unreadable, or a place is not in it; all mappings are checked first.
    """
    layouts = find_layouts(catalogue)
    layouts.lay_out()
    return layouts


def find_layouts(catalogue: Catalogue) -> Layouts:
    """Read every blank, and lay it out when it is needed.

    Raises:
        InvalidMapping: A blank is missing or unreadable.
    """
    blanks = []
    for mapping in catalogue.mappings:
        blanks += [Blank(mapping, path, data) for path, data in read_blanks(mapping, mapping.blank_paths())]
        if not mapping.form.blanks:
            blanks.append(Blank(mapping))
    return Layouts(blanks=tuple(blanks))
