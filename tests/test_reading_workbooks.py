"""What the Excel reader sees: each shape is a tiny workbook, and the text, controls and places that come out of it."""

from __future__ import annotations

import io
from itertools import pairwise

import openpyxl
import pytest

from pipeline.document import Cell, ControlKind, Document, Mark, Paragraph, Run
from pipeline.errors import RefusedForm
from pipeline.readers import read_document
from tests.documents import mutate, package, parts_of, strict
from tests.workbookbuilder import (
    MICROSOFT,
    OFFICE,
    Format,
    Raw,
    Sheet,
    empty,
    formula,
    number,
    relationships,
    rich,
    shared,
    text,
    truth,
    workbook,
)
from tests.workbookcontrols import Box, as_libreoffice, drawing, shape, with_boxes

DATE = Format(code="dd/mm/yyyy")
BORDER = Format(border=True)
HIDDEN_SHEET = "hidden"


def read(*sheets: Sheet, **options: object) -> Document:
    """Read a workbook of some sheets."""
    return read_document(workbook(*sheets, **options))  # type: ignore[arg-type]


def cells(document: Document) -> dict[str, Cell]:
    """Return every cell by its printed location, without the sheet for the first sheet."""
    return {
        str(cell.location).removeprefix("Sheet1!"): cell
        for table in document.tables()
        for row in table.rows
        for cell in row.cells
    }


def seen(*sheets: Sheet, **options: object) -> dict[str, str]:
    """Return the text of the cells that hold any."""
    return {place: cell.text for place, cell in cells(read(*sheets, **options)).items() if cell.text}


def value(cell: object, **options: object) -> str:
    """Return the text of a lone cell."""
    return seen(Sheet({"A1": cell}), **options).get("A1", "")


def runs(cell: object) -> tuple[Run, ...]:
    """Return the runs of a lone cell."""
    block = cells(read(Sheet({"A1": cell})))["A1"].blocks[0]
    assert isinstance(block, Paragraph)
    return block.runs


def codes(document: Document) -> list[str]:
    return [finding.code for finding in document.findings]


# -- values ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("10", "10"),
        ("10.0", "10"),
        ("1E1", "10"),
        ("-3", "-3"),
        ("0.30000000000000004", "0.3"),
        ("2.5", "2.5"),
        ("7700900123", "7700900123"),
        ("447700900123", "447700900123"),
        ("1e-05", "0.00001"),
        ("1E+20", "1.00000E+20"),
    ],
)
def test_numbers_are_shown_plainly(stored: str, shown: str) -> None:
    assert value(number(stored)) == shown


@pytest.mark.parametrize(
    ("stored", "look", "shown"),
    [
        ("0.5", Format(built_in=9), "50%"),
        ("0.125", Format(code="0.0%"), "12.5%"),
        ("7700900123", Format(code="00000000000"), "07700900123"),
        ("10", Format(code="0.00"), "10"),
        ("10", Format(code='0" points"'), "10"),
        ("0.604166666666667", Format(built_in=20), "14:30"),
        ("1.25", Format(code="[h]:mm"), "30:00"),
    ],
)
def test_number_formats(stored: str, look: Format, shown: str) -> None:
    assert value(number(stored, look)) == shown


