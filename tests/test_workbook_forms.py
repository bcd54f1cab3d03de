"""How completed workbooks read: the shipped blank filled in, rearranged and marked the ways that people do it."""

from __future__ import annotations

import datetime as dt
from copy import copy
from typing import TYPE_CHECKING

import openpyxl
import pytest
from openpyxl.styles import Font, PatternFill

from pipeline.process.form import process_one
from pipeline.submission import Choices, FactorState, State
from tests.documents import mutate, parts_of
from tests.formbuilder import CompletedForm, factors
from tests.reading import DAY, codes, factor, layouts, read_form, read_result, unread
from tests.workbookbuilder import BLANK, filled
from tests.workbookcontrols import Box, shape, with_boxes, with_shapes

if TYPE_CHECKING:
    from collections.abc import Callable

    from openpyxl.worksheet.worksheet import Worksheet

ROW_OF = {name: row for row, name in enumerate(factors(), start=5)}
CHECKLIST = 3

ANSWERS = {
    "Details!B4": "Example Child",
    "Details!B5": dt.datetime(2011, 7, 3),  # noqa: DTZ001 - a cell has no time zone
    "Details!B6": "CLA",
    "Details!B8": dt.datetime(2026, 10, 25),  # noqa: DTZ001
    "Details!B9": "Once before",
    "Details!A15": "A Constable",
    "Details!B15": "DC",
    "Details!A20": "A Neighbour",
    "Details!B20": "friend",
    "Details!C20": "none",
    "Narrative!A2": "First line\nsecond line",
    "Narrative!A8": "23/10/2026",
    "Narrative!A17": "Harm",
    "Checklist!D7": 10,
    "Checklist!D10": "x",
    "Checklist!E10": "a note",
    "Checklist!D12": "✓",
    "Checklist!D13": 2,
    "Checklist!D14": "no",
    "Checklist!D40": 27,
    "Checklist!D43": "High concern",
    "Checklist!D44": "Both",
    "Safety plan!A4": "Call",
    "Safety plan!B4": "SW",
    "Safety plan!C4": dt.datetime(2026, 11, 8),  # noqa: DTZ001
}
EXPECTED = {
    "child_name": "Example Child",
    "date_of_birth": dt.date(2011, 7, 3),
    "case_status": Choices(("CLA",)),
    "date_completed": dt.date(2026, 10, 25),
    "previous_ce_concern": "Once before",
    "assessment_reason": "First line\nsecond line",
    "child_views_date": dt.date(2026, 10, 23),
    "harm": "Harm",
    "total_score": 27,
    "outcome": "high",
    "exploitation_type": "Both",
}
APPLIES = {"wanted_missing", "sen", "victim_sexual_crime", "victim_serious_violence"}


def check_answers(data: bytes) -> None:
    """Check that a workbook filled in with ``ANSWERS`` reads as ``EXPECTED``, with nothing left over."""
    submission, assessment = read_form(data)
    answers = submission.answers

    assert {name: answers[name].value for name in EXPECTED} == EXPECTED
    assert answers["agencies"].value == (
        {"name": "A Constable", "role": "DC", "agency": "Police", "contact": ""},
        {"name": "A Neighbour", "role": "friend", "agency": "none", "contact": ""},
    )
    assert answers["actions"].value == ({"what": "Call", "who": "SW", "when": "08/11/2026", "outcome": ""},)
    assert {name for name, found in submission.checklist.items() if found.state is FactorState.YES} == APPLIES
    assert submission.checklist["sen"].notes == "a note"
    assert submission.checklist["victim_modern_slavery"].state is FactorState.NO
    assert [text.text for text in submission.unread] == []
    assert assessment.total == 10 + 5 + 10 + 5 + 5
    assert {finding.code for finding in submission.findings} <= {"score_differs"}


def test_a_completed_workbook() -> None:
    check_answers(filled(ANSWERS))


def test_places_are_printed_as_excel_names_them() -> None:
    submission, _ = read_form(filled(ANSWERS))

    places = {
        name: str(submission.answers[name].location) for name in ("child_name", "harm", "total_score", "review_date")
    }
    assert places == {
        "child_name": "Details!B4",
        "harm": "Narrative!A17",
        "total_score": "Checklist!D40",
        "review_date": "Details!B10",
    }
    assert str(submission.checklist["sen"].location) == "Checklist!D10"


def test_the_blank_is_a_blank() -> None:
    assert codes(BLANK.read_bytes()) >= {"nothing_filled_in"}
    assert unread(BLANK.read_bytes()) == []


