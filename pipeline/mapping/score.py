"""The second layer of the mapping language: how points become a level, and which fields show it."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from itertools import pairwise
from typing import Final

from pipeline.findings import Severity
from pipeline.mapping.entry import Colour, Identifier, StrictEntry, Text
from pipeline.mapping.points import Age, Attribute, Judgement, Multiplier, ScoredTable


class LevelBy(StrEnum):
    """What the bands measure.

    Attributes:
        TOTAL: All points.
        COUNT: How many rows apply.
        HIGHEST: The most points of a single row.
    """

    TOTAL = "total"
    COUNT = "count"
    HIGHEST = "highest"


class Band(StrictEntry, frozen=True, kw_only=True, rename={"from_": "from"}):
    """One level, both ends included.

    Bands follow each other without gap or overlap; a mapping that has one is refused. Where no band has ``from`` or
    ``to``, nothing is counted: the bands only name the levels, from the lowest on, and people choose one
    (``outcome_field``).

    Attributes:
        level: Id of the level, as results carry it.
        from_: Lowest number that belongs to it; only the first band may lack it.
        to: Highest number, which belongs to it too; the last band has none, and only that one may have none.
        name: Name for people.
        colour: Colour on the screen and in the register: six digits, ``A`` to ``F`` in capitals.
        also: Other words for the level: an outcome called so counts as this level.

    Example:
        [score]
        band = [
          { level = "low", from = 0, to = 40, name = "Low concern", colour = "92D050" },
          { level = "high", from = 41, name = "High concern", colour = "FF0000", also = ["Significant"] },
        ]
    """

    level: Text
    from_: int | None = None
    to: int | None = None
    name: Text
    colour: Colour = "D9D9D9"
    also: tuple[Text, ...] = ()


class Override(StrictEntry, frozen=True, kw_only=True):
    """What changes the level that the numbers give, when a condition holds.

    Overrides are tried in their order. Each sees the level that the ones before it left, and each one that applies is
    explained in a finding and in the results. An override that depends on an unclear answer changes nothing and asks.

    Attributes:
        id: Its name, which results carry.
        when: [Condition](#conditions).
        say: What is said when it applies; braces as in a rule.
        set: The level it becomes. Not together with ``at_least``.
        at_least: The level that it is raised to, when it is lower.
        flag: A word that results carry.
        do: The action that it requires.
        severity: How urgent the finding is.

    Example:
        [score]
        by = "count"
        band = [
          { level = "low", to = 0, name = "Low" },
          { level = "medium", from = 1, to = 4, name = "Medium" },
          { level = "high", from = 5, name = "High" },
        ]

        [[score.override]]
        id = "two_high"
        when = "count('all', 'high') >= 2"
        set = "high"
        say = "Two or more indicators are high."

        [[score.override]]
        id = "tier_one"
        when = "count('Tier 1') >= 1 and count('Tier 2') >= 1"
        at_least = "medium"
        say = "An indicator of tier 1 with one of tier 2."
        do = "Hold a strategy discussion."
    """

    id: Identifier
    when: Text
    say: Text
    set: Text | None = None
    at_least: Text | None = None
    flag: Text | None = None
    do: str = ""
    severity: Severity = Severity.NOTE

    def require_whole(self) -> None:
        """Refuse values that don't go together."""
        if self.set and self.at_least:
            raise ValueError("has both 'set' and 'at_least'")
        if not (self.set or self.at_least or self.flag or self.do):
            raise ValueError("needs 'set', 'at_least', 'flag' or 'do'")


ROW_VALUES: Final = ("points", "level")
"""What a row of a table can show."""


class Write(StrictEntry, frozen=True, kw_only=True):
    """A field that shows what was worked out, apart from the fields that people's own figures are read from.

    A subtotal goes into the ``total_field`` of its group or checklist; any other figure goes where ``[[write]]`` says.

    Attributes:
        field: The field that shows it, when it was left blank.
        value: What: an expression such as ``total``, ``rag``, ``points('Home')``, ``review_due``
            ([conditions](#conditions)). A choice gets a tick.
        column: For a table with points ([score.table](#scoretable)): the column in which each row that left it blank
            shows its own, with ``value = "points"``; or their level, with ``value = "level"``, where the highest row
            decides.
        when: [Condition](#conditions): it is shown only where it holds for certain. Several entries with conditions
            may go to one field; the first one that holds is shown.

    Example:
        [[write]]
        field = "front_page_score"
        value = "total"

        [[write]]
        field = "social_care_score"
        when = "total >= 10"
        value = "total"

        [[write]]
        field = "risks"
        column = "rating"
        value = "points"
    """

    field: Identifier
    value: Text
    column: Identifier | None = None
    when: Text | None = None


class Score(
    StrictEntry,
    frozen=True,
    kw_only=True,
    rename={
        "bands": "band",
        "attributes": "attribute",
        "multipliers": "multiplier",
        "tables": "table",
        "overrides": "override",
    },
):
    """How points become a level, and which fields show it.

    The total is the points of all factors that apply, and the points for age, other answers, rows of tables and
    judgement; results give each by itself. It falls into one band, the RAG rating. People's own decision
    (``outcome_field``) is never changed; results name it as the level, and the band only when there is no decision.

    Attributes:
        age: Points for age.
        by: What the bands measure.
        bands: The levels, from the lowest on.
        attributes: Points for other answers of the form, one ``[[score.attribute]]`` each.
        multipliers: What points are multiplied by, one ``[[score.multiplier]]`` each.
        tables: Points of the rows of tables, one ``[[score.table]]`` each.
        judgement: Points that people add by their own judgement.
        overrides: What changes the level, one ``[[score.override]]`` each, tried in order.
        outcome_field: Choice field with the level that people decided on; its ids are ids of levels.
        age_field: Number field that takes the age points.
        total_field: Number field that takes the total.
        rag_field: Choice field whose row for the level gets a tick; its ids are the ids of the levels.

    Example:
        [score]
        outcome_field = "outcome"
        age_field = "age_score"
        total_field = "total_score"
        rag_field = "rag_rating"
        band = [
          { level = "low", from = 0, to = 40, name = "Low concern", colour = "92D050" },
          { level = "high", from = 41, name = "High concern", colour = "FF0000" },
        ]
    """

    age: Age | None = None
    by: LevelBy = LevelBy.TOTAL
    bands: tuple[Band, ...]
    attributes: tuple[Attribute, ...] = ()
    multipliers: tuple[Multiplier, ...] = ()
    tables: tuple[ScoredTable, ...] = ()
    judgement: Judgement | None = None
    overrides: tuple[Override, ...] = ()
    outcome_field: Identifier | None = None
    age_field: Identifier | None = None
    total_field: Identifier | None = None
    rag_field: Identifier | None = None

    @property
    def has_numbers(self) -> bool:
        """Whether the bands measure anything; else people alone choose the level."""
        return any(band.from_ is not None or band.to is not None for band in self.bands) or len(self.bands) == 1

    @property
    def levels(self) -> tuple[str, ...]:
        """The levels, from the lowest on."""
        return tuple(band.level for band in self.bands)

    def band(self, points: int) -> Band:
        """Return the band that ``points`` fall into; the bands have no gaps, and the ends are open."""
        for band in self.bands:
            if band.to is None or points <= band.to:
                return band
        return self.bands[-1]

    def strictest(self, levels: Iterable[str | None]) -> str | None:
        """Return the highest of some levels; what is no band, as an outcome that ends the pathway, is below all."""
        known = [level for level in levels if level]
        order = self.levels
        return max(known, key=lambda level: order.index(level) if level in order else -1, default=None)

    def level_of(self, outcome: str) -> str:
        """Return the level that an outcome means, known by its id, its name or another word; else the outcome."""
        wanted = outcome.casefold()
        for band in self.bands:
            if wanted in {word.casefold() for word in (band.level, band.name, *band.also)}:
                return band.level
        return outcome

    def require_whole(self) -> None:
        """Refuse values that don't go together."""
        if not self.bands:
            raise ValueError(".band: at least one band is needed")
        if self.has_numbers:
            _check_whole([(band.level, band.from_, band.to) for band in self.bands])
        seen: dict[str, str] = {}
        for band in self.bands:
            for word in {band.level.casefold(), *(word.casefold() for word in band.also)}:
                if seen.setdefault(word, band.level) != band.level:
                    raise ValueError(f".band '{band.level}': '{word}' also stands for '{seen[word]}'")


def _check_whole(bands: list[tuple[str, int | None, int | None]]) -> None:
    for (name, _, end), (following, start, _) in pairwise(bands):
        if end is None:
            raise ValueError(f".band '{name}' has no 'to', but it is not the last band")
        if start is None:
            raise ValueError(f".band '{following}' has no 'from', but it is not the first band")
        if start <= end:
            raise ValueError(f".band '{following}' starts at {start}, which overlaps '{name}' (up to {end})")
        if start > end + 1:
            raise ValueError(f".band '{following}' starts at {start}, which leaves a gap after '{name}' (up to {end})")
