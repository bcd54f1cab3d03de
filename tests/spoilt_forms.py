"""Forms as people leave them: drawn with their answers, then marked in another way, reworded, pasted or rearranged."""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING, Final

from msgspec import Struct, field

from tests.answers import answers
from tests.documents import document
from tests.form_pieces import Asked, asked_by
from tests.formbuilder import isolate, text_of
from tests.shapes import cell, inserted, mark_run, paragraph, q, run, symbol, tick, w

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterator, Sequence

    from tests.form_pieces import Piece, Said
    from tests.shapes import Element

NOBODY_CAN_TELL: Final = "(nobody can tell)"
"""The answer to a question that is in the form twice with different ones: any that is read is wrong."""
_MARK: Final = re.compile(r"☒|✓|(?<!\w)[xX](?!\w)")
_SIGNS: Final = ("X", "✔", "√", "Yes", "(x)", "[x]", "xx", "✗", "☑", "x.")
_LOOKS: Final = {
    "bold": True, "underline": True, "ringed": True, "highlight": "yellow", "colour": "FF0000", "shade": "FFFF00",
    "strike": True,
}  # fmt: skip


class Left(Struct):
    """A form with answers, its blocks by the pieces that they are of, and what a reader should find in it.

    Attributes:
        free: Keys of questions that may be read in several ways.
    """

    pieces: Sequence[Piece]
    said: Said
    chance: random.Random
    blocks: list[list[Element]]
    free: set[str] = field(default_factory=set)

    def bytes(self) -> bytes:
        """Return it as a Word file."""
        return document(*(block for blocks in self.blocks for block in blocks))

    def leave_free(self, asked: Asked) -> None:
        """Say nothing of how a question is to be read."""
        self.said.pop(asked.key, None)
        self.free.add(asked.key)

    def tables(self, rows: int) -> list[Element]:
        """Return its tables of so many rows at least."""
        tables = [block for blocks in self.blocks for block in blocks if block.tag == q("w:tbl")]
        return [each for each in tables if len(each.findall(q("w:tr"))) >= rows]

    def choices(self) -> Iterator[tuple[int, Asked]]:
        """Yield the choices that a piece asks for by itself, with the number of the piece."""
        for number, piece in enumerate(self.pieces):
            if len(piece.asked) == 1 and piece.asked[0].kind in ("choice", "several"):
                yield number, piece.asked[0]


def left(pieces: Sequence[Piece], chance: random.Random) -> tuple[str, Left]:
    """Fill in a form and spoil it in one way; return which that was."""
    said = answers(pieces, chance, share=0.8)
    way = chance.choice(sorted(WAYS))
    made = Left(pieces=pieces, said=said, chance=chance, blocks=[piece.draw(said) for piece in pieces])
    WAYS[way](made)
    return way, made


# -- marks -------------------------------------------------------------------------------------------------------------


def _marks(form: Left) -> Iterator[tuple[Element, re.Match[str]]]:
    """Yield the texts that somebody marked, and the mark."""
    for piece, blocks in zip(form.pieces, form.blocks, strict=True):
        for filled, blank in zip(blocks, piece.draw({}), strict=False):
            lines = zip(filled.iter(q("w:p")), blank.iter(q("w:p")), strict=False)
            for line in [one for one, other in lines if text_of(one) != text_of(other)]:
                for text in list(line.iter(q("w:t"))):
                    if found := _MARK.search(text.text or ""):
                        yield text, found


def other_signs(form: Left) -> None:
    """Mark with other signs: typed ones, those of a symbol font, controls."""
    for text, mark in list(_marks(form)):
        holder = text.getparent()
        assert holder is not None
        sign = form.chance.choice(
            [*map(run, _SIGNS), symbol("F0FC"), symbol("F0FE"), tick(), run("x", colour="FF0000")]
        )
        words = text.text or ""
        for part in (run(words[mark.end() :]), sign, run(words[: mark.start()])):
            holder.addnext(part)
        holder.getparent().remove(holder)  # type: ignore[union-attr]


