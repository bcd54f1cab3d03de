"""Links of older formats, cut off before they are converted: LibreOffice puts linked pictures into what it makes.

Tried with LibreOffice 7.4: of Rich Text, pictures named by ``INCLUDEPICTURE`` come out embedded, of OpenDocument
spreadsheets linked ones; of OpenDocument text and .doc they stay links, though the file is opened. Nothing was ever
fetched from elsewhere (:mod:`pipeline.readers.opening.libreoffice`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from lxml import etree
from msgspec import Struct

from pipeline.errors import RefusedForm
from pipeline.ooxml.safe_xml import parse
from pipeline.readers.opening.open_document import with_changed_parts
from pipeline.readers.word.fields import LINKED

if TYPE_CHECKING:
    from collections.abc import Iterator


class Cut(Struct, frozen=True, kw_only=True):
    """A file without its links, and what they would have taken from elsewhere, such as ``picture``."""

    content: bytes
    linked: tuple[str, ...] = ()


def without_links(kind: str, content: bytes) -> Cut:
    """Return a file of an older format without what links to files outside of it."""
    if kind == "rtf":
        return _rich_text(content)
    return _open_document(content) if kind in ("odt", "ods") else Cut(content=content)


# Rich Text

_INSTRUCTION: Final = re.compile(rb"\{\s*(?:\\\*\s*)?\\fldinst(?![a-z])")
_TOKEN: Final = re.compile(
    rb"\\bin(?P<bytes>\d{1,9}) ?|\\'(?P<hex>[0-9A-Fa-f]{2})|\\u(?P<code>-?\d{1,6}) ?.?"
    rb"|\\[a-zA-Z]{1,32}(?:-?\d{1,10})? ?|\\(?P<sign>[^a-zA-Z'])|(?P<brace>[{}])|(?P<text>[^\\{}\r\n]+)|[\r\n]|\\",
    re.DOTALL,
)
_KEYWORD: Final = re.compile(rf"\s*({'|'.join(LINKED)})\b|.*?\b(INCLUDEPICTURE|INCLUDETEXT|DDEAUTO)\b", re.DOTALL)
"""The name of a field at its start; a field in it may be before, and these three are no words that people write."""

_SHAPE_PICTURE: Final = re.compile(rb"(\{\\sn\s+\w*(?:pib|Blip)Name\}\s*\{\\sv)(?:[^{}\\]|\\[^{}])*\}")


def _rich_text(content: bytes) -> Cut:
    kept: list[bytes] = []
    linked: list[str] = []
    at = 0
    for match in _INSTRUCTION.finditer(content):
        if match.start() < at:
            continue  # inside one that was cut off
        end, said = _group(content, match.start())
        found = _KEYWORD.match(said.upper())
        if found is not None:
            linked.append(LINKED[found[1] or found[2]])
            kept += (content[at : match.start()], rb"{\*\fldinst }")
            at = end
    kept.append(content[at:])
    whole, pictures = _SHAPE_PICTURE.subn(rb"\1 }", b"".join(kept))
    return Cut(content=whole, linked=(*linked, *["picture"] * pictures))


def _group(content: bytes, start: int) -> tuple[int, str]:
    """Return where a group ends, and what it says, however it is written."""
    depth, at, said = 0, start, []  # type: int, int, list[str]
    while match := _TOKEN.match(content, at):
        at = match.end()
        if match["brace"]:
            depth += 1 if match["brace"] == b"{" else -1
            if not depth:
                break
        elif match["bytes"]:
            at += int(match["bytes"])
        else:
            said.append(_character(match))
    return at, "".join(said)


def _character(match: re.Match[bytes]) -> str:
    if match["hex"]:
        return bytes.fromhex(match["hex"].decode()).decode("cp1252", "replace")
    if match["code"]:
        return chr(int(match["code"]) % 0x10000)
    sign = b"" if match["sign"] == b"*" else match["sign"]  # says of a group that it may be left out
    return (match["text"] or sign or b"").decode("cp1252", "replace")


# OpenDocument

_HREF: Final = "{http://www.w3.org/1999/xlink}href"
_OUTSIDE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|/|\\|(?:\./)*\.\.")
_MAY_LINK: Final = re.compile(rb"""href\s*=\s*["'](?:[A-Za-z][A-Za-z0-9+.-]*:|/|\\|\.)""")
_TAKING: Final = {
    "image": "picture", "background-image": "picture", "fill-image": "picture", "list-level-style-image": "picture",
    "object": "object", "object-ole": "object", "plugin": "object", "floating-frame": "object", "applet": "object",
    "section-source": "text", "table-source": "text", "cell-range-source": "text",
}  # fmt: skip


def _open_document(content: bytes) -> Cut:
    linked: list[str] = []

    def cut(name: str, part: bytes) -> bytes:
        if not _MAY_LINK.search(part):
            return part
        part, found = _without_sources(part, name)
        linked.extend(found)
        return part

    return Cut(content=with_changed_parts(content, cut), linked=tuple(linked))


def _without_sources(part: bytes, name: str) -> tuple[bytes, list[str]]:
    try:
        root = parse(part, name)
    except RefusedForm:
        return part, []  # LibreOffice won't open it either
    sources = list(_sources(root))
    for element, _ in sources:
        del element.attrib[_HREF]
    found = [what for _, what in sources]
    return (etree.tostring(root, xml_declaration=True, encoding="UTF-8"), found) if found else (part, [])


def _sources(root: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    for element in root.iter("*"):
        what = _TAKING.get(str(element.tag).rpartition("}")[2])
        if what is not None and _OUTSIDE.match(element.get(_HREF, "")):
            yield element, what
