"""Work a condition out: one closure for each node of its tree.

Jinja would write a template for each condition and have Python compile it, which took a tenth of a start; and it copies
all values of the form each time one is asked.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from jinja2 import StrictUndefined, nodes

Values = Mapping[str, Any]
Evaluate = Callable[[Values], Any]

_COMPARED: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "eq": operator.eq, "ne": operator.ne, "gt": operator.gt, "gteq": operator.ge, "lt": operator.lt,
    "lteq": operator.le, "in": lambda value, among: value in among, "notin": lambda value, among: value not in among,
}  # fmt: skip


def evaluation(expression: nodes.Node) -> Evaluate:
    """Return the function that works out an expression in the language of :mod:`pipeline.mapping.conditions`."""
    return _BUILT[type(expression)](expression)


def _name(node: nodes.Name) -> Evaluate:
    name = node.name
    return lambda values: values[name] if name in values else StrictUndefined(name=name)


def _const(node: nodes.Const) -> Evaluate:
    value = node.value
    return lambda values: value


def _several(node: nodes.List | nodes.Tuple, made: Callable[[list[Any]], Any]) -> Evaluate:
    items = [evaluation(item) for item in node.items]
    return lambda values: made([item(values) for item in items])


def _call(node: nodes.Call) -> Evaluate:
    function, arguments = evaluation(node.node), [evaluation(argument) for argument in node.args]
    return lambda values: function(values)(*[argument(values) for argument in arguments])


def _not(node: nodes.Not) -> Evaluate:
    inside = evaluation(node.node)
    return lambda values: not inside(values)


def _negative(node: nodes.Neg) -> Evaluate:
    inside = evaluation(node.node)
    return lambda values: -inside(values)


def _and(node: nodes.And) -> Evaluate:
    left, right = evaluation(node.left), evaluation(node.right)
    return lambda values: left(values) and right(values)


def _or(node: nodes.Or) -> Evaluate:
    left, right = evaluation(node.left), evaluation(node.right)
    return lambda values: left(values) or right(values)


def _both(node: nodes.BinExpr, worked_out: Callable[[Any, Any], Any]) -> Evaluate:
    left, right = evaluation(node.left), evaluation(node.right)
    return lambda values: worked_out(left(values), right(values))


def _compare(node: nodes.Compare) -> Evaluate:
    first = evaluation(node.expr)
    *chained, (compare_last, last) = [(_COMPARED[other.op], evaluation(other.expr)) for other in node.ops]

    def holds(values: Values) -> Any:
        left = first(values)
        for compare, other in chained:  # as in Python, ``1 < x < 3`` is both
            right = other(values)
            if not (found := compare(left, right)):
                return found
            left = right
        return compare_last(left, last(values))

    return holds


_BUILT: Final[Mapping[type[nodes.Node], Callable[[Any], Evaluate]]] = {
    nodes.Name: _name,
    nodes.Const: _const,
    nodes.List: partial(_several, made=list),
    nodes.Tuple: partial(_several, made=tuple),
    nodes.Call: _call,
    nodes.Not: _not,
    nodes.Neg: _negative,
    nodes.And: _and,
    nodes.Or: _or,
    nodes.Add: partial(_both, worked_out=operator.add),
    nodes.Sub: partial(_both, worked_out=operator.sub),
    nodes.Compare: _compare,
}
