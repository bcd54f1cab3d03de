"""Put the blank of a form in place."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from pipeline.files import set_aside, write_atomically
from pipeline.forms.generated_blanks import blank_bytes
from pipeline.mapping import Mapping


class BlankWritten(Struct, frozen=True, kw_only=True):
    """A blank in place.

    Attributes:
        path: Where it is.
        kept: Where another file of that name was put, ``None`` when there was none.
    """

    path: Path
    kept: Path | None = None


def write_blank(mapping: Mapping, output: Path, *, excel: bool = False, protected: bool = False) -> BlankWritten:
    """Write a form's blank; a file of the same name that is not the same is kept beside it.

    Args:
        mapping: The form's mapping.
        output: The folder for it.
        excel: A workbook, in place of a Word document.
        protected: Only the places for answers can be changed.

    Raises:
        InvalidMapping: The template is wrong.
        CannotWrite: The file can't be written.
    """
    data = blank_bytes(mapping, excel=excel, protected=protected)
    path = output / f"{mapping.form.id}_{mapping.form.version}.{'xlsx' if excel else 'docx'}"
    kept = None
    if path.exists():
        if path.read_bytes() == data:
            return BlankWritten(path=path)
        kept = set_aside(path)
    write_atomically(path, data)
    return BlankWritten(path=path, kept=kept)