def tracked(form: Left) -> None:
    """Mark in tracked changes."""
    for text, _ in list(_marks(form)):
        holder = text.getparent()
        line = holder.getparent() if holder is not None else None
        if holder is not None and line is not None and line.tag == q("w:p"):
            at = line.index(holder)
            line.remove(holder)
            line.insert(at, inserted(holder))


def by_looks(form: Left) -> None:
    """Choose by the looks of the chosen option, or by striking out the others."""
    for number, asked in form.choices():
        chosen = form.said.get(asked.key, ())
        chosen = (chosen,) if isinstance(chosen, str) else chosen
        look, fresh = form.chance.choice(sorted(_LOOKS)), form.pieces[number].draw({})
        marked = [each for each in asked.options if (each in chosen) is not (look == "strike")]
        texts = [_of_option(fresh, asked, each) for each in marked]
        if chosen and len(chosen) < len(asked.options) and None not in texts:
            form.blocks[number] = fresh
            for option in marked:
                text = _of_option(fresh, asked, option)
                mark_run(isolate(text.getparent(), option), **{look: _LOOKS[look]})  # type: ignore[union-attr, arg-type]


def _of_option(blocks: Sequence[Element], asked: Asked, option: str) -> Element | None:
    """Return the last text that prints an option, and not the question alone."""
    words = re.compile(rf"(?<![\w/]){re.escape(option)}(?![\w/])")
    texts = [text for block in blocks for text in block.iter(q("w:t"))]
    return next((each for each in reversed(texts) if words.search((each.text or "").replace(asked.label, ""))), None)


# -- what is printed ---------------------------------------------------------------------------------------------------


def other_words(form: Left) -> None:
    """Print one option of each choice in other words, as an older version of the form may."""
    for number, asked in form.choices():
        option = form.chance.choice(asked.options)
        text = _of_option(form.blocks[number], asked, option)
        if text is not None and text.text:
            head, _, tail = text.text.rpartition(option)
            new = form.chance.choice(["Something", option + option[-1], f"{option}, mostly"])
            text.text = f"{head}{new}{tail}"


def without_words(form: Left) -> None:
    """Take out headings and instructions, and the empty lines."""
    for number, piece in enumerate(form.pieces):
        kept = form.blocks[number] if piece.asked or number == 0 else []
        form.blocks[number] = [block for block in kept if block.tag == q("w:tbl") or text_of(block)]


def pasted_again(form: Left) -> None:
    """Paste one question or table once more, with other answers."""
    number = form.chance.choice([n for n, piece in enumerate(form.pieces) if piece.asked])
    piece = form.pieces[number]
    again = answers([piece], form.chance, share=0.7)
    for asked in piece.asked:
        mine, its = form.said.get(asked.key), again.get(asked.key)
        if mine is None and its is not None:
            form.said[asked.key] = its
        elif its is not None and mine != its:
            form.said[asked.key] = NOBODY_CAN_TELL
        if not asked.options or asked.kind == "table":
            form.leave_free(asked)  # words may be put together, and rows be added
    form.blocks[number] = [*form.blocks[number], paragraph(), *piece.draw(again)]


# -- tables ------------------------------------------------------------------------------------------------------------


def column_added(form: Left) -> None:
    """Put an empty column into a table."""
    for table in form.tables(2)[:1]:
        at = form.chance.randint(0, 3)
        for row in table.findall(q("w:tr")):
            cells = row.findall(q("w:tc"))
            cells[min(at, len(cells) - 1)].addprevious(cell())


def header_again(form: Left) -> None:
    """Repeat the first row of a table before another one, as at the end of a page."""
    for table in form.tables(3):
        first, *others = table.findall(q("w:tr"))
        form.chance.choice(others).addprevious(copy.deepcopy(first))


def rows_moved(form: Left) -> None:
    """Move a row of a table to its end."""
    for table in form.tables(4):
        table.append(form.chance.choice(table.findall(q("w:tr"))[1:]))
    for asked in asked_by(form.pieces):
        if asked.kind == "table":
            form.leave_free(asked)  # its rows are in another order now


