"""A zip file held in memory: its directory, bounded unpacking, and rewriting that copies what it doesn't change.

Why not :mod:`zipfile`: it can't copy a member without packing it anew, and it reads a directory of any length before
anyone can object. Record layouts are those of APPNOTE 6.3 (sections 4.3 and 4.5.3), which ECMA-376 Part 2, Annex B
builds on.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from pipeline.errors import RefusedForm
from pipeline.ooxml import limits

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_END: Final = struct.Struct("<4s4H2LH")
_END64: Final = struct.Struct("<4sQ2H2L4Q")
_LOCATOR64: Final = struct.Struct("<4sLQL")
_CENTRAL: Final = struct.Struct("<4s6H3L5H2L")
_LOCAL: Final = struct.Struct("<4s5H3L2H")

_END_MARK: Final = b"PK\x05\x06"
_END64_MARK: Final = b"PK\x06\x06"
_LOCATOR64_MARK: Final = b"PK\x06\x07"
_CENTRAL_MARK: Final = b"PK\x01\x02"
_LOCAL_MARK: Final = b"PK\x03\x04"

_Chunk = bytes | memoryview

_STORED: Final = 0
_DEFLATED: Final = 8
_FLAG_ENCRYPTED: Final = 0x0001
_FLAG_DESCRIPTOR: Final = 0x0008
_FLAG_UTF8: Final = 0x0800
_IN_ZIP64: Final = 0xFFFFFFFF
_ZIP64_EXTRA: Final = 0x0001
_OFFSET_FIELD: Final = 42
_LEVEL: Final = 6
_EPOCH: Final = (0, 0x21)
"""Midnight, 1 January 1980 as a DOS time and date: what an added member carries, so that outputs don't differ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One entry of the zip's directory.

    Attributes:
        name: Name as the archive spells it, decoded.
        packed: Size in the file, in bytes; ``size`` is the unpacked one.
        offset: Where its local header begins.
        central: Its record in the central directory, as it stands.
    """

    name: str
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    offset: int
    central: bytes

    @property
    def is_folder(self) -> bool:
        """Tell whether the entry is only a folder."""
        return self.name.endswith(("/", "\\")) and self.size == 0


class Archive:
    """A zip file's members.

    Args:
        data: The whole file.

    Raises:
        RefusedForm: The directory is damaged, or asks for more than :mod:`pipeline.ooxml.limits` allows.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        end = _find_end(data)
        self._directory_offset = end.directory_offset
        self._comment = end.comment
        self.members = tuple(_members(data, end))
        self._ends = _where_members_end(self.members, end.directory_offset)
        _check_sizes(self.members)

    def read(self, member: Member) -> bytes:
        """Unpack one member and check its length and CRC-32.

        Raises:
            RefusedForm: It is damaged, too big, or packed in a way that Office never uses.
        """
        if member.size > limits.PART_BYTES:
            raise RefusedForm(
                f"The part {member.name} inside the file is far bigger than that of any form.",
                remedy=_ASK_AGAIN,
                code="too_big",
            )
        start = self._content_start(member)
        if start + member.packed > self._ends[member.offset]:
            raise _damaged(_NO_FIT)
        packed = memoryview(self._data)[start : start + member.packed]
        content = _unpack(packed, member)
        if len(content) != member.size or zlib.crc32(content) != member.crc:
            raise _damaged(f"The part {member.name} inside the file is damaged (its checksum is wrong).")
        return content

    def rewritten(self, parts: Mapping[Member, bytes], added: Mapping[str, bytes]) -> bytes:
        """Give a new zip with some members replaced and some added; all others are copied as they stand.

        Order, names, dates, flags and extra fields stay. Replaced members keep their date; added ones carry the
        first day a zip can hold, so the same input always gives the same bytes.
        """
        chunks: list[_Chunk] = []
        central: dict[int, bytes] = {}
        position = 0
        for member in sorted(self.members, key=lambda each: each.offset):
            content = parts.get(member)
            chunk, record = (
                self._copied(member, position) if content is None else self._replaced(member, content, position)
            )
            central[member.offset] = record
            chunks.append(chunk)
            position += len(chunk)
        records = [central[member.offset] for member in self.members]
        for name, content in added.items():
            new_chunk, record = _new_member(name, content, position)
            records.append(record)
            chunks.append(new_chunk)
            position += len(new_chunk)
        directory = b"".join(records)
        count = len(records)
        end = _END.pack(_END_MARK, 0, 0, count, count, len(directory), position, len(self._comment))
        return b"".join([*chunks, directory, end, self._comment])

    def _content_start(self, member: Member) -> int:
        header = self._local(member)
        return member.offset + _LOCAL.size + int(header[9]) + int(header[10])

    def _local(self, member: Member) -> tuple[int, ...]:
        header = _LOCAL.unpack_from(self._data, member.offset)
        if header[0] != _LOCAL_MARK:
            raise _damaged(_NO_FIT)
        return header

    def _copied(self, member: Member, position: int) -> tuple[_Chunk, bytes]:
        # Up to where the next member begins, so a data descriptor of whatever length comes along.
        chunk = memoryview(self._data)[member.offset : self._ends[member.offset]]
        return chunk, _moved(member, position)

    def _replaced(self, member: Member, content: bytes, position: int) -> tuple[_Chunk, bytes]:
        local = self._local(member)
        name_start = member.offset + _LOCAL.size
        extra_start = name_start + local[9]
        name = self._data[name_start:extra_start]
        local_extra = _without_zip64(self._data[extra_start : extra_start + local[10]])
        fields = list(_CENTRAL.unpack_from(member.central))
        packed = _pack(content)
        flags = member.flags & ~_FLAG_DESCRIPTOR
        crc = zlib.crc32(content)
        header = _LOCAL.pack(
            _LOCAL_MARK, fields[2], flags, _DEFLATED, fields[5], fields[6], crc, len(packed), len(content),
            len(name), len(local_extra),
        )  # fmt: skip
        name_end = _CENTRAL.size + fields[10]
        extra_end = name_end + fields[11]
        extra = _without_zip64(member.central[name_end:extra_end])
        fields[3:5] = [flags, _DEFLATED]
        fields[7:10] = [crc, len(packed), len(content)]
        fields[11] = len(extra)
        fields[16] = position
        record = _CENTRAL.pack(*fields) + member.central[_CENTRAL.size : name_end] + extra + member.central[extra_end:]
        return header + name + local_extra + packed, record


