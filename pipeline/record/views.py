"""What tables show: every assessment in force, judged on a day, with what is open about it. No mapping is needed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any, Final

import msgspec
from msgspec import Struct

from pipeline.cases.overview import Overview
from pipeline.cases.questions import Question
from pipeline.cases.version import Identity
from pipeline.record.assessments import Signed
from pipeline.record.calendar import Calendar, DueReview
from pipeline.record.judging import Judging
from pipeline.record.store import compact
from pipeline.record.store.database import Database
from pipeline.record.store.kept_blocks import Place
from pipeline.record.store.key import ReferenceKey
from pipeline.record.store.packed import PackedReadings

_ROWS: Final = """
SELECT assessment.reference, assessment.form, assessment.child, assessment.completed, assessment.identity,
       assessment.name, {versions}, assessment.signed, assessment.settled, assessment.open,
       version.sha256, version.status, version.overview, version.parent,
       judged.is_newest, judged.review, judged.rank, judged.level, judged.times, judged.questions,
       COALESCE(CASE WHEN populated.sha256 != '' THEN populated.target END, ''),
       {shown}
FROM assessment CROSS JOIN judged USING (reference) JOIN version ON version.id = assessment.counting
LEFT JOIN populated USING (reference)
"""
_VERSIONS: Final = """
CASE assessment.versions WHEN 1 THEN 1 ELSE (SELECT COUNT(*) FROM version AS each WHERE
    each.reference = assessment.reference AND NOT each.repeats AND (each.id = assessment.counting
    OR EXISTS (SELECT 1 FROM source WHERE source.sha256 = each.sha256 AND is_here))) END
"""
_WITH_READINGS: Final = _ROWS.format(
    versions=_VERSIONS,
    shown="(SELECT shown FROM reading WHERE reading.version = assessment.counting), "
    "COALESCE((SELECT shown FROM reading WHERE reading.version = judged.previous), '')",
)
_WITHOUT: Final = _ROWS.format(versions="assessment.versions", shown="'', ''")
_ORDER: Final = "ORDER BY assessment.name, assessment.completed, assessment.reference"
_PLACES: Final = """
SELECT name, completed, reference FROM assessment WHERE (form = ?1 OR ?1 = '') AND NOT withdrawn
    AND (name, completed, reference) > (?2, ?3, ?4) AND (name, completed, reference) <= (?5, ?6, ?7)
ORDER BY name, completed, reference
"""
_OTHER: Final = """
SELECT sha256, status, overview, parent, shown,
       (SELECT name FROM source WHERE source.sha256 = version.sha256
        ORDER BY role = 'input' DESC, is_here DESC, LENGTH(name), name LIMIT 1)
FROM version JOIN reading ON reading.version = id WHERE id = ?
"""


class Row(Struct, frozen=True, kw_only=True):
    """One assessment in force, as a table shows it.

    Attributes:
        child: A name for the child: a digest.
        identity: What it says of child, date and assessor.
        name: The completed form, by its place below the input.
        document: Its document, below the output folder; empty for none.
        sha256: Of the version that is shown.
        status: ``assessed`` or ``needs_review``; one that was signed off is assessed.
        overview: What the version says of level and review.
        shown: JSON: what register and report show of the result; empty where that isn't asked for.
        versions: How many of its files are there, or kept; those that others took the place of are in its history.
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


