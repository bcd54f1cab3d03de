"""Rows of a checklist with hidden text in the boxes of their entry: they are unclear, as such answers are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline.extract.checklist.rows import FactorRow
from pipeline.extract.checklist.unclear import made_unclear
from pipeline.extract.form.completed import CompletedForm
from pipeline.extract.matching.skeleton import Box
from pipeline.extract.places.doubted import HIDDEN
from pipeline.submission import FactorAnswer, FactorState


def factor_unless_hidden(form: CompletedForm, answer: FactorAnswer, boxes: Iterable[Box]) -> FactorAnswer:
    """Return an answer as it was read, but unclear when its entry may be hidden; notes are no part of it."""
    if not (form.hidden or form.doubts) or answer.state in (FactorState.UNCLEAR, FactorState.NOT_FOUND):
        return answer
    places = [box.location for box in boxes]
    where, reason = form.hidden_in(places), HIDDEN
    if where is None:
        where, reason = form.doubted_in(places)
    if where is None:
        return answer
    return made_unclear(answer, reason)


def answer_boxes(rows: Iterable[FactorRow]) -> Iterator[Box]:
    """Yield the boxes in which people enter an answer: the answer's own, and those of the options."""
    for row in rows:
        yield from row.answer
        yield from (box for boxes in row.options.values() for box in boxes)


def entry_boxes(rows: Iterable[FactorRow]) -> Iterator[Box]:
    """Yield the boxes that hold an entry: the answer, the options, and marks beside the label or the points."""
    for row in rows:
        yield from (row.label, *filter(None, (row.weight,)), *answer_boxes((row,)))


def round_boxes(row: FactorRow, name: str) -> Iterator[Box]:
    """Yield the boxes that hold the entry of one round."""
    yield from row.rounds.get(name, ())
    yield from (box for boxes in row.round_options.get(name, {}).values() for box in boxes)
