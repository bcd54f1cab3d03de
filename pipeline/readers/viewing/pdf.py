"""A form as a PDF: as it looks in print, drawn by LibreOffice where that is installed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from pipeline.errors import RefusedForm
from pipeline.readers.opening.libreoffice import convert_together, find_libreoffice
from pipeline.readers.opening.older_formats import Target
from pipeline.readers.viewing.copy import without_links

if TYPE_CHECKING:
    from pipeline.ooxml.package import Package

_SECONDS: Final = 60.0
_TARGETS: Final[Mapping[str, Target]] = {
    "docx": Target(suffix="pdf", filter="writer_pdf_Export"),
    "xlsx": Target(suffix="pdf", filter="calc_pdf_Export"),
}


def can_make_pdf() -> bool:
    """Return whether LibreOffice is there to draw forms."""
    return find_libreoffice() is not None


def as_pdf(package: Package) -> bytes:
    """Return a form as it looks in print; what links to elsewhere is left out.

    Raises:
        RefusedForm: LibreOffice is not there, or can't draw it.
    """
    program = find_libreoffice()
    if program is None:
        raise RefusedForm(
            "LibreOffice, which would draw this form, is not installed.",
            remedy="Look at the form as received.",
            code="libreoffice_missing",
        )
    name = f"form.{package.family}"
    content = package.rewritten(dict(without_links(package)))
    made = convert_together(program, {name: content}, _TARGETS[package.family], seconds=_SECONDS).get(name, b"")
    if not made.startswith(b"%PDF"):
        raise RefusedForm(
            "LibreOffice could not draw this form.", remedy="Look at the form as received.", code="not_converted"
        )
    return made
