"""Formatting that a person added to printed text: what a stretch of a form's line has and its blank's has not."""

from __future__ import annotations

from pipeline.document import Mark
from pipeline.extract.lines import Line
from pipeline.extract.matching.align import Aligned, Cover
from pipeline.extract.memo import once
from pipeline.extract.text import ROOM

EMPHASIS = Mark.HIGHLIGHT | Mark.SHADED | Mark.RINGED | Mark.UNDERLINE | Mark.BOLD | Mark.COLOURED


def project(entry: Aligned, blank: Line, blank_index: int, start: int, end: int) -> tuple[int, int] | None:
    """Find where a stretch of a blank's line is in the form's line; ``None`` when it is gone."""
    spans = [
        span
        for cover in entry.covers
        if cover.blank_index == blank_index and (span := _part(entry.line, blank, cover, start, end)) is not None
    ]
    if len(spans) < 2:
        return spans[0] if spans else None
    return min(span[0] for span in spans), max(span[1] for span in spans)


def _part(line: Line, blank: Line, cover: Cover, start: int, end: int) -> tuple[int, int] | None:
    low, high = max(start, cover.blank_start), min(end, cover.blank_end)
    if low >= high:
        return None
    if line.text[cover.start : cover.end] == blank.text[cover.blank_start : cover.blank_end]:
        return cover.start + low - cover.blank_start, cover.start + high - cover.blank_start
    theirs, mine = _written(line, cover.start, cover.end), _written(blank, cover.blank_start, cover.blank_end)
    if len(theirs) != len(mine):
        return cover.start, cover.end  # a word that was typed with a slip
    hits = [theirs[order] for order, index in enumerate(mine) if low <= index < high]
    return (min(hits), max(hits) + 1) if hits else None


def _written(line: Line, start: int, end: int) -> list[int]:
    """Return where the letters and signs of a stretch are; of room to write there may be more or less left over."""
    words = (token for token in line.tokens if start <= token.start and token.end <= end and token.key != ROOM)
    return [index for word in words for index in range(word.start, word.end)]


def stands_as_printed(entry: Aligned, blank: Line, blank_index: int) -> bool:
    """Return whether a line of the form is a line of the blank with nothing added, deleted or formatted."""
    covers = entry.covers
    return len(covers) == 1 and covers[0].blank_index == blank_index and _looks_the_same(entry.line, blank)


@once
def _looks_the_same(line: Line, blank: Line) -> bool:
    return line.text == blank.text and _marked(line) == _marked(blank)


def _marked(line: Line) -> list[tuple[int, int, Mark]]:
    return [(start, end, run.marks) for start, end, run in line.runs if run.marks is not Mark.NONE]


def formatting(entry: Aligned, blank: Line, blank_index: int, start: int, end: int) -> Mark | None:
    """Return the marks on a stretch that the blank does not have there; ``None`` when the stretch is gone."""
    span = project(entry, blank, blank_index, start, end)
    if span is None:
        return None
    marks = entry.line.marks(*span)
    return marks & ~blank.marks(start, end) if marks is not Mark.NONE else marks
