"""Rows of a table have the very bytes that openpyxl gives them, whatever their entries are."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import TYPE_CHECKING, Any, cast

from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from pipeline.writers.workbook.book import Book
from pipeline.writers.workbook.cells import alignment_of, cell_of
from pipeline.writers.workbook.file import save_workbook
from pipeline.writers.workbook.table import Header

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.writers.workbook.table import Entry

HEADERS = (
    Header(text="Text", width=10),
    Header(text="Narrow", width=5, upright=True),
    Header(text="Why", width=20, wrapped=True),
)
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff"), max_size=60),
    st.text("&<>\"'\r\n\t \x00\x0b\x85\u00a0\u2028’😀=+-@a]", max_size=60),
    st.sampled_from(["=1+1", "#N/A", "1", "TRUE", "_x000D_", "x" * 40_000, "]]>"]),
)
DAYS = st.dates() | st.dates(min_value=dt.date(1899, 12, 28), max_value=dt.date(1900, 3, 3))
ENTRIES = st.none() | TEXTS | DAYS | st.integers(-(10**18), 10**18)
ROWS = st.lists(st.tuples(ENTRIES, ENTRIES, ENTRIES), max_size=5)


def sheet_of(workbook: bytes) -> tuple[bytes, bytes]:
    """Return the sheet and the styles."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as package:
        return package.read("xl/worksheets/sheet1.xml"), package.read("xl/styles.xml")


def ours(rows: Sequence[Sequence[Entry]]) -> bytes:
    stream = io.BytesIO()
    with Book() as book:
        table = book.table("Table", HEADERS)
        for row in rows:
            table.add(row)
        book.save(stream)
    return stream.getvalue()


def by_openpyxl(rows: Sequence[Sequence[Entry]]) -> bytes:
    """Write the same table, its rows cell by cell."""
    stream = io.BytesIO()
    with Book() as book:
        table = book.table("Table", HEADERS)
        sheet = cast("Workbook", book._workbook).worksheets[0]
        for number, row in enumerate(rows, start=2):
            why = row[2]
            lines = min(-(-len(why) // 20), 6) if isinstance(why, str) else 1
            if lines > 1:
                sheet.row_dimensions[number].height = lines * 15
            sheet.append([styled(sheet, entry, header) for entry, header in zip(row, HEADERS, strict=True)])
            table._count += 1
        table.finish()
        save_workbook(book._workbook, stream)
    return stream.getvalue()


def styled(sheet: Any, entry: Entry, header: Header) -> object:
    cell = cell_of(sheet, entry)
    if cell is not None:
        cell.alignment = alignment_of(entry, wrapped=header.wrapped, upright=header.upright)
    return cell


@given(ROWS)
def test_they_have_the_bytes_that_openpyxl_gives_them(rows: list[tuple[Entry, ...]]) -> None:
    assert sheet_of(ours(rows)) == sheet_of(by_openpyxl(rows))


def test_a_long_table_is_packed_into_the_same_bytes() -> None:
    rows = [(f"line {number} & more", number, "why " * (number % 40)) for number in range(3_000)]
    assert ours(rows) == by_openpyxl(rows)


@given(st.text("a\ud800\ufffe\uffff", min_size=1))
def test_signs_that_no_workbook_can_hold_are_replaced(text: str) -> None:
    replaced = text.translate(dict.fromkeys(map(ord, "\ud800\ufffe\uffff"), "\N{REPLACEMENT CHARACTER}"))
    assert ours([(text, None, None)]) == ours([(replaced, None, None)])
