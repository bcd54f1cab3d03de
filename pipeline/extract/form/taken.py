"""Added text that was taken together: what somebody wrote as one answer, and that it is now claimed (principle 3)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise
from operator import attrgetter

from pipeline.document import Control, Mark
from pipeline.extract.form.added import AddedText
from pipeline.location import Location
from pipeline.words import Words, put_together

STRUCK_OUT = "the entry is struck out"
_NO_WORDS = Words()


class Taken(tuple[AddedText, ...]):
    """Stretches of added text, put together as they stand: those of one line with a space, lines with a line break."""

    __slots__ = ()

    @property
    def text(self) -> str:
        """The text."""
        return self._together(attrgetter("text"))

    @property
    def standing(self) -> str:
        """The text with white space in place of what is struck out."""
        return self._together(attrgetter("standing"))

    @property
    def words(self) -> Words:
        """The text with what is struck out of it."""
        if len(self) < 2:
            return self[0].words if self else _NO_WORDS
        said: list[Words | str] = [self[0].words]
        for last, piece in pairwise(self):
            said += (_between(last, piece), piece.words)
        return put_together(said)

    @property
    def has_struck(self) -> bool:
        """Whether any of it is struck out."""
        return any(piece.struck for piece in self)

    @property
    def is_struck(self) -> bool:
        """Whether any stretch is struck out for the most part."""
        return any(Mark.STRIKE in piece.entry.line.marks(piece.start, piece.end) for piece in self)

    @property
    def is_gone(self) -> bool:
        """Whether all that was written is struck out."""
        return bool(self) and not any(piece.standing.strip() for piece in self)

    @property
    def is_cut(self) -> bool:
        """Whether a strike begins within a word or number: nobody can tell what is left of it."""
        return any(piece.is_cut for piece in self)

    @property
    def location(self) -> Location:
        """Where the first of it stands."""
        return self[0].location

    @property
    def controls(self) -> list[Control]:
        """The controls that it stands in."""
        found = (piece.entry.line.control_at(piece.start) for piece in self)
        return [control for control in found if control is not None]

    def _together(self, text_of: Callable[[AddedText], str]) -> str:
        text = text_of(self[0]) if self else ""
        for last, piece in pairwise(self):
            text += _between(last, piece) + text_of(piece)
        return text


def _between(last: AddedText, piece: AddedText) -> str:
    return " " if piece.line_at == last.line_at else "\n"


NOTHING = Taken()


def claim(pieces: Iterable[AddedText]) -> Taken:
    """Claim what is still free among some added text, and return it."""
    taken = Taken([piece for piece in pieces if not piece.claimed])
    for piece in taken:
        piece.claimed = True
    return taken
