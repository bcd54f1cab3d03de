"""Protection of what is written: a form that came with a password goes out with the same one."""

from __future__ import annotations

import io
from typing import Final

from pipeline.errors import CannotWrite

_SMALLEST: Final = 4096
"""Below this many bytes the compound file round it needs a shape ([MS-CFB] 2.6.4) that the library can't write."""


def protect(document: bytes, password: str | None) -> bytes:
    """Encrypt a Word file as Word does today: AES-256, agile encryption ([MS-OFFCRYPTO] 2.3.4.10).

    Keys and salts are new each time, as they have to be, so the same document gives other bytes each time.

    Args:
        document: The whole file.
        password: The one that the form came with; nothing is done for ``None``.

    Raises:
        CannotWrite: It can't be encrypted.
    """
    if password is None:
        return document
    from msoffcrypto.format.ooxml import OOXMLFile

    if len(document) < _SMALLEST:
        raise _not_protected()
    protected = io.BytesIO()
    try:
        OOXMLFile(io.BytesIO(document)).encrypt(password, protected)
    except Exception:  # noqa: BLE001 - it raises whatever its parts do; unprotected is no way out
        raise _not_protected() from None
    return protected.getvalue()


def _not_protected() -> CannotWrite:
    return CannotWrite(
        "The form came with a password, and the document can't be given it.",
        remedy="Save the form in Word without a password, and process it again.",
        code="not_protected",
    )
