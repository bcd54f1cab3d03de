"""Oddities met in public test files: valid packages, and ones that Word forgives, in which text could go unseen.

None of those files is in this project; each is built here in a few lines.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from pipeline.document import Document, Mark, paragraphs
from pipeline.errors import RefusedForm
from pipeline.ooxml import limits
from pipeline.readers import read_document
from pipeline.readers.word.plain import formatting
from pipeline.submission import State
from tests.archives import with_main
from tests.documents import MAIN, Package, document, package, parts_of, serialise
from tests.formbuilder import CompletedForm
from tests.reading import answer
from tests.shapes import (
    NAMESPACES,
    Content,
    Element,
    footnote_reference,
    paragraph,
    run,
    symbol,
    table,
    text_box,
    w,
    xml,
)
from tests.work import assert_grows_with_length

DECLARED = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())
SYMBOLS = "http://schemas.microsoft.com/office/word/2015/wordml/symex"
A_RUN = "<w:r><w:t>text</w:t></w:r>"
A_PARAGRAPH = f"<w:p>{A_RUN}</w:p>"


def body(markup: str) -> bytes:
    """Make a Word file with just this markup in its body."""
    return with_main(f"<w:document {DECLARED}><w:body>{markup}</w:body></w:document>")


def lines(data: bytes) -> list[str]:
    """Return all visible text, one line a paragraph that is not empty."""
    return [line for line in read_document(data).text.split("\n") if line]


def places(read: Document) -> list[str]:
    return [str(line.location) for line in paragraphs(read.blocks) if line.text]


class TestTextOutsideParagraphs:
    @pytest.mark.parametrize(
        "markup",
        [
            A_RUN,
            "<w:t>text</w:t>",
            "<w:r><w:t>te</w:t></w:r><w:r><w:t>xt</w:t></w:r>",
            f"<w:p2><w:pPr/>{A_RUN}</w:p2>",
            f"<w:hyperlink>{A_RUN}</w:hyperlink>",
            f"<w:sdt><w:sdtPr/><w:sdtContent>{A_RUN}</w:sdtContent></w:sdt>",
            f"<w:tbl><w:tr><w:tc>{A_RUN}</w:tc></w:tr></w:tbl>",
        ],
    )
    def test_is_read(self, markup: str) -> None:
        assert lines(body(f"<w:p/>{markup}<w:p/>")) == ["text"]

    def test_in_a_text_box(self) -> None:
        shape = xml(f"<w:pict><v:textbox><w:txbxContent>{A_RUN}</w:txbxContent></v:textbox></w:pict>")
        assert lines(document(run(shape))) == ["text"]

    def test_does_not_move_the_places_of_others(self) -> None:
        read = read_document(body(f"<w:p>{A_RUN}</w:p>{A_RUN}<w:x>{A_RUN}</w:x><w:p>{A_RUN}</w:p>"))
        assert places(read) == ["paragraph 1", "loose text 1", "loose text 2", "paragraph 2"]

    def test_a_text_outside_a_run(self) -> None:
        assert lines(body("<w:p><w:t>one</w:t><w:br/><w:t>two</w:t></w:p>")) == ["one", "two"]

    def test_runs_among_the_properties_of_their_paragraph(self) -> None:
        """As an old LibreOffice wrote headers."""
        assert lines(body(f"<w:p><w:pPr><w:jc w:val='left'/>{A_RUN}</w:pPr>{A_RUN}</w:p>")) == ["texttext"]

    @pytest.mark.parametrize("around", ["{}", "<w:r>{}</w:r>", "<w:r><w:body>{}</w:body></w:r>"])
    def test_a_paragraph_in_a_paragraph_is_a_line_of_its_own(self, around: str) -> None:
        inner = around.format(f"<w:p>{A_RUN}</w:p>")
        assert lines(body(f"<w:p>{A_RUN}{inner}</w:p>")) == ["text", "text"]

    def test_a_line_end_of_the_xml_is_a_space(self) -> None:
        assert lines(body("<w:p><w:r><w:t>one\ntwo</w:t></w:r></w:p>")) == ["one two"]


class TestBreaksInsideText:
    """docx-templates writes the breaks of an answer of several lines into the text itself."""

    def test_what_comes_after_them_is_read(self) -> None:
        found = read_document(body("<w:p><w:r><w:t>Seen.<w:br/>Went home.<w:tab/>Late.</w:t></w:r></w:p>"))
        assert found.text.strip() == "Seen.\nWent home.\tLate."

    def test_in_an_answer(self) -> None:
        piece = xml("<w:r><w:t>Seen at the station.<w:br/>Went home by car.</w:t></w:r>")
        assert answer(CompletedForm().put("harm", paragraph(piece)), "harm").value == (
            "Seen at the station.\nWent home by car."
        )


class TestTextBoxes:
    def test_known_by_what_is_in_them(self) -> None:
        """Early versions of Word 2013 had the content in another namespace."""
        shape = xml(
            '<w:drawing><wp:inline><x:txbxContent xmlns:x="http://schemas.microsoft.com/office/word/2006/wordml">'
            f"<w:p>{A_RUN}</w:p></x:txbxContent></wp:inline></w:drawing>"
        )
        assert lines(document(run(shape))) == ["text"]

    @pytest.mark.parametrize(
        "around",
        [
            "<w:drawing><wp:inline><x:wpc><x:wpg>{0}{0}</x:wpg></x:wpc></wp:inline></w:drawing>",
            "<w:pict><v:group><v:group>{0}</v:group>{0}</v:group></w:pict>",
            "<w:object><v:shape/>{0}{0}</w:object>",
        ],
    )
    def test_in_groups_canvases_and_objects(self, around: str) -> None:
        box = f"<x:shape><w:txbxContent><w:p>{A_RUN}</w:p></w:txbxContent></x:shape>"
        shape = around.format(box).replace(">", ' xmlns:x="urn:x">', 1)
        assert lines(document(run(xml(shape)))) == ["text", "text"]

    def test_in_a_header_and_in_a_cell(self) -> None:
        read = read_document(document(table([[text_box("in a cell")]]), header=[text_box("at the top")]))
        assert read.text.split() == ["in", "a", "cell", "at", "the", "top"]

    def test_with_a_control_round_all_of_it(self) -> None:
        inner = xml(f"<w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent><w:p>{A_RUN}</w:p></w:sdtContent></w:sdt>")
        (found,) = [
            made
            for line in paragraphs(read_document(document(text_box(inner, kind="vml"))).blocks)
            for made in line.runs
        ]
        assert found.text == "text"
        assert found.control is not None


class TestAlternateContent:
    def alternate(self, choice: str, fallback: str, requires: str = "wps") -> Element:
        return xml(
            f'<mc:AlternateContent><mc:Choice Requires="{requires}">{choice}</mc:Choice>'
            f"<mc:Fallback>{fallback}</mc:Fallback></mc:AlternateContent>"
        )

    def test_a_drawing_without_words_gives_way_to_words(self) -> None:
        shape = self.alternate("<w:drawing><wp:inline/></w:drawing>", "<w:t>said</w:t>")
        assert lines(document(run(shape))) == ["said"]

    def test_an_emptied_text_box_does_not(self) -> None:
        box = "<v:textbox><w:txbxContent><w:p>{}</w:p></w:txbxContent></v:textbox>"
        shape = self.alternate(f"<w:pict>{box.format('')}</w:pict>", f"<w:pict>{box.format(A_RUN)}</w:pict>")
        assert lines(document(run(shape))) == []

    @pytest.mark.parametrize("fallback", ["<w:t>😏</w:t>", ""])
    def test_emoji(self, fallback: str) -> None:
        emoji = f'<s:symEx xmlns:s="{SYMBOLS}" s:font="Segoe UI Emoji" s:char="1F60F"/>'
        assert lines(document(run("a ", self.alternate(emoji, fallback), " b"))) == ["a 😏 b"]


class TestNotes:
    def test_referred_to_twice_is_read_once(self) -> None:
        data = document(paragraph("a", footnote_reference(1)), paragraph("b", footnote_reference(1)), footnotes=["n"])
        assert lines(data) == ["a", "n", "b"]

    def test_the_same_id_for_two(self) -> None:
        notes = [w("footnote", paragraph(text), id="1") for text in ("first", "second")]
        data = with_notes(notes, paragraph("a", footnote_reference(1)), paragraph("b", footnote_reference(1)))
        assert lines(data) == ["a", "first", "b", "second"]

    def test_nobody_refers_to_it(self) -> None:
        data = with_notes([w("footnote", paragraph("gone"), id="1")], paragraph("a"))
        assert lines(data) == ["a"]

    @pytest.mark.parametrize("identifier", ["-7", "²", "9" * 5000, "", "x"])
    def test_any_id(self, identifier: str) -> None:
        reference = run(w("footnoteReference", id=identifier))
        data = with_notes([w("footnote", paragraph("note"), id=identifier)], paragraph("a", reference))
        assert lines(data) == ["a", "note"]

    def test_notes_in_notes_come_to_an_end(self) -> None:
        notes = [
            w("footnote", paragraph(f"note {number}", footnote_reference(number + 1)), id=str(number))
            for number in range(1, 3000)
        ]
        assert lines(with_notes(notes, paragraph("a", footnote_reference(1))))[:2] == ["a", "note 1"]


def with_notes(notes: list[Element], *content: Content) -> bytes:
    made = Package(parts_of(document(*content)))
    made.add("footnotes.xml", "footnotes", serialise(w("footnotes", *notes)))
    return made.bytes()


class TestSymbols:
    @pytest.mark.parametrize(
        ("char", "font", "shown"),
        [
            ("F061", "Symbol", "α"), ("F057", "Symbol", "Ω"), ("F0AE", "Symbol", "→"), ("F0B9", "Symbol", "≠"),
            ("F04A", "Wingdings", "☺"), ("F0E0", "Wingdings", "→"), ("F081", "Wingdings", "①"),
            ("F08C", "Wingdings", "❶"), ("F04A", "No such font", "☺"),
        ],
    )  # fmt: skip
    def test_signs_are_told_by_their_font(self, char: str, font: str, shown: str) -> None:
        assert lines(document(symbol(char, font))) == [shown]

    def test_words_that_merely_have_a_symbol_font_stay_legible(self) -> None:
        assert lines(document(run("add text", font="Webdings"))) == ["add text"]

    def test_several_marks_in_one_run(self) -> None:
        assert lines(document(run("ü ¨", font="Wingdings"))) == ["✓ ☐"]

    def test_the_font_for_complex_scripts_draws_nothing(self) -> None:
        shape = xml('<w:r><w:rPr><w:rFonts w:ascii="Arial" w:cs="Wingdings"/></w:rPr><w:t>x</w:t></w:r>')
        assert lines(document(shape)) == ["x"]

    @pytest.mark.parametrize("char", ["", "zz", "0", "D800", "110000", "F" * 9, "-1"])
    def test_codes_that_are_none(self, char: str) -> None:
        assert lines(document(run("a", w("sym", font="Wingdings", char=char), "b"))) == ["ab"]


class TestPackages:
    def test_a_header_that_several_sections_share(self) -> None:
        made = Package(parts_of(document("body", header="top")))
        made.relate("header", "header1.xml")
        made.relate("header", "/word/Header1.xml")
        assert lines(made.bytes()) == ["body", "top"]

    def test_headers_are_numbered_by_kind(self) -> None:
        made = Package(parts_of(document("body", header="top")))
        for name, kind in (("second.xml", "header"), ("below.xml", "footer")):
            made.add(name, kind, serialise(w("hdr" if kind == "header" else "ftr", paragraph(name))))
        assert [story.name for story in read_document(made.bytes()).stories] == ["header 1", "header 2", "footer 1"]

    def test_no_content_types(self) -> None:
        parts = parts_of(document("text"))
        del parts["[Content_Types].xml"]
        assert lines(package(parts)) == ["text"]

    def test_nothing_but_the_document(self) -> None:
        assert lines(package({MAIN: parts_of(document("text"))[MAIN]})) == ["text"]

    def test_bytes_behind_the_zip(self) -> None:
        assert lines(document("text") + b"\r\n--boundary--\r\n") == ["text"]

    def test_parts_elsewhere_are_never_fetched(self) -> None:
        made = Package(parts_of(document("text")))
        for kind in ("header", "footnotes", "comments", "styles", "aFChunk", "subDocument"):
            made.relate(kind, "http://127.0.0.1:9/part.xml", external=True)
        made.relate("header", "file:///etc/hostname", external=True)
        assert lines(made.bytes()) == ["text"]

    def test_relationships_that_lead_to_no_xml(self) -> None:
        made = Package(parts_of(document("text")))
        made.add("header9.xml", "header", b"\x89PNG\r\n")
        with pytest.raises(RefusedForm) as caught:
            read_document(made.bytes())
        assert caught.value.code == "damaged"


class TestNumbers:
    @pytest.mark.parametrize("value", ["9" * 5000, "-1", "1.5", "", "²", "0", "4294967296"])
    def test_spans_beyond_sense_are_ignored(self, value: str) -> None:
        data = body(
            f'<w:tbl><w:tr><w:trPr><w:gridBefore w:val="{value}"/></w:trPr><w:tc><w:tcPr><w:gridSpan w:val="{value}"/>'
            f"</w:tcPr><w:p>{A_RUN}</w:p></w:tc><w:tc><w:p>{A_RUN}</w:p></w:tc></w:tr></w:tbl>"
        )
        assert places(read_document(data)) == [
            "table 1, row 1, column 1, paragraph 1", "table 1, row 1, column 2, paragraph 1",
        ]  # fmt: skip

    def test_wide_spans_are_places_all_the_same(self) -> None:
        cell = f'<w:tc><w:tcPr><w:gridSpan w:val="9000"/></w:tcPr><w:p>{A_RUN}</w:p></w:tc>'
        read = read_document(body(f"<w:tbl><w:tr>{cell * 3}</w:tr></w:tbl>"))
        assert places(read)[2] == "table 1, row 1, column 18001, paragraph 1"


class TestCharacterStyles:
    """People choose with styles such as Strong as well as with a button."""

    STYLES = (
        '<w:style w:type="character" w:styleId="Strong"><w:rPr><w:b/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="Chosen"><w:basedOn w:val="Strong"/><w:rPr><w:i/><w:u w:val="single"/>'
        '<w:highlight w:val="yellow"/><w:color w:val="FF0000"/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="Light"><w:basedOn w:val="Chosen"/><w:rPr><w:b w:val="0"/>'
        '<w:u w:val="none"/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="Out"><w:rPr><w:strike/><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="Tick"><w:rPr><w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>'
        "</w:rPr></w:style>"
        '<w:style w:type="character" w:styleId="Ring"><w:basedOn w:val="Round"/><w:rPr><w:b/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="Round"><w:basedOn w:val="Ring"/><w:rPr><w:i/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Heading"><w:rPr><w:b/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="Hyperlink"><w:rPr><w:u w:val="single"/></w:rPr></w:style>'
    )

    def styled(self, *content: Content, styles: str = STYLES) -> bytes:
        made = Package(parts_of(document(*content)))
        made.add("styles.xml", "styles", f"<w:styles {DECLARED}><w:docDefaults/>{styles}</w:styles>".encode())
        return made.bytes()

    def marks(self, shape: Element) -> Mark:
        (made,) = [made for line in paragraphs(read_document(self.styled(shape)).blocks) for made in line.runs]
        return made.marks

    @pytest.mark.parametrize(
        ("style", "marks"),
        [
            ("Strong", Mark.BOLD),
            ("Chosen", Mark.BOLD | Mark.ITALIC | Mark.UNDERLINE | Mark.HIGHLIGHT | Mark.COLOURED),
            ("Light", Mark.ITALIC | Mark.HIGHLIGHT | Mark.COLOURED),
            ("Out", Mark.STRIKE | Mark.HIDDEN),
            ("Ring", Mark.BOLD | Mark.ITALIC),
            ("Heading", Mark.NONE),
            ("Hyperlink", Mark.NONE),
            ("NoSuchStyle", Mark.NONE),
        ],
    )
    def test_give_their_marks(self, style: str, marks: Mark) -> None:
        assert self.marks(run("a", style=style)) == marks

    def test_the_run_itself_has_the_last_word(self) -> None:
        assert self.marks(run("a", style="Chosen", bold=False, strike=True)) == (
            Mark.ITALIC | Mark.UNDERLINE | Mark.HIGHLIGHT | Mark.COLOURED | Mark.STRIKE
        )

    def test_choose_like_a_button_does(self) -> None:
        form = CompletedForm().choose("outcome", "medium", style="IntenseEmphasis")
        form.choose("exploitation_type", "CSE", under="medium", style="Strong")
        assert (answer(form, "outcome").value, answer(form, "exploitation_type").value) == ("medium", "CSE")

    def test_links_choose_nothing(self) -> None:
        form = CompletedForm().choose("outcome", "medium", style="Hyperlink")
        assert answer(form, "outcome").state is State.BLANK

    def test_a_tick_by_style(self) -> None:
        assert lines(self.styled(run("ü", style="Tick"))) == ["✓"]

    def test_without_a_styles_part(self) -> None:
        assert lines(document(run("a", style="Strong"))) == ["a"]

    def test_styles_that_nobody_chooses_with_are_not_even_parsed(self) -> None:
        data = self.styled(run("a"), run("b", style="Hyperlink"), run("c", style="FootnoteReference"), styles="<")
        assert lines(data) == ["a", "b", "c"]

    def test_styles_beside_a_large_body(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Styles are read piece by piece, so they may be long whatever the body holds."""
        data = self.styled(run("a", style="Chosen"), styles=self.STYLES * 50)
        monkeypatch.setattr(limits, "TREE_BYTES", limits.tree_bytes(parts_of(data)[MAIN]) + 20_000)
        assert lines(data) == ["a"]

    def test_one_endless_style_is_refused(self) -> None:
        with pytest.raises(RefusedForm) as caught:
            read_document(self.styled(run("a", style="Strong"), styles=f"<w:style>{'<w:x/>' * 110_000}</w:style>"))
        assert caught.value.code == "too_complex"


