"""Ticks and boxes that a list draws in front of its paragraphs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.document import paragraphs
from pipeline.ooxml.package import Package
from pipeline.ooxml.structure import View
from pipeline.readers import read_document
from pipeline.readers.word.document import read_word
from tests.documents import parts_of
from tests.formbuilder import CompletedForm, document, mutate, package
from tests.generality import Tool
from tests.reading import answer, codes, factor
from tests.shapes import CHANGE, Element, paragraph, q, w

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

NUMBERING = "word/numbering.xml"
STYLES = (
    b'<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:style w:type="paragraph" '
    b'w:styleId="Ticked"><w:name w:val="Ticked"/><w:pPr><w:numPr><w:numId w:val="9"/></w:numPr></w:pPr>'
    b"</w:style></w:styles>"
)
RELATION = (
    b'<Relationship Id="rIdStyles" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" '
    b'Target="styles.xml"/></Relationships>'
)


def listed(*content: str, number: str = "9", level: str = "0") -> Element:
    """Make a paragraph of a list."""
    made = paragraph(*content)
    made.insert(0, w("pPr", w("numPr", w("ilvl", val=level), w("numId", val=number))))
    return made


def put_into_list(line: Element) -> None:
    properties = line.find(q("w:pPr"))
    if properties is None:
        properties = w("pPr")
        line.insert(0, properties)
    properties.append(w("numPr", w("ilvl", val="0"), w("numId", val="9")))


def with_bullet(data: bytes, sign: str, font: str = "", *, kind: str = "bullet", more: str = "") -> bytes:
    """Add list 9, whose first level draws a sign."""
    fonts = f'<w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}"/></w:rPr>' if font else ""
    made = (
        f'<w:abstractNum w:abstractNumId="90"><w:lvl w:ilvl="0"><w:numFmt w:val="{kind}"/><w:lvlText w:val="{sign}"/>'
        f'{fonts}</w:lvl></w:abstractNum><w:num w:numId="9"><w:abstractNumId w:val="90"/>{more}</w:num></w:numbering>'
    )
    return mutate(data, NUMBERING, "</w:numbering>", made)


def lines(data: bytes) -> Sequence[str]:
    return [line.text for line in paragraphs(read_document(data).blocks) if line.text]


@pytest.mark.parametrize(
    ("sign", "font", "seen"),
    [
        ("\uf0fc", "Wingdings", "✓ one"),
        ("ü", "Wingdings", "✓ one"),
        ("\uf0a8", "Wingdings", "☐ one"),
        ("\uf0fd", "Wingdings", "☒ one"),
        ("✔", "", "✔ one"),
        ("☐", "MS Gothic", "☐ one"),
        ("P", "Wingdings 2", "✓ one"),
        ("\uf0b7", "Symbol", "one"),
        ("o", "Courier New", "one"),
        ("●", "", "one"),
        ("-", "", "one"),
    ],
)
def test_a_bullet_that_ticks_is_text(sign: str, font: str, seen: str) -> None:
    assert lines(with_bullet(document(listed("one")), sign, font)) == [seen]


DRAWN = (
    '<w:numPicBullet w:numPicBulletId="3"><w:pict/></w:numPicBullet><w:abstractNum w:abstractNumId="90"><w:lvl '
    'w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="\uf0b7"/><w:lvlPicBulletId w:val="{}"/></w:lvl>'
    '</w:abstractNum><w:num w:numId="9"><w:abstractNumId w:val="90"/></w:num></w:numbering>'
)


def with_picture(data: bytes, *, picture: str = "3") -> bytes:
    """Add list 9, whose bullet is a picture."""
    return mutate(data, NUMBERING, "</w:numbering>", DRAWN.format(picture))


@pytest.mark.parametrize(("picture", "drawings"), [("3", 1), ("4", 0)])
def test_a_bullet_that_is_a_picture_is_a_drawing(picture: str, drawings: int) -> None:
    (line,) = paragraphs(read_document(with_picture(document(listed("one")), picture=picture)).blocks)
    assert (line.text, line.drawings) == ("one", drawings)


def test_a_picture_for_a_bullet_may_tick() -> None:
    form = CompletedForm().factor("sen", listed()).put("case_status", listed()).put("harm", listed())
    put_into_list(form.line("High Concern"))
    data = with_picture(form.bytes())
    assert str(factor(data, "sen").state) == str(answer(data, "outcome").state) == "unclear"
    assert "picture_unread" in codes(data, "case_status") & codes(data, "harm")


def test_one_that_the_blank_prints_is_none(tmp_path: Path) -> None:
    mapping = """
