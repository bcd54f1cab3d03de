"""The one entrance: bytes of any file into a :class:`~pipeline.document.Document`, or a refusal that says what it is."""

from __future__ import annotations

from pipeline.document import Document
from pipeline.errors import RefusedForm
from pipeline.ooxml.package import Package
from pipeline.ooxml.structure import View
from pipeline.readers.word import read_word


def read_document(data: bytes, *, name: str = "", password: str | None = None, view: View = View.ACCEPTED) -> Document:
    """Read a completed form, told by its content whatever its suffix says.

    Args:
        data: The whole file.
        name: File name, for formats that can only be told by their suffix.
        password: Password to try on an encrypted file.
        view: Which side of pending tracked changes is read.

    Raises:
        RefusedForm: The file is not a form that can be read; the message says what it is and what to do.
    """
    package = Package.open(data)
    if package.family == "docx":
        return read_word(package, view=view)
    raise RefusedForm(
        "This is an Excel workbook, and workbooks are not read yet.",
        remedy="Send the form as a Word document.",
        code="not_word",
    )
