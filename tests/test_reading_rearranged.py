"""Forms rearranged at random: nothing that was typed is lost, and nothing that is printed becomes an answer."""

from __future__ import annotations

import random
from copy import deepcopy
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.errors import RefusedForm
from pipeline.extract.text import key
from pipeline.submission import FactorState, State
from tests.extent import often
from tests.formbuilder import CompletedForm, text_of
from tests.reading import accounted_text, layouts, read_form
from tests.shapes import control, paragraph, q, run, w

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.shapes import Element

SEEDS = st.integers(0, 1_000_000)


def some(form: CompletedForm, name: str, chance: random.Random) -> Element:
    return chance.choice(list(form.body.iter(q(f"w:{name}"))))


def parent_of(element: Element) -> Element:
    parent = element.getparent()
    assert parent is not None
    return parent


def delete_row(form: CompletedForm, chance: random.Random) -> None:
    made = some(form, "tr", chance)
    if len(parent_of(made).findall(q("w:tr"))) > 1:
        form.remove(made)


def delete_table(form: CompletedForm, chance: random.Random) -> None:
    form.remove(some(form, "tbl", chance))


def delete_line(form: CompletedForm, chance: random.Random) -> None:
    line = some(form, "p", chance)
    if parent_of(line).tag != q("w:tc") or len(parent_of(line).findall(q("w:p"))) > 1:
        form.remove(line)


def empty_line(form: CompletedForm, chance: random.Random) -> None:
    for made in some(form, "p", chance).findall(q("w:r")):
        form.remove(made)


def copy_row(form: CompletedForm, chance: random.Random) -> None:
    made = some(form, "tr", chance)
    made.addnext(deepcopy(made))


def copy_table(form: CompletedForm, chance: random.Random) -> None:
    made = some(form, "tbl", chance)
    parent_of(made).append(deepcopy(made))
    if parent_of(made).tag == q("w:tc"):
        parent_of(made).append(paragraph())


def move_row(form: CompletedForm, chance: random.Random) -> None:
    made = some(form, "tr", chance)
    chance.choice(parent_of(made).findall(q("w:tr"))).addnext(made)


def move_table(form: CompletedForm, chance: random.Random) -> None:
    form.body.insert(chance.randrange(len(form.body) - 1), some(form, "tbl", chance))


def split_table(form: CompletedForm, chance: random.Random) -> None:
    made = some(form, "tbl", chance)
    rows = made.findall(q("w:tr"))
    if len(rows) > 1:
        at = chance.randrange(1, len(rows))
        second = deepcopy(made)
        for extra in second.findall(q("w:tr"))[:at]:
            second.remove(extra)
        for extra in rows[at:]:
            made.remove(extra)
        made.addnext(second)
        made.addnext(paragraph())


def wrap_row(form: CompletedForm, chance: random.Random) -> None:
    made = some(form, "tr", chance)
    parent = parent_of(made)
    parent.insert(parent.index(made), control(made, kind="group"))


def wrap_line(form: CompletedForm, chance: random.Random) -> None:
    line = some(form, "p", chance)
    parent = parent_of(line)
    parent.insert(parent.index(line), control(line, kind="richText"))


def track_line(form: CompletedForm, chance: random.Random) -> None:
    line = some(form, "p", chance)
    runs = line.findall(q("w:r"))
    if runs:
        line.append(w("ins", *runs, author="A"))


def add_row(form: CompletedForm, chance: random.Random) -> None:
    made = some(form, "tr", chance)
    again = deepcopy(made)
    for line in again.iter(q("w:p")):
        for extra in line.findall(q("w:r")):
            line.remove(extra)
    made.addnext(again)


EDITS: dict[str, Callable[[CompletedForm, random.Random], None]] = {
    made.__name__: made
    for made in (
        delete_row, delete_table, delete_line, empty_line, copy_row, copy_table, move_row, move_table, split_table,
        wrap_row, wrap_line, track_line, add_row,
    )
}  # fmt: skip


def rearranged(seed: int, edits: int) -> CompletedForm:
    form, chance = CompletedForm(), random.Random(seed)  # noqa: S311
    for _ in range(edits):
        EDITS[chance.choice(sorted(EDITS))](form, chance)
    return form


def readable(form: CompletedForm) -> bool:
    """Return whether enough of the form is left to know it by."""
    try:
        read_form(form)
    except RefusedForm:
        return False
    return True


@settings(max_examples=often(20, 80), deadline=None)
@given(SEEDS, st.integers(1, 6))
@example(65, 2)
@example(1018, 3)
@example(1567, 8)
def test_what_was_typed_is_not_lost(seed: int, edits: int) -> None:
    form, chance = rearranged(seed, edits), random.Random(seed)  # noqa: S311
    typed = [f"Zq{number}jx" for number in range(5)]
    for text in typed:
        line = some(form, "p", chance)
        line.append(run(text if chance.random() < 0.5 else f" {text} said so"))
    if readable(form):
        found = accounted_text(read_form(form)[0])
        assert [text for text in typed if key(text) not in found] == []


@settings(max_examples=often(20, 80), deadline=None)
@given(SEEDS, st.integers(1, 6))
@example(95, 8)
@example(1139, 4)
@example(3785, 2)
@example(3829, 6)
def test_what_is_printed_is_no_answer(seed: int, edits: int) -> None:
    form = rearranged(seed, edits)
    if readable(form):
        submission = read_form(form)[0]
        answered = {id_: found.value for id_, found in submission.answers.items() if found.state is State.ANSWERED}
        assert answered == {}
        states = {found.state for found in submission.checklist.values()}
        assert states <= {FactorState.BLANK, FactorState.NOT_FOUND}
        assert {found.entered.strip(" |") for found in submission.checklist.values()} == {""}


@settings(max_examples=often(15, 60), deadline=None)
@given(SEEDS, st.integers(1, 4))
def test_a_factor_is_scored_by_its_label_or_not_at_all(seed: int, edits: int) -> None:
    form, chance = CompletedForm(), random.Random(seed)  # noqa: S311
    chosen = set(chance.sample(sorted(layouts().forms[0].checklists[0].rows), 6))
    form.factors(dict.fromkeys(chosen, "x"))
    for _ in range(edits):
        EDITS[chance.choice(sorted(EDITS))](form, chance)
    if readable(form):
        checklist = read_form(form)[0].checklist
        assert {id_ for id_, found in checklist.items() if found.state is FactorState.YES} <= chosen


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_every_edit_leaves_a_file_that_can_be_read(edit: Callable[[CompletedForm, random.Random], None]) -> None:
    form, chance = CompletedForm().put("child_name", "Example Child"), random.Random(7)  # noqa: S311
    edit(form, chance)
    assert text_of(form.body)
    assert readable(form)
