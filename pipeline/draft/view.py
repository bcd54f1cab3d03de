"""The blank as its draft sees it: boxes and lines in reading order, what is a heading, where controls are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Final

from msgspec import Struct, field

from pipeline.document import Block, Control, Document, Mark, Paragraph, Table, paragraphs
from pipeline.extract.form.frames import unframed
from pipeline.extract.form.named_spots import Found, named_spots
from pipeline.extract.lines import Line
from pipeline.extract.matching.skeleton import Box, Skeleton, skeleton
from pipeline.location import Location
from pipeline.signs import DASHES, PRINTED_MARKS

_HEADING: Final = re.compile(r"heading|title", re.IGNORECASE)
_LONGEST_HEADING: Final = 90
_CONTENTS: Final = re.compile(r"[^\W\d_].*(?:\t|\.{4,}|…{2,})\s*\d{1,3}\s*$")

_IN_BRACKETS_AT_END: Final = re.compile(r"(?<=[:?])\s*\([^()]*\)$")

Order = tuple[int, int, int, int]
"""Where something is in reading order: body line before it, table, row, box; or body line and zeros."""


class Spot(Struct, frozen=True):
    """A printed line: in a box, or in the body when ``box`` is ``None``."""

    box: Box | None
    line_index: int


class Blank(Struct, eq=False, dict=True):
    """A blank, with an account of what a finder has already taken.

    Attributes:
        bones: Its boxes and lines.
        headings: Body lines that are headings.
        contents: Body lines of a table of contents.
        lists: Body lines that are entries of a list.
        listed: Paragraphs of boxes that are entries of a list.
        spaces: Empty paragraphs that follow a body line, or are in a box (by location).
        allowed: The entries that a cell of a sheet may take, where it offers a list, by its location.
        controls: Controls and form fields by the paragraph or cell they are in.
        taken: Boxes, and body lines as ``("line", index)``, that belong to a proposal.
    """

    document: Document
    bones: Skeleton
    headings: set[int] = field(default_factory=set)
    contents: set[int] = field(default_factory=set)
    lists: set[int] = field(default_factory=set)
    listed: set[Location] = field(default_factory=set)
    title: str = ""
    spaces: dict[Location, int] = field(default_factory=dict)
    controls: dict[Location, list[Control]] = field(default_factory=dict)
    allowed: dict[Location, tuple[str, ...]] = field(default_factory=dict)
    taken: set[object] = field(default_factory=set)

    @cached_property
    def named(self) -> Found:
        """What its file gives names to."""
        return named_spots(self.document, self.bones)

    def free(self, box: Box) -> bool:
        """Return whether no proposal has a box."""
        return box not in self.taken

    def take(self, *boxes: Box) -> None:
        """Assign boxes to a proposal."""
        self.taken.update(boxes)

    def take_line(self, *indexes: int) -> None:
        """Assign body lines to a proposal."""
        self.taken.update(("line", index) for index in indexes)

    def free_line(self, index: int) -> bool:
        """Return whether no proposal has a body line."""
        return ("line", index) not in self.taken

    def line(self, spot: Spot) -> Line:
        """Return the line at a spot."""
        return (self.bones.body if spot.box is None else spot.box.lines)[spot.line_index]

    def lines(self) -> Iterator[str]:
        """Yield the text of every line, those in boxes first."""
        yield from (line.text for box in self.bones.boxes() for line in box.lines)
        yield from (line.text for line in self.bones.body)

    def order(self, spot: Spot) -> Order:
        """Tell where a spot is in reading order."""
        if spot.box is None:
            return (spot.line_index, 0, 0, 0)
        return (self.bones.lines_before[spot.box.table] - 1, spot.box.table + 1, spot.box.row, spot.box.index)

    def section(self, spot: Spot) -> str:
        """Return the heading above a spot; on a sheet that is the sheet's name."""
        if self.document.kind == "xlsx" and spot.box is not None:
            return str(spot.box.location.steps[0][1])
        last = self.order(spot)[0]
        above = [index for index in self.headings if index <= last]
        heading = words(self.bones.body[max(above)].text) if above else ""
        return heading if heading != self.title else ""

    def lines_above(self, table: int) -> range:
        """Return the body lines between a table and the one before it."""
        before = self.bones.lines_before
        return range(before[table - 1] if table else 0, before[table])

    def controls_in(self, *boxes: Box) -> list[Control]:
        """Return the controls in boxes, in reading order."""
        return [control for box in boxes for control in self.controls.get(box.location, ())]

    def tag(self, *boxes: Box) -> str:
        """Return what the first control in boxes is called, or the first cell; empty when nothing has a name."""
        tags = [name for control in self.controls_in(*boxes) if (name := name_of(control))]
        names = [name for box in boxes for name in box.names]
        return next(iter(tags + names), "")


