"""The skeleton of a document for matching: boxes (cells) in rows in tables, and the lines between the tables."""

from __future__ import annotations

from functools import cached_property

from msgspec import Struct, field

from pipeline.document import Block, Cell, Document, Paragraph, Row, Table
from pipeline.extract.lines import Cleared, Gathered, Line, gather
from pipeline.extract.once import once, once_a_table
from pipeline.location import Location

BoxRow = tuple["Box", ...]
Hidden = tuple[tuple[Location, int], ...]


class Box(Struct, frozen=True, eq=False, kw_only=True, dict=True):
    """A cell and its lines. ``table``, ``row`` and ``index`` count from 0, ``column`` is the 1-based grid column.

    ``names`` is what the file calls it, whatever stands in it; ``key`` the comparable form of its text, empty for an
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
    def text(self) -> str:
        """The text as it stands, a line a line."""
        return "\n".join(line.text for line in self.lines if line.key)


class Skeleton(Struct, eq=False):
    """What matching needs of a document.

    Attributes:
        tables: Boxes by table and row.
        body: The lines between the tables.
        lines_before: For each table how many body lines stand before it.
        stories: Headers and footers.
        hidden: Where hidden text was left out, and how many characters.
    """

    tables: list[tuple[BoxRow, ...]] = field(default_factory=list)
    locations: list[Location] = field(default_factory=list)
    body: list[Line] = field(default_factory=list)
    lines_before: list[int] = field(default_factory=list)
    stories: list[tuple[Line, ...]] = field(default_factory=list)
    hidden: list[tuple[Location, int]] = field(default_factory=list)

    def boxes(self) -> list[Box]:
        """Give all boxes in reading order."""
        return [box for table in self.tables for row in table for box in row]


def skeleton(document: Document, cleared: Cleared | None = None) -> Skeleton:
    """Build the skeleton of a document.

    Args:
        document: The document.
        cleared: Takes out of each paragraph of its body what is shown there until something is written.
    """
    bones = Skeleton()
    for block in document.blocks:
        if isinstance(block, Table):
            _add_table(block, bones, cleared)
        elif block.runs or block.drawings:
            gathered = _lines_of(block, cleared)
            bones.body += gathered.lines
            bones.hidden += gathered.hidden
    for story in document.stories:
        gathered = _lines_of_story(story.blocks)
        bones.stories.append(tuple(gathered.lines))
        bones.hidden += gathered.hidden
    return bones


@once
def _lines_of(paragraph: Paragraph, cleared: Cleared | None) -> Gathered:
    """Take the lines of one paragraph of the body; what it gives is not to be changed."""
    return gather((paragraph,), cleared)


@once_a_table
def _lines_of_story(blocks: tuple[Block, ...]) -> Gathered:
    """Take the lines of a header or footer; what it gives is not to be changed."""
    return gather(blocks)


def _add_table(table: Table, bones: Skeleton, cleared: Cleared | None) -> None:
    number = len(bones.tables)
    bones.lines_before.append(len(bones.body))
    bones.locations.append(table.location)
    rows, hidden = _rows(table.rows, number, cleared)
    bones.tables.append(rows)
    bones.hidden += hidden


@once_a_table
def _rows(rows: tuple[Row, ...], table: int, cleared: Cleared | None) -> tuple[tuple[BoxRow, ...], Hidden]:
    made = [_boxes(row, table, index, cleared) for index, row in enumerate(rows)]
    return tuple([boxes for boxes, _ in made]), tuple([each for _, hidden in made for each in hidden])


@once
def _boxes(row: Row, table: int, row_index: int, cleared: Cleared | None) -> tuple[BoxRow, Hidden]:
    """Give the boxes of a row, and the hidden text that was left out of them."""
    made = [_box(cell, table, row_index, index, cleared) for index, cell in enumerate(row.cells)]
    return tuple([box for box, _ in made]), tuple([each for _, hidden in made for each in hidden])


@once
def _box(cell: Cell, table: int, row: int, index: int, cleared: Cleared | None) -> tuple[Box, Hidden]:
    gathered = gather(cell.blocks, cleared)
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
    return box, tuple(gathered.hidden)
