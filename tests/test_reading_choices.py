"""How a choice among printed options reads: outcome, type of exploitation, RAG rating, case status.

Printed formatting is no choice; what stands out against the blank is. Two options that stand out, or all of them, are
unclear, and a choice is never made up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.submission import State
from tests.formbuilder import OUTCOMES, CompletedForm, isolate, text_of
from tests.reading import answer, codes, read_form, read_result, unread
from tests.shapes import (
    Marks,
    deleted,
    drawn_shape,
    footnote_reference,
    inserted,
    legacy_box,
    mark_run,
    paragraph,
    q,
    run,
    symbol,
    text_box,
    tick,
    w,
)

if TYPE_CHECKING:
    from tests.shapes import Inline

LEVELS = ["no_longer_required", "low", "medium", "high"]
STANDING_OUT: dict[str, Marks] = {
    "highlight": {"highlight": "yellow"},
    "another highlight": {"highlight": "cyan"},
    "shading": {"shade": "FFFF00"},
    "underline": {"underline": True},
    "ring": {"ringed": True},
    "highlight and bold": {"highlight": "yellow", "bold": True},
}
BESIDE: dict[str, Inline] = {
    "tick": " ✓", "heavy tick": "✔", "ticked box": " ☑", "crossed box": "☒", "root": " √", "emoji tick": " ✅",
    "x": " x", "X": " X", "x in brackets": " (x)", "yes": " Yes",
    "yes after a dash": " - yes", "control": tick(), "symbol": symbol("F0FC"),
    "symbol box": symbol("F0FE"), "letter in Wingdings": run("ü", font="Wingdings"), "legacy box": legacy_box(),
    "insertion": inserted(" ✓"), "bold tick": run(" ✓", bold=True),
}  # fmt: skip


class TestOutcome:
    @pytest.mark.parametrize("level", LEVELS)
    @pytest.mark.parametrize("marks", STANDING_OUT.values(), ids=STANDING_OUT)
    def test_a_line_that_stands_out(self, level: str, marks: Marks) -> None:
        assert chosen(CompletedForm().choose("outcome", level, **marks)) == level

    @pytest.mark.parametrize("level", ["no_longer_required", "medium"])
    @pytest.mark.parametrize("mark", BESIDE.values(), ids=BESIDE)
    def test_a_mark_after_the_line(self, level: str, mark: Inline) -> None:
        form = CompletedForm().choose("outcome", level, after=mark)
        assert chosen(form) == level
        assert not unread(form)

    @pytest.mark.parametrize("level", LEVELS)
    @pytest.mark.parametrize("mark", ["✓ ", "x ", "☒ ", "X\t", tick(), symbol("F0FE"), legacy_box()])
    def test_a_mark_before_the_line(self, level: str, mark: Inline) -> None:
        form = CompletedForm().choose("outcome", level, before=mark)
        assert chosen(form) == level
        assert not unread(form)

    @pytest.mark.parametrize("level", LEVELS)
    def test_a_highlight_on_the_first_words_only(self, level: str) -> None:
        form = CompletedForm()
        words = {"no_longer_required": "CE Pathway"}.get(level, OUTCOMES[level].split(":")[0])
        mark_run(isolate(form.line(OUTCOMES[level]), words), highlight="yellow")
        assert answer(form, "outcome").value in (level, None)

    @pytest.mark.parametrize("level", ["low", "medium", "high"])
    @pytest.mark.parametrize("marks", STANDING_OUT.values(), ids=STANDING_OUT)
    def test_only_the_word_for_the_level_stands_out(self, level: str, marks: Marks) -> None:
        form = CompletedForm()
        mark_run(isolate(form.line(OUTCOMES[level]), level.title()), **marks)
        assert chosen(form) == level

    def test_the_words_for_two_levels_highlighted_are_unclear(self) -> None:
        form = CompletedForm()
        for level in ("low", "high"):
            mark_run(isolate(form.line(OUTCOMES[level]), level.title()), highlight="yellow")
        assert answer(form, "outcome").state is State.UNCLEAR

    def test_the_words_for_the_other_levels_struck_out(self) -> None:
        form = CompletedForm().choose("outcome", "no_longer_required", strike=True)
        for level in ("low", "high"):
            mark_run(isolate(form.line(OUTCOMES[level]), level.title()), strike=True)
        assert chosen(form) == "medium"

    @pytest.mark.parametrize("level", LEVELS)
    def test_a_highlighted_description(self, level: str) -> None:
        form = CompletedForm()
        description = described(form, level)
        mark_run(isolate(description, text_of(description)), highlight="yellow")
        assert chosen(form) == level

    @pytest.mark.parametrize("level", LEVELS)
    def test_a_whole_block_in_bold(self, level: str) -> None:
        form = CompletedForm()
        description = described(form, level)
        mark_run(isolate(description, text_of(description)), bold=True)
        assert answer(form, "outcome").value in (level, None)

    @pytest.mark.parametrize("level", LEVELS)
    @pytest.mark.parametrize("how", ["strike", "double_strike"])
    def test_the_others_struck_out(self, level: str, how: str) -> None:
        form = CompletedForm()
        for other in set(LEVELS) - {level}:
            for line in block(form, other):
                for made in line.findall(q("w:r")):
                    mark_run(made, **{how: True})  # type: ignore[arg-type]
        assert chosen(form) == level

    @pytest.mark.parametrize("level", LEVELS)
    def test_the_headings_of_the_others_struck_out(self, level: str) -> None:
        form = CompletedForm()
        for other in set(LEVELS) - {level}:
            form.choose("outcome", other, strike=True)
        assert chosen(form) == level

    @pytest.mark.parametrize("level", LEVELS)
    def test_the_others_deleted(self, level: str) -> None:
        form = CompletedForm()
        for other in set(LEVELS) - {level}:
            for line in block(form, other):
                form.remove(line)
        assert chosen(form) == level

    @pytest.mark.parametrize("level", LEVELS)
    def test_the_others_deleted_by_a_tracked_change(self, level: str) -> None:
        form = CompletedForm()
        for other in set(LEVELS) - {level}:
            for line in block(form, other):
                line[:] = [w("pPr", w("rPr", w("del", author="A"))), deleted(text_of(line))]
        assert chosen(form) == level

    def test_boxes_at_every_level(self) -> None:
        form = CompletedForm()
        for level in LEVELS:
            form.choose("outcome", level, before=tick(level == "medium"))
        assert chosen(form) == "medium"

    def test_glyphs_at_every_level(self) -> None:
        form = CompletedForm()
        for level in LEVELS:
            form.choose("outcome", level, after=" ☒" if level == "low" else " ☐")
        assert chosen(form) == "low"
        assert not unread(form)

    @pytest.mark.parametrize("typed", ["High", "high concern", "HIGH", "Medium", "Moderate", "Low", "Significant"])
    def test_the_level_typed_after_the_heading(self, typed: str) -> None:
        form = CompletedForm()
        form.line("Assessment Outcome").append(run(f": {typed}"))
        wanted = {"h": "high", "m": "medium", "l": "low", "s": "high"}[typed[0].lower()]
        assert answer(form, "outcome").value == wanted or typed in " ".join(unread(form))

    def test_nothing_marked_is_blank(self) -> None:
        form = CompletedForm().put("child_name", "Example Child")
        assert answer(form, "outcome").state is State.BLANK
        assert answer(form, "exploitation_type").state is State.BLANK

    @pytest.mark.parametrize("marks", STANDING_OUT.values(), ids=STANDING_OUT)
    def test_all_marked_is_unclear(self, marks: Marks) -> None:
        form = CompletedForm()
        for level in LEVELS:
            form.choose("outcome", level, **marks)
        assert answer(form, "outcome").state is State.UNCLEAR

    @pytest.mark.parametrize("marks", STANDING_OUT.values(), ids=STANDING_OUT)
    def test_two_marked_is_unclear(self, marks: Marks) -> None:
        form = CompletedForm().choose("outcome", "low", **marks).choose("outcome", "high", **marks)
        assert answer(form, "outcome").state is State.UNCLEAR
        assert "unclear_answer" in codes(form, "outcome") or "outcome_twice" in codes(form)

    def test_two_ticked_is_unclear(self) -> None:
        form = CompletedForm().choose("outcome", "low", after=" ✓").choose("outcome", "high", after=" ✓")
        assert answer(form, "outcome").state is State.UNCLEAR

    def test_a_doubt_is_unclear_or_left_unread(self) -> None:
        form = CompletedForm().choose("outcome", "high", after=" ?")
        assert answer(form, "outcome").state is State.UNCLEAR or unread(form)
        assert answer(form, "outcome").value is None

    def test_all_struck_out_is_no_choice(self) -> None:
        form = CompletedForm()
        for level in LEVELS:
            form.choose("outcome", level, strike=True)
        assert answer(form, "outcome").state in (State.UNCLEAR, State.BLANK)

    def test_one_of_four_struck_out_is_no_choice(self) -> None:
        form = CompletedForm().choose("outcome", "low", strike=True)
        assert answer(form, "outcome").value is None

    @pytest.mark.parametrize("words", [" - not agreed", " (previously)", " ?"])
    def test_a_denial_at_the_level_left_over_is_unclear(self, words: str) -> None:
        form = CompletedForm().choose("outcome", "high", after=words)
        for other in ("no_longer_required", "low", "medium"):
            form.choose("outcome", other, strike=True)
        assert answer(form, "outcome").state is State.UNCLEAR
        assert answer(form, "outcome").raw == words.strip(" -")

    def test_a_ring_drawn_round_a_level_is_reported(self) -> None:
        form = CompletedForm().put("child_name", "A").choose("outcome", "high", after=drawn_shape())
        assert answer(form, "outcome").value is None
        assert "drawing_near_choice" in codes(form)

    def test_a_text_box_beside_a_level_is_not_lost(self) -> None:
        form = CompletedForm().choose("outcome", "high", after=text_box("agreed on 3 March"))
        assert "agreed on 3 March" in " ".join([answer(form, "outcome").raw, *unread(form)])

    def test_a_footnote_to_a_level_is_not_lost(self) -> None:
        form = CompletedForm().choose("outcome", "high", highlight="yellow", after=footnote_reference(1))
        form.package.add_notes("footnotes", ["by majority"])
        assert "by majority" in " ".join([answer(form, "outcome").raw, *unread(form)])

    def test_words_typed_under_a_level_are_not_lost(self) -> None:
        form = CompletedForm().choose("outcome", "high", highlight="yellow")
        described(form, "high").addnext(paragraph("The team was unanimous."))
        assert chosen(form) == "high"
        assert "The team was unanimous." in " ".join([answer(form, "outcome").raw, *unread(form)])

    def test_the_level_follows_the_outcome(self) -> None:
        assessment = read_form(CompletedForm().choose("outcome", "high", after=" ✓").factor("sen", "5"))[1]
        assert (assessment.rag, assessment.level) == ("low", "high")


class TestType:
    @pytest.mark.parametrize("kind", ["CCE", "CSE", "Both"])
    @pytest.mark.parametrize("marks", [*STANDING_OUT.values(), {"bold": True}], ids=[*STANDING_OUT, "bold"])
    def test_a_type_that_stands_out_chooses_its_level_too(self, kind: str, marks: Marks) -> None:
        assert both(CompletedForm().choose("exploitation_type", kind, under="medium", **marks)) == ("medium", kind)

    @pytest.mark.parametrize("kind", ["CCE", "CSE", "Both"])
    @pytest.mark.parametrize("mark", BESIDE.values(), ids=BESIDE)
    def test_a_mark_after_a_type(self, kind: str, mark: Inline) -> None:
        form = CompletedForm().choose("exploitation_type", kind, under="high", after=mark)
        assert both(form) == ("high", kind)
        assert not unread(form)

    @pytest.mark.parametrize("kind", ["CCE", "CSE", "Both"])
    @pytest.mark.parametrize("mark", ["✓ ", "x ", "☒ ", "☑", tick(), symbol("F0FE"), legacy_box()])
    def test_a_box_before_every_type(self, kind: str, mark: Inline) -> None:
        empty = {"✓ ": "☐ ", "x ": "☐ ", "☒ ": "☐ ", "☑": "☐"}.get(mark, "") if isinstance(mark, str) else tick(False)
        form = CompletedForm()
        for other in ("CCE", "CSE", "Both"):
            form.choose("exploitation_type", other, under="low", before=mark if other == kind else empty)
        assert both(form) == ("low", kind)

    @pytest.mark.parametrize("kind", ["CCE", "CSE", "Both"])
    def test_boxes_under_every_level(self, kind: str) -> None:
        form = CompletedForm()
        for level in ("low", "medium", "high"):
            for other in ("CCE", "CSE", "Both"):
                form.choose("exploitation_type", other, under=level, after=tick((level, other) == ("high", kind)))
        assert both(form) == ("high", kind)

    @pytest.mark.parametrize("kind", ["CCE", "CSE", "Both"])
    @pytest.mark.parametrize("others", ["strike", "double_strike", "delete"])
    def test_the_others_struck_out_or_deleted(self, kind: str, others: str) -> None:
        assert both(CompletedForm().choose("exploitation_type", kind, under="high", others=others)) == ("high", kind)

    @pytest.mark.parametrize("kind", ["CCE", "CSE", "Both"])
    @pytest.mark.parametrize("pair", ["()", "[]", "**", "<>", "“”"])
    def test_brackets(self, kind: str, pair: str) -> None:
        form = CompletedForm().choose("exploitation_type", kind, under="high", before=pair[0], after=pair[1])
        assert both(form) == ("high", kind)

    @pytest.mark.parametrize(
        ("typed", "kind"), [("CCE", "CCE"), (" - CSE", "CSE"), (": Both", "Both"), (" = both", "Both")]
    )
    def test_the_type_typed_again_at_the_end_of_the_line(self, typed: str, kind: str) -> None:
        form = CompletedForm()
        form.option("exploitation_type", "Both", "high").addnext(run(f"\t{typed}"))
        assert answer(form, "exploitation_type").value == kind or typed.strip(" -:=") in " ".join(unread(form))

    @pytest.mark.parametrize(
        ("typed", "kind"),
        [
            (" CCE x", "CCE"), (" CCE ✓", "CCE"), (" ✓ CCE", "CCE"), (" CSE x", "CSE"), (" CSE ✓", "CSE"),
            (" [x] CCE", "CCE"), (" ☒ CCE ☐ CSE", "CCE"), ("\tCCE ☒ CSE ☐ Both ☐", "CCE"), (" ☐ CCE ☒ CSE", "CSE"),
            (" CCE ☐ CSE ☐ Both ☒", "Both"),
        ],
    )  # fmt: skip
    def test_a_mark_beside_a_type_that_was_typed_again(self, typed: str, kind: str) -> None:
        form = CompletedForm()
        form.option("exploitation_type", "Both", "medium").addnext(run(typed))
        assert both(form) == ("medium", kind)
        assert not unread(form)

    @pytest.mark.parametrize("typed", [" CCE x CSE x", " no CCE x", " CCE x, not CSE x"])
    def test_marks_beside_several_typed_types_or_with_a_denial_are_unclear(self, typed: str) -> None:
        form = CompletedForm()
        form.option("exploitation_type", "Both", "medium").addnext(run(typed))
        assert answer(form, "exploitation_type").state is State.UNCLEAR

    @pytest.mark.parametrize(
        "typed",
        [
            "no CSE", "not CSE", "CSE - no", "CSE: No", "CSE ruled out", "no evidence of CSE", "CSE?", "CCE denied",
            "CCE - not known", "neither CCE nor CSE", "was CCE", "CCE or CSE", "no Both",
        ],
    )  # fmt: skip
    @pytest.mark.parametrize("before", [" ", ": ", "\t"])
    def test_a_denial_in_place_of_the_printed_types_is_unclear(self, typed: str, before: str) -> None:
        form = with_types(before + typed)
        found = answer(form, "exploitation_type")
        assert found.state is State.UNCLEAR
        assert answer(form, "outcome").value is None

    @pytest.mark.parametrize("typed", [" n/a", " - no", " CCE ☐ CSE ☐", " none"])
    def test_a_no_behind_the_types_is_not_lost(self, typed: str) -> None:
        form = CompletedForm()
        form.option("exploitation_type", "Both", "medium").addnext(run(typed))
        assert answer(form, "exploitation_type").state is State.BLANK
        assert typed.strip(" -") in " ".join([answer(form, "exploitation_type").raw, *unread(form)])

    @pytest.mark.parametrize("typed", ["TBC", "none", "No", "not applicable", "n/k", "unknown"])
    def test_words_in_place_of_the_printed_types_are_not_lost(self, typed: str) -> None:
        form = with_types(f": {typed}")
        assert answer(form, "exploitation_type").value is None
        said = [answer(form, "exploitation_type").raw, answer(form, "outcome").raw, *unread(form)]
        assert typed in " ".join(said)

    @pytest.mark.parametrize("typed", ["CCE and CSE", "CCE & CSE", "CSE/CCE", "CCE/CSE", "CSE and CCE", "both"])
    def test_both_in_other_words_in_place_of_the_printed_types(self, typed: str) -> None:
        assert both(with_types(f": {typed}")) == ("medium", "Both")

    @pytest.mark.parametrize("typed", ["CSE", "CSE (online)", "- CSE", "CSE ✓", "CSE - yes", "x CSE"])
    def test_one_type_in_place_of_the_printed_ones(self, typed: str) -> None:
        assert both(with_types(f" {typed}")) == ("medium", "CSE")

    def test_the_types_in_runs_of_their_own(self) -> None:
        form = CompletedForm()
        for level in ("low", "medium", "high"):
            for kind in ("CCE", "CSE", "Both"):
                form.option("exploitation_type", kind, level)
        assert both(form.choose("exploitation_type", "CSE", under="low", highlight="yellow")) == ("low", "CSE")

    def test_the_outcome_and_the_type_under_it_agree(self) -> None:
        form = (
            CompletedForm()
            .choose("outcome", "high", highlight="yellow")
            .choose("exploitation_type", "CSE", under="high", after=" x")
        )
        assert both(form) == ("high", "CSE")

    def test_a_type_under_another_level_is_not_taken_silently(self) -> None:
        form = (
            CompletedForm()
            .choose("outcome", "high", highlight="yellow")
            .choose("exploitation_type", "CSE", under="low", after=" x")
        )
        assert answer(form, "outcome").value != "low"
        assert codes(form) & {"type_elsewhere", "unclear_answer"}

    def test_types_under_two_levels_are_unclear(self) -> None:
        form = CompletedForm()
        for level in ("low", "high"):
            form.choose("exploitation_type", "CCE", under=level, after=" ✓")
        assert answer(form, "outcome").state is State.UNCLEAR

    def test_two_types_are_unclear(self) -> None:
        form = CompletedForm()
        for kind in ("CCE", "CSE"):
            form.choose("exploitation_type", kind, under="high", after=" ✓")
        assert answer(form, "exploitation_type").state is State.UNCLEAR
        assert answer(form, "outcome").value == "high" or answer(form, "outcome").state is State.UNCLEAR

    def test_all_types_alike_are_unclear(self) -> None:
        form = CompletedForm().choose("outcome", "high", after=" ✓")
        for kind in ("CCE", "CSE", "Both"):
            form.choose("exploitation_type", kind, under="high", highlight="yellow")
        assert answer(form, "exploitation_type").state is State.UNCLEAR

    def test_an_outcome_without_a_type(self) -> None:
        form = CompletedForm().choose("outcome", "high", after=" ✓")
        assert answer(form, "exploitation_type").state is State.BLANK

    def test_empty_boxes_are_no_choice(self) -> None:
        form = CompletedForm().put("child_name", "Example Child")
        for level in ("low", "medium", "high"):
            for kind in ("CCE", "CSE", "Both"):
                form.choose("exploitation_type", kind, under=level, after=" ☐")
        assert answer(form, "outcome").state is State.BLANK
        assert answer(form, "exploitation_type").state is State.BLANK
        assert not unread(form)

    def test_a_tick_taken_back_by_a_tracked_change(self) -> None:
        form = CompletedForm().choose("exploitation_type", "CCE", under="low", after=deleted(" ✓"))
        form.choose("exploitation_type", "CSE", under="high", after=inserted(" ✓"))
        assert both(form) == ("high", "CSE")

    @pytest.mark.parametrize("words", [" (thought likely)", " – online only", " suspected"])
    def test_words_beside_a_type_are_not_lost(self, words: str) -> None:
        form = CompletedForm().choose("exploitation_type", "CSE", under="high", highlight="yellow", after=words)
        found = answer(form, "exploitation_type")
        assert found.value == "CSE" or found.state is State.UNCLEAR
        assert words.strip(" –()") in " ".join([found.raw, answer(form, "outcome").raw, *unread(form)])


class TestRag:
    @pytest.mark.parametrize("band", ["low", "medium", "high"])
    @pytest.mark.parametrize("entry", ["x", "X", "✓", "☒", "Yes", tick(), symbol("F0FC"), "✅"])
    def test_a_mark_in_its_row(self, band: str, entry: Inline) -> None:
        form = CompletedForm().rag(band, entry if isinstance(entry, str) else paragraph(entry))
        assert answer(form, "rag_rating").value == band
        assert not unread(form)

    @pytest.mark.parametrize("band", ["low", "medium", "high"])
    def test_the_name_of_the_band_in_its_row(self, band: str) -> None:
        assert answer(CompletedForm().rag(band, band.title()), "rag_rating").value == band

    @pytest.mark.parametrize("band", ["low", "medium", "high"])
    def test_the_name_of_the_band_highlighted(self, band: str) -> None:
        form = CompletedForm()
        label = form.line(f"{band.title()} concern") if band != "low" else form.cell("Low concern")
        mark_run(isolate(label, text_of(label)), highlight="yellow")
        assert answer(form, "rag_rating").value == band

    def test_printed_colours_are_no_choice(self) -> None:
        assert answer(CompletedForm().put("child_name", "A"), "rag_rating").state is State.BLANK

    def test_boxes_in_every_row(self) -> None:
        form = CompletedForm()
        for band in ("low", "medium", "high"):
            form.rag(band, tick(band == "medium"))
        assert answer(form, "rag_rating").value == "medium"

    def test_two_rows_marked_are_unclear(self) -> None:
        assert answer(CompletedForm().rag("low").rag("high"), "rag_rating").state is State.UNCLEAR

    def test_another_rating_than_the_total_gives_is_shown(self) -> None:
        form = CompletedForm().put("date_of_birth", "1/2/2011").put("date_completed", "1/3/2026").factor("sen", "5")
        assert "rag_differs" in codes(form.rag("high"))

    @pytest.mark.parametrize(
        "entry",
        [
            "x", "Yes - agreed", "✓ (provisional)", "✓ (provisional, up to High concern)", "☒ (provisional)", "Medium",
            "Medium concern", "MEDIUM", "Amber", "52", "52 points",
            "Total 52", "41-70", "yes", "*", "←", "agreed", "(x)", "x - with the Team Manager",
        ],
    )  # fmt: skip
    def test_what_chooses_its_row(self, entry: str) -> None:
        form = CompletedForm().rag("medium", entry)
        assert answer(form, "rag_rating").value == "medium"
        assert not unread(form)

    @pytest.mark.parametrize("entry", ["-", "–", "--", "None", "nil", "No", "N/A", "Not met", "0"])
    def test_a_no_in_its_row(self, entry: str) -> None:
        form = CompletedForm().rag("medium", entry)
        assert (answer(form, "rag_rating").state, answer(form, "rag_rating").raw) == (State.BLANK, entry)
        assert answer(form.rag("low", "-").rag("high", "x"), "rag_rating").value == "high"

    @pytest.mark.parametrize(
        "entry",
        [
            "?", "TBC", "n/k", "not yet", "see above", "Previously", "was medium", "High", "RED", "not Medium", "72",
            "yes?", "✓ ?", "Yes (High)", "maybe", "40", "to be discussed", "Medium or High",
        ],
    )  # fmt: skip
    def test_words_that_leave_its_row_open(self, entry: str) -> None:
        found = answer(CompletedForm().rag("medium", entry), "rag_rating")
        assert (found.state, found.raw) == (State.UNCLEAR, entry)

    def test_a_total_in_the_row_is_not_lost(self) -> None:
        form = CompletedForm().rag("medium", "52")
        assert "52" in " ".join([answer(form, "rag_rating").raw, *unread(form)])


class TestCaseStatus:
    @pytest.mark.parametrize(
        ("typed", "status"),
        [
            ("Early Help", "Early Help"), ("early help", "Early Help"), ("EH", "Early Help"), ("CIN", "CIN"),
            ("cin", "CIN"), ("Child in Need", "CIN"), ("CP", "CP"), ("Child Protection", "CP"), ("CP plan", "CP"),
            ("Child protection plan", "CP"), ("CLA", "CLA"), ("LAC", "CLA"),
            ("Looked after", "CLA"), ("CLA since 2024", "CLA"),
            ("CIN (since May)", "CIN"), (" CIN ", "CIN"), ("CIN\n", "CIN"),
        ],
    )  # fmt: skip
    def test_typed(self, typed: str, status: str) -> None:
        assert str(answer(CompletedForm().put("case_status", typed), "case_status").value) == status

    @pytest.mark.parametrize("marks", [*STANDING_OUT.values(), {"bold": True}], ids=[*STANDING_OUT, "bold"])
    @pytest.mark.parametrize("status", ["Early Help", "CIN", "CP", "CLA"])
    def test_marked_in_the_label(self, status: str, marks: Marks) -> None:
        assert str(answer(CompletedForm().choose("case_status", status, **marks), "case_status").value) == status

    @pytest.mark.parametrize("typed", ["CIN and CP", "CIN/CP", "CIN, CP"])
    def test_several(self, typed: str) -> None:
        value = str(answer(CompletedForm().put("case_status", typed), "case_status").value)
        assert "CIN" in value
        assert "CP" in value

    @pytest.mark.parametrize(
        "typed",
        [
            "Stepped down from CIN to Early Help", "Early Help - stepped down from CIN", "CP - now CIN", "CP→CIN",
            "CP -> CIN", "CP > CIN", "CIN (CP ended)", "CIN, sibling is CP", "Historical CP, now CIN", "CP, then CIN",
            "EH (referral to CIN made)", "EH - CIN refused", "CP ended March 2025", "Neither CIN nor CP",
            "Parent declined Early Help", "Early Help / CIN / CP / CLA", "(Early Help, CIN, CP, CLA)", "CIN ended",
            "sibling CP", "CP conference booked", "CIN until March 2025", "CP requested", "EH, CIN from March",
        ],
    )  # fmt: skip
    def test_words_on_the_past_on_others_or_on_what_was_refused_are_unclear(self, typed: str) -> None:
        found = answer(CompletedForm().put("case_status", typed), "case_status")
        assert (found.state, found.raw) == (State.UNCLEAR, typed)

    @pytest.mark.parametrize(
        ("typed", "status"),
        [
            ("CIN from March 2025", "CIN"), ("CIN (social worker: A Person)", "CIN"), ("CIN plan and CLA", "CIN, CLA"),
            ("CP & CLA", "CP, CLA"), ("CP + CLA.", "CP, CLA"), ("CIN\nCLA", "CIN, CLA"), ("Open to CIN", "CIN"),
            ("On a CP plan", "CP"), ("both CIN and CP", "CIN, CP"),
        ],
    )  # fmt: skip
    def test_words_that_leave_no_doubt(self, typed: str, status: str) -> None:
        assert str(answer(CompletedForm().put("case_status", typed), "case_status").value) == status

    @pytest.mark.parametrize("typed", ["?", "TBC", "was CIN", "CIN?", "closed", "not known"])
    def test_unclear(self, typed: str) -> None:
        found = answer(CompletedForm().put("case_status", typed), "case_status")
        assert found.state is State.UNCLEAR
        assert found.raw == typed

    def test_a_doubted_one_is_proposed_and_no_answer(self) -> None:
        form = CompletedForm().put("case_status", "CIN - to be confirmed")
        result = read_result(form)
        (finding,) = [found for found in result.findings if found.code == "unclear_answer"]
        assert (result.submission.answers["case_status"].value, finding.proposed) == (None, "CIN")
        assert "CIN" not in finding.message

    def test_nothing(self) -> None:
        assert answer(CompletedForm().put("child_name", "A"), "case_status").state is State.BLANK

    @pytest.mark.parametrize(
        ("label", "state", "status"),
        [
            ("(CIN):", State.ANSWERED, "CIN"), ("(Early Help)", State.ANSWERED, "Early Help"),
            ("- CP", State.ANSWERED, "CP"), ("CLA", State.ANSWERED, "CLA"),
            ("(CIN, CP):", State.UNCLEAR, None), ("(CIN, CP, CLA):", State.UNCLEAR, None),
            ("(not CIN):", State.UNCLEAR, None), (":", State.BLANK, None), ("", State.BLANK, None),
            ("(EH, CIN, CP, CLA):", State.BLANK, None), ("(Early Help, CIN, CP, LAC):", State.BLANK, None),
            ("(Early Help/ CIN/ CP/ CLA):", State.BLANK, None),
        ],
    )  # fmt: skip
    def test_options_deleted_from_the_label(self, label: str, state: State, status: str | None) -> None:
        form = CompletedForm().put("child_name", "A")
        printed = "Child’s/ young person’s Case Status "
        next(form.line(printed).iter(q("w:t"))).text = printed + label
        found = answer(form, "case_status")
        assert (found.state, ", ".join(found.chosen) or None) == (state, status)

    @pytest.mark.parametrize("label", ["(CIN):", "(CIN, CP):", ":"])
    def test_what_is_typed_counts_whatever_its_label_was_cut_to(self, label: str) -> None:
        form = CompletedForm().put("case_status", "CP")
        printed = "Child’s/ young person’s Case Status "
        next(form.line(printed).iter(q("w:t"))).text = printed + label
        assert str(answer(form, "case_status").value) == "CP"

    @pytest.mark.parametrize("mark", [" ✓", "x", tick()])
    def test_a_tick_in_the_label_is_seen(self, mark: Inline) -> None:
        found = answer(CompletedForm().choose("case_status", "CP", after=mark), "case_status")
        assert found.chosen == ("CP",) or found.state is State.UNCLEAR


def chosen(form: CompletedForm) -> object:
    return answer(form, "outcome").value


def both(form: CompletedForm) -> tuple[object, object]:
    return answer(form, "outcome").value, answer(form, "exploitation_type").value


def with_types(typed: str) -> CompletedForm:
    """Make a form with other words in place of the printed types under one level."""
    form = CompletedForm()
    line = next(
        line for line in form.line(OUTCOMES["medium"]).itersiblings(q("w:p")) if text_of(line).startswith("Type of")
    )
    for made in line.findall(q("w:r")):
        form.remove(made)
    line.append(run(f"Type of exploitation identified{typed}"))
    return form


def block(form: CompletedForm, level: str) -> list:  # type: ignore[type-arg]
    """Return the paragraphs of a level, up to its dashes."""
    lines = [form.line(OUTCOMES[level])]
    for line in lines[0].itersiblings(q("w:p")):
        if text_of(line).startswith("-----"):
            break
        lines.append(line)
    return lines


def described(form: CompletedForm, level: str):
    """Return the paragraph that describes a level."""
    return block(form, level)[1 if level == "no_longer_required" else 2]
