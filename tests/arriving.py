"""Things that arrive, built in code: zips, PDFs, e-mails. Everybody in them is invented."""

from __future__ import annotations

import base64
import io
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path

import pyzipper

from pipeline.arrivals.contents import Contents
from pipeline.arrivals.examine import examine
from pipeline.ooxml.zip_records import (
    CENTRAL,
    CENTRAL_MARK,
    END,
    END_MARK,
    FLAG_ENCRYPTED,
    LOCAL,
    LOCAL_MARK,
)
from tests.documents import document

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(100)


def docx(text: str = "a form") -> bytes:
    """Make a Word file; the same text gives the same bytes."""
    return document(text)


def zipped(members: Mapping[str, bytes] | Iterable[tuple[str, bytes]], kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Zip some files, in their order; a name may come twice."""
    buffer = io.BytesIO()
    pairs = members.items() if isinstance(members, Mapping) else members
    with zipfile.ZipFile(buffer, "w", kind) as archive:
        for name, content in pairs:
            archive.writestr(zipfile.ZipInfo(name, (2026, 3, 2, 9, 30, 0)), content, kind)
    return buffer.getvalue()


def locked(members: Mapping[str, bytes], password: str) -> bytes:
    """Zip some files with a password, as today's programs do (AES)."""
    buffer = io.BytesIO()
    with pyzipper.AESZipFile(buffer, "w", compression=pyzipper.ZIP_DEFLATED) as archive:
        archive.setpassword(password.encode())
        archive.setencryption(pyzipper.WZ_AES)
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def locked_as_of_old(members: Mapping[str, bytes], password: str) -> bytes:
    """Zip some files with a password, as Windows does (APPNOTE 6.3, section 6.1)."""
    body, directory = b"", b""
    for name, content in members.items():
        crc = zlib.crc32(content)
        packed = _zip_crypto(bytes(11) + bytes([crc >> 24]) + content, password.encode())
        facts = (FLAG_ENCRYPTED, 0, 0, 0x5C62, crc, len(packed), len(content), len(name))
        directory += CENTRAL.pack(CENTRAL_MARK, 20, 20, *facts, 0, 0, 0, 0, 0, len(body)) + name.encode()
        body += LOCAL.pack(LOCAL_MARK, 20, *facts, 0) + name.encode() + packed
    return body + directory + END.pack(END_MARK, 0, 0, len(members), len(members), len(directory), len(body), 0)


def _zip_crypto(plain: bytes, password: bytes) -> bytes:
    keys = [0x12345678, 0x23456789, 0x34567890]

    def update(byte: int) -> None:
        keys[0] = zlib.crc32(bytes([byte]), keys[0] ^ 0xFFFFFFFF) ^ 0xFFFFFFFF
        keys[1] = ((keys[1] + (keys[0] & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = zlib.crc32(bytes([keys[1] >> 24]), keys[2] ^ 0xFFFFFFFF) ^ 0xFFFFFFFF

    for byte in password:
        update(byte)
    packed = bytearray()
    for byte in plain:
        mixed = (keys[2] | 2) & 0xFFFF
        packed.append(byte ^ ((mixed * (mixed ^ 1)) >> 8 & 0xFF))
        update(byte)
    return bytes(packed)


def mail(*parts: bytes, date: str = "Mon, 2 Mar 2026 09:30:00 +0000", head: str = "", boundary: str = "b1") -> bytes:
    """Make an e-mail of some parts (:func:`attached`, :func:`body`)."""
    dated = f"Date: {date}\r\n" if date else ""
    named = head or f'Content-Type: multipart/mixed; boundary="{boundary}"\r\n'
    start = f"From: jo@example.org\r\nTo: team@example.org\r\nSubject: A form\r\n{dated}MIME-Version: 1.0\r\n{named}"
    lines = b"".join(b"--" + boundary.encode() + b"\r\n" + part + b"\r\n" for part in parts)
    return f"{start}\r\n".encode() + lines + f"--{boundary}--\r\n".encode()


def body(text: str, kind: str = "text/plain") -> bytes:
    """Make the text of an e-mail."""
    return f"Content-Type: {kind}; charset=utf-8\r\n\r\n{text}".encode()


def attached(
    content: bytes, name: str = 'filename="form.docx"', kind: str = "application/octet-stream", *,
    encoding: str = "base64", more: str = "",
) -> bytes:  # fmt: skip
    """Make an attachment; ``name`` is as it stands in the header."""
    disposition = f"Content-Disposition: attachment; {name}\r\n" if name else ""
    head = f"Content-Type: {kind}\r\n{disposition}Content-Transfer-Encoding: {encoding}\r\n{more}\r\n"
    coded = base64.encodebytes(content).replace(b"\n", b"\r\n") if encoding.startswith("base64") else content
    return head.encode() + coded


def pdf(text: str = "") -> bytes:
    """Make a PDF of one page that holds some text, or none, as a scan does."""
    shown = f"BT /F1 12 Tf 72 700 Td ({text}) Tj ET" if text else "0 0 100 100 re f"
    font = "/Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>"
    objects = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << {font} >> /Contents 4 0 R >>",
        f"<< /Length {len(shown)} >>\nstream\n{shown}\nendstream",
    )
    body, offsets = "%PDF-1.4\n", []
    for number, each in enumerate(objects, start=1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{each}\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    end = f"trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    return f"{body}xref\n0 5\n0000000000 65535 f \n{table}{end}".encode()


def contents(folder: Path, data: bytes, name: str = "arrived", passwords: tuple[str, ...] = ()) -> Contents:
    """Look through a file that arrives in a folder."""
    path = folder / name
    path.write_bytes(data)
    return examine(path, passwords)


def names(found: Contents) -> list[str]:
    """Return the names of the forms that were found."""
    return [form.name for form in found.forms]


def said(found: Contents) -> dict[str, str]:
    """Return why what was not read was not, by name."""
    return {unread.name: unread.reason for unread in found.unread}


def codes(found: Contents) -> dict[str, str]:
    """Return the codes of what was not read, by name."""
    return {unread.name: unread.code for unread in found.unread}
