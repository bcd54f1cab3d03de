"""The second layer of the mapping language: points for what the form says beside its checklist."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Annotated

import msgspec
from msgspec import Meta

from pipeline.mapping.entry import Amount, Identifier, StrictEntry, Text
from pipeline.mapping.rows import Open

Whole = Annotated[int, Meta(ge=0)]
HowOften = Annotated[float, Meta(ge=0)]
"""By how much points are multiplied."""


class Span(StrictEntry, frozen=True, kw_only=True, rename={"from_": "from"}):
    """Numbers from one to another, both of which belong to it; without an end it is open there."""

    from_: Amount | None = None
    to: Amount | None = None

    def holds(self, number: float) -> bool:
        """Return whether a number falls into it."""
        return (self.from_ is None or self.from_ <= number) and (self.to is None or number <= self.to)

    @property
    def printed(self) -> str:
        """The span as a message says it."""
        if self.to is None:
            return f"{self.from_:g} and more" if self.from_ is not None else "any number"
        return f"up to {self.to:g}" if self.from_ is None else f"{self.from_:g}-{self.to:g}"


class AgeBand(Span, frozen=True, kw_only=True):
    """Points for an age in whole years.

    Attributes:
        from_: Lowest age in whole years, which belongs to it.
        to: Highest age, which belongs to it too; the last band may lack it.
        points: Points for it.

    Example:
        [score]
        band = [
          { level = "low", to = 9, name = "Low" },
          { level = "high", from = 10, name = "High" },
        ]

        [score.age]
        born = "date_of_birth"
        on = "date_completed"
        band = [
          { from = 0, to = 13, points = 10 },
          { from = 14, points = 5 },
        ]
    """

    from_: Whole
    to: Whole | None = None
    points: int


class NumberBand(Span, frozen=True, kw_only=True):
    """Points for a number, with decimals or without.

    Attributes:
        from_: Lowest number, which belongs to it; the first band may lack it.
        to: Highest number, which belongs to it too; the last band may lack it.
        points: Points for it.

    Example:
        [score]
        band = [
          { level = "low", to = 4, name = "Low" },
          { level = "high", from = 5, name = "High" },
        ]

        [[score.attribute]]
        field = "temperature"
        band = [
          { to = 35.0, points = 3 },
          { from = 35.1, to = 36.0, points = 1 },
          { from = 36.1, to = 38.0, points = 0 },
          { from = 38.1, to = 39.0, points = 1 },
          { from = 39.1, points = 2 },
        ]
    """

    points: int


class Age(StrictEntry, frozen=True, kw_only=True, rename={"bands": "band"}):
    """Age points: from which dates, and how many.

    An age outside all bands has no points, and the total is then said to be not complete. Bands may not overlap.

    Attributes:
        born: Date field with the date of birth.
        on: Date field with the day on which the age counts.
        bands: Ages and their points.

    Example:
        [score]
        band = [
          { level = "low", to = 9, name = "Low" },
          { level = "high", from = 10, name = "High" },
        ]

        [score.age]
        born = "date_of_birth"
        on = "date_completed"
        band = [
          { from = 0, to = 13, points = 10 },
          { from = 14, to = 18, points = 5 },
        ]
    """

    born: Identifier
    on: Identifier
    bands: tuple[AgeBand, ...]

    def require_whole(self) -> None:
        """Refuse values that don't go together."""
        _check_apart(self.bands)


