"""The starters that ship: made by their scripts, told apart, and as cheap to read as if the others were not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest

from pipeline.cli.main import main
from tests.filledblank import FilledBlank
from tests.formbuilder import CompletedForm, parts_of
from tests.reading import read_result

if TYPE_CHECKING:
    from pathlib import Path

STARTERS = ("domestic_abuse_checklist", "nutrition_screen", "risk_assessment", "risk_identification_tool")
FIRST_FIELDS = {"risk_identification_tool": "child_name", "risk_assessment": "activity"}


def blank(project: Path, form: str) -> bytes:
    return (project / "mappings" / "blanks" / f"{form}.docx").read_bytes()


@pytest.mark.parametrize(
    ("script", "folder"),
    [("templates/make_forms.py", "templates"), ("mappings/make_blanks.py", "mappings/blanks")],
)
def test_templates_and_blanks_are_made_by_their_scripts(project: Path, script: str, folder: str) -> None:
    scope: dict[str, object] = {"__name__": "made", "__file__": str(project / script)}
    exec((project / script).read_text("utf-8"), scope)  # noqa: S102
    make = scope["made"]
    assert callable(make)
    made = make()

    assert sorted(made) == [f"{form}.docx" for form in STARTERS]
    for name, content in made.items():
        assert parts_of(content) == parts_of((project / folder / name).read_bytes()), name


@pytest.mark.parametrize("form", STARTERS)
def test_each_is_known_by_its_name_and_by_its_print(project: Path, form: str) -> None:
    first = FIRST_FIELDS.get(form, "person_name")
    filled = FilledBlank(blank(project, form)).type(first, "Example Person")

    assert read_result(filled.bytes()).mapping.form.id == form
    assert read_result(filled.flatten().bytes()).mapping.form.id == form


@pytest.mark.parametrize(
    ("form", "typed", "risk"),
    [
        ("domestic_abuse_checklist", {"person_name": "Robin Example", "hurt.yes": "x", "marac_before": "Yes"}, "high"),
        ("nutrition_screen", {"person_name": "Alex Example", "bmi.under_18_5": "x"}, "high"),
    ],
)
def test_each_is_read_from_its_workbook(
    form: str, typed: dict[str, str], risk: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["blank", form, "--excel", "-o", str(tmp_path)]) == 0, capsys.readouterr()
    workbook = openpyxl.load_workbook(next(tmp_path.glob("*.xlsx")))
    for name, value in typed.items():
        sheet, _, cell = workbook.defined_names[name].attr_text.replace("$", "").rpartition("!")
        workbook[sheet.strip("'")][cell] = value
    workbook.save(tmp_path / "filled.xlsx")
    result = read_result((tmp_path / "filled.xlsx").read_bytes())

    assert (result.mapping.form.id, result.assessment.level) == (form, risk)
    assert result.submission.unread == ()


def test_the_first_form_is_still_itself() -> None:
    assert read_result(CompletedForm()).mapping.form.id == "ce_assessment"
