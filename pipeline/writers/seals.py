"""Seals round our own results, by which they are known again when a document comes back.

A seal is a hidden bookmark whose name holds a digest of the result, and of what else its box says: the nearest cell,
else the paragraph. It still encloses what a person typed over the result, or beside it in the same box; then the digest
differs, the seal is broken, and what the box says is theirs.
"""

from __future__ import annotations

import hashlib
import re
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from pipeline.mapping.places import PROMPTS
from pipeline.ooxml.names import W14, W
from pipeline.ooxml.structure import CELL, CONTROL, PARAGRAPH, TEXT, is_on
from pipeline.writers.bookmarks import bookmark
from pipeline.writers.marks import OURS
from pipeline.writers.markup import runs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lxml.etree import _Element

    from pipeline.ooxml.splice import Splice
    from pipeline.writers.annotation import Ids

CHECK_BOX: Final = f"{W}sdtPr/{W14}checkbox"
SHOWING_PROMPT: Final = f"{W}sdtPr/{W}showingPlcHdr"
LEGACY_BOX: Final = f"{W}ffData/{W}checkBox"
TICKED, UNTICKED = "☒", "☐"

_NOTHING: Final[Mapping[_Element, str]] = MappingProxyType({})

SEAL: Final = re.compile(rf"{OURS}(?P<kind>[a-z])(?P<number>\d+)_(?P<digest>[0-9a-f]{{16}})")
_SPACES: Final = frozenset(W + name for name in ("tab", "ptab", "br", "cr"))
_TEXT_BOX: Final = W + "txbxContent"


class Kind(StrEnum):
    """What a seal is round, which says how the place was before."""

    TEXT = "t"
    """Text or a tick in a place where nothing stood."""
    PROMPTED = "p"
    """Text in the place of a prompt."""
    RENDERED = "r"
    """Text that came with a template; its formatting is that of the place."""
    NOTE = "n"
    """Words behind a check box; they are ours whatever became of the box."""
    CORRECTION = "c"
    """A tracked insertion of ours; whether it is as we made it doesn't depend on the rest of the box."""


class Seals:
    """Seals the results of one document.

    Args:
        splice: Its main part being edited.
        ids: Gives each bookmark its id.
    """

    def __init__(self, splice: Splice, ids: Ids) -> None:
        self._splice = splice
        self._ids = ids
        self._number = 0

    def around(
        self, near: _Element, markup: str, text: str, *, kind: Kind = Kind.TEXT, left: Mapping[_Element, str] = _NOTHING
    ) -> str:
        """Give the markup of a result, which goes to ``near``, with its seal.

        Args:
            near: The run, paragraph or cell where it goes.
            markup: The result.
            text: What it says.
            kind: What it is.
            left: Runs that it takes the place of, each with what is left of its text.
        """
        start, end = self._ends(near, text, kind, left)
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
        """Put a seal round an element in which a result is written, or round all from ``first`` to ``last``."""
        start, end = self._ends(first, text, kind, left)
        self._splice.insert_before(first, start)
        self._splice.insert_after(first if last is None else last, end)

    def _ends(self, near: _Element, text: str, kind: Kind, left: Mapping[_Element, str]) -> tuple[str, str]:
        self._number += 1
        name = f"{OURS}{kind}{self._number}_{digest(text, rest(near, kind, left))}"
        return bookmark(near, self._ids.next(), name)


def digest(text: str, beside: str) -> str:
    """Give the digest of a result and of what stands beside it, without regard to white space."""
    said = f"{' '.join(text.split())}\n{' '.join(beside.split())}"
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def rest(near: _Element, kind: Kind, left: Mapping[_Element, str]) -> str:
    """Give what the box round ``near`` says besides prompts, the glyphs of its check boxes, and results.

    Args:
        near: A result, or the place where it goes.
        kind: What it is.
        left: Runs that are results, or that results take the place of, each with what is left of its text.
    """
    if kind in (Kind.NOTE, Kind.CORRECTION):
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
    """Tell whether a run is a control's prompt, or the glyph of a check box."""
    control = next(run.iterancestors(CONTROL), None)
    if control is None:
        return False
    if control.find(CHECK_BOX) is not None or says_prompt(control):
        return True
    return any(each.find(SHOWING_PROMPT) is not None for each in run.iterancestors(CONTROL))


def says_prompt(control: _Element) -> bool:
    """Tell whether a control's text is a prompt of ours that a program saved as if it had been typed."""
    return "".join(each.text or "" for each in control.iter(TEXT)).strip() in PROMPTS


def run_text(run: _Element) -> str:
    """Give the text of a run; a glyph of a symbol font as the private character that programs write for it."""
    return "".join(_piece(each) for each in run)


def _piece(piece: _Element) -> str:
    if piece.tag == TEXT:
        return piece.text or ""
    if piece.tag in _SPACES:
        return " "
    if piece.tag == W + "noBreakHyphen":
        return "\u2011"
    return symbol(piece.get(W + "char", "")) if piece.tag == W + "sym" else ""


def symbol(code: str) -> str:
    """Give the private character that stands for a glyph of a symbol font (17.3.3.30; ``F0`` may be left out)."""
    try:
        return chr(0xF000 | int(code, 16) & 0xFF)
    except ValueError:
        return ""


def legacy_glyph(run: _Element) -> str:
    """Give the glyph that stands for a legacy check box which begins in a run, else nothing."""
    box = next((found for each in run if (found := each.find(LEGACY_BOX)) is not None), None)
    if box is None:
        return ""
    state = box.find(W + "checked")
    return TICKED if is_on(state if state is not None else box.find(W + "default")) else UNTICKED
