"""The nouns after reading: answers, the submission they make, and its assessment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from msgspec import Struct
from msgspec import field as with_default

from pipeline.findings import Finding
from pipeline.location import Location, MarkInLine
from pipeline.words import Spans, Words

DATE: Final = "%d/%m/%Y"
_BETWEEN: Final = ", "
"""What parts the ids of several choices where they are written in one text; no id holds a comma."""


class Choices(Struct, frozen=True):
    """What was chosen where several choices may be given: their ids, in the order of the form."""

    ids: tuple[str, ...]

    def __str__(self) -> str:
        return _BETWEEN.join(self.ids)

    @classmethod
    def parse(cls, text: str) -> Choices:
        """Return the choices that a result JSON lists."""
        return cls(tuple(text.split(_BETWEEN)))


Number = int | float
"""A number as it stands on a form: whole ones are ``int``."""

TICKED: Final = "true"
NOT_TICKED: Final = "false"
"""How a single box to tick is named where choices go by their ids."""

TableValue = tuple[Mapping[str, str], ...]
Value = str | bool | Number | dt.date | Choices | TableValue | None


def shown(value: Value) -> str:
    """Return a value as people here write it: a date as ``31/03/2026``, of a single box whether it is ticked."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return value.strftime(DATE) if isinstance(value, dt.date) else str(value)


class State(StrEnum):
    """The four states of an answer; they are never confused (principle 4)."""

    ANSWERED = "answered"
    BLANK = "blank"
    UNCLEAR = "unclear"
    NOT_FOUND = "not_found"


class FactorState(StrEnum):
    """The states of a checklist factor; ``BLANK`` is no mark at all, which counts as "does not apply"."""

    YES = "yes"
    NO = "no"
    BLANK = "blank"
    UNCLEAR = "unclear"
    NOT_FOUND = "not_found"


BY_MARK: Final = "mark"
BY_EMPHASIS: Final = "emphasis"
BY_STANDING: Final = "the others struck out or deleted"
BY_MARK_UNDER: Final = "a mark under it"
BY_SIGNS: Final = frozenset({BY_MARK, BY_EMPHASIS, BY_STANDING, BY_MARK_UNDER})
"""How a choice was found where its text alone doesn't tell which option was chosen."""

BY_PERSON: Final = "settled"
"""How an answer was found that a person settled."""


class Settled(Struct, frozen=True, kw_only=True):
    """Who settled an entry that could not be read or was not there.

    Attributes:
        by: The person.
        at: When, as an ISO date with the time.
        why: The reason in the person's words; it may say anything.
        was: The state in which the entry was read.
    """

    by: str
    at: str
    why: str
    was: str


class Answer(Struct, frozen=True, kw_only=True):
    """What one field of the form says.

    Attributes:
        field: Id of the field in the mapping.
        value: Text, number, date, whether a single box is ticked, id of a choice, :class:`Choices` where several may
            be given, or rows of a table; ``None`` unless ``state`` is answered.
        raw: The text as it is in the form, struck words and all.
        struck: What is struck out of ``raw``.
        struck_cells: For a table with struck words: what is struck out of its cells, by row and column.
        location: Where it is; for a blank answer the place where it belongs.
        found_by: ``label``, ``control`` or another word for how it was found.
        reason: Why the answer is unclear, free of answer text.
        places: Where results may go: the mark of each option, by its id, or the box that options are typed into; in a
            table the cells left blank in columns that show results, by their addresses in it: ``[2].rating``.
        in_lines: The same for options without boxes of their own, in a choice that shows a result.
        signs: What an entry that isn't certain shows beside its text: marks at options, what is struck out, drawings.
        settled: Who settled it; ``raw`` and ``signs`` stay as they were read.
        cells: Who settled which cells of a table, by their addresses in it: ``[2].who``.
    """

    field: str
    state: State
    value: Value = None
    raw: str = ""
    location: Location | None = None
    found_by: str = ""
    reason: str = ""
    places: Mapping[str, Location] = with_default(default_factory=dict)
    in_lines: Mapping[str, MarkInLine] = with_default(default_factory=dict)
    signs: tuple[str, ...] = ()
    settled: Settled | None = None
    cells: Mapping[str, Settled] = with_default(default_factory=dict)
    struck: Spans = ()
    struck_cells: tuple[Mapping[str, Spans], ...] = ()

    @property
    def chosen(self) -> tuple[str, ...]:
        """Ids of the choices that were chosen, of a field of that kind; of a single box whether it is ticked."""
        if isinstance(self.value, Choices):
            return self.value.ids
        if isinstance(self.value, bool):
            return (TICKED if self.value else NOT_TICKED,)
        return (self.value,) if isinstance(self.value, str) else ()

    @property
    def words(self) -> Words:
        """What is in the form."""
        return Words(self.raw, self.struck)

    @property
    def rows(self) -> list[dict[str, Words]]:
        """The rows of a table, none for another kind."""
        rows = self.value if isinstance(self.value, tuple) else ()
        struck = self.struck_cells or ({},) * len(rows)
        return [
            {name: Words(text, spans.get(name, ())) for name, text in row.items()}
            for row, spans in zip(rows, struck, strict=True)
        ]

    @property
    def text(self) -> Words:
        """The value in words; a narrative keeps what is struck out of it."""
        value = "" if self.value is None else shown(self.value)
        return self.words if value == self.raw and self.settled is None else Words(value)


