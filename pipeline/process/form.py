"""One form from bytes to result: the order of all stages, in one place. Start reading here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from pipeline import sums
from pipeline.assess import assess, is_meant
from pipeline.errors import CannotWrite
from pipeline.extract import Layout, extract
from pipeline.findings import Finding, find
from pipeline.forms.generated_blanks import recognise
from pipeline.process.result import Result
from pipeline.readers import AS_IT_COMES, OpenedForm, Opening, open_form, read_package
from pipeline.submission import Source
from pipeline.writers.marks.as_left import Left, as_people_left_it, left_without_signs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.cases.decision import Decision
    from pipeline.cases.settle import Settlement
    from pipeline.document import Document
    from pipeline.mapping import Mapping
    from pipeline.submission import Submission
    from pipeline.writers.marks.mark import Mark


def read_one(
    data: bytes,
    *,
    name: str,
    layouts: Sequence[Layout],
    day: dt.date,
    opening: Opening = AS_IT_COMES,
    opened: OpenedForm | None = None,
    decisions: Sequence[Decision] = (),
) -> Result:
    """Read one completed form and work it out; nothing is written.

    Args:
        data: The whole file.
        name: Its name, for the result.
        layouts: The prepared forms it may be (:func:`pipeline.forms.layouts.prepare_layouts`).
        day: The day to work from.
        opening: How protected files and files with macros are opened.
        opened: ``data`` when it was opened already, together with others.
        decisions: What people settled about it.

    Raises:
        RefusedForm: It can't be read, or is none of these forms.
    """
    opened = opened or open_form(data, opening)
    return _read(name, sums.sha256(data).hexdigest(), layouts, day, opened, decisions)[0]


def _read(
    name: str,
    sha256: str,
    layouts: Sequence[Layout],
    day: dt.date,
    opened: OpenedForm,
    decisions: Sequence[Decision],
) -> tuple[Result, Left]:
    """Read and assess one form; return the result and the form as people left it."""
    left = as_people_left_it(opened.content, opened.package)
    document = read_package(left.package)
    kind = opened.older or document.kind
    source = Source(name=name, sha256=sha256, kind=kind)

    def applies(layout: Layout) -> bool | None:
        return is_meant(extract(document, layout, source), layout.mapping, day)

    layout, about_the_form = recognise(document, layouts, applies)
    read = extract(document, layout, source)
    bare = left_without_signs(left, read, layout.mapping)
    if bare is not left:
        left, document = bare, read_package(bare.package)
        read = extract(document, layout, source)
    cut = _cut_texts(document, opened.older) if opened.older else ()
    read = replace(read, findings=(*about_the_form, *read.findings, *opened.findings, *cut))
    settled = _settled(read, decisions, layout.mapping)
    submission = settled.submission if settled is not None else read
    assessment = assess(submission, layout.mapping, day)
    result = Result(
        submission=submission,
        assessment=assessment,
        layout=layout,
        kind=document.kind,
        mark=left.mark,
        unsettled=read if settled is not None else None,
        lapsed=settled.lapsed if settled is not None else (),
    )
    if document.tracked:
        from pipeline.process.pending import pending_changes  # few forms need it

        pending = pending_changes(left.package, layout, document.tracked, read, assessment, day, decisions)
        result = _with_findings(result, pending)
    return result, left


def _cut_texts(document: Document, older: str) -> Iterator[Finding]:
    from pipeline.readers.opening.cut_texts import texts_perhaps_cut  # few forms come in older formats

    return texts_perhaps_cut(document, older)


def _settled(read: Submission, decisions: Sequence[Decision], mapping: Mapping) -> Settlement | None:
    """Settle what people decided; ``None`` where they decided nothing."""
    if not decisions:
        return None
    from pipeline.cases.settle import settle  # few forms need it

    return settle(read, decisions, mapping)


def process_one(
    data: bytes,
    *,
    name: str,
    sha256: str = "",
    layouts: Sequence[Layout],
    day: dt.date,
    suffix: str = ".docx",
    opened: OpenedForm | None = None,
    comments: bool = True,
    onto_template: bool = False,
    decisions: Sequence[Decision] = (),
    mark: Callable[[Result], Mark | None] = lambda _: None,
) -> tuple[Result, bytes]:
    """Read one completed form, work it out, and give a document with its answers and the results.

    It is the same document, with the results in it, or the form's template, which workbooks always come out on. Where
    there is none, or a workbook doesn't fit it, the bytes are empty and a finding says so. A protected form comes back
    protected with the same password. The arguments are those of :func:`read_one`, and ``sha256``, that of ``data`` when
    it is known; ``suffix``, which the document's name will have; ``comments`` says whether the document carries its
    findings as comments, ``onto_template`` that Word files go onto the template too, ``mark`` returns the mark that the
    document gets. What people settled counts, and comments say so; what was typed stays.

    Raises:
        RefusedForm: It can't be read, or is none of these forms.
        InvalidMapping: The template is wrong.
        CannotWrite: The document that was written does not read back as what was meant.
    """
    # Imported here: reading needs no writers, and they are slow to import; they load OpenSSL, which sums up faster.
    import hashlib

    from pipeline.process.write_back import Writing, write_back, write_onto_template
    from pipeline.writers.word.restrictions import restrictions

    opened = opened or open_form(data)
    result, left = _read(name, sha256 or hashlib.sha256(data).hexdigest(), layouts, day, opened, decisions)
    writing = Writing(left=left, password=opened.password, suffix=suffix, day=day, comments=comments, mark=mark(result))
    if result.kind != "docx":
        if not result.mapping.form.template:
            return _with_findings(result, (find("document_not_written"),)), b""
        try:
            return result, write_onto_template(result, layouts, writing)
        except CannotWrite:
            return _with_findings(result, (find("document_not_written"),)), b""
    if onto_template:
        return result, write_onto_template(result, layouts, writing)
    result = _with_findings(result, restrictions(left.package) if not result.assessment.is_blank else ())
    return result, write_back(result, writing)


def _with_findings(result: Result, findings: Sequence[Finding]) -> Result:
    found = (*result.submission.findings, *findings)
    return replace(result, submission=replace(result.submission, findings=found))
