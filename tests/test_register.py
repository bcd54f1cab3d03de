"""The register: its columns, that text stays text, and that equal rows give equal bytes."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import zipfile
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace
from openpyxl import load_workbook
from openpyxl.chart import BarChart

from pipeline.errors import InvalidMapping
from pipeline.mapping import Mapping, load_catalogue
from pipeline.mapping.fitting import require_fitting
from pipeline.mapping.register import COLUMNS
from pipeline.mapping.strict.models import ValidationError, as_written, checked, make
from pipeline.writers.register.columns import register_columns
from pipeline.writers.register.row import FactorChange, NextReview, Noted, RegisterRow, Trend
from pipeline.writers.register.write import write_register
from tests.formbuilder import CompletedForm
from tests.reading import read_result
from tests.test_rules import FORTY

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.workbook.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

DAY = dt.date(2026, 6, 1)
MAPPING = next(each for each in load_catalogue().mappings if each.form.id == "ce_assessment")
NAME, BORN, COMPLETED = "Child/young person’s Name", "DOB", "Date assessment tool completed"

ROW = RegisterRow(
    reference="1",
    name="team a/form.docx",
    status="needs_review",
    form="ce_assessment",
    document="team a/form.docx",
    answers={"child_name": "Example Child", "date_of_birth": "2012-02-01", "date_completed": "2026-04-01"},
    factors={"sen": "yes", "neet": "unclear", "nrm": "no", "attendance": "blank", "known_to_yos": "not_found"},
    age=14,
    age_points=5,
    factor_points=47,
    subtotals={"Welfare": 25},
    total=52,
    total_max=62,
    complete=False,
    rag="medium",
    review_due=dt.date(2026, 6, 24),
    review_limit=dt.date(2026, 7, 1),
    findings=(
        Noted(code="score_differs", severity="ask", field="sen"),
        Noted(code="read_outside_box", severity="note"),
        Noted(code="unread_text", severity="ask"),
        Noted(code="unread_text", severity="ask"),
    ),
    review=NextReview(day=dt.date(2026, 6, 20), agreed=dt.date(2026, 6, 20), due=dt.date(2026, 6, 24)),
    trend=Trend(
        previous_total=40,
        change=12,
        age_change=-5,
        factors=(FactorChange(factor="sen", now="yes", points=5), FactorChange(factor="nrm", now="unclear", points=0)),
        certain=False,
    ),
)


def register(rows: Iterable[RegisterRow], mapping: Mapping = MAPPING, day: dt.date = DAY) -> tuple[bytes, bytes]:
    """Return the workbook and the CSV."""
    workbook, table = io.BytesIO(), io.BytesIO()
    write_register(rows, mapping, day, workbook=workbook, table=table)
    return workbook.getvalue(), table.getvalue()


def whole(*rows: RegisterRow, mapping: Mapping = MAPPING) -> Workbook:
    return load_workbook(io.BytesIO(register(rows, mapping)[0]))


def opened(*rows: RegisterRow, mapping: Mapping = MAPPING) -> Worksheet:
    return whole(*rows, mapping=mapping)["Register"]


def lines(*rows: RegisterRow, mapping: Mapping = MAPPING) -> list[list[str]]:
    return list(csv.reader(io.StringIO(register(rows, mapping)[1].decode("utf-8-sig"), newline="")))


def cells(*rows: RegisterRow) -> dict[str, Cell | MergedCell]:
    """Return the cells of the first row by their header."""
    sheet = opened(*rows)
    return {str(head.value): cell for head, cell in zip(sheet[1], sheet[2], strict=True)}


def colours(header: str, *rows: RegisterRow) -> dict[str, str]:
    """Return the colours of a column's rules by their formulas."""
    sheet = opened(*rows)
    letter = next(head.column_letter for head in sheet[1] if head.value == header)
    return {
        rule.formula[0]: rule.dxf.fill.bgColor.rgb[-6:]
        for cells in sheet.conditional_formatting
        for rule in cells.rules
        if str(cells.sqref) == f"{letter}2"
    }


