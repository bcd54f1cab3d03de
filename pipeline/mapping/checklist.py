"""The first layer of the mapping language: checklists, the rows that are scored and how they are answered.

One idea carries them all: a row has *options*. They may be columns to tick, words in the answer column, or rows of
their own (a ladder). A row without options is answered yes or no, and its printed weight counts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Self

from pydantic import Discriminator, StrictBool, StrictInt, Tag, model_validator
from pydantic import Field as Key

from pipeline.mapping.entry import Identifier, StrictEntry, Text
from pipeline.mapping.questions import Choice

Points = Annotated[StrictInt, Key(ge=0)]
ONE, EACH, HEADER, NUMBER = "<one>", "<each>", "<header>", "<number>"
TAGS = frozenset({ONE, EACH, HEADER, NUMBER})
"""Steps that alternatives add to the place of a mistake; they say nothing to people."""

ColumnPlace = Annotated[
    Annotated[Text, Tag(HEADER)] | Annotated[StrictInt, Key(ge=1), Tag(NUMBER)],
    Discriminator(lambda value: NUMBER if isinstance(value, int) else HEADER),
]
"""A column: its printed header; its number, counted from the left; or ``"+1"``, counted from the label."""

Worth = Annotated[
    Annotated[Points, Tag(ONE)] | Annotated[tuple[Points, ...], Tag(EACH)],
    Discriminator(lambda value: EACH if isinstance(value, list | tuple) else ONE),
]
"""The points of a row, or those of each of its options."""


class Means(StrEnum):
    """What an option says about its row."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Together(StrEnum):
    """What several options of one row come to."""

    UNCLEAR = "unclear"
    ADD = "add"
    HIGHEST = "highest"


class Entered(StrEnum):
    """What a number in the answer column is: a sign that the row applies, or its points."""

    APPLIES = "applies"
    POINTS = "points"


class Open(StrEnum):
    """What a row without an answer does to the total: nothing, a range, or there is no total until it is answered."""

    NONE = "none"
    RANGE = "range"
    BLOCK = "block"


class RowOption(Choice):
    """One answer that a row may get.

    Attributes:
        points: Points for it; without them a ``yes`` counts the row's own.
        means: ``yes`` when it has points, else ``no``, unless told.
        column: Where its column is, when that isn't headed by the label.
        id: The value in results and conditions.
        label: The header of its column, or the printed or typed words; of a rung the start of its row.
        also: Other words that people type for it.
    """

    points: Points | None = None
    means: Means | None = None
    column: ColumnPlace | None = None

    @property
    def meaning(self) -> Means:
        """What it says about its row."""
        return self.means or (Means.YES if self.points else Means.NO)

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.points is None and self.means is None:
            raise ValueError("an option needs 'points' or 'means'")
        return self


class Factor(StrictEntry):
    """One row of a checklist.

    Attributes:
        worth: The printed weight; or the points of each option, where they differ from row to row.
        printed: What the weight column prints, when that isn't the points.
        options: The rungs of a ladder, each in a row of its own; they go before the checklist's options.
        id: Name for machines.
        label: The whole printed wording of the row, or its whole first line.
        also: Other wordings of the row.
    """

    id: Identifier
    label: Text
    worth: Worth | None = Key(default=None, alias="points")
    also: tuple[Text, ...] = ()
    printed: Text | None = None
    options: tuple[RowOption, ...] = Key(default=(), alias="option")

    @property
    def labels(self) -> tuple[str, ...]:
        """All wordings of the row's label, the main one first."""
        return (self.label, *self.also)

    @property
    def points(self) -> int:
        """The weight; the most that the row can give by its own numbers."""
        own = self.worth if isinstance(self.worth, tuple) else (self.worth or 0,)
        return max((*own, *(option.points or 0 for option in self.options)))

    @property
    def shown_weight(self) -> str:
        """What the weight column prints."""
        return self.printed or str(self.points)


class Group(StrictEntry):
    """A category of a checklist.

    Attributes:
        points: Weight of its rows that give none.
        total_field: Number field that shows its subtotal.
        name: Name of the group; it has a subtotal in the results and a column in the register.
        factors: Its rows.
    """

    name: Text
    factors: tuple[Factor, ...]
    points: Points | None = None
    total_field: Identifier | None = None


class Round(StrictEntry):
    """One of several columns that are filled in at different times: initial, review, final.

    Attributes:
        column: Where its column is.
        total_field: Number field that shows its total.
        id: Name for machines: "initial", "review".
    """

    id: Identifier
    column: ColumnPlace
    total_field: Identifier | None = None


