"""The runs at a place and their text, which can be cut at any character."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from pipeline.ooxml.names import W
from pipeline.ooxml.structure import PARAGRAPH, TEXT
from pipeline.writers.word.markup import RUN_PROPERTIES, runs, text_piece

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.etree import _Element

    from pipeline.ooxml.splice import Splice

_SHOWN_AS: Final = {
    W + "tab": "\t",
    W + "br": "\n",
    W + "cr": "\n",
    W + "sym": "\ufffc",
    W + "noBreakHyphen": "\u2011",
    W + "lastRenderedPageBreak": "",
}
"""What may be in a run besides text, as one character each."""

_START_TAG: Final = re.compile(r"<(?P<name>[^\s/>]+)(?:\"[^\"]*\"|'[^']*'|[^>\"'])*>")


class Cut(Struct, frozen=True, kw_only=True):
    """A part of a run, by offsets into its text."""

    run: _Element
    start: int
    end: int

    @property
    def text(self) -> str:
        """Its text."""
        return shown(self.run)[self.start : self.end]

    @property
    def left(self) -> str:
        """The rest of the run's text."""
        text = shown(self.run)
        return text[: self.start] + text[self.end :]

    def markup(self, splice: Splice, *, text: str = "t") -> tuple[str, str, str]:
        """Return the run's markup in three: before the part, the part with its text in ``text`` elements, after it."""
        end = len(shown(self.run))
        return (
            part(splice, self.run, 0, self.start),
            part(splice, self.run, self.start, self.end, text=text),
            part(splice, self.run, self.end, end),
        )


class Stretch(Struct, frozen=True, kw_only=True):
    """A run and where its text begins in the text of its place."""

    run: _Element
    start: int
    text: str

    def cut(self, start: int, end: int) -> Cut | None:
        """Return the part of the run between two offsets into the text of the place, or ``None``."""
        low, high = max(start - self.start, 0), min(end - self.start, len(self.text))
        return Cut(run=self.run, start=low, end=high) if low < high else None


def stretches(place: _Element) -> list[Stretch]:
    """Return the runs at a place with their text; the end of a paragraph counts as one character."""
    found: list[Stretch] = []
    position = 0
    for run in runs(place):
        if found and next(run.iterancestors(PARAGRAPH), None) is not next(found[-1].run.iterancestors(PARAGRAPH), None):
            position += 1
        text = shown(run)
        found.append(Stretch(run=run, start=position, text=text))
        position += len(text)
    return found


def whole(found: Sequence[Stretch]) -> str:
    """Return the text of a place, one line a paragraph."""
    text = ""
    for stretch in found:
        text += "\n" * (stretch.start - len(text)) + stretch.text
    return text


def cuts(found: Sequence[Stretch], start: int, end: int) -> list[Cut]:
    """Return the parts of runs between two offsets into the text of a place."""
    return [cut for stretch in found if (cut := stretch.cut(start, end)) is not None]


def cut_out(found: Sequence[Stretch], words: str) -> list[Cut]:
    """Return the parts of runs that hold some words: those at the end of a place, or else the only ones in it."""
    text = whole(found).rstrip()
    start = len(text) - len(words) if text.endswith(words) else text.find(words) if text.count(words) == 1 else -1
    return cuts(found, start, start + len(words)) if words and start >= 0 else []


def shown(run: _Element) -> str:
    """Return the text of a run, or an empty string if it holds something that cannot be cut, such as a drawing."""
    children = [child for child in run if child.tag != RUN_PROPERTIES]
    if any(child.tag != TEXT and child.tag not in _SHOWN_AS for child in children):
        return ""
    return "".join(map(_text_of, children))


def _text_of(child: _Element) -> str:
    return (child.text or "") if child.tag == TEXT else _SHOWN_AS[str(child.tag)]


def part(splice: Splice, run: _Element, start: int, end: int, *, text: str = "t") -> str:
    """Return the markup of a part of a run with the run's tag and formatting; empty for an empty part."""
    pieces, position = "", 0
    for child in run:
        if child.tag == RUN_PROPERTIES:
            continue
        said = _text_of(child)
        low, high = max(start - position, 0), min(end - position, len(said))
        if low < high:
            pieces += text_piece(run, said[low:high], text) if child.tag == TEXT else splice.markup(child)
        position += len(said)
    tag = _START_TAG.match(splice.markup(run))
    properties = run.find(RUN_PROPERTIES)
    look = "" if properties is None else splice.markup(properties)
    return f"{tag[0]}{look}{pieces}</{tag['name']}>" if pieces and tag else ""
