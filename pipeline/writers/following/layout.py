"""The usual layout of a following document: headings, rows of question and answer, tables, room to write."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Final

from pipeline.writers.following.content import NOT_RECORDED
from pipeline.writers.word.build import (
    GAP,
    LANDSCAPE_WIDTH,
    WIDTH,
    cell,
    main_part,
    paragraph,
    row,
    table,
    table_look,
)

if TYPE_CHECKING:
    from pipeline.words import Words
    from pipeline.writers.following.content import Content, Item, Section

_LABEL_WIDTH: Final = 3400
_LINE: Final = 400
_HEAD_FILL: Final = "D9E2F3"
_SIDE_FILL: Final = "F2F2F2"
_LONGEST: Final = 40  # letters; more than these make a column no wider
_LETTER: Final = 125  # twentieths of a point, which a bold letter takes at most
_MARGINS: Final = 230
_HEADERS: Final = ("Question", "Answer on the form")


def laid_out(content: Content) -> str:
    """Return the main part of a document with this content."""
    return main_part(_blocks(content))


def laid_out_list(
    content: Content, headers: Sequence[str], rows: Sequence[Sequence[Words]], open_: Sequence[str]
) -> str:
    """Return the main part of a list of many forms.

    Args:
        content: Title and what is said; its items are not looked at.
        headers: Of the columns.
        rows: Texts by column; a child each.
        open_: Notes on children for whom the condition can't be evaluated.
    """
    return main_part(_list_blocks(content, headers, rows, open_), landscape=True)


def _blocks(content: Content) -> Iterator[str]:
    yield from _title(content)
    for section in content.sections:
        yield from _section(section)


def _title(content: Content) -> Iterator[str]:
    yield paragraph(content.title, "Title")
    yield paragraph(f"For: {content.for_whom}. Made from: {content.form_title}.", "Subtitle")
    if content.say:
        yield paragraph(content.say)


def _section(section: Section) -> Iterator[str]:
    if section.heading:
        yield paragraph(section.heading, "Heading1")
    if section.say:
        yield paragraph(section.say, "Prompt")
    is_alone = len(section.items) == 1 and bool(section.heading)
    for is_long, items in groupby(section.items, key=lambda item: item.is_long):
        if not is_long:
            yield _short(list(items))
            continue
        for item in items:
            if not is_alone:
                yield paragraph(item.label, "Heading2")
            yield from _long(item)
    if section.space:
        yield room(section.space)


def _short(items: Sequence[Item]) -> str:
    widths = (_LABEL_WIDTH, WIDTH - _LABEL_WIDTH)
    rows = [[paragraph(item.label, "Label"), "".join(_lines(item))] for item in items]
    return answers_table(widths, _HEADERS, rows, labels=(0,))


def _long(item: Item) -> Iterator[str]:
    if item.columns and item.rows:
        cells = [[_answer(text, item.missing_cell) for text in row] for row in item.rows]
        yield answers_table(_widths(item.columns, item.rows), item.columns, cells)
    elif item.narrative:
        yield item.narrative
    else:
        yield from _lines(item)


def _lines(item: Item) -> Iterator[str]:
    if item.doubt:
        first, *rest = item.shown
        yield paragraph(first, "Unclear")
        yield from (paragraph(line) for line in rest)
    elif item.lines:
        yield from (paragraph(line, "ListBullet" if item.is_listed else "") for line in item.lines)
    else:
        yield paragraph(item.missing, "Missing")


def _answer(words: Words, missing: str) -> str:
    return paragraph(words) if words.text.strip() else paragraph(missing, "Missing")


def room(lines: int) -> str:
    """Return an empty box to write into."""
    look = table_look(has_head=False, has_side=False)
    return table((WIDTH,), [row(cell(WIDTH, "<w:p/>"), height=lines * _LINE)], look=look) + GAP


def _list_blocks(
    content: Content, headers: Sequence[str], rows: Sequence[Sequence[Words]], open_: Sequence[str]
) -> Iterator[str]:
    yield from _title(content)
    if rows:
        cells = [[_answer(text, NOT_RECORDED) for text in row] for row in rows]
        yield answers_table(_widths(headers, rows, LANDSCAPE_WIDTH), headers, cells)
    else:
        yield paragraph("Nobody.", "Missing")
    if open_:
        yield paragraph("Can’t be told", "Heading1")
        yield from (paragraph(line, "ListBullet") for line in open_)


def _widths(headers: Sequence[str], rows: Sequence[Sequence[Words]], whole: int = WIDTH) -> tuple[int, ...]:
    """Return each column room for its longest word, and share out the rest by how much is in them."""
    columns = [[header, *(row[at].text for row in rows)] for at, header in enumerate(headers)]
    least = [min(max(len(word) for text in texts for word in [*text.split(), ""]), _LONGEST) for texts in columns]
    needed = [_MARGINS + length * _LETTER for length in least]
    wanted = [min(max(map(len, texts)), _LONGEST) + 1 for texts in columns]
    rest = max(whole - sum(needed), 0)
    widths = [need + rest * want // sum(wanted) for need, want in zip(needed, wanted, strict=True)]
    return tuple(width * whole // sum(widths) for width in widths)


def answers_table(
    widths: Sequence[int], headers: Sequence[str] | None, rows: Sequence[Sequence[str]], *, labels: Sequence[int] = ()
) -> str:
    """Write a table of questions and answers; its header row repeats on each page.

    Args:
        widths: Of the columns, in twentieths of a point.
        headers: Their headers, if it has any.
        rows: Blocks by row and column.
        labels: Columns that hold labels, counted from 0.
    """
    fills = [_SIDE_FILL if index in labels else "" for index in range(len(widths))]
    written = [row(*_cells(widths, blocks, fills)) for blocks in rows]
    if headers is not None:
        heads = [paragraph(header, "Label") for header in headers]
        written.insert(0, row(*_cells(widths, heads, [_HEAD_FILL] * len(widths)), header=True))
    look = table_look(has_head=headers is not None, has_side=0 in labels)
    return table(widths, written, look=look) + GAP


def _cells(widths: Sequence[int], blocks: Sequence[str], fills: Sequence[str]) -> Iterator[str]:
    for width, block, fill in zip(widths, blocks, fills, strict=True):
        yield cell(width, block, fill=fill)
