"""What a file really is, told from its bytes and never from its suffix, and what to say when it is no form.

Compound files (old Office, and encrypted new Office) are told apart by the streams in their root storage, as
[MS-CFB] 2.2-2.6 lays them out and [MS-OFFCRYPTO] 2.2-2.3 names them.
"""

from __future__ import annotations

import re
import struct
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from pipeline.errors import RefusedForm
from pipeline.ooxml.archive import Archive
from pipeline.ooxml.names import OFFICE_PARTS
from pipeline.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_COMPOUND_MARK: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORD_2_MARK: Final = b"\xdb\xa5-\x00"
_ZIP_MARKS: Final = (b"PK\x03\x04", b"PK\x05\x06")
_IMAGE_MARKS: Final = (
    b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*", b"RIFF", b"\x00\x00\x00\x18ftyphei",
    b"\x00\x00\x00\x1cftyphei", b"\x00\x00\x00$ftyphei",
)  # fmt: skip
_HEAD_BYTES: Final = 4096
_DIRECTORY_ENTRIES: Final = 4096
"""Entries of a compound file's directory that are looked at; old Word files have some twenty."""

_HTML: Final = pattern(rb"<!doctype\s+html|<html[\s>]|mime-version:", re.IGNORECASE)
_CONTROL_BYTES: Final = bytes(set(range(32)) - {9, 10, 12, 13, 27})


def sniff(data: bytes) -> str:
    """Return what kind of file ``data`` is.

    Returns:
        ``ooxml``, ``encrypted``, ``rights-managed``, ``doc``, ``xls``, ``odt``, ``ods``, ``rtf``, ``pdf``, ``html``,
        ``xml``, ``text``, ``image``, ``empty`` (no bytes, or only zero bytes), ``zip`` (any other zip, or one that is
        damaged) or ``unknown``.
    """
    if data.startswith(_ZIP_MARKS):
        return _zip_kind(data)
    if data.startswith(_COMPOUND_MARK):
        return _compound_kind(data)
    if data.startswith(_WORD_2_MARK):
        return "doc"
    head = data[:_HEAD_BYTES]
    if not head.strip(b"\x00"):
        return "empty" if not data.strip(b"\x00") else "unknown"
    return _plain_kind(head)


def _plain_kind(head: bytes) -> str:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"{\\rtf"):
        return "rtf"
    if b"%PDF-" in head[:1024]:  # readers allow bytes before the header
        return "pdf"
    if head.startswith(_IMAGE_MARKS):
        return "image"
    if _HTML.match(start):
        return "html"
    if start.startswith(b"<?xml"):
        return "html" if _HTML.search(start) else "xml"
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "text"
    return "unknown" if head.translate(None, _CONTROL_BYTES) != head else "text"


def _zip_kind(data: bytes) -> str:
    try:
        archive = Archive(data)
        names = {member.name.replace("\\", "/").lstrip("/").casefold(): member for member in archive.members}
        if not OFFICE_PARTS.isdisjoint(names):
            return "ooxml"
        media_type = archive.read(names["mimetype"]) if "mimetype" in names else b""
    except RefusedForm:
        return "zip"
    if b"opendocument.text" in media_type:
        return "odt"
    return "ods" if b"opendocument.spreadsheet" in media_type else "zip"


def _compound_kind(data: bytes) -> str:
    entries = _directory(data)
    everywhere = {entry.name for entry in entries}
    root = set(_root_names(entries))
    if everywhere & {"drmencrypteddataspace", "drmencryptedtransform"} or "\tdrmcontent" in root:
        return "rights-managed"
    if "encryptedpackage" in root:
        return "encrypted"
    if "worddocument" in root:
        return "doc"
    return "xls" if root & {"workbook", "book"} else "unknown"


class _Entry(Struct, frozen=True):
    """A directory entry: its name in lower case, as names compare, and the numbers of neighbours and first child."""

    name: str
    left: int
    right: int
    child: int


