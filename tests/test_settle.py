"""What people settle takes the place of what could not be read, as long as the entry reads as it did."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from pipeline.cases.check import check_settling, open_entries
from pipeline.cases.decision import Decision
from pipeline.cases.entries import raw_entries
from pipeline.cases.settle import settle
from pipeline.errors import UsageProblem
from pipeline.submission import FactorState, Settled, State
from tests.extent import often
from tests.formbuilder import CompletedForm, paragraph, run
from tests.generality import Tool, codes
from tests.reading import DAY
from tests.settling import AT, BY, WHY, decided, read_settled, read_with
from tests.shapes import Element, q

if TYPE_CHECKING:
    from pathlib import Path


def form() -> CompletedForm:
    """Fill in a form on which two rows, the date of birth and the outcome are open."""
    return (
        CompletedForm()
        .put("child_name", "Example Child")
        .put("date_of_birth", "about 2011")
        .put("date_completed", "03/03/2026")
        .factors({"wanted_missing": "10", "sen": "TBC", "neet": "?"})
        .choose("outcome", "medium", before="x ")
        .choose("outcome", "high", before="x ")
    )


def retype(cell: Element, text: str) -> None:
    """Type a text in the place of what stands in a cell."""
    for line in cell.findall(q("w:p")):
        cell.remove(line)
    cell.append(paragraph(text))


SETTLED = Settled(by=BY, at=AT, why=WHY, was="unclear")


class TestWhatIsSettled:
    def test_a_row_counts_as_it_was_settled_and_shows_what_was_entered(self) -> None:
        before, result = read_with(form()), read_settled(form(), {"sen": "yes", "neet": "does not apply"})
        sen = result.submission.checklist["sen"]

        assert (sen.state, sen.entered, sen.settled) == (FactorState.YES, "TBC", SETTLED)
        assert result.submission.checklist["neet"].state is FactorState.NO
        assert (before.assessment.factor_points, result.assessment.factor_points) == (10, 15)
        assert before.assessment.total_max - result.assessment.total_max == 5

    def test_a_date_of_birth_gives_the_age_points(self) -> None:
        result = read_settled(form(), {"date_of_birth": "01/02/2012", "sen": "no", "neet": "no"})
        born = result.submission.answers["date_of_birth"]

        assert (born.state, born.value, born.raw) == (State.ANSWERED, dt.date(2012, 2, 1), "about 2011")
        assert (born.found_by, born.reason, born.settled) == ("settled", "", SETTLED)
        assert (result.assessment.age, result.assessment.total, result.assessment.complete) == (14, 15, True)

    def test_an_outcome_is_the_level(self) -> None:
        result = read_settled(form(), {"outcome": "High Concern"})
        assert (result.submission.answers["outcome"].value, result.assessment.level) == ("high", "high")
        assert "outcome_twice" not in {finding.code for finding in result.findings}

    def test_a_blank_entry_and_the_agreed_review_date_may_be_settled(self) -> None:
        result = read_settled(form(), {"team_manager": "Sam Sample", "review_date": "2026-12-01"})
        answers = result.submission.answers
        assert (answers["team_manager"].value, answers["review_date"].value) == ("Sam Sample", dt.date(2026, 12, 1))
        assert answers["team_manager"].settled == replace(SETTLED, was="blank")

    def test_a_row_that_the_form_lacks_may_be_settled(self) -> None:
        lacking = form()
        lacking.remove(lacking.row("known_to_yos")).remove(lacking.row("nrm"))
        result = read_settled(lacking, {"nrm": "applies"})
        assert result.submission.checklist["nrm"].state is FactorState.YES
        assert [each.field for each in result.findings if each.code == "factor_missing"] == ["known_to_yos"]

    def test_what_was_found_in_reading_gives_way_to_who_settled_it(self) -> None:
        result = read_settled(form(), {"sen": "yes", "date_of_birth": "2012-02-01"})
        said = {each.field: each for each in result.findings if each.code in ("settled", "unclear_answer")}

        assert said["sen"].message == 'SEN: settled as "yes" by Pat Example on 20/11/2026.'
        assert said["sen"].location == result.submission.checklist["sen"].location
        assert said["date_of_birth"].message == "DOB: settled by Pat Example on 20/11/2026."
        assert said["neet"].code == "unclear_answer"

    def test_nothing_else_changes(self) -> None:
        before, after = read_with(form()).submission, read_settled(form(), {"sen": "yes"}).submission
        assert replace(after, checklist={**after.checklist, "sen": before.checklist["sen"]}, findings=()) == replace(
            before, findings=()
        )

    def test_without_decisions_all_is_as_before(self) -> None:
        before = read_with(form())
        assert read_with(form(), []) == before
        settled = settle(before.submission, [], before.mapping)
        assert (settled.submission, settled.lapsed) == (before.submission, ())


class TestWhichDecisionHolds:
    def test_the_later_one(self) -> None:
        read = read_with(form())
        first = decided(read, {"sen": "yes"})
        second = decided(read, {"sen": "no"}, by="Lee Lead", at="2026-11-21T08:00:00+01:00")
        for order in ([*first, *second], [*second, *first]):
            sen = read_with(form(), order).submission.checklist["sen"]
            assert (sen.state, sen.settled) == (
                FactorState.NO,
                Settled(by="Lee Lead", at="2026-11-21T08:00:00+01:00", why=WHY, was="unclear"),
            )

    def test_one_whose_entry_reads_otherwise_now_lapses_and_says_so(self) -> None:
        decisions = decided(read_with(form()), {"sen": "yes", "neet": "yes"})
        again = form()
        retype(again.factor_cell("sen"), "not sure")
        result = read_with(again, decisions)

        assert [each.entry for each in result.lapsed] == ["sen"]
        assert result.submission.checklist["sen"].state is FactorState.UNCLEAR
        assert result.submission.checklist["neet"].state is FactorState.YES
        (found,) = [each for each in result.findings if each.code == "settled_lapsed"]
        assert found.message == (
            "SEN: what Pat Example settled on 20/11/2026 counts no longer, since the entry reads otherwise now."
        )
        assert (found.severity, found.field) == ("ask", "sen")
        assert found.location == result.submission.checklist["sen"].location

    def test_one_that_the_form_says_itself_now_is_no_question(self) -> None:
        decisions = decided(read_with(form()), {"sen": "yes", "date_of_birth": "2012-02-01"})
        again = form()
        retype(again.factor_cell("sen"), "5")
        retype(again.box("date_of_birth"), "1 February 2012")
        result = read_with(again, decisions)

        assert {each.entry for each in result.lapsed} == {"sen", "date_of_birth"}
        codes = {each.code: each.severity for each in result.findings if each.code.startswith("settled")}
        assert codes == {"settled_in_form": "note"}

    def test_white_space_is_no_change(self) -> None:
        decisions = decided(read_with(form()), {"date_of_birth": "2012-02-01"})
        again = form()
        retype(again.box("date_of_birth"), " about\N{NO-BREAK SPACE} 2011 ")
        assert read_with(again, decisions).lapsed == ()

    @pytest.mark.parametrize("entry", ["outcom", "sen@initial", "actions[1].whom", "sen.notes", "total_score", "", "…"])
    def test_one_on_an_entry_that_the_form_does_not_have_lapses(self, entry: str) -> None:
        decision = Decision(entry=entry, value="yes", raw="", by=BY, at=AT)
        result = read_with(form(), [decision])
        assert result.lapsed == (decision,)
        (found,) = [each for each in result.findings if each.code == "settled_lapsed"]
        assert "the form has no such entry to settle" in found.message

    def test_one_whose_value_the_form_no_longer_takes_lapses(self) -> None:
        (decision,) = decided(read_with(form()), {"outcome": "high"})
        result = read_with(form(), [replace(decision, value="extreme")])
        assert [each.entry for each in result.lapsed] == ["outcome"]

    def test_all_lapse_on_a_form_that_was_emptied(self) -> None:
        decisions = decided(read_with(form()), {"team_manager": "Sam Sample"})
        result = read_with(CompletedForm.blank(), decisions)
        assert result.lapsed == tuple(decisions)
        assert result.assessment.is_blank

    def test_a_note_is_what_a_row_without_an_entry_is_bound_to(self) -> None:
        noted = form().factor("attendance", notes="Since May")
        decisions = decided(read_with(noted), {"attendance": "yes"})
        assert read_with(noted, decisions).submission.checklist["attendance"].state is FactorState.YES
        other = form().factor("attendance", notes="Never missed a day")
        assert [each.entry for each in read_with(other, decisions).lapsed] == ["attendance"]

    def test_moved_marks_let_it_lapse(self) -> None:
        decisions = decided(read_with(form()), {"outcome": "high"})
        moved = CompletedForm().put("child_name", "Example Child")
        moved.choose("outcome", "low", before="x ").choose("outcome", "medium", before="x ")
        result = read_with(moved, decisions)
        assert (result.submission.answers["outcome"].state, len(result.lapsed)) == (State.UNCLEAR, 1)

    def test_a_strike_taken_back_lets_it_lapse(self) -> None:
        struck = CompletedForm().factor("sen", run("5", strike=True))
        decisions = decided(read_with(struck), {"sen": "no"})
        assert read_with(struck, decisions).submission.checklist["sen"].state is FactorState.NO
        result = read_with(CompletedForm().factor("sen", "5"), decisions)
        assert (result.submission.checklist["sen"].state, len(result.lapsed)) == (FactorState.YES, 1)


class TestTables:
    def with_actions(self, *rows: tuple[str, ...]) -> CompletedForm:
        return form().actions(rows)

    def test_a_blank_cell_takes_its_value_and_says_who_settled_it(self) -> None:
        result = read_settled(self.with_actions(("Talk", "", "1/4/2026")), {"actions[1].who": "Lee Lead"})
        actions = result.submission.answers["actions"]
        assert actions.value == ({"what": "Talk", "who": "Lee Lead", "when": "1/4/2026", "outcome": ""},)
        assert (actions.found_by, actions.settled) == ("label", None)
        assert actions.cells == {"[1].who": replace(SETTLED, was="blank")}
        (found,) = [each for each in result.findings if each.code == "settled"]
        assert found.message.endswith("row 1, By whom: settled by Pat Example on 20/11/2026.")

    def test_rows_may_follow_those_of_the_form(self) -> None:
        values = {"actions[2].what": "Call", "actions[2].who": "Sam", "actions[3].what": "Visit"}
        result = read_settled(self.with_actions(("Talk", "Lee", "1/4/2026", "")), values)
        rows = result.submission.answers["actions"].value
        assert isinstance(rows, tuple)
        assert [(row["what"], row["who"]) for row in rows] == [("Talk", "Lee"), ("Call", "Sam"), ("Visit", "")]

    def test_the_first_row_of_an_empty_table(self) -> None:
        result = read_settled(form(), {"actions[1].what": "Talk"})
        actions = result.submission.answers["actions"]
        assert actions.value == ({"what": "Talk", "who": "", "when": "", "outcome": ""},)
        assert (actions.state, actions.found_by) == (State.ANSWERED, "settled")

    def test_a_row_put_in_before_lets_it_lapse(self) -> None:
        decisions = decided(read_with(self.with_actions(("Talk", "", "1/4/2026"))), {"actions[1].who": "Lee Lead"})
        other = self.with_actions(("Visit", "", ""), ("Talk", "", "1/4/2026"))
        result = read_with(other, decisions)
        assert [each.entry for each in result.lapsed] == ["actions[1].who"]

    def test_rules_see_it(self) -> None:
        incomplete = self.with_actions(("Talk", "", "1/4/2026"))
        assert "actions_incomplete" in {each.code for each in read_with(incomplete).findings}
        result = read_settled(incomplete, {"actions[1].who": "Lee Lead"})
        assert "actions_incomplete" not in {each.code for each in result.findings}


class TestWhatMayBeSettled:
    def refusal(self, entry: str, value: str = "yes", filled: CompletedForm | None = None) -> UsageProblem:
        result = read_with(filled or form())
        with pytest.raises(UsageProblem) as problem:
            check_settling(result.submission, result.mapping, entry, value, day=DAY)
        assert (problem.value.code, problem.value.exit_code) == ("usage", 2)
        return problem.value

    def test_it_is_told_what_a_decision_is_bound_to(self) -> None:
        result = read_with(form())
        found = check_settling(result.submission, result.mapping, " sen ", " yes ", day=DAY)
        assert (found.entry, found.value, found.raw, found.label) == ("sen", "yes", "TBC", "SEN")
        assert found.decided(by=BY, at=AT) == Decision(entry="sen", value="yes", raw="TBC", by=BY, at=AT)

    def test_unclear_and_missing_entries_come_before_blank_ones(self) -> None:
        result = read_with(form())
        found = open_entries(result.submission, result.mapping)
        assert found[:4] == ["date_of_birth", "outcome", "sen", "neet"]
        assert {"team_manager", "review_date", "actions[1].what", "nrm"} <= set(found)
        assert not {"wanted_missing", "child_name", "total_score", "rag_rating", "age_score"} & set(found)

    def test_what_was_answered_is_corrected_in_the_form(self) -> None:
        said = self.refusal("wanted_missing")
        assert said.what == "Currently Wanted/Missing was read with certainty."
        assert said.remedy.startswith("Correct it in the form and process that again. To be settled are date_of_birth,")

    @pytest.mark.parametrize("entry", ["total_score", "age_score", "rag_rating"])
    def test_results_are_worked_out(self, entry: str) -> None:
        assert "is worked out from the other entries" in self.refusal(entry).what

    def test_a_wrong_entry_is_named_with_the_nearest(self) -> None:
        said = self.refusal("wanted_mising")
        assert said.what == "This form has no entry of that name; did you mean 'wanted_missing'?"
        assert "To be settled are date_of_birth, outcome, sen, neet" in said.remedy

    def test_what_was_typed_in_place_of_an_entry_is_not_repeated(self) -> None:
        assert "Robin" not in str(self.refusal("Robin Invented", "sen"))

    @pytest.mark.parametrize(
        ("entry", "said"),
        [
            ("actions", "Name a cell, such as actions[1].what; its columns are what, who, when, outcome."),
            ("actions[1].whom", "Name a cell, such as actions[1].what"),
            ("sen.notes", "Notes can't be settled."),
            ("actions[2].what", "The next row of its table is 1."),
        ],
    )
    def test_it_says_how_an_entry_is_named(self, entry: str, said: str) -> None:
        assert said in str(self.refusal(entry))

    def test_a_blank_form_has_nothing_to_settle(self) -> None:
        result = read_with(CompletedForm.blank())
        with pytest.raises(UsageProblem, match="Nothing is filled in"):
            check_settling(result.submission, result.mapping, "sen", "yes", day=DAY)

    def test_what_was_settled_may_be_settled_again(self) -> None:
        result = read_settled(form(), {"sen": "yes", "actions[1].what": "Talk"})
        for entry, value in (("sen", "no"), ("actions[1].what", "Call"), ("actions[2].what", "Visit")):
            found = check_settling(result.submission, result.mapping, entry, value, day=DAY)
            assert found.raw == ("TBC" if entry == "sen" else "")

    @pytest.mark.parametrize(
        ("entry", "value", "said"),
        [
            ("date_of_birth", "23/11/2026", "DOB lies in the future."),
            ("date_of_birth", "04/03/2026", "DOB lies after the date completed."),
            ("date_of_birth", "31/02/2012", "DOB: there is no such day."),
            ("date_of_birth", "12 May", "DOB takes a date."),
            ("date_of_birth", "01/02/1812", "DOB: that year"),
            ("sen", "perhaps", "SEN takes yes, no, 5 or 0."),
            ("outcome", "hihg", "Did you mean 'high'?"),
            ("outcome", "low, high", "takes one option"),
            ("team_manager", "  ", "there is nothing to settle it as"),
            ("team_manager", "Sam\x07", "a character that no document can hold"),
        ],
    )
    def test_a_value_that_it_does_not_take_is_refused_without_repeating_it(
        self, entry: str, value: str, said: str
    ) -> None:
        problem = self.refusal(entry, value)
        assert said in str(problem)
        assert value.strip() == "" or value not in str(problem)

    def test_a_date_completed_is_held_against_the_date_of_birth(self) -> None:
        filled = CompletedForm().put("child_name", "Example Child").put("date_of_birth", "01/02/2012")
        assert "before the date of birth" in str(self.refusal("date_completed", "1/1/2012", filled))
        assert "in the future" in str(self.refusal("date_completed", "1/1/2027", filled))
        result = read_settled(filled, {"date_completed": "22/11/2026", "review_date": "01/02/2027"})
        assert result.assessment.age == 14

    def test_settling_leaves_what_stands_in_every_entry(self) -> None:
        before = raw_entries(read_with(form()).submission)
        values = {"sen": "yes", "outcome": "low", "actions[1].what": "Talk", "date_of_birth": "2012-02-01", "nrm": "no"}
        assert raw_entries(read_settled(form(), values).submission) == before


class TestRulesAndChecks:
    def test_two_dates_of_birth_are_one_child_once_one_is_chosen(self) -> None:
        two = form()
        retype(two.box("date_of_birth"), "01/02/2012 or")
        two.box("date_of_birth").append(paragraph("02/01/2012"))
        assert "several_children" in {each.code for each in read_with(two).findings}
        result = read_settled(two, {"date_of_birth": "01/02/2012"})
        assert "several_children" not in {each.code for each in result.findings}

    def test_conditions_go_by_what_was_settled_and_not_by_what_was_typed(self, tmp_path: Path) -> None:
        mapping = """
