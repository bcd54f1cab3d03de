"""Stretches of a sheet that are packed once and put together as they are: a new row packs only what is around it.

Each ends where the packing begins anew (a full flush of zlib), so what stands before it doesn't matter, and the same
stretches in the same order give the same bytes whenever they were packed.
"""

from __future__ import annotations

import errno
import zlib
from typing import BinaryIO, Final, NamedTuple

from msgspec import Struct

_POLYNOMIAL: Final = 0xEDB88320
"""Of CRC-32, with the lowest power in the highest bit (ZIP, 4.4.7)."""
_AT_ONCE: Final = 256 * 1024


class Segment(Struct, frozen=True, kw_only=True):
    """One stretch.

    Attributes:
        packed: By deflate, without head and end.
        size: How many bytes it unpacks to.
        checksum: CRC-32 of these.
        shift: What a checksum is multiplied by when so many bytes follow.
    """

    packed: bytes = b""
    size: int = 0
    checksum: int = 0
    shift: int = 1 << 31


def segment_of(content: bytes) -> Segment:
    """Pack a stretch."""
    packing = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    packed = packing.compress(content) + packing.flush(zlib.Z_FULL_FLUSH)
    return Segment(packed=packed, size=len(content), checksum=zlib.crc32(content), shift=_shift(len(content)))


def content_of(segment: Segment) -> bytes:
    """Unpack a stretch."""
    return zlib.decompressobj(wbits=-zlib.MAX_WBITS).decompress(segment.packed)


class Measure(Struct, frozen=True, array_like=True):
    """What packed stretches that follow each other come to; the attributes are those of :class:`Segment`."""

    packed: int = 0
    size: int = 0
    checksum: int = 0
    shift: int = 1 << 31

    def followed_by(self, other: Measure) -> Measure:
        """Return what both come to, this one first."""
        return Measure(
            self.packed + other.packed,
            self.size + other.size,
            _product(self.checksum, other.shift) ^ other.checksum,
            _product(self.shift, other.shift),
        )


def measure_of(segment: Segment) -> Measure:
    """Return what a stretch comes to."""
    return Measure(len(segment.packed), segment.size, segment.checksum, segment.shift)


def last_segment(content: bytes) -> Segment:
    """Pack a stretch after which nothing follows."""
    packing = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    packed = packing.compress(content) + packing.flush()
    return Segment(packed=packed, size=len(content), checksum=zlib.crc32(content), shift=_shift(len(content)))


class Stretch(NamedTuple):
    """Bytes of a file, where they lie."""

    file: BinaryIO
    start: int
    length: int

    def copy_to(self, target: BinaryIO) -> None:
        """Write them.

        Raises:
            OSError: The file has become shorter.
        """
        self.file.seek(self.start)
        left = self.length
        while left:
            some = self.file.read(min(left, _AT_ONCE))
            if not some:
                raise OSError(errno.EIO, "it became shorter while it was read")
            target.write(some)
            left -= len(some)


class Joined:
    """Segments one after the other: those that come as bytes in a file of their own, others where they lie.

    Attributes:
        start: Where they begin in the file into which they were written.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self.stream, self.start = stream, 0
        self._size = self._checksum = self._packed = self._own = 0
        self._stretches: list[Stretch] = []

    @property
    def measure(self) -> Measure:
        """What they come to."""
        return Measure(self._packed, self._size, self._checksum, _shift(self._size))

    def add(self, segment: Segment) -> None:
        """Put a segment behind the others."""
        self.stream.write(segment.packed)
        self.add_lying(Stretch(self.stream, self._own, len(segment.packed)), measure_of(segment))
        self._own += len(segment.packed)

    def add_lying(self, stretch: Stretch, measure: Measure) -> None:
        """Put segments behind the others that lie in a file; it has to stay open until all is written."""
        last = self._stretches[-1] if self._stretches else None
        if last is not None and (last.file, last.start + last.length) == stretch[:2]:
            self._stretches[-1] = last._replace(length=last.length + stretch.length)
        else:
            self._stretches.append(stretch)
        self._packed += measure.packed
        self._checksum = _product(self._checksum, measure.shift) ^ measure.checksum
        self._size += measure.size

    def copy_to(self, target: BinaryIO) -> None:
        """Write them."""
        self.start = target.tell()
        for stretch in self._stretches:
            stretch.copy_to(target)


def _product(one: int, other: int) -> int:
    """Return the product of two polynomials modulo that of CRC-32."""
    result = 0
    while one:
        if one & 1 << 31:
            result ^= other
        one = one << 1 & 0xFFFFFFFF
        other = other >> 1 ^ (_POLYNOMIAL if other & 1 else 0)
    return result


def _shift(size: int) -> int:
    """Return ``x`` to the power of the bits of so many bytes, modulo the polynomial of CRC-32."""
    power, result = 1 << 23, 1 << 31  # x to the 8th, and 1
    while size:
        if size & 1:
            result = _product(result, power)
        power = _product(power, power)
        size >>= 1
    return result
