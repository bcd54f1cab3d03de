"""Print that belongs to no question of the mapping, and that somebody marked: it may be an option, and is in no answer.

Highlighting, shading, a ring or a stroke through words is somebody's doing wherever it is. Bold print, underlining and
colour are taste, too: they count where one of several options has them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import Final

from msgspec import Struct

from pipeline.document import Mark
from pipeline.extract.form.blank import Spot
from pipeline.extract.form.completed import CompletedForm
from pipeline.extract.lines import Line
from pipeline.extract.matching.align import Aligned, Cover
from pipeline.extract.matching.formatting import EMPHASIS
from pipeline.extract.matching.skeleton import Box
from pipeline.findings import Finding, find
from pipeline.location import Location
from pipeline.patterns import pattern
from pipeline.signs import MARKS

_BY_HAND: Final = Mark.HIGHLIGHT | Mark.SHADED | Mark.RINGED | Mark.STRIKE
_WORDS: Final = {
    Mark.HIGHLIGHT: "highlighted", Mark.SHADED: "shaded", Mark.RINGED: "ringed", Mark.STRIKE: "struck out",
    Mark.BOLD: "bold", Mark.UNDERLINE: "underlined", Mark.COLOURED: "coloured",
}  # fmt: skip
_LOOK: Final = 3
"""So many lines that are marked alike may be how the form looks, where they are most of them."""
_LONG_OPTION: Final = 60
_BETWEEN_OPTIONS: Final = pattern(rf"[/|\t,;:()\[\]{MARKS}]|\s{{2,}}|\bor\b")


class _Marked(Struct, frozen=True):
    """A line of print with marks that the blank does not have there.

    Attributes:
        stretches: Where in the line each is, and what marks.
        is_filled: Its box is shaded.
    """

    spot: Spot
    line: Line
    box: Box | None
    stretches: tuple[tuple[int, int, Mark], ...]
    is_filled: bool

    @property
    def marks(self) -> Mark:
        found = Mark.NONE
        for *_, marks in self.stretches:
            found |= marks
        return found

    @property
    def location(self) -> Location:
        return self.box.location if self.box is not None else self.line.location


def marked_print(form: CompletedForm, unasked: Sequence[Spot]) -> list[Finding]:
    """Name the places where somebody marked print that no question claims.

    Args:
        form: The completed form.
        unasked: That print in the blank.
    """
    lines = [(spot, entry, box) for spot in unasked for entry, box in form.label_entries(spot)]
    marked = [each for each in (_marked(form, *line) for line in lines) if each is not None]
    look = _look(form, marked, len(lines))
    told: dict[Location, Mark] = {}
    for each in marked:
        marks = each.marks & _BY_HAND & ~look
        for mark in each.marks & ~_BY_HAND & ~look:
            alike = {other.spot for other in marked if mark in other.marks}
            marks |= mark if _is_option(form, each, mark, alike, unasked) else Mark.NONE
        if marks is Mark.SHADED and _is_band(form, each, marked):
            continue
        if marks:
            told[each.location] = told.get(each.location, Mark.NONE) | marks
    return [find("print_marked", location=place, how=_in_words(marks)) for place, marks in told.items()]


def _in_words(marks: Mark) -> str:
    return ", ".join(word for mark, word in _WORDS.items() if mark in marks)


def _look(form: CompletedForm, marked: Sequence[_Marked], lines: int) -> Mark:
    """Return the marks that are how the form looks: most of its print has them."""
    counted = Counter(mark for each in marked for mark in each.marks)
    look = form.body.ambient
    for mark, count in counted.items():
        look |= mark if count >= _LOOK and 2 * count > lines else Mark.NONE
    return look


# -- what is marked ----------------------------------------------------------------------------------------------------


def _marked(form: CompletedForm, spot: Spot, entry: Aligned, box: Box | None) -> _Marked | None:
    printed = form.layout.line(spot)
    found = [
        stretch
        for cover in entry.covers
        if cover.blank_index == spot.line_index
        for stretch in _on_cover(entry.line, printed, cover)
    ]
    is_filled = box is not None and spot.box is not None and box.shading not in ("", spot.box.shading)
    if is_filled:
        found.append((0, len(entry.line.text), Mark.SHADED))
    return _Marked(spot, entry.line, box, tuple(found), is_filled) if found else None


def _on_cover(line: Line, printed: Line, cover: Cover) -> Iterator[tuple[int, int, Mark]]:
    shift = cover.blank_start - cover.start
    is_same = line.text[cover.start : cover.end] == printed.text[cover.blank_start : cover.blank_end]
    for start, end, run in line.runs:
        low, high = max(start, cover.start), min(end, cover.end)
        if run.marks is Mark.NONE or low >= high or not any(map(str.isalnum, line.text[low:high])):
            continue
        known = _any_marks(printed, low + shift, high + shift) if is_same else _any_marks(printed, 0, len(printed.text))
        marks = run.marks & (EMPHASIS | Mark.STRIKE) & ~known
        if marks:
            yield low, high, marks


def _any_marks(line: Line, start: int, end: int) -> Mark:
    found = Mark.NONE
    for from_, to, run in line.runs:
        if from_ < end and start < to and run.text.strip():
            found |= run.marks
    return found


# -- which of it is an option ------------------------------------------------------------------------------------------


def _is_option(
    form: CompletedForm, each: _Marked, mark: Mark, alike: Collection[Spot], unasked: Sequence[Spot]
) -> bool:
    """Return whether one of several options has a mark: of its line, or of lines or boxes behind a question."""
    text = each.line.text
    own = "".join(text[start:end] for start, end, marks in each.stretches if mark in marks).strip(f" \t:{MARKS}")
    options = {part.strip() for part in _BETWEEN_OPTIONS.split(text)} - {""}
    if len(options) > 1 and own in options:
        return True
    question, *others = _together(form, each.spot, unasked)
    is_short = all(len(form.layout.line(spot).text) <= _LONG_OPTION for spot in others)
    is_one = each.spot in others and question not in alike and any(spot not in alike for spot in others)
    return is_one and len(others) > 1 and is_short


def _together(form: CompletedForm, spot: Spot, unasked: Sequence[Spot]) -> Sequence[Spot]:
    """Return the lines of the blank that a line is among: those of its box, of boxes in its row, or of the body."""
    if spot.box is None:
        before = form.layout.blank.lines_before
        at = {each.line_index for each in unasked if each.box is None}
        first, last = spot.line_index, spot.line_index
        while first - 1 in at and first not in before:
            first -= 1
        while last + 1 in at and last + 1 not in before:
            last += 1
        return [Spot(None, number) for number in range(first, last + 1)]
    lines = [each for each in unasked if each.box is spot.box]
    return lines if len(lines) > 1 else _in_row(spot.box, unasked)


def _in_row(box: Box, unasked: Sequence[Spot]) -> Sequence[Spot]:
    return [each for each in unasked if each.box is not None and each.box.place[:2] == box.place[:2]]


def _is_band(form: CompletedForm, each: _Marked, marked: Sequence[_Marked]) -> bool:
    """Return whether all printed boxes of a row of the blank are shaded: it is a heading that looks otherwise."""
    blank = each.spot.box
    if blank is None or not each.is_filled:
        return False
    filled = {other.spot.box for other in marked if other.is_filled}
    return all(box in filled for box in form.layout.blank.tables[blank.table][blank.row] if box.key)
