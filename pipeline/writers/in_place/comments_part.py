"""The part of a Word file that holds its comments: extended where there is one, else made and made known."""

from __future__ import annotations

import posixpath
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from pipeline.ooxml.author import AUTHOR, INITIALS
from pipeline.ooxml.listings import KEPT, LONGEST_KEPT
from pipeline.ooxml.names import R_NS as RELATIONS
from pipeline.ooxml.names import RELATIONSHIPS, STRICT_MARK, STRICT_TO_TRANSITIONAL, TYPES_PART, W14, W15, W
from pipeline.ooxml.names import W_NS as WORD
from pipeline.ooxml.quoting import quoteattr
from pipeline.ooxml.safe_xml import parse
from pipeline.ooxml.splice import Splice
from pipeline.ooxml.structure import PARAGRAPH, TEXT
from pipeline.writers.word.annotation import attributes, first_free_id, stamp
from pipeline.writers.word.markup import prefixed, text_run
from pipeline.writers.word.package import XML_HEAD

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from lxml.etree import _Element

    from pipeline.ooxml import Package

Lines = tuple[str, ...]
"""The text of a comment, one line a paragraph."""

_MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_RELATIONSHIP_ID: Final = re.compile(r"rId(\d{1,9})")
_ID: Final = W + "id"
_TO_STRICT: Final = {transitional: strict for strict, transitional in STRICT_TO_TRANSITIONAL.items()}


class CommentsPart:
    """The comments of one document.

    Args:
        package: The file.
        document: Its main part, where comments are referred to.
        day: The date of new comments.

    Attributes:
        own: Text of our own comments by their id.
        answered: Ids of comments that have a reply.
    """

    def __init__(self, package: Package, document: _Element, day: dt.date) -> None:
        self._package = package
        self._date = stamp(day)
        self._is_strict = STRICT_MARK.encode() in package.read(package.main_part)
        related = (link for link in package.related(package.main_part) if link.kind == "comments" and link.exists)
        link = next(related, None)
        self._exists = link is not None
        self._name = link.target if link is not None else self._free_name()
        source = package.read(self._name) if self._exists else self._empty()
        self._root = parse(source, self._name)
        self._splice = Splice(source, self._root)
        self._comments = {each.get(_ID, ""): each for each in self._root.iterchildren(W + "comment")}
        self._next_id = first_free_id(self._comments.values(), document.iter(W + "commentReference"))
        self.own = {id_: _lines(each) for id_, each in self._comments.items() if each.get(W + "author") == AUTHOR}
        self.answered = frozenset(self._answered())

    def add(self, lines: Sequence[str]) -> str:
        """Add a comment of ours and give its id."""
        id_ = str(self._next_id)
        self._next_id += 1
        values = {"id": id_, "author": AUTHOR, "date": self._date, "initials": INITIALS}
        name, paragraph = prefixed(self._root, "comment"), prefixed(self._root, "p")
        text = "".join(f"<{paragraph}>{text_run(self._root, line, '')}</{paragraph}>" for line in lines)
        self._splice.append(self._root, f"<{name}{attributes(self._root, values)}>{text}</{name}>")
        return id_

    def remove(self, id_: str) -> None:
        """Take a comment out."""
        self._splice.replace(self._comments[id_], "")

    def changed(self) -> dict[str, bytes]:
        """Return the parts that change, new ones among them: the comments, and what makes a new part known."""
        if not self._splice.is_changed:
            return {}
        return {self._name: self._splice.result(), **({} if self._exists else {**self._related(), **self._typed()})}

    def _answered(self) -> Iterator[str]:
        """Find which comments have replies; Word notes that elsewhere, by the last paragraph ([MS-DOCX] 2.5.4.2)."""
        if not self.own:
            return
        links = (link for link in self._package.related(self._package.main_part) if link.exists)
        extended = next((link.target for link in links if link.kind == "commentsExtended"), None)
        if extended is None:
            return
        parents = {each.get(W15 + "paraIdParent") for each in self._package.xml(extended).iter(W15 + "commentEx")}
        for id_ in self.own:
            if any(paragraph.get(W14 + "paraId", "") in parents for paragraph in self._comments[id_].iter(PARAGRAPH)):
                yield id_

    # A new part

    def _free_name(self) -> str:
        folder = posixpath.dirname(self._package.main_part)
        names = (posixpath.join(folder, f"comments{number}.xml") for number in ("", *range(2, 1000)))
        return next(name for name in names if not self._package.has(name))

    def _empty(self) -> bytes:
        return f'{XML_HEAD}<w:comments xmlns:w="{self._suited(WORD)}"></w:comments>'.encode()

    def _suited(self, namespace: str) -> str:
        """Return the Strict name of a namespace for a Strict file."""
        return _TO_STRICT[namespace] if self._is_strict else namespace

    def _related(self) -> dict[str, bytes]:
        """Link the main part to the comments (ECMA-376 Part 2, 8.5)."""
        folder, file = posixpath.split(self._package.main_part)
        name = posixpath.join(folder, "_rels", f"{file}.rels")
        empty = f'{XML_HEAD}<Relationships xmlns="{RELATIONSHIPS[1:-1]}"></Relationships>'.encode()
        source = self._package.read(name) if self._package.has(name) else empty
        used = (_RELATIONSHIP_ID.fullmatch(link.id) for link in self._package.related(self._package.main_part))
        number = 1 + max((int(each[1]) for each in used if each), default=0)
        kind = f"{self._suited(RELATIONS)}/comments"
        link = f'Id="rId{number}" Type="{kind}" Target={quoteattr(posixpath.basename(self._name))}'
        return {name: _extended(source, name, "Relationship", link)}

    def _typed(self) -> dict[str, bytes]:
        """Declare the media type of the comments (ECMA-376 Part 2, 7.2.3)."""
        if self._package.content_type(self._name) == _MEDIA_TYPE:
            return {}
        types = f'PartName={quoteattr("/" + self._name)} ContentType="{_MEDIA_TYPE}"'
        return {TYPES_PART: _extended(self._package.read(TYPES_PART), TYPES_PART, "Override", types)}


def _extended(source: bytes, name: str, element: str, attributes_: str) -> bytes:
    """Add an element without content at the end of a part of the package's own vocabulary.

    These lists are the same in all forms made of one blank, and are edited once for them; the key is all that counts.
    """
    edit = _known_extended if len(source) <= LONGEST_KEPT else _edited
    return edit(source, name, element, attributes_)


def _edited(source: bytes, name: str, element: str, attributes_: str) -> bytes:
    root = parse(source, name)
    splice = Splice(source, root)
    splice.append(root, f"<{prefixed(root, element)} {attributes_}/>")
    return splice.result()


_known_extended = lru_cache(maxsize=KEPT)(_edited)


def _lines(comment: _Element) -> Lines:
    return tuple("".join(each.text or "" for each in line.iter(TEXT)) for line in comment.iter(PARAGRAPH))
