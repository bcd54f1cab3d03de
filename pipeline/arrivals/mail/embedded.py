"""Objects of other programs that are embedded in the text of an e-mail: a Word form dropped into a Rich Text mail."""

from __future__ import annotations

import struct
from functools import partial
from typing import Final

from pipeline.arrivals.container import Item
from pipeline.arrivals.contents import NOT_A_FORM, Unread
from pipeline.arrivals.mail.compound import Storage
from pipeline.arrivals.mail.headers import as_text

_PACKAGE: Final = "Package"
_NATIVE: Final = "\x01Ole10Native"
_OLD_WORD: Final = ("WordDocument", "Workbook")
_REMEDY: Final = "Open the e-mail in Outlook, double-click what is embedded, and save it here as .docx."


def items(storage: Storage, name: str) -> list[Item]:
    """Return what is embedded.

    Args:
        storage: Of the object.
        name: What the e-mail calls it; often only what kind it is: ``Document``.
    """
    if storage.has(_PACKAGE):
        return [Item(name=name, read=partial(_stream, storage, _PACKAGE))]
    native = storage.stream(_NATIVE)
    if native is not None:
        return [_native(native, name)]
    is_old = any(map(storage.has, _OLD_WORD))
    what = "An old Word or Excel document is embedded in the e-mail." if is_old else "An object of another program."
    return [Item(name=name, unread=Unread(reason=what, remedy=_REMEDY, code="embedded" if is_old else NOT_A_FORM))]


def _stream(storage: Storage, name: str) -> bytes:
    return storage.stream(name) or b""


def _native(native: bytes, name: str) -> Item:
    """Return the file in a package of Windows ([MS-OLEDS] 2.3.6): its name, where it came from, and its bytes."""
    try:
        at = 6
        label, at = _text(native, at)
        _, at = _text(native, at)
        at += 8 + struct.unpack_from("<L", native, at + 4)[0]  # where it lay while it was embedded
        size = struct.unpack_from("<L", native, at)[0]
    except (struct.error, ValueError):
        return Item(name=name, read=lambda: native[4:])
    return Item(name=label or name, read=lambda: native[at + 4 : at + 4 + size])


def _text(data: bytes, at: int) -> tuple[str, int]:
    end = data.index(b"\0", at)
    return as_text(data[at:end]), end + 1
