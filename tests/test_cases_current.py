"""Which assessments of a child count on a day: the newest, in doubt the stricter; one of the future never is it."""

from __future__ import annotations

import datetime as dt
import random

from hypothesis import given
from hypothesis import strategies as st

from pipeline.cases.current import Standing, before, current, sequence
from pipeline.cases.overview import Overview
from pipeline.cases.questions import QuestionKind

TODAY = dt.date(2026, 11, 22)
MAY, JUNE, NEXT_YEAR = dt.date(2026, 5, 6), dt.date(2026, 6, 7), dt.date(2027, 6, 7)


def facts(review: dt.date | None = None, rank: int = 0) -> Overview:
    return Overview(review=review, rank=rank, level_name=("Low", "Medium", "High")[rank])


def standing(reference: str, completed: dt.date | None, *overviews: Overview) -> Standing:
    return Standing(reference=reference, completed=completed, overviews=overviews or (facts(),))


def references(found: tuple[Standing, ...]) -> list[str]:
    return [each.reference for each in found]


def test_the_last_assessment_is_the_newest() -> None:
    found = current([standing("A", MAY), standing("B", JUNE)], TODAY)
    assert references(found.newest) == ["B"]
    assert found.questions == ()


def test_two_of_one_day_both_count_and_are_asked_about_at_both() -> None:
    two = [standing("A", JUNE, facts(dt.date(2026, 12, 1))), standing("B", JUNE, facts(dt.date(2026, 12, 24)))]
    found = current(two, TODAY)
    assert references(found.newest) == ["A", "B"]
    assert found.review(TODAY) == dt.date(2026, 12, 1)
    assert [(each.kind, each.references) for each in found.questions] == [
        (QuestionKind.SAME_DAY, ("A", "B")), (QuestionKind.SAME_DAY, ("B", "A")),
    ]  # fmt: skip


def test_one_of_the_future_is_never_the_newest_and_is_to_be_looked_at_today() -> None:
    found = current([standing("A", MAY, facts(dt.date(2026, 12, 24))), standing("B", NEXT_YEAR)], TODAY)
    assert references(found.newest) == ["A"]
    assert references(found.ahead) == ["B"]
    assert found.review(TODAY) == TODAY
    assert [(each.kind, each.references) for each in found.questions] == [(QuestionKind.FUTURE_DATE, ("B",))]


def test_once_its_day_has_come_it_is_one_like_others() -> None:
    found = current([standing("A", MAY), standing("B", NEXT_YEAR)], NEXT_YEAR)
    assert (references(found.newest), found.ahead, found.questions) == (["B"], (), ())


def test_one_without_a_date_could_be_the_newest_so_it_counts_as_well() -> None:
    found = current([standing("A", JUNE), standing("B", None), standing("C", MAY)], TODAY)
    assert references(found.newest) == ["A", "B"]


def test_while_two_versions_might_count_the_stricter_does() -> None:
    one = standing("A", JUNE, facts(dt.date(2026, 12, 24), rank=0), facts(dt.date(2026, 12, 1), rank=2), facts(rank=1))
    assert one.rank == 2
    assert one.level_name == "High"
    assert one.review(TODAY) == dt.date(2026, 12, 1)


def test_nobody_is_reviewed_where_nothing_says_when() -> None:
    assert current([standing("A", JUNE)], TODAY).review(TODAY) is None
    assert current([], TODAY).review(TODAY) is None


def test_what_came_before_is_in_its_order_and_of_one_day_neither_came_first() -> None:
    listed = [standing("C", JUNE), standing("B", MAY), standing("A", MAY), standing("D", JUNE), standing("E", None)]
    assert references(before(listed, listed[0], TODAY)) == ["A", "B"]
    assert before(listed, listed[1], TODAY) == ()
    assert before(listed, listed[4], TODAY) == ()


@st.composite
def children(draw: st.DrawFn) -> list[Standing]:
    days = st.sampled_from((MAY, JUNE, NEXT_YEAR, None))
    overviews = st.lists(
        st.builds(facts, st.none() | st.dates(MAY, NEXT_YEAR), st.integers(0, 2)), min_size=1, max_size=3
    )
    return [standing(f"R{number}", draw(days), *draw(overviews)) for number in range(draw(st.integers(1, 6)))]


@given(children(), st.randoms(use_true_random=False))
def test_the_order_of_assessments_does_not_matter(made: list[Standing], rng: random.Random) -> None:
    found, again = current(made, TODAY), current(rng.sample(made, len(made)), TODAY)
    assert set(references(found.newest)) == set(references(again.newest))
    assert found.review(TODAY) == again.review(TODAY)
    assert {(each.kind, each.references) for each in found.questions} == {
        (each.kind, each.references) for each in again.questions
    }


@given(children())
def test_the_review_is_never_later_than_that_of_any_assessment_that_counts(made: list[Standing]) -> None:
    found = current(made, TODAY)
    reviews = [each.review for standing_ in found.counting for each in standing_.overviews if each.review is not None]
    review = found.review(TODAY)
    assert all(review is not None and review <= each for each in reviews)
    if found.ahead:
        assert review is not None
        assert review <= TODAY


# -- calendars ---------------------------------------------------------------------------------------------------------

DAYS = st.dates(dt.date(2001, 1, 1), dt.date(2060, 1, 1))
TIMES = st.builds(dt.datetime.combine, DAYS, st.times()).map(dt.datetime.isoformat)


@given(st.integers(0, 1000), st.just("") | TIMES, DAYS)
def test_a_calendar_counts_on_with_every_file_and_decision_and_day(facts_: int, latest: str, day: dt.date) -> None:
    now = sequence(facts_, latest, day)
    assert 0 <= now < 2**31
    assert sequence(facts_ + 1, latest, day) > now
    assert sequence(facts_, latest, day + dt.timedelta(days=1)) > now


@given(TIMES, DAYS)
def test_a_file_that_takes_the_place_of_another_was_saved_later(latest: str, day: dt.date) -> None:
    later = dt.datetime.fromisoformat(latest) + dt.timedelta(minutes=1)
    assert sequence(1, later.isoformat(), day) > sequence(1, latest, day)
