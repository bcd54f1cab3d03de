"""What the charts of the report show: bars with their words and lengths, and outcomes against bands."""

from __future__ import annotations

import datetime as dt
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final, TypeVar

from msgspec import Struct
from msgspec import field as with_default

if TYPE_CHECKING:
    from pipeline.mapping.model import Mapping as FormMapping

FACTORS: Final = 10  # bars of the most frequent factors
WEEKS: Final = 12  # this week and those after it; the longest interval of a review
_NARROW: Final = 38  # letters that fit beside each other on a phone
_OPEN: Final = ""  # stands for a band that is open
_DIFFERS: Final = "differs"
_WEEK: Final = dt.timedelta(weeks=1)
_Key = TypeVar("_Key")


class Bar(Struct, frozen=True, kw_only=True):
    """One bar.

    Attributes:
        lines: Its label, in lines short enough for a phone.
        share: What is behind the number, such as ``40 %``.
        width: In percent of the longest that a bar can be.
        style: CSS class that carries its colour; empty for the usual one.
    """

    lines: tuple[str, ...]
    number: int
    share: str = ""
    width: float
    style: str = ""

    @property
    def label(self) -> str:
        """The label in one line."""
        return " ".join(self.lines)


class Cell(Struct, frozen=True, kw_only=True):
    """How many forms have one outcome and one band; ``kind`` is ``agrees``, ``differs``, or empty while one is open."""

    number: int
    kind: str


