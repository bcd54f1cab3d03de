"""Each question tried on the blank, just as reading will look for it: a field that is found where it was seen, or none.

What a form's reading does with a label decides here too, so a draft that was made fits its blank.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from pipeline.draft.finders.line_labels import FILLER
from pipeline.draft.finders.single_ticks import as_tick
from pipeline.draft.kinds import SEVERAL, starts
from pipeline.draft.names import Names
from pipeline.draft.question import Question
from pipeline.draft.tags import tag_of, with_tagged_choices
from pipeline.draft.view import Blank, Spot, has_words
from pipeline.extract.layout import try_field
from pipeline.extract.matching.skeleton import Box
from pipeline.extract.places.shape import Shape
from pipeline.mapping.model import Field, FieldKind, Place
from pipeline.mapping.strict.models import ValidationError, make

_PLACES: Final = (Place.AUTO, Place.RIGHT, Place.BELOW, Place.INSIDE, Place.LINE, Place.ABOVE)
_TELLING: Final = 12  # characters; a shorter start of a label makes no good id
_SHOWN: Final = 60
_MOST_ANCHORS: Final = 24


class Tried(Struct, frozen=True, kw_only=True):
    """A question as a field, or the reason why it can't be one."""

    question: Question
    field: Field | None = None
    notes: tuple[str, ...] = ()
    left_out: str = ""


def try_question(blank: Blank, question: Question, names: Names, known: dict[Spot, str]) -> Tried:
    """Make a field of a question and find it in the blank; a choice of one option becomes a tick where it can.

    Args:
        blank: The blank.
        question: What was seen there.
        names: Ids that are taken.
        known: Ids of the fields tried before, by the spot of their label.
    """
    if question.named:
        return _try_named(blank, question, names, known)
    tick = as_tick(question)
    tried = _try(blank, tick, names, known) if tick is not None else None
    return tried if tried is not None and tried.field is not None else _try(blank, question, names, known)


def _try_named(blank: Blank, question: Question, names: Names, known: dict[Spot, str]) -> Tried:
    """Make a field of a question whose place the blank gives a name."""
    field = replace(_field(blank, question, question.label, Place.AUTO, known), named=question.named)
    _, problems = try_field(field, blank.bones, blank.named)
    if problems:
        return Tried(question=question, left_out=f'"{question.label}": {problems[0]}.')
    name = names.take(question.label, tag=question.tag)
    return Tried(question=question, field=replace(field, id=name), notes=question.notes)


def _try(blank: Blank, question: Question, names: Names, known: dict[Spot, str]) -> Tried:
    problem = ""
    whole = question.label.strip()
    anchors = [blank.section(question.spot), *_lines_before(blank, question.spot)]
    anchors = [anchor for anchor in dict.fromkeys(map(_without_blank, anchors)) if anchor][:_MOST_ANCHORS]
    pairs = [*((start, None) for start in starts(question.label)), *((whole, anchor) for anchor in anchors)]
    printed = blank.line(question.spot).text.strip()
    if printed.startswith(f"{whole}:"):  # with its blank it is told from a header in the same words
        pairs += [(printed, anchor) for anchor in (None, *anchors)]
    for label, after in pairs:
        for at in _places(question):
            try:
                field = replace(_field(blank, question, label, at, known), after=after)
            except (ValidationError, KeyError):
                return Tried(question=question, left_out=_left_out(blank, question, "it could not be put into words"))
            place, problems = try_field(field, blank.bones, blank.named)
            if not problems and _is_there(place, question):
                name = names.take(
                    question.label if len(label) < _TELLING else label, tag=tag_of(blank, question, place)
                )
                named = replace(with_tagged_choices(blank, field, place), id=name)
                return Tried(question=question, field=named, notes=question.notes)
            problem = problem or next(iter(problems), "")
    return Tried(question=question, left_out=_left_out(blank, question, _reason(problem)))


def _without_blank(line: str) -> str:
    """Leave out the room that a line has at its end: a blank made from the mapping has other dots."""
    return FILLER.split(line)[0].strip() if FILLER.search(line.rstrip()[-4:]) else line


