"""Points of a mapping held against those that its blank prints: at an option, on a rung. Weights have to agree."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from msgspec import Struct

from pipeline.extract import Layout
from pipeline.extract.checklist.places import ChecklistPlace, FactorPlace
from pipeline.extract.lines import Line
from pipeline.extract.matching.skeleton import Box
from pipeline.extract.places.options.cells import OptionsInCells
from pipeline.extract.places.options.printed import options_in_line
from pipeline.extract.places.shape import Shape
from pipeline.extract.text import label_key
from pipeline.location import Location
from pipeline.mapping.model import Choice
from pipeline.patterns import pattern
from pipeline.signs import DASHES

_POINTS: Final = r"(?:points?|pts|score)"
_PRINTED: Final = (
    pattern(rf"[(\[]\s*(?:{_POINTS}\s*:?\s*)?(\d{{1,3}})\s*{_POINTS}?\s*[)\]]", re.IGNORECASE),  # (3), [3 points]
    pattern(rf"\b(\d{{1,3}})\s*{_POINTS}\b", re.IGNORECASE),  # 3 points
    pattern(r"\bscores?\s*[:=]?\s*(\d{1,3})\b(?![.,]\d)", re.IGNORECASE),  # score 3
    pattern(rf"^\W*(\d{{1,3}})\s*[{DASHES}=:]\s*(?=[^\W\d])"),  # 3 - Severe
    pattern(rf"[^\W\d]\s*[{DASHES}=:]\s*(\d{{1,3}})\W*$"),  # Severe = 3
)
"""How points are printed with an option. "1." and "1)" only count options."""
_NUMBER_BEFORE: Final = pattern(rf"\b\d{{1,3}}\s*[{DASHES}=:]\s*$")


class _Printed(Struct, frozen=True):
    """Points in a mapping, whose they are, and what the blank prints there."""

    whose: str
    points: int
    text: str
    location: Location


def points_remarks(layout: Layout) -> Iterator[str]:
    """Yield what may be counted wrong: points of the mapping that are others than the blank prints."""
    said: set[str] = set()
    for each in (*_of_checklists(layout), *_of_fields(layout)):
        numbers = points_printed(each.text)
        if numbers and each.points not in numbers and each.whose not in said:
            said.add(each.whose)
            printed = " or ".join(map(str, sorted(numbers)))
            yield f"{each.whose}: gives {each.points} points, and the blank prints {printed} at {each.location}"


def points_printed(text: str) -> set[int]:
    """Return the points that a printed option names; a text that is a number alone is that number."""
    if text.strip().isdecimal():
        return {int(text)}
    return {int(number) for wanted in _PRINTED for number in wanted.findall(text)}


def _of_checklists(layout: Layout) -> Iterator[_Printed]:
    for checklist in layout.checklists:
        for place in checklist.rows.values():
            if place.factor.options:
                yield from _of_rungs(layout, checklist, place)
            elif checklist.checklist.options:
                yield from _of_columns(layout, checklist, place)


def _of_rungs(layout: Layout, checklist: ChecklistPlace, place: FactorPlace) -> Iterator[_Printed]:
    model, factor = checklist.checklist, place.factor
    for option in model.options_of(factor):
        rung = place.rungs.get(option.id)
        if rung is None:
            continue
        beside = [box for box in layout.blank.tables[rung.table][rung.row] if box.key.isdecimal()]
        own = [box for box in beside if box.column in place.reaches.get(option.id, ()) or not place.reaches]
        for box in (rung, *own):
            whose = f"factors[{factor.id}].options[{option.id}]"
            yield _Printed(whose, model.option_points(factor, option), box.text, box.location)


def _of_columns(layout: Layout, checklist: ChecklistPlace, place: FactorPlace) -> Iterator[_Printed]:
    """Yield the options of a row with their headers: those above it in their columns."""
    model, label = checklist.checklist, place.label
    name = f"checklist[{model.id}]" if model.id else "checklist"
    above = layout.blank.tables[label.table][: label.row] if label is not None else ()
    for option in model.options:
        own = (box for row in above for box in row if box.column in place.options.get(option.id, ()))
        headers = [box for box in own if label_key(option.label) in label_key(box.text)]
        points = model.option_points(place.factor, option)
        if headers and option.points is not None:
            yield _Printed(f"{name}.option[{option.id}]", points, headers[-1].text, headers[-1].location)


def _of_fields(layout: Layout) -> Iterator[_Printed]:
    score = layout.mapping.score
    for rule in score.attributes if score is not None else ():
        shape = layout.places.get(rule.field)
        for choice, text, location in _options_of(layout, shape) if shape is not None else ():
            yield _Printed(f"score.attribute[{rule.field}].points.{choice}", rule.points.get(choice, 0), text, location)


def _options_of(layout: Layout, shape: Shape) -> Iterator[tuple[str, str, Location]]:
    """Yield the options that a question prints, each with the words up to the next one."""
    if isinstance(shape, OptionsInCells):
        for name, boxes in shape.cells.items():
            yield name, boxes[0].text, boxes[0].location
        return
    lines = [line for box in _boxes(layout, shape) for line in box.lines]
    lines += [layout.line(spot) for spot in shape.repeats]
    lines += [layout.blank.body[number] for option in shape.options for number in option.lines[:1]]
    for line in lines:
        yield from _options_on(line, shape.field.choices)


def _options_on(line: Line, choices: Iterable[Choice]) -> Iterator[tuple[str, str, Location]]:
    """Yield the options that a line prints, each with the number before it and the words behind it."""
    found, text = options_in_line(choices, line), line.text
    starts = [*(option.start for option in found[1:]), len(text)]
    before = 0
    for option, end in zip(found, starts, strict=False):
        number = _NUMBER_BEFORE.search(text[before : option.start])
        behind = _NUMBER_BEFORE.sub("", text[option.end : end])
        yield (
            option.choice.id,
            f"{number[0] if number else ''}{text[option.start : option.end]}{behind}",
            line.location,
        )
        before = option.end


def _boxes(layout: Layout, shape: Shape) -> Iterable[Box]:
    rows = (layout.blank.tables[option.row[0]][option.row[1]] for option in shape.options if option.row is not None)
    yield from (box for row in rows for box in row)
    yield from shape.boxes
    if shape.label is not None and shape.label.box is not None:
        yield shape.label.box
