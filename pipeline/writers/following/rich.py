"""Narrative with its formatting for following documents, written anew from a short list of what may be carried.

Bold, italics, underlining, lists and tables come along. Styles, links, pictures, names of authors and whatever else a
Word file has beside its text stay behind: a picture may hold a place, a chart its whole workbook. That a picture was
there is said. Where this doesn't give exactly the text that was read, nothing is given, and the text goes in plainly.
"""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING, Final

from pipeline.ooxml import structure
from pipeline.ooxml.names import W
from pipeline.ooxml.quoting import escape
from pipeline.ooxml.structure import PARAGRAPH, RUN, TABLE, TEXT, VAL
from pipeline.words import Words, put_together
from pipeline.writers.template.rich_text import RichSource

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.etree import _Element

    from pipeline.ooxml import Package
    from pipeline.submission import Answer

PICTURE: Final = "[There is a picture here on the form.]"
_CARRIED_LOOKS: Final = ("b", "i", "strike", "dstrike", "u", "vertAlign")  # in the order of 17.3.2.28
_STRIKES: Final = ("<w:strike/>", "<w:dstrike/>")
_OFF: Final = ("0", "false", "off", "none", "baseline")
_PICTURES: Final = (W + "drawing", W + "pict", W + "object")
_INDENT: Final = 360  # twentieths of a point
_BULLET: Final = "•"
_SIDES: Final = ("top", "left", "bottom", "right", "insideH", "insideV")
_BORDERS: Final = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="7F7F7F"/>' for side in _SIDES)


class RichNarrative:
    """The narrative of one submitted Word file."""

    def __init__(self, form: Package) -> None:
        self._form = form
        self._source = RichSource(form)

    def markup(self, answer: Answer) -> str:
        """Return whole paragraphs and tables for an answer; empty when they would not say just what was read.

        What is struck out has to be struck out in them too.
        """
        if not answer.raw:
            return ""
        written = _Written(self._lists)
        found = "".join(written.blocks(self._source.typed(answer.location, answer.words)))
        return found if put_together(written.said).seen() == answer.words.seen() else ""

    @cached_property
    def _lists(self) -> _Lists:
        return _Lists(self._form)


