"""Where answers are found: labels lead to them, however the form was rearranged, and nothing that was typed is lost."""

from __future__ import annotations

import datetime as dt
import re
from copy import deepcopy
from typing import TYPE_CHECKING

import pytest

from pipeline.extract.text import key
from pipeline.submission import Answer, Choices, FactorState, State
from tests.documents import serialise
from tests.formbuilder import BELOW, BESIDE, INSIDE, CompletedForm, cells_of, factors, fill, reprefixed, strict, text_of
from tests.reading import accounted_text, answer, codes, factor, layouts, read_form, read_result, unread
from tests.shapes import (
    cell,
    comment_reference,
    control,
    deleted,
    drawn_shape,
    footnote_reference,
    inserted,
    paragraph,
    q,
    row,
    run,
    table,
    text_box,
    tick,
)
from tests.work import assert_grows_with_length

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.shapes import Content, Element

TEXTS = ("demographics", "safeguarding_lead", "team_manager")
NARRATIVES = tuple(BELOW) + tuple(INSIDE)
SAID = "She was seen at the bus station."


def accounted(form: CompletedForm, text: str) -> bool:
    """Return whether a text that stands in the form came out of it, as an answer or as unread."""
    return key(text) in accounted_text(read_form(form)[0])


class TestWhereItBelongs:
    @pytest.mark.parametrize("field", [*TEXTS, *NARRATIVES])
    def test_typed_in_its_box(self, field: str) -> None:
        form = CompletedForm().put(field, SAID)
        found = answer(form, field)
        assert (found.state, found.value) == (State.ANSWERED, SAID)
        assert not unread(form)
        assert others(form, field) == {State.BLANK}

    @pytest.mark.parametrize("field", NARRATIVES)
    def test_several_paragraphs(self, field: str) -> None:
        assert answer(CompletedForm().put(field, "One.\n\nTwo.\nThree."), field).value in (
            "One.\nTwo.\nThree.",
            "One.\n\nTwo.\nThree.",
        )

    @pytest.mark.parametrize("field", NARRATIVES)
    def test_a_line_break_in_a_paragraph(self, field: str) -> None:
        assert answer(CompletedForm().put(field, run("One.\nTwo.")), field).value == "One.\nTwo."

    @pytest.mark.parametrize("field", ["harm", "child_views_good", "team_manager"])
    @pytest.mark.parametrize(
        "content",
        [
            control(SAID),
            control(paragraph(SAID), kind="richText"),
            inserted(SAID),
            paragraph("She was seen ", deleted("twice "), "at the ", inserted("bus "), "station."),
            paragraph(run("She was ", bold=True), run("seen "), run("at the bus station.", italic=True)),
            paragraph(SAID, comment_reference(0)),
            paragraph(SAID, list_level=0),
            text_box(SAID),
        ],
    )
    def test_in_every_shape(self, field: str, content: Content) -> None:
        assert answer(CompletedForm().put(field, content), field).value == SAID

    @pytest.mark.parametrize("field", ["harm", "team_manager"])
    def test_in_a_control_round_its_cell(self, field: str) -> None:
        assert answer(CompletedForm().put(field, control(cell(SAID))), field).value == SAID

    @pytest.mark.parametrize("field", ["harm", "child_views_worries"])
    def test_a_nested_table_is_kept_as_rows(self, field: str) -> None:
        form = CompletedForm().put(
            field, "Vehicles:", table([["Driver", "Car"], ["Unknown", "Black hatchback"]]), "No more."
        )
        assert str(answer(form, field).value).split("\n") == [
            "Vehicles:",
            "Driver\tCar",
            "Unknown\tBlack hatchback",
            "No more.",
        ]

    def test_a_footnote_to_a_narrative(self) -> None:
        form = CompletedForm().put("harm", paragraph(SAID, footnote_reference(1)))
        form.package.add_notes("footnotes", ["by a neighbour"])
        assert str(answer(form, "harm").value).startswith(SAID)
        assert accounted(form, "by a neighbour")

    @pytest.mark.parametrize(
        "text",
        [
            "Name", "Role", "Score", "SEN", "0", "10", "Police", "Education", "Welfare", "DOB", "Notes", "Both",
            "NEET", "x", "?", "Social worker", "Health", "Low concern", "High concern", "Domestic abuse",
            "Bereavement/Loss", "Unmet health needs", "Exploitation team", "What are the complicating factors?",
            "Danger Statements", "Safety Goal", "None.", "N/A", "-", "☐",
        ],
    )  # fmt: skip
    @pytest.mark.parametrize("field", ["harm", "child_views_good", "demographics"])
    def test_words_that_the_form_prints_elsewhere_are_an_answer_here(self, field: str, text: str) -> None:
        assert answer(CompletedForm().put(field, text), field).value == text

    @pytest.mark.parametrize(
        "quoted",
        [
            "Agreed CE review date: 14/04/2026",
            "Name of overseeing Team Manager: Jane Example",
            "Date assessment tool completed. Please include within the initial assessment whether CE has previously "
            "been a concern and the outcome",
            "Consider what the future dangers are if nothing changes or is disrupted?",
        ],
    )
    @pytest.mark.parametrize("field", ["professional_judgement", "parent_response", "transition_pathway"])
    def test_a_line_that_quotes_a_label_is_a_line_of_its_answer(self, field: str, quoted: str) -> None:
        own = {"review_date": "20/04/2026", "team_manager": "Tim Example", "date_completed": "03/03/2026"}
        form = CompletedForm()
        for id_, text in {**own, "future_danger": SAID}.items():
            form.put(id_, text)
        before = {id_: answer(form, id_).value for id_ in (*own, "future_danger")}
        form.put(field, [paragraph("The panel agreed Medium."), paragraph(quoted), paragraph("Police to update.")])
        assert answer(form, field).value == f"The panel agreed Medium.\n{quoted}\nPolice to update."
        assert {id_: answer(form, id_).value for id_ in before} == before

    def test_an_action_that_quotes_a_label_is_an_action(self) -> None:
        form = CompletedForm().put("review_date", "20/04/2026")
        form.actions([["Refer", "Ann", "01/04/2026", ""], ["Agreed CE review date: 14/04/2026", "Cat", "today", ""]])
        assert [each["who"] for each in answer(form, "actions").value] == ["Ann", "Cat"]  # type: ignore[index,union-attr]
        assert answer(form, "review_date").value == dt.date(2026, 4, 20)

    def test_the_prompt_of_its_own_box_again_is_an_answer(self) -> None:
        assert accounted(CompletedForm().put("harm", "Bereavement/Loss: her gran died in May."), "her gran died in May")

    @pytest.mark.parametrize(
        "text", ["{{ name }}", "{% tr %}", "A & B <c>", "“quoted” – ’s", "Ω≈ç √", "👍🏽", "محمد", "a\u0301"]
    )
    def test_signs_are_kept_as_typed(self, text: str) -> None:
        assert answer(CompletedForm().put("harm", text), "harm").value == text

    @pytest.mark.parametrize(
        ("text", "kept"),
        [("a\tb", "a\tb"), ("a\u00a0b", "a\u00a0b"), ("co\u00adoperate", "co\u00adoperate"), (" a  b ", "a  b")],
    )
    def test_white_space_within_a_line(self, text: str, kept: str) -> None:
        found = str(answer(CompletedForm().put("harm", run(text)), "harm").value)
        assert found.split() == kept.split()


