"""The records that a zip file is made of, as APPNOTE 6.3 lays them out (sections 4.3 and 4.5.3)."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

END: Final = struct.Struct("<4s4H2LH")
END64: Final = struct.Struct("<4sQ2H2L4Q")
LOCATOR64: Final = struct.Struct("<4sLQL")
CENTRAL: Final = struct.Struct("<4s6H3L5H2L")
LOCAL: Final = struct.Struct("<4s5H3L2H")

END_MARK: Final = b"PK\x05\x06"
END64_MARK: Final = b"PK\x06\x06"
LOCATOR64_MARK: Final = b"PK\x06\x07"
CENTRAL_MARK: Final = b"PK\x01\x02"
LOCAL_MARK: Final = b"PK\x03\x04"

STORED: Final = 0
DEFLATED: Final = 8
FLAG_ENCRYPTED: Final = 0x0001
FLAG_DESCRIPTOR: Final = 0x0008
FLAG_UTF8: Final = 0x0800
IN_ZIP64: Final = 0xFFFFFFFF
ZIP64_EXTRA: Final = 0x0001
OFFSET_FIELD: Final = 42
"""Where the offset of the local header is in a directory record."""


def zip64_values(extra: bytes, *values: int) -> tuple[int, ...]:
    """Fill in sizes and offset from the zip64 extra field, which holds only those that don't fit (4.5.3)."""
    found = next((body for kind, body in extra_fields(extra) if kind == ZIP64_EXTRA), b"")
    large = iter(struct.unpack_from(f"<{len(found) // 8}Q", found))
    return tuple(next(large, value) if value == IN_ZIP64 else value for value in values)


def extra_fields(extra: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield kind and body of each extra field."""
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        yield kind, extra[at + 4 : at + 4 + length]
        at += 4 + length


def without_zip64(extra: bytes) -> bytes:
    """Return the extra fields without that of zip64, for a member whose sizes are small."""
    if len(extra) < 4:
        return extra
    kept = (struct.pack("<HH", kind, len(body)) + body for kind, body in extra_fields(extra) if kind != ZIP64_EXTRA)
    return b"".join(kept)
