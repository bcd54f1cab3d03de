"""A container's text as lines: what a person sees as one line, with the formatting of every character at hand.

Hidden text and placeholder prompts are no part of a line; a check box stands in it as ☒ or ☐ by its stored state.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property

from msgspec import Struct, field

from pipeline.document import Block, Control, ControlKind, Mark, Paragraph, Run, Table
from pipeline.extract.once import once
from pipeline.extract.text import Token, key, tokens
from pipeline.location import Location

# What Word shows in a control that is not filled in. Programs that drop the flag keep the words (LibreOffice does).
_PLACEHOLDERS = frozenset(
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
Cleared = Callable[[Paragraph], Paragraph]
"""Gives a paragraph without what is shown there until something is written."""

_NO_MARKS: tuple[tuple[int, int, Run], ...] = ()


class Line(Struct, frozen=True, eq=False, dict=True):
    """One line of a container.

    Attributes:
        text: What is seen.
        key: The comparable form of the text: every line is asked for it.
        runs: Stretches ``(start, end, run)`` of the text; empty for a row of a nested table.
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

    @once
    def marks(self, start: int, end: int) -> Mark:
        """Give the formatting that covers most visible characters of a stretch."""
        counts: dict[Mark, int] = {}
        total = 0
        for from_, to, run in self.runs:
            length = sum(not character.isspace() for character in self.text[max(from_, start) : min(to, end)])
            total += length
            for mark in run.marks if length else ():
                counts[mark] = counts.get(mark, 0) + length
        found = Mark.NONE
        for mark, length in counts.items():
            if 2 * length > total:
                found |= mark
        return found

    def struck(self, start: int, end: int) -> list[tuple[int, int]]:
        """Give what is struck out of a stretch, in parts that stand apart."""
        found: list[tuple[int, int]] = []
        for from_, to, run in self.runs:
            low, high = max(from_, start), min(to, end)
            if low >= high or run.marks is Mark.NONE or Mark.STRIKE not in run.marks:
                continue
            if found and found[-1][1] == low:
                low = found.pop()[0]
            found.append((low, high))
        return found

    def control_at(self, position: int) -> Control | None:
        """Give the control that a character stands in."""
        return next((run.control for start, end, run in self.runs if start <= position < end), None)

    @property
    def inserted(self) -> bool:
        """Tell whether any of it was added by a pending tracked change."""
        return any(run.inserted for _, _, run in self.runs)


class Gathered(Struct):
    """The lines of a container, and the hidden text that was left out."""

    lines: list[Line] = field(default_factory=list)
    hidden: list[tuple[Location, int]] = field(default_factory=list)


def gather(blocks: Iterable[Block], cleared: Cleared | None = None) -> Gathered:
    """Take the lines of a cell, story or body; a nested table gives a line a row, its cells parted by tabs.

    Args:
        blocks: What it holds.
        cleared: Takes out of each paragraph what is shown there until something is written.
    """
    gathered = Gathered()
    for block in blocks:
        if not isinstance(block, Paragraph):
            _nested(block, gathered, cleared)
        elif block.runs or block.drawings:
            _paragraph(cleared(block) if cleared is not None and block.runs else block, gathered)
    return gathered


def _paragraph(paragraph: Paragraph, gathered: Gathered) -> None:
    if not paragraph.runs:
        if paragraph.drawings:
            gathered.lines.append(Line("", "", paragraph.location, drawings=paragraph.drawings))
        return
    pieces: list[tuple[str, Run]] = []
    for run in paragraph.runs:
        text = shown(run)
        if run.marks is not Mark.NONE and Mark.HIDDEN in run.marks and text.strip():
            gathered.hidden.append((paragraph.location, len(text.strip())))
        elif text:
            pieces.append((text, run))
    gathered.lines += [line for line in _lines(pieces, paragraph) if line.key not in _PLACEHOLDERS]


def shown(run: Run) -> str:
    """Give the text of a run that counts: none of a placeholder's, ☒ or ☐ for a check box by its state."""
    control = run.control
    if control is None:
        return run.text
    if control.kind is ControlKind.CHECK_BOX:
        return "☒" if control.checked else "☐"
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


def _nested(table: Table, gathered: Gathered, cleared: Cleared | None) -> None:
    for row in table.rows:
        texts = []
        for cell in row.cells:
            inner = gather(cell.blocks, cleared)
            gathered.hidden += inner.hidden
            texts.append(" ".join(line.text for line in inner.lines if line.text))
        text = "\t".join(texts)
        gathered.lines.append(Line(text, key(text), table.location.inside("row", row.number)))
