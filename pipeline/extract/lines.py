"""A container's text as lines: what a person sees as one line, with the formatting of every character at hand.

Placeholder prompts are no part of a line, nor is hidden text that the blank doesn't print; a check box is in it as
☒ or ☐ by its stored state.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import groupby
from typing import Protocol

from msgspec import Struct, field

from pipeline.document import Block, Control, ControlKind, Mark, Paragraph, Run, Table
from pipeline.extract.memo import once
from pipeline.extract.text import Token, key, tokens
from pipeline.extract.unseen import Column, Hidden, Printed
from pipeline.location import Location
from pipeline.patterns import pattern
from pipeline.signs import BOX_EMPTY, BOX_TICKED
from pipeline.words import Words, joined_by, put_together

# What Word shows in a control that is not filled in. Programs that drop the flag keep the words (LibreOffice does).
PLACEHOLDERS = frozenset(
    key(text)
    for text in (
        "Click or tap here to enter text.",
        "Click here to enter text.",
        "Click or tap to enter a date.",
        "Click here to enter a date.",
        "Click or tap to enter text.",
        "Choose an item.",
        "Choose a building block.",
    )
)
_NOTHING_CHOSEN = pattern(
    r"[\W_]*(?:please\s+)?(?:choose|select|pick)"
    r"(?:\s+(?:an?|one|your|from|the|this|of|these|following|below|here|drop[\s-]?down|list|item|option|answer|value))*[\W_]*",
    re.IGNORECASE,
)
"""What a drop-down list shows until something is chosen, also where that is an entry of its list."""


class Clearing(Protocol):
    """What knows the prompts of a blank."""

    def cleared(self, paragraph: Paragraph) -> Paragraph:
        """Return a paragraph without what is shown there until something is written."""


_NO_MARKS: tuple[tuple[int, int, Run], ...] = ()


class Line(Struct, frozen=True, eq=False, dict=True):
    """One line of a container.

    Attributes:
        text: What is seen.
        key: The comparable form of the text: every line is asked for it.
        runs: Stretches ``(start, end, run)`` of the text; for a row of a nested table only whether they are struck
            out, and empty when nothing is.
        location: The paragraph, or the row of a nested table.
    """

    text: str
    key: str
    location: Location
    runs: tuple[tuple[int, int, Run], ...] = _NO_MARKS
    drawings: int = 0

    @cached_property
    def tokens(self) -> Sequence[Token]:
        """Words and single signs."""
        return tokens(self.text)

    def marks(self, start: int, end: int) -> Mark:
        """Return the formatting that covers most visible characters of a stretch."""
        return _marks(self, start, end)

    @cached_property
    def has_struck(self) -> bool:
        """Whether any of it is struck out."""
        return any(run.marks is not Mark.NONE and Mark.STRIKE in run.marks for _, _, run in self.runs)

    @cached_property
    def has_controls(self) -> bool:
        """Whether any of it is in a control."""
        return any(run.control is not None for _, _, run in self.runs)

    @cached_property
    def has_unread(self) -> bool:
        """Whether any of it can't be seen."""
        return any(run.is_unread for _, _, run in self.runs)

    def struck(self, start: int, end: int) -> list[tuple[int, int]]:
        """Return what is struck out of a stretch, in parts that are apart."""
        if not self.has_struck:
            return []
        found: list[tuple[int, int]] = []
        for from_, to, run in self.runs:
            low, high = max(from_, start), min(to, end)
            if low >= high or run.marks is Mark.NONE or Mark.STRIKE not in run.marks:
                continue
            if found and found[-1][1] == low:
                low = found.pop()[0]
            found.append((low, high))
        return found

    @property
    def words(self) -> Words:
        """The text with what is struck out of it."""
        return Words(self.text, tuple(self.struck(0, len(self.text))))

    def control_at(self, position: int) -> Control | None:
        """Return the control that a character is in."""
        return next((run.control for start, end, run in self.runs if start <= position < end), None)

    def is_unread(self, start: int, end: int) -> bool:
        """Return whether any of a stretch can't be seen: print that is hidden here, and what is between it."""
        return self.has_unread and any(run.is_unread and from_ < end and start < to for from_, to, run in self.runs)

    @property
    def inserted(self) -> bool:
        """Return whether any of it was added by a pending tracked change."""
        return any(run.inserted for _, _, run in self.runs)


@once
def _marks(line: Line, start: int, end: int) -> Mark:
    counts: dict[Mark, int] = {}
    total = 0
    for from_, to, run in line.runs:
        length = sum(not character.isspace() for character in line.text[max(from_, start) : min(to, end)])
        total += length
        for mark in run.marks if length else ():
            counts[mark] = counts.get(mark, 0) + length
    found = Mark.NONE
    for mark, length in counts.items():
        if 2 * length > total:
            found |= mark
    return found


class Print(Struct, frozen=True, eq=False, kw_only=True):
    """What the blank of a form shows by itself.

    Attributes:
        prompts: Takes out of each paragraph what is shown there until something is written.
        printed: What it prints; ``None`` while the blank itself is read, whose print is all that isn't hidden.
    """

    prompts: Clearing | None = None
    printed: Printed | None = None

    def news(self, hidden: Iterable[Hidden]) -> list[Hidden]:
        """Leave out what the blank hides itself."""
        return list(hidden) if self.printed is None else [each for each in hidden if not self.printed.hides(each)]


NO_PRINT = Print()