[[field]]
id = "level"
kind = "choice"
label = "Level"
choice = [{ id = "low", label = "Low" }, { id = "high", label = "High" }]
"""
    tool = Tool(tmp_path, mapping, "Level", listed("Low"), listed("High"))
    (tmp_path / "blanks" / "tool.docx").write_bytes(with_picture(tool.form()))
    read = tool.read_bytes(with_picture(mutate(tool.form(), "word/document.xml", "High", "High ✓")))
    assert read.submission.answers["level"].value == "high"
    assert "drawing_near_choice" not in {finding.code for finding in read.findings}
    blank = tool.read_bytes(with_picture(tool.form()))
    assert str(blank.submission.answers["level"].state) == "blank"


def test_an_empty_paragraph_shows_its_tick() -> None:
    assert lines(with_bullet(document(listed()), "✓")) == ["✓"]


def test_a_number_is_no_bullet() -> None:
    assert lines(with_bullet(document(listed("one")), "✓", kind="decimal")) == ["one"]


def test_other_lists_and_levels_have_bullets_of_their_own() -> None:
    data = document(listed("one", level="1"), listed("two", number="0"), listed("three", number="77"))
    assert lines(with_bullet(data, "✓")) == ["one", "two", "three"]


def test_a_list_may_change_a_level() -> None:
    level = '<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="☐"/></w:lvl>'
    more = f'<w:lvlOverride w:ilvl="0">{level}</w:lvlOverride>'
    assert lines(with_bullet(document(listed("one")), "✓", more=more)) == ["☐ one"]


def test_a_style_may_put_a_paragraph_into_a_list() -> None:
    parts = parts_of(with_bullet(document(listed("one"), paragraph("two", style="Ticked")), "✓"))
    parts["word/styles.xml"] = STYLES
    name = "word/_rels/document.xml.rels"
    parts[name] = parts[name].replace(b"</Relationships>", RELATION)
    assert lines(package(parts)) == ["✓ one", "✓ two"]


def test_the_same_paragraph_with_another_bullet_reads_otherwise() -> None:
    data = document(listed("one"))
    assert [lines(with_bullet(data, sign)) for sign in "✓☐✓-"] == [["✓ one"], ["☐ one"], ["✓ one"], ["one"]]


def test_a_bullet_that_a_tracked_change_gave_was_not_there_before() -> None:
    added = listed("one")
    added[0][0].append(w("ins", **CHANGE))
    changed = listed("two")
    changed[0].append(w("pPrChange", w("pPr"), **CHANGE))
    data = with_bullet(document(added, changed), "✓")
    assert lines(data) == ["✓ one", "✓ two"]
    before = read_word(Package.open(data), view=View.ORIGINAL)
    assert [line.text for line in paragraphs(before.blocks)] == ["one", "two"]


def test_damaged_lists_refuse_no_form() -> None:
    parts = parts_of(document(listed("one")))
    parts[NUMBERING] = b"<broken"
    assert lines(package(parts)) == ["one"]


def test_a_tick_list_answers() -> None:
    form = CompletedForm()
    form.factor("self_harm_suicidal", listed())
    put_into_list(form.line("High Concern"))
    data = with_bullet(form.bytes(), "\uf0fc", "Wingdings")
    assert str(factor(data, "self_harm_suicidal").state) == "yes"
    assert answer(data, "outcome").value == "high"