def table_of(cells: str) -> str:
    """Put cells into one row of a table."""
    return f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>"


def styles_based_on_each_other(number: int) -> bytes:
    """Make a document with so many styles, each based on the next one, and a run in each."""
    styles = "".join(
        f'<w:style w:type="character" w:styleId="s{each}"><w:basedOn w:val="s{each + 1}"/></w:style>'
        for each in range(number)
    )
    runs = "".join(f'<w:r><w:rPr><w:rStyle w:val="s{each}"/></w:rPr></w:r>' for each in range(number))
    made = Package(parts_of(body(f"<w:p>{runs}</w:p>")))
    made.add("styles.xml", "styles", f"<w:styles {DECLARED}>{styles}</w:styles>".encode())
    return made.bytes()


class TestTime:
    """Each of these once took time that grew with the square of its length."""

    @pytest.fixture(autouse=True)
    def _nothing_is_known(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """What properties come to is kept up to a bound, which other tests may just have reached."""
        monkeypatch.setattr(formatting, "_kept", {})

    @pytest.mark.parametrize(
        "markup",
        [
            lambda number: "<w:p>" + number * A_RUN + "</w:p>",
            lambda number: "<w:p>" + number * '<w:r><w:fldChar w:fldCharType="begin"/><w:t>x</w:t></w:r>' + "</w:p>",
            lambda number: number * f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{A_RUN}</w:p>",
            lambda number: table_of(number * "<w:tc><w:tcPr><w:hMerge/></w:tcPr><w:p/></w:tc>"),
            lambda number: table_of(number * f"<w:tc><w:p>{A_RUN}</w:p></w:tc>"),
            lambda number: (
                60 * "<w:sdt><w:sdtContent>" + number * f"<w:p>{A_RUN}</w:p>" + 60 * "</w:sdtContent></w:sdt>"
            ),
            lambda number: "<w:p>" + number * f"<w:sdt><w:sdtContent>{A_RUN}</w:sdtContent></w:sdt>" + "</w:p>",
            lambda number: number * f"<w:x>{A_RUN}</w:x>",
        ],
        ids=["runs", "fields", "deleted ends", "merged cells", "cells", "nested controls", "controls", "unknown"],
    )
    def test_grows_with_length_and_no_faster(self, markup: Callable[[int], str]) -> None:
        def reading(number: int) -> Callable[[], object]:
            form = body(markup(number))
            return lambda: read_document(form)

        assert_grows_with_length(reading, 500)

    def test_styles_based_on_each_other(self) -> None:
        assert_grows_with_length(lambda number: partial(read_document, styles_based_on_each_other(number)), 500)

    @pytest.mark.parametrize(
        "markup",
        [
            101 * "<w:p/>",
            "<w:tbl><w:tr>" + 101 * "<w:tc/>" + "</w:tr></w:tbl>",
            "<w:p><w:r>" + 101 * "<w:br/>" + "</w:r></w:p>",
            "<w:p>" + 101 * ("<w:r><w:t>" + 2 * "word " + "</w:t></w:r>") + "</w:p>",
            "<w:p><w:r><w:t>" + 260 * "😀" + "</w:t></w:r></w:p>",
            "<w:p><w:r><w:t>" + 30 * "\ufdfa" + "</w:t></w:r></w:p>",
            f"<w:tbl>{51 * f'<w:tr><w:tc><w:p>{A_RUN}</w:p></w:tc></w:tr>'}</w:tbl>",
        ],
        ids=["paragraphs", "cells", "lines", "characters", "long characters", "growing characters", "both"],
    )
    def test_more_than_any_form_holds_is_refused(self, markup: str, monkeypatch: pytest.MonkeyPatch) -> None:
        read_document(body(markup))
        monkeypatch.setattr(limits, "PLACES", 100)
        monkeypatch.setattr(limits, "TEXT_BYTES", 1_000)
        with pytest.raises(RefusedForm) as caught:
            read_document(body(markup))
        assert caught.value.code == "too_complex"


class TestDropCaps:
    @staticmethod
    def framed(text: str, **settings: str) -> Element:
        made = paragraph(text)
        made.insert(0, w("pPr", w("framePr", **settings)))
        return made

    def test_the_letter_begins_the_next_paragraphs_word(self) -> None:
        assert lines(document(self.framed("S", dropCap="drop", lines="2"), "he was seen", "after"))[0] == "She was seen"
        box = [self.framed("S", dropCap="margin"), paragraph("he was seen")]
        assert lines(document(table([[box]]))) == ["She was seen"]

    def test_another_frame_stands_apart(self) -> None:
        assert lines(document(self.framed("apart", hAnchor="page"), "after")) == ["apart", "after"]


class TestRuby:
    def test_the_base_is_text_and_the_reading_above_it_is_none(self) -> None:
        made = w("ruby", w("rubyPr", w("hps", val="10")), w("rt", run("small")), w("rubyBase", run("10")))
        assert lines(document(paragraph(w("r", made), " points"))) == ["10 points"]


class TestChoicesNobodyKnows:
    def choice(
        self, namespace: str, *, fallback: str = "<mc:Fallback><w:r><w:t>old</w:t></w:r></mc:Fallback>"
    ) -> list[str]:
        inner = f'<mc:Choice xmlns:z="{namespace}" Requires="z"><w:r><w:t>new</w:t></w:r></mc:Choice>{fallback}'
        return lines(body(f"<w:p><mc:AlternateContent>{inner}</mc:AlternateContent></w:p>"))

    def test_the_fallback_shows(self) -> None:
        assert self.choice("urn:example:anything") == ["old"]
        assert self.choice("http://schemas.microsoft.com/office/word/2010/wordprocessingShape") == ["new"]

    def test_without_a_fallback_the_text_is_not_lost(self) -> None:
        assert self.choice("urn:example:anything", fallback="") == ["new"]
        assert self.choice("urn:example:anything", fallback="<mc:Fallback/>") == ["new"]
