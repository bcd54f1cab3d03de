"""What tables show: every assessment that stands, judged on a day, with what is open about it. No mapping is needed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, Final

import msgspec
from msgspec import Struct

from pipeline.cases import questions
from pipeline.cases.current import Current, Standing, before, current
from pipeline.cases.overview import Overview
from pipeline.cases.questions import Question
from pipeline.cases.version import Identity
from pipeline.record.assessments import Signed
from pipeline.record.database import Database
from pipeline.record.key import ReferenceKey

_JUDGED: Final = """
CREATE TEMP TABLE IF NOT EXISTS judged (
    reference TEXT PRIMARY KEY, is_newest INTEGER NOT NULL, review TEXT NOT NULL, rank INTEGER NOT NULL,
    level TEXT NOT NULL, previous INTEGER NOT NULL, times INTEGER NOT NULL, questions TEXT NOT NULL
) WITHOUT ROWID
"""
_STANDING: Final = """
SELECT assessment.form, assessment.child, assessment.reference, assessment.completed, version.overview,
       assessment.open, assessment.questions, assessment.of_child, assessment.counting
FROM assessment JOIN version ON version.id = assessment.counting
WHERE NOT assessment.withdrawn ORDER BY assessment.form, assessment.child, assessment.completed, assessment.reference
"""
_ROWS: Final = """
SELECT assessment.reference, assessment.form, assessment.child, assessment.completed, assessment.identity,
       assessment.name, assessment.versions, assessment.signed, assessment.settled, assessment.open,
       version.sha256, version.status, version.overview, version.shown, version.parent,
       judged.is_newest, judged.review, judged.rank, judged.level,
       (SELECT earlier.shown FROM version AS earlier WHERE earlier.id = judged.previous),
       judged.times, judged.questions,
       COALESCE(CASE WHEN populated.sha256 != '' THEN populated.target END, '')
FROM assessment JOIN version ON version.id = assessment.counting JOIN judged USING (reference)
LEFT JOIN populated USING (reference)
"""

_OF_CHILDREN: Final = """
SELECT assessment.form, assessment.child, assessment.reference, assessment.completed, version.overview,
       assessment.open, assessment.identity, assessment.withdrawn, assessment.versions, assessment.number,
       assessment.born
