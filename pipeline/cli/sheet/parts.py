"""What a sheet is made of, whoever draws it: lines, headings and grids."""

from __future__ import annotations

from msgspec import Struct


class Line(Struct, frozen=True):
    """A text of pieces, each with its style; it may have several lines.

    Attributes:
        indent: Spaces in front of each line, within a cell.
    """

    pieces: tuple[tuple[str, str], ...]
    indent: int = 0

    @property
    def text(self) -> str:
        """The text without styles."""
        return "".join(text for text, _ in self.pieces)

    def __add__(self, other: Line) -> Line:
        """Put another text behind this one."""
        return Line(self.pieces + other.pieces, self.indent)


def line(text: str, style: str = "", *, indent: int = 0) -> Line:
    """Return a text in one style, as rich calls it."""
    return Line(((text, style),), indent)


EMPTY = Line(())


class Heading(Struct, frozen=True):
    """A title on a rule."""

    title: str


class Column(Struct, frozen=True, kw_only=True):
    """A column of a grid.

    Attributes:
        title: What is above it, where the grid has titles.
        share: How much of the width is its own, beside others with a share; none: as wide as its content.
        style: The style of its texts.
        at_least: So many signs wide, if there is room.
        is_right: Its texts are on the right.
        wraps: Long texts go on in the next line.
    """

    title: str = ""
    share: int = 0
    style: str = ""
    at_least: int = 0
    is_right: bool = False
    wraps: bool = True


class Grid(Struct, frozen=True, kw_only=True):
    """Rows of cells, each with lines and grids one below the other.

    Attributes:
        has_titles: Titles are above it, with a rule below them.
        is_wide: It takes all of the width.
        gap: Spaces behind each cell, where there are no titles.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    has_titles: bool = False
    is_wide: bool = False
    gap: int = 2


Cell = tuple[Line | Grid, ...]
Part = Line | Heading | Grid
