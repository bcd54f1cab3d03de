"""Work a condition out: one closure for each node of its tree.

Jinja would write a template for each condition and have Python compile it, which took a tenth of a start; and it copies
all values of the form each time one is asked. The tree is plain values, so that one that was parsed before
(:mod:`pipeline.mapping.strict.parse`) can be kept: Jinja is loaded to parse alone.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, partial
from typing import Any, Final

from msgspec import Struct

Values = Mapping[str, Any]
Evaluate = Callable[[Values], Any]
Tree = tuple[Any, ...]
"""The kind of a node, and what belongs to it: trees, or the value itself."""

FUNCTIONS: Final[Mapping[str, tuple[int, int]]] = {
    "mentions": (2, 2), "filled": (1, 1), "named": (1, 1), "state": (1, 1), "count": (1, 2), "points": (1, 1),
    "highest": (1, 1),
}  # fmt: skip
"""The functions, and how many values they take at least and at most."""

_COMPARED: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "eq": operator.eq, "ne": operator.ne, "gt": operator.gt, "gteq": operator.ge, "lt": operator.lt,
    "lteq": operator.le, "in": lambda value, among: value in among, "notin": lambda value, among: value not in among,
}  # fmt: skip


class Condition(Struct, frozen=True, kw_only=True, dict=True):
    """A compiled condition.

    Attributes:
        text: As the mapping writes it.
        names: The values that it asks for.
        asked: Ids that it gives to functions: ``filled('team_manager')``.
        rows: Rows, groups and checklists that it gives to functions: ``count('Push factors')``.
        tree: What it says.
    """

    text: str
    names: frozenset[str]
    asked: frozenset[str]
    rows: frozenset[str]
    tree: Tree

    @cached_property
    def work_out(self) -> Evaluate:
        """Takes values and functions by their names. It raises ``TypeError`` where kinds of values are mixed."""
        return _evaluation(self.tree)

    def holds(self, **values: object) -> Any:
        """Work it out."""
        return self.work_out(values)


def compared_with_text(tree: Tree) -> Iterator[str]:
    """Yield the names that a condition compares with text."""
    kind, *inside = tree
    parts = [inside[0], *(other for _, other in inside[1:])] if kind == "compare" else inside
    trees = [part for part in parts if isinstance(part, tuple)]
    if kind == "compare" and any(map(_holds_text, trees)):
        yield from (part[1] for part in trees if part[0] == "name")
    for part in trees:
        yield from compared_with_text(part)


def _holds_text(tree: Tree) -> bool:
    kind, *inside = tree
    if kind in ("list", "tuple"):
        return any(map(_holds_text, inside))
    return kind == "const" and isinstance(inside[0], str)


def _evaluation(tree: Tree) -> Evaluate:
    kind, *inside = tree
    return _BUILT[kind](*inside)


def _name(name: str) -> Evaluate:
    return lambda values: values[name] if name in values else _undefined(name)


def _undefined(name: str) -> Any:
    """Return what raises an error that names ``name`` as soon as anything is asked of it."""
    from jinja2 import StrictUndefined  # a checked mapping names nothing that isn't there

    return StrictUndefined(name=name)


def _const(value: object) -> Evaluate:
    return lambda values: value


def _several(*trees: Tree, made: Callable[[list[Any]], Any]) -> Evaluate:
    items = [_evaluation(item) for item in trees]
    return lambda values: made([item(values) for item in items])


def _call(called: Tree, *given: Tree) -> Evaluate:
    function, arguments = _evaluation(called), [_evaluation(argument) for argument in given]
    return lambda values: function(values)(*[argument(values) for argument in arguments])


def _not(tree: Tree) -> Evaluate:
    inside = _evaluation(tree)
    return lambda values: not inside(values)


def _negative(tree: Tree) -> Evaluate:
    inside = _evaluation(tree)
    return lambda values: -inside(values)


def _and(one: Tree, other: Tree) -> Evaluate:
    left, right = _evaluation(one), _evaluation(other)
    return lambda values: left(values) and right(values)


def _or(one: Tree, other: Tree) -> Evaluate:
    left, right = _evaluation(one), _evaluation(other)
    return lambda values: left(values) or right(values)


def _both(one: Tree, other: Tree, worked_out: Callable[[Any, Any], Any]) -> Evaluate:
    left, right = _evaluation(one), _evaluation(other)
    return lambda values: worked_out(left(values), right(values))


def _compare(start: Tree, *others: tuple[str, Tree]) -> Evaluate:
    first = _evaluation(start)
    *chained, (compare_last, last) = [(_COMPARED[how], _evaluation(other)) for how, other in others]

    def holds(values: Values) -> Any:
        left = first(values)
        for compare, other in chained:  # as in Python, ``1 < x < 3`` is both
            right = other(values)
            if not (found := compare(left, right)):
                return found
            left = right
        return compare_last(left, last(values))

    return holds


_BUILT: Final[Mapping[str, Callable[..., Evaluate]]] = {
    "name": _name,
    "const": _const,
    "list": partial(_several, made=list),
    "tuple": partial(_several, made=tuple),
    "call": _call,
    "not": _not,
    "neg": _negative,
    "and": _and,
    "or": _or,
    "add": partial(_both, worked_out=operator.add),
    "sub": partial(_both, worked_out=operator.sub),
    "compare": _compare,
}
