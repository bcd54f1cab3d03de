"""What a generator of random completed forms found: one small test for each defect that was mended."""

from __future__ import annotations

import pytest

from pipeline.submission import FactorState, State
from tests.formbuilder import CompletedForm, cells_of, isolate, paragraph, row, run, text_of, tick
from tests.reading import answer, codes, factor, unread
from tests.shapes import Inline, Runs, cell, legacy_box, mark_run, q, symbol
from tests.workbookbuilder import filled

SAID = "The child says she feels safe at her nan’s"
STATUSES = ("Early Help", "CIN", "CP", "CLA")


def box_of(kind: str, on: bool) -> Inline:
    if kind == "control":
        return tick(on)
    return legacy_box("1" if on else "0") if kind == "form field" else symbol("F0FE" if on else "F0A8")


def listed(chosen: str, mark: dict[bool, Inline], *, behind: bool = False) -> list[Inline]:
    parts: list[Inline] = []
    for name in STATUSES:
        parts += [f"{name} ", mark[name == chosen], "  "] if behind else [mark[name == chosen], f" {name}  "]
    return parts


class TestStatusesListedInTheBox:
    @pytest.mark.parametrize("behind", [False, True])
    @pytest.mark.parametrize("chosen", STATUSES)
    def test_the_ticked_one(self, chosen: str, *, behind: bool) -> None:
        form = CompletedForm().put("case_status", paragraph(*listed(chosen, {True: "☒", False: "☐"}, behind=behind)))
        assert str(answer(form, "case_status").value) == chosen

    @pytest.mark.parametrize("kind", ["control", "form field", "symbol"])
    def test_with_boxes_of_every_kind(self, kind: str) -> None:
        parts: list[Inline] = []
        for name in STATUSES:
            parts += [box_of(kind, name == "CP"), f" {name}  "]
        assert str(answer(CompletedForm().put("case_status", paragraph(*parts)), "case_status").value) == "CP"

    def test_a_line_each(self) -> None:
        form = CompletedForm().put("case_status", "☐ Early Help\n☐ CIN\n☒ CP\n☐ CLA")
        assert str(answer(form, "case_status").value) == "CP"

    def test_the_others_struck_out(self) -> None:
        parts = [run(f"{name} ", strike=name != "CLA") for name in STATUSES]
        assert str(answer(CompletedForm().put("case_status", paragraph(*parts)), "case_status").value) == "CLA"

    def test_one_highlighted(self) -> None:
        parts = [run(name, highlight="yellow") if name == "CIN" else run(name) for name in STATUSES]
        form = CompletedForm().put("case_status", paragraph(Runs(part for one in parts for part in (one, run(" / ")))))
        assert str(answer(form, "case_status").value) == "CIN"

    def test_no_box_ticked_is_blank(self) -> None:
        form = CompletedForm().put("case_status", "☐ Early Help ☐ CIN ☐ CP ☐ CLA")
        assert answer(form, "case_status").state is State.BLANK

    def test_two_ticked_are_both(self) -> None:
        form = CompletedForm().put("case_status", "☐ Early Help ☒ CIN ☐ CP ☒ CLA")
        assert str(answer(form, "case_status").value) == "CIN, CLA"

    def test_written_with_stops(self) -> None:
        assert str(answer(CompletedForm().put("case_status", "C.I.N."), "case_status").value) == "CIN"