def _lines_before(blank: Blank, spot: Spot) -> Iterator[str]:
    """Yield the lines before a label in its box, what is alone in a row above in its table, and the line before that.

    Nearest first, and what is further off behind these.
    """
    if spot.box is None:
        lines = (blank.bones.body[index].text.strip() for index in range(spot.line_index - 1, -1, -1))
        yield from (line for line in lines if has_words(line))
        tables = [n for n, before in enumerate(blank.bones.lines_before) if before <= spot.line_index]
        for table in reversed(tables):
            rows = reversed(blank.bones.tables[table])
            yield from (box.lines[0].text.strip() for row in rows for box in reversed(row) if has_words(box.text))
        return
    yield from (line.text.strip() for line in reversed(spot.box.lines[: spot.line_index]) if has_words(line.text))
    for row in reversed(blank.bones.tables[spot.box.table][: spot.box.row]):
        printed = [box for box in row if has_words(box.text)]
        if len(printed) == 1 and len(row) == 1:
            yield printed[0].lines[0].text.strip()
    lines = (blank.bones.body[index].text.strip() for index in reversed(blank.lines_above(spot.box.table)))
    yield from (line for line in lines if has_words(line))
    yield from _lines_of_boxes(blank, spot.box)
    for table in range(spot.box.table - 1, -1, -1):
        rows = reversed(blank.bones.tables[table])
        yield from (box.lines[0].text.strip() for row in rows for box in reversed(row) if has_words(box.text))
        lines = (blank.bones.body[index].text.strip() for index in reversed(blank.lines_above(table)))
        yield from (line for line in lines if has_words(line))


def _lines_of_boxes(blank: Blank, label: Box) -> Iterator[str]:
    """Yield what the boxes before a label print in its table: those of its row and column first, then all others."""
    rows = blank.bones.tables[label.table]
    before = [box for row in rows[: label.row + 1] for box in row if (box.row, box.index) < (label.row, label.index)]
    near = [box for box in before if box.row == label.row or box.column == label.column]
    for box in (*reversed(near), *reversed(before)):
        yield from (line.text.strip() for line in reversed(box.lines) if has_words(line.text))


def _places(question: Question) -> tuple[Place, ...]:
    if question.at is not None:
        return (question.at,)
    if question.spot.box is None or question.kind is FieldKind.TABLE or question.rest_of is not None:
        return (Place.AUTO,)
    has_place = question.answer or question.choices or question.kind is FieldKind.TICK
    return _PLACES if has_place else (Place.LINE,)


def _field(blank: Blank, question: Question, label: str, at: Place, known: dict[Spot, str]) -> Field:
    return make(
        Field,
        id="tried",
        kind=question.kind,
        label=label,
        section=blank.section(question.spot),
        at=at,
        rest_of=known[question.rest_of] if question.rest_of is not None else None,
        under=known[question.under] if question.under is not None else None,
        several=question.several or _asks_for_several(blank, question),
        choice=question.choices,
        column=question.columns,
    )


def _asks_for_several(blank: Blank, question: Question) -> bool:
    is_printed = bool(question.choices) and not question.named
    return is_printed and SEVERAL.search(blank.line(question.spot).text) is not None


def _is_there(place: Shape, question: Question) -> bool:
    """Return whether the field was found where it was seen."""
    if question.rest_of is not None and place.label is None:
        return True  # it has no place of its own; the date's box is its place
    if place.label is None or (place.label.box, place.label.line_index) != (
        question.spot.box,
        question.spot.line_index,
    ):
        return False
    if question.answer and not place.options:
        return bool(place.boxes) and place.boxes[0] in question.answer
    if question.kind is not FieldKind.CHOICE or place.prints_options:
        return True
    return not question.prints and (bool(place.boxes) or question.spot.box is None)


def _reason(problem: str) -> str:
    if "several places" in problem:
        return (
            "the same words begin another line of the form, so it can't be told apart; word it differently in the blank"
        )
    return "its answer would not be found where it belongs"


def _left_out(blank: Blank, question: Question, reason: str) -> str:
    words = " ".join(question.label.split())
    shown = words if len(words) <= _SHOWN else words[: _SHOWN - 1] + "…"
    return f'"{shown}" ({blank.line(question.spot).location}): {reason}.'
