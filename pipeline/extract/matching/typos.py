"""Words that were typed with one slip: a letter too many, missing, another one, or two in the wrong order."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.extract.text import Token

_SURE_LENGTH = 4
"""Of shorter words one is easily another: "he" and "she"."""

Run = tuple[int, int, int]
"""An equal stretch of words: where it begins in both texts, and how long it is."""


def with_typos(mine: Sequence[Token], theirs: Sequence[Token], runs: Sequence[Run]) -> list[Run]:
    """Extend equal stretches of words by the ones next to them that differ by a slip; those that meet are one."""
    found: list[Run] = []
    for number, (a, b, size) in enumerate(runs):
        before = found[-1] if found else (0, 0, 0)
        low_a, low_b = before[0] + before[2], before[1] + before[2]
        while a > low_a and b > low_b and _is_slip(mine[a - 1].key, theirs[b - 1].key):
            a, b, size = a - 1, b - 1, size + 1
        end_a, end_b = runs[number + 1][:2] if number + 1 < len(runs) else (len(mine), len(theirs))
        while a + size < end_a and b + size < end_b and _is_slip(mine[a + size].key, theirs[b + size].key):
            size += 1
        if found and size and (low_a, low_b) == (a, b):
            a, b, size = before[0], before[1], before[2] + size
            found.pop()
        found.append((a, b, size))
    return found


def _is_slip(printed: str, typed: str) -> bool:
    """Return whether a word is another one but for one slip."""
    if len(printed) < _SURE_LENGTH or abs(len(printed) - len(typed)) > 1:
        return False
    if printed == typed or not (printed.isalpha() and typed.isalpha()):
        return False
    start = next((at for at, (one, other) in enumerate(zip(printed, typed, strict=False)) if one != other), None)
    if start is None:  # one more at the end may be the first one of an answer
        return len(typed) < len(printed) or typed[-1] == typed[-2]
    one, other = printed[start:], typed[start:]
    return one[1:] == other[1:] or one[1:] == other or one == other[1:] or one[1::-1] + one[2:] == other