FROM assessment JOIN version ON version.id = assessment.counting
ORDER BY assessment.form, assessment.child, assessment.completed, assessment.reference
"""


class Row(Struct, frozen=True, kw_only=True):
    """One assessment that stands, as a table shows it.

    Attributes:
        child: A name for the child: a digest.
        identity: What it says of child, date and assessor.
        name: The completed form, by its place below the input.
        document: Its document, below the output folder; empty for none.
        sha256: Of the version that is shown.
        status: ``assessed`` or ``needs_review``; one that was signed off is assessed.
        overview: What the version says of level and review.
        shown: JSON: what register and report show of the result.
        versions: How many there are.
        is_corrected: The version was made from another one by our mark.
        is_newest: None of this child and form is newer.
        review: The next review, by the stricter while something is open; ``None`` for one that is not the newest.
        rank: How serious the level could be.
        level: The strictest level that it could be at, for people.
        previous: JSON of what is shown of the child's previous assessment; empty for none.
        times: How many assessments of the child came before.
        questions: What only a person can decide about it.
        signed: Who signed it off; ``None`` while nobody did.
        settled: Addresses of the entries that people settled.
        is_open: Another version might count instead; it has a row of its own.
    """

    reference: str
    form: str
    child: str
    completed: dt.date | None
    identity: Identity
    name: str
    document: str
    sha256: str
    status: str
    overview: Overview
    shown: str
    versions: int
    is_corrected: bool
    is_newest: bool
    review: dt.date | None
    rank: int
    level: str
    previous: str
    times: int
    questions: tuple[Question, ...]
    signed: Signed | None
    settled: tuple[str, ...]
    is_open: bool = False


class DueReview(Struct, frozen=True, kw_only=True):
    """The next review of one child and form, for a calendar.

    Attributes:
        uid: What calendars know it by.
        references: The assessments that count, the first of which is named.
        changes: How often something was recorded about the child.
        child: The name.
        is_off: It does not stand; calendars are told.
    """

    uid: str
    references: tuple[str, ...]
    day: dt.date
    due: dt.date | None
    level: str
    changes: int
    child: str = ""
    is_off: bool = False


class Views:
    """Reads a ledger for its tables, judged on one day."""

    def __init__(self, database: Database, key: ReferenceKey, day: dt.date) -> None:
        """Judge nothing yet: often no table has to be written."""
        self._database, self._key, self._day = database, key, day
        self._is_judged = False

    def rows(self, form: str = "") -> Iterator[Row]:
        """Return every assessment that stands, in the order of names, dates and references.

        Args:
            form: Only those of this form.
        """
        self._judge()
        only = "WHERE assessment.form = ? " if form else ""
        statement = f"{_ROWS} {only}ORDER BY assessment.name, assessment.completed, assessment.reference"
        for found in self._database.stream(statement, *([form] if form else [])):
            row = _row(found)
            yield row
            yield from self._others(row, msgspec.json.decode(found[9], type=list[int]))

    def row(self, reference: str) -> Row | None:
        """Return one assessment, or ``None`` when it doesn't stand."""
        self._judge()
        found = self._database.row(f"{_ROWS} WHERE assessment.reference = ?", reference)
        return None if found is None else _row(found)

    def questions(self) -> Iterator[Question]:
        """Return what only a person can decide, each question once."""
        self._judge()
        said: set[tuple[object, ...]] = set()
        for (text,) in self._database.stream("SELECT questions FROM judged WHERE questions != '[]' ORDER BY reference"):
            for question in msgspec.json.decode(text, type=list[Question]):
                about = (question.kind, *sorted(question.references))
                if about not in said:
                    said.add(about)
                    yield question

    def reviews(self) -> Iterator[DueReview]:
        """Return the next review of each child and form, those that are off included, in the order of their UIDs."""
        self._judge()
        found: dict[str, DueReview] = {}
        for (form, child), group in self._children():
            for review in self._reviews_of(form, child, group):
                known = found.get(review.uid)
                if known is None or known.is_off:
                    found[review.uid] = review
        for uid, day, changes in self._database.stream("SELECT uid, day, sequence FROM cancelled"):
            if uid not in found:
                when = dt.date.fromisoformat(day)
                found[uid] = DueReview(
                    uid=uid, references=(), day=when, due=None, level="", changes=changes, is_off=True
                )
        return iter([found[uid] for uid in sorted(found)])

    # Judging

    def _judge(self) -> None:
        """Work out once which assessments are the newest of their child, what came before, and what is open."""
        if self._is_judged:
            return
        self._is_judged = True
        alike = self._alike()
        self._database.change(_JUDGED)
        self._database.change("DELETE FROM judged")
        with self._database.together():
            for _, group in groupby(self._database.stream(_STANDING), key=lambda row: (row[0], row[1])):
                self._judge_child(list(group), alike)

    def _judge_child(self, rows: Sequence[Any], alike: dict[str, list[Question]]) -> None:
        standing = {row[2]: self._standing(row) for row in rows}
        counting = {row[2]: row[8] for row in rows}
        found = current(list(standing.values()), self._day)
        newest = {each.reference for each in found.newest}
        current_ones = {each.reference for each in found.counting}
        asked: dict[str, list[Question]] = {}
        for question in found.questions:
            asked.setdefault(question.references[0], []).append(question)
        for row in rows:
            reference = row[2]
            one = standing[reference]
            earlier = before(list(standing.values()), one, self._day)
            own = [*msgspec.json.decode(row[6], type=list[Question]), *msgspec.json.decode(row[7], type=list[Question])]
            review = one.review(self._day) if reference in current_ones else None
            open_ = [*own, *asked.get(reference, []), *alike.get(reference, [])]
            self._database.change(
                "INSERT INTO judged VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                reference,
                reference in newest,
                review.isoformat() if review else "",
                one.rank,
                one.level_name,
                counting[earlier[-1].reference] if earlier else 0,
                len(earlier),
                msgspec.json.encode(open_).decode(),
            )

    def _standing(self, row: Sequence[Any]) -> Standing:
        others = msgspec.json.decode(row[5], type=list[int])
        overviews = [self._database.value("SELECT overview FROM version WHERE id = ?", each) for each in others]
        return Standing(
            reference=row[2],
            completed=dt.date.fromisoformat(row[3]) if row[3] else None,
            overviews=tuple(msgspec.json.decode(each, type=Overview) for each in (row[4], *overviews)),
        )

    def _alike(self) -> dict[str, list[Question]]:
        """Return for the newest assessments of two children who may be one the question whether they are."""
        found: dict[str, list[Question]] = {}
        for child, other in self._database.rows("SELECT child, other FROM resemblance ORDER BY child, other"):
            first, second = self._newest(child), self._newest(other)
            if first and second:
                found.setdefault(first, []).append(questions.similar_children(first, second))
                found.setdefault(second, []).append(questions.similar_children(second, first))
        return found

    def _newest(self, child: str) -> str:
        return str(
            self._database.value(
                "SELECT reference FROM assessment WHERE child = ? AND NOT withdrawn "
                "ORDER BY completed DESC, reference LIMIT 1",
                child,
            )
            or ""
        )

    def _others(self, row: Row, versions: Sequence[int]) -> Iterator[Row]:
        """Return rows for the versions that might count instead."""
        for each in versions:
            sha256, status, overview, shown, name = self._database.row(
                "SELECT sha256, status, overview, shown, COALESCE((SELECT name FROM source WHERE "
                "source.sha256 = version.sha256 ORDER BY is_here DESC, run DESC, name LIMIT 1), '') "
                "FROM version WHERE id = ?",
                each,
            )
            facts = msgspec.json.decode(overview, type=Overview)
            yield msgspec.structs.replace(
                row, sha256=sha256, status=status, overview=facts, shown=shown, name=name or row.name, is_open=True,
                document="", signed=None, settled=(), rank=facts.rank, level=facts.level_name,
            )  # fmt: skip

    # Reviews

    def _children(self) -> Iterator[tuple[tuple[str, str], list[Any]]]:
        """Return all assessments by form and child, also those that were withdrawn."""
        for key, group in groupby(self._database.stream(_OF_CHILDREN), key=lambda row: (row[0], row[1])):
            yield key, list(group)

    def _reviews_of(self, form: str, child: str, rows: Sequence[Any]) -> Iterator[DueReview]:
        """Return the review of one child, and of what it was taken for before two records were joined."""
        changes = sum(row[8] + self._decisions(row[2]) for row in rows)
        stands = [row for row in rows if not row[7]]
        found = current([self._standing(row) for row in stands], self._day)
        uid = self._uid(form, child, rows)
        day = found.review(self._day)
        if day is not None:
            yield self._review(uid, day, found, stands, changes)
        for former, its_rows in self._former(form, child, uid, rows).items():
            off = current([self._standing(row) for row in its_rows], self._day)
            when = off.review(self._day)
            if when is not None and (former != uid or day is None):
                yield DueReview(
                    uid=former, references=tuple(each.reference for each in off.counting), day=when, due=None,
                    level="", changes=changes, is_off=True,
                )  # fmt: skip

    def _review(self, uid: str, day: dt.date, found: Current, rows: Sequence[Any], changes: int) -> DueReview:
        counting = sorted(found.counting, key=lambda each: (each.review(self._day) != day, each.reference))
        strictest = max(found.counting, key=lambda each: each.rank)
        dues = [each.due for each in counting[0].overviews if each.due is not None]
        identity = next(row[6] for row in rows if row[2] == counting[0].reference)
        return DueReview(
            uid=uid,
            references=tuple(each.reference for each in counting),
            day=day,
            due=min(dues, default=None),
            level=strictest.level_name,
            changes=changes,
            child=msgspec.json.decode(identity, type=Identity).name,
        )

    def _former(self, form: str, child: str, uid: str, rows: Sequence[Any]) -> dict[str, list[Any]]:
        """Return the assessments of a child by the UID that each has, or had before two records were joined."""
        found: dict[str, list[Any]] = {}
        for row in rows:
            by_itself = min(filter(None, (row[9], row[10])), default=child)
            own = uid if by_itself == child else self._uid(form, by_itself, [row])
            found.setdefault(own, []).append(row)
        return found

    def _uid(self, form: str, child: str, rows: Sequence[Any]) -> str:
        """Return what calendars know a child's review by: what an earlier version called it, else our own."""
        earlier = [
            row
            for each in rows
            for row in self._database.rows("SELECT alias, uid FROM alias WHERE reference = ? AND uid != ''", each[2])
        ]
        if earlier:
            return str(min(earlier, key=lambda row: (not row[0].isdigit(), int(row[0]) if row[0].isdigit() else 0))[1])
        return self._key.uid(form, child)

    def _decisions(self, reference: str) -> int:
        return int(
            self._database.value(
                "SELECT COUNT(*) FROM decision WHERE reference = ? OR (other = ? AND other != '')", reference, reference
            )
        )


def _row(found: Sequence[Any]) -> Row:
    signed = msgspec.json.decode(found[7], type=Signed) if found[7] else None
    return Row(
        reference=found[0],
        form=found[1],
        child=found[2],
        completed=dt.date.fromisoformat(found[3]) if found[3] else None,
        identity=msgspec.json.decode(found[4], type=Identity),
        name=found[5],
        versions=found[6],
        signed=signed,
        settled=tuple(msgspec.json.decode(found[8], type=list[str])),
        sha256=found[10],
        status="assessed" if signed is not None else found[11],
        overview=msgspec.json.decode(found[12], type=Overview),
        shown=found[13],
        is_corrected=bool(found[14]),
        is_newest=bool(found[15]),
        review=dt.date.fromisoformat(found[16]) if found[16] else None,
        rank=found[17],
        level=found[18],
        previous=str(found[19] or ""),
        times=found[20],
        questions=tuple(msgspec.json.decode(found[21], type=list[Question])),
        document=found[22],
    )
