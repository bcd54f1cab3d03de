"""Open an e-mail as Outlook saves it (.msg, [MS-OXMSG])."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from functools import partial
from typing import Final

from pipeline.arrivals import limits
from pipeline.arrivals.container import ASK_AGAIN, Container, Item, damaged, too_much
from pipeline.arrivals.contents import Unread
from pipeline.arrivals.mail import properties as mapi
from pipeline.arrivals.mail.compound import Storage, open_compound
from pipeline.arrivals.mail.links import in_text

_PROPERTIES: Final = "__properties_version1.0"
_ATTACHMENT: Final = "__attach_version1.0_#"
_OBJECT: Final = "__substg1.0_3701000D"
_TOP, _NESTED, _OF_ATTACHMENT = 32, 24, 8
"""Bytes before the properties: of an e-mail, of one within another, of an attachment ([MS-OXMSG] 2.4.1)."""
_COUNT_AT: Final = 20
_LONG, _BOOLEAN, _TIME = 0x0003, 0x000B, 0x0040
_CUT: Final = 200_000


def open_msg(data: bytes) -> Container:
    """Open an e-mail.

    Raises:
        RefusedForm: It is damaged, or asks for too much.
    """
    if len(data) > limits.MAIL_BYTES:
        raise too_much(f"an e-mail of more than {limits.MAIL_BYTES // limits.MEGABYTE} MB")
    root = open_compound(data)
    if not root.has(_PROPERTIES):
        raise damaged("It is not an e-mail, or it is damaged.")
    return _message(root, _TOP, "")


def _message(storage: Storage, head: int, outer: str) -> Container:
    of = _Listed(storage, head, outer)
    message = of.properties()
    texts = [text for text in (_html(storage, of), message.text(mapi.BODY)[:_CUT]) if text][:1]
    attached = sorted(_attachments(storage))
    if len(attached) > limits.ITEMS:
        raise too_much(f"more than {limits.ITEMS:,} attachments")
    items = [item for _, name in attached for item in _items(storage.storage(name), of.encoding, texts)]
    links = [link for text in texts for link in in_text(text, [item.name for item in items])]
    return Container(
        what="an e-mail", items=(*items, *links, *_missing(of.declared, len(attached))), sent=mapi.sent(message)
    )  # fmt: skip


def _attachments(storage: Storage) -> Iterator[tuple[int, str]]:
    for name in storage.names:
        if name.casefold().startswith(_ATTACHMENT):
            try:
                yield int(name[len(_ATTACHMENT) :], 16), name
            except ValueError:
                continue


def _items(storage: Storage | None, encoding: str, texts: list[str]) -> list[Item]:
    if storage is None:
        return []
    of = _Listed(storage, _OF_ATTACHMENT, encoding)
    within = storage.storage(_OBJECT)
    if within is not None and within.has(_PROPERTIES):
        opened = partial(_message, within, _NESTED, of.encoding)
        return mapi.attachment(of.properties(), texts=texts, message=opened)
    content = _stream_name(mapi.CONTENT, 0x0102)
    read = partial(_whole, storage, content) if storage.has(content) else None
    size = storage.size(content)
    return mapi.attachment(of.properties(), texts=texts, storage=within, read=read, size=size)


def _missing(declared: int, found: int) -> list[Item]:
    """Return what an e-mail says it has and has not: a copy that was cut short may have lost it."""
    if declared <= found:
        return []
    what = f"The e-mail says that {declared} things are attached, and {found} of them are there."
    return [Item(name="what is missing", unread=Unread(reason=what, remedy=ASK_AGAIN, code="damaged"))]


def _html(storage: Storage, of: _Listed) -> str:
    raw = storage.stream(_stream_name(mapi.HTML, 0x0102)) or b""
    return mapi.text_in(raw[: 4 * _CUT].replace(b"\0", b""), of.encoding)[:_CUT] or of.text(mapi.HTML)[:_CUT]


def _whole(storage: Storage, name: str) -> bytes:
    return storage.stream(name) or b""


def _stream_name(number: int, kind: int) -> str:
    return f"__substg1.0_{number:04X}{kind:04X}"


class _Listed:
    """The properties of a storage: short ones are listed in one stream, longer ones have streams of their own.

    Attributes:
        encoding: Of 8-bit texts; what is attached has that of the e-mail.
        declared: How many attachments there are said to be.
    """

    def __init__(self, storage: Storage, head: int, outer: str) -> None:
        self._storage = storage
        listed = storage.stream(_PROPERTIES) or b""
        self._short = {
            struct.unpack_from("<L", listed, at)[0]: listed[at + 8 : at + 16]
            for at in range(head, len(listed) - 15, 16)
        }  # fmt: skip
        self.declared = 0
        if head != _OF_ATTACHMENT and len(listed) >= _COUNT_AT + 4:
            self.declared = struct.unpack_from("<L", listed, _COUNT_AT)[0]
        pages = (self.number(mapi.MESSAGE_CODE_PAGE), self.number(mapi.INTERNET_CODE_PAGE))
        self.encoding = next(filter(None, map(mapi.code_page, pages)), outer)

    def properties(self) -> mapi.Properties:
        return mapi.Properties(number=self.number, text=self.text, content=self.content)

    def number(self, of: int) -> int | None:
        """Return a number, a moment, or yes or no."""
        if value := self._short.get(of << 16 | _TIME):
            return mapi.long_number(value)
        if value := self._short.get(of << 16 | _LONG):
            return int(struct.unpack_from("<l", value)[0])
        value = self._short.get(of << 16 | _BOOLEAN)
        return None if value is None else value[0]

    def text(self, of: int) -> str:
        """Return a text; empty when there is none."""
        wide = self._storage.stream(_stream_name(of, 0x001F))
        if wide is not None:
            return wide.decode("utf-16-le", "replace").split("\0")[0]
        return mapi.text_in(self._storage.stream(_stream_name(of, 0x001E)) or b"", self.encoding)

    def content(self, of: int) -> bytes | None:
        """Return bytes."""
        return self._storage.stream(_stream_name(of, 0x0102))
