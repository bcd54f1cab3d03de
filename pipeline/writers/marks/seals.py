"""Seals around our own results, so that they are recognised when a document comes back.

A seal is a hidden bookmark. Its name holds a digest of the result and of the rest of its box: the nearest cell, or the
paragraph. When a person types over the result, or next to it in the same box, the digest no longer fits: the seal is
broken, and the text is the person's.
"""

from __future__ import annotations

import hashlib
import re
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from pipeline.mapping.places import PROMPTS
from pipeline.ooxml.author import OURS
from pipeline.ooxml.names import W
from pipeline.ooxml.structure import CELL, CONTROL, PARAGRAPH, TEXT
from pipeline.writers.marks.bookmarks import bookmark
from pipeline.writers.word.boxes import CHECK_BOX
from pipeline.writers.word.markup import runs, symbol

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lxml.etree import _Element

    from pipeline.ooxml.splice import Splice
    from pipeline.writers.word.annotation import Ids

SHOWING_PROMPT: Final = f"{W}sdtPr/{W}showingPlcHdr"

_NOTHING: Final[Mapping[_Element, str]] = MappingProxyType({})

SEAL: Final = re.compile(
    rf"{OURS}(?P<kind>[a-z])(?P<number>\d+)_(?P<digest>[0-9a-f]{{16}})(?:_(?P<was>[0-9a-f]{{1,5}}))?"
)
_SPACES: Final = frozenset(W + name for name in ("tab", "ptab", "br", "cr"))
_TEXT_BOX: Final = W + "txbxContent"


class Kind(StrEnum):
    """What a seal encloses, and so how its place looked before."""

    TEXT = "t"
    """Text or a tick in an empty place."""
    PROMPTED = "p"
    """Text that replaced a prompt."""
    BOX = "b"
    """A ticked box in place of the one that the form prints; the seal's name ends with that one's code."""
    RENDERED = "r"
    """Text rendered by a template; its run carries the formatting of the place."""
    NOTE = "n"
    """A note after a check box; it is ours even if the box was changed."""
    CORRECTION = "c"
    """A tracked insertion of ours; the rest of its box does not matter."""
    END = "e"
    """Nothing: it comes last, and so tells by its number how many seals there were."""


class Seals:
    """Seals the results of one document.

    Args:
        splice: The main part being edited.
        ids: Source of bookmark ids.
    """

    def __init__(self, splice: Splice, ids: Ids) -> None:
        self._splice = splice
        self._ids = ids
        self._number = 0

    def around(
        self,
        near: _Element,
        markup: str,
        text: str,
        *,
        kind: Kind = Kind.TEXT,
        left: Mapping[_Element, str] = _NOTHING,
        was: str = "",
    ) -> str:
        """Return the markup of a result with its seal around it.

        Args:
            near: The run, paragraph or cell where the result goes.
            markup: The result.
            text: The text of the result.
            kind: What the seal encloses.
            left: Runs that the result replaces, with the text that remains of each.
            was: The printed character that it replaces.
        """
        start, end = self._ends(near, text, kind, left, was)
        return start + markup + end

    def enclose(
        self,
        first: _Element,
        text: str,
        *,
        last: _Element | None = None,
        kind: Kind = Kind.TEXT,
        left: Mapping[_Element, str] = _NOTHING,
    ) -> None:
        """Put a seal around an element that holds a result, or around everything from ``first`` to ``last``."""
        start, end = self._ends(first, text, kind, left)
        self._splice.insert_before(first, start)
        self._splice.insert_after(first if last is None else last, end)

    def last(self, near: _Element) -> str:
        """Return the markup of the last seal, which encloses nothing; its number tells how many seals come before."""
        return "".join(self._ends(near, "", Kind.END, _NOTHING))

    def _ends(
        self, near: _Element, text: str, kind: Kind, left: Mapping[_Element, str], was: str = ""
    ) -> tuple[str, str]:
        self._number += 1
        name = f"{OURS}{kind}{self._number}_{digest(text, rest(near, kind, left))}"
        if was:
            name += f"_{ord(was):x}"
        return bookmark(near, self._ids.next(), name)


def digest(text: str, beside: str) -> str:
    """Return the digest of a result and of the rest of its box; white space is normalised."""
    said = f"{' '.join(text.split())}\n{' '.join(beside.split())}"
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def rest(near: _Element, kind: Kind, left: Mapping[_Element, str]) -> str:
    """Return the text of the box around ``near`` without results, prompts and the glyphs of check boxes.

    Args:
        near: A run of the result, or the place where it goes.
        kind: What the seal encloses.
        left: Runs that are results or are replaced by them, with the text that remains of each.
    """
    if kind in (Kind.NOTE, Kind.CORRECTION, Kind.END):
        return ""
    box = _box(near)
    return "" if box is None else "".join(_beside(box, left))


def _box(near: _Element) -> _Element | None:
    inside = near if near.tag == CELL else next(near.iterancestors(CELL), None)
    if inside is not None:
        return inside
    return near if near.tag == PARAGRAPH else next(near.iterancestors(PARAGRAPH), None)


def _beside(box: _Element, left: Mapping[_Element, str]) -> Iterator[str]:
    line: _Element | None = None
    for run in runs(box):
        if next(run.iterancestors(_TEXT_BOX), None) is not None or _is_shown_by_program(run):
            continue
        paragraph = next(run.iterancestors(PARAGRAPH), None)
        text = left[run] if run in left else run_text(run)
        yield text if paragraph is line else f" {text}"
        line = paragraph


def _is_shown_by_program(run: _Element) -> bool:
    """Return whether a run is a control's prompt or the glyph of a check box."""
    control = next(run.iterancestors(CONTROL), None)
    if control is None:
        return False
    if control.find(CHECK_BOX) is not None or says_prompt(control):
        return True
    return any(each.find(SHOWING_PROMPT) is not None for each in run.iterancestors(CONTROL))


def says_prompt(control: _Element) -> bool:
    """Return whether a control's text is one of our prompts, saved by a program as if it had been typed."""
    return "".join(each.text or "" for each in control.iter(TEXT)).strip() in PROMPTS


def run_text(run: _Element) -> str:
    """Return the text of a run; a glyph of a symbol font becomes its private-use character."""
    return "".join(_piece(each) for each in run)


def _piece(piece: _Element) -> str:
    if piece.tag == TEXT:
        return piece.text or ""
    if piece.tag in _SPACES:
        return " "
    if piece.tag == W + "noBreakHyphen":
        return "\u2011"
    return symbol(piece.get(W + "char", "")) if piece.tag == W + "sym" else ""
