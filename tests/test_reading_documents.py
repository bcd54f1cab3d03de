"""What the Word reader sees: each shape is a tiny document, and the text a person sees in it."""

from __future__ import annotations

import pytest

from pipeline.document import Cell, ControlKind, Document, Mark, Paragraph, Table, paragraphs
from pipeline.readers import read_document
from tests.formbuilder import document, main_part, mutate, package, parts_of, reprefixed, strict
from tests.shapes import (
    NAMESPACES,
    activex_box,
    cell,
    comment_reference,
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
    reformatted,
    row,
    run,
    simple_field,
    smart_tag,
    symbol,
    table,
    text_box,
    tick,
    w,
    xml,
)

MAIN = "word/document.xml"
MATHS = "http://schemas.openxmlformats.org/officeDocument/2006/math"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
EMPTY_BOXES = "☐□◻▢"
TICKS = "✓✔"


def lines(data: bytes) -> list[str]:
    """Return all visible text of a Word file, one line a paragraph that is not empty."""
    return [line for line in read_document(data).text.split("\n") if line]


def cells(data: bytes) -> list[Cell]:
    """Return all cells of the tables of a document, row by row."""
    return [made for found in read_document(data).tables() for line in found.rows for made in line.cells]


def grid(data: bytes) -> list[list[tuple[int, str]]]:
    """Return each row of the first table as grid columns with their text."""
    found = next(read_document(data).tables())
    return [[(made.column, made.text) for made in line.cells] for line in found.rows]


def only_run(data: bytes):
    (made,) = [made for line in paragraphs(read_document(data).blocks) for made in line.runs]
    return made


class TestPlainText:
    @pytest.mark.parametrize(
        ("shape", "text"),
        [
            (paragraph("one", "two"), "onetwo"),
            (run("a\tb"), "a\tb"),
            (run("a", w("noBreakHyphen"), "b"), "a‑b"),
            (run("a\u00a0b"), "a\u00a0b"),
            (run("co\u00adoperate"), "co\u00adoperate"),
            (run("a", w("ptab", alignment="right"), "b"), "a\tb"),
            (run("Siân Llŷr"), "Siân Llŷr"),
            (run("cafe\u0301"), "cafe\u0301"),
            (run("محمد علي", right_to_left=True), "محمد علي"),
            (paragraph("محمد", rtl=True), "محمد"),
            (run("👍🏽"), "👍🏽"),
            (run("A & B < C > {{ d }} {% e %}"), "A & B < C > {{ d }} {% e %}"),
            (hyperlink("link"), "link"),
            (hyperlink("dangling", "rIdNowhere"), "dangling"),
            (smart_tag(run("place")), "place"),
            (custom_xml(run("inside")), "inside"),
            (custom_xml(smart_tag(run("deep inside"))), "deep inside"),
            (w("bdo", run("turned"), val="rtl"), "turned"),
            (w("dir", run("turned"), val="rtl"), "turned"),
            (xml(f"<m:oMath xmlns:m='{MATHS}'><m:r><m:t>x=1</m:t></m:r></m:oMath>"), "x=1"),
            (xml("<o:anything><w:r><w:t>in an unknown element</w:t></w:r></o:anything>"), "in an unknown element"),
            (run(xml("<w:ruby><w:rubyBase><w:r><w:t>base</w:t></w:r></w:rubyBase></w:ruby>")), "base"),
        ],
    )  # fmt: skip
    def test_inline(self, shape, text: str) -> None:
        assert lines(document("before", shape, "after")) == ["before", text, "after"]

    def test_a_line_break_parts_lines_of_one_paragraph(self) -> None:
        (only,) = read_document(document(run("one\ntwo"))).blocks
        assert only.text == "one\ntwo"

    def test_a_carriage_return_is_a_line_break(self) -> None:
        assert only_run(document(run("one", w("cr"), "two"))).text == "one\ntwo"

    def test_soft_hyphen_elements_show_nothing(self) -> None:
        assert lines(document(run("co", w("softHyphen"), "operate")))[0].replace("\u00ad", "") == "cooperate"

    def test_bookmarks_proofing_and_permissions_are_no_text(self) -> None:
        shapes = [w("bookmarkStart", id="1", name="b"), w("proofErr", type="spellStart"), w("permStart", id="1")]
        assert lines(document(paragraph("a", *shapes, "b"))) == ["ab"]


