"""Answers in workbooks that were once read wrong, or lost, without a word: each is right now, or somebody is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.process.form import process_one
from pipeline.submission import State
from tests.blankworkbook import cell_of, check_read, expected, filled, layout, read_workbook, saved
from tests.generality import FORM, Tool, unread, values
from tests.reading import DAY, layouts, read_result
from tests.workbookbuilder import Sheet, workbook

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("name", ["previous_ce_concern", "harm"])
@pytest.mark.parametrize("typed", ["", "03/07/2011"])
def test_a_label_that_is_merged_with_its_box_is_no_answer(name: str, typed: str) -> None:
    """The name of the box is on the merged cell then, which shows the label."""
    book = filled()
    box = cell_of(book, name)
    label = box.offset(0, -1)
    label.value, box.value = f"{label.value} {typed}", None
    box.parent.merge_cells(start_row=box.row, end_row=box.row, start_column=label.column, end_column=box.column)
    answer = read_workbook(saved(book)).submission.answers[name]
    assert (answer.state, answer.raw) == (State.ANSWERED if typed else State.BLANK, typed)


def test_a_label_that_was_broken_into_lines_is_no_note() -> None:
    book = filled()
    for sheet in book:
        for cell in (cell for row in sheet.iter_rows(max_col=2) for cell in row):
            words = cell.value if isinstance(cell.value, str) else ""
            if cell.column == 2 and "Checklist" in sheet.title and words.count(" ") and not words.startswith("="):
                cell.value = words.replace(" ", "\n", 1)
    check_read(saved(book))


@pytest.mark.filterwarnings("ignore:Title is more than")
def test_what_a_copied_sheet_says_once_more_is_said_once() -> None:
    book = filled()
    for sheet in book.worksheets:
        book.copy_worksheet(sheet).title = f"{sheet.title[:20]} (2)"
    check_read(saved(book))


@pytest.mark.filterwarnings("ignore:Title is more than")
def test_what_a_copied_sheet_says_otherwise_is_read_too() -> None:
    book = filled()
    copy = book.copy_worksheet(book.worksheets[0])
    box = cell_of(book, "harm")
    copy[box.coordinate] = "Something else"
    result = read_workbook(saved(book))
    assert result.submission.answers["harm"].raw == f"{box.value}\nSomething else"
    assert [each.field for each in result.findings if each.code == "told_twice"] == ["harm"]


def test_a_choice_that_was_ticked_in_a_row_of_its_own_comes_out_on_the_template() -> None:
    """The workbook has a row for each status, the template one box for all."""
    _, document = process_one(saved(filled()), name="form.xlsx", layouts=(layout(), *layouts().forms), day=DAY)
    assert read_result(document).submission.answers["case_status"].value == expected()["case_status"]


# -- lines with blanks to write on -------------------------------------------------------------------------------------

VISIT = """
[[field]]
id = "visits"
kind = "table"
label = "List of visits"
column = [{ id = "day", label = "Day" }, { id = "who", label = "Who came" }]

[[field]]
id = "reference"
kind = "text"
label = "Reference:"

[[field]]
id = "seen"
kind = "choice"
label = "Seen alone?"
choice = [{ id = "yes", label = "Yes" }, { id = "no", label = "No" }]

[[field]]
id = "worker"
kind = "text"
label = "Worker:"
at = "gap"
"""
PRINTED = {
    "A1": "Record of a visit", "A3": "List of visits", "A4": "Day", "B4": "Who came", "A7": "Reference: ________",
    "A8": "Seen alone?   ☐ Yes   ☐ No   Worker: ________", "A10": "Kept for six years.",
}  # fmt: skip
ENTERED = {
    "A5": "3 May", "B5": "Aunt", "A7": "Reference: A 17", "A8": "Seen alone?   ☒ Yes   ☐ No   Worker: Robin Example",
}  # fmt: skip
READ = {"visits": ({"day": "3 May", "who": "Aunt"},), "reference": "A 17", "seen": "yes", "worker": "Robin Example"}


def visit(folder: Path) -> Tool:
    """Return a form in a sheet, some of whose questions have blanks to write on in their own cell."""
    tool = Tool(folder, FORM.replace("tool.docx", "tool.xlsx") + VISIT, "")
    (folder / "blanks" / "tool.xlsx").write_bytes(workbook(Sheet(PRINTED)))
    return tool


def test_lines_that_were_filled_in_are_no_rows_of_the_table_above_them(tmp_path: Path) -> None:
    result = visit(tmp_path).read_bytes(workbook(Sheet(PRINTED | ENTERED)))
    assert (values(result), unread(result)) == (READ, [])


@pytest.mark.parametrize("is_first", [True, False])
def test_a_blank_copy_of_the_sheet_takes_no_line_that_was_filled_in(tmp_path: Path, is_first: bool) -> None:
    sheets = [Sheet(PRINTED, name="Form (2)"), Sheet(PRINTED | ENTERED, name="Form")]
    result = visit(tmp_path).read_bytes(workbook(*(sheets if is_first else reversed(sheets))))
    assert (values(result), unread(result)) == (READ, [])


def test_copies_of_a_sheet_in_which_other_options_are_marked_are_asked_about(tmp_path: Path) -> None:
    other = ENTERED | {"A8": "Seen alone?   ☐ Yes   ☒ No   Worker: Robin Example"}
    sheets = [Sheet(PRINTED | ENTERED, name="Form"), Sheet(PRINTED | other, name="Form (2)")]
    answer = visit(tmp_path).read_bytes(workbook(*sheets)).submission.answers["seen"]
    assert answer.state is State.UNCLEAR


def test_a_narrative_that_begins_as_a_line_of_the_form_is_not_that_line(tmp_path: Path) -> None:
    told = ENTERED | {"A5": "Reference: none of the two knew it"}
    assert values(visit(tmp_path).read_bytes(workbook(Sheet(PRINTED | told))))["reference"] == "A 17"
