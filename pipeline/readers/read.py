"""The one entrance: bytes of any file into a :class:`~pipeline.document.Document`, or a refusal that says why."""

from __future__ import annotations

from pipeline.document import Document
from pipeline.ooxml.package import Package
from pipeline.ooxml.structure import View
from pipeline.readers.opening.open import AS_IT_COMES, Opening, open_form
from pipeline.readers.read_package import read_package


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
