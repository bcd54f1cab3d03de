"""What a person sees against what a Word file stores: controls and boxes that show one thing and hold another."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from pipeline.document import Control, paragraphs
from pipeline.ooxml.package import Package
from pipeline.ooxml.structure import View
from pipeline.readers import read_document
from pipeline.readers.word.document import read_word
from pipeline.submission import State
from tests.documents import Package as Parts
from tests.documents import parts_of
from tests.filledblank import FilledBlank
from tests.formbuilder import CompletedForm, document, mutate
from tests.reading import answer, codes, factor, read_result, unread
from tests.shapes import (
    Element,
    cell,
    control,
    deleted,
    field,
    inserted,
    paragraph,
    q,
    run,
    simple_field,
    symbol,
    tick,
    w,
)

if TYPE_CHECKING:
    from tests.shapes import Content

MAIN = "word/document.xml"
GLOSSARY = (
    '<w:glossaryDocument xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:docParts>'
    '<w:docPart><w:docPartPr><w:name w:val="Ask"/></w:docPartPr><w:docPartBody><w:p><w:r><w:t>Who is it about?</w:t>'
    "</w:r></w:p></w:docPartBody></w:docPart></w:docParts></w:glossaryDocument>"
)


def with_part(data: bytes, name: str, kind: str, content: str) -> bytes:
    made = Parts(parts_of(data))
    made.add(name, kind, content.encode())
    return made.bytes()


def asking(text: str, part: str = "") -> Element:
    """Make a control that is said to show its prompt, and names the building block that holds it."""
    made = control(text, placeholder=True)
    if part:
        made[0].insert(0, w("placeholder", w("docPart", val=part)))
    return made


class TestPromptsLeftOn:
    @pytest.mark.parametrize("entry", ["10", "x", control(cell("10"), placeholder=True)], ids=["10", "x", "cell"])
    def test_an_entry_behind_the_flag_of_a_prompt_is_read(self, entry: Content) -> None:
        shape = control(entry, placeholder=True) if isinstance(entry, str) else entry
        assert str(factor(CompletedForm().factor("self_harm_suicidal", shape), "self_harm_suicidal").state) == "yes"

    def test_an_entry_whose_paragraph_was_read_before_is_read(self) -> None:
        """What is known of a part is left out of what is parsed, also within a control."""
        before = CompletedForm().factor("self_harm_suicidal", "10")
        after = CompletedForm().factor("self_harm_suicidal", control(cell("10"), placeholder=True))
        for _ in range(2):
            assert str(factor(before, "self_harm_suicidal").state) == "yes"
            assert str(factor(after, "self_harm_suicidal").state) == "yes"

    def test_words_in_several_runs_are_read(self) -> None:
        form = CompletedForm().put("child_name", control(run("Robin "), run("Made-Up"), placeholder=True))
        assert answer(form, "child_name").value == "Robin Made-Up"

    def test_what_a_program_put_into_our_blank_is_read(self) -> None:
        form = FilledBlank()
        shown = next(form.controls("child_name")[0].iter(q("w:t")))
        shown.text = "Robin Made-Up"
        assert read_result(form.bytes()).submission.answers["child_name"].value == "Robin Made-Up"

    @pytest.mark.parametrize("prompt", ["Choose one of these", "Tap to type", "[Name of the child]", "Select a level"])
    def test_what_asks_for_something_is_a_prompt(self, prompt: str) -> None:
        form = CompletedForm().put("child_name", asking(prompt))
        assert answer(form, "child_name").state is State.BLANK
        assert not unread(form)

    @pytest.mark.parametrize(("shown", "state"), [("Who is it about?", State.BLANK), ("Robin", State.ANSWERED)])
    def test_the_glossary_says_what_is_the_prompt(self, shown: str, state: State) -> None:
        form = CompletedForm().put("child_name", asking(shown, "Ask"))
        data = with_part(form.bytes(), "glossary/document.xml", "glossaryDocument", GLOSSARY)
        assert answer(data, "child_name").state is state

    def test_an_answer_that_reads_like_a_prompt_is_told_by_the_glossary(self) -> None:
        form = CompletedForm().put("harm", asking("Pick A. Name", "Ask"))
        data = with_part(form.bytes(), "glossary/document.xml", "glossaryDocument", GLOSSARY)
        assert answer(data, "harm").value == "Pick A. Name"

    def test_a_damaged_glossary_refuses_no_form(self) -> None:
        form = CompletedForm().put("child_name", asking("Robin", "Ask"))
        data = with_part(form.bytes(), "glossary/document.xml", "glossaryDocument", "<broken")
        assert answer(data, "child_name").value == "Robin"


def crossed(made: Element, line: str = "tl2br", style: str = "single") -> None:
    properties = made.find(q("w:tcPr"))
    assert properties is not None
    properties.append(w("tcBorders", w(line, val=style, sz="4")))


class TestCrossedCells:
    @pytest.mark.parametrize("line", ["tl2br", "tr2bl"])
    def test_what_a_diagonal_line_crosses_out_is_unclear(self, line: str) -> None:
        form = CompletedForm().factor("sen", "5").put("date_of_birth", "03/07/2011")
        for made in (form.factor_cell("sen"), form.box("date_of_birth")):
            crossed(made, line)
        assert str(factor(form, "sen").state) == str(answer(form, "date_of_birth").state) == "unclear"
        assert "stored_differs" in codes(form)

    def test_so_is_a_row_whose_points_are_crossed_out(self) -> None:
        form = CompletedForm().factor("neet", "5")
        crossed(form.factor_cell("sen", "Yes Score"))
        assert str(factor(form, "sen").state) == "unclear"

    def test_a_line_through_an_empty_cell_or_none_at_all_says_nothing(self) -> None:
        form = CompletedForm().factor("neet", "5")
        crossed(form.factor_cell("sen"))
        crossed(form.factor_cell("neet"), style="nil")
        assert [str(factor(form, name).state) for name in ("sen", "neet")] == ["blank", "yes"]
        assert "stored_differs" not in codes(form)

    def test_a_form_read_before_changes_nothing(self) -> None:
        """What is known of a cell is left out of what is parsed."""
        form = CompletedForm().factor("sen", "5")
        crossed(form.factor_cell("sen"))
        for _ in range(2):
            read_document(CompletedForm().factor("sen", "5").bytes())
            assert [each.code for each in read_document(form.bytes()).findings] == ["stored_differs"]


STORE = "{0F0E0D0C-0000-4000-8000-00000000ABCD}"
ITEM = '<?xml version="1.0"?><a:case xmlns:a="urn:case"><a:{name}>{value}</a:{name}></a:case>'
SETTINGS = f'<ds:datastoreItem ds:itemID="{STORE}" xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml"/>'
RELATION = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXmlProps" Target="props.xml"/>'
    "</Relationships>"
)


def bound(made: Element, path: str = "/p:case[1]/p:it[1]") -> Element:
    binding = w("dataBinding", prefixMappings="xmlns:p='urn:case'", xpath=path, storeItemID=STORE.lower())
    made[0].insert(0, binding)
    return made


def with_store(form: CompletedForm, value: str, name: str = "it", item: str = ITEM) -> bytes:
    made = Parts(parts_of(form.bytes()))
    made.relate("customXml", "../customXml/item1.xml")
    made.parts["customXml/item1.xml"] = item.format(name=name, value=value).encode()
    made.parts["customXml/props.xml"] = SETTINGS.encode()
    made.parts["customXml/_rels/item1.xml.rels"] = RELATION.encode()
    return made.bytes()


class TestBoundControls:
    def test_another_value_in_the_store_is_unclear(self) -> None:
        form = CompletedForm().put("child_name", bound(control("Old Name")))
        data = with_store(form, "New Name")
        assert answer(data, "child_name").state is State.UNCLEAR
        assert {"stored_differs", "unclear_answer"} <= codes(data)

    def test_so_is_one_in_a_row_and_behind_a_prompt(self) -> None:
        form = CompletedForm().factor("sen", bound(control("Click or tap here to enter text.", placeholder=True)))
        assert str(factor(with_store(form, "5"), "sen").state) == "unclear"

    @pytest.mark.parametrize(
        ("shape", "value"),
        [
            (control("Robin  Made-Up"), "Robin Made-Up"),
            (control("Yes", kind="dropDownList", options=["Yes", "No"]), "Yes"),
            (control("Click or tap here to enter text.", placeholder=True), ""),
        ],
    )
    def test_the_same_value_is_certain(self, shape: Element, value: str) -> None:
        form = CompletedForm().put("child_name", bound(shape))
        assert "stored_differs" not in codes(with_store(form, value))

    @pytest.mark.parametrize(("stored", "is_same"), [("true", True), ("1", True), ("false", False), ("0", False)])
    def test_a_bound_box(self, stored: str, is_same: bool) -> None:
        form = CompletedForm().factor("sen", bound(tick()))
        assert (str(factor(with_store(form, stored), "sen").state) == "yes") is is_same

    def test_a_bound_date_by_its_day(self) -> None:
        made = bound(control("03/03/2026", kind="date", value="2026-03-03T00:00:00Z"))
        form = CompletedForm().put("date_completed", made)
        assert answer(with_store(form, "2026-03-03T00:00:00"), "date_completed").value == dt.date(2026, 3, 3)
        assert answer(with_store(form, "2026-03-04T00:00:00"), "date_completed").state is State.UNCLEAR

    @pytest.mark.parametrize(
        ("path", "item"),
        [("/p:case/p:other", ITEM), ("//p:it", ITEM), ("/q:case/q:it", ITEM), ("/p:case/p:it", "<broken")],
    )
    def test_what_leads_nowhere_leaves_the_text(self, path: str, item: str) -> None:
        form = CompletedForm().put("child_name", bound(control("Robin"), path))
        assert answer(with_store(form, "Else", item=item), "child_name").value == "Robin"


class TestBoxes:
    @pytest.mark.parametrize(
        "shape",
        [
            tick(False, glyph="☒"),
            tick(False, glyph="✓"),
            tick(False, glyph="X"),
            tick(glyph="☐"),
            tick(glyph="☐", round_="paragraph"),
            tick(False, glyph="☒", round_="cell"),
        ],
    )
    def test_a_box_that_shows_another_state_is_unclear(self, shape: Element) -> None:
        form = CompletedForm().factor("self_harm_suicidal", shape)
        assert str(factor(form, "self_harm_suicidal").state) == "unclear"
        assert "stored_differs" in codes(form)

    def test_so_is_one_of_our_blank(self) -> None:
        form = FilledBlank()
        next(form.controls("sen")[0].iter(q("w:t"))).text = "☒"
        assert str(read_result(form.bytes()).submission.checklist["sen"].state) == "unclear"

    def test_so_is_an_option(self) -> None:
        form = FilledBlank().tick("outcome.low")
        next(form.controls("outcome.low")[0].iter(q("w:t"))).text = "☐"
        assert read_result(form.bytes()).submission.answers["outcome"].state is State.UNCLEAR

    def test_both_are_said(self) -> None:
        form = CompletedForm().factor("sen", tick(glyph="☐"))
        said = [each.message for each in read_result(form).submission.findings if each.code == "stored_differs"]
        assert said == ["What is seen here is not what the file holds: a box shows ☐ and is stored as ticked."]

    def test_a_box_may_draw_its_states_as_it_likes(self) -> None:
        data = mutate(CompletedForm().factor("sen", tick(glyph="◆")).bytes(), MAIN, '"2612"', '"25C6"')
        assert str(factor(data, "sen").state) == "yes"
        made = tick(False)
        made[1].replace(made[1][0], symbol("F0A8"))
        assert str(factor(CompletedForm().factor("sen", made), "sen").state) == "no"


class TestTrackedBoxes:
    def shapes(self, checked: bool, *content: Element) -> CompletedForm:
        made = tick(checked)
        made[1][:] = content
        return CompletedForm().factor("sen", made)

    def test_a_deleted_box_is_gone_and_stood_there_before(self) -> None:
        form = self.shapes(True, deleted("☒"))
        assert str(factor(form, "sen").state) == "blank"
        assert "tracked_changes" in codes(form)
        assert [made.checked for made in boxes(form, View.ORIGINAL)] == [True]

    def test_a_deleted_box_round_its_paragraph(self) -> None:
        made = tick(round_="paragraph")
        made[1][:] = [paragraph(deleted("☒"))]
        assert not boxes(CompletedForm().factor("sen", made), View.ACCEPTED)

    def test_a_box_that_was_put_in_stood_there_not_before(self) -> None:
        form = self.shapes(True, inserted("☒"))
        assert str(factor(form, "sen").state) == "yes"
        assert not boxes(form, View.ORIGINAL)

    def test_a_toggle_is_said(self) -> None:
        form = self.shapes(True, deleted("☐"), inserted("☒"))
        assert str(factor(form, "sen").state) == "yes"
        assert [made.checked for made in boxes(form, View.ORIGINAL)] == [False]
        said = [each for each in read_result(form).submission.findings if each.code == "tracked_changes"]
        assert "SEN" in said[0].message


def boxes(form: CompletedForm, view: View) -> list[Control]:
    read = read_word(Package.open(form.bytes()), view=view)
    runs = (made for line in paragraphs(read.blocks) for made in line.runs)
    return [made.control for made in runs if made.control is not None and made.control.checked is not None]


def picked(shown: str, day: str, pattern: str) -> Element:
    """Make a date control with a format of its own."""
    made = control(shown, kind="date", value=f"{day}T00:00:00Z" if day else "")
    next(made.iter(q("w:dateFormat"))).set(q("w:val"), pattern)
    return made


class TestDateControls:
    @pytest.mark.parametrize(
        ("shown", "day", "pattern"),
        [
            ("3/4/2026", "2026-03-04", "M/d/yyyy"),
            ("03-04-26", "2026-03-04", "MM-dd-yy"),
            ("04/03/2026", "2026-03-04", "dd/MM/yyyy"),
            ("2026-03-04", "2026-03-04", "yyyy-MM-dd"),
            ("04/03/2026", "2026-03-04", "M/d/yyyy"),
            ("4 March 2026", "2026-03-04", "M/d/yyyy"),
            ("04/03/2026", "", "dd/MM/yyyy"),
        ],
    )
    def test_the_day_that_was_chosen_counts(self, shown: str, day: str, pattern: str) -> None:
        form = CompletedForm().put("date_completed", picked(shown, day, pattern))
        assert answer(form, "date_completed").value == dt.date(2026, 3, 4)
        assert "date_differs" not in codes(form)

    @pytest.mark.parametrize(
        ("shown", "day", "pattern"),
        [
            ("3/4/2026", "2026-05-06", "M/d/yyyy"),
            ("03/04/2026", "2026-03-04", "dd/MM/yyyy"),
            ("3/4/2026", "", "M/d/yyyy"),
        ],
    )
    def test_what_shows_another_day_is_unclear(self, shown: str, day: str, pattern: str) -> None:
        form = CompletedForm().put("date_completed", picked(shown, day, pattern))
        assert answer(form, "date_completed").state is State.UNCLEAR
        assert "date_differs" in codes(form)

    def test_one_round_its_paragraph(self) -> None:
        made = picked("", "2026-03-04", "M/d/yyyy")
        made[1][:] = [paragraph("3/4/2026")]
        assert [line.text for line in paragraphs(read_document(document(made)).blocks)] == ["04/03/2026"]

    def test_one_in_two_runs_is_unclear(self) -> None:
        made = picked("", "2026-03-04", "M/d/yyyy")
        made[1][:] = [run("3/4/"), run("2026")]
        assert answer(CompletedForm().put("date_completed", made), "date_completed").state is State.UNCLEAR


class TestFieldsThatDraw:
    @pytest.mark.parametrize(
        ("instruction", "sign"),
        [
            (' SYMBOL 252 \\f "Wingdings" \\s 11 ', "✓"),
            (" SYMBOL 0x2714 \\u \\f Arial ", "✔"),
            (" SYMBOL 254 \\f Wingdings ", "☑"),
            (" SYMBOL 0xF0FE \\f Wingdings", "☑"),
            (" SYMBOL 65 ", "A"),
            (" symbol P \\f Wingdings ", "P"),
            (" SYMBOL ", ""),
        ],
    )
    def test_a_symbol(self, instruction: str, sign: str) -> None:
        for shape in (paragraph(field(instruction, parts="begin end")), paragraph(simple_field(instruction, ""))):
            assert "".join(line.text for line in paragraphs(read_document(document(shape)).blocks)) == sign

    def test_a_symbol_ticks_a_row(self) -> None:
        form = CompletedForm().factor("self_harm_suicidal", paragraph(field(' SYMBOL 252 \\f "Wingdings" ')))
        assert str(factor(form, "self_harm_suicidal").state) == "yes"

    def test_one_in_an_instruction_shows_nothing(self) -> None:
        begin, end = (run(w("fldChar", fldCharType=kind)) for kind in ("begin", "end"))
        shape = paragraph(begin, *field(" SYMBOL 252 \\f Wingdings "), w("r", w("instrText"), w("tab")), end, "after")
        assert [line.seen for line in paragraphs(read_document(document(shape)).blocks)] == ["after"]

    @pytest.mark.parametrize("instruction", [" EQ \\x(10) ", " eq \\o(☐,✓) "])
    def test_an_equation_can_not_be_read(self, instruction: str) -> None:
        form = CompletedForm().factor("sen", paragraph(field(instruction, parts="begin end")))
        assert str(factor(form, "sen").state) == "unclear"
        assert "field_unread" in codes(form)
        assert "field_unread" not in codes(CompletedForm().factor("sen", paragraph(field(instruction, "5"))))

    def test_boxes_and_lists_without_their_settings_are_unclear(self) -> None:
        form = CompletedForm().factor("sen", paragraph(field(" FORMCHECKBOX ")))
        form.factor("neet", paragraph(field(" FORMDROPDOWN ")))
        assert {str(factor(form, name).state) for name in ("sen", "neet")} == {"unclear"}
        assert str(factor(CompletedForm().factor("sen", paragraph(field(" FORMTEXT ", "5"))), "sen").state) == "yes"


class TestMovingDates:
    @pytest.mark.parametrize("name", ["DATE", "TIME", "SAVEDATE"])
    def test_a_date_that_updates_itself_is_unclear(self, name: str) -> None:
        form = CompletedForm().put("date_completed", paragraph(field(f' {name} \\@ "dd/MM/yyyy" ', "03/03/2026")))
        assert answer(form, "date_completed").state is State.UNCLEAR
        assert {"moving_date", "unclear_answer"} <= codes(form)

    def test_so_is_a_simple_field(self) -> None:
        form = CompletedForm().put("date_completed", paragraph(simple_field(" DATE ", "03/03/2026")))
        assert answer(form, "date_completed").state is State.UNCLEAR

    def test_one_that_is_locked_stays(self) -> None:
        made = simple_field(" DATE ", "03/03/2026")
        made.set(q("w:fldLock"), "1")
        form = CompletedForm().put("date_completed", paragraph(made))
        assert answer(form, "date_completed").value == dt.date(2026, 3, 3)
        assert "moving_date" not in codes(form)

    def test_a_day_that_was_put_in_once_stays(self) -> None:
        form = CompletedForm().put("date_completed", paragraph(field(" CREATEDATE ", "03/03/2026")))
        assert answer(form, "date_completed").value == dt.date(2026, 3, 3)

    def test_one_in_a_narrative_is_said_and_read(self) -> None:
        form = CompletedForm().put("assessment_reason", paragraph("Seen on ", *field(" DATE ", "03/03/2026")))
        assert answer(form, "assessment_reason").value == "Seen on 03/03/2026"
        assert "moving_date" in codes(form)