class TestOutsideItsBox:
    @pytest.mark.parametrize(
        ("field", "label", "text", "value"),
        [
            ("review_date", "Agreed CE review date:", " 03/03/2026", dt.date(2026, 3, 3)),
            ("case_status", "Child’s/ young person’s Case Status", " CIN", Choices(("CIN",))),
            ("demographics", "Childs Demographics", " Welsh", "Welsh"),
            ("date_of_birth", "DOB", ": 14/05/2011", dt.date(2011, 5, 14)),
            ("child_name", "Child/young person’s Name", ": Example Child", "Example Child"),
            ("age_score", "Age Score:", " 5", 5),
            ("total_score", "TOTAL Score", ": 52", 52),
            ("total_score", "TOTAL Score", " 52 points", 52),
            ("total_score", "TOTAL Score", " = 52", 52),
            ("rag_rating", "RAG Rating", ": Medium", "medium"),
            ("rag_rating", "RAG Rating", " - Amber", "medium"),
            ("rag_rating", "RAG Rating", " (High concern)", "high"),
        ],
    )
    def test_on_the_line_of_the_label(self, field: str, label: str, text: str, value: object) -> None:
        form = CompletedForm()
        form.line(label).append(run(text))
        assert answer(form, field).value == value
        assert not unread(form)

    @pytest.mark.parametrize(
        ("field", "label", "text"),
        [("total_score", "TOTAL Score", ": ?"), ("rag_rating", "RAG Rating", ": TBC"),
         ("rag_rating", "RAG Rating", ": not High"), ("rag_rating", "RAG Rating", ": Low or Medium")],
    )  # fmt: skip
    def test_doubt_on_the_line_of_the_label(self, field: str, label: str, text: str) -> None:
        form = CompletedForm()
        form.line(label).append(run(text))
        assert (answer(form, field).state, answer(form, field).raw) == (State.UNCLEAR, text.strip(": "))

    def test_a_rating_on_the_line_of_its_label_and_another_row_marked(self) -> None:
        form = CompletedForm().rag("low", "x")
        form.line("RAG Rating").append(run(": Medium"))
        assert answer(form, "rag_rating").state is State.UNCLEAR
        form = CompletedForm().rag("low", "x")
        form.line("RAG Rating").append(run(": Low"))
        assert answer(form, "rag_rating").value == "low"

    @pytest.mark.parametrize("text", ["Education: seen in school", "Total score 52", "RAG rating: high"])
    def test_words_like_a_short_label_in_a_narrative(self, text: str) -> None:
        form = CompletedForm().put("harm", text)
        assert answer(form, "harm").value == text
        assert answer(form, "total_score").state is State.BLANK
        assert answer(form, "rag_rating").state is State.BLANK

    @pytest.mark.parametrize("field", [*BELOW])
    def test_in_the_cell_of_the_prompt(self, field: str) -> None:
        form = CompletedForm()
        form.cell(BELOW[field]).append(paragraph(SAID))
        assert answer(form, field).value == SAID
        assert not unread(form)

    @pytest.mark.parametrize("field", ["date_of_birth", "review_date", "safeguarding_lead"])
    def test_under_the_label_in_its_cell(self, field: str) -> None:
        text = "03/03/2026" if "date" in field else SAID
        form = CompletedForm()
        form.cell(BESIDE[field]).append(paragraph(text))
        assert answer(form, field).state is State.ANSWERED
        assert accounted(form, text) or answer(form, field).value == dt.date(2026, 3, 3)

    @pytest.mark.parametrize("field", ["harm", "future_danger", "safety_goal", "professional_judgement"])
    @pytest.mark.parametrize("where", ["above", "below"])
    def test_above_or_below_the_table(self, field: str, where: str) -> None:
        form = CompletedForm()
        place = table_of(form.cell(BELOW[field]))
        (place.addnext if where == "below" else place.addprevious)(paragraph(SAID))
        assert accounted(form, SAID)

    def test_at_the_end_of_the_form(self) -> None:
        form = CompletedForm()
        form.body.insert(len(form.body) - 1, paragraph(SAID))
        assert accounted(form, SAID)
        assert codes(form) & {"unread_text", "read_outside_box"}

    def test_at_the_end_of_a_form_that_is_filled_in(self) -> None:
        form = CompletedForm().put("safety_goal", "Home every night.")
        form.body.insert(len(form.body) - 1, paragraph(SAID))
        assert answer(form, "safety_goal").value == "Home every night."
        assert unread(form) == [SAID]
        assert "unread_text" in codes(form)

    def test_before_the_title(self) -> None:
        form = CompletedForm()
        form.body.insert(0, paragraph(SAID))
        assert unread(form) == [SAID]

    def test_in_the_header_of_the_page(self) -> None:
        form = CompletedForm()
        part = form.package.parts["word/header1.xml"]
        form.package.parts["word/header1.xml"] = part.replace(b"when complete", f"when complete {SAID}".encode())
        assert accounted(form, SAID)

    def test_in_both_places(self) -> None:
        form = CompletedForm().put("harm", "In the box.")
        form.cell(BELOW["harm"]).append(paragraph("Under the prompt."))
        assert accounted(form, "In the box.")
        assert accounted(form, "Under the prompt.")

    def test_in_a_row_added_under_the_box(self) -> None:
        form = CompletedForm().put("harm", "In the box.")
        table_of(form.cell(BELOW["harm"])).append(row(["In a new row."]))
        assert accounted(form, "In the box.")
        assert accounted(form, "In a new row.")

    def test_in_a_column_added_beside_the_box(self) -> None:
        form = CompletedForm().put("child_name", "Example Child")
        form.box("child_name").addnext(cell("known as EC"))
        assert answer(form, "date_of_birth").state is State.BLANK
        assert accounted(form, "Example Child")
        assert accounted(form, "known as EC")


