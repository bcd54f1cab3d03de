"""What a million forms would cost, worked out from fewer: ``python -m benchmarks.million 10000 30000 100000``.

Folders are filled as :mod:`benchmarks.grown` does. Each cost is taken for a part that is always there and a part a
form, found from the two smaller numbers of forms; the greatest number shows how far that is off.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from benchmarks.grown import Grown, measure

USUAL: Final = (10_000, 30_000, 100_000)
MILLION: Final = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Line:
    """A cost that is always there, and one for each form."""

    always: float
    a_form: float

    def at(self, count: int) -> float:
        """Return the cost of so many forms."""
        return self.always + self.a_form * count


def through(few: tuple[int, float], more: tuple[int, float]) -> Line:
    """Return the line through what two numbers of forms cost."""
    (low, cost), (high, greater) = few, more
    a_form = (greater - cost) / (high - low)
    return Line(always=cost - a_form * low, a_form=a_form)


def costs(grown: Grown) -> dict[str, float]:
    """Return all that was measured, by what it is with its unit."""
    seconds = {f"{what}, s of processor time": taken for what, taken in grown.takes.items()}
    sizes = {f"{name}, MB": size / 1e6 for name, size in grown.tables.items()}
    ledger = grown.ledger * grown.count / 1e6
    return {**seconds, "memory at most, MB": grown.peak, "ledger, MB": ledger, **sizes}


def table(counts: tuple[int, int, int]) -> Iterator[str]:
    """Yield the lines of a table: measured, modelled, how far the model is off, and a million."""
    few, more, most = (costs(measure(count)) for count in counts)
    yield f"| | {counts[0]:,} | {counts[1]:,} | {counts[2]:,} | by the model | off by | a million |"
    yield "|---|---:|---:|---:|---:|---:|---:|"
    for what in few:
        line = through((counts[0], few[what]), (counts[1], more[what]))
        modelled = line.at(counts[2])
        figures = [f"{cost:,.1f}" for cost in (few[what], more[what], most[what], modelled)]
        off = f"{modelled / most[what] - 1:+.0%}"
        yield f"| {' | '.join([what, *figures, off, f'{line.at(MILLION):,.0f}'])} |"


def main() -> None:
    """Measure for three numbers of forms, the greatest last."""
    few, more, most = [int(number) for number in sys.argv[1:]] or USUAL
    for line in table((few, more, most)):
        print(line, flush=True)


if __name__ == "__main__":
    main()