class TestFields:
    @pytest.mark.parametrize(
        ("shape", "text"),
        [
            (field(" DATE ", "12/01/2026"), "12/01/2026"),
            (simple_field("PAGE", "3"), "3"),
            (field(" REF a ", "shown", parts="separate end"), "shown"),
            (field(" REF a ", "shown", parts="end"), "shown"),
            (field(" REF a ", "shown", parts=""), "shown"),
            (field(" REF a ", "shown", parts="begin separate"), "shown"),
            (legacy_text("typed"), "typed"),
        ],
    )
    def test_the_result_is_read_and_the_instruction_is_not(self, shape, text: str) -> None:
        assert lines(document(paragraph("a ", shape, " b"), "after")) == [f"a {text} b", "after"]

    def test_a_field_in_a_field(self) -> None:
        begin, separate, end = (run(w("fldChar", fldCharType=kind)) for kind in ("begin", "separate", "end"))
        inner = field(" PAGE ", "2")
        outer = [begin, w("r", w("instrText")), *inner, separate, run("shown"), end]
        assert lines(document(paragraph(*outer)))[0].endswith("shown")

    def test_a_field_over_several_paragraphs(self) -> None:
        first, second = paragraph("a "), paragraph()
        runs = list(field(" TOC ", "shown"))
        first.extend(runs[:3])
        second.extend(runs[3:])
        assert lines(document(first, second, "after")) == ["a ", "shown", "after"]


class TestTrackedChanges:
    def test_accepted_view(self) -> None:
        shape = paragraph("a ", inserted("new "), deleted("old "), moved_from("there "), moved_to("here "), "z")
        assert lines(document(shape)) == ["a new here z"]

    def test_text_in_a_deletion_is_gone_however_it_is_written(self) -> None:
        assert lines(document(paragraph("a", w("del", run("wrongly w:t"), author="A")))) == ["a"]

    def test_a_deletion_in_an_insertion(self) -> None:
        assert lines(document(paragraph("a", inserted(run("b"), deleted("c"))))) == ["ab"]

    def test_inserted_runs_are_flagged(self) -> None:
        made = [
            made
            for line in paragraphs(read_document(document(paragraph("a", inserted("b")))).blocks)
            for made in line.runs
        ]
        assert [(part.text, part.inserted) for part in made] == [("a", False), ("b", True)]

    def test_a_deleted_paragraph_mark_joins_two_paragraphs(self) -> None:
        assert lines(document(paragraph("one ", mark_deleted=True), "two")) == ["one two"]

    def test_rows(self) -> None:
        data = document(table([["kept"], row(["gone"], change="del"), row(["added"], change="ins")]))
        assert grid(data) == [[(1, "kept")], [(1, "added")]]

    def test_cells_do_not_shift(self) -> None:
        data = document(table([row([cell("a"), cell("gone", change="cellDel"), cell("c", change="cellIns")])]))
        assert grid(data) == [[(1, "a"), (3, "c")]]

    @pytest.mark.parametrize(
        ("content", "count"),
        [
            (paragraph("nothing"), 0),
            (paragraph(inserted("a"), deleted("b")), 2),
            (paragraph(reformatted("was bold", bold=True)), 1),
            (paragraph(moved_from("a"), moved_to("a")), 2),
            (paragraph("joined", mark_deleted=True), 1),
            (table([row(["gone"], change="del")]), 1),
            (table([row(["added"], change="ins")]), 1),
            (table([row([cell("gone", change="cellDel"), "b"])]), 1),
            (table([row([cell("added", change="cellIns"), "b"])]), 1),
        ],
    )
    def test_pending_changes_are_counted(self, content, count: int) -> None:
        assert (read_document(document(content)).tracked > 0) == (count > 0)

    def test_a_formatting_change_reads_as_formatted_now(self) -> None:
        assert Mark.BOLD not in only_run(document(paragraph(reformatted("plain now", bold=True)))).marks


