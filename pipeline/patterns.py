"""Regular expressions that are compiled when they are first used.

There are some two hundred, most for what few forms say. Compiling all of them took a tenth of a start.
"""

from __future__ import annotations

import re
from typing import Any, cast


def pattern(expression: str, flags: int | re.RegexFlag = 0) -> re.Pattern[str]:
    """Return a regular expression as :func:`re.compile` does, compiled on its first use."""
    return cast("re.Pattern[str]", _Pattern(expression, flags))


class _Pattern:
    """Stands for a compiled expression, whose attributes it takes over at its first use."""

    def __init__(self, expression: str, flags: int) -> None:
        self._given = (expression, flags)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        compiled = re.compile(*self._given)
        vars(self).update({each: getattr(compiled, each) for each in _TAKEN_OVER})
        return getattr(compiled, name)


_TAKEN_OVER = (
    "search", "match", "fullmatch", "finditer", "findall", "split", "sub", "subn",
    "pattern", "flags", "groups", "groupindex",
)  # fmt: skip