@pytest.mark.parametrize(
    ("serial", "look", "shown", "day"),
    [
        ("40727", DATE, "03/07/2011", "2011-07-03"),
        ("40727", Format(built_in=14), "03/07/2011", "2011-07-03"),
        ("40727", Format(code="m/d/yy"), "03/07/2011", "2011-07-03"),
        ("40727", Format(code="yyyy-mm-dd h:mm:ss"), "03/07/2011", "2011-07-03"),
        ("40727.604166666664", Format(built_in=22), "03/07/2011 14:30", "2011-07-03"),
        ("40727.9999999", DATE, "04/07/2011", "2011-07-04"),
        ("40727", Format(code="[$-F800]dddd, mmmm dd, yyyy"), "03/07/2011", "2011-07-03"),
        ("40727", Format(code='[$-809]d" of "mmmm yyyy;@'), "03/07/2011", "2011-07-03"),
        ("59", DATE, "28/02/1900", "1900-02-28"),
        ("60", DATE, "29/02/1900", None),
        ("61", DATE, "01/03/1900", "1900-03-01"),
        ("0", DATE, "00/01/1900", None),
        ("40727", Format(code="mmm-yy"), "July 2011", None),
        ("40727", Format(built_in=16), "3 July", None),
        ("40727", Format(code="yyyy"), "2011", None),
        ("-1", DATE, "-1", None),
        ("2958466", DATE, "2958466", None),
    ],
)
def test_dates(serial: str, look: Format, shown: str, day: str | None) -> None:
    (run,) = runs(number(serial, look))

    assert run.text == shown
    assert (run.control.value if run.control else None) == day
    assert run.control is None or run.control.kind is ControlKind.DATE


def test_the_calendar_from_1904() -> None:
    assert value(number("39265", DATE), settings='date1904="1"') == "03/07/2011"
    assert value(number("0", DATE), settings='date1904="1"') == "01/01/1904"


def test_iso_dates_of_strict_workbooks() -> None:
    (run,) = runs(Raw(' t="d"', "<v>2011-07-03T00:00:00.000</v>", DATE))

    assert (run.text, run.control and run.control.value) == ("03/07/2011", "2011-07-03")


@pytest.mark.parametrize("words", ["7/13/2011", "3rd July 2011", "0161 496 0000", "=not a formula", " padded "])
def test_text_is_left_as_it_is(words: str) -> None:
    assert value(words) == words


def test_truth_values_are_words() -> None:
    assert seen(Sheet({"A1": True, "A2": False})) == {"A1": "TRUE", "A2": "FALSE"}


def test_shared_strings() -> None:
    strings = [
        "<t>plain</t>",
        "<r><t>rich </t></r><r><rPr><b/></rPr><t>text</t></r>",
        "<t>漢字</t><rPh><t>kanji</t></rPh>",
    ]

    assert seen(Sheet({"A1": shared(0), "A2": shared(1), "A3": shared(2)}), strings=strings) == {
        "A1": "plain",
        "A2": "rich text",
        "A3": "漢字",
    }


def test_rich_text_keeps_the_marks_of_its_runs() -> None:
    found = runs(
        rich(
            "<r><t>as the cell </t></r><r><rPr><strike/></rPr><t>gone </t></r>"
            '<r><rPr><b val="0"/><u val="double"/><color rgb="FFFF0000"/></rPr><t>red</t></r>',
            Format(font="<i/>"),
        )
    )

    assert [run.marks for run in found] == [Mark.ITALIC, Mark.STRIKE, Mark.UNDERLINE | Mark.COLOURED]


def test_escaped_characters_and_line_breaks() -> None:
    assert value(text("a_x000D_\nb_x005F_x000D_c_x0007_")) == "a\nb_x000D_c"


@pytest.mark.parametrize(
    ("font", "letter"), [("Wingdings", "ü"), ("Marlett", "a"), ("Webdings", "a"), ("Wingdings 2", "P")]
)
def test_symbol_fonts(font: str, letter: str) -> None:
    assert value(text(letter, Format(font=f'<name val="{font}"/>'))) == "✓"
    assert value(rich(f'<r><rPr><rFont val="{font}"/></rPr><t>{letter}</t></r>')) == "✓"


def test_formulas_count_with_their_stored_value() -> None:
    sheet = Sheet(
        {"A1": formula("SUM(B1:B9)", "57"), "A2": formula('"a"&"b"', "ab", "str"), "A3": formula('""', "", "str")}
    )

    assert seen(sheet) == {"A1": "57", "A2": "ab"}


@pytest.mark.parametrize("stored", [None, ""])
def test_a_formula_without_value_is_said(stored: str | None) -> None:
    document = read(Sheet({"A1": "total", "B1": formula("SUM(B2:B9)", stored)}))

    assert cells(document)["B1"].text == "=…"
    assert [(finding.code, str(finding.location)) for finding in document.findings] == [
        ("formula_without_value", "Sheet1!B1")
    ]


