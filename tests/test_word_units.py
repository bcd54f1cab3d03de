"""What was read before is not read again, and reads the same all the same."""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pipeline.ooxml import Package, View
from pipeline.ooxml.appearance.styles import style_looks
from pipeline.readers.word import document as word
from pipeline.readers.word.bullets import tick_bullets
from pipeline.readers.word.reuse.parts import Units
from tests.documents import MAIN, mutate, package, parts_of
from tests.extent import often
from tests.formbuilder import CompletedForm
from tests.mutations import spoilt

if TYPE_CHECKING:
    from pipeline.document import Document

pytestmark = pytest.mark.usefixtures("accelerator")
INPUT = Path(__file__).parent.parent / "input"
HEAD = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:body>'
)
END = "</w:body></w:document>"
LINE = "<w:p><w:r><w:t>a line</w:t></w:r></w:p>"
ROW = f"<w:tr><w:tc>{LINE}</w:tc><w:tc><w:tcPr><w:gridSpan w:val='2'/></w:tcPr>{LINE}</w:tc></w:tr>"


def document(body: str, head: str = HEAD) -> bytes:
    """Make a Word file of markup as it stands."""
    return package({**parts_of(CompletedForm.blank()), MAIN: (head + body + END).encode()})


def read(data: bytes) -> Document:
    return word.read_word(Package.open(data))


def read_whole(data: bytes, view: View = View.ACCEPTED) -> Document:
    """Read a file as if nothing had been read before."""
    return word._read(package := Package.open(data), view, Units(), style_looks(package), tick_bullets(package))


def test_a_form_reads_the_same_after_others() -> None:
    forms = [path.read_bytes() for path in sorted(INPUT.glob("*.docx"))]
    for form in (*forms, *forms):
        assert repr(read(form)) == repr(read_whole(form))


@pytest.mark.parametrize("seed", range(often(12, 120)))
def test_a_spoilt_form_reads_the_same_after_others(seed: int) -> None:
    form = spoilt(CompletedForm().put("child_name", "Example Child").factor("sen", "5").bytes(), seed)
    for view in View:
        try:
            expected = repr(read_whole(form, view))
        except Exception as error:  # noqa: BLE001 - refused one way or another, and then the other way too
            expected = str(error)
        try:
            found = repr(word.read_word(Package.open(form), view=view))
        except Exception as error:  # noqa: BLE001
            found = str(error)
        assert found == expected


def test_known_rows_are_not_parsed() -> None:
    data = document(f"<w:tbl>{ROW}{ROW}</w:tbl>")
    read(data)
    units = Units(parts_of(data)[MAIN])
    assert units.short is not None
    assert b"a line" not in units.short


def test_a_known_row_has_its_place_wherever_it_stands() -> None:
    read(document(f"<w:tbl>{ROW}</w:tbl>"))
    table = next(read(document(f"{LINE}<w:tbl><w:tr><w:tc/></w:tr>{ROW}</w:tbl>")).tables())
    assert [str(cell.location) for cell in table.rows[1].cells] == [
        "table 1, row 2, column 1",
        "table 1, row 2, column 2",
    ]
    assert [cell.span for cell in table.rows[1].cells] == [1, 2]


CONTROL = '<w:sdt><w:sdtPr><w:tag w:val="x"/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>'
FIELD = (
    '<w:p><w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:name w:val="f"/></w:ffData></w:fldChar></w:r></w:p>'
    '{}<w:p><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
)


@pytest.mark.parametrize(
    "around",
    [
        CONTROL,
        FIELD,
        "<w:p>{}<w:r><w:t>behind</w:t></w:r></w:p>",
        '<w:ins w:id="1" w:author="x">{}</w:ins>',
        "<w:unknown>{}</w:unknown>",
        "<w:p><w:r><mc:AlternateContent><mc:Choice>{}</mc:Choice><mc:Fallback/></mc:AlternateContent></w:r></w:p>",
        "<!-- {} -->",
        "<w:p><w:r><w:t><![CDATA[{}]]></w:t></w:r></w:p>",
    ],
)
@pytest.mark.parametrize("unit", [LINE, ROW, f"<w:tbl>{ROW}</w:tbl>", f"<w:tc>{LINE}</w:tc>"])
def test_what_stands_around_a_known_unit_counts(around: str, unit: str) -> None:
    """The same bytes in a control, an open form field, another paragraph or a comment mean something else."""
    read(document(f"{LINE}<w:tbl>{ROW}</w:tbl>"))
    data = document(around.format(unit))
    assert repr(read(data)) == repr(read_whole(data))
    plain = document(f"{LINE}<w:tbl>{ROW}</w:tbl>")
    assert repr(read(plain)) == repr(read_whole(plain))


