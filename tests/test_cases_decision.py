"""What people decided: the last word on one thing stands, none that was taken back, and each about its assessment."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from pipeline.cases.decision import Decision, DecisionKind, Reading, digest_of, entry_digests, in_force, is_about

SETTLE, WITHDRAW, RESTORE = DecisionKind.SETTLE, DecisionKind.WITHDRAW, DecisionKind.RESTORE
SAME, NOT_SAME, SIGN_OFF = DecisionKind.SAME, DecisionKind.NOT_SAME, DecisionKind.SIGN_OFF


def decided(number: int, kind: DecisionKind, reference: str = "A", **parts: Any) -> Decision:
    by = parts.pop("by", "Robin Invented")
    return Decision(id=f"D{number:06}", kind=kind, reference=reference, by=by, at="2026-11-22T10:00:00", **parts)


def ids(decisions: list[Decision]) -> list[str]:
    return [each.id for each in in_force(decisions)]


def test_of_several_on_one_entry_the_last_stands() -> None:
    two = [decided(1, SETTLE, entry="sen", value="yes"), decided(2, SETTLE, entry="sen", value="no")]
    assert ids(two) == ["D000002"]
    assert ids([*two, decided(3, SETTLE, entry="money", value="no")]) == ["D000002", "D000003"]


def test_what_was_taken_back_does_not_stand_and_what_it_replaced_does_not_come_back_by_itself() -> None:
    one, back = decided(1, SETTLE, entry="sen"), decided(2, DecisionKind.TAKE_BACK, entry="sen", undoes="D000001")
    assert ids([one, back]) == []
    assert ids([one, back, decided(3, SETTLE, entry="sen")]) == ["D000003"]


def test_one_that_was_restored_is_not_withdrawn() -> None:
    assert ids([decided(1, WITHDRAW), decided(2, RESTORE)]) == []
    assert ids([decided(1, WITHDRAW), decided(2, RESTORE), decided(3, WITHDRAW)]) == ["D000003"]


def test_same_and_not_are_two_words_on_one_pair_whichever_is_named_first() -> None:
    assert ids([decided(1, SAME, "A", other="B"), decided(2, NOT_SAME, "B", other="A")]) == ["D000002"]
    assert ids([decided(1, SAME, "A", other="B"), decided(2, SAME, "A", other="C")]) == ["D000001", "D000002"]


@pytest.mark.parametrize(
    ("decision", "expected"),
    [
        (decided(1, WITHDRAW, "A", other="B"), {"A": True, "B": False}),
        (decided(1, SAME, "A", other="B"), {"A": True, "B": True}),
        (decided(1, NOT_SAME, "A", other="B"), {"A": True, "B": True}),
        (decided(1, SETTLE, "A", entry="sen"), {"A": True, "B": False}),
    ],
)
def test_what_was_withdrawn_in_favour_of_another_says_nothing_about_that(
    decision: Decision, expected: dict[str, bool]
) -> None:
    assert {name: is_about(decision, [name]) for name in "AB"} == expected


def test_a_decision_is_known_by_whatever_its_assessment_was_called() -> None:
    assert is_about(decided(1, SIGN_OFF, "OLD"), ("NEW", "OLD"))


# -- the same once more ------------------------------------------------------------------------------------------------


def test_who_says_the_same_again_says_nothing_new() -> None:
    one = decided(1, SAME, "A", other="B", why="Twins")
    assert one.says_the_same(decided(2, SAME, "A", other="B", why="Really"))
    assert one.says_the_same(decided(2, SAME, "B", other="A"))


@pytest.mark.parametrize(
    "other",
    [
        decided(2, NOT_SAME, "A", other="B"), decided(2, SAME, "A", other="C"),
        decided(2, SAME, "A", other="B", by="Sam Invented"), decided(2, SIGN_OFF, "A"),
    ],
)  # fmt: skip
def test_another_word_or_person_is_new(other: Decision) -> None:
    assert not decided(1, SAME, "A", other="B").says_the_same(other)


def test_a_sign_off_is_about_what_was_read_then() -> None:
    one = decided(1, SIGN_OFF, reading=Reading(total="40"))
    assert one.says_the_same(decided(2, SIGN_OFF, reading=Reading(total="40")))
    assert not one.says_the_same(decided(2, SIGN_OFF, reading=Reading(total="45")))


# -- what it was about -------------------------------------------------------------------------------------------------


def test_a_reading_says_what_changed_since() -> None:
    then = Reading(entries=entry_digests({"sen": "yes", "money": "no"}), total="40", band="low", review="2026-12-01")
    now = replace(then, entries=entry_digests({"sen": "no", "story": "It began."}), total="45")
    assert then.changes_to(now) == ("sen", "money", "story", "total")
    assert then.changes_to(then) == ()


@given(st.dictionaries(st.text(max_size=3), st.text(max_size=5)))
def test_digests_show_a_change_and_no_text(entries: dict[str, str]) -> None:
    digests = entry_digests(entries)
    assert digests.keys() == {name for name, text in entries.items() if text.strip()}
    assert all(len(digest) == 12 for digest in digests.values())
    for name in digests:
        assert entry_digests({**entries, name: entries[name] + "."})[name] != digests[name]


def test_what_a_result_has_to_hold_changes_with_each_entry_that_is_settled() -> None:
    one, other = decided(1, SETTLE, entry="sen"), decided(2, SETTLE, entry="money")
    assert digest_of([]) == digest_of([decided(3, SIGN_OFF)]) == ""
    assert len({digest_of([one]), digest_of([other]), digest_of([one, other])}) == 3
    back = decided(4, DecisionKind.TAKE_BACK, entry="money", undoes="D000002")
    assert digest_of([one, other, back]) == digest_of([one])


KINDS = st.sampled_from([kind for kind in DecisionKind if kind is not DecisionKind.ERASE])


@given(st.lists(st.tuples(KINDS, st.sampled_from("AB"), st.sampled_from(("", "C")), st.sampled_from(("x", "y")))))
def test_what_stands_stands_also_when_only_that_is_looked_at(made: list[tuple[DecisionKind, str, str, str]]) -> None:
    decisions = [
        decided(number, kind, reference, other=other, entry=entry)
        for number, (kind, reference, other, entry) in enumerate(made)
    ]
    standing = in_force(decisions)
    assert in_force(standing) == standing
    assert [each.id for each in standing] == sorted(each.id for each in standing)