def test_an_error_is_shown_and_said() -> None:
    document = read(Sheet({"A1": formula("1/0", "#DIV/0!", "e"), "A2": Raw(' t="e"', "<v>#REF!</v>")}))

    assert [cells(document)[place].text for place in ("A1", "A2")] == ["#DIV/0!", "#REF!"]
    assert [finding.facts["reason"] for finding in document.findings] == ["it gives #DIV/0!", "it gives #REF!"]


def test_what_is_typed_into_a_cell_of_errors_is_not_quoted() -> None:
    (finding,) = read(Sheet({"A1": Raw(' t="e"', "<v>Example Child</v>")})).findings

    assert finding.facts == {"reason": "it gives an error"}


def test_a_format_that_shows_nothing_hides() -> None:
    (run,) = runs(number("5", Format(code=";;;")))

    assert run.marks is Mark.HIDDEN


# -- looks -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fill", "shading"),
    [
        ("FFFF00", "FFFF00"),
        ("FFFFFF", ""),
        ('theme="0"', ""),
        ('theme="4"', "4472C4"),
        ('theme="0" tint="-0.249977111117893"', "BFBFBF"),
        ('theme="1" tint="0.5"', "808080"),
        ('indexed="13"', "FFFF00"),
        ('indexed="65"', ""),
        ('auto="1"', ""),
    ],
)
def test_fills(fill: str, shading: str) -> None:
    assert cells(read(Sheet({"A1": text("x", Format(fill=fill))})))["A1"].shading == shading


@pytest.mark.parametrize(
    ("font", "marks"),
    [
        ("<b/><i/>", Mark.BOLD | Mark.ITALIC),
        ('<b val="0"/>', Mark.NONE),
        ("<u/>", Mark.UNDERLINE),
        ('<u val="none"/>', Mark.NONE),
        ("<strike/>", Mark.STRIKE),
        ('<color theme="1"/>', Mark.NONE),
        ('<color rgb="FFFF0000"/>', Mark.COLOURED),
    ],
)
def test_fonts(font: str, marks: Mark) -> None:
    (run,) = runs(text("x", Format(font=font)))

    assert run.marks is marks or run.marks == marks


# -- the grid ----------------------------------------------------------------------------------------------------------


def test_each_sheet_is_a_table_with_addresses() -> None:
    document = read(Sheet({"B2": "here"}, name="My sheet"), Sheet({"A1": "there"}, name="Sheet2"))

    assert [(table.name, str(table.location)) for table in document.tables()] == [("My sheet",) * 2, ("Sheet2",) * 2]
    assert cells(document)["My sheet!B2"].column == 2
    assert cells(document)["Sheet2!A1"].text == "there"


def test_empty_cells_fill_the_gaps_and_one_stands_at_each_end() -> None:
    (table,) = read(Sheet({"A1": "label", "C1": "far", "B3": "low"})).tables()

    assert [[str(cell.location)[7:] for cell in row.cells] for row in table.rows] == [
        ["A1", "B1", "C1", "D1"],
        ["A2", "B2", "C2", "D2"],
        ["A3", "B3", "C3", "D3"],
        ["A4", "B4", "C4", "D4"],
    ]