def labelled(factor: str) -> str:
    return next(each.label for each in MAPPING.factors if each.id == factor)


def named(name: str) -> RegisterRow:
    return RegisterRow(reference="1", name=name, status="assessed", answers={"child_name": name})


def test_a_row_says_who_when_and_what_came_out() -> None:
    row = {header: cell.value for header, cell in cells(ROW).items()}
    assert row["Reference"] == "1"
    assert row["File"] == "team a/form.docx"
    assert row["Status"] == "needs review"
    assert row[NAME] == "Example Child"
    assert (row["Age"], row["Age score"], row["Factor points"], row["Welfare (points)"]) == (14, 5, 47, 25)
    assert (row["Total"], row["Total up to"], row["RAG"]) == (52, 62, "Medium concern")
    assert row["Findings"] == 4
    why = "another score was entered than printed (SEN); text that belongs to no question (2)"
    assert row["Needs review because"] == why
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
        ("Review due by policy", dt.datetime(2026, 6, 24)),  # noqa: DTZ001
        ("Latest day by policy", dt.datetime(2026, 7, 1)),  # noqa: DTZ001
    ):
        assert (row[header].value, row[header].number_format) == (day, "dd/mm/yyyy")


def test_a_date_before_the_calendar_of_excel_is_text() -> None:
    row = RegisterRow(reference="1", name="form.docx", status="assessed", answers={"date_of_birth": "1812-02-07"})
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
    with zipfile.ZipFile(io.BytesIO(register([named("=1+1")])[0])) as archive:
        assert b"<f>" not in b"".join(archive.read(f"xl/worksheets/sheet{number}.xml") for number in (1, 2, 3))


def test_characters_that_a_workbook_can_not_hold_are_shown_as_such() -> None:
    assert cells(named("a\x00b\x0bc"))[NAME].value == "a\ufffdb\ufffdc"


def test_text_that_is_too_long_for_a_cell_is_cut() -> None:
    assert len(str(cells(named("x" * 40_000))[NAME].value)) == 32_767


def test_the_header_stays_in_sight_and_the_rows_are_a_table_that_filters() -> None:
    sheet = opened(ROW, ROW)
    assert sheet.freeze_panes == "C2"
    table = sheet.tables["Register"]
    assert table.ref == f"A1:{sheet.cell(1, sheet.max_column).column_letter}3"
    assert table.autoFilter is not None
    assert [column.name for column in table.tableColumns] == [cell.value for cell in sheet[1]]


def test_no_two_columns_have_the_same_name_or_excel_would_mend_the_workbook() -> None:
    factors = [{"id": "a", "label": "Total", "points": 1}, {"id": "b", "label": "x" * 300, "points": 1}]
    checklist = {"answer": "Score", "group": [{"name": "All", "factors": factors}]}
    mapping = checked(Mapping, {"form": MAPPING.form, "checklist": checklist, "score": MAPPING.score and {
        "band": [{"level": "low", "from": 0, "name": "Low"}]}})  # fmt: skip
    names = [str(cell.value) for cell in opened(ROW, mapping=mapping)[1]]
    assert len({name.casefold() for name in names}) == len(names)
    assert "Total (2)" in names
    assert max(map(len, names)) == 255


def test_rag_cells_are_coloured_by_their_word() -> None:
    rag = next(head.column_letter for head in opened(ROW)[1] if head.value == "RAG")
    assert MAPPING.score
    assert colours("RAG", ROW) == {
        **{f'"{band.name}"': band.colour for band in MAPPING.score.bands},
        **{f'ISNUMBER(FIND("(up to {band.name})",{rag}2))': band.colour for band in MAPPING.score.bands},
    }


# What is open, and what people decided

OPEN = replace(ROW, rag="low", rag_max="high", level="low", level_max="high", findings=())


