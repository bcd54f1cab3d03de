"""Read test forms the way the program does, in one call."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import TYPE_CHECKING

from pipeline.extract import extract
from pipeline.extract.text import key
from pipeline.forms.layouts import prepare_layouts
from pipeline.mapping import load_catalogue
from pipeline.mapping.catalogue import shipped_folder
from pipeline.process.form import read_one
from pipeline.process.result import Result
from pipeline.readers import read_document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.forms.layouts import Layouts
    from pipeline.submission import Answer, Assessment, FactorAnswer, Submission
    from tests.formbuilder import CompletedForm

DAY = dt.date(2026, 11, 22)


@lru_cache
def layouts() -> Layouts:
    """Prepare the shipped forms once for all tests, whatever folder each of them works in."""
    return prepare_layouts(load_catalogue([shipped_folder().absolute()]))


def read_result(form: bytes | CompletedForm) -> Result:
    """Read a completed form and work it out."""
    return _read(form if isinstance(form, bytes) else form.bytes())


@lru_cache(maxsize=4)  # a test asks the same form several questions
def _read(data: bytes) -> Result:
    return read_one(data, name="form.docx", layouts=layouts().forms, day=DAY)


def read_as_it_stands(document: bytes, result: Result | None = None) -> Submission:
    """Read a document of ours, results and all, as it is read back before it is put in place.

    Args:
        document: The file.
        result: What it reads as when it comes in again; by default as one of the shipped forms.
    """
    result = result or read_result(document)
    return extract(read_document(document), result.layout, result.submission.source)


def read_form(form: bytes | CompletedForm) -> tuple[Submission, Assessment]:
    """Read a completed form and work it out: what it says, what follows from it."""
    result = read_result(form)
    return result.submission, result.assessment


def answer(form: bytes | CompletedForm, field: str) -> Answer:
    """Read one answer of a form."""
    return read_form(form)[0].answers[field]


def factor(form: bytes | CompletedForm, factor: str) -> FactorAnswer:
    """Read one row of the checklist."""
    return read_form(form)[0].checklist[factor]


def codes(form: bytes | CompletedForm, field: str | None = None) -> set[str]:
    """Return the codes of all findings of a form, or of those about one field."""
    return {finding.code for finding in read_result(form).findings if field in (None, finding.field)}


def unread(form: bytes | CompletedForm) -> list[str]:
    """Return the texts that nobody claims."""
    return [text.text for text in read_form(form)[0].unread]


def accounted_text(submission: Submission) -> str:
    """Return every text that came out of a form, in its comparable form, so that nothing dropped goes unseen."""
    return key(" ".join(_texts(submission)))


def _texts(submission: Submission) -> Iterator[str]:
    for found in submission.answers.values():
        yield found.raw
        if isinstance(found.value, tuple):
            yield from (text for line in found.value for text in line.values())
        elif found.value is not None:
            yield str(found.value)
    for entry in submission.checklist.values():
        yield from (entry.entered, entry.notes)
    yield from (text.text for text in submission.unread)
