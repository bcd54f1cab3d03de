"""The rows of a register, by runs of blocks: what lies in the files that were written last is copied out of them."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from pipeline.files import full_look_of
from pipeline.mapping import Mapping
from pipeline.record import Ledger
from pipeline.record.store.kept_blocks import KeptOutline
from pipeline.record.views import Row, Views
from pipeline.tables.kept_rows import KeptTable, Run, RunOfTable
from pipeline.version import __version__
from pipeline.windows import within_reach
from pipeline.writers.register.row import RegisterRow
from pipeline.writers.register.run import FilesBefore, RegisterBlock, RegisterSum, Starts, sum_of
from pipeline.writers.register.write import Make, on_day

_MADE_BY: Final = f"{__version__} 5"
"""Raise the number when a row is written otherwise than before: then all blocks are made anew."""


class _Outline(Struct, frozen=True, array_like=True):
    """The files of a register as they were last written.

    Attributes:
        looks: Of the workbook and the CSV; as long as they look like that they are what they were.
        starts: Where the rows begin in them.
        runs: Their rows, in their order.
    """

    looks: tuple[str, str] = ("", "")
    starts: Starts = Starts()
    runs: tuple[Run[RegisterSum], ...] = ()


class KeptRows:
    """The rows of one form's register, in the order of their names."""

    def __init__(
        self, ledger: Ledger, views: Views, mapping: Mapping, day: dt.date, row: Callable[[Row], RegisterRow]
    ) -> None:
        """Get ready.

        Args:
            ledger: Keeps the blocks.
            views: Of the ledger; what they judged is kept.
            mapping: Of the form.
            day: From which the days until a review are counted.
            row: Makes the row of an assessment.
        """
        self._views, self._row, self._form, self._day = views, row, mapping.form.id, day
        said = f"{_MADE_BY} {mapping.digest}"
        self._table = KeptTable[RegisterBlock, RegisterSum](RegisterBlock, ledger, views, self._form, said, day)
        self._kept = KeptOutline(ledger.database, self._table.name)
        self._before, self._runs = self._outline(), list[Run[RegisterSum]]()

    def _outline(self) -> _Outline:
        content = self._kept.content
        return msgspec.msgpack.decode(content, type=_Outline) if content else _Outline()

    def __iter__(self) -> Iterator[RegisterRow]:
        """Return the rows one by one."""
        return map(self._row, self._views.rows(self._form))

    @contextlib.contextmanager
    def files_before(self, workbook: Path, table: Path) -> Iterator[FilesBefore | None]:
        """Open the files that were written last; ``None`` where they are not what they were."""
        looks = full_look_of(workbook), full_look_of(table)
        if not all(looks) or looks != self._before.looks:
            yield None
            return
        with within_reach(workbook).open("rb") as book, within_reach(table).open("rb") as lines:
            runs = ((run.blocks, run.sum) for run in self._before.runs)
            yield FilesBefore(book, lines, self._before.starts, runs)

    def runs(self, make: Make) -> Iterator[RunOfTable[RegisterBlock, RegisterSum]]:
        """Return the blocks; those that are not known are made, and those of another day are made to be of this one."""

        def made(references: list[str]) -> RegisterBlock:
            return make([self._row(row) for row in self._views.rows(self._form, references)])

        self._runs.clear()
        for run in self._table.runs(self._before.runs, made, sum_of, lambda block: on_day(block, self._day)):
            self._runs.append(run.outline)
            yield run

    def note(self, workbook: Path, table: Path, starts: Starts) -> None:
        """Note what the files consist of that were put in place."""
        outline = _Outline((full_look_of(workbook), full_look_of(table)), starts, tuple(self._runs))
        self._kept.keep(msgspec.msgpack.encode(outline))