class TestPictures:
    @pytest.mark.parametrize("field", ["harm", "professional_judgement", "team_manager"])
    def test_a_picture_alone_is_said_and_no_answer(self, field: str) -> None:
        form = CompletedForm().put("date_completed", "03/03/2026").put(field, paragraph(drawn_shape("rect")))
        assert answer(form, field).state is State.BLANK
        assert "picture_unread" in codes(form, field)

    def test_a_picture_beside_words_needs_no_word(self) -> None:
        form = CompletedForm().put("harm", paragraph(SAID, drawn_shape("rect")))
        assert answer(form, "harm").value == SAID
        assert "picture_unread" not in codes(form)


class TestPrompts:
    @pytest.mark.parametrize("field", [*BELOW])
    def test_cut_to_the_label_that_the_mapping_knows(self, field: str) -> None:
        form = CompletedForm().put(field, SAID)
        prompt = form.cell(BELOW[field])
        for line in prompt.findall(q("w:p"))[1:]:
            prompt.remove(line)
        first = prompt.find(q("w:p"))
        assert first is not None
        prompt.replace(first, paragraph(label_of(field)))
        assert answer(form, field).value == SAID

    @pytest.mark.parametrize("field", [*BELOW])
    def test_cut_to_less_than_that(self, field: str) -> None:
        form = CompletedForm().put(field, SAID)
        form.cell(BELOW[field])[:] = cell(" ".join(BELOW[field].split()[:3]))[:]
        assert answer(form, field).value == SAID or "not_found" in codes(form, field)
        assert accounted(form, SAID)

    def test_words_changed_in_the_middle(self) -> None:
        form = CompletedForm().put("future_danger", SAID)
        retype(
            form,
            "Consider what the future dangers are",
            "Consider what the future dangers are if nothing is changed or disrupted?",
        )
        assert SAID in str(answer(form, "future_danger").value)

    def test_answers_between_the_questions_of_one_prompt(self) -> None:
        form = CompletedForm()
        retype(
            form,
            "What does the child say are the good",
            "What does the child say are the good things about their life right now? Football. Who do they trust "
            "(trusted adult)? Nan. Who can they talk to? Nobody.",
        )
        assert answer(form, "child_views_good").value == "Football. Nan. Nobody."
        assert not unread(form)

    @pytest.mark.parametrize(
        "label",
        [
            "CHILD/YOUNG PERSON’S NAME",
            "Child/young person's name",
            "Child / young person’s  Name",
            "Child/young person’s Name:",
        ],
    )
    def test_case_quotes_spaces_and_colons_do_not_count(self, label: str) -> None:
        form = CompletedForm().put("child_name", "Example Child")
        retype(form, "Child/young person’s Name", label)
        assert answer(form, "child_name").value == "Example Child"

    @pytest.mark.parametrize("label", ["Date of birth", "D.O.B", "DOB:", "dob"])
    def test_other_wordings_that_the_mapping_knows(self, label: str) -> None:
        form = CompletedForm().put("date_of_birth", "14/05/2011")
        retype(form, "DOB", label)
        assert answer(form, "date_of_birth").value == dt.date(2011, 5, 14)

    @pytest.mark.parametrize("field", ["harm", "team_manager", "review_date", "total_score"])
    def test_deleted_altogether(self, field: str) -> None:
        text = {"review_date": "03/03/2026", "total_score": "57"}.get(field, SAID)
        form = CompletedForm().put(field, text)
        labels = {**BESIDE, **BELOW, "total_score": "TOTAL Score"}
        label = form.cell(labels[field])
        for line in label.findall(q("w:p")):
            label.remove(line)
        label.append(paragraph())
        found = answer(form, field)
        assert found.state in (State.ANSWERED, State.NOT_FOUND)
        assert found.state is State.ANSWERED or "not_found" in codes(form, field)
        assert accounted(form, text) or found.value in (57, dt.date(2026, 3, 3))

    def test_the_bullets_of_a_prompt_deleted(self) -> None:
        form = CompletedForm().put("harm", SAID)
        prompt = form.cell(BELOW["harm"])
        for line in prompt.findall(q("w:p"))[1:9]:
            prompt.remove(line)
        assert answer(form, "harm").value == SAID

    def test_an_answer_written_beside_the_bullets_of_a_prompt(self) -> None:
        form = CompletedForm()
        form.line("Bereavement/Loss").append(run(" – her gran died in May"))
        assert "her gran died in May" in str(answer(form, "harm").value)

    def test_a_prompt_deleted_under_which_the_answer_stands(self) -> None:
        form = CompletedForm().put("child_views_good", SAID)
        form.remove(form.line(INSIDE["child_views_good"]))
        assert accounted(form, SAID)

    def test_a_whole_table_deleted(self) -> None:
        form = CompletedForm().put("future_danger", SAID)
        form.remove(table_of(form.cell(BELOW["harm"])))
        assert answer(form, "harm").state is State.NOT_FOUND
        assert answer(form, "future_danger").value == SAID
        assert "not_found" in codes(form, "harm")

    def test_the_label_and_its_box_in_one_merged_cell(self) -> None:
        form = CompletedForm()
        label = form.cell(BELOW["harm"])
        box = form.box("harm")
        label.extend([paragraph(SAID)])
        form.remove(box.getparent())  # type: ignore[arg-type]
        assert answer(form, "harm").value == SAID


