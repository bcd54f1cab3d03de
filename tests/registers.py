"""Registers whose workbook nobody opens: they hold their rows, and are not laid out.

Laying out a workbook takes a third of a command on a few forms. Tests of the record read registers as CSV, so theirs
hold what changes from one command to the next; ``WORDFORM_THOROUGH=1`` lays them out as well.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, BinaryIO, Self

from tests.extent import IS_THOROUGH

if TYPE_CHECKING:
    import pytest

    from pipeline.writers.workbook.segments import Measure, Segment, Stretch


class Rows:
    """The rows of one sheet."""

    def __init__(self) -> None:
        self.content, self.start = b"", 0

    def add(self, rows: Segment, _: int) -> None:
        """Put rows below those that are there."""
        self.content += rows.packed

    def add_lying(self, rows: Stretch, measure: Measure, _: int) -> None:
        """Do the same with rows that lie in a file."""
        stream = io.BytesIO()
        rows.copy_to(stream)
        assert len(stream.getvalue()) == measure.packed
        self.content += stream.getvalue()


class RowsOfBook:
    """Stands for :class:`pipeline.writers.workbook.book.Book`."""

    def __init__(self) -> None:
        self._sheets: list[Rows] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def table(self, *_: object, **__: object) -> Rows:
        """Add a sheet."""
        self._sheets.append(Rows())
        return self._sheets[-1]

    def save(self, stream: BinaryIO) -> None:
        """Write the rows of all sheets."""
        for sheet in self._sheets:
            sheet.start = stream.tell()
            stream.write(sheet.content)


class NoSummary:
    """Stands for :class:`pipeline.writers.register.summary.Summary`."""

    def __init__(self, *_: object) -> None:
        pass

    def write(self, _: object) -> None:
        """Write nothing."""


def leave_out_layout(patch: pytest.MonkeyPatch) -> None:
    """Let commands of this process write the rows of registers alone."""
    if not IS_THOROUGH:
        patch.setattr("pipeline.writers.workbook.book.Book", RowsOfBook)
        patch.setattr("pipeline.writers.register.summary.Summary", NoSummary)
