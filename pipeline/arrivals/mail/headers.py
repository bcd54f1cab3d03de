"""Headers of an e-mail: names in whatever encoding, and the moment when it was sent.

The standard library's older policy is used (``compat32``): the newer one loses ``filename=My Form A.docx`` and
``filename=O'Brien.docx``, which are wrong and common.
"""

from __future__ import annotations

import datetime as dt
import re
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.parser import HeaderParser
from email.policy import compat32
from email.utils import parsedate_tz
from typing import Final

_ZONES: Final = {"BST": 1, "WEST": 1, "CET": 1, "MEZ": 1, "CEST": 2, "MESZ": 2, "EET": 2, "EEST": 3, "MSK": 3}
"""Hours before UTC, of zones that the standard library doesn't know."""
_ZONE: Final = re.compile(r"(?<![A-Z])(?:" + "|".join(_ZONES) + r")\s*$")
_FARTHEST: Final = 14 * 3600
"""Seconds; no zone on Earth is further from UTC."""
_LONGEST: Final = 2_000_000
_LONGEST_NAME: Final = 2_000
"""Signs of a name or subject; what is longer was made to take time."""


def parsed(head: bytes) -> Message:
    """Return the headers of an e-mail, or of a part of one."""
    return HeaderParser(policy=compat32).parsestr(as_text(head[:_LONGEST]))


def as_text(raw: bytes) -> str:
    """Return bytes of no certain encoding as text."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def name_of(head: Message) -> str:
    """Return what a part is called; empty when it doesn't say."""
    return decoded(head.get_filename() or "") or decoded(_plain(head.get_param("name")))


def decoded(text: str) -> str:
    """Return a header in which words may be encoded (RFC 2047), also where they must not be."""
    text = text[:_LONGEST_NAME]
    if "=?" not in text:
        return text
    try:
        words = decode_header(text)
    except (HeaderParseError, ValueError):
        return text
    return "".join(word if isinstance(word, str) else _word(word, charset) for word, charset in words)


def _word(word: bytes, charset: str | None) -> str:
    try:
        return word.decode(charset or "ascii")
    except (LookupError, UnicodeDecodeError):
        return as_text(word)


def _plain(parameter: object) -> str:
    """Return a parameter, which may be split into charset, language and text (RFC 2231)."""
    if isinstance(parameter, tuple):
        return str(parameter[2])
    return str(parameter or "")


def sent(head: Message) -> str:
    """Return when an e-mail was sent, in UTC as ``2026-03-31T09:30:00``; empty when it was not, or nobody can tell."""
    if str(head.get("X-Unsent", "")).strip() == "1":
        return ""
    stated = moment(str(head.get("Date", "")))
    if stated:
        return stated
    hops = [moment(str(hop).rpartition(";")[2]) for hop in head.get_all("Received", [])]
    return min(filter(None, hops), default="")


def moment(text: str) -> str:
    """Return a date of an e-mail in UTC; empty for none."""
    found = parsedate_tz(text)
    if found is None:
        return ""
    zone = _ZONE.search(text)
    offset = _ZONES[zone[0].strip()] * 3600 if zone else found[9] or 0
    if abs(offset) > _FARTHEST:
        return ""
    try:
        there = dt.datetime(*found[:6], tzinfo=dt.UTC) - dt.timedelta(seconds=offset)
    except (ValueError, OverflowError):
        return ""
    return there.replace(tzinfo=None).isoformat()
