"""The viewing copy of a form: every cell has a name, and shows what the reader reads there."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from lxml import etree

from docs.layout_examples import EXAMPLES, WORKBOOKS
from pipeline.document import Block, Cell, Table
from pipeline.ooxml import Package
from pipeline.readers import read_package
from pipeline.readers.viewing import ViewingCopy, cell_comments, viewing_copy
from pipeline.readers.viewing.places import place_id
from pipeline.writers.marks.as_left import as_people_left_it
from tests.documents import MAIN, document, parts_of
from tests.shapes import NAMESPACES, comment_reference, paragraph, table, tick
from tests.test_layout_examples import form, read
from tests.workbookbuilder import MICROSOFT, Sheet, as_part, relationships, workbook

if TYPE_CHECKING:
    from lxml.etree import _Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FORMS = sorted((Path(__file__).parent.parent / "input").glob("*.docx"))


def copy_of(data: bytes) -> tuple[ViewingCopy, Package]:
    package = as_people_left_it(data).package
    return viewing_copy(package), package


def main_part(copy: ViewingCopy) -> _Element:
    with zipfile.ZipFile(io.BytesIO(copy.content)) as file:
        return etree.fromstring(file.read(MAIN))


def shown(element: _Element) -> str:
    """Return what stands in an element once what is struck by tracked changes is gone; white space doesn't count."""
    texts = (text.text or "" for text in element.iter(W + "t") if next(text.iterancestors(W + "del"), None) is None)
    return "".join("".join(texts).split())


def places(copy: ViewingCopy) -> dict[str, str]:
    """Return what stands at each place."""
    found = {}
    for mark in main_part(copy).iter(W + "bookmarkStart"):
        where = next(mark.iterancestors(W + "tc", W + "p" if "row" not in mark.get(W + "name", "") else W + "tc"))
        found[mark.get(W + "name", "")] = shown(where)
    return found


def cells(blocks: tuple[Block, ...]) -> Iterator[Cell]:
    for block in blocks:
        for row in block.rows if isinstance(block, Table) else ():
            for cell in row.cells:
                yield cell
                yield from cells(cell.blocks)


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_every_cell_of_a_form_shows_what_was_read_there(path: Path) -> None:
    copy, package = copy_of(path.read_bytes())
    at = places(copy)
    assert set(at) == set(copy.ids)
    read = {place_id(cell.location): "".join(cell.text.split()) for cell in cells(read_package(package).blocks)}
    assert len(read) > 200
    assert {place: at.get(place) for place in read} == read


CONTROL = "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>"
RUN = "<w:r><w:t>{}</w:t></w:r>"
PARAGRAPH = f"<w:p>{RUN.format('answer')}</w:p>"
TRICKY = {
    "control in a cell": ("<w:tc>" + CONTROL.format(PARAGRAPH) + "</w:tc>", "answer"),
    "control round a cell": (CONTROL.format(f"<w:tc>{PARAGRAPH}</w:tc>"), "answer"),
    "tick of a symbol font": ('<w:tc><w:p><w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r></w:p></w:tc>', "✓"),
    "letter of a symbol font": (
        '<w:tc><w:p><w:r><w:rPr><w:rFonts w:ascii="Wingdings"/></w:rPr><w:t>ü</w:t></w:r></w:p></w:tc>', "✓",
    ),
    "box of the old kind": (
        '<w:tc><w:p><w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:checked/></w:checkBox></w:ffData>'
        "</w:fldChar></w:r></w:p></w:tc>", "☒",
    ),
    "list of the old kind": (
        '<w:tc><w:p><w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList><w:result w:val="1"/><w:listEntry '
        'w:val="No"/><w:listEntry w:val="Yes"/></w:ddList></w:ffData></w:fldChar></w:r></w:p></w:tc>', "Yes",
    ),
    "field in one run": (
        '<w:tc><w:p><w:r><w:fldChar w:fldCharType="begin"/><w:instrText>FORMTEXT</w:instrText><w:fldChar '
        'w:fldCharType="separate"/><w:t>answer</w:t><w:fldChar w:fldCharType="end"/></w:r></w:p></w:tc>', "answer",
    ),
    "moved here": (f"<w:tc><w:p><w:moveTo>{RUN.format('answer')}</w:moveTo></w:p></w:tc>", "answer"),
    "moved away": (f"<w:tc><w:p><w:moveFrom>{RUN.format('answer')}</w:moveFrom></w:p></w:tc>", ""),
    "no-break hyphen": ("<w:tc><w:p><w:r><w:t>a</w:t><w:noBreakHyphen/><w:t>b</w:t></w:r></w:p></w:tc>", "a‑b"),
    "simple field": (
        f'<w:tc><w:p><w:fldSimple w:instr="DATE">{RUN.format("answer")}</w:fldSimple></w:p></w:tc>', "answer",
    ),
}  # fmt: skip


