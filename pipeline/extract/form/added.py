"""Stretches of text that a person added, and who has claimed them (principle 3).

They are made for one reading of one form, and are found by where they are in it: box, line and characters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from operator import attrgetter

from msgspec import Struct

from pipeline.document import Mark
from pipeline.extract.matching.align import Aligned
from pipeline.extract.matching.rows import PairedRow
from pipeline.extract.matching.skeleton import Box, BoxPlace
from pipeline.location import Location
from pipeline.words import Words, put_together

STRUCK_OUT = "the entry is struck out"
_NO_WORDS = Words()
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
                self._by_place[box.place] = seen(pieces, self.hidden)

    def pieces(self, box: Box) -> list[AddedText]:
        """Return the added text of a box."""
        return self._by_place.get((box.table, box.row, box.index)) or []

    def all(self) -> Iterable[list[AddedText]]:
        """Return the pieces of each box in which something was added, in reading order."""
        return self._by_place.values()


def seen(pieces: list[AddedText], hidden: list[AddedText]) -> list[AddedText]:
    """Leave out of some pieces what can't be seen, and add that to ``hidden``."""
    for piece in pieces:
        if piece.entry.line.has_unread:
            break
    else:
        return pieces
    hidden += [piece for piece in pieces if piece.is_hidden]
    return [piece for piece in pieces if not piece.is_hidden]


def claim(pieces: Iterable[AddedText]) -> list[AddedText]:
    """Claim what is still free among ``pieces`` and give it."""
    taken = [piece for piece in pieces if not piece.claimed]
    for piece in taken:
        piece.claimed = True
    return taken


def are_struck(pieces: Iterable[AddedText]) -> bool:
    """Return whether any of some pieces is struck out for the most part."""
    return any(Mark.STRIKE in piece.entry.line.marks(piece.start, piece.end) for piece in pieces)


def are_gone(pieces: Sequence[AddedText]) -> bool:
    """Return whether all that was written in some pieces is struck out."""
    return bool(pieces) and not any(piece.standing.strip() for piece in pieces)


def joined(pieces: Sequence[AddedText], text_of: Callable[[AddedText], str] = attrgetter("text")) -> str:
    """Put pieces together as they stand: those of one line with a space, lines with a line break."""
    if len(pieces) == 1:
        return text_of(pieces[0])
    text = text_of(pieces[0]) if pieces else ""
    for last, piece in pairwise(pieces):
        text += _between(last, piece) + text_of(piece)
    return text


def _between(last: AddedText, piece: AddedText) -> str:
    return " " if piece.line_at == last.line_at else "\n"


def words_of(pieces: Sequence[AddedText]) -> Words:
    """Put pieces together as :func:`joined` does, with what is struck out of them."""
    if len(pieces) < 2:
        return pieces[0].words if pieces else _NO_WORDS
    said: list[Words | str] = [pieces[0].words]
    for last, piece in pairwise(pieces):
        said += (_between(last, piece), piece.words)
    return put_together(said)


def standing(pieces: Sequence[AddedText]) -> str:
    """Put together what is not struck out of some pieces."""
    return joined(pieces, attrgetter("standing"))
