"""Hostile, broken and foreign files built in code, for the tests of the package opener."""

from __future__ import annotations

import io
import struct
import zipfile
from typing import TYPE_CHECKING

from tests.documents import MAIN, document, package, parts_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
FREE, END_OF_CHAIN, TABLE_SECTOR = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def with_main(xml: str | bytes) -> bytes:
    """Make a Word file whose main part is just ``xml``."""
    content = xml.encode() if isinstance(xml, str) else xml
    return package({**parts_of(document("text")), MAIN: content})


def with_part(name: str, content: bytes = b"") -> bytes:
    """Make a Word file that holds one more member."""
    return package({**parts_of(document("text")), name: content})


def with_paragraph(text: str) -> str:
    """Make a main part that holds one paragraph."""
    return f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>'


def renamed(data: bytes, old: str, new: str) -> bytes:
    """Return a member another name of the same length, in the directory and in front of its content."""
    assert len(old) == len(new)
    return data.replace(old.encode(), new.encode())


def streamed(parts: Mapping[str, bytes], kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Zip without knowing sizes beforehand, as web services do: each member has a data descriptor behind it."""

    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *_: int) -> int:
            raise OSError("a pipe can't be rewound")

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", kind) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2020, 2, 2, 2, 2, 2)), content, kind)
    return pipe.getvalue()


def large_format(parts: Mapping[str, bytes]) -> bytes:
    """Zip with zip64 fields although nothing is large."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            with archive.open(zipfile.ZipInfo(name, (2020, 2, 2, 2, 2, 2)), "w", force_zip64=True) as member:
                member.write(content)
    return buffer.getvalue()


def twice(data: bytes, name: str, content: bytes) -> bytes:
    """Add a second member of a name that is there already."""
    buffer = io.BytesIO(data)
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr(zipfile.ZipInfo(name), content)
    return buffer.getvalue()


def overlapping(data: bytes) -> bytes:
    """Let every entry of the directory lead to the first member, as the zip bomb without nesting does."""
    changed = bytearray(data)
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        changed[at + 42 : at + 46] = bytes(4)
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(changed)


def open_document(parts: Mapping[str, str], of: str = "text") -> bytes:
    """Make an OpenDocument ``text`` or ``spreadsheet`` of these parts."""
    kind = f"application/vnd.oasis.opendocument.{of}"
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="text/xml"/>' for name in parts
    )
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>{entries}</manifest:manifest>'
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        package.writestr("mimetype", kind)
        for name, part in {**parts, "META-INF/manifest.xml": manifest}.items():
            package.writestr(name, part)
    return made.getvalue()


def compound(root: Sequence[str], inside: Mapping[str, Sequence[str]] | None = None) -> bytes:
    """Make a compound file ([MS-CFB]) with empty streams in its root, and storages that hold further ones."""
    inside = inside or {}
    entries = [("Root Entry", 5, FREE, 1)]
    names = [*root, *inside]
    first_child = len(names) + 1
    for number, name in enumerate(names, start=1):
        following = number + 1 if number < len(names) else FREE
        children = inside.get(name, ())
        entries.append((name, 1 if children else 2, following, first_child if children else FREE))
        first_child += len(children)
    for children in inside.values():
        for place, name in enumerate(children, start=1):
            following = len(entries) + 1 if place < len(children) else FREE
            entries.append((name, 2, following, FREE))
    directory = b"".join(_directory_entry(*entry) for entry in entries)
    sectors = -(-len(directory) // 512)
    directory = directory.ljust(512 * sectors, b"\x00")
    chain = [TABLE_SECTOR, *range(2, sectors + 1), END_OF_CHAIN]
    table = struct.pack("<128L", *chain, *[FREE] * (128 - len(chain)))
    return _compound_header() + table + directory


def _directory_entry(name: str, kind: int, following: int, child: int) -> bytes:
    encoded = name.encode("utf-16-le") + b"\x00\x00"
    links = struct.pack("<3L", FREE, following, child)
    return encoded.ljust(64, b"\x00") + struct.pack("<HBB", len(encoded), kind, 1) + links + bytes(48)


def _compound_header() -> bytes:
    mark = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    head = struct.pack("<16x5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    places = struct.pack("<9L", 0, 1, 1, 0, 4096, END_OF_CHAIN, 0, END_OF_CHAIN, 0)
    return mark + head + places + struct.pack("<109L", 0, *[FREE] * 108)
