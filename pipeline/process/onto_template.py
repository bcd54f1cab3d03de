"""A form's answers on the clean template: rendered, read back, and only then given out."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from pipeline.cases.entries import address
from pipeline.errors import CannotWrite
from pipeline.extract import Layout, extract
from pipeline.extract.places.doubted import HIDDEN
from pipeline.findings import Finding
from pipeline.forms.blanks import printed_rows
from pipeline.forms.generated_blanks import made_layout
from pipeline.mapping import Mapping as FormMapping
from pipeline.mapping.model import Field
from pipeline.readers import read_document
from pipeline.signs import BOX_EMPTY
from pipeline.submission import Answer, Assessment, FactorAnswer, FactorState, State, Submission
from pipeline.words import Words, joined_by, put_together
from pipeline.writers.template.answers import in_words, result_texts
from pipeline.writers.template.render import render_template

_LEFT_OUT: Final = Words("(? hidden text left out)")
_NOT_CERTAIN: Final = Words("(? not certain, see the form)")
_SAID: Final = (_LEFT_OUT.text, _NOT_CERTAIN.text)


class OnTemplate(Struct, frozen=True, kw_only=True):
    """A form's answers on its template.

    Attributes:
        document: The Word file.
        submission: What it says: the same answers at their new places, with the findings of the form that came in.
        layout: What it is read with.
    """

    document: bytes
    submission: Submission
    layout: Layout


def render(
    submission: Submission,
    assessment: Assessment,
    layout: Layout,
    layouts: Sequence[Layout],
    day: dt.date,
    *,
    form: bytes | None,
    settled: Submission | None = None,
) -> OnTemplate:
    """Render the form's template and read it back.

    Rich narrative is carried over from the submitted file. Where what was carried doesn't read back, all text goes in
    plainly, and is read back again.

    Args:
        submission: What was read.
        assessment: What was worked out.
        layout: What it was read with.
        layouts: The prepared forms, one of which reads the document.
        day: The day of processing.
        form: The submitted Word file; ``None`` for a workbook.
        settled: What was read with what people settled, when they did: it says where results belong, and what was
            noticed. Their answers are in no place of the form.

    Raises:
        InvalidMapping: There is no template, or it is wrong.
        CannotWrite: The document does not read back as what was meant.
    """
    reading = _word_layout(layout, layouts)
    if form is not None:
        with contextlib.suppress(CannotWrite):
            return _rendered(submission, settled or submission, assessment, reading, day, form)
    return _rendered(submission, settled or submission, assessment, reading, day, None)


def _rendered(
    submission: Submission,
    settled: Submission,
    assessment: Assessment,
    layout: Layout,
    day: dt.date,
    form: bytes | None,
) -> OnTemplate:
    printed, results = printed_rows(layout), result_texts(settled, assessment, layout.mapping)

    def rendered(said: Submission) -> tuple[bytes, Submission]:
        document = render_template(said, assessment, layout.mapping, day, printed=printed, form=form, results=results)
        return document, extract(read_document(document, name=said.source.name), layout, said.source)

    submission = _saying_what_is_hidden(submission)
    document, again = rendered(submission)
    said = _saying_what_is_not_certain(submission, again, layout.mapping)
    if said is not submission:
        submission = said
        document, again = rendered(submission)
    _check(submission, assessment, again, layout, results)
    findings = move(settled.findings, submission, again)
    return OnTemplate(document=document, submission=replace(again, findings=findings), layout=layout)


def _saying_what_is_hidden(submission: Submission) -> Submission:
    """Return a submission whose entries say that hidden text was left out of them.

    It is not made visible on a clean form, and without it an entry would read as certain that nobody can be sure of.
    """
    answers = {name: _with_gap(answer) for name, answer in submission.answers.items()}
    checklist = {name: _with_gaps(row) for name, row in submission.checklist.items()}
    return replace(submission, answers=answers, checklist=checklist)


def _with_gap(answer: Answer) -> Answer:
    if answer.reason != HIDDEN:
        return answer
    said = joined_by(" ", [answer.words, _LEFT_OUT])
    return replace(answer, raw=said.text, struck=said.struck, places={})  # which option is meant stays open


def _with_gaps(row: FactorAnswer) -> FactorAnswer:
    rounds = {name: _with_gaps(each) for name, each in row.rounds.items()}
    if row.reason != HIDDEN:
        return replace(row, rounds=rounds)
    said = joined_by(" ", [row.words, _LEFT_OUT])
    return replace(row, entered=said.text, struck=said.struck, rounds=rounds)


def _saying_what_is_not_certain(submission: Submission, again: Submission, mapping: FormMapping) -> Submission:
    """Return a submission whose unclear entries say so that would read as certain on the clean form.

    What makes them unclear is in the form round them: a box that two rows share, a label that was changed, what
    other rows say. None of that comes along.
    """
    answers = {
        field.id: _with_doubt(field, answer)
        for field in mapping.fields
        if _is_changed(field, answer := submission.answers[field.id], again.answers[field.id])
    }
    checklist = {
        name: _with_doubts(row, again.checklist[name])
        for name, row in submission.checklist.items()
        if _is_lost(row, again.checklist[name])
    }
    if not answers and not checklist:
        return submission
    answers, checklist = {**submission.answers, **answers}, {**submission.checklist, **checklist}
    return replace(submission, answers=answers, checklist=checklist)


def _is_changed(field: Field, answer: Answer, again: Answer) -> bool:
    """Return whether an unclear answer came back as certain, or a date as another one of several."""
    if answer.state is not State.UNCLEAR or _says_so(answer.raw):
        return False
    return again.state is not State.UNCLEAR or (field.is_date and again.raw != answer.raw)


def _with_doubt(field: Field, answer: Answer) -> Answer:
    """Say of an answer that it isn't certain; a date shares its box with words that aren't about it."""
    lines = answer.words.lines()
    if field.is_date and lines:
        said = joined_by(" or ", lines) if len(lines) > 1 else put_together((*lines, "?"))
    else:
        said = joined_by(" ", [answer.words, _NOT_CERTAIN])
    return replace(answer, raw=said.text, struck=said.struck, places={})


def _with_doubts(row: FactorAnswer, again: FactorAnswer) -> FactorAnswer:
    rounds = {
        name: _with_doubts(each, again.rounds[name]) if _is_lost(each, again.rounds[name]) else each
        for name, each in row.rounds.items()
    }
    if row.state is not FactorState.UNCLEAR:
        return replace(row, rounds=rounds)
    said = joined_by(" ", [row.words, _NOT_CERTAIN])
    return replace(row, entered=said.text, struck=said.struck, rounds=rounds)


def _is_lost(row: FactorAnswer, again: FactorAnswer) -> bool:
    """Return whether a row, or one of its rounds, is unclear and came back as certain."""
    if row.state is FactorState.UNCLEAR and again.state is not FactorState.UNCLEAR and not _says_so(row.entered):
        return True
    return any(_is_lost(each, again.rounds[name]) for name, each in row.rounds.items() if name in again.rounds)


def _says_so(text: str) -> bool:
    """Return whether a text says itself that it isn't certain."""
    return text.endswith(_SAID)


