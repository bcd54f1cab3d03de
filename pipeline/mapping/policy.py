"""The third layer of the mapping language, which an authority may change alone: reviews and rules."""

from __future__ import annotations

import datetime as dt
import string
from collections.abc import Collection, Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Annotated, Final, Self

from pydantic import Field as Key
from pydantic import StrictBool, StrictInt, model_validator

from pipeline.findings import Severity
from pipeline.mapping import conditions
from pipeline.mapping.entry import Identifier, StrictEntry, Text, Wording
from pipeline.mapping.nearest import did_you_mean

UNITS: Final = ("days", "working_days", "weeks", "months")
"""What intervals are counted in; each is a key of one."""

_Length = Annotated[StrictInt, Key(ge=1)]


class Interval(StrictEntry):
    """How long after the assessment a level is reviewed; ``from`` dates a change of the rule.

    Attributes:
        weeks: The usual interval, which gives the review date that is worked out; or ``days``, ``working_days``,
            ``months``.
        at_most: The longest interval that may be agreed, when that is longer; in the same unit.
        level: Id of a level or of an outcome.
        days: Days, instead of weeks.
        working_days: Mondays to Fridays that are no holidays or closed days, instead of weeks.
        months: Calendar months, instead of weeks.
        from_: The day from which the rule holds; without it, always. Written without quotes: ``2027-04-01``.
    """

    level: Text
    weeks: _Length | None = None
    days: _Length | None = None
    working_days: _Length | None = None
    months: _Length | None = None
    at_most: _Length | None = None
    from_: dt.date | None = Key(default=None, alias="from")

    @property
    def unit(self) -> str:
        """What it is counted in: one of :data:`UNITS`."""
        return next(unit for unit in UNITS if getattr(self, unit) is not None)

    @property
    def length(self) -> int:
        """How many of its units it lasts."""
        return int(getattr(self, self.unit))

    @model_validator(mode="after")
    def _is_one_length(self) -> Self:
        given = [unit for unit in UNITS if getattr(self, unit) is not None]
        if len(given) != 1:
            found = "both " + " and ".join(f"'{unit}'" for unit in given) if given else "none of them"
            raise ValueError(f"needs 'weeks', 'days', 'working_days' or 'months', and has {found}")
        if self.at_most is not None and self.at_most < self.length:
            raise ValueError(f"'at_most' is {self.at_most}, which is less than '{self.unit}' ({self.length})")
        return self


class Weekends(StrEnum):
    """What happens to a review date that falls on a Saturday or Sunday."""

    STAY = "stay"
    EARLIER = "earlier"


class Country(StrEnum):
    """Whose bank holidays a review date avoids."""

    ENGLAND = "England"
    WALES = "Wales"
    SCOTLAND = "Scotland"
    NORTHERN_IRELAND = "Northern Ireland"


class Review(StrictEntry):
    """When the next review is due.

    Attributes:
        on: Field with the date from which the weeks count.
        field: Field with the review date that people agreed.
        none_for: Outcomes that end the review cycle.
        weekends: ``earlier`` moves a date on a weekend to the day before it.
        holidays: Country on whose bank holidays no review falls; off by default.
        closed: Further days on which no review falls.
        intervals: The weeks for each level.
    """

    on: Identifier
    field: Identifier | None = None
    none_for: tuple[Text, ...] = ()
    intervals: tuple[Interval, ...] = Key(default=(), alias="interval")
    weekends: Weekends = Weekends.STAY
    holidays: Country | None = None
    closed: tuple[dt.date, ...] = ()


class Period(StrictEntry):
    """How long assessments of a level are kept.

    Attributes:
        level: Id of a level or of an outcome.
        years: Years from the date completed.
    """

    level: Text
    years: _Length


class Retention(StrictEntry):
    """How long assessments are kept. Nothing is ever erased by it: what is past it is listed, and a person erases.

    Attributes:
        years: Years from the date completed, for levels that have no period of their own; without it they are kept.
        periods: The years for each level.
    """

    years: _Length | None = None
    periods: tuple[Period, ...] = Key(default=(), alias="period")

    def years_for(self, level: str | None) -> int | None:
        """Return for how many years an assessment of a level is kept; ``None`` when no end is set."""
        return next((each.years for each in self.periods if each.level == level), self.years)


class TableCheck(StrEnum):
    """What is checked about the rows of a table; see :mod:`pipeline.assess.tables`."""

    ROWS_FILLED = "rows_filled"
    ROWS_COMPLETE = "rows_complete"


class RequiredRow(StrictEntry):
    """A row that a table has to have: found by words in its ``by`` column.

    Attributes:
        label: The printed words of the row, or their start.
        also: Other words for it.
        name: How messages call it; the label by default.
        not_alone: Words for people who are not enough by themselves.
        mention: Words for those who are.
    """

    label: Wording
    also: tuple[Wording, ...] = ()
    name: Text | None = None
    not_alone: tuple[Wording, ...] = ()
    mention: tuple[Wording, ...] = ()

    @property
    def printed(self) -> str:
        """How messages call it."""
        return self.name or self.label


