"""A package of today's kind into a :class:`~pipeline.document.Document`, with what is noted of the file."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from pipeline.document import Document
from pipeline.findings import Finding, find
from pipeline.ooxml.package import Package
from pipeline.ooxml.properties import saved_by
from pipeline.ooxml.structure import View
from pipeline.readers.outside import external_links
from pipeline.readers.word.document import read_word


def read_package(package: Package, *, view: View = View.ACCEPTED) -> Document:
    """Read a form that is open: in today's format and without protection.

    Raises:
        RefusedForm: A part of it is broken.
    """
    document = read_word(package, view=view) if package.family == "docx" else _workbook(package)
    noticed = tuple(_about_the_file(package, document))
    return replace(document, findings=(*document.findings, *noticed)) if noticed else document


def _workbook(package: Package) -> Document:
    from pipeline.readers.excel.workbook import read_excel  # Word forms need not load it
    from pipeline.readers.exported import without_notes_of_export

    return without_notes_of_export(read_excel(package))


def _about_the_file(package: Package, document: Document) -> Iterator[Finding]:
    if document.kind == "docx" and saved_by(package).startswith("LibreOffice"):
        from pipeline.readers.moved_breaks import moved_breaks  # few forms need it

        yield from moved_breaks(document)
    if package.has_macros:
        yield find("macros")
    yield from external_links(package)
