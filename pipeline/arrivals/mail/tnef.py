"""Open what Outlook sends as winmail.dat (TNEF, [MS-OXTNEF])."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from functools import partial
from typing import Final

from msgspec import Struct

from pipeline.arrivals import limits
from pipeline.arrivals.container import ASK_AGAIN, Container, Item, damaged, too_much
from pipeline.arrivals.contents import Unread
from pipeline.arrivals.kinds import kind_of
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
_CUT: Final = "It is cut off or damaged: not all of it is there."
_CHANGED: Final = "It came damaged: its checksum is wrong."
_WITHOUT_CHECKSUM: Final = frozenset({"doc", "xls", "rtf", "encrypted"})
"""Kinds of forms that have no checksum of their own."""


class _Attached(Struct, kw_only=True):
    """What was gathered of one attachment; ``is_sound`` says whether all of its checksums are right."""

    is_sound: bool = True
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
    encoding, message, attached, missing = "", _told({}, ""), list[_Attached](), list[Item]()
    try:
        for each in _attributes(data):
            if each.number == _CODE_PAGE and len(each.content) >= 4:
                encoding = mapi.code_page(struct.unpack_from("<L", each.content)[0])
            elif each.number == _MESSAGE_PROPERTIES and each.level == _LEVEL_MESSAGE:
                message = _told(_listed(each.content), encoding)
            elif each.level == _LEVEL_ATTACHMENT:
                _gather(attached, each)
    except (struct.error, IndexError):
        if not attached:
            raise damaged(_CUT) from None
        missing = [Item(name="what is missing", unread=Unread(reason=_CUT, remedy=ASK_AGAIN, code="damaged"))]
    items = [item for each in attached for item in _items(each, encoding)]
    return Container(what="an e-mail", items=(*items, *missing), sent=mapi.sent(message), is_wrapping=True)


class _Attribute(Struct, frozen=True, kw_only=True):
    """One attribute of the file; ``is_sound`` says whether its checksum is right, which some programs get wrong."""

    level: int
    number: int
    content: bytes
    is_sound: bool


def _attributes(data: bytes) -> Iterator[_Attribute]:
    """Yield the attributes, up to what some programs leave behind the last one."""
    at = 6
    while at < len(data) and data[at] in (_LEVEL_MESSAGE, _LEVEL_ATTACHMENT):
        level, number, _, length = struct.unpack_from("<BHHL", data, at)
        at += 9
        content = data[at : at + length]
        (checksum,) = struct.unpack_from("<H", data, at + length)
        yield _Attribute(level=level, number=number, content=content, is_sound=sum(content) & 0xFFFF == checksum)
        at += length + 2


def _gather(attached: list[_Attached], each: _Attribute) -> None:
    if each.number == _BEGINS:
        if len(attached) >= limits.ITEMS:
            raise too_much(f"more than {limits.ITEMS:,} attachments")
        attached.append(_Attached(properties={}))
    if not attached:
        return
    attached[-1].is_sound = attached[-1].is_sound and each.is_sound
    if each.number == _TITLE:
        attached[-1].title = each.content
    elif each.number == _DATA:
        attached[-1].data = each.content
    elif each.number == _PROPERTIES:
        attached[-1].properties = _listed(each.content)


def _items(each: _Attached, encoding: str) -> list[Item]:
    of = _told(each.properties, encoding)
    title = mapi.text_in(each.title, encoding)
    kind, content = each.properties.get(mapi.CONTENT, (_BINARY, b""))
    if kind == _OBJECT and content.startswith(_STORAGE_ID):
        return mapi.attachment(of, texts=[], title=title, storage=open_compound(content[16:]))
    if kind == _OBJECT and content.startswith(_MESSAGE_ID):
        return mapi.attachment(of, texts=[], title=title, message=partial(open_tnef, content[16:]))
    found = content or each.data
    read = partial(_checked, found, is_sound=each.is_sound) if found is not None else None
    return mapi.attachment(of, texts=[], title=title, read=read, size=len(found or b""))


def _checked(content: bytes, *, is_sound: bool) -> bytes:
    """Return what is attached; where its checksum is wrong, only what has one of its own, or is no form."""
    if not is_sound and kind_of(content) in _WITHOUT_CHECKSUM:
        raise damaged(_CHANGED)
    return content


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
        raise IndexError
    return data[at : at + length], at + (length + 3) // 4 * 4


def _behind_name(data: bytes, at: int) -> int:
    """Return where a property with a name of its own goes on."""
    (kind,) = struct.unpack_from("<L", data, at + 16)
    if kind == 0:
        return at + 24
    (length,) = struct.unpack_from("<L", data, at + 20)
    return at + 24 + (int(length) + 3) // 4 * 4