def one_cell(cell: str) -> bytes:
    return document(*xml(f"<w:tbl><w:tr><w:tc><w:p>{RUN.format('Label')}</w:p></w:tc>{cell}</w:tr></w:tbl>"))


def xml(text: str) -> list[_Element]:
    names = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in NAMESPACES.items())
    return list(etree.fromstring(f"<all {names}>{text}</all>"))


@pytest.mark.parametrize("name", TRICKY)
def test_what_a_plain_renderer_loses_is_put_so_that_it_shows(name: str) -> None:
    cell, expected = TRICKY[name]
    copy, _ = copy_of(one_cell(cell))
    assert places(copy)["at-table-1-row-1-column-2"] == expected
    runs = [run for run in main_part(copy).iter(W + "r") if run.find(W + "fldChar") is not None]
    assert [run for run in runs if run.find(W + "t") is not None] == []
    assert next(main_part(copy).iter(W + "sdt"), None) is None


def test_a_place_is_called_as_the_reader_prints_it() -> None:
    data = document(paragraph("Before"), table([["Name", "Ada"], ["SEN", tick(True)]]), table([["Last", "x"]]))
    assert places(copy_of(data)[0]) == {
        "at-paragraph-1": "Before",
        "at-table-1-row-1-column-1": "Name", "at-table-1-row-1-column-2": "Ada",
        "at-table-1-row-2-column-1": "SEN", "at-table-1-row-2-column-2": "☒",
        "at-table-2-row-1-column-1": "Last", "at-table-2-row-1-column-2": "x",
    }  # fmt: skip


def test_a_cell_that_continues_one_above_is_framed_as_that() -> None:
    merged = (
        '<w:tbl><w:tr><w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr><w:p/></w:tc></w:tr>'
        "<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>"
    )
    copy, _ = copy_of(document(*xml(merged)))
    assert copy.merged == {"at-table-1-row-2-column-1": "at-table-1-row-1-column-1"}


def test_comments_of_word_are_told_with_their_places_and_are_not_in_the_copy() -> None:
    entry = paragraph("TBC", comment_reference(1))
    data = document(
        paragraph("Before", comment_reference(0)),
        table([["SEN", entry]]),
        comments=["First.", ["Ask the school.", "Soon."]],
    )
    copy, _ = copy_of(data)
    assert [(each.author, each.text, each.place) for each in copy.comments] == [
        ("A Manager", "First.", "at-paragraph-1"),
        ("A Manager", "Ask the school.\nSoon.", "at-table-1-row-1-column-2"),
    ]


NOTES = as_part(
    '<comments xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><authors><author>A Manager</author>'
    "<author>tc={1}</author></authors><commentList>"
    '<comment ref="B3" authorId="0"><text><r><t>A Manager:</t></r><r><t>\nAsk the school.</t></r></text></comment>'
    '<comment ref="B2" authorId="1"><text><t>[Threaded comment] TBC?</t></text></comment></commentList></comments>'
)
THREADS = as_part(
    f'<ThreadedComments xmlns="{MICROSOFT}/spreadsheetml/2018/threadedcomments">'
    '<threadedComment ref="B2" dT="2026-03-01T09:30:00.00" personId="{P}"><text>TBC?</text></threadedComment>'
    '<threadedComment ref="B2" dT="2026-03-02T09:30:00.00" personId="{Q}"><text>Yes.</text></threadedComment>'
    "</ThreadedComments>"
)
PERSONS = as_part(
    f'<personList xmlns="{MICROSOFT}/spreadsheetml/2018/threadedcomments">'
    '<person displayName="A Worker" id="{P}"/></personList>'
)


