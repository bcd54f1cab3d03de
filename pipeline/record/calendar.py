"""What calendars are told: the next review of each child and form, and the reviews that are off."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, groupby
from typing import Any, Final

from msgspec import Struct

from pipeline.cases.current import Current, current, sequence
from pipeline.cases.version import Identity
from pipeline.record.judging import standing_of
from pipeline.record.store import compact
from pipeline.record.store.changed import Key
from pipeline.record.store.database import Database, as_json
from pipeline.record.store.kept_blocks import MadeTable
from pipeline.record.store.key import ReferenceKey

_ASSESSMENTS: Final = """
SELECT assessment.form, assessment.child, assessment.reference, assessment.completed, version.overview,
       assessment.open, assessment.identity, assessment.withdrawn
FROM assessment JOIN version ON version.id = assessment.counting WHERE {}
ORDER BY assessment.form, assessment.child, assessment.completed, assessment.reference
"""
_WRITTEN_OTHERWISE: Final = """
SELECT DISTINCT assessment.form, assessment.child, assessment.reference,
       CASE WHEN version.number != '' THEN version.number ELSE version.born END AS own
FROM version JOIN assessment USING (reference) WHERE {} AND own NOT IN ('', assessment.child)
"""
"""Versions that by themselves name another child than the one they are counted to: what calendars knew before."""
_EARLIER: Final = """
SELECT assessment.form, assessment.child, alias.alias, alias.uid
FROM alias JOIN record USING (reference) JOIN assessment ON assessment.reference = record.assessment
WHERE {} AND alias.uid != ''
"""
_FILES: Final = """
SELECT assessment.form, assessment.child, COUNT(*), MAX(CASE WHEN modified != '' THEN modified WHEN sent != '' THEN sent
       WHEN written > 0 THEN STRFTIME('%Y-%m-%dT%H:%M:%S', written, 'unixepoch') ELSE '' END)
FROM version JOIN assessment USING (reference) WHERE {} AND NOT repeats AND (version.id = assessment.counting OR EXISTS
    (SELECT 1 FROM source WHERE source.sha256 = version.sha256 AND is_here AND role = 'input'))
GROUP BY assessment.form, assessment.child
"""
_DECISIONS: Final = """
SELECT assessment.form, assessment.child, COUNT(*)
FROM (SELECT reference AS named FROM decision UNION ALL SELECT other FROM decision WHERE other != '')
LEFT JOIN alias ON alias.alias = named JOIN record ON record.reference = COALESCE(alias.reference, named)
JOIN assessment ON assessment.reference = record.assessment WHERE {} GROUP BY assessment.form, assessment.child
"""
_ALL: Final = "TRUE"
_OF_CHILDREN: Final = """
(assessment.form, assessment.child) IN
    (SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?))
"""
_OF_ASSESSMENT: Final = "assessment.reference = ?"
_KEEP_ERASED: Final = (
    "INSERT INTO erased VALUES (?, ?, ?) ON CONFLICT (uid) DO UPDATE SET "
    "changes = changes + excluded.changes, latest = MAX(latest, excluded.latest)"
)

_CHANGED: Final = "INSERT OR IGNORE INTO changed_review SELECT uid FROM due_review WHERE form = ? AND child = ?"
_KNOWN: Final = """
SELECT uid, MAX(changes), COUNT(*) = 1 FROM
    (SELECT uid, changes FROM due_review UNION ALL SELECT uid, 0 FROM cancelled UNION ALL SELECT uid, 0 FROM cancelled)