@pytest.mark.parametrize(
    ("sheet", "drawn"),
    [
        (Sheet({"A1": "label", "B1": empty(BORDER)}), True),
        (Sheet({"A1": "label", "B1": empty(Format(fill="FFFFCC"))}), True),
        (Sheet({"A1": "label"}, merged=["B1:C1"]), True),
        (
            Sheet(
                {"A1": "label", "C1": "x"}, after='<dataValidations><dataValidation sqref="B1 C9"/></dataValidations>'
            ),
            True,
        ),
        (Sheet({"A1": "label", "B1": empty(Format(unlocked=True))}, after='<sheetProtection sheet="1"/>'), True),
        (Sheet({"A1": "label", "B1": empty(Format(unlocked=True))}), False),
        (Sheet({"A1": "label", "B1": empty(Format(code="0.0"))}), False),
        (Sheet({"A1": text("heading", Format(fill="CCCCCC")), "B1": empty(Format(fill="CCCCCC"))}), False),
        (Sheet({"A1": "label"}, after='<dataValidations><dataValidation sqref="B1:B99999"/></dataValidations>'), False),
    ],
)
def test_which_empty_cells_are_boxes(sheet: Sheet, drawn: bool) -> None:
    assert cells(read(sheet))["B1"].framed is drawn


def test_merged_cells() -> None:
    sheet = Sheet({"A1": "wide", "D1": "x", "A2": "tall", "B2": "y", "D3": "z"}, merged=["A1:C1", "A2:A4"])
    found = cells(read(sheet))

    assert (found["A1"].span, found["D1"].column) == (3, 4)
    assert "B1" not in found
    assert [found[place].continues for place in ("A2", "A3", "A4")] == [False, True, True]
    assert found["A3"].text == ""


def test_text_under_a_merged_cell_is_hidden() -> None:
    document = read(Sheet({"A1": "seen", "B1": "not seen"}, merged=["A1:B2"]))
    (block,) = cells(document)["A1"].blocks

    assert isinstance(block, Paragraph)
    assert [(run.text, run.marks) for run in block.runs] == [("seen", Mark.NONE), ("not seen", Mark.HIDDEN)]


def test_cells_and_rows_that_do_not_say_where_they_stand() -> None:
    data = workbook(Sheet({"A1": "one", "B1": "two", "A2": "three"}))
    for address in ("A1", "B1", "A2"):
        data = mutate(data, "xl/worksheets/sheet1.xml", f' r="{address}"', "")
    data = mutate(data, "xl/worksheets/sheet1.xml", '<row r="2" ', "<row ")

    assert {place: cell.text for place, cell in cells(read_document(data)).items() if cell.text} == {
        "A1": "one",
        "B1": "two",
        "A2": "three",
    }


def test_columns_stand_in_order_in_every_row() -> None:
    sheet = Sheet({"A1": "a", "H2": "far out", "C5": "x", "AA9": "y"}, merged=["B3:D4", "F5:G5", "C3:C9"])

    for table in read(sheet).tables():
        for row in table.rows:
            assert row.cells[0].column == 1
            assert all(left.column + left.span == right.column for left, right in pairwise(row.cells))


# -- check boxes and drawings ------------------------------------------------------------------------------------------


def boxed(*boxes: Box, cell: dict[str, object] | None = None, **options: bool) -> dict[str, Cell]:
    """Read a sheet with form controls above it."""
    sheet = Sheet(cell or {"A1": "label"}, before='<sheetFormatPr defaultRowHeight="15"/>')
    return cells(read_document(with_boxes(workbook(sheet), 1, boxes, **options)))


@pytest.mark.parametrize("options", [{}, {"only_vml": True}, {"only_sheet": True}])
@pytest.mark.parametrize(("checked", "shown"), [(True, "☒"), (False, "☐"), (None, "?")])
def test_form_control_check_boxes(options: dict[str, bool], checked: bool | None, shown: str) -> None:
    found = boxed(Box("D7", checked=checked), **options)

    assert found["D7"].text == shown
    if checked is not None:
        (block,) = found["D7"].blocks
        assert isinstance(block, Paragraph)
        control = block.runs[0].control
        assert control is not None
        assert (control.kind, control.checked) == (ControlKind.CHECK_BOX, checked)


@pytest.mark.parametrize("shift", [(0, -40_000), (-60_000, 0), (200_000, 80_000)])
def test_a_box_moved_by_hand_stays_in_its_cell(shift: tuple[int, int]) -> None:
    x, y = shift
    start = Box("D7", shift=(609_600 + x, y)) if x < 0 else Box("D7", shift=shift)

    assert [place for place, cell in boxed(start).items() if cell.text == "☒"] == ["E7" if x < 0 else "D7"]


