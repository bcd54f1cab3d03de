"""Blocks of tables as they were made: the next table takes those whose rows say what they said.

A block has the rows behind the last one of the block before, up to a last row of its own; so a row that comes in
between belongs to it. When one of its rows may say something else, it is emptied, and made anew with the next table.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from msgspec import Struct

from pipeline.record.store.database import Database, as_json


class Place(NamedTuple):
    """Where a row stands in a table: by name, date completed (ISO) and reference of its assessment."""

    name: str
    completed: str
    reference: str


FIRST: Final = Place("", "", "")
LAST: Final = Place(chr(0x10FFFF), "", "")
"""Before and behind all rows."""
_LAST_ID: Final = "blocks"
"""Under this name it is noted, so that the id of a block that went is never another's."""

_FORGET_CHILD: Final = """
UPDATE made_block SET made = x'' WHERE id IN (
    SELECT (SELECT id FROM made_block AS block WHERE block.form = of.form AND (block.name, block.completed,
        block.reference) >= (assessment.name, assessment.completed, assessment.reference)
        ORDER BY block.name, block.completed, block.reference LIMIT 1)
    FROM assessment CROSS JOIN (SELECT ?1 AS form UNION ALL SELECT '') AS of
    WHERE assessment.form = ?1 AND assessment.child = ?2)
"""
_IN_ORDER: Final = (
    "SELECT id, name, completed, reference FROM made_block WHERE form = ? ORDER BY name, completed, reference"
)
_EMPTY: Final = "SELECT id FROM made_block WHERE form = ? AND made = x''"
"""Both are answered by indexes alone: to look into the blocks would read all of them."""


class Kept(Struct, frozen=True, kw_only=True):
    """One block as it is kept.

    Attributes:
        id: No other block ever has it, and the block of an id never says anything else.
        last: Where its last row stands.
        is_made: Its rows say what they said.
    """

    id: int
    last: Place
    is_made: bool


def forget_children(database: Database, children: Iterable[tuple[str, str]]) -> None:
    """Empty the blocks that hold rows of some children, each with its form."""
    database.change_many(_FORGET_CHILD, [*children])


class MadeTable:
    """What a table was made with, when it was last made."""

    def __init__(self, database: Database, name: str) -> None:
        self._database, self._name = database, name

    @property
    def said(self) -> str:
        """What was noted; empty for nothing."""
        return str(self._database.value("SELECT said FROM made_table WHERE name = ?", self._name) or "")

    def note(self, said: str) -> None:
        """Note what it is made with."""
        self._database.change("INSERT OR REPLACE INTO made_table VALUES (?, ?)", self._name, said)


class KeptOutline:
    """What a table consists of, as it was last written; nothing hangs on it but time."""

    def __init__(self, database: Database, table: str) -> None:
        self._database, self._name = database, f"outline of {table}"

    @property
    def content(self) -> bytes:
        """What was kept; empty for nothing."""
        return bytes(self._database.value("SELECT said FROM made_table WHERE name = ?", self._name) or b"")

    def keep(self, content: bytes) -> None:
        """Keep it."""
        self._database.change("INSERT OR REPLACE INTO made_table VALUES (?, ?)", self._name, content)


class KeptBlocks:
    """The blocks of one table; nothing hangs on them but time."""

    def __init__(self, database: Database, form: str) -> None:
        """Get ready.

        Args:
            database: Keeps them.
            form: The form whose register they are in; empty for the report, which has all forms.
        """
        self._database, self._form = database, form
        self._name = f"register {form}" if form else "report"
        self._made = MadeTable(database, self._name)
        self._as_of = MadeTable(database, f"{self._name} as of")
        self._last_id: int | None = None

    @property
    def name(self) -> str:
        """Of the table."""
        return self._name

    def take_those_made_with(self, said: str) -> None:
        """Forget all blocks if they were made with something else.

        Args:
            said: What all of them follow from besides their rows.
        """
        if self._made.said != said:
            with self._database.together():
                self.forget()
                self._made.note(said)

    def all(self) -> list[Kept]:
        """Return what is kept, in its order; a last one, behind which no row can come, is always among them."""
        empty = {id_ for (id_,) in self._database.rows(_EMPTY, self._form)}
        rows = self._database.rows(_IN_ORDER, self._form)
        found = [Kept(id=row[0], last=Place(*row[1:]), is_made=row[0] not in empty) for row in rows]
        return found if found and found[-1].last == LAST else [*found, Kept(id=0, last=LAST, is_made=False)]

    def made(self, id_: int) -> bytes:
        """Return a block."""
        return bytes(self._database.value("SELECT made FROM made_block WHERE id = ?", id_))

    def new_id(self) -> int:
        """Return the id of a block that is about to be made."""
        if self._last_id is None:
            noted = MadeTable(self._database, _LAST_ID).said
            self._last_id = int(noted or self._database.value("SELECT COALESCE(MAX(id), 0) FROM made_block"))
        self._last_id += 1
        return self._last_id

    def replace(self, gone: Iterable[Kept], made: Sequence[tuple[int, Place, bytes]]) -> None:
        """Keep new blocks, each with its id and the place of its last row, in place of others."""
        with self._database.together():
            self._database.change_many("DELETE FROM made_block WHERE id = ?", [(each.id,) for each in gone])
            rows = [(id_, self._form, *last, block) for id_, last, block in made]
            self._database.change_many("INSERT OR REPLACE INTO made_block VALUES (?, ?, ?, ?, ?, ?)", rows)
            self._note_ids(id_ for id_, _, _ in made)

    def renew(self, renewed: Sequence[tuple[Kept, int, bytes]]) -> None:
        """Keep blocks as they are now, each by a new id."""
        with self._database.together():
            changes = [(id_, made, of.id) for of, id_, made in renewed]
            self._database.change_many("UPDATE made_block SET id = ?, made = ? WHERE id = ?", changes)
            self._note_ids(id_ for _, id_, _ in renewed)

    def _note_ids(self, ids: Iterable[int]) -> None:
        last = max(ids, default=None)
        if last is not None:
            MadeTable(self._database, _LAST_ID).note(str(last))

    @property
    def as_of(self) -> str:
        """The day from which days are counted in all blocks; empty when that is not certain."""
        return self._as_of.said

    def note_as_of(self, day: str) -> None:
        """Note that day."""
        self._as_of.note(day)

    def forget(self) -> None:
        """Forget all blocks."""
        self._database.change("DELETE FROM made_block WHERE form = ?", self._form)
        KeptOutline(self._database, self._name).keep(b"")


class ListedRows:
    """The rows that the report lists, as they were made."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, references: Iterable[str]) -> dict[str, bytes]:
        """Return those of some assessments that are kept."""
        found = "SELECT reference, made FROM made_row WHERE reference IN (SELECT value FROM json_each(?))"
        return dict(self._database.rows(found, as_json(references)))

    def keep(self, made: Iterable[tuple[str, bytes]]) -> None:
        """Keep rows."""
        self._database.change_many("INSERT OR REPLACE INTO made_row VALUES (?, ?)", [*made])

    def forget(self, references: Iterable[str]) -> None:
        """Forget those of some assessments: they may say something else."""
        forget = "DELETE FROM made_row WHERE reference IN (SELECT value FROM json_each(?))"
        self._database.change(forget, as_json(references))

    def forget_others(self, references: Iterable[str]) -> None:
        """Forget all but those of some assessments: they are listed no more."""
        forget = "DELETE FROM made_row WHERE reference NOT IN (SELECT value FROM json_each(?))"
        self._database.change(forget, as_json(references))
