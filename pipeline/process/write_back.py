"""What was read and worked out, written into its document and read back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from pipeline.cases.apply import carried
from pipeline.document import Document
from pipeline.extract import Layout, extract_answers
from pipeline.ooxml import Package
from pipeline.process.result import Result
from pipeline.process.verify import check_written, contradicted_corrections, lost_marks
from pipeline.readers import Opening, open_form
from pipeline.readers.word.document import read_word
from pipeline.writers.in_place.write import write_in_place
from pipeline.writers.marks.as_left import Left
from pipeline.writers.marks.mark import Mark
from pipeline.writers.word.file_type import suit_suffix, suits
from pipeline.writers.word.protect import protect

_NO_TEXTS: Final[Mapping[str, str]] = MappingProxyType({})


class Writing(Struct, frozen=True, kw_only=True):
    """What to write into, and how.

    Attributes:
        left: The form as people left it.
        password: The one that it came with.
        suffix: That of the document's name.
        day: The day of processing.
        comments: Whether the document carries its findings as comments.
        mark: The mark that the document gets.
        rendered: Results that were rendered with a template, by field.
    """

    left: Left
    password: str | None
    suffix: str
    day: dt.date
    comments: bool
    mark: Mark | None
    rendered: Mapping[str, str] = _NO_TEXTS


def write_back(result: Result, writing: Writing, *, left_alone: Collection[str] = ()) -> bytes:
    """Write the document and read it back; what other signs contradict there is left to its comment.

    Args:
        result: What was read from it and worked out.
        writing: What to write into, and how.
        left_alone: Fields that are not corrected, though wrong, or show no result, though blank.
    """
    submission, assessment, mapping = result.submission, result.assessment, result.mapping
    before = result.as_read
    written = write_in_place(
        writing.left.content,
        submission,
        assessment,
        mapping,
        writing.day,
        findings=result.findings,
        comments=writing.comments,
        left_alone=left_alone,
        mark=writing.mark,
        corrected_before=writing.left.corrected,
        was_sealed=writing.left.is_ours and not writing.left.lacks_seals,
        rendered=writing.rendered,
        package=writing.left.package,
    )
    if not suits(writing.left.package, writing.suffix):
        written = suit_suffix(written, writing.suffix)
    written = protect(written, writing.password)
    after = extract_answers(_read_again(written, writing), result.layout, submission.source)
    wrong = contradicted_corrections(before, assessment, after, mapping)
    wrong |= lost_marks(submission, assessment, after, mapping)
    if wrong and not left_alone:
        return write_back(result, writing, left_alone=wrong)
    check_written(before, assessment, after, mapping, settled=submission, left_alone=left_alone)
    return written


def _read_again(written: bytes, writing: Writing) -> Document:
    """Read a written document; what is to be noted of its file was noted of the form."""
    opened = open_form(written, Opening(passwords=(writing.password or "",)))
    return read_word(opened.package)


def write_onto_template(result: Result, layouts: Sequence[Layout], writing: Writing) -> bytes:
    """Put the answers onto the form's template; from there on it is a Word form like any other."""
    # Imported here: a Word form that is written to in place needs no template, and Jinja is slow to import.
    from pipeline.process.onto_template import move, render
    from pipeline.writers.template.answers import result_texts

    form = writing.left.content if result.kind == "docx" else None
    made = render(
        result.as_read, result.assessment, result.layout, layouts, writing.day, form=form, settled=result.submission
    )
    rendered = result_texts(result.submission, result.assessment, result.mapping)
    findings = move(result.assessment.findings, result.submission, made.submission)
    assessment = replace(result.assessment, findings=findings)
    submission = carried(result.submission, made.submission)
    again = Result(submission=submission, assessment=assessment, layout=made.layout, unsettled=made.submission)
    left = Left(content=made.document, package=Package.open(made.document))
    return write_back(again, replace(writing, left=left, rendered=rendered))
