"""``wordform show``: what the reader sees, with no mapping at hand."""

import json
from pathlib import Path

import pytest

from pipeline.cli.main import main
from tests.formbuilder import document, paragraph, run, table, tick


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)  # no mappings here, and none are needed
    path = tmp_path / "unknown.docx"
    path.write_bytes(
        document(
            paragraph("Referral"), table([["Name", "Zoë"], ["SEN", tick(True)]]), paragraph(run("urgent", bold=True))
        )
    )
    return path


def test_the_outline_gives_every_place_with_its_text_marks_and_controls(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["show", str(file)]) == 0
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    assert lines[0] == "docx: 2 paragraphs, 1 table"
    assert "table 1, row 1, column 2: Zoë" in lines
    assert any(line.startswith("table 1, row 2, column 2: [check box ticked: ") for line in lines)
    assert any("{bold}urgent{}" in line for line in lines)


def test_text_is_all_visible_text_one_line_a_paragraph(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", str(file), "--text"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:4] == ["Referral", "Name", "Zoë", "SEN"]
    assert lines[-1] == "urgent"


def test_json_holds_the_whole_document(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", str(file), "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    cells = [cell for row in shown["blocks"][1]["rows"] for cell in row["cells"]]
    assert [cell["column"] for cell in cells] == [1, 2, 1, 2]
    assert cells[1]["blocks"][0] == {
        "text": "Zoë",
        "location": cells[1]["blocks"][0]["location"],
        "runs": [{"text": "Zoë"}],
    }
    control = cells[3]["blocks"][0]["runs"][0]["control"]
    assert (control["kind"], control["checked"]) == ("check box", True)
    assert shown["blocks"][2]["runs"] == [{"text": "urgent", "marks": ["bold"]}]


def test_what_cannot_be_read_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "x.docx"
    path.write_bytes(b"%PDF-1.7")
    assert main(["show", str(path)]) == 3
    assert "PDF" in capsys.readouterr().err


def test_json_and_text_exclude_each_other(file: Path) -> None:
    assert main(["show", str(file), "--json", "--text"]) == 2


def test_control_characters_cannot_steer_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "x.docx"
    path.write_bytes(document(paragraph("a\u009b31mred")))
    assert main(["show", str(path)]) == 0
    assert "\u009b" not in capsys.readouterr().out
