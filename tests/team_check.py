"""Hold what the commands left against the truth, and say in words what differs."""

from __future__ import annotations

import csv
import datetime as dt
import difflib
import io
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from tests.team_form import ASSESSOR, BORN, COMPLETED, NAME, NAMES, Entries, review_after
from tests.team_model import CLOSING_DAY, Assessment, Year
from tests.team_truth import Due, Row, Truth, truth


@dataclass(frozen=True, kw_only=True)
class Left:
    """What the commands left.

    Attributes:
        due: What ``due --json --names`` prints.
        questions: What ``questions --json`` prints.
        documents: All documents in the output folder.
    """

    register: bytes
    diary: bytes
    due: str
    questions: str
    documents: frozenset[str]

    def lines(self) -> Iterator[tuple[str, list[str]]]:
        """Yield what has to be the same, byte for byte, in whatever order a year is told."""
        yield "register", self.register.decode().split("\r\n")
        yield "due", self.due.split("\n")
        yield "diary", self.diary.decode().split("\r\n")


_REFERENCE: Final = re.compile("[0-9A-Za-z]{10}")


class Line(dict[str, str]):
    """One row of the register by the headers of its columns."""

    def is_about(self, entries: Entries) -> bool:
        said = (self[NAME], self[BORN], self[COMPLETED], self[ASSESSOR])
        return said == (entries.name, entries.born.isoformat(), entries.completed.isoformat(), entries.assessor)


def rows_of(register: bytes) -> list[Line]:
    return [Line(row) for row in csv.DictReader(io.StringIO(register.decode("utf-8-sig"), newline=""))]


def references(year: Year, rows: list[Line], *, decided: bool) -> dict[Assessment, str]:
    """Say by which reference the register names each assessment that stands in it."""
    found = {}
    for assessment in year.assessments:
        lines = _lines_of(assessment, rows, decided=decided)
        if lines:
            found[assessment] = lines[0]["Reference"]
    return found


def _lines_of(assessment: Assessment, rows: list[Line], *, decided: bool) -> list[Line]:
    """Find the rows of an assessment: one, or two while nobody knows which version counts."""
    if assessment.in_doubt:
        return [row for row in rows if any(row.is_about(each.entries) for each in assessment.in_doubt)]
    entries = assessment.entries(decided=decided)
    lines = [row for row in rows if row.is_about(entries)]
    of_its_total = [row for row in lines if row["Total"] == str(entries.total)]
    return lines if len(lines) == 1 else of_its_total


def differences(year: Year, left: Left, *, decided: bool) -> list[str]:
    """Return where what was left differs from the truth; nothing when it doesn't."""
    true = truth(year, decided=decided)
    rows = rows_of(left.register)
    known = references(year, rows, decided=decided)
    by_reference = {reference: assessment for assessment, reference in known.items()}
    return [
        *_in_register(true, rows, left, decided=decided),
        *_unasked(true, rows, decided=decided),
        *_in_due(true, left, by_reference, decided=decided),
        *_in_diary(left, by_reference, decided=decided),
        *_in_questions(true, left, by_reference, year),
    ]


def unlike(left: Left, other: Left) -> list[str]:
    """Return where two differ that have to be the same; nothing when they don't."""
    return [
        f"{name}: {line}"
        for (name, lines), (_, others) in zip(left.lines(), other.lines(), strict=True)
        for line in difflib.unified_diff(others, lines, lineterm="", n=0)
    ]


# The register


def _in_register(true: Truth, rows: list[Line], left: Left, *, decided: bool) -> Iterator[str]:
    found: list[Line] = []
    for row in true.rows:
        lines = _lines_of(row.assessment, rows, decided=decided)
        found += lines
        if not 1 <= len(lines) <= (1 if row.certain else 2):
            yield f"{_about(row.assessment)}: {len(lines)} rows"
            continue
        yield from (f"{_about(row.assessment)}: {problem}" for problem in _in_row(row, lines))
    yield from (f"row too many: {row['File']}, total {row['Total']}" for row in rows if row not in found)
    named = Counter(row["Reference"] for row in rows)
    yield from (f"no reference: {each!r}" for each in named if not _REFERENCE.fullmatch(each))
    if len(named) != len(true.rows):
        yield f"{len(true.rows)} assessments have {len(named)} references"
    yield from _in_documents(rows, left)


