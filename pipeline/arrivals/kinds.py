"""What a file is, told from its bytes; its name counts only where bytes don't tell."""

from __future__ import annotations

import re
from typing import Final

from pipeline.errors import RefusedForm
from pipeline.ooxml.archive import Archive
from pipeline.ooxml.file_kind import sniff

HEAD_BYTES: Final = 4096
"""What :func:`kind_of_head` needs to see of a file."""

FORMS: Final = frozenset({"ooxml", "doc", "xls", "odt", "ods", "rtf", "encrypted", "rights-managed"})
"""Kinds that forms come in; two of them say why they can't be read."""
CONTAINERS: Final = frozenset({"zip", "eml", "mbox", "msg", "tnef", "signed"})
"""Kinds that are opened."""

_NEEDS_ALL: Final = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0")
_OTHER_OFFICE: Final = (("ppt/", "pptx"), ("visio/", "vsdx"), ("xl/workbook.bin", "xlsb"))
_FORM_PARTS: Final = ("word/", "xl/")
_WEB_PAGES: Final = (".mht", ".mhtml", ".doc", ".htm", ".html")
"""Word saves web pages in the form of an e-mail."""
_BEFORE_MAIL: Final = re.compile(rb"\A(?:\xef\xbb\xbf)?[\r\n]*(?:\s*\d{1,12}\s*\r?\n)?(?:From [^\r\n]+\r*\n)?")
"""A byte order mark, blank lines, the count of bytes of Apple Mail, the first line of a mailbox."""
_FIRST_HEADER: Final = re.compile(rb"[!-9;-~]{1,80}[ \t]*:")
_HEADER_NAME: Final = re.compile(rb"^([!-9;-~]{1,80})[ \t]*:", re.MULTILINE)
_BLANK_LINE: Final = re.compile(rb"\r*\n\r*\n")
_OF_MAIL: Final = frozenset({
    b"from", b"to", b"cc", b"bcc", b"date", b"subject", b"sender", b"reply-to", b"x-unsent", b"x-mailer", b"importance",
    b"thread-topic", b"thread-index", b"delivered-to", b"x-originating-ip",
})  # fmt: skip
_OF_MIME: Final = frozenset({
    b"mime-version", b"content-type", b"received", b"message-id", b"return-path", b"dkim-signature",
})  # fmt: skip
"""Headers of which one is enough."""
_TNEF_MARK: Final = b"\x78\x9f\x3e\x22"
_COMPOUND_MARK: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MSG_PROPERTIES: Final = "__properties_version1.0".encode("utf-16-le")
_CMS: Final = bytes.fromhex("06092a864886f70d0107")
"""The identifier of PKCS #7, as it stands at the beginning of its files."""
_APPLE: Final = {".pages": "pages", ".numbers": "numbers", ".key": "keynote"}
_APPLE_PARTS: Final = (".iwa", "index.apxl", "index.xml")
_NO_ARCHIVES: Final = ("mimetype", "meta-inf/manifest.mf", "androidmanifest.xml", "doc.kml")
"""What is in zips that are documents of other programs, or programs."""


def kind_of(data: bytes, name: str = "") -> str:
    """Return what kind of file this is: one of :data:`FORMS`, of :data:`CONTAINERS`, or any other.

    Args:
        data: The whole file.
        name: What it is called.
    """
    if is_mail(data[:HEAD_BYTES]):
        return "html" if suffix_of(name) in _WEB_PAGES else "mbox" if data.startswith(b"From ") else "eml"
    if data.startswith(_TNEF_MARK):
        return "tnef"
    if _is_signed(data, name):
        return "signed"
    kind = sniff(data)
    if kind == "unknown" and data.startswith(_COMPOUND_MARK) and _MSG_PROPERTIES in data:
        return "msg"
    if kind == "ooxml":
        return _office_kind(data)
    return _zip_kind(data, name) if kind == "zip" else kind


def needs_all(head: bytes) -> bool:
    """Return whether the head of a file doesn't tell what it is."""
    return head.startswith(_NEEDS_ALL)


def _is_signed(data: bytes, name: str) -> bool:
    """Return whether this is a signed or encrypted e-mail (S/MIME); the suffix tells those that are text."""
    head = data[:64]
    return (head.startswith(b"\x30") and _CMS in head) or (
        suffix_of(name) in (".p7m", ".p7c") and head.lstrip().startswith((b"MI", b"-----BEGIN"))
    )


def is_mail(head: bytes) -> bool:
    """Return whether a file begins as an e-mail does, whatever some programs put in front."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", "ignore").encode()
    lines = _BEFORE_MAIL.sub(b"", head, count=1)
    found = {name.lower() for name in _HEADER_NAME.findall(_BLANK_LINE.split(lines, maxsplit=1)[0])}
    return _FIRST_HEADER.match(lines) is not None and (len(found & _OF_MAIL) > 1 or bool(found & _OF_MIME))


def _office_kind(data: bytes) -> str:
    """Tell Word and Excel from the other programs of Office."""
    names = _names(data)
    other = next((kind for start, kind in _OTHER_OFFICE if any(name.startswith(start) for name in names)), "ooxml")
    return "ooxml" if other != "xlsb" and any(name.startswith(_FORM_PARTS) for name in names) else other


def _zip_kind(data: bytes, name: str) -> str:
    names = _names(data)
    if any(each.endswith(_APPLE_PARTS) for each in names) and (kind := _APPLE.get(suffix_of(name), "")):
        return kind
    if any(each.endswith(".iwa") for each in names):
        return "pages"
    return "other-zip" if not names.isdisjoint(_NO_ARCHIVES) else "zip"


def _names(data: bytes) -> set[str]:
    try:
        return {member.name.replace("\\", "/").lstrip("/").casefold() for member in Archive(data).members}
    except RefusedForm:  # damaged: whoever opens it says so
        return set()


_SUFFIX: Final = re.compile(r"\.[^./\\ ]{1,12}$")


def suffix_of(name: str) -> str:
    """Return the suffix of a name in lower case, with its dot; empty for none."""
    found = _SUFFIX.search(name)
    return found[0].lower() if found else ""
