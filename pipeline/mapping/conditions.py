"""Conditions compare what a form says with values; they are checked when the mapping is loaded.

A condition compares values with ``==``, ``!=``, ``<``, ``<=``, ``>``, ``>=``, ``in`` and ``not in``, joins comparisons
with ``and``, ``or``, ``not`` and brackets, and may add and subtract with ``+`` and ``-``. Text has single quotation
marks, lists have square brackets. Nothing else is allowed.

Values:
    id of a field: Its answer: text, number, day, id of a choice (several with ``, ``), a table as text. Left blank it
        is empty, so ``not child_views_date`` holds.
    id of a factor: ``'yes'``, ``'no'`` or ``'blank'``; of one with options the id of the chosen option.
    age, age_at_review: Whole years on the date completed; on the agreed day of the review, else on the day it is due.
    age_today: Whole years on the day of processing.
    total, rag: The points; the level worked out from them.
    age_points, judgement_points: The points for age; those that people added.
    previous_total: The total of the round before the one that counts; empty when there is none.
    outcome, level: What people chose; the stricter of outcome and band.
    review_due, review_limit: The usual day of the next review; the last day that may be agreed. While the level is
        open, the earliest that they could be. Empty when none is due.
    day: The day of processing (``--day``).

Functions:
    filled('id'): Whether the answer says something other than N/A, tbc, none known, not yet.
    named('id'): Whether the answer names a person: not "vacant", "to be allocated", nor a role alone.
    mentions(['id', 'id'], ['words', 'words']): Whether one of the wordings is in one of these answers; found as
        ``mention`` of a [rule](#rule) is.
    count('name'), count('name', 'option'): How many rows apply, or have that option, among ``'all'``, a checklist, a
        group or a row; several names in a list.
    points('name'), highest('name'): The points of these rows together; the most of a single one. The name may also be
        that of a field with points of its own (``[[score.attribute]]``), or ``'attributes'``: all of them; of a table
        whose rows have points (``[[score.table]]``); or of a multiplier: its product.
    state('id'): ``'answered'``, ``'blank'``, ``'unclear'`` or ``'not_found'``; of a factor ``'yes'`` or ``'no'`` in
        place of ``'answered'``.

These names come before a field with the same id. Where an entry is unclear, the condition is tried with everything that
the entry could mean: only when that makes a difference the rule can't be told.
"""

# The functions of FUNCTIONS and what _LANGUAGE lists are all there is. So a condition can neither reach into Python nor
# keep the program busy. Jinja parses it; pipeline.mapping.evaluation evaluates it, and knows nothing else either.

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.parser import Parser
from msgspec import Struct

from pipeline.mapping.evaluation import Evaluate, evaluation
from pipeline.nearest import did_you_mean

_TYPICAL: Mapping[str, object] = {
    "age": 1, "age_at_review": 1, "age_today": 1, "age_points": 1, "judgement_points": 1,
    "total": 1, "previous_total": 1, "rag": "", "level": "", "outcome": "",
    "review_due": dt.date(2026, 1, 31), "review_limit": dt.date(2026, 1, 31), "day": dt.date(2026, 1, 31),
}  # fmt: skip
WORKED_OUT = frozenset(_TYPICAL)
FUNCTIONS: Mapping[str, tuple[int, int]] = {
    "mentions": (2, 2), "filled": (1, 1), "named": (1, 1), "state": (1, 1), "count": (1, 2), "points": (1, 1),
    "highest": (1, 1),
}  # fmt: skip
"""The functions, and how many values they take at least and at most."""

_OF_ROWS = frozenset({"count", "points", "highest"})
FACTS = frozenset({"level", "rag", "outcome", "total", "review_due", "review_limit", "missing", "found"})
"""What a rule's message may name in braces: worked out, or words that are known to tell of nobody."""

_LANGUAGE = (
    nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Neg, nodes.Add, nodes.Sub,
    nodes.Name, nodes.Const, nodes.List, nodes.Tuple, nodes.Call,
)  # fmt: skip
_LONGEST = 1000


class Condition(Struct, frozen=True, kw_only=True):
    """A compiled condition.

    Attributes:
        text: As the mapping writes it.
        names: The values that it asks for.
        asked: Ids that it gives to functions: ``filled('team_manager')``.
        rows: Rows, groups and checklists that it gives to functions: ``count('Push factors')``.
        work_out: Takes values and functions by their names. It raises ``TypeError`` where kinds of values are mixed.
    """

    text: str
    names: frozenset[str]
    asked: frozenset[str]
    rows: frozenset[str]
    work_out: Evaluate

    def holds(self, **values: object) -> Any:
        """Work it out."""
        return self.work_out(values)


@lru_cache(maxsize=1)
def _environment() -> jinja2.Environment:
    return jinja2.Environment(autoescape=False)  # noqa: S701 - conditions render nothing


@lru_cache(maxsize=512)
def compiled(text: str) -> Condition:
    """Compile a condition.

    Raises:
        ValueError: It is not in the language; the message says what is wrong.
    """
    if len(text) > _LONGEST:
        raise ValueError(f"is longer than {_LONGEST} characters")
    try:
        inside = list(_inside(_environment().parse("{{ (" + text + ") }}")))
        for node in inside:
            _refuse_foreign(node, text)
        work_out = evaluation(_expression(text))
    except (jinja2.TemplateError, RecursionError) as error:
        raise ValueError(f"{text!r} is no condition: {getattr(error, 'message', None) or 'too deep'}") from None
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
        work_out=work_out,
    )


def _expression(text: str) -> nodes.Expr:
    """Parse a condition as it is: no brackets around it hide that it is two, or none."""
    parser = Parser(_environment(), text, state="variable")
    expression = parser.parse_expression()
    if not parser.stream.eos:
        raise jinja2.TemplateSyntaxError("chunk after expression", parser.stream.current.lineno)
    return expression


def problems(text: str, values: Mapping[str, object], rows: Collection[str] = ()) -> Iterator[str]:
    """Yield what is wrong with a condition.

    Args:
        text: The condition.
        values: A typical value for each field and factor of the form, by id.
        rows: What ``count``, ``points`` and ``highest`` may be asked about: factors, groups and checklists.
    """
    try:
        condition = compiled(text)
    except ValueError as error:
        yield str(error)
        return
    known = {*values, *WORKED_OUT}
    for name in sorted(condition.names - known):
        yield f"{text!r} names '{name}', which is not there{did_you_mean(name, known)}"
    for name in sorted(condition.asked - set(values)):
        yield f"{text!r} asks for '{name}', but there is no such field{did_you_mean(name, values)}"
    for name in sorted(condition.rows - set(rows)):
        yield f"{text!r} asks for '{name}', but there is no such row, group or checklist{did_you_mean(name, rows)}"
    if condition.names <= known:
        yield from _mixed_kinds(condition, values)


def _mixed_kinds(condition: Condition, values: Mapping[str, object]) -> Iterator[str]:
    """Try a condition, so that a date compared with a number is found before the first form is read."""
    for found in (True, False):
        functions = {name: (lambda *_, found=found: found) for name in FUNCTIONS}
        try:
            condition.holds(**{**values, **_TYPICAL, **functions})
        except TypeError as error:
            yield f"{condition.text!r} mixes kinds of values: {error}"
            return


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