class TestRearranged:
    @pytest.mark.parametrize("at", [0, 5, -2])
    def test_a_table_moved(self, at: int) -> None:
        form = CompletedForm().put("harm", SAID).put("future_danger", "Elsewhere.")
        place = table_of(form.cell(BELOW["harm"]))
        form.body.insert(at, place)
        assert answer(form, "harm").value == SAID
        assert answer(form, "future_danger").value == "Elsewhere."

    def test_the_checklist_moved_to_the_front(self) -> None:
        form = CompletedForm().factors({"sen": "5", "neet": "5"})
        form.body.insert(0, form.checklist())
        assert yes(form) == {"sen", "neet"}

    def test_tables_in_reverse(self) -> None:
        form = CompletedForm()
        for field in (*TEXTS, *NARRATIVES):
            form.put(field, f"{field} {SAID}")
        form.factor("sen", "5")
        for place in form.body.findall(q("w:tbl")):
            form.body.insert(0, place)
        for field in (*TEXTS, *NARRATIVES):
            assert answer(form, field).value == f"{field} {SAID}"
        assert yes(form) == {"sen"}

    def test_rows_reordered(self) -> None:
        form = CompletedForm().factors({"sen": "5", "prevent_channel": "Yes", "looked_after_child": "x"})
        rows = form.checklist().findall(q("w:tr"))
        for made in rows[1:]:
            form.checklist().insert(list(form.checklist()).index(rows[0]) + 1, made)
        assert yes(form) == {"sen", "prevent_channel", "looked_after_child"}
        assert not unread(form)

    def test_a_row_added_with_a_new_factor(self) -> None:
        form = CompletedForm().factor("sen", "5")
        form.row("sen").addnext(row(["", "Gang tattoo", "10", "10", ""]))
        assert yes(form) == {"sen"}
        assert accounted(form, "Gang tattoo")

    def test_an_empty_row_added(self) -> None:
        form = CompletedForm().factor("ehwb_issues", "5").factor("drug_alcohol_abuse", "10")
        form.row("sen").addnext(row([""] * 5))
        assert yes(form) == {"ehwb_issues", "drug_alcohol_abuse"}
        assert not unread(form)

    def test_a_row_deleted(self) -> None:
        form = CompletedForm().factors({"ehwb_issues": "5", "drug_alcohol_abuse": "10"})
        form.remove(form.row("sen"))
        assert yes(form) == {"ehwb_issues", "drug_alcohol_abuse"}
        assert factor(form, "sen").state is FactorState.NOT_FOUND
        assert "factor_missing" in codes(form, "sen")
        assert not read_form(form)[1].complete

    def test_a_row_copied(self) -> None:
        form = CompletedForm().factors({"ehwb_issues": "5", "drug_alcohol_abuse": "10", "sen": "5"})
        form.row("sen").addnext(deepcopy(form.row("sen")))
        assert yes(form) - {"sen"} == {"ehwb_issues", "drug_alcohol_abuse"}
        assert read_form(form)[1].factor_points in (15, 20)
        assert "factor_twice" in codes(form, "sen")

    def test_a_row_copied_with_another_entry(self) -> None:
        form = CompletedForm().factor("sen", "5")
        again = deepcopy(form.row("sen"))
        form.row("sen").addnext(again)
        again.replace(cells_of(again)[3], cell("No"))
        assert factor(form, "sen").state in (FactorState.UNCLEAR, FactorState.NOT_FOUND)
        assert "factor_twice" in codes(form, "sen")

    @pytest.mark.parametrize("where", ["before", "after", "end"])
    def test_an_untouched_copy_of_the_checklist(self, where: str) -> None:
        form = CompletedForm().put("child_name", "A")
        first = form.checklist()
        place = {"before": first.addprevious, "after": first.addnext, "end": form.body[-1].addprevious}[where]
        place(deepcopy(first))
        first.addprevious(paragraph())
        assert {found.state for found in read_form(form)[0].checklist.values()} == {FactorState.BLANK}
        assert {found.entered.strip(" |") for found in read_form(form)[0].checklist.values()} == {""}

    def test_a_copy_of_the_checklist_in_which_one_is_filled_in(self) -> None:
        form = CompletedForm().factors({"sen": "5", "neet": "x"})
        first, second = form.checklist(), deepcopy(CompletedForm().checklist())
        first.addnext(second)
        first.addnext(paragraph())
        assert yes(form) <= {"sen", "neet"}
        assert "factor_twice" in codes(form)
        assert "NEET" not in factor(form, "neet").entered

    @pytest.mark.parametrize("label", ["Is not in education", "NEETs", "Not in education, employment or training"])
    def test_a_label_reworded(self, label: str) -> None:
        form = CompletedForm().factor("neet", "5")
        retype(form, "NEET", label)
        assert factor(form, "neet").state in (FactorState.NOT_FOUND, FactorState.UNCLEAR)
        assert "factor_missing" in codes(form, "neet")
        assert accounted(form, label)

    @pytest.mark.parametrize(
        ("factor_id", "label"),
        [
            ("neet", "Neet"), ("neet", " NEET "), ("neet", "NEET:"), ("self_harm_suicidal", "Self–Harm / Suicidal"),
            ("self_harm_suicidal", "Self-harm/suicidal"), ("self_harm_suicidal", "Self‑Harm/\u200bSuicidal"),
            ("associates_exploited", "associates with other(s)  who are being exploited (sexually or otherwise)"),
        ],
    )  # fmt: skip
    def test_a_label_written_another_way(self, factor_id: str, label: str) -> None:
        form = CompletedForm().factor(factor_id, "5")
        made = form.row(factor_id)
        cells_of(made)[1][:] = cell(label)[:]
        assert factor(form, factor_id).state is FactorState.YES

    @pytest.mark.parametrize("repeat_header", [True, False])
    @pytest.mark.parametrize("at", ["sen", "neet", "prevent_channel"])
    def test_the_checklist_split_in_two(self, at: str, repeat_header: bool) -> None:
        form = CompletedForm().factors({"looked_after_child": "x", "sen": "5", "neet": "5", "prevent_channel": "x"})
        form.factor("sen", notes="EHCP").split_checklist(at, repeat_header=repeat_header)
        assert yes(form) == {"looked_after_child", "sen", "neet", "prevent_channel"}
        assert factor(form, "sen").notes == "EHCP"
        assert not unread(form)

    def test_rows_split_over_a_page_by_a_repeated_header(self) -> None:
        form = CompletedForm().factors({"sen": "5", "neet": "5"})
        form.row("neet").addprevious(deepcopy(form.checklist().findall(q("w:tr"))[0]))
        assert yes(form) == {"sen", "neet"}
        assert not unread(form)

    @pytest.mark.parametrize("order", [[0, 1, 3, 2, 4], [0, 1, 2, 4, 3], [3, 0, 1, 2, 4], [1, 2, 3, 4, 0]])
    def test_columns_moved(self, order: list[int]) -> None:
        form = CompletedForm().factor("sen", "5", "EHCP").factor("wanted_missing", "x")
        for made in form.checklist().findall(q("w:tr")):
            cells = cells_of(made)
            made.extend([cells[index] for index in order])
        found = factor(form, "sen")
        assert (found.state, found.entered, found.notes) == (FactorState.YES, "5", "EHCP")
        assert yes(form) == {"sen", "wanted_missing"}

    def test_a_column_inserted(self) -> None:
        form = CompletedForm().factor("sen", "5", "EHCP")
        for number, made in enumerate(form.checklist().findall(q("w:tr"))):
            cells_of(made)[2].addprevious(cell("Source" if number == 0 else ""))
        found = factor(form, "sen")
        assert (found.state, found.notes) == (FactorState.YES, "EHCP")

    def test_the_notes_column_deleted(self) -> None:
        form = CompletedForm().factor("sen", "5")
        for made in form.checklist().findall(q("w:tr")):
            form.remove(cells_of(made)[4])
        assert yes(form) == {"sen"}

    def test_category_cells_unmerged_and_filled_in(self) -> None:
        form = CompletedForm().factor("sen", "5")
        category = ""
        for made in form.checklist().findall(q("w:tr"))[1:]:
            category = text_of(cells_of(made)[0]) or category
            made.replace(cells_of(made)[0], cell(category))
        assert yes(form) == {"sen"}

    def test_rows_and_cells_in_controls(self) -> None:
        form = CompletedForm().factors({"sen": "5", "neet": tick(), "wanted_missing": tick(round_="cell")})
        for id_ in ("sen", "neet", "wanted_missing", "nrm"):
            made = form.row(id_)
            parent, at = made.getparent(), made.getparent().index(made)  # type: ignore[union-attr]
            assert parent is not None
            parent.insert(at, control(made, kind="group"))
        assert yes(form) == {"sen", "neet", "wanted_missing"}

    def test_the_whole_form_in_one_control(self) -> None:
        form = CompletedForm().put("harm", SAID).factor("sen", "5")
        blocks = form.body[:-1]
        form.body.insert(0, control(*blocks, kind="richText"))
        assert answer(form, "harm").value == SAID
        assert yes(form) == {"sen"}

    def test_rows_deleted_and_inserted_by_tracked_changes(self) -> None:
        form = CompletedForm().factors({"sen": "5", "neet": "5"})
        for made, change in ((form.row("sen"), "del"), (form.row("neet"), "ins")):
            made.insert(0, row([""], change=change)[0])
        assert factor(form, "sen").state is FactorState.NOT_FOUND
        assert factor(form, "neet").state is FactorState.YES

    def test_headings_deleted(self) -> None:
        form = CompletedForm().put("harm", SAID).factor("sen", "5").choose("outcome", "high", after=" ✓")
        for label in ("What are we worried about?", "CEVT Checklist", "Identifying details"):
            form.remove(form.line(label))
        assert answer(form, "harm").value == SAID
        assert yes(form) == {"sen"}
        assert answer(form, "outcome").value == "high"

    def test_everything_the_instructions_say_deleted(self) -> None:
        form = CompletedForm().put("harm", SAID).factor("sen", "5")
        for label in (
            "Instructions for use:",
            "Please refer to the",
            "If further guidance",
            "Please fill in the",
            "If the risk factor",
        ):
            form.remove(form.line(label))
        assert answer(form, "harm").value == SAID
        assert not unread(form)

    def test_empty_paragraphs_added_and_removed(self) -> None:
        form = CompletedForm().put("harm", SAID)
        for block in [made for made in form.body if made.tag == q("w:p") and not text_of(made)]:
            form.remove(block)
        for block in list(form.body.iterchildren(q("w:tbl")))[::2]:
            block.addprevious(paragraph())
            block.addprevious(paragraph(" "))
        assert answer(form, "harm").value == SAID
        assert not unread(form)


