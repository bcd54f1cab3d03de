"""``wordform check``: everything that does not fit is named at once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline.cli.main import main
from pipeline.mapping.catalogue import shipped_folder
from tests.systems import native


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of one form that ships: its mapping with its blanks, and templates."""
    return _copied(tmp_path, "ce_assessment")


@pytest.fixture
def smaller(tmp_path: Path) -> Path:
    """A copy of the smallest form that ships, for what is said of any."""
    return _copied(tmp_path, "nutrition_screen")


def _copied(folder: Path, form: str) -> Path:
    shutil.copytree(shipped_folder().parent / "templates", folder / "templates")
    (folder / "mappings" / "blanks").mkdir(parents=True)
    for path in [shipped_folder() / f"{form}.toml", *(shipped_folder() / "blanks").glob(f"{form}*")]:
        shutil.copy2(path, folder / "mappings" / path.relative_to(shipped_folder()))
    return folder


def _change(folder: Path, right: str, wrong: str) -> None:
    (path,) = (folder / "mappings").glob("*.toml")
    text = path.read_text("utf-8")
    assert right in text
    path.write_text(text.replace(right, wrong, 1), "utf-8")


def _said(folder: Path, capsys: pytest.CaptureFixture[str], *options: str, code: int = 4) -> str:
    assert main(["check", str(folder / "mappings"), *options]) == code
    return capsys.readouterr().err


def test_what_ships_fits_together(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 0
    printed = capsys.readouterr()
    assert printed.out.startswith("ce_assessment 2026.1  34 fields, 33 factors, 3 levels, 25 rules\n")
    assert native("blank: mappings/blanks/ce_assessment_original.docx") in printed.out
    assert printed.out.endswith("All of it fits together.\n")
    assert printed.err == ""


def test_quiet_says_nothing_when_all_is_well(smaller: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(smaller / "mappings"), "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")


def test_labels_that_differ_from_every_blank_are_named_at_once(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _change(folder, 'label = "Danger Statements"', 'label = "Danger Statement of"')
    _change(folder, 'label = "NEET"', 'label = "NEETS"')
    said = _said(folder, capsys)
    for blank in ("docx", "xlsx"):
        assert f"with the blank ce_assessment_original.{blank}: field 'danger_statements'" in said
        assert f"with the blank ce_assessment_original.{blank}: factor 'neet'" in said


def test_a_wrong_mapping_does_not_hide_the_mistakes_of_another(
    smaller: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _change(smaller, 'label = "NHS number"', 'label = "NHS numeral"')
    (smaller / "mappings" / "wrong.toml").write_text('[form]\nid = "wrong"\nversion = "1"\ntitel = "X"\n')
    said = _said(smaller, capsys)
    assert "titel" in said
    assert "field 'nhs_number'" in said


def test_a_blank_that_is_gone_is_named(smaller: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (smaller / "mappings" / "blanks" / "nutrition_screen.docx").unlink()
    said = _said(smaller, capsys)
    assert "the blank 'nutrition_screen.docx' can't be read" in said
    assert f"Put it into {smaller / 'mappings' / 'blanks'}, or mend form.blanks." in said


OTHER_BANDS = """extends = "nutrition_screen"
[form]
id = "{id}"
version = "1"
title = "Our nutrition screen"
[score]
band = [
  {{ level = "low", from = 0, to = 1, name = "Low risk" }},
  {{ level = "medium", from = 2, to = 3, name = "Medium risk" }},
  {{ level = "high", from = 4, name = "High risk" }},
]
"""


@pytest.mark.parametrize("name", ["nutrition_screen", "ours"])
def test_a_mapping_may_extend_one_that_ships_also_to_take_its_place(
    smaller: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    (smaller / "mappings" / "nutrition_screen.toml").write_text(OTHER_BANDS.format(id=name), "utf-8")
    assert main(["check", str(smaller / "mappings")]) == 0
    assert f"{name} 1  20 fields, 3 factors, 3 levels" in capsys.readouterr().out
    assert main(["forms", "--mapping", str(smaller / "mappings")]) == 0
    printed = capsys.readouterr().out
    assert printed.count("levels: Low risk from 0, Medium risk from 2, High risk from 4") == 1
    assert printed.count("levels: Low risk from 0, Medium risk from 1, High risk from 2") == (name == "ours")


def test_a_mapping_beside_one_of_the_same_form_is_named(smaller: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mappings = smaller / "mappings"
    (mappings / "draft.toml").write_bytes((mappings / "nutrition_screen.toml").read_bytes())
    (mappings / "ours.toml").write_text(OTHER_BANDS.format(id="ours"), "utf-8")
    assert main(["check", str(mappings)]) == 0
    said = capsys.readouterr().err
    assert said.count("as is") == 1
    assert "draft.toml: is of the form 'nutrition_screen', as is nutrition_screen.toml beside it" in said


def test_a_mapping_that_extends_itself_is_named(smaller: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _change(smaller, '[form]\nid = "nutrition_screen"', 'extends = "other"\n[form]\nid = "other"')
    assert "nutrition_screen.toml: extends itself." in _said(smaller, capsys)


def test_a_template_that_is_gone_is_named(smaller: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _change(smaller, 'template = "nutrition_screen.docx"', 'template = "gone.docx"')
    said = _said(smaller, capsys)
    assert said.count("the template 'gone.docx' can't be read") == 1
    assert f"Put it into {smaller / 'templates'}, or mend the mapping." in said


def test_a_template_of_a_document_that_is_gone_is_named_with_its_place(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _change(folder, 'template = "safety_plan.docx"', 'template = "gone.docx"')
    said = _said(folder, capsys)
    assert "document[safety_plan]: the template 'gone.docx' can't be read" in said
    assert (
        f"Put it into {folder / 'templates' / 'documents'}, or mend the mapping. Mend that, then check again." in said
    )


def test_a_blank_that_nobody_uses_is_mentioned(smaller: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (smaller / "mappings" / "blanks" / "old.docx").write_bytes(b"")
    assert "old.docx: no mapping uses this blank" in _said(smaller, capsys, code=0)


def test_wordings_that_no_blank_prints_are_listed_when_asked(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "no blank prints 'D.O.B'" in _said(folder, capsys, "--verbose", code=0)


def test_a_misspelt_option_is_mentioned(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _change(folder, '{ id = "CSE", label = "CSE"', '{ id = "CSE", label = "CSEE"')
    assert "field[exploitation_type].choice: not printed beside the others: CSEE" in _said(folder, capsys, code=0)


def test_a_policy_is_checked_with_its_mapping(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    policy = folder / "policy.toml"
    policy.write_text('extends = "ce_assessment"\n[[rule]]\nid = "level_2"\noff = true\n')
    assert main(["check", str(folder / "mappings"), "--policy", str(policy)]) == 0
    assert "25 rules (1 switched off)" in capsys.readouterr().out
    policy.write_text('extends = "ce_assessment"\n[[rule]]\nid = "level_2"\nwhen = "lvl"\n')
    assert "names 'lvl'" in _said(folder, capsys, "--policy", str(policy))
