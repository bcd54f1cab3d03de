"""Judge every assessment in force on one day: which count, when each is reviewed, and what is open. By child.

The ledger keeps that. What hangs on a child alone is judged again when something is recorded about it, and what hangs
on the day on another day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import groupby, islice
from typing import Any, Final

import msgspec

from pipeline.cases import questions
from pipeline.cases.current import Standing, before, current
from pipeline.cases.overview import Overview
from pipeline.cases.questions import Question
from pipeline.record.names import Names
from pipeline.record.store import compact
from pipeline.record.store.changed import ChangedChildren, Key
from pipeline.record.store.database import Database
from pipeline.record.store.kept_blocks import MadeTable, forget_children
from pipeline.record.store.seen_files import SeenFiles
from pipeline.version import __version__

_KEPT: Final = "main.judged"
_FOR_NOW: Final = "temp.judged"
_FOR_ONCE: Final = """
CREATE TEMP TABLE IF NOT EXISTS judged (
    reference TEXT PRIMARY KEY, is_newest INTEGER NOT NULL, review TEXT NOT NULL, rank INTEGER NOT NULL,
    level TEXT NOT NULL, previous INTEGER NOT NULL, times INTEGER NOT NULL, questions TEXT NOT NULL
) WITHOUT ROWID
"""
"""It goes with the connection, and until then takes the place of the one that is kept."""
_MADE_BY: Final = f"{__version__} 1"
"""Raise the number when assessments are judged otherwise than before: then all are judged anew."""
_STANDING: Final = """
SELECT assessment.form, assessment.child, assessment.reference, assessment.completed, version.overview,
       assessment.open, assessment.questions, assessment.counting
FROM assessment JOIN version ON version.id = assessment.counting
WHERE NOT assessment.withdrawn {} ORDER BY assessment.form, assessment.child
"""
_OF_CHILDREN: Final = "SELECT assessment, reference, of_child FROM record WHERE of_child != '[]' ORDER BY +reference"
"""The sign has SQLite sort the few that there are, in place of looking at all records in their order."""
_ALIKE: Final = """
SELECT (SELECT reference FROM assessment WHERE assessment.child = resemblance.child AND NOT withdrawn
        ORDER BY completed DESC, reference LIMIT 1),
       (SELECT reference FROM assessment WHERE assessment.child = resemblance.other AND NOT withdrawn
        ORDER BY completed DESC, reference LIMIT 1)
