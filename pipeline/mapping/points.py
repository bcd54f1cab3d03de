"""The second layer of the mapping language: points for what the form says beside its checklist."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated

import msgspec
from msgspec import Meta

from pipeline.mapping.entry import Amount, Identifier, StrictEntry, Text
from pipeline.mapping.rows import Open

Whole = Annotated[int, Meta(ge=0)]


class AgeBand(StrictEntry, frozen=True, kw_only=True, rename={"from_": "from"}):
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

    def holds(self, number: int) -> bool:
        """Return whether a number falls into it."""
        return self.from_ <= number and (self.to is None or number <= self.to)


class NumberBand(StrictEntry, frozen=True, kw_only=True, rename={"from_": "from"}):
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

    from_: Amount | None = None
    to: Amount | None = None
    points: int

    def holds(self, number: float) -> bool:
        """Return whether a number falls into it."""
        return (self.from_ is None or self.from_ <= number) and (self.to is None or number <= self.to)

    @property
    def printed(self) -> str:
        """The band as a message says it."""
        if self.to is None:
            return f"{self.from_:g} and more" if self.from_ is not None else "any number"
        return f"up to {self.to:g}" if self.from_ is None else f"{self.from_:g}-{self.to:g}"


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
        field: A choice or a number.
        points: Points by the id of the choice; a choice that isn't named has none.
        bands: Points by number.
        blank: What an answer left blank does to the total. Left out, the total shows what could be added
            (``"range"``), with a finding (``points_missing``); where several choices may be given, none given adds
            nothing.

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
            raise ValueError("either 'points' (of a choice) or 'band' (of a number) is needed")
        _check_in_order(self.bands)


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


def _check_in_order(bands: tuple[NumberBand, ...]) -> None:
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
