"""Struck words keep their strike where an output can strike, and are left out where it can't; they never stand."""

from __future__ import annotations

import json
import re
from copy import deepcopy
from typing import TYPE_CHECKING, Unpack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.document import Mark, paragraphs
from pipeline.process.form import process_one
from pipeline.process.restore import recorded_submission
from pipeline.readers import read_document
from pipeline.submission import State
from pipeline.words import Words, joined_by, put_together
from pipeline.writers.register.row import RegisterRow
from pipeline.writers.template.text import inline
from pipeline.writers.word.struck import for_template, with_struck_runs
from tests.formbuilder import CompletedForm, paragraph, run, table
from tests.reading import DAY, answer, codes, factor, layouts, read_result
from tests.shapes import Marks, control, field, hyperlink, inserted, mark_run, q, symbol, text_box, text_pieces, w, xml
from tests.styled import add_style
from tests.test_documents import made

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.shapes import Element

SAFE = "He is safe"


def styled(form: CompletedForm, kind: str, look: str) -> str:
    return add_style(form, kind, f"Gone{kind}", look)


def in_a_table_style(form: CompletedForm) -> list[Element]:
    made_table = table([["not"]])
    made_table.find(q("w:tblPr")).insert(0, w("tblStyle", val=styled(form, "table", "<w:strike/>")))  # type: ignore[union-attr]
    return [paragraph("He is"), made_table, paragraph("safe")]


def in_a_paragraph_style(form: CompletedForm) -> list[Element]:
    style = styled(form, "paragraph", "<w:strike/>")
    return [paragraph("He is"), paragraph("not", style=style), paragraph("safe")]


def link_to(text: str, **marks: Unpack[Marks]) -> Element:
    made = hyperlink(text)
    mark_run(made[0], **marks)
    return made


def in_two_ways(text: str) -> Element:
    """Write a text as Word does what older programs can't show: for them it is written once more."""
    both = xml('<mc:AlternateContent><mc:Choice Requires="wps"/><mc:Fallback/></mc:AlternateContent>')
    for branch in both:
        branch.extend(text_pieces(text))
    return both


def based_on_another(form: CompletedForm) -> list[Element]:
    add_style(form, "character", "Twice", "<w:dstrike/>")
    add_style(form, "character", "Derived", "<w:b/>", based_on="Twice")
    return [paragraph("He is ", run("not ", style="Derived"), "safe")]


WAYS: dict[str, Callable[[CompletedForm], list[Element]]] = {
    "run": lambda form: [paragraph("He is ", run("not ", strike=True), "safe")],
    "struck out twice": lambda form: [paragraph("He is ", run("not ", double_strike=True), "safe")],
    "split over runs": lambda form: [paragraph("He is ", run("n", strike=True), run("ot ", strike=True), "safe")],
    "character style": lambda form: [
        paragraph("He is ", run("not ", style=styled(form, "character", "<w:strike/>")), "safe")
    ],
    "style based on another": based_on_another,
    "paragraph style": in_a_paragraph_style,
    "table style": in_a_table_style,
    "in a table": lambda form: [table([[paragraph("He is ", run("not ", strike=True), "safe")]])],
    "with a tab": lambda form: [paragraph("He is ", run("not ", strike=True), run(w("tab")), "safe")],
    "with a break": lambda form: [paragraph("He is ", run("not ", strike=True), run(w("br")), "safe")],
    "with a symbol": lambda form: [paragraph("He is ", run("not ", strike=True), symbol("F0FC"), "safe")],
    "with a field": lambda form: [paragraph("He is ", run("not ", strike=True), field(" REF a ", "safe"))],
    "in a link": lambda form: [paragraph("He is ", link_to("not ", strike=True), "safe")],
    "in a control": lambda form: [paragraph("He is ", control(run("not ", strike=True)), "safe")],
    "in a tracked insertion": lambda form: [paragraph("He is ", inserted(run("not ", strike=True)), "safe")],
    "in a text box": lambda form: [
        paragraph("He is"),
        paragraph(text_box(paragraph(run("not", strike=True)))),
        paragraph("safe"),
    ],
    "in one of two drawings": lambda form: [paragraph("He is ", run(in_two_ways("not "), strike=True), "safe")],
    "in a list": lambda form: [paragraph("He is ", run("not ", strike=True), "safe", list_level=0)],
}
ways = pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)


def plan(way: Callable[[CompletedForm], list[Element]]) -> CompletedForm:
    """Make a form that says in two narratives and a table that he is safe, with "not" struck out."""
    form = CompletedForm().put("child_name", "Example Child").put("date_of_birth", "14/03/2009")
    form.put("date_completed", "06/01/2026").choose("outcome", "high", highlight="yellow")
    form.choose("exploitation_type", "CCE", under="high", bold=True)
    content = way(form)
    form.put("harm", *content).put("safety_goal", *map(deepcopy, content))
    return form.actions([[[*map(deepcopy, content)], "SW", "01/02/2026"]])