def _in_documents(rows: list[Line], left: Left) -> Iterator[str]:
    """Yield which assessments don't have just one document: of two versions that may count only one has it."""
    for reference in sorted({row["Reference"] for row in rows}):
        lines = [row for row in rows if row["Reference"] == reference]
        documents = [row["Document"] for row in lines if row["Document"]]
        if len(documents) != 1 or documents[0] not in left.documents:
            yield f"{lines[0]['File']}: no such document: {documents}"
    named = Counter(row["Document"] for row in rows if row["Document"])
    yield from (f"{times} rows have the document {name}" for name, times in named.items() if times > 1)


def _unasked(true: Truth, rows: list[Line], *, decided: bool) -> Iterator[str]:
    """Name the children that might be somebody else, and of whom no row says so."""
    for child in sorted(child for each in true.questions if len(each.children) > 1 for child in each.children):
        told = (row.assessment for row in true.rows if row.assessment.spelt == child)
        if not any(line["Look first"] for each in told for line in _lines_of(each, rows, decided=decided)):
            yield f"{child}: no row says to look first"


def _in_row(true: Row, lines: list[Line]) -> Iterator[str]:
    """Yield what is wrong with the row of an assessment; of two, the strictest counts."""
    row = next((each for each in lines if NAMES[true.band] in each["RAG"]), lines[0])
    said = {name: row[name] for name in ("RAG", "Newest of this child", "Next review", "File", "Look first")}
    if NAMES[true.band] not in said["RAG"]:
        yield f"could be {true.band}, and the register says {said['RAG']!r}"
    if true.certain:
        yield from _in_points(true.entries, row)
    newest = {True: "yes", False: "no", None: said["Newest of this child"]}[true.newest]
    if said["Newest of this child"] != newest:
        yield f"newest: {newest}, and the register says {said['Newest of this child']!r}"
    review = true.review.isoformat() if true.review else ""
    if true.newest is not None and not true.assessment.future and said["Next review"] != review:
        yield f"next review on {review!r}, and the register says {said['Next review']!r}"
    if said["File"] not in true.places:
        yield f"lies at {sorted(true.places)}, and the register says {said['File']!r}"
    if (true.asked and not said["Look first"]) or (true.quiet and said["Look first"]):
        yield f"look first: {said['Look first']!r}"


def _in_points(true: Entries, row: Line) -> Iterator[str]:
    said = (row["Total"], row["Total up to"])
    if said != (str(true.total), str(true.up_to)):
        yield f"total {true.total} up to {true.up_to}, and the register says {said}"
    if true.total == true.up_to and row["RAG"] != NAMES[true.band]:
        yield f"certainly {true.band}, and the register says {row['RAG']!r}"


def _about(assessment: Assessment) -> str:
    versions = "+".join(str(each.number) for each in assessment.versions)
    return f"assessment {assessment.number} (versions {versions})"


# Reviews


def _in_due(true: Truth, left: Left, by_reference: Mapping[str, Assessment], *, decided: bool) -> Iterator[str]:
    """Yield what is wrong with the list of reviews.

    A form whose day is yet to come may be listed beside the child's newest one, for the day is to be looked at.
    """
    entries: dict[str, list[dict[str, Any]]] = {}
    for entry in json.loads(left.due):
        assessment = by_reference.get(entry["reference"])
        if assessment is None:
            yield f"due: nobody knows reference {entry['reference']}"
            continue
        child = assessment.child if decided else assessment.spelt
        if not _is_beside(true, assessment, decided=decided):
            entries.setdefault(child, []).append(entry)
        elif dt.date.fromisoformat(entry["review"]) > review_after(CLOSING_DAY, assessment.counting.entries.could_be):
            yield f"due: {child}: {entry['review']} is later than for a form of today"
    for child, due in true.due.items():
        yield from (f"due: {child}: {problem}" for problem in _in_dues(due, entries.pop(child, [])))
    yield from (f"due: {child} has no review" for child in entries)