class Matrix(Struct, frozen=True, kw_only=True):
    """Outcomes that people chose (rows) against the bands of the totals (columns), those that are open apart."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    differing: int


class FormCounts(Struct, kw_only=True):
    """What results of one kind of form come to, in numbers that can be added up.

    Attributes:
        forms: How many there are.
        rag: By band, where that is certain; ``None`` for those without.
        open: By the highest band that it could be, where it is not.
        factors: By factor that applies.
        pairs: By outcome that people chose, and band.
    """

    forms: int = 0
    rag: dict[str | None, int] = with_default(default_factory=Counter)
    open: dict[str, int] = with_default(default_factory=Counter)
    factors: dict[str, int] = with_default(default_factory=Counter)
    pairs: dict[tuple[str | None, str], int] = with_default(default_factory=Counter)

    def add(self, rag: str | None, outcome: str | None, factors: Iterable[str], *, rag_max: str | None = None) -> None:
        """Count one form; a band that is open counts by the highest that it could be, and apart from the others."""
        self.forms += 1
        for factor in factors:
            _count(self.factors, factor)
        if rag_max is not None and rag_max != rag:
            _count(self.open, rag_max)
            _count(self.pairs, (outcome, _OPEN))
            return
        _count(self.rag, rag)
        if rag is not None:
            _count(self.pairs, (outcome, rag))

    def take(self, other: FormCounts) -> None:
        """Add what others come to."""
        self.forms += other.forms
        for name in ("rag", "open", "factors", "pairs"):
            getattr(self, name).update(getattr(other, name))


def _count(counts: dict[_Key, int], key: _Key) -> None:
    counts[key] = counts.get(key, 0) + 1


class FormCharts:
    """Gives the charts of one kind of form."""

    def __init__(self, mapping: FormMapping, styles: Mapping[str, str]) -> None:
        """Start with no form.

        Args:
            mapping: The kind of form.
            styles: CSS class of each band, by its level.
        """
        self._styles = styles
        self.title = mapping.form.title
        self.version = mapping.form.version
        self._bands = mapping.score.bands if mapping.score else ()
        self._names = dict(_outcome_names(mapping))
        self._factor_labels = {factor.id: factor.label for factor in mapping.factors}
        self.counts = FormCounts()

    @property
    def forms(self) -> int:
        """How many there are."""
        return self.counts.forms

    def outcome_name(self, outcome: str) -> str:
        """Return the short name of an outcome: that of its band, else as it is printed."""
        return self._names.get(outcome, outcome)

    @property
    def rag_bars(self) -> list[Bar]:
        """A bar for each band from the lowest on, for those that are open, and one for the forms without a score."""
        bars = [self._rag_bar(self.counts.rag[band.level], band.name, self._styles[band.level]) for band in self._bands]
        bars += [
            self._rag_bar(
                self.counts.open[band.level], f"Provisional, up to {band.name}", f"{self._styles[band.level]} open"
            )
            for band in self._bands
            if self.counts.open[band.level]
        ]
        return [*bars, self._rag_bar(self.counts.rag[None], "No score", "none")] if self.counts.rag[None] else bars

    @property
    def factor_bars(self) -> list[Bar]:
        """A bar for each of the most frequent factors; equal ones in the order of the form."""
        order = list(self._factor_labels)
        known = [(factor, number) for factor, number in self.counts.factors.items() if factor in self._factor_labels]
        known.sort(key=lambda item: (-item[1], order.index(item[0])))
        return [
            Bar(
                lines=_lines(self._factor_labels[factor]),
                number=number,
                share=_percent(number, self.forms),
                width=100 * number / self.forms,
            )
            for factor, number in known[:FACTORS]
        ]

    @property
    def matrix(self) -> Matrix | None:
        """The outcomes against the bands; ``None`` for a form that asks for no outcome."""
        if not self._names or not self.counts.pairs:
            return None
        columns = {band.level: band.name for band in self._bands} | ({_OPEN: "Provisional"} if self.counts.open else {})
        rows = tuple(
            (name, tuple(Cell(number=self.counts.pairs[outcome, band], kind=_kind(outcome, band)) for band in columns))
            for outcome, name in [*self._names.items(), (None, "None chosen")]
        )
        differing = sum(
            number for (outcome, band), number in self.counts.pairs.items() if _kind(outcome, band) == _DIFFERS
        )
        return Matrix(columns=tuple(columns.values()), rows=rows, differing=differing)

    def _rag_bar(self, number: int, name: str, style: str) -> Bar:
        share = _percent(number, self.forms)
        return Bar(lines=_lines(name), number=number, share=share, width=100 * number / self.forms, style=style)


def week_bars(due: Mapping[dt.date, int], day: dt.date) -> Iterator[Bar]:
    """Yield a bar for what is overdue, one for each of the coming weeks from Monday on, and one for what is later."""
    monday = day - dt.timedelta(days=day.weekday())
    weeks = [monday + _WEEK * number for number in range(WEEKS)]
    numbers = [sum(number for date, number in due.items() if max(week, day) <= date < week + _WEEK) for week in weeks]
    overdue = sum(number for date, number in due.items() if date < day)
    later = sum(number for date, number in due.items() if date >= weeks[-1] + _WEEK)
    longest = max(overdue, later, *numbers) or 1
    if overdue:
        yield Bar(lines=("Overdue",), number=overdue, width=100 * overdue / longest, style="overdue")
    for week, number in zip(weeks, numbers, strict=True):
        yield Bar(lines=(_week_name(week),), number=number, width=100 * number / longest)
    if later:
        yield Bar(lines=("Later",), number=later, width=100 * later / longest, style="later")


def _week_name(monday: dt.date) -> str:
    """Print ``12–18 Jan`` or ``26 Jan–1 Feb``."""
    sunday = monday + dt.timedelta(days=6)
    start = f"{monday.day}" if monday.month == sunday.month else f"{monday.day} {monday:%b}"
    return f"{start}–{sunday.day} {sunday:%b}"


def _outcome_names(mapping: FormMapping) -> Iterator[tuple[str, str]]:
    outcome = mapping.field(mapping.score.outcome_field or "") if mapping.score else None
    bands = {band.level: band.name for band in mapping.score.bands} if mapping.score else {}
    for choice in outcome.choices if outcome else ():
        yield choice.id, bands.get(choice.id, choice.label)


def _kind(outcome: str | None, band: str) -> str:
    if outcome is None or band == _OPEN:
        return ""
    return "agrees" if outcome == band else _DIFFERS


def _lines(label: str) -> tuple[str, ...]:
    return tuple(textwrap.wrap(label, _NARROW))


def _percent(number: int, of: int) -> str:
    return f"{number / of:.0%}"
