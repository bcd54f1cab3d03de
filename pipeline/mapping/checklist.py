"""The first layer of the mapping language: checklists, the rows that are scored and how they are answered.

One idea carries them all: a row has *options*. They may be columns to tick, words in the answer column, or rows of
their own (a ladder). A row without options is answered yes or no, and its printed weight counts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from pipeline.mapping.entry import Identifier, StrictEntry, Text
from pipeline.mapping.rows import ColumnPlace, Entered, Factor, Group, Means, Open, Points, Round, RowOption, Together


class Checklist(
    StrictEntry, frozen=True, kw_only=True, rename={"options": "option", "rounds": "round", "groups": "group"}
):
    """Rows that are scored.

    A form with one list has ``[checklist]``; a form with several has a ``[[checklist]]`` for each, with its own columns
    and options. [layouts.md](layouts.md#checklists) shows how rows are answered.

    The header row is the one that prints all the columns that are named. A column is named by its printed header; by
    its number, counted from the left (``answer = 3``); or counted from the label (``answer = "+1"`` is the next cell to
    the right, ``"+0"`` the label's own). A header may go on from the row above it, or be merged with it. Of two columns
    with one header, the nearer one right of the label counts, so rows may be printed side by side.

    What is entered says whether a row applies; the printed points count, and another number is shown as a finding.
    Entries such as ``?``, ``TBC``, ``possible`` or a note alone are unclear: they are not counted, they are listed, and
    the total is shown with what it could be.

    Attributes:
        id: Name for conditions: ``count('push') >= 2``.
        section: Heading under which ``wordform read`` shows it.
        answer: The column that people fill in; needed unless the options are columns, beside which it may be given
            too.
        weight: The column with the printed points.
        notes: The column for notes.
        more_notes: Further columns whose text goes into the notes: ``["Date", "Source"]``.
        notes_rows: So many rows under each row take notes on it, such as a row for evidence.
        after: A line printed before it, when its labels are printed several times on the form.
        sheet: The sheet of the workbook that holds it; Word documents have none, and the key says nothing there.
        optional: A blank or a completed form may lack it.
        several: What several options of one row come to.
        entered: What a typed number is.
        blank: What a row left blank does to the total.
        unknown: The same for an answer "not known". With ``"block"`` unclear entries block too.
        points: Weight of the rows that give none.
        points_of: Weight of a row by the word in its weight column: ``{ High = 10, Low = 2 }``.
        similar: Percentage: a row whose label is at least so alike is taken for it, and reported (``factor_alike``).
            Without it a label has to be equal.
        in_total: Its points count towards the total; ``false`` for protective factors, for instance.
        total_field: Number field that shows its points.
        counts: The round that counts, by its id; or ``"last"``: the last one that is filled in.
        options: The answers that a row may get, one ``[[checklist.option]]`` each, or the name of a [list](#list).
        rounds: Columns that are filled in at different times, one ``[[checklist.round]]`` each.
        groups: The groups of rows, one ``[[checklist.group]]`` each.

    Example:
        [[checklist]]
        id = "indicators"
        notes = "Evidence"
        group = [
          { name = "Missing", factors = [{ id = "missing_episodes", label = "Missing episodes" }] },
        ]

        [[checklist.option]]
        id = "no"
        label = "No"
        points = 0

        [[checklist.option]]
        id = "high"
        label = "High"
        points = 3
    """

    id: Identifier | None = None
    section: str = "Checklist"
    answer: ColumnPlace | None = None
    weight: ColumnPlace | None = None
    notes: ColumnPlace | None = None
    more_notes: tuple[ColumnPlace, ...] = ()
    notes_rows: Annotated[int, Meta(ge=0)] = 0
    after: Text | None = None
    sheet: Text | None = None
    optional: bool = False
    several: Together = Together.UNCLEAR
    entered: Entered = Entered.APPLIES
    blank: Open = Open.NONE
    unknown: Open = Open.RANGE
    points: Points | None = None
    points_of: dict[Text, Points] = msgspec.field(default_factory=dict)
    similar: Annotated[int, Meta(ge=70, le=100)] | None = None
    in_total: bool = True
    total_field: Identifier | None = None
    counts: Identifier = "last"
    options: tuple[RowOption, ...] = ()
    rounds: tuple[Round, ...] = ()
    groups: tuple[Group, ...] = ()

    @cached_property
    def factors(self) -> tuple[Factor, ...]:
        """All factors in printed order."""
        return tuple(factor for group in self.groups for factor in group.factors)

    @property
    def has_option_columns(self) -> bool:
        """Whether its options are columns; with an answer column too when they say which columns they are."""
        if self.rounds or not self.options:
            return False
        return self.answer is None or any(option.column is not None for option in self.options)

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

    @classmethod
    def completed(cls, tree: Any) -> Any:
        """Return rows without points those of their printed weight, of their group or of the checklist."""
        if not isinstance(tree, dict) or not isinstance(tree.get("group"), list):
            return tree
        return {**tree, "group": [_with_points(group, tree) for group in tree["group"]]}

    def require_whole(self) -> None:
        """Refuse values that don't go together."""
        problems = list(self._problems())
        if problems:
            raise ValueError("\n".join(problems))

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
