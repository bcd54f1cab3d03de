"""What tells forms from one another: the printed lines of their blanks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from msgspec import Struct

from pipeline.extract.matching.skeleton import Skeleton
from pipeline.extract.text import without_filler
from pipeline.patterns import pattern
from pipeline.signs import PRINTED_MARKS, emptied

_SHORTEST: Final = 4
_HEAVIEST: Final = 80
_BEGINNING: Final = 6
"""Prompts behind which an answer may stand are looked up by as many characters; none of them is shorter."""

_LONG: Final = 13
"""From so many characters on, a prompt is known with an answer behind it; a shorter one needs a colon."""

_ROOM: Final = pattern(rf"[{PRINTED_MARKS}]|\.{{3,}}|_{{3,}}|…")
"""Where a line is ticked or written on."""

Shown = frozenset[int]
"""Printed lines that a text shows, by their number among those of all blanks."""


class Fingerprint(Struct, frozen=True, eq=False):
    """The printed lines that tell a blank from others, as keys, each with its weight in characters."""

    weights: Mapping[str, int]

    @classmethod
    def of(cls, blank: Skeleton) -> Fingerprint:
        """Take it of a blank."""
        lines = [line for box in blank.boxes() for line in box.lines] + blank.body
        keys = (_left_when_filled_in(emptied(line.key)) for line in lines)
        return cls({key: min(len(key), _HEAVIEST) for key in keys if len(key) >= _SHORTEST})


def _left_when_filled_in(line: str) -> str:
    """Return what a line shows once it was filled in: all before its first box or blank, if that tells it already."""
    before = _ROOM.split(line, maxsplit=1)[0]
    return before if _is_prompt(before) else without_filler(line)


def _is_prompt(line: str) -> bool:
    return len(line) >= (_BEGINNING if line.endswith(":") else _LONG)


class Fingerprints:
    """The fingerprints of several blanks, to find in one go which of them a text shows."""

    def __init__(self, fingerprints: Sequence[Fingerprint]) -> None:
        self._printed = [
            (blank, line, weight)
            for blank, fingerprint in enumerate(fingerprints)
            for line, weight in fingerprint.weights.items()
        ]
        self._totals = [sum(fingerprint.weights.values()) for fingerprint in fingerprints]
        self._lines: dict[str, list[int]] = {}
        self._prompts: dict[str, list[tuple[str, int]]] = {}
        for number, (_, line, _) in enumerate(self._printed):
            self._lines.setdefault(line, []).append(number)
            if _is_prompt(line):
                self._prompts.setdefault(line[:_BEGINNING], []).append((line, number))

    def shown_by(self, lines: Iterable[str]) -> Shown:
        """Return the printed lines that some lines show: those they are, and prompts with an answer after them."""
        shown: list[int] = []
        for line in lines:
            shown += self._lines.get(line, ())
            prompts = self._prompts.get(line[:_BEGINNING])
            if prompts is not None:
                shown += [number for prompt, number in prompts if line.startswith(prompt)]
        return frozenset(shown)

    def shares(self, shown: Shown) -> list[float]:
        """Return for each blank the share of its print, by weight, that is shown."""
        found = [0] * len(self._totals)
        for number in shown:
            blank, _, weight = self._printed[number]
            found[blank] += weight
        return [weight / total if total else 0.0 for weight, total in zip(found, self._totals, strict=True)]