class FactorAnswer(Struct, frozen=True, kw_only=True):
    """What one row of the checklist says.

    Attributes:
        entered: The entry as it is in the answer column.
        struck: What is struck out of ``entered``.
        notes_struck: What is struck out of ``notes``.
        number: The number in the entry when it is not the printed weight.
        chosen: Ids of the options that were chosen, for rows that have options.
        rounds: What each round of the row says, for rows that are filled in several times; this answer is the one
            that counts.
        signs: As for an answer.
        settled: Who settled it; ``entered`` and ``signs`` stay as they were read.
        proposed: What an unclear one most likely says.
    """

    factor: str
    state: FactorState
    entered: str = ""
    number: int | None = None
    notes: str = ""
    location: Location | None = None
    reason: str = ""
    chosen: tuple[str, ...] = ()
    rounds: Mapping[str, FactorAnswer] = with_default(default_factory=dict)
    signs: tuple[str, ...] = ()
    settled: Settled | None = None
    struck: Spans = ()
    notes_struck: Spans = ()
    proposed: FactorState | None = None

    @property
    def words(self) -> Words:
        """The entry as it is."""
        return Words(self.entered, self.struck)

    @property
    def note_words(self) -> Words:
        """The notes as they are."""
        return Words(self.notes, self.notes_struck)

    @property
    def is_unknown(self) -> bool:
        """Whether somebody answered that it isn't known: that was read with certainty, but says neither yes nor no."""
        return self.state is FactorState.UNCLEAR and bool(self.chosen)


class UnreadText(Struct, frozen=True, kw_only=True):
    """Text that a person added and that no field claims (principle 3).

    Attributes:
        struck: What is struck out of it.
        hidden: Nobody who looks at the form sees it. It is no answer, and goes into nothing that is shared.
    """

    location: Location
    text: str
    struck: Spans = ()
    hidden: bool = False

    @property
    def words(self) -> Words:
        """The text as it is."""
        return Words(self.text, self.struck)


class Source(Struct, frozen=True, kw_only=True):
    """The file that was read: its name, the SHA-256 of its bytes, its kind (``docx``, ``xlsx``, …)."""

    name: str
    sha256: str
    kind: str


class Submission(Struct, frozen=True, kw_only=True):
    """All answers of one completed form, the text nobody claimed, and what was noticed in reading."""

    form: str
    version: str
    source: Source
    answers: Mapping[str, Answer]
    checklist: Mapping[str, FactorAnswer]
    unread: tuple[UnreadText, ...] = ()
    findings: tuple[Finding, ...] = ()


class LevelChange(Struct, frozen=True, kw_only=True):
    """What one override did: the level before and after it, and the flag it raised."""

    id: str
    before: str | None
    after: str | None
    flag: str = ""


class RoundTotal(Struct, frozen=True, kw_only=True):
    """Points of one round of the checklists: what is certain, what they could be, and the field that names of whom."""

    id: str
    total: int
    total_max: int
    person: str = ""


