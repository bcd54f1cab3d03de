"""Edits of an XML part made in its own bytes, so that everything else in it stays as the writing program left it.

Serialising a tree anew changes the declaration, quotes, the order of namespaces and empty elements. Instead the tree
only says *where* to edit: the n-th element of the tree is the n-th start tag of the source. A few dozen elements of
thousands are edited, so only paragraphs are counted that way, and the elements in a paragraph from where it begins:
counting all of them took as long as parsing the part.
"""

from __future__ import annotations

import codecs
import re
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from pipeline.errors import CannotWrite
from pipeline.ooxml.structure import PARAGRAPH

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml import etree

# The source is known to be well-formed and to have no DOCTYPE, so these four shapes are all the markup there is, and
# "<" in an attribute is written as an entity.
# Both patterns begin with one character, which the search then skips to.
_NO_ELEMENT: Final = rb"!--.*?-->|\?.*?\?>|!\[CDATA\[.*?\]\]>"
_START: Final = re.compile(rb"<(?:" + _NO_ELEMENT + rb"|([^/]))", re.DOTALL)
_TAG: Final = re.compile(rb"<(?:" + _NO_ELEMENT + rb"|(/?)[^>\"']*(?:\"[^\"]*\"[^>\"']*|'[^']*'[^>\"']*)*>)", re.DOTALL)
_TAG_NAME: Final = re.compile(rb"<([^\s/>]+)")
_DECLARED: Final = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
_SLASH: Final = ord("/")
_BOMS: Final = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_UNMARKED_UTF16: Final = {b"<\x00": "utf-16-le", b"\x00<": "utf-16-be"}


class _Span(Struct, frozen=True):
    """Byte offsets of one element: of its start tag, its content and its end tag."""

    start: int
    content_start: int
    content_end: int
    end: int

    @property
    def is_empty_tag(self) -> bool:
        return self.content_start == self.content_end == self.end


class Edit(Struct, frozen=True):
    """Markup that replaces some bytes. Insertions at one offset are ordered by rank."""

    start: int
    end: int
    markup: bytes
    rank: int = 0

    @property
    def order(self) -> tuple[int, int, int]:
        """What edits are ordered by."""
        return self.start, self.end, self.rank


_LEADING, _BEHIND, _IN_FRONT, _LAST = range(-1, 3)
"""Ranks: before all others; after an element or at the start of its parent; before an element; at a parent's end."""


