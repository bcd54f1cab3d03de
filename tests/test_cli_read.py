"""``wordform read``: the sheet for people, and the JSON that is a contract."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.cli.main import main
from tests.formbuilder import CompletedForm
from tests.test_rules import EIGHTY, low

DAY = ("--day", "2026-01-12")


@pytest.fixture
def form(tmp_path: Path) -> Path:
    path = tmp_path / "smith.docx"
    path.write_bytes(
        CompletedForm()
        .put("child_name", "Zoë Example")
        .put("date_of_birth", "14/03/2014")
        .put("date_completed", "06/01/2026")
        .put("harm", "A first line.", "A second line.")
        .agencies([("A Worker", "SW", "Police", "01234")])
        .factor("wanted_missing", "10", "since Tuesday")
        .factor("sen", "?")
        .choose("outcome", "low", highlight="yellow")
        .bytes()
    )
    return path


def _json(form: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, dict[str, object]]:
    assert main(["read", str(form), "--json", *DAY]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    return json.loads(printed.out)  # type: ignore[no-any-return]


def test_the_json_has_the_keys_of_the_contract_and_no_others(form: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result = _json(form, capsys)
    assert list(result) == [
        "form", "version", "source", "answers", "checklist", "assessment", "findings", "unread",
    ]  # fmt: skip
    assert set(result["source"]) == {"name", "sha256", "kind"}
    assert set(result["answers"]["child_name"]) == {"state", "value", "raw", "location", "found_by"}  # type: ignore[call-overload]
    assert set(result["checklist"]["sen"]) == {"state", "entered", "points", "notes", "location"}  # type: ignore[call-overload]
    assert set(result["assessment"]) == {
        "age", "age_points", "factor_points", "total", "total_max", "rag", "level", "review_due", "review_limit",
        "complete", "subtotals", "band", "overrides", "flags", "judgement_points", "attribute_points", "rounds",
        "previous_total", "trend", "routes", "rag_max", "level_max",
    }  # fmt: skip
    for finding in result["findings"]:
        assert set(finding) == {"code", "severity", "field", "location", "message", "remedy"}


def test_the_json_says_what_the_form_says(form: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result = _json(form, capsys)
    answers: dict[str, dict[str, object]] = result["answers"]  # type: ignore[assignment]
    assert result["source"]["name"] == "smith.docx"
    assert answers["child_name"]["value"] == "Zoë Example"
    assert answers["date_of_birth"]["value"] == "2014-03-14"
    assert answers["harm"]["value"] == "A first line.\nA second line."
    police = {"name": "A Worker", "role": "SW", "agency": "Police", "contact": "01234"}
    assert police in answers["agencies"]["value"]  # type: ignore[operator]
    assert (answers["team_manager"]["state"], answers["team_manager"]["value"]) == ("blank", None)
    assert result["checklist"]["wanted_missing"] == {
        "state": "yes",
        "entered": "10",
        "points": 10,
        "notes": "since Tuesday",
        "location": result["checklist"]["wanted_missing"]["location"],  # type: ignore[index]
    }
    assert result["checklist"]["sen"]["state"] == "unclear"  # type: ignore[index]
    assert result["assessment"]["total"] == 20
    assert result["assessment"]["total_max"] == 25
    assert result["assessment"]["complete"] is False
    assert result["assessment"]["review_due"] == "2026-03-31"
    assert result["unread"] == []


def test_the_sheet_shows_answers_points_total_level_and_findings(
    form: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    assert main(["read", str(form), *DAY]) == 0
    sheet = capsys.readouterr().out
    for words in (
        "Child Exploitation Assessment Tool",
        "smith.docx · needs review",
        "Zoë Example",
        "14/03/2014",
        "since Tuesday",
        "10 (age 11)",
        "20  up to 25",
        "Low",
        "31/03/2026",
        "can't be read with certainty",
        "does not replace professional judgement",
    ):
        assert words in sheet
    assert "\x1b" not in sheet
    assert "2014-03-14" not in sheet


def test_the_sheet_says_what_a_level_that_is_open_could_be(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "160")

    def sheet_of(**changes: object) -> list[str]:
        (tmp_path / "form.docx").write_bytes(low(review_date="", **changes).bytes())
        main(["read", str(tmp_path / "form.docx"), *DAY, "--quiet"])
        return [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]

    unsure = sheet_of(scores=dict.fromkeys(EIGHTY, "?"))
    assert "RAG Low concern (up to High concern)" in unsure
    assert "Level Low concern (up to High concern) (chosen on the form)" in unsure
    assert "Review by 09/11/2026 (by the highest level that it could be)" in unsure
    certain = sheet_of()
    assert "RAG Low concern" in certain
    assert "Level Low concern (chosen on the form)" in certain
    assert "Review by 04/01/2027" in certain


def test_quiet_leaves_out_the_answers(form: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["read", str(form), *DAY, "--quiet"])
    sheet = capsys.readouterr().out
    assert "Zoë" not in sheet
    assert "Total" in sheet


def test_verbose_says_where_each_answer_stands(form: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["read", str(form), *DAY, "--verbose"])
    assert "table 1, row 1" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [("--json",), ()])
def test_a_plain_c_locale_loses_no_character(form: Path, arguments: tuple[str, ...]) -> None:
    environment = {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PATH": ""}
    run = subprocess.run(
        [sys.executable, "-m", "pipeline", "read", str(form), *arguments],
        capture_output=True, check=True, env=environment, cwd=Path(__file__).parent.parent,
    )  # fmt: skip
    assert "Zoë Example" in run.stdout.decode("utf-8")


def test_nothing_is_written(form: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(form.parent)
    before = form.read_bytes()
    main(["read", str(form)])
    assert [path.name for path in form.parent.iterdir()] == ["smith.docx"]
    assert form.read_bytes() == before


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"This is a text file that somebody renamed.", ""),
        (b"%PDF-1.7\n1 0 obj\n", "PDF"),
        (b"PK\x03\x04 torn", ""),
    ],
)
def test_what_is_no_form_is_refused_in_plain_words(
    tmp_path: Path, content: bytes, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "form.docx"
    path.write_bytes(content)
    assert main(["read", str(path)]) == 3
    printed = capsys.readouterr()
    assert printed.out == ""
    assert words in printed.err
    assert len(printed.err.splitlines()) == 1
    assert printed.err.count(".") >= 2  # what it is, and what to do
    assert "Traceback" not in printed.err


def test_a_file_that_is_not_there_is_a_usage_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", str(tmp_path / "gone.docx")]) == 2
    assert "does not exist" in capsys.readouterr().err


def test_a_day_that_is_none_is_a_usage_error(form: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", str(form), "--day", "31/03/2026"]) == 2
    assert "write it as 2026-03-31" in capsys.readouterr().err


def test_a_password_file_without_a_password_is_a_usage_error(form: Path, capsys: pytest.CaptureFixture[str]) -> None:
    empty = form.with_name("password.txt")
    empty.write_text("\n")
    assert main(["read", str(form), "--password-file", str(empty)]) == 2
    assert "password file is empty" in capsys.readouterr().err


def test_quiet_and_verbose_exclude_each_other(form: Path) -> None:
    assert main(["read", str(form), "-q", "-v"]) == 2
