"""The README is true: its commands, options and exit codes are those of the program."""

import re
from pathlib import Path

import click
import pytest

from pipeline.cli.group import COMMANDS
from pipeline.errors import ExitCode


@pytest.fixture(scope="module")
def readme() -> str:
    return (Path(__file__).parent.parent / "README.md").read_text("utf-8")


def _section(readme: str, heading: str) -> str:
    return readme.split(f"## {heading}\n")[1].split("\n## ")[0]


def _command(name: str) -> click.Command:
    return COMMANDS[name].load()


def _options(name: str) -> set[str]:
    return {option for parameter in _command(name).params for option in parameter.opts if option.startswith("-")}


def test_the_table_of_commands_is_that_of_the_program(readme: str) -> None:
    rows = re.findall(r"^\| `wordform ([\w-]+)", _section(readme, "Commands"), flags=re.MULTILINE)
    assert rows == list(COMMANDS)


def test_the_examples_can_be_called(readme: str) -> None:
    examples = re.findall(r"wordform ([\w-]+)([^`\n|]*)", readme)
    known = [(name, rest) for name, rest in examples if name in COMMANDS]
    assert len(known) >= 2 * len(COMMANDS)
    for name, rest in known:
        assert set(re.findall(r"(?<!\w)--?[a-z][a-z-]*", rest)) <= _options(name)


def test_the_shared_options_exist(readme: str) -> None:
    described = _described(readme, "Shared options:")
    assert described == {
        "--mapping", "--policy", "--day", "--password-file", "--refuse-macros", "--refuse-external", "--quiet",
        "--verbose",
    }  # fmt: skip
    assert described <= _options("process")
    assert described <= _options("read")


def test_every_option_of_the_batch_is_explained(readme: str) -> None:
    described = _described(readme, "Options of `wordform process` and `wordform watch`:")
    shared = _described(readme, "Shared options:")
    known = {option for option in _options("process") if option.startswith("--")} - shared
    assert described == known - {"--output", "--comments"} | {"--no-comments"}


def _described(readme: str, heading: str) -> set[str]:
    """Return the options in the first column of the table below a line."""
    table = readme.split(f"\n{heading}\n\n")[1].split("\n\n")[0]
    return set(re.findall(r"--[a-z-]+", " ".join(re.findall(r"^\| (`--.*?) \|", table, flags=re.MULTILINE))))


def test_every_exit_code_is_explained(readme: str) -> None:
    rows = re.findall(r"^\| (\d) \|", _section(readme, "Exit codes"), flags=re.MULTILINE)
    assert [int(row) for row in rows] == [code.value for code in ExitCode]


def test_every_file_it_links_to_is_there(readme: str, project: Path) -> None:
    for link in re.findall(r"\]\(([^)#:]+)\)", readme):
        assert (project / link).exists(), link