FROM resemblance {} ORDER BY child, other
"""
_TO_SOME: Final = "WHERE child IN (SELECT value FROM json_each(?1)) OR other IN (SELECT value FROM json_each(?1))"
_OF_ONE: Final = "AND assessment.form = ? AND assessment.child = ?"
_NOT_JUDGED: Final = (
    "DELETE FROM main.judged WHERE reference IN (SELECT reference FROM assessment WHERE form = ? AND child = ?)"
)
_NONE: Final = "[]"
_MANY: Final = 1_000


class Judging:
    """Works out what is shown of each assessment: to be kept, or for once in a table that goes with the connection."""

    def __init__(self, database: Database, day: dt.date) -> None:
        self._database, self._names, self._day = database, Names(database), day
        self._changed = ChangedChildren(database)
        self._said = f"{_MADE_BY} {day.isoformat()}"

    @property
    def is_kept(self) -> bool:
        """Whether what is kept holds on the day."""
        if not self._database.has_table("judged"):  # a ledger of an earlier version that is only read
            return False
        return MadeTable(self._database, "judged").said == self._said and not self._changed.are_any

    def keep(self) -> list[Key] | None:
        """Judge anew what changed and keep that, and return the children whom it was about; ``None`` for all.

        Blocks of tables with one of their rows are emptied, within the transaction of the caller.
        """
        made = MadeTable(self._database, "judged")
        before, _, day = made.said.rpartition(" ")
        is_all = before != _MADE_BY
        if not is_all and day != self._day.isoformat():
            self._changed.add_those_ahead((day, self._day.isoformat()))
        SeenFiles(self._database).forget_changed()
        children = self._changed.take()
        made.note(self._said)
        if is_all or len(children) > _MANY:
            self._judge_all(_KEPT)
            self._database.change("DELETE FROM made_block")
            return None
        asked = self._asked_of([child for _, child in children]) if children else {}
        for form, child in children:
            self._database.change(_NOT_JUDGED, form, child)
            self._judge_into(_KEPT, _STANDING.format(_OF_ONE), (form, child), asked)
        forget_children(self._database, children)
        return children

    def take_kept(self) -> None:
        """Go by what is kept, and no longer by what was judged for once."""
        self._database.change("DROP TABLE IF EXISTS temp.judged")

    def all(self) -> None:
        """Judge every assessment in force for once."""
        self._database.change(_FOR_ONCE)
        self._judge_all(_FOR_NOW)

    def child_of(self, reference: str) -> None:
        """Judge the assessments of one child and form for once: those of an assessment."""
        key = self._database.row("SELECT form, child FROM assessment WHERE reference = ?", reference)
        self._database.change(_FOR_ONCE)
        self._database.change("DELETE FROM temp.judged")
        if key is not None:
            self._judge_into(_FOR_NOW, _STANDING.format(_OF_ONE), key, self._asked_of([key[1]]))

    def _judge_all(self, table: str) -> None:
        self._database.change(f"DELETE FROM {table}")  # noqa: S608 - own names
        self._judge_into(table, _STANDING.format(""), (), self._asked(_ALIKE.format(""), ()))

    def _judge_into(self, table: str, statement: str, values: Sequence[str], asked: dict[str, list[Question]]) -> None:
        children = groupby(self._database.stream(statement, *values), key=lambda row: (row[0], row[1]))
        judged = (row for _, rows in children for row in self._of_child([*rows], asked))
        with self._database.at_one_moment() if table == _FOR_NOW else self._database.together():
            while some := [*islice(judged, _MANY)]:
                self._database.change_many(f"INSERT INTO {table} VALUES (?, ?, ?, ?, ?, ?, ?, ?)", some)  # noqa: S608

    def _of_child(self, rows: Sequence[Any], asked: dict[str, list[Question]]) -> Iterator[tuple[object, ...]]:
        standing = [standing_of(self._database, row[2:6]) for row in rows]
        counting = {row[2]: row[7] for row in rows}
        found = current(standing, self._day)
        newest = {each.reference for each in found.newest}
        counted = {each.reference for each in found.counting}
        open_: dict[str, list[Question]] = {}
        for question in found.questions:
            open_.setdefault(question.references[0], []).append(question)
        for row, one in zip(rows, standing, strict=True):
            earlier = before(standing, one, self._day) if len(rows) > 1 else ()
            review = one.review(self._day) if one.reference in counted else None
            of_others = [*open_.get(one.reference, ()), *asked.get(one.reference, ())]
            yield (
                one.reference,
                one.reference in newest,
                review.isoformat() if review else "",
                one.rank,
                one.level_name,
                counting[earlier[-1].reference] if earlier else 0,
                len(earlier),
                _together(row[6], of_others),
            )

    def _asked_of(self, children: Sequence[str]) -> dict[str, list[Question]]:
        """Return what is open about children, some of them at least."""
        return self._asked(_ALIKE.format(_TO_SOME), (msgspec.json.encode(children).decode(),))

    def _asked(self, alike: str, values: Sequence[str]) -> dict[str, list[Question]]:
        """Return what is open about children, by the assessment at which it is shown."""
        found: dict[str, list[Question]] = {}
        for assessment, _, of_child in self._database.rows(_OF_CHILDREN):
            for kind, other in msgspec.json.decode(of_child, type=list[tuple[str, str]]):
                now = self._names.now(other) if other else ""
                if now != assessment:
                    found.setdefault(assessment, []).append(questions.about_child(kind, assessment, now))
        for first, second in self._database.rows(alike, *values):
            if first and second:
                found.setdefault(first, []).append(questions.similar_children(first, second))
                found.setdefault(second, []).append(questions.similar_children(second, first))
        return found


def standing_of(database: Database, row: Sequence[str]) -> Standing:
    """Return an assessment in force.

    Args:
        database: Where versions that might count instead are.
        row: Its reference, date completed, overview, and the ids of those versions.
    """
    reference, completed, overview, others = row
    overviews = [compact.read(overview, Overview)]
    if others != _NONE:
        for each in msgspec.json.decode(others, type=list[int]):
            found = database.value("SELECT overview FROM version WHERE id = ?", each)
            overviews.append(compact.read(found, Overview))
    return Standing(
        reference=reference,
        completed=dt.date.fromisoformat(completed) if completed else None,
        overviews=tuple(overviews),
    )


def _together(own: str, others: list[Question]) -> str:
    """Return what is open about an assessment itself, and about its child, as JSON."""
    if not others:
        return own
    return msgspec.json.encode([*msgspec.json.decode(own, type=list[Question]), *others]).decode()