class Gathered(Struct):
    """The lines of a container, and the hidden text that was left out."""

    lines: list[Line] = field(default_factory=list)
    hidden: list[Hidden] = field(default_factory=list)


def gather(blocks: Iterable[Block], known: Print = NO_PRINT, column: Column = None) -> Gathered:
    """Take the lines of a cell, story or body; a nested table gives a line a row, its cells parted by tabs.

    Args:
        blocks: What it holds.
        known: What the blank shows by itself.
        column: The grid column of the cell.
    """
    gathered = Gathered()
    for block in blocks:
        if not isinstance(block, Paragraph):
            _nested(block, gathered, known, column)
        elif block.runs or block.drawings:
            cleared = known.prompts.cleared(block) if known.prompts is not None and block.runs else block
            _paragraph(cleared, gathered, known.printed, column)
    return gathered


def _paragraph(paragraph: Paragraph, gathered: Gathered, printed: Printed | None, column: Column) -> None:
    if not paragraph.runs:
        if paragraph.drawings:
            gathered.lines.append(Line("", "", paragraph.location, drawings=paragraph.drawings))
        return
    first, *others = paragraph.runs
    if not others and first.control is None and first.text and "\n" not in first.text and not first.is_unread:
        text = first.text  # as most that people write
        line = Line(text, key(text), paragraph.location, ((0, len(text), first),), paragraph.drawings)
        gathered.lines += [line] if line.key not in PLACEHOLDERS else []
        return
    pieces = [(text, run) for run in paragraph.runs if (text := shown(run))]
    lines: Iterable[Line] = _lines(pieces, paragraph)
    if any(run.is_unread for _, run in pieces):
        lines = [_seen(line, paragraph, gathered, printed, column) for line in lines]
    gathered.lines += [line for line in lines if line.key not in PLACEHOLDERS]


def _seen(line: Line, paragraph: Paragraph, gathered: Gathered, printed: Printed | None, column: Column) -> Line:
    """Leave out of a line what nobody sees, and note it, but for what the blank prints."""
    if printed is not None and printed.shows(column, line.text):
        return line
    kept: list[tuple[str, Run]] = []
    for is_unread, text, runs in _stretches(line):
        if not is_unread or _is_print(text, runs, printed, column):
            kept += runs
        elif text.strip():
            gathered.hidden.append(Hidden(paragraph.location, text.strip(), column))
    seen = next(_lines(kept, paragraph))
    return Line(seen.text, seen.key, seen.location, seen.runs, line.drawings)


def _stretches(line: Line) -> Iterator[tuple[bool, str, list[tuple[str, Run]]]]:
    """Yield what of a line is seen and what isn't, each as its text and the runs of it."""
    for is_unread, found in groupby(line.runs, key=lambda stretch: stretch[2].is_unread):
        runs = [(line.text[start:end], run) for start, end, run in found]
        yield is_unread, "".join(text for text, _ in runs), runs


def _is_print(text: str, runs: Sequence[tuple[str, Run]], printed: Printed | None, column: Column) -> bool:
    """Return whether hidden text is print; that of a blank is what could be seen on another background or sheet."""
    if printed is not None:
        return printed.shows(column, text)
    return not any(Mark.HIDDEN in run.marks for _, run in runs)


def shown(run: Run) -> str:
    """Return the text of a run that counts: none of a placeholder's, ☒ or ☐ for a check box by its state."""
    control = run.control
    if control is None:
        return run.text
    if control.kind is ControlKind.CHECK_BOX:
        return BOX_TICKED if control.checked else BOX_EMPTY
    if control.kind is ControlKind.DROP_DOWN and _NOTHING_CHOSEN.fullmatch(run.text):
        return ""
    return "" if control.placeholder else run.text


def _lines(pieces: list[tuple[str, Run]], paragraph: Paragraph) -> Iterator[Line]:
    drawings = paragraph.drawings
    if len(pieces) == 1 and "\n" not in pieces[0][0]:
        whole, run = pieces[0]
        yield Line(whole, key(whole), paragraph.location, ((0, len(whole), run),), drawings)
        return
    text, runs = "", []  # type: str, list[tuple[int, int, Run]]
    for piece, run in pieces:
        parts = piece.split("\n")
        for index, part in enumerate(parts):
            if index:
                yield Line(text, key(text), paragraph.location, tuple(runs), drawings)
                text, runs, drawings = "", [], 0
            if part:
                runs.append((len(text), len(text) + len(part), run))
                text += part
    yield Line(text, key(text), paragraph.location, tuple(runs), drawings)


def _nested(table: Table, gathered: Gathered, known: Print, column: Column) -> None:
    for row in table.rows:
        cells: list[Words | str] = []
        for cell in row.cells:
            inner = gather(cell.blocks, known, column)
            gathered.hidden += inner.hidden
            cells += ("\t", joined_by(" ", [line.words for line in inner.lines]))
        said = put_together(cells[1:])
        place = table.location.inside("row", row.number)
        gathered.lines.append(Line(said.text, key(said.text), place, _struck_runs(said)))


def _struck_runs(words: Words) -> tuple[tuple[int, int, Run], ...]:
    if not words.struck:
        return _NO_MARKS
    found, at = [], 0
    for part, is_struck in words.parts():
        found.append((at, at + len(part), Run(text=part, marks=Mark.STRIKE if is_struck else Mark.NONE)))
        at += len(part)
    return tuple(found)
