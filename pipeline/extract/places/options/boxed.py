"""Options that are left where others were deleted: with an empty box of their own nobody can tell whether they hold."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.extract.form.completed import CompletedForm
from pipeline.extract.lines import Line
from pipeline.extract.places.answer import Read
from pipeline.extract.places.options.printed import options_in_line
from pipeline.extract.places.shape import Shape
from pipeline.signs import NO_MARKS
from pipeline.submission import Choices


def is_left_with_its_box(form: CompletedForm, shape: Shape, read: Read) -> bool:
    """Return whether options of a choice are gone from the form, and one that was left has an empty box."""
    value = read.answer.value
    left = set(value.ids if isinstance(value, Choices) else (str(value),))
    shown = [
        (option.choice.id, line)
        for choices, line in shape.option_lines(form)
        for option in options_in_line(choices, line)
    ]
    if {choice.id for choice in shape.field.choices} == {name for name, _ in shown}:
        return False
    lines = [line for name, line in shown if name in left]
    return any(not NO_MARKS.isdisjoint(text) for line in lines for text in (line.text, *_signs_beside(form, line)))


def _signs_beside(form: CompletedForm, line: Line) -> Iterator[str]:
    """Yield the signs that are alone in the cells right before and behind that of a line."""
    for boxes in (row.boxes for table in form.matched.table for row in form.rows_in(table)):
        for number, box in enumerate(boxes):
            if any(own is line for own in box.lines):
                near = (*boxes[max(number - 1, 0) : number], *boxes[number + 1 : number + 2])
                yield from (other.key for other in near if len(other.key) == 1)
