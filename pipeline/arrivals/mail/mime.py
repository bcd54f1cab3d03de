"""Split an e-mail into its parts (RFC 2045, 2046, 5322), in one pass, with bounds.

Only headers go through the standard library: its parser builds the whole tree at once, ten times as large as the
e-mail, ends with ``RecursionError`` at some hundred levels, and passes over what many programs get wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import Message
from itertools import islice
from typing import Final

from msgspec import Struct

from pipeline.arrivals import limits
from pipeline.arrivals.container import too_much
from pipeline.arrivals.mail.encodings import decode
from pipeline.arrivals.mail.headers import name_of, parsed

_DEEPEST: Final = 30
"""Multiparts within each other; a mail program makes three."""
_HEADERS: Final = re.compile(rb"(?:(?:[!-9;-~]+[ \t]*:|[ \t])[^\n]*(?:\n|\Z))*")
"""Lines with a name and a colon, or that go on with the one before; any other line ends them, as a blank one does."""
_GUESSED: Final = re.compile(rb"^--([^\r\n]{1,200}?)[ \t]*\r?\n(?=[!-9;-~]+:)", re.MULTILINE)
_COUNT: Final = re.compile(rb"\s*\d{1,12}\s*\r?\n")
_MBOX: Final = re.compile(rb"From [^\r\n]+\r?\n")
_BOM: Final = b"\xef\xbb\xbf"


class Part(Struct, frozen=True, kw_only=True):
    """One part that is no multipart.

    Attributes:
        head: Its headers.
        kind: Its media type, in lower case.
        start: Where its body begins in the e-mail.
        end: Where that ends.
    """

    head: Message
    kind: str
    start: int
    end: int

    @property
    def name(self) -> str:
        """What it is called; empty when it doesn't say."""
        return name_of(self.head)

    @property
    def is_attachment(self) -> bool:
        """Whether it says that it is attached."""
        return str(self.head.get("Content-Disposition", "")).strip().lower().startswith("attachment")

    @property
    def content_id(self) -> str:
        """What the text calls it; empty for none."""
        return str(self.head.get("Content-ID", "")).strip().strip("<>")


class Mail(Struct, frozen=True, kw_only=True):
    """An e-mail that was split."""

    data: bytes
    head: Message
    parts: tuple[Part, ...]

    def content(self, part: Part) -> bytes:
        """Return what a part carries."""
        encoding = str(part.head.get("Content-Transfer-Encoding", ""))
        return decode(self.data[part.start : part.end], encoding)


def plain(data: bytes) -> bytes:
    """Return an e-mail without what programs put round it: a byte order mark, blank lines, Apple's count of bytes."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        data = data.decode("utf-16", "replace").encode()
    data = data.removeprefix(_BOM).lstrip(b"\r\n")
    for extra in (_COUNT, _MBOX):
        if found := extra.match(data):
            data = data[found.end() :]
    return data.replace(b"\r\r\n", b"\r\n") if b"\r\r\n" in data[:4096] else data


def split(data: bytes) -> Mail:
    """Split an e-mail.

    Raises:
        RefusedForm: It has more parts than any e-mail.
    """
    data = plain(data)
    head, start = _head(data, 0, len(data))
    parts: list[Part] = []
    for part in _parts(data, head, start, len(data)):
        parts.append(part)
        if len(parts) > limits.ITEMS:
            raise too_much(f"more than {limits.ITEMS:,} attachments")
    return Mail(data=data, head=head, parts=tuple(parts))


def _parts(data: bytes, head: Message, start: int, end: int) -> Iterator[Part]:
    """Yield the parts in their order; those of a multipart are waited for in place of it."""
    waiting = [(head, "text/plain", start, end, 0)]
    while waiting:
        head, usual, start, end, depth = waiting.pop()
        kind = head.get_content_type() if head.get("Content-Type") else usual
        inner = (
            list(islice(_inner(data, head, start, end), limits.ITEMS + 1))
            if kind.startswith("multipart/") and depth < _DEEPEST
            else []
        )
        if not inner:
            yield Part(head=head, kind=kind, start=start, end=end)
            continue
        usual = "message/rfc822" if kind == "multipart/digest" else "text/plain"
        for inner_start, inner_end in reversed(inner):
            inner_head, body = _head(data, inner_start, inner_end)
            waiting.append((inner_head, usual, body, inner_end, depth + 1))


def _inner(data: bytes, head: Message, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield where the parts of a multipart begin and end."""
    boundary = (head.get_boundary() or "").encode("utf-8", "replace")
    is_there = bool(boundary) and next(_boundaries(data, boundary, start, end), None) is not None
    if not is_there:  # named wrongly, or not at all
        guessed = _GUESSED.search(data, start, end)
        if guessed is None:
            return
        boundary = guessed[1]
    before = -1
    for line in _boundaries(data, boundary, start, end):
        if before >= 0:
            yield before, _before_line_end(data, before, line.start())
        before = -1 if line[1] else line.end()
        if line[1]:  # the last one, with dashes behind it
            return
    if before >= 0:
        yield before, end


def _boundaries(data: bytes, boundary: bytes, start: int, end: int) -> Iterator[re.Match[bytes]]:
    pattern = re.compile(rb"^--" + re.escape(boundary) + rb"(--)?[ \t]*(?:\r?\n|\Z)", re.MULTILINE)
    return pattern.finditer(data, start, end)


def _before_line_end(data: bytes, start: int, end: int) -> int:
    """Return where a part ends: the line end before the next boundary is none of its own."""
    for line_end in (b"\r\n", b"\n"):
        if data.endswith(line_end, start, end):
            return end - len(line_end)
    return end


def _head(data: bytes, start: int, end: int) -> tuple[Message, int]:
    """Return the headers of a part, and where its body begins; a part may have none."""
    found = _HEADERS.match(data, start, end)
    stop = found.end() if found else start
    body = stop + (2 if data.startswith(b"\r\n", stop) else 1 if data.startswith(b"\n", stop) else 0)
    return parsed(data[start:stop]), min(body, end)
