"""Open an e-mail as most programs save it (.eml), with what is attached to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from itertools import islice, pairwise
from typing import Final

from pipeline.arrivals import limits
from pipeline.arrivals.container import Container, Item, too_much
from pipeline.arrivals.kinds import kind_of
from pipeline.arrivals.mail.encodings import from_uuencode, uuencoded
from pipeline.arrivals.mail.headers import as_text, decoded, parsed, sent
from pipeline.arrivals.mail.links import in_text, linked
from pipeline.arrivals.mail.logos import is_decoration
from pipeline.arrivals.mail.mime import Mail, Part, split
from pipeline.cases.naming import is_form_by_name

_NEVER_MISSED: Final = frozenset({
    "application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature",
    "application/pgp-encrypted", "application/applefile",
})  # fmt: skip
_BODIES: Final = ("text/plain", "text/html", "text/enriched", "text/calendar", "text/x-amp-html", "text/rtf")
_READ_AS_TEXT: Final = frozenset({"text", "html", "xml", "unknown", "empty", "rtf"})
_DELIVERY: Final = ("message/delivery-status", "message/disposition-notification", "text/rfc822-headers")
_FROM_LINE: Final = re.compile(rb"^From [^\r\n]{3,300} \d{4}[^\r\n]{0,20}\r?\n(?=[!-9;-~]{1,80}:)", re.MULTILINE)
_QUOTED: Final = re.compile(rb"^>(>*From )", re.MULTILINE)
_HEAD: Final = 65_536
"""Bytes in which a subject is looked for."""
_CUT: Final = 200_000
"""Characters of a text that are searched for links."""


def open_eml(data: bytes) -> Container:
    """Open an e-mail.

    Raises:
        RefusedForm: It asks for too much.
    """
    if len(data) > limits.MAIL_BYTES:
        raise too_much(f"an e-mail of more than {limits.MAIL_BYTES // limits.MEGABYTE} MB")
    mail = split(data)
    texts = [_text(mail, part) for part in mail.parts if _is_body(part)]
    items = [item for part in mail.parts for item in _items(mail, part, texts)]
    links = [link for text in texts for link in in_text(text, [item.name for item in items])]
    return Container(what="an e-mail", items=(*items, *_each_once(links)), sent=sent(mail.head))


def open_mbox(data: bytes) -> Container:
    """Open a mailbox in the form of a text: e-mails one behind the other, each after a line that begins with "From"."""
    starts = [found.start() for found in islice(_FROM_LINE.finditer(data), limits.ITEMS + 1)]
    if len(starts) == 1:
        return open_eml(data)
    mails = [data[start:end] for start, end in pairwise([*starts, len(data)])]
    items = [Item(name=_by_subject(mail[:_HEAD]), read=partial(_quoted_no_more, mail), kind="eml") for mail in mails]
    return Container(what="a mailbox", items=tuple(items))


def _quoted_no_more(mail: bytes) -> bytes:
    return _QUOTED.sub(rb"\1", mail)


def _is_body(part: Part) -> bool:
    return part.kind in _BODIES and not part.is_attachment and not part.name


def _text(mail: Mail, part: Part) -> str:
    return as_text(mail.content(part)[: 4 * _CUT])[:_CUT] if part.kind in ("text/plain", "text/html") else ""


def _items(mail: Mail, part: Part, texts: list[str]) -> Iterator[Item]:
    if part.kind in _NEVER_MISSED or part.kind in _DELIVERY:
        return
    if part.kind == "message/external-body":
        yield linked(part.name, is_form=is_form_by_name(part.name))
    elif _is_body(part):
        yield from _hidden_in_text(mail, part)
    else:
        yield Item(
            name=_called(mail, part),
            read=partial(mail.content, part),
            kind="eml" if part.kind.startswith("message/") else "",
            is_inline=is_decoration(part.name, part.content_id, part.end - part.start, texts),
        )


def _hidden_in_text(mail: Mail, part: Part) -> Iterator[Item]:
    """Yield files that are in a text, or that only call themselves a text."""
    content = mail.content(part)
    if part.kind != "text/html" and b"\nbegin " in b"\n" + content:
        for found in uuencoded(content):
            yield Item(name=decoded(as_text(found.name)), read=partial(from_uuencode, found.body))
    elif kind_of(content) not in _READ_AS_TEXT:
        yield Item(name="", read=partial(mail.content, part))


def _called(mail: Mail, part: Part) -> str:
    """Return what a part is called; an e-mail within is called by its subject."""
    if part.name or not part.kind.startswith("message/"):
        return part.name
    return _by_subject(mail.data[part.start : min(part.end, part.start + _HEAD)])


def _by_subject(start: bytes) -> str:
    """Return what an e-mail is called by its subject."""
    start = _FROM_LINE.sub(b"", start, count=1)
    end = re.search(rb"\r?\n\r?\n", start)
    subject = decoded(str(parsed(start[: end.start()] if end else start).get("Subject", "")))
    return f"{subject.replace('/', ' ').strip() or 'message'}.eml"


def _each_once(items: list[Item]) -> list[Item]:
    """Return links that occur in several texts of one e-mail once."""
    return list({(item.name, item.unread): item for item in items}.values())
