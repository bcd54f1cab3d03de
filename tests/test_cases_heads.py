"""Which version counts, and which might: a fork lacks what a correction answered, a tie says nothing of the order."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from pipeline.cases.heads import heads_of
from pipeline.cases.version import Version
from tests.cases import version

if TYPE_CHECKING:
    from collections.abc import Mapping

UNCLEAR = {"sen": "?", "money": "", "story": "It began in May."}
ANSWERED = {**UNCLEAR, "sen": "yes"}


def saved(day: int, entries: Mapping[str, str], made_from: Version | None = None, text: str = "") -> Version:
    return version(text or f"version {day}", saved=f"2026-05-0{day}", entries=entries, made_from=made_from)


def test_the_last_version_counts_and_nothing_is_open() -> None:
    first, second = saved(1, UNCLEAR), saved(2, ANSWERED)
    heads = heads_of([second, first])
    assert heads.counting == second
    assert (heads.open, heads.lacking, heads.tied) == ((), (), False)


def test_a_form_that_lacks_what_was_answered_in_the_result_is_a_fork() -> None:
    form = saved(1, UNCLEAR)
    answered = saved(2, ANSWERED, form)
    later = saved(3, {**UNCLEAR, "money": "yes"})
    heads = heads_of([form, answered, later])
    assert heads.counting == later
    assert heads.open == (answered,)
    assert heads.lacking == ("sen",)


def test_a_form_that_has_the_answer_lacks_nothing() -> None:
    form = saved(1, UNCLEAR)
    heads = heads_of([form, saved(2, ANSWERED, form), saved(3, {**ANSWERED, "money": "yes"})])
    assert (heads.open, heads.lacking) == ((), ())


def test_a_form_in_which_the_answer_was_changed_lacks_nothing() -> None:
    form = saved(1, UNCLEAR)
    assert heads_of([form, saved(2, ANSWERED, form), saved(3, {**UNCLEAR, "sen": "no"})]).lacking == ()


def test_a_result_that_lacks_what_the_form_was_corrected_to_is_a_fork_as_well() -> None:
    form = saved(1, UNCLEAR)
    corrected = saved(2, {**UNCLEAR, "money": "yes"})
    heads = heads_of([form, corrected, saved(3, ANSWERED, form)])
    assert heads.open == (corrected,)
    assert heads.lacking == ("money",)


def test_corrections_of_corrections_are_no_fork() -> None:
    form = saved(1, UNCLEAR)
    answered = saved(2, ANSWERED, form)
    heads = heads_of([form, answered, saved(3, UNCLEAR, answered)])  # and taken back again
    assert (heads.open, heads.lacking) == ((), ())


def test_an_older_form_that_comes_again_is_no_fork() -> None:
    form, older = saved(2, UNCLEAR), saved(1, {})
    answered = saved(3, ANSWERED, form)
    assert heads_of([form, answered, older]).counting == answered
    assert heads_of([form, answered, older]).open == ()


def test_two_of_which_nothing_says_which_is_newer_are_tied() -> None:
    one, other = version("one"), version("other")
    heads = heads_of([one, other])
    assert heads.tied
    assert set(map(str, (heads.counting, *heads.open))) == set(map(str, (one, other)))


def test_the_version_that_a_person_pinned_counts_and_nothing_is_open() -> None:
    form = saved(1, UNCLEAR)
    answered, later = saved(2, ANSWERED, form), saved(3, UNCLEAR, text="later")
    heads = heads_of([form, answered, later], pinned=answered.sha256)
    assert heads.counting == answered
    assert (heads.open, heads.lacking, heads.tied) == ((), (), False)


def test_our_own_document_that_came_back_as_it_was_is_no_version() -> None:
    form = saved(1, UNCLEAR)
    back = version("back", saved="2026-05-02", made_from=form, entries=UNCLEAR, repeats=True)
    assert heads_of([form, back]).ordered == (form,)


def test_it_is_one_where_the_form_is_not_known() -> None:
    back = version("back", made_from=saved(1, UNCLEAR), entries=UNCLEAR, repeats=True)
    assert heads_of([back]).counting == back


@st.composite
def versions(draw: st.DrawFn) -> list[Version]:
    made: list[Version] = []
    texts = st.fixed_dictionaries({"sen": st.sampled_from("?yn"), "money": st.sampled_from(("", "y"))})
    for number in range(draw(st.integers(1, 6))):
        parent, entries = draw(st.sampled_from((None, *made))), draw(texts)
        made.append(
            version(
                f"version {number}", made_from=parent, entries=entries,
                saved=draw(st.sampled_from(("", "2026-05-01", "2026-05-02"))),
                written=draw(st.sampled_from((0.0, 1e9, 2e9))),
                repeats=parent is not None and parent.entries == entries,
            )
        )  # fmt: skip
    return made


@given(versions(), st.randoms(use_true_random=False))
def test_the_order_of_arguments_does_not_matter(made: list[Version], rng: random.Random) -> None:
    assert heads_of(rng.sample(made, len(made))) == heads_of(made)


@given(versions())
def test_what_might_count_is_another_version_and_a_reason_is_given(made: list[Version]) -> None:
    heads = heads_of(made)
    assert heads.counting not in heads.open
    assert bool(heads.open) == bool(heads.lacking or heads.tied)
    assert set(map(str, heads.open)) <= set(map(str, heads.ordered))


@given(versions(), st.data())
def test_pinning_settles_everything(made: list[Version], data: st.DataObject) -> None:
    pinned = data.draw(st.sampled_from(heads_of(made).ordered))
    heads = heads_of(made, pinned=pinned.sha256)
    assert heads.counting == pinned
    assert heads.open == ()
