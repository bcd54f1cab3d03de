"""Sections of a number format: what it shows for some numbers in place of them (ECMA-376 Part 1, 18.8.31)."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from typing import Final

from msgspec import Struct

_SECTION: Final = re.compile(r'(?:"[^"]*"|\\.|[^;"\\])+|(?<=;)(?=;|$)|^(?=;)')
_CONDITION: Final = re.compile(r"\[\s*(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)\s*\]")
_WHITE: Final = re.compile(r"\[\s*(?:white|color\s*2)\s*\]", re.IGNORECASE)
_TOKENS: Final = re.compile(
    r'"([^"]*)"|\\(.)|[_*].|\[\$([^\]-]*)[^\]]*\]|\[(?:h+|m+|s+)\]()|\[[^\]]*\]|(.)', re.IGNORECASE
)
_PLACES: Final = re.compile(r"[0#?@A-Za-z]")
_TESTS: Final[Mapping[str, Callable[[float, float], bool]]] = {
    "=": operator.eq, "<>": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
_TELLING: Final = re.compile(r'[";\[\\]')


class Section(Struct, frozen=True, kw_only=True):
    """One section of a number format.

    Attributes:
        words: What it shows in place of a value; ``None`` when it shows the value.
        led: Words are in front of the value, such as "not".
        white: It shows all in white.
        test: Which numbers it is for, when the format says so.
        against: What they are compared with.
    """

    words: str | None = None
    led: bool = False
    white: bool = False
    test: str = ""
    against: float = 0.0

    def holds(self, number: float) -> bool:
        """Return whether it is for a number."""
        return not self.test or _TESTS[self.test](number, self.against)


def sections_of(code: str) -> tuple[Section, ...]:
    """Take a format apart; nothing for one that shows every value."""
    if not _TELLING.search(code):
        return ()
    made = tuple(_section(part) for part in _SECTION.findall(code))
    return made if any(each.words is not None or each.led or each.white for each in made) else ()


def section_for(number: float | None, sections: tuple[Section, ...]) -> Section | None:
    """Return the section that shows a number, or for ``None`` a text."""
    if number is None:
        return sections[3] if len(sections) > 3 else sections[0] if sections and sections[0].white else None
    numeric = sections[:3]
    if any(each.test for each in numeric):
        return next((each for each in numeric if each.holds(number)), None)
    at = 0 if number > 0 or len(numeric) == 1 else 1 if number < 0 else len(numeric) - 1 if len(numeric) == 3 else 0
    return numeric[at] if at < len(numeric) else None


def _section(code: str) -> Section:
    condition = _CONDITION.search(code)
    words, has_place, led = "", False, False
    for quoted, escaped, currency, elapsed, other in (match.groups() for match in _TOKENS.finditer(code)):
        if elapsed is not None or (other is not None and _PLACES.match(other)):
            led = led or (not has_place and any(letter.isalpha() for letter in words))
            has_place = True
        else:
            words += (quoted or "") + (escaped or "") + (currency or "") + (other or "")
    return Section(
        words=None if has_place else words.strip(),
        led=led,
        white=_WHITE.search(code) is not None,
        test=condition[1] if condition is not None else "",
        against=float(condition[2]) if condition is not None else 0.0,
    )