def test_several_boxes_above_one_cell_stand_in_order_with_their_captions() -> None:
    found = boxed(
        Box("D7", checked=False, caption="CSE", shift=(200_000, 10_000)),
        Box("D7", checked=True, caption="CCE", shift=(10_000, 30_000)),
        Box("D7", checked=False, caption="Check Box 3", shift=(400_000, 0)),
    )

    assert found["D7"].text == "☒ CCE  ☐ CSE  ☐"


@pytest.mark.parametrize("link", ["$D$7", "$Z$1", "Sheet1!$Z$1", "'Sheet1'!Z1"])
@pytest.mark.parametrize("linked", [True, False])
def test_the_linked_cell_decides_and_does_not_count_twice(link: str, linked: bool) -> None:
    place = "D7" if link == "$D$7" else "Z1"
    found = boxed(Box("D7", checked=not linked, link=link), cell={"A1": "label", place: linked})

    assert found["D7"].text == ("☒" if linked else "☐")
    assert [name for name, cell in found.items() if cell.text] == ["A1", "D7"]


def test_a_link_may_lead_to_a_hidden_sheet() -> None:
    data = workbook(Sheet({"A1": "label"}), Sheet({"B2": True}, name="Lists", state=HIDDEN_SHEET))
    document = read_document(with_boxes(data, 1, [Box("C1", checked=False, link="Lists!$B$2")]))

    assert cells(document)["C1"].text == "☒"
    assert codes(document) == []


def test_a_box_above_a_merged_cell_stands_in_it() -> None:
    data = workbook(Sheet({"A1": "label"}, merged=["C1:D3"]))

    assert cells(read_document(with_boxes(data, 1, [Box("D2")])))["C1"].text == "☒"


def test_boxes_as_libreoffice_writes_them() -> None:
    boxes = [Box("D7", checked=True), Box("D9", checked=False, shift=(20_000, 30_000))]
    data = as_libreoffice(with_boxes(workbook(Sheet({"A1": "label", "A12": "end"})), 1, boxes), 1)
    found = cells(read_document(data))

    assert {place: cell.text for place, cell in found.items() if cell.text and cell.column > 1} == {
        "D7": "☒",
        "D9": "☐",
    }
    assert all(block.drawings == 0 for cell in found.values() for block in cell.blocks if isinstance(block, Paragraph))


def test_a_hidden_control_is_no_answer() -> None:
    data = with_boxes(workbook(Sheet({"A1": "label"})), 1, [Box("B1")])
    data = mutate(data, "xl/drawings/vmlDrawing1.vml", "position:absolute", "position:absolute; visibility: hidden")

    assert cells(read_document(data))["B1"].text == ""


def test_option_buttons_and_drop_downs() -> None:
    found = boxed(
        Box("B1", kind="Radio", checked=True, link="$F$1"),
        Box("B2", kind="Radio", checked=False, link="$F$1"),
        Box("B3", kind="Drop", checked=False, link="$F$2", extra='fmlaRange="$H$1:$H$3" sel="2"'),
        Box("B4", kind="Drop", checked=False, extra='fmlaRange="$H$1:$H$3" sel="0"'),
        Box("B5", kind="Button", checked=False),
        cell={"A1": "label", "F1": 1, "F2": 2, "H1": "Low", "H2": "Medium", "H3": "High"},
        only_sheet=True,
    )

    assert [found[f"B{row}"].text for row in range(1, 5)] == ["☒", "☐", "Medium", ""]
    assert not {cell.text for cell in found.values()} & {"1", "2"}


def test_captions_that_are_no_xml_are_mended() -> None:
    data = with_boxes(workbook(Sheet({"A1": "label"})), 1, [Box("B1", caption="PART")], only_vml=True)

    document = read_document(mutate(data, "xl/drawings/vmlDrawing1.vml", "PART", "one<br>two"))
    assert cells(document)["B1"].text.startswith("☒ one")


