"""What stands between the boxes of one line: to which words a mark or a remark belongs, and where nobody can tell."""

from __future__ import annotations

from msgspec import Struct

from pipeline.extract.form.added import AddedText
from pipeline.extract.lines import Line
from pipeline.extract.matching.align import Aligned
from pipeline.extract.matching.formatting import project
from pipeline.extract.memo import once
from pipeline.extract.values.entries import read_mark
from pipeline.extract.values.ticks import BoxedWords, boxed_words
from pipeline.signs import CROSSES, PRINTED_MARKS


class Stretch(Struct, frozen=True):
    """A stretch of the form's line beside some words, or these words.

    Attributes:
        is_shared: Other words are on its other side.
        takes_marks: A mark there belongs to the words: the box there is theirs.
        takes_remarks: Anything else there does.
        box: Where the printed box of a shared stretch still is.
        is_before: Boxes are before their words.
    """

    start: int
    end: int
    is_shared: bool = False
    takes_marks: bool = True
    takes_remarks: bool = True
    box: tuple[int, int] | None = None
    is_before: bool = True

    def _holds(self, piece: AddedText) -> bool:
        return self.start <= piece.start and piece.end <= self.end

    def takes(self, piece: AddedText) -> bool:
        """Return whether an added text is there and belongs to the words."""
        return self._holds(piece) and (self.takes_marks if _has_mark(piece) else self.takes_remarks)

    def leaves_open(self, piece: AddedText) -> bool:
        """Return whether an added text is there that may belong to the words on either side.

        That is a mark on the far side of the printed box, and a remark where the box is gone: it may be in its place.
        """
        if not self.is_shared or not self._holds(piece):
            return False
        if read_mark(piece.text) is None:
            return self.box is None
        if self.box is None:
            return False
        return piece.end <= self.box[0] if self.is_before else piece.start >= self.box[1]


@once
def beside(entry: Aligned, blank: Line, line_index: int, own: BoxedWords) -> tuple[Stretch, ...]:
    """Return what is before some words up to others, they themselves, and what is behind them, in the form's line."""
    parts = boxed_words(blank.text)
    spans = [project(entry, blank, line_index, part.start, part.end) for part in parts]
    boxes = [project(entry, blank, line_index, *part.box) if part.box is not None else None for part in parts]
    at = next((number for number, part in enumerate(parts) if part == own), None)
    mine = spans[at] if at is not None else None
    if at is None or mine is None:
        return ()
    start = max((span[1] for span in spans[:at] if span is not None), default=0)
    end = min((span[0] for span in spans[at + 1 :] if span is not None), default=len(entry.line.text))
    is_before, is_first, is_last = own.is_before, at == 0, at == len(parts) - 1
    box_before = boxes[at] if is_before else boxes[at - 1]
    box_behind = boxes[at] if not is_before or is_last else boxes[at + 1]
    return (
        Stretch(start, mine[0], not is_first, is_before or is_first, is_first, box_before, is_before),
        Stretch(*mine),
        Stretch(mine[1], end, not is_last, not is_before or is_last, True, box_behind, is_before),
    )


def _has_mark(piece: AddedText) -> bool:
    return any(sign in PRINTED_MARKS or sign in CROSSES for sign in piece.text) or read_mark(piece.text) is not None
