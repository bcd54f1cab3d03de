"""The mapping language: what a mapping file may say, as strict frozen models.

Three layers, kept apart so that an authority can change the third alone in a file of its own: **where things are**
(:class:`Form`, :class:`Field`, :class:`Checklist`), **how points become a level** (:class:`Score`), **local policy**
(:class:`Review`, :class:`Rule`, in :mod:`pipeline.mapping.policy`). ``docs/mappings.md`` documents every key.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field as Key
from pydantic import PrivateAttr, StrictBool, StrictInt, model_validator

from pipeline.mapping.entry import Colour, Identifier, StrictEntry, Text
from pipeline.mapping.nearest import did_you_mean
from pipeline.mapping.policy import Interval, RequiredRow, Review, Rule
from pipeline.mapping.register import Register

__all__ = [
    "Age",
    "AgeBand",
    "Band",
    "Checklist",
    "Choice",
    "Column",
    "Factor",
    "Field",
    "FieldKind",
    "Form",
    "Group",
    "Interval",
    "Mapping",
    "Place",
    "Register",
    "RequiredRow",
    "Review",
    "Rule",
    "Score",
    "Subject",
]


class FieldKind(StrEnum):
    """What kind of answer a field takes."""

    TEXT = "text"
    DATE = "date"
    NUMBER = "number"
    CHOICE = "choice"
    NARRATIVE = "narrative"
    TABLE = "table"


class Place(StrEnum):
    """Where the answer stands, seen from its label.

    ``auto`` looks at the blank: the empty cell right of the label, else the one below, else the label's own cell.
    """

    AUTO = "auto"
    RIGHT = "right"
    BELOW = "below"
    INSIDE = "inside"
    LINE = "line"


class Form(StrictEntry):
    """Which questionnaire this is, and the files that belong to it."""

    id: Identifier
    version: Text
    title: Text
    blanks: tuple[Text, ...] = ()
    template: Text | None = None


class Subject(StrictEntry):
    """Whom the form is about: the fields with name and date of birth."""

    name: Identifier
    born: Identifier | None = None


_TYPICAL = {FieldKind.DATE: dt.date(2026, 1, 31), FieldKind.NUMBER: 1}


class Choice(StrictEntry):
    """One allowed answer.

    ``id`` is the value that results carry. ``label`` is the start of the printed wording; ``also`` lists other words
    that people type for it.
    """

    id: Text
    label: Text
    also: tuple[Text, ...] = ()

    @property
    def wordings(self) -> tuple[str, ...]:
        """All wordings that stand for this choice."""
        return (self.label, self.id, *self.also)


class Column(StrictEntry):
    """One column of a table field: found by its printed header, or by order when the table prints none."""

    id: Identifier
    label: Text | None = None


class Field(StrictEntry):
    """One thing the form asks.

    Attributes:
        label: The printed wording, or its start.
        also: Other wordings of the label, for instance in the workbook or in older versions.
        section: Heading under which results show it.
        rest_of: Id of a date field with which this one shares a box: the date is taken out, the rest is this answer.
        under: Id of a choice field: this choice is printed under each of its options, and only the chosen one counts.
        several: Several choices may be given; the value then lists them with commas.
    """

    id: Identifier
    kind: FieldKind
    label: Text
    also: tuple[Text, ...] = ()
    section: str = ""
    at: Place = Place.AUTO
    required: StrictBool = False
    rest_of: Identifier | None = None
    under: Identifier | None = None
    several: StrictBool = False
    choices: tuple[Choice, ...] = Key(default=(), alias="choice")
    columns: tuple[Column, ...] = Key(default=(), alias="column")

    @property
    def labels(self) -> tuple[str, ...]:
        """All wordings of the label, the main one first."""
        return (self.label, *self.also)

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        if self.choices and self.kind is not FieldKind.CHOICE:
            raise ValueError(f"'choice' goes with kind 'choice', not '{self.kind}'")
        if self.kind is FieldKind.CHOICE and not self.choices:
            raise ValueError("a field of kind 'choice' needs at least one [[field.choice]]")
        if bool(self.columns) != (self.kind is FieldKind.TABLE):
            raise ValueError("'column' goes with kind 'table', and such a field needs at least one")
        return self


class Factor(StrictEntry):
    """One row of the checklist; ``points`` is the printed weight, which counts whatever number is entered."""

    id: Identifier
    label: Text
    points: Annotated[StrictInt, Key(ge=0)]
    also: tuple[Text, ...] = ()

    @property
    def labels(self) -> tuple[str, ...]:
        """All wordings of the row's label, the main one first."""
        return (self.label, *self.also)


