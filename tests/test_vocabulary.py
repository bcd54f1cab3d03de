"""Words of yes, no and doubt are spelled once, in ``pipeline/vocabulary.py``, and mean the same wherever they stand."""

from __future__ import annotations

import ast
from itertools import combinations
from typing import TYPE_CHECKING

import pytest

from pipeline import vocabulary
from pipeline.submission import FactorState, State
from pipeline.vocabulary import DOUBT, HEDGES, SUPPOSED, TO_FOLLOW, UNSETTLED, YES
from tests.formbuilder import CompletedForm
from tests.generality import Tool, assessed, rows, values
from tests.generality import codes as codes_of
from tests.reading import answer, codes, factor, unread

if TYPE_CHECKING:
    from pathlib import Path

NAMED_SETS = {
    name: words
    for name, words in vars(vocabulary).items()
    if isinstance(words, frozenset) and not name.startswith("_") and name not in ("DOUBT", "YES")
}
WORDS = frozenset().union(*NAMED_SETS.values())


def test_a_word_stands_in_one_set() -> None:
    pairs = combinations(NAMED_SETS.items(), 2)
    assert [(one, other, both) for (one, mine), (other, its) in pairs if (both := mine & its)] == []


@pytest.mark.parametrize("room", ["assess", "cases", "extract"])
def test_no_reader_has_a_list_of_its_own(project: Path, room: str) -> None:
    found = [
        f"{path.name}:{node.lineno}"
        for path in sorted((project / "pipeline" / room).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Set)
        and len(WORDS.intersection(each.value for each in node.elts if isinstance(each, ast.Constant))) > 1
    ]
    assert found == []


# -- doubt -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        "perhaps CIN", "likely CP", "CIN (probably)", "CIN - to be confirmed", "CIN, to be agreed", "thought to be CP",
        "CIN n/k", "CIN - don't know", "CP (self-reported)",
        *(f"{word} CIN" for word in sorted(HEDGES)), *(f"CIN ({word})" for word in sorted(DOUBT)),
    ],
)  # fmt: skip
def test_a_doubted_status_is_unclear(typed: str) -> None:
    form = CompletedForm().put("case_status", typed)
    assert answer(form, "case_status").state is State.UNCLEAR
    assert "unclear_answer" in codes(form, "case_status")


SINGLE = """
[[field]]
id = "status"
kind = "choice"
label = "Status"
choice = [{ id = "CIN", label = "CIN" }, { id = "CP", label = "CP" }]
"""


@pytest.mark.parametrize(
    "typed", ["perhaps CIN", "likely CP", "CIN (probably)", "CIN - to be confirmed", "CP, historic"]
)
def test_so_is_one_of_a_choice_that_takes_one_option_alone(tmp_path: Path, typed: str) -> None:
    result = Tool(tmp_path, SINGLE, "Referral", rows("Status |")).read(("Status", 1, typed))
    assert (values(result), "unclear_answer" in codes_of(result)) == ({}, True)


@pytest.mark.parametrize(
    "typed",
    [
        "likely 3/3/2012", "3/3/2012 unsure", "3/3/2012 NK", "3/3/2012 N/K", "3/3/2012 to be confirmed",
        "3/3/2012 (don’t know)", "perhaps 3/3/2012", "unverified 3/3/2012",
        *(f"{word} 3/3/2012" for word in sorted(HEDGES)),
        *(f"3/3/2012 ({word})" for word in sorted(HEDGES | SUPPOSED | UNSETTLED | TO_FOLLOW)),
    ],
)  # fmt: skip
@pytest.mark.parametrize("field", ["date_of_birth", "review_date"])
def test_a_doubted_date_is_unclear(field: str, typed: str) -> None:
    form = CompletedForm().put(field, typed)
    assert answer(form, field).state is State.UNCLEAR
    assert "unclear_answer" in codes(form, field)


@pytest.mark.parametrize("typed", ["likely 3/3/2026", "3/3/2026 unsure", "3/3/2026, NK", "3/3/2026 to be confirmed"])
def test_a_doubted_date_before_a_history_is_unclear(typed: str) -> None:
    form = CompletedForm().put("date_completed", typed)
    assert answer(form, "date_completed").state is State.UNCLEAR


@pytest.mark.parametrize("typed", ["3/3/2026, sooner if possible", "as soon as possible, by 3/3/2026"])
def test_what_is_possible_is_no_doubt_about_a_date(typed: str) -> None:
    assert str(answer(CompletedForm().put("review_date", typed), "review_date").value) == "2026-03-03"


# -- yes and no --------------------------------------------------------------------------------------------------------

COLUMNS = """
[checklist]
group = [{ name = "Care", factors = [{ id = "food", label = "Food", points = 3 }] }]
option = [
  { id = "yes", label = "Yes", column = "Applies", means = "yes" },
  { id = "no", label = "No", column = "Does not", means = "no" },
]
"""
COLUMNS_BLANK = rows("""
    Item | Applies | Does not
    Food |         |
""")


@pytest.mark.parametrize("word", sorted(YES))
def test_a_yes_is_one_in_a_row_and_at_an_option(tmp_path: Path, word: str) -> None:
    row = factor(CompletedForm().factor("sen", word), "sen")
    band = CompletedForm().rag("medium", word)
    column = Tool(tmp_path, COLUMNS, "Care profile", COLUMNS_BLANK).read(("Food", 1, word))
    assert (row.state, row.number) == (FactorState.YES, None)
    assert (answer(band, "rag_rating").value, unread(band)) == ("medium", [])
    assert column.submission.checklist["food"].state is FactorState.YES


@pytest.mark.parametrize("entry", ["-", "–", "—", "−", "--", "no", "n/a", "not applicable", "does not apply", "none"])
def test_a_no_is_one_in_a_row_and_at_an_option(tmp_path: Path, entry: str) -> None:
    assert factor(CompletedForm().factor("sen", entry), "sen").state is FactorState.NO
    assert answer(CompletedForm().rag("medium", entry), "rag_rating").state is State.BLANK
    if entry != "none":  # among the options of one row it may deny any of them
        column = Tool(tmp_path, COLUMNS, "Care profile", COLUMNS_BLANK).read(("Food", 1, entry), ("Food", 2, "x"))
        assert column.submission.checklist["food"].state is FactorState.NO
        assert (column.submission.checklist["food"].notes, assessed(column).factor_points) == ("", 0)


@pytest.mark.parametrize("entry", [".", "!", "?"])
def test_a_sign_that_is_no_stroke_is_no_no(tmp_path: Path, entry: str) -> None:
    column = Tool(tmp_path, COLUMNS, "Care profile", COLUMNS_BLANK).read(("Food", 1, entry))
    assert column.submission.checklist["food"].state is FactorState.UNCLEAR
