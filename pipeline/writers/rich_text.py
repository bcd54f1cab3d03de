"""Rich narrative out of a submitted Word file: what a person typed, with its formatting, lists, tables and pictures.

The submission says what was typed and where. Here the blocks of that place are found again and cleaned: tracked
changes accepted, comments, bookmarks and field codes dropped, content controls taken off. What is printed there is left
out. Where the blocks don't say exactly what was read, nothing is given, and the caller writes the text plainly.
"""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Final

from lxml import etree

from pipeline.ooxml import structure
from pipeline.ooxml.names import OFFICE, W
from pipeline.ooxml.places import Places
from pipeline.ooxml.structure import CELL, CONTROL, CONTROL_CONTENT, PARAGRAPH, ROW, RUN, TABLE, TEXT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from lxml.etree import _Element

    from pipeline.location import Location

_W_DROPPED: Final = (
    *("del", "moveFrom", "moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd"),
    *("rPrChange", "pPrChange", "tblPrChange", "tblPrExChange", "tblGridChange", "trPrChange", "tcPrChange"),
    *("cellIns", "cellMerge", "numberingChange", "sectPr", "sectPrChange"),
    *("commentRangeStart", "commentRangeEnd", "commentReference", "annotationRef"),
    *("bookmarkStart", "bookmarkEnd", "proofErr", "permStart", "permEnd", "lastRenderedPageBreak"),
    *("fldChar", "instrText", "delText", "delInstrText", "altChunk", "subDoc", "control"),
    *("footnoteReference", "endnoteReference", "footnoteRef", "endnoteRef", "vanish", "webHidden", "cnfStyle"),
)
_DROPPED: Final = frozenset(
    {*(W + name for name in _W_DROPPED), OFFICE + "OLEObject"},
)
_UNWRAPPED: Final = frozenset(W + name for name in ("ins", "moveTo", "smartTag", "customXml", "fldSimple"))
_PICTURES: Final = (W + "drawing", W + "pict", W + "object")
_IDENTITIES: Final = ("paraId", "textId", "anchorId", "editId")
_LATER: Final = tuple(f"{{http://schemas.microsoft.com/office/word/20{year}/wordml" for year in range(12, 30))
"""Vocabularies that a file has to declare ignorable, or older versions of Word won't open it; they say nothing seen."""