GROUP BY uid ORDER BY uid
"""
"""What is cancelled is counted twice: how much is recorded of that is not certain."""
_UNCERTAIN: Final = (
    "SELECT uid FROM cancelled UNION SELECT uid FROM (SELECT uid FROM due_review GROUP BY uid HAVING COUNT(*) > 1)"
)
_KNOWN_OF: Final = """
SELECT uid FROM due_review WHERE uid IN (SELECT value FROM json_each(?1))
UNION SELECT uid FROM cancelled WHERE uid IN (SELECT value FROM json_each(?1))
"""
_UIDS: Final = """
SELECT uid FROM due_review WHERE uid > ?1 UNION SELECT uid FROM cancelled WHERE uid > ?1 ORDER BY uid LIMIT ?2
"""
_CHILDREN: Final = """
SELECT DISTINCT form, child FROM assessment WHERE (form, child) > (?, ?) ORDER BY form, child LIMIT ?
"""
_AT_A_TIME: Final = 500
"""So many children are gone through together, by a few statements; no more than what these say is held."""

Facts = tuple[int, str]
"""How much is recorded, and the latest time of a file, ISO."""


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
        found = _by_uid(chain((review for _, review in self._of(None)), self._cancelled()))
        return iter([found[uid] for uid in sorted(found)])

    def of(self, uids: Collection[str]) -> dict[str, DueReview]:
        """Return the same of those reviews that have some UIDs; what is known of them has to be kept (:meth:`keep`)."""
        named = "SELECT DISTINCT form, child FROM due_review WHERE uid IN (SELECT value FROM json_each(?))"
        children = sorted((form, child) for form, child in self._database.rows(named, as_json(uids)))
        found = _by_uid(chain((review for _, review in self._of(sorted(children))), self._cancelled()))
        return {uid: found[uid] for uid in uids if uid in found}

    def keep(self, children: Sequence[Key] | None) -> None:
        """Keep whose reviews have which UIDs, and note which of these may be others now.

        Args:
            children: Those of whom something was recorded; ``None`` when it is about all.
        """
        if children is None:
            self._database.change("DELETE FROM due_review")
            MadeTable(self._database, "diary").note("")
        for key in children or ():
            self._database.change(_CHANGED, *key)
            self._database.change("DELETE FROM due_review WHERE form = ? AND child = ?", *key)
        days = sequence(0, "", self._day)
        rows = [(each.uid, *key, each.changes - days) for key, each in self._of(children)]
        self._database.change_many("INSERT INTO due_review VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", rows)
        for key in children or ():
            self._database.change(_CHANGED, *key)

    def kept(self) -> Iterator[DueReview]:
        """Return the same as :meth:`reviews`, a few at a time, once what is known of them is kept."""
        last = ""
        while uids := [uid for (uid,) in self._database.rows(_UIDS, last, _AT_A_TIME)]:
            found, last = self.of(uids), uids[-1]
            yield from (found[uid] for uid in uids if uid in found)

    def uncertain(self) -> set[str]:
        """Return the UIDs of which it is not certain how much is recorded."""
        return {uid for (uid,) in self._database.rows(_UNCERTAIN)}

    def known_of(self, uids: Collection[str]) -> set[str]:
        """Return which UIDs there are of some."""
        return {uid for (uid,) in self._database.rows(_KNOWN_OF, as_json(uids))}

    def known(self) -> Iterator[tuple[str, int]]:
        """Yield all UIDs in their order, each with how much is recorded of its review; 0 where that is not certain."""
        days = sequence(0, "", self._day)
        for uid, changes, is_one in self._database.stream(_KNOWN):
            yield uid, changes + days if is_one else 0

    def changed(self) -> set[str]:
        """Return the UIDs of reviews that may be others than in the diary."""
        return {uid for (uid,) in self._database.rows("SELECT uid FROM changed_review")}

    def told(self) -> None:
        """Note that the diary says what is recorded."""
        self._database.change("DELETE FROM changed_review")

    def keep_erased(self, reference: str) -> None:
        """Keep what calendars have to be told of a child after an assessment was erased; nothing of it is said."""
        form, child = self._database.row("SELECT form, child FROM assessment WHERE reference = ?", reference)
        uid = self._uids([(form, child)])[form, child]
        number, latest = self._facts(_OF_ASSESSMENT, reference)[form, child]
        self._database.change(_KEEP_ERASED, uid, number + 1, latest)
        review = next((each for each in self.reviews() if each.uid == uid), None)
        if review is not None and set(review.references) == {reference}:
            self._database.change("INSERT OR REPLACE INTO cancelled VALUES (?, ?)", uid, review.day.isoformat())

    def _of(self, children: Sequence[Key] | None) -> Iterator[tuple[Key, DueReview]]:
        """Return the reviews of some children, or all, each with its child."""
        erased = {uid: (number, latest) for uid, number, latest in self._database.rows("SELECT * FROM erased")}
        decisions = self._decisions(_ALL)
        for some in self._all_children() if children is None else _some_at_a_time(children):
            yield from self._with(erased, decisions, some)

    def _all_children(self) -> Iterator[list[Key]]:
        last: Key = ("", "")
        while found := [(form, child) for form, child in self._database.rows(_CHILDREN, *last, _AT_A_TIME)]:
            yield found
            last = found[-1]

    def _with(
        self, erased: Mapping[str, Facts], decisions: Mapping[Key, int], children: Sequence[Key]
    ) -> Iterator[tuple[Key, DueReview]]:
        facts = _together(self._files(_OF_CHILDREN, as_json(children)), decisions)
        rows = self._database.stream(_ASSESSMENTS.format(_OF_CHILDREN), as_json(children))
        by_child = {key: [*group] for key, group in groupby(rows, key=lambda row: (row[0], row[1]))}
        former: defaultdict[Key, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        otherwise = self._database.stream(_WRITTEN_OTHERWISE.format(_OF_CHILDREN), as_json(children))
        for form, child, reference, own in otherwise:
            former[form, child][own].add(reference)
        uids = self._uids([*by_child])
        for key, assessments in by_child.items():
            number, latest = facts.get(key, (0, ""))
            gone = erased.get(uids[key], (0, ""))
            changes = sequence(number + gone[0], max(latest, gone[1]), self._day)
            for review in self._of_child(key[0], uids[key], assessments, former.get(key, {}), changes):
                yield key, review

    def _cancelled(self) -> Iterator[DueReview]:
        erased = {uid: (number, latest) for uid, number, latest in self._database.rows("SELECT * FROM erased")}
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
            child=compact.read(identity, Identity).name,
        )

    def _taken_back(self, uid: str, rows: Sequence[Any], changes: int) -> Iterator[DueReview]:
        """Return the review that there was, or may have been, to take it back."""
        found = self._current(rows)
        day = found.review(self._day)
        if day is not None:
            yield _off(uid, day, tuple(each.reference for each in found.counting), changes)

    def _current(self, rows: Iterable[Any]) -> Current:
        return current([standing_of(self._database, row[2:6]) for row in rows], self._day)

    def _uids(self, children: Collection[Key]) -> dict[Key, str]:
        """Return what calendars know the review of each child by: what an earlier version called it, else our own."""
        earlier: dict[Key, list[tuple[int, str]]] = {}
        for form, child, alias, uid in self._database.rows(_EARLIER.format(_OF_CHILDREN), as_json(children)):
            earlier.setdefault((form, child), []).append((int(alias) if alias.isdigit() else 0, uid))
        return {key: min(earlier[key])[1] if key in earlier else self._key.uid(*key) for key in children}

    def _facts(self, only: str, *values: str) -> Mapping[Key, Facts]:
        """Return how much is recorded of each child: files that are here or count, decisions; and the latest time."""
        return _together(self._files(only, *values), self._decisions(only, *values))

    def _files(self, only: str, *values: str) -> dict[Key, Facts]:
        rows = self._database.rows(_FILES.format(only), *values)
        return {(form, child): (number, latest) for form, child, number, latest in rows}

    def _decisions(self, only: str, *values: str) -> dict[Key, int]:
        rows = self._database.rows(_DECISIONS.format(only), *values)
        return {(form, child): number for form, child, number in rows}


def _some_at_a_time(children: Sequence[Key]) -> Iterator[Sequence[Key]]:
    for start in range(0, len(children), _AT_A_TIME):
        yield children[start : start + _AT_A_TIME]


def _together(files: Mapping[Key, Facts], decisions: Mapping[Key, int]) -> Mapping[Key, Facts]:
    none = (0, "")
    return {
        key: (files.get(key, none)[0] + decisions.get(key, 0), files.get(key, none)[1])
        for key in files.keys() | decisions.keys()
    }


def _by_uid(reviews: Iterable[DueReview]) -> dict[str, DueReview]:
    """Return one review of each UID: the first that is not off, else the first."""
    found: dict[str, DueReview] = {}
    for review in reviews:
        known = found.get(review.uid)
        if known is None or known.is_off:
            found[review.uid] = review
    return found


def _off(uid: str, day: dt.date, references: tuple[str, ...], changes: int) -> DueReview:
    return DueReview(uid=uid, references=references, day=day, due=None, level="", changes=changes, is_off=True)