def _is_beside(true: Truth, assessment: Assessment, *, decided: bool) -> bool:
    """Return whether the day of an assessment is yet to come, and its child has another one that counts."""
    due = true.due.get(assessment.child if decided else assessment.spelt)
    return assessment.future and due is not None and due.exact


def _in_dues(true: Due, entries: list[dict[str, Any]]) -> Iterator[str]:
    if not 1 <= len(entries) <= true.times:
        yield f"{len(entries)} entries"
        return
    first = min(entries, key=lambda entry: str(entry["review"]))
    review = dt.date.fromisoformat(first["review"])
    if review > true.review or (true.exact and review != true.review):
        yield f"{true.review}, and the list says {review}"
    if NAMES[true.band] not in first["level"]:
        yield f"could be {true.band}, and the list says {first['level']!r}"
    if first["name"] not in true.names:
        yield "another name"


def _in_diary(left: Left, by_reference: Mapping[str, Assessment], *, decided: bool) -> Iterator[str]:
    """Yield where the events that stand differ from the list of reviews: each child has one, and the earliest counts.

    That of a form whose day is yet to come counts as well: nobody knows when it was, so the stricter counts.
    """
    entries = sorted(json.loads(left.due), key=lambda entry: str(entry["review"]))
    listed = [(entry["reference"], entry["review"].replace("-", "")) for entry in entries]
    events = re.findall(r"BEGIN:VEVENT(.*?)END:VEVENT", left.diary.decode().replace("\r\n ", ""), re.DOTALL)
    standing = [_event(each) for each in events if "STATUS:CANCELLED" not in each]
    first: dict[str, tuple[str, str]] = {}
    for each in listed:
        assessment = by_reference.get(each[0])
        if assessment is not None:
            first.setdefault(assessment.child if decided else assessment.spelt, each)
    yield from (f"diary: no event for {each}" for each in first.values() if each not in standing)
    yield from (f"diary: no review for {each}" for each in sorted(set(standing) - set(listed)))
    yield from (f"diary: {times} events for {each}" for each, times in Counter(standing).items() if times > 1)
    uids = Counter(re.findall(r"UID:(\S+)", left.diary.decode().replace("\r\n ", "")))
    yield from (f"diary: {times} events are {uid}" for uid, times in uids.items() if times > 1)


def _event(text: str) -> tuple[str, str]:
    reference = re.search(r"[Rr]eference (\w{10})\b", text)
    day = re.search(r"DTSTART;VALUE=DATE:(\d{8})", text)
    assert day is not None
    return reference[1] if reference else "", day[1]


# Questions


def _in_questions(true: Truth, left: Left, by_reference: Mapping[str, Assessment], year: Year) -> Iterator[str]:
    """Yield which questions are missing and which are too many; what they say names nobody."""
    expected = Counter((each.kind, _subject(each.kind, each.about)) for each in true.questions)
    asked: Counter[tuple[str, frozenset[str]]] = Counter()
    for question in json.loads(left.questions):
        about = [by_reference.get(each) for each in question["references"]]
        if None in about or not about:
            yield f"question {question['kind']}: nobody knows {question['references']}"
        asked[question["kind"], _subject(question["kind"], [each for each in about if each is not None])] += 1
        if any(word in question["message"] for child in year.children for word in child.name.split()):
            yield f"question {question['kind']}: its message names a child"
    yield from (f"not asked: {kind} about {sorted(about)}" for kind, about in expected - asked)
    yield from (f"asked too often: {kind} about {sorted(about)}" for kind, about in asked - expected)


def _subject(kind: str, about: list[Assessment] | tuple[Assessment, ...]) -> frozenset[str]:
    """Return what a question is about: two children, or assessments."""
    if kind == "similar_children":
        return frozenset(each.spelt for each in about)
    return frozenset(_about(each) for each in about)