class Checklist(StrictEntry):
    """Rows that are scored.

    Attributes:
        id: Name for conditions.
        answer: Column that people fill in.
        weight: Column with the printed points.
        notes: Column for notes, if the form has one.
        more_notes: Further columns whose text goes into the notes: a date, a source.
        notes_rows: So many rows under each row take notes on it.
        after: A line printed before it, where labels stand several times on the form.
        optional: A blank or a completed form may lack it.
        several: What several options of one row come to.
        entered: What a number in the answer column is.
        blank: What rows without an entry do to the total.
        unknown: What answers "not known", and unclear ones, do to the total.
        points: Weight of the rows that give none.
        points_of: Weight of a row by what its weight column prints.
        similar: Percentage by which a row's label has to be alike to be taken for it; without it, it has to be equal.
        in_total: Its points count towards the total.
        total_field: Number field that shows its points.
        counts: The round that counts, or ``last``: the last one that is filled in.
        section: Heading under which ``wordform read`` shows it.
        sheet: The sheet of the workbook on which it stands.
        options: The answers that a row may get, one ``[[checklist.option]]`` each.
        rounds: Columns that are filled in at different times, one ``[[checklist.round]]`` each.
        groups: The groups of rows, one ``[[checklist.group]]`` each.
    """

    id: Identifier | None = None
    section: str = "Checklist"
    answer: ColumnPlace | None = None
    weight: ColumnPlace | None = None
    notes: ColumnPlace | None = None
    more_notes: tuple[ColumnPlace, ...] = ()
    notes_rows: Annotated[StrictInt, Key(ge=0)] = 0
    after: Text | None = None
    sheet: Text | None = None
    optional: StrictBool = False
    several: Together = Together.UNCLEAR
    entered: Entered = Entered.APPLIES
    blank: Open = Open.NONE
    unknown: Open = Open.RANGE
    points: Points | None = None
    points_of: dict[Text, Points] = Key(default={})
    similar: Annotated[StrictInt, Key(ge=70, le=100)] | None = None
    in_total: StrictBool = True
    total_field: Identifier | None = None
    counts: Identifier = "last"
    options: tuple[RowOption, ...] = Key(default=(), alias="option")
    rounds: tuple[Round, ...] = Key(default=(), alias="round")
    groups: tuple[Group, ...] = Key(default=(), alias="group")

    @cached_property
    def factors(self) -> tuple[Factor, ...]:
        """All factors in printed order."""
        return tuple(factor for group in self.groups for factor in group.factors)

    @property
    def has_option_columns(self) -> bool:
        """Whether its options are columns; with an answer column too when they say which columns they are."""
        is_said = any(option.column is not None for option in self.options)
        return bool(self.options) and (self.answer is None or is_said) and not self.rounds

    @property
    def notes_columns(self) -> int:
        """How many columns take notes."""
        return len(self.more_notes) + (self.notes is not None)

    @property
    def has_ladders(self) -> bool:
        """Whether rows have rungs of their own."""
        return any(factor.options for factor in self.factors)

    def options_of(self, factor: Factor) -> tuple[RowOption, ...]:
        """Return the options of a row."""
        return factor.options or self.options

    def option_points(self, factor: Factor, option: RowOption) -> int:
        """Return the points of an option in a row: its own there, else those of the option, else the row's weight."""
        if isinstance(factor.worth, tuple) and not factor.options:
            return factor.worth[self.options.index(option)]
        if option.points is not None:
            return option.points
        return factor.points if option.meaning is Means.YES else 0

    def meaning_of(self, factor: Factor, chosen: Collection[str]) -> Means:
        """Return what the chosen options say about their row: yes if one does, else unknown if one does, else no."""
        meanings = {option.meaning for option in self.options_of(factor) if option.id in chosen}
        return next((meaning for meaning in (Means.YES, Means.UNKNOWN) if meaning in meanings), Means.NO)

    def counting_round(self, filled_in: Sequence[str]) -> str:
        """Return the round that counts, when these are filled in."""
        if self.counts != "last":
            return self.counts
        return filled_in[-1] if filled_in else self.rounds[0].id

    def most(self, factor: Factor) -> int:
        """Return the most points that a row can get."""
        each = [self.option_points(factor, option) for option in self.options_of(factor)]
        if self.several is Together.ADD and each:
            return sum(each)
        return max(each) if each else factor.points

    @model_validator(mode="before")
    @classmethod
    def _with_defaults(cls, tree: Any) -> Any:
        """Return rows without points those of their printed weight, of their group or of the checklist."""
        if not isinstance(tree, dict) or not isinstance(tree.get("group"), list):
            return tree
        return {**tree, "group": [_with_points(group, tree) for group in tree["group"]]}

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        problems = list(self._problems())
        if problems:
            raise ValueError("\n".join(problems))
        return self

    def _problems(self) -> Iterator[str]:
        if self.answer is None and not (self.options or self.rounds or self.has_ladders):
            yield ".answer: is missing: the column that people fill in; or an [[checklist.option]] for each column"
        for factor in self.factors:
            if isinstance(factor.worth, tuple) and len(factor.worth) != len(self.options):
                yield f".factors[{factor.id}].points: has {len(factor.worth)} numbers for {len(self.options)} options"
            if factor.worth is None and not self._has_points(factor):
                yield f".factors[{factor.id}].points: is missing"
        yield from _twice(self.options, ".option")
        for factor in self.factors:
            yield from _twice(factor.options, f".factors[{factor.id}].option")
        known = {"last", *(each.id for each in self.rounds)}
        if self.counts not in known:
            yield f".counts: there is no round '{self.counts}'; rounds are {', '.join(sorted(known))}"

    def _has_points(self, factor: Factor) -> bool:
        options = self.options_of(factor)
        return bool(options) and all(option.points is not None or option.meaning is not Means.YES for option in options)


def _twice(options: tuple[RowOption, ...], key: str) -> Iterator[str]:
    ids = [option.id for option in options]
    yield from (f"{key}: id '{name}' is used twice" for name in dict.fromkeys(ids) if ids.count(name) > 1)


def _with_points(group: Any, checklist: dict[str, Any]) -> Any:
    if not isinstance(group, dict) or not isinstance(group.get("factors"), list):
        return group
    return {**group, "factors": [_one_with_points(factor, group, checklist) for factor in group["factors"]]}


def _one_with_points(factor: Any, group: dict[str, Any], checklist: dict[str, Any]) -> Any:
    if not isinstance(factor, dict) or "points" in factor:
        return factor
    by_print = checklist.get("points_of")
    found = by_print.get(factor.get("printed")) if isinstance(by_print, dict) else None
    points = next((each for each in (found, group.get("points"), checklist.get("points")) if each is not None), None)
    return factor if points is None else {**factor, "points": points}
