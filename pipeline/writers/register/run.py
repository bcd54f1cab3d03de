"""Blocks of the register and runs of these: what they come to, and where they lie in files that were written last."""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO, NamedTuple, Protocol

from msgspec import Struct

from pipeline.writers.register.counted import Counted
from pipeline.writers.register.days_left import DaysLeft
from pipeline.writers.workbook.segments import Measure, Segment, Stretch, measure_of


class RegisterBlock(Struct, frozen=True, kw_only=True):
    """Some rows that follow each other, as the files hold them.

    Attributes:
        number: How many rows there are.
        register: Their markup on the first sheet.
        reviewed: How many of them a person has to look at.
        to_review: Their markup on the second sheet.
        table: The lines of the CSV, packed by zlib.
        counted: What they come to.
        day: From which days are counted in it.
        days_left: Where it says how many; the order is the same in the sheet and the CSV.
    """

    number: int
    register: Segment
    reviewed: int
    to_review: Segment
    table: bytes
    counted: Counted
    day: dt.date
    days_left: tuple[DaysLeft, ...]


class RegisterSum(Struct, frozen=True, array_like=True):
    """What some blocks come to.

    Attributes:
        number: How many rows there are.
        register: The same of their markup on the first sheet.
        reviewed: How many of them a person has to look at.
        to_review: The same of their markup on the second sheet.
        table: How many bytes their lines of the CSV are.
        counted: What is counted for the summary.
    """

    number: int
    register: Measure
    reviewed: int
    to_review: Measure
    table: int
    counted: Counted


def sum_of(blocks: Sequence[RegisterBlock]) -> RegisterSum:
    """Add blocks up."""
    total = Counted()
    for block in blocks:
        total.take(block.counted)
    return RegisterSum(
        number=sum(block.number for block in blocks),
        register=_measured(block.register for block in blocks),
        reviewed=sum(block.reviewed for block in blocks),
        to_review=_measured(block.to_review for block in blocks),
        table=sum(len(zlib.decompress(block.table)) for block in blocks),
        counted=total,
    )


def _measured(segments: Iterable[Segment]) -> Measure:
    measure = Measure()
    for segment in segments:
        measure = measure.followed_by(measure_of(segment))
    return measure


class RegisterRun(Protocol):
    """Some blocks that follow each other."""

    @property
    def ids(self) -> tuple[int, ...]:
        """What blocks are known again by."""

    @property
    def sum(self) -> RegisterSum:
        """What they come to."""

    def blocks(self) -> Iterator[RegisterBlock]:
        """Return them."""


class Starts(NamedTuple):
    """Where rows begin: those of both sheets as they are packed in the workbook, and the lines of the CSV."""

    register: int = 0
    to_review: int = 0
    table: int = 0


class Lying(NamedTuple):
    """Where the rows of a run lie."""

    register: Stretch
    to_review: Stretch
    table: Stretch


class FilesBefore:
    """The files that were written last, which hold most runs as they are."""

    def __init__(
        self, workbook: BinaryIO, table: BinaryIO, starts: Starts, runs: Iterable[tuple[tuple[int, ...], RegisterSum]]
    ) -> None:
        """Find out where each run lies.

        Args:
            workbook: The workbook, open.
            table: The CSV, open.
            starts: Where rows begin in them.
            runs: All runs in their order, each by the ids of its blocks.
        """
        self._lying: dict[tuple[int, ...], Lying] = {}
        register, to_review, lines = starts
        for ids, of in runs:
            self._lying[ids] = Lying(
                Stretch(workbook, register, of.register.packed),
                Stretch(workbook, to_review, of.to_review.packed),
                Stretch(table, lines, of.table),
            )
            register += of.register.packed
            to_review += of.to_review.packed
            lines += of.table

    def find(self, ids: tuple[int, ...]) -> Lying | None:
        """Return where the rows of a run lie; ``None`` where they don't."""
        return self._lying.get(ids)
