"""Hidden is hidden: text that nobody who looks at a form sees is no answer, and goes into nothing that is shared."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import openpyxl
import pytest
from openpyxl.styles import Font, PatternFill

from pipeline.document import UNREAD, paragraphs
from pipeline.ooxml import Package
from pipeline.ooxml.appearance.seen import SeenRuns
from pipeline.process.form import process_one
from pipeline.readers import read_document
from pipeline.submission import Answer, FactorState, State
from tests.documents import MAIN
from tests.formbuilder import CompletedForm, document, fill, mutate, paragraph, run, table
from tests.hiding import HIDINGS, SEEN, VANISH, looking
from tests.reading import answer, codes, factor, layouts, read_form, read_result, unread
from tests.shapes import field, q, w
from tests.styled import add_style
from tests.test_documents import everything_in, made, names
from tests.test_workbook_forms import ANSWERS, filled

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.shapes import Element

    Hide = Callable[[CompletedForm, str], list[Element]]

WORDS = "Zx777qv was with his uncle"
hidings = pytest.mark.parametrize("hide", HIDINGS.values(), ids=HIDINGS)


def form_with(hide: Hide, field_id: str = "harm") -> CompletedForm:
    form = CompletedForm().put("child_name", "Example Child").put("date_of_birth", "14/03/2009")
    return form.put(field_id, "Seen in town.", *hide(form, WORDS))


class TestHidden:
    @hidings
    def test_it_makes_the_answer_unclear_and_is_unread(self, hide: Hide) -> None:
        form = form_with(hide)
        found = answer(form, "harm")
        assert (found.state, found.raw, found.value) == (State.UNCLEAR, "Seen in town.", None)
        assert "hidden text" in found.reason
        assert [(text.text, text.hidden, text.location) for text in read_form(form)[0].unread] == [
            (WORDS, True, found.location)
        ]
        assert {"hidden_text", "unclear_answer"} <= codes(form)
        assert "unread_text" not in codes(form)

    @hidings
    def test_it_is_in_no_document_for_others(self, hide: Hide) -> None:
        data = form_with(hide).bytes()
        for name in names():
            assert "Zx777qv" not in everything_in(made(name, data, on_request=True))

    @hidings
    def test_an_entry_of_the_checklist(self, hide: Hide) -> None:
        form = CompletedForm()
        form.factor("sen", hide(form, "5"))
        assert (factor(form, "sen").state, factor(form, "sen").entered) == (FactorState.UNCLEAR, "")
        assert unread(form) == ["5"]

    @hidings
    def test_where_nothing_is_asked(self, hide: Hide) -> None:
        form = CompletedForm().put("child_name", "Example Child")
        form.line("Instructions for use:").addnext(hide(form, WORDS)[0])
        assert [(text.text, text.hidden) for text in read_form(form)[0].unread] == [(WORDS, True)]
        assert answer(form, "child_name").state is State.ANSWERED

    @pytest.mark.parametrize("how", [how for how in HIDINGS if "field" not in how and "note" not in how])
    def test_readers_and_writers_agree(self, how: str) -> None:
        hide = HIDINGS[how]
        assert _by_run(form_with(hide).bytes()) == _as_read(form_with(hide).bytes())

    def test_only_blank_space_is_nothing(self) -> None:
        form = CompletedForm().put("harm", paragraph("Seen.", run("  ", hidden=True)))
        assert answer(form, "harm").value == "Seen."

    def test_the_words_around_it_are_shown(self) -> None:
        form = CompletedForm().put("harm", paragraph("He is ", run("not ", hidden=True), "safe"))
        assert answer(form, "harm").raw == "He is safe"

    def test_in_one_cell_of_a_table(self) -> None:
        form = CompletedForm().actions([["Visit", paragraph("SW", run(" or nobody", hidden=True)), "01/02/2026"]])
        assert answer(form, "actions").value == ({"what": "Visit", "who": "SW", "when": "01/02/2026", "outcome": ""},)
        assert unread(form) == ["or nobody"]
        assert {"hidden_text", "unclear_answer"} <= codes(form)

    def test_on_the_line_of_a_label(self) -> None:
        form = CompletedForm().views_date("02/02/2026", run(" or never", hidden=True))
        assert answer(form, "child_views_date").state is State.UNCLEAR

    def test_beside_a_tick(self) -> None:
        form = CompletedForm().choose("outcome", "high", after=" x").put("child_name", "Example Child")
        form.line("High Concern").append(run(" or low", hidden=True))
        assert answer(form, "outcome").state is State.UNCLEAR

    def test_a_note_on_a_row_leaves_its_entry_certain(self) -> None:
        form = CompletedForm().factor("sen", "5", paragraph("a note", run(" kept back", hidden=True)))
        assert (factor(form, "sen").state, factor(form, "sen").notes) == (FactorState.YES, "a note")
        assert unread(form) == ["kept back"]

    def test_it_is_no_evidence(self) -> None:
        form = CompletedForm().put("child_name", "Example Child")
        form.line("Instructions for use:").addnext(paragraph(run("An NRM referral was made.", hidden=True)))
        assert "nrm_status" in codes(form)

    def test_what_the_program_computes_in_an_instruction_is_left_out(self) -> None:
        begin, separate, end = (run(w("fldChar", fldCharType=kind)) for kind in ("begin", "separate", "end"))
        inner = field(" MERGEFIELD sex ", "F")
        instruction = w("r", w("instrText"))
        form = CompletedForm().put("child_name", paragraph(begin, instruction, *inner, separate, run("Ann"), end))
        assert (answer(form, "child_name").value, unread(form)) == ("Ann", [])


class TestRowsThatAreHidden:
    def hide(self, form: CompletedForm, name: str) -> CompletedForm:
        row = form.row(name)
        properties = row.find(q("w:trPr"))
        if properties is None:
            properties = w("trPr")
            row.insert(0, properties)
        properties.append(w("hidden"))
        return form

    def test_an_entry_there_is_unclear(self) -> None:
        form = self.hide(CompletedForm().factor("sen", "5", "a note"), "sen")
        assert factor(form, "sen").state is FactorState.UNCLEAR
        assert unread(form) == ["5", "a note"]

    def test_without_an_entry_it_is_as_the_blank_prints_it(self) -> None:
        form = self.hide(CompletedForm().put("child_name", "Example Child"), "sen")
        assert factor(form, "sen").state is FactorState.BLANK
        assert unread(form) == []

    def test_all_its_text_hidden_too_as_word_does_it(self) -> None:
        form = self.hide(CompletedForm().factor("sen", "5"), "sen")
        for made_run in form.row("sen").iter(q("w:r")):
            made_run.insert(0, w("rPr", w("vanish")))
        assert factor(form, "sen").state is FactorState.UNCLEAR
        assert unread(form) == ["5"]


class TestWhatIsSeen:
    @pytest.mark.parametrize("show", SEEN.values(), ids=SEEN)
    def test_it_is_read(self, show: Hide) -> None:
        form = CompletedForm()
        form.put("harm", *show(form, WORDS))
        assert (answer(form, "harm").state, answer(form, "harm").value) == (State.ANSWERED, WORDS)
        assert unread(form) == []

    @pytest.mark.parametrize("show", SEEN.values(), ids=SEEN)
    def test_readers_and_writers_agree(self, show: Hide) -> None:
        form = CompletedForm()
        data = form.put("harm", *show(form, WORDS)).bytes()
        if "begin" not in data.decode("latin-1"):
            assert _by_run(data) == _as_read(data)

    def test_what_the_blank_hides_itself_is_no_news(self) -> None:
        assert "hidden_text" not in codes(CompletedForm().put("child_name", "Example Child"))

    def test_a_printed_label_in_white_is_print(self) -> None:
        form = CompletedForm().factor("sen", "5")
        for made_run in list(form.factor_cell("sen", "Yes Score").iter(q("w:r"))):
            properties = made_run.find(q("w:rPr"))
            (made_run if properties is None else properties).insert(0, w("color", val="FFFFFF"))
        assert factor(form, "sen").state is FactorState.YES
        assert unread(form) == []

    def test_a_page_in_a_dark_colour(self) -> None:
        data = document(paragraph(looking("words", '<w:color w:val="FFFFFF"/>')))
        dark = mutate(data, MAIN, "<w:body>", '<w:background w:color="1F3864"/><w:body>')
        assert [_seen(each) for each in (data, dark)] == ["", "words"]


class TestReadAgain:
    """What was read before is taken as it was read, unless what is outside of it tells how it is seen."""

    def test_another_style_sheet(self) -> None:
        forms = []
        for look in (VANISH, "<w:b/>", VANISH):
            form = CompletedForm()
            forms.append(form.put("harm", paragraph("Seen.", style=add_style(form, "paragraph", "Same", look))))
        assert [answer(form, "harm").raw for form in forms] == ["", "Seen.", ""]

    def test_another_table_style(self) -> None:
        found = []
        for shade in ("1F3864", "FFFFFF", "1F3864"):
            form = CompletedForm()
            shading = f'<w:tcPr><w:shd w:val="clear" w:fill="{shade}"/></w:tcPr>'
            style = add_style(form, "table", "Same", "", more=shading)
            made_table = table([[paragraph(looking("Seen.", '<w:color w:val="FFFFFF"/>'))]])
            made_table.find(q("w:tblPr")).insert(0, w("tblStyle", val=style))  # type: ignore[union-attr]
            found.append(answer(form.put("harm", made_table), "harm").raw)
        assert found == ["Seen.", "", "Seen."]


def partly_hidden(seen: str) -> Element:
    return paragraph(run(seen), looking(WORDS, VANISH))


def onto_template(form: CompletedForm) -> bytes:
    layouts_, day = layouts().forms, dt.date(2026, 3, 27)
    return process_one(form.bytes(), name="form.docx", layouts=layouts_, day=day, onto_template=True)[1]


class TestOnTheTemplate:
    """What is hidden is not made visible on a clean form, and what is beside it is not made certain there."""

    @pytest.mark.parametrize(
        ("name", "seen"), [("review_date", "01/05/2026"), ("case_status", "CIN"), ("child_name", "Example Child")]
    )
    def test_an_answer_stays_unclear(self, name: str, seen: str) -> None:
        document_ = onto_template(CompletedForm().put(name, partly_hidden(seen)))
        found = answer_in(document_, name)
        assert (found.state, found.raw) == (State.UNCLEAR, f"{seen} (? hidden text left out)")
        assert "Zx777qv" not in everything_in(document_)

    def test_a_text_says_that_something_was_left_out(self) -> None:
        found = answer_in(onto_template(CompletedForm().put("harm", partly_hidden("Example Child"))), "harm")
        assert found.value == "Example Child (? hidden text left out)"

    @pytest.mark.parametrize(("seen", "said"), [("5", "5 (? hidden text left out)"), ("", "(? hidden text left out)")])
    def test_an_entry_of_the_checklist_stays_unclear(self, seen: str, said: str) -> None:
        form = CompletedForm()
        fill(form.factor_cell("sen"), partly_hidden(seen))
        submission = read_result(onto_template(form)).submission
        assert (submission.checklist["sen"].state, submission.checklist["sen"].entered) == (FactorState.UNCLEAR, said)

    def test_a_ticked_option_stays_open(self) -> None:
        form = CompletedForm().choose("outcome", "high", after=" x")
        form.line("High Concern").append(looking(WORDS, VANISH))
        assert answer(form, "outcome").state is State.UNCLEAR
        again = read_result(onto_template(form)).submission
        assert again.answers["outcome"].state is not State.ANSWERED
        assert [text.text for text in again.unread] == ["Outcome: x (? hidden text left out)"]

    def test_a_table_keeps_its_rows(self) -> None:
        form = CompletedForm().actions([(partly_hidden("Call the school"), "Sam", "05/03/2026")])
        row = {"what": "Call the school", "who": "Sam", "when": "05/03/2026", "outcome": ""}
        assert answer(form, "actions").value == (row,)
        assert {"hidden_text", "unclear_answer"} <= codes(form)
        assert answer_in(onto_template(form), "actions").value == (row,)


class TestWorkbooks:
    @pytest.mark.parametrize(
        "hide",
        [
            lambda sheet: setattr(sheet.row_dimensions[10], "hidden", True),
            lambda sheet: setattr(sheet.row_dimensions[10], "height", 0.5),
            lambda sheet: setattr(sheet.column_dimensions["D"], "hidden", True),
            lambda sheet: setattr(sheet.column_dimensions["D"], "width", 0.1),
            lambda sheet: setattr(sheet["D10"], "number_format", ";;;"),
            lambda sheet: setattr(sheet["D10"], "font", Font(color="FFFFFF")),
            lambda sheet: setattr(sheet["D10"], "font", Font(size=1)),
            lambda sheet: (
                setattr(sheet["D10"], "font", Font(color="1F3864")),
                setattr(sheet["D10"], "fill", PatternFill("solid", fgColor="1F3864")),
            ),
        ],
        ids=["row", "flat row", "column", "narrow column", "number format", "white", "one point", "colour of its cell"],
    )
    def test_an_entry_that_nobody_sees(self, hide: Callable[[object], object]) -> None:
        submission, _ = read_form(filled(ANSWERS, change=lambda book: hide(book["Checklist"]) and None))
        assert submission.checklist["sen"].state is FactorState.UNCLEAR
        assert ("Checklist!D10", "x") in [(str(text.location), text.text) for text in submission.unread if text.hidden]
        assert {"hidden_text", "unclear_answer"} <= {finding.code for finding in submission.findings}

    def test_what_is_seen(self) -> None:
        def change(book: openpyxl.Workbook) -> None:
            sheet = book["Checklist"]
            sheet["D10"].font, sheet["D10"].fill = Font(color="FFFFFF"), PatternFill("solid", fgColor="1F3864")
            sheet["D7"].font = Font(color="FFFFFF")
            sheet.conditional_formatting.add(
                "D7:D8",
                openpyxl.formatting.rule.CellIsRule(
                    operator="greaterThan", formula=["0"], fill=PatternFill("solid", bgColor="C00000")
                ),
            )

        submission, _ = read_form(filled(ANSWERS, change=change))
        assert submission.checklist["sen"].state is FactorState.YES
        assert submission.checklist["wanted_missing"].state is FactorState.YES


def answer_in(data: bytes, name: str) -> Answer:
    return read_result(data).submission.answers[name]


def _seen(data: bytes) -> str:
    return read_document(data, name="form.docx").text


def _as_read(data: bytes) -> list[tuple[str, bool]]:
    """Return what is written in a document, and whether it is seen, as the reader says."""
    found = paragraphs(read_document(data, name="form.docx").blocks)
    runs = [(run.text, bool(run.marks & UNREAD)) for each in found for run in each.runs if run.text.strip()]
    return [(text, unseen) for text, unseen in runs if text == WORDS or text in WORDS]


def _by_run(data: bytes) -> list[tuple[str, bool]]:
    """Return the same as the writers say."""
    package = Package.open(data)
    seen = SeenRuns(package)
    found = []
    for made_run in package.xml(package.main_part).iter(q("w:r")):
        text = "".join(piece.text or "" for piece in made_run.findall(q("w:t")))
        if text == WORDS:
            found.append((text, bool(seen.marks(made_run) & UNREAD)))
    return found
