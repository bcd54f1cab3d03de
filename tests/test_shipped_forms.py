"""The starters that ship: made by their scripts, told apart, and as cheap to read as if the others were not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

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


def test_the_first_form_is_still_itself() -> None:
    assert read_result(CompletedForm()).mapping.form.id == "ce_assessment"