def test_boxes_in_cells() -> None:
    look = Format(check_box=True)
    found = cells(
        read(Sheet({"A1": truth(value=True, look=look), "A2": truth(value=False, look=look), "A3": empty(look)}))
    )

    assert [found[place].text for place in ("A1", "A2", "A3")] == ["☒", "☐", "☐"]


def test_active_x_controls_are_counted_but_not_read() -> None:
    classes = {"1": "{8BD21D40-EC42-11CE-9E0D-00AA006002F3}", "2": "{D7053240-CE69-11CD-A777-00DD01143C57}"}
    corner = "<xdr:col>1</xdr:col><xdr:row>{0}</xdr:row>"
    anchor = f"<anchor><from>{corner}</from><to>{corner}</to></anchor>"
    controls = "".join(
        f'<control shapeId="102{n}" r:id="rId{n}"><controlPr>{anchor.format(n)}</controlPr></control>' for n in classes
    )
    parts = {
        f"activeX/activeX{n}.xml": (
            "control",
            f'<ax:ocx xmlns:ax="{MICROSOFT}/2006/activeX" ax:classid="{kind}"/>'.encode(),
        )
        for n, kind in classes.items()
    }
    found = cells(read(Sheet({"A1": "label", "B5": "x"}, after=f"<controls>{controls}</controls>", parts=parts)))

    assert [
        block.drawings for place in ("B2", "B3") for block in found[place].blocks if isinstance(block, Paragraph)
    ] == [1]


def test_shapes_are_counted_and_text_boxes_read() -> None:
    sheet = Sheet({"A1": "label"}, parts=drawing(shape("B2"), shape("B3", "typed in a text box")))
    document = read(sheet)
    (block,) = cells(document)["B2"].blocks
    paragraph = document.blocks[-1]

    assert isinstance(block, Paragraph)
    assert block.drawings == 1
    assert isinstance(paragraph, Paragraph)
    assert (str(paragraph.location), paragraph.text) == ("Sheet1!B3", "typed in a text box")


# -- the workbook round the sheets -------------------------------------------------------------------------------------


def test_hidden_sheets_are_no_tables_but_their_text_is_kept() -> None:
    document = read(
        Sheet({"A1": "form"}),
        Sheet({"A1": "kept", "B1": 5, "A9": "text"}, name="Lists", state=HIDDEN_SHEET),
        Sheet({}, name="Empty", state="veryHidden"),
    )

    assert [table.name for table in document.tables()] == ["Sheet1"]
    assert [block.text for story in document.stories for block in story.blocks] == ["kept\t5", "text"]
    assert [(finding.code, str(finding.location)) for finding in document.findings] == [("hidden_sheet", "Lists")]


def test_hidden_rows_and_columns_are_marked_and_said() -> None:
    document = read(
        Sheet(
            {"A1": "a", "A2": "b", "C1": "c"},
            before='<cols><col min="3" max="5" width="9" hidden="1"/></cols>',
            rows={2: 'hidden="1"', 3: 'hidden="1"'},
        )
    )

    blocks = {name: cells(document)[name].blocks[0] for name in ("A1", "A2", "C1")}
    marks = {name: [run.marks for run in block.runs] for name, block in blocks.items() if isinstance(block, Paragraph)}
    assert marks == {"A1": [Mark.NONE], "A2": [Mark.UNSEEN], "C1": [Mark.UNSEEN]}
    (finding,) = document.findings
    assert (finding.code, finding.facts) == ("hidden_rows", {"rows": 1, "columns": 1})


def test_headers_and_footers_are_stories() -> None:
    document = read(
        Sheet(
            {"A1": "x"},
            after='<headerFooter><oddHeader>&amp;L&amp;"Arial,Bold"&amp;14Name &amp;&amp; date'
            "&amp;RPage &amp;P of &amp;N</oddHeader>"
            "<oddFooter>&amp;CRestricted</oddFooter></headerFooter>",
        )
    )

    assert [[block.text for block in story.blocks] for story in document.stories] == [
        ["Name & date", "Page  of "],
        ["Restricted"],
    ]


