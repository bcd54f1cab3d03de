"""What tells a form from others: the printed lines of its blank."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from pipeline.extract.skeleton import Skeleton
from pipeline.extract.text import without_filler

_SHORTEST: Final = 4
_HEAVIEST: Final = 80
_BEGINNING: Final = 6
"""Prompts behind which an answer may stand are looked up by as many characters; none of them is shorter."""

_LONG: Final = 13
"""From so many characters on, a prompt is known with an answer behind it; a shorter one needs a colon."""


class Fingerprint:
    """The printed lines that tell a form from others.

    Attributes:
        weights: The lines as keys, each with its weight in characters.
        total: The weight of all.
    """

    def __init__(self, blank: Skeleton) -> None:
        lines = [line for box in blank.boxes() for line in box.lines] + blank.body
        keys = (without_filler(line.key) for line in lines)
        self.weights: Mapping[str, int] = {key: min(len(key), _HEAVIEST) for key in keys if len(key) >= _SHORTEST}
        self.total = sum(self.weights.values())
        self._prompts: dict[str, list[str]] = {}
        for line in self.weights:
            if len(line) >= (_BEGINNING if line.endswith(":") else _LONG):
                self._prompts.setdefault(line[:_BEGINNING], []).append(line)

    def shown_by(self, lines: Iterable[str]) -> frozenset[str]:
        """Give the printed lines that some lines show: those that they are, and prompts with an answer behind them."""
        shown = []
        for line in lines:
            if line in self.weights:
                shown.append(line)
            shown += [prompt for prompt in self._prompts.get(line[:_BEGINNING], ()) if line.startswith(prompt)]
        return frozenset(shown)