def test_a_band_that_is_open_is_said_with_what_it_could_be() -> None:
    row = {header: cell.value for header, cell in cells(OPEN).items()}
    assert row["RAG"] == "Low concern (up to High concern)"
    assert row["Look first"] == "could be High concern"
    header, first = lines(OPEN)
    assert dict(zip(header, first, strict=True))["RAG"] == "Low concern (up to High concern)"


def test_a_level_that_is_blocked_has_no_band_yet() -> None:
    row = {header: cell.value for header, cell in cells(replace(OPEN, rag=None, level=None)).items()}
    assert (row["RAG"], row["Total"]) == ("none yet (up to High concern)", None)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "could be High concern"),
        ({"level": "high"}, "RAG could be High concern"),  # people chose it, so only the band is open
        ({"rag_max": "low", "level_max": "medium"}, "could be Medium concern"),  # which outcome, can't be read
        ({"rag_max": "low", "level_max": "low"}, None),
        ({"rag_max": None, "level_max": None, "level": None}, None),
        ({"questions": ("Is it the child of K7QX2MB3PA?",)}, "could be High concern; Is it the child of K7QX2MB3PA?"),
        ({"rag_max": "low", "level_max": "low", "questions": ("Which of two dates?",)}, "Which of two dates?"),
    ],
)
def test_what_could_be_and_what_only_people_can_decide_comes_first(
    changes: dict[str, object], said: str | None
) -> None:
    assert cells(replace(OPEN, **changes))["Look first"].value == said


def test_what_must_be_mended_comes_first_until_somebody_signed_it_off() -> None:
    broken = replace(OPEN, findings=(Noted(code="outcome_missing", severity="must", field="outcome"),))
    said = "could be High concern; must: outcome missing (Assessment Outcome)"
    assert cells(broken)["Look first"].value == said
    seen = replace(broken, status="assessed", signed_off_by="Jo Bloggs", signed_off_on=dt.date(2026, 11, 28))
    row = {header: cell.value for header, cell in cells(seen).items()}
    assert (row["Look first"], row["Signed off"]) == ("could be High concern", "Jo Bloggs, 28/11/2026")
    assert whole(seen)["Needs review"].max_row == 1


def test_nothing_comes_first_where_nothing_is_open() -> None:
    assert cells(named("Nobody"))["Look first"].value is None


def test_what_comes_first_is_red_or_amber() -> None:
    sheet = opened(OPEN)
    letter = next(head.column_letter for head in sheet[1] if head.value == "Look first")
    found = list(colours("Look first", OPEN).items())
    assert found == [
        (f'ISNUMBER(FIND("must: ",{letter}2))', "F8CBAD"),
        (f'ISNUMBER(FIND("could be High concern",{letter}2))', "F8CBAD"),
        (f"LEN({letter}2)>0", "FFE699"),
    ]


def test_what_people_decided_is_said_by_the_labels_of_the_form() -> None:
    row = replace(OPEN, settled=("sen", "agencies[2].name", "nrm@review", "version"), versions=3, corrected=True)
    said = {header: cell.value for header, cell in cells(row).items()}
    table = MAPPING.field("agencies")
    assert table
    assert said["Settled by people"] == f"SEN; {table.label.rstrip(': ')}, row 2; NRM, round review; version"
    assert (said["Versions"], said["Status"]) == (3, "needs review, corrected")
    assert 'ISNUMBER(FIND("needs review",' in next(iter(colours("Status", row)))


@pytest.mark.parametrize(
    ("columns", "place"),
    [
        (["reference", "child_name", "rag"], 2),
        (["child_name", "rag"], 1),
        (["file", "rag"], 1),
        (["rag", "child_name"], 0),
        (["reference", "rag", "look_first"], 2),
    ],
)
def test_what_comes_first_is_there_whatever_columns_a_mapping_names(columns: list[str], place: int) -> None:
    tree = as_written(MAPPING) | {"register": {"columns": columns}}
    header = [cell.value for cell in opened(OPEN, mapping=checked(Mapping, tree))[1]]
    assert (header.index("Look first"), header.count("Look first")) == (place, 1)