def test_each_kind_of_file_is_read_with_the_blank_of_its_kind() -> None:
    assert {layout.kind for layout in layouts().forms} == {"docx", "xlsx"}
    assert read_result(filled(ANSWERS)).layout.kind == "xlsx"
    assert read_result(CompletedForm().put("child_name", "Example Child")).layout.kind == "docx"


# -- rearranged --------------------------------------------------------------------------------------------------------


def rearranged(change: Callable[[openpyxl.Workbook], object]) -> bytes:
    """Fill in the blank, then change the workbook."""
    return filled(change=lambda book: (_fill(book), change(book)))


def _fill(book: openpyxl.Workbook) -> None:
    for address, value in ANSWERS.items():
        sheet, _, cell = address.rpartition("!")
        book[sheet][cell] = value


def _unmerged(book: openpyxl.Workbook) -> Worksheet:
    """Return the checklist without its merged ranges, which openpyxl doesn't move along."""
    sheet = book["Checklist"]
    for merged in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(merged))
    return sheet


def _move_row(sheet: Worksheet, source: int, target: int) -> None:
    values = [cell.value for cell in sheet[source]]
    sheet.delete_rows(source)
    sheet.insert_rows(target)
    for column, value in enumerate(values, start=1):
        sheet.cell(target, column, value)


REARRANGED: dict[str, Callable[[openpyxl.Workbook], object]] = {
    "sheets in another order": lambda book: book.move_sheet("Checklist", -2),
    "sheets renamed": lambda book: [setattr(sheet, "title", f"Part {n}") for n, sheet in enumerate(book.worksheets)],
    "a sheet of guidance in front": lambda book: book.create_sheet("Guidance", 0),
    "rows inserted above": lambda book: [sheet.insert_rows(1, 3) for sheet in (book["Details"], book["Narrative"])],
    "a row inserted between prompt and answer": lambda book: book["Narrative"].insert_rows(17),
    "rows inserted in the checklist": lambda book: _unmerged(book).insert_rows(9, 2),
    "a column inserted in front": lambda book: [
        sheet.insert_cols(1) for sheet in (book["Details"], book["Narrative"], _unmerged(book), book["Safety plan"])
    ],
    "a column inserted between label and answer": lambda book: [
        book["Details"].insert_cols(2),
        _unmerged(book).insert_cols(3),
    ],
    "factors in another order": lambda book: _move_row(_unmerged(book), 7, 20),
    "an answer merged over several columns": lambda book: book["Details"].merge_cells("B4:D4"),
    "an answer merged over several rows": lambda book: book["Narrative"].merge_cells("A2:A3"),
    "headers merged": lambda book: [book["Checklist"].merge_cells("A1:E1"), book["Details"].merge_cells("A13:D13")],
    "an empty far-out cell with a border": lambda book: book["Details"]["Z99"].__setattr__(
        "border", openpyxl.styles.Border(left=openpyxl.styles.Side("thin"))
    ),
}


@pytest.mark.parametrize("change", REARRANGED)
def test_a_rearranged_workbook_reads_the_same(change: str) -> None:
    check_answers(rearranged(REARRANGED[change]))


def test_sheets_put_together_on_one() -> None:
    def join(book: openpyxl.Workbook) -> None:
        target, source = book["Details"], book["Narrative"]
        for row in source.iter_rows():
            for cell in row:
                target.cell(cell.row + 30, cell.column, cell.value)
        book.remove(source)

    answers = read_form(rearranged(join))[0].answers
    assert {name: answers[name].value for name in EXPECTED} == EXPECTED


@pytest.mark.parametrize(
    "order",
    [
        ("Details", "Narrative", "Checklist", "Safety plan"),
        ("Safety plan", "Checklist", "Narrative", "Details"),
        ("Narrative", "Details", "Safety plan", "Checklist"),
    ],
)
def test_all_sheets_below_each_other_on_one(order: tuple[str, ...]) -> None:
    def join(book: openpyxl.Workbook) -> None:
        one = book.create_sheet("All")
        first = 0
        for name in order:
            for cell in (cell for row in book[name].iter_rows() for cell in row):
                target = one.cell(cell.row + first, cell.column, cell.value)
                target.border, target.fill, target.number_format = (
                    copy(cell.border), copy(cell.fill), cell.number_format,
                )  # fmt: skip
            first += book[name].max_row + 1
            del book[name]

    check_answers(rearranged(join))


def test_notes_far_outside_are_unread_and_disturb_nothing() -> None:
    values = {**ANSWERS, "Narrative!F2": "far note", "Details!K5": "another", "Checklist!L7": "third"}
    submission, assessment = read_form(filled(values))

    assert {text.text: str(text.location) for text in submission.unread} == {
        "far note": "Narrative!F2",
        "another": "Details!K5",
        "third": "Checklist!L7",
    }
    assert assessment.total == 35
    assert {name: submission.answers[name].value for name in EXPECTED} == EXPECTED