def move(findings: Sequence[Finding], before: Submission, after: Submission) -> tuple[Finding, ...]:
    """Return findings the places that what they are about has in another document of the same answers."""
    unread = {text.location: text.text for text in before.unread}
    now = {text.text: text.location for text in after.unread}
    moved = []
    for finding in findings:
        here = _entry(finding, after)
        location = here.location if here is not None else None
        if here is None and finding.location is not None:
            location = now.get(unread.get(finding.location, ""))
        moved.append(replace(finding, location=location))
    return tuple(moved)


def _entry(finding: Finding, submission: Submission) -> Answer | FactorAnswer | None:
    """Return the entry that a finding is about: a round of a row where it says which one."""
    row = submission.checklist.get(finding.field)
    at = address(str(finding.facts.get("entry", "")))
    if row is not None and at is not None:
        return row.rounds.get(at.round, row)
    return submission.answers.get(finding.field) or row


def _word_layout(layout: Layout, layouts: Sequence[Layout]) -> Layout:
    """Return the layout that reads what is made from the template: a Word one of the same form."""
    if layout.kind == "docx":
        return layout
    same = (other for other in layouts if other.kind == "docx" and other.mapping is layout.mapping)
    return next(same, None) or made_layout(layout.mapping)


# Reading back


def _check(
    before: Submission, assessment: Assessment, after: Submission, layout: Layout, results: Mapping[str, str]
) -> None:
    unread = [text.text for text in after.unread]
    lines = {field.id: in_words(field, before).text for field in layout.mapping.fields}
    in_line = {field: line for field, line in lines.items() if line in unread}
    differing = [
        *(name for name in _answers(before, after, results, assessment.rag, layout.mapping) if name not in in_line),
        *_factors(before, after),
    ]
    seen = [text for text in before.unread if not text.hidden]
    if sorted([*(text.text for text in seen), *in_line.values()]) != sorted(unread):
        differing.append("text that belongs to no question")
    if differing:
        raise CannotWrite(
            f"The document made from the template does not read back as it should: {', '.join(differing)}.",
            remedy="The form is as it was and nothing was put in place; process it without --onto template.",
            code="not_read_back",
        )


