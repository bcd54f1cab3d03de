"""What MAPI says of an e-mail or an attachment, in whichever file it is ([MS-OXPROPS] names them)."""

from __future__ import annotations

import codecs
import datetime as dt
import struct
from collections.abc import Callable
from typing import Final

from msgspec import Struct

from pipeline.arrivals.container import ASK_AGAIN, Container, Item
from pipeline.arrivals.contents import NOT_A_FORM, Unread
from pipeline.arrivals.mail import embedded
from pipeline.arrivals.mail.compound import Storage
from pipeline.arrivals.mail.headers import as_text, parsed
from pipeline.arrivals.mail.headers import sent as sent_by_headers
from pipeline.arrivals.mail.links import linked
from pipeline.arrivals.mail.logos import is_decoration
from pipeline.cases.naming import is_form_by_name

SUBJECT: Final = 0x0037
SUBMITTED: Final = 0x0039
TRANSPORT_HEADERS: Final = 0x007D
DELIVERED: Final = 0x0E06
FLAGS: Final = 0x0E07
BODY: Final = 0x1000
HTML: Final = 0x1013
DISPLAY_NAME: Final = 0x3001
CONTENT: Final = 0x3701
SHORT_NAME: Final = 0x3704
METHOD: Final = 0x3705
LONG_NAME: Final = 0x3707
CONTENT_ID: Final = 0x3712
INTERNET_CODE_PAGE: Final = 0x3FDE
MESSAGE_CODE_PAGE: Final = 0x3FFD
HIDDEN: Final = 0x7FFE

_UNSENT: Final = 8
_BY_REFERENCE: Final = frozenset({2, 3, 4, 7})
"""Methods of attaching that hold no bytes: links into a file share, or (7) into OneDrive and SharePoint."""
_CODE_PAGES: Final = {
    1200: "utf-16-le", 20127: "ascii", 20866: "koi8-r", 21866: "koi8-u", 28591: "latin-1", 28592: "iso8859-2",
    28605: "iso8859-15", 50220: "iso2022-jp", 51932: "euc-jp", 51949: "euc-kr", 54936: "gb18030", 65001: "utf-8",
    936: "gbk", 949: "cp949", 950: "cp950",
}  # fmt: skip
_NEVER: Final = 0x7FFF_FFFF_FFFF_FFFF


class Properties(Struct, frozen=True, kw_only=True):
    """What is said of one thing.

    Attributes:
        number: Gives a number.
        text: Gives a text.
        content: Gives bytes.
    """

    number: Callable[[int], int | None]
    text: Callable[[int], str]
    content: Callable[[int], bytes | None]


def code_page(number: int | None) -> str:
    """Return the encoding of a code page; empty for one that nobody knows."""
    name = _CODE_PAGES.get(number or 0) or f"cp{number}"
    try:
        return codecs.lookup(name).name
    except LookupError:
        return ""


def text_in(raw: bytes, encoding: str) -> str:
    """Return an 8-bit text up to its end."""
    raw = raw.split(b"\0", 1)[0]
    try:
        return raw.decode(encoding or "utf-8")
    except UnicodeDecodeError:
        return as_text(raw)


def sent(of: Properties) -> str:
    """Return when an e-mail was sent: never when it arrived, for a draft that was never sent has that too."""
    submitted = _moment(of.number(SUBMITTED))
    headers = of.text(TRANSPORT_HEADERS)
    stated = submitted or (sent_by_headers(parsed(headers.encode("utf-8", "replace"))) if headers else "")
    if stated or (of.number(FLAGS) or 0) & _UNSENT:
        return stated
    return _moment(of.number(DELIVERED))


def _moment(ticks: int | None) -> str:
    """Return a moment that is counted in tenths of microseconds since 1601."""
    if ticks is None or not 0 < ticks < _NEVER:
        return ""
    try:
        there = dt.datetime(1601, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=ticks // 10)
    except OverflowError:
        return ""
    return there.replace(tzinfo=None, microsecond=0).isoformat()


def attachment(
    of: Properties, *, texts: list[str], message: Callable[[], Container] | None = None, storage: Storage | None = None,
    read: Callable[[], bytes] | None = None, size: int = 0, title: str = "",
) -> list[Item]:  # fmt: skip
    """Return what is attached.

    Args:
        of: What is said of it.
        texts: Of the e-mail, as HTML.
        message: Opens it, where it is an e-mail itself.
        storage: Of an object of another program.
        read: Gives its bytes; ``None`` where there are none.
        size: Of these.
        title: What it is called by those who don't know MAPI.
    """
    name = of.text(LONG_NAME) or of.text(SHORT_NAME) or title or of.text(DISPLAY_NAME)
    is_hidden = bool(of.number(HIDDEN))
    if message is not None:  # hidden ones are exceptions of repeated appointments
        return [] if is_hidden else [Item(name=_of_message(name), inside=message)]
    if storage is not None:
        return embedded.items(storage, name)
    if read is None:
        return [linked(name, is_form=is_form_by_name(name)) if of.number(METHOD) in _BY_REFERENCE else _nothing(name)]
    inline = is_decoration(name, of.text(CONTENT_ID), size, texts, is_hidden=is_hidden)
    return [Item(name=name, read=read, is_inline=inline)]


def _of_message(name: str) -> str:
    name = name.replace("/", " ").replace("\\", " ").strip() or "message"
    return name if name.lower().endswith((".msg", ".eml")) else f"{name}.msg"


def _nothing(name: str) -> Item:
    code = "damaged" if is_form_by_name(name) else NOT_A_FORM
    return Item(name=name, unread=Unread(reason="Nothing is attached under this name.", remedy=ASK_AGAIN, code=code))


def long_number(raw: bytes) -> int:
    """Return a number of eight bytes."""
    return int(struct.unpack("<q", raw[:8].ljust(8, b"\0"))[0])
