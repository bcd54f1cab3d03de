"""The first layer of the mapping language: what a form asks beside its checklist."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from pipeline.mapping.entry import Amount, Identifier, StrictEntry, Text, Wording
from pipeline.submission import NOT_TICKED, TICKED, Choices, Number


class FieldKind(StrEnum):
    """What kind of answer a field takes.

    Attributes:
        TEXT: The text as typed. It is never unclear, but for the name of the [subject](#subject): that has to look like
            the name of one person.
        NARRATIVE: The text, one line a paragraph; a table in it gives a line a row. It is never unclear.
        DATE: A day: ``03/02/2026``, ``3.2.26``, ``3rd February 2026``, ``2026-02-03``, a date control. Day first,
            always. Unclear when there are several different days, no such day, part of a date, or words of doubt such
            as ``tbc``, ``approx.``, ``?``.
        NUMBER: A number, with decimals or without: ``57``, ``57 points``, ``57/186``, ``37.4``, ``97 %``, ``88 bpm``.
            Anything else is unclear: several numbers, a unit that may be another than the form's (``unit``), a comma
            that may be a decimal sign (``decimals``).
        CHOICE: The id of a choice. Unclear when no option or several are named, when signs contradict each other, or
            when words beside it are not known to leave it certain (``beside``).
        TICK: A single box to tick: ``true`` when it is ticked or crossed, ``false`` when "no" or a stroke is there in
            place of a tick, blank when it is as printed. Unclear when the mark is struck out, when words are beside it,
            and when the box is gone or its words are marked in place of it.
        TABLE: Rows of texts by column id. It is never unclear.
    """

    TEXT = "text"
    DATE = "date"
    NUMBER = "number"
    CHOICE = "choice"
    TICK = "tick"
    NARRATIVE = "narrative"
    TABLE = "table"


class Place(StrEnum):
    """Where the answer is, seen from its label.

    Attributes:
        AUTO: The empty boxes right of the label; if there are none, the empty boxes below it; else the label's own box,
            under its prompt.
        RIGHT: The first empty boxes further right, past boxes that print something; else the label's own box.
        BELOW: The empty boxes below; else the label's own box.
        ABOVE: The empty boxes right above, where labels are printed under what is filled in; in the text the line drawn
            above.
        INSIDE: The label's own box.
        LINE: The rest of the label's own line.
        GAP: A blank within a sentence: between the label and the next printed words.
    """

    AUTO = "auto"
    RIGHT = "right"
    BELOW = "below"
    ABOVE = "above"
    INSIDE = "inside"
    LINE = "line"
    GAP = "gap"


class Choice(StrictEntry, frozen=True, kw_only=True):
    """One allowed answer.

    Where the options are printed is seen from the blank; the mapping only lists them
    ([layouts.md](layouts.md#what-chooses-an-option)).

    Attributes:
        id: The value in results; any text without a comma, since results list several ids with commas.
        label: The printed wording, or its start where each option has a line or row of its own.
        also: Other words that people type for it; the id counts without being listed.
        beside: Words that may be typed beside it and leave it certain: ``["neglect", "emotional abuse"]`` in "CP -
            neglect". How people say that it holds now ("on a … plan", "open to …"), since when, and whose case it is
            need no listing; with anything else beside it a typed option is unclear.

    Example:
        [[field]]
        id = "case_status"
        kind = "choice"
        label = "Case Status"
        several = true
        choice = [
          { id = "CIN", label = "CIN", also = ["Child in Need", "Section 17"] },
          { id = "CP", label = "CP", also = ["Child Protection"], beside = ["neglect", "physical abuse"] },
        ]
    """

    id: Text
    label: Text
    also: tuple[Text, ...] = ()
    beside: tuple[Text, ...] = ()

    @property
    def wordings(self) -> tuple[str, ...]:
        """All wordings of this choice."""
        return (self.label, self.id, *self.also)

    def require_whole(self) -> None:
        """Refuse an id that results could not list."""
        if "," in self.id:
            raise ValueError(
                ".id: holds a comma, and results list several ids with commas; only the label may hold one"
            )


class Names(StrEnum):
    """What a cell has to name, for checks of rows.

    Attributes:
        PERSON: A person: "PC 123 Example", "Jo (school nurse)". Not "TBC", "not invited", "vacant", nor a role alone.
        ANYBODY: A person, or people by their work or kin: "school", "Mum".
        DAY: A day or a stretch of time: "28/04/2026", "in two weeks", "next review". Not "ongoing", "when possible".
    """

    PERSON = "person"
    ANYBODY = "anybody"
    DAY = "day"


class Column(StrictEntry, frozen=True, kw_only=True):
    """One column of a table field.

    The table is found by the field's label: in a row of the table itself, then the rows under it belong to the field;
    or in a paragraph, then it is the next table. A column is found by its printed header; the headers are in one row.
    Of two columns with one label, the first has the first header of that wording. Where the table prints no headers,
    the columns go by their order. When the first row that was filled in says nothing but labels of columns, at least
    two, it is no row, and the columns go by it.

    Attributes:
        id: Name for machines.
        label: The printed header; without one the columns go by their order, or beside others with a header by the
            empty headers, in their order.
        names: What a cell has to name to be filled in, for a ``check`` of a [rule](#rule).

    Example:
        [[field]]
        id = "actions"
        kind = "table"
        label = "What needs to happen? By whom and by when?"
        column = [
          { id = "what", label = "What needs to happen" },
          { id = "who", label = "By whom", names = "anybody" },
          { id = "when", label = "By when", names = "day" },
        ]
    """

    id: Identifier
    label: Text | None = None
    names: Names | None = None


class Field(StrictEntry, frozen=True, kw_only=True, rename={"choices": "choice", "columns": "column", "units": "unit"}):
    """One thing the form asks.

    The label is wording that the blank prints. It is compared line by line with what the blank prints, in boxes of
    tables and in paragraphs:

    - Upper and lower case, kinds of quotation marks and dashes, and all spaces are the same. A colon, full stop, dash,
      question mark or asterisk at the end does not count.
    - First come lines that equal the label; only if there are none, lines that begin with it. So the start of a long
      prompt is enough.
    - More than one line: the mapping is refused, and the message asks for more of the label. (A choice with ``under``
      is printed several times on purpose.)
    - No line: the mapping is refused, and the message names the nearest wording.

    In completed forms a label that somebody edited is still known when most of its words are there.

    A label in a paragraph outside any table has its answer on its own line, whatever ``at`` says; a date may also be
    alone on the next line, and a narrative goes on under it, up to the next printed words or the next table. Dots and
    underscores are room to write, no print. What was typed into the label's box beside the printed words belongs to the
    answer too, except with ``at = "line"``.

    Attributes:
        id: Name for machines; results use it.
        kind: What kind of answer.
        label: The printed wording, or its start.
        also: Other wordings of the label, for instance in the workbook or in older versions of the form.
        section: Heading under which ``wordform read`` shows it; fields that follow each other share one.
        at: Where the answer is. Leave it out unless the answer is found in the wrong place; ``wordform read --verbose
            FILE`` prints the place of each answer.
        required: Identifies the form: the register has a column for it (not for narratives and tables).
        rest_of: Id of a date field whose box it shares: the first date is taken out, the rest is this answer. Where
            another version of the form prints a box for this field, that box is used as well; on a blank that doesn't
            print its label, the field is simply not looked for.
        under: Id of a choice under whose options this choice is printed again and again. When no option of the other
            choice is marked by itself, a mark here chooses the option above it too. A mark under another option than
            the chosen one is reported (``type_elsewhere``).
        several: More than one choice may be given; the answer lists them with commas.
        after: A line printed before the label, when the form prints the label several times: the first one after that
            line is meant; of several in one row of a table, the one in the line's column.
        sheet: The sheet of the workbook that holds it; Word documents have none, and the key says nothing there.
        optional: A blank or a completed form may lack it; then it is blank, and nothing is said.
        part_of: Id of a field out of whose box this one takes its part: a date the first date, a number the first
            number, a choice the options named, a text the words after one of ``behind``. What is left belongs to the
            box's own field.
        behind: For ``part_of``: the words before the part: ``["aka", "also known as"]``.
        units: For a number: how its unit may be typed: ``["kg", "kilos"]``. With another unit beside it a number is
            unclear. Left out, the unit is the one that the label prints in brackets, ``"Weight (kg)"``; where it prints
            none, ``%``, ``°C``, ``mmHg``, ``mmol/l``, ``£``, years and what is counted a minute (``bpm``) leave a
            number certain, and any other unit makes it unclear.
        decimals: For a number: how many decimal places it may have; more are unclear. Where it may have some, a comma
            is read as the decimal sign: ``36,8``.
        at_least: For a number: a lower one is unclear, such as a temperature of ``3.7``.
        at_most: For a number: a higher one is unclear, such as a temperature of ``374``.
        same_as: Id of a field that asks for the same. That one counts; a difference is a finding (``values_differ``).
        named: What the file of the blank calls the place of the answer, where no printed words lead to it: the tag or
            title of a content control, the name of an old form field, a bookmark, a named cell of a workbook. The label
            is what people are told then, and need not be printed. A form that lost the control or bookmark is read at
            the place where the blank has it.
        choices: The allowed answers, or the name of a [list](#list) of them; for kind ``"choice"`` only, and needed
            there.
        columns: The columns; for kind ``"table"`` only, and needed there. The rows of the field end at the label of
            another field. Rows that people add are read; rows in which nothing was added are left out. Of a row that
            prints something ("Police"), the whole text counts, since people edit that too.

    Example:
        [[field]]
        id = "date_of_birth"
        kind = "date"
        label = "DOB"
        also = ["Date of birth", "D.O.B"]
        section = "Identifying details"
        required = true

        [[field]]
        id = "views_date"
        kind = "date"
        label = "Date views obtained"
        at = "line"
    """

    id: Identifier
    kind: FieldKind
    label: Text
    also: tuple[Text, ...] = ()
    section: str = ""
    at: Place = Place.AUTO
    required: bool = False
    rest_of: Identifier | None = None
    under: Identifier | None = None
    several: bool = False
    after: Text | None = None
    sheet: Text | None = None
    optional: bool = False
    part_of: Identifier | None = None
    behind: tuple[Wording, ...] = ()
    units: tuple[Text, ...] = ()
    decimals: Annotated[int, Meta(ge=0, le=10)] | None = None
    at_least: Amount | None = None
    at_most: Amount | None = None
    same_as: Identifier | None = None
    named: Text | None = None
    choices: tuple[Choice, ...] = ()
    columns: tuple[Column, ...] = ()

    @property
    def labels(self) -> tuple[str, ...]:
        """All wordings of the label, the main one first."""
        return (self.label, *self.also)

    @property
    def place_name(self) -> str:
        """What the place of its answer is called in a file: as the mapping says, else by its id."""
        return self.named or self.id

    @property
    def is_text(self) -> bool:
        """Whether it takes words as they are typed, whatever they say."""
        return self.kind in (FieldKind.TEXT, FieldKind.NARRATIVE)

    @property
    def is_long(self) -> bool:
        """Whether it takes whole paragraphs; what is struck out of them belongs to the answer."""
        return self.kind is FieldKind.NARRATIVE

    @property
    def is_short(self) -> bool:
        """Whether its answer fits into a line or a cell."""
        return not self.is_long and not self.has_rows

    @property
    def is_date(self) -> bool:
        """Whether it takes a day."""
        return self.kind is FieldKind.DATE

    @property
    def has_options(self) -> bool:
        """Whether it takes some of its choices."""
        return self.kind is FieldKind.CHOICE

    @property
    def is_number(self) -> bool:
        """Whether it takes a number."""
        return self.kind is FieldKind.NUMBER

    @property
    def is_tick(self) -> bool:
        """Whether it is a single box to tick."""
        return self.kind is FieldKind.TICK

    @property
    def values(self) -> tuple[str, ...]:
        """What it may say, as points name it: the ids of its choices, or that a single box is ticked or not."""
        return (TICKED, NOT_TICKED) if self.is_tick else tuple([choice.id for choice in self.choices])

    @property
    def has_rows(self) -> bool:
        """Whether it takes rows of cells."""
        return self.kind is FieldKind.TABLE

    @property
    def _found_otherwise(self) -> tuple[str | None, ...]:
        return (self.after, self.under, self.part_of, self.rest_of)

    @property
    def _has_ends(self) -> bool:
        return self.at_least is not None or self.at_most is not None

    @property
    def may_be_quoted(self) -> bool:
        """Whether a message may say what was answered: a choice, tick or number tells of nobody by itself."""
        return self.kind in (FieldKind.CHOICE, FieldKind.NUMBER, FieldKind.TICK)

    @property
    def takes_number(self) -> bool:
        """Whether a number that was worked out can be written there."""
        return self.kind in (FieldKind.NUMBER, FieldKind.TEXT)

    @property
    def unanswered(self) -> str | None:
        """What conditions see in place of an answer that was left blank."""
        return None if self.kind in (FieldKind.DATE, FieldKind.NUMBER, FieldKind.TICK) else ""

    def takes(self, number: Number) -> bool:
        """Return whether a number is between the ends of what it may be."""
        return (self.at_least is None or self.at_least <= number) and (self.at_most is None or number <= self.at_most)

    def picked(self, ids: Sequence[str]) -> str | Choices:
        """Return the value of a choice by the ids of what was chosen: several where the field takes several."""
        return Choices(tuple(ids)) if self.several else ids[0]

    def require_whole(self) -> None:
        """Refuse values that don't go together."""
        if self.choices and not self.has_options:
            raise ValueError(f"'choice' goes with kind 'choice', not '{self.kind}'")
        if self.has_options and not self.choices:
            raise ValueError("a field of kind 'choice' needs at least one [[field.choice]]")
        if bool(self.columns) != self.has_rows:
            raise ValueError("'column' goes with kind 'table', and such a field needs at least one")
        if not self.is_number and (self.units or self.decimals is not None or self._has_ends):
            raise ValueError(f"'unit', 'decimals', 'at_least' and 'at_most' go with kind 'number', not '{self.kind}'")
        if None not in (self.at_least, self.at_most) and not self.takes(self.at_least or 0):
            raise ValueError("'at_least' is more than 'at_most'")
        if self.is_tick and any((self.several, self.under, self.part_of, self.rest_of)):
            raise ValueError("'several', 'under', 'part_of' and 'rest_of' don't go with kind 'tick'")
        if self.named and (self.has_rows or self.at is not Place.AUTO or any(self._found_otherwise)):
            raise ValueError(
                "'named' says where the answer is; neither 'at', 'after', 'under', 'part_of' and 'rest_of' nor kind "
                "'table' go with it"
            )
        if self.behind and self.part_of is None:
            raise ValueError("'behind' goes with 'part_of'")
        if self.part_of and self.is_text and not self.behind:
            raise ValueError("a text that is 'part_of' another needs 'behind', the words before it")
