"""Choices of other authorities' tools, by mapping alone: whose options the printed words are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.generality import Tool, rows, values

if TYPE_CHECKING:
    from pathlib import Path

YES_NO = '[{ id = "yes", label = "Yes" }, { id = "no", label = "No" }]'
TWO_QUESTIONS = f"""
[[field]]
id = "return"
kind = "choice"
label = "Return interview"
choice = {YES_NO}

[[field]]
id = "parents"
kind = "choice"
label = "Do the parents know?"
choice = [
  {{ id = "known", label = "Yes, they know" }},
  {{ id = "not_known", label = "Not yet" }},
]
"""


@pytest.mark.parametrize("column", [0, 1])
def test_options_of_a_later_question_are_not_those_of_one_that_prints_none(tmp_path: Path, column: int) -> None:
    blank = rows("""
        Return interview     |
        Do the parents know? |
        Yes, they know       |
        Not yet              |
    """)
    tool = Tool(tmp_path, TWO_QUESTIONS, "Missing from home", blank)
    result = tool.read(("Return interview", 1, "No"), (2 + column, 1, "✓"))
    assert values(result) == {"return": "no", "parents": ("known", "not_known")[column]}


def test_a_short_option_is_a_word_and_not_the_start_of_one(tmp_path: Path) -> None:
    mapping = f'[[field]]\nid = "seen"\nkind = "choice"\nlabel = "Seen alone"\nchoice = {YES_NO}\n'
    blank = rows("""
        Seen alone  |
        Yesterday   |
        Notes       |
    """)
    assert values(Tool(tmp_path, mapping, "Visit", blank).read(("Seen alone", 1, "Yes"))) == {"seen": "yes"}