class Splice:
    """A part being edited. Edits may not overlap; what is added at one place is there in the order of the calls.

    Args:
        xml: The part as it is in the file.
        root: The tree parsed from it, without comments and processing instructions.
        left_out: What ``xml`` lacks of the file, at the places of what has its place; such a part is in UTF-8.
    """

    def __init__(self, xml: bytes, root: etree._Element, left_out: Sequence[Edit] = ()) -> None:
        self._source = _Source.of(xml)
        self._left_out = left_out
        self._root = root
        self._edits: list[Edit] = []
        self._replaced: set[etree._Element] = set()
        self._starts: dict[tuple[str, str | None], dict[etree._Element, int]] = {}
        self._spans: dict[etree._Element, _Span] = {}
        self._prepended: dict[etree._Element, list[str]] = {}
        self._appended: dict[etree._Element, list[str]] = {}

    def markup(self, element: etree._Element) -> str:
        """Return an element as it is written in the source."""
        span = self._span(element)
        return self._source.utf8[span.start : span.end].decode()

    def replace(self, element: etree._Element, markup: str) -> None:
        """Put ``markup`` in the place of ``element``; empty markup removes it."""
        span = self._span(element)
        self._edits.append(Edit(span.start, span.end, markup.encode()))
        self._replaced.add(element)

    def is_replaced(self, element: etree._Element) -> bool:
        """Return whether an element was replaced already: it can't be once more."""
        return element in self._replaced

    def prepend(self, element: etree._Element, markup: str) -> None:
        """Add ``markup`` at the beginning of the content of ``element``."""
        self._prepended.setdefault(element, []).append(markup)

    def lead(self, element: etree._Element, markup: str, *, behind: etree._Element | None = None) -> None:
        """Insert ``markup`` at the start of ``element``, or right after one of its children, before all else there."""
        if behind is None:
            self._prepended.setdefault(element, []).insert(0, markup)
        else:
            end = self._span(behind).end
            self._edits.append(Edit(end, end, markup.encode(), _LEADING))

    def append(self, element: etree._Element, markup: str) -> None:
        """Add ``markup`` at the end of the content of ``element``."""
        self._appended.setdefault(element, []).append(markup)

    def insert_before(self, element: etree._Element, markup: str) -> None:
        """Insert ``markup`` right before ``element``."""
        start = self._span(element).start
        self._edits.append(Edit(start, start, markup.encode(), _IN_FRONT))

    def insert_after(self, element: etree._Element, markup: str) -> None:
        """Put ``markup`` right behind ``element``."""
        end = self._span(element).end
        self._edits.append(Edit(end, end, markup.encode(), _BEHIND))

    def unwrap(self, element: etree._Element) -> None:
        """Remove the tags of ``element`` and keep its content, which may be edited too."""
        span = self._span(element)
        if span.is_empty_tag:
            self._edits.append(Edit(span.start, span.end, b""))
        else:
            self._edits += (Edit(span.start, span.content_start, b""), Edit(span.content_end, span.end, b""))

    @property
    def is_changed(self) -> bool:
        """Whether anything is edited."""
        return bool(self._edits or self._prepended or self._appended)

    def result(self) -> bytes:
        """Return the edited part, in the encoding and with the declaration and byte order mark it came with."""
        utf8 = self._source.utf8
        chunks: list[bytes] = []
        position = 0
        for edit in sorted([*self._edits, *self._additions(), *self._left_out], key=lambda edit: edit.order):
            chunks += [utf8[position : edit.start], edit.markup]
            position = edit.end
        return self._source.encoded(b"".join([*chunks, utf8[position:]]))

    def _additions(self) -> Iterator[Edit]:
        """Yield the edits that add to the content of elements; one without content gets an end tag."""
        for element in dict.fromkeys([*self._prepended, *self._appended]):
            first = "".join(self._prepended.get(element, ())).encode()
            last = "".join(self._appended.get(element, ())).encode()
            span = self._span(element)
            if span.is_empty_tag:
                yield Edit(span.start, span.end, self._opened(span, first + last))
            else:
                yield Edit(span.content_start, span.content_start, first, _BEHIND)
                yield Edit(span.content_end, span.content_end, last, _LAST)

    def _opened(self, span: _Span, content: bytes) -> bytes:
        tag = self._source.utf8[span.start : span.end]
        name = _TAG_NAME.match(tag)
        assert name is not None  # noqa: S101 -- a start tag always has a name
        return tag[:-2].rstrip() + b">" + content + b"</" + name[1] + b">"

    def _span(self, element: etree._Element) -> _Span:
        if element not in self._spans:
            self._spans[element] = _span(self._source.utf8, self._start(element))
        return self._spans[element]

    def _start(self, element: etree._Element) -> int:
        """Find where an element begins: that of the paragraph around it, if there is one, and on from there."""
        around = element if element.tag == PARAGRAPH else next(element.iterancestors(PARAGRAPH), element)
        start = self._starts_like(around)[around]
        if around is element:
            return start
        number = next(number for number, each in enumerate(around.iter("*")) if each is element)
        return next(islice(_starts(self._source.utf8, start), number, None))

    def _starts_like(self, element: etree._Element) -> dict[etree._Element, int]:
        """Return where the elements begin that are written with the same name."""
        name = (str(element.tag), element.prefix)
        if name not in self._starts:
            self._starts[name] = self._starts_of(*name)
        return self._starts[name]

    def _starts_of(self, tag: str, prefix: str | None) -> dict[etree._Element, int]:
        """Find where the elements with a name begin.

        Each of them is a match in the source, in this order, so when there are as many matches they are the same. When
        there are more, in a comment or where the prefix means something else, all elements are counted.
        """
        local = tag.rpartition("}")[2]
        written = re.escape(f"{prefix}:{local}" if prefix else local).encode()
        starts = [match.start() for match in re.finditer(rb"<" + written + rb"[\s/>]", self._source.utf8)]
        elements = [each for each in self._root.iter(tag) if each.prefix == prefix]
        return dict(zip(elements, starts, strict=True)) if len(starts) == len(elements) else self._all_starts

    @cached_property
    def _all_starts(self) -> dict[etree._Element, int]:
        starts = list(_starts(self._source.utf8))
        elements = list(self._root.iter("*"))
        if len(starts) != len(elements):
            raise CannotWrite("The document can't be edited in place: its source doesn't fit its tree.", code="splice")
        return dict(zip(elements, starts, strict=True))


def is_utf8(xml: bytes) -> bool:
    """Return whether a part is edited in the very bytes that it has in the file."""
    return _Source.of(xml).utf8 is xml


def _starts(xml: bytes, start: int = 0) -> Iterator[int]:
    """Return where each element begins, in the order of the tree."""
    return (match.start() for match in _START.finditer(xml, start) if match.lastindex)


def _span(xml: bytes, start: int) -> _Span:
    """Find where the element that begins at ``start`` has its content and its end."""
    content_start = 0
    depth = 0
    for match in _TAG.finditer(xml, start):
        slash, end = match[1], match.end()
        content_start = content_start or end
        if slash is None:
            continue
        if xml[end - 2] != _SLASH:
            depth += -1 if slash else 1
        if depth == 0:
            return _Span(start, content_start, match.start() if slash else end, end)
    raise CannotWrite("The document can't be edited in place: an element has no end.", code="splice")


class _Source(Struct, frozen=True, kw_only=True):
    """An XML part as UTF-8, and what it takes to give it back in its own encoding."""

    utf8: bytes
    codec: str = "utf-8"
    bom: bytes = b""

    @classmethod
    def of(cls, xml: bytes) -> _Source:
        bom = xml[:2] if xml[:2] in _BOMS else b""
        declared = _DECLARED.match(xml.removeprefix(codecs.BOM_UTF8))
        named = declared[1].decode().lower() if declared else "utf-8"
        codec = _BOMS.get(bom) or _UNMARKED_UTF16.get(xml[:2]) or named
        if codec in ("utf-8", "utf8"):
            return cls(utf8=xml)
        try:
            source = cls(utf8=xml[len(bom) :].decode(codec).encode(), codec=codec, bom=bom)
        except (LookupError, UnicodeError):
            raise _strange_encoding() from None
        if source.encoded(source.utf8) != xml:
            raise _strange_encoding()
        return source

    def encoded(self, utf8: bytes) -> bytes:
        """Return the text in the part's encoding; a character that it lacks becomes a character reference."""
        if self.codec == "utf-8":
            return utf8
        return self.bom + utf8.decode().encode(self.codec, "xmlcharrefreplace")


def _strange_encoding() -> CannotWrite:
    return CannotWrite(
        "The document can't be edited in place: its text is in an encoding that Word doesn't use.",
        remedy="Open it in Word and save it under a new name.",
        code="splice",
    )
