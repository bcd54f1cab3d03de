"""The submitted Word file with its results filled in, and nothing else changed (DESIGN, "Write-back").

Only blank places are written to: what a person typed stands, also where it is wrong. Results are written plainly, not
as tracked insertions, even when the document tracks changes: they fill boxes that are meant for them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pipeline.errors import CannotWrite
from pipeline.ooxml import Package, structure
from pipeline.ooxml.splice import Splice
from pipeline.submission import Answer, Assessment, State, Submission
from pipeline.writers.slot import write_mark, write_text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from pipeline.document import Location
    from pipeline.mapping.model import Mapping

_PROVISIONAL: Final = "(provisional)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One result and the place it goes to.

    Attributes:
        text: What to write; for a ``mark`` the words behind the tick.
        date: The day that ``text`` shows, for controls that store one.
    """

    field: str
    location: Location
    text: str
    mark: bool = False
    date: dt.date | None = None


def write_in_place(
    data: bytes, submission: Submission, assessment: Assessment, mapping: Mapping, day: dt.date
) -> bytes:
    """Give a copy of the submitted file with age score, total, RAG mark and review date in their blank places.

    Args:
        data: The submitted Word file.
        submission: What was read from it; its locations say where the places are.
        assessment: What was worked out.
        mapping: Names the fields that take results.
        day: The day of processing, which notes left in the document carry.

    Returns:
        The file; ``data`` itself when there is nothing to write, as for a blank form.

    Raises:
        CannotWrite: It isn't a Word file, or a place is not where it was read.
    """
    entries = list(results(submission, assessment, mapping))
    if not entries:
        return data
    package = Package.open(data)
    if package.family != "docx":
        raise CannotWrite(
            "Only Word files are written back in place.", remedy="Render the template.", code="no_word_file"
        )
    document = package.xml(package.main_part)
    splice = Splice(package.read(package.main_part), document)
    for entry in entries:
        slot = structure.find(document, entry.location)
        if slot is None:
            raise CannotWrite(
                f"The place of '{entry.field}' ({entry.location}) is not in the document.", code="place_lost"
            )
        if entry.mark:
            write_mark(splice, slot, entry.text)
        else:
            write_text(splice, slot, entry.text, entry.date)
    return package.rewritten({package.main_part: splice.result()})


def results(submission: Submission, assessment: Assessment, mapping: Mapping) -> Iterator[Entry]:
    """Give what is to be written, in the order age score, total, RAG mark, review date; nothing for a blank form."""
    if assessment.rag is None:
        return
    score, review = mapping.score, mapping.review
    if score is not None:
        if assessment.age_points is not None:
            yield from _entry(submission, score.age_field, str(assessment.age_points))
        yield from _entry(submission, score.total_field, total_text(assessment))
        yield from _mark(submission, score.rag_field, assessment.rag, complete=assessment.complete)
    if review is not None and assessment.review_due is not None:
        due = assessment.review_due
        yield from _entry(submission, review.field, due.strftime("%d/%m/%Y"), due)


def total_text(assessment: Assessment) -> str:
    """Say the total; when it doesn't stand, how far it could go: ``57``, ``52 (up to 62)``, ``52 (not complete)``."""
    if assessment.total_max != assessment.total:
        return f"{assessment.total} (up to {assessment.total_max})"
    return str(assessment.total) if assessment.complete else f"{assessment.total} (not complete)"


def _blank(submission: Submission, field: str | None) -> Answer | None:
    answer = submission.answers.get(field) if field else None
    return answer if answer is not None and answer.state is State.BLANK else None


def _entry(submission: Submission, field: str | None, text: str, date: dt.date | None = None) -> Iterator[Entry]:
    answer = _blank(submission, field)
    if answer is not None and answer.location is not None:
        yield Entry(field=answer.field, location=answer.location, text=text, date=date)


def _mark(submission: Submission, field: str | None, rag: str, *, complete: bool) -> Iterator[Entry]:
    answer = _blank(submission, field)
    location = answer.places.get(rag) if answer is not None else None
    if answer is not None and location is not None:
        yield Entry(field=answer.field, location=location, text="" if complete else _PROVISIONAL, mark=True)
