"""What a command loads and lays out: only what it needs, and nothing a mistake could hide behind."""

import datetime as dt
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from pipeline.cli.main import main
from pipeline.cli.plain import Asked, asked_plainly
from pipeline.forms.cache.folder import VARIABLE
from pipeline.record import Ledger
from tests.formbuilder import CompletedForm

DAY = ("--day", "2026-01-06")
SLOW = (
    "docx", "docxtpl", "openpyxl", "icalendar", "holidays", "msoffcrypto", "sqlite3", "tomlkit", "watchfiles",
    "distributed", "filelock", "starlette", "uvicorn", "rich", "urllib.request",
    "click", "pipeline.readers.excel.workbook", "pipeline.writers.in_place.write", "pipeline.process.pending",
    "pipeline.cases.settle", "pipeline.readers.moved_breaks", "pipeline.readers.exported",
    "pipeline.ooxml.file_kind", "pipeline.ooxml.repack", "pipeline.cases.targets", "pipeline.assess.products",
    "pipeline.extract.checklist.ladder", "pipeline.extract.checklist.options", "pipeline.writers.marks.mark",
)  # fmt: skip
"""What reading a Word form has no use for."""


@pytest.fixture
def folder(tmp_path: Path, project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the mappings of the project and one form."""
    for name in ("mappings", "templates"):
        shutil.copytree(project / name, tmp_path / name)
    (tmp_path / "input").mkdir()
    form = CompletedForm().put("child_name", "Example Child").put("date_completed", "05/01/2026")
    (tmp_path / "input" / "form.docx").write_bytes(form.bytes())
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("options", [["--json"], []])
def test_reading_a_word_form_loads_what_it_needs(folder: Path, options: list[str]) -> None:
    assert _loaded(SLOW, "read", "input/form.docx", *options) == []


def test_a_start_that_finds_what_it_kept_loads_nothing_that_checks_mappings(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(folder / "cache"))
    checking = (
        "pydantic", "jinja2", "tomllib", "tempfile", "subprocess", "calendar", "_hashlib", "pipeline.mapping.fitting",
        "pipeline.extract.places.find", "pipeline.extract.places.labels", "pipeline.extract.form.named_spots",
    )  # fmt: skip
    _loaded((), "read", "input/form.docx", "--json")
    assert _loaded(checking, "read", "input/form.docx", "--json") == []


@pytest.mark.parametrize(
    "arguments",
    [
        [], ["read"], ["read", "no.docx"], ["read", "."], ["read", "--json"], ["read", "a.docx", "b.docx"],
        ["read", "a.docx", "--json", "--json"], ["read", "a.docx", "-v"], ["read", "*.docx"], ["show", "a.docx"],
    ],
)  # fmt: skip
def test_a_line_that_says_more_than_the_form_is_read_by_click(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.docx", "b.docx"):
        (tmp_path / name).touch()
    monkeypatch.chdir(tmp_path)
    assert asked_plainly(arguments) is None
    assert asked_plainly(["read", "a.docx"]) == Asked(Path("a.docx"), as_json=False)
    assert asked_plainly(["read", "--json", "a.docx"]) == asked_plainly(["read", "a.docx", "--json"])


@pytest.mark.parametrize("as_json", [[], ["--json"]])
def test_a_form_reads_the_same_whoever_reads_the_line(
    as_json: list[str], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def printed(*options: str) -> tuple[int, str, str]:
        return main(["read", "input/form.docx", *as_json, *options]), *capsys.readouterr()

    assert printed() == printed("--mapping", "mappings")


WORKING = ("pipeline.extract", "pipeline.assess", "pipeline.writers.in_place.write")
HEAVY = (*WORKING, "docxtpl", "openpyxl", "icalendar", "rapidfuzz", "holidays")
"""What reads forms, writes documents and tables, or compares names."""


def test_a_run_that_finds_nothing_changed_loads_nothing_that_reads_or_writes_forms(folder: Path) -> None:
    assert _loaded(WORKING, "process", "--quiet", *DAY) == list(WORKING)
    assert _loaded(HEAVY, "process", "--quiet", *DAY) == []


def test_forms_that_are_written_in_place_need_no_template_and_no_internet(folder: Path) -> None:
    unused = ("rich", "urllib.request", "pipeline.writers.template.render", "pipeline.writers.following.document")
    assert _loaded(unused, "process", "--quiet", *DAY) == []


@pytest.mark.parametrize("arguments", [["due", *DAY], ["due", *DAY, "--json"], ["questions", *DAY], ["history"]])
def test_what_only_asks_the_ledger_loads_nothing_that_reads_or_writes(folder: Path, arguments: list[str]) -> None:
    assert main(["process", "--quiet", *DAY]) == 0
    if arguments == ["history"]:
        with Ledger(folder / "output") as ledger:
            (row,) = ledger.views(dt.date(2026, 1, 6)).rows()
        arguments = ["history", row.reference]
    assert _loaded(HEAVY, *arguments) == []


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--version"], ["process", "--help"], ["settle", "--help"], ["desk", "--help"]]
)
def test_help_loads_nothing_that_works(arguments: list[str]) -> None:
    assert _loaded((*HEAVY, "filelock", "starlette", "uvicorn"), *arguments) == []


def _loaded(names: Sequence[str], *arguments: str) -> list[str]:
    """Run a command in a process of its own, and give which of some modules it loaded."""
    code = (
        f"import sys; from pipeline.cli.main import main; code = main({list(arguments)!r}); "
        f"print(); print(*[name for name in {list(names)!r} if name in sys.modules]); sys.exit(code)"
    )
    with TemporaryDirectory() as empty:  # where no killed command left anything to clear away
        environment = {**os.environ, "TMPDIR": empty}
        run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, env=environment)
    assert run.returncode in (0, 6), run.stderr
    return run.stdout.decode().splitlines()[-1].split()


def test_a_wrong_blank_ends_the_run_before_anything_is_written(folder: Path) -> None:
    _misprint(folder)
    assert main(["process", "--quiet", *DAY]) == 4
    assert not (folder / "output").exists()


def test_a_blank_that_became_wrong_ends_the_next_run(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["process", "--quiet", *DAY]) == 0
    document = (folder / "output" / "form.docx").read_bytes()
    _misprint(folder)
    assert main(["process", "--quiet", *DAY]) == 4
    assert "factor 'neet'" in capsys.readouterr().err
    assert (folder / "output" / "form.docx").read_bytes() == document


def test_a_form_that_comes_after_an_unchanged_run_is_worked_out(folder: Path) -> None:
    for _ in range(2):
        assert main(["process", "--quiet", *DAY]) == 0
    (folder / "input" / "later.docx").write_bytes(CompletedForm().factor("neet", "x").bytes())
    assert main(["process", "--quiet", *DAY]) in (0, 6)
    assert (folder / "output" / "later.docx").is_file()


def test_a_form_is_read_with_a_blank_of_another_kind_where_there_is_no_other(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mapping = folder / "mappings" / "ce_assessment.toml"
    text = mapping.read_text("utf-8")
    assert '"ce_assessment_original.docx", ' in text
    mapping.write_text(text.replace('"ce_assessment_original.docx", ', ""), "utf-8")
    assert main(["read", "input/form.docx", "--json"]) == 0
    assert '"form": "ce_assessment"' in capsys.readouterr().out


def _misprint(folder: Path) -> None:
    mapping = folder / "mappings" / "ce_assessment.toml"
    mapping.write_text(mapping.read_text("utf-8").replace('label = "NEET"', 'label = "NEETS"'), "utf-8")
