"""What was read and worked out, written into its document and read back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from msgspec.structs import replace

from pipeline.batch.one import Result
from pipeline.batch.onto_template import move, render
from pipeline.batch.verify import check_written, contradicted_corrections
from pipeline.cases.apply import carried
from pipeline.extract import Layout, extract
from pipeline.ooxml import Package
from pipeline.readers import OpenedForm, Opening, read_document
from pipeline.writers.in_place import write_in_place
from pipeline.writers.protect import protect
from pipeline.writers.suffix import suit_suffix, suits


def write_back(
    opened: OpenedForm,
    package: Package,
    result: Result,
    day: dt.date,
    suffix: str,
    *,
    comments: bool,
    uncorrected: Collection[str] = (),
) -> bytes:
    """Write the document and read it back; a correction that other signs contradict is left to its comment.

    Args:
        opened: The form.
        package: Its content, opened once for all that looks into it here.
        result: What was read from it and worked out.
        day: The day of processing.
        suffix: That of the document's name.
        comments: Whether the document carries its findings as comments.
        uncorrected: Fields that are not corrected, though wrong.
    """
    submission, assessment, mapping = result.submission, result.assessment, result.mapping
    before = result.as_read
    written = write_in_place(
        opened.content,
        submission,
        assessment,
        mapping,
        day,
        findings=result.findings,
        comments=comments,
        uncorrected=uncorrected,
        package=package,
    )
    if not suits(package, suffix):
        written = suit_suffix(written, suffix)
    written = protect(written, opened.password)
    name, passwords = submission.source.name, (opened.password or "",)
    again = read_document(written, name=name, opening=Opening(passwords=passwords))
    after = extract(again, result.layout, submission.source)
    contradicted = contradicted_corrections(before, assessment, after, mapping)
    if contradicted and not uncorrected:
        return write_back(opened, package, result, day, suffix, comments=comments, uncorrected=contradicted)
    check_written(before, assessment, after, mapping, settled=submission)
    return written


def write_onto_template(
    opened: OpenedForm, result: Result, layouts: Sequence[Layout], day: dt.date, suffix: str, *, comments: bool
) -> bytes:
    """Put the answers onto the form's template; from there on it is a Word form like any other."""
    form = opened.content if result.kind == "docx" else None
    made = render(result.as_read, result.assessment, result.layout, layouts, day, form=form, settled=result.submission)
    findings = move(result.assessment.findings, result.submission, made.submission)
    assessment = replace(result.assessment, findings=findings)
    submission = carried(result.submission, made.submission)
    again = Result(submission=submission, assessment=assessment, layout=made.layout, unsettled=made.submission)
    opened, package = replace(opened, content=made.document), Package.open(made.document)
    return write_back(opened, package, again, day, suffix, comments=comments)
