"""Remembering saves time and nothing else: a form reads the same whatever was read before, and however much is kept."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract.memo import remember, room
from pipeline.process.form import Result, read_one
from tests import filledblank, workbookbuilder
from tests.extent import often
from tests.formbuilder import CompletedForm
from tests.make_input_forms import INPUT
from tests.reading import DAY, layouts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

FOUND = sorted(INPUT.glob("*.docx"))
KINDS = ("typed", "in controls", "in a workbook", *(path.stem for path in FOUND))


def typed() -> CompletedForm:
    """Fill in a form by hand; the date of the views stands on its label's line, above another answer of that box."""
    form = CompletedForm().put("child_name", "Example Child").put("date_of_birth", "3/7/2011").views_date("03/03/2026")
    return form.put("child_views_good", "Likes cooking.").factor("sen", "10", "since May").choose("outcome", "medium")


@lru_cache
def forms() -> Mapping[str, bytes]:
    """Make a form of each kind."""
    made = (typed().bytes(), filledblank.filled().bytes(), workbookbuilder.filled({"Details!B4": "Example Child"}))
    return dict(zip(KINDS, (*made, *(path.read_bytes() for path in FOUND)), strict=True))


def read(form: bytes) -> Result:
    return read_one(form, name="form", layouts=layouts().forms, day=DAY)


@lru_cache
def read_alone(kind: str) -> str:
    """Read a form as the first one in a process."""
    layouts()
    with room():
        return read(forms()[kind]).json()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("results", [0, 1, 50], ids="room for {}".format)
def test_a_form_reads_the_same_however_much_is_remembered(kind: str, results: int) -> None:
    with room(results):
        assert read(forms()[kind]).json() == read_alone(kind)


@settings(max_examples=often(6, 20))
@given(
    before=st.lists(st.sampled_from(KINDS), max_size=3), kind=st.sampled_from(KINDS), results=st.sampled_from([2, None])
)
def test_a_form_reads_the_same_whatever_was_read_before(before: list[str], kind: str, results: int | None) -> None:
    with room(results):
        for other in before:
            read(forms()[other])
        assert read(forms()[kind]).json() == read_alone(kind)


def _with_actions(form: CompletedForm, count: int) -> CompletedForm:
    return form.actions([(f"Step {number}", "A Worker", "soon") for number in range(count)])


def _with_agencies(form: CompletedForm, count: int) -> CompletedForm:
    return form.agencies([(f"Person {number}", "Nurse", "Another agency", "none") for number in range(count)])


@pytest.mark.parametrize(
    ("field", "grow", "count", "results"),
    [
        ("actions", _with_actions, 700, None),  # more rows than results are remembered of a function, or more boxes
        ("actions", _with_actions, 300, 100),
        ("agencies", _with_agencies, 300, 100),
    ],
    ids=["actions", "actions, little room", "agencies, little room"],
)
def test_a_long_table_changes_no_other_answer(
    field: str, grow: Callable[[CompletedForm, int], CompletedForm], count: int, results: int | None
) -> None:
    with room(results):
        long = read(grow(typed(), count).bytes()).submission
    short = read(grow(typed(), 1).bytes()).submission
    assert len(long.answers[field].value) >= count  # type: ignore[arg-type]
    others = short.answers.keys() - {field}
    assert {name: long.answers[name] for name in others} == {name: short.answers[name] for name in others}
    assert (long.checklist, long.unread) == (short.checklist, short.unread)


def test_room_bounds_what_a_function_remembers_within_its_block_alone() -> None:
    seen: list[int] = []

    @remember(3)
    def twice(number: int) -> int:
        seen.append(number)
        return 2 * number

    def asked(*numbers: int) -> list[int]:
        """Return for which of some numbers the function had to work."""
        seen.clear()
        assert [twice(number) for number in numbers] == [2 * number for number in numbers]
        return list(seen)

    assert asked(1, 2, 1) == [1, 2]
    with room(0):
        assert asked(1, 1) == [1, 1]
    with room(1):
        assert asked(1, 1, 2, 1) == [1, 2, 1]
    with room():
        assert asked(1, 2, 1) == [1, 2]
    with room(1_000):
        assert asked(1, 2, 3, 4, 1) == [1, 2, 3, 4, 1]  # never more than usual
    assert asked(1, 2, 1) == []  # what was remembered before
