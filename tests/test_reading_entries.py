"""How an entry in the checklist reads: the form's rules row by row, in every way of making the entry.

One factor of each printed weight stands for all: 10 (wanted_missing), 5 (sen), 0 (nrm).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.submission import FactorState
from tests.formbuilder import CompletedForm, cells_of, factors
from tests.reading import codes, factor, layouts, read_form, unread
from tests.shapes import (
    cell,
    control,
    custom_xml,
    deleted,
    drawn_shape,
    field,
    footnote_reference,
    hyperlink,
    inserted,
    legacy_box,
    legacy_list,
    legacy_text,
    moved_from,
    moved_to,
    paragraph,
    q,
    run,
    simple_field,
    smart_tag,
    symbol,
    table,
    text_box,
    tick,
    w,
)

if TYPE_CHECKING:
    from tests.shapes import Content, Element

YES, NO, BLANK, UNCLEAR = FactorState.YES, FactorState.NO, FactorState.BLANK, FactorState.UNCLEAR


def dated() -> CompletedForm:
    """Begin a form with both dates, so that the age is no open question."""
    return CompletedForm().put("date_of_birth", "1/2/2011").put("date_completed", "3/3/2026")


def first_paragraph(element: Element) -> Element:
    return next(element.iter(q("w:p")))


def retype(element: Element, text: str) -> None:
    """Type over all that an element says."""
    texts = list(element.iter(q("w:t")))
    for each in texts:
        each.text = text if each is texts[0] else ""


def shade(element: Element, fill: str) -> None:
    properties = next(element.iter(q("w:tcPr")))
    properties.append(w("shd", val="clear", color="auto", fill=fill))


def remove(element: Element) -> None:
    parent = element.getparent()
    assert parent is not None
    parent.remove(element)


def categories() -> dict[str, str]:
    """Return the category of each factor."""
    mapping = layouts().mappings[0]
    return {factor.id: group.name for each in mapping.checklists for group in each.groups for factor in group.factors}


def state(factor_id: str, entry: Content, notes: str = "") -> FactorState:
    return factor(CompletedForm().factor(factor_id, entry, notes), factor_id).state


class TestTyped:
    @pytest.mark.parametrize(
        "entry",
        [
            "10", " 10 ", "10.", "10\u00a0", "\t10", "10\n", "\n10", "(10)", "x", "X", " x", "x.", "[x]", "(x)", "xx",
            "✓", "✔", "☑", "☒", "√", "✅", "✔️", "☑️", "✗", "✘", "Y", "y", "Yes", "yes", "YES", "Yes.",
            "10 ✓", "✓ 10", "10✓", "10 points", "10 Points", "10pts", "Yes - 10", "Yes – 10", "yes (10)", "Yes, 10",
            "YES=10", "10 - yes", "10/10", "10 / 10", "ten", "Ten", "TEN", "ten (10)", "x 10",
            "x10", "Yes ✓", "☒ 10", "Y 10",
            "10/10 ✓", "10 out of 10", "Yes/10",
        ],
    )  # fmt: skip
    def test_applies(self, entry: str) -> None:
        found = factor(CompletedForm().factor("wanted_missing", entry), "wanted_missing")
        assert (found.state, found.number) == (YES, None)

    @pytest.mark.parametrize(
        "entry",
        [
            "0", "0.", " 0 ", "0/10", "0 points", "zero", "N", "n", "No", "no", "NO", "No.",
            "None", "none", "Nil", "nil",
            "NIL", "N/A", "n/a", "NA", "N / A", "-", "–", "—", "--", "☐", "□", "▢",
            "❏", "☐ No", "No - 0", "no (0)", "0 - no",
        ],
    )  # fmt: skip
    def test_does_not_apply(self, entry: str) -> None:
        found = factor(CompletedForm().factor("wanted_missing", entry), "wanted_missing")
        assert (found.state, found.number) == (NO, None)

    @pytest.mark.parametrize("entry", ["", " ", "\n", "\u00a0", "\u200b", "\t", "\u00ad"])
    def test_nothing(self, entry: str) -> None:
        assert state("wanted_missing", [paragraph(entry)]) is BLANK

    @pytest.mark.parametrize(
        "entry",
        [
            "?", "??", "N/K", "NK", "n/k", "not known", "unknown", "TBC", "tbc", "T.B.C.", "to be confirmed",
            "historic", "Historic", "historical", "possible", "Possibly", "maybe", "see above", "As above", "see notes",
            "10?", "? 10", "yes?", "✓?", "x?", "Yes - historic", "10 historic", "historic 10",
            "5 or 10", "5-10", "5/10?",
            "10 5", "yes/no", "Yes / No", "Y/N", "☒ ☐", "☒ No", "Yes No", "no 10",
            "not sure", "suspected", "previously", "-10", "–10", "- 10", "10-", "10/0", "10/5", "/10", "10/", "10-10",
            "- Yes", "Yes -", "✓ ✗", "x ✓",
            "in 2024", "cannabis at weekends", "10 in 2024", "low", "*", "!", "#", "1O", "l0",
        ],
    )  # fmt: skip
    def test_cannot_be_told(self, entry: str) -> None:
        form = CompletedForm().factor("wanted_missing", entry)
        assert factor(form, "wanted_missing").state is UNCLEAR
        assert "unclear_answer" in codes(form, "wanted_missing")

    @pytest.mark.parametrize(
        "entry", ["❌", "✖", "❎", "1.0", "１０", "o", "O", "●", "■", "👍", "+", "/", "aye", "10,0", "+10", "yes!"]
    )
    def test_no_rule_is_never_read_as_no(self, entry: str) -> None:
        """People and programs write more than the rules list: such an entry may apply or be unclear, never "no"."""
        assert state("wanted_missing", entry) in (YES, UNCLEAR)

    @pytest.mark.parametrize(
        ("entry", "number"), [("5", 5), ("15", 15), ("1", 1), ("100", 100), ("five", 5), ("5 ✓", 5), ("Yes - 5", 5)]
    )
    def test_another_number_than_the_weight(self, entry: str, number: int) -> None:
        form = CompletedForm().factor("wanted_missing", entry)
        found = factor(form, "wanted_missing")
        assert (found.state, found.number) == (YES, number)
        assert read_form(form)[1].points["wanted_missing"] == 10
        assert "score_differs" in codes(form, "wanted_missing")

    def test_the_weight_is_no_other_number(self) -> None:
        assert "score_differs" not in codes(CompletedForm().factor("wanted_missing", "10").factor("sen", "5"))


class TestWeightOfZero:
    @pytest.mark.parametrize("entry", ["Yes", "yes", "Y", "x", "✓", "☒", "0 ✓", "Yes - 0", "Yes (0)", "0 yes"])
    def test_applies(self, entry: str) -> None:
        form = CompletedForm().factor("nrm", entry)
        assert factor(form, "nrm").state is YES
        assert read_form(form)[1].points["nrm"] == 0
        assert "score_differs" not in codes(form)

    @pytest.mark.parametrize("entry", ["No", "N/A", "-", "☐", "none", "no (0)"])
    def test_does_not_apply(self, entry: str) -> None:
        assert state("nrm", entry) is NO

    @pytest.mark.parametrize("entry", ["0", " 0", "zero", "0.", "0 points", "?"])
    def test_a_bare_zero_cannot_be_told(self, entry: str) -> None:
        form = dated().factor("nrm", entry)
        assert factor(form, "nrm").state is UNCLEAR
        assert read_form(form)[1].total_max == read_form(form)[1].total

    def test_a_number_is_another_number_than_the_weight(self) -> None:
        found = factor(CompletedForm().factor("nrm", "5"), "nrm")
        assert (found.state, found.number) == (YES, 5)


class TestNotes:
    def test_only_a_note_cannot_be_told(self) -> None:
        found = factor(CompletedForm().factor("sen", notes="EHCP since Year 4"), "sen")
        assert (found.state, found.notes) == (UNCLEAR, "EHCP since Year 4")

    def test_a_note_beside_an_entry(self) -> None:
        found = factor(CompletedForm().factor("sen", "5", "EHCP\nsince Year 4"), "sen")
        assert (found.state, found.entered, found.notes) == (YES, "5", "EHCP\nsince Year 4")

    @pytest.mark.parametrize("entry", ["No", "0", "☐", "-"])
    def test_a_note_beside_a_no(self, entry: str) -> None:
        assert state("sen", entry, "was assessed in 2023") is NO

    def test_an_unclear_entry_is_what_the_total_could_gain(self) -> None:
        submission, assessment = read_form(
            dated().factors({"wanted_missing": "10", "sen": "?", "cuckooing": "historic", "nrm": "0"})
        )
        assert (assessment.factor_points, assessment.total_max - assessment.total) == (10, 15)
        assert not assessment.complete
        assert submission.checklist["cuckooing"].entered == "historic"


MARKED = {
    "control": tick(),
    "control showing nothing": tick(glyph=""),
    "control showing x": tick(glyph="x"),
    "control round the paragraph": tick(round_="paragraph"),
    "control round the cell": tick(round_="cell"),
    "control in a control": control(tick(), kind="richText"),
    "control in a control round the paragraph": control(paragraph(tick()), kind="richText"),
    "control in a control round the cell": control(cell(tick()), kind="richText"),
    "control in an insertion": inserted(tick()),
    "control in custom XML": custom_xml(tick()),
    "drop-down": control("Yes", kind="dropDownList", options=["Yes", "No"]),
    "drop-down with points": control("10", kind="dropDownList", options=["0", "10"]),
    "combo": control("x", kind="comboBox", options=["x"]),
    "text control": control("10"),
    "text control round the cell": control(cell("10")),
    "legacy box": paragraph(legacy_box()),
    "legacy box ticked by default": paragraph(legacy_box(None, default="1")),
    "legacy text": paragraph(legacy_text("10")),
    "legacy list": paragraph(legacy_list(["No", "Yes"], 1)),
    "symbol tick": symbol("F0FC"),
    "symbol ticked box": symbol("F0FE"),
    "symbol crossed box": symbol("F0FD"),
    "symbol cross": symbol("F0FB"),
    "symbol tick of another font": symbol("F050", "Wingdings 2"),
    "symbol root": symbol("F0D6", "Symbol"),
    "letter in Wingdings": run("ü", font="Wingdings"),
    "letter in Wingdings 2": run("P", font="Wingdings 2"),
    "letter in Webdings": run("a", font="Webdings"),
    "insertion": inserted("10"),
    "insertion over a deletion": paragraph(deleted("0"), inserted("10")),
    "moved here": moved_to("10"),
    "split into runs": paragraph("1", "0"),
    "split by a bookmark": paragraph("1", custom_xml(run("0"))),
    "field": paragraph(field(" FORMULA ", "10")),
    "simple field": simple_field("=10", "10"),
    "hyperlink": hyperlink("10"),
    "smart tag": smart_tag(run("10")),
    "bold": run("10", bold=True),
    "text box": text_box("10"),
    "text box of an old program": text_box("x", kind="vml"),
    "nested table": table([["x"]]),
    "with an empty paragraph before": [paragraph(), paragraph("x")],
    "list": paragraph("10", list_level=0),
    "right to left": run("10", right_to_left=True),
}
UNMARKED = {
    "control": tick(False),
    "control showing nothing": tick(False, glyph=""),
    "control round the paragraph": tick(False, round_="paragraph"),
    "control round the cell": tick(False, round_="cell"),
    "control in a control": control(tick(False), kind="richText"),
    "drop-down": control("No", kind="dropDownList", options=["Yes", "No"]),
    "legacy box": paragraph(legacy_box(None)),
    "legacy box unticked": paragraph(legacy_box("0", default="1")),
    "legacy list": paragraph(legacy_list(["No", "Yes"], 0)),
    "symbol empty box": symbol("F0A8"),
    "symbol empty box of another kind": symbol("F06F"),
    "letter in Wingdings": run("¨", font="Wingdings"),
    "insertion": inserted("No"),
}
NOTHING = {
    "placeholder": control("Click or tap here to enter text.", placeholder=True),
    "placeholder of a list": control("Choose an item.", kind="dropDownList", placeholder=True, options=["Yes"]),
    "placeholder round the cell": control(cell("Click here"), placeholder=True),
    "empty control": control(""),
    "empty legacy text": paragraph(legacy_text("\u2002\u2002\u2002\u2002\u2002")),
    "deletion": deleted("10"),
    "moved away": moved_from("10"),
}


class TestShapes:
    @pytest.mark.parametrize("shape", MARKED.values(), ids=MARKED)
    def test_applies(self, shape: Content) -> None:
        form = CompletedForm().factor("wanted_missing", shape)
        assert factor(form, "wanted_missing").state is YES
        assert not unread(form)

    @pytest.mark.parametrize("shape", UNMARKED.values(), ids=UNMARKED)
    def test_does_not_apply(self, shape: Content) -> None:
        form = CompletedForm().factor("wanted_missing", shape)
        assert factor(form, "wanted_missing").state is NO
        assert not unread(form)

    @pytest.mark.parametrize("shape", NOTHING.values(), ids=NOTHING)
    def test_nothing(self, shape: Content) -> None:
        form = CompletedForm().factor("wanted_missing", shape)
        assert factor(form, "wanted_missing").state is BLANK
        assert not unread(form)

    @pytest.mark.parametrize("shape", [*MARKED.values(), *UNMARKED.values(), *NOTHING.values()])
    def test_the_columns_beside_do_not_shift(self, shape: Content) -> None:
        form = CompletedForm().factor("wanted_missing", notes="a note").factor("wanted_missing", shape)
        assert factor(form, "wanted_missing").notes == "a note"

    def test_hidden_text_is_no_entry_and_reported(self) -> None:
        form = CompletedForm().factor("sen", run("5", hidden=True))
        assert (factor(form, "sen").state, factor(form, "sen").entered) == (UNCLEAR, "")
        assert "hidden_text" in codes(form)

    def test_hidden_text_is_reported_in_a_form_with_answers(self) -> None:
        assert "hidden_text" in codes(dated().factor("sen", run("5", hidden=True)))

    def test_a_drawing_is_reported_and_not_guessed(self) -> None:
        form = CompletedForm().factor("sen", drawn_shape())
        assert factor(form, "sen").state in (UNCLEAR, BLANK)
        assert "drawing_near_choice" in codes(form)

    def test_a_footnote_to_an_entry_is_not_lost(self) -> None:
        form = CompletedForm().factor("sen", paragraph("5", footnote_reference(1)))
        form.package.add_notes("footnotes", ["said by the school"])
        found = factor(form, "sen")
        assert found.state in (YES, UNCLEAR)
        assert "said by the school" in " ".join([found.entered, found.notes, *unread(form)])

    def test_tracked_changes_of_an_entry_are_reported(self) -> None:
        assert "tracked_changes" in codes(CompletedForm().factor("sen", inserted("5")))

    def test_a_comment_on_an_entry_is_no_entry(self) -> None:
        form = CompletedForm().factor("sen", "5")
        form.package.add_notes("comments", ["Is that so?"])
        assert factor(form, "sen").entered == "5"
        assert not unread(form)


class TestTheWeightItself:
    @pytest.mark.parametrize(
        "marks", [{"highlight": "yellow"}, {"shade": "FFFF00"}, {"ringed": True}, {"highlight": "green", "bold": True}]
    )
    def test_a_highlighted_weight_applies(self, marks: dict[str, object]) -> None:
        form = CompletedForm().weight("wanted_missing", **marks)  # type: ignore[arg-type]
        assert factor(form, "wanted_missing").state is YES
        assert {id_ for id_, found in read_form(form)[0].checklist.items() if found.state is not BLANK} == {
            "wanted_missing"
        }

    def test_a_shaded_weight_cell_applies(self) -> None:
        form = CompletedForm()
        form.factor_cell("wanted_missing", "Yes Score").replace(
            form.factor_cell("wanted_missing", "Yes Score")[0], cell(shade="FFFF00")[0]
        )
        assert factor(form, "wanted_missing").state is YES

    def test_an_entry_and_a_highlighted_weight_agree(self) -> None:
        form = CompletedForm().weight("wanted_missing", highlight="yellow").factor("wanted_missing", "10")
        assert factor(form, "wanted_missing").state is YES

    def test_a_no_where_the_weight_is_highlighted_cannot_be_told(self) -> None:
        form = CompletedForm().weight("wanted_missing", highlight="yellow").factor("wanted_missing", "No")
        assert factor(form, "wanted_missing").state is UNCLEAR

    def test_a_struck_weight_does_not_apply(self) -> None:
        form = CompletedForm().weight("wanted_missing", strike=True)
        assert factor(form, "wanted_missing").state in (NO, BLANK, UNCLEAR)

    @pytest.mark.parametrize("written", ["10 ✓", "✓ 10", "10 x", "10 Yes"])
    def test_a_tick_written_beside_the_printed_weight(self, written: str) -> None:
        form = CompletedForm()
        form.factor_cell("wanted_missing", "Yes Score")[-1].getparent().replace(
            form.factor_cell("wanted_missing", "Yes Score")[-1], paragraph(written)
        )
        found = factor(form, "wanted_missing")
        assert found.state in (YES, UNCLEAR) or unread(form)

    @pytest.mark.parametrize("sign", ["?", " *", " ?"])
    def test_a_sign_behind_the_weight_cannot_be_told(self, sign: str) -> None:
        form = CompletedForm()
        retype(form.factor_cell("sen", "Yes Score"), f"5{sign}")
        assert factor(form, "sen").state is UNCLEAR

    def test_a_struck_tick_beside_the_weight_cannot_be_told(self) -> None:
        form = CompletedForm()
        first_paragraph(form.factor_cell("sen", "Yes Score")).append(run(" ✓", strike=True))
        assert factor(form, "sen").state is UNCLEAR

    def test_the_weight_moved_into_the_answer_applies(self) -> None:
        form = CompletedForm().factor("sen", "5")
        retype(form.factor_cell("sen", "Yes Score"), "")
        assert (factor(form, "sen").state, factor(form, "sen").entered) == (YES, "5")

    @pytest.mark.parametrize("at", [1, 2, 3, 4])
    def test_a_cell_put_into_the_row_makes_no_answer_of_the_weight(self, at: int) -> None:
        form = CompletedForm()
        form.row("wanted_missing").insert(
            list(form.row("wanted_missing")).index(cells_of(form.row("wanted_missing"))[0]) + at, cell("a remark")
        )
        assert factor(form, "wanted_missing").state is not YES

    def test_another_weight_moved_beside_an_answer_is_not_lost(self) -> None:
        form = CompletedForm().factor("sen", "5")
        retype(form.factor_cell("sen", "Yes Score"), "10")
        assert factor(form, "sen").entered == "5"
        assert unread(form) == ["10"]

    def test_the_column_of_weights_deleted(self) -> None:
        form = CompletedForm()
        for id_, (_, weight) in factors().items():
            form.factor(id_, str(weight or "x"))
        for each in [form.factor_cell(id_, "Yes Score") for id_ in factors()] + [form.cell("Yes Score")]:
            remove(each)
        assert read_form(form)[1].factor_points == 176


class TestFormattingThatIsDesign:
    """Colours that follow a pattern through the whole checklist are no marks, whatever was entered."""

    @staticmethod
    def scored() -> CompletedForm:
        return CompletedForm().factors({"sen": "5", "cuckooing": "10", "domestic_abuse": "2"})

    @pytest.mark.parametrize("fill", ["F2F2F2", "D9D9D9", "D9E2F3", "FFFF00"])
    def test_every_second_row_shaded(self, fill: str) -> None:
        form = self.scored()
        for id_ in list(factors())[::2]:
            for each in cells_of(form.row(id_))[1:]:
                shade(each, fill)
        assert read_form(form)[1].factor_points == 17

    def test_weights_coloured_by_how_many_points_they_are(self) -> None:
        form = self.scored()
        for id_, (_, weight) in factors().items():
            if weight:
                form.weight(id_, colour={10: "FF0000", 5: "FFC000", 2: "00B050"}[weight])
        assert read_form(form)[1].factor_points == 17

    def test_the_rows_of_every_second_category_shaded(self) -> None:
        form = self.scored()
        for id_, category in categories().items():
            if category in ("Welfare", "County Lines", "Referrals"):
                shade(form.factor_cell(id_, "Yes Score"), "FBE4D5")
        assert read_form(form)[1].factor_points == 17

    @pytest.mark.parametrize("colour", ["0D0D0D", "222222", "333333", "7F7F7F"])
    def test_black_and_grey_are_no_colours(self, colour: str) -> None:
        form = self.scored()
        for id_ in list(factors())[20:]:
            form.weight(id_, colour=colour)
        assert read_form(form)[1].factor_points == 17

    def test_a_few_weights_of_a_kind_are_marks(self) -> None:
        form = CompletedForm()
        for id_ in ("victim_other_crime", "domestic_abuse", "suspect_other_crime"):
            form.weight(id_, highlight="yellow")
        assert read_form(form)[1].factor_points == 6


class TestMarksBesideTheAnswer:
    def test_a_coloured_answer_box_cannot_be_told(self) -> None:
        form = dated()
        shade(form.factor_cell("sen"), "FFFF00")
        assert factor(form, "sen").state is UNCLEAR
        assert read_form(form)[1].total_max == 10

    @pytest.mark.parametrize("column", [0, 1], ids=["category", "label"])
    def test_a_ring_on_another_cell_of_the_row_cannot_be_told(self, column: int) -> None:
        form = CompletedForm()
        first_paragraph(cells_of(form.row("wanted_missing"))[column - 4]).append(drawn_shape())
        assert factor(form, "wanted_missing").state is UNCLEAR
        assert "drawing_near_choice" in codes(form)

    def test_a_picture_among_the_notes_is_reported_and_no_answer(self) -> None:
        form = dated().factor("sen", notes=paragraph(drawn_shape()))
        assert factor(form, "sen").state is BLANK
        assert "drawing_near_choice" in codes(form)


def test_every_factor_counts_its_printed_weight() -> None:
    form = CompletedForm()
    for id_ in read_form(form)[0].checklist:
        form.factor(id_, "x")
    assert read_form(form)[1].factor_points == 176


def test_an_untouched_checklist_is_no_mark_anywhere() -> None:
    submission, assessment = read_form(CompletedForm().put("child_name", "Example Child"))
    assert {found.state for found in submission.checklist.values()} == {BLANK}
    assert assessment.factor_points == 0
