"""How a date reads: as people in the UK write it, day first, never month first, unclear when it is no certain day."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from pipeline.submission import State
from tests.formbuilder import CompletedForm
from tests.reading import answer, codes, read_form, unread
from tests.shapes import cell, control, deleted, inserted, legacy_text, paragraph, run, simple_field

if TYPE_CHECKING:
    from tests.shapes import Content

THIRD_OF_MARCH = dt.date(2026, 3, 3)


class TestTyped:
    @pytest.mark.parametrize(
        "text",
        [
            "03/03/2026", "3/3/2026", "3/3/26", "03/03/26", "3.3.26", "03.03.2026", "3-3-2026", "03-03-26",
            "3/03/2026", "03/3/26", "2026-03-03", "2026/03/03", "03 / 03 / 2026", " 03/03/2026 ", "03/03/2026.",
            "03/03/2026;", "(03/03/2026)", "3rd March 2026", "3 March 2026", "3 march 2026", "3 MARCH 2026",
            "03 March 2026", "3 Mar 2026", "3 Mar 26", "3rd Mar '26", "3-Mar-2026", "3-Mar-26", "3 Mar. 2026",
            "3rd of March 2026", "3 March, 2026", "March 3 2026", "March 3rd, 2026", "Tuesday 3 March 2026",
            "Tuesday, 3rd March 2026", "Tues 3rd March 2026", "Tue 3/3/26", "Tuesday 03/03/2026",
            "3\u00a0March\u00a02026", "3\u2009March 2026", "03\u201303\u20132026", "03\u201103\u20112026",
            "3\n March 2026", "3 3 2026", "03 03 26", "3/3/2026 at 10:30", "3/3/26 10am", "on 3/3/26",
            "Date: 03/03/2026", "2026-03-03T00:00:00", "2026-03-03 00:00", "3 March 26", "03/03/26 pm", "3/3/26 10:30",
            "3/3/26 - 10am", "3/3/26, 10.30am", "03 03 26 10:30", "3/3/26 - 12 weeks", "Review 1: 3/3/2026",
            "03/03/2026 - 2nd review", "03/03/2026-10:30", "Tues3/3/26", "on or before 03/03/2026",
            "not later than 3/3/26", "by 03/03/2026", "6 weeks from today: 03/03/2026", "In 12 weeks - 03/03/2026",
            "12 week review 3/3/26", "3/3/26 (sooner if needed)", "03/03/2026 (6 weeks)",
        ],
    )  # fmt: skip
    def test_every_way_of_writing(self, text: str) -> None:
        assert review(text).value == THIRD_OF_MARCH

    @pytest.mark.parametrize(
        ("text", "day"),
        [
            ("12/07/2026", "2026-07-12"), ("07/12/2026", "2026-12-07"), ("1/2/26", "2026-02-01"),
            ("12.07.2026", "2026-07-12"), ("2026-07-12", "2026-07-12"), ("31/12/2026", "2026-12-31"),
            ("29/02/2028", "2028-02-29"), ("1st January 2027", "2027-01-01"), ("2nd February 2026", "2026-02-02"),
            ("22nd Sept 2026", "2026-09-22"), ("23rd Aug 2026", "2026-08-23"), ("4th June 26", "2026-06-04"),
            ("Wednesday 18 February 2026", "2026-02-18"), ("11 Nov 2026", "2026-11-11"),
            ("10 October 2026", "2026-10-10"), ("9 Dec 26", "2026-12-09"), ("5 May 2026", "2026-05-05"),
            ("6 July 2026", "2026-07-06"), ("7 April 2026", "2026-04-07"),
        ],
    )  # fmt: skip
    def test_the_day_comes_first(self, text: str, day: str) -> None:
        assert review(text).value == dt.date.fromisoformat(day)

    @pytest.mark.parametrize(
        "text",
        [
            "March 2026", "12", "2026", "3 March", "03/03", "3rd", "31/02/2026", "30/02/2026", "29/02/2026",
            "31 April 2026", "13/13/2026", "02/13/2026", "12/31/2026", "2026-13-01", "2026-02-30", "0/0/0",
            "00/03/2026", "03/00/2026", "32/01/2026", "03/03/20226", "3/3/226", "TBC", "tbc", "?", "??", "asap",
            "ASAP", "in 12 weeks", "12 weeks", "next month", "n/k", "not known", "spring 2026", "week of review",
            "3/3/26?", "3/3/26 or 10/3/26", "March", "Tuesday", "03/03/2026 - 10/03/2026", "xx/xx/2026", "12/__/____",
            "Monday 3rd March 10am at school", "3 March 14:00", "3/3 - 10am", "3 March, 10.30am", "3 March 12 weeks",
            "3 March 10-11am", "3 March 12 noon", "3 March 1030", "3 3 10am", "3 March 10 o'clock", "3 March 14 hrs",
            "12 May, 14 years old", "12 May 14yo", "12 May 14-year-old", "14 12 05 2011", "12/05/0011",
            "3-4 March 2026", "3\u20134 March 2026", "3rd/4th March 2026", "3 & 4 March 2026",
            "3rd and 10th March 2026", "3 to 4 March 2026", "Mon 2 / Tues 3 March 2026", "3 March - 4 March 2026",
            "04/03-03/04/2026", "3-4/3/26", "2026-03-03/04", "03/03/2026 & 10/03", "03/03/2026, 10/03",
            "03/03/2026 - 10 March", "02/03 & 03/03/2026", "3 March 2026 and 10th", "l2/03/2026", "I2/03/2026",
            "1 2/03/2026", "12/03/20l6", "03/03/20 26", "03/03/20\n26", "12 May 20 11",
            "6 weeks after 03/03/2026", "12 wks from 03/03/2026", "within 6 weeks of 03/03/2026", "w/c 02/03/2026",
            "Every 4 weeks from 3/3/26", "03/03/2026 + 6 weeks", "03/03/2026 plus 6/52", "Monthly from 03/03/2026",
            "six weeks after the meeting on Tuesday 03/03/2026", "10 working days from 03/03/2026", "after 03/03/2026",
            "week commencing 2 March 2026", "not 03/03/2026", "not before 03/03/2026", "03/03/2026 cancelled",
            "n/a - closed 03/03/2026", "N/K (last one 3/3/26)", "03/03/2026 (estimated)", "12/05/2011 est.",
            "12/05/2011 (est)", "12/05/2011 age disputed", "12/05/2011 not confirmed", "12/05/2011 - not verified",
            "12/05/2011 (claimed)", "12/05/2011 (self-reported)", "12/05/2011 assumed", "believed to be 12/05/2011",
            "c. 12/05/2011", "c12/05/2011", "ca. 12/05/2011", "~13/07/2011", "provisionally 03/03/2026",
            "03/03/2026 (provisional)", "on or after 03/03/2026", "on or about 03/03/2026", "03/03/2026 or before then",
        ],
    )  # fmt: skip
    def test_no_certain_day_is_unclear(self, text: str) -> None:
        form = CompletedForm().put("review_date", text)
        found = answer(form, "review_date")
        assert (found.state, found.value, found.raw) == (State.UNCLEAR, None, text)
        assert "unclear_answer" in codes(form, "review_date")

    def test_room_for_a_date_that_was_left_is_no_answer(self) -> None:
        assert review("__/__/____").state is State.BLANK

    def test_a_long_gap_behind_a_date_costs_no_time(self) -> None:
        assert review(f"03/03/2026{' ' * 100_000}").value == THIRD_OF_MARCH
        assert review(f"03/03/2026{' ' * 100_000}x").state is State.UNCLEAR

    @pytest.mark.parametrize(
        ("text", "year"),
        [
            ("13/9/11", 2011),
            ("13.9.08", 2008),
            ("13-Sep-09", 2009),
            ("13 September '12", 2012),
            ("13/09/2011", 2011),
            ("2011-09-13", 2011),
        ],
    )
    def test_two_digits_of_a_year_by_sense(self, text: str, year: int) -> None:
        assert answer(CompletedForm().put("date_of_birth", text), "date_of_birth").value == dt.date(year, 9, 13)

    @pytest.mark.parametrize("text", ["", " ", "\n", "\u00a0"])
    def test_nothing_is_blank(self, text: str) -> None:
        form = CompletedForm().put("child_name", "A").put("review_date", paragraph(text))
        assert answer(form, "review_date").state is State.BLANK

    @pytest.mark.parametrize("text", ["14/05/2011 (15 years)", "14/05/2011 - aged 15", "14/05/2011, unconfirmed"])
    def test_words_beside_a_date_are_not_lost(self, text: str) -> None:
        form = CompletedForm().put("date_of_birth", text)
        found = answer(form, "date_of_birth")
        assert found.value == dt.date(2011, 5, 14) or found.state is State.UNCLEAR
        assert text[10:].strip(" -(),") in " ".join([found.raw, *unread(form)])


SHAPES: dict[str, Content] = {
    "control": control("03/03/2026", kind="date", value="2026-03-03T00:00:00Z"),
    "control shown another way": control("Tuesday, March 3", kind="date", value="2026-03-03T00:00:00Z"),
    "control shown month first": control("3/3/26", kind="date", value="2026-03-03T00:00:00"),
    "control that stores nothing": control("3 March 2026", kind="date"),
    "control round the paragraph": control(paragraph("03/03/2026"), kind="date", value="2026-03-03T00:00:00Z"),
    "control round the cell": control(cell("03/03/2026"), kind="date", value="2026-03-03T00:00:00Z"),
    "text control": control("03/03/2026"),
    "legacy field": paragraph(legacy_text("03/03/2026")),
    "field": simple_field("REF agreed", "03/03/2026"),
    "runs": paragraph("03", "/", "03", "/2026"),
    "runs with marks": paragraph(run("3"), run("rd", style="Superscript"), run(" March 2026")),
    "insertion": inserted("03/03/2026"),
    "correction": paragraph("03/03/", deleted("2025"), inserted("2026")),
    "second paragraph": [paragraph(), paragraph("03/03/2026")],
    "tab before": "\t03/03/2026",
    "soft hyphens": "03-\u00ad03-\u00ad2026",
    "right-to-left mark": "\u200f03/03/2026\u200f",
}
NOTHING: dict[str, Content] = {
    "placeholder": control("Click or tap to enter a date.", kind="date", placeholder=True),
    "placeholder round the cell": control(cell("Click to enter a date."), kind="date", placeholder=True),
    "deletion": deleted("03/03/2026"),
    "empty control": control("", kind="date"),
}


class TestShapes:
    @pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
    def test_a_date(self, shape: Content) -> None:
        form = CompletedForm().put("review_date", shape)
        assert answer(form, "review_date").value == THIRD_OF_MARCH
        assert not unread(form)

    @pytest.mark.parametrize(
        "shown",
        [
            "Sunday, 1 March 2026", "01-Mar-26", "1 March", "Sunday, March 1", "Sun 1st March", "01/03", "1.3.",
            "1-Mar", "01/03/2026 00:00", "March 1, 2026", "1.3.26",
        ],
    )  # fmt: skip
    def test_a_control_that_shows_its_day(self, shown: str) -> None:
        form = CompletedForm().put("review_date", control(shown, kind="date", value="2026-03-01T00:00:00Z"))
        assert answer(form, "review_date").value == dt.date(2026, 3, 1)

    @pytest.mark.parametrize(
        "shown",
        [
            "TBC", "n/a", "ASAP", "10 March", "March 2026", "March", "Mar-26", "3/1", "Sunday", "2026", "1 March?",
            "in 6 weeks", "02/03/2026", "1 March or 8 March",
        ],
    )  # fmt: skip
    def test_a_control_that_shows_something_else(self, shown: str) -> None:
        form = CompletedForm().put("review_date", control(shown, kind="date", value="2026-03-01T00:00:00Z"))
        assert (answer(form, "review_date").state, answer(form, "review_date").raw) == (State.UNCLEAR, shown)

    def test_a_control_that_shows_its_day_above_a_history(self) -> None:
        chosen = control("Tuesday, March 3", kind="date", value="2026-03-03T00:00:00Z")
        form = CompletedForm().put("date_completed", [chosen, paragraph("Low in 2024.")])
        assert answer(form, "date_completed").value == THIRD_OF_MARCH

    @pytest.mark.parametrize("shape", NOTHING.values(), ids=NOTHING)
    def test_nothing(self, shape: Content) -> None:
        form = CompletedForm().put("child_name", "A").put("review_date", shape)
        assert answer(form, "review_date").state is State.BLANK
        assert not unread(form)


class TestDateAndHistory:
    """The box of the date completed also says whether exploitation was a concern before."""

    @pytest.mark.parametrize(
        ("content", "history"),
        [
            ("03/03/2026", None),
            ("03/03/2026\nLow in 2024.", "Low in 2024."),
            ("03/03/2026 Low in 2024.", "Low in 2024."),
            ("03/03/2026. Low in 2024.", "Low in 2024."),
            ("03/03/2026 - Low in 2024.", "Low in 2024."),
            ("03/03/2026\n\nLow in 2024.\nClosed.", "Low in 2024.\nClosed."),
            ("3rd March 2026\nMedium from 01/02/2025 to 05/06/2025.", "Medium from 01/02/2025 to 05/06/2025."),
            ("03/03/2026\tNo previous concern", "No previous concern"),
            (control("03/03/2026", kind="date", value="2026-03-03T00:00:00Z"), None),
            (
                [control("03/03/2026", kind="date", value="2026-03-03T00:00:00Z"), paragraph("Low in 2024.")],
                "Low in 2024.",
            ),
        ],
    )
    def test_the_first_date_counts_and_the_rest_is_history(self, content: Content, history: str | None) -> None:
        form = CompletedForm().put("date_completed", content)
        assert answer(form, "date_completed").value == THIRD_OF_MARCH
        assert plain(answer(form, "previous_ce_concern").value) == plain(history)
        assert not unread(form)

    @pytest.mark.parametrize("before", ["Completed on ", "Completed ", "Date: ", "Initial assessment "])
    def test_words_before_the_date_are_not_lost(self, before: str) -> None:
        form = CompletedForm().put("date_completed", f"{before}03/03/2026")
        assert answer(form, "date_completed").value == THIRD_OF_MARCH
        raw = " ".join([answer(form, "date_completed").raw, answer(form, "previous_ce_concern").raw, *unread(form)])
        assert before.strip(" :") in raw

    def test_a_history_without_a_date(self) -> None:
        form = CompletedForm().put("date_completed", "No previous concern.")
        found = answer(form, "date_completed")
        assert found.value is None
        assert "No previous concern." in " ".join([found.raw, answer(form, "previous_ce_concern").raw])

    def test_a_time_is_no_year_and_no_history(self) -> None:
        form = CompletedForm().put("date_completed", "3 March 10am. Low from 01/02/2025")
        assert answer(form, "date_completed").state is State.UNCLEAR
        assert plain(answer(form, "previous_ce_concern").value) == "Low from 01/02/2025"

    @pytest.mark.parametrize(
        "days",
        [
            "3-4 March 2026", "3 March 2026 & 10/03/2026", "03/03/2026 and 10/03", "l3/03/2026", "03/03/20 26",
            "6 weeks after 03/03/2026", "03/03/2026 + 6 weeks", "not before Tues 03/03/2026", "approx. 03/03/2026",
            "c. 03/03/2026", "provisionally completed 03/03/2026", "03/03/2026 (estimated)", "03/03/2026?",
            "n/a - closed 03/03/2026",
        ],
    )  # fmt: skip
    def test_what_makes_the_date_uncertain_is_no_history(self, days: str) -> None:
        form = CompletedForm().put("date_completed", f"{days}. Low in 2024")
        assert answer(form, "date_completed").state is State.UNCLEAR
        assert plain(answer(form, "previous_ce_concern").value) == "Low in 2024"

    @pytest.mark.parametrize(
        "history",
        [
            "Not known to services", "unknown", "not confirmed", "Believed low", "about 3 incidents in 2024", "TBC",
            "estimated as medium in 2024", "cancelled plan in 2024", "possibly low before 2024", "?low in 2024",
            "low, 2 weeks after 01/02/2025", "no, not before 01/02/2025",
        ],
    )  # fmt: skip
    @pytest.mark.parametrize("between", [". ", "\n"])
    def test_doubts_about_the_history_leave_the_date(self, between: str, history: str) -> None:
        form = CompletedForm().put("date_completed", f"03/03/2026{between}{history}")
        assert answer(form, "date_completed").value == THIRD_OF_MARCH
        assert plain(answer(form, "previous_ce_concern").value) == history

    @pytest.mark.parametrize(
        "history",
        ["12/24 low", "1st concern", "10 March 2025 low", "2 incidents", "10/03/2025 low", "10.30 call", "24/7 help"],
    )
    def test_a_history_that_begins_with_a_number(self, history: str) -> None:
        form = CompletedForm().put("date_completed", f"03/03/2026\n{history}")
        assert answer(form, "date_completed").value == THIRD_OF_MARCH
        assert plain(answer(form, "previous_ce_concern").value) == history

    def test_a_date_that_does_not_exist_is_not_passed_over_for_the_next(self) -> None:
        form = CompletedForm().put("date_completed", "31/02/2026\nLow from 01/02/2025.")
        found = answer(form, "date_completed")
        assert (found.state, found.value) == (State.UNCLEAR, None)
        assert "01/02/2025" in " ".join([found.raw, answer(form, "previous_ce_concern").raw])


class TestDateOnALine:
    """The date of the child's views is printed as a line inside the box of the views."""

    @pytest.mark.parametrize("text", ["03/03/2026", " 03/03/2026", "3rd March 2026", " – 03/03/26", "\t3/3/26"])
    def test_on_the_line(self, text: str) -> None:
        form = CompletedForm().put("child_views_good", "Football.")
        form.line("Date views obtained-").append(run(text))
        assert answer(form, "child_views_date").value == THIRD_OF_MARCH
        assert answer(form, "child_views_good").value == "Football."
        assert not unread(form)

    def test_a_control_on_the_line(self) -> None:
        form = CompletedForm().views_date(control("03/03/2026", kind="date", value="2026-03-03T00:00:00Z"))
        assert answer(form, "child_views_date").value == THIRD_OF_MARCH

    def test_nothing_on_the_line(self) -> None:
        form = CompletedForm().put("child_views_good", "Football.")
        assert answer(form, "child_views_date").state is State.BLANK

    @pytest.mark.parametrize("text", ["in March", "not yet", "?"])
    def test_words_on_the_line_are_unclear(self, text: str) -> None:
        form = CompletedForm().views_date(text)
        assert answer(form, "child_views_date").state is State.UNCLEAR

    def test_a_date_and_words_on_the_line_are_not_lost(self) -> None:
        form = CompletedForm().views_date("03/03/2026 at school")
        assert answer(form, "child_views_date").value == THIRD_OF_MARCH
        said = (answer(form, "child_views_date").raw, answer(form, "child_views_good").raw, *unread(form))
        assert "at school" in " ".join(said)

    def test_a_date_under_the_line_is_not_lost(self) -> None:
        form = CompletedForm().put("child_views_good", "03/03/2026\nFootball.")
        said = (str(answer(form, "child_views_date").value), str(answer(form, "child_views_good").value))
        assert "03/03/2026" in said[1] or "2026-03-03" in said[0]
        assert "Football." in said[1]