# -- entries -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entry", "state"),
    [
        (5, FactorState.YES),
        (5.0, FactorState.YES),
        ("5", FactorState.YES),
        ("✓", FactorState.YES),
        ("x", FactorState.YES),
        (True, FactorState.YES),
        (False, FactorState.NO),
        (0, FactorState.NO),
        ("N/A", FactorState.NO),
        ("?", FactorState.UNCLEAR),
        ("=C10", FactorState.UNCLEAR),
        ("=5", FactorState.UNCLEAR),
        ("#REF!", FactorState.UNCLEAR),
        (dt.datetime(2026, 5, 5), FactorState.UNCLEAR),  # noqa: DTZ001 - "5/5" that Excel took for a date
    ],
)
def test_entries(entry: object, state: FactorState) -> None:
    assert factor(filled({"Checklist!D10": entry}), "sen").state is state


def _look(cell: str, **look: object) -> bytes:
    def change(book: openpyxl.Workbook) -> None:
        for name, value in look.items():
            setattr(book["Checklist"][cell], name, value)

    return filled({"Checklist!D7": "x", "Checklist!D10": "ü" if cell == "D10" else None}, change=change)


def test_marks_of_a_cell() -> None:
    yellow = PatternFill("solid", fgColor="FFFF00")

    assert factor(_look("C10", fill=yellow), "sen").state is FactorState.YES
    assert factor(_look("B10", fill=yellow), "sen").state is FactorState.UNCLEAR
    assert factor(_look("D7", font=Font(strike=True)), "wanted_missing").state is FactorState.UNCLEAR
    assert factor(_look("D10", font=Font(name="Wingdings")), "sen").state is FactorState.YES


def test_form_control_boxes_in_the_score_column() -> None:
    ticked = {"wanted_missing", "sen", "nrm"}
    boxes = [Box(f"D{row}", checked=name in ticked, shift=(30_000, 9_525)) for name, row in ROW_OF.items()]
    submission, assessment = read_form(with_boxes(filled({"Details!B4": "Example Child"}), CHECKLIST, boxes))

    assert {name for name, found in submission.checklist.items() if found.state is FactorState.YES} == ticked
    assert {found.state for name, found in submission.checklist.items() if name not in ticked} == {FactorState.NO}
    assert assessment.factor_points == 15


def test_linked_form_control_boxes() -> None:
    boxes = [Box(f"D{row}", checked=False, link=f"$D${row}") for row in ROW_OF.values()]
    values = {f"Checklist!D{row}": name == "sen" for name, row in ROW_OF.items()}
    submission, _ = read_form(with_boxes(filled(values), CHECKLIST, boxes))

    assert {name for name, found in submission.checklist.items() if found.state is FactorState.YES} == {"sen"}
    assert submission.unread == ()


def test_a_greyed_box_is_unclear() -> None:
    data = with_boxes(filled({"Details!B4": "Example Child"}), CHECKLIST, [Box("D10", checked=None)])

    assert factor(data, "sen").state is FactorState.UNCLEAR


def test_a_shape_drawn_at_an_entry_is_reported_and_not_guessed() -> None:
    submission, _ = read_form(with_shapes(filled({"Details!B4": "Example Child"}), CHECKLIST, shape("D10")))

    assert submission.checklist["sen"].state is FactorState.UNCLEAR
    assert ("drawing_near_choice", "sen") in {(finding.code, finding.field) for finding in submission.findings}


def test_what_is_typed_into_a_text_box_is_unread() -> None:
    data = with_shapes(filled(ANSWERS), CHECKLIST, shape("G10", "see the school's letter"))

    assert [(str(text.location), text.text) for text in read_form(data)[0].unread] == [
        ("Checklist!G10", "see the school's letter")
    ]


# -- what is not an answer ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "state"),
    [
        (dt.datetime(2011, 7, 3), State.ANSWERED),  # noqa: DTZ001
        ("3 July 2011", State.ANSWERED),
        ("7/13/2011", State.UNCLEAR),
        ("July 2011", State.UNCLEAR),
        ("=TODAY()", State.UNCLEAR),
        ("#VALUE!", State.UNCLEAR),
        (2011, State.UNCLEAR),
    ],
)
def test_dates_of_birth(typed: object, state: State) -> None:
    submission, _ = read_form(filled({"Details!B5": typed}))

    assert submission.answers["date_of_birth"].state is state


