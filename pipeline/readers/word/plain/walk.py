"""The walk over plain markup: tables and paragraphs of a Word document, read straight from their bytes.

It is an accelerator and has no say in what anything means: :mod:`pipeline.readers.word.plain.formatting` says that, by
asking those who read parsed parts. A block that holds anything else than rows, cells, paragraphs, runs and texts with
their properties, or that may not be well-formed, is left to be parsed.

``walk.pxd`` gives the types with which Cython compiles this very file. It looks at the bytes by index alone, goes no
deeper than a run, and makes nothing but what it reads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pipeline.document import Paragraph, Row, Run, Table
from pipeline.location import Location
from pipeline.ooxml import limits
from pipeline.readers.word.plain.found import Noted, Walked
from pipeline.readers.word.plain.markup import behind, written
from pipeline.readers.word.reuse.self_contained import LONGEST
from pipeline.readers.word.reuse.store import Known, bare_paragraph
from pipeline.readers.word.styles_and_notes import lines_and_memory

if TYPE_CHECKING:
    from pipeline.document import Block, Cell
    from pipeline.readers.word.plain.formatting import CellLook, ParagraphLook, PlainFormatting
    from pipeline.readers.word.reuse.store import Kept, Steps

_LONGEST_UNIT: Final = 1_000_000
"""Bytes of a table or paragraph that is read here: what is made of it is bounded by that."""

_LONGEST_FRONT: Final = 2_048
"""Bytes of properties, or of a sign, that are looked at."""

_EFFORT: Final = 16
"""How often each byte of a part is looked for the end of a unit: four times, but where units have odd ends."""

_MOST_ATTRIBUTES: Final = 8
_BESIDE: Final = tuple(b"<w:bookmarkStart <w:bookmarkEnd <w:proofErr <w:commentRangeStart <w:commentRangeEnd".split())
_CALLED: Final = {b"tbl": "table", b"p": "paragraph"}


class PlainWalk:
    """Read the plain blocks of one part.

    Args:
        xml: The part.
        kept: What was read of such files before.
        formatting: Says what properties come to.
        prefixes: Those that attributes may have, with their colons: all are declared at the root.
    """

    def __init__(self, xml: bytes, kept: Kept, formatting: PlainFormatting, prefixes: tuple[bytes, ...]) -> None:
        self.noted: list[Noted] = []
        self._xml = xml
        self._kept = kept
        self._formatting = formatting
        self._prefixes = prefixes
        self._effort = _EFFORT * len(xml) + _LONGEST_UNIT
        self._at = 0
        self._places = 0
        self._text_bytes = 0
        self._is_styled = False

    def blocks(self, start: int) -> list[Walked]:
        """Read the plain blocks right in the body whose content begins at ``start``; none of a part that is odd."""
        found: list[Walked] = []
        counts = {b"tbl": 0, b"p": 0}
        at = self._xml.find(b"<", start)
        while at >= 0 and not self._xml.startswith((b"</", b"<!", b"<?"), at):
            kind = b"tbl" if self._xml.startswith((b"<w:tbl>", b"<w:tbl "), at) else b""
            kind = b"p" if self._xml.startswith((b"<w:p>", b"<w:p ", b"<w:p/"), at) else kind
            known: Known | None = None
            if kind:
                counts[kind] += 1
                steps = ((_CALLED[kind], counts[kind]),)
                known = self.block(at, kind, steps)
            if known is not None:
                found.append(Walked(at, self._at, kind, steps, known))
            at = self._xml.find(b"<", self._at if known is not None else behind(self._xml, at))
        return found if self._xml.startswith(b"</", at) else []

    def block(self, begin: int, kind: bytes, steps: Steps) -> Known | None:
        """Read the block that begins at a place in the bytes as it reads at a place of the document."""
        try:
            if self._effort < 0 or self._places > limits.PLACES or self._text_bytes > limits.TEXT_BYTES:
                return None
            if kind == b"tbl":
                return self._unit(begin, kind, steps, 0)
            return self._paragraph(begin, steps, self._formatting.body)
        except (IndexError, UnicodeDecodeError):  # it ends in the middle, or holds bytes that are no text
            return None

    def _unit(self, at: int, kind: bytes, steps: Steps, number: int) -> Known | None:
        """Read the table, row or cell at a place in the bytes, and go behind it; ``None`` when it is not plain."""
        close = self._end(b"</w:" + kind + b">", at)
        if close < 0:
            return None
        markup = self._xml[at:close]
        known = self._met(markup, steps)
        if known is None:
            before = self._begin()
            at = self._content(at + 3 + len(kind))
            if at <= 0:
                return None
            if kind == b"tbl":
                read: object = self._table(at, close, steps)
            elif kind == b"tr":
                read = self._row(at, close, steps, number)
            else:
                read = self._cell(at, close, steps, number)
            if read is None:
                return None
            known = self._made(markup, kind, steps, read, before)
        self._at = close + 5 + len(kind)
        return known

    def _table(self, at: int, close: int, steps: Steps) -> Table | None:
        first = self._xml.find(b"<w:tr", at, close)
        if first < 0:
            return None
        front = self._xml[at:first]
        tables = self._formatting.tables
        is_plain = tables[front] if front in tables else self._formatting.table(front)
        rows: list[Row] = []
        at = first
        while is_plain and at < close:
            number = len(rows) + 1
            known = self._unit(at, b"tr", (*steps, ("row", number)), number) if self._opens(at, b"<w:tr") else None
            if known is None:
                return None
            rows.append(known.read)  # type: ignore[arg-type]  # each kind of unit has markup of its own
            at = self._next(self._at)
        return Table(location=Location(steps), rows=tuple(rows)) if is_plain and at == close else None

    def _row(self, at: int, close: int, steps: Steps, number: int) -> Row | None:
        first = self._xml.find(b"<w:tc", at, close)
        if first < 0:
            return None
        front = self._xml[at:first]
        rows = self._formatting.rows
        column = rows[front] if front in rows else self._formatting.row(front)
        cells: list[Cell] = []
        at = first
        while column and at < close:
            known = self._unit(at, b"tc", (*steps, ("column", column)), column) if self._opens(at, b"<w:tc") else None
            if known is None:
                return None
            cell: Cell = known.read  # type: ignore[assignment]  # as above
            cells.append(cell)
            column += cell.span
            at = self._next(self._at)
        return Row(number=number, cells=tuple(cells)) if column and at == close else None

    def _cell(self, at: int, close: int, steps: Steps, column: int) -> Cell | None:
        first = self._xml.find(b"<w:p", at, close)
        if first < 0:
            return None
        front = self._xml[at:first]
        cells = self._formatting.cells
        look = cells[front] if front in cells else self._formatting.cell(front)
        if look is None:
            return None
        blocks = self._paragraphs(first, close, steps, look)
        if blocks is None:
            return None
        self._places += 1
        return look.cell(Location(steps), column, tuple(blocks))

    def _paragraphs(self, at: int, close: int, steps: Steps, look: CellLook) -> list[Block] | None:
        blocks: list[Block] = []
        number = 0
        while at < close:
            if not self._opens(at, b"<w:p"):
                return None
            number += 1
            content = self._content(at + 4)
            if content < 0:
                self._at = -content
                self._places += 1
                blocks.append(bare_paragraph(steps, number))
            else:
                known = self._paragraph(at, (*steps, ("paragraph", number)), look)
                if known is None:
                    return None
                read: tuple[Paragraph, list[Block]] = known.read  # type: ignore[assignment]  # as above
                blocks.append(read[0])
                blocks.extend(read[1])
            at = self._next(self._at)
        return blocks if at == close else None

    def _paragraph(self, at: int, steps: Steps, cell: CellLook) -> Known | None:
        """Read the paragraph at a place in the bytes, and go behind it; ``None`` when it is not plain."""
        content = self._content(at + 4)
        close = self._end(b"</w:p>", at) if content > 0 else -1
        if close < 0:
            return None
        markup = self._xml[at:close]
        known = self._met(markup, steps) if cell.is_apart else None
        if known is None:
            before = self._begin()
            paragraph = self._made_paragraph(content, close, steps, cell)
            if paragraph is None:
                return None
            known = self._made(markup, b"p" if cell.is_apart else b"", steps, (paragraph, []), before)
        self._at = close + 6
        return known

    def _made_paragraph(self, at: int, close: int, steps: Steps, cell: CellLook) -> Paragraph | None:
        at = begin = self._next(at)
        if self._xml.startswith(b"<w:pPr", at):
            at = self._behind_properties(at, b"</w:pPr>")
        if at == 0:
            return None
        front = self._xml[begin:at]
        look = cell.paragraphs[front] if front in cell.paragraphs else self._formatting.paragraph(front, cell)
        if look is None:
            return None
        runs: list[Run] = []
        at = self._next(at)
        while 0 < at < close:
            at = self._run(at + 4, look, runs) if self._opens(at, b"<w:r") else 0
            at = self._next(at) if at else 0
        if at != close:
            return None
        lines, text_bytes = lines_and_memory(runs)
        self._places += lines
        self._text_bytes += text_bytes
        return Paragraph(location=Location(steps), runs=tuple(runs), style=look.style, list_level=look.level)

    def _run(self, at: int, look: ParagraphLook, runs: list[Run]) -> int:
        """Read the run whose name ends at a place; return where it ends, or 0 when it is not plain."""
        at = self._content(at)
        if at <= 0:
            return -at
        marks, font = look.marks, ""
        at = begin = self._blank(at)
        if self._xml.startswith(b"<w:rPr", at):
            at = self._behind_properties(at, b"</w:rPr>")
            front = self._xml[begin:at]
            seen = look.runs[front] if front in look.runs else self._formatting.run(front, look)
            if seen is None:
                return 0
            marks, font = seen.marks, seen.font
            self._is_styled = self._is_styled or seen.is_styled
        pieces: list[str] = []
        at = self._blank(at)
        while not self._xml.startswith(b"</w:r>", at):
            at = self._text(at + 4, font, pieces) if self._opens(at, b"<w:t") else self._sign(at, pieces)
            if at == 0:
                return 0
            at = self._blank(at)
        if pieces:
            runs.append(Run(text="".join(pieces), marks=marks))
        return at + 6

    def _text(self, at: int, font: str, pieces: list[str]) -> int:
        """Read the text whose name ends at a place; return where it ends, or 0 when it is not plain."""
        at = at + 22 if self._xml.startswith(b' xml:space="preserve">', at) else self._content(at)
        if at <= 0:
            return -at
        end = self._end_of_text(at)
        if not self._xml.startswith(b"</w:t>", end):
            return 0
        if end > at:
            said = self._xml[at:end]
            is_simple = not font and said.isascii() and b"&" not in said and b"\n" not in said
            text = said.decode() if is_simple else written(said, font)
            if not text:
                return 0
            pieces.append(text)
        return end + 6

    def _sign(self, at: int, pieces: list[str]) -> int:
        """Read an element in a run that holds none itself; return where it ends, or 0 when it is not plain."""
        end = self._xml.find(b"/>", at, at + _LONGEST_FRONT) + 2
        front = self._xml[at:end]
        signs = self._formatting.signs
        shown = signs[front] if front in signs else self._formatting.sign(front)
        if shown is None:
            return 0
        if shown:
            pieces.append(shown)
        return end

    def _met(self, markup: bytes, steps: Steps) -> Known | None:
        """Return what some markup was read as before at a place, and count it."""
        unit = self._kept.get(markup)
        known = unit.read.get(steps) if unit is not None else None
        if known is not None:
            self._places += known.places
            self._text_bytes += known.text_bytes
        return known

    def _begin(self) -> tuple[int, int, bool]:
        """Begin a unit: return what was counted before it, and whether a style has had a say so far."""
        before = self._places, self._text_bytes, self._is_styled
        self._is_styled = False
        return before

    def _made(self, markup: bytes, kind: bytes, steps: Steps, read: object, before: tuple[int, int, bool]) -> Known:
        """End a unit, and note what it reads as: if it is of a kind that is kept, and no style had a say."""
        places, text_bytes, is_styled = before
        known = Known(read=read, places=self._places - places, text_bytes=self._text_bytes - text_bytes)
        if kind and not self._is_styled and len(markup) <= LONGEST:
            self.noted.append(Noted(markup, kind, steps, known))
        self._is_styled = self._is_styled or is_styled
        return known

    def _end(self, tag: bytes, at: int) -> int:
        """Find an end tag behind a place; negative when it is too far away."""
        close = self._xml.find(tag, at, at + _LONGEST_UNIT)
        self._effort -= _LONGEST_UNIT if close < 0 else close - at
        return close

    def _opens(self, at: int, tag: bytes) -> bool:
        """Return whether a start tag is at a place."""
        return self._xml.startswith(tag, at) and self._xml[at + len(tag)] in b" >/"

    def _blank(self, at: int) -> int:
        """Return the place behind blanks."""
        while self._xml[at] == ord(" ") or self._xml[at] == ord("\n") or self._xml[at] == ord("\t"):
            at += 1
        return at

    def _next(self, at: int) -> int:
        """Return the place behind blanks, and behind elements that say nothing of the text."""
        at = self._blank(at)
        while self._xml[at + 3] in b"bcp":
            behind = 0
            for tag in _BESIDE:
                if self._opens(at, tag):
                    behind = -self._content(at + len(tag))
            is_named = self._xml.startswith(b"<w:bookmarkStart", at) and b' w:name="_' not in self._xml[at:behind]
            if behind <= 0 or is_named:  # by what people gave a name a mapping may find it
                break
            at = self._blank(behind)
        return at

    def _content(self, at: int) -> int:
        """Return the place behind a start tag whose name ends at a place.

        Returns:
            It is negative when the element ends there, too, and 0 when the tag may not be well-formed.
        """
        names: tuple[bytes, ...] = ()
        while self._xml[at] == ord(" "):
            begin = at + 1
            at = self._name(begin)
            name = self._xml[begin:at]
            if at == 0 or name in names or len(names) == _MOST_ATTRIBUTES:
                return 0
            names = (*names, name)
            at = self._value(at)
            if at == 0:
                return 0
        if self._xml[at] == ord(">"):
            return at + 1
        return -(at + 2) if self._xml[at] == ord("/") and self._xml[at + 1] == ord(">") else 0

    def _name(self, at: int) -> int:
        """Return where the name of an attribute ends; 0 when its prefix may not be declared."""
        for prefix in self._prefixes:
            if self._xml.startswith(prefix, at):
                begin = at = at + len(prefix)
                each = self._xml[at]
                while ord("a") <= each <= ord("z") or ord("A") <= each <= ord("Z"):
                    at += 1
                    each = self._xml[at]
                return at if at > begin else 0
        return 0

    def _value(self, at: int) -> int:
        """Return the place behind the value of an attribute whose name ends at a place; 0 when it is not plain."""
        if not self._xml.startswith(b'="', at):
            return 0
        at += 2
        each = self._xml[at]
        while each != ord('"'):
            if each < 0x20 or each > 0x7E or each == ord("<") or each == ord("&"):
                return 0
            at += 1
            each = self._xml[at]
        return at + 1

    def _end_of_text(self, at: int) -> int:
        """Return the place behind plain characters: the next tag, or what XML has no such character for."""
        each = self._xml[at]
        while (each >= 0x20 or each == ord("\n") or each == ord("\t")) and each != ord("<") and each != ord(">"):
            at += 1
            each = self._xml[at]
        return at

    def _behind_properties(self, at: int, end: bytes) -> int:
        """Return the place behind an element of properties without attributes; 0 when that can't be told."""
        name_end = at + len(end) - 2
        if self._xml.startswith(b"/>", name_end):
            return name_end + 2
        at = self._xml.find(end, at, at + _LONGEST_FRONT) if self._xml[name_end] == ord(">") else -1
        return at + len(end) if at > 0 else 0
