"""What is past the time for which it is kept is listed; nothing is erased by it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from pipeline.cli.main import main
from tests.formbuilder import CompletedForm

if TYPE_CHECKING:
    from pathlib import Path

POLICY = """
extends = "ce_assessment"

[retention]
years = 6
period = [ { level = "high", years = 10 } ]
"""
HIGH = (
    "wanted_missing", "self_harm_suicidal", "drug_alcohol_abuse", "victim_sexual_crime", "victim_modern_slavery",
    "suspect_weapon_possession", "suspect_pwits", "cuckooing",
)  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with three assessments that were processed: two of low level, one of high."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "input").mkdir()
    (tmp_path / "policy.toml").write_text(POLICY, "utf-8")
    for name, completed, factors in (
        ("old.docx", "29/02/2016", ("sen",)), ("high.docx", "29/02/2016", HIGH), ("new.docx", "05/01/2022", ("sen",)),
    ):  # fmt: skip
        form = CompletedForm().put("child_name", f"{name[:3]} Invented").put("date_of_birth", "03/02/2004")
        form.put("date_completed", completed)
        (tmp_path / "input" / name).write_bytes(form.factors(dict.fromkeys(factors, "x")).bytes())
    main(["process", "--quiet", "--day", "2022-03-01"])
    return tmp_path


def listed(capsys: pytest.CaptureFixture[str], day: str) -> list[tuple[str, int]]:
    capsys.readouterr()
    assert main(["retention", "--policy", "policy.toml", "--day", day, "--json"]) == 0
    return [(each["kept_until"], each["years"]) for each in json.loads(capsys.readouterr().out)]


def test_each_level_has_its_time_and_what_is_past_it_is_listed(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert listed(capsys, "2022-02-28") == []  # kept until that very day
    assert listed(capsys, "2022-03-01") == [("2022-02-28", 6)]
    assert sorted(listed(capsys, "2026-03-01")) == [("2022-02-28", 6), ("2026-02-28", 10)]
    assert len((folder / "output" / "register.csv").read_text("utf-8").splitlines()) == 4  # all are there


def test_without_a_rule_that_is_said(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["retention"]) == 0
    assert "No mapping or policy says how long" in capsys.readouterr().err


def test_a_level_that_the_form_lacks_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "policy.toml").write_text(POLICY.replace('"high"', '"hihg"'), "utf-8")
    assert main(["retention", "--policy", "policy.toml"]) == 4
    assert "there is no level 'hihg'" in capsys.readouterr().err
