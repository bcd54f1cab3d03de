"""Files that open only with a password: decrypted in memory with msoffcrypto-tool, which is imported when one is met.

Passwords come from a file, are tried in turn, and are in no message, log or exception.
"""

from __future__ import annotations

import io
import logging
from typing import TYPE_CHECKING, Any, Final

from pipeline.errors import RefusedForm
from pipeline.ooxml.archive import Archive
from pipeline.ooxml.file_kind import refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

_EXCEL_DEFAULT: Final = "VelvetSweatshop"
"""Excel encrypts a workbook of which only the structure is protected with this, and opens it without asking."""

_MOST_ROUNDS: Final = 500_000
"""Rounds of hashing that a file may demand for one password; Word writes 100,000, which takes 0.1 s."""

_WITHOUT: Final = "Save it in Word or Excel without a password."


def is_protected(kind: str, data: bytes) -> bool:
    """Return whether a file needs a password.

    Args:
        kind: As :func:`pipeline.ooxml.file_kind.sniff` names it.
        data: The whole file.
    """
    if kind in ("odt", "ods"):
        return _manifest_speaks_of_encryption(data)
    if kind in ("doc", "xls"):
        try:
            return bool(_opened(data).is_encrypted())
        except Exception:  # noqa: BLE001 - damaged in some way or very old: whoever reads it will say so
            return False
    return kind == "encrypted"


def decrypt(kind: str, data: bytes, passwords: Sequence[str]) -> tuple[bytes, str | None]:
    """Decrypt a file with the first password that fits.

    Args:
        kind: As :func:`pipeline.ooxml.file_kind.sniff` names it.
        data: The whole file, which is protected.
        passwords: They are tried in this order.

    Returns:
        The file without protection, and the password; ``None`` when it is one that Excel doesn't ask for.

    Raises:
        RefusedForm: No password was given, none fits, or the kind of protection is not known.
    """
    if kind in ("odt", "ods"):
        raise RefusedForm(
            "The form is an OpenDocument file with a password, which only LibreOffice itself can open.",
            remedy="Open it in LibreOffice and save it without a password, or as .docx.",
            code="encrypted",
        )
    for password in filter(None, passwords):
        plain = _decrypted(data, password)
        if plain is not None:
            return plain, password
    plain = _decrypted(data, _EXCEL_DEFAULT)
    if plain is not None:
        return plain, None
    if not passwords:
        raise refusal("encrypted")
    which = "the password given does not fit" if len(passwords) == 1 else "none of the passwords given fits"
    raise RefusedForm(
        f"The form is protected with a password, and {which}.",
        remedy="Add its password to the password file, or save it in Word or Excel without one.",
        code="wrong_password",
    )


def _opened(data: bytes) -> Any:
    import msoffcrypto

    logging.getLogger("msoffcrypto").setLevel(logging.CRITICAL)  # its debug lines hold keys
    return msoffcrypto.OfficeFile(io.BytesIO(data))


def _decrypted(data: bytes, password: str) -> bytes | None:
    """Try one password; ``None`` when it does not fit.

    Raises:
        RefusedForm: The kind of protection is not known, or the file is damaged.
    """
    from msoffcrypto.exceptions import DecryptionError, InvalidKeyError

    plain = io.BytesIO()
    try:
        file = _opened(data)
        if getattr(file, "type", "") == "agile":
            if file.info["spinValue"] > _MOST_ROUNDS:
                raise _unknown_protection()
            file.load_key(password=password, verify_password=True)
        elif file.format == "ooxml":
            file.load_key(password=password, verify_password=True)
        else:
            file.load_key(password=password)
        file.decrypt(plain)
    except RefusedForm:
        raise
    except InvalidKeyError:
        return None
    except DecryptionError:
        raise _unknown_protection() from None
    except Exception:  # noqa: BLE001 - it raises whatever its parsers do; the chain could quote the file
        raise RefusedForm(
            "The form is protected with a password, and it is damaged or protected in a way that is not known here.",
            remedy=_WITHOUT,
            code="encryption_unknown",
        ) from None
    return plain.getvalue()


def _unknown_protection() -> RefusedForm:
    return RefusedForm(
        "The form is protected with a password in a way that is not known here.",
        remedy=_WITHOUT,
        code="encryption_unknown",
    )


def _manifest_speaks_of_encryption(data: bytes) -> bool:
    """Look into the list of parts of an OpenDocument file (OpenDocument 1.3 part 2, 4.4)."""
    try:
        archive = Archive(data)
        manifest = next((member for member in archive.members if member.name == "META-INF/manifest.xml"), None)
        return manifest is not None and b"encryption-data" in archive.read(manifest)
    except RefusedForm:
        return False  # damaged: whoever reads it will say so
