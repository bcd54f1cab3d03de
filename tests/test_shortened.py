"""What a writer doesn't go to is left out of a main part while it is written to, and the document is the same."""

from __future__ import annotations

import random

import pytest

from benchmarks.forms import DAY, forms
from pipeline.location import Location
from pipeline.ooxml import Package
from pipeline.ooxml.places import Places
from pipeline.ooxml.shortened import RowLeftOutError, main_part_with, whole_main_part
from pipeline.process.form import process_one
from pipeline.writers.in_place import write
from tests.archives import with_main
from tests.documents import MAIN, parts_of
from tests.reading import layouts

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
FORM = next(forms(1))


def row(text: str, inside: str = "") -> str:
    return f"<w:tr>{inside}<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc></w:tr>"


def main(*rows: str, head: str = HEAD, before: str = "") -> str:
    table = f"<w:tbl><w:tblPr/>{''.join(rows)}</w:tbl>"
    return f'{head}<w:document xmlns:w="{W}"><w:body>{before}{table}<w:p/>{table}</w:body></w:document>'


def at(table: int, number: int) -> Location:
    return Location((("table", table), ("row", number), ("column", 1)))


def left_out(source: str | bytes, *places: Location) -> int:
    """Return how many rows are left out of a main part for places."""
    package = Package.open(with_main(source))
    part = main_part_with(package, places)
    assert part.whole(part.source) == package.read(MAIN)
    return len(part.rows)


def test_rows_that_nobody_goes_to_are_left_out() -> None:
    rows = [row(f"{number}") for number in range(5)]
    assert left_out(main(*rows)) == 9  # the very first stays
    assert left_out(main(*rows), at(1, 4)) == 8
    assert left_out(main(*rows), at(2, 4)) == 7  # and the first row of its table
    assert left_out(main(*rows), Location((("table", 2),))) == 4
    assert left_out(main(*rows), at(3, 1), at(1, 9), Location((("paragraph", 1),)), Location()) == 9


@pytest.mark.parametrize(
    "inside",
    [
        '<w:bookmarkStart w:name="a"/>',
        "<w:trPr><w:del/></w:trPr>",
        "<w:trPr><w:ins/></w:trPr>",
        '<w:commentRangeStart w:id="1"/>',
    ],
)
def test_a_row_that_counts_for_others_stays(inside: str) -> None:
    assert left_out(main(row("first"), row("second"), row("third", inside))) == 3


@pytest.mark.parametrize(
    "source",
    [
        main(row("a"), row("b"), before="<!-- note -->"),
        main(row("a"), row("b"), row("<![CDATA[<w:tr>]]>")),
        main(row("a"), row("b"), before="<?note?>"),
        main(row("a"), row("b"), before='<w:p wordform="0"/>'),
        main(row("a"), row("b"), before="<w:p><w:r><w:pict><w:txbxContent/></w:pict></w:r></w:p>"),
        main(row("a"), row("b"), "<w:tr/>"),
        main(row("a"), row("b"), "<w:tr w:rsidR='1'><w:tc><w:p/></w:tc></w:tr>"),
        main(row("a"), row("b"), '<w:tr w:rsidR="a>b"><w:tc><w:p/></w:tc></w:tr>'),
        main("<w:tr/>", row("b")),
        main(row("a"), row("b")).replace("w:", "v:").replace("xmlns:w", "xmlns:v"),
        main(row("a"), row("b"), head="").encode(),
        main(row("a"), row("b"), head='<?xml version="1.0" encoding="UTF-16"?>').encode("utf-16"),
    ],
)
def test_a_part_that_is_written_in_another_way_stays_whole(source: str | bytes) -> None:
    assert left_out(source) == 0


def test_a_table_within_a_row_goes_with_it() -> None:
    nested = f"<w:tr><w:tc><w:tbl>{row('inner')}{row('inner')}</w:tbl><w:p/></w:tc></w:tr>"
    assert left_out(main(row("a"), nested, row("b"))) == 5


def test_a_row_that_was_left_out_is_not_found_silently() -> None:
    package = Package.open(with_main(main(row("a"), row("b"), row("c"))))
    places = Places(main_part_with(package, [at(1, 2)]).tree)
    assert places.find(at(1, 2)) is not None
    with pytest.raises(RowLeftOutError):
        places.find(at(1, 3))


@pytest.mark.parametrize("number", range(4))
def test_rows_keep_their_places(number: int) -> None:
    choose = random.Random(number)  # noqa: S311 - nothing secret
    package = Package.open(FORM)
    everything = Places(whole_main_part(package).tree)
    some = [at(choose.randint(1, 20), choose.randint(1, 40)) for _ in range(6)]
    part = main_part_with(package, some)
    assert part.rows
    assert part.whole(part.source) == package.read(package.main_part)
    texts = [[None if found is None else "".join(found.itertext()) for found in map(places.find, some)]
             for places in (everything, Places(part.tree))]  # fmt: skip
    assert texts[0] == texts[1]


def test_a_document_is_the_same_with_all_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    def documents() -> list[dict[str, bytes]]:
        return [parts_of(process_one(form, name="x", layouts=layouts().forms, day=DAY)[1]) for form in forms(4)]

    shortened = documents()
    monkeypatch.setattr(write, "main_part_with", lambda package, _: whole_main_part(package))
    assert documents() == shortened


def test_a_place_that_nobody_told_before_is_written_to_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = process_one(FORM, name="x", layouts=layouts().forms, day=DAY)[1]
    monkeypatch.setattr(write._Wanted, "places", lambda *_: iter(()))
    assert process_one(FORM, name="x", layouts=layouts().forms, day=DAY)[1] == expected