class TestTables:
    PEOPLE = (
        ("A. Person", "PC", "Police", "101"),
        ("B. Person", "Social worker", "Social worker/Lead professional", "ext. 2"),
        ("C. Person", "GP", "Health-GP as a minimum plus any other involved health professional", "ext. 3"),
        ("D. Person", "Teacher", "Education", "ext. 4"),
        ("E. Person", "Case manager", "YOS", "ext. 5"),
        ("F. Person", "Placement", "Care home", "ext. 6"),
    )

    def people(self, form: CompletedForm) -> list[tuple[str, ...]]:
        value = answer(form, "agencies").value
        assert isinstance(value, tuple)
        return [tuple(line.values()) for line in value if any(text for id_, text in line.items() if id_ != "agency")]

    @pytest.mark.parametrize("count", [1, 4, 5, 6])
    def test_agencies(self, count: int) -> None:
        form = CompletedForm().agencies(self.PEOPLE[:count])
        assert self.people(form) == list(self.PEOPLE[:count])
        assert not unread(form)

    @pytest.mark.parametrize(
        "role", ["Police", "Social worker", "Lead professional", "Education", "Health", "GP", "Name", "Role", "Agency"]
    )
    def test_a_role_in_words_that_the_form_prints(self, role: str) -> None:
        for number, person in enumerate(self.PEOPLE[:4]):
            lines = [
                person if other != number else (person[0], role, *person[2:])
                for other, person in enumerate(self.PEOPLE[:4])
            ]
            assert self.people(CompletedForm().agencies(lines)) == lines

    @pytest.mark.parametrize("at", [1, 2, 3, 4, 5])
    def test_split_in_two(self, at: int) -> None:
        form = CompletedForm().put("child_name", "A")
        assert answer(split(form, at), "agencies").state is State.BLANK
        form = CompletedForm().agencies(self.PEOPLE[:4])
        assert self.people(split(form, at)) == list(self.PEOPLE[:4])

    def test_columns_moved(self) -> None:
        form = CompletedForm().agencies(self.PEOPLE[:5])
        for made in table_of(form.cell("Contact details")).findall(q("w:tr")):
            cells = cells_of(made)
            made.extend([cells[index] for index in (2, 0, 3, 1)])
        assert self.people(form) == list(self.PEOPLE[:5])

    def test_rows_reordered(self) -> None:
        form = CompletedForm().agencies(self.PEOPLE)
        place = table_of(form.cell("Contact details"))
        header, *rows = place.findall(q("w:tr"))
        for made in rows:
            header.addnext(made)
        assert sorted(self.people(form)) == sorted(self.PEOPLE)

    def test_a_printed_agency_typed_over(self) -> None:
        form = CompletedForm().agencies([("A. Person", "PC", "Police", "101")])
        printed = form.cell("Police")
        printed[:] = cell("British Transport Police")[:]
        assert self.people(form) == [("A. Person", "PC", "British Transport Police", "101")]

    def test_an_untouched_copy_is_no_answer(self) -> None:
        form = CompletedForm().put("child_name", "A")
        first = table_of(form.cell("Contact details"))
        first.addnext(deepcopy(first))
        first.addnext(paragraph())
        form.remove(next(made for made in first.iter(q("w:tr")) if "Social worker/Lead" in text_of(made)))
        assert answer(form, "agencies").state is State.BLANK

    def test_two_people_of_one_agency(self) -> None:
        form = CompletedForm().agencies(self.PEOPLE[:1])
        row_ = form.cell("Police").getparent()
        assert row_ is not None
        row_.addnext(row(["Z. Person", "Sergeant", "Police", "102"]))
        assert self.people(form) == [self.PEOPLE[0], ("Z. Person", "Sergeant", "Police", "102")]

    def test_rows_in_a_repeating_section(self) -> None:
        form = CompletedForm().agencies(self.PEOPLE[:4])
        place = table_of(form.cell("Contact details"))
        items = [control(row(line), kind="repeatingSectionItem") for line in self.PEOPLE[4:]]
        place.append(control(*items, kind="repeatingSection"))
        assert self.people(form) == list(self.PEOPLE)

    @pytest.mark.parametrize("count", [1, 3, 4, 7])
    def test_actions(self, count: int) -> None:
        lines = [
            (f"Do {number}", f"Worker {number}", f"{number}/3/26", f"Done {number}") for number in range(1, count + 1)
        ]
        form = CompletedForm().actions(lines)
        value = answer(form, "actions").value
        assert isinstance(value, tuple)
        assert [tuple(line.values()) for line in value] == lines
        assert not unread(form)

    @pytest.mark.parametrize("text", ["Police", "SEN", "Score", "What needs to happen?", "Education", "Yes"])
    def test_an_action_in_words_that_the_form_prints(self, text: str) -> None:
        form = CompletedForm().actions([(text, "All", "now")])
        value = answer(form, "actions").value
        assert isinstance(value, tuple)
        assert [tuple(line.values())[:3] for line in value] == [(text, "All", "now")]

    def test_gaps_between_actions(self) -> None:
        form = CompletedForm().actions([("One", "A", "now"), ("", "", ""), ("Two", "", "soon")])
        value = answer(form, "actions").value
        assert isinstance(value, tuple)
        filled = [tuple(line.values())[:3] for line in value if any(line.values())]
        assert filled == [("One", "A", "now"), ("Two", "", "soon")]

    def test_an_action_over_several_paragraphs(self) -> None:
        form = CompletedForm().actions([("Find a mentor\nand a club", "A", "now")])
        value = answer(form, "actions").value
        assert isinstance(value, tuple)
        assert str(value[0]["what"]).split("\n") == ["Find a mentor", "and a club"]

    HEADINGS = ("What needs to happen", "By when", "by whom:", "Outcome")

    @pytest.mark.parametrize("order", [(0, 1, 2, 3), (0, 2, 1, 3), (3, 2, 1, 0)])
    def test_typed_headings_are_no_action_and_say_which_column_is_which(self, order: tuple[int, ...]) -> None:
        lines = [self.HEADINGS, ("Refer to CAMHS", "01/04/2026", "Ann", ""), ("Visit", "soon", "Bo", "done")]
        form = CompletedForm().actions([[line[at] for at in order] for line in lines])
        assert answer(form, "actions").value == (
            {"what": "Refer to CAMHS", "who": "Ann", "when": "01/04/2026", "outcome": ""},
            {"what": "Visit", "who": "Bo", "when": "soon", "outcome": "done"},
        )
        assert not unread(form)

    def test_a_column_without_a_heading_keeps_its_place_where_that_is_free(self) -> None:
        form = CompletedForm().actions([("By whom", "What needs to happen", "", ""), ("Ann", "Visit", "soon", "done")])
        assert answer(form, "actions").value == ({"what": "Visit", "who": "Ann", "when": "soon", "outcome": "done"},)
        form = CompletedForm().actions([("What needs to happen", "By when", "", ""), ("Visit", "soon", "Ann", "done")])
        assert answer(form, "actions").value == ({"what": "Visit", "who": "", "when": "soon", "outcome": "done"},)
        assert unread(form) == ["Ann"]

    @pytest.mark.parametrize("first", [("Outcome", "", ""), ("By whom", "Outcome", "now"), ("By whom", "By whom", "")])
    def test_a_row_that_says_something_else_too_is_no_heading(self, first: tuple[str, ...]) -> None:
        form = CompletedForm().actions([first])
        value = answer(form, "actions").value
        assert isinstance(value, tuple)
        assert [tuple(line.values())[:3] for line in value] == [first]

    @pytest.mark.parametrize("headed", [True, False])
    def test_a_column_added_to_number_the_actions(self, headed: bool) -> None:
        lines = [("Refer to CAMHS", "Ann", "01/04/2026", ""), ("Visit", "Bo", "soon", "done")]
        headings = [("What needs to happen", "By whom", "By when", "Outcome")] if headed else []
        form = CompletedForm().actions([*headings, *lines])
        for number, made in enumerate(rows_of_actions(form), start=not headed):
            cells_of(made)[0].addprevious(cell(f"{number}." if number else "No."))
        value = answer(form, "actions").value
        assert isinstance(value, tuple)
        assert [tuple(line.values()) for line in value] == lines
        assert not unread(form)

    def test_a_number_in_a_printed_column_is_read_as_it_stands(self) -> None:
        form = CompletedForm().actions([("1", "Refer to CAMHS", "Ann", "01/04/2026")])
        value = answer(form, "actions").value
        assert isinstance(value, tuple)
        assert tuple(value[0].values()) == ("1", "Refer to CAMHS", "Ann", "01/04/2026")

    def test_a_word_in_an_added_column_alone_is_no_action(self) -> None:
        form = CompletedForm()
        for made in rows_of_actions(form):
            made.append(cell("see notes"))
        assert answer(form, "actions").state is State.BLANK
        assert set(unread(form)) == {"see notes"}


