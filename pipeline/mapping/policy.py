"""The third layer of the mapping language, which an authority may change alone: reviews and rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Annotated, Final

from msgspec import Meta

from pipeline.findings import Severity
from pipeline.mapping import conditions
from pipeline.mapping.entry import Identifier, StrictEntry, Text, Wording
from pipeline.nearest import did_you_mean

UNITS: Final = ("days", "working_days", "weeks", "months")
"""What intervals are counted in; each is a key of one."""

_Length = Annotated[int, Meta(ge=1)]


class Interval(StrictEntry, frozen=True, kw_only=True, rename={"from_": "from"}):
    """How long after the assessment a level is reviewed: one of ``weeks``, ``days``, ``working_days``, ``months``.

    A rule that changes on a certain day is written twice, the second time with ``from``. The rule in force on the date
    in ``on`` counts.

    Attributes:
        level: Id of a level or of an outcome.
        weeks: Weeks of seven days: the usual interval, which gives the date that is filled in.
        days: Days, instead of weeks.
        working_days: Mondays to Fridays that are no holidays or closed days, instead of weeks.
        months: Calendar months, instead of weeks.
        at_most: The longest interval that may be agreed, when that is longer; in the same unit.
        from_: The day from which the rule holds; without it, always. Written year first and without quotes:
            ``2027-04-01`` is 01/04/2027.

    Example:
        [review]
        on = "date_completed"
        interval = [
          { level = "high", weeks = 4, at_most = 6 },
          { level = "high", weeks = 6, from = 2027-04-01 },
          { level = "low", months = 3 },
        ]
    """

    level: Text
    weeks: _Length | None = None
    days: _Length | None = None
    working_days: _Length | None = None
    months: _Length | None = None
    at_most: _Length | None = None
    from_: dt.date | None = None

    @property
    def unit(self) -> str:
        """What it is counted in: one of :data:`UNITS`."""
        return next(unit for unit in UNITS if getattr(self, unit) is not None)

    @property
    def length(self) -> int:
        """How many of its units it lasts."""
        return int(getattr(self, self.unit))

    def require_whole(self) -> None:
        """Refuse values that don't go together."""
        given = [unit for unit in UNITS if getattr(self, unit) is not None]
        if len(given) != 1:
            found = "both " + " and ".join(f"'{unit}'" for unit in given) if given else "none of them"
            raise ValueError(f"needs 'weeks', 'days', 'working_days' or 'months', and has {found}")
        if self.at_most is not None and self.at_most < self.length:
            raise ValueError(f"'at_most' is {self.at_most}, which is less than '{self.unit}' ({self.length})")


class Weekends(StrEnum):
    """What happens to a review date that falls on a Saturday or Sunday.

    Attributes:
        STAY: It stays.
        EARLIER: It moves to the day before the weekend.
    """

    STAY = "stay"
    EARLIER = "earlier"


class Country(StrEnum):
    """Whose bank holidays a review date avoids."""

    ENGLAND = "England"
    WALES = "Wales"
    SCOTLAND = "Scotland"
    NORTHERN_IRELAND = "Northern Ireland"


class Review(StrictEntry, frozen=True, kw_only=True, rename={"intervals": "interval"}):
    """When the next review is due.

    The interval counts from the date in ``on``. Of the outcome and the band, the stricter one decides: the one that
    comes round sooner. An outcome in ``none_for`` means no review, unless the total is above the lowest band. A level
    without an interval has no review date. The interval gives the date that is filled in where none was agreed; a date
    that people agreed stays, and is measured against ``at_most``. Weekends, bank holidays and closed days only ever
    move a date earlier.

    Attributes:
        on: Date field from which the interval counts.
        field: Date field for the agreed review date; where it was left blank it is filled in.
        none_for: Outcomes that end the reviews.
        intervals: The interval for each level.
        weekends: What happens to a date on a Saturday or Sunday.
        holidays: Country whose bank holidays count: a date on one moves to the day before.
        closed: Further days that a review date avoids in the same way: ``[2026-12-29]``.

    Example:
        [review]
        on = "date_completed"
        field = "review_date"
        none_for = ["no_longer_required"]
        weekends = "earlier"
        holidays = "England"
        closed = [2026-12-29, 2026-12-30]
        interval = [
          { level = "high", weeks = 4, at_most = 6 },
          { level = "low", weeks = 12 },
        ]
    """

    on: Identifier
    field: Identifier | None = None
    none_for: tuple[Text, ...] = ()
    intervals: tuple[Interval, ...] = ()
    weekends: Weekends = Weekends.STAY
    holidays: Country | None = None
    closed: tuple[dt.date, ...] = ()


