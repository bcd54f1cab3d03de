"""The one entrance: bytes of any file into a :class:`~pipeline.document.Document`, or a refusal that says why."""

from __future__ import annotations

from msgspec.structs import replace

from pipeline.document import Document
from pipeline.findings import find
from pipeline.ooxml.package import Package
from pipeline.ooxml.structure import View
from pipeline.readers.opening import AS_IT_COMES, Opening, open_form
from pipeline.readers.word import read_word


def read_document(
    data: bytes, *, name: str = "", opening: Opening = AS_IT_COMES, view: View = View.ACCEPTED
) -> Document:
    """Read a completed form, told by its content whatever its suffix says.

    Args:
        data: The whole file.
        name: File name, for formats that can only be told by their suffix.
        opening: How protected files and files with macros are opened. Older formats are converted.
        view: Which side of pending tracked changes is read.

    Raises:
        RefusedForm: The file is not a form that can be read; the message says what it is and what to do.
    """
    return read_package(Package.open(open_form(data, opening).content), view=view)


def read_package(package: Package, *, view: View = View.ACCEPTED) -> Document:
    """Read a completed form that was opened already.

    Raises:
        RefusedForm: A part of it is broken.
    """
    document = read_word(package, view=view) if package.family == "docx" else _workbook(package)
    return _with_macros_noted(document, package)


def _workbook(package: Package) -> Document:
    from pipeline.readers.excel import read_excel  # loads openpyxl, which Word forms need not

    return read_excel(package)


def _with_macros_noted(document: Document, package: Package) -> Document:
    if not package.has_macros:
        return document
    return replace(document, findings=(*document.findings, find("macros")))