def rows_of_actions(form: CompletedForm) -> list[Element]:
    """Return the rows of the table of actions."""
    place = next(form.line("What needs to happen?").itersiblings(q("w:tbl")))
    return list(place.iterfind(q("w:tr")))


def split(form: CompletedForm, at: int) -> CompletedForm:
    """Split the table of agencies in two, as a page break does in the hands of some."""
    first = table_of(form.cell("Contact details"))
    second = deepcopy(first)
    for made in second.findall(q("w:tr"))[:at]:
        second.remove(made)
    for made in first.findall(q("w:tr"))[at:]:
        first.remove(made)
    first.addnext(second)
    first.addnext(paragraph())
    return form


class TestBesideAnEntry:
    @pytest.mark.parametrize("entry", ["", "5", "x", "?", "No", "see notes"])
    @pytest.mark.parametrize("column", [0, 1, 2])
    def test_words_in_the_cells_beside_are_not_lost(self, column: int, entry: str) -> None:
        form = CompletedForm().put("child_name", "A").factor("sen", entry)
        cells_of(form.row("sen"))[column][-1].append(run(" said in May"))
        assert accounted(form, "said in May")
        assert not entry or accounted(form, entry)

    @pytest.mark.parametrize("entry", ["", "5", "?"])
    def test_a_line_under_the_printed_points_is_not_lost(self, entry: str) -> None:
        form = CompletedForm().put("child_name", "A").factor("sen", entry)
        form.factor_cell("sen", "Yes Score").append(paragraph("said in May"))
        assert accounted(form, "said in May")

    def test_words_beside_a_category_are_not_lost(self) -> None:
        form = CompletedForm().put("child_name", "A")
        form.line("County Lines").append(run(" (none known)"))
        assert accounted(form, "(none known)")

    @pytest.mark.parametrize("label", ["Yes Score", "Score", "Notes"])
    def test_words_in_a_column_header_are_not_lost(self, label: str) -> None:
        form = CompletedForm().factor("sen", "5")
        next(made for made in form.checklist().iter(q("w:p")) if text_of(made) == label).append(run(" (agreed)"))
        assert accounted(form, "agreed")
        assert factor(form, "sen").state is FactorState.YES


