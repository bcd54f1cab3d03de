"""Places that somebody points at, and the printed lines near them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.draft.view import Blank, Spot, has_words
from pipeline.errors import UsageProblem
from pipeline.extract.matching.skeleton import Box
from pipeline.location import Location


def at_place(blank: Blank, place: str) -> Box | Location:
    """Return the box at a place, or the paragraph; a place within a table of a box is that box.

    Raises:
        UsageProblem: The blank has no such place.
    """
    boxes = {str(box.location): box for box in blank.bones.boxes()}
    steps = place.split(", ")
    found = next((boxes[each] for each in _shorter(steps) if each in boxes), None)
    if found is not None:
        return found
    word, _, number = place.partition(" ")
    if word != "paragraph" or not number.isdigit():
        raise UsageProblem("No answer can be read at this place.", remedy="Choose a cell or a line.", code="draft")
    return Location((("paragraph", int(number)),))


def _shorter(steps: Sequence[str]) -> Iterator[str]:
    for count in range(len(steps), 0, -1):
        yield ", ".join(steps[:count])


def labels_near(blank: Blank, at: Box | Location) -> Iterator[tuple[Spot, str]]:
    """Yield the printed lines that may ask what is answered at a place, the nearest first."""
    if isinstance(at, Box):
        rows = blank.bones.tables[at.table]
        left = [box for box in rows[at.row] if box.index < at.index]
        above = [box for row in rows[: at.row] for box in row if box.column <= at.column < box.column + box.span]
        right = rows[at.row][at.index + 1 : at.index + 2] if not has_words(at.text) else ()
        before_it = [box for row in rows[: at.row] for box in row]
        for box in (at, *reversed(left), *right, *reversed(above), *reversed(before_it)):
            yield from _lines_of(box)
        before = range(blank.bones.lines_before[at.table])
    else:
        before = range(sum(_paragraph(line.location) <= _paragraph(at) for line in blank.bones.body))
    for index in reversed(before):
        if has_words(blank.bones.body[index].text):
            yield Spot(None, index), blank.bones.body[index].text


def _paragraph(location: Location) -> int:
    word, number = location.steps[0] if location.steps else ("", 0)
    return int(number) if word == "paragraph" else 0


def _lines_of(box: Box) -> Iterator[tuple[Spot, str]]:
    for index, line in enumerate(box.lines):
        if has_words(line.text):
            yield Spot(box, index), line.text