def commented_workbook() -> bytes:
    """Return a workbook with a note, and a thread that Excel repeats in a note for older versions."""
    beside = {
        "comments1.xml": ("comments", NOTES),
        "threadedComments/threadedComment1.xml": (f"{MICROSOFT}/office/2017/10/relationships/threadedComment", THREADS),
    }
    hidden = {"comments2.xml": ("comments", NOTES)}
    sheets = (Sheet({"B2": "x"}, name="Risk list", parts=beside), Sheet(name="Lists", state="hidden", parts=hidden))
    data = workbook(*sheets)
    links = parts_of(data)["xl/_rels/workbook.xml.rels"]
    person = relationships([(f"{MICROSOFT}/office/2017/10/relationships/person", "persons/person.xml")])
    link = person[person.find(b"<Relationship ") :].replace(b"rId1", b"rId99")
    links = links.replace(b"</Relationships>", link)
    return workbook(*sheets, parts={"xl/_rels/workbook.xml.rels": links, "xl/persons/person.xml": PERSONS})


def test_notes_and_threads_of_a_workbook_are_told_with_their_cells() -> None:
    found = cell_comments(Package.open(commented_workbook()))
    assert [(each.author, each.day, each.text, each.place) for each in found] == [
        ("A Worker", "2026-03-01", "TBC?", "at-sheet-Risk-list-cell-B2"),
        ("", "2026-03-02", "Yes.", "at-sheet-Risk-list-cell-B2"),
        ("A Manager", "", "Ask the school.", "at-sheet-Risk-list-cell-B3"),
        ("A Manager", "", "Ask the school.", ""),  # on a hidden sheet
    ]


def test_nothing_of_another_kind_or_from_elsewhere_is_left_in_it() -> None:
    hostile = (
        '<w:altChunk r:id="rId9"/><w:p><w:bookmarkStart w:id="1" w:name="panel"/><w:hyperlink r:id="rId9">'
        f"{RUN.format('link')}</w:hyperlink><w:bookmarkEnd w:id='1'/></w:p>"
    )
    root = main_part(copy_of(document(*xml(hostile)))[0])
    tags = {etree.QName(element).localname for element in root.iter()}
    assert tags.isdisjoint({"altChunk", "hyperlink"})
    assert [mark.get(W + "name") for mark in root.iter(W + "bookmarkStart")] == ["at-paragraph-1"]


def test_the_form_itself_stays_as_it_is() -> None:
    data = FORMS[0].read_bytes()
    package = Package.open(data)
    before = package.read(package.main_part)
    viewing_copy(package)
    assert package.read(package.main_part) == before


def found(place: str, at: dict[str, str]) -> str:
    """Return what stands where the page frames a place: there, or in what it is in, as the page looks for it."""
    while place.count("-") > 1 and place not in at:
        if any(each.startswith(f"{place}-row-") for each in at):
            return "".join(text for each, text in at.items() if each.startswith(f"{place}-row-"))
        place = place.rpartition("-")[0]
    return at[place]


@pytest.mark.parametrize("name", [name for name in EXAMPLES if name not in WORKBOOKS])
def test_every_entry_of_every_layout_has_its_place_and_a_row_holds_its_label(name: str, tmp_path: Path) -> None:
    result = read(name, tmp_path)
    at = places(copy_of(form(name, is_filled_in=True))[0])
    locations = [answer.location for answer in result.answers.values() if answer.location is not None]
    assert all(found(place_id(location), at) is not None for location in locations)
    for factor in result.mapping.factors:
        location = result.checklist[factor.id].location
        assert location is not None
        is_ladder = result.mapping.checklist_of[factor.id].has_ladders  # its label stands above its rows
        around = place_id(location).rpartition("-row-" if is_ladder else "-column-")[0] or place_id(location)
        words = "".join(text for place, text in at.items() if place.startswith(around))
        assert "".join(factor.label.split()) in words
