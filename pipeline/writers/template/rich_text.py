"""Rich narrative out of a submitted Word file: what a person typed, with its formatting, lists, tables and pictures.

The submission says what was typed and where. Here the blocks of that place are found again and cleaned: tracked
changes accepted, comments, bookmarks, field codes and what nobody sees dropped, content controls taken off. What is
printed there is left out, and what any style strikes out is struck out by itself. Where the blocks don't say exactly
what was read, struck words struck, nothing is given, and the caller writes the text plainly.
"""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Final

from lxml import etree

from pipeline.document import UNREAD, Mark
from pipeline.ooxml import structure
from pipeline.ooxml.appearance.seen import SeenRuns
from pipeline.ooxml.appearance.shapes import is_hidden
from pipeline.ooxml.names import OFFICE, W
from pipeline.ooxml.places import Places
from pipeline.ooxml.structure import CELL, CONTROL, CONTROL_CONTENT, PARAGRAPH, ROW, RUN, TABLE, is_on
from pipeline.words import Words, joined_by
from pipeline.writers.template.rich_lines import PICTURES, SPOKEN, blocks_saying, shown
from pipeline.writers.word.struck import strike

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from lxml.etree import _Element

    from pipeline.location import Location
    from pipeline.ooxml import Package

_W_DROPPED: Final = (
    *("del", "moveFrom", "moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd"),
    *("rPrChange", "pPrChange", "tblPrChange", "tblPrExChange", "tblGridChange", "trPrChange", "tcPrChange"),
    *("cellIns", "cellMerge", "numberingChange", "sectPr", "sectPrChange"),
    *("commentRangeStart", "commentRangeEnd", "commentReference", "annotationRef"),
    *("bookmarkStart", "bookmarkEnd", "proofErr", "permStart", "permEnd", "lastRenderedPageBreak"),
    *("fldChar", "instrText", "delText", "delInstrText", "altChunk", "subDoc", "control"),
    *("footnoteReference", "endnoteReference", "footnoteRef", "endnoteRef", "webHidden", "cnfStyle"),
)
_DROPPED: Final = frozenset(
    {*(W + name for name in _W_DROPPED), OFFICE + "OLEObject"},
)
_UNWRAPPED: Final = frozenset(W + name for name in ("ins", "moveTo", "smartTag", "customXml", "fldSimple"))
_HIDING: Final = (W + "vanish", W + "specVanish")
_FIELD: Final = W + "fldChar"
_IDENTITIES: Final = ("paraId", "textId", "anchorId", "editId")
_LATER: Final = tuple(f"{{http://schemas.microsoft.com/office/word/20{year}/wordml" for year in range(12, 30))
"""Vocabularies that a file has to declare ignorable, or older versions of Word won't open it; they say nothing seen."""