def words_column(form: Left) -> None:
    """Put a column with somebody else's words into the tables."""
    for table in form.tables(1):
        rows = [row.findall(q("w:tc")) for row in table.findall(q("w:tr"))]
        width = max(map(len, rows))
        at = form.chance.randint(1, width)
        for number, cells in enumerate(rows if width > 1 else ()):
            said = "Reviewer" if not number and len(rows) > 1 else form.chance.choice(["checked", "seen by KT", "n/a"])
            (cells[at].addprevious if at < len(cells) else cells[-1].addnext)(cell(said))
    for asked in asked_by(form.pieces):
        if asked.key not in form.said:
            form.leave_free(asked)  # words in the place of an answer look like one


def cell_moved_out(form: Left) -> None:
    """Put a cell into one row of each table, or take an empty one out: the others are shifted."""
    for table in form.tables(3):
        rows = [row.findall(q("w:tc")) for row in table.findall(q("w:tr"))]
        cells = form.chance.choice([row for row in rows if len(row) > 1] or rows)
        empty = [each for each in cells if not text_of(each)]
        if form.chance.random() < 0.5 and empty and len(cells) > 2:
            table.findall(q("w:tr"))[rows.index(cells)].remove(form.chance.choice(empty))
        else:
            form.chance.choice(cells).addnext(cell())


def cells_merged(form: Left) -> None:
    """Merge two cells of each table, beside each other or one above the other, as Word does."""
    for table in form.tables(2):
        rows = [row.findall(q("w:tc")) for row in table.findall(q("w:tr"))]
        number = form.chance.randrange(len(rows) - 1)
        first, second = rows[number], rows[number + 1]
        at = form.chance.randrange(min(len(first), len(second)))
        across = form.chance.random() < 0.5 and at + 1 < len(first)
        one, other = first[at], first[at + 1] if across else second[at]
        one.extend([line for line in other.findall(q("w:p")) if text_of(line)])
        if across:
            other.getparent().remove(other)  # type: ignore[union-attr]
            _property(one, "gridSpan", "2")
        else:
            other[:] = [*other.findall(q("w:tcPr")), paragraph()]
            _property(one, "vMerge", "restart")
            _property(other, "vMerge", "continue")
    for asked in asked_by(form.pieces):
        if asked.kind == "table":
            form.leave_free(asked)  # what was in one of two cells may be unread


def _property(made: Element, name: str, value: str) -> None:
    properties = made.find(q("w:tcPr"))
    assert properties is not None
    for old in properties.findall(q(f"w:{name}")):
        value = str(int(old.get(q("w:val"), "1")) + 1) if name == "gridSpan" else value
        properties.remove(old)
    properties.append(w(name, val=value))


def slips(form: Left) -> None:
    """Mistype a letter in the labels of the text."""
    for piece, blocks in zip(form.pieces, form.blocks, strict=True):
        texts = [text for block in blocks for text in block.iter(q("w:t"))]
        for asked in piece.asked:
            text = next((each for each in texts if each.text and asked.label in each.text), None)
            word = next(re.finditer(r"[A-Za-z]{4,}", asked.label), None)
            if text is not None and text.text and word is not None:
                at = form.chance.randrange(word.start() + 1, word.end())
                slip = asked.label[:at] + form.chance.choice(["", asked.label[at] * 2]) + asked.label[at + 1 :]
                text.text = text.text.replace(asked.label, slip, 1)


def moved_about(form: Left) -> None:
    """Put the questions into another order."""
    blocks = form.blocks[1:]
    form.chance.shuffle(blocks)
    form.blocks[1:] = blocks
    for asked in asked_by(form.pieces):
        if asked.kind == "narrative":
            form.leave_free(asked)  # a heading behind it may be a part of it


WAYS: Final[dict[str, Callable[[Left], None]]] = {
    way.__name__: way
    for way in (
        other_signs, tracked, by_looks, other_words, without_words, pasted_again, column_added, header_again,
        rows_moved, words_column, cell_moved_out, cells_merged, slips, moved_about,
    )
}  # fmt: skip
