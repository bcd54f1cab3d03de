"""The walk over plain markup as Python runs it where nothing was compiled: expressions in place of loops over bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pipeline.patterns import pattern
from pipeline.readers.word.plain.walk import PlainWalk

if TYPE_CHECKING:
    from pipeline.readers.word.plain.formatting import PlainFormatting
    from pipeline.readers.word.reuse.store import Kept

_BLANKS: Final = pattern(rb"[ \n\t]*")
_TEXT: Final = pattern(rb"[^\x00-\x08\x0b-\x1f<>]*")
_ATTRIBUTES: Final = rb"""((?: (?:%s)[A-Za-z]+="[ !#-%%'-;=-~]*"){0,8})(/?)>"""
_WITH_W: Final = pattern(_ATTRIBUTES % b"w:")
_WITH_W14: Final = pattern(_ATTRIBUTES % b"w:|w14:")
_BESIDE: Final = pattern(rb"<w:(?:bookmarkStart|bookmarkEnd|proofErr|commentRangeStart|commentRangeEnd)[ >/]")
_SECOND_OF_BESIDE: Final = b"or"
"""The second letters of these; hardly anything else has one of them there."""

_OPENS, _CLOSES, _ENDS = b"<>/"
_OPENED: Final = {tag: (tag + b">", tag + b" ", tag + b"/") for tag in (b"<w:tr", b"<w:tc", b"<w:p", b"<w:r", b"<w:t")}
_NAME: Final = pattern(rb' ([\w:]+)="[^"]*"')


class PythonWalk(PlainWalk):
    """Read what :class:`PlainWalk` reads, and leave what it leaves."""

    def __init__(self, xml: bytes, kept: Kept, formatting: PlainFormatting, prefixes: tuple[bytes, ...]) -> None:
        super().__init__(xml, kept, formatting, prefixes)
        self._attributes = _WITH_W if prefixes == (b"w:",) else _WITH_W14

    def _blank(self, at: int) -> int:
        return at if self._xml[at] == _OPENS else _BLANKS.match(self._xml, at).end()  # type: ignore[union-attr]

    def _next(self, at: int) -> int:
        at = at if self._xml[at] == _OPENS else self._blank(at)
        return super()._next(at) if self._xml[at + 4] in _SECOND_OF_BESIDE and _BESIDE.match(self._xml, at) else at

    def _opens(self, at: int, tag: bytes) -> bool:
        return self._xml.startswith(_OPENED[tag], at) if tag in _OPENED else super()._opens(at, tag)

    def _content(self, at: int) -> int:
        each = self._xml[at]
        if each == _CLOSES:
            return at + 1
        if each == _ENDS:
            return -(at + 2) if self._xml[at + 1] == _CLOSES else 0
        tag = self._attributes.match(self._xml, at)
        if tag is None:
            return 0
        names = _NAME.findall(tag[1])
        if len(set(names)) < len(names):
            return 0
        return -tag.end() if tag[2] else tag.end()

    def _end_of_text(self, at: int) -> int:
        return _TEXT.match(self._xml, at).end()  # type: ignore[union-attr]
