"""The register: one row an assessment, for sorting, filtering and handing on, as a workbook and as CSV.

It holds results and who the form is about, but no narrative and nobody else's name. Everything that came from a form is
stored as text and can't become a formula; the same rows and day always give the same bytes.
"""

from __future__ import annotations

import datetime as dt
import io
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, BinaryIO, Final, Protocol, TypeVar

from msgspec.structs import replace

from pipeline.mapping.register import COLUMNS
from pipeline.writers.register.columns import Column, look_first_column, rag_column, register_columns
from pipeline.writers.register.counted import Counted, counted
from pipeline.writers.register.days_left import Parts, made_apart, taken_apart
from pipeline.writers.register.row import RegisterRow
from pipeline.writers.register.run import FilesBefore, Lying, RegisterBlock, RegisterRun, Starts, sum_of
from pipeline.writers.register.words import labels_of, reasons
from pipeline.writers.workbook.csv import CsvLines
from pipeline.writers.workbook.segments import Segment, content_of, segment_of
from pipeline.writers.workbook.table import Entry, Header, Highlight

if TYPE_CHECKING:
    from pipeline.mapping.model import Mapping
    from pipeline.writers.workbook.book import TableSheet

_FROZEN: Final = 2
_ENDS: Final = "A"
"""References are of thirty-two letters and digits, by chance."""


Make = Callable[[Sequence[RegisterRow]], RegisterBlock]


class Runs(Protocol):
    """Rows of which most blocks were made before."""

    def runs(self, make: Make) -> Iterator[RegisterRun]:
        """Return the blocks in runs; those that are not known are made."""


class _NewRun:
    """A block that is made just now."""

    ids = ()

    def __init__(self, block: RegisterBlock) -> None:
        self._block, self.sum = block, sum_of([block])

    def blocks(self) -> Iterator[RegisterBlock]:
        yield self._block


def write_register(
    rows: Iterable[RegisterRow] | Runs, mapping: Mapping, day: dt.date, *, workbook: BinaryIO, table: BinaryIO,
    before: FilesBefore | None = None,
) -> Starts:  # fmt: skip
    """Write the register, as a workbook and as CSV, and return where the rows begin in them.

    Args:
        rows: One for each form, in their order; read once and not kept, so they may come from a stream.
        mapping: Says which columns there are, and the names of levels and factors.
        day: From which the days until a review are counted.
        workbook: Takes the workbook: the register, the forms that need review, and a summary with charts.
        table: Takes the CSV.
        before: The files that were written last: runs that lie in them are copied out of them.
    """
    # openpyxl is slow to load, and only needed here.
    from pipeline.writers.register.summary import Summary
    from pipeline.writers.workbook.book import Book

    made = _Maker(mapping, day)
    runs = rows.runs(made.block) if hasattr(rows, "runs") else map(_NewRun, map(made.block, in_blocks(rows)))
    with Book() as book:
        lines, total = CsvLines(table), Counted()
        register = book.table("Register", made.headers, frozen_columns=_FROZEN)
        to_review = book.table("Needs review", made.to_review.headers, frozen_columns=_FROZEN)
        lines.add([column.header for column in made.columns])
        start = table.tell()
        for run in runs:
            _add(run, before.find(run.ids) if before is not None else None, register, to_review, table)
            total.take(run.sum.counted)
        Summary(mapping, day, total).write(book)
        book.save(workbook)
        return Starts(register.start, to_review.start, start)


def _add(run: RegisterRun, lying: Lying | None, register: TableSheet, to_review: TableSheet, table: BinaryIO) -> None:
    """Put the rows of a run into both sheets and the CSV."""
    if lying is not None:
        register.add_lying(lying.register, run.sum.register, run.sum.number)
        to_review.add_lying(lying.to_review, run.sum.to_review, run.sum.reviewed)
        lying.table.copy_to(table)
        return
    for block in run.blocks():
        register.add(block.register, block.number)
        to_review.add(block.to_review, block.reviewed)
        table.write(zlib.decompress(block.table))


class OfAssessment(Protocol):
    """A row, or what stands for it, of the assessment with a reference."""

    @property
    def reference(self) -> str:
        """The reference."""


