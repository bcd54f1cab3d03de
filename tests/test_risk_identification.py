"""A second form by its mapping alone: from the blank, filled in inside LibreOffice, to the documents that follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.cli.main import main
from pipeline.errors import RefusedForm
from pipeline.readers import read_document
from pipeline.submission import FactorState
from tests.filledblank import FilledBlank
from tests.reading import read_as_it_stands, read_result

if TYPE_CHECKING:
    from pathlib import Path

FORM = "risk_identification_tool"


@pytest.fixture(scope="session")
def blank(project: Path) -> bytes:
    return (project / "mappings" / "blanks" / f"{FORM}.docx").read_bytes()


@pytest.mark.parametrize(
    ("ticks", "level", "route"),
    [
        ((), "none", ()),
        (("neglect.no", "travel.no"), "none", ()),
        (("neglect.low", "travel.no"), "low", ("Early help, or the safeguarding lead of the agency",)),
        (("neglect.low", "travel.medium"), "medium", ("Duty and Advice",)),
        (("missing.high",), "high", ("Duty and Advice",)),
        (("neglect.low", "level.high"), "high", ("Duty and Advice",)),
    ],
)
def test_the_highest_indicator_or_the_chosen_level_says_where_it_goes(
    blank: bytes, ticks: tuple[str, ...], level: str, route: tuple[str, ...]
) -> None:
    result = read_result(FilledBlank(blank).type("child_name", "Example Child").tick(*ticks).bytes())

    assert (result.assessment.level, result.assessment.routes) == (level, route)


def test_a_level_has_to_be_chosen_whatever_the_indicators_say(blank: bytes) -> None:
    form = FilledBlank(blank).type("child_name", "Example Child").tick("neglect.low")
    assert "outcome_missing" in {finding.code for finding in read_result(form.bytes()).findings}

    form.tick("level.low")
    assert "outcome_missing" not in {finding.code for finding in read_result(form.bytes()).findings}


def test_two_ticks_in_a_row_are_unclear(blank: bytes) -> None:
    form = FilledBlank(blank).type("child_name", "Example Child").tick("neglect.low", "neglect.high")
    result = read_result(form.bytes())

    assert result.submission.checklist["neglect"].state is FactorState.UNCLEAR
    assert not result.assessment.complete


def test_from_the_blank_to_the_referral(
    from_libreoffice: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    form = from_libreoffice / "risk" / "filled.docx"
    for onto in ("form", "template"):
        output = tmp_path / onto
        assert main(["process", str(form), "-o", str(output), "--documents", "--onto", onto]) == 0, capsys.readouterr()
        submission = read_as_it_stands((output / "filled.docx").read_bytes())
        answers, rows = submission.answers, submission.checklist

        assert (answers["child_name"].value, answers["level"].value) == ("Office Child", "high")
        assert answers["level_by_indicators"].value == "High"
        assert answers["worries"].value == "New things.\nTired."
        assert (rows["travel"].chosen, rows["travel"].notes) == (("high",), "Seen in another town")
        assert (rows["neglect"].chosen, rows["missing"].state) == (("low",), FactorState.BLANK)
        assert submission.unread == ()

        referral = output / "documents" / "filled" / "duty_and_advice.docx"
        text = read_document(referral.read_bytes(), name="x").text
        assert "Office Child" in text
        assert "Seen in another town" in text
        assert "A grandmother." in text
    assert [path.name for path in output.glob("register*.xlsx")] == ["register-risk_identification_tool.xlsx"]


def test_a_workbook_of_it_comes_out_on_its_template(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import openpyxl

    assert main(["blank", FORM, "--excel", "-o", str(tmp_path)]) == 0
    path = next(tmp_path.glob("*.xlsx"))
    workbook = openpyxl.load_workbook(path)
    for name, value in {"child_name": "Example Child", "neglect.medium": "x", "level.medium": "x"}.items():
        sheet, _, cell = workbook.defined_names[name].attr_text.replace("$", "").rpartition("!")
        workbook[sheet.strip("'")][cell] = value
    workbook.save(tmp_path / "filled.xlsx")

    assert main(["process", str(tmp_path / "filled.xlsx"), "-o", str(tmp_path / "out")]) == 0
    result = read_result((tmp_path / "out" / "filled.docx").read_bytes())
    assert result.submission.checklist["neglect"].chosen == ("medium",)
    assert result.submission.answers["child_name"].value == "Example Child"


def test_a_form_of_neither_kind_is_refused() -> None:
    from tests.formbuilder import document

    with pytest.raises(RefusedForm):
        read_result(document("A letter", "Dear all"))
