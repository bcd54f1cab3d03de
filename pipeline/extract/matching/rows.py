"""A row of a completed form beside its row in the blank: which box is which, and what a person added in each.

All of it follows from the two rows and the columns of their tables, so it is worked out once for each row that the
reader gives (:mod:`pipeline.extract.memo`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from msgspec import Struct

from pipeline.extract.matching.align import Aligned, align
from pipeline.extract.matching.skeleton import Box, BoxRow
from pipeline.extract.memo import once
from pipeline.extract.text import is_filler
from pipeline.signs import DASHES

RowPlace = tuple[int, int]
"""Table and row, counted from 0."""

Added = tuple[Aligned, int, int]
"""A line, and a stretch of it that a person added."""

_PARTING = f",.;:{DASHES}"
_BULLETS = "•‣◦▪·"


class PairedRow(Struct, frozen=True, eq=False, kw_only=True, dict=True):
    """A row of a form, its boxes paired with those of the blank.

    Attributes:
        place: Its row in the blank; ``None`` for one that was added.
        blanks: For each paired box its box in the blank.
        columns: For each column of its table the column of the blank that it is, as far as the table's print tells.
        loose: Boxes of both rows of which nobody can tell which is which: cells were put in between, or taken out.
    """

    boxes: BoxRow
    place: RowPlace | None
    blanks: Mapping[Box, Box]
    columns: Mapping[int, int]
    loose: Collection[Box] = ()

    @cached_property
    def forms(self) -> Mapping[Box, Sequence[Box]]:
        """For each paired box of the blank what matches it in this row: one box, or several that bear its name."""
        found: dict[Box, list[Box]] = {}
        for box, blank in self.blanks.items():
            found.setdefault(blank, []).append(box)
        return found

    @cached_property
    def is_widened(self) -> bool:
        """Whether a box is wider than its blank: merged with a neighbour."""
        return any(box.span > blank.span for box, blank in self.blanks.items())

    @cached_property
    def is_out_of_line(self) -> bool:
        """Whether columns moved, and it has one that no header is over and lacks one that a header is over."""
        if all(column == blank for column, blank in self.columns.items()):
            return False
        own = {column for box in self.boxes for column in range(box.column, box.column + box.span)}
        return not own <= self.columns.keys() and not self.columns.keys() <= own

    @cached_property
    def added(self) -> Sequence[tuple[Box, Sequence[Added]]]:
        """The boxes in which something was added, each with what it was."""
        found = [(box, added_in(self.blanks.get(box), box)) for box in self.boxes if box.key]
        return [(box, added) for box, added in found if added]

    @cached_property
    def has_unread(self) -> bool:
        """Whether any line that something was added to has text that nobody sees."""
        return any(entry.line.has_unread for _, added in self.added for entry, _, _ in added)

    def is_drawn_on(self, box: Box) -> bool:
        """Return whether a drawing or picture is in a box that its box in the blank does not have."""
        blank = self.blanks.get(box)
        return box.drawings > (blank.drawings if blank is not None else 0)

    @cached_property
    def drawn_on(self) -> Sequence[Box]:
        """The boxes in which such a drawing is."""
        return [box for box in self.boxes if box.drawings and self.is_drawn_on(box)]

    def column(self, box: Box) -> int:
        """Return the column of the blank that a box is in."""
        blank = self.blanks.get(box)
        return blank.column if blank is not None else self.columns.get(box.column, box.column)

    def is_in_added_column(self, box: Box) -> bool:
        """Return whether a box is in a column that somebody added: another box here is paired with its blank."""
        return box.column not in self.columns and self.column(box) in self.columns.values()


@once
def aligned(blank: Box | None, box: Box) -> list[Aligned]:
    """Align the lines of a box with those of its box in the blank."""
    return align(blank.lines if blank is not None else (), box.lines)


@once
def lines_shown(blank: Box, box: Box) -> frozenset[int]:
    """Return the lines of the blank's box that are in a box, wholly or in part."""
    return frozenset(cover.blank_index for entry in aligned(blank, box) for cover in entry.covers)


@once
def added_in(blank: Box | None, box: Box) -> Sequence[Added]:
    """Return the stretches of a box that were added."""
    return tuple(added_on(aligned(blank, box)))


def added_on(entries: Iterable[Aligned]) -> Iterator[Added]:
    """Yield the stretches that were added, each with its line."""
    for entry in entries:
        for start, end in entry.added() if entry.line.key else ():
            if is_filler(entry.line.text[start:end]):
                continue  # dots that an answer pushed along are print
            if not entry.covers:
                yield entry, start, end
                continue
            if _is_bullet_of_print(entry, start, end):
                continue
            begin = _behind(entry.line.text, start, end) if _follows_print(entry, start) else start
            if begin < end:
                yield entry, begin, end


def is_parting(character: str) -> bool:
    """Return whether a character parts an answer from what is beside it: white space, a comma, a dash."""
    return character.isspace() or character in _PARTING


def _is_bullet_of_print(entry: Aligned, start: int, end: int) -> bool:
    """Return whether a program that flattens lists wrote the bullet of a printed line as text, with a tab behind it."""
    text = entry.line.text
    if not text.startswith("\t", end) or text[start:end] not in _BULLETS:
        return False
    behind = [cover for cover in entry.covers if cover.start >= end and not text[end : cover.start].strip()]
    return any(not cover.blank_start for cover in behind)


def _follows_print(entry: Aligned, start: int) -> bool:
    return any(cover.end <= start and not entry.line.text[cover.end : start].strip() for cover in entry.covers)


def _behind(text: str, start: int, end: int) -> int:
    """Return where begins what was typed behind printed text, without the colon or dash that parts the two."""
    while start < end and is_parting(text[start]):
        start += 1
    return start