class Group(StrictEntry):
    """A category of the checklist, for subtotals and layout only."""

    name: Text
    factors: tuple[Factor, ...]


class Checklist(StrictEntry):
    """The weighted checklist.

    Attributes:
        answer: Header of the column that people fill in.
        weight: Header of the column with the printed points.
        notes: Header of the column for notes, if the form has one.
    """

    answer: Text
    weight: Text | None = None
    notes: Text | None = None
    section: str = "Checklist"
    groups: tuple[Group, ...] = Key(default=(), alias="group")

    @cached_property
    def factors(self) -> tuple[Factor, ...]:
        """All factors in printed order."""
        return tuple(factor for group in self.groups for factor in group.factors)


class AgeBand(StrictEntry):
    """Points for an age in whole years, both ends included."""

    from_: Annotated[StrictInt, Key(ge=0)] = Key(alias="from")
    to: Annotated[StrictInt, Key(ge=0)]
    points: StrictInt


class Age(StrictEntry):
    """Age points: from which dates, and how many."""

    born: Identifier
    on: Identifier
    bands: tuple[AgeBand, ...] = Key(alias="band")


class Band(StrictEntry):
    """One level of the total, both ends included; the last one has no ``to``."""

    level: Text
    from_: StrictInt = Key(alias="from")
    to: StrictInt | None = None
    name: Text
    colour: Colour = "D9D9D9"
    also: tuple[Text, ...] = ()


class Score(StrictEntry):
    """How points become a level, and which fields show it."""

    age: Age | None = None
    bands: tuple[Band, ...] = Key(alias="band")
    outcome_field: Identifier | None = None
    age_field: Identifier | None = None
    total_field: Identifier | None = None
    rag_field: Identifier | None = None

    def band(self, points: int) -> Band:
        """Give the band that ``points`` fall into; the bands have no gaps, and the ends are open."""
        for band in self.bands:
            if band.to is None or points <= band.to:
                return band
        return self.bands[-1]

    @model_validator(mode="after")
    def _bands_are_whole(self) -> Self:
        _check_whole([(band.level, band.from_, band.to) for band in self.bands], "score.band")
        if self.age is not None:
            for before, after in pairwise(self.age.bands):
                if after.from_ <= before.to:
                    raise ValueError(f"score.age.band: {after.from_}-{after.to} overlaps {before.from_}-{before.to}")
        return self


def _check_whole(bands: list[tuple[str, int, int | None]], key: str) -> None:
    if not bands:
        raise ValueError(f"{key}: at least one band is needed")
    for (name, _, end), (following, start, _) in pairwise(bands):
        if end is None:
            raise ValueError(f"{key} '{name}' has no 'to', but it is not the last band")
        if start <= end:
            raise ValueError(f"{key} '{following}' starts at {start}, which overlaps '{name}' (up to {end})")
        if start > end + 1:
            raise ValueError(f"{key} '{following}' starts at {start}, which leaves a gap after '{name}' (up to {end})")


