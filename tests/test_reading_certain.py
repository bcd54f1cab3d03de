"""A date is certain by proof: whatever touches it has to be known to leave it certain, else somebody is asked."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract.values.date_words import HISTORY, beside
from pipeline.extract.values.dated import date_value, date_with_rest, first_date
from pipeline.mapping.model import Field, FieldKind
from pipeline.submission import State
from tests.formbuilder import CompletedForm
from tests.reading import DAY, answer, codes, read_result

if TYPE_CHECKING:
    from pipeline.submission import Value

BORN: Final = Field(id="born", kind=FieldKind.DATE, label="DOB", also=("Date of birth",))
COMPLETED: Final = Field(id="completed", kind=FieldKind.DATE, label="Date assessment tool completed")
REVIEW: Final = Field(id="review", kind=FieldKind.DATE, label="Agreed CE review date")
VIEWS: Final = Field(id="views", kind=FieldKind.DATE, label="Date views obtained")
THE_DAY: Final = dt.date(2011, 5, 12)
IN_MARCH: Final = dt.date(2026, 3, 3)


def born(text: str) -> Value:
    return date_value(text, BORN).value


def review(text: str) -> Value:
    return date_value(text, REVIEW).value


def views(text: str) -> Value:
    found = first_date(text, VIEWS)
    return found.value.value if found is not None else None


def completed(text: str) -> Value:
    found = date_with_rest(text.split("\n"), COMPLETED)
    return found.value.value if found is not None else None


class TestBirth:
    @pytest.mark.parametrize(
        "text",
        [
            "DoB: 12/05/2011", "D.O.B - 12.05.11", "born on 12 May 2011", "The child's date of birth is 12/05/2011",
            "12/05/2011 (aged 14)", "14 years (12/05/2011)", "Age: 14\nDOB: 12/05/2011",
            "12/05/2011 – 14 yrs 9 months old",
            "12/05/2011, 14 y/o", "12/05/2011 (14 at time of assessment)", "Thurs 12th May 2011", "12/05/2011 (female)",
            "12/05/2011 (confirmed)", "child’s DOB 12/05/2011", "12/05/2011 (dd/mm/yyyy)",
        ],
    )  # fmt: skip
    def test_what_leaves_it_certain(self, text: str) -> None:
        assert born(text) == THE_DAY

    @pytest.mark.parametrize(
        "text",
        [
            "Jo: 12/05/2011", "Child 1: 12/05/2011", "12/05/2011 (twin)", "brother 12/05/2011",
            "12/05/2011 (American style)",
            "m/d/y 12/05/2011",
            "12/05/2011 or 2012", "12/05/2011; dad thinks 2010", "12/05/2011 (interpreter)", "12/05/2011 on the visa",
            "given as 12/05/2011", "12/05/2011 wrong", "EDD 12/05/2011", "12/05/2011 by assessment",
            "12/05/2011 at school",
            "Wed 12/05/2011", "moved here 12/05/2011", "12/05/2011 and 13/06/2013",
        ],
    )  # fmt: skip
    def test_what_does_not(self, text: str) -> None:
        assert born(text) is None

    @pytest.mark.parametrize(
        ("beside_it", "agrees"),
        [
            ("14", True),
            ("aged 14", True),
            ("14 years 10 months", True),
            ("15", False),
            ("9 yrs", False),
            ("14 3/12", False),
        ],
    )
    def test_an_age_is_the_one_on_the_day_of_the_assessment(self, beside_it: str, agrees: bool) -> None:
        form = CompletedForm().put("date_of_birth", f"12/05/2011 ({beside_it})").put("date_completed", "03/03/2026")
        found = answer(form, "date_of_birth")
        assert (found.value == THE_DAY) is agrees
        assert ("unclear_answer" in codes(form, "date_of_birth")) is not agrees

    def test_an_age_on_a_line_of_its_own_is_no_second_child(self) -> None:
        form = CompletedForm().put("child_name", "Alex Example").put("date_of_birth", "12/05/2011\nAge 14")
        assert "several_children" not in codes(form)

    def test_without_a_day_to_count_it_on_an_age_contradicts_nothing(self) -> None:
        assert answer(CompletedForm().put("date_of_birth", "12/05/2011 (9)"), "date_of_birth").value == THE_DAY


class TestCompleted:
    @pytest.mark.parametrize(
        "text",
        [
            "Initial assessment completed 03/03/2026", "This assessment was completed on 03/03/2026 by Kim Example",
            "Mrs Example, team manager, 03/03/2026", "J. Example 03/03/2026", "03/03/2026 at 2pm, face to face",
            "03/03/2026 by KE and Sam Sample", "03/03/2026 with mum", "Tuesday 3 March 2026, 10.30", "✓ 03/03/2026",
        ],
    )  # fmt: skip
    def test_what_leaves_it_certain(self, text: str) -> None:
        assert completed(text) == IN_MARCH

    @pytest.mark.parametrize(
        "text",
        [
            "deadline 03/03/2026", "by 03/03/2026", "Completed by Tuesday 03/03/2026", "should be completed 03/03/2026",
            "partly completed 03/03/2026", "03/03/2026 first draft", "03/03/2026, unsigned", "allocated 03/03/2026",
            "Home visit 03/03/2026", "03/03/2026 - still open", "Ongoing, begun 03/03/2026", "Not Completed 03/03/2026",
            "n/a - 03/03/2026", "Not started.\n03/03/2026", "replaces the one of 03/03/2026",
            "sister's assessment 03/03/2026",
        ],
    )  # fmt: skip
    def test_what_does_not(self, text: str) -> None:
        assert completed(text) is None

    @pytest.mark.parametrize(
        "rest",
        [
            "\nOlder males were named in 2023.", ". Not known to us", " - no previous concerns",
            " CE was a concern in 2024",
            "\nNo", " - N/A", " (first assessment)", "\nMedium from 01/02/2025 to 05/06/2025.", "\n\nPossibly in 2022?",
        ],
    )  # fmt: skip
    def test_what_is_told_beside_it_is_another_answer(self, rest: str) -> None:
        assert completed(f"03/03/2026{rest}") == IN_MARCH

    @pytest.mark.parametrize(
        ("text", "day"),
        [
            ("begun 01/03/2026, completed 03/03/2026", IN_MARCH),
            ("Received 20/02/2026\nCompleted 03/03/2026", IN_MARCH),
            ("finished 03/03/2026; due 01/03/2026", IN_MARCH),
            ("Completed 03/03/2026\ncompleted on 03/03/2026", IN_MARCH),
            ("completed 01/03/2026, amended 03/03/2026", None),
            ("01/03/2026 replaced by 03/03/2026", None),
            ("01/03/2026\n03/03/2026", None),
            ("03/03/2026\n01/03/2026", None),
            ("03/03/2026\nSigned off on 10/03/2026", None),
            ("done 01/03/2026 and done 03/03/2026", None),
        ],
    )
    def test_of_several_the_one_said_to_be_completed(self, text: str, day: dt.date | None) -> None:
        assert completed(text) == day


class TestReview:
    @pytest.mark.parametrize(
        "text",
        [
            "by no later than 03/03/2026", "To be reviewed on or before 03/03/2026",
            "03/03/2026 at 10am, Example House",
            "03/03/2026 2pm via Teams", "03/03/2026 (in 6 weeks)", "6 weeks: 03/03/2026",
            "Review booked for 03/03/2026",
            "03/03/2026 - agreed with mum and dad", "MACE panel 03/03/2026", "03/03/2026 or sooner if risk increases",
            "Next review due by Tues 3rd March 2026", "2nd review 03/03/2026", "03/03/2026 at the latest",
        ],
    )  # fmt: skip
    def test_what_leaves_it_certain(self, text: str) -> None:
        assert review(text) == IN_MARCH

    @pytest.mark.parametrize(
        "text",
        [
            "LAC review 03/03/2026", "IRO review 03/03/2026", "core group 03/03/2026", "suggested 03/03/2026",
            "03/03/2026 pending panel",
            "03/03/2026 postponed", "03/03/2026 if still open", "no need 03/03/2026", "half term ends 03/03/2026",
            "later than 03/03/2026", "03/03/2026 did not happen", "last review 03/03/2026", "before 03/03/2026",
            "03/03/2026 unless closed", "not agreed 03/03/2026", "a month after 03/03/2026", "Monday 03/03/2026",
            "03/03/2026 2pm TBC", "completed 03/03/2026",
        ],
    )  # fmt: skip
    def test_what_does_not(self, text: str) -> None:
        assert review(text) is None


class TestViews:
    @pytest.mark.parametrize(
        "text",
        [
            "03/03/2026 during a home visit by Kim Example", "seen alone at school on 03/03/2026",
            "Spoken to on 03/03/2026",
            "03/03/2026 by phone", "stat visit 03/03/2026", "03/03/2026. Likes football, no worries.",
        ],
    )  # fmt: skip
    def test_what_leaves_it_certain(self, text: str) -> None:
        assert views(text) == IN_MARCH

    @pytest.mark.parametrize(
        "text",
        [
            "tried on 03/03/2026", "None given. Visit 03/03/2026", "03/03/2026 - would not talk",
            "visit 03/03/2026, nobody in",
            "mum spoken to 03/03/2026",
            "03/03/2026 by mum", "planned visit 03/03/2026", "03/03/2026 letter sent",
            "none given, visit of 03/03/2026",
        ],
    )  # fmt: skip
    def test_what_does_not(self, text: str) -> None:
        assert views(text) is None

    def test_what_stands_before_it_on_the_line_touches_it(self) -> None:
        form = CompletedForm().views_date("None given. Visit 03/03/2026")
        assert (answer(form, "child_views_date").state, answer(form, "child_views_date").raw) == (
            State.UNCLEAR,
            "None given. Visit 03/03/2026",
        )

    def test_what_it_says_in_the_next_sentence_is_the_childs_view(self) -> None:
        form = CompletedForm().views_date("03/03/2026 at school. Likes football.")
        assert answer(form, "child_views_date").value == IN_MARCH
        assert answer(form, "child_views_good").value == "Likes football."


# -- whatever may stand there ------------------------------------------------------------------------------------------

WRITTEN: Final = ("3/3/2026", "03.03.26", "3rd March 2026", "Tuesday 3 March 2026", "2026-03-03", "3-Mar-26")
AROUND: Final = ("{word} {date}", "{date} {word}", "{date} ({word})", "{date} - {word}", "{date}, {word}",
                 "{word}: {date}", "{word}, {date}", "({word}) {date}", "{date}/{word}")  # fmt: skip
READERS: Final = {"born": born, "review": review, "views": views, "completed": completed}
LABELS: Final = {field.id: field.labels for field in (BORN, REVIEW, VIEWS, COMPLETED)}


@settings(max_examples=300, deadline=None)
@given(
    word=st.text(st.characters(categories=["Ll", "Lu"], max_codepoint=0x17F), min_size=1, max_size=12),
    date=st.sampled_from(WRITTEN),
    around=st.sampled_from(AROUND),
    field=st.sampled_from(list(READERS)),
)
def test_no_unknown_word_is_passed_over(word: str, date: str, around: str, field: str) -> None:
    is_short = field == "born" and word.casefold() == "b"  # "b. 3/3/2010"
    known = beside(LABELS[field]).is_known(word) or is_short or (field == "completed" and HISTORY.match(word))
    assert known or READERS[field](around.format(word=word, date=date)) is None


@pytest.mark.parametrize("sign", ["?", "~", "≈", "*", "+", "!", "<", ">", "%", "&", '"', "☐", "→", "#", "^"])
@pytest.mark.parametrize("field", READERS)
def test_no_unknown_sign_is_passed_over(sign: str, field: str) -> None:
    assert [READERS[field](text) for text in (f"{sign}3/3/2026", f"3/3/2026{sign}", f"3/3/2026 {sign}")] == [None] * 3


@pytest.mark.parametrize("field", READERS)
def test_negations_and_conditions_are_never_known(field: str) -> None:
    doubts = (
        "not no never if unless or maybe may might could perhaps about around before after until except pending likely"
    )
    assert [word for word in doubts.split() if beside(LABELS[field]).is_known(word)] == []


def test_words_of_a_label_are_known_but_those_that_turn_it() -> None:
    known = beside(("Date of referral, or why it was not made",))
    assert known.is_known("Date of referral:")
    assert not any(map(known.is_known, ("not", "or", "was not made")))


# -- what a person sees ------------------------------------------------------------------------------------------------


def test_the_day_is_proposed_and_no_message_says_it() -> None:
    form = CompletedForm().put("date_of_birth", "12/05/2011 (sister)").put("review_date", "03/03/2026 postponed")
    findings = {found.field: found for found in read_result(form).findings if found.code == "unclear_answer"}
    assert {field: found.proposed for field, found in findings.items()} == {
        "date_of_birth": "2011-05-12",
        "review_date": "2026-03-03",
    }
    assert not any("2011" in found.message or "2026" in found.message for found in findings.values())


@pytest.mark.parametrize(
    "text", ["2-3/3/2026", "12 or 13/03/2026", "03/03/2026 - 10 March", "05/12/2011 (US)", "1 2/3/2026"]
)
def test_no_day_is_proposed_where_the_digits_are_in_doubt(text: str) -> None:
    assert date_value(text, REVIEW).proposed is None


def test_dates_in_the_future_are_findings() -> None:
    later = f"{DAY + dt.timedelta(days=1):%d/%m/%Y}"
    form = CompletedForm().put("child_name", "A").put("date_of_birth", later).put("date_completed", later)
    form.views_date(later)
    for field in ("date_of_birth", "date_completed", "child_views_date"):
        assert "date_in_future" in codes(form, field)
        assert answer(form, field).state is State.ANSWERED
    today = CompletedForm().put("date_completed", f"{DAY:%d/%m/%Y}").put("review_date", later)
    assert "date_in_future" not in codes(today)


def test_dates_long_ago_are_findings() -> None:
    form = CompletedForm().put("child_name", "A").put("date_of_birth", "03/07/1905").put("date_completed", "18/07/1905")
    for field in ("date_of_birth", "date_completed"):
        assert "date_long_ago" in codes(form, field)
        assert answer(form, field).state is State.ANSWERED
    old = CompletedForm().put("date_of_birth", "22/11/1906").put("date_completed", "22/11/1976")
    assert "date_long_ago" not in codes(old)