class TestWholeForms:
    def test_two_forms_in_one_file_are_reported(self) -> None:
        form = CompletedForm().put("child_name", "Example Child").factor("sen", "5")
        again = [deepcopy(block) for block in form.body[:-1]]
        for block in again:
            form.body.insert(len(form.body) - 1, block)
        assert codes(form) & {"several_children", "factor_twice"}

    def test_a_box_full_of_dates_takes_no_more_than_its_length(self) -> None:
        def reading(number: int) -> Callable[[], Answer]:
            form = CompletedForm().put("date_completed", "03/03/2026" + ", 1/2/26" * number)
            return lambda: answer(form, "date_completed")

        assert_grows_with_length(reading, 1_500)
        assert reading(10_000)().state is State.UNCLEAR

    def test_pending_changes_show_both_totals(self) -> None:
        form = CompletedForm().put("date_of_birth", "1/2/2011").put("date_completed", "3/3/2026")
        form.factors({"wanted_missing": "10", "sen": deleted("5"), "cuckooing": inserted("10")})
        (found,) = [made for made in read_result(form).findings if made.code == "tracked_changes"]
        assert {"25", "20"} <= set(re.findall(r"\d+", f"{found.message} {found.facts}"))

    def test_two_children_in_one_box_are_not_lost(self) -> None:
        form = (
            CompletedForm()
            .put("child_name", "Example Child One\nExample Child Two")
            .put("date_of_birth", "1/2/2011\n3/4/2012")
        )
        found = answer(form, "child_name")
        assert (found.state, found.raw) == (State.UNCLEAR, "Example Child One\nExample Child Two")
        assert "several_children" in codes(form)

    @pytest.mark.parametrize("change", [lambda data: reprefixed(data, "ns0"), strict], ids=["another prefix", "Strict"])
    def test_the_same_form_written_another_way(self, change: Callable[[bytes], bytes]) -> None:
        form = (
            CompletedForm().put("harm", SAID).factors({"sen": "5", "neet": tick()}).choose("outcome", "low", after=" x")
        )
        one, other = read_form(form)[0], read_form(change(form.bytes()))[0]
        assert (one.answers, one.checklist, one.unread) == (other.answers, other.checklist, other.unread)

    def test_every_location_leads_to_its_place(self) -> None:
        form = (
            CompletedForm()
            .put("harm", SAID)
            .factor("sen", "5")
            .put("review_date", "3/3/26")
            .agencies([("A", "B", "Police", "1")])
        )
        assert str(answer(form, "harm").location).startswith("table 8, row 2, column 1")
        assert str(answer(form, "review_date").location).startswith("table 2, row 2, column 2")
        assert str(factor(form, "sen").location).startswith("table 16, row 7, column 4")

    def test_a_blank_answer_has_its_place_too(self) -> None:
        form = CompletedForm().put("child_name", "A")
        assert str(answer(form, "harm").location).startswith("table 8, row 2, column 1")
        assert str(factor(form, "sen").location).startswith("table 16, row 7, column 4")

    def test_a_blank_form_says_so(self) -> None:
        assert codes(CompletedForm()) == {"nothing_filled_in"}
        assert not unread(CompletedForm())

    @pytest.mark.parametrize("text", [" ", "\n\n", "\u00a0", "\t"])
    def test_white_space_is_no_answer(self, text: str) -> None:
        form = CompletedForm()
        for field in (*TEXTS, *NARRATIVES):
            fill(form.box(field), paragraph(run(text)))
        assert codes(form) == {"nothing_filled_in"}

    def test_serialising_changes_nothing(self) -> None:
        form = CompletedForm().put("harm", SAID)
        assert serialise(form.tree()) == serialise(form.tree())