class Attribute(StrictEntry, frozen=True, kw_only=True, rename={"bands": "band"}):
    """Points for another answer of the form: either ``points`` or ``band``.

    A number in no band has no points. One between two bands that follow each other for whole numbers, such as 91.5
    between 91 and 92, is a finding (``between_bands``), and the total shows what either of them would give. Conditions
    ask for the points by the id of the field: ``points('temperature') == 3``, ``highest('attributes') >= 3``.

    Attributes:
        field: A choice, a tick or a number.
        points: Points by the id of the choice; a choice that isn't named has none. Of a tick: ``{ true = 5 }``.
        bands: Points by number.
        blank: What an answer left blank does to the total. Left out, the total shows what could be added
            (``"range"``), with a finding (``points_missing``); where several choices may be given, or a single box
            ticked, none adds nothing.

    Example:
        [score]
        band = [
          { level = "low", to = 9, name = "Low" },
          { level = "high", from = 10, name = "High" },
        ]

        [[score.attribute]]
        field = "case_status"
        points = { CP = 10, CLA = 5 }
    """

    field: Identifier
    points: dict[Text, Whole] = msgspec.field(default_factory=dict)
    bands: tuple[NumberBand, ...] = ()
    blank: Open | None = None

    @property
    def most(self) -> int:
        """The most points that it can give."""
        return max([0, *self.points.values(), *(band.points for band in self.bands)])

    def points_for(self, number: float) -> tuple[int, int]:
        """Return the least and the most points for a number: two where it is between bands that follow each other."""
        for band in self.bands:
            if band.holds(number):
                return band.points, band.points
        for before, after in pairwise(self.bands):
            low, high = before.to, after.from_
            if low is not None and high is not None and low < number < high <= low + 1:
                return min(before.points, after.points), max(before.points, after.points)
        return 0, 0

    def require_whole(self) -> None:
        """Refuse values that don't go together."""
        if bool(self.points) == bool(self.bands):
            raise ValueError("either 'points' (of a choice or tick) or 'band' (of a number) is needed")
        _check_in_order(self.bands)


class Times(Span, frozen=True, kw_only=True):
    """By what points are multiplied for a number or an age.

    Attributes:
        from_: Lowest number or age, which belongs to it; the first may lack it.
        to: Highest number or age, which belongs to it too; the last may lack it.
        times: The multiplier, such as ``2`` or ``1.5``.

    Example:
        [score]
        band = [
          { level = "low", to = 9, name = "Low" },
          { level = "high", from = 10, name = "High" },
        ]

        [[score.multiplier]]
        id = "weighted"
        field = "missing_episodes"
        band = [{ to = 2, times = 1 }, { from = 3, times = 1.5 }]
    """

    times: HowOften


class Multiplier(StrictEntry, frozen=True, kw_only=True, rename={"bands": "band"}):
    """What the points of rows are multiplied by: an age, a number, or a choice of the form says by how much.

    The rows keep their points, and groups their subtotals; the product counts towards the total in their place. It is
    rounded up to whole points. An age or a number in no band, and an answer that is blank or unclear, leave the total
    open (``multiplier_unknown``).

    Attributes:
        id: Its name: results carry the product by it, and conditions ask for it: ``points('weighted')``.
        of: The checklists, groups or rows whose points are multiplied; left out, all rows.
        born: Date field with the date of birth, to go by the age; needs ``on``.
        on: Date field with the day on which the age counts.
        field: Number, choice or tick to go by, in place of an age.
        bands: Ages or numbers, and by what they multiply.
        times: By the id of the choice, by what it multiplies; a choice that isn't named multiplies by 1. Of a tick:
            ``{ true = 2 }``.
        total_field: Number field that shows the product.

    Example:
        [score]
        band = [
          { level = "low", to = 9, name = "Low" },
          { level = "high", from = 10, name = "High" },
        ]

        [[score.multiplier]]
        id = "weighted"
        born = "date_of_birth"
        on = "date_completed"
        band = [
          { to = 12, times = 2 },
          { from = 13, to = 15, times = 1.5 },
          { from = 16, times = 1 },
        ]
    """

    id: Identifier
    of: tuple[Text, ...] = ("all",)
    born: Identifier | None = None
    on: Identifier | None = None
    field: Identifier | None = None
    bands: tuple[Times, ...] = ()
    times: dict[Text, HowOften] = msgspec.field(default_factory=dict)
    total_field: Identifier | None = None

    @property
    def ends(self) -> tuple[float, float]:
        """The least and the most that it multiplies by."""
        each = [*self.times.values(), *(band.times for band in self.bands), *([1.0] if self.times else [])]
        return min(each), max(each)

    def require_whole(self) -> None:
        """Refuse values that don't go together."""
        if (self.born is None) is not (self.on is None):
            raise ValueError("'born' and 'on' go together")
        if (self.born is None) is (self.field is None):
            raise ValueError("either 'born' and 'on' (to go by the age) or 'field' is needed")
        if bool(self.times) == bool(self.bands) or (self.born and self.times):
            raise ValueError("either 'band' (of an age or a number) or 'times' (of a choice or tick) is needed")
        _check_in_order(self.bands)


