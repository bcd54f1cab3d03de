"""``wordform forms``: which forms can be read, and where their mappings were found."""

from pathlib import Path

import pytest

from pipeline.cli.main import main


def test_the_shipped_form_is_listed_with_its_parts(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["forms"]) == 0
    text = capsys.readouterr().out
    assert text.startswith("ce_assessment 2026.1  Child Exploitation Assessment Tool\n")
    for words in ("33 factors", "Medium", "blank: ", "ce_assessment_original.docx", "mapping: "):
        assert words in text


def test_the_shipped_mappings_are_found_from_any_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["forms", "--quiet"]) == 0
    assert capsys.readouterr().out.split() == [
        "ce_assessment",
        "domestic_abuse_checklist",
        "nutrition_screen",
        "risk_assessment",
        "risk_identification_tool",
    ]


def test_one_more_mapping_is_listed_beside_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "small.toml").write_text(
        '[form]\nid = "small"\nversion = "1"\ntitle = "Small"\nblanks = ["gone.docx"]\n'
    )
    assert main(["forms", "--mapping", str(tmp_path / "small.toml")]) == 0
    text = capsys.readouterr().out
    assert "small 1  Small" in text
    assert "gone.docx  (missing)" in text
    assert "ce_assessment" in text


def test_a_wrong_mapping_is_named_with_key_and_remedy(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "wrong.toml").write_text('[form]\nid = "x"\nversion = "1"\ntitel = "X"\n')
    assert main(["forms", "--mapping", str(tmp_path)]) == 4
    assert "titel" in capsys.readouterr().err