@pytest.mark.parametrize(
    "unit",
    [
        '<w:p w:x="a>b"/><w:p><w:r><w:t>x</w:t></w:r></w:p>',
        "<w:p\n><w:r><w:t>x</w:t></w:r></w:p >",
        "<w:p><w:p\t><w:r><w:t>x</w:t></w:r></w:p ><w:r><w:t>y</w:t></w:r></w:p>",
        '<w:p wfunit="0"><w:r><w:t>x</w:t></w:r></w:p>',
        "<w:p><w:p><w:r><w:t>x</w:t></w:r></w:p><w:r><w:t>y</w:t></w:r></w:p>",
        '<x:p xmlns:x="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><x:r><x:t>x</x:t></x:r></x:p>',
        '<w:p xmlns:w="urn:other"><w:r><w:t>x</w:t></w:r></w:p>',
        f"<w:tbl><w:tr><w:tc><w:tbl>{ROW}</w:tbl>{LINE}</w:tc></w:tr></w:tbl>",
        f"<w:tbl><w:tr><w:tc>{LINE}</w:tc><w:tc><w:tcPr><w:hMerge/></w:tcPr>{LINE}</w:tc></w:tr></w:tbl>",
    ],
)
def test_odd_markup_reads_the_same_the_second_time(unit: str) -> None:
    data = document(f"{LINE}{unit}{LINE}")
    expected = repr(read_whole(data))
    assert [repr(read(data)) for _ in range(3)] == [expected] * 3


def test_the_same_bytes_under_another_declaration_are_another_unit() -> None:
    read(document(LINE))
    other = document(LINE, HEAD.replace("wordprocessingml/2006/main", "wordprocessingml/2006/other"))
    assert repr(read(other)) == repr(read_whole(other))


def test_a_changed_word_is_seen() -> None:
    form = CompletedForm().put("child_name", "Example Child").bytes()
    read(form)
    assert "Another Child" in read(mutate(form, MAIN, "Example Child", "Another Child")).text


def test_what_is_kept_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.readers.word.reuse import store as word_kept

    monkeypatch.setattr(word_kept, "_KEPT_BYTES", 20_000)
    monkeypatch.setattr(word_kept, "_kept", {})
    for number in range(40):
        read(document("".join(f"<w:p><w:r><w:t>{number} {line}</w:t></w:r></w:p>" for line in range(30))))
    (kept,) = word_kept._kept.values()
    assert sum(map(len, (*kept._recent, *kept._earlier))) < 40_000


TABLE = f"<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid>{ROW}</w:tbl>"


def test_a_table_that_reads_the_same_at_its_place_is_the_very_same() -> None:
    first, second = (next(read(document(f"{TABLE}{rest}")).tables()) for rest in (LINE, f"{LINE}{LINE}"))
    assert second is first


def test_a_table_at_another_place_is_another() -> None:
    first, second = read(document(f"{TABLE}{TABLE}")).tables()
    moved = list(read(document(f"<w:tbl><w:tr><w:tc>{LINE}</w:tc></w:tr></w:tbl>{TABLE}{TABLE}")).tables())
    assert first is not second
    assert moved[1] is second
    assert moved[2] not in (first, second)
    assert str(moved[2].rows[0].cells[0].location) == "table 3, row 1, column 1"


def test_a_known_table_is_not_parsed() -> None:
    data = document(f"{TABLE}{LINE}")
    read(data)
    short = Units(parts_of(data)[MAIN]).short
    assert short is not None
    assert b"w:tblGrid" not in short


def test_of_a_changed_table_the_rows_that_did_not_change_stay_the_same() -> None:
    changed = ROW.replace("a line", "another line")
    (before,) = read(document(f"<w:tbl>{ROW}{ROW}</w:tbl>")).tables()
    (after,) = read(document(f"<w:tbl>{ROW}{changed}</w:tbl>")).tables()
    assert after is not before
    assert after.rows[0] is before.rows[0]
    assert after.rows[1] is not before.rows[1]


