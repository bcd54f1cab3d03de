"""The register: one row an assessment, for sorting, filtering and handing on, as a workbook and as CSV.

It holds results and who the form is about, but no narrative and nobody else's name. Everything that came from a form is
stored as text and can't become a formula; the same rows and day always give the same bytes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, BinaryIO, Final

from pipeline.mapping.register import COLUMNS
from pipeline.writers.register.columns import Column, look_first_column, rag_column, register_columns
from pipeline.writers.register.row import RegisterRow
from pipeline.writers.register.words import labels_of, reasons
from pipeline.writers.workbook.csv import CsvLines
from pipeline.writers.workbook.table import Header, Highlight

if TYPE_CHECKING:
    from pipeline.mapping.model import Mapping
    from pipeline.writers.workbook.book import Book, TableSheet

_FROZEN: Final = 2


def write_register(
    rows: Iterable[RegisterRow], mapping: Mapping, day: dt.date, *, workbook: BinaryIO, table: BinaryIO
) -> None:
    """Write the register, as a workbook and as CSV.

    Args:
        rows: One for each form, in their order; read once and not kept, so they may come from a stream.
        mapping: Says which columns there are, and the names of levels and factors.
        day: From which the days until a review are counted.
        workbook: Takes the workbook: the register, the forms that need review, and a summary with charts.
        table: Takes the CSV.
    """
    # openpyxl is slow to load, and only needed here.
    from pipeline.writers.register.summary import Summary
    from pipeline.writers.workbook.book import Book

    columns = register_columns(mapping, day)
    with Book() as book:
        summary, lines = Summary(mapping, day), CsvLines(table)
        register = book.table("Register", [_header(column) for column in columns], frozen_columns=_FROZEN)
        to_review = _ToReview(book, mapping)
        lines.add([column.header for column in columns])
        for row in rows:
            entries = [column.entry(row) for column in columns]
            register.add(entries)
            lines.add(entries)
            to_review.add(row)
            summary.add(row)
        summary.write(book)
        book.save(workbook)


class _ToReview:
    """The sheet of the forms that a person has to look at, with the reasons in words."""

    def __init__(self, book: Book, mapping: Mapping) -> None:
        self._mapping, self._labels = mapping, labels_of(mapping)
        self._look_first, self._rag = look_first_column(mapping), rag_column(mapping)
        self._sheet = self._start(book)

    def _start(self, book: Book) -> TableSheet:
        name = self._mapping.field(self._mapping.subject.name) if self._mapping.subject else None
        return book.table(
            "Needs review",
            [
                _named("reference"),
                Header(text=name.label if name else "Name", width=24),
                _header(self._look_first),
                _header(self._rag),
                _named("total"),
                _named("total_max"),
                Header(text="Why", width=90, wrapped=True),
                _named("document"),
                _named("file"),
            ],
            frozen_columns=_FROZEN,
        )

    def add(self, row: RegisterRow) -> None:
        """List a form if it needs review."""
        if not row.needs_review:
            return
        subject = self._mapping.subject
        self._sheet.add(
            [
                row.reference,
                row.answers.get(subject.name) if subject else None,
                self._look_first.entry(row),
                self._rag.entry(row),
                row.total if row.rag else None,
                row.total_max if row.rag else None,
                reasons(row, self._labels),
                row.document,
                row.name,
            ]
        )


def _named(name: str) -> Header:
    """Return the head that a column has in the register."""
    text, width = COLUMNS[name]
    return Header(text=text, width=width)


def _header(column: Column) -> Header:
    return Header(
        text=column.header,
        width=column.width,
        upright=column.upright,
        wrapped=column.wrapped,
        highlights=(
            *(Highlight(colour=colour, word=word) for word, colour in column.words),
            *(Highlight(colour=colour, part=part) for part, colour in column.parts),
            *([Highlight(colour=column.filled, filled=True)] if column.filled else []),
            *(Highlight(colour=colour, between=numbers) for numbers, colour in column.numbers),
        ),
    )