class TestBesideTheText:
    @pytest.mark.parametrize("kind", ["both", "vml", "drawing"])
    def test_a_text_box_is_read_once(self, kind: str) -> None:
        assert lines(document(paragraph("a", text_box("in the box", kind=kind), "b"), "c")) == ["ab", "in the box", "c"]

    def test_a_text_box_in_a_text_box(self) -> None:
        inner = paragraph("outer", text_box("inner", kind="vml"))
        assert lines(document(text_box(inner, kind="vml"))) == ["outer", "inner"]

    def test_a_table_in_a_text_box(self) -> None:
        assert lines(document(text_box(table([["a", "b"]]), kind="drawing"))) == ["a", "b"]

    def test_an_empty_choice_gives_way_to_the_fallback(self) -> None:
        shape = run(
            xml(
                '<mc:AlternateContent><mc:Choice Requires="wps"/><mc:Fallback><w:t>old</w:t></mc:Fallback>'
                "</mc:AlternateContent>"
            )
        )
        assert lines(document(shape)) == ["old"]

    def test_alternate_content_round_blocks(self) -> None:
        shape = xml(
            '<mc:AlternateContent><mc:Choice Requires="wps"><w:p><w:r><w:t>new</w:t></w:r></w:p></mc:Choice>'
            "<mc:Fallback><w:p><w:r><w:t>old</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent>"
        )
        data = document("a", "here", "b")
        body = main_part(data)[0]
        body.replace(body[1], shape)
        assert lines(with_body(data, body)) == ["a", "new", "b"]

    def test_footnotes_follow_their_paragraph(self) -> None:
        data = document(paragraph("a", footnote_reference(1)), "b", footnotes=["below"])
        assert lines(data) == ["a", "below", "b"]

    def test_comments_are_counted_and_not_read(self) -> None:
        read = read_document(document(paragraph("a", comment_reference(0)), comments=["a remark", "another"]))
        assert read.comments == 2
        assert "remark" not in read.text

    def test_headers_are_stories_of_their_own(self) -> None:
        read = read_document(document("body", header="at the top"))
        assert [block.text for block in read.blocks] == ["body"]
        assert [[block.text for block in story.blocks] for story in read.stories] == [["at the top"]]

    def test_hidden_text_is_marked(self) -> None:
        assert Mark.HIDDEN in only_run(document(run("not shown", hidden=True))).marks

    @pytest.mark.parametrize("shape", [drawn_shape(), activex_box()])
    def test_drawings_are_counted_not_guessed(self, shape) -> None:
        (only,) = read_document(document(paragraph("CCE", shape))).blocks
        assert isinstance(only, Paragraph)
        assert (only.text, only.drawings) == ("CCE", 1)


class TestControls:
    @pytest.mark.parametrize("checked", [True, False])
    @pytest.mark.parametrize("round_", ["inline", "paragraph", "cell"])
    @pytest.mark.parametrize("glyph", [None, "x", "✔", "☐", "☒", "", "o"])
    def test_a_check_box_by_its_state(self, checked: bool, round_: str, glyph: str | None) -> None:
        data = document(table([["a", tick(checked, glyph=glyph, round_=round_, tag="t"), "c"]]))
        (made,) = [
            made
            for line in paragraphs(cells(data)[1].blocks)
            for made in line.runs
            if made.control is not None and made.control.kind is ControlKind.CHECK_BOX
        ]
        assert made.control is not None
        assert (made.control.checked, made.control.tag) == (checked, "t")
        assert [found.column for found in cells(data)] == [1, 2, 3]

    @pytest.mark.parametrize("value", ["1", "true", "on"])
    def test_spellings_of_checked(self, value: str) -> None:
        data = mutate(document(tick(False)), MAIN, 'w14:checked w14:val="0"', f'w14:checked w14:val="{value}"')
        control_ = only_run(data).control
        assert control_ is not None
        assert control_.checked is True

    @pytest.mark.parametrize(
        ("shape", "kind", "value"),
        [
            (control("x", kind="text"), ControlKind.TEXT, None),
            (control("x", kind="richText"), ControlKind.TEXT, None),
            (control("Yes", kind="dropDownList", options=["Yes", "No"]), ControlKind.DROP_DOWN, "Yes"),
            (control("Perhaps", kind="comboBox", options=["Yes", "No"]), ControlKind.DROP_DOWN, "Perhaps"),
            (control("3/3/26", kind="date", value="2026-03-03T00:00:00Z"), ControlKind.DATE, "2026-03-03"),
        ],
    )
    def test_kinds(self, shape, kind: ControlKind, value: str | None) -> None:
        found = only_run(document(shape)).control
        assert found is not None
        assert found.kind is kind or (kind is ControlKind.TEXT and found.kind is ControlKind.OTHER)
        if value is not None and kind is ControlKind.DATE:
            assert (found.value or "")[:10] == value

    def test_a_placeholder_is_flagged(self) -> None:
        found = only_run(document(control("Click here to enter text.", placeholder=True))).control
        assert found is not None
        assert found.placeholder

    def test_cells_in_controls_keep_their_columns(self) -> None:
        data = document(table([[control(cell("a")), "b", control(cell("c")), "d"]]))
        assert grid(data) == [[(1, "a"), (2, "b"), (3, "c"), (4, "d")]]

    def test_rows_in_controls(self) -> None:
        rows = [control(row(["a", "b"]), kind="group"), row(["c", "d"])]
        assert grid(document(table(rows))) == [[(1, "a"), (2, "b")], [(1, "c"), (2, "d")]]

    def test_repeating_sections(self) -> None:
        items = [control(row([str(number)]), kind="repeatingSectionItem") for number in range(3)]
        data = document(table([control(*items, kind="repeatingSection")]))
        assert grid(data) == [[(1, "0")], [(1, "1")], [(1, "2")]]

    def test_blocks_in_controls_in_controls(self) -> None:
        data = document(control(control(paragraph("a"), table([["b"]])), paragraph("c"), kind="richText"))
        assert lines(data) == ["a", "b", "c"]

    def test_custom_xml_round_rows_and_cells(self) -> None:
        assert grid(document(table([custom_xml(row([custom_xml(cell("a")), "b"]))]))) == [[(1, "a"), (2, "b")]]

    @pytest.mark.parametrize(
        ("checked", "default", "state"),
        [
            ("", None, True), ("1", None, True), ("true", None, True), ("on", None, True),
            ("0", None, False), ("false", None, False), ("off", None, False),
            (None, None, False), (None, "1", True), (None, "", True), (None, "0", False),
            ("0", "1", False), ("1", "0", True),
        ],
    )  # fmt: skip
    def test_legacy_boxes(self, checked: str | None, default: str | None, state: bool) -> None:
        made = [
            m
            for line in paragraphs(read_document(document(paragraph(legacy_box(checked, default=default)))).blocks)
            for m in line.runs
        ]
        states = [m.control.checked for m in made if m.control is not None and m.control.kind is ControlKind.CHECK_BOX]
        assert states == [state]

    @pytest.mark.parametrize(("chosen", "text"), [(1, "No"), (0, "Yes"), (None, "Yes")])
    def test_legacy_lists(self, chosen: int | None, text: str) -> None:
        """A list that stores no choice shows its first entry, as Word does."""
        assert "".join(lines(document(paragraph(legacy_list(["Yes", "No"], chosen))))) == text


