"""What follows from a part of a form alone is worked out once, and remembered for the forms that come after.

The reader gives the very same table, row, cell or paragraph where it read the same bytes at the same place before
(:mod:`pipeline.readers.word.reuse.parts`). Those objects never change and are told apart by identity, so what a pure
function gave for one of them still holds. Most of a form is its blank's print: one that is all known is
taken apart in a third of the time of one that is new.

Remembering only saves time. Every form reads the same with it and without it (:func:`room`), because what one reading
knows, and above all who has claimed what, is held by the form that is read and found by its place there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache, partial
from typing import Any, Final, ParamSpec, Protocol, TypeVar, cast

from msgspec import Struct

_Args = ParamSpec("_Args")
_Result = TypeVar("_Result")

_PARTS: Final = 2_048
"""Results that each function remembers: the rows of some twenty-five forms, or the cells of some eight. What is printed
on the blank comes with every form and so stays; what was written into one is soon forgotten. Four times as many were no
faster, and gave each process up to eighty megabytes more."""

_TABLES: Final = 256
"""Results about whole tables, which are larger: those of some eight forms."""

_FORMS: Final = 16
"""Results about whole forms: the one at hand and its written document."""


class _Remember(Protocol):
    """Decorates a pure function, no method, whose arguments and results are never changed."""

    def __call__(self, function: Callable[_Args, _Result], /) -> Callable[_Args, _Result]: ...


class _Memory(Struct, frozen=True, eq=False):
    """What one function remembers.

    Attributes:
        call: What its callers hold. A partial can be given another target and is called in C: a function of our own in
            its place made each form a tenth slower.
    """

    function: Callable[..., Any]
    usual: int
    call: partial[Any]

    def make_room(self, results: int | None) -> None:
        """Begin to remember so many results; ``None`` for as many as usual."""
        most = self.usual if results is None else min(results, self.usual)
        self.turn_to(lru_cache(maxsize=most)(self.function) if most else self.function)

    def turn_to(self, target: Callable[..., Any]) -> None:
        """Have callers get what another function gives."""
        cast("Any", self.call).__setstate__((target, (), {}, {}))


_memories: Final[list[_Memory]] = []


def remember(usual: int) -> _Remember:
    """Return a decorator for functions that remember so many results, by the value of their arguments."""

    def decorate(function: Callable[_Args, _Result]) -> Callable[_Args, _Result]:
        memory = _Memory(function, usual, partial(function))
        memory.make_room(None)
        _memories.append(memory)
        return memory.call

    return decorate


once: Final = remember(_PARTS)
"""For functions of a row, cell, paragraph or line."""

once_a_table: Final = remember(_TABLES)
"""For functions of all rows of a table: of a form's 25 tables eight are as the blank prints them, and of the written
document's eighteen are as they was in the form."""

once_a_form: Final = remember(_FORMS)
"""For functions of all tables of a form: which rows they are hangs on their print, and results change none of it."""


@contextmanager
def room(results: int | None = None) -> Iterator[None]:
    """Begin with nothing remembered, and remember at most so many results of each function within a block.

    Args:
        results: How many; 0 remembers nothing, by default it is as many as usual.
    """
    before = [(memory, memory.call.func) for memory in _memories]
    for memory in _memories:
        memory.make_room(results)
    try:
        yield
    finally:
        for memory, target in before:
            memory.turn_to(target)