def _directory(data: bytes) -> list[_Entry]:
    """Read the directory along its chain of sectors; a damaged chain gives the entries up to there."""
    shift, first = _word(data, 30, "<H"), _word(data, 48)
    if shift not in (9, 12):
        return []
    size = 1 << shift
    entries: list[_Entry] = []
    sector = first
    while sector < 0xFFFFFFFA and len(entries) < _DIRECTORY_ENTRIES:
        start = (sector + 1) << shift
        block = data[start : start + size]
        entries += [_entry(block[at : at + 128]) for at in range(0, len(block) - 127, 128)]
        following = _next_sector(data, sector, shift)
        if not block or following == sector:
            break
        sector = following
    return entries


def _next_sector(data: bytes, sector: int, shift: int) -> int:
    table, place = divmod(sector, (1 << shift) // 4)
    if table >= 109:  # beyond the part of the sector table that the header lists: a file of over 6 MB
        return 0xFFFFFFFE
    table_sector = _word(data, 76 + 4 * table)
    return _word(data, ((table_sector + 1) << shift) + 4 * place)


def _word(data: bytes, at: int, layout: str = "<L") -> int:
    size = struct.calcsize(layout)
    return int(struct.unpack_from(layout, data, at)[0]) if at + size <= len(data) else 0xFFFFFFFE


def _entry(raw: bytes) -> _Entry:
    length = min(64, _word(raw, 64, "<H"))
    name = raw[: max(0, length - 2)].decode("utf-16-le", "replace").lower()
    left, right, child = struct.unpack_from("<3L", raw, 68)
    return _Entry(name, left, right, child)


def _root_names(entries: list[_Entry]) -> Iterator[str]:
    """Yield the names directly in the root, so that a form embedded in another file isn't taken for the file."""
    seen: set[int] = set()
    waiting = [entries[0].child] if entries else []
    while waiting:
        number = waiting.pop()
        if number in seen or number >= len(entries):
            continue
        seen.add(number)
        yield entries[number].name
        waiting += [entries[number].left, entries[number].right]


_SAVE_AS_DOCX: Final = "Open it in Word and save it as .docx."
_ASK_FOR_WORD: Final = "Ask for the Word file, or open it in Word and save it as .docx."

_REFUSALS: Final[Mapping[str, tuple[str, str]]] = {
    "empty": (
        "The file is empty.",
        "Copy it here again; if it comes from OneDrive, choose 'Always keep on this device' first.",
    ),
    "encrypted": (
        "The form is protected with a password.",
        "Give the password with --password-file, or save it in Word or Excel without one.",
    ),
    "rights-managed": (
        "The form is encrypted by a sensitivity label or rights management, so only people with rights can open it.",
        "Open it in Word or Excel with an account that has them, remove the label's protection and save it.",
    ),
    "doc": ("This is a Word 97-2003 document (.doc).", _SAVE_AS_DOCX),
    "xls": ("This is an Excel 97-2003 workbook (.xls).", "Open it in Excel and save it as .xlsx."),
    "odt": ("This is an OpenDocument text (.odt), not a Word form.", _SAVE_AS_DOCX),
    "ods": ("This is an OpenDocument spreadsheet (.ods).", "Open it in Excel and save it as .xlsx."),
    "rtf": ("This is a Rich Text document (.rtf), not a Word form.", _SAVE_AS_DOCX),
    "pdf": ("This is a PDF, not a Word form.", _ASK_FOR_WORD),
    "html": ("This is a web page, not a Word form.", _ASK_FOR_WORD),
    "xml": ("This is a plain XML file, not a Word form.", _ASK_FOR_WORD),
    "text": ("This is plain text, not a Word form.", "Ask for the Word file."),
    "image": ("This is a picture, not a Word form.", "Ask for the Word file; pictures and scans can't be read."),
    "zip": ("This is a zip archive, not a Word form.", "Call it .zip, so that it is opened, or unpack it."),
    "unknown": ("Forms don't come in this kind of file.", "Ask for the Word file."),
}  # fmt: skip


REFUSED_KINDS: Final = frozenset(_REFUSALS)
"""Kinds of which something is said here."""


def refusal(kind: str) -> RefusedForm:
    """Make the error for a file of a ``kind`` (as :func:`sniff` names it) that is not read as it is."""
    what, remedy = _REFUSALS[kind]
    return RefusedForm(what, remedy=remedy, code=kind.replace("-", "_"))
