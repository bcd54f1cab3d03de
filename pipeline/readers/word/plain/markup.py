"""What the walk over plain markup meets seldom, and so need not be fast in."""

from __future__ import annotations

from typing import Final

from pipeline.patterns import pattern
from pipeline.readers.symbols import translate

_TAG: Final = pattern(rb"""<(/?)(?:[^<>"']|"[^"]*"|'[^']*')*+>""")
_EMPTY: Final = b"<w:p/>"
"""What is met most often: a paragraph with nothing in it."""

_ENTITY: Final = pattern(r"&(?:(amp|lt|gt|quot|apos);)?")
_ENTITIES: Final = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_NO_CHARACTERS: Final = ("\ufffe", "\uffff")


def behind(xml: bytes, at: int) -> int:
    """Return the place behind the element that begins at one, going by its tags alone; the end when it has none."""
    if xml.startswith(_EMPTY, at):
        return at + len(_EMPTY)
    depth = 0
    while at >= 0 and (tag := _TAG.match(xml, at)):
        if tag[1]:
            depth -= 1
        elif xml[tag.end() - 2] != ord("/"):
            depth += 1
        if depth <= 0:
            return tag.end()
        at = xml.find(b"<", tag.end())
    return len(xml)


def written(said: bytes, font: str) -> str:
    """Return what a text of XML says in a font; nothing when it may not be well-formed, or needs a parser.

    Raises:
        UnicodeDecodeError: It is no text.
    """
    text = said.decode()
    if any(each in text for each in _NO_CHARACTERS) or "" in _ENTITY.findall(text):
        return ""
    return translate(_ENTITY.sub(lambda entity: _ENTITIES[entity[1]], text).replace("\n", " "), font)
