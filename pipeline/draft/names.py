"""Ids out of printed wording: short, readable, legal, each used once."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_LONGEST: Final = 40
_WORDS: Final = 6
_WORDS_KEPT: Final = 4
_ARTICLES: Final = frozenset({"a", "an", "the"})
_LITTLE: Final = frozenset(
    {
        "a", "an", "and", "any", "are", "as", "at", "be", "been", "by", "can", "do", "does", "for", "from", "has",
        "have", "if", "in", "into", "is", "it", "its", "may", "of", "on", "or", "out", "please", "s", "so", "such",
        "that", "the", "their", "there", "these", "they", "this", "to", "was", "we", "were", "what", "which", "will",
        "with", "would", "you", "your",
    }
)  # fmt: skip
_ASIDE: Final = re.compile(r"\([^)]*\)|\[[^]]*\]")
_APOSTROPHE: Final = re.compile(r"['’‘`]s?\b")
_HUMP: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_LEGAL_TAG: Final = re.compile(r"[a-z][a-z0-9_]*")


class Names:
    """Ids that are taken; each new one is different from them."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, wording: str, *, tag: str = "") -> str:
        """Make an id of a wording, or of the tag that the form's author gave the place, and take it.

        Args:
            wording: Printed words.
            tag: Tag of a content control, bookmark of a form field or name of a cell; empty for none.
        """
        wanted = legal_tag(tag) or identifier(wording)
        name, number = wanted, 2
        while name in self._taken:
            name, number = f"{wanted}_{number}", number + 1
        self._taken.add(name)
        return name


def legal_tag(tag: str) -> str:
    """Return a tag as an id when an author chose it: ``Child Name`` is ``child_name``, ``Text1`` is nothing."""
    name = re.sub(r"\W+", "_", _HUMP.sub("_", _plain(tag))).strip("_").lower()
    if re.fullmatch(r"(text|check|checkbox|dropdown|box|field|control|list|date|option|cell)_?\d*", name):
        return ""  # names that Word gives by itself
    return name if _LEGAL_TAG.fullmatch(name) and len(name) <= _LONGEST else ""


def identifier(wording: str) -> str:
    """Make an id of a wording: the words that say something, in small letters, joined by ``_``."""
    plain = _plain(_APOSTROPHE.sub("", _ASIDE.sub(" ", wording))) or _plain(wording)
    words = re.findall(r"[a-z0-9]+", plain.lower())
    little = _LITTLE if len(words) > _WORDS_KEPT else _ARTICLES
    telling = [word for word in words if word not in little] or words
    name = ""
    for word in telling[:_WORDS]:
        if name and len(name) + 1 + len(word) > _LONGEST:
            break
        name = f"{name}_{word}" if name else word[:_LONGEST]
    return name if name[:1].isalpha() else f"item_{name}".rstrip("_")


def _plain(text: str) -> str:
    """Take accents off letters; other scripts have no letters that an id may hold."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