class Views:
    """Reads a ledger for its tables, judged on one day.

    Attributes:
        calendar: The reviews.
    """

    def __init__(self, database: Database, readings: PackedReadings, key: ReferenceKey, day: dt.date) -> None:
        """Judge nothing yet: often no table has to be written."""
        self._database, self._readings, self._day = database, readings, day
        self.calendar = Calendar(database, key, day)
        self._judging = Judging(database, day)
        self._is_judged = False

    def rows(self, form: str = "", references: Sequence[str] | None = None) -> Iterator[Row]:
        """Return every assessment in force, in the order of names, dates and references.

        While another version might count instead, that has a row as well.

        Args:
            form: Only those of this form.
            references: Of these only some.
        """
        self._judge()
        only, values = "WHERE (assessment.form = ?1 OR ?1 = '') ", [form]
        if references is not None:
            only += "AND assessment.reference IN (SELECT value FROM json_each(?)) "
            values.append(msgspec.json.encode(references).decode())
        for found in self._database.stream(f"{_WITH_READINGS} {only}{_ORDER}", *values):
            row = self._row(found)
            yield row
            yield from self._others(row, found[9])

    def keep(self) -> None:
        """Judge what was recorded since the last time, and keep that: so tables need not judge everything.

        Whoever writes tables calls it; nobody else writes the ledger meanwhile.
        """
        if not self._judging.is_kept:
            with self._database.together():
                self.calendar.keep(self._judging.keep())
        self._judge()

    def places(self, form: str, after: Place, upto: Place) -> Iterator[Place]:
        """Return where rows stand in a table, in their order: those behind one place, up to another.

        Args:
            form: Only assessments of this form; empty for all.
            after: They stand behind this.
            upto: And before or at this.
        """
        self._judge()
        yield from map(Place._make, self._database.stream(_PLACES, form, *after, *upto))

    def due(self) -> Iterator[Row]:
        """Return the assessments that have a review, in the same order, without what tables show of their results."""
        self._judge()
        for found in self._database.stream(f"{_WITHOUT} WHERE judged.review != '' {_ORDER}"):
            yield self._row(found)

    def undated(self) -> Iterator[Row]:
        """Return the assessments that may be the newest of a child, and have no review since none knows their date."""
        self._judge()
        newest = "WHERE judged.review = '' AND judged.is_newest AND assessment.completed = ''"
        for found in self._database.stream(f"{_WITHOUT} {newest} {_ORDER}"):
            yield self._row(found)

    def listed(self) -> Iterator[Row]:
        """Return every assessment in force, in the same order, without what tables show of their results."""
        self._judge()
        for found in self._database.stream(f"{_WITHOUT} {_ORDER}"):
            yield self._row(found)

    def row(self, reference: str) -> Row | None:
        """Return one assessment, or ``None`` when it isn't in force."""
        if not self._is_judged:
            if self._judging.is_kept:
                self._judging.take_kept()
            else:
                self._judging.child_of(reference)
        found = self._database.row(f"{_WITH_READINGS} WHERE assessment.reference = ?", reference)
        return None if found is None else self._row(found)

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
        return self.calendar.reviews()

    def _judge(self) -> None:
        if not self._is_judged:
            if self._judging.is_kept:
                self._judging.take_kept()
            else:
                self._judging.all()
            self._is_judged = True

    def _others(self, row: Row, versions: str) -> Iterator[Row]:
        """Return rows for the versions that might count instead."""
        for each in _numbers(versions):
            sha256, status, overview, parent, shown, name = self._database.row(_OTHER, each)
            facts = compact.read(overview, Overview)
            yield msgspec.structs.replace(
                row, sha256=sha256, status=status, overview=facts, shown=self._readings.text(shown),
                name=name or row.name, is_open=True, is_corrected=bool(parent), document="", signed=None, settled=(),
                rank=facts.rank, level=facts.level_name,
            )  # fmt: skip

    def _row(self, found: Sequence[Any]) -> Row:
        signed = msgspec.json.decode(found[7], type=Signed) if found[7] else None
        return Row(
            reference=found[0],
            form=found[1],
            child=found[2],
            completed=_day(found[3]),
            identity=compact.read(found[4], Identity),
            name=found[5],
            versions=found[6],
            signed=signed,
            settled=tuple(msgspec.json.decode(found[8], type=list[str])),
            sha256=found[10],
            status="assessed" if signed is not None else found[11],
            overview=compact.read(found[12], Overview),
            is_corrected=bool(found[13]),
            is_newest=bool(found[14]),
            review=_day(found[15]),
            rank=found[16],
            level=found[17],
            times=found[18],
            questions=tuple(msgspec.json.decode(found[19], type=list[Question])),
            document=found[20],
            shown=self._readings.text(found[21]),
            previous=self._readings.text(found[22]),
        )


def _numbers(versions: str) -> list[int]:
    return msgspec.json.decode(versions, type=list[int])


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