def test_a_month_that_excel_took_for_a_day_is_unclear() -> None:
    def change(book: openpyxl.Workbook) -> None:
        book["Details"]["B5"] = dt.datetime(2011, 7, 1)  # noqa: DTZ001
        book["Details"]["B5"].number_format = "mmm-yy"

    submission, _ = read_form(filled(change=change))
    assert submission.answers["date_of_birth"].state is State.UNCLEAR


@pytest.mark.parametrize("cell", ["Details!B4", "Narrative!A2", "Checklist!D40", "Checklist!D43"])
@pytest.mark.parametrize("entry", ["=A1", "#REF!"])
def test_a_formula_without_a_value_is_unclear_and_said(cell: str, entry: str) -> None:
    submission, _ = read_form(filled({"Details!B7": "text", cell: entry}))
    found = {str(answer.location): answer.state for answer in submission.answers.values()}

    assert found[cell] is State.UNCLEAR
    assert {"unclear_answer", "formula_without_value"} <= {finding.code for finding in submission.findings}


@pytest.mark.parametrize("words", ["see above", "TBC", "yesterday"])
def test_words_in_the_cell_of_a_date_are_no_answer_to_the_next_question(words: str) -> None:
    answers = read_result(filled({**ANSWERS, "Details!B8": words, "Details!B9": None})).submission.answers
    assert answers["date_completed"].state is State.UNCLEAR
    assert answers["previous_ce_concern"].state is State.BLANK


def test_text_on_another_sheet_is_unread() -> None:
    data = filled({**ANSWERS, "Extra!B2": "more about it"}, change=lambda book: book.create_sheet("Extra"))

    assert [(str(text.location), text.text) for text in read_form(data)[0].unread] == [("Extra!B2", "more about it")]


def test_text_on_a_hidden_sheet_is_unread_and_said() -> None:
    def change(book: openpyxl.Workbook) -> None:
        book.create_sheet("Lists").sheet_state = "hidden"

    submission, _ = read_form(filled({**ANSWERS, "Lists!A1": "kept out of sight"}, change=change))

    assert [(text.text, text.hidden) for text in submission.unread] == [("kept out of sight", True)]
    assert {"hidden_sheet", "hidden_text"} <= {finding.code for finding in submission.findings}


def test_what_was_entered_in_a_hidden_row_is_unread_and_said() -> None:
    def change(book: openpyxl.Workbook) -> None:
        for row in (10, 11):  # an entry stands in the first of them, in the other only what the blank prints
            book["Checklist"].row_dimensions[row].hidden = True

    submission, _ = read_form(filled(ANSWERS, change=change))

    assert (submission.checklist["sen"].state, submission.checklist["sen"].entered) == (FactorState.UNCLEAR, "")
    assert [(str(text.location), text.text, text.hidden) for text in submission.unread] == [
        ("Checklist!D10", "x", True),
        ("Checklist!E10", "a note", True),
    ]
    assert submission.checklist["drug_alcohol_abuse"].state is FactorState.BLANK
    assert [finding.facts for finding in submission.findings if finding.code == "hidden_rows"] == [
        {"rows": 2, "columns": 0}
    ]


def test_comments_are_no_answers() -> None:
    def change(book: openpyxl.Workbook) -> None:
        book["Details"]["B7"].comment = openpyxl.comments.Comment("ask the school", "A Manager")

    submission, _ = read_form(filled(ANSWERS, change=change))

    assert submission.answers["demographics"].state is State.BLANK
    assert submission.unread == ()


def test_a_macro_workbook_is_read_like_any_other() -> None:
    data = filled(ANSWERS)
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    data = mutate(data, "[Content_Types].xml", main, "application/vnd.ms-excel.sheet.macroEnabled.main+xml")

    check_answers(data)


def test_the_workbook_needs_no_shared_strings() -> None:
    assert "xl/sharedStrings.xml" not in parts_of(BLANK.read_bytes())
    assert read_result(BLANK.read_bytes()).layout.mapping.form.id == "ce_assessment"


def test_the_day_is_a_parameter() -> None:
    assert read_result(filled(ANSWERS)).assessment.review_due == dt.date(2026, 11, 22) == DAY


def test_a_processed_workbook_comes_out_on_the_template() -> None:
    result, document = process_one(filled(ANSWERS), name="form.xlsx", layouts=layouts().forms, day=DAY)
    again = read_result(document)

    assert result.assessment.total == again.assessment.total == 35
    assert {name: answer.value for name, answer in again.submission.answers.items() if name in ANSWERS} == {
        name: answer.value for name, answer in result.submission.answers.items() if name in ANSWERS
    }