def label_of(field: str) -> str:
    """Return the label by which the mapping finds a field."""
    mapping = next(layout.mapping for layout in layouts().forms if layout.mapping.form.id == "ce_assessment")
    return next(made.label for made in mapping.fields if made.id == field)


def retype(form: CompletedForm, label: str, new: str) -> None:
    """Write another text over the line that begins with ``label``."""
    line = next(
        made
        for made in form.body.iter(q("w:p"))
        if text_of(made).startswith(label) and (label != "NEET" or text_of(made) == label)
    )
    line[:] = paragraph(new)[:]


def table_of(element: Element) -> Element:
    """Return the table that a cell stands in."""
    return next(element.iterancestors(q("w:tbl")))


def yes(form: CompletedForm) -> set[str]:
    """Return the factors that apply."""
    return {id_ for id_, found in read_form(form)[0].checklist.items() if found.state is FactorState.YES}


def others(form: CompletedForm, field: str) -> set[State]:
    """Return the states of all answers but one; tables, which have printed cells, are left out."""
    answers = read_form(form)[0].answers
    return {found.state for id_, found in answers.items() if id_ not in (field, "agencies", "actions")}


class TestLocations:
    """Each box holds its own address: what is read says where it was read."""

    @staticmethod
    def addresses(form: CompletedForm) -> None:
        """Write into every box the place where it stands, counted here and not by the reader."""
        tables = form.body.findall(q("w:tbl"))
        for field in (*TEXTS, *BELOW):
            box = form.box(field)
            form.put(field, address(tables, box))
        for id_ in factors():
            form.factor(id_, "x", address(tables, form.factor_cell(id_)))

    @staticmethod
    def check(form: CompletedForm) -> None:
        submission = read_form(form)[0]
        for field in (*TEXTS, *BELOW):
            found = submission.answers[field]
            assert str(found.location).startswith(str(found.value)), field
        for id_ in factors():
            entry = submission.checklist[id_]
            assert str(entry.location) == entry.notes, id_

    def test_of_the_form_as_printed(self) -> None:
        form = CompletedForm()
        self.addresses(form)
        self.check(form)

    def test_of_a_form_with_rows_and_tables_added(self) -> None:
        form = CompletedForm()
        form.row("sen").addnext(row(["", "Gang tattoo", "10", "", ""]))
        form.body.insert(7, table([["Added", "by hand"]]))
        form.split_checklist("neet")
        self.addresses(form)
        self.check(form)

    def test_of_a_form_with_a_column_added(self) -> None:
        form = CompletedForm()
        for number, made in enumerate(form.checklist().findall(q("w:tr"))):
            cells_of(made)[2].addprevious(cell("Source" if number == 0 else ""))
        self.addresses(form)
        self.check(form)

    def test_of_rows_and_cells_in_controls(self) -> None:
        form = CompletedForm()
        self.addresses(form)
        for id_ in ("sen", "neet", "nrm"):
            wrap(form.row(id_))
        for id_ in ("attendance", "prevent_channel"):
            wrap(form.factor_cell(id_))
        wrap(form.checklist())
        self.check(form)


def wrap(element: Element) -> None:
    """Put a table, row or cell into a content control."""
    parent = element.getparent()
    assert parent is not None
    parent.insert(parent.index(element), control(element, kind="richText"))


def address(tables: list[Element], box: Element) -> str:
    """Count out the place of a cell whose row has no merged cells before it but those that span columns."""
    made = next(box.iterancestors(q("w:tr")))
    place = next(box.iterancestors(q("w:tbl")))
    spans = [found.find(f"{q('w:tcPr')}/{q('w:gridSpan')}") for found in cells_of(made)[: cells_of(made).index(box)]]
    column = 1 + sum(int(span.get(q("w:val"), "1")) if span is not None else 1 for span in spans)
    return f"table {tables.index(place) + 1}, row {place.findall(q('w:tr')).index(made) + 1}, column {column}"
