"""What blocks of a Word file say, line by line as the reader gives it, with what is struck out of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pipeline.ooxml import structure
from pipeline.ooxml.names import W
from pipeline.ooxml.structure import PARAGRAPH, RUN, TABLE, TEXT
from pipeline.words import Words, joined_by, put_together
from pipeline.writers.word.struck import is_struck

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.etree import _Element

PICTURES: Final = (W + "drawing", W + "pict", W + "object")
_SIGN: Final = W + "sym"
_BREAKS: Final = {W + "tab": "\t", W + "ptab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "\u2011"}
SPOKEN: Final = (TEXT, _SIGN, *_BREAKS)
"""Elements that say something."""

_ANY: Final = "\ufffc"
"""Stands for the glyph of a symbol font, whose character only the reader knows."""


def blocks_saying(blocks: Sequence[_Element], words: Words) -> list[_Element]:
    """Choose the blocks that say ``words``, line by line; print before, between and behind them is left out.

    Returns:
        None when they don't say just that, or strike out something else.
    """
    wanted = without_space(words.text)
    chosen: list[_Element] = []
    at = 0
    for block in blocks:
        lines = [line for said in shown(block) for line in without_space(said.text)]
        if not lines:
            if next(block.iter(*PICTURES), None) is not None:
                chosen.append(block)
        elif _same(lines, wanted[at : at + len(lines)]):
            chosen.append(block)
            at += len(lines)
        elif block.tag == PARAGRAPH and at < len(wanted) and len(lines) == 1 and _cut(block, wanted[at]):
            chosen.append(block)
            at += 1
    return chosen if at == len(wanted) and _is_struck_alike(chosen, words) else []


def _is_struck_alike(blocks: Sequence[_Element], words: Words) -> bool:
    said = put_together(line for block in blocks for line in shown(block))
    return [is_struck for _, is_struck in said.seen()] == [is_struck for _, is_struck in words.seen()]


def without_space(text: str) -> list[str]:
    """Cut a text into lines that compare without regard to white space; empty ones left out."""
    found = ("".join(line.split()) for line in text.split("\n"))
    return [line for line in found if line]


def _same(lines: Sequence[str], wanted: Sequence[str]) -> bool:
    return len(lines) == len(wanted) and all(_alike(*pair) for pair in zip(lines, wanted, strict=True))


def _alike(line: str, wanted: str) -> bool:
    if _ANY not in line:
        return line == wanted
    return len(line) == len(wanted) and all(mine in (_ANY, theirs) for mine, theirs in zip(line, wanted, strict=True))


def shown(block: _Element) -> list[Words]:
    """Return what a block says as the reader gives it: a table as a line a row, then what hangs on the paragraph."""
    if block.tag == TABLE:
        return [_table_row(row) for row, _ in structure.rows(block)]
    own = put_together(map(_spoken, _pieces(block)))
    boxes = [inner for box in _text_boxes(block) for each, _ in structure.blocks(box) for inner in shown(each)]
    return [own, *boxes]


def _table_row(row: _Element) -> Words:
    cells = [_cell_line(cell) for cell, _, _, _ in structure.cells(row)]
    return put_together(part for number, cell in enumerate(cells) for part in ("\t" if number else "", cell))


def _cell_line(cell: _Element) -> Words:
    return joined_by(" ", (line for block, _ in structure.blocks(cell) for line in shown(block)))


def _pieces(element: _Element) -> Iterator[_Element]:
    """Yield texts, tabs, breaks and symbols in reading order, without those in text boxes."""
    for child in element:
        if child.tag in PICTURES or child.tag in (W + "pPr", W + "rPr"):
            continue
        if child.tag == structure.ALTERNATE:
            chosen = structure.branch(child)
            if chosen is not None:
                yield from _pieces(chosen)
        elif child.tag in SPOKEN:
            yield child
        else:
            yield from _pieces(child)


def _spoken(piece: _Element) -> Words:
    text = (piece.text or "") if piece.tag == TEXT else _BREAKS.get(str(piece.tag), _ANY)
    run = piece.getparent()
    struck = run is not None and run.tag == RUN and is_struck(run)
    return Words(text, ((0, len(text)),) if struck and text else ())


def _text_boxes(paragraph: _Element) -> list[_Element]:
    boxes: list[_Element] = []
    for picture in paragraph.iter(*PICTURES):
        found = [box for box in picture.iter(W + "txbxContent") if not _is_second_branch(box, paragraph)]
        boxes += [box for box in found if box not in boxes]
    return boxes


def _is_second_branch(box: _Element, within: _Element) -> bool:
    """Return whether a text box is in the branch of alternate content that isn't read, or in another box."""
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
    text = "".join(_spoken(piece).text for piece in _pieces(paragraph))
    visible = [at for at, character in enumerate(text) if not character.isspace()]
    if len(visible) <= len(wanted) or "".join(text[at] for at in visible[-len(wanted) :]) != wanted:
        return False
    surplus = visible[-len(wanted)]
    for piece in list(_pieces(paragraph)):
        length = len(_spoken(piece).text)
        if surplus >= length:
            piece.getparent().remove(piece)  # type: ignore[union-attr]
        elif surplus:
            piece.text = (piece.text or "")[surplus:]
        surplus = max(0, surplus - length)
    return True