_BREAKS: Final = {W + "tab": "\t", W + "ptab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "\u2011"}
_ANY: Final = "\ufffc"
"""Stands for the glyph of a symbol font, whose character only the reader knows."""


class RichSource:
    """The main part of a submitted Word file, asked for what was typed at a place."""

    def __init__(self, document: _Element) -> None:
        self._places = Places(document)

    def typed(self, location: Location | None, text: str) -> list[_Element]:
        """Give cleaned copies of the blocks at ``location`` that say ``text``; none when they don't say just that."""
        place = self._places.find(location) if location is not None else None
        wanted = _lines(text)
        if place is None or not wanted:
            return []
        for blocks in _candidates(place):
            found = _said(blocks, wanted)
            if found:
                return found
        return []

    def cell_text(self, location: Location | None) -> str:
        """Give the text of a cell or paragraph as it stands there; empty when there is no such place."""
        place = self._places.find(location) if location is not None else None
        return "" if place is None else "\n".join(line for block in _cleaned_blocks(place) for line in _shown(block))

    def cell_runs(self, location: Location | None, text: str) -> list[_Element]:
        """Give the runs of a cell that hold ``text`` in one line, with their formatting."""
        blocks = self.typed(location, text)
        if len(blocks) != 1 or blocks[0].tag != PARAGRAPH:
            return []
        return [each for each in blocks[0] if each.tag == RUN]

    def body_lines(self) -> list[_Element]:
        """Give cleaned copies of the paragraphs and tables of the body."""
        return _cleaned_blocks(structure.body(self._places.document))


def _candidates(place: _Element) -> Iterator[list[_Element]]:
    """Give where an answer may stand: its cell, then its whole table; in the body, from its paragraph to a table."""
    if place.tag == CELL:
        yield _cleaned_blocks(place)
        table = next(place.iterancestors(TABLE), None)
        if table is not None:
            yield [block for row, _ in structure.rows(table) for cell in _cells(row) for block in _cleaned_blocks(cell)]
    elif place.tag == PARAGRAPH:
        yield _cleaned_blocks(*_until_table(place))


def _cells(row: _Element) -> Iterator[_Element]:
    return (cell for cell, _, _, _ in structure.cells(row))


def _until_table(paragraph: _Element) -> Iterator[_Element]:
    yield paragraph
    for following in paragraph.itersiblings():
        if following.tag == TABLE:
            return
        if following.tag == PARAGRAPH:
            yield following


# Cleaning


def _cleaned_blocks(*places: _Element) -> list[_Element]:
    """Copy blocks, or those of a container, and clean the copies."""
    blocks = []
    for place in places:
        inner = [place] if place.tag == PARAGRAPH else [block for block, _ in structure.blocks(place)]
        blocks += [deepcopy(block) for block in inner if block.tag in (PARAGRAPH, TABLE) and not _prompts(block)]
    holder = _holder(blocks)
    _clean(holder)
    _join_paragraphs(holder)
    return list(holder)


def _prompts(block: _Element) -> bool:
    """Tell whether a block stands in a control that still shows its prompt."""
    return any(_shows_prompt(control) for control in block.iterancestors(CONTROL))


def _shows_prompt(control: _Element) -> bool:
    return control.find(f"{W}sdtPr/{W}showingPlcHdr") is not None


def _holder(blocks: Sequence[_Element]) -> _Element:
    """Put blocks into an element of their own, so that each has a parent while it is cleaned."""
    holder = etree.Element(W + "body", nsmap=blocks[0].nsmap if blocks else None)
    holder.extend(blocks)
    return holder


def _clean(holder: _Element) -> None:
    for element in list(holder.iter("*")):
        if element.getparent() is None and element is not holder:
            continue  # inside something that was taken out
        if _is_gone(element):
            _take_out(element)
        elif element.tag == CONTROL:
            _unwrap(element, () if _shows_prompt(element) else element.find(CONTROL_CONTENT))
        elif element.tag in _UNWRAPPED:
            _unwrap(element, () if _is_mark(element) else element)
        else:
            _drop_identities(element)


def _is_gone(element: _Element) -> bool:
    """Tell whether an element is no part of the accepted, uncommented text."""
    if element.tag in (W + "del", W + "moveFrom") and _is_paragraph_mark(element):
        return False  # looked at when paragraphs are joined
    if element.tag in _DROPPED or str(element.tag).startswith(_LATER):
        return True
    if element.tag == ROW:
        return element.find(f"{W}trPr/{W}del") is not None
    if element.tag == CELL:
        return element.find(f"{W}tcPr/{W}cellDel") is not None
    return element.tag == RUN and element.find(f"{W}rPr/{W}vanish") is not None


def _is_mark(element: _Element) -> bool:
    """Tell whether an insertion is only said of a run, row or paragraph mark, and wraps nothing."""
    parent = element.getparent()
    return parent is not None and parent.tag in (W + "rPr", W + "trPr")


def _is_paragraph_mark(element: _Element) -> bool:
    parent = element.getparent()
    above = parent.getparent() if parent is not None else None
    return above is not None and above.tag == W + "pPr"


def _take_out(element: _Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _unwrap(element: _Element, content: Iterable[_Element] | None) -> None:
    for child in list(content if content is not None else ()):
        element.addprevious(child)
    _take_out(element)


def _drop_identities(element: _Element) -> None:
    """Drop what numbers an element in its own file, and attributes that only later versions of Word know."""
    for name in list(element.attrib):
        local = str(name).rpartition("}")[2]
        if local.startswith("rsid") or local in _IDENTITIES or str(name).startswith(_LATER):
            del element.attrib[name]


def _join_paragraphs(holder: _Element) -> None:
    """Join paragraphs whose mark a tracked change removes."""
    for mark in list(holder.iter(W + "del", W + "moveFrom")):
        paragraph = next(mark.iterancestors(PARAGRAPH), None)
        _take_out(mark)
        following = paragraph.getnext() if paragraph is not None else None
        if paragraph is None or following is None or following.tag != PARAGRAPH:
            continue
        moved = [child for child in paragraph if child.tag != W + "pPr"]
        properties = following.find(W + "pPr")
        at = 0 if properties is None else 1
        for offset, child in enumerate(moved):
            following.insert(at + offset, child)
        _take_out(paragraph)


# What blocks say


def _said(blocks: Sequence[_Element], wanted: Sequence[str]) -> list[_Element]:
    """Choose the blocks that say ``wanted``, line by line; print before, between and behind them is left out."""
    chosen: list[_Element] = []
    at = 0
    for block in blocks:
        lines = [line for text in _shown(block) for line in _lines(text)]
        if not lines:
            if next(block.iter(*_PICTURES), None) is not None:
                chosen.append(block)
        elif _same(lines, wanted[at : at + len(lines)]):
            chosen.append(block)
            at += len(lines)
        elif block.tag == PARAGRAPH and at < len(wanted) and len(lines) == 1 and _cut(block, wanted[at]):
            chosen.append(block)
            at += 1
    return chosen if at == len(wanted) else []


def _lines(text: str) -> list[str]:
    """Cut a text into lines that compare without regard to white space; empty ones left out."""
    found = ("".join(line.split()) for line in text.split("\n"))
    return [line for line in found if line]


def _same(lines: Sequence[str], wanted: Sequence[str]) -> bool:
    return len(lines) == len(wanted) and all(_alike(*pair) for pair in zip(lines, wanted, strict=True))


def _alike(line: str, wanted: str) -> bool:
    if _ANY not in line:
        return line == wanted
    return len(line) == len(wanted) and all(mine in (_ANY, theirs) for mine, theirs in zip(line, wanted, strict=True))


def _shown(block: _Element) -> list[str]:
    """Give the text of a block as the reader gives it: a table as a line a row, then what hangs on the paragraph."""
    if block.tag == TABLE:
        return ["\t".join(_cell_line(cell) for cell in _cells(row)) for row, _ in structure.rows(block)]
    own = "".join(_spoken(piece) for piece in _pieces(block))
    boxes = [inner for box in _text_boxes(block) for each, _ in structure.blocks(box) for inner in _shown(each)]
    return [own, *boxes]


def _cell_line(cell: _Element) -> str:
    return " ".join(line for block, _ in structure.blocks(cell) for line in _shown(block) if line)


def _pieces(element: _Element) -> Iterator[_Element]:
    """Give texts, tabs, breaks and symbols in reading order, without those in text boxes."""
    for child in element:
        if child.tag in _PICTURES or child.tag in (W + "pPr", W + "rPr"):
            continue
        if child.tag == structure.ALTERNATE:
            chosen = structure.branch(child)
            if chosen is not None:
                yield from _pieces(chosen)
        elif child.tag == TEXT or child.tag == W + "sym" or child.tag in _BREAKS:
            yield child
        else:
            yield from _pieces(child)


def _spoken(piece: _Element) -> str:
    if piece.tag == TEXT:
        return piece.text or ""
    return _BREAKS.get(str(piece.tag), _ANY)


def _text_boxes(paragraph: _Element) -> list[_Element]:
    boxes: list[_Element] = []
    for picture in paragraph.iter(*_PICTURES):
        found = [box for box in picture.iter(W + "txbxContent") if not _is_second_branch(box, paragraph)]
        boxes += [box for box in found if box not in boxes]
    return boxes


def _is_second_branch(box: _Element, within: _Element) -> bool:
    """Tell whether a text box stands in the branch of alternate content that isn't read, or in another box."""
    for around in box.iterancestors():
        if around is within:
            return False
        if around.tag == W + "txbxContent":
            return True
        parent = around.getparent()
        if parent is not None and parent.tag == structure.ALTERNATE and structure.branch(parent) is not around:
            return True
    return False


def _cut(paragraph: _Element, wanted: str) -> bool:
    """Cut what is printed before an answer on its line, and say whether the rest is the answer."""
    text = "".join(_spoken(piece) for piece in _pieces(paragraph))
    visible = [at for at, character in enumerate(text) if not character.isspace()]
    if len(visible) <= len(wanted) or "".join(text[at] for at in visible[-len(wanted) :]) != wanted:
        return False
    surplus = visible[-len(wanted)]
    for piece in list(_pieces(paragraph)):
        length = len(_spoken(piece))
        if surplus >= length:
            _take_out(piece)
        elif surplus:
            piece.text = (piece.text or "")[surplus:]
        surplus = max(0, surplus - length)
    return True
