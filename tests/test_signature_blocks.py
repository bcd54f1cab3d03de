"""Signatures of several people, each with a date: every date is that of its person, wherever people put the rows."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

import pytest

from tests.drafted import drafted
from tests.form_pieces import Asked, Piece, draw, pairs, words
from tests.shapes import table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from tests.form_pieces import Said

    Rows = list[list[str]]

WORKER, MANAGER, CHAIR, PARENT = (
    "Social worker signature",
    "Team manager signature",
    "Chair signature",
    "Parent signature",
)
PEOPLE = (WORKER, MANAGER, CHAIR)
SIGNED = {WORKER: ("Ann Example", "01/01/2026"), MANAGER: ("Bo Sample", "02/02/2026"), CHAIR: ("Cy Invented", "")}
BEFORE = [
    words("Record of a meeting", style="Title"),
    pairs([Asked(label="Child", kind="text"), Asked(label="Born", kind="date")]),
]


def beside(people: Sequence[str], said: Said) -> Rows:
    """Give each person a row."""
    return [[each, said.get(each, ""), "Date", said.get(f"{each} > Date", "")] for each in people]


def in_columns(people: Sequence[str], said: Said) -> Rows:
    """Give each person two columns, over those of the date."""
    names = [text for each in people for text in (each, said.get(each, ""))]
    return [names, [text for each in people for text in ("Date", said.get(f"{each} > Date", ""))]]


def stacked(people: Sequence[str], said: Said) -> Rows:
    """Give each person a row, and one under it for the date."""
    return [row for each in people for row in ([each, said.get(each, "")], ["Date", said.get(f"{each} > Date", "")])]


def over(people: Sequence[str], said: Said) -> Rows:
    """Give each person a row of labels over one of boxes."""
    return [row for each in people for row in ([each, "Date"], [said.get(each, ""), said.get(f"{each} > Date", "")])]


def under(people: Sequence[str], said: Said) -> Rows:
    """Give each person a row of boxes over one of labels."""
    return [row for each in people for row in ([said.get(each, ""), said.get(f"{each} > Date", "")], [each, "Date"])]


def block(layout: Callable[[Sequence[str], Said], Rows], people: Sequence[str]) -> list[Piece]:
    """Make a form that some people sign."""
    kinds = {"": "text", "Date": "date"}
    asked = [Asked(label=kind or who, kind=kinds[kind], of=who if kind else "") for who in people for kind in kinds]
    signed = Piece(asked=tuple(asked), draw=lambda said: [table(layout(people, said))])
    return [*BEFORE, signed, words("Thank you for coming.")]


def said_by(people: Sequence[str]) -> Said:
    """Return what they wrote."""
    given = {who: SIGNED.get(who, ("Di Fictional", "04/04/2026")) for who in people}
    said = {
        **{who: name for who, (name, _) in given.items()},
        **{f"{who} > Date": day for who, (_, day) in given.items()},
    }
    return {key: text for key, text in said.items() if text}


@pytest.mark.parametrize("layout", [beside, in_columns, stacked, over, under])
def test_moved_signatures_take_their_dates_along(tmp_path: Path, layout: Callable[[Sequence[str], Said], Rows]) -> None:
    made = drafted(tmp_path, block(layout, PEOPLE))
    assert (made.wrong, made.invented) == ([], [])
    said = said_by(PEOPLE)
    for order in permutations(PEOPLE):
        form = draw(block(layout, order), said)
        assert made.verdicts(said, form) == dict.fromkeys(said, "right")
        assert made.invented_answers(said, form) == {}


@pytest.mark.parametrize("layout", [beside, in_columns, stacked, under])
@pytest.mark.parametrize("people", [(PARENT, *PEOPLE), (WORKER, PARENT, MANAGER, CHAIR), (WORKER, CHAIR), (CHAIR,)])
def test_who_came_or_went_changes_no_other_date(
    tmp_path: Path, layout: Callable[[Sequence[str], Said], Rows], people: Sequence[str]
) -> None:
    made = drafted(tmp_path, block(layout, PEOPLE))
    said = said_by([who for who in people if who in PEOPLE])
    form = draw(block(layout, people), said_by(people))
    assert {
        key: verdict for key, verdict in made.verdicts(said, form).items() if verdict not in ("right", "flagged")
    } == {}
    assert made.invented_answers(said, form) == {}
