"""Write a zip again with some members replaced or added; all others are copied as they are in the file.

Order, names, dates, flags and extra fields stay. Replaced members keep their date; added ones carry the first day that
a zip can hold, so the same input always gives the same bytes.
"""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING, Final

from pipeline.ooxml.archive import NO_FIT, damaged
from pipeline.ooxml.zip_records import (
    CENTRAL,
    CENTRAL_MARK,
    DEFLATED,
    END,
    END_MARK,
    FLAG_DESCRIPTOR,
    FLAG_UTF8,
    IN_ZIP64,
    LOCAL,
    LOCAL_MARK,
    OFFSET_FIELD,
    ZIP64_EXTRA,
    extra_fields,
    without_zip64,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.ooxml.archive import Archive, Member

_LEVEL: Final = 6
_EPOCH: Final = (0, 0x21)
"""Midnight, 1 January 1980 as a DOS time and date."""


def repacked(archive: Archive, parts: Mapping[Member, bytes], added: Mapping[str, bytes]) -> bytes:
    """Return a new zip.

    Args:
        archive: The zip as it is.
        parts: New content of some of its members.
        added: Content of further members by name; they come last.
    """
    chunks: list[bytes | memoryview] = []
    moved: dict[Member, bytes] = {}
    position = 0
    for member in sorted(archive.members, key=lambda each: each.offset):
        content = parts.get(member)
        raw = archive.raw(member)
        chunk, moved[member] = (
            (raw, _moved(member, position)) if content is None else _replaced(raw, member, content, position)
        )
        chunks.append(chunk)
        position += len(chunk)
    records = [moved[member] for member in archive.members]
    for name, content in added.items():
        chunk, record = _new_member(name, content, position)
        records.append(record)
        chunks.append(chunk)
        position += len(chunk)
    directory = b"".join(records)
    counts = (len(records), len(records))
    end = END.pack(END_MARK, 0, 0, *counts, len(directory), position, len(archive.comment))
    return b"".join([*chunks, directory, end, archive.comment])


def _replaced(raw: memoryview, member: Member, content: bytes, position: int) -> tuple[bytes | memoryview, bytes]:
    """Return header with packed content, and the directory record, of a member with new content."""
    local = LOCAL.unpack_from(raw)
    if local[0] != LOCAL_MARK:
        raise damaged(NO_FIT)
    extra_start = LOCAL.size + local[9]
    name = bytes(raw[LOCAL.size : extra_start])
    local_extra = without_zip64(bytes(raw[extra_start : extra_start + local[10]]))
    fields = list(CENTRAL.unpack_from(member.central))
    name_end = CENTRAL.size + fields[10]
    extra_end = name_end + fields[11]
    extra = without_zip64(member.central[name_end:extra_end])
    packed = _pack(content)
    fields[3:5] = [member.flags & ~FLAG_DESCRIPTOR, DEFLATED]
    fields[7:10] = [zlib.crc32(content), len(packed), len(content)]
    fields[11] = len(extra)
    fields[16] = position
    header = LOCAL.pack(LOCAL_MARK, *fields[2:10], len(name), len(local_extra))
    record = CENTRAL.pack(*fields) + member.central[CENTRAL.size : name_end] + extra + member.central[extra_end:]
    return header + name + local_extra + packed, record


def _pack(content: bytes) -> bytes:
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()


def _moved(member: Member, position: int) -> bytes:
    """Return the member's directory record with its new offset, which may be in the zip64 extra field."""
    record = bytearray(member.central)
    (offset,) = struct.unpack_from("<L", record, OFFSET_FIELD)
    if offset != IN_ZIP64:
        struct.pack_into("<L", record, OFFSET_FIELD, position)
        return bytes(record)
    fields = CENTRAL.unpack_from(record)
    before = sum(8 for value in (fields[8], fields[9]) if value == IN_ZIP64)
    at = CENTRAL.size + fields[10]
    for kind, body in extra_fields(member.central[at : at + fields[11]]):
        if kind == ZIP64_EXTRA:
            struct.pack_into("<Q", record, at + 4 + before, position)
        at += 4 + len(body)
    return bytes(record)


def _new_member(name: str, content: bytes, position: int) -> tuple[bytes, bytes]:
    packed = _pack(content)
    encoded = name.encode()
    crc = zlib.crc32(content)
    flags = 0 if name.isascii() else FLAG_UTF8
    sizes = (crc, len(packed), len(content), len(encoded), 0)
    header = LOCAL.pack(LOCAL_MARK, 20, flags, DEFLATED, *_EPOCH, *sizes)
    record = CENTRAL.pack(CENTRAL_MARK, 20, 20, flags, DEFLATED, *_EPOCH, *sizes, 0, 0, 0, 0, position)
    return header + encoded + packed, record + encoded
