"""Answers in workbooks that were once read wrong, or lost, without a word: each is right now, or somebody is asked."""

from __future__ import annotations

import pytest

from pipeline.process.form import process_one
from pipeline.submission import State
from tests.blankworkbook import cell_of, check_read, expected, filled, layout, read_workbook, saved
from tests.reading import DAY, layouts, read_result


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
    answer = read_workbook(saved(book)).submission.answers["harm"]
    assert answer.raw == f"{box.value}\nSomething else"


def test_a_choice_that_was_ticked_in_a_row_of_its_own_comes_out_on_the_template() -> None:
    """The workbook has a row for each status, the template one box for all."""
    _, document = process_one(saved(filled()), name="form.xlsx", layouts=(layout(), *layouts().forms), day=DAY)
    assert read_result(document).submission.answers["case_status"].value == expected()["case_status"]