@dataclass(frozen=True, slots=True, kw_only=True)
class _End:
    """Where the central directory lies; ``shift`` is the length of anything put before the zip."""

    count: int
    directory_offset: int
    directory_end: int
    shift: int
    comment: bytes


_ASK_AGAIN: Final = "Ask for the file again."
_NO_DIRECTORY: Final = "The file is damaged: its table of contents can't be read."
_NO_FIT: Final = "The file is damaged: its table of contents doesn't fit what is in it."
_DAMAGED_REMEDY: Final = "Ask for the file again, or open it in Word, let Word repair it and save it under a new name."


def _damaged(what: str, code: str = "damaged") -> RefusedForm:
    return RefusedForm(what, remedy=_DAMAGED_REMEDY, code=code)


def _find_end(data: bytes) -> _End:
    """Read the end of central directory record, or its zip64 form."""
    at = data.rfind(_END_MARK, max(0, len(data) - _END.size - 0xFFFF))
    if at < 0 or at + _END.size > len(data):
        raise _damaged("The file is cut off: its end is missing.", "truncated")
    _, disk, _, _, count, size, offset, comment_length = _END.unpack_from(data, at)
    comment = data[at + _END.size : at + _END.size + comment_length]
    directory_end = at
    locator_at = at - _LOCATOR64.size
    if locator_at >= 0 and data.startswith(_LOCATOR64_MARK, locator_at):
        directory_end = locator_at - _END64.size
        if directory_end < 0 or not data.startswith(_END64_MARK, directory_end):
            raise _damaged(_NO_DIRECTORY)
        count, size, offset = _END64.unpack_from(data, directory_end)[7:]
    shift = directory_end - size - offset
    if shift < 0 or disk:
        raise _damaged(_NO_DIRECTORY)
    return _End(
        count=count,
        directory_offset=offset + shift,
        directory_end=directory_end,
        shift=shift,
        comment=comment,
    )


def _members(data: bytes, end: _End) -> Iterator[Member]:
    if end.count > limits.ENTRIES:
        raise _too_many()
    at = end.directory_offset
    number = 0
    while at < end.directory_end:
        number += 1
        if number > limits.ENTRIES:
            raise _too_many()
        if at + _CENTRAL.size > end.directory_end or not data.startswith(_CENTRAL_MARK, at):
            raise _damaged(_NO_DIRECTORY)
        fields = _CENTRAL.unpack_from(data, at)
        length = _CENTRAL.size + sum(fields[10:13])
        if at + length > end.directory_end:
            raise _damaged(_NO_DIRECTORY)
        yield _member(data[at : at + length], fields, end.shift)
        at += length


def _member(record: bytes, fields: tuple[int, ...], shift: int) -> Member:
    flags, method = fields[3:5]
    crc, packed, size = fields[7:10]
    name_end = _CENTRAL.size + fields[10]
    offset = fields[16]
    if _IN_ZIP64 in (packed, size, offset):
        size, packed, offset = _zip64_values(record[name_end : name_end + fields[11]], size, packed, offset)
    return Member(
        name=_decoded(record[_CENTRAL.size : name_end], flags),
        flags=flags,
        method=method,
        crc=crc,
        packed=packed,
        size=size,
        offset=offset + shift,
        central=record,
    )


