"""A place that a person can find again, in a form or in what was made of it."""

from __future__ import annotations

from functools import lru_cache

from msgspec import Struct


class Location(Struct, frozen=True):
    """A place that a person can find again, printed as ``table 16, row 4, column 4`` or ``Checklist!D7``.

    ``steps`` lead from the outside in: pairs of a word and a 1-based number (Word), or ``("sheet", name)`` followed by
    ``("cell", "D7")`` (Excel). Columns are grid columns, so a merged cell counts for as many as it spans.
    """

    steps: tuple[tuple[str, int | str], ...] = ()

    def __str__(self) -> str:
        return _printed(self.steps)

    def inside(self, word: str, value: int | str) -> Location:
        """Return the place one step further in."""
        return Location((*self.steps, (word, value)))

    def within(self, other: Location) -> bool:
        """Return whether this place is ``other`` or lies inside it."""
        return self.steps[: len(other.steps)] == other.steps


class MarkInLine(Struct, frozen=True, kw_only=True):
    """Where the mark of a printed option goes that has no box of its own.

    Attributes:
        location: The paragraph.
        line: The text of the line, as it is seen.
        sign: Where in it the box to tick is printed; ``None`` without one.
        end: Where in it the option ends.
        is_shared: Other options are in the line, which words behind this one may be about.
    """

    location: Location
    line: str
    sign: int | None
    end: int
    is_shared: bool


@lru_cache(maxsize=8192)
def _printed(steps: tuple[tuple[str, int | str], ...]) -> str:
    """Print a place; forms of a blank have nearly the same ones."""
    if steps and steps[0][0] == "sheet":
        return "!".join([str(value) for _, value in steps])
    return ", ".join([_step(word, value) for word, value in steps])


def _step(word: str, value: int | str) -> str:
    if isinstance(value, int):
        return f"{word} {value}"
    return f"{word} '{value}'" if value else word
