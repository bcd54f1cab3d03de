"""A sheet as plain text, as rich draws it where there are no colours.

Loading rich and drawing with it took two fifths of ``wordform read FILE``, for pipes and files too. A test holds both
ways of drawing against each other, sign for sign. Texts with a sign of which only rich knows how wide it is, such as
Chinese or an emoji, and widths that are too small for a grid are left to it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from math import ceil
from typing import Final

from pipeline.cli.sheet.parts import Cell, Column, Grid, Heading, Line, Part, line
from pipeline.patterns import pattern

_USUAL_WIDTH: Final = 80
_OTHERWISE: Final = ("FORCE_COLOR", "TTY_COMPATIBLE")
"""With one of these rich may take a pipe for a terminal."""

_ONE_WIDE: Final = pattern(
    r"[\n -~\xa1-\xac\xae-\u02ff\u0370-\u0377\u0384-\u038a\u038e-\u03a1\u03a3-\u0482"
    r"\u2010-\u2015\u2018-\u2027\u2030-\u205e\u20a0-\u20bf\u2190-\u21ff\u2200-\u22ff\u2500-\u25fc\u2610-\u2612"
    r"\u2713\u2714\u2717\u2718\ufffd]*"
)
"""Texts of signs that take one place each, whatever the terminal."""

_WORD: Final = pattern(r"\s*\S+\s*")

Range = tuple[int, int]
"""The least and the most places that something takes."""


class TooOdd(Exception):
    """Something in a sheet has to be drawn by rich."""


def width_of_pipe() -> int | None:
    """Return how wide rich takes standard output to be when that is no terminal; ``None`` where it has to be asked."""
    if (
        sys.platform == "win32"
        or sys.stdout is None
        or sys.stdout.isatty()
        or any(name in os.environ for name in _OTHERWISE)
    ):
        return None
    said = os.environ.get("COLUMNS", "")
    if said.isdigit():
        return int(said) or None
    for stream in range(3):
        try:
            return os.get_terminal_size(stream).columns or _USUAL_WIDTH
        except OSError:
            continue
    return _USUAL_WIDTH


def drawn(parts: Iterable[Part], width: int) -> str:
    """Draw a sheet.

    Raises:
        TooOdd: Only rich can.
    """
    return "".join(f"{text[:width]}\n" for part in parts for text in _lines(part, width))


def _lines(part: Part, width: int) -> Iterator[str]:
    if isinstance(part, Line):
        yield from _wrapped(_plain(part.text), width, folds=True)
    elif isinstance(part, Heading):
        yield _rule(_plain(part.title), width)
    else:
        yield from _grid(part, width)


def _plain(text: str) -> str:
    if not _ONE_WIDE.fullmatch(text):
        raise TooOdd
    return text


def _rule(title: str, width: int) -> str:
    title = title.replace("\n", " ")
    return f"{_cut(title, width - 2)} ".ljust(width, "─") if title else "─" * width


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"


def _wrapped(text: str, width: int, *, folds: bool) -> Iterator[str]:
    """Wrap a text between its words; words that are too long are folded, or left."""
    for each in text.split("\n"):
        ends = [*_breaks(each, width, folds=folds), len(each)] if len(each) > width else [len(each)]
        for start, end in zip([0, *ends], ends, strict=False):
            yield _without_spaces(each[start:end], width)


def _breaks(text: str, width: int, *, folds: bool) -> Iterator[int]:
    """Yield where a line goes on in the next one."""
    used = 0
    for word in _WORD.finditer(text):
        start, size = word.start(), len(word[0].rstrip())
        if size <= width - used:
            used += len(word[0])
            continue
        if start:
            yield start
        used = len(word[0])
        if size > width and folds:
            yield from range(start + width, word.end(), width)
            used = (word.end() - start - 1) % width + 1


def _without_spaces(text: str, width: int) -> str:
    """Leave out the spaces at the end for which there is no room."""
    return text[: max(width, len(text.rstrip()))]


def _grid(grid: Grid, width: int) -> Iterator[str]:
    widths = _widths(grid, width - _edges(grid))
    edge = " " if grid.has_titles else ""
    blank = " " * (sum(widths) + _edges(grid))
    if grid.has_titles:
        yield blank
        yield from _row([(line(column.title),) for column in grid.columns], grid, widths, edge, from_below=True)
        yield edge + blank[2:].replace(" ", "─") + edge
    for row in grid.rows:
        yield from _row(row, grid, widths, edge)
    if grid.has_titles:
        yield blank


def _row(
    row: Sequence[Cell], grid: Grid, widths: Sequence[int], edge: str, *, from_below: bool = False
) -> Iterator[str]:
    """Yield the lines of a row, its cells beside each other."""
    cells = [list(_cell(cell, grid, number, widths[number])) for number, cell in enumerate(row)]
    height = max(1, *map(len, cells))
    filled = []
    for lines, width in zip(cells, widths, strict=True):
        missing = [" " * width] * (height - len(lines))
        filled.append([*missing, *lines] if from_below else [*lines, *missing])
    yield from (f"{edge}{edge.join(texts)}{edge}" for texts in zip(*filled, strict=True))


def _cell(cell: Cell, grid: Grid, number: int, width: int) -> Iterator[str]:
    """Yield the lines of a cell, all as wide as its column."""
    left, right = _spaces(grid, number)
    room = _at_least_one(width - left - right)
    for part in cell:
        lines = _in_cell(part, grid.columns[number], room) if isinstance(part, Line) else _grid(part, room)
        yield from (f"{' ' * left}{text[:room].ljust(room)}{' ' * right}" for text in lines)


def _in_cell(text: Line, column: Column, width: int) -> Iterator[str]:
    room, plain = _at_least_one(width - text.indent), _plain(text.text)
    for each in _wrapped(plain, room, folds=False) if column.wraps else plain.split("\n"):
        shown = _cut(each.rstrip(), room).rjust(room) if column.is_right else _cut(each, room)
        yield " " * text.indent + shown


def _edges(grid: Grid) -> int:
    """Return how many places are taken by what is between the columns and at both ends."""
    return len(grid.columns) + 1 if grid.has_titles else 0


def _spaces(grid: Grid, number: int) -> tuple[int, int]:
    """Return how many spaces are within a column, on its left and on its right."""
    if not grid.has_titles:
        return 0, grid.gap
    return int(number > 0), int(number < len(grid.columns) - 1)


def _at_least_one(width: int) -> int:
    if width < 1:
        raise TooOdd
    return width


def _widths(grid: Grid, room: int) -> list[int]:
    """Return how wide each column is."""
    room = _at_least_one(room)
    shares = [column.share if grid.is_wide else 0 for column in grid.columns]
    ranges = [(0, 0) if share else _range_of_column(grid, number, room) for number, share in enumerate(shares)]
    widths = [0 if share else most or 1 for (_, most), share in zip(ranges, shares, strict=True)]
    if any(shares):
        least = [1 + sum(_spaces(grid, number)) for number, share in enumerate(shares) if share]
        rest = iter(_shared(room - sum(most for _, most in ranges), [each for each in shares if each], least))
        widths = [next(rest) if share else most for (_, most), share in zip(ranges, shares, strict=True)]
    if sum(widths) > room:
        widths = _narrowed(widths, [column.wraps for column in grid.columns], room)
        return [_range_of_column(grid, number, width)[1] for number, width in enumerate(widths)]
    if grid.is_wide and sum(widths) < room:
        widths = [width + more for width, more in zip(widths, _shared(room - sum(widths), widths), strict=True)]
    return widths


def _shared(room: int, shares: Sequence[int], least: Sequence[int] = ()) -> Iterator[int]:
    """Share room out, no part smaller than it may be."""
    left = sum(shares)
    for share, at_least in zip_longest(shares, least, fillvalue=0):
        part = max(at_least, ceil(share * room / left)) if left else room
        yield part
        left, room = left - share, room - part


def _narrowed(widths: list[int], may_be: Sequence[bool], room: int) -> list[int]:
    """Make the widest columns narrower until all have room, then all others."""
    while any(may_be) and sum(widths) > room:
        widest = max(width for width, may in zip(widths, may_be, strict=True) if may)
        next_one = max(width if may and width != widest else 0 for width, may in zip(widths, may_be, strict=True))
        chosen = [int(may and width == widest) for width, may in zip(widths, may_be, strict=True)]
        too_much = sum(widths) - room
        if widest == next_one:
            break
        widths = _reduced(too_much, chosen, [min(too_much, widest - next_one)] * len(widths), widths)
    too_much = sum(widths) - room
    return _reduced(too_much, [1] * len(widths), widths, widths) if too_much > 0 else widths


def _reduced(total: int, shares: Sequence[int], most: Sequence[int], widths: list[int]) -> list[int]:
    """Take a total away from widths by shares, from each no more than a bound."""
    shares = [share if bound else 0 for share, bound in zip(shares, most, strict=True)]
    left, found = sum(shares), []
    for share, bound, width in zip(shares, most, widths, strict=True):
        part = min(bound, round(share * total / left)) if share and left > 0 else 0
        found.append(width - part)
        if share and left > 0:
            left, total = left - share, total - part
    return found


def _range_of_column(grid: Grid, number: int, room: int) -> Range:
    if room < 1:
        return 0, 0
    column, spaces = grid.columns[number], sum(_spaces(grid, number))
    cells = [*([(line(column.title),)] if grid.has_titles else ()), *(row[number] for row in grid.rows)]
    ranges = [_wider(_range_of_cell(cell, room), spaces, room) for cell in cells]
    least, most = _widest(ranges) if ranges else (1, room)
    if column.at_least:
        at_least = column.at_least + spaces
        least, most = max(least, at_least), max(most, at_least)
    return min(least, room), most


def _wider(found: Range, more: int, room: int) -> Range:
    if room - more < 1:
        return room, room
    return min(found[0] + more, room), min(found[1] + more, room)


def _widest(ranges: Sequence[Range]) -> Range:
    return max(least for least, _ in ranges), max(most for _, most in ranges)


def _range_of_cell(cell: Cell, room: int) -> Range:
    ranges = [_range_of_line(part, room) if isinstance(part, Line) else _range_of_grid(part, room) for part in cell]
    return _widest(ranges) if ranges else (0, 0)


def _range_of_line(text: Line, room: int) -> Range:
    plain = _plain(text.text)
    most = max(map(len, plain.split("\n")))
    least = max(map(len, plain.split()), default=most)
    return _wider((min(least, room), min(most, room)), text.indent, room)


def _range_of_grid(grid: Grid, room: int) -> Range:
    inside, edges = sum(_widths(grid, room - _edges(grid))), _edges(grid)
    ranges = [_range_of_column(grid, number, inside) for number in range(len(grid.columns))]
    least, most = (sum(found) + edges for found in zip(*ranges, strict=True))
    return min(least, room), min(most, room)