def name_of(control: Control) -> str:
    """Return what a form's author called a control: its tag, else its title."""
    return control.tag or control.alias


def see(document: Document) -> Blank:
    """Look over a blank."""
    document = unframed(document)
    blank = Blank(document, skeleton(document))
    index = 0
    last: Paragraph | None = None
    for block in document.blocks:
        if isinstance(block, Table):
            last = None
            _look_into(block, blank)
            continue
        _note_controls(block.location, block, blank)
        count = sum(line.location == block.location for line in blank.bones.body)
        if not block.text.strip() and not count and last is not None:
            blank.spaces[last.location] = blank.spaces.get(last.location, 0) + 1
        if count:
            _note_line(block, _first_printed(blank, index, count), blank)
            last = block if block.text.strip() else last
        index += count
    blank.title = blank.title or _first_words(blank)
    return blank


def words(text: str) -> str:
    """Return a line's words without the filler that is where people write: dots, underscores, ticks."""
    text = re.sub(rf"[{PRINTED_MARKS}]|\.{{3,}}|…+|_{{2,}}", " ", text)
    return re.sub(r"\s+", " ", text).strip(f" \t\n:{DASHES}*")


def has_words(text: str) -> bool:
    """Return whether a text has a word in it, not only numbers and signs."""
    return re.search(r"[^\W\d_]{2}|\b[^\W\d_]\.\s?[^\W\d_]\b", text) is not None


def _first_printed(blank: Blank, index: int, count: int) -> int:
    """Return the first line of a paragraph that prints something: it may begin with line breaks."""
    return next((each for each in range(index, index + count) if blank.bones.body[each].key), index)


def _note_line(paragraph: Paragraph, index: int, blank: Blank) -> None:
    if paragraph.style.lower().startswith("toc") or _CONTENTS.search(paragraph.text):
        blank.contents.add(index)
        return
    if paragraph.style.lower() == "title" and not blank.title:
        blank.title = words(paragraph.text)
        blank.headings.add(index)
    elif _HEADING.match(paragraph.style) or _looks_like_heading(paragraph):
        blank.headings.add(index)
    if paragraph.list_level is not None or paragraph.style.lower().startswith("list"):
        blank.lists.add(index)


def _looks_like_heading(paragraph: Paragraph) -> bool:
    """Return whether a line is a heading by its looks: short, all bold, and no prompt."""
    text = paragraph.text.strip()
    text = _IN_BRACKETS_AT_END.sub("", text) or text  # a prompt may explain itself behind its colon
    bold = all(Mark.BOLD in run.marks for run in paragraph.runs if run.text.strip())
    return (
        bold
        and has_words(text)
        and len(text) < _LONGEST_HEADING
        and text[-1] not in f":?{DASHES}.,_…"
        and "\t" not in text
    )


def _look_into(table: Table, blank: Blank) -> None:
    for row in table.rows:
        for cell in row.cells:
            spaces = sum(isinstance(block, Paragraph) and not block.text.strip() for block in cell.blocks)
            blank.spaces[cell.location] = spaces
            if cell.allowed:
                blank.allowed[cell.location] = cell.allowed
            for paragraph in paragraphs(cell.blocks):
                if paragraph.list_level is not None:
                    blank.listed.add(paragraph.location)
                _note_controls(cell.location, paragraph, blank)
                _note_controls(paragraph.location, paragraph, blank)


def _note_controls(location: Location, block: Block, blank: Blank) -> None:
    assert isinstance(block, Paragraph)  # noqa: S101 - for the type checker; the callers have looked
    found = blank.controls.setdefault(location, [])
    for control in (run.control for run in block.runs):
        if control is not None and control not in found:
            found.append(control)


def _first_words(blank: Blank) -> str:
    lines = [*blank.bones.body[:3], *(line for box in blank.bones.boxes()[:20] for line in box.lines)]
    return next((words(line.text) for line in lines if has_words(line.text)), "")


def rows_of(blank: Blank) -> Iterator[tuple[int, int, Sequence[Box]]]:
    """Yield table, row number and boxes of every row, from the top down."""
    for table, rows in enumerate(blank.bones.tables):
        for number, row in enumerate(rows):
            yield table, number, row
