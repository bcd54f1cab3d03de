"""Open what Outlook sends as winmail.dat (TNEF, [MS-OXTNEF])."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from functools import partial
from typing import Final

from msgspec import Struct

from pipeline.arrivals import limits
from pipeline.arrivals.container import Container, Item, damaged, too_much
from pipeline.arrivals.mail import properties as mapi
from pipeline.arrivals.mail.compound import open_compound

_LEVEL_MESSAGE, _LEVEL_ATTACHMENT = 1, 2
_CODE_PAGE, _MESSAGE_PROPERTIES, _BEGINS = 0x9007, 0x9003, 0x9002
_TITLE, _DATA, _PROPERTIES = 0x8010, 0x800F, 0x9005
_SIZES: Final = {
    0x0002: 4, 0x0003: 4, 0x0004: 4, 0x0005: 8, 0x0006: 8, 0x0007: 8, 0x000A: 4, 0x000B: 4, 0x0014: 8, 0x0040: 8,
    0x0048: 16,
}  # fmt: skip
"""Bytes that properties of fixed length take ([MS-OXTNEF] 2.1.3.5)."""
_TEXT, _WIDE_TEXT, _BINARY, _OBJECT, _MANY = 0x001E, 0x001F, 0x0102, 0x000D, 0x1000
_MESSAGE_ID: Final = bytes.fromhex("0703020000000000c000000000000046")
"""IID_IMessage: an e-mail within."""
_STORAGE_ID: Final = bytes.fromhex("0b00000000000000c000000000000046")
"""IID_IStorage: an object of another program."""
_CUT: Final = "It is cut off or damaged: a checksum in it is wrong."


class _Attached(Struct, kw_only=True):
    """What was gathered of one attachment."""

    title: bytes = b""
    data: bytes | None = None
    properties: dict[int, tuple[int, bytes]]


def open_tnef(data: bytes) -> Container:
    """Open a file of this kind.

    Raises:
        RefusedForm: It is damaged, or asks for too much.
    """
    if len(data) > limits.MAIL_BYTES:
        raise too_much(f"an e-mail of more than {limits.MAIL_BYTES // limits.MEGABYTE} MB")
    encoding, message, attached = "", _told({}, ""), list[_Attached]()
    try:
        for level, number, content in _attributes(data):
            if number == _CODE_PAGE and len(content) >= 4:
                encoding = mapi.code_page(struct.unpack_from("<L", content)[0])
            elif number == _MESSAGE_PROPERTIES and level == _LEVEL_MESSAGE:
                message = _told(_listed(content), encoding)
            elif level == _LEVEL_ATTACHMENT:
                _gather(attached, number, content)
    except (struct.error, IndexError):
        raise damaged(_CUT) from None
    items = [item for each in attached for item in _items(each, encoding)]
    return Container(what="an e-mail", items=tuple(items), sent=mapi.sent(message), is_wrapping=True)


def _attributes(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Yield level, number and bytes of each attribute; each has a checksum."""
    at = 6
    while at < len(data):
        level, number, _, length = struct.unpack_from("<BHHL", data, at)
        at += 9
        content = data[at : at + length]
        (checksum,) = struct.unpack_from("<H", data, at + length)
        if len(content) != length or sum(content) & 0xFFFF != checksum:
            raise damaged(_CUT)
        yield level, number, content
        at += length + 2


def _gather(attached: list[_Attached], number: int, content: bytes) -> None:
    if number == _BEGINS:
        if len(attached) >= limits.ITEMS:
            raise too_much(f"more than {limits.ITEMS:,} attachments")
        attached.append(_Attached(properties={}))
    elif attached and number == _TITLE:
        attached[-1].title = content
    elif attached and number == _DATA:
        attached[-1].data = content
    elif attached and number == _PROPERTIES:
        attached[-1].properties = _listed(content)


def _items(each: _Attached, encoding: str) -> list[Item]:
    of = _told(each.properties, encoding)
    title = mapi.text_in(each.title, encoding)
    kind, content = each.properties.get(mapi.CONTENT, (_BINARY, b""))
    if kind == _OBJECT and content.startswith(_STORAGE_ID):
        return mapi.attachment(of, texts=[], title=title, storage=open_compound(content[16:]))
    if kind == _OBJECT and content.startswith(_MESSAGE_ID):
        return mapi.attachment(of, texts=[], title=title, message=partial(open_tnef, content[16:]))
    found = content or each.data
    read = (lambda: found) if found is not None else None
    return mapi.attachment(of, texts=[], title=title, read=read, size=len(found or b""))


def _told(listed: dict[int, tuple[int, bytes]], encoding: str) -> mapi.Properties:
    def number(of: int) -> int | None:
        found = listed.get(of)
        return mapi.long_number(found[1]) if found is not None and found[0] in _SIZES else None

    def text(of: int) -> str:
        kind, raw = listed.get(of, (0, b""))
        return raw.decode("utf-16-le", "replace").split("\0")[0] if kind == _WIDE_TEXT else mapi.text_in(raw, encoding)

    return mapi.Properties(number=number, text=text, content=lambda of: listed.get(of, (0, b""))[1])


def _listed(data: bytes) -> dict[int, tuple[int, bytes]]:
    """Return kind and bytes of each property; of one that has many values, the first."""
    (count,), at = struct.unpack_from("<L", data), 4
    found: dict[int, tuple[int, bytes]] = {}
    for _ in range(count):
        kind, number = struct.unpack_from("<HH", data, at)
        at = _behind_name(data, at + 4) if number >= 0x8000 else at + 4
        plain = kind & ~_MANY
        has_count = kind & _MANY or plain in (_TEXT, _WIDE_TEXT, _BINARY, _OBJECT)
        values, at = (struct.unpack_from("<L", data, at)[0], at + 4) if has_count else (1, at)
        for place in range(values):
            value, at = _value(data, at, plain)
            if place == 0:
                found[number] = plain, value
    return found


def _value(data: bytes, at: int, kind: int) -> tuple[bytes, int]:
    length = _SIZES.get(kind)
    if length is None:
        (length,), at = struct.unpack_from("<L", data, at), at + 4
    if at + length > len(data):
        raise damaged(_CUT)
    return data[at : at + length], at + (length + 3) // 4 * 4


def _behind_name(data: bytes, at: int) -> int:
    """Return where a property with a name of its own goes on."""
    (kind,) = struct.unpack_from("<L", data, at + 16)
    if kind == 0:
        return at + 24
    (length,) = struct.unpack_from("<L", data, at + 20)
    return at + 24 + (int(length) + 3) // 4 * 4