class TestSymbols:
    @pytest.mark.parametrize(
        ("char", "font", "shown"),
        [
            ("F0FC", "Wingdings", TICKS), ("00FC", "Wingdings", TICKS), ("F0FE", "Wingdings", "☑"),
            ("F0FD", "Wingdings", "☒"), ("F078", "Wingdings", "☒⊠"), ("F0FB", "Wingdings", "✗✘"),
            ("F0A8", "Wingdings", EMPTY_BOXES), ("F06F", "Wingdings", EMPTY_BOXES),
            ("F050", "Wingdings 2", TICKS), ("F052", "Wingdings 2", "☑"), ("F054", "Wingdings 2", "☒"),
            ("F0A3", "Wingdings 2", EMPTY_BOXES),
            ("F061", "Webdings", TICKS), ("F072", "Webdings", "✗✘❌"), ("F063", "Webdings", EMPTY_BOXES),
            ("F0D6", "Symbol", "√"),
        ],
    )  # fmt: skip
    def test_a_glyph_is_what_it_looks_like(self, char: str, font: str, shown: str) -> None:
        (text,) = lines(document(symbol(char, font)))
        assert text in shown

    @pytest.mark.parametrize(
        ("text", "font", "shown"),
        [
            ("ü", "Wingdings", TICKS), ("þ", "Wingdings", "☑"), ("\uf0fc", "Wingdings", TICKS),
            ("P", "Wingdings 2", TICKS), ("a", "Webdings", TICKS), ("Ö", "Symbol", "√"),
        ],
    )  # fmt: skip
    def test_letters_typed_in_a_symbol_font(self, text: str, font: str, shown: str) -> None:
        (found,) = lines(document(run(text, font=font)))
        assert found in shown

    def test_a_glyph_nobody_knows_is_not_lost(self) -> None:
        assert lines(document(symbol("F021", "Wingdings")))


