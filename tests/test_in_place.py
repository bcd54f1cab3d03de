"""Writing results into the submitted file: what is written, how it enters its place, and that nothing else changes."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from msgspec.structs import replace

from pipeline.errors import CannotWrite
from pipeline.location import Location
from pipeline.ooxml import Package, structure
from pipeline.ooxml.names import W14, W
from pipeline.ooxml.places import Places
from pipeline.ooxml.splice import Splice
from pipeline.submission import Answer, State
from pipeline.writers.in_place.answer_place import write_mark, write_text
from pipeline.writers.in_place.write import results, write_in_place
from pipeline.writers.marks.seals import Seals
from pipeline.writers.provisional import mark_note, total_text
from pipeline.writers.word.annotation import Ids
from tests.documents import MAIN, document, main_part, mutate, package, parts_of, reprefixed, strict
from tests.formbuilder import CompletedForm
from tests.reading import DAY, read_as_it_stands, read_result
from tests.shapes import (
    Content,
    cell,
    control,
    deleted,
    drawn_shape,
    inserted,
    legacy_box,
    legacy_text,
    paragraph,
    q,
    row,
    run,
    symbol,
    table,
    tick,
    xml,
)
from tests.test_rules import EIGHTY

if TYPE_CHECKING:
    from pathlib import Path

    from lxml.etree import _Element

SLOT = Location((("table", 1), ("row", 1), ("column", 2)))


def form_with_a_slot(content: Content) -> bytes:
    """Make a document of one table: a label, the slot, and a cell behind it."""
    slot = content if isinstance(content, etree._Element) and content.tag in (q("w:tc"), q("w:sdt")) else cell(content)
    return document(table([row(["Label", slot, "behind"])]))


def edited(data: bytes, text: str = "57", *, mark: bool = False, date: dt.date | None = None) -> bytes:
    """Write into the slot and give the main part."""
    opened = Package.open(data)
    root = opened.xml(opened.main_part)
    splice = Splice(opened.read(opened.main_part), root)
    slot = Places(root).find(SLOT)
    assert slot is not None
    seals = Unsealed(splice, Ids(root))
    if mark:
        write_mark(splice, seals, slot, text)
    else:
        write_text(splice, seals, slot, text, date)
    return splice.result()


class Unsealed(Seals):
    """Leaves results without seals, where a test is about what is written and not about how it is known again."""

    def around(self, near: _Element, markup: str, text: str, **_: object) -> str:
        return markup

    def enclose(self, first: _Element, text: str, **_: object) -> None:
        pass


def slot_after(content: Content, text: str = "57", *, mark: bool = False, date: dt.date | None = None) -> _Element:
    """Write into a slot with this content and give it as it is then."""
    root = etree.fromstring(edited(form_with_a_slot(content), text, mark=mark, date=date))
    assert [shown(each) for each, *_ in structure.cells(next(root.iter(W + "tr")))][::2] == ["Label", "behind"]
    slot = Places(root).find(SLOT)
    assert slot is not None
    return slot


def shown(element: _Element) -> str:
    return "".join(each.text or "" for each in element.iter(W + "t"))


def run_of(element: _Element, text: str) -> _Element:
    return next(each for each in element.iter(W + "r") if shown(each) == text)


def look_of(element: _Element, text: str) -> list[str]:
    """Name the run properties with which ``text`` stands."""
    return [etree.QName(each).localname for each in run_of(element, text).findall(f"{W}rPr/*")]


def control_of(slot: _Element) -> _Element:
    """Find the control in or round the slot."""
    inside = next(slot.iter(W + "sdt"), None)
    return inside if inside is not None else next(slot.iterancestors(W + "sdt"))


# Where the text goes


def test_text_goes_into_the_empty_paragraph() -> None:
    slot = slot_after("")
    assert [shown(each) for each in slot.iter(W + "p")] == ["57"]


def test_text_goes_into_the_first_of_several_empty_paragraphs() -> None:
    assert [shown(each) for each in slot_after([paragraph(), paragraph()]).iter(W + "p")] == ["57", ""]


def test_a_picture_is_no_empty_place() -> None:
    slot = slot_after([paragraph(run(drawn_shape())), paragraph()])
    assert [shown(each) for each in slot.iterchildren(W + "p")] == ["", "57"]


def test_text_follows_printed_words_with_a_space() -> None:
    assert shown(slot_after(paragraph("Total:"))) == "Total: 57"
    assert shown(slot_after(paragraph("Total: "))) == "Total: 57"


def test_text_goes_behind_a_deletion_and_not_into_it() -> None:
    slot = slot_after(paragraph(deleted("12"), inserted(run())))
    written = run_of(slot, "57")
    assert next(written.iterancestors()).tag == W + "p"


@pytest.mark.parametrize(
    "text", ["{{ total }}", "{% if %}", "<w:t>", "&amp;", "A & B", "]]>", "  spaced  ", "“✓”", "'\""]
)
def test_braces_ampersands_and_angle_brackets_are_text(text: str) -> None:
    assert shown(slot_after("", text)) == text


def test_a_cell_that_a_control_wraps_keeps_its_place() -> None:
    slot = slot_after(control(cell("Click here"), placeholder=True))
    assert shown(slot) == "57"
    assert control_of(slot).find(f"{W}sdtPr/{W}showingPlcHdr") is None


# How it looks


def test_an_empty_run_lends_its_formatting() -> None:
    assert look_of(slot_after(paragraph(run(bold=True, colour="0000FF"))), "57") == ["b", "color"]


def test_the_paragraph_mark_lends_its_formatting() -> None:
    made = xml('<w:p><w:pPr><w:jc w:val="center"/><w:rPr><w:ins w:id="1" w:author="A"/><w:i/></w:rPr></w:pPr></w:p>')
    assert look_of(slot_after(made), "57") == ["i"]


def test_without_formatting_none_is_made_up() -> None:
    assert run_of(slot_after(""), "57").find(W + "rPr") is None


@pytest.mark.parametrize("look", [run(hidden=True), run(strike=True), run(double_strike=True), run(font="Wingdings")])
def test_formatting_that_would_hide_or_change_a_result_is_left_behind(look: _Element) -> None:
    assert run_of(slot_after(paragraph(look)), "57").find(W + "rPr") is None


# Controls and form fields


@pytest.mark.parametrize(
    "content",
    [
        paragraph(control("Click or tap here", placeholder=True)),
        control(paragraph("Click or tap here"), placeholder=True),
        control(cell("Click or tap here"), placeholder=True),
        paragraph(control(control("Click or tap here", placeholder=True))),
        paragraph(control(run("Click "), run("or tap", bold=True), run(" here"), placeholder=True)),
        paragraph(control("Choose an item", kind="dropDownList", options=["57"], placeholder=True)),
        [paragraph(), paragraph(control("Click or tap here", placeholder=True))],
    ],
)
def test_a_control_takes_the_text_in_place_of_its_prompt(content: Content) -> None:
    slot = slot_after(content)
    assert shown(slot) == "57"
    made = run_of(control_of(slot), "57")
    assert made is not None
    assert not list(slot.iter(W + "showingPlcHdr"))


@pytest.mark.parametrize(
    "content", [paragraph(control()), paragraph(control(run())), control(paragraph()), control(cell(paragraph()))]
)
def test_an_empty_control_takes_the_text(content: Content) -> None:
    slot = slot_after(content)
    assert shown(slot) == "57"
    assert run_of(control_of(slot), "57") is not None


def test_text_in_a_control_does_not_look_like_a_prompt() -> None:
    prompt = control(run("Click here", style="PlaceholderText", colour="808080", bold=True), placeholder=True)
    assert look_of(slot_after(paragraph(prompt)), "57") == ["b"]


def test_a_control_lends_the_formatting_that_it_keeps_for_answers() -> None:
    made = control(run("Click here", style="PlaceholderText"), placeholder=True)
    made[0].insert(0, xml('<w:rPr><w:i/><w:sz w:val="28"/></w:rPr>'))
    assert look_of(slot_after(paragraph(made)), "57") == ["i", "sz"]


def test_a_control_that_holds_an_answer_is_left_alone() -> None:
    slot = slot_after([paragraph(control("typed")), paragraph()])
    assert [shown(each) for each in slot.iter(W + "p")] == ["typed", "57"]


def test_a_control_bound_to_a_data_store_is_unbound_so_that_word_keeps_the_text() -> None:
    made = control("Click here", placeholder=True)
    made[0].append(xml('<w:dataBinding w:xpath="/a" w:storeItemID="{0}"/>'))
    assert not list(control_of(slot_after(paragraph(made))).iter(W + "dataBinding"))


@pytest.mark.parametrize("stale", ["", "2020-01-01T00:00:00Z"])
def test_a_date_control_also_stores_the_date(stale: str) -> None:
    made = control("Pick a date", kind="date", placeholder=True, value=stale)
    slot = slot_after(paragraph(made), "01/06/2026", date=dt.date(2026, 6, 1))
    assert shown(slot) == "01/06/2026"
    assert dict(next(slot.iter(W + "date")).attrib) == {W + "fullDate": "2026-06-01T00:00:00Z"}


@pytest.mark.parametrize("prompt", ["\u2002\u2002\u2002\u2002\u2002", "", "enter total"])
def test_a_legacy_text_field_takes_the_text_as_its_result(prompt: str) -> None:
    slot = slot_after(paragraph(legacy_text(prompt)))
    kinds = [each.get(W + "fldCharType") for each in slot.iter(W + "fldChar")]
    runs = list(slot.iter(W + "r"))
    assert shown(slot) == "57"
    assert kinds == ["begin", "separate", "end"]
    assert runs.index(run_of(slot, "57")) == len(runs) - 2


# Marks


def test_a_mark_is_a_tick_with_its_note() -> None:
    assert shown(slot_after("", "", mark=True)) == "✓"
    assert shown(slot_after("", "(provisional)", mark=True)) == "✓ (provisional)"


def test_a_check_box_control_is_ticked() -> None:
    slot = slot_after(paragraph(tick(False)), "(provisional)", mark=True)
    assert next(slot.iter(W14 + "checked")).get(W14 + "val") == "1"
    assert shown(slot) == "☒ (provisional)"


def test_a_check_box_shows_the_glyph_that_it_declares() -> None:
    made = tick(False)
    state = next(made.iter(W14 + "checkedState"))
    state.set(W14 + "val", "00FE")
    state.set(W14 + "font", "Wingdings")
    slot = slot_after(paragraph(made), "", mark=True)
    glyph = next(slot.iter(W + "sym"))
    assert (glyph.get(W + "font"), glyph.get(W + "char"), shown(slot)) == ("Wingdings", "00FE", "")


def test_a_legacy_check_box_is_ticked() -> None:
    for made in (legacy_box(None), legacy_box("0")):
        checked = next(slot_after(paragraph(made), "", mark=True).iter(W + "checked"))
        assert structure.is_on(checked)


def test_a_symbol_is_no_empty_place() -> None:
    assert shown(slot_after([paragraph(run(symbol("F0A8"))), paragraph()], "", mark=True)) == "✓"


# Nothing else changes


PARTS = parts_of(form_with_a_slot(""))


def main_bytes(data: bytes) -> bytes:
    return parts_of(data)[MAIN]


def recoded(encoding: str, mark: bytes = b"") -> bytes:
    xml_text = main_bytes(form_with_a_slot("")).decode().replace("UTF-8", encoding).replace("behind", "behind ä")
    return package({**PARTS, MAIN: mark + xml_text.encode(encoding)})


@pytest.mark.parametrize(
    ("data", "codec"),
    [
        (recoded("utf-8", b"\xef\xbb\xbf"), "utf-8"),
        (recoded("utf-16"), "utf-16-le"),
        (recoded("utf-16be", b"\xfe\xff"), "utf-16be"),
        (recoded("iso-8859-1"), "iso-8859-1"),
        (recoded("windows-1252"), "windows-1252"),
    ],
)
def test_encoding_declaration_and_byte_order_mark_stay(data: bytes, codec: str) -> None:
    before, after = main_bytes(data), edited(data, "✓")
    written = "<w:p><w:r><w:t>✓</w:t></w:r></w:p>".encode(codec, "xmlcharrefreplace")
    assert after.count(written) == 1
    assert after.replace(written, "<w:p/>".encode(codec)) == before
    assert etree.fromstring(after).xpath("string()").count("✓") == 1


def test_quotes_spaces_comments_and_empty_elements_stay_as_they_were_written() -> None:
    odd = (
        "<?xml version='1.0'   standalone=\"yes\"?>\r\n<!-- > ' <w:p> -->\n<?pi <w:tc> ?>"
        f"<w:document  xmlns:w='{W[1:-1]}' a='>' ><w:body><w:tbl ><w:tr><w:tc><w:p></w:p></w:tc>"
        "<w:tc><!-- <w:p/> --><w:p  a = '1' /></w:tc><w:tc><w:p/><![CDATA[<w:tc>]]></w:tc></w:tr></w:tbl>"
        "<w:p   /></w:body></w:document>\n<!-- end -->"
    )
    after = edited(package({**PARTS, MAIN: odd.encode()})).decode()
    assert after == odd.replace("<w:p  a = '1' />", "<w:p  a = '1'><w:r><w:t>57</w:t></w:r></w:p>")


def test_what_is_named_like_a_paragraph_in_another_vocabulary_is_not_written_to() -> None:
    odd = (
        f'<w:document xmlns:w="{W[1:-1]}" xmlns:v="{W[1:-1]}"><w:body>'
        '<w:x xmlns:w="urn:other"><w:p/></w:x>'
        "<v:p/><w:tbl><w:tr><v:tc><w:p/></v:tc><w:tc><w:p/></w:tc><w:tc><v:p/></w:tc></w:tr></w:tbl></w:body></w:document>"
    )
    after = edited(package({**PARTS, MAIN: odd.encode()})).decode()
    slot = "</v:tc><w:tc><w:p/>"
    assert after == odd.replace(slot, "</v:tc><w:tc><w:p><w:r><w:t>57</w:t></w:r></w:p>")


def test_paragraphs_with_another_prefix_for_the_same_vocabulary_are_counted_apart() -> None:
    odd = (
        f'<w:document xmlns:w="{W[1:-1]}" xmlns:v="{W[1:-1]}"><w:body><v:p/><w:p><w:r/></w:p><w:tbl><w:tr><w:tc><v:p/>'
        "</w:tc><w:tc><v:p/></w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl></w:body></w:document>"
    )
    after = edited(package({**PARTS, MAIN: odd.encode()})).decode()
    slot = "</w:tc><w:tc><v:p/>"
    assert after == odd.replace(slot, "</w:tc><w:tc><v:p><v:r><v:t>57</v:t></v:r></v:p>")


@pytest.mark.parametrize("prefix", ["ns0", ""])
def test_text_is_written_with_the_prefix_of_the_file(prefix: str) -> None:
    content = paragraph(control("Pick a date", kind="date", placeholder=True))
    data = reprefixed(form_with_a_slot(content), prefix)
    root = etree.fromstring(edited(data, "01/06/2026", date=dt.date(2026, 6, 1)))
    assert shown(root) == "Label01/06/2026behind"
    assert next(root.iter(W + "date")).get(W + "fullDate") == "2026-06-01T00:00:00Z"


def test_strict_files_stay_strict() -> None:
    data = strict(form_with_a_slot(""))
    assert edited(data) == main_bytes(data).replace(b"<w:p/>", b"<w:p><w:r><w:t>57</w:t></w:r></w:p>")


def test_formatting_that_needs_a_prefix_declared_elsewhere_is_left_behind() -> None:
    odd = (
        f'<w:document xmlns:w="{W[1:-1]}"><w:body><w:tbl><w:tr><w:tc><w:p/></w:tc><w:tc><w:p>'
        '<w:r xmlns:x="urn:x"><w:rPr><w:b/><x:glow/></w:rPr></w:r></w:p></w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl>'
        "</w:body></w:document>"
    )
    assert shown(etree.fromstring(edited(package({**PARTS, MAIN: odd.encode()})))) == "57"


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=30))
def test_any_text_comes_back_and_the_rest_stays(text: str) -> None:
    data = form_with_a_slot("")
    root = etree.fromstring(edited(data, text))
    slot = Places(root).find(SLOT)
    assert slot is not None
    assert shown(slot) == text
    for written in list(slot.iter(W + "r")):
        written.getparent().remove(written)  # type: ignore[union-attr]
    assert etree.tostring(root, method="c14n") == etree.tostring(main_part(data), method="c14n")


# The form


def completed() -> CompletedForm:
    """Fill in all that a score and a review date need: 14 years old, five points for SEN."""
    form = CompletedForm().put("child_name", "Example Child").put("date_of_birth", "01/02/2012")
    return form.put("date_completed", "01/04/2026").factor("sen", "5")


def populated(form: CompletedForm) -> tuple[bytes, bytes]:
    """Return a form as it was and with its results."""
    data = form.bytes()
    result = read_result(data)
    return data, write_in_place(data, result.submission, result.assessment, result.mapping, DAY)


def row_of(data: bytes, label: str) -> list[str]:
    """Return the texts of the first row with a cell that begins with ``label``."""
    rows = ([shown(each) for each in made.iter(W + "tc")] for made in main_part(data).iter(W + "tr"))
    return next(texts for texts in rows if any(text.startswith(label) for text in texts))


def test_all_four_results_are_written() -> None:
    _, after = populated(completed())
    assert row_of(after, "Age Score")[-1] == "5"
    assert row_of(after, "TOTAL Score")[-1] == "10"
    assert [row_of(after, band)[-1] for band in ("0-40", "41-70", "71+")] == ["✓", "", ""]
    assert row_of(after, "Agreed CE review date")[-1] == "24/06/2026"


def test_what_was_typed_and_is_right_stands() -> None:
    typed = completed().put("age_score", "5").put("total_score", "10").rag("low", "x").put("review_date", "soon")
    before, after = populated(typed)
    assert after is before


def test_only_the_main_part_changes_and_only_where_results_are() -> None:
    before, after = populated(completed())
    old, new = parts_of(before), parts_of(after)
    assert {name for name in old if old[name] != new[name]} == {MAIN}
    run = rb"<w:r><w:t>(?:5|10|\xe2\x9c\x93|24/06/2026)</w:t></w:r>"
    written = re.compile(rb"<w:p><w:bookmarkStart [^>]*/>" + run + rb"<w:bookmarkEnd [^>]*/></w:p>")
    assert len(written.findall(new[MAIN])) == 4
    last = re.compile(rb'<w:bookmarkStart [^>]*"_wf_e5_[^>]*/><w:bookmarkEnd [^>]*/>')
    assert len(last.findall(new[MAIN])) == 1
    assert written.sub(b"<w:p/>", last.sub(b"", new[MAIN])) == old[MAIN]


def test_the_same_form_gives_the_same_bytes() -> None:
    assert populated(completed())[1] == populated(completed())[1]


def test_a_blank_form_is_given_back_as_it_is() -> None:
    before, after = populated(CompletedForm())
    assert after is before


def test_an_uncertain_rating_says_so() -> None:
    _, after = populated(completed().factor("neet", "?"))
    assert re.fullmatch(r"10 \(up to \d+\)", row_of(after, "TOTAL Score")[-1])
    assert row_of(after, "0-40")[-1] == "✓ (provisional)"


def test_a_rating_that_is_open_says_what_it_could_be_and_reads_back() -> None:
    form = completed().factors(dict.fromkeys(EIGHTY, "?"))
    _, after = populated(form)
    assert row_of(after, "0-40")[-1] == "✓ (provisional, up to High concern)"
    assert row_of(after, "Agreed CE review date")[-1] == "29/04/2026"  # as for High
    again = read_as_it_stands(after).answers["rag_rating"]
    assert (again.state, again.value) == (State.ANSWERED, "low")
    assert read_result(after).submission.answers["rag_rating"].state is State.BLANK


def test_an_open_rating_is_a_note_of_its_own_when_the_total_is_complete() -> None:
    result = read_result(completed())
    said = replace(result.assessment, rag_max="medium")
    assert mark_note(said, result.mapping) == "(provisional, up to Medium concern)"
    assert mark_note(replace(said, rag_max=None), result.mapping) == ""


def test_a_total_says_how_far_it_stands() -> None:
    assessment = read_result(completed()).assessment
    assert total_text(assessment) == "10"
    assert total_text(replace(assessment, complete=False)) == "10 (not complete)"
    assert total_text(replace(assessment, complete=False, total_max=20)) == "10 (up to 20)"


def test_results_are_plain_text_even_when_changes_are_tracked() -> None:
    data = mutate(completed().bytes(), "word/settings.xml", "<w:zoom", "<w:trackRevisions/><w:zoom")
    result = read_result(data)
    after = write_in_place(data, result.submission, result.assessment, result.mapping, DAY)
    assert not list(main_part(after).iter(W + "ins"))
    assert parts_of(after)["word/settings.xml"] == parts_of(data)["word/settings.xml"]


def test_a_form_without_a_score_gets_none() -> None:
    result = read_result(completed())
    bare = replace(result.mapping, score=None, review=None)
    assert list(results(result.submission, result.assessment, bare)) == []


def test_a_place_that_is_not_there_is_an_error() -> None:
    data = completed().bytes()
    result = read_result(data)
    lost = Answer(field="total_score", state=State.BLANK, location=Location((("table", 99), ("row", 1))))
    submission = replace(result.submission, answers={**result.submission.answers, "total_score": lost})
    with pytest.raises(CannotWrite, match="table 99, row 1"):
        write_in_place(data, submission, result.assessment, result.mapping, DAY)


def test_a_workbook_is_not_written_in_place(project: Path) -> None:
    result = read_result(completed())
    data = (project / "mappings" / "blanks" / "ce_assessment_original.xlsx").read_bytes()
    with pytest.raises(CannotWrite, match="Word"):
        write_in_place(data, result.submission, result.assessment, result.mapping, DAY)


def test_what_is_written_reads_back() -> None:
    _, after = populated(completed())
    again = read_as_it_stands(after)
    assert again.answers["total_score"].value == 10
    assert again.answers["rag_rating"].value == "low"
    assert again.answers["review_date"].value == dt.date(2026, 6, 24)
    assert not again.unread