def test_comments_are_counted_and_kept_out() -> None:
    comments = (
        '<comments xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><authors><author>A</author>'
        '<author>tc={1}</author></authors><commentList><comment ref="A1" authorId="0"><text><t>old</t></text></comment>'
        '<comment ref="A2" authorId="1"><text><t>thread</t></text></comment></commentList></comments>'
    )
    threads = (
        f'<ThreadedComments xmlns="{MICROSOFT}/spreadsheetml/2018/threadedcomments">'
        '<threadedComment ref="A2"><text>one</text></threadedComment>'
        '<threadedComment ref="A2"><text>two</text></threadedComment></ThreadedComments>'
    )
    document = read(
        Sheet(
            {"A1": "x"},
            parts={
                "comments1.xml": ("comments", comments.encode()),
                "threadedComments/threadedComment1.xml": (
                    f"{MICROSOFT}/office/2017/10/relationships/threadedComment",
                    threads.encode(),
                ),
            },
        )
    )

    assert document.comments == 3
    assert document.text.strip() == "x"


def test_strict_workbooks() -> None:
    assert (
        cells(read_document(strict(workbook(Sheet({"A1": "x", "B1": number("40727", DATE)})))))["B1"].text
        == "03/07/2011"
    )


def test_links_to_other_files_are_not_followed() -> None:
    links = relationships([(f"{OFFICE}/externalLink", "externalLinks/externalLink1.xml")])
    sheet = Sheet({"A1": formula("[1]Sheet1!A1", "stored")})
    data = workbook(sheet)
    parts = parts_of(data)
    parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace(
        b"</Relationships>",
        links[links.find(b"<Relationship ") :].replace(b'Id="rId1"', b'Id="rId9" TargetMode="External"'),
    )

    assert cells(read_document(package(parts)))["A1"].text == "stored"


def test_openpyxl_and_this_reader_agree_on_a_workbook_that_openpyxl_wrote() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in range(1, 30):
        for column in range(1, 9):
            sheet.cell(row, column, f"cell {row}/{column}" if (row + column) % 3 else row * column)
    sheet.merge_cells("B3:D5")
    buffer = io.BytesIO()
    book.save(buffer)
    expected = {cell.coordinate: str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None}
    found = cells(read_document(buffer.getvalue()))

    assert {place.removeprefix("Sheet!"): cell.text for place, cell in found.items() if cell.text} == expected


# -- hostile and damaged ones ------------------------------------------------------------------------------------------


def test_an_inflated_dimension_costs_nothing() -> None:
    sheet = Sheet(
        {"A1": "x"}, before='<dimension ref="A1:XFD1048576"/><cols><col min="1" max="16384" width="9"/></cols>'
    )

    assert len(cells(read(sheet))) == 4


def test_one_cell_far_out_costs_little() -> None:
    found = cells(read(Sheet({"A1": "x", "XFD1048576": "far"})))

    assert found["XFD1048576"].text == "far"
    assert len(found) < 500


def test_a_thin_diagonal_costs_little() -> None:
    addresses = (f"{openpyxl.utils.get_column_letter(n)}{n}" for n in range(1, 2000))

    assert len(cells(read(Sheet(dict.fromkeys(addresses, "x"))))) < 8000


def test_fifty_thousand_merged_ranges() -> None:
    merged = [f"A{row}:B{row}" for row in range(1, 25_001)] + ["A1:XFD1048576"] * 25_000
    found = cells(read(Sheet({"A1": "x", "C1": "under", "C30": "y"}, merged=merged)))

    assert found["A1"].text.startswith("x")
    assert len(found) < 500


def test_tall_merged_ranges_over_many_rows() -> None:
    columns = [openpyxl.utils.get_column_letter(n) for n in range(1, 300)]
    sheet = Sheet({f"A{row}": "x" for row in range(1, 3000)}, merged=[f"{c}1:{c}1048576" for c in columns])

    assert len(cells(read(sheet))) < 400_000