class ScoredTable(StrictEntry, frozen=True, kw_only=True):
    """Points of the rows of a table, such as severity × likelihood: the numbers in some columns multiplied.

    Each row that says anything is a row of points, as many as people add: ``by = "highest"`` takes the highest one,
    ``by = "total"`` adds them up, and conditions ask for ``highest('risks')``. A column holds a number from 1 to
    ``at_most``, one of ``words``, or both where they agree ("4 - Likely"). A row with anything else, or with a column
    left blank, leaves the result open (``row_points_unknown``).

    Attributes:
        field: The table.
        multiply: The columns whose numbers are multiplied; of one alone the number itself counts.
        at_most: The highest number that a column may have.
        words: Words that may be in a column in place of a number, by column: ``{ severity = { Minor = 1 } }``.
        result: The column in which people write the product; another number is a finding (``row_points_differ``).
        blank: What a table without rows does to the result.

    Example:
        [score]
        by = "highest"
        band = [
          { level = "low", to = 5, name = "Low" },
          { level = "medium", from = 6, to = 12, name = "Medium" },
          { level = "high", from = 13, name = "High" },
        ]

        [[score.table]]
        field = "risks"
        multiply = ["severity", "likelihood"]
        at_most = 5
        words = { likelihood = { Rare = 1, Unlikely = 2, Possible = 3, Likely = 4, Certain = 5 } }
        result = "rating"
    """

    field: Identifier
    multiply: Annotated[tuple[Identifier, ...], Meta(min_length=1)]
    at_most: Annotated[int, Meta(ge=1)]
    words: dict[Identifier, dict[Text, int]] = msgspec.field(default_factory=dict)
    result: Identifier | None = None
    blank: Open = Open.RANGE

    @property
    def most(self) -> int:
        """The most points of a single row."""
        return int(self.at_most ** len(self.multiply))

    def require_whole(self) -> None:
        """Refuse values that don't go together."""
        for column, words in self.words.items():
            if column not in self.multiply:
                raise ValueError(f".words: '{column}' is none of the columns of 'multiply'")
            for word, number in words.items():
                if any(map(str.isdecimal, word)):
                    raise ValueError(f".words.{column}: '{word}' has a number in it; leave it out, or the word")
                if not 1 <= number <= self.at_most:
                    raise ValueError(f".words.{column}: '{word}' is {number}, and has to be 1 to {self.at_most}")


class Judgement(StrictEntry, frozen=True, kw_only=True):
    """Points that people add by their own judgement.

    Attributes:
        field: Number field with the points that people add.
        at_most: The most that may be added; more is a finding and doesn't count.
        reason: Field that says why; points without a reason are a finding.

    Example:
        [score]
        band = [
          { level = "low", to = 9, name = "Low" },
          { level = "high", from = 10, name = "High" },
        ]

        [score.judgement]
        field = "judgement_points"
        at_most = 5
        reason = "judgement_reason"
    """

    field: Identifier
    at_most: Whole | None = None
    reason: Identifier | None = None


def _check_apart(bands: tuple[AgeBand, ...]) -> None:
    for before, after in pairwise(bands):
        if before.to is None:
            raise ValueError(f".band: {before.from_} and more is not the last band")
        if after.from_ <= before.to:
            end = "" if after.to is None else f"-{after.to}"
            raise ValueError(f".band: {after.from_}{end} overlaps {before.from_}-{before.to}")


def _check_in_order(bands: Sequence[Span]) -> None:
    for before, after in pairwise(bands):
        if before.to is None:
            raise ValueError(f".band: {before.printed} is not the last band")
        if after.from_ is None:
            raise ValueError(f".band: {after.printed} is not the first band")
        if after.from_ <= before.to:
            raise ValueError(f".band: {after.printed} overlaps {before.printed}")
    for band in bands:
        if band.from_ is not None and band.to is not None and band.to < band.from_:
            raise ValueError(f".band: {band.printed} ends before it starts")
