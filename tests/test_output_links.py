"""A link in the output folder never takes results out of it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from pipeline.cli.main import main
from tests.formbuilder import CompletedForm

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("bare_registers")

DAY = ("--day", "2026-11-28")


@pytest.fixture
def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with a form in ``input/Team``."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "input" / "Team").mkdir(parents=True)
    form = CompletedForm().put("child_name", "Riley Invented").put("date_of_birth", "03/02/2012")
    form.put("date_completed", "05/10/2026").factor("sen", "x")
    (tmp_path / "input" / "Team" / "a.docx").write_bytes(form.bytes())
    (tmp_path / "elsewhere").mkdir()
    return tmp_path


@pytest.mark.skipif(os.name == "nt", reason="Windows lets only administrators make links")
def test_nothing_is_written_through_a_link_that_leads_outside(team: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (team / "output").mkdir()
    (team / "output" / "Team").symlink_to(team / "elsewhere", target_is_directory=True)
    assert main(["process", *DAY]) == 5
    said = capsys.readouterr().out
    assert "leads out of the output folder by a link" in said
    assert list((team / "elsewhere").iterdir()) == []
    assert "Riley Invented" in (team / "output" / "register.csv").read_text("utf-8")  # what was read stands
    (team / "output" / "Team").unlink()
    assert main(["process", *DAY]) == 0
    assert (team / "output" / "Team" / "a.docx").is_file()


@pytest.mark.skipif(os.name == "nt", reason="Windows lets only administrators make links")
def test_a_result_that_became_a_link_is_not_taken_for_an_edited_one(team: Path) -> None:
    main(["process", *DAY, "--quiet"])
    result = team / "output" / "Team" / "a.docx"
    result.rename(team / "elsewhere" / "b.docx")
    (team / "elsewhere" / "b.docx").write_bytes(b"of somebody else")
    result.symlink_to(team / "elsewhere" / "b.docx")
    assert main(["process", *DAY, "--quiet"]) == 0
    assert (team / "elsewhere" / "b.docx").read_bytes() == b"of somebody else"
    assert not (team / "output" / "versions").exists()


def test_the_output_folder_itself_may_be_a_link(team: Path) -> None:
    if os.name == "nt":
        pytest.skip("Windows lets only administrators make links")
    (team / "output").symlink_to(team / "elsewhere", target_is_directory=True)
    assert main(["process", *DAY, "--quiet"]) == 0
    assert (team / "elsewhere" / "Team" / "a.docx").is_file()
