"""The command line as a whole: quick to start, one exit code for each kind of trouble, no word of a form in a trace."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from pipeline.batch.trace import bug_trace
from pipeline.cli import group
from pipeline.cli.group import COMMANDS, cli
from pipeline.cli.main import main
from pipeline.errors import CannotWrite, InvalidMapping, RefusedForm, UsageProblem, WordformError


def _run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, *arguments], capture_output=True, check=False, env=environment or None)


def test_help_imports_nothing_heavy(tmp_path: Path) -> None:
    code = (
        "import sys; from pipeline.cli.main import main; main(['--help']); "
        "print([name for name in ('lxml', 'pydantic', 'rich', 'openpyxl', 'docx', 'jinja2') if name in sys.modules])"
    )
    run = _run("-c", code, **{**os.environ, "TMPDIR": str(tmp_path)})  # where no killed command left anything
    assert run.stdout.decode().splitlines()[-1] == "[]"


def test_the_table_of_commands_says_what_the_commands_say() -> None:
    for name, lazy in COMMANDS.items():
        command = lazy.load()
        assert command.name == name
        assert command.short_help == lazy.summary


@pytest.mark.parametrize("name", COMMANDS)
def test_every_help_has_examples_that_call_the_command(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([name, "--help"]) == 0
    text = capsys.readouterr().out
    assert "Examples:" in text
    assert f"    wordform {name}" in text


def test_completion_lists_the_commands(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("_WORDFORM_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", "wordform ")
    monkeypatch.setenv("COMP_CWORD", "1")
    with pytest.raises(SystemExit):
        cli.main(prog_name="wordform")
    offered = capsys.readouterr().out.split()
    assert {f"plain,{name}" for name in COMMANDS} <= set(offered)


def test_a_misspelt_command_is_a_usage_error_that_names_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["proces"]) == 2
    assert "Did you mean 'process'?" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="the folder that a program works in can't be taken away there")
def test_a_working_folder_that_is_gone_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    assert main(["questions"]) == 2
    assert "is not there any more. Change to another folder (cd)" in capsys.readouterr().err


def test_an_unknown_option_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["process", "--jbos", "2"]) == 2
    assert "--jbos" in capsys.readouterr().err


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[BaseException]]:
    """A list; what is put in is raised by the command."""
    raised: list[BaseException] = []

    def fail(**_: object) -> None:
        raise raised[0]

    monkeypatch.setattr(group.cli, "main", fail)
    return raised  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("error", "exit_code"),
    [
        (UsageProblem("What was found.", remedy="What to do."), 2),
        (RefusedForm("What was found.", remedy="What to do."), 3),
        (InvalidMapping("What was found.", remedy="What to do."), 4),
        (CannotWrite("What was found.", remedy="What to do."), 5),
    ],
)
def test_each_kind_of_error_has_its_exit_code_and_words_on_stderr(
    failing: list[BaseException], error: WordformError, exit_code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    failing.append(error)
    assert main([]) == exit_code
    printed = capsys.readouterr()
    assert printed.err == "What was found. What to do.\n"
    assert printed.out == ""


def test_a_bug_is_loud_but_tells_nothing_of_the_form(
    failing: list[BaseException], capsys: pytest.CaptureFixture[str]
) -> None:
    failing.append(ValueError("invalid literal for int(): 'Jane Smith'"))
    assert main([]) == 1
    printed = capsys.readouterr().err
    assert "This is a bug in wordform" in printed
    assert "ValueError" in printed
    assert "pipeline/cli/main.py" in printed
    assert "Jane" not in printed


def test_ctrl_c_is_no_bug(failing: list[BaseException], capsys: pytest.CaptureFixture[str]) -> None:
    failing.append(click.Abort())
    assert main([]) == 130
    assert "bug" not in capsys.readouterr().err


def test_a_trace_leads_through_causes_and_names_no_folder(tmp_path: Path) -> None:
    try:
        try:
            int("Jane")
        except ValueError as error:
            raise KeyError("Jane") from error
    except KeyError as bug:
        trace = bug_trace(bug)
    assert [line for line in trace if ":" not in line] == ["ValueError", "KeyError"]
    assert not any("Jane" in line or "/home" in line for line in trace)


def test_python_m_pipeline_is_the_same_command() -> None:
    run = _run("-m", "pipeline", "--version")
    assert (run.returncode, run.stdout.splitlines()) == (0, [b"wordform 0.2.0"])
