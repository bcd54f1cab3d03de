"""The submitted Word file with its results filled in, and nothing else changed (DESIGN, "Write-back").

Results go plainly into blank places, not as tracked insertions, even when the document tracks changes: they fill boxes
that are meant for them. What a person typed is kept; a wrong result is corrected by a tracked change, which they accept
or reject (:mod:`pipeline.writers.in_place.corrections`). Findings are comments
(:mod:`pipeline.writers.in_place.comments`). Results are
sealed (:mod:`pipeline.writers.marks.seals`), so that they are recognised as ours when the document comes back.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from pipeline.errors import CannotWrite
from pipeline.location import Location, MarkInLine
from pipeline.mapping.model import Place
from pipeline.ooxml import Package
from pipeline.ooxml.places import NotParsed, Places
from pipeline.submission import Answer, Assessment, Shown, State, Submission
from pipeline.writers.in_place.answer_place import write_mark, write_text
from pipeline.writers.in_place.comments import Summary, comment
from pipeline.writers.in_place.comments_part import CommentsPart
from pipeline.writers.in_place.corrections import Correction, correct, corrections, is_open_total
from pipeline.writers.in_place.main_part import MainPart, part_with, whole_part
from pipeline.writers.in_place.mark_in_line import write_mark_in_line
from pipeline.writers.in_place.settled_comments import with_reasons
from pipeline.writers.marks.put import put_marks
from pipeline.writers.marks.rendered import seal_rendered
from pipeline.writers.marks.seals import Seals
from pipeline.writers.provisional import PROVISIONAL, mark_note, rag_text, total_text
from pipeline.writers.word.annotation import Ids, Tracker

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterator, Sequence
    from collections.abc import Mapping as Table

    from pipeline.findings import Finding
    from pipeline.mapping.model import Mapping
    from pipeline.ooxml.splice import Splice
    from pipeline.writers.marks.mark import Mark
    from pipeline.writers.word.annotation import Change

_NO_CHANGES: Final[Table[Change, str]] = MappingProxyType({})
_NO_TEXTS: Final[Table[str, str]] = MappingProxyType({})
_NO_SUBSTITUTE: Final = "This does not replace professional judgement."


class Entry(Struct, frozen=True, kw_only=True):
    """One result and the place it goes to.

    Attributes:
        text: What to write; for a choice the words behind the tick.
        choice: Id of the option that gets a tick.
        mark: Where its tick goes, when it shares its line with other print.
        is_typed: The option is written in words, ``text``, as it would be typed.
        cell: The address of the cell in a table, ``[2].rating``.
        date: The day that ``text`` shows, for controls that store one.
    """

    field: str
    location: Location
    text: str
    choice: str | None = None
    mark: MarkInLine | None = None
    is_typed: bool = False
    cell: str = ""
    date: dt.date | None = None


class _Due(Struct, frozen=True, kw_only=True):
    """What is to be written into a document, and where; attributes not listed are those of :func:`write_in_place`.

    Attributes:
        entries: Results and their places.
        answers: What was read.
        wrong: Results to be corrected.
        said: What comments say; ``None`` to write none.
        summary: The comment that speaks of the whole form.
        settled: The place of a result that an earlier run wrote.
        was_sealed: An earlier run sealed the document.
    """

    day: dt.date
    entries: Sequence[Entry]
    answers: Table[str, Answer]
    rendered: Table[str, str]
    wrong: Sequence[Correction]
    corrected_before: Table[Change, str]
    said: Sequence[Finding] | None
    summary: Summary
    settled: Location | None
    mark: Mark | None
    was_sealed: bool

    @property
    def locations(self) -> Iterator[Location]:
        """Where something goes."""
        yield from (each.location for each in self.entries)
        for each in self.wrong:
            yield from (each.location, *([] if each.to is None else [each.to]))
        found = [self.summary.location, self.settled, *(finding.location for finding in self.said or ())]
        yield from (location for location in found if location is not None)


def write_in_place(
    data: bytes,
    submission: Submission,
    assessment: Assessment,
    mapping: Mapping,
    day: dt.date,
    *,
    findings: Sequence[Finding] = (),
    comments: bool = True,
    left_alone: Collection[str] = (),
    mark: Mark | None = None,
    corrected_before: Table[Change, str] = _NO_CHANGES,
    was_sealed: bool = False,
    rendered: Table[str, str] = _NO_TEXTS,
    package: Package | None = None,
) -> bytes:
    """Return a copy of the submitted file with results in their blank places, corrections and comments.

    Args:
        data: The submitted Word file.
        submission: What was read from it, with what people settled; its locations say where the places are.
        assessment: What was worked out.
        mapping: Names the fields that take results.
        day: The day of processing, which comments and tracked changes carry.
        findings: What the comments say.
        comments: Whether to write comments.
        left_alone: Fields that are not corrected, though wrong, or show no result, though blank.
        mark: The mark that the document gets, if any.
        corrected_before: Dates of corrections that an earlier run made, by kind and text.
        was_sealed: An earlier run sealed it, and its seals were taken out: it is sealed again whatever is written.
        rendered: Results that were rendered with a template, by field.
        package: ``data`` when it was opened already.

    Returns:
        The file; ``data`` itself when there is nothing to write, as for a blank form.

    Raises:
        CannotWrite: It isn't a Word file, or a place is not where it was read.
    """
    if _is_blank(submission):
        return data
    package = package or Package.open(data)
    if package.family != "docx":
        raise CannotWrite(
            "Only Word files are written back in place.", remedy="Render the template.", code="no_word_file"
        )
    worth = [finding for finding in findings if not _is_about_our_words(finding, submission)]
    due = _Due(
        day=day,
        entries=list(results(submission, assessment, mapping, but=left_alone)),
        answers=submission.answers,
        rendered=rendered,
        wrong=[each for each in corrections(submission, assessment, mapping) if each.field not in left_alone],
        corrected_before=corrected_before,
        said=with_reasons(worth, submission, mapping) if comments else None,
        summary=_summary(submission, assessment, mapping),
        settled=_settled(submission, assessment, mapping),
        mark=mark,
        was_sealed=was_sealed,
    )
    try:
        changed = _changed(package, part_with(package, due.locations), due)
    except NotParsed:
        changed = _changed(package, whole_part(package), due)
    if not changed:
        return data
    new = {name for name in changed if not package.has(name)}
    return package.rewritten(
        {name: content for name, content in changed.items() if name not in new},
        added={name: content for name, content in changed.items() if name in new},
    )


def _changed(package: Package, main: MainPart, due: _Due) -> dict[str, bytes]:
    """Write what is due; return the parts that it changes and makes."""
    splice, places = main.splice, main.places
    ids = Ids(places.document)
    seals = Seals(splice, ids)
    for entry in due.entries:
        _write(splice, seals, places, entry)
    seal_rendered(splice, seals, places, due.answers, due.rendered)
    tracker = Tracker(ids, due.day, due.corrected_before)
    corrected = {each.field for each in due.wrong if correct(splice, places, each, tracker, seals)}
    parts: dict[str, bytes] = {}
    if due.said is not None:
        part = CommentsPart(package, places.document, due.day)
        comment(splice, places, part, due.said, corrected=corrected, summary=due.summary, settled=due.settled)
        parts = part.changed()
    if not (due.mark or due.was_sealed or splice.is_changed or parts):
        return {}
    put_marks(splice, places.document, due.mark, ids, seals)
    return {package.main_part: splice.result(), **parts}


def _is_blank(submission: Submission) -> bool:
    return any(finding.code == "nothing_filled_in" for finding in submission.findings)


def _write(splice: Splice, seals: Seals, places: Places, entry: Entry) -> None:
    slot = places.find(entry.location)
    if slot is None:
        raise CannotWrite(f"The place of '{entry.field}' ({entry.location}) is not in the document.", code="place_lost")
    if entry.mark is not None:
        write_mark_in_line(splice, seals, slot, entry.mark, entry.text)
    elif entry.choice is not None and not entry.is_typed:
        write_mark(splice, seals, slot, entry.text)
    else:
        write_text(splice, seals, slot, entry.text, entry.date)


def _is_about_our_words(finding: Finding, submission: Submission) -> bool:
    """Return whether a finding only says that a total of an earlier run, such as ``52 (up to 62)``, is unclear."""
    answer = submission.answers.get(finding.field)
    return finding.code == "unclear_answer" and answer is not None and is_open_total(answer)


def _settled(submission: Submission, assessment: Assessment, mapping: Mapping) -> Location | None:
    """Return the place of the review date when it holds the very date that would be written."""
    answer = (
        submission.answers.get(mapping.review.field) if mapping.review is not None and mapping.review.field else None
    )
    due = assessment.review_due
    return answer.location if answer is not None and due is not None and answer.value == due else None


def _summary(submission: Submission, assessment: Assessment, mapping: Mapping) -> Summary:
    """Return what came out, at the TOTAL; it reads the same when the written document is processed again."""
    score = mapping.score
    answer = submission.answers.get(score.total_field) if score is not None and score.total_field else None
    place = answer.location if answer is not None else None
    if place is not None:
        columns = [number for number, (word, _) in enumerate(place.steps, start=1) if word == "column"]
        place = Location(place.steps[: columns[-1]]) if columns else place
    text = f"Checked by wordform. {_NO_SUBSTITUTE}"
    if score is not None and assessment.rag is not None:
        band = rag_text(assessment, mapping)
        text = f"Worked out by wordform: total {total_text(assessment)}, {band}. {_NO_SUBSTITUTE}"
    return Summary(location=place, text=text)


def results(
    submission: Submission, assessment: Assessment, mapping: Mapping, *, but: Collection[str] = ()
) -> Iterator[Entry]:
    """Yield what is to be written: age score, total, RAG mark, review date, further fields; nothing for a blank form.

    A blank within a sentence takes no result, nor does a line drawn over its label: nobody can write there without
    touching what is around it. Fields of ``but`` show none.
    """
    for entry in _results(submission, assessment, mapping):
        field = mapping.field(entry.field)
        if field is not None and field.at not in (Place.GAP, Place.ABOVE) and field.id not in but:
            yield entry


def _results(submission: Submission, assessment: Assessment, mapping: Mapping) -> Iterator[Entry]:
    if assessment.is_blank:
        return
    score, review = mapping.score, mapping.review
    if score is not None and assessment.rag is not None:
        if assessment.age_points is not None:
            yield from _entry(submission, score.age_field, str(assessment.age_points))
        yield from _entry(submission, score.total_field, total_text(assessment))
        yield from _mark(submission, mapping, score.rag_field, assessment.rag, mark_note(assessment, mapping))
    if review is not None and assessment.review_due is not None:
        due = assessment.review_due
        yield from _entry(submission, review.field, due.strftime("%d/%m/%Y"), due)
    for shown in assessment.shown:
        if shown.cell:
            yield from _in_cell(submission, shown)
        elif shown.choice is not None:
            note = "" if assessment.complete else PROVISIONAL
            yield from _mark(submission, mapping, shown.field, shown.choice, note)
        else:
            yield from _entry(submission, shown.field, shown.text, shown.date)


def _blank(submission: Submission, field: str | None) -> Answer | None:
    answer = submission.answers.get(field) if field else None
    return answer if answer is not None and answer.state is State.BLANK else None


def _in_cell(submission: Submission, shown: Shown) -> Iterator[Entry]:
    answer = submission.answers.get(shown.field)
    location = answer.places.get(shown.cell) if answer is not None else None
    if location is not None:
        yield Entry(field=shown.field, location=location, text=shown.text, cell=shown.cell)


def _entry(submission: Submission, field: str | None, text: str, date: dt.date | None = None) -> Iterator[Entry]:
    answer = _blank(submission, field)
    if answer is not None and answer.location is not None:
        yield Entry(field=answer.field, location=answer.location, text=text, date=date)


def _mark(submission: Submission, mapping: Mapping, field: str | None, chosen: str, note: str) -> Iterator[Entry]:
    """Yield the tick at an option; where options are typed, its label.

    While the result is open, ``note`` says so: there is none where the words would be among those of other options.
    """
    answer, asked = _blank(submission, field), mapping.field(field or "")
    if answer is None or asked is None:
        return
    location, mark = answer.places.get(chosen), answer.in_lines.get(chosen)
    if location is not None and _are_typed(answer):
        label = next(choice.label for choice in asked.choices if choice.id == chosen)
        if not note:
            yield Entry(field=answer.field, location=location, text=label, choice=chosen, is_typed=True)
    elif location is not None:
        yield Entry(field=answer.field, location=location, text=note, choice=chosen)
    elif mark is not None and not (note and mark.is_shared):
        yield Entry(field=answer.field, location=mark.location, text=note, choice=chosen, mark=mark)


def _are_typed(answer: Answer) -> bool:
    """Return whether the options of a choice share one place, into which one of them is typed."""
    return len(answer.places) > 1 and len(set(answer.places.values())) == 1
