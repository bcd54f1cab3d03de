"""What people struck out is no answer; the words of a narrative are kept, and printed options may be struck out."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from pipeline.extract.text import key
from pipeline.submission import Choices, FactorState, State
from tests.formbuilder import CompletedForm, text_of
from tests.reading import accounted_text, answer, codes, read_form, unread
from tests.shapes import Runs, paragraph, run

if TYPE_CHECKING:
    from tests.shapes import Element


def struck(text: str) -> Element:
    return run(text, strike=True)


class TestDates:
    @pytest.mark.parametrize(
        "written",
        [
            [paragraph(struck("01/04/2025"), run(" 08/04/2026"))],
            [paragraph(struck("01/04/2025"), run("08/04/2026"))],
            [paragraph(run("08/04/2026 "), struck("01/04/2025"))],
            [paragraph(struck("01/04/2025 "), run("08/04/2026"))],
            [paragraph(struck("01/04/2025")), paragraph("08/04/2026")],
            [paragraph("08/04/2026"), paragraph(struck("1st April 2025"))],
        ],
    )
    @pytest.mark.parametrize("field", ["date_completed", "review_date", "date_of_birth"])
    def test_a_date_struck_out_and_a_new_one(self, field: str, written: list[Element]) -> None:
        form = CompletedForm().put(field, *written)
        assert answer(form, field).value == dt.date(2026, 4, 8)
        assert "2025" in answer(form, field).raw
        assert answer(form, "previous_ce_concern").state is State.BLANK

    @pytest.mark.parametrize("field", ["date_completed", "review_date", "date_of_birth"])
    def test_only_a_date_struck_out(self, field: str) -> None:
        found = answer(CompletedForm().put(field, paragraph(struck("01/04/2025"))), field)
        assert (found.state, found.raw) == (State.UNCLEAR, "01/04/2025")

    @pytest.mark.parametrize(
        "written",
        [
            [run("0"), struck("1"), run("2/04/2026")],
            [run("1"), struck("1"), run("2/04/2026")],
            [run("08/04/20"), struck("25"), run(" 26")],
            [run("08/04/2026"), struck("01/04/2025")],
            [struck("01/04/"), run("2026")],
            [struck("01/04/2025"), run(" 08/04/2026 09/04/2026")],
        ],
    )
    def test_what_is_left_of_a_date_is_unclear(self, written: list[Element]) -> None:
        assert answer(CompletedForm().put("review_date", paragraph(*written)), "review_date").state is State.UNCLEAR

    def test_the_words_behind_a_struck_date_are_kept(self) -> None:
        form = CompletedForm().put("date_completed", paragraph(struck("01/04/2025"), run(" Concern in 2024, closed.")))
        assert answer(form, "date_completed").state is State.UNCLEAR
        assert answer(form, "previous_ce_concern").value == "Concern in 2024, closed."

    def test_on_the_line_of_its_label(self) -> None:
        form = CompletedForm().views_date(struck("01/04/2025"), run(" 08/04/2026"))
        assert answer(form, "child_views_date").value == dt.date(2026, 4, 8)
        assert answer(CompletedForm().views_date(struck("01/04/2025")), "child_views_date").state is State.UNCLEAR


class TestNumbersAndChoices:
    @pytest.mark.parametrize(
        ("field", "old", "new", "value"),
        [("total_score", "47", " 52", 52), ("age_score", "10", " 5", 5),
         ("case_status", "CIN", " CP", Choices(("CP",))), ("case_status", "was EH", " CIN", Choices(("CIN",)))],
    )  # fmt: skip
    def test_struck_out_and_written_anew(self, field: str, old: str, new: str, value: object) -> None:
        found = answer(CompletedForm().put(field, paragraph(struck(old), run(new))), field)
        assert (found.value, found.raw) == (value, old + new)
        found = answer(CompletedForm().put(field, paragraph(struck(old))), field)
        assert (found.state, found.raw) == (State.UNCLEAR, old)

    @pytest.mark.parametrize(
        ("written", "value"),
        [
            ([struck("Jo Example"), run(" Example Child")], "Example Child"),
            ([run("Ann "), struck("Old"), run(" New")], "Ann New"),
        ],
    )
    def test_a_name_struck_out_is_nobodys(self, written: list[Element], value: str) -> None:
        found = answer(CompletedForm().put("child_name", paragraph(*written)), "child_name")
        assert (found.state, found.value) == (State.ANSWERED, value)
        assert key(found.raw) == key("".join(text_of(each) for each in written))
        assert answer(CompletedForm().put("child_name", paragraph(struck("Jo Example"))), "child_name").value is None

    def test_a_digit_struck_out_of_a_number(self) -> None:
        form = CompletedForm().put("total_score", paragraph(run("4"), struck("7"), run("2")))
        assert answer(form, "total_score").state is State.UNCLEAR

    def test_a_tick_struck_out_in_a_typed_list(self) -> None:
        form = CompletedForm().put("case_status", paragraph(run("CIN "), struck("x"), run("  CP")))
        assert answer(form, "case_status").state is State.UNCLEAR


class TestEntries:
    @pytest.mark.parametrize(
        "written",
        [
            [struck("1"), run("0")],
            [run("1"), struck("0")],
            [struck("5"), run("10")],
            [struck("1"), run("5")],
            [run("Yes"), struck("no")],
        ],
    )
    def test_a_number_or_word_that_was_struck_out_in_part_says_nothing(self, written: list[Element]) -> None:
        entry = read_form(CompletedForm().factor("sen", [paragraph(*written)]))[0].checklist["sen"]
        assert (entry.state, entry.reason) == (FactorState.UNCLEAR, "a part of it is struck out")

    @pytest.mark.parametrize(
        ("written", "state"),
        [
            ([struck("5"), run(" 10")], FactorState.YES),
            ([run("x "), struck("y")], FactorState.YES),
            ([struck("x"), run(" none")], FactorState.NO),
        ],
    )
    def test_what_is_left_standing_counts(self, written: list[Element], state: FactorState) -> None:
        entry = read_form(CompletedForm().factor("drug_alcohol_abuse", [paragraph(*written)]))[0]
        assert entry.checklist["drug_alcohol_abuse"].state is state


class TestMarks:
    @pytest.mark.parametrize("level", ["no_longer_required", "low", "high"])
    @pytest.mark.parametrize("mark", [" x", " ✓", " Yes"])
    def test_at_a_level(self, level: str, mark: str) -> None:
        form = CompletedForm().choose("outcome", level, after=struck(mark))
        assert answer(form, "outcome").state is State.UNCLEAR
        assert answer(form, "outcome").raw == mark.strip()
        assert "unclear_answer" in codes(form, "outcome")

    def test_another_level_was_marked_instead(self) -> None:
        form = CompletedForm().choose("outcome", "low", after=struck(" x")).choose("outcome", "high", after=" x")
        assert answer(form, "outcome").value == "high"

    def test_marked_again(self) -> None:
        form = CompletedForm().choose("outcome", "low", after=Runs([struck(" x"), run(" ✓")]))
        assert answer(form, "outcome").value == "low"

    @pytest.mark.parametrize("kind", ["CCE", "CSE", "Both"])
    @pytest.mark.parametrize("mark", [" x", "x", " ✓"])
    def test_at_a_type(self, kind: str, mark: str) -> None:
        form = CompletedForm().choose("exploitation_type", kind, under="medium", after=struck(mark))
        assert answer(form, "exploitation_type").state is State.UNCLEAR
        assert answer(form, "outcome").value is None

    def test_a_type_under_another_level_was_marked_instead(self) -> None:
        form = CompletedForm().choose("exploitation_type", "CCE", under="low", after=struck(" x"))
        form.choose("exploitation_type", "CSE", under="high", after=" x")
        assert (answer(form, "outcome").value, answer(form, "exploitation_type").value) == ("high", "CSE")

    def test_a_type_typed_and_struck_out(self) -> None:
        form = CompletedForm()
        form.option("exploitation_type", "Both", "high").addnext(struck(" CSE"))
        assert answer(form, "exploitation_type").state is State.UNCLEAR

    def test_in_a_row(self) -> None:
        form = CompletedForm().rag("low", paragraph(struck("x")))
        assert answer(form, "rag_rating").state is State.UNCLEAR
        assert answer(form.rag("high", "x"), "rag_rating").value == "high"


class TestWordsAreKept:
    def test_a_narrative_keeps_all_its_words(self) -> None:
        form = CompletedForm().put("harm", paragraph(run("Seen "), struck("twice"), run(" once in town.")))
        assert answer(form, "harm").value == "Seen twice once in town."

    def test_nothing_is_lost(self) -> None:
        form = CompletedForm().put("case_status", paragraph(struck("CIN"), run(" CP")))
        form.put("date_completed", paragraph(struck("01/04/2025"), run(" 08/04/2026 first assessment")))
        said = accounted_text(read_form(form)[0])
        assert not [word for word in ("cin", "cp", "01/04/2025", "first") if word not in said]
        assert not unread(form)

    def test_printed_options_that_are_struck_out_leave_the_last_one(self) -> None:
        form = CompletedForm().choose("exploitation_type", "CSE", under="high", others="strike")
        assert answer(form, "exploitation_type").value == "CSE"
