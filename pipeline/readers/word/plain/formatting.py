"""What the properties in plain markup come to, asked once for the same bytes.

Rows, cells, paragraphs and runs of a form have a few dozen property elements between them. What these mean is for those
to say who read them in parsed parts; here it is kept by their bytes. For anything that plain markup doesn't have the
answer is ``None``, and who asked leaves the unit to be read parsed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from msgspec import Struct, field

from pipeline.document import Cell, Mark
from pipeline.errors import RefusedForm
from pipeline.ooxml import structure
from pipeline.ooxml.appearance.looks import NO_LOOK
from pipeline.ooxml.names import W_NS, W
from pipeline.ooxml.safe_xml import parse
from pipeline.ooxml.structure import View
from pipeline.readers.word.formatting import PAGE, Ground, run_formatting, shading
from pipeline.readers.word.glyphs import symbol
from pipeline.readers.word.grounds import of_cell, of_row, paragraph_formatting, table_style
from pipeline.readers.word.reuse.self_contained import SELF_CONTAINED
from pipeline.readers.word.runs import SPACES
from pipeline.readers.word.text import PLAIN

if TYPE_CHECKING:
    from lxml.etree import _Element

    from pipeline.document import Block
    from pipeline.location import Location
    from pipeline.ooxml.appearance.styles import StyleLooks
    from pipeline.readers.word.bullets import Bullets
    from pipeline.readers.word.formatting import CharacterStyles

_Look = TypeVar("_Look")
_LONGEST: Final = 2_048
"""Bytes of properties that are kept; longer ones are seldom met twice, and not plain."""

_MOST: Final = 2_048
"""Properties that are kept of one kind of file: a form has some fifty. What more a document has is not plain."""

_KINDS: Final = 4
_PARSED: Final = b'<w:body xmlns:w="' + W_NS.encode() + b'"><w:%s>%s</w:%s></w:body>'
_STYLE: Final = W + "rStyle"
_CONTENT: Final = frozenset(W + name for name in ("tbl", "tr", "tc", "p", "r", "t", "br", "cr", "sym"))
_PROPERTIES: Final = frozenset(W + name.decode() for name in SELF_CONTAINED) - _CONTENT | {_STYLE}
_BESIDE: Final = frozenset(
    W + name for name in ("bookmarkStart", "bookmarkEnd", "proofErr", "commentRangeStart", "commentRangeEnd")
)
_SYMBOL: Final = W + "sym"
_IGNORED: Final = frozenset({W + "softHyphen", W + "lastRenderedPageBreak", W + "commentReference"})


class RunLook(Struct, frozen=True):
    """How the text of a run is seen: its marks, its symbol font, and whether a character style has a say in it."""

    marks: Mark
    font: str
    is_styled: bool


class ParagraphLook(Struct, frozen=True, eq=False):
    """What the properties of a paragraph say, and how runs look in it, by their properties."""

    style: str
    level: int | None
    marks: Mark
    ground: Ground
    runs: dict[bytes, RunLook | None]


class CellLook(Struct, frozen=True, eq=False):
    """What the properties of a cell say, and what paragraphs are like in it, by their properties.

    ``is_apart``: it says nothing of how they are seen.
    """

    span: int
    continues: bool
    shading: str
    ground: Ground
    is_apart: bool
    paragraphs: dict[bytes, ParagraphLook | None] = field(default_factory=dict)

    def cell(self, location: Location, column: int, blocks: tuple[Block, ...]) -> Cell:
        """Make a cell that looks like this."""
        return Cell(
            location=location,
            column=column,
            span=self.span,
            continues=self.continues,
            shading=self.shading,
            blocks=blocks,
        )


class _Kept(Struct, eq=False):
    """What is kept of files whose styles and bullets are alike."""

    tables: dict[bytes, bool] = field(default_factory=dict)
    rows: dict[bytes, int] = field(default_factory=dict)
    cells: dict[bytes, CellLook | None] = field(default_factory=dict)
    signs: dict[bytes, str | None] = field(default_factory=dict)
    runs: dict[Ground, dict[bytes, RunLook | None]] = field(default_factory=dict)
    body: CellLook = field(
        default_factory=lambda: CellLook(span=1, continues=False, shading="", ground=PAGE, is_apart=True)
    )
    count: int = 0


_kept: dict[bytes, _Kept] = {}
"""By what styles and bullets say; those met last are last."""


class PlainFormatting:
    """Says what properties come to in one document.

    Attributes:
        tables: What :meth:`table` said so far; so the others.
        body: What holds the paragraphs of the body, as if it were a cell.
    """

    def __init__(self, styles: CharacterStyles, looks: StyleLooks, bullets: Bullets) -> None:
        self._styles, self._looks, self._bullets = styles, looks, bullets
        self._styled: dict[tuple[Ground, bytes], RunLook | None] = {}
        key = looks.signature + b"\n" + bullets.signature
        kept = _kept.pop(key, None)
        if kept is None or kept.count >= _MOST:
            kept = _Kept()
        if len(_kept) >= _KINDS:
            del _kept[next(iter(_kept))]
        _kept[key] = self._all = kept
        self.tables, self.rows, self.cells, self.signs = kept.tables, kept.rows, kept.cells, kept.signs
        self.body = kept.body

    def table(self, front: bytes) -> bool:
        """Return whether a table is plain, by what is in front of its rows."""
        table = self._parsed(b"tbl", front, W + "tblPr", W + "tblGrid")
        plain = table is not None and self._looks.of_table(table_style(table)) is NO_LOOK
        return self._keep(self.tables, front, plain)

    def row(self, front: bytes) -> int:
        """Return the first column of a row, by what is in front of its cells; 0 when it is not plain."""
        row = self._parsed(b"tr", front, structure.ROW_PROPERTIES, W + "tblPrEx")
        column = structure.first_column(row) if row is not None and of_row(row, PLAIN) is PLAIN else 0
        return self._keep(self.rows, front, column)

    def cell(self, front: bytes) -> CellLook | None:
        """Return what is in front of the paragraphs of a cell."""
        cell = self._parsed(b"tc", front, structure.CELL_PROPERTIES)
        return self._keep(self.cells, front, _cell(cell) if cell is not None else None)

    def paragraph(self, properties: bytes, cell: CellLook) -> ParagraphLook | None:
        """Return what a ``w:pPr`` says in a cell; nothing in it for a paragraph without one."""
        return self._keep(cell.paragraphs, properties, self._paragraph(properties, cell.ground))

    def _paragraph(self, properties: bytes, ground: Ground) -> ParagraphLook | None:
        paragraph = self._parsed(b"p", properties, structure.PARAGRAPH_PROPERTIES)
        if paragraph is None or len(paragraph) > 1:
            return None
        style, level = "", None
        for each in paragraph:
            ground, style, level = paragraph_formatting(each, ground)
            if self._bullets.signs and self._bullets.of(each, style, View.ACCEPTED):
                return None
        if self._looks.of_paragraph(style) is not NO_LOOK:
            return None
        runs = self._all.runs.setdefault(ground, {})
        return ParagraphLook(style, level, ground.of_plain_text.marks, ground, runs)

    def run(self, properties: bytes, paragraph: ParagraphLook) -> RunLook | None:
        """Return what a ``w:rPr`` says in a paragraph; what styles have a say in is kept for this document alone."""
        key = (paragraph.ground, properties)
        if key in self._styled:
            return self._styled[key]
        look = self._run(properties, paragraph.ground)
        if look is not None and look.is_styled:
            self._all.count += 1
            self._styled[key] = look
            return look
        return self._keep(paragraph.runs, properties, look)

    def _run(self, properties: bytes, ground: Ground) -> RunLook | None:
        run = self._parsed(b"r", properties, W + "rPr")
        if run is None or len(run) != 1:
            return None
        try:
            seen, font = run_formatting(run[0], self._styles, ground)
        except RefusedForm:  # a damaged style sheet: who reads the run parsed says so
            return None
        return None if seen.is_faint else RunLook(seen.marks, font, run[0].find(_STYLE) is not None)

    def sign(self, markup: bytes) -> str | None:
        """Return what an empty element in a run shows; an empty text for one that shows nothing."""
        element = self._element(b"r", markup)
        shown = _shown(element[0]) if element is not None and len(element) == 1 and not len(element[0]) else None
        return self._keep(self.signs, markup, shown)

    def _keep(self, kept: dict[bytes, _Look], properties: bytes, look: _Look) -> _Look:
        """Keep what properties come to, as long as there is room."""
        if self._has_room(properties):
            self._all.count += 1
            kept[properties] = look
        return look

    def _has_room(self, properties: bytes) -> bool:
        return self._all.count < _MOST and len(properties) <= _LONGEST

    def _parsed(self, kind: bytes, properties: bytes, *allowed: str) -> _Element | None:
        """Parse properties as in an element of a kind; ``None`` when they hold anything but formatting."""
        element = self._element(kind, properties)
        if element is None:
            return None
        for child in element:
            if child.tag not in allowed and (child.tag not in _BESIDE or len(child)):
                return None
            if any(each.tag not in _PROPERTIES for each in child.iterdescendants()):
                return None
        return element

    def _element(self, kind: bytes, content: bytes) -> _Element | None:
        """Parse what is in an element; ``None`` when it is too long or not well-formed by itself."""
        if not self._has_room(content) or b"<!" in content or b"<?" in content:
            return None
        try:
            body = parse(_PARSED % (kind, content, kind), "")
        except RefusedForm:
            return None
        return body[0] if len(body) == 1 else None


def _cell(cell: _Element) -> CellLook:
    ground = of_cell(cell, PLAIN).ground
    properties = structure.first(cell, structure.CELL_PROPERTIES)
    if properties is None:
        return CellLook(span=1, continues=False, shading="", ground=ground, is_apart=ground is PAGE)
    return CellLook(
        span=structure.span(properties),
        continues=structure.continues(properties),
        shading=shading(properties.find(W + "shd")),
        ground=ground,
        is_apart=ground is PAGE,
    )


def _shown(element: _Element) -> str | None:
    tag = str(element.tag)
    if tag in _IGNORED:
        return ""
    return SPACES.get(tag) if tag in SPACES else (symbol(element) or None) if tag == _SYMBOL else None
