"""What a person adds to a draft, and what is suggested for it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from msgspec import Struct

from pipeline.mapping.model import FieldKind

CHECKLIST: Final = "checklist"
"""What is added that is no question: rows that are scored."""


_EXAMPLES: Final[Mapping[str, str]] = {FieldKind.DATE.value: "03/02/2026", FieldKind.NUMBER.value: "7"}


class Use(StrEnum):
    """What a column of a checklist is for."""

    LABEL = "label"
    TICK = "tick"
    ANSWER = "answer"
    POINTS = "points"
    NOTES = "notes"
    NOTHING = ""


class Added(Struct, frozen=True, kw_only=True):
    """A question, a table or a checklist that a person adds.

    Attributes:
        place: Where its answer belongs: a cell, or a paragraph outside of tables, as it is printed; of a table or a
            checklist a cell of the first row.
        label: The printed line that leads to it, one of those near the place; a checklist needs none.
        kind: What kind of answer it takes, or ``checklist``.
        name: What people call it, where that is not what is printed.
        options: What may be chosen, for a choice; what may be written in the answer column of a checklist.
        columns: What the columns of a table are called, in their order.
        uses: What the columns of a checklist are for, by their grid columns.
    """

    place: str
    kind: str
    label: str = ""
    name: str = ""
    options: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    uses: Mapping[int, Use] = {}

    @property
    def chooses(self) -> bool:
        """Whether one of several answers is chosen."""
        return self.kind == FieldKind.CHOICE.value

    @property
    def example(self) -> str:
        """An answer that somebody might write; empty where answers are no text."""
        if self.chooses:
            return next(iter(self.options), "")
        return "" if self.kind == CHECKLIST else _EXAMPLES.get(self.kind, "Some words")


class Head(Struct, frozen=True, kw_only=True):
    """A column of the table that was pointed at.

    Attributes:
        column: Its grid column, from 1.
        words: What is printed over it.
        use: What it most likely is for, if the table is a checklist.
    """

    column: int
    words: str
    use: Use


class Suggested(Struct, frozen=True, kw_only=True):
    """What a question at a place most likely is.

    Attributes:
        labels: Printed lines that may ask it, the likeliest first.
        kind: What kind of answer the first of them asks for.
        options: What is printed there to choose from.
        table_label: The printed line that most likely leads to the whole table; empty outside of tables.
        heads: The columns of the table; none outside of tables.
    """

    labels: tuple[str, ...]
    kind: FieldKind
    options: tuple[str, ...]
    table_label: str = ""
    heads: tuple[Head, ...] = ()