def test_of_a_changed_cell_the_lines_that_did_not_change_stay_the_same() -> None:
    added = "<w:p><w:r><w:t>an answer</w:t></w:r></w:p>"
    cells = [read(document(f"<w:tbl>{ROW.replace(LINE, lines)}</w:tbl>")) for lines in (f"{LINE}<w:p/>", LINE + added)]
    before, after = (next(each.tables()).rows[0].cells[0].blocks for each in cells)
    assert [block.text for block in after] == ["a line", "an answer"]
    assert after[0] is before[0]


SAME = ' xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def test_a_namespace_that_is_declared_once_more_the_same_way_changes_nothing() -> None:
    first, second = (
        next(read(document(f"{TABLE.replace('tbl>', f'tbl{SAME}>', 1)}{LINE}")).tables()) for _ in range(2)
    )
    assert second is first


@pytest.mark.parametrize("other", [SAME.replace("main", "other"), SAME.replace(":w=", ":x=")])
def test_a_part_with_another_name_for_the_namespace_is_read_whole(other: str) -> None:
    first, second = (next(read(document(f"{TABLE}<w:p{other}/>")).tables()) for _ in range(2))
    assert second is not first


ANCHORS = (
    '<w:commentRangeStart w:id="1"/>',
    '<w:commentRangeEnd w:id="1"/>',
    '<w:r><w:rPr><w:sz w:val="16"/></w:rPr><w:commentReference w:id="1"/></w:r>',
    "<w:r><w:commentReference w:id='1'/></w:r>",
    '<w:bookmarkStart w:id="2" w:name="_wf_t1_0123456789abcdef"/>',
    '<w:bookmarkEnd w:id="2"/>',
    '<w:r><w:commentReference w:id="1"/><w:t>seen</w:t></w:r>',
)


def anchored(form: bytes, seed: int, where: str) -> bytes:
    """Put anchors into a form's main part, in front of what an expression finds."""
    choose, main = random.Random(seed), parts_of(form)[MAIN].decode()  # noqa: S311 - nothing secret
    for _ in range(40):
        at = choose.choice([each.start() for each in re.finditer(where, main)])
        main = main[:at] + "".join(choose.choices(ANCHORS[:-1], k=choose.randint(1, 3))) + main[at:]
    return package({**parts_of(form), MAIN: main.encode()})


@pytest.mark.parametrize("seed", range(often(6, 10)))
def test_a_form_with_anchors_reads_as_it_does_without_any(seed: int) -> None:
    form = CompletedForm().put("child_name", "Example Child").factor("sen", "5").bytes()
    with_anchors = anchored(form, seed, "<w:r[ >]|</w:p>")
    assert repr(read(with_anchors)) == repr(read_whole(with_anchors)) == repr(read(form))
    anywhere = anchored(form, seed, "<w:|</w:(?:p|tc|tr|tbl)>")
    assert repr(read(anywhere)) == repr(read_whole(anywhere))


def test_what_was_only_commented_on_is_the_very_same() -> None:
    anchored = TABLE.replace("<w:r>", "".join(ANCHORS[:2]) + "<w:r>", 1).replace("</w:p>", ANCHORS[2] + "</w:p>", 1)
    first, second = (next(read(document(f"{table}{LINE}")).tables()) for table in (TABLE, anchored))
    assert second is first


@pytest.mark.parametrize("anchor", ANCHORS)
@pytest.mark.parametrize(
    "around",
    [
        "{}{LINE}",
        "<w:p>{}</w:p>",
        "<w:p>{}<w:r><w:t>a</w:t></w:r></w:p>",
        "<w:r><w:t>loose</w:t></w:r>{}",
        "<w:p><w:r><mc:AlternateContent><mc:Choice>{}</mc:Choice><mc:Fallback><w:t>b</w:t></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>",
        "<w:p><w:pPr><w:rPr><w:del w:id='1' w:author='x'/></w:rPr></w:pPr></w:p><w:p>{}</w:p>",
        "<w:p><w:r><w:t><![CDATA[{}</w:p>]]></w:t></w:r></w:p>",
        "<w:tbl><w:tr><w:tc><w:p/>{}</w:tc></w:tr></w:tbl>",
    ],
)
def test_an_anchor_reads_as_nothing_wherever_it_is(around: str, anchor: str) -> None:
    data = document(around.replace("{LINE}", LINE).replace("{}", anchor))
    assert repr(read(data)) == repr(read_whole(data))