def said(data: bytes) -> str:
    """Return what a document says, struck words between tildes, white space left out."""
    found = paragraphs(read_document(data, name="made.docx").blocks)
    marked = (f"~{run.text}~" if Mark.STRIKE in run.marks else run.text for each in found for run in each.runs)
    return "".join("".join(marked).split()).replace("~~", "")


def on_template(form: CompletedForm) -> bytes:
    _, document = process_one(
        form.bytes(), name="form.docx", layouts=layouts().forms, day=DAY, onto_template=True, comments=False
    )
    return document


class TestReading:
    @ways
    def test_what_is_struck_is_named_beside_the_words(self, way: Callable[[CompletedForm], list[Element]]) -> None:
        found = answer(plan(way), "harm")
        assert found.value == found.raw
        assert "".join(found.raw[start:end] for start, end in found.struck).strip() == "not"
        assert " ".join(found.text.standing.replace("✓", "").split()) == SAFE

    @ways
    def test_in_the_cells_of_a_table_too(self, way: Callable[[CompletedForm], list[Element]]) -> None:
        (row,) = answer(plan(way), "actions").rows
        assert " ".join(row["what"].standing.replace("✓", "").split()) == SAFE
        assert row["who"] == Words("SW")

    def test_a_strike_that_is_taken_off_again_is_none(self) -> None:
        form = CompletedForm()
        style = styled(form, "paragraph", "<w:strike/>")
        form.put("harm", paragraph(run("He is safe", strike=False), style=style))
        assert answer(form, "harm").struck == ()

    def test_strikes_of_paragraph_and_characters_cancel_out(self) -> None:
        form = CompletedForm()
        outer, inner = styled(form, "paragraph", "<w:strike/>"), styled(form, "character", "<w:strike/>")
        form.put("harm", paragraph(run("He is safe", style=inner), style=outer))
        assert answer(form, "harm").struck == ()

    def test_a_narrative_struck_out_as_a_whole_is_no_answer(self) -> None:
        found = answer(CompletedForm().put("perpetrators", paragraph(run("A man", strike=True))), "perpetrators")
        assert (found.state, found.value, found.raw) == (State.UNCLEAR, None, "A man")

    def test_notes_and_entries_of_the_checklist(self) -> None:
        form = CompletedForm().factor(
            "sen", run("5", strike=True), paragraph("seen ", run("never ", strike=True), "once")
        )
        found = factor(form, "sen")
        assert (found.words.standing, found.note_words.standing) == ("", "seen once")

    def test_what_is_struck_is_no_evidence(self) -> None:
        silent = CompletedForm().put("child_name", "Example Child").put("harm", "An NRM referral was made.")
        struck = CompletedForm().put("child_name", "Example Child")
        struck.put("harm", paragraph("Seen. ", run("An NRM referral was made.", strike=True)))
        assert "nrm_status" not in codes(silent)
        assert "nrm_status" in codes(struck)

    def test_a_struck_date_of_birth_is_no_second_child(self) -> None:
        form = CompletedForm().put("child_name", "Example Child")
        form.put("date_of_birth", paragraph(run("01/04/2011", strike=True)), paragraph("02/04/2011"))
        assert "several_children" not in codes(form)


class TestDocuments:
    @ways
    @pytest.mark.parametrize("name", ["safety_plan", "mosaic_entry", "duty_and_advice"])
    def test_struck_words_keep_their_strike(self, name: str, way: Callable[[CompletedForm], list[Element]]) -> None:
        text = said(made(name, plan(way).bytes())).replace("✓", "")
        places = {"safety_plan": 2, "mosaic_entry": 3, "duty_and_advice": 1}[name]
        assert text.count("Heis~not~safe") == places
        assert "Heisnot" not in text

    @ways
    def test_on_the_clean_template(self, way: Callable[[CompletedForm], list[Element]]) -> None:
        text = said(on_template(plan(way))).replace("✓", "")
        assert text.count("Heis~not~safe") == 3
        assert "Heisnot" not in text

    @pytest.mark.parametrize("entry", ["5", "✓"])
    def test_entries_and_notes_of_the_checklist(self, entry: str) -> None:
        form = plan(WAYS["run"]).factor("sen", run(entry, strike=True), paragraph("seen ", run("never", strike=True)))
        assert f"unclear:~{entry}~0seen~never~" in said(made("mosaic_entry", form.bytes()))
        assert f"~{entry}~seen~never~" in said(on_template(form))

    def test_a_date_and_a_name_struck_out_and_written_anew(self) -> None:
        form = plan(WAYS["run"]).put("review_date", paragraph(run("01/04/2026", strike=True), run(" 08/04/2026")))
        form.put("team_manager", paragraph(run("Ann Old", strike=True), " Bea New"))
        assert "~01/04/2026~08/04/2026" in said(on_template(form))
        assert "~AnnOld~BeaNew" in said(on_template(form))
        assert "AnnOld" not in said(made("safety_plan", form.bytes())).replace("~AnnOld~", "")

    def test_a_mark_that_was_taken_back(self) -> None:
        form = plan(WAYS["run"]).rag("low", paragraph(run("x", strike=True))).rag("high", "x")
        assert "~x~" in said(on_template(form))

    def test_added_text_that_belongs_nowhere(self) -> None:
        form = plan(WAYS["run"])
        form.line("Instructions for use:").addnext(paragraph("Call ", run("never", strike=True)))
        assert "Call~never~" in said(on_template(form))