class TestMarks:
    @pytest.mark.parametrize(
        ("marks", "read"),
        [
            ({"bold": True}, Mark.BOLD), ({"bold": False}, Mark.NONE), ({"italic": True}, Mark.ITALIC),
            ({"underline": True}, Mark.UNDERLINE), ({"underline": False}, Mark.NONE),
            ({"strike": True}, Mark.STRIKE), ({"double_strike": True}, Mark.STRIKE), ({"strike": False}, Mark.NONE),
            ({"highlight": "yellow"}, Mark.HIGHLIGHT), ({"highlight": "none"}, Mark.NONE),
            ({"shade": "FFFF00"}, Mark.SHADED), ({"shade": "auto"}, Mark.NONE), ({"shade": "FFFFFF"}, Mark.NONE),
            ({"ringed": True}, Mark.RINGED), ({"colour": "FF0000"}, Mark.COLOURED), ({"colour": "auto"}, Mark.NONE),
            ({"colour": "000000"}, Mark.NONE),
        ],
    )  # fmt: skip
    def test_of_a_run(self, marks: dict[str, object], read: Mark) -> None:
        assert only_run(document(run("a", **marks))).marks == read  # type: ignore[arg-type]

    @pytest.mark.parametrize("value", ["0", "false", "off"])
    def test_switched_off(self, value: str) -> None:
        data = mutate(document(run("a", bold=False)), MAIN, '<w:b w:val="0"/>', f'<w:b w:val="{value}"/>')
        assert only_run(data).marks is Mark.NONE

    def test_of_a_cell(self) -> None:
        assert [made.shading for made in cells(document(table([["a", cell("b", shade="ffc000")]])))] == ["", "FFC000"]

    def test_list_level_and_style(self) -> None:
        first, second = read_document(document(paragraph("a", list_level=1), paragraph("b", style="Heading1"))).blocks
        assert isinstance(first, Paragraph)
        assert isinstance(second, Paragraph)
        assert (first.list_level, second.list_level, second.style) == (1, None, "Heading1")


class TestGrids:
    def test_every_cell_holds_its_own_address(self) -> None:
        def at(row_: int, column: int) -> str:
            return f"table 1, row {row_}, column {column}"

        rows = [
            [at(1, 1), at(1, 2), at(1, 3), at(1, 4)],
            row([at(2, 2), cell(at(2, 3), span=2)], before=1),
            row([control(cell(at(3, 1), span=3)), tick_free(at(3, 4))]),
            control(row([cell(at(4, 1), merge="restart"), at(4, 2)], after=2), kind="group"),
            [cell("", merge="continue"), control(cell(at(5, 2))), at(5, 3)],
        ]
        for made in cells(document(table(rows, columns=4))):
            if made.text:
                assert str(made.location) == made.text

    def test_paragraphs_and_tables_are_counted_apart(self) -> None:
        data = document("paragraph 1", table([["x"]]), "paragraph 2", table([["y"]]), "paragraph 3")
        for block in read_document(data).blocks:
            if isinstance(block, Paragraph):
                assert str(block.location) == block.text
            else:
                assert str(block.location) in ("table 1", "table 2")

    def test_nested_tables(self) -> None:
        (made,) = cells(document(table([[["above", table([["a", "b"], ["c", "d"]]), "below"]]])))
        assert made.text.split("\n")[:4] == ["above", "a\tb", "c\td", "below"]
        inner = next(block for block in made.blocks if isinstance(block, Table))
        assert str(inner.rows[1].cells[1].location) == "table 1, row 1, column 1, table 1, row 2, column 2"

    def test_merged_cells(self) -> None:
        rows = [[cell("a", merge="restart"), "b"], [cell("", merge="continue"), "c"]]
        assert [made.continues for made in cells(document(table(rows)))] == [False, False, True, False]

    def test_merging_without_a_value_continues(self) -> None:
        data = mutate(
            document(table([[cell("a", merge="continue")]])), MAIN, '<w:vMerge w:val="continue"/>', "<w:vMerge/>"
        )
        assert cells(data)[0].continues

    def test_ragged_rows(self) -> None:
        assert grid(document(table([["a"], ["b", "c", "d"], ["e", "f"]], columns=2))) == [
            [(1, "a")], [(1, "b"), (2, "c"), (3, "d")], [(1, "e"), (2, "f")],
        ]  # fmt: skip

    def test_a_row_without_cells_and_a_table_without_a_grid(self) -> None:
        data = mutate(document(table([["a"], row([])])), MAIN, "<w:tblGrid>", "<w:tblGrid/><!--")
        data = mutate(data, MAIN, "</w:tblGrid>", "-->")
        assert grid(data) == [[(1, "a")], []]


