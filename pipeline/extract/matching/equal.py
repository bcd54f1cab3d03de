"""Which lines of two texts are equal, one after the other: those that are there once first, repeated ones between them.

A form prints ``Action: ____`` again and again. Where one of these was filled in, the others stay with their neighbours.
"""

from __future__ import annotations

import difflib
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

Block = tuple[int, int, int]
"""Where an equal stretch begins in both texts, and how long it is."""


def equal_blocks(mine: Sequence[str], theirs: Sequence[str]) -> list[Block]:
    """Return equal stretches of two texts in their order, none overlapping."""
    pairs = _equal(mine, theirs, 0, 0)
    return [(a, b, 1) for a, b in pairs]


def _equal(mine: Sequence[str], theirs: Sequence[str], a: int, b: int) -> list[tuple[int, int]]:
    """Return the positions of equal lines; ``a`` and ``b`` are those of the first lines."""
    start = 0
    while start < min(len(mine), len(theirs)) and mine[start] == theirs[start]:
        start += 1
    end = 0
    while end < min(len(mine), len(theirs)) - start and mine[-1 - end] == theirs[-1 - end]:
        end += 1
    head = [(a + offset, b + offset) for offset in range(start)]
    tail = [(a + len(mine) - end + offset, b + len(theirs) - end + offset) for offset in range(end)]
    middle = _between(mine[start : len(mine) - end], theirs[start : len(theirs) - end], a + start, b + start)
    return [*head, *middle, *tail]


def _between(mine: Sequence[str], theirs: Sequence[str], a: int, b: int) -> list[tuple[int, int]]:
    if not mine or not theirs:
        return []
    anchors = _anchors(mine, theirs)
    if not anchors:
        matcher = difflib.SequenceMatcher(None, mine, theirs, autojunk=False)
        return [
            (a + block.a + offset, b + block.b + offset)
            for block in matcher.get_matching_blocks()
            for offset in range(block.size)
        ]
    found: list[tuple[int, int]] = []
    x = y = 0
    for at, other in [*anchors, (len(mine), len(theirs))]:
        found += _equal(mine[x:at], theirs[y:other], a + x, b + y)
        found += [(a + at, b + other)] if at < len(mine) else []
        x, y = at + 1, other + 1
    return found


def _anchors(mine: Sequence[str], theirs: Sequence[str]) -> list[tuple[int, int]]:
    """Return the most lines that both texts have once, in the order of both."""
    ours, others = Counter(mine), Counter(theirs)
    places = {line: at for at, line in enumerate(theirs) if others[line] == 1}
    pairs = [(at, places[line]) for at, line in enumerate(mine) if ours[line] == 1 and line in places]
    ends: list[int] = []  # the last place of the best chain of each length, and the pair that it ends with
    last: list[int] = []
    before: list[int] = []
    for number, (_, place) in enumerate(pairs):
        length = bisect_left(ends, place)
        before.append(last[length - 1] if length else -1)
        ends[length : length + 1] = [place]
        last[length : length + 1] = [number]
    chain: list[tuple[int, int]] = []
    number = last[-1] if last else -1
    while number >= 0:
        chain.append(pairs[number])
        number = before[number]
    return chain[::-1]