class _Written:
    """Blocks as they are written, and the text that they say."""

    def __init__(self, lists: _Lists) -> None:
        self.said: list[Words] = []
        self._lists = lists
        self._numbers: Counter[tuple[str, int]] = Counter()

    def blocks(self, blocks: Iterable[_Element]) -> Iterator[str]:
        for block in blocks:
            if block.tag == PARAGRAPH:
                yield from self._paragraph(block)
            elif block.tag == TABLE:
                yield self._table(block) + "<w:p/>"

    def _paragraph(self, paragraph: _Element) -> Iterator[str]:
        runs = "".join(self._run(run) for run in paragraph.iter(RUN))
        if runs:
            mark, properties = self._list_mark(paragraph)
            yield f"<w:p>{properties}{mark}{runs}</w:p>"
        if next(paragraph.iter(*_PICTURES), None) is not None:
            yield f"<w:p><w:r><w:rPr><w:i/></w:rPr><w:t>{PICTURE}</w:t></w:r></w:p>"

    def _run(self, run: _Element) -> str:
        look = _look(run)
        struck = any(each in look for each in _STRIKES)
        pieces = "".join(self._piece(piece, struck=struck) for piece in run)
        return f"<w:r>{look}{pieces}</w:r>" if pieces else ""

    def _piece(self, piece: _Element, *, struck: bool) -> str:
        if piece.tag == TEXT:
            self._say(piece.text or "", struck=struck)
            return f'<w:t xml:space="preserve">{escape(piece.text or "")}</w:t>'
        if piece.tag in (W + "tab", W + "ptab"):
            return "<w:tab/>"
        if piece.tag in (W + "br", W + "cr"):
            return "<w:br/>"
        if piece.tag == W + "noBreakHyphen":
            self._say("\u2011", struck=struck)
            return "<w:t>\u2011</w:t>"
        return ""

    def _say(self, text: str, *, struck: bool) -> None:
        self.said.append(Words(text, ((0, len(text)),) if struck and text else ()))

    def _list_mark(self, paragraph: _Element) -> tuple[str, str]:
        """Write the mark of an entry of a list as text: so it needs nothing of the file that it comes from."""
        found = self._lists.of(paragraph)
        if found is None:
            return "", ""
        identifier, level, is_numbered = found
        mark = _BULLET
        if is_numbered:
            for deeper in range(level + 1, 9):
                self._numbers[identifier, deeper] = 0
            self._numbers[identifier, level] += 1
            mark = f"{self._numbers[identifier, level]}."
        indent = f'<w:pPr><w:ind w:left="{_INDENT * (level + 1)}" w:hanging="{_INDENT}"/></w:pPr>'
        return f"<w:r><w:t>{mark}</w:t></w:r><w:r><w:tab/></w:r>", indent

    def _table(self, table: _Element) -> str:
        rows = [[self._cell(cell) for cell, *_ in structure.cells(row)] for row, _ in structure.rows(table)]
        columns = max(map(len, rows), default=1)
        width = 5000 // max(columns, 1)
        grid = "<w:gridCol/>" * columns
        body = "".join(
            "<w:tr>"
            + "".join(f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="pct"/></w:tcPr>{cell}</w:tc>' for cell in row)
            + "</w:tr>"
            for row in rows
            if row
        )
        return (
            f'<w:tbl><w:tblPr><w:tblW w:w="5000" w:type="pct"/><w:tblBorders>{_BORDERS}</w:tblBorders></w:tblPr>'
            f"<w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>"
        )

    def _cell(self, cell: _Element) -> str:
        inner = "".join(self.blocks(block for block, _ in structure.blocks(cell)))
        return inner or "<w:p/>"


class _Lists:
    """Which paragraphs are entries of lists, as the file's own definitions say."""

    def __init__(self, form: Package) -> None:
        self._numbered: dict[str, dict[int, bool]] = {}
        self._styles: dict[str, _Element] = {}
        for part in form.related(form.main_part):
            if part.exists and part.kind == "numbering":
                self._read(form.xml(part.target))
            elif part.exists and part.kind == "styles":
                self._styles = {
                    style.get(W + "styleId", ""): style
                    for style in form.xml(part.target).iterchildren(W + "style")
                    if style.find(f"{W}pPr/{W}numPr") is not None
                }

    def _read(self, numbering: _Element) -> None:
        levels = {
            each.get(W + "abstractNumId", ""): {
                int(level.get(W + "ilvl", "0")): _value(level, "numFmt") not in ("bullet", "none")
                for level in each.iterchildren(W + "lvl")
            }
            for each in numbering.iterchildren(W + "abstractNum")
        }
        for number in numbering.iterchildren(W + "num"):
            self._numbered[number.get(W + "numId", "")] = levels.get(_value(number, "abstractNumId"), {})

    def of(self, paragraph: _Element) -> tuple[str, int, bool] | None:
        """Return list, level (0-based) and whether it is numbered; ``None`` for a paragraph in no list."""
        found = paragraph.find(f"{W}pPr/{W}numPr")
        if found is None:
            style = paragraph.find(f"{W}pPr/{W}pStyle")
            named = self._styles.get(style.get(VAL, "")) if style is not None else None
            found = named.find(f"{W}pPr/{W}numPr") if named is not None else None
        if found is None:
            return None
        identifier, level = _value(found, "numId"), _value(found, "ilvl")
        at = min(int(level), 8) if level.isdigit() else 0
        levels = self._numbered.get(identifier)
        return (identifier, at, levels.get(at, False)) if levels else None


def _value(element: _Element, name: str) -> str:
    child = element.find(W + name)
    return child.get(VAL, "") if child is not None else ""


def _look(run: _Element) -> str:
    properties = run.find(W + "rPr")
    if properties is None:
        return ""
    looks = "".join(_carried(properties.find(W + name)) for name in _CARRIED_LOOKS)
    return f"<w:rPr>{looks}</w:rPr>" if looks else ""


def _carried(look: _Element | None) -> str:
    if look is None or look.get(VAL, "1") in _OFF:
        return ""
    name = str(look.tag).rpartition("}")[2]
    if name == "u":
        return '<w:u w:val="single"/>'
    if name == "vertAlign":
        return f'<w:vertAlign w:val="{"superscript" if look.get(VAL) == "superscript" else "subscript"}"/>'
    return f"<w:{name}/>"
