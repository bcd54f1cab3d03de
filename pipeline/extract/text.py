"""Text made comparable: the same words typed by another program or hand give the same key.

Case, kinds of quotes and dashes, white space and invisible characters do not count; everything else does, so that a
tick or a question mark added to a label is seen.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from pipeline.extract.memo import remember
from pipeline.patterns import pattern
from pipeline.signs import DASHES

_SAME = str.maketrans(
    {
        "‘": "'", "’": "'", "‚": "'", "‛": "'", "`": "'", "´": "'", "′": "'",
        "“": '"', "”": '"', "„": '"', "‟": '"', "″": '"', "«": '"', "»": '"',
        **dict.fromkeys(DASHES[1:], "-"),
    }
)  # fmt: skip
_ALIKE = pattern(f"[{re.escape(''.join(map(chr, _SAME)))}]")
_UNSEEN = pattern(
    r"[\s\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufe00-\ufe0f]+"
)
_SEEN = pattern(_UNSEEN.pattern.replace("[", "[^", 1).removesuffix("+"))
BLANKS_OF_A_DATE = r"(?:_+|\.{2,}|…+)(?:\s?/\s?(?:19|20)?(?:_{2,}|\.{2,}|…+)){1,2}"
"""Room for day, month and year with blanks: ``__/__/____``."""
_OF_A_DATE = rf"{BLANKS_OF_A_DATE}|/\s+/"
"""The same also between slashes alone: ``/   /``."""
_TOKEN = pattern(rf"{_OF_A_DATE}|[^\W_]+|_+|\.{{3,}}|…+|[^\w\s]")
_FILLING = frozenset("._…/")
_FILLER = pattern(rf"{_OF_A_DATE}|\.{{3,}}|_{{3,}}|…+")
ROOM = "…"
"""The key of dots and underscores that are where people write, however much an answer has left standing."""


@remember(4096)
def key(text: str) -> str:
    """Return the comparable form of ``text``; empty for white space."""
    if text.isascii():
        return "".join(text.replace("`", "'").casefold().split())  # most text is, and nothing else in it is unseen
    plain = _ALIKE.sub(lambda sign: _SAME[ord(sign[0])], unicodedata.normalize("NFKC", text))
    return _UNSEEN.sub("", plain.casefold())


def is_empty(text: str) -> bool:
    """Return whether the comparable form of ``text`` is empty, without making it of a long narrative."""
    return _SEEN.search(text) is None


def label_key(text: str) -> str:
    """Return the comparable form of a label: closing colons, dots and dashes do not count either."""
    return key(text).rstrip(":.-?*")


def is_filler(text: str) -> bool:
    """Return whether ``text`` is nothing but the dots or underscores that are where people write."""
    starts = text.lstrip()[:1] in _FILLING  # a narrative is not searched for dots
    return starts and bool(_FILLER.search(text)) and not _FILLER.sub("", text).strip()


def without_filler(text: str) -> str:
    """Leave out the dots and underscores that are where people write."""
    if "..." in text or "___" in text or "…" in text or "/__" in text or "/.." in text:
        return _FILLER.sub("", text)
    return text  # as nearly all


def before_filler(text: str) -> str:
    """Return what is before the dots or underscores that are where people write; all of it where there are none."""
    return _FILLER.split(text, maxsplit=1)[0]


class Token:
    """A word or a single sign of a line, with its place in the line's text."""

    __slots__ = ("end", "key", "start")

    def __init__(self, text: str, start: int, end: int) -> None:
        self.key = ROOM if _FILLER.fullmatch(text) else key(text)
        self.start = start
        self.end = end


@remember(1024)
def tokens(text: str) -> Sequence[Token]:
    """Cut ``text`` into words and single signs."""
    found = (Token(match.group(), match.start(), match.end()) for match in _TOKEN.finditer(text))
    return [token for token in found if token.key]