def _zip64_values(extra: bytes, *values: int) -> tuple[int, ...]:
    """Fill in sizes and offset from the zip64 extra field, which holds only those that don't fit (4.5.3)."""
    found = next((body for kind, body in _extra_fields(extra) if kind == _ZIP64_EXTRA), b"")
    large = iter(struct.unpack_from(f"<{len(found) // 8}Q", found))
    return tuple(next(large, value) if value == _IN_ZIP64 else value for value in values)


def _extra_fields(extra: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        yield kind, extra[at + 4 : at + 4 + length]
        at += 4 + length


def _without_zip64(extra: bytes) -> bytes:
    if len(extra) < 4:
        return extra
    kept = (struct.pack("<HH", kind, len(body)) + body for kind, body in _extra_fields(extra) if kind != _ZIP64_EXTRA)
    return b"".join(kept)


def _decoded(name: bytes, flags: int) -> str:
    try:
        return name.decode("utf-8")  # many writers forget the flag for UTF-8; ASCII is the same either way
    except UnicodeDecodeError:
        return name.decode("utf-8", "replace") if flags & _FLAG_UTF8 else name.decode("cp437")


def _where_members_end(members: tuple[Member, ...], directory_offset: int) -> dict[int, int]:
    """Map each member's offset to the next member's, refusing members that share bytes (the overlapping zip bomb)."""
    offsets = sorted({member.offset for member in members})
    ends = dict(pairwise([*offsets, directory_offset]))
    shared = len(offsets) < len(members)
    if shared or any(member.offset + _LOCAL.size + member.packed > ends[member.offset] for member in members):
        raise _damaged(_NO_FIT)
    return ends


def _check_sizes(members: tuple[Member, ...]) -> None:
    if sum(member.size for member in members) > limits.TOTAL_BYTES:
        raise _bomb()
    for member in members:
        if member.size > limits.RATIO_FROM_BYTES and member.size > limits.RATIO * max(1, member.packed):
            raise _bomb()


def _bomb() -> RefusedForm:
    return RefusedForm(
        "The file would unpack to far more than any form holds.",
        remedy="Don't open it; ask the sender what it is.",
        code="too_big",
    )


def _too_many() -> RefusedForm:
    return RefusedForm(
        f"The file holds more than {limits.ENTRIES:,} parts, a form has some twenty.",
        remedy="Don't open it; ask the sender what it is.",
        code="too_big",
    )


def _unpack(packed: memoryview, member: Member) -> bytes:
    if member.flags & _FLAG_ENCRYPTED:
        raise RefusedForm(
            "The file is a zip with a password on it.",
            remedy="Unpack it with the password and put the form itself here.",
            code="encrypted",
        )
    if member.method == _STORED:
        return bytes(packed)
    if member.method != _DEFLATED:
        raise _damaged(f"The part {member.name} inside the file is packed in a way that Word never uses.")
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        # One byte more than declared: enough to notice a part that is longer than it says, and no more.
        return unpacker.decompress(packed, member.size + 1)
    except zlib.error:
        raise _damaged(f"The part {member.name} inside the file is damaged.") from None


def _pack(content: bytes) -> bytes:
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()


def _moved(member: Member, position: int) -> bytes:
    """Give the member's directory record with its new offset, which may stand in the zip64 extra field."""
    record = bytearray(member.central)
    (offset,) = struct.unpack_from("<L", record, _OFFSET_FIELD)
    if offset != _IN_ZIP64:
        struct.pack_into("<L", record, _OFFSET_FIELD, position)
        return bytes(record)
    fields = _CENTRAL.unpack_from(record)
    before = sum(8 for value in (fields[8], fields[9]) if value == _IN_ZIP64)
    at = _CENTRAL.size + fields[10]
    for kind, body in _extra_fields(member.central[at : at + fields[11]]):
        if kind == _ZIP64_EXTRA:
            struct.pack_into("<Q", record, at + 4 + before, position)
        at += 4 + len(body)
    return bytes(record)


def _new_member(name: str, content: bytes, position: int) -> tuple[bytes, bytes]:
    packed = _pack(content)
    encoded = name.encode()
    crc = zlib.crc32(content)
    flags = 0 if name.isascii() else _FLAG_UTF8
    sizes = (crc, len(packed), len(content), len(encoded), 0)
    header = _LOCAL.pack(_LOCAL_MARK, 20, flags, _DEFLATED, *_EPOCH, *sizes)
    record = _CENTRAL.pack(_CENTRAL_MARK, 20, 20, flags, _DEFLATED, *_EPOCH, *sizes, 0, 0, 0, 0, position)
    return header + encoded + packed, record + encoded