def test_more_cells_than_a_form_has_are_refused() -> None:
    rows = "".join(f'<row r="{n}">{"<c><v>1</v></c>" * 100}</row>' for n in range(1, 1_102))
    data = workbook(Sheet({"A1": "x"}))
    parts = parts_of(data)
    parts["xl/worksheets/sheet1.xml"] = (
        f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>'
    ).encode()

    with pytest.raises(RefusedForm, match="100,000 filled cells") as refused:
        read_document(package(parts))
    assert refused.value.code == "too_big"


def test_a_million_rows_are_refused() -> None:
    parts = parts_of(workbook(Sheet({"A1": "x"})))
    rows = "".join(f'<row r="{n}"><c><v>{n}</v></c></row>' for n in range(1, 1_000_001))
    parts["xl/worksheets/sheet1.xml"] = (
        f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>'
    ).encode()

    with pytest.raises(RefusedForm) as refused:
        read_document(package(parts))
    assert refused.value.code == "too_big"


def test_one_long_text_shared_by_many_cells_is_refused() -> None:
    sheet = Sheet({f"A{row}": shared(0) for row in range(1, 1_002)})

    with pytest.raises(RefusedForm) as refused:
        read(sheet, strings=[f"<t>{'x' * 10_000}</t>"])
    assert refused.value.code == "too_big"


def test_columns_that_are_declared_over_and_over() -> None:
    columns = '<col min="1" max="16384" width="9" hidden="1"/>' * 20_000
    document = read(Sheet({"A1": "x", "C1": "y"}, before=f"<cols>{columns}</cols>"))

    assert [finding.facts for finding in document.findings] == [{"rows": 0, "columns": 2}]


def test_rows_that_are_only_formatted_cost_little() -> None:
    sheet = Sheet({"A1": "x", **{f"B{row}": empty(BORDER) for row in range(1, 20_001)}})

    assert len(cells(read(sheet))) < 200


def test_missing_shared_strings() -> None:
    with pytest.raises(RefusedForm, match="text that is not in the file"):
        read(Sheet({"A1": shared(0)}))
    with pytest.raises(RefusedForm, match="text that is not in the file"):
        read(Sheet({"A1": shared(7)}), strings=["<t>only one</t>"])


def test_a_declared_part_of_strings_may_be_missing_when_no_cell_needs_it() -> None:
    data = workbook(Sheet({"A1": "inline"}), strings=["<t>x</t>"])
    parts = {name: content for name, content in parts_of(data).items() if "sharedStrings" not in name}

    assert cells(read_document(package(parts)))["A1"].text == "inline"


@pytest.mark.parametrize("change", [str.lower, str.upper, lambda name: name.replace("/", "\\")])
def test_odd_part_names(change) -> None:  # type: ignore[no-untyped-def]
    parts = parts_of(workbook(Sheet({"A1": shared(0)}), strings=["<t>found</t>"]))
    odd = {name if "Content_Types" in name else change(name): content for name, content in parts.items()}

    assert cells(read_document(package(odd)))["A1"].text == "found"


@pytest.mark.parametrize("value", ["abc", "1e999", "nan", ""])
def test_numbers_that_are_none(value: str) -> None:
    assert seen(Sheet({"A1": number(value)})) == ({"A1": value} if value else {})


@pytest.mark.parametrize("reference", ["A0", "XFE1", "A1048577", "1", "", "ÄÖ", "A-1"])
def test_addresses_that_are_none(reference: str) -> None:
    data = mutate(workbook(Sheet({"A1": "x"})), "xl/worksheets/sheet1.xml", 'r="A1"', f'r="{reference}"')

    assert cells(read_document(data))["A1"].text == "x"


def test_a_workbook_without_styles() -> None:
    parts = {name: content for name, content in parts_of(workbook(Sheet({"A1": 5}))).items() if "styles" not in name}

    assert cells(read_document(package(parts)))["A1"].text == "5"
