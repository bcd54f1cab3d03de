"""XML from strangers: parsed without entities, without network, within bounds, and refused in one clear sentence."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from lxml import etree

from pipeline.errors import RefusedForm
from pipeline.ooxml import limits
from pipeline.ooxml.names import STRICT_MARK, STRICT_TO_TRANSITIONAL

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

MENDING: Final = "Open it in Word, let Word repair it and save it under a new name."

_SAFE: Final[dict[str, Any]] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "recover": False,
    "remove_comments": True,
    "remove_pis": True,
}


_OVER_A_LIMIT = (etree.ErrorTypes.ERR_RESOURCE_LIMIT, etree.ErrorTypes.ERR_INTERNAL_ERROR)
"""The second is what libxml2 2.11 says, which lxml's wheels for Windows hold."""


_SHORTEST: Final = len("<a/>")
"""Characters of the shortest node."""


def parse(xml: bytes, name: str) -> etree._Element:
    """Parse a part, comments and processing instructions left out, Strict namespaces as Transitional ones.

    Args:
        xml: Its bytes.
        name: Its name, for the message when it can't be read.

    Raises:
        RefusedForm: It is no well-formed XML, has a DOCTYPE, is nested more than 256 elements deep (some 35 tables in
            one another, far more than Word shows sensibly), or holds a text of more than ten million characters.
    """
    if _has_doctype(xml):
        raise _doctype(name)
    try:
        root: etree._Element = etree.fromstring(_transitional(xml), etree.XMLParser(**_SAFE))
    except etree.XMLSyntaxError as error:
        # The parser's own message can quote what people typed, so only its number is looked at.
        raise _unreadable(name, error.code) from None
    except (ValueError, LookupError):
        raise _unreadable(name, 0) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise _doctype(name)
    return root


def parse_each(xml: bytes, name: str, tags: Collection[str]) -> Iterator[etree._Element]:
    """Parse a part of which only the elements called ``tags`` right below the root matter; of a long one none is kept.

    Raises:
        RefusedForm: As :func:`parse` says, when the place is reached, or one element below the root is far too large.
    """
    if len(xml) < limits.HELD_NODES * _SHORTEST:  # no element can be too large, and all at once is four times as fast
        yield from (element for element in parse(xml, name) if element.tag in tags)
        return
    if _has_doctype(xml):
        raise _doctype(name)
    try:
        for element in _below_root(BytesIO(_transitional(xml)), name):
            if element.tag in tags:
                yield element
    except etree.XMLSyntaxError as error:
        raise _unreadable(name, error.code) from None
    except (ValueError, LookupError):
        raise _unreadable(name, 0) from None


def _below_root(xml: BytesIO, name: str) -> Iterator[etree._Element]:
    depth = held = 0
    for event, element in etree.iterparse(xml, events=("start", "end"), **_SAFE):
        if event == "start":
            depth += 1
            held += 1 + len(element.attrib)
            if held > limits.HELD_NODES:
                raise too_complex(name)
            continue
        depth -= 1
        if depth == 1:
            yield element
            element.clear()
            parent = element.getparent()
            if parent is not None:
                del parent[: parent.index(element)]  # the parser still holds on to the element itself
            held = 0


def _has_doctype(xml: bytes) -> bool:
    """Return whether there is a DOCTYPE before the root element, in any encoding; text may contain the word."""
    head = xml.replace(b"\x00", b"") if xml[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in xml[:4] else xml
    at = head.find(b"<")
    while at >= 0:
        if head.startswith(b"<!DOCTYPE", at):
            return True
        if head.startswith(b"<?", at):
            at = head.find(b"?>", at)
        elif head.startswith(b"<!--", at):
            at = head.find(b"-->", at + 4)
        else:
            return False
        at = head.find(b"<", at) if at >= 0 else at
    return False


def _transitional(xml: bytes) -> bytes:
    codec = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}.get(xml[:2], "ascii")
    if STRICT_MARK.encode(codec) not in xml:
        return xml
    for strict in sorted(STRICT_TO_TRANSITIONAL, key=len, reverse=True):
        xml = xml.replace(strict.encode(codec), STRICT_TO_TRANSITIONAL[strict].encode(codec))
    return xml


def _unreadable(name: str, code: int) -> RefusedForm:
    if code in _OVER_A_LIMIT:
        return too_complex(name)
    if code == etree.ErrorTypes.ERR_INVALID_ENCODING:
        what = f"The part {name} inside the file is damaged: it holds bytes that are not text."
    else:
        what = f"The part {name} inside the file is damaged: it is not well-formed XML."
    return RefusedForm(what, remedy=MENDING, code="damaged")


def too_complex(name: str) -> RefusedForm:
    """Make the error for a part that would take too much memory or is nested too deeply."""
    return RefusedForm(
        f"The part {name} inside the file is too large or too deeply nested for a form.",
        remedy="Open it in Word, take out what isn't part of the form and save it under a new name.",
        code="too_complex",
    )


def _doctype(name: str) -> RefusedForm:
    return RefusedForm(
        f"The part {name} inside the file has a DOCTYPE, which Office never writes.",
        remedy="Don't open it; ask the sender what it is.",
        code="doctype",
    )