HOLDS = [
    f"<w:tbl>{CONTROL.format(ROW)}</w:tbl>",
    f"<w:tbl><w:tr>{CONTROL.format('<w:tc>' + LINE + '</w:tc>')}</w:tr></w:tbl>",
    TABLE.replace("<w:tr>", '<w:tr><w:trPr><w:ins w:id="1" w:author="x"/></w:trPr>'),
    TABLE.replace("<w:tr>", '<w:tr><w:trPr><w:del w:id="1" w:author="x"/></w:trPr>'),
    TABLE.replace("<w:r>", '<w:r><w:footnoteReference w:id="2"/></w:r><w:r>', 1),
    TABLE.replace("<w:p>", "<w:p><w:pPr><w:sectPr/></w:pPr>", 1),
    f"<w:tbl><w:tr><w:tc>{TABLE}{LINE}</w:tc></w:tr></w:tbl>",
    f"<w:tbl><w:tr><w:tc>{TABLE}{TABLE}{LINE}</w:tc><w:tc>{TABLE}</w:tc></w:tr>{ROW}</w:tbl>",
    TABLE.replace("<w:tbl>", "<w:tbl><w:tbl/>"),
    TABLE.replace("<w:tbl>", "<w:tbl\n>"),
    TABLE.replace("<w:p>", "<w:p\t>"),
    TABLE.replace("<w:tbl>", '<w:tbl w:x="a>b">'),
    f"<w:p><w:pPr><w:sectPr/></w:pPr></w:p><w:tbl>{CONTROL.format(ROW)}</w:tbl>",
    f"<w:tbl><w:tr/>{ROW}<w:tr/></w:tbl>",
    f"<w:tbl><w:tr><w:tc/></w:tr>{ROW}</w:tbl>",
    f"<w:tbl><w:tr><w:tc><w:p/></w:tc><w:tcPr/><w:tc>{LINE}</w:tc></w:tr>{ROW}</w:tbl>",
    TABLE.replace("<w:tr>", "<w:tr><w:trPr><w:gridBefore w:val='2'/></w:trPr>"),
    TABLE.replace("<w:tc>", "<w:tc><w:tcPr><w:cellDel w:id='1' w:author='x'/></w:tcPr>", 1),
    TABLE.replace("<w:tc>", "<w:tc><w:tcPr><w:hMerge/></w:tcPr>"),
    TABLE.replace(LINE, f"<w:p/>{LINE}<w:p w:rsidR='1'/><w:p/>"),
    TABLE.replace(LINE, f'<w:p w:rsidR="a/>b"/>{LINE}'),
    TABLE.replace(LINE, f"<w:p><w:pPr><w:rPr><w:del w:id='1' w:author='x'/></w:rPr></w:pPr></w:p>{LINE}"),
    TABLE.replace(LINE, f"<w:r><w:t>in front</w:t></w:r><w:tcPr/>{LINE}"),
    TABLE.replace(LINE, f"<w:t xml:space='preserve'>in front</w:t>{LINE}"),
    TABLE.replace(LINE, f"<w:unknown><w:r w:rsidR='1'><w:t>in front</w:t></w:r></w:unknown>{LINE}"),
    TABLE.replace(LINE, f"{LINE}<w:bookmarkStart w:id='1' w:name='x'/>{LINE}"),
    TABLE.replace(LINE, f"<w:p><w:r><w:pict><w:txbxContent>{LINE}<w:p/></w:txbxContent></w:pict></w:r></w:p>"),
    TABLE.replace(LINE, f"<w:p><w:r><w:t>one</w:t></w:r><w:p/></w:p>{LINE}"),
    TABLE.replace(LINE, f"<w:p><w:r><w:fldChar w:fldCharType='begin'><w:ffData/></w:fldChar></w:r></w:p>{LINE}{LINE}"),
]


@pytest.mark.parametrize("table", HOLDS)
def test_a_table_with_anything_in_it_reads_the_same_the_second_time_and_beside_others(table: str) -> None:
    for data in (document(table), document(f"{TABLE}{table}{LINE}"), document(f"{table}{TABLE}{table}")):
        expected = repr(read_whole(data))
        assert [repr(read(data)) for _ in range(3)] == [expected] * 3
