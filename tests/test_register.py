"""The register: its columns, that text stays text, and that equal rows give equal bytes."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from pipeline.batch.result_json import result_json
from pipeline.mapping import Mapping, load_catalogue
from pipeline.writers import RegisterRow, register_bytes
from tests.formbuilder import CompletedForm
from tests.reading import read_result

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

MAPPING = load_catalogue().mappings[0]
NAME, BORN, COMPLETED = "Child/young person’s Name", "DOB", "Date assessment tool completed"

ROW = RegisterRow(
    reference=1,
    name="team a/form.docx",
    status="needs_review",
    form="ce_assessment",
    document="team a/form.docx",
    answers={"child_name": "Example Child", "date_of_birth": "2012-02-01", "date_completed": dt.date(2026, 4, 1)},
    factors={"sen": "yes", "neet": "unclear", "nrm": "no", "attendance": "blank", "known_to_yos": "not_found"},
    age=14,
    age_points=5,
    factor_points=47,
    subtotals={"Welfare": 25},
    total=52,
    total_max=62,
    rag="medium",
    review_due=dt.date(2026, 6, 24),
    findings=(("score_differs", "ask"), ("read_outside_box", "note"), ("score_differs", "ask"), ("not_found", "ask")),
)


def opened(*rows: RegisterRow) -> Worksheet:
    return load_workbook(io.BytesIO(register_bytes(rows, MAPPING)))["Register"]


def cells(*rows: RegisterRow) -> dict[str, Cell | MergedCell]:
    """Give the cells of the first row by their header."""
    sheet = opened(*rows)
    return {str(head.value): cell for head, cell in zip(sheet[1], sheet[2], strict=True)}


def labelled(factor: str) -> str:
    return next(each.label for each in MAPPING.factors if each.id == factor)


def named(name: str) -> RegisterRow:
    return RegisterRow(reference=1, name=name, status="assessed", answers={"child_name": name})


def test_a_row_says_who_when_and_what_came_out() -> None:
    row = {header: cell.value for header, cell in cells(ROW).items()}
    assert row["Reference"] == 1
    assert row["File"] == "team a/form.docx"
    assert row["Status"] == "needs review"
    assert row[NAME] == "Example Child"
    assert (row["Age"], row["Age score"], row["Factor points"], row["Welfare"]) == (14, 5, 47, 25)
    assert (row["Total"], row["Total up to"], row["RAG"]) == (52, 62, "Medium concern")
    assert (row["Findings"], row["Needs review because"]) == (4, "score_differs, not_found")
    assert row["Document"] == "team a/form.docx"


def test_each_factor_has_a_column_and_no_mark_is_no_entry() -> None:
    row = {header: cell.value for header, cell in cells(ROW).items()}
    states = [row[labelled(factor)] for factor in ("sen", "neet", "nrm", "attendance", "known_to_yos")]
    assert states == ["yes", "unclear", "no", None, "not found"]
    assert all(factor.label in row for factor in MAPPING.factors)


def test_dates_are_dates_in_the_order_of_this_country() -> None:
    row = cells(ROW)
    for header, day in (
        (BORN, dt.datetime(2012, 2, 1)),  # noqa: DTZ001
        (COMPLETED, dt.datetime(2026, 4, 1)),  # noqa: DTZ001
        ("Review due", dt.datetime(2026, 6, 24)),  # noqa: DTZ001
    ):
        assert (row[header].value, row[header].number_format) == (day, "dd/mm/yyyy")


def test_a_date_before_the_calendar_of_excel_is_text() -> None:
    row = RegisterRow(reference=1, name="form.docx", status="assessed", answers={"date_of_birth": "1812-02-07"})
    assert cells(row)[BORN].value == "07/02/1812"


@pytest.mark.parametrize(
    "text", ["=1+1", "+44 1234", "-5", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0", "#N/A", "{=1}", "2026-01-01", "007"]
)
def test_text_from_a_form_stays_text(text: str) -> None:
    for header in (NAME, "File"):
        cell = cells(named(text))[header]
        assert (cell.value, cell.data_type) == (text, "s")
        assert cell.quotePrefix == text.startswith(("=", "+", "-", "@", "\t"))


def test_no_cell_at_all_is_a_formula() -> None:
    with zipfile.ZipFile(io.BytesIO(register_bytes([named("=1+1")], MAPPING))) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_characters_that_a_workbook_can_not_hold_are_shown_as_such() -> None:
    assert cells(named("a\x00b\x0bc"))[NAME].value == "a\ufffdb\ufffdc"


def test_text_that_is_too_long_for_a_cell_is_cut() -> None:
    assert len(str(cells(named("x" * 40_000))[NAME].value)) == 32_767


def test_the_header_stays_in_sight_and_filters() -> None:
    sheet = opened(ROW, ROW)
    assert sheet.freeze_panes == "C2"
    assert str(sheet.auto_filter.ref).endswith("3")
    assert sheet.column_dimensions["B"].width == 36


def test_rag_cells_are_coloured_by_their_word() -> None:
    sheet = opened(ROW)
    rag = next(head.column_letter for head in sheet[1] if head.value == "RAG")
    found = {
        rule.formula[0]: rule.dxf.fill.bgColor.rgb[-6:]
        for cells in sheet.conditional_formatting
        for rule in cells.rules
        if str(cells.sqref) == f"{rag}2"
    }
    assert found == {f'"{band.name}"': band.colour for band in MAPPING.score.bands} if MAPPING.score else {}


def test_the_same_rows_give_the_same_bytes_without_a_time_of_day() -> None:
    first = register_bytes([ROW], MAPPING)
    assert first == register_bytes(iter([ROW]), MAPPING)
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"1980-01-01T00:00:00Z" in archive.read("docProps/core.xml")


def test_a_register_without_rows_has_its_header() -> None:
    assert opened().max_row == 1


def test_a_form_without_score_and_review_has_fewer_columns() -> None:
    bare = Mapping(form=MAPPING.form, field=MAPPING.fields)
    sheet = load_workbook(io.BytesIO(register_bytes([named("x")], bare)))["Register"]
    assert [head.value for head in sheet[1]] == [
        "Reference", "File", "Form", "Status", NAME, BORN, COMPLETED, "Findings", "Needs review because", "Document",
    ]  # fmt: skip


def test_a_row_is_made_from_a_stored_result() -> None:
    form = CompletedForm().put("child_name", "Example Child").put("date_of_birth", "01/02/2012")
    form.put("date_completed", "01/04/2026").factor("sen", "5").factor("neet", "?")
    form.put("harm", "A long story").put("team_manager", "A Manager").choose("outcome", "low", after=" x")
    result = json.loads(result_json(read_result(form)))
    made = RegisterRow.from_result(result, reference=7, name="form.docx", status="needs_review", document="form.docx")
    row = {header: cell.value for header, cell in cells(made).items()}
    assert row["Reference"] == 7
    assert (row[NAME], row["Total"], row["RAG"]) == ("Example Child", 10, "Low concern")
    assert row["Review due"] == dt.datetime(2026, 6, 24)  # noqa: DTZ001
    assert row[labelled("sen")] == "yes"
    assert row[labelled("neet")] == "unclear"
    assert "unclear_answer" in str(row["Needs review because"])


def test_narrative_and_other_people_stay_out() -> None:
    form = CompletedForm().put("child_name", "Example Child").put("harm", "A long story")
    form.put("team_manager", "A Manager").agencies([["A Person", "GP", "Health", "01234"]])
    result = json.loads(result_json(read_result(form)))
    made = register_bytes([RegisterRow.from_result(result, reference=1, name="f.docx", status="assessed")], MAPPING)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist()).decode()
    assert "Example Child" in everything
    assert not any(text in everything for text in ("A long story", "A Manager", "A Person", "01234"))
