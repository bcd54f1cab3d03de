"""A workbook that Apple's Numbers exported: a summary in front, and the name of each table above it."""

from __future__ import annotations

import io

import openpyxl

from pipeline.readers import read_document
from pipeline.submission import FactorState
from tests import blankworkbook
from tests.reading import read_result
from tests.workbookbuilder import filled

SAYS = (
    "This document was exported from Numbers. Each table was converted to an Excel worksheet. All other objects on "
    "each Numbers sheet were placed on separate worksheets. "
    "Please be aware that formula calculations may differ in Excel."
)


def exported(data: bytes, *, table: str = "Table 1", note: str | None = None) -> bytes:
    """Save a workbook as Numbers does; ``note`` is what somebody typed onto the summary."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    book.defined_names.clear()
    summary = book.create_sheet("Export Summary", 0)
    summary["B3"] = SAYS
    for cell, header in {"B7": "Numbers Sheet Name", "C7": "Numbers Table Name", "D7": "Excel Worksheet Name"}.items():
        summary[cell] = header
    for number, sheet in enumerate(book.worksheets[1:]):
        name, sheet.title = sheet.title, f"{sheet.title[:20]} - {table[:8]}"
        sheet.insert_rows(1)
        sheet["A1"] = table
        summary.cell(9 + 2 * number, 2).value = name[:20]
        summary.cell(10 + 2 * number, 3).value = table
        summary.cell(10 + 2 * number, 4).value = sheet.title
    summary["F3"] = note
    return blankworkbook.saved(book)


COMPLETED = filled({"Details!B4": "Example Child", "Details!B8": "03/03/2026", "Checklist!D7": "x"})


def test_what_numbers_prints_is_nobodys_text() -> None:
    for table in ("Table 1", "Checklist of August"):
        submission = read_result(exported(COMPLETED, table=table)).submission
        assert submission.answers["child_name"].value == "Example Child"
        assert submission.checklist["wanted_missing"].state is FactorState.YES
        assert submission.unread == ()


def test_what_somebody_wrote_onto_the_summary_is_unread() -> None:
    submission = read_result(exported(COMPLETED, note="Ask her school")).submission
    assert [text.text for text in submission.unread] == ["Ask her school"]


def test_a_blank_of_ours_is_read_without_its_names_too() -> None:
    book = blankworkbook.filled()
    before, after = (
        read_result(data).submission for data in (blankworkbook.saved(book), exported(blankworkbook.saved(book)))
    )
    assert {name: each.value for name, each in after.answers.items()} == {
        name: each.value for name, each in before.answers.items()
    }
    assert after.unread == ()


def test_a_form_that_only_speaks_of_numbers_keeps_its_words() -> None:
    assert "Numbers Table Name" in read_document(filled({"Details!H40": "Numbers Table Name"})).text
