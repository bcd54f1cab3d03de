"""Single boxes to tick, each beside the words that it is for: what other finders left."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from pipeline.draft.question import Question
from pipeline.draft.view import Blank, Spot, has_words, rows_of, words
from pipeline.extract.matching.skeleton import Box
from pipeline.extract.values.ticks import boxed_words
from pipeline.mapping.model import FieldKind
from pipeline.signs import TICKS

_LONGEST = 300
"""Longer words beside a box are something to read."""


def find_single_ticks(blank: Blank) -> list[Question]:
    """Find the lines with a box of their own, and the labels beside a box with nothing else in it."""
    found: list[Question] = []
    for _, _, row in rows_of(blank):
        for box in row:
            if blank.free(box) and has_words(box.text):
                found += [*_in_box(box)] or [*_beside(blank, box)]
    for index, line in enumerate(blank.bones.body):
        if blank.free_line(index) and _is_ticked(line.text):
            blank.take_line(index)
            found.append(_tick(Spot(None, index), line.text))
    return found


def as_tick(question: Question) -> Question | None:
    """Return a choice of a single option as the tick that it is; ``None`` for any other question."""
    if question.kind is not FieldKind.CHOICE or len(question.choices) != 1 or question.under is not None:
        return None
    return replace(question, kind=FieldKind.TICK, choices=(), several=False, label=words(question.label))


def _in_box(box: Box) -> Iterator[Question]:
    """Find the lines of a box each of which has a box to tick; all of them do, but for a heading over them."""
    lines = [(number, line.text) for number, line in enumerate(box.lines) if line.key]
    ticked = [number for number, text in lines if _is_ticked(text)]
    if ticked and len(ticked) >= len(lines) - 1:
        yield from (_tick(Spot(box, number), box.lines[number].text) for number in ticked)


def _beside(blank: Blank, box: Box) -> Iterator[Question]:
    """Find a label of one line with a box to tick right or left of it."""
    row = blank.bones.tables[box.table][box.row]
    beside = (*row[box.index + 1 : box.index + 2], *row[max(box.index - 1, 0) : box.index])
    tick = next((each for each in beside if each.key and not words(each.text) and _is_sign(each.text)), None)
    if tick is not None and len(box.lines) == 1 and len(words(box.text)) <= _LONGEST:
        blank.take(box, tick)
        yield Question(spot=Spot(box, 0), label=words(box.text), kind=FieldKind.TICK, answer=(tick,))


def _is_ticked(text: str) -> bool:
    parts = boxed_words(text)
    alone = len(parts) == 1 and parts[0].is_alone and parts[0].is_sign
    return alone and has_words(text) and len(words(text)) <= _LONGEST


def _is_sign(text: str) -> bool:
    return text.strip() not in TICKS and any(part.is_sign for part in boxed_words(f"{text} words"))


def _tick(spot: Spot, text: str) -> Question:
    return Question(spot=spot, label=words(text), kind=FieldKind.TICK)
