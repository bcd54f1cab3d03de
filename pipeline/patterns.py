"""Regular expressions that are compiled when they are first used, and not again where they are known.

There are some two hundred, most for what few forms say. Compiling those that one form needs took a quarter of reading
it, so what Python made of them can be kept from one start to the next (:mod:`pipeline.forms.cache.expressions`).
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Mapping
from typing import Any, AnyStr, Final, cast

Expression = tuple[str | bytes, int]
"""An expression and its flags."""

Parts = tuple[int, bytes, int, dict[str, int]]
"""What Python makes of an expression: all its flags, the code of its matcher, its groups, and those with a name."""

_known: Final[dict[Expression, Parts]] = {}
_compiled: Final[dict[Expression, re.Pattern[Any]]] = {}
"""What was compiled in this process."""
_named: Final[dict[Expression, None]] = {}
"""All that modules name which are loaded, and all that was asked for here."""
_awaited: Final[list[Callable[[], Mapping[Expression, Parts]]]] = []
"""What loads parts, once."""


def pattern(expression: AnyStr, flags: int | re.RegexFlag = 0) -> re.Pattern[AnyStr]:
    """Return a regular expression as :func:`re.compile` does, compiled on its first use."""
    return cast("re.Pattern[AnyStr]", _Pattern(expression, int(flags)))


class _Pattern:
    """Stands for a compiled expression, whose attributes it takes over at its first use."""

    def __init__(self, expression: str | bytes, flags: int) -> None:
        self.pattern = expression
        self._flags = flags
        _named[expression, flags] = None

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        made: re.Pattern[Any] = compiled(self.pattern, self._flags)
        vars(self).update({each: getattr(made, each) for each in _TAKEN_OVER})
        return getattr(made, name)


_TAKEN_OVER: Final = (
    "search", "match", "fullmatch", "finditer", "findall", "split", "sub", "subn",
    "flags", "groups", "groupindex",
)  # fmt: skip


def compiled(expression: AnyStr, flags: int | re.RegexFlag = 0) -> re.Pattern[AnyStr]:
    """Return a regular expression as :func:`re.compile` does, made of its parts where they are known.

    It is for expressions that follow from the program and from mappings: their parts may be kept.
    """
    while _awaited:
        _known.update(_awaited.pop()())
    parts = _known.get((expression, int(flags)))
    made = _made_of(expression, parts) if parts is not None else None
    if made is None:
        made = _compiled[expression, int(flags)] = re.compile(expression, flags)
    return made


def new() -> int:
    """Return how many characters the expressions have that were compiled, for their parts were not known."""
    return sum(len(expression) for expression, _ in _compiled)


def known() -> dict[Expression, Parts]:
    """Return the parts of all expressions: those that were compiled or known before, and all that modules name.

    So the next start knows what its form needs too, when it says something else than this one.
    """
    named: Any
    for named, flags in _named:
        compiled(named, flags)
    while _compiled:
        (expression, flags), made = _compiled.popitem()
        parts = _taken_apart(expression, flags)
        if parts is not None and _made_of(expression, parts) == made:  # type: ignore[type-var] # as above
            _known[expression, flags] = parts
    return _known


def know_from(load: Callable[[], Mapping[Expression, Parts]]) -> None:
    """Know what is loaded, once the first expression is needed: parts that this very version of Python made."""
    _awaited.append(load)


def _taken_apart(expression: str | bytes, flags: int) -> Parts | None:
    """Return the parts of an expression, by the steps that :func:`re.compile` takes inside; ``None`` where it differs.

    Python offers no other way: what it pickles of a compiled expression is its text.
    """
    try:
        from re import _compiler, _parser  # type: ignore[attr-defined] # not for everybody's use, hence the ``None``

        parsed = _parser.parse(expression, flags)
        code = array("I", _compiler._code(parsed, flags))
        state = parsed.state
        return flags | state.flags, code.tobytes(), state.groups - 1, dict(state.groupdict)
    except (ImportError, AttributeError, TypeError, ValueError, OverflowError):
        return None


def _made_of(expression: AnyStr, parts: Parts) -> re.Pattern[AnyStr] | None:
    """Put an expression together; ``None`` where that is not what this Python compiles to."""
    try:
        import _sre  # type: ignore[import-not-found]

        flags, code, groups, names = parts
        by_number: list[str | None] = [None] * (groups + 1)
        for name, number in names.items():
            by_number[number] = name
        made = _sre.compile(expression, flags, array("I", code).tolist(), groups, names, tuple(by_number))
    except (ImportError, AttributeError, LookupError, TypeError, ValueError, OverflowError, RuntimeError):
        return None
    return cast("re.Pattern[AnyStr]", made)
