"""Stretches of text that a person added.

They are made for one reading of one form, and are found by where they are in it: box, line and characters.
"""

from __future__ import annotations

from msgspec import Struct

from pipeline.extract.matching.align import Aligned
from pipeline.extract.matching.skeleton import Box, BoxPlace
from pipeline.location import Location
from pipeline.words import Words

_SENTENCE_ENDS = ("?", ".", ":", "!", "?)", ".)")
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
        """Where in the form its line stands."""
        return (self.box.place if self.box is not None else None, self.entry.number)

    @property
    def is_edit(self) -> bool:
        """Return whether it stands inside a printed sentence: then the print was edited, and it is no answer.

        What was put between two whole sentences of one paragraph, behind the question that it answers, is no edit.
        """
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
    def struck(self) -> list[tuple[int, int]]:
        """What is struck out of the added text."""
        return [(low - self.start, high - self.start) for low, high in self.entry.line.struck(self.start, self.end)]

    @property
    def words(self) -> Words:
        """The added text with what is struck out of it."""
        return Words(self.text, tuple(self.struck) if self.entry.line.has_struck else ())

    @property
    def standing(self) -> str:
        """The added text with white space in place of what is struck out."""
        text = self.text
        for low, high in self.struck:
            text = text[:low] + " " * (high - low) + text[high:]
        return text

    @property
    def is_cut(self) -> bool:
        """Return whether a strike begins within a word or number: nobody can tell what is left of it."""
        return any(low > 0 and self.text[low - 1 : low + 1].isalnum() for low, _ in self.struck)

    @property
    def is_hidden(self) -> bool:
        """Return whether nobody sees it, though the blank prints the same in that column."""
        return self.entry.line.is_unread(self.start, self.end)

    @property
    def location(self) -> Location:
        """The cell it stands in, else its paragraph."""
        return self.box.location if self.box is not None else self.entry.line.location