def test_the_summary_counts_a_band_that_is_open_apart_by_what_it_could_be() -> None:
    sheet = whole(OPEN, replace(OPEN, rag_max="medium", level_max="medium"), ROW)["Summary"]
    values = [[cell.value for cell in row] for row in sheet]
    assert values[7][:4] == ["By each child's newest form", 0, 1, 0]
    assert values[8][:4] == ["Provisional: it could be", 0, 1, 1]
    months = next(row for row in values if row[0] == "Assessments by month completed")
    assert months[1:6] == [
        "Low concern", "Medium concern", "High concern", "Provisional, up to Medium concern",
        "Provisional, up to High concern",
    ]  # fmt: skip
    assert ["Apr 2026", 0, 1, 0, 1, 1] in [row[:6] for row in values]
    stacked = sheet._charts[0]  # type: ignore[attr-defined]
    assert len(stacked.series) == 5
    assert stacked.series[4].graphicalProperties.pattFill.fgClr.srgbClr == "FF0000"


def test_the_summary_of_complete_forms_has_no_line_for_open_ones() -> None:
    values = [cell.value for row in whole(ROW)["Summary"] for cell in row]
    assert not any("rovisional" in str(value) for value in values)


def test_a_row_takes_what_is_open_from_the_result() -> None:
    form = CompletedForm().put("date_of_birth", "01/02/2012").put("date_completed", "01/04/2026")
    form.factors(dict.fromkeys(list(FORTY), "?"))
    result = json.loads(read_result(form).json())
    made = RegisterRow.from_result(result, reference="1", name="x", status="needs_review")
    assert (made.rag, made.rag_max, made.level, made.level_max) == ("low", "medium", "low", "medium")
    del result["assessment"]["rag_max"], result["assessment"]["level_max"]
    older = RegisterRow.from_result(result, reference="1", name="x", status="needs_review")
    assert (older.rag, older.rag_max, older.level, older.level_max) == ("low", "low", "low", "low")


def test_days_until_the_review_are_counted_from_the_day() -> None:
    row = {header: cell.value for header, cell in cells(ROW).items()}
    assert row["Days until review, on 01/06/2026"] == 19
    assert row["Next review"] == dt.datetime(2026, 6, 20)  # noqa: DTZ001
    late = replace(ROW, review=NextReview(day=dt.date(2026, 5, 1)))
    assert cells(late)["Days until review, on 01/06/2026"].value == -31
    assert cells(replace(ROW, review=None))["Days until review, on 01/06/2026"].value is None


def test_the_trend_says_what_changed_and_when_a_total_is_not_complete() -> None:
    row = {header: cell.value for header, cell in cells(ROW).items()}
    assert (row["Previous total"], row["Change"], row["Change due to age only"]) == (40, 12, "no")
    assert row["What changed"] == "SEN +5; NRM now unclear; age −5; a total is not complete"
    older = replace(ROW, trend=Trend(previous_total=60, change=-8, age_change=-8))
    assert cells(older)["Change due to age only"].value == "yes"
    assert cells(older)["What changed"].value == "age −8"
    same = replace(ROW, trend=Trend(previous_total=52, change=0, age_change=0))
    assert (cells(same)["Change due to age only"].value, cells(same)["What changed"].value) == (None, "nothing")


def test_the_forms_that_need_review_stand_on_a_sheet_of_their_own() -> None:
    sheet = whole(ROW, named("Nobody"))["Needs review"]
    header, *rows = [[cell.value for cell in row] for row in sheet]
    assert len(rows) == 1
    row = dict(zip(header, rows[0], strict=True))
    assert (row["Reference"], row[NAME], row["RAG"], row["Total"]) == ("1", "Example Child", "Medium concern", 52)
    assert row["Why"] == "another score was entered than printed (SEN); text that belongs to no question (2)"


