"""Points that are multiplied: those of rows by what an age or another answer says, and columns of a table's rows."""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Mapping as Table
from decimal import ROUND_CEILING, Decimal
from math import prod

from msgspec import Struct

from pipeline.assess.rows import RowPoints, Sum, open_points
from pipeline.mapping.model import Multiplier, ScoredTable
from pipeline.patterns import pattern
from pipeline.submission import TICKED, Answer, State, Submission

_PARTS = pattern(r"\d+|[^\W\d_]+")


class Product(Struct, frozen=True, kw_only=True):
    """What rows come to that are multiplied.

    Attributes:
        before: The points of the rows.
        least: By how much they are multiplied, at least.
        most: By how much they are multiplied, at most; the same when it is known.
    """

    before: Sum
    least: float
    most: float

    @property
    def sum(self) -> Sum:
        """The product, in whole points."""
        return Sum(certain=_whole(self.before.certain, self.least), possible=_whole(self.before.possible, self.most))

    @property
    def is_known(self) -> bool:
        """Whether it is known by what they are multiplied."""
        return self.least == self.most

    @property
    def row(self) -> RowPoints:
        """The product as the points of one row."""
        found = self.sum
        return RowPoints(
            certain=found.certain,
            possible=found.possible,
            applies=found.certain > 0,
            may_apply=found.possible > 0,
            is_open=found.certain != found.possible,
        )


def _whole(points: int, times: float) -> int:
    """Multiply exactly, and round up: 10 x 1.1 is 11."""
    return int((points * Decimal(str(times))).to_integral_value(ROUND_CEILING))


def product_of(rule: Multiplier, rows: Iterable[RowPoints], submission: Submission, age: int | None) -> Product:
    """Multiply the points of some rows.

    Args:
        rule: By what.
        rows: The rows.
        submission: What the form says.
        age: The age by which the rule goes, when it goes by one and it is known.
    """
    least, most = _times(rule, submission.answers.get(rule.field) if rule.field else None, age)
    return Product(before=Sum.of(rows), least=least, most=most)


def _times(rule: Multiplier, answer: Answer | None, age: int | None) -> tuple[float, float]:
    """Return by how much points are multiplied: between which ends, when it isn't known."""
    number: object = age
    if answer is not None and answer.state is State.ANSWERED:
        if rule.times:
            found = [rule.times.get(choice, 1.0) for choice in answer.chosen]
            return max(found), max(found)
        number = answer.value
    elif answer is not None and answer.state is State.BLANK and TICKED in rule.times:
        return 1.0, 1.0  # a box that nobody ticked
    if isinstance(number, int | float):
        for band in rule.bands:
            if band.holds(number):
                return band.times, band.times
    return rule.ends


def rows_of_table(rule: ScoredTable, answer: Answer | None) -> tuple[RowPoints, ...]:
    """Return the points of each row of a table; of one that has none, or isn't there, what they could be."""
    if answer is None or answer.state is State.NOT_FOUND or answer.state is State.UNCLEAR:
        return (open_points(rule.blank, rule.most),)
    if answer.state is State.BLANK:
        return (open_points(rule.blank, rule.most),) if answer.location is not None else ()
    return tuple(_row(rule, {name: words.standing for name, words in row.items()}) for row in answer.rows)


def _row(rule: ScoredTable, cells: Table[str, str]) -> RowPoints:
    numbers = [number_in(rule, column, cells.get(column, "")) for column in rule.multiply]
    possible = prod(rule.at_most if number is None else number for number in numbers)
    if None in numbers:
        return RowPoints(possible=possible, may_apply=True, is_open=True)
    return RowPoints(certain=possible, possible=possible, applies=True, may_apply=True)


def number_in(rule: ScoredTable, column: str, text: str) -> int | None:
    """Return the number that a column of a row has, by digits, by a word, or by both where they agree."""
    text = text.strip().rstrip(".")
    parts = [part.casefold() for part in _PARTS.findall(text)]
    digits = {int(part) for part in parts if part.isdecimal()}
    words = [part for part in parts if not part.isdecimal()]
    by_word = {_squeezed(word): number for word, number in rule.words.get(column, {}).items()}
    said = by_word.get("".join(words)) if words else None
    if (words and said is None) or len(digits) > 1 or _is_more_than_one(text):
        return None
    found = digits | ({said} if said is not None else set())
    number = found.pop() if len(found) == 1 else 0
    return number if 1 <= number <= rule.at_most else None


def _squeezed(word: str) -> str:
    return "".join(part.casefold() for part in _PARTS.findall(word))


def _is_more_than_one(text: str) -> bool:
    """Return whether signs beside a number may make it another one: "-1", "2.5", "3?"."""
    return re.search(r"[^\w\s()=:,–-]|\d\s*[,.]\s*\d|^\s*[–-]", text) is not None