Of = TypeVar("Of", bound=OfAssessment)


def in_blocks(rows: Iterable[Of]) -> Iterator[list[Of]]:
    """Cut rows, or assessments in their order, into blocks: which one ends a block follows from its reference alone."""
    block: list[Of] = []
    for row in rows:
        if block and row.reference != block[-1].reference and ends_block(block[-1].reference):
            yield block
            block = []
        block.append(row)
    if block:
        yield block


def ends_block(reference: str) -> bool:
    """Return whether a block ends with the rows of an assessment: one in thirty-two, by chance."""
    return reference.endswith(_ENDS)


def ends_run(reference: str) -> bool:
    """Return whether a run of blocks ends with the rows of an assessment, too: again one in thirty-two."""
    return reference.endswith(2 * _ENDS)


class _Maker:
    """Makes blocks."""

    def __init__(self, mapping: Mapping, day: dt.date) -> None:
        self.columns = register_columns(mapping, day)
        self.headers = [_header(column) for column in self.columns]
        self.to_review = _ToReview(mapping)
        self._mapping, self._day = mapping, day

    def block(self, rows: Sequence[RegisterRow]) -> RegisterBlock:
        """Return the block of some rows."""
        from pipeline.writers.workbook.rows import rows_xml

        reviewed = [self.to_review.entries(row) for row in rows if row.needs_review]
        made = RegisterBlock(
            number=len(rows),
            register=Segment(),
            reviewed=len(reviewed),
            to_review=segment_of(rows_xml(reviewed, self.to_review.headers)) if reviewed else Segment(),
            table=b"",
            counted=counted(rows, self._mapping),
            day=self._day,
            days_left=(),
        )
        counting = sum(column.counts_days for column in self.columns)
        until = [row.review.day for row in rows if row.review is not None for _ in range(counting)]
        return _with_texts(made, made_apart(until, lambda days: self._texts(rows, days)), self._day)

    def _texts(self, rows: Sequence[RegisterRow], days: int) -> tuple[bytes, bytes]:
        """Return the markup of the sheet and the lines of the CSV, with one number wherever days are counted."""
        from pipeline.writers.workbook.rows import rows_xml

        entries = [
            [days if column.counts_days and row.review else column.entry(row) for column in self.columns]
            for row in rows
        ]
        lines = io.BytesIO()
        table = CsvLines(lines, is_first=False)
        for each in entries:
            table.add(each)
        return rows_xml(entries, self.headers), lines.getvalue()


def on_day(block: RegisterBlock, day: dt.date) -> RegisterBlock:
    """Return a block as it is when it is made on a day."""
    if block.day == day or not block.days_left:
        return block
    parts = taken_apart(block.days_left, content_of(block.register), zlib.decompress(block.table), block.day)
    return _with_texts(block, parts, day)


def _with_texts(block: RegisterBlock, parts: Parts, day: dt.date) -> RegisterBlock:
    sheet, table = parts.on(day)
    packed, lines = segment_of(sheet), zlib.compress(table)
    return replace(block, register=packed, table=lines, day=day, days_left=parts.places())


class _ToReview:
    """The sheet of the forms that a person has to look at, with the reasons in words."""

    def __init__(self, mapping: Mapping) -> None:
        self._mapping, self._labels = mapping, labels_of(mapping)
        self._look_first, self._rag = look_first_column(mapping), rag_column(mapping)
        name = mapping.field(mapping.subject.told_by[0]) if mapping.subject else None
        self.headers = [
            _named("reference"),
            Header(text=name.label if name else "Name", width=24),
            _header(self._look_first),
            _header(self._rag),
            _named("total"),
            _named("total_max"),
            Header(text="Why", width=90, wrapped=True),
            _named("document"),
            _named("file"),
        ]

    def entries(self, row: RegisterRow) -> list[Entry]:
        """Return what is said of a form that needs review."""
        subject = self._mapping.subject
        return [
            row.reference,
            row.answers.get(subject.told_by[0]) if subject else None,
            self._look_first.entry(row),
            self._rag.entry(row),
            row.total if row.rag else None,
            row.total_max if row.rag else None,
            reasons(row, self._labels),
            row.document,
            row.name,
        ]


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
