"""A risk assessment by its mapping alone: severity × likelihood in rows that people add, and the highest decides."""

from __future__ import annotations

import copy
import datetime as dt
import io
from typing import TYPE_CHECKING

import openpyxl
import pytest

from pipeline.cli.main import main
from pipeline.forms.generated_blanks import blank_bytes
from pipeline.process.form import process_one
from pipeline.readers import read_document
from tests.filledblank import FilledBlank
from tests.reading import DAY, codes, layouts, read_as_it_stands, read_result
from tests.shapes import q

if TYPE_CHECKING:
    from pathlib import Path


FORM = "risk_assessment"

Hazard = tuple[str, str, str]
"""Severity, likelihood and rating of a row, as typed."""


@pytest.fixture(scope="module")
def blank(project: Path) -> bytes:
    return (project / "mappings" / "blanks" / f"{FORM}.docx").read_bytes()


def assessed(blank: bytes, *hazards: Hazard) -> FilledBlank:
    form = (
        FilledBlank(blank)
        .type("activity", "Outing to the lake")
        .date("assessed_on", dt.date(2026, 3, 2))
        .type("assessed_by", "Sam Sample")
    )
    for number, hazard in enumerate(hazards, start=1):
        form.type("hazards.hazard", f"Hazard {number}", number=number)
        for column, text in zip(("severity", "likelihood", "rating"), hazard, strict=True):
            if text:
                form.type(f"hazards.{column}", text, number=number)
    return form


@pytest.mark.parametrize(
    ("hazards", "risk", "review"),
    [
        ([("1", "1", "1")], "low", dt.date(2027, 3, 2)),
        ([("2", "2", "4"), ("1", "5", "5")], "medium", dt.date(2026, 9, 2)),
        ([("2", "3", "6"), ("5", "2", "10"), ("1", "1", "1")], "high", dt.date(2026, 6, 2)),
        ([("4", "4", "16")], "very_high", dt.date(2026, 3, 9)),
        ([("5", "5", "")], "very_high", dt.date(2026, 3, 9)),  # nobody multiplied
    ],
)
def test_the_highest_row_gives_risk_and_review(blank: bytes, hazards: list[Hazard], risk: str, review: dt.date) -> None:
    assessment = read_result(assessed(blank, *hazards).bytes()).assessment

    assert (assessment.rag, assessment.review_due) == (risk, review)
    assert assessment.complete


def test_rows_that_people_add_count(blank: bytes) -> None:
    form = assessed(blank)
    last = next(form.controls("hazards.hazard")[-1].iterancestors(q("w:tr")))
    for _ in range(4):
        last.addnext(copy.deepcopy(last))
    for number in range(1, 10):
        form.type("hazards.severity", "2", number=number)
        form.type("hazards.likelihood", "5" if number == 9 else "1", number=number)
    result = read_result(form.bytes())

    assert result.assessment.rag == "high"
    assert result.assessment.complete


def test_words_stand_for_numbers(blank: bytes) -> None:
    form = assessed(blank, ("Major", "4 - Likely", "16")).bytes()
    result = read_result(form)

    assert result.assessment.rag == "very_high"
    assert "row_points_differ" not in codes(form)


def test_a_product_that_is_wrong_is_said_and_not_taken(blank: bytes) -> None:
    form = assessed(blank, ("4", "4", "8")).bytes()
    result = read_result(form)

    assert result.assessment.rag == "very_high"
    assert "row_points_differ" in codes(form)


@pytest.mark.parametrize("row", [("3", "", ""), ("3", "2 or 3", ""), ("3", "6", "18"), ("?", "2", "")])
def test_a_row_that_cannot_be_multiplied_leaves_the_risk_open(blank: bytes, row: Hazard) -> None:
    form = assessed(blank, ("1", "2", "2"), row).bytes()
    result = read_result(form)

    assert result.assessment.rag == "low"
    assert not result.assessment.complete
    assert "row_points_unknown" in codes(form)
    assert result.assessment.review_due is not None
    assert result.assessment.review_due < dt.date(2027, 3, 2)  # of the highest risk that it could be


