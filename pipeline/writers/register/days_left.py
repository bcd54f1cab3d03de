"""How many days are left until reviews, in a block of rows: all of it that another day changes.

A block keeps where these numbers are, so that on another day they are put in anew and nothing else is made again.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from msgspec import Struct

_FIRST_MARK: Final = -7_000_000
"""No review is that many days overdue."""


class DaysLeft(Struct, frozen=True, array_like=True):
    """One such number.

    Attributes:
        until: The day of the review.
        sheet: How many bytes of the sheet's markup are in front of it, behind the number before.
        table: The same of the CSV.
    """

    until: dt.date
    sheet: int
    table: int


class Parts(Struct, frozen=True, kw_only=True):
    """The texts of a block without these numbers: of each the parts in front of them and the one behind the last."""

    until: tuple[dt.date, ...]
    sheet: list[bytes]
    table: list[bytes]

    def places(self) -> tuple[DaysLeft, ...]:
        """Return where the numbers go."""
        found = zip(self.until, self.sheet, self.table, strict=False)  # nothing comes behind the last parts
        return tuple(DaysLeft(until, len(sheet), len(table)) for until, sheet, table in found)

    def on(self, day: dt.date) -> tuple[bytes, bytes]:
        """Return both texts as they are on a day."""
        numbers = [_number(until, day) for until in self.until]
        return _joined(self.sheet, numbers), _joined(self.table, numbers)


def made_apart(until: Sequence[dt.date], make: Callable[[int], tuple[bytes, bytes]]) -> Parts:
    """Make the texts of a block without the numbers.

    Args:
        until: The days of the reviews, in the order of the numbers.
        make: Makes both texts with one number in place of all of them. Another one is tried when a form holds it too.
    """
    for mark in itertools.count(_FIRST_MARK, -1):
        sheet, table = (text.split(b"%d" % mark) for text in make(mark))
        if len(sheet) == len(table) == len(until) + 1:
            return Parts(until=tuple(until), sheet=sheet, table=table)
    raise AssertionError  # there are more numbers than a form can hold


def taken_apart(days: Sequence[DaysLeft], sheet: bytes, table: bytes, day: dt.date) -> Parts:
    """Take the numbers out of texts in which they are those of a day."""
    numbers = [_number(each.until, day) for each in days]
    return Parts(
        until=tuple(each.until for each in days),
        sheet=[*_between(sheet, [each.sheet for each in days], numbers)],
        table=[*_between(table, [each.table for each in days], numbers)],
    )


def _number(until: dt.date, day: dt.date) -> bytes:
    return b"%d" % (until - day).days


def _joined(parts: Sequence[bytes], numbers: Sequence[bytes]) -> bytes:
    return b"".join(itertools.chain.from_iterable(zip(parts, [*numbers, b""], strict=True)))


def _between(text: bytes, sizes: Sequence[int], numbers: Sequence[bytes]) -> Iterator[bytes]:
    start = 0
    for size, number in zip(sizes, numbers, strict=True):
        yield text[start : start + size]
        start += size + len(number)
    yield text[start:]