def tick_free(text: str) -> object:
    """Put a text into a paragraph control, which must not change its place."""
    return cell(control(paragraph(text), kind="richText"))


class TestOddPackages:
    @pytest.fixture
    def data(self) -> bytes:
        return document(paragraph("one ", inserted("two")), table([["three", tick()]]), header="top")

    @pytest.mark.parametrize("prefix", ["ns0", "x", ""])
    def test_any_prefix(self, data: bytes, prefix: str) -> None:
        assert same(read_document(reprefixed(data, prefix)), read_document(data))

    def test_strict(self, data: bytes) -> None:
        assert same(read_document(strict(data)), read_document(data))

    @pytest.mark.parametrize("main", ["document.xml", "word/document2.xml", "other/folder/part.xml"])
    def test_any_path_of_the_main_part(self, main: str) -> None:
        assert lines(document("found", main=main)) == ["found"]

    def test_several_bodies(self, data: bytes) -> None:
        second = "</w:body><w:body><w:p><w:r><w:t>second</w:t></w:r></w:p></w:body>"
        assert "second" in lines(mutate(data, MAIN, "</w:body>", second))

    def test_a_body_in_a_body(self, data: bytes) -> None:
        inner = "<w:body><w:p><w:r><w:t>inner</w:t></w:r></w:p></w:body></w:body>"
        assert lines(mutate(data, MAIN, "</w:body>", inner)).count("inner") == 1

    def test_relationships_that_lead_nowhere(self, data: bytes) -> None:
        wild = f'<Relationship Id="rId77" Type="{RELATIONSHIPS}/{{}}" Target="{{}}"/>'
        rels = "".join(
            wild.format(kind, f"no-{kind}.xml") for kind in ("styles", "header", "comments", "footnotes", "image")
        )
        assert lines(
            mutate(data, "word/_rels/document.xml.rels", "</Relationships>", f"{rels}</Relationships>")
        ) == lines(data)

    def test_no_relationships_of_the_main_part(self) -> None:
        parts = parts_of(document("text"))
        del parts["word/_rels/document.xml.rels"]
        assert lines(package(parts)) == ["text"]

    def test_part_names_with_backslashes(self) -> None:
        parts = {
            name.replace("/", "\\") if name == MAIN else name: part for name, part in parts_of(document("text")).items()
        }
        assert lines(package(parts)) == ["text"]

    def test_part_names_in_another_case(self) -> None:
        parts = {
            name.replace("word/document", "Word/Document"): part for name, part in parts_of(document("text")).items()
        }
        assert lines(package(parts)) == ["text"]

    def test_a_template_and_a_macro_form_are_read_too(self) -> None:
        for kind in (
            "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
            "application/vnd.ms-word.document.macroEnabled.main+xml",
        ):
            old = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
            assert lines(mutate(document("text"), "[Content_Types].xml", old, kind)) == ["text"]

    def test_an_embedded_document_is_said_to_be_unread(self) -> None:
        chunk = w("altChunk")
        chunk.set(f"{{{NAMESPACES['r']}}}id", "rIdChunk")
        read = read_document(document("before", chunk, "after"))
        assert [block.text for block in read.blocks] == ["before", "after"]
        assert "embedded_document" in {finding.code for finding in read.findings}

    def test_a_byte_order_mark_and_another_encoding(self) -> None:
        parts = parts_of(document("Zoë"))
        text = parts[MAIN].decode().replace("UTF-8", "UTF-16")
        assert lines(package({**parts, MAIN: text.encode("utf-16")})) == ["Zoë"]
        assert lines(package({**parts, MAIN: b"\xef\xbb\xbf" + parts[MAIN]})) == ["Zoë"]

    def test_no_text_at_all(self) -> None:
        assert lines(document()) == []

    def test_many_tables_and_boxes(self) -> None:
        boxes = [table([[f"{number}", *(tick(n % 2 == 0) for n in range(6))]]) for number in range(700)]
        read = read_document(document(*boxes))
        assert len(list(read.tables())) == 700
        assert read.text.split("\n").count("699") == 1


def same(one: Document, other: Document) -> bool:
    """Return whether two documents are the same but for how they were written."""
    return repr((one.blocks, one.stories, one.tracked)) == repr((other.blocks, other.stories, other.tracked))


def with_body(data: bytes, body) -> bytes:
    """Put a changed body back into a document."""
    from tests.documents import serialise

    return package({**parts_of(data), MAIN: serialise(body.getparent())})
