"""Files that an e-mail only links to: they lie in OneDrive, SharePoint or at Google, and no form came with it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import unquote, urlsplit

from pipeline.arrivals.container import Item
from pipeline.arrivals.contents import NOT_A_FORM, Unread
from pipeline.cases.naming import ACCEPTED, is_form_by_name

ONLY_LINKED: Final = "only_linked"
_REMEDY: Final = "Open the e-mail, follow the link, download the file (Word: a copy) and put it here."
_LINK: Final = re.compile(r"""\bhref\s*=\s*["']?(https?:[^"'\s<>]{1,2000})""", re.IGNORECASE)
_SHOWN: Final = 600
"""Signs behind an address in which the words stand that are shown for it."""
_PLAIN: Final = re.compile(r"https?://[^\s<>\"']{1,2000}")
_TAG: Final = re.compile(r"<[^>]{0,2000}>")
_ATTACHED: Final = re.compile(r"<div\b[^>]{0,500}\bid\s*=\s*[\"']?(?:x_)*OwaReferenceAttachments", re.I)
"""Where Outlook on the web puts what was attached as a link."""
_WRAPPED: Final = re.compile(r"[?&](?:url|a|u)=(https?[^&]+)", re.I)
"""An address within that of a program which checks links."""
_HOSTS: Final = re.compile(
    r"(?:^|\.)(?:sharepoint\.com|onedrive\.live\.com|onedrive\.com|1drv\.ms|docs\.google\.com|drive\.google\.com|"
    r"dropbox\.com|icloud\.com|box\.com|wetransfer\.com|we\.tl|sharefile\.com|egnyte\.com)$"
)
_DOCUMENT: Final = re.compile(r"/:[wx]:/|/document/d/|/spreadsheets/d/", re.I)
"""In addresses of SharePoint and Google: a Word or Excel file."""
_NAME: Final = re.compile(r"[^/\\?&=\n<>:\"|*]{1,150}(?:" + "|".join(map(re.escape, sorted(ACCEPTED))) + r")\b", re.I)


def linked(name: str, *, is_form: bool) -> Item:
    """Return something that is only linked to.

    Args:
        name: What it is called; empty when nobody knows.
        is_form: It was attached as a link, and is a form by its name: it is missing.
    """
    code = ONLY_LINKED if is_form else NOT_A_FORM
    what = "The form is only linked, and not in this e-mail." if is_form else "This is a link to a file, not the file."
    return Item(name=name or "link", unread=Unread(reason=what, remedy=_REMEDY, code=code))


def in_text(text: str, attached: Iterable[str]) -> Iterator[Item]:
    """Return the files that a text links to, each once; those that are attached as well are left out.

    Args:
        text: Of an e-mail, as HTML or plain.
        attached: Names of what is attached.
    """
    found = _ATTACHED.search(text)
    start = found.start() if found else len(text)
    seen = {name.casefold() for name in attached}
    for place, address, shown in _links(text):
        name = _name(address, shown)
        if name is None or (name or address).casefold() in seen:
            continue
        seen.add((name or address).casefold())
        yield linked(name, is_form=place > start and is_form_by_name(name))


def _links(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield each link: its place, its address, and the words that are shown for it."""
    for found in _LINK.finditer(text):
        behind = text[found.end() : found.end() + _SHOWN].partition(">")[2]
        shown = html.unescape(_TAG.sub(" ", re.split("</a", behind, maxsplit=1, flags=re.IGNORECASE)[0]))
        yield found.start(), html.unescape(found[1]), " ".join(shown.split())
    if "<a" not in text.lower():
        yield from ((found.start(), found[0], "") for found in _PLAIN.finditer(text))


def _name(address: str, shown: str) -> str | None:
    """Return what a linked file is called: empty where nobody knows, ``None`` for a link that leads to no file."""
    address = _unwrapped(address)
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return None
    if not _HOSTS.search(host):
        return None
    path = unquote(address)
    named = _NAME.search(shown) or _NAME.search(path)
    if named:
        return named[0].strip()
    return "" if _DOCUMENT.search(path) or host.endswith("1drv.ms") else None


def _unwrapped(address: str) -> str:
    found = _WRAPPED.search(address) if re.search(r"safelinks|urldefense|mimecast", address) else None
    return unquote(found[1]) if found else address
