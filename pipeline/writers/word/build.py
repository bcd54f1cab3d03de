"""Paragraphs, tables and main parts of Word documents that are made from nothing, as WordprocessingML."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pipeline.ooxml.names import R_NS, W_NS
from pipeline.ooxml.quoting import escape
from pipeline.words import Words
from pipeline.writers.word.struck import STRUCK_LOOK

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

WIDTH: Final = 9638
"""Between the margins of A4, in twentieths of a point."""
LANDSCAPE_WIDTH: Final = 14570
LABEL_FILL: Final = "E7E6E6"
TEXT_START: Final = '<w:t xml:space="preserve">'
TEXT_END: Final = "</w:t>"
_EMPTY_RUN: Final = f"<w:r>{TEXT_START}{TEXT_END}</w:r>"
_CARRIAGE_RETURN: Final = "&#13;"
_SCOPE: Final = f'xmlns:w="{W_NS}" xmlns:r="{R_NS}"'
_LOOK: Final = '<w:tblLook w:val="04A0"/>'
_PORTRAIT: Final = '<w:pgSz w:w="11906" w:h="16838"/>'
_LANDSCAPE: Final = '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>'
_HEADER: Final = '<w:headerReference w:type="default" r:id="rIdHeader"/>'


def with_breaks(text: str, start: str = TEXT_START) -> str:
    """Write what is inside ``w:t``: breaks and tabs are elements (17.3.3), after which ``start`` begins it anew."""
    written = escape(text).replace("\r", _CARRIAGE_RETURN)
    written = written.replace("\n", f"{TEXT_END}<w:br/>{start}")
    return written.replace("\t", f"{TEXT_END}<w:tab/>{start}")


def runs(words: Words | str) -> str:
    """Write text as a run, what is struck out of it as a struck one."""
    parts = words.parts() if isinstance(words, Words) else ((words, False),)
    return "".join(_run(part, STRUCK_LOOK if is_struck else "") for part, is_struck in parts if part)


def _run(text: str, look: str) -> str:
    return f"<w:r>{look}{TEXT_START}{with_breaks(text)}{TEXT_END}</w:r>"


def paragraph(words: Words | str, style: str = "") -> str:
    """Write a paragraph; what is struck out of it is struck out there."""
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}{runs(words) or _EMPTY_RUN}</w:p>"


GAP: Final = '<w:p><w:pPr><w:pStyle w:val="Gap"/></w:pPr></w:p>'


def cell(width: int, blocks: str, *, fill: str = "", span: int = 1) -> str:
    """Write a cell.

    Args:
        width: In twentieths of a point.
        blocks: What it holds.
        fill: Its colour, ``RRGGBB``.
        span: How many columns of the table it goes across.
    """
    across = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{across}{shade}</w:tcPr>{blocks}</w:tc>'


def row(*cells: str, height: int = 0, header: bool = False, splits: bool = False) -> str:
    """Write a row.

    Args:
        cells: Its cells.
        height: At least, in twentieths of a point.
        header: It is repeated on each page.
        splits: It may go over two pages.
    """
    properties = "" if splits else "<w:cantSplit/>"
    properties += f'<w:trHeight w:val="{height}" w:hRule="atLeast"/>' if height else ""
    properties += "<w:tblHeader/>" if header else ""
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def table(widths: Sequence[int], rows: Iterable[str], *, look: str = _LOOK) -> str:
    """Write a table with columns of fixed widths; ``look`` says which rows and columns are headers."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/>{look}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(rows)}</w:tbl>'
    )


def table_look(*, has_head: bool, has_side: bool) -> str:
    """Say whether the first row and the first column of a table are headers (17.4.56)."""
    look = 0x0400 | (0x0020 if has_head else 0) | (0x0080 if has_side else 0)
    return (
        f'<w:tblLook w:val="{look:04X}" w:firstRow="{int(has_head)}" w:lastRow="0" '
        f'w:firstColumn="{int(has_side)}" w:lastColumn="0" w:noHBand="0" w:noVBand="1"/>'
    )


def main_part(blocks: Iterable[str], *, scope: str = _SCOPE, has_header: bool = True, landscape: bool = False) -> str:
    """Write a main part on A4, with the footer of its package.

    Args:
        blocks: Its paragraphs and tables.
        scope: The namespaces that it declares.
        has_header: Its package has a header, too.
        landscape: The pages are wide.
    """
    header, top = (_HEADER, 1304) if has_header else ("", 1134)
    return (
        f"<w:document {scope}><w:body>{''.join(blocks)}<w:sectPr>{header}"
        f'<w:footerReference w:type="default" r:id="rIdFooter"/>{_LANDSCAPE if landscape else _PORTRAIT}'
        f'<w:pgMar w:top="{top}" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" w:footer="567" '
        'w:gutter="0"/></w:sectPr></w:body></w:document>'
    )