class Route(StrictEntry):
    """Where a form goes when a condition holds; of several that hold, each one counts.

    Attributes:
        id: Name of the route; a policy changes it by this name.
        when: Condition: ``level in ['medium', 'high'] and agency == 'school'``.
        to: Where the form goes.
        do: What to do about it.
    """

    id: Identifier
    when: Text
    to: Text
    do: str = ""


class Rule(StrictEntry):
    """One check of a form against practice; ``docs/mappings.md`` shows each key.

    A rule applies when ``when`` holds. Then it passes when ``unless`` holds or words of ``mention`` are found, else it
    fails. What can't be known gives "cannot tell".

    Attributes:
        code: Code of its findings; the id by default. Rules of one code may differ in severity.
        mention: Evidence words; they are looked for in the answers ``in``, or in all texts of the form.
        denied_by: Words that say the opposite; evidence inside them does not count.
        silent: Severity when the text says nothing at all, neither evidence nor denial.
        check: A check of a table's rows, instead of ``when``.
        by: For ``rows_filled``: the column that tells which row it is.
        columns: The columns that have to be filled in.
        id: Name of the rule; a policy changes it by this name.
        severity: "must", "should", "ask" or "note" (findings).
        say: The message when it fails. In braces it may name ``{level}``, ``{rag}``, ``{outcome}``, ``{total}``,
            ``{review_due}``, ``{review_limit}``, and for a ``check`` ``{missing}``.
        do: What to do about it.
        field: The field or factor that it is about: where its finding points to. For a ``check`` the table.
        when: Condition under which it applies.
        unless: Condition under which it passes all the same.
        in_: The fields in which ``mention`` is looked for; without it, everything that was written on the form.
        rows: For "rows_filled": the rows that have to be there, one ``[[rule.row]]`` each.
        off: Switches it off.
    """

    id: Identifier
    severity: Severity
    say: Text
    do: str = ""
    field: Identifier | None = None
    when: Text | None = None
    unless: Text | None = None
    mention: tuple[Wording, ...] = ()
    in_: tuple[Identifier, ...] = Key(default=(), alias="in")
    denied_by: tuple[Wording, ...] = ()
    silent: Severity | None = None
    check: TableCheck | None = None
    by: Identifier | None = None
    columns: tuple[Identifier, ...] = Key(default=(), alias="column")
    rows: tuple[RequiredRow, ...] = Key(default=(), alias="row")
    code: Identifier | None = None
    off: StrictBool = False

    @property
    def finding_code(self) -> str:
        """Code of the findings that this rule gives."""
        return self.code or self.id

    @property
    def conditions(self) -> tuple[str, ...]:
        """The conditions that it has."""
        return tuple(text for text in (self.when, self.unless) if text)

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if (self.when is None) == (self.check is None):
            raise ValueError("a rule has either 'when' or 'check'")
        if self.check is not None and not (self.field and self.columns):
            raise ValueError(f"check '{self.check}' needs 'field' and 'column'")
        if self.check is TableCheck.ROWS_FILLED and not (self.by and self.rows):
            raise ValueError("check 'rows_filled' needs 'by' and at least one 'row'")
        self._check_message()
        return self

    def _check_message(self) -> None:
        try:
            named = [name for _, name, spec, conversion in string.Formatter().parse(self.say) if name is not None]
        except ValueError as error:
            raise ValueError(f".say: {error}") from None
        for name in named:
            if name not in conditions.FACTS:
                known = ", ".join(sorted(conditions.FACTS))
                raise ValueError(
                    f".say: '{{{name}}}' is not known; known are {known}{did_you_mean(name, conditions.FACTS)}"
                )

    def problems(
        self, values: Mapping[str, object], columns: Iterable[str], rows: Collection[str] = ()
    ) -> Iterator[str]:
        """Yield what does not fit the form.

        Args:
            values: A typical value for each of its fields and factors, by id.
            columns: Ids of the columns of the table that ``check`` is about.
            rows: Names of its rows, groups and checklists, for functions that count.
        """
        columns = set(columns)
        for key, text in (("when", self.when), ("unless", self.unless)):
            yield from (f"{key}: {problem}" for problem in (conditions.problems(text, values, rows) if text else ()))
        for key, name in (*([("field", self.field)] if self.field else []), *(("in", name) for name in self.in_)):
            if name not in values:
                yield f"{key}: there is no field '{name}'{did_you_mean(name, values)}"
        for name in (*([self.by] if self.by else []), *self.columns) if self.check else ():
            if name not in columns:
                yield f"column: there is no column '{name}'{did_you_mean(name, columns)}"
