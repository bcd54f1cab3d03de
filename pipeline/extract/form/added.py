"""Text that a person added, in the stretches in which it was typed and as it is taken together (principle 3).

It is made for one reading of one form, and is found by where it is in it: box, line and characters. Whoever takes it
claims it; what nobody claims is unread.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from itertools import pairwise

from msgspec import Struct

from pipeline.document import Control, Mark
from pipeline.extract.matching.align import Aligned
from pipeline.extract.matching.rows import PairedRow
from pipeline.extract.matching.skeleton import Box, BoxPlace
from pipeline.location import Location
from pipeline.words import Spans, Words, put_together

STRUCK_OUT = "the entry is struck out"
_NO_WORDS = Words()
_SENTENCE_ENDS = ("?", ".", ":", "!", "?)", ".)")
_FEWEST_SPELLED = 4
_SPACES = 2  # characters between two printed sentences, none of which can be a word that is gone


class AddedText(Struct, eq=False):
    """A stretch of text that a person added."""

    entry: Aligned
    start: int
    end: int
    box: Box | None = None
    claimed: bool = False

    @property
    def line_at(self) -> tuple[BoxPlace | None, int]:
        """Where in the form its line is."""
        return (self.box.place if self.box is not None else None, self.entry.number)

    @property
    def is_edit(self) -> bool:
        """Return whether it is inside a printed sentence: then the print was edited, and it is no answer.

        What was put between two whole sentences of one paragraph, behind the question that it answers, is no edit.
        """
        if not self.entry.covers:
            return False
        before = [cover for cover in self.entry.covers if cover.end <= self.start]
        behind = [cover for cover in self.entry.covers if cover.start >= self.end]
        lines = {cover.blank_index for cover in before} & {cover.blank_index for cover in behind}
        if not lines:
            return False
        last, following = before[-1], behind[0]
        is_whole = last.blank_index == following.blank_index and following.blank_start - last.blank_end <= _SPACES
        return not (is_whole and self.entry.line.text[: self.start].rstrip().endswith(_SENTENCE_ENDS))

    @property
    def text(self) -> str:
        """The added text."""
        return self.entry.line.text[self.start : self.end]

    @property
    def words(self) -> Words:
        """The added text with what is struck out of it."""
        if not self.entry.line.has_struck:
            return Words(self.text)
        struck = self.entry.line.struck(self.start, self.end)
        return Words(self.text, tuple([(low - self.start, high - self.start) for low, high in struck]))

    @property
    def struck(self) -> Spans:
        """What is struck out of the added text."""
        return self.words.struck

    @property
    def standing(self) -> str:
        """The added text with white space in place of what is struck out."""
        return _without(self.text, self.struck)

    @property
    def is_cut(self) -> bool:
        """Whether a strike parts a word or number: nobody can tell what is left of it."""
        return _parts_a_word(self.words)

    @property
    def is_hidden(self) -> bool:
        """Return whether nobody sees it, though the blank prints the same in that column."""
        return self.entry.line.is_unread(self.start, self.end)

    @property
    def location(self) -> Location:
        """The cell it is in, else its paragraph."""
        return self.box.location if self.box is not None else self.entry.line.location


class Taken(tuple[AddedText, ...]):
    """Stretches of added text, put together as they are: those of one line with a space, lines with a line break."""

    @cached_property
    def words(self) -> Words:
        """The text with what is struck out of it."""
        if len(self) < 2:
            return self[0].words if self else _NO_WORDS
        said: list[Words | str] = [self[0].words]
        for last, piece in pairwise(self):
            said += (" " if piece.line_at == last.line_at else "\n", piece.words)
        return put_together(said)

    @property
    def text(self) -> str:
        """The text."""
        return self.words.text

    @property
    def standing(self) -> str:
        """The text with white space in place of what is struck out."""
        return _without(self.words.text, self.words.struck)

    @property
    def spelled(self) -> str:
        """What is spelled with a sign in each box of a row, and a space where one was left empty; else nothing."""
        if len(self) < _FEWEST_SPELLED or any(piece.box is None or len(piece.text) != 1 for piece in self):
            return ""
        boxes = [piece.box for piece in self if piece.box is not None]
        steps = [other.index - one.index if other.row == one.row else 0 for one, other in pairwise(boxes)]
        if min(steps) < 1:
            return ""
        rest = (piece.text if step == 1 else f" {piece.text}" for step, piece in zip(steps, self[1:], strict=True))
        return self[0].text + "".join(rest)

    @property
    def has_struck(self) -> bool:
        """Whether any of it is struck out."""
        return bool(self.words.struck)

    @property
    def is_struck(self) -> bool:
        """Whether any stretch is struck out for the most part."""
        return any(Mark.STRIKE in piece.entry.line.marks(piece.start, piece.end) for piece in self)

    @property
    def is_gone(self) -> bool:
        """Whether all that was written is struck out."""
        return bool(self) and not self.standing.strip()

    @property
    def is_cut(self) -> bool:
        """Whether a strike parts a word or number: nobody can tell what is left of it."""
        return _parts_a_word(self.words)

    @property
    def location(self) -> Location:
        """Where the first of it is."""
        return self[0].location

    @property
    def controls(self) -> list[Control]:
        """The controls that it is in."""
        held = [piece for piece in self if piece.entry.line.has_controls]
        found = (piece.entry.line.control_at(piece.start) for piece in held)
        return [control for control in found if control is not None]


NOTHING = Taken()


def claim(pieces: Iterable[AddedText]) -> Taken:
    """Claim what is still free among some added text, and return it."""
    taken = Taken([piece for piece in pieces if not piece.claimed])
    for piece in taken:
        piece.claimed = True
    return taken


class AddedInBoxes:
    """What was added in the boxes of some rows.

    Attributes:
        hidden: What was added there and can't be seen; it is among the pieces of no box.
    """

    def __init__(self, rows: Iterable[PairedRow]) -> None:
        self.hidden: list[AddedText] = []
        self._by_place: dict[BoxPlace, list[AddedText]] = {}
        for row in rows:
            for box, added in row.added:
                pieces = [AddedText(entry, start, end, box) for entry, start, end in added]
                self._by_place[box.place] = seen(pieces, self.hidden) if row.has_unread else pieces

    def pieces(self, box: Box) -> list[AddedText]:
        """Return the added text of a box."""
        return self._by_place.get(box.place) or []

    def take(self, boxes: Iterable[Box], *, edits: bool = False) -> Taken:
        """Claim the added text of some boxes that is still free; words put into print only with ``edits``."""
        found = [piece for box in boxes if (own := self._by_place.get(box.place)) is not None for piece in own]
        return claim([piece for piece in found if edits or not piece.is_edit]) if found else NOTHING

    def all(self) -> Iterable[list[AddedText]]:
        """Return the pieces of each box in which something was added, in reading order."""
        return self._by_place.values()


def seen(pieces: list[AddedText], hidden: list[AddedText]) -> list[AddedText]:
    """Leave out of some pieces what can't be seen, and add that to ``hidden``."""
    if not any(piece.entry.line.has_unread for piece in pieces):
        return pieces
    hidden += [piece for piece in pieces if piece.is_hidden]
    return [piece for piece in pieces if not piece.is_hidden]


def _without(text: str, struck: Spans) -> str:
    for low, high in struck:
        text = text[:low] + " " * (high - low) + text[high:]
    return text


def _parts_a_word(words: Words) -> bool:
    """Return whether a strike begins within a word or number, or takes the first digits of a number."""
    text = words.text
    return any(
        (low > 0 and text[low - 1 : low + 1].isalnum())
        or (text[low:high].isdigit() and text[high : high + 1].isdigit())
        for low, high in words.struck
    )