@pytest.mark.parametrize("onto_template", [False, True])
def test_a_rating_left_blank_is_filled_in(blank: bytes, *, onto_template: bool) -> None:
    form = assessed(blank, ("4", "3", ""), ("2", "2", "9"), ("5", "?", "")).bytes()
    forms = layouts().forms
    _, written = process_one(form, name="a.docx", layouts=forms, day=DAY, onto_template=onto_template)
    assert _ratings(written) == ["12", "9", ""]


def test_so_is_one_of_a_workbook_on_its_template() -> None:
    mapping = next(each for each in layouts().mappings if each.form.id == FORM)
    book = openpyxl.load_workbook(io.BytesIO(blank_bytes(mapping, excel=True)))
    sheet = next(sheet for sheet in book if sheet["C2"].value == "Severity")
    for row, texts in enumerate((["Water", "", 4, 3], ["Cold", "", "2", "Minor"]), start=3):
        for column, text in enumerate(texts, start=1):
            sheet.cell(row, column).value = text
    stream = io.BytesIO()
    book.save(stream)
    _, written = process_one(stream.getvalue(), name="a.xlsx", layouts=layouts().forms, day=DAY)
    assert _ratings(written) == ["12", ""]


def _ratings(document: bytes) -> list[str]:
    """Return the ratings that stand in a document."""
    found = read_as_it_stands(document, read_result(document)).answers["hazards"]
    return [row["rating"].text for row in found.rows]


def test_without_any_hazard_nothing_is_called_low(blank: bytes) -> None:
    assert not read_result(assessed(blank).bytes()).assessment.complete


class TestRules:
    """What has to be there before it begins."""

    def test_a_very_high_risk_does_not_go_ahead(self, blank: bytes) -> None:
        form = assessed(blank, ("5", "4", "20")).tick("go_ahead.yes")
        assert "goes_ahead_too_high" in codes(form.bytes())

    def test_a_high_risk_needs_actions_and_a_manager(self, blank: bytes) -> None:
        form = assessed(blank, ("5", "2", "10")).tick("go_ahead.after")
        assert {"actions_missing", "not_approved"} <= codes(form.bytes())
        form.type("actions.what", "A second lifeguard").type("approved_by", "Lee Lead")
        assert not {"actions_missing", "not_approved"} & codes(form.bytes())

    def test_an_action_has_an_owner_and_a_date(self, blank: bytes) -> None:
        form = assessed(blank, ("1", "1", "1")).type("actions.what", "Rope").type("actions.who", "Lee Lead")
        assert "actions_incomplete" in codes(form.bytes())
        assert "actions_incomplete" not in codes(form.type("actions.when", "01/05/2026").bytes())


def test_from_the_blank_to_the_actions(blank: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    form = assessed(blank, ("2", "3", "6"), ("5", "2", "10")).tick(
        "go_ahead.after", "at_risk.staff", "at_risk.children"
    )
    form.type("actions.what", "A second lifeguard")
    (tmp_path / "lake.docx").write_bytes(form.bytes())
    for onto in ("form", "template"):
        output = tmp_path / onto
        command = ["process", str(tmp_path / "lake.docx"), "-o", str(output), "--documents", "--onto", onto]
        assert main(command) == 0, capsys.readouterr()

        result = read_result((output / "lake.docx").read_bytes())
        assert result.submission.answers["at_risk"].chosen == ("staff", "children")
        assert result.submission.unread == ()
        text = read_document((output / "lake.docx").read_bytes(), name="x").text
        assert "02/06/2026" in text
        documents = output / "documents" / "lake"
        actions = read_document((documents / "action_list.docx").read_bytes(), name="x").text
        assert "A second lifeguard" in actions
        assert "Hazard 1" not in actions
        assert "Hazard 2" in read_document((documents / "briefing.docx").read_bytes(), name="x").text
