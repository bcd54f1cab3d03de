"""Tell a PDF that holds text from one of scanned pages, with pypdf, which is imported when a PDF is met."""

from __future__ import annotations

import io
import logging
from typing import Final

_PAGES: Final = 3
"""Pages that are looked at: a form that was saved as a PDF has text on the first one."""
_SIGNS: Final = 60
"""A page of a form has hundreds of letters; a scanner may put its name or a page number on one."""
_LARGEST: Final = 30_000_000
"""Bytes of a PDF that is looked into."""

PROTECTED: Final = "This is a protected PDF."
TEXT: Final = "This is a PDF; perhaps it was made from the Word form."
SCAN: Final = "This is a PDF of scanned or photographed pages, without any text in it."
PLAIN: Final = "This is a PDF."


def what_pdf(data: bytes) -> str:
    """Return what kind of PDF this is, as a sentence."""
    if len(data) > _LARGEST:
        return PLAIN
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it says quotes the file
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            return PROTECTED
        signs = sum(len("".join(page.extract_text().split())) for page in reader.pages[:_PAGES])
    except Exception:  # noqa: BLE001 - it raises whatever its parsers do; the chain could quote the file
        return PLAIN
    return TEXT if signs > _SIGNS else SCAN