class Period(StrictEntry, frozen=True, kw_only=True):
    """How long assessments of a level are kept.

    Attributes:
        level: Id of a level or of an outcome.
        years: Years from the date completed.

    Example:
        [retention]
        period = [
          { level = "low", years = 3 },
          { level = "high", years = 10 },
        ]
    """

    level: Text
    years: _Length


class Retention(StrictEntry, frozen=True, kw_only=True, rename={"periods": "period"}):
    """How long assessments are kept.

    Nothing is erased by it: ``wordform retention`` lists what is past its time, and a person erases.

    Attributes:
        years: Years from the date completed, for levels without a period of their own; without it they are kept.
        periods: The years for each level.

    Example:
        [retention]
        years = 7
        period = [{ level = "high", years = 10 }]
    """

    years: _Length | None = None
    periods: tuple[Period, ...] = ()

    def years_for(self, level: str | None) -> int | None:
        """Return for how many years an assessment of a level is kept; ``None`` when no end is set."""
        return next((each.years for each in self.periods if each.level == level), self.years)


class TableCheck(StrEnum):
    """What is checked about the rows of a table.

    Attributes:
        ROWS_FILLED: Certain rows (``row``) are there, each with the named columns filled in.
        ROWS_COMPLETE: The named columns are filled in wherever a row says anything.
    """

    ROWS_FILLED = "rows_filled"
    ROWS_COMPLETE = "rows_complete"


