"""The neutral parsed file: what a form *shows*, whatever program wrote it.

Word and Excel both become a :class:`Document`. It knows no lxml, openpyxl or path, so everything after reading is pure
and quick to test. All nouns are frozen; text is Unicode as the file holds it. Paragraphs, cells, rows and tables are
told apart by identity: two that look the same are two.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Flag, StrEnum, auto
from functools import cached_property

from msgspec import Struct, field

from pipeline.findings import Finding
from pipeline.location import Location


class Mark(Flag):
    """Formatting by which people choose: emphasis, deletion, a ring; and what keeps text from being seen.

    ``HIDDEN`` text is never shown: it has that formatting, or is in a hidden shape. ``UNSEEN`` is text that nobody
    sees as things are: in a hidden row, column or sheet, too small, or in the colour of what is behind it.
    """

    NONE = 0
    BOLD = auto()
    ITALIC = auto()
    UNDERLINE = auto()
    STRIKE = auto()
    HIGHLIGHT = auto()
    SHADED = auto()
    RINGED = auto()
    COLOURED = auto()
    HIDDEN = auto()
    UNSEEN = auto()


UNREAD = Mark.HIDDEN | Mark.UNSEEN
"""Marks of text that no reader of the form sees: it is no answer."""


class ControlKind(StrEnum):
    """What kind of content control or form field a run is in."""

    CHECK_BOX = "check box"
    DROP_DOWN = "drop-down"
    DATE = "date"
    TEXT = "text"
    PICTURE = "picture"
    OTHER = "other"


class Control(Struct, frozen=True, kw_only=True):
    """A content control (``w:sdt``) or legacy form field, with the state the program stored (never read off its glyph).

    Attributes:
        tag: ``w:tag`` of a content control or the bookmark name of a legacy field; empty when it has none.
        alias: The title that Word shows on the control.
        checked: State of a check box, ``None`` for other kinds.
        value: Stored value: an ISO date of a date control, the chosen entry of a drop-down; ``None`` when not stored.
        placeholder: The control is said to show its prompt still, so its text is no answer. Programs leave that
            standing when they put in an answer; who knows the prompts of the blank can tell.
        prompt: All that such a control shows, unless it is known to be its prompt.
        entries: What a drop-down list offers, without its prompt.
        number: Tells controls apart that have the same tag: 1-based order in the document.
        outer: The control that encloses this one.
    """

    kind: ControlKind
    tag: str = ""
    alias: str = ""
    checked: bool | None = None
    value: str | None = None
    placeholder: bool = False
    prompt: str = ""
    entries: tuple[str, ...] = ()
    number: int = 0
    outer: Control | None = None


class Run(Struct, frozen=True, kw_only=True):
    """A stretch of text with one formatting.

    ``text`` is what is in the file, with tabs as ``\\t``, line breaks as ``\\n`` and the glyphs of symbol fonts as
    the Unicode character that looks the same (``ü`` in Wingdings is ``✓``).
    """

    text: str
    marks: Mark = Mark.NONE
    control: Control | None = None
    inserted: bool = False

    @property
    def is_unread(self) -> bool:
        """Whether no reader of the form sees it."""
        return self.marks is not Mark.NONE and bool(self.marks & UNREAD)


class Bookmark(Struct, frozen=True):
    """What a file calls a stretch of a paragraph's text, or a place in it: a bookmark, or a control that shows nothing.

    Bookmarks that Word hides from people, whose names begin with ``_``, are left out.
    """

    name: str
    start: int
    end: int


class Paragraph(Struct, frozen=True, eq=False, kw_only=True, dict=True):
    """One paragraph, also one value of an Excel cell.

    ``drawings`` counts the pictures, shapes and ActiveX controls in it that hold no text.
    """

    location: Location
    runs: tuple[Run, ...] = ()
    style: str = ""
    list_level: int | None = None
    drawings: int = 0
    bookmarks: tuple[Bookmark, ...] = ()

    @cached_property
    def text(self) -> str:
        """All text of the paragraph, hidden text included."""
        return "".join(run.text for run in self.runs)

    @property
    def seen(self) -> str:
        """The text that is seen."""
        return "".join(run.text for run in self.runs if not run.is_unread)


class Cell(Struct, frozen=True, eq=False, kw_only=True, dict=True):
    """One cell, at its true place in the grid.

    Attributes:
        column: 1-based grid column of its left edge, with ``gridSpan``, ``gridBefore`` and controls accounted for.
        span: Number of grid columns it covers.
        continues: It is the lower part of a cell merged downwards.
        shading: Fill colour as ``RRGGBB`` in capitals, empty for none.
        framed: It is drawn as a box. A table's cells all are; of a sheet's empty ones those with lines or a fill.
        names: What the file calls it, whatever is in it: the defined names of a workbook's cell.
        allowed: The entries that the drop-down list of a workbook's cell offers.
    """

    location: Location
    column: int
    span: int = 1
    continues: bool = False
    shading: str = ""
    framed: bool = True
    names: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()

    @cached_property
    def text(self) -> str:
        """All text, one line a paragraph; a nested table gives a line a row, its cells parted by tabs."""
        return "\n".join(text for text in (block.text for block in self.blocks) if text)


class Row(Struct, frozen=True, eq=False, kw_only=True):
    """One row; ``number`` is 1-based within its table."""

    number: int
    cells: tuple[Cell, ...]

    def at(self, column: int) -> Cell | None:
        """Find the cell that covers grid column ``column``, or ``None``."""
        for cell in self.cells:
            if cell.column <= column < cell.column + cell.span:
                return cell
        return None


class Table(Struct, frozen=True, eq=False, kw_only=True, dict=True):
    """A Word table, or an Excel sheet (then ``name`` is the sheet's)."""

    location: Location
    rows: tuple[Row, ...]
    name: str = ""

    @cached_property
    def text(self) -> str:
        """All text: a line a row, cells parted by tabs."""
        return "\n".join("\t".join(cell.text for cell in row.cells) for row in self.rows)


Block = Paragraph | Table


class Story(Struct, frozen=True, kw_only=True):
    """Text outside the body: a header or footer. ``name`` is what a person calls it, such as ``header 1``."""

    name: str
    blocks: tuple[Block, ...]


class Document(Struct, frozen=True, kw_only=True, dict=True):
    """A parsed file.

    Attributes:
        kind: ``docx`` or ``xlsx``: the family, not the suffix.
        blocks: The body in reading order. Text boxes and footnotes follow the paragraph that they are anchored in.
        stories: Headers and footers.
        comments: Number of review comments (their text is no answer).
        commented: Where people commented.
        tracked: Number of pending tracked changes; the text is that after accepting them.
        properties: Custom properties of the package, such as the form id that ``wordform blank`` leaves there.
        findings: What the reader noticed.
    """

    kind: str
    blocks: tuple[Block, ...]
    stories: tuple[Story, ...] = ()
    comments: int = 0
    commented: tuple[Location, ...] = ()
    tracked: int = 0
    properties: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    @cached_property
    def text(self) -> str:
        """All visible text of body and stories, one line a paragraph."""
        blocks = [*self.blocks, *(block for story in self.stories for block in story.blocks)]
        return "\n".join(paragraph.seen for paragraph in paragraphs(blocks))

    def tables(self) -> Iterator[Table]:
        """Return the tables of the body that are not nested."""
        return (block for block in self.blocks if isinstance(block, Table))


def paragraphs(blocks: tuple[Block, ...] | list[Block]) -> Iterator[Paragraph]:
    """Yield every paragraph in ``blocks`` in reading order, those of nested tables included."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
        else:
            for row in block.rows:
                for cell in row.cells:
                    yield from paragraphs(cell.blocks)
