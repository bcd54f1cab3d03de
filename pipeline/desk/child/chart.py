"""The totals of a child over time as a picture: drawn here, so that the page needs no script for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from msgspec import Struct

from pipeline.mapping.model import Band

WIDTH: Final = 640
HEIGHT: Final = 240
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 120, 14, 30
_HEADROOM: Final = 1.15


class Measured(Struct, frozen=True, kw_only=True):
    """The total of one assessment, with what it could be."""

    day: dt.date
    least: int
    most: int


class Point(Struct, frozen=True, kw_only=True):
    """A total in the picture; ``top`` is where it could be at most."""

    x: float
    y: float
    top: float
    label: str
    total: str


class Stripe(Struct, frozen=True, kw_only=True):
    """A level in the picture, from its lowest number on."""

    y: float
    height: float
    name: str
    place: str


class Chart(Struct, frozen=True, kw_only=True):
    """The picture: points from left to right, levels behind them, and numbers at the left."""

    points: tuple[Point, ...]
    stripes: tuple[Stripe, ...]
    ticks: tuple[tuple[float, int], ...]

    @property
    def line(self) -> str:
        """The points as a line."""
        return " ".join(f"{point.x:.1f},{point.y:.1f}" for point in self.points)


def chart(measured: Sequence[Measured], bands: Sequence[Band]) -> Chart | None:
    """Draw totals over time; ``None`` where there are none."""
    if not measured:
        return None
    starts = [band.from_ for band in bands if band.from_ is not None]
    most = max([each.most for each in measured] + starts, default=1) * _HEADROOM or 1
    first, last = measured[0].day, measured[-1].day
    days = max(1, (last - first).days)

    def across(day: dt.date) -> float:
        room = WIDTH - _LEFT - _RIGHT
        share = 0.5 if first == last else 0.06 + 0.88 * (day - first).days / days
        return _LEFT + room * share

    def up(number: float) -> float:
        return HEIGHT - _BOTTOM - (HEIGHT - _TOP - _BOTTOM) * max(0.0, number) / most

    return Chart(
        points=tuple(
            Point(
                x=across(each.day),
                y=up(each.least),
                top=up(each.most),
                label=f"{each.day:%d/%m/%Y}",
                total=str(each.least) if each.least == each.most else f"{each.least} (up to {each.most})",
            )
            for each in measured
        ),
        stripes=tuple(_stripes(bands, up, most)),
        ticks=tuple((up(start), start) for start in sorted({0, *starts})),
    )


def _stripes(bands: Sequence[Band], up: Callable[[float], float], most: float) -> Iterator[Stripe]:
    counted = [band for band in bands if band.from_ is not None or band.to is not None]
    for number, band in enumerate(counted):
        low = band.from_ or 0
        high = most if band.to is None else min(most, band.to + 1)
        place = "mild" if number == 0 else "severe" if number == len(counted) - 1 else "middle"
        if high > low:
            yield Stripe(y=up(high), height=up(low) - up(high), name=band.name, place=place)