@pytest.mark.parametrize(
    ("born", "completed", "age", "points"),
    [
        ("01/03/2013", "28/02/2027", 13, 10), ("01/03/2013", "01/03/2027", 14, 5),
        ("05/11/2009", "04/11/2026", 16, 5), ("05/11/2009", "05/11/2026", 17, 2),
        ("29/02/2012", "28/02/2026", 13, 10), ("29/02/2012", "01/03/2026", 14, 5),
        ("01/01/2008", "31/12/2026", 18, 2), ("01/01/2007", "01/01/2026", 19, None),
        ("01/01/2026", "01/01/2026", 0, 10), ("01/02/2026", "01/01/2026", None, None), ("", "01/01/2026", None, None),
        ("01/01/2010", "", None, None), ("unborn", "01/01/2026", None, None),
    ],
)  # fmt: skip
def test_age_at_the_date_completed(born: str, completed: str, age: int | None, points: int | None) -> None:
    form = CompletedForm().put("child_name", "A").put("date_of_birth", born).put("date_completed", completed)
    assessment = read_form(form)[1]
    assert assessment.age_points == points
    if points is not None:
        assert assessment.age == age
    assert assessment.complete == (points is not None)


def review(text: str):
    return answer(CompletedForm().put("review_date", text), "review_date")


def plain(text: object) -> str:
    """Leave out what only parts the date from what follows it."""
    return str(text or "").strip(" .-–\t").strip() if text else ""
