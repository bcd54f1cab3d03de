"""The Python API: what ``from pipeline import …`` gives, as the README shows it."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import pipeline
from pipeline import Forms, InvalidMapping, RefusedForm, State, UsageProblem
from tests.formbuilder import CompletedForm
from tests.reading import read_form, read_result

if TYPE_CHECKING:
    from pathlib import Path

DAY = dt.date(2026, 3, 27)


@pytest.fixture(scope="module")
def forms() -> Forms:
    return Forms.load()


def form() -> CompletedForm:
    made = CompletedForm().put("child_name", "Example Child").put("date_of_birth", "14/03/2010")
    return made.put("date_completed", "20/03/2026").factors({"sen": "5", "neet": "?"})


def test_a_form_is_read_by_its_path(forms: Forms, tmp_path: Path) -> None:
    path = tmp_path / "smith.docx"
    path.write_bytes(form().bytes())
    result = forms.read(path, day=DAY)
    assert result.answers["child_name"].value == "Example Child"
    assert result.answers["child_views_date"].state is State.BLANK
    assert (result.total, result.total_max, result.level, result.review_due) == (10, 15, "low", dt.date(2026, 6, 12))
    assert "unclear_answer" in {finding.code for finding in result.findings}
    assert result.unread == ()
    assert forms.read(str(path), day=DAY) == result


def test_the_example_of_the_readme_prints_a_total(project: Path, tmp_path: Path) -> None:
    example = re.search(r"```python\n(.+?)```", (project / "README.md").read_text("utf-8"), re.DOTALL)
    assert example is not None
    (tmp_path / "smith.docx").write_bytes(form().bytes())
    run = subprocess.run(
        [sys.executable, "-c", example[1]],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(project)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout == "Example Child 10 low 2026-06-12\n"


def test_the_json_is_that_of_the_command(forms: Forms) -> None:
    record = json.loads(forms.read(form().bytes(), name="smith.docx", day=DAY).json())
    assert record["source"]["name"] == "smith.docx"
    assert (record["form"], record["assessment"]["total"]) == ("ce_assessment", 10)


def test_a_form_is_processed(forms: Forms) -> None:
    done = forms.process(form().bytes(), name="smith.docx", day=DAY)
    assert done.result == forms.read(form().bytes(), name="smith.docx", day=DAY)
    assert read_result(done.document).submission.answers["child_name"].value == "Example Child"


@pytest.mark.parametrize("excel", [False, True])
def test_a_blank_is_read_as_one(forms: Forms, *, excel: bool) -> None:
    submission, _ = read_form(forms.blank("ce_assessment", excel=excel))
    assert [finding.code for finding in submission.findings] == ["nothing_filled_in"]


def test_a_form_that_nobody_knows_is_named_with_the_nearest(forms: Forms) -> None:
    with pytest.raises(UsageProblem, match="ce_assessment"):
        forms.blank("ce_assesment")


def test_bytes_need_a_name(forms: Forms) -> None:
    with pytest.raises(UsageProblem, match="need a name"):
        forms.read(form().bytes(), day=DAY)


def test_a_file_that_is_no_form_says_what_to_do(forms: Forms) -> None:
    with pytest.raises(RefusedForm) as caught:
        forms.read(b"%PDF-1.7", name="scan.pdf", day=DAY)
    assert caught.value.what
    assert caught.value.remedy


def test_a_mapping_with_mistakes_names_them(tmp_path: Path) -> None:
    (tmp_path / "ours.toml").write_text('[form]\nid = "ours"\n')
    with pytest.raises(InvalidMapping, match=r"ours\.toml"):
        Forms.load(tmp_path)


@pytest.mark.parametrize("name", pipeline.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(pipeline, name)


def test_another_name_is_none() -> None:
    with pytest.raises(AttributeError, match="Fromage"):
        _ = pipeline.Fromage  # type: ignore[attr-defined]
