"""Options that several questions and rows take are written once, and used by name (G48)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from pipeline.errors import InvalidMapping
from tests.generality import FORM, Tool, chosen, points, rows, values

if TYPE_CHECKING:
    from pathlib import Path

LISTED = """
[[list]]
id = "how_often"
choice = [
  { id = "never", label = "Never", points = 0 },
  { id = "sometimes", label = "Sometimes", points = 1 },
  { id = "often", label = "Often", also = ["Daily"], points = 3 },
]

[[field]]
id = "away"
kind = "choice"
label = "Stays away"
choice = "how_often"

[[field]]
id = "drinks"
kind = "choice"
label = "Drinks"
choice = "how_often"

[[checklist]]
answer = "How often?"
option = "how_often"
group = [{ name = "Home", factors = [{ id = "alone", label = "Is left alone" }] }]

[[checklist]]
group = [{ name = "School", factors = [{ id = "late", label = "Is late", option = "how_often" }] }]
"""
BLANK = (
    "Questions about a child",
    rows("Stays away |\nDrinks |"),
    rows("Row | How often?\nIs left alone |"),
    rows("Is late |\nNever |\nSometimes |\nOften |"),
)


def test_questions_and_rows_take_a_list_by_its_name(tmp_path: Path) -> None:
    tool = Tool(tmp_path, LISTED, *BLANK)
    result = tool.read(
        ("Stays away", 1, "Daily"), ("Drinks", 1, "Never"), ("Is left alone", 1, "often"), ("Often", 1, "x")
    )
    assert values(result) == {"away": "often", "drinks": "never"}
    assert chosen(result) == {"alone": "often", "late": "often"}
    assert points(result) == {"alone": 3, "late": 3}


def test_a_form_that_extends_another_may_change_the_list(tmp_path: Path) -> None:
    tool = Tool(tmp_path, LISTED, *BLANK)
    more = FORM.replace('"tool"', '"other"').replace('"Tool"', '"Other"')
    change = '[[list]]\nid = "how_often"\nchoice = [{ id = "often", label = "Often", also = ["A lot"] }]\n'
    more = f'extends = "tool"\n{more}when = "filled(\'away\')"\n{change}'
    (tmp_path / "other.toml").write_text(more, "utf-8")
    (tmp_path / "tool.toml").write_text((FORM + "when = \"not filled('away')\"\n") + LISTED, "utf-8")
    result = tool.read(("Stays away", 1, "A lot"))
    assert (result.submission.form, values(result)) == ("other", {"away": "often"})


@pytest.mark.parametrize(
    ("mistake", "said"),
    [
        (
            ('choice = "how_often"', 'choice = "how_oftn"'),
            "field[away].choice: there is no list 'how_oftn'; did you mean",
        ),
        (('\noption = "how_often"', '\noption = "often"'), "checklist.option: there is no list 'often'"),
        (
            ('label = "Is late", option = "how_often"', 'label = "Is late", option = "x"'),
            "factors[late].option: there is no list 'x'",
        ),
        (("points = 3", "point = 3"), "list[how_often].choice[often].point: there is no such key"),
        (('id = "sometimes", ', ""), "list[how_often].choice[2].id: is missing"),
        (
            ("[[field]]", '[[list]]\nid = "how_often"\nchoice = [{ id = "a", label = "A", points = 1 }]\n\n[[field]]'),
            "list 'how_often' is used twice",
        ),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, mistake: tuple[str, str], said: str) -> None:
    with pytest.raises(InvalidMapping, match=re.escape(said)):
        _ = Tool(tmp_path, LISTED.replace(*mistake, 1), *BLANK).layouts
