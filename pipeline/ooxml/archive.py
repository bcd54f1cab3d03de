"""A zip file held in memory: its directory and bounded unpacking (ECMA-376 Part 2, Annex B).

Why not :mod:`zipfile`: it can't copy a member without packing it anew (:mod:`pipeline.ooxml.repack` does), and it reads
a directory of any length before anyone can object.
"""

from __future__ import annotations

import zlib
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from pipeline.errors import RefusedForm
from pipeline.ooxml import limits
from pipeline.ooxml.zip_records import (
    CENTRAL,
    CENTRAL_MARK,
    DEFLATED,
    END,
    END64,
    END64_MARK,
    END_MARK,
    FLAG_ENCRYPTED,
    FLAG_UTF8,
    IN_ZIP64,
    LOCAL,
    LOCAL_MARK,
    LOCATOR64,
    LOCATOR64_MARK,
    STORED,
    zip64_values,
)

if TYPE_CHECKING:
    from collections.abc import Iterator


class Member(Struct, frozen=True, kw_only=True):
    """One entry of the zip's directory.

    Attributes:
        name: Name as the archive spells it, decoded.
        packed: Size in the file, in bytes; ``size`` is the unpacked one.
        offset: Where its local header begins.
        central: Its record in the central directory, as it is.
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
        """Return whether the entry is only a folder."""
        return self.name.endswith(("/", "\\")) and self.size == 0


class Archive:
    """A zip file's members.

    Args:
        data: The whole file.

    Attributes:
        members: All entries in the order of the directory.
        comment: The comment at the end of the zip.

    Raises:
        RefusedForm: The directory is damaged, or asks for more than :mod:`pipeline.ooxml.limits` allows.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        end = _find_end(data)
        self.comment = end.comment
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
        content = _unpack(self._packed(member), member)
        if len(content) != member.size or zlib.crc32(content) != member.crc:
            raise damaged(f"The part {member.name} inside the file is damaged (its checksum is wrong).")
        return content

    def packed(self, member: Member) -> bytes:
        """Return what identifies one member of the file, with the way it is packed: the same for the same content only.

        Raises:
            RefusedForm: It is damaged.
        """
        return b"%d:%d:" % (member.method, member.size) + self._packed(member)

    def _packed(self, member: Member) -> memoryview:
        start = self._content_start(member)
        if start + member.packed > self._ends[member.offset]:
            raise damaged(NO_FIT)
        return memoryview(self._data)[start : start + member.packed]

    def raw(self, member: Member) -> memoryview:
        """Return a member as it is in the file: header, content, data descriptor, up to where the next begins."""
        return memoryview(self._data)[member.offset : self._ends[member.offset]]

    def _content_start(self, member: Member) -> int:
        header = LOCAL.unpack_from(self._data, member.offset)
        if header[0] != LOCAL_MARK:
            raise damaged(NO_FIT)
        return member.offset + LOCAL.size + int(header[9]) + int(header[10])


class _End(Struct, frozen=True, kw_only=True):
    """Where the central directory lies; ``shift`` is the length of anything put before the zip."""

    count: int
    directory_offset: int
    directory_end: int
    shift: int
    comment: bytes


_ASK_AGAIN: Final = "Ask for the file again."
_NO_DIRECTORY: Final = "The file is damaged: its table of contents can't be read."
NO_FIT: Final = "The file is damaged: its table of contents doesn't fit what is in it."
_DAMAGED_REMEDY: Final = "Ask for the file again, or open it in Word, let Word repair it and save it under a new name."


def damaged(what: str, code: str = "damaged") -> RefusedForm:
    """Make the error for a file that is broken."""
    return RefusedForm(what, remedy=_DAMAGED_REMEDY, code=code)


def _find_end(data: bytes) -> _End:
    """Read the end of central directory record, or its zip64 form."""
    at = data.rfind(END_MARK, max(0, len(data) - END.size - 0xFFFF))
    if at < 0 or at + END.size > len(data):
        raise damaged("The file is cut off: its end is missing.", "truncated")
    _, disk, _, _, count, size, offset, comment_length = END.unpack_from(data, at)
    comment = data[at + END.size : at + END.size + comment_length]
    directory_end = at
    locator_at = at - LOCATOR64.size
    if locator_at >= 0 and data.startswith(LOCATOR64_MARK, locator_at):
        directory_end = locator_at - END64.size
        if directory_end < 0 or not data.startswith(END64_MARK, directory_end):
            raise damaged(_NO_DIRECTORY)
        count, size, offset = END64.unpack_from(data, directory_end)[7:]
    shift = directory_end - size - offset
    if shift < 0 or disk:
        raise damaged(_NO_DIRECTORY)
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
        if at + CENTRAL.size > end.directory_end or not data.startswith(CENTRAL_MARK, at):
            raise damaged(_NO_DIRECTORY)
        fields = CENTRAL.unpack_from(data, at)
        length = CENTRAL.size + sum(fields[10:13])
        if at + length > end.directory_end:
            raise damaged(_NO_DIRECTORY)
        yield _member(data[at : at + length], fields, end.shift)
        at += length


def _member(record: bytes, fields: tuple[int, ...], shift: int) -> Member:
    flags, method = fields[3:5]
    crc, packed, size = fields[7:10]
    name_end = CENTRAL.size + fields[10]
    offset = fields[16]
    if IN_ZIP64 in (packed, size, offset):
        size, packed, offset = zip64_values(record[name_end : name_end + fields[11]], size, packed, offset)
    return Member(
        name=_decoded(record[CENTRAL.size : name_end], flags),
        flags=flags,
        method=method,
        crc=crc,
        packed=packed,
        size=size,
        offset=offset + shift,
        central=record,
    )


def _decoded(name: bytes, flags: int) -> str:
    try:
        return name.decode("utf-8")  # many writers forget the flag for UTF-8; ASCII is the same either way
    except UnicodeDecodeError:
        return name.decode("utf-8", "replace") if flags & FLAG_UTF8 else name.decode("cp437")


def _where_members_end(members: tuple[Member, ...], directory_offset: int) -> dict[int, int]:
    """Map each member's offset to the next member's, refusing members that share bytes (the overlapping zip bomb)."""
    offsets = sorted({member.offset for member in members})
    ends = dict(pairwise([*offsets, directory_offset]))
    shared = len(offsets) < len(members)
    if shared or any(member.offset + LOCAL.size + member.packed > ends[member.offset] for member in members):
        raise damaged(NO_FIT)
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
    if member.flags & FLAG_ENCRYPTED:
        raise RefusedForm(
            "The file is a zip with a password on it.",
            remedy="Unpack it with the password and put the form itself here.",
            code="encrypted",
        )
    if member.method == STORED:
        return bytes(packed)
    if member.method != DEFLATED:
        raise damaged(f"The part {member.name} inside the file is packed in a way that Word never uses.")
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        # One byte more than declared: enough to notice a part that is longer than it says, and no more.
        return unpacker.decompress(packed, member.size + 1)
    except zlib.error:
        raise damaged(f"The part {member.name} inside the file is damaged.") from None
