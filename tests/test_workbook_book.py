"""Tables of a workbook hold what was put into them, and leave nothing on the disk."""

from __future__ import annotations

import datetime as dt
import gc
import io
import os
import tempfile
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from pipeline.readers.excel.text import plain_text
from pipeline.writers.workbook.book import Book
from pipeline.writers.workbook.rows import rows_xml
from pipeline.writers.workbook.segments import segment_of
from pipeline.writers.workbook.table import Header
from tests.extent import often

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pipeline.writers.workbook.rows import rows_xml
from pipeline.writers.workbook.table import Entry

HEADERS = (
    Header(text="Text", width=10),
    Header(text="Narrow", width=5, upright=True),
    Header(text="Why", width=20, wrapped=True),
)
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=60),
    st.text("&<>\"'\n\t \u00a0\u2028’😀=+-@a]", max_size=60),
    st.sampled_from(["=1+1", "#N/A", "1", "TRUE", "]]>"]),
)
ENTRIES = st.none() | TEXTS | st.dates(dt.date(1900, 3, 1)) | st.integers(-(10**15), 10**15)
ROWS = st.lists(st.tuples(ENTRIES, ENTRIES, ENTRIES), max_size=5)


def written(rows: Sequence[Sequence[Entry]]) -> bytes:
    stream = io.BytesIO()
    with Book() as book:
        table = book.table("Table", HEADERS)
        table.add(segment_of(rows_xml(rows, HEADERS)), len(rows))
        book.save(stream)
    return stream.getvalue()


def held(workbook: bytes) -> list[tuple[object, ...]]:
    """Return the entries below the headers, as openpyxl reads them."""
    (sheet,) = load_workbook(io.BytesIO(workbook)).worksheets
    return [tuple(map(as_put_in, row)) for row in sheet.iter_rows(min_row=2, max_col=3, values_only=True)]


def as_put_in(value: object) -> object:
    return value.date() if isinstance(value, dt.datetime) else value


@settings(max_examples=often(20, 80))
@given(ROWS)
def test_a_table_holds_what_was_put_into_it(rows: list[tuple[Entry, ...]]) -> None:
    expected = [tuple(None if entry == "" else entry for entry in row) for row in rows]
    found = held(written(rows))
    assert found == expected[: len(found)]
    assert all(entry is None for row in expected[len(found) :] for entry in row)


@settings(max_examples=often(20, 80))
@given(st.text("a\ud800\ufffe\uffff\x00\x0b", min_size=1))
def test_signs_that_no_workbook_can_hold_are_replaced(text: str) -> None:
    replaced = text.translate(dict.fromkeys(map(ord, "\ud800\ufffe\uffff\x00\x0b"), "\N{REPLACEMENT CHARACTER}"))
    assert written([(text, None, None)]) == written([(replaced, None, None)])


@pytest.mark.parametrize("text", ["_x0041_lex", "__x0041_", "_x005F_x0041_", "_x41_", "a_x00e9_b_xZZZZ_"])
def test_what_excel_would_take_for_other_signs_stays(text: str) -> None:
    ((found, *_),) = held(written([(text, None, None)]))
    assert plain_text(str(found)) == text


def test_a_day_before_the_calendar_of_excel_is_a_text() -> None:
    assert held(written([(dt.date(1899, 12, 31), None, None)])) == [("31/12/1899", None, None)]


@pytest.mark.skipif(os.name == "nt", reason="on Windows every file has a name")
def test_rows_wait_in_no_file_that_a_killed_run_would_leave(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with Book() as book:
        table = book.table("Table", HEADERS)
        rows = [(f"Example Child {number}", number, "why") for number in range(1000)]
        table.add(segment_of(rows_xml(rows, HEADERS)), len(rows))
        assert list(tmp_path.iterdir()) == []
        book.save(io.BytesIO())
    assert list(tmp_path.iterdir()) == []


def given_up() -> None:
    with Book() as book:
        book.table("Table", HEADERS).add(segment_of(rows_xml([("Example Child", 1, "why")], HEADERS)), 1)
        raise KeyboardInterrupt


@pytest.mark.filterwarnings("error::pytest.PytestUnraisableExceptionWarning")
def test_a_table_that_is_given_up_closes_its_file() -> None:
    with pytest.raises(KeyboardInterrupt):
        given_up()
    gc.collect()