class TestOutputsThatCannotStrike:
    def test_the_result_names_the_stretches(self) -> None:
        form = plan(WAYS["run"]).factor("sen", run("5", strike=True), paragraph("seen ", run("never", strike=True)))
        result = read_result(form)
        record = json.loads(result.json())
        harm, actions, sen = record["answers"]["harm"], record["answers"]["actions"], record["checklist"]["sen"]
        assert (harm["value"], harm["struck"]) == ("He is not safe", [[6, 10]])
        assert actions["struck"] == [{"what": [[6, 10]]}]
        assert (sen["struck"], sen["notes_struck"]) == ([[0, 1]], [[5, 10]])
        assert "struck" not in record["answers"]["child_name"]
        kept = recorded_submission(result.json(), result.mapping)
        assert kept.answers["harm"].words == result.submission.answers["harm"].words
        assert kept.answers["actions"].rows == result.submission.answers["actions"].rows
        assert kept.checklist["sen"].words == result.submission.checklist["sen"].words

    def test_the_register_leaves_them_out(self) -> None:
        record = json.loads(read_result(plan(WAYS["run"])).json())
        row = RegisterRow.from_result(record, reference=1, name="form.docx", status="assessed")
        assert row.answers["harm"] == SAFE

    def test_the_sheet_on_the_screen_leaves_them_out_and_says_so(self, capsys: pytest.CaptureFixture[str]) -> None:
        from pipeline.cli.commands.sheet import print_sheet

        print_sheet(read_result(plan(WAYS["run"])))
        text = " ".join(capsys.readouterr().out.split())
        assert "He is safe (struck words left out)" in text
        assert "He is not safe" not in text


# -- the nouns ---------------------------------------------------------------------------------------------------------

TEXT = st.text("ab c\n\t", max_size=6)
WORDS = st.lists(st.tuples(TEXT, st.booleans()), max_size=6).map(
    lambda parts: put_together(Words(text, ((0, len(text)),) if struck and text else ()) for text, struck in parts)
)


@pytest.mark.parametrize(
    ("text", "struck", "standing"),
    [
        ("He is not safe", ((6, 9),), "He is safe"),
        ("Seen twice once", ((4, 11),), "Seen once"),
        ("unsafe", ((0, 2),), "safe"),
        ("not safe", ((0, 4),), "safe"),
        ("safe not", ((5, 8),), "safe"),
        ("one\ntwo\nthree", ((4, 7),), "one\nthree"),
        ("one\n\nthree", ((0, 1),), "ne\n\nthree"),
        ("gone", ((0, 4),), ""),
    ],
)
def test_what_stands(text: str, struck: tuple[tuple[int, int], ...], standing: str) -> None:
    assert Words(text, struck).standing == standing
    assert str(Words(text, struck)) == standing


@given(WORDS)
def test_all_that_stands_stands_and_nothing_else(words: Words) -> None:
    kept = "".join(sign for sign, is_struck in words.seen() if not is_struck)
    assert "".join(words.standing.split()) == kept
    assert "".join(part for part, _ in words.parts()) == words.text
    assert joined_by("\n", words.lines()).seen() == words.seen()


@given(WORDS, st.integers(0, 12), st.integers(0, 12))
def test_a_cut_keeps_what_is_struck(words: Words, start: int, length: int) -> None:
    signs = [(sign, is_struck) for part, is_struck in words.parts() for sign in part]
    cut = words.cut(start, start + length)
    assert [(sign, is_struck) for part, is_struck in cut.parts() for sign in part] == signs[start : start + length]


@given(WORDS)
def test_a_tag_of_a_template_shows_them_struck(words: Words) -> None:
    look = '<w:rPr><w:b/><w:color w:val="FF0000"/></w:rPr>'
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    part = f'<w:p xmlns:w="{space}"><w:r>{look}<w:t>x{inline(for_template(words))}y</w:t></w:r></w:p>'
    markup = with_struck_runs(part.encode(), "part").decode()
    assert put_together(_shown_in(markup)).seen() == [("x", False), *words.seen(), ("y", False)]
    assert markup.count("<w:r>") == markup.count('<w:color w:val="FF0000"/>')
    assert "wfstruck" not in markup


def _shown_in(markup: str) -> list[Words]:
    found = []
    for made_run in re.findall(r"<w:r>.*?</w:r>", markup, re.DOTALL):
        text = "".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", made_run))
        found.append(Words(text, ((0, len(text)),) if "<w:strike/>" in made_run and text else ()))
    return found