def test_a_total_that_does_not_stand_is_a_reason_of_its_own() -> None:
    sheet = whole(replace(ROW, findings=()))["Needs review"]
    assert "the total is not complete" in [cell.value for cell in sheet[2]]


def test_the_summary_counts_each_child_once_and_charts_it() -> None:
    older = replace(ROW, newest=False, review=None, status="assessed", rag="low")
    sheet = whole(ROW, older, replace(ROW, review=NextReview(day=dt.date(2026, 5, 1))))["Summary"]
    values = [[cell.value for cell in row] for row in sheet]
    figures = dict(zip(values[3][1:6], values[4][1:6], strict=True))
    assert figures == {"Assessments": 3, "Children": 2, "Need review": 2, "Reviews overdue": 1, "Due in 28 days": 1}
    assert values[7][1:4] == [0, 2, 0]
    assert ["Apr 2026", 1, 2, 0] in [row[:4] for row in values]
    assert ["SEN", 2] in [row[:2] for row in values]
    assert ["Jun 2026", 1] in [row[:2] for row in values]
    assert [type(chart) for chart in sheet._charts] == [BarChart] * 3  # type: ignore[attr-defined]


def test_reviews_far_ahead_and_months_without_assessments_are_not_lost() -> None:
    far = replace(ROW, review=NextReview(day=dt.date(2027, 6, 1)))
    early = replace(ROW, answers={"date_completed": "2026-02-10"})
    rows = [[cell.value for cell in row][:4] for row in whole(far, early)["Summary"]]
    assert ["Later", 1, None, None] in rows
    assert ["Mar 2026", 0, 0, 0] in rows


def test_the_csv_says_the_same_and_opens_in_excel_with_its_accents() -> None:
    row = replace(ROW, answers={"child_name": "Zoë Example"})
    assert register([row])[1].startswith(b"\xef\xbb\xbf")
    header, first = lines(row)
    assert header == [cell.value for cell in opened(row)[1]]
    said = dict(zip(header, first, strict=True))
    assert (said[NAME], said["Total"], said["Next review"]) == ("Zoë Example", "52", "2026-06-20")


@pytest.mark.parametrize("text", ['=HYPERLINK("http://x","y")', "+1", "-1", "@x", "\tx", "\rx"])
def test_no_entry_of_the_csv_is_a_formula(text: str) -> None:
    header, first = lines(named(text))
    assert dict(zip(header, first, strict=True))[NAME] == f"'{text}"


def test_negative_numbers_are_numbers_in_the_csv() -> None:
    header, first = lines(replace(ROW, trend=Trend(previous_total=60, change=-8, age_change=-8)))
    assert dict(zip(header, first, strict=True))["Change"] == "-8"


def test_a_mapping_says_which_columns_there_are_and_in_which_order() -> None:
    columns = {"columns": ["rag", "sen", "child_name", "factors"]}
    mapping = checked(Mapping, as_written(MAPPING) | {"register": columns})
    header = [cell.value for cell in opened(ROW, mapping=mapping)[1]]
    assert header[:4] == ["Look first", "RAG", "SEN", NAME]
    assert len(header) == 4 + 33


@pytest.mark.parametrize("name", COLUMNS)
def test_every_column_that_a_mapping_may_name_is_made_of_a_row(project: Path, name: str) -> None:
    mapping = checked(Mapping, as_written(MAPPING) | {"register": {"columns": [name]}})
    for column in register_columns(mapping, DAY):
        assert column.header
        assert "{" not in column.header
        assert isinstance(column.entry(ROW), str | int | dt.date | None)
    assert f"`{name}`" in (project / "docs" / "mapping-reference.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("column", "said"),
    [
        ("harm", "narrative or a table"),
        ("agencies", "narrative or a table"),
        ("tottal", "did you mean 'total'"),
        ("rag", "is listed twice"),
    ],
)
def test_a_column_that_no_register_can_have_is_refused(column: str, said: str) -> None:
    tree = as_written(MAPPING) | {"register": {"columns": ["rag", column]}}
    with pytest.raises((ValidationError, InvalidMapping), match=said):
        require_fitting(checked(Mapping, tree))


