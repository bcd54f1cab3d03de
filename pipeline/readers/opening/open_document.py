"""Parts of OpenDocument files, changed before LibreOffice sees them."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Final

from pipeline.ooxml.archive import Archive

if TYPE_CHECKING:
    from collections.abc import Callable

_FIRST_DAY: Final = (1980, 1, 1, 0, 0, 0)


def with_changed_parts(content: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """Return a file with each part of XML as a function makes it anew; where none changes, the very file."""
    archive = Archive(content)
    parts = {member.name: b"" if member.is_folder else archive.read(member) for member in archive.members}
    made = {name: change(name, part) if name.endswith(".xml") else part for name, part in parts.items()}
    if made == parts:
        return content
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name, part in made.items():
            stored = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            file.writestr(zipfile.ZipInfo(name, _FIRST_DAY), part, stored)
    return packed.getvalue()
