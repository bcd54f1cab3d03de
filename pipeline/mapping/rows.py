"""The rows of checklists: what a row is worth, how it is answered, and the options that it may have."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from pipeline.mapping.entry import Identifier, StrictEntry, Text
from pipeline.mapping.questions import Choice

Points = Annotated[int, Meta(ge=0)]
ColumnPlace = Annotated[str | int, Meta(description="a column")]
"""A column: its printed header; its number, counted from the left; or ``"+1"``, counted from the label."""

Worth = Annotated[int | tuple[int, ...], Meta(description="points")]
"""The points of a row, or those of each of its options."""


class Means(StrEnum):
    """What an option says about its row.

    Attributes:
        YES: The row applies.
        NO: The row does not apply.
        UNKNOWN: Nobody knows; ``unknown`` of the checklist says what that does to the total.
    """

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Together(StrEnum):
    """What several options of one row come to.

    Attributes:
        UNCLEAR: The row is unclear; a person is asked.
        ADD: Their points add up.
        HIGHEST: The one with the most points counts.
    """

    UNCLEAR = "unclear"
    ADD = "add"
    HIGHEST = "highest"


class Entered(StrEnum):
    """What a number in the answer column is.

    Attributes:
        APPLIES: A sign that the row applies; the printed weight counts.
        POINTS: The points themselves.
    """

    APPLIES = "applies"
    POINTS = "points"


class Open(StrEnum):
    """What a row without an answer does to the total.

    Attributes:
        NONE: Nothing.
        RANGE: The total shows what could be added.
        BLOCK: There is no level until the row is answered.
    """

    NONE = "none"
    RANGE = "range"
    BLOCK = "block"


class RowOption(Choice, frozen=True, kw_only=True):
    """One answer that a row may get.

    Attributes:
        id: The value in results and conditions.
        label: The header of its column, or the printed or typed words; of a rung the start of its row.
        also: Other words that people type for it.
        beside: Words that may be typed beside it and leave it certain.
        points: Points for it; without them a ``"yes"`` counts the row's weight.
        means: What it says about its row. Left out, an option with points means yes, one with 0 no.
        column: Its column, when that isn't headed by the label.

    Example:
        [[checklist]]
        answer = "Answer"
        points = 5
        group = [
          { name = "Home", factors = [{ id = "dv", label = "Domestic abuse at home" }] },
        ]
        option = [
          { id = "yes", label = "Yes", means = "yes" },
          { id = "no", label = "No", means = "no" },
          { id = "possible", label = "Possible", also = ["Suspected"], points = 2 },
          { id = "not_known", label = "Not known", also = ["NK", "Unknown"], means = "unknown" },
        ]
    """

    points: Points | None = None
    means: Means | None = None
    column: ColumnPlace | None = None

    @property
    def meaning(self) -> Means:
        """What it says about its row."""
        return self.means or (Means.YES if self.points else Means.NO)

    def require_whole(self) -> None:
        """Refuse values that don't go together."""
        super().require_whole()
        if self.points is None and self.means is None:
            raise ValueError("an option needs 'points' or 'means'")


class Factor(StrictEntry, frozen=True, kw_only=True, rename={"worth": "points", "options": "option"}):
    """One row of a checklist.

    A row is found by its whole label or a wording in ``also``, never by its position and never by a label that is
    merely similar (but see ``similar`` of the checklist). A row without points has those of its ``printed`` word, its
    group, its checklist or its options.

    Attributes:
        id: Name for machines.
        label: The whole printed wording of the row, or its whole first line.
        worth: The weight, 0 or more; or with options a list, one number for each, in the order of the options. The
            blank must print the weight where there is a ``weight`` column.
        also: Other wordings of the row.
        printed: What the weight column prints, when that isn't the points: ``"High"``.
        options: The rungs of a ladder, each in a row of its own; they go before the checklist's options.

    Example:
        [[checklist]]
        answer = "Score"
        weight = "Severity"
        points_of = { High = 10, Low = 2 }

        [[checklist.group]]
        name = "Home"
        factors = [
          { id = "no_heating", label = "No heating", printed = "Low" },
          { id = "strangers", label = "Unknown adults", also = ["Unknown adult"], printed = "High" },
        ]
    """

    id: Identifier
    label: Text
    worth: Worth | None = None
    also: tuple[Text, ...] = ()
    printed: Text | None = None
    options: tuple[RowOption, ...] = ()

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


class Group(StrictEntry, frozen=True, kw_only=True):
    """A category of a checklist.

    Attributes:
        name: Name of the group; it has a subtotal in the results and a column in the register.
        factors: Its rows.
        points: Weight of its rows that give none.
        total_field: Number field that shows its subtotal: filled in when blank, checked when typed
            (``shown_differs``).

    Example:
        [[checklist]]
        answer = "Score"

        [[checklist.group]]
        name = "House"
        points = 5
        total_field = "house_total"
        factors = [
          { id = "no_heating", label = "No heating" },
          { id = "no_food", label = "No food in the house", points = 10 },
        ]
    """

    name: Text
    factors: tuple[Factor, ...]
    points: Points | None = None
    total_field: Identifier | None = None


class Round(StrictEntry, frozen=True, kw_only=True):
    """One of several columns that are filled in at different times: initial, review, final.

    The last round that is filled in counts, or the one in ``counts``; results give the total of each, the previous
    total and the trend.

    Attributes:
        id: Name for machines: ``"initial"``, ``"review"``.
        column: Its column.
        on: Date field of the round. When the round counts, the review is counted from this day, in place of the one in
            ``on`` of [review](#review).
        person: Field with the name of the person whom the column is about, where the same rows are scored for several
            people: one column, or one for each round, for each of them. An assessment is about one person: where
            another than the [subject](#subject) is named or scored too, rows on which they differ are unclear, there is
            no level (``several_people``), and results give the points of each person (``people``).
        total_field: Number field that shows its total.

    Example:
        [[checklist]]
        weight = "Points"
        group = [
          { name = "Home", factors = [{ id = "no_heating", label = "No heating", points = 5 }] },
        ]
        round = [
          { id = "initial", column = "Initial" },
          { id = "review", column = "Review", on = "reviewed_on", total_field = "review_total" },
        ]
    """

    id: Identifier
    column: ColumnPlace
    on: Identifier | None = None
    person: Identifier | None = None
    total_field: Identifier | None = None
