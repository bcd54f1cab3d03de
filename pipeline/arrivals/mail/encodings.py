"""Ways in which e-mails carry bytes as text, decoded as mail programs do: what is wrong in them is passed over."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

_BASE64: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
_NOT_BASE64: Final = bytes(set(range(256)) - set(_BASE64))
_PIECE: Final = 1 << 20
"""Bytes that are decoded at a time, so that a large attachment is not held three times."""
_BEGIN: Final = re.compile(rb"^begin [0-7]{3,4} ([^\r\n]{1,500})\r?\n", re.MULTILINE)
_END: Final = re.compile(rb"^end[ \t]*\r?$", re.MULTILINE)


class Uuencoded(Struct, frozen=True, kw_only=True):
    """A file within a text."""

    name: bytes
    body: bytes


def decode(body: bytes, encoding: str) -> bytes:
    """Return what is encoded in a part.

    Args:
        body: As it is in the e-mail.
        encoding: What its header says: ``base64``, perhaps with a blank or semicolon behind it.
    """
    kind = encoding.partition(";")[0].strip().strip("\"'").lower()
    if kind == "base64":
        return from_base64(body)
    if kind == "quoted-printable":
        return binascii.a2b_qp(body)
    if kind in ("x-uuencode", "uuencode", "x-uue", "uue"):
        found = next(uuencoded(body), None)
        return from_uuencode(found.body if found is not None else body)
    return body


def from_base64(body: bytes) -> bytes:
    """Decode base64; text between the signs is left out, and what is behind a padding is decoded too."""
    found, rest = bytearray(), b""
    for at in range(0, len(body), _PIECE):
        *ended, rest = (rest + body[at : at + _PIECE].translate(None, _NOT_BASE64)).split(b"=")
        for piece in ended:
            found += _unpadded(piece)
        whole = len(rest) // 4 * 4
        found += binascii.a2b_base64(rest[:whole])
        rest = rest[whole:]
    found += _unpadded(rest)
    return bytes(found)


def _unpadded(signs: bytes) -> bytes:
    if len(signs) % 4 == 1:  # one sign alone is no byte
        signs = signs[:-1]
    return binascii.a2b_base64(signs + b"=" * (-len(signs) % 4))


def uuencoded(text: bytes) -> Iterator[Uuencoded]:
    """Return the files that are in a text as programs of the nineties put them there."""
    at = 0
    while (begin := _BEGIN.search(text, at)) and (end := _END.search(text, begin.end())):
        yield Uuencoded(name=begin[1].strip(), body=text[begin.end() : end.start()])
        at = end.end()


def from_uuencode(body: bytes) -> bytes:
    """Decode uuencoded lines."""
    found = bytearray()
    for line in body.splitlines():
        if not line or line.startswith((b"begin ", b"end")):
            continue
        try:
            found += binascii.a2b_uu(line)
        except binascii.Error:  # longer than it says, as some programs write it
            length = (((line[0] - 32) & 63) * 4 + 5) // 3
            found += binascii.a2b_uu(line[:length])
    return bytes(found)
