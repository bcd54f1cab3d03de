"""What LibreOffice 7.4 leaves out of the cells of an .ods: it is in the form as it is read."""

from __future__ import annotations

import pytest
from lxml import etree

from pipeline.readers import open_form, read_document
from pipeline.readers.opening.calc_words import with_all_words
from tests.archives import open_document
from tests.documents import parts_of

NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "text", "table", "dc")
)

SHOWN = {
    "1<text:line-break/>0": "1\n0",
    "4<text:tab/>10": "4\t10",
    "<text:span>not<text:line-break/>alone</text:span>": "not\nalone",
    "He was <text:span>not <text:span>seen</text:span> alone</text:span>": "He was not seen alone",
    "by <text:date text:fixed='true'>04/03/2026</text:date>": "by 04/03/2026",
    "<text:text-input>typed</text:text-input>": "typed",
    "<text:drop-down><text:label text:value='High'/>High</text:drop-down>": "High",
}
"""What stands in a paragraph, and what it looks like."""


def sheet(*cells: str, column: str = "") -> bytes:
    """Make an .ods with a cell in each row, of what stands in the cell or of its whole markup."""
    whole = [each if "<table:table-cell" in each else f"<table:table-cell>{each}</table:table-cell>" for each in cells]
    rows = "".join(f"<table:table-row>{each}</table:table-row>" for each in whole)
    table = f'<table:table table:name="Form">{column}{rows}</table:table>'
    body = f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
    content = f"<office:document-content {NAMES} office:version='1.2'>{body}</office:document-content>"
    return open_document({"content.xml": content}, "spreadsheet")


def cell(data: bytes) -> str:
    """Return the markup of its only cell, without declarations of names."""
    content = parts_of(with_all_words("ods", data))["content.xml"].decode()
    return content.partition("<table:table-cell")[2].partition("</table:table-cell>")[0].partition(">")[2]


@pytest.mark.parametrize(("inside", "shown"), SHOWN.items(), ids=SHOWN.values())
def test_words_become_plain_text(inside: str, shown: str) -> None:
    found = cell(sheet(f"<text:p>{inside}</text:p>"))
    assert found.replace("<text:span>", "").replace("</text:span>", "") == f"<text:p>{shown}</text:p>"


def test_headings_and_lists_become_paragraphs() -> None:
    listed = "<text:list><text:list-item><text:p>one</text:p><text:list><text:list-item><text:p>two</text:p>"
    ends = "</text:list-item></text:list></text:list-item></text:list>"
    found = cell(sheet(f"<text:h>Seen</text:h>{listed}{ends}<text:p>last</text:p>"))
    assert found == "<text:p>Seen</text:p><text:p>one</text:p><text:p>two</text:p><text:p>last</text:p>"


@pytest.mark.parametrize(
    "inside",
    [
        "<text:p>a<text:s text:c='3'/>b<text:span>c<text:s/>d</text:span></text:p>",
        "<text:p>x</text:p><text:p>y</text:p>",
        "<office:annotation><dc:creator>Pat</dc:creator><text:p>one<text:line-break/>two</text:p></office:annotation>",
    ],
    ids=["spaces and spans", "paragraphs", "a comment"],
)
def test_what_libreoffice_keeps_stays_as_it_is_byte_for_byte(inside: str) -> None:
    data = sheet(inside)
    assert with_all_words("ods", data) is data


def test_other_formats_stay() -> None:
    assert with_all_words("odt", b"PK") == b"PK"


DAY = "<table:table-cell office:value-type='date' office:date-value='2012-03-04'><text:p>03/04/12</text:p>"
TICKED = "<table:table-cell office:value-type='boolean' office:boolean-value='true'><text:p>TRUE</text:p>"
END = "</table:table-cell>"


def test_a_style_of_the_column_is_not_taken_from_a_date() -> None:
    data = sheet(DAY + END, column='<table:table-column table:default-cell-style-name="ce1"/>')
    assert with_all_words("ods", data) is data


MOVING = "<text:date text:date-value='2026-03-04'>04/03/2026</text:date>"


@pytest.mark.parametrize(
    ("inside", "formula"),
    [
        (MOVING, "=TODAY()"),
        (f"seen <text:span>on</text:span><text:s/>{MOVING}", '="seen "&"on"&" "&TEXT(TODAY();"DD/MM/YYYY")'),
        (f'"{MOVING}"', '=""""&TEXT(TODAY();"DD/MM/YYYY")&""""'),
        (f"seen</text:p><text:p>{MOVING}", '="seen"&CHAR(10)&TEXT(TODAY();"DD/MM/YYYY")'),
        (f"{300 * 'a'}{MOVING}", f'="{255 * "a"}"&"{45 * "a"}"&TEXT(TODAY();"DD/MM/YYYY")'),
    ],
    ids=["alone", "within words", "within quotes", "under words", "behind a long text"],
)
def test_a_date_that_updates_itself_becomes_a_formula(inside: str, formula: str) -> None:
    content = parts_of(with_all_words("ods", sheet(f"<text:p>{inside}</text:p>")))["content.xml"]
    (found,) = [
        value for each in etree.fromstring(content).iter() for value in each.attrib.values() if "TODAY" in value
    ]
    assert found == formula


@pytest.mark.integration
def test_a_date_and_a_truth_value_without_a_style_stay_what_they_are(soffice: str) -> None:
    """As pandas 3.1.1 and odfpy 1.4.1 write them."""
    document = read_document(open_form(sheet(DAY + END, TICKED + END)).content)
    (table,) = document.tables()
    found = [row.cells[0] for row in table.rows[:2]]
    assert found[0].text == "04/03/2012"
    assert found[1].text == "TRUE"


@pytest.mark.integration
def test_they_are_read_and_a_date_that_updates_itself_is_asked_about(soffice: str) -> None:
    under = f"<text:p>seen on</text:p><text:p>{MOVING}</text:p>"
    moving = [f"<text:p>{MOVING}</text:p>", under, f"<text:p>seen on {MOVING}</text:p>"]
    document = read_document(open_form(sheet(*(f"<text:p>{inside}</text:p>" for inside in SHOWN), *moving)).content)
    read = [cell.text for table in document.tables() for row in table.rows for cell in row.cells if cell.text]
    assert read[: len(SHOWN)] == list(SHOWN.values())
    assert [each[:8] for each in read[-2:]] == ["seen on\n", "seen on "]
    assert [finding.code for finding in document.findings] == ["moving_date"] * 3


ROWS = "<table:table-row><table:table-cell><text:p>{}</text:p></table:table-cell></table:table-row>"


@pytest.mark.integration
def test_grouped_rows_of_a_table_are_read(soffice: str) -> None:
    groups = f"<table:table-row-group>{ROWS.format('two')}</table:table-row-group>"
    nested = f"<table:table-row-group>{ROWS.format('three')}{groups}</table:table-row-group>"
    table = f"<table:table><table:table-column/>{ROWS.format('one')}{nested}</table:table>"
    content = f"<office:document-content {NAMES} office:version='1.2'><office:body><office:text>{table}"
    end = "</office:text></office:body></office:document-content>"
    document = read_document(open_form(open_document({"content.xml": content + end}, "text")).content)
    assert [row.cells[0].text for found in document.tables() for row in found.rows] == ["one", "three", "two"]