class Mapping(StrictEntry):
    """One form, declared. Load it with :func:`pipeline.mapping.load_catalogue`."""

    extends: Identifier | None = None
    form: Form
    subject: Subject | None = None
    fields: tuple[Field, ...] = Key(default=(), alias="field")
    checklist: Checklist | None = None
    score: Score | None = None
    review: Review | None = None
    rules: tuple[Rule, ...] = Key(default=(), alias="rule")
    register_: Register | None = Key(default=None, alias="register")  # plain, it would hide a name of pydantic's

    _path: Path = PrivateAttr(default=Path())
    _digest: str = PrivateAttr(default="")

    @property
    def path(self) -> Path:
        """The file this was loaded from."""
        return self._path

    @property
    def digest(self) -> str:
        """SHA-256 of everything that makes up the mapping: its own file, what it extends, the policy laid over it."""
        return self._digest

    def field(self, identifier: str) -> Field | None:
        """Find a field by its id."""
        return self._by_id.get(identifier)

    @cached_property
    def _by_id(self) -> dict[str, Field]:
        return {field.id: field for field in self.fields}

    @cached_property
    def factors(self) -> tuple[Factor, ...]:
        """All factors of the checklist, none when the form has no checklist."""
        return self.checklist.factors if self.checklist else ()

    def blank_paths(self) -> tuple[Path, ...]:
        """Give the files of the form's blanks, looked for in ``blanks/`` beside the mapping."""
        return tuple(self._path.parent / "blanks" / name for name in self.form.blanks)

    @model_validator(mode="after")
    def _names_fit_together(self) -> Self:
        _refuse_twice([field.id for field in self.fields] + [factor.id for factor in self.factors], "id")
        known = {field.id for field in self.fields}
        for key, reference in self._references():
            if reference not in known:
                raise ValueError(f"{key}: there is no field '{reference}'{did_you_mean(reference, known)}")
        self._check_levels()
        self._check_register()
        _refuse_twice([rule.id for rule in self.rules], "rule")
        problems = [problem for rule in self.rules for problem in self._problems(rule)]
        if problems:
            raise ValueError("\n".join(problems))
        return self

    def _references(self) -> Iterator[tuple[str, str]]:
        for field in self.fields:
            yield from (
                (f"field '{field.id}' {key}", value)
                for key, value in (("rest_of", field.rest_of), ("under", field.under))
                if value
            )
        if self.subject is not None:
            yield "subject.name", self.subject.name
            if self.subject.born:
                yield "subject.born", self.subject.born
        if self.score is not None:
            names = ("outcome_field", "age_field", "total_field", "rag_field")
            yield from ((f"score.{name}", value) for name in names if (value := getattr(self.score, name)))
            if self.score.age is not None:
                yield from (("score.age.born", self.score.age.born), ("score.age.on", self.score.age.on))
        if self.review is not None:
            yield "review.on", self.review.on
            if self.review.field:
                yield "review.field", self.review.field

    def _problems(self, rule: Rule) -> Iterator[str]:
        table = self.field(rule.field) if rule.field else None
        columns = [column.id for column in table.columns] if table is not None else []
        yield from (f"rule[{rule.id}].{problem}" for problem in rule.problems(self._typical_values, columns))

    @cached_property
    def _typical_values(self) -> dict[str, object]:
        """Give a value as conditions see it for each field and factor, to try them with."""
        factors = {factor.id: "no" for factor in self.factors}
        return {**{field.id: _TYPICAL.get(field.kind, "") for field in self.fields}, **factors}

    def _check_register(self) -> None:
        if self.register_ is not None:
            long = {field.id for field in self.fields if field.kind in (FieldKind.NARRATIVE, FieldKind.TABLE)}
            short = [each.id for each in self.fields if each.id not in long] + [each.id for each in self.factors]
            self.register_.check(short, long)

    def _check_levels(self) -> None:
        if self.score is None or self.review is None:
            return
        outcome = self.field(self.score.outcome_field) if self.score.outcome_field else None
        known = {band.level for band in self.score.bands} | {
            choice.id for choice in (outcome.choices if outcome else ())
        }
        for level in [interval.level for interval in self.review.intervals] + list(self.review.none_for):
            if level not in known:
                raise ValueError(f"review: there is no level '{level}'{did_you_mean(level, known)}")


def _refuse_twice(names: list[str], what: str) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise ValueError(f"{what} '{name}' is used twice")
        seen.add(name)