def test_the_same_rows_give_the_same_bytes_without_a_time_of_day() -> None:
    first = register([ROW])
    assert first == register(iter([ROW]))
    with zipfile.ZipFile(io.BytesIO(first[0])) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"1980-01-01T00:00:00Z" in archive.read("docProps/core.xml")


def test_a_register_without_rows_has_its_header() -> None:
    assert opened().max_row == 1


def test_a_form_without_score_and_review_has_fewer_columns() -> None:
    bare = make(Mapping, form=MAPPING.form, field=MAPPING.fields)
    assert [head.value for head in opened(named("x"), mapping=bare)[1]] == [
        "Reference", "Look first", NAME, BORN, COMPLETED, "Status", "Signed off", "Findings", "Needs review because",
        "Settled by people", "Versions", "Newest of this child", "Form", "File", "Document",
    ]  # fmt: skip


def test_the_latest_day_is_usual_only_where_the_policy_allows_one_later_than_usual() -> None:
    assert MAPPING.review
    fixed = tuple(replace(each, at_most=None) for each in MAPPING.review.intervals)
    strict = replace(MAPPING, review=replace(MAPPING.review, intervals=fixed))
    headers = [column.header for column in register_columns(strict, DAY)]
    assert "Review due by policy" in headers
    assert "Latest day by policy" not in headers


def test_a_result_of_an_earlier_version_has_no_latest_day() -> None:
    result = json.loads(read_result(CompletedForm().put("child_name", "Example Child")).json())
    del result["assessment"]["review_limit"]
    assert RegisterRow.from_result(result, reference="1", name="x", status="assessed").review_limit is None


def test_the_latest_day_that_may_be_agreed_is_in_the_result() -> None:
    for level, due, limit in (("low", "2026-06-24", "2026-06-24"), ("high", "2026-04-29", "2026-05-13")):
        form = CompletedForm().put("date_completed", "01/04/2026").choose("outcome", level, after=" x")
        assessment = json.loads(read_result(form).json())["assessment"]
        assert (assessment["review_due"], assessment["review_limit"]) == (due, limit)


def test_a_row_is_made_from_a_stored_result() -> None:
    form = CompletedForm().put("child_name", "Example Child").put("date_of_birth", "01/02/2012")
    form.put("date_completed", "01/04/2026").factor("sen", "5").factor("neet", "?")
    form.put("harm", "A long story").put("team_manager", "A Manager").choose("outcome", "low", after=" x")
    result = json.loads(read_result(form).json())
    made = RegisterRow.from_result(result, reference="7", name="form.docx", status="needs_review", document="form.docx")
    row = {header: cell.value for header, cell in cells(made).items()}
    assert row["Reference"] == "7"
    assert (row[NAME], row["Total"], row["RAG"]) == ("Example Child", 10, "Low concern")
    assert row["Review due by policy"] == dt.datetime(2026, 6, 24)  # noqa: DTZ001
    assert row[labelled("sen")] == "yes"
    assert row[labelled("neet")] == "unclear"
    assert "unclear entry (NEET)" in str(row["Needs review because"])


def test_narrative_and_other_people_stay_out() -> None:
    form = CompletedForm().put("child_name", "Example Child").put("harm", "A long story")
    form.put("team_manager", "A Manager").agencies([["A Person", "GP", "Health", "01234"]])
    result = json.loads(read_result(form).json())
    workbook, table = register([RegisterRow.from_result(result, reference="1", name="f.docx", status="needs_review")])
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        everything = b"".join([table, *(archive.read(name) for name in archive.namelist())]).decode()
    assert "Example Child" in everything
    assert not any(text in everything for text in ("A long story", "A Manager", "A Person", "01234"))
