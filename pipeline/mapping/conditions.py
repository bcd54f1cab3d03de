"""Conditions compare what a form says with values; they are checked when the mapping is loaded.

A condition compares values with ``==``, ``!=``, ``<``, ``<=``, ``>``, ``>=``, ``in`` and ``not in``, joins comparisons
with ``and``, ``or``, ``not`` and brackets, and may add and subtract with ``+`` and ``-``. Text has single quotation
marks, lists have square brackets. Nothing else is allowed.

Values:
    id of a field: Its answer: text, number, day, id of a choice (several with ``, ``), a table as text. Left blank it
        is empty, so ``not child_views_date`` holds. A tick is ``true`` or ``false``, and neither when it is blank:
        ``consent``, ``not consent``, ``consent == false``.
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

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

from pipeline.mapping.evaluation import FUNCTIONS, Condition, compared_with_text
from pipeline.nearest import did_you_mean

__all__ = ["FACTS", "FUNCTIONS", "WORKED_OUT", "Condition", "compiled", "problems", "remember"]

_TYPICAL: Mapping[str, object] = {
    "age": 1, "age_at_review": 1, "age_today": 1, "age_points": 1, "judgement_points": 1,
    "total": 1, "previous_total": 1, "rag": "", "level": "", "outcome": "",
    "review_due": dt.date(2026, 1, 31), "review_limit": dt.date(2026, 1, 31), "day": dt.date(2026, 1, 31),
}  # fmt: skip
WORKED_OUT = frozenset(_TYPICAL)
FACTS = frozenset({"level", "rag", "outcome", "total", "review_due", "review_limit", "missing", "found"})
"""What a rule's message may name in braces: worked out, or words that are known to tell of nobody."""

_MOST: Final = 4_096
"""Conditions that are remembered: those of some hundred forms."""

_compiled: Final[dict[str, Condition]] = {}


def compiled(text: str) -> Condition:
    """Compile a condition.

    Raises:
        ValueError: It is not in the language; the message says what is wrong.
    """
    found = _compiled.get(text)
    if found is None:
        from pipeline.mapping.strict.parse import parsed  # loads Jinja, which those that were parsed before need not

        remember([found := parsed(text)])
    return found


def remember(conditions: Iterable[Condition]) -> None:
    """Take conditions as compiled that were parsed before."""
    if len(_compiled) > _MOST:
        _compiled.clear()
    _compiled.update({condition.text: condition for condition in conditions})


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
    for name in sorted(set(compared_with_text(condition.tree))):
        if isinstance(values.get(name), bool):
            yield f"{text!r} compares '{name}' with a text; it is a tick: '{name}', 'not {name}' or '{name} == false'"
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
