"""``wordform process`` from end to end, over forms that are built here."""

import csv
import hashlib
import json
import os
import re
import stat
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from pipeline.cli.main import main
from pipeline.process import form as one_module
from pipeline.record import Ledger
from tests.formbuilder import CompletedForm
from tests.systems import LEFT_OF_THE_LOCK, native

DAY = ("--day", "2026-01-12")


def completed(child: str = "Example Child") -> CompletedForm:
    """A form with 20 points of the checklist and 10 for the age: 30, Low."""
    return (
        CompletedForm()
        .put("child_name", child)
        .put("date_of_birth", "14/03/2014")
        .put("date_completed", "06/01/2026 No previous concern.")
        .factors({"wanted_missing": "10", "victim_sexual_crime": "10"})
        .choose("outcome", "low", highlight="yellow")
        .choose("exploitation_type", "CCE", under="low", highlight="yellow")
    )


def another() -> CompletedForm:
    """A form of another child, with an entry that can't be read."""
    return completed("Robin Invented").factor("sen", "?")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with good forms of two children below input/."""
    (tmp_path / "input" / "team a").mkdir(parents=True)
    (tmp_path / "input" / "one.docx").write_bytes(completed().bytes())
    (tmp_path / "input" / "team a" / "two.docx").write_bytes(another().bytes())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _on_disk(folder: Path) -> dict[str, tuple[str, int]]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {
        str(path.relative_to(folder)): (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns)
        for path in files
    }


def test_a_folder_becomes_documents_under_the_same_names_and_a_register(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["process", *DAY]) == 0
    printed = capsys.readouterr()
    lines = printed.out.splitlines()
    assert len(lines) == 2
    assert "one.docx" in lines[0]
    assert "total 30 · RAG low · review by 31/03/2026" in lines[0]
    assert lines[1].startswith("needs review")
    assert "2 forms: assessed 1, needs review 1" in printed.err
    assert "RAG: low 2" in printed.err
    assert printed.err.splitlines()[-3:] == [
        "Open output for the documents",
        native("Open output/register.xlsx for the register"),
        native("Import output/reviews.ics into a calendar for the reviews"),
    ]
    assert {path.name for path in (folder / "output").iterdir()} == {
        "one.docx",
        "team a",
        "register.xlsx",
        "register.csv",
        "reviews.ics",
        "report.html",
        "ledger.sqlite",
        "ledger.key",
        "backups",
        *LEFT_OF_THE_LOCK,
    }


def test_a_band_that_is_open_is_said_with_what_it_could_be_and_counted_apart(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    open_form = completed("Alex Fictional").factors(
        dict.fromkeys(("wanted_missing", "self_harm_suicidal", "cuckooing", "nrm"), "?")
    )
    (folder / "input" / "open.docx").write_bytes(open_form.bytes())
    main(["process", *DAY])
    printed = capsys.readouterr()
    (line,) = [line for line in printed.out.splitlines() if "open.docx" in line]
    assert "RAG low (up to medium) · review by 31/03/2026" in line
    assert "RAG: low 2, provisional 1 (up to medium)" in printed.err.splitlines()
    capsys.readouterr()
    main(["process", *DAY])
    assert "RAG: low 2, provisional 1 (up to medium)" in capsys.readouterr().err.splitlines()


def test_without_comments_only_the_main_part_of_the_document_changes(folder: Path) -> None:
    main(["process", "--no-comments", *DAY])
    before = zipfile.ZipFile(folder / "input" / "one.docx")
    after = zipfile.ZipFile(BytesIO((folder / "output" / "one.docx").read_bytes()))
    assert before.namelist() == after.namelist()
    changed = [name for name in before.namelist() if before.read(name) != after.read(name)]
    assert changed == ["word/document.xml"]


def test_the_register_has_a_row_for_each_assessment(folder: Path) -> None:
    main(["process", *DAY])
    sheet = openpyxl.load_workbook(folder / "output" / "register.xlsx")["Register"]
    header, *rows = sheet.iter_rows(values_only=True)
    column = {str(name): index for index, name in enumerate(header)}
    assert [row[column["File"]] for row in rows] == ["one.docx", "team a/two.docx"]
    assert [row[column["Total"]] for row in rows] == [30, 30]
    assert [row[column["Total up to"]] for row in rows] == [30, 35]


def test_a_second_run_says_unchanged_and_changes_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["process", *DAY])
    before = _on_disk(folder)
    capsys.readouterr()
    assert main(["process", *DAY]) == 0
    printed = capsys.readouterr()
    assert [line.split()[0] for line in printed.out.splitlines()] == ["unchanged", "unchanged"]
    assert "No form has changed since the last run, so none was worked out again." in printed.err
    assert _on_disk(folder) == before


def test_a_second_run_writes_again_what_is_gone_and_does_not_say_that_nothing_was_written(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["process", *DAY])
    gone = [folder / "output" / name for name in ("register.xlsx", "report.html")]
    for path in gone:
        path.unlink()
    capsys.readouterr()
    assert main(["process", *DAY]) == 0
    assert all(path.is_file() for path in gone)
    assert "nothing was written" not in capsys.readouterr().err


def test_the_same_input_and_key_give_the_same_bytes(folder: Path) -> None:
    main(["process", *DAY, "-o", "first"])
    main(["process", *DAY, "-o", "second", "--reference-key", "first/ledger.key"])
    for name in ("one.docx", "team a/two.docx", "register.xlsx", "register.csv", "reviews.ics"):
        assert (folder / "first" / name).read_bytes() == (folder / "second" / name).read_bytes()


def test_another_policy_works_everything_out_again(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["process", *DAY])
    (folder / "ours.toml").write_text(
        'extends = "ce_assessment"\n[[review.interval]]\nlevel = "low"\nweeks = 4\n', encoding="utf-8"
    )
    capsys.readouterr()
    main(["process", *DAY, "--policy", "ours.toml"])
    assert "review by 03/02/2026" in capsys.readouterr().out.splitlines()[0]


def test_a_bad_form_is_refused_with_reason_and_remedy_and_the_rest_is_done(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "input" / "broken.docx").write_text("This is a text file.")
    (folder / "input" / "empty.docx").write_bytes(b"")
    assert main(["process", *DAY]) == 3
    printed = capsys.readouterr()
    refused = [line for line in printed.out.splitlines() if line.startswith("refused")]
    assert [line.split()[1] for line in refused] == ["broken.docx", "empty.docx"]
    assert all(line.count(".") >= 3 for line in refused)  # the name, what it is, what to do
    assert (folder / "output" / "one.docx").is_file()
    assert not (folder / "output" / "broken.docx").exists()
    assert "2 refused forms" in printed.err


def test_strict_ends_with_6_when_something_needs_review(folder: Path) -> None:
    assert main(["process", *DAY, "--strict"]) == 6
    (folder / "input" / "team a" / "two.docx").unlink()
    assert main(["process", *DAY, "--strict", "-o", "other"]) == 0


def test_a_blank_form_is_said_and_is_no_assessment(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "input" / "blank.docx").write_bytes(CompletedForm.blank())
    assert main(["process", "input/blank.docx", *DAY]) == 0
    printed = capsys.readouterr()
    assert printed.out.startswith("needs review  blank.docx  no score · Nothing is filled in")
    assert "RAG: none 1" in printed.err
    assert not (folder / "output" / "blank.docx").exists()
    assert main(["process", *DAY]) == 0
    assert files_in_register(folder) == ["one.docx", "team a/two.docx"]


def files_in_register(folder: Path) -> list[str]:
    with (folder / "output" / "register.csv").open(encoding="utf-8-sig", newline="") as file:
        return [row["File"] for row in csv.DictReader(file)]


@pytest.mark.parametrize("names", [("a.docx", "b.docx"), ("b.docx", "a.docx")])
def test_a_copy_that_was_filled_in_further_is_a_version_and_counts_once(
    folder: Path, capsys: pytest.CaptureFixture[str], names: tuple[str, str]
) -> None:
    for number, (name, form) in enumerate(zip(names, (completed(), completed().factor("sen", "?")), strict=True)):
        (folder / name).write_bytes(form.bytes())
        os.utime(folder / name, (1767700000 + number, 1767700000 + number))
    assert main(["process", *names, *DAY, "--strict"]) == 6
    assert "\nRAG: low 1\n" in capsys.readouterr().err
    assert files_in_register(folder) == [names[1]]
    assert [path.name for path in (folder / "output").glob("*.docx")] == [names[1]]


def test_quiet_says_only_what_went_wrong(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "input" / "broken.docx").write_text("This is a text file.")
    assert main(["process", *DAY, "--quiet"]) == 3
    printed = capsys.readouterr()
    assert [line.split()[1] for line in printed.out.splitlines()] == ["broken.docx"]
    assert printed.err == ""


def test_verbose_says_what_was_noticed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["process", *DAY, "--verbose"])
    assert "can't be read with certainty" in capsys.readouterr().out


def test_a_bug_in_one_form_is_loud_and_stops_no_other(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    right = one_module.process_one

    def wrong(form: bytes, *, name: str, **rest: object) -> object:
        if name == "one.docx":
            raise ValueError("Example Child")
        return right(form, name=name, **rest)  # type: ignore[arg-type]

    monkeypatch.setattr(one_module, "process_one", wrong)
    assert main(["process", *DAY]) == 1
    printed = capsys.readouterr()
    assert (folder / "output" / "team a" / "two.docx").is_file()
    assert "This is a bug in wordform" in printed.err
    assert "ValueError" in printed.err
    assert "Example Child" not in printed.out + printed.err


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such rights")
def test_only_the_owner_can_read_the_results(folder: Path) -> None:
    main(["process", *DAY])
    (folder / "output" / "one.docx").write_bytes(completed().put("harm", "More").bytes())
    main(["process", *DAY])
    assert (folder / "output" / "versions").is_dir()
    rights = {stat.S_IMODE(path.stat().st_mode) for path in (folder / "output").rglob("*") if path.is_file()}
    assert rights == {0o600}


def test_the_ledger_keeps_the_result(folder: Path) -> None:
    main(["process", *DAY])
    with Ledger(folder / "output", read_only=True) as ledger:
        rows = ledger.database.rows(
            "SELECT name, status, sha256 FROM assessment JOIN version ON version.id = counting ORDER BY name"
        )
        result = ledger.result(rows[0][2])
    assert [row[:2] for row in rows] == [("one.docx", "assessed"), ("team a/two.docx", "needs_review")]
    assert json.loads(result)["assessment"]["total"] == 30


def test_a_document_that_does_not_read_back_is_no_output(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import pipeline.process.write_back as write_back_module

    wrong = completed().put("team_manager", "Somebody Else").bytes()
    monkeypatch.setattr(write_back_module, "write_in_place", lambda *_, **__: wrong)
    assert main(["process", "input/one.docx", *DAY]) == 5
    printed = capsys.readouterr().out
    assert "does not read back" in printed
    assert "team_manager" in printed
    assert "Somebody" not in printed
    assert not (folder / "output" / "one.docx").exists()


def test_without_an_input_folder_it_says_what_to_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["process"]) == 2
    assert "no folder 'input'" in capsys.readouterr().err


def test_an_empty_input_folder_is_said(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "nothing").mkdir()
    assert main(["process", "nothing"]) == 0
    assert "No forms were found" in capsys.readouterr().err


def test_a_result_that_was_corrected_is_counted_where_the_input_is_empty(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["process", *DAY])
    result = folder / "output" / "one.docx"
    result.write_bytes(completed().put("harm", "More").bytes())
    (folder / "nothing").mkdir()
    capsys.readouterr()
    assert main(["process", "nothing", *DAY]) == 0
    said = capsys.readouterr().err
    assert "No forms were found" in said
    assert "\n1 form: corrected 1\n" in said


def test_a_wrong_mapping_stops_before_anything_is_written(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "wrong.toml").write_text('[form]\nid = "x"\nversion = "1"\ntitle = "X"\nblnks = []\n')
    assert main(["process", "--mapping", "wrong.toml"]) == 4
    printed = capsys.readouterr().err
    assert "form.blnks" in printed
    assert "did you mean 'blanks'?" in printed
    assert not (folder / "output").exists()


def test_a_bar_is_shown_only_on_a_terminal(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["process", *DAY])
    printed = capsys.readouterr()
    assert "\x1b" not in printed.out + printed.err
    assert "Forms" not in printed.err


@pytest.mark.skipif(os.name == "nt", reason="needs a pseudo-terminal")
def test_on_a_terminal_the_bar_writes_into_no_line(folder: Path) -> None:
    import pty

    main_end, terminal = pty.openpty()
    command = [sys.executable, "-m", "pipeline", "process", "input", *DAY, "-o", str(folder / "output")]
    environment = {**os.environ, "TERM": "xterm", "PYTHONPATH": str(Path(__file__).parent.parent)}
    with subprocess.Popen(command, stdout=terminal, stderr=terminal, env=environment) as run:
        os.close(terminal)
        shown = b"".join(iter(lambda: _read(main_end), b""))
    os.close(main_end)
    assert run.returncode == 0
    assert b"Forms" in shown
    lines = [line for line in shown.decode().splitlines() if ".docx" in line]
    assert len(lines) == 2
    assert all(re.fullmatch(r"(\x1b\[[0-9;?]*[A-Za-z])*(assessed|needs review)\b.*", line) for line in lines)


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # Linux says so at the end of a pseudo-terminal
        return b""
