"""A sheet as it was read: rows of cells, before anything is known of what its columns mean."""

from __future__ import annotations

from msgspec import Struct


class Unusable(Struct, frozen=True):
    """A cell that can't be taken as it is: a formula, a date that Excel made.

    Attributes:
        why: What is wrong with it and what to do, to go on after the place of the cell.
    """

    why: str


Value = str | bool | int | float | Unusable


class Row(Struct, frozen=True, kw_only=True):
    """One row that holds anything.

    Attributes:
        number: As Excel counts it.
        cells: What is in it, by the number of the column, from 1.
    """

    number: int
    cells: dict[int, Value]


class Grid(Struct, frozen=True, kw_only=True):
    """One sheet of a workbook, or one CSV file.

    Attributes:
        place: What messages call it: ``our-forms/visit.xlsx, sheet fields``.
        rows: Its rows, the header first.
    """

    place: str
    rows: tuple[Row, ...]


def letter(column: int) -> str:
    """Return how Excel calls a column: A for 1, AA for 27."""
    rest, name = column, ""
    while rest:
        rest, last = divmod(rest - 1, 26)
        name = chr(ord("A") + last) + name
    return name
