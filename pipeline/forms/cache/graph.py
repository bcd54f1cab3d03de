"""Values that belong together, as bytes and back: each is written once, and what was one object is one again.

Only values are written: what is built in, and classes of ours that hold nothing else. Reading makes nothing but these,
whatever the bytes say, and calls nothing else: they are not pickled.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from enum import Enum
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec import Struct

Pool = list[Any]
"""All values of some bytes, in the order of their numbers; the last one is what was written."""

_SCALARS: Final = (str, int, bool, float, bytes, type(None))
_REBUILT: Final = frozenset({"pipeline.extract.matching.blank_index:BlankIndex"})
"""Classes that are no Struct and yet hold values alone."""


class NotValuesAlone(Exception):
    """A value holds something that can't be written; nothing is kept of it then."""


class Unreadable(Exception):
    """Bytes are none that :func:`written` gave."""


def written(value: object, base: Sequence[Any] = ()) -> bytes:
    """Write a value and all that it holds.

    Args:
        value: The value.
        base: Values that whoever reads it has at hand, in this order; they are named by their number.

    Raises:
        NotValuesAlone: It holds something else.
    """
    writer = _Writer(base)
    try:
        writer.number(value)
        return msgspec.msgpack.encode(writer.pieces())
    except (OverflowError, RecursionError, UnicodeEncodeError) as error:  # a number, a depth or a name too odd for that
        raise NotValuesAlone from error


def read(data: bytes, base: Sequence[Any] = ()) -> Pool:
    """Return all values that were written, ``base`` before them.

    Raises:
        Unreadable: The bytes are no such values.
    """
    try:
        scalars, kinds, nodes = msgspec.msgpack.decode(data)
        makers = [_maker(*kind) for kind in kinds]
        pool: Pool = [*base, *scalars]
        at = pool.__getitem__
        for kind, numbers in nodes:
            pool.append(makers[kind](map(at, numbers)))
    except (msgspec.MsgspecError, ImportError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise Unreadable from error
    return pool


class _Writer:
    """Numbers values: those of the base first, then scalars, then what holds others behind what it holds."""

    def __init__(self, base: Sequence[Any]) -> None:
        self._base = {id(value): number for number, value in enumerate(base) if type(value) not in _SCALARS}
        self._first = len(base)
        self._scalars: dict[tuple[type, object], int] = {}
        self._kinds: dict[tuple[Any, ...], int] = {}
        self._nodes: list[tuple[int, list[int]]] = []
        self._numbers: dict[int, int] = {}
        self._alive: list[object] = []  # so that no other value gets the identity of one that was made to be written

    def pieces(self) -> tuple[list[object], list[tuple[Any, ...]], list[tuple[int, list[int]]]]:
        """Return the scalars, the kinds, and each value by its kind and the numbers of what it holds."""
        start = self._first + len(self._scalars)
        nodes = [(kind, [start - 1 - n if n < 0 else n for n in held]) for kind, held in self._nodes]
        return [value for _, value in self._scalars], list(self._kinds), nodes

    def number(self, value: object) -> int:
        """Return the number of a value; of one that holds others, until all is numbered, from -1 down."""
        if type(value) in _SCALARS:
            return self._first + self._scalars.setdefault((type(value), value), len(self._scalars))
        known = self._base.get(id(value), self._numbers.get(id(value)))
        if known is None:
            self._alive.append(value)
            kind, held = _taken_apart(value)
            numbers = [self.number(each) for each in held]
            self._nodes.append((self._kinds.setdefault(kind, len(self._kinds)), numbers))
            known = self._numbers[id(value)] = -len(self._nodes)
        return known


def _taken_apart(value: Any) -> tuple[tuple[Any, ...], Iterator[Any]]:
    """Return the kind of a value, and what it holds."""
    kind = type(value)
    if kind in _HELD:
        name, held = _HELD[kind]
        return (name,), held(value)
    name = f"{kind.__module__}:{kind.__qualname__}"
    if not name.startswith("pipeline."):
        raise NotValuesAlone(name)
    if isinstance(value, Enum):
        return ("member", name), iter([value.value])
    if isinstance(value, Struct):
        return ("struct", name, *kind.__struct_fields__), (getattr(value, each) for each in kind.__struct_fields__)
    if name in _REBUILT:
        return ("object", name, *vars(value)), iter(vars(value).values())
    raise NotValuesAlone(name)


def _in_order(value: set[Any] | frozenset[Any]) -> Iterator[Any]:
    return iter(sorted(value, key=repr))  # the same bytes in every process


def _pairs(value: dict[Any, Any]) -> Iterator[Any]:
    if isinstance(value, defaultdict) and value.default_factory is not list:
        raise NotValuesAlone("defaultdict")
    return (each for pair in value.items() for each in pair)


_HELD: Final[dict[type, tuple[str, Callable[[Any], Iterator[Any]]]]] = {
    tuple: ("tuple", iter),
    list: ("list", iter),
    set: ("set", _in_order),
    frozenset: ("frozenset", _in_order),
    dict: ("dict", _pairs),
    defaultdict: ("lists", _pairs),
    dt.date: ("day", lambda day: iter([day.isoformat()])),
    type(Path()): ("path", lambda path: iter([str(path)])),
}


def _dict(held: Iterator[Any]) -> dict[Any, Any]:
    return dict(zip(held, held, strict=True))


_MADE: Final[dict[str, Callable[[Iterator[Any]], Any]]] = {
    "tuple": tuple,
    "list": list,
    "set": set,
    "frozenset": frozenset,
    "dict": _dict,
    "lists": lambda held: defaultdict(list, _dict(held)),
    "day": lambda held: dt.date.fromisoformat(*held),
    "path": lambda held: Path(*held),
}


def _maker(kind: str, name: str = "", *fields: str) -> Callable[[Iterator[Any]], Any]:
    """Return what makes a value of a kind from what it holds."""
    if kind in _MADE:
        return _MADE[kind]
    module, _, attribute = name.partition(":")
    if not module.startswith("pipeline."):
        raise Unreadable
    made = getattr(import_module(module), attribute)
    if kind == "member" and issubclass(made, Enum):
        return lambda held: made(*held)
    if kind == "struct" and issubclass(made, Struct) and made.__struct_fields__ == fields:
        return lambda held: made(**dict(zip(fields, held, strict=True)))
    if kind == "object" and name in _REBUILT:
        return lambda held: _object(made, fields, held)
    raise Unreadable


def _object(kind: type, names: Sequence[str], held: Iterator[Any]) -> object:
    made: object = object.__new__(kind)
    vars(made).update(zip(names, held, strict=True))
    return made
