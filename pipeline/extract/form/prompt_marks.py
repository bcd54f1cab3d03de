"""Printed lines of a prompt that somebody marked, struck out or deleted: people answer a list of points that way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from pipeline.document import Mark
from pipeline.extract.form.blank import Spot
from pipeline.extract.form.completed import CompletedForm
from pipeline.extract.matching.align import Aligned
from pipeline.extract.matching.formatting import EMPHASIS, formatting, stands_as_printed
from pipeline.extract.matching.rows import aligned
from pipeline.extract.matching.skeleton import Box
from pipeline.extract.memo import once

BY_ITS_PROMPT = "points of its prompt are ticked, marked, struck out or deleted, and nothing else is written"
_ON_WORDS = Mark.HIGHLIGHT | Mark.SHADED | Mark.RINGED
"""They choose even when only a word of a line has them."""


class PromptMarks(Struct, frozen=True):
    """What was done to the printed points of a prompt, the lines under its label.

    Attributes:
        marked: Those that stand out, unless the whole prompt does.
        struck: Those that are struck out, in part too.
        left: Those that were left where others were deleted.
        ticked: Those beside which something was written.
    """

    marked: tuple[str, ...] = ()
    struck: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    ticked: tuple[str, ...] = ()

    @property
    def said(self) -> tuple[str, ...]:
        """The points that tell something of themselves."""
        return tuple(dict.fromkeys((*self.marked, *self.struck)))


def prompt_marks(form: CompletedForm, label: Spot, others: Iterable[Spot]) -> PromptMarks:
    """Find what was done to the points of a prompt; ``others`` are the labels of other questions in its box."""
    blank = label.box
    if blank is None:
        return PromptMarks()
    boxes = tuple(form.forms_of(blank))
    apart = frozenset((label.line_index, *(spot.line_index for spot in others)))
    marks = _marks(blank, boxes, label.line_index, apart)
    if not any(form.pieces(box) for box in boxes):
        return marks
    shown = _shown(blank, boxes)
    there = [number for number in _points(blank, apart) if number in shown]
    ticked = [number for number in there if any(form.pieces_on(*each) for each in shown[number])]
    return replace(marks, ticked=_texts(blank, ticked))


@once
def _marks(blank: Box, boxes: tuple[Box, ...], label: int, apart: frozenset[int]) -> PromptMarks:
    """Return what was done to the points of a prompt in its boxes of a form, but for what was written beside them."""
    points, shown = _points(blank, apart), _shown(blank, boxes)
    there = [number for number in points if number in shown]
    if not there:
        return PromptMarks()
    marked = [number for number in there if any(_is_marked(entry, blank, number) for entry, _ in shown[number])]
    if len(marked) == len(there) and any(_is_marked(entry, blank, label) for entry, _ in shown.get(label, ())):
        marked = []  # the whole prompt stands out
    struck = [number for number in there if any(_is_struck(entry, blank, number) for entry, _ in shown[number])]
    return PromptMarks(
        marked=_texts(blank, marked),
        struck=_texts(blank, struck),
        left=_texts(blank, there) if len(there) < len(points) else (),
    )


def _texts(blank: Box, numbers: Iterable[int]) -> tuple[str, ...]:
    return tuple([blank.lines[number].text for number in numbers])


@once
def _points(blank: Box, apart: frozenset[int]) -> Sequence[int]:
    """Return which printed lines of a box are points of its prompt: those with words, without some ``apart``."""
    return [
        number for number, line in enumerate(blank.lines) if number not in apart and any(map(str.isalnum, line.text))
    ]


def _shown(blank: Box, boxes: Iterable[Box]) -> Mapping[int, Sequence[tuple[Aligned, Box]]]:
    """Return for each printed line of a box that is in the form the lines that show it, each with its box."""
    shown: dict[int, list[tuple[Aligned, Box]]] = {}
    for box in boxes:
        for entry in aligned(blank, box):
            for number in {cover.blank_index for cover in entry.covers}:
                shown.setdefault(number, []).append((entry, box))
    return shown


def _is_marked(entry: Aligned, blank: Box, number: int) -> bool:
    printed = blank.lines[number]
    if stands_as_printed(entry, printed, number):
        return False
    marks = formatting(entry, printed, number, 0, len(printed.text)) or Mark.NONE
    known = printed.marks(0, len(printed.text))
    return bool(marks & EMPHASIS) or bool(_ON_WORDS & _any_marks(entry, number) & ~known)


def _any_marks(entry: Aligned, number: int) -> Mark:
    """Return the formatting of any words of a printed line."""
    found = Mark.NONE
    for cover in entry.covers:
        if cover.blank_index == number:
            for start, end, run in entry.line.runs:
                found |= run.marks if start < cover.end and cover.start < end and run.text.strip() else Mark.NONE
    return found


def _is_struck(entry: Aligned, blank: Box, number: int) -> bool:
    if blank.lines[number].has_struck or not entry.line.has_struck:
        return False
    return any(entry.line.struck(cover.start, cover.end) for cover in entry.covers if cover.blank_index == number)