class RichSource:
    """The main part of a submitted Word file, asked for what was typed at a place.

    Args:
        package: The file.
    """

    def __init__(self, package: Package) -> None:
        self._places = Places(package.xml(package.main_part))
        self._seen = SeenRuns(package)

    def typed(self, location: Location | None, words: Words) -> list[_Element]:
        """Return cleaned copies of the blocks at ``location`` that say ``words``, or none if they say anything else."""
        place = self._places.find(location) if location is not None else None
        if place is None or not words.text.strip():
            return []
        return next(filter(None, (blocks_saying(blocks, words) for blocks in self._candidates(place))), [])

    def cell_words(self, location: Location | None) -> Words:
        """Return the words of a cell or paragraph as they are there; none when there is no such place."""
        place = self._places.find(location) if location is not None else None
        blocks = self._cleaned_blocks(place) if place is not None else []
        return joined_by("\n", (line for block in blocks for line in shown(block)))

    def cell_runs(self, location: Location | None, words: Words) -> list[_Element]:
        """Return the runs of a cell that hold ``words`` in one line, with their formatting."""
        blocks = self.typed(location, words)
        if len(blocks) != 1 or blocks[0].tag != PARAGRAPH:
            return []
        return [each for each in blocks[0] if each.tag == RUN]

    def body_lines(self) -> list[_Element]:
        """Return cleaned copies of the paragraphs and tables of the body."""
        return self._cleaned_blocks(structure.body(self._places.document))

    def _candidates(self, place: _Element) -> Iterator[list[_Element]]:
        """Yield where an answer may be: its cell, then its whole table; in the body, its paragraph up to a table."""
        if place.tag == CELL:
            yield self._cleaned_blocks(place)
            table = next(place.iterancestors(TABLE), None)
            cells = (cell for row, _ in structure.rows(table) for cell in _cells(row)) if table is not None else ()
            yield [block for cell in cells for block in self._cleaned_blocks(cell)]
        elif place.tag == PARAGRAPH:
            yield self._cleaned_blocks(*_until_table(place))

    def _cleaned_blocks(self, *places: _Element) -> list[_Element]:
        """Copy blocks, or those of a container, and clean the copies."""
        blocks = []
        for place in places:
            inner = [place] if place.tag == PARAGRAPH else [block for block, _ in structure.blocks(place)]
            blocks += [self._copy(block) for block in inner if block.tag in (PARAGRAPH, TABLE) and not _prompts(block)]
        holder = _holder(blocks)
        _drop_instructions(holder)
        _clean(holder)
        _join_paragraphs(holder)
        return list(holder)

    def _copy(self, block: _Element) -> _Element:
        """Copy a block without what nobody sees; what a style strikes out is struck out by itself."""
        made = deepcopy(block)
        for run, copy in zip(list(block.iter(RUN)), list(made.iter(RUN)), strict=True):
            marks = self._seen.marks(run)
            if marks & UNREAD:
                _take_out(copy)
            elif Mark.STRIKE in marks:
                strike(copy)
        return made


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


def _prompts(block: _Element) -> bool:
    """Return whether a block is in a control that still shows its prompt."""
    return any(_shows_prompt(control) for control in block.iterancestors(CONTROL))


def _shows_prompt(control: _Element) -> bool:
    return control.find(f"{W}sdtPr/{W}showingPlcHdr") is not None


def _holder(blocks: Sequence[_Element]) -> _Element:
    """Put blocks into an element of their own, so that each has a parent while it is cleaned."""
    holder = etree.Element(W + "body", nsmap=blocks[0].nsmap if blocks else None)
    holder.extend(blocks)
    return holder


def _drop_instructions(holder: _Element) -> None:
    """Take out text that is in the instruction of a field; that of one that never ends may be no instruction."""
    begun: list[list[_Element]] = []
    for element in list(holder.iter(_FIELD, *SPOKEN)):
        kind = element.get(W + "fldCharType")
        if element.tag != _FIELD:
            for held in begun:
                held.append(element)
        elif kind == "begin":
            begun.append([])
        elif begun and kind in ("separate", "end"):
            for text in begun[-1]:
                _take_out(text)
            begun[-1].clear()
            if kind == "end":
                begun.pop()


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
    """Return whether an element is no part of the accepted, uncommented text."""
    if element.tag in (W + "del", W + "moveFrom") and _is_paragraph_mark(element):
        return False  # looked at when paragraphs are joined
    if element.tag in _DROPPED or str(element.tag).startswith(_LATER):
        return True
    if element.tag == ROW:
        return element.find(f"{W}trPr/{W}del") is not None
    if element.tag == CELL:
        return element.find(f"{W}tcPr/{W}cellDel") is not None
    if element.tag in _HIDING:
        return is_on(element)  # of a paragraph's mark; runs that are hidden are gone already
    return element.tag in PICTURES and len(element) > 0 and is_hidden(element[0])


def _is_mark(element: _Element) -> bool:
    """Return whether an insertion is only said of a run, row or paragraph mark, and wraps nothing."""
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
