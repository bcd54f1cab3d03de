"""Stretches of a sheet that are packed once and put together as they are: a new row packs only what is around it.

Each ends where the packing begins anew (a full flush of zlib), so what stands before it doesn't matter, and the same
stretches in the same order give the same bytes whenever they were packed.
"""

from __future__ import annotations

import shutil
import zlib
from typing import BinaryIO, Final

from msgspec import Struct

_POLYNOMIAL: Final = 0xEDB88320
"""Of CRC-32, with the lowest power in the highest bit (ZIP, 4.4.7)."""


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


class Joined:
    """Segments one after the other, in a file."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.size = self.checksum = self.packed = 0

    def add(self, segment: Segment) -> None:
        """Put a segment behind the others."""
        self.stream.write(segment.packed)
        self.packed += len(segment.packed)
        self.checksum = _product(self.checksum, segment.shift) ^ segment.checksum
        self.size += segment.size

    def add_all(self, others: Joined) -> None:
        """Put all that was joined elsewhere behind them."""
        others.stream.seek(0)
        shutil.copyfileobj(others.stream, self.stream)
        self.packed += others.packed
        self.checksum = _product(self.checksum, _shift(others.size)) ^ others.checksum
        self.size += others.size

    def end(self, content: bytes) -> None:
        """Put the last stretch behind them, after which nothing follows."""
        packing = zlib.compressobj(wbits=-zlib.MAX_WBITS)
        packed = packing.compress(content) + packing.flush()
        checksum, shift = zlib.crc32(content), _shift(len(content))
        self.add(Segment(packed=packed, size=len(content), checksum=checksum, shift=shift))


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