class TestMarksRoundPrint:
    def test_brackets_round_a_level(self) -> None:
        form = CompletedForm()
        form.choose("outcome", "medium", before="[", after="]")
        assert answer(form, "outcome").value == "medium"
        assert unread(form) == []

    def test_a_tick_behind_a_short_label(self) -> None:
        form = CompletedForm()
        label = next(made for made in cells_of(form.row("sen")) if text_of(made) == "SEN")
        label.find(q("w:p")).append(run(" ✓"))  # type: ignore[union-attr]
        assert factor(form, "sen").state is FactorState.YES

    def test_brackets_in_the_label_of_the_status(self) -> None:
        form = CompletedForm()
        option = isolate(form.line("Child’s/ young person’s Case Status"), "Early Help")
        option.addprevious(run("["))
        option.addnext(run("]"))
        assert str(answer(form, "case_status").value) == "Early Help"

    def test_other_levels_struck_out_with_their_types(self) -> None:
        form = CompletedForm().choose("exploitation_type", "CSE", under="high", after=" ✓")
        for under in ("low", "medium"):
            for made in form.option("exploitation_type", "CCE", under).getparent().findall(q("w:r")):  # type: ignore[union-attr]
                mark_run(made, strike=True)
        assert answer(form, "exploitation_type").value == "CSE"


class TestPromptsThatWereCut:
    def test_words_of_the_prompt_in_the_answer_behind_it_stay(self) -> None:
        form = CompletedForm()
        line = form.line("What does the child say are the good things")
        texts = list(line.iter(q("w:t")))
        texts[0].text = f"What does the child say are the good things about their life? {SAID} – and who to talk to"
        assert answer(form, "child_views_good").value == f"{SAID} – and who to talk to"

    def test_a_label_cut_to_what_the_mapping_knows_with_an_answer_behind(self) -> None:
        form = CompletedForm()
        line = form.line("Child’s/ young person’s Case Status")
        next(line.iter(q("w:t"))).text = "Child’s/ young person’s Case Status (CP):"
        assert answer(form, "case_status").state is not State.NOT_FOUND


class TestCellsAndRowsThatWereAdded:
    def test_an_answer_in_a_cell_added_beside_its_box(self) -> None:
        form = CompletedForm()
        form.box("harm").addnext(cell(SAID))
        assert answer(form, "harm").value == SAID
        assert "read_outside_box" in codes(form, "harm")

    def test_a_row_that_lost_the_cell_on_its_left(self) -> None:
        form = CompletedForm().factor("cuckooing", "✓").factor("sen", "☐", "a note")
        for name in ("cuckooing", "sen"):
            made = form.row(name)
            form.remove(cells_of(made)[0])
            made.append(cell())
        assert factor(form, "cuckooing").state is FactorState.YES
        assert factor(form, "sen").state is FactorState.NO
        assert factor(form, "sen").notes == "a note"
        assert unread(form) == []

    def test_factors_sorted_beside_their_categories(self) -> None:
        form = CompletedForm().factors({"sen": "5", "cuckooing": "x"})
        first, second = cells_of(form.row("sen"))[1:], cells_of(form.row("county_line_arrest"))[1:]
        for mine, theirs in zip(first, second, strict=True):
            place = mine.getparent()
            theirs.addprevious(mine)
            place.append(theirs)  # type: ignore[union-attr]
        assert factor(form, "sen").state is FactorState.YES
        assert factor(form, "county_line_arrest").state is FactorState.BLANK
        assert unread(form) == []

    def test_an_answer_beside_its_question_in_a_sheet(self) -> None:
        form = filled({"Narrative!B10": SAID, "Narrative!A2": "Referred by school"})
        assert answer(form, "child_views_worries").value == SAID
        assert answer(form, "assessment_reason").value == "Referred by school"

    def test_a_heading_of_the_checklist_repeated_in_a_row_is_print(self) -> None:
        form = CompletedForm().factor("sen", "5")
        form.row("victim_sexual_crime").addprevious(row([cell("Victim of Crime", span=5)]))
        assert unread(form) == []
        assert factor(form, "sen").state is FactorState.YES


class TestDates:
    @pytest.mark.parametrize("time", [" 10:30", " at 2.15pm", ", 10:30:00"])
    def test_a_time_behind_the_date_is_no_history(self, time: str) -> None:
        form = CompletedForm().put("date_completed", f"12/03/2026{time}")
        assert str(answer(form, "date_completed").value) == "2026-03-12"
        assert answer(form, "previous_ce_concern").state is State.BLANK