class RequiredRow(StrictEntry, frozen=True, kw_only=True):
    """A row that a table has to have: found by words in its ``by`` column.

    Attributes:
        label: The printed words of the row, or some of them.
        also: Other words for it.
        name: What messages call it; the label unless told.
        not_alone: Words for people who are not enough by themselves, such as ``"nurse"``.
        mention: Words for those who are, such as ``"GP"``.

    Example:
        [[rule]]
        id = "agencies_missing"
        severity = "should"
        check = "rows_filled"
        field = "agencies"
        by = "agency"
        column = ["name"]
        say = "No person is named for: {missing}."

        [[rule.row]]
        label = "Police"

        [[rule.row]]
        label = "Health"
        also = ["GP"]
        name = "Health (a GP at least)"
        not_alone = ["nurse", "midwife"]
        mention = ["GP", "surgery"]
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


class Route(StrictEntry, frozen=True, kw_only=True):
    """Where a form goes when a condition holds.

    Every route whose condition holds counts; the finding ``route`` names it, and the results list them all.

    Attributes:
        id: Name of the route; a policy changes it by this name.
        when: [Condition](#conditions): ``level in ['medium', 'high'] and agency == 'school'``.
        to: Where the form goes.
        do: What to do about it.

    Example:
        [[route]]
        id = "panel"
        when = "level == 'high'"
        to = "Exploitation panel"
        do = "Send the form before Thursday noon."
    """

    id: Identifier
    when: Text
    to: Text
    do: str = ""


class Rule(StrictEntry, frozen=True, kw_only=True, rename={"in_": "in", "columns": "column", "rows": "row"}):
    """One check of a form against practice. A rule has either ``when`` or ``check``.

    | result | when | finding |
    |---|---|---|
    | not applicable | ``when`` does not hold | none |
    | pass | ``unless`` holds, or words of ``mention`` are found | none |
    | fail | it applies and does not pass | of its severity, with ``say`` and ``do`` |
    | cannot tell | an entry that is unclear or missing decides | ``ask``, naming it; none for severity ``note`` |

    A blank form is not checked. When no outcome is chosen, a finding that asks for the ``level`` says that the level is
    provisional. While the level is open, a finding whose message names ``{review_due}`` or ``{review_limit}`` says that
    these go by the highest level that it could be.

    Words of ``mention`` are found whatever their case, punctuation and spaces: ``"S.47"`` finds "s47" and "S 47", but
    not "S 470". A word that says nothing by itself needs care: "no strategy meeting was held" has the words "strategy
    meeting" in it. ``denied_by`` takes such wordings out, and ``silent`` gives silence another severity than a denial.

    Attributes:
        id: Name of the rule; a policy changes it by this name.
        severity: How urgent its finding is ([findings](findings.md)).
        say: The message when it fails. In braces it may name ``{level}``, ``{rag}``, ``{outcome}``, ``{total}``,
            ``{review_due}``, ``{review_limit}``, ``{found}`` (what is in the place of its field's answer, such as
            " (“Vacant” is there)"; mostly nothing), and for a ``check`` ``{missing}``.
        do: What to do about it.
        field: The field or factor that it is about: where its finding points to. For a ``check`` the table.
        when: [Condition](#conditions) under which it applies.
        unless: Condition under which it passes all the same.
        mention: Wordings: it passes when one of them is found in the form.
        in_: The fields in which ``mention`` is looked for; without it, everything that was written on the form.
        denied_by: Wordings that say the opposite; a ``mention`` inside them does not count.
        silent: Severity when the form says nothing at all, neither ``mention`` nor ``denied_by``.
        check: A check of a table's rows, instead of ``when``.
        by: For ``"rows_filled"``: the column that tells which row it is.
        columns: For a ``check``: the columns that have to be filled in.
        rows: For ``"rows_filled"``: the rows that have to be there, one ``[[rule.row]]`` each.
        code: Code of its findings, when it isn't the id: two rules may give one code with different severities.
        off: Switches it off.

    Example:
        [[rule]]
        id = "transition"
        severity = "should"
        when = "age == 17 and outcome != 'no_longer_required'"
        unless = "filled('transition_pathway')"
        field = "transition_pathway"
        say = "The young person is 17, but the Transition Pathway is not filled in."
        do = "Fill in the Transition Pathway."

        [[rule]]
        id = "strategy_meeting"
        severity = "must"
        silent = "ask"
        when = "level == 'high'"
        mention = ["strategy meeting", "S.47"]
        denied_by = ["no strategy meeting", "no S.47"]
        field = "outcome"
        say = "The level is {level}, and no S.47 strategy meeting is mentioned."
    """

    id: Identifier
    severity: Severity
    say: Text
    do: str = ""
    field: Identifier | None = None
    when: Text | None = None
    unless: Text | None = None
    mention: tuple[Wording, ...] = ()
    in_: tuple[Identifier, ...] = ()
    denied_by: tuple[Wording, ...] = ()
    silent: Severity | None = None
    check: TableCheck | None = None
    by: Identifier | None = None
    columns: tuple[Identifier, ...] = ()
    rows: tuple[RequiredRow, ...] = ()
    code: Identifier | None = None
    off: bool = False

    @property
    def finding_code(self) -> str:
        """Code of the findings that this rule gives."""
        return self.code or self.id

    @property
    def conditions(self) -> tuple[str, ...]:
        """The conditions that it has."""
        return tuple(text for text in (self.when, self.unless) if text)

    def require_whole(self) -> None:
        """Refuse values that don't go together."""
        if (self.when is None) == (self.check is None):
            raise ValueError("a rule has either 'when' or 'check'")
        if self.check is not None and not (self.field and self.columns):
            raise ValueError(f"check '{self.check}' needs 'field' and 'column'")
        if self.check is TableCheck.ROWS_FILLED and not (self.by and self.rows):
            raise ValueError("check 'rows_filled' needs 'by' and at least one 'row'")
        self._check_message()

    def _check_message(self) -> None:
        from string import Formatter  # what is kept was checked

        try:
            named = [name for _, name, spec, conversion in Formatter().parse(self.say) if name is not None]
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