class Multiplied(Struct, frozen=True, kw_only=True):
    """Points that are multiplied: before, by what (``None`` while it isn't known), and what they come to."""

    points: int
    times: float | None
    product: int
    product_max: int


class ScoredRow(Struct, frozen=True, kw_only=True):
    """Points of one row of a table: certain, and possible; and the level that they are by themselves, if it has one."""

    points: int
    points_max: int
    level: str | None


class Shown(Struct, frozen=True, kw_only=True):
    """What a field should show of the results.

    Attributes:
        text: As it is written.
        choice: For a choice: the id of the option that gets a tick.
        date: The day that ``text`` shows.
        cell: For a table: the address of the cell in it, ``[2].rating``.
    """

    field: str
    text: str
    choice: str | None = None
    cell: str = ""
    date: dt.date | None = None


class Assessment(Struct, frozen=True, kw_only=True):
    """What was worked out from a submission; it never replaces professional judgement.

    Attributes:
        age: Whole years at the date completed, ``None`` when not known.
        total: Points of everything that is certain.
        total_max: What the total could be if every unclear entry applied.
        rag: Id of the level worked out; ``None`` when the form is blank, when people alone choose it, or when an answer
            is missing without which there is none.
        level: The outcome chosen by people, else ``rag``.
        complete: No unclear or missing entry and a known age, so the total is final.
        points: Points counted for each factor.
        subtotals: Points by the checklist's groups.
        is_blank: Nothing is filled in.
        band: Id of the band of the numbers, before overrides.
        overrides: What overrides did to it, in their order.
        flags: Words that they raised.
        judgement_points: Points that people added, which ``total`` includes; ``None`` when they added none.
        attribute_points: Points for other answers, by field, which ``total`` includes.
        products: What multiplied rows come to, by the id of the multiplier; ``factor_points`` has it in.
        table_points: Points of the rows of tables, by field, which ``total`` includes.
        rounds: Totals of the rounds that are filled in.
        routes: Where the form goes.
        shown: What further fields should show.
        review_due: Day of the next review by policy, ``None`` when none is due or it can't be worked out; while the
            level is open, the earliest that it could be.
        review_limit: The last day that may be agreed for it; the same day where the policy allows no later one.
        rag_max: Id of the highest level that could be worked out; ``rag`` when nothing is open.
        level_max: The strictest level that the form could be at, by outcome and points; ``level`` when nothing is open.
    """

    age: int | None
    age_points: int | None
    factor_points: int
    total: int
    total_max: int
    rag: str | None
    level: str | None
    complete: bool
    review_due: dt.date | None
    points: Mapping[str, int]
    subtotals: Mapping[str, int]
    findings: tuple[Finding, ...] = ()
    is_blank: bool = False
    band: str | None = None
    overrides: tuple[LevelChange, ...] = ()
    flags: tuple[str, ...] = ()
    judgement_points: int | None = None
    attribute_points: Mapping[str, int] = with_default(default_factory=dict)
    products: Mapping[str, Multiplied] = with_default(default_factory=dict)
    table_points: Mapping[str, tuple[ScoredRow, ...]] = with_default(default_factory=dict)
    rounds: tuple[RoundTotal, ...] = ()
    routes: tuple[str, ...] = ()
    shown: tuple[Shown, ...] = ()
    review_limit: dt.date | None = None
    rag_max: str | None = None
    level_max: str | None = None

    @property
    def is_provisional(self) -> bool:
        """Whether the band is open: it could be another than ``rag``."""
        return self.rag_max is not None and self.rag_max != self.rag

    @property
    def _has_earlier_round(self) -> bool:
        return len(self.rounds) > 1 and len({each.person for each in self.rounds}) == 1

    @property
    def previous_total(self) -> int | None:
        """The total of the round before the last one that is filled in."""
        return self.rounds[-2].total if self._has_earlier_round else None

    @property
    def trend(self) -> str | None:
        """How the last round compares with the one before: ``up``, ``down`` or ``same``; ``None`` while it is open."""
        if not self._has_earlier_round or any(each.total != each.total_max for each in self.rounds[-2:]):
            return None
        change = self.rounds[-1].total - self.rounds[-2].total
        return "up" if change > 0 else "down" if change < 0 else "same"
