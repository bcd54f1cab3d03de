"""What calendars are told: the next review of each child and form, and the reviews that are off."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, Final

import msgspec
from msgspec import Struct

from pipeline.cases.current import Current, current, sequence
from pipeline.cases.version import Identity
from pipeline.record.judging import standing_of
from pipeline.record.store.database import Database
from pipeline.record.store.key import ReferenceKey

_ASSESSMENTS: Final = """
SELECT assessment.form, assessment.child, assessment.reference, assessment.completed, version.overview,
       assessment.open, assessment.identity, assessment.withdrawn
FROM assessment JOIN version ON version.id = assessment.counting {}
ORDER BY assessment.form, assessment.child, assessment.completed, assessment.reference
"""
_WRITTEN_OTHERWISE: Final = """
SELECT DISTINCT assessment.form, assessment.child, assessment.reference,
       CASE WHEN version.number != '' THEN version.number ELSE version.born END AS own
FROM version JOIN assessment USING (reference) WHERE own NOT IN ('', assessment.child)
"""
"""Versions that by themselves name another child than the one they are counted to: what calendars knew before."""
_EARLIER: Final = """
SELECT assessment.form, assessment.child, alias.alias, alias.uid
FROM alias JOIN record USING (reference) JOIN assessment ON assessment.reference = record.assessment
WHERE alias.uid != ''
"""
_FILES: Final = """
SELECT assessment.form, assessment.child, COUNT(*), MAX(CASE WHEN modified != '' THEN modified WHEN sent != '' THEN sent
       WHEN written > 0 THEN STRFTIME('%Y-%m-%dT%H:%M:%S', written, 'unixepoch') ELSE '' END)
FROM version JOIN assessment USING (reference) WHERE {} NOT repeats AND (version.id = assessment.counting OR EXISTS
    (SELECT 1 FROM source WHERE source.sha256 = version.sha256 AND is_here AND role = 'input'))
