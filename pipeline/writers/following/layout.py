"""The usual layout of a following document: headings, rows of question and answer, tables, room to write."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Final

from pipeline.ooxml.names import R_NS, W_NS
from pipeline.writers.following.content import NOT_RECORDED
from pipeline.writers.template.text import runs

if TYPE_CHECKING:
    from pipeline.words import Words
    from pipeline.writers.following.content import Content, Item, Section

WIDTH: Final = 9638  # twentieths of a point between the margins of A4
LANDSCAPE_WIDTH: Final = 14570
_LABEL_WIDTH: Final = 3400
_LINE: Final = 400
_HEAD_FILL: Final = "D9E2F3"
_SIDE_FILL: Final = "F2F2F2"
_LONGEST: Final = 40  # letters; more than these make a column no wider
_LETTER: Final = 125  # twentieths of a point, which a bold letter takes at most
_MARGINS: Final = 230
_EMPTY_RUN: Final = '<w:r><w:t xml:space="preserve"></w:t></w:r>'
_HEADERS: Final = ("Question", "Answer on the form")


def laid_out(content: Content) -> str:
    """Return the main part of a document with this content."""
    return document(_blocks(content))


def laid_out_list(
    content: Content, headers: Sequence[str], rows: Sequence[Sequence[Words]], open_: Sequence[str]
) -> str:
    """Return the main part of a list of many forms.

    Args:
        content: Title and what is said; its items are not looked at.
        headers: Of the columns.
        rows: Texts by column; a child each.
        open_: What is said of children of whom it can't be told.
    """
    return document(_list_blocks(content, headers, rows, open_), landscape=True)


def document(blocks: Iterator[str], *, landscape: bool = False) -> str:
    """Return a main part with these blocks on A4."""
    size = (
        '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>' if landscape else '<w:pgSz w:w="11906" w:h="16838"/>'
    )
    return (
        f'<w:document xmlns:w="{W_NS}" xmlns:r="{R_NS}"><w:body>{"".join(blocks)}<w:sectPr>'
        '<w:headerReference w:type="default" r:id="rIdHeader"/><w:footerReference w:type="default" r:id="rIdFooter"/>'
        f'{size}<w:pgMar w:top="1304" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" w:footer="567" '
        'w:gutter="0"/></w:sectPr></w:body></w:document>'
    )


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
    return table(widths, _HEADERS, rows, labels=(0,))


def _long(item: Item) -> Iterator[str]:
    if item.columns and item.rows:
        cells = [[_answer(text, item.missing_cell) for text in row] for row in item.rows]
        yield table(_widths(item.columns, item.rows), item.columns, cells)
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
    cell = f'<w:tc><w:tcPr><w:tcW w:w="{WIDTH}" w:type="dxa"/></w:tcPr><w:p/></w:tc>'
    height = f'<w:trPr><w:cantSplit/><w:trHeight w:val="{lines * _LINE}" w:hRule="atLeast"/></w:trPr>'
    return f"{_table_start((WIDTH,))}<w:tr>{height}{cell}</w:tr></w:tbl>{_GAP}"


def _list_blocks(
    content: Content, headers: Sequence[str], rows: Sequence[Sequence[Words]], open_: Sequence[str]
) -> Iterator[str]:
    yield from _title(content)
    if rows:
        cells = [[_answer(text, NOT_RECORDED) for text in row] for row in rows]
        yield table(_widths(headers, rows, LANDSCAPE_WIDTH), headers, cells)
    else:
        yield paragraph("Nobody.", "Missing")
    if open_:
        yield paragraph("Can’t be told", "Heading1")
        yield from (paragraph(line, "ListBullet") for line in open_)


def _widths(headers: Sequence[str], rows: Sequence[Sequence[Words]], whole: int = WIDTH) -> tuple[int, ...]:
    """Return each column room for its longest word, and share out the rest by how much stands in them."""
    columns = [[header, *(row[at].text for row in rows)] for at, header in enumerate(headers)]
    least = [min(max(len(word) for text in texts for word in [*text.split(), ""]), _LONGEST) for texts in columns]
    needed = [_MARGINS + length * _LETTER for length in least]
    wanted = [min(max(map(len, texts)), _LONGEST) + 1 for texts in columns]
    rest = max(whole - sum(needed), 0)
    widths = [need + rest * want // sum(wanted) for need, want in zip(needed, wanted, strict=True)]
    return tuple(width * whole // sum(widths) for width in widths)


# Markup


def paragraph(words: Words | str, style: str = "") -> str:
    """Write a paragraph; what is struck out of it is struck out there."""
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}{runs(words) or _EMPTY_RUN}</w:p>"


def table(
    widths: Sequence[int], headers: Sequence[str] | None, rows: Sequence[Sequence[str]], *, labels: Sequence[int] = ()
) -> str:
    """Write a table; its header row repeats on each page.

    Args:
        widths: Of the columns, in twentieths of a point.
        headers: Their headers, if it has any.
        rows: Blocks by row and column.
        labels: Columns that hold labels, counted from 0.
    """
    written = ["".join(_row(row, widths, labels)) for row in rows]
    if headers is not None:
        head = "".join(
            _cell(paragraph(header, "Label"), width, _HEAD_FILL) for header, width in zip(headers, widths, strict=True)
        )
        written.insert(0, f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>")
    return f"{_table_start(widths, has_head=headers is not None, has_side=0 in labels)}{''.join(written)}</w:tbl>{_GAP}"


def _row(blocks: Sequence[str], widths: Sequence[int], labels: Sequence[int]) -> Iterator[str]:
    yield "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
    for at, (block, width) in enumerate(zip(blocks, widths, strict=True)):
        yield _cell(block, width, _SIDE_FILL if at in labels else "")
    yield "</w:tr>"


def _table_start(widths: Sequence[int], *, has_head: bool = False, has_side: bool = False) -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    look = 0x0400 | (0x0020 if has_head else 0) | (0x0080 if has_side else 0)  # 17.4.56
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/><w:tblLook w:val="{look:04X}" w:firstRow="{int(has_head)}" w:lastRow="0" '
        f'w:firstColumn="{int(has_side)}" w:lastColumn="0" w:noHBand="0" w:noVBand="1"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>"
    )


def _cell(blocks: str, width: int, fill: str) -> str:
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}</w:tcPr>{blocks}</w:tc>'


_GAP: Final = '<w:p><w:pPr><w:pStyle w:val="Gap"/></w:pPr></w:p>'
