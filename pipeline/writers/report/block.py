"""What rows of the report come to: counts that can be added up, and what decides which of them are listed."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, Protocol, TypeVar

from msgspec import Struct
from msgspec import field as with_default

from pipeline.findings import Severity
from pipeline.writers.report.charts import FormCounts
from pipeline.writers.report.listed import Brief, Firsts, Urgency, firsts_of
from pipeline.writers.report.row import ReportRow

_NO_LEVEL: Final = 99
_SEVERITIES: Final = {severity.value: rank for rank, severity in enumerate(Severity)}

_Key = TypeVar("_Key")
Levels = Mapping[tuple[str, str | None], int]
"""How many levels are above one, by form and level."""


class ReportBlock(Struct, kw_only=True):
    """Some rows.

    Attributes:
        statuses: How many there are of each status.
        codes: Of those that need review, how many for each reason.
        due: How many reviews are on each day.
        forms: What each kind of form comes to.
        briefs: One for each row.
    """

    statuses: dict[str, int] = with_default(default_factory=Counter)
    codes: dict[str, int] = with_default(default_factory=Counter)
    due: dict[dt.date, int] = with_default(default_factory=Counter)
    forms: dict[str, FormCounts] = with_default(default_factory=dict)
    briefs: list[Brief] = with_default(default_factory=list)

    def count(self, row: ReportRow) -> None:
        """Count a row."""
        _add(self.statuses, [row.status])
        _add(self.codes, {reason.code for reason in row.to_look_at} if row.needs_review else ())
        _add(self.due, [row.review_due] if row.review_due is not None else ())
        if row.form:
            counts = self.forms.setdefault(row.form, FormCounts())
            counts.add(row.rag, row.outcome, row.factors, rag_max=row.rag_max)

    def take(self, other: ReportBlock) -> None:
        """Add what others come to; what decides about them is left out."""
        for name in ("statuses", "codes", "due"):
            getattr(self, name).update(getattr(other, name))
        for form, counts in other.forms.items():
            self.forms.setdefault(form, FormCounts()).take(counts)


class ReportSum(Struct, frozen=True, array_like=True):
    """What some blocks come to.

    Attributes:
        number: How many rows there are.
        counts: What is counted in them.
        firsts: Those of them that come first in each list.
    """

    number: int
    counts: ReportBlock
    firsts: tuple[Firsts, ...]


def sum_of(blocks: Sequence[ReportBlock]) -> ReportSum:
    """Add blocks up."""
    counts = ReportBlock()
    for block in blocks:
        counts.take(block)
    briefs = [brief for block in blocks for brief in block.briefs]
    return ReportSum(len(briefs), counts, firsts_of(briefs))


class ReportRun(Protocol):
    """Some blocks that follow each other."""

    @property
    def sum(self) -> ReportSum:
        """What they come to."""

    def blocks(self) -> Iterator[ReportBlock]:
        """Return them."""


class KeptReport(Protocol):
    """Rows of which most blocks were made before."""

    def runs(self, make: Callable[[Sequence[ReportRow]], ReportBlock]) -> Iterable[ReportRun]:
        """Return the blocks in runs; those that are not known are made."""

    def rows_of(self, references: Sequence[str]) -> Mapping[str, Sequence[ReportRow]]:
        """Return the rows of some assessments, by their references."""


def block_of(rows: Sequence[ReportRow], levels: Levels) -> ReportBlock:
    """Return the block of some rows."""
    block, turns = ReportBlock(), Counter[str]()
    for row in rows:
        block.count(row)
        block.briefs.append(brief_of(row, levels, turn=turns[row.reference]))
        turns[row.reference] += 1
    return block


def brief_of(row: ReportRow, levels: Levels, *, turn: int = 0) -> Brief:
    """Return what decides whether a row is listed."""
    return Brief(row.reference, turn, row.status, row.review_due, _urgency(row, levels))


def _urgency(row: ReportRow, levels: Levels) -> Urgency:
    """Return what lists are sorted by: the strictest level that it could be at, the next review, the findings."""
    of = ((row.form, level) for level in (row.rag, row.rag_max, row.level, row.level_max))
    level = min((levels.get(each, _NO_LEVEL) for each in of), default=_NO_LEVEL)
    severities = (_SEVERITIES.get(reason.severity, len(_SEVERITIES)) for reason in row.reasons)
    severity = min(severities, default=len(_SEVERITIES))
    return level, row.review_due or dt.date.max, severity


def _add(counts: dict[_Key, int], keys: Iterable[_Key]) -> None:
    for key in keys:
        counts[key] = counts.get(key, 0) + 1
