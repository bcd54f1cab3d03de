"""Parse conditions: Jinja knows the grammar, and what is not in the language is refused.

The functions of FUNCTIONS and what _LANGUAGE lists are all there is. So a condition can neither reach into Python nor
keep the program busy. :mod:`pipeline.mapping.evaluation` evaluates it, and knows nothing else either.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.parser import Parser

from pipeline.mapping.evaluation import FUNCTIONS, Condition, Tree

_OF_ROWS = frozenset({"count", "points", "highest"})
_LANGUAGE = (
    nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Neg, nodes.Add, nodes.Sub,
    nodes.Name, nodes.Const, nodes.List, nodes.Tuple, nodes.Call,
)  # fmt: skip
_LONGEST = 1000


@lru_cache(maxsize=1)
def _environment() -> jinja2.Environment:
    return jinja2.Environment(autoescape=False)  # noqa: S701 - conditions render nothing


def parsed(text: str) -> Condition:
    """Parse a condition.

    Raises:
        ValueError: It is not in the language; the message says what is wrong.
    """
    if len(text) > _LONGEST:
        raise ValueError(f"is longer than {_LONGEST} characters")
    try:
        inside = list(_inside(_environment().parse("{{ (" + text + ") }}")))
        for node in inside:
            _refuse_foreign(node, text)
        tree = _tree(_expression(text))
    except (jinja2.TemplateError, RecursionError) as error:
        raise ValueError(f"{text!r} is not a condition: {getattr(error, 'message', None) or 'too deep'}") from None
    calls = [node for node in inside if isinstance(node, nodes.Call)]
    called = {id(call.node) for call in calls}
    names = (node.name for node in inside if isinstance(node, nodes.Name) and id(node) not in called)
    of_rows = [call for call in calls if _function(call) in _OF_ROWS]
    others = [call for call in calls if _function(call) not in _OF_ROWS]
    return Condition(
        text=text,
        names=frozenset(names),
        asked=frozenset(_asked(others)),
        rows=frozenset(_asked(of_rows)),
        tree=tree,
    )


def _expression(text: str) -> nodes.Expr:
    """Parse a condition as it is: no brackets around it hide that it is two, or none."""
    parser = Parser(_environment(), text, state="variable")
    expression = parser.parse_expression()
    if not parser.stream.eos:
        raise jinja2.TemplateSyntaxError("chunk after expression", parser.stream.current.lineno)
    return expression


def _tree(node: Any) -> Tree:
    """Return an expression as plain values."""
    kind = type(node).__name__.lower()
    if isinstance(node, nodes.Name | nodes.Const):
        return (kind, node.name if isinstance(node, nodes.Name) else node.value)
    if isinstance(node, nodes.Compare):
        return (kind, _tree(node.expr), *((other.op, _tree(other.expr)) for other in node.ops))
    if isinstance(node, nodes.List | nodes.Tuple):
        return (kind, *map(_tree, node.items))
    if isinstance(node, nodes.Call):
        return (kind, _tree(node.node), *map(_tree, node.args))
    return (kind, *map(_tree, node.iter_child_nodes()))


def _inside(tree: nodes.Template) -> Iterator[nodes.Node]:
    for output in tree.body:
        for child in output.iter_child_nodes():
            yield child
            yield from child.find_all(nodes.Node)


def _refuse_foreign(node: nodes.Node, text: str) -> None:
    if not isinstance(node, _LANGUAGE):
        kind = type(node).__name__.lower()
        raise ValueError(f"{text!r} uses {kind}; allowed are comparisons, in, and, or, not, +, -, lists and functions")
    if isinstance(node, nodes.Call):
        name = _function(node)
        if name not in FUNCTIONS:
            raise ValueError(f"{text!r} calls '{name}'; functions are {', '.join(sorted(FUNCTIONS))}")
        least, most = FUNCTIONS[name]
        if not least <= len(node.args) <= most or node.kwargs or node.dyn_args or node.dyn_kwargs:
            wanted = f"{least} or {most}" if least != most else str(most)
            raise ValueError(f"{text!r}: {name}() takes {wanted} value{'s' if most > 1 else ''} in its brackets")


def _function(call: nodes.Call) -> str:
    return call.node.name if isinstance(call.node, nodes.Name) else "?"


def _asked(calls: Iterable[nodes.Call]) -> Iterator[str]:
    """Yield the ids that are in the first brackets of calls."""
    for call in calls:
        first = call.args[0]
        for node in first.items if isinstance(first, nodes.List | nodes.Tuple) else [first]:
            if not isinstance(node, nodes.Const):
                raise ValueError("functions take ids in quotation marks")
            yield str(node.value)