[[field]]
id = "seen"
kind = "date"
label = "Date seen"

[[rule]]
id = "not_seen"
severity = "must"
when = "not filled('seen') or mentions('seen', 'tbc')"
say = "Nobody has seen the child."
"""
        tool = Tool(tmp_path, mapping, "Home visit of the team", [["Date seen", ""], ["Other words", ""]])
        data = tool.form(("Date seen", 1, "tbc"))
        assert codes(read_with(data, tool=tool)) >= {"not_seen", "unclear_answer"}
        assert codes(read_settled(data, {"seen": "1/2/2026"}, tool)) == {"settled"}

    def test_the_same_asked_twice_is_compared_with_what_was_settled(self, tmp_path: Path) -> None:
        mapping = """
[[field]]
id = "born"
kind = "date"
label = "Date of birth"

[[field]]
id = "born_again"
kind = "date"
label = "Birthday"
same_as = "born"
"""
        tool = Tool(tmp_path, mapping, "Home visit of the team", [["Date of birth", ""], ["Birthday", ""]])
        data = tool.form(("Date of birth", 1, "spring 2012"), ("Birthday", 1, "01/02/2012"))
        assert "values_differ" in codes(read_settled(data, {"born": "03/02/2012"}, tool))
        assert "values_differ" not in codes(read_settled(data, {"born": "01/02/2012"}, tool))


TYPED = st.text("x✓?105 TBCno", max_size=6)


@settings(max_examples=often(15, 60), deadline=None)
@given(st.dictionaries(st.sampled_from(["sen", "neet", "nrm", "attendance", "cuckooing"]), TYPED), TYPED, st.booleans())
def test_settling_all_that_is_unclear_on_any_form_leaves_the_rest_as_read(
    typed: dict[str, str], born: str, applies: bool
) -> None:
    filled = CompletedForm().put("child_name", "Example Child").put("date_of_birth", born).factors(typed)
    before = read_with(filled)
    unclear = {
        name: "yes" if applies else "no"
        for name, row in before.submission.checklist.items()
        if row.state is FactorState.UNCLEAR
    }
    result = read_settled(filled, unclear)
    assert raw_entries(result.submission) == raw_entries(before.submission)
    assert result.submission.answers == before.submission.answers
    rows = result.submission.checklist
    assert {name for name, row in before.submission.checklist.items() if rows[name] != row} == set(unclear)
    assert result.assessment.total_max <= before.assessment.total_max
    assert not {each.field for each in result.findings if each.code == "unclear_answer"} & set(unclear)
