"""Which formatting in a checklist is a sign on a row, and which is only how the form looks.

People highlight the points of what applies. Programs and taste colour rows too: all of them, every second one, each
category, or the points by how many they are. What follows such a pattern through the whole checklist tells nothing.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Hashable, Iterator, Sequence
from typing import Final

from msgspec import Struct

from pipeline.document import Mark
from pipeline.extract.checklist.rows import FactorRow
from pipeline.extract.matching.formatting import EMPHASIS
from pipeline.extract.memo import once
from pipeline.mapping.model import Checklist

_MANY = 5
"""Fewer marked rows, or fewer rows of a kind, may follow any pattern by chance."""


class Telling(Struct, frozen=True, eq=False):
    """The kinds of emphasis that tell rows apart: on what is printed for the points, on labels, on answer boxes.

    Of those that are the same there is one object: it is looked up for each row.
    """

    weight: Mark = EMPHASIS
    label: Mark = EMPHASIS
    answer: Mark = EMPHASIS


def telling_emphasis(checklist: Checklist, rows: Sequence[FactorRow]) -> Telling:
    """Return the kinds of emphasis that tell the rows of a checklist apart."""
    if not any(row.is_marked for row in rows):
        return _ALL
    return _same(
        _telling(checklist, rows, [row.emphasis for row in rows]),
        _telling(checklist, rows, [row.label_emphasis for row in rows]),
        _telling(checklist, rows, [row.answer_emphasis for row in rows]),
    )


_ALL: Final = Telling()


@once
def _same(weight: Mark, label: Mark, answer: Mark) -> Telling:
    return Telling(weight=weight, label=label, answer=answer)


def _telling(checklist: Checklist, rows: Sequence[FactorRow], shown: Sequence[Mark]) -> Mark:
    design, marked_rows = Mark.NONE, [marks for marks in shown if marks is not Mark.NONE]
    for mark in functools.reduce(operator.or_, marked_rows, Mark.NONE) & EMPHASIS:
        marked = [mark in marks for marks in shown]
        if all(marked) or (sum(marked) >= _MANY and any(_follow(marked, kinds) for kinds in _kinds(checklist, rows))):
            design |= mark
    return EMPHASIS & ~design


def _kinds(checklist: Checklist, rows: Sequence[FactorRow]) -> Iterator[Sequence[Hashable]]:
    """Yield of what kind each row is, in each way in which programs and taste tell rows apart."""
    group = {factor.id: number for number, each in enumerate(checklist.groups) for factor in each.factors}
    yield [row.label.row % 2 for row in rows]
    yield [row.factor.points for row in rows]
    yield [group[row.factor.id] for row in rows]


def _follow(marked: Sequence[bool], kinds: Sequence[Hashable]) -> bool:
    """Return whether exactly the rows of some kinds are marked: then nobody chose them one by one."""
    return len(set(zip(kinds, marked, strict=True))) == len(set(kinds)) <= len(kinds) // _MANY
