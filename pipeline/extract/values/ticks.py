"""A single box to tick: what was written in it, and which box of a printed line belongs to which words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from pipeline.extract.form.added import Taken
from pipeline.extract.memo import remember
from pipeline.extract.text import is_empty
from pipeline.extract.values.choices import without_note
from pipeline.extract.values.coerce import standing_value
from pipeline.extract.values.entries import read_entry, read_mark
from pipeline.extract.values.option_words import tick_with_comment
from pipeline.extract.values.reading import BLANK, Reading, unclear
from pipeline.mapping.model import Field
from pipeline.patterns import pattern
from pipeline.signs import PRINTED_MARKS
from pipeline.submission import Value

_BOX: Final = pattern(rf"[{PRINTED_MARKS}]|\[\s*\]|\(\s+\)|_{{2,}}|…+|\.{{3,}}")
_LEFT_OVER: Final = " \t\u00a0_…."
"""What is left round a tick of the line that it was put on."""
_NOT_A_TICK: Final = "it is more, or other, than a tick"


def tick_of(taken: Taken, field: Field) -> Reading[Value]:
    """Read whether a single box is ticked."""
    return standing_value(taken, tick_value)


def tick_value(text: str) -> Reading[Value]:
    """Read what was written in a box that is to be ticked; an empty box that was drawn once more says nothing."""
    text = without_note(text.strip(_LEFT_OVER) or text)
    if is_empty(text) or read_mark(text) is False:
        return BLANK
    entry = read_entry(text, 1)
    if entry.reason or entry.number is not None:
        return unclear(_NOT_A_TICK, proposed=True if tick_with_comment(text) is not None else None)
    return Reading(entry.value)


class BoxedWords(Struct, frozen=True):
    """Words of a printed line, and the box to tick that belongs to them.

    Attributes:
        start: Where the words begin in the line.
        end: Where they end.
        box: Where their box is; ``None`` where it can't be told which it is, or there is none.
        is_sign: The box is drawn by a sign, not by dots or a line to write on.
        is_before: The box is before the words, as all of the line are.
        is_alone: No other box is in the line.
    """

    start: int
    end: int
    box: tuple[int, int] | None = None
    is_sign: bool = False
    is_before: bool = False
    is_alone: bool = True


@remember(512)
def boxed_words(text: str) -> Sequence[BoxedWords]:
    """Cut a printed line at its boxes to tick, and tell which box belongs to which words."""
    boxes = [found.span() for found in _BOX.finditer(text)]
    ends = [0, *(end for _, end in boxes)]
    starts = [*(start for start, _ in boxes), len(text)]
    parts = [(low, high) for low, high in zip(ends, starts, strict=True) if any(map(str.isalnum, text[low:high]))]
    if len(boxes) < 2:
        box = boxes[0] if boxes else None
        return [_boxed(text, part, box, is_before=box is not None and box[1] <= part[0]) for part in parts]
    first, last = parts[0][0] if parts else 0, parts[-1][1] if parts else 0
    is_before, is_behind = boxes[0][0] < first, boxes[-1][0] >= last
    if is_before is is_behind or len(parts) != len(boxes):
        return [BoxedWords(*_trimmed(text, part), is_alone=False) for part in parts]
    return [
        _boxed(text, part, box, is_before=is_before, is_alone=False) for part, box in zip(parts, boxes, strict=True)
    ]


def _boxed(
    text: str, part: tuple[int, int], box: tuple[int, int] | None, *, is_before: bool, is_alone: bool = True
) -> BoxedWords:
    start, end = _trimmed(text, part)
    is_sign = box is not None and text[box[0]] not in "_…."
    return BoxedWords(start, end, box, is_sign, is_before, is_alone)


def _trimmed(text: str, part: tuple[int, int]) -> tuple[int, int]:
    words = text[slice(*part)]
    start = part[0] + len(words) - len(words.lstrip())
    return start, part[0] + len(words.rstrip())
