"""Words with what is struck out of them: the one way from an answer to text, with one rule.

Struck words keep their strike where an output can strike (:meth:`Words.parts`), and are left out where it can't
(:attr:`Words.standing`). They are never shown as if they stood: "He is ~~not~~ safe" must not become "He is not safe".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

Spans = tuple[tuple[int, int], ...]
"""Stretches of a text as start and end, in their order, none of which touch."""


class Words(Struct, frozen=True):
    """A text, and the stretches of it that are struck out.

    ``str()`` gives what is not struck out, so that a caller that knows nothing of strikes shows nothing wrong.
    """

    text: str = ""
    struck: Spans = ()

    def __str__(self) -> str:
        return self.standing

    def __bool__(self) -> bool:
        return bool(self.text)

    @property
    def standing(self) -> str:
        """The text without what is struck out; of the white space around a gap one is kept, and no line left empty."""
        if not self.struck:
            return self.text
        return "\n".join(line for each in self.lines() if (line := _standing_line(each)) or not each.struck)

    def parts(self) -> Iterator[tuple[str, bool]]:
        """Yield the text in stretches, each with whether it is struck out."""
        at = 0
        for start, end in self.struck:
            if start > at:
                yield self.text[at:start], False
            yield self.text[start:end], True
            at = end
        if at < len(self.text):
            yield self.text[at:], False

    def cut(self, start: int, end: int) -> Words:
        """Return a stretch of the text."""
        inside = ((max(low, start) - start, min(high, end) - start) for low, high in self.struck)
        return Words(self.text[start:end], tuple((low, high) for low, high in inside if low < high))

    def strip(self) -> Words:
        """Return the text without white space at its ends."""
        if not self.struck:
            return Words(self.text.strip())
        start = len(self.text) - len(self.text.lstrip())
        return self.cut(start, max(start, len(self.text.rstrip())))

    def split(self, parting: str) -> list[Words]:
        """Return what is between partings."""
        if parting not in self.text:
            return [self]
        found, start = [], 0
        for part in self.text.split(parting):
            found.append(self.cut(start, start + len(part)))
            start += len(part) + len(parting)
        return found

    def lines(self) -> list[Words]:
        """Return the lines of the text."""
        return self.split("\n")

    def with_text(self, text: str) -> Words:
        """Return another text of the same length, struck out where this one is."""
        return Words(text, self.struck)

    def seen(self) -> list[tuple[str, bool]]:
        """Return each character that can be seen, with whether it is struck out: what two programs must agree on."""
        return [(sign, is_struck) for part, is_struck in self.parts() for sign in part if not sign.isspace()]


def put_together(parts: Iterable[Words | str]) -> Words:
    """Make one text of several, each as it is."""
    text, struck = "", []  # type: str, list[tuple[int, int]]
    for part in parts:
        words = Words(part) if isinstance(part, str) else part
        for low, high in words.struck:
            low, high = low + len(text), high + len(text)
            if struck and struck[-1][1] == low:
                low = struck.pop()[0]
            struck.append((low, high))
        text += words.text
    return Words(text, tuple(struck))


def joined_by(parting: str, parts: Iterable[Words]) -> Words:
    """Make one text of several, ``parting`` between each two; empty ones are left out."""
    said: list[Words | str] = []
    for part in parts:
        if part.text:
            said += (parting, part) if said else (part,)
    return said[0] if len(said) == 1 and isinstance(said[0], Words) else put_together(said)


def _standing_line(line: Words) -> str:
    text, gap = "", ""
    for part, is_struck in line.parts():
        if is_struck:
            gap += part
            continue
        if gap and (not text or text[-1].isspace()):
            part = part.lstrip()
        elif gap and gap != gap.strip() and part and not part[0].isspace():
            text += " "
        text, gap = text + part, ""
    return text.rstrip() if gap else text