def _answers(
    before: Submission, after: Submission, results: Mapping[str, str], rag: str | None, mapping: FormMapping
) -> Iterator[str]:
    for field, answer in before.answers.items():
        found = after.answers[field]
        if field in results:
            if found.state is State.BLANK and field in mapping.ticked:
                continue  # it is ticked in place
            if found.chosen != (rag,) and found.raw.split() != results[field].split():
                yield field
        elif not _came_back(answer, found):
            yield field


def _came_back(before: Answer, after: Answer) -> bool:
    """Return whether an answer is the same; a question that the form lacked is blank on the template."""
    if not _is_struck_alike(before, after):
        return False
    if _says_so(before.raw):  # a text says so in words, a question with options has a question mark at each
        return after.state is State.UNCLEAR or after.value == after.raw == before.raw
    if before.state is State.ANSWERED:
        return after.state is State.ANSWERED and after.value == before.value
    if before.state is State.NOT_FOUND:
        return after.state in (State.BLANK, State.NOT_FOUND)
    formatted = before.state is State.UNCLEAR and not before.raw  # formatting and drawings come back in words
    return after.state is before.state and (formatted or _words(after.raw) == _words(before.raw))


def _is_struck_alike(before: Answer, after: Answer) -> bool:
    """Return whether the same words are struck out; an answer may come back in other words."""
    cells = [[words.seen() for words in row.values()] for row in before.rows]
    if cells != [[words.seen() for words in row.values()] for row in after.rows]:
        return False
    return before.words.seen() == after.words.seen() or before.raw.split() != after.raw.split()


def _words(raw: str) -> str:
    """Return a text without the empty boxes that the template prints beside options."""
    return raw.replace(BOX_EMPTY, "").strip() if BOX_EMPTY in raw else raw


def _factors(before: Submission, after: Submission) -> Iterator[str]:
    for factor, answer in before.checklist.items():
        if not _entry_came_back(answer, after.checklist[factor]):
            yield factor


def _entry_came_back(before: FactorAnswer, after: FactorAnswer) -> bool:
    """Return whether an entry is the same; one made by formatting or a drawing came back in words."""
    if before.state is FactorState.NOT_FOUND:
        return after.state in (FactorState.BLANK, FactorState.NOT_FOUND)
    words = not before.entered or before.entered == after.entered or (before.chosen and before.chosen == after.chosen)
    struck = before.note_words.seen() == after.note_words.seen()
    return bool(words) and struck and (before.state, before.notes) == (after.state, after.notes)
