"""Blanks made from the mappings of other authorities' tools are read by those mappings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.forms.generated_blanks import blank_bytes, made_blank_problems, made_layout
from pipeline.mapping import load_catalogue
from pipeline.process.form import read_one
from tests.filledblank import FilledBlank
from tests.generality import DAY, FORM, codes

if TYPE_CHECKING:
    from pathlib import Path

NOTES = """
[[field]]
id = "signed"
kind = "text"
label = "Signed"

[[field]]
id = "signed_on"
kind = "date"
label = "Date"
after = "Signed"

[[checklist]]
answer = "Answer"
notes = "Comment"
more_notes = ["Source", "When"]
group = [{ name = "All", factors = [{ id = "missing", label = "Goes missing", points = 1 }] }]

[[checklist]]
answer = "Grade"

[[checklist.group]]
name = "Recent falls"

[[checklist.group.factors]]
id = "falls"
label = "Recent falls"
option = [{ id = "none", label = "None", points = 0 }, { id = "some", label = "One or more", points = 2 }]
"""
ROUNDS = """
[[field]]
id = "name"
kind = "text"
label = "Name of child"
sheet = "Front"

[checklist]
sheet = "Scores"
option = [{ id = "none", label = "None", points = 0 }, { id = "some", label = "Some", points = 1 }]
round = [{ id = "initial", column = "Initial" }, { id = "review", column = "Review" }]
group = [{ name = "All", factors = [{ id = "missing", label = "Goes missing" }] }]
"""
GRID = """
[checklist]
answer = "Score"
group = [{ name = "Care", factors = [{ id = "food", label = "Food" }] }]
option = [
  { id = "1", label = "1", column = "1 Good", points = 1 },
  { id = "2", label = "2", column = "2 Poor", points = 2 },
]
"""


@pytest.mark.parametrize("tool", [NOTES, GRID, ROUNDS])
@pytest.mark.parametrize("excel", [True, False])
def test_a_made_blank_is_read_by_its_mapping(tmp_path: Path, tool: str, excel: bool) -> None:
    (tmp_path / "tool.toml").write_text(FORM.replace('blanks = ["tool.docx"]', "") + tool, "utf-8")
    mapping = load_catalogue([tmp_path]).mappings[0]
    assert made_blank_problems(mapping) == []
    layout = made_layout(mapping, "xlsx" if excel else "docx")
    result = read_one(blank_bytes(mapping, excel=excel), name="form", layouts=[layout], day=DAY)
    assert codes(result) == {"nothing_filled_in"}


def test_each_column_of_notes_has_its_place(tmp_path: Path) -> None:
    (tmp_path / "tool.toml").write_text(FORM.replace('blanks = ["tool.docx"]', "") + NOTES, "utf-8")
    mapping = load_catalogue([tmp_path]).mappings[0]
    blank = FilledBlank(blank_bytes(mapping)).tick("missing")
    for name, text in (("notes", "Twice"), ("notes_2", "Her aunt"), ("notes_3", "May")):
        blank.type(f"missing.{name}", text)
    result = read_one(blank.bytes(), name="form", layouts=[made_layout(mapping)], day=DAY)
    assert result.submission.checklist["missing"].notes == "Twice\nHer aunt\nMay"
    assert codes(result) == set()
