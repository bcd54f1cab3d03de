"""Values that belong together, as bytes and back: each is written once, and what was one object is one again.

Only values are written: what is built in, and classes of ours that hold nothing else. Reading makes nothing but these,
whatever the bytes say, and calls nothing else: they are not pickled.

Values that are made alike are written side by side, behind all that any of them holds. So they are read as lists of
numbers that Python takes apart in C, in a third of what it takes to read each by itself.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import Enum
from functools import lru_cache, partial
from importlib import import_module
from itertools import groupby, repeat, starmap
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
        scalars, kinds, groups = msgspec.msgpack.decode(data)
        makers = [_maker(*kind) for kind in kinds]
        pool: Pool = [*base, *scalars]
        for kind, size, numbers in groups:
            held = map(pool.__getitem__, numbers)
            pool += makers[kind](zip(*[held] * size, strict=True) if size else [()] * len(numbers))
    except (msgspec.MsgspecError, ImportError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise Unreadable from error
    return pool


class _Node(Struct):
    """A value that holds others: its kind, their numbers, and how many steps it is above values that hold none."""

    kind: int
    held: list[int]
    height: int

    @property
    def group(self) -> tuple[int, int, int]:
        """What it shares with those that are written beside it."""
        return self.height, self.kind, len(self.held)


class _Writer:
    """Numbers values: those of the base first, then scalars, then what holds others behind what it holds."""

    def __init__(self, base: Sequence[Any]) -> None:
        self._base = {id(value): number for number, value in enumerate(base) if type(value) not in _SCALARS}
        self._first = len(base)
        self._scalars: dict[tuple[type, object], int] = {}
        self._kinds: dict[tuple[Any, ...], int] = {}
        self._nodes: list[_Node] = []
        self._numbers: dict[int, int] = {}
        self._alive: list[object] = []  # so that no other value gets the identity of one that was made to be written

    def pieces(self) -> tuple[list[object], list[tuple[Any, ...]], list[tuple[int, int, list[int]]]]:
        """Return the scalars, the kinds, and groups of values: their kind, how many each holds, and all it holds.

        Values that hold nothing have a number each, so that they can be counted.
        """
        ordered = sorted(range(len(self._nodes)), key=lambda index: self._nodes[index].group)
        start = self._first + len(self._scalars)
        numbers = {-1 - index: start + place for place, index in enumerate(ordered)}
        groups = []
        for (_, kind, size), same in groupby((self._nodes[index] for index in ordered), lambda node: node.group):
            held = [numbers.get(each, each) for node in same for each in (node.held or [0])]
            groups.append((kind, size, held))
        return [value for _, value in self._scalars], list(self._kinds), groups

    def number(self, value: object) -> int:
        """Return the number of a value; of one that holds others, until all is numbered, from -1 down."""
        if type(value) in _SCALARS:
            return self._first + self._scalars.setdefault((type(value), value), len(self._scalars))
        known = self._base.get(id(value), self._numbers.get(id(value)))
        if known is None:
            self._alive.append(value)
            kind, values = _taken_apart(value)
            held = [self.number(each) for each in values]
            height = 1 + max((self._nodes[-1 - each].height for each in held if each < 0), default=0)
            self._nodes.append(_Node(self._kinds.setdefault(kind, len(self._kinds)), held, height))
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
        fields = _said(value)
        return ("struct", name, *fields), iter(fields.values())
    if name in _REBUILT:
        return ("object", name, *vars(value)), iter(vars(value).values())
    raise NotValuesAlone(name)


def _said(value: Struct) -> dict[str, Any]:
    """Return the fields of a value that are not as they are where nothing is said."""
    names = value.__struct_fields__
    usual = dict(zip(reversed(names), reversed(value.__struct_defaults__), strict=False))
    fields = {name: getattr(value, name) for name in names}
    return {name: held for name, held in fields.items() if name not in usual or held is not usual[name]}


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


def _dict(held: tuple[Any, ...]) -> dict[Any, Any]:
    return dict(zip(held[::2], held[1::2])) if held else {}  # noqa: B905 - to be strict takes as long again


Make = Callable[[Iterable[tuple[Any, ...]]], Iterable[Any]]
"""Makes values of a kind, each from what it holds."""

_MADE: Final[dict[str, Make]] = {
    "tuple": iter,
    "list": partial(map, list),
    "set": partial(map, set),
    "frozenset": partial(map, frozenset),
    "dict": partial(map, _dict),
    "lists": lambda each: [defaultdict(list, _dict(held)) for held in each],
    "day": lambda each: [dt.date.fromisoformat(*held) for held in each],
    "path": lambda each: [Path(*held) for held in each],
}


def _maker(kind: str, name: str = "", *fields: str) -> Make:
    """Return what makes values of a kind."""
    if kind in _MADE:
        return _MADE[kind]
    made = _class(name)
    if kind == "member" and issubclass(made, Enum):
        return lambda each: [made(*held) for held in each]
    if kind == "struct" and issubclass(made, Struct):
        if fields == made.__match_args__[: len(fields)]:
            return partial(starmap, made)
        names = [*map(sys.intern, fields)]  # a Struct knows its fields by these very objects sooner than by their signs
        return lambda each: [made(**said) for said in map(dict, map(zip, repeat(names), each))]
    if kind == "object" and name in _REBUILT:
        return lambda each: [_object(made, fields, held) for held in each]
    raise Unreadable


@lru_cache(maxsize=1024)
def _class(name: str) -> Any:
    """Return a class of ours; many kinds are one class of which different fields are said."""
    module, _, attribute = name.partition(":")
    if not module.startswith("pipeline."):
        raise Unreadable
    return getattr(import_module(module), attribute)


def _object(kind: type, names: Sequence[str], held: Iterable[Any]) -> object:
    made: object = object.__new__(kind)
    vars(made).update(zip(names, held, strict=True))
    return made
