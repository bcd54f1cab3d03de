"""A sheet on a terminal: drawn by rich, in colours."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from rich.box import SIMPLE_HEAD
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from pipeline.cli.sheet.parts import Cell, Grid, Heading, Line, Part


def draw(parts: Iterable[Part]) -> None:
    """Draw a sheet on standard output; without colours where that is no terminal."""
    console = Console(file=sys.stdout, highlight=False, soft_wrap=False, markup=False, emoji=False)
    console.print(Group(*map(_drawn, parts)))


def _drawn(part: Part) -> RenderableType:
    if isinstance(part, Line):
        text = Text.assemble(*part.pieces)
        return Padding(text, (0, 0, 0, part.indent)) if part.indent else text
    return Rule(part.title, align="left", style="dim") if isinstance(part, Heading) else _table(part)


def _table(grid: Grid) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False) if grid.has_titles else Table(box=None, padding=(0, grid.gap, 0, 0))
    table.show_header, table.expand = grid.has_titles, grid.is_wide
    for column in grid.columns:
        table.add_column(
            column.title,
            ratio=column.share or None,
            style=column.style,
            min_width=column.at_least or None,
            justify="right" if column.is_right else "left",
            no_wrap=not column.wraps,
        )
    for row in grid.rows:
        table.add_row(*map(_cell, row))
    return table


def _cell(cell: Cell) -> RenderableType:
    return Group(*map(_drawn, cell))
