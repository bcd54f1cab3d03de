"""The first layer of the mapping language: which form it is, and what it asks beside its checklist."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from pydantic import Field as Key
from pydantic import StrictBool, model_validator

from pipeline.mapping.entry import Identifier, StrictEntry, Text, Wording


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
    ``gap`` is a blank in the middle of a sentence: what stands between the label and the next printed words.
    """

    AUTO = "auto"
    RIGHT = "right"
    BELOW = "below"
    INSIDE = "inside"
    LINE = "line"
    GAP = "gap"


class Form(StrictEntry):
    """Which questionnaire this is, and the files that belong to it.

    Attributes:
        when: Condition on what a form says, for mappings that share a blank: this one is for forms where it holds.
        id: Name for machines: "home_visit".
        version: Version of the form, as text: "2026.1".
        title: Name for people: "Home visit check".
        blanks: File names of the unfilled form, in the folder ``blanks``. A form without a blank is listed, but can't
            be read.
        template: Word template in ``templates/`` that workbooks, and with ``--onto template`` all forms, come out on.
    """

    id: Identifier
    version: Text
    title: Text
    blanks: tuple[Text, ...] = ()
    template: Text | None = None
    when: Text | None = None


class Subject(StrictEntry):
    """Whom the form is about, and what makes an assessment one: the fields that say so.

    Attributes:
        name: Field with the name of the person whom the form is about.
        born: Field with the date of birth.
        number: Field with a number that no two people share; where two forms have one, it decides.
        on: Field with the date of the assessment; by default that from which reviews are counted.
        assessor: Field with the name of who assessed: two of them on one day are two assessments.
    """

    name: Identifier
    born: Identifier | None = None
    number: Identifier | None = None
    on: Identifier | None = None
    assessor: Identifier | None = None


class Choice(StrictEntry):
    """One allowed answer.

    ``id`` is the value that results carry. ``label`` is the start of the printed wording; ``also`` lists other words
    that people type for it.

    Attributes:
        id: The value in results; any text.
        label: The printed wording, or its start where each option has a line or row of its own.
        also: Other words that people type for it; the id counts without being listed.
    """

    id: Text
    label: Text
    also: tuple[Text, ...] = ()

    @property
    def wordings(self) -> tuple[str, ...]:
        """All wordings that stand for this choice."""
        return (self.label, self.id, *self.also)


class Column(StrictEntry):
    """One column of a table field: found by its printed header, or by order when the table prints none.

    Attributes:
        id: Name for machines.
        label: The printed header; without one the columns go by their order.
    """

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
        after: A line printed before the label, for labels that the form prints several times.
        sheet: The sheet of a workbook on which it stands.
        optional: A blank or a completed form may lack it.
        part_of: Id of a field with which this one shares a box: this one takes its part out of it.
        behind: For ``part_of``: the words behind which its part stands.
        same_as: Id of a field that asks for the same; that one counts, and a difference is reported.
        id: Name for machines; results use it.
        kind: What kind of answer: one of the six below.
        at: Where the answer stands.
        required: Identifies the form: the register has a column for it (not for narratives and tables).
        choices: The allowed answers; for kind "choice" only, and needed there.
        columns: The columns; for kind "table" only, and needed there.
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
    after: Text | None = None
    sheet: Text | None = None
    optional: StrictBool = False
    part_of: Identifier | None = None
    behind: tuple[Wording, ...] = ()
    same_as: Identifier | None = None
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
        if self.behind and self.part_of is None:
            raise ValueError("'behind' goes with 'part_of'")
        if self.part_of and self.kind in (FieldKind.TEXT, FieldKind.NARRATIVE) and not self.behind:
            raise ValueError("a text that is 'part_of' another needs 'behind', the words before it")
        return self