GROUP BY assessment.form, assessment.child
"""
_DECISIONS: Final = """
SELECT assessment.form, assessment.child, COUNT(*)
FROM (SELECT reference AS named FROM decision UNION ALL SELECT other FROM decision WHERE other != '')
LEFT JOIN alias ON alias.alias = named JOIN record ON record.reference = COALESCE(alias.reference, named)
JOIN assessment ON assessment.reference = record.assessment WHERE {} TRUE GROUP BY assessment.form, assessment.child
"""
_KEEP_ERASED: Final = (
    "INSERT INTO erased VALUES (?, ?, ?) ON CONFLICT (uid) DO UPDATE SET "
    "changes = changes + excluded.changes, latest = MAX(latest, excluded.latest)"
)

Key = tuple[str, str]
"""A form and a child."""


class DueReview(Struct, frozen=True, kw_only=True):
    """The next review of one child and form, for a calendar.

    Attributes:
        uid: What calendars know it by.
        references: The assessments that count, the first of which is named.
        changes: Grows with all that is recorded about the child: calendars take the event that has more.
        child: The name.
        is_off: The review was called off; calendars are told.
    """

    uid: str
    references: tuple[str, ...]
    day: dt.date
    due: dt.date | None
    level: str
    changes: int
    child: str = ""
    is_off: bool = False


class Calendar:
    """Reads a ledger for calendars, judged on one day."""

    def __init__(self, database: Database, key: ReferenceKey, day: dt.date) -> None:
        self._database, self._key, self._day = database, key, day

    def reviews(self) -> Iterator[DueReview]:
        """Return the next review of each child and form, those that are off included, in the order of their UIDs."""
        found: dict[str, DueReview] = {}
        for review in self._all():
            known = found.get(review.uid)
            if known is None or known.is_off:
                found[review.uid] = review
        return iter([found[uid] for uid in sorted(found)])

    def keep_erased(self, reference: str) -> None:
        """Keep what calendars have to be told of a child after an assessment was erased; nothing of it is said."""
        form, child = self._database.row("SELECT form, child FROM assessment WHERE reference = ?", reference)
        uid = self._uids({(form, child)})[form, child]
        number, latest = self._facts("assessment.reference = ? AND", reference)[form, child]
        self._database.change(_KEEP_ERASED, uid, number + 1, latest)
        review = next((each for each in self.reviews() if each.uid == uid), None)
        if review is not None and set(review.references) == {reference}:
            self._database.change("INSERT OR REPLACE INTO cancelled VALUES (?, ?)", uid, review.day.isoformat())

    def _all(self) -> Iterator[DueReview]:
        rows = self._database.stream(_ASSESSMENTS.format(""))
        by_child = {key: [*group] for key, group in groupby(rows, key=lambda row: (row[0], row[1]))}
        former: defaultdict[Key, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for form, child, reference, own in self._database.stream(_WRITTEN_OTHERWISE):
            former[form, child][own].add(reference)
        uids, facts = self._uids(by_child.keys()), self._facts()
        erased = {uid: (number, latest) for uid, number, latest in self._database.rows("SELECT * FROM erased")}
        for key, assessments in by_child.items():
            number, latest = facts.get(key, (0, ""))
            gone = erased.get(uids[key], (0, ""))
            changes = sequence(number + gone[0], max(latest, gone[1]), self._day)
            yield from self._of_child(key[0], uids[key], assessments, former.get(key, {}), changes)
        for uid, day in self._database.rows("SELECT uid, day FROM cancelled"):
            yield _off(uid, dt.date.fromisoformat(day), (), sequence(*erased.get(uid, (0, "")), self._day))

    def _of_child(
        self, form: str, uid: str, rows: Sequence[Any], former: Mapping[str, set[str]], changes: int
    ) -> Iterator[DueReview]:
        """Return the review of one child, and of what it was taken for before two records were joined."""
        found = self._current(row for row in rows if not row[7])
        day = found.review(self._day)
        if day is not None:
            yield self._review(uid, day, found, rows, changes)
        else:
            yield from self._taken_back(uid, rows, changes)
        for own, references in sorted(former.items()):
            before = self._key.uid(form, own)
            if before != uid:
                yield from self._taken_back(before, [row for row in rows if row[2] in references], changes)

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

    def _taken_back(self, uid: str, rows: Sequence[Any], changes: int) -> Iterator[DueReview]:
        """Return the review that there was, or may have been, to take it back."""
        found = self._current(rows)
        day = found.review(self._day)
        if day is not None:
            yield _off(uid, day, tuple(each.reference for each in found.counting), changes)

    def _current(self, rows: Iterable[Any]) -> Current:
        return current([standing_of(self._database, row[2:6]) for row in rows], self._day)

    def _uids(self, children: Iterable[Key]) -> dict[Key, str]:
        """Return what calendars know the review of each child by: what an earlier version called it, else our own."""
        earlier: dict[Key, list[tuple[int, str]]] = {}
        for form, child, alias, uid in self._database.rows(_EARLIER):
            earlier.setdefault((form, child), []).append((int(alias) if alias.isdigit() else 0, uid))
        return {key: min(earlier[key])[1] if key in earlier else self._key.uid(*key) for key in children}

    def _facts(self, only: str = "", *values: str) -> dict[Key, tuple[int, str]]:
        """Return how much is recorded of each child: files that are here or count, decisions; and the latest time."""
        found: dict[Key, tuple[int, str]] = {}
        for form, child, number, latest in self._database.rows(_FILES.format(only), *values):
            found[form, child] = (number, latest)
        for form, child, number in self._database.rows(_DECISIONS.format(only), *values):
            files, latest = found.get((form, child), (0, ""))
            found[form, child] = (files + number, latest)
        return found


def _off(uid: str, day: dt.date, references: tuple[str, ...], changes: int) -> DueReview:
    return DueReview(uid=uid, references=references, day=day, due=None, level="", changes=changes, is_off=True)
