"""The skeleton of a document for matching: boxes (cells) in rows in tables, and the lines between the tables."""

from __future__ import annotations

from functools import cached_property

from msgspec import Struct, field

from pipeline.document import Block, Cell, Document, Paragraph, Row, Table
from pipeline.extract.lines import NO_PRINT, Gathered, Line, Print, gather
from pipeline.extract.memo import once, once_a_table
from pipeline.extract.text import key
from pipeline.extract.unseen import Hidden, Printed
from pipeline.location import Location
from pipeline.words import Words, joined_by

BoxRow = tuple["Box", ...]
HiddenTexts = tuple[Hidden, ...]

BoxPlace = tuple[int, int, int]
"""Where a box is in its form: table, row and index in the row, counted from 0."""


class Box(Struct, frozen=True, eq=False, kw_only=True, dict=True):
    """A cell and its lines. ``table``, ``row`` and ``index`` count from 0, ``column`` is the 1-based grid column.

    ``names`` is what the file calls it, whatever is in it; ``key`` the comparable form of its text, empty for an
    empty box.
    """

    table: int
    row: int
    index: int
    column: int
    span: int
    continues: bool
    shading: str
    framed: bool
    location: Location
    lines: tuple[Line, ...]
    names: tuple[str, ...] = ()
    key: str

    @cached_property
    def place(self) -> BoxPlace:
        """Where it is in its form."""
        return (self.table, self.row, self.index)

    @cached_property
    def drawings(self) -> int:
        """How many pictures and drawings are in it."""
        return sum([line.drawings for line in self.lines])

    @cached_property
    def text(self) -> str:
        """The text as it is, a line a line."""
        return "\n".join(line.text for line in self.lines if line.key)

    @cached_property
    def words(self) -> Words:
        """The same with what is struck out of it."""
        return joined_by(
            "\n", [Words(line.text, tuple(line.struck(0, len(line.text)))) for line in self.lines if line.key]
        )

    def overlaps(self, other: Box) -> bool:
        """Return whether both cover one of the table's columns, whatever rows they are in."""
        return self.column < other.column + other.span and other.column < self.column + self.span


class Skeleton(Struct, eq=False):
    """What matching needs of a document.

    Attributes:
        tables: Boxes by table and row.
        body: The lines between the tables.
        lines_before: For each table how many body lines are before it.
        stories: Headers and footers.
        hidden: The hidden text that was left out.
    """

    tables: list[tuple[BoxRow, ...]] = field(default_factory=list)
    locations: list[Location] = field(default_factory=list)
    body: list[Line] = field(default_factory=list)
    lines_before: list[int] = field(default_factory=list)
    stories: list[tuple[Line, ...]] = field(default_factory=list)
    hidden: list[Hidden] = field(default_factory=list)

    def boxes(self) -> list[Box]:
        """Return all boxes in reading order."""
        return [box for table in self.tables for row in table for box in row]

    def printed(self) -> Printed:
        """Return what a blank of this skeleton prints and hides."""
        lines = [*self.body, *(line for story in self.stories for line in story)]
        shown = {(None, line.key) for line in lines} | {(b.column, line.key) for b in self.boxes() for line in b.lines}
        return Printed(frozenset(shown), frozenset((each.column, key(each.text)) for each in self.hidden))


def skeleton(document: Document, known: Print = NO_PRINT) -> Skeleton:
    """Build the skeleton of a document; ``known`` is what its blank shows by itself."""
    bones = Skeleton()
    for block in document.blocks:
        if isinstance(block, Table):
            _add_table(block, bones, known)
        elif block.runs or block.drawings:
            gathered = _lines_of(block, known)
            bones.body += gathered.lines
            bones.hidden += gathered.hidden
    for story in document.stories:
        gathered = _lines_of_story(story.blocks, known.printed)
        bones.stories.append(tuple(gathered.lines))
        bones.hidden += gathered.hidden
    return bones


@once
def _lines_of(paragraph: Paragraph, known: Print) -> Gathered:
    """Take the lines of one paragraph of the body; what it gives is not to be changed."""
    return gather((paragraph,), known)


@once_a_table
def _lines_of_story(blocks: tuple[Block, ...], printed: Printed | None) -> Gathered:
    """Take the lines of a header or footer, where nothing is shown until something is written; not to be changed."""
    return gather(blocks, Print(printed=printed))


def _add_table(table: Table, bones: Skeleton, known: Print) -> None:
    number = len(bones.tables)
    bones.lines_before.append(len(bones.body))
    bones.locations.append(table.location)
    rows, hidden = _rows(table.rows, number, known)
    bones.tables.append(rows)
    bones.hidden += hidden


@once_a_table
def _rows(rows: tuple[Row, ...], table: int, known: Print) -> tuple[tuple[BoxRow, ...], HiddenTexts]:
    made = [_boxes(row, table, index, known) for index, row in enumerate(rows)]
    return tuple([boxes for boxes, _ in made]), tuple([each for _, hidden in made for each in hidden])


@once
def _boxes(row: Row, table: int, row_index: int, known: Print) -> tuple[BoxRow, HiddenTexts]:
    """Return the boxes of a row, and the hidden text that was left out of them."""
    made = [_box(cell, table, row_index, index, known) for index, cell in enumerate(row.cells)]
    return tuple([box for box, _ in made]), tuple([each for _, hidden in made for each in hidden])


@once
def _box(cell: Cell, table: int, row: int, index: int, known: Print) -> tuple[Box, HiddenTexts]:
    gathered = gather(cell.blocks, known, cell.column)
    box = Box(
        table=table,
        row=row,
        index=index,
        column=cell.column,
        span=cell.span,
        continues=cell.continues,
        shading=cell.shading,
        framed=cell.framed,
        location=cell.location,
        lines=tuple(gathered.lines),
        names=cell.names,
        key="".join([line.key for line in gathered.lines]),
    )
    return box, tuple(Hidden(cell.location, each.text, each.column) for each in gathered.hidden)
