"""The rows of a table as a sheet holds them, without where they stand: a row moves down and stays what it is.

ECMA-376 (18.3.1.4, 18.3.1.73) lets rows and cells say no place; then each stands behind the one before.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from pipeline.writers.workbook.cells import as_written, shown
from pipeline.writers.workbook.table import Entry, Header, formula_like, style

_EPOCH: Final = dt.date(1899, 12, 30)
_LAST_BEFORE: Final = 60
_LINE_HEIGHT: Final = 15
_MOST_LINES: Final = 6


def rows_xml(rows: Iterable[Sequence[Entry]], headers: Sequence[Header]) -> bytes:
    """Return the markup of some rows."""
    wrapped = [(index, header.width) for index, header in enumerate(headers) if header.wrapped]
    return "".join(piece for row in rows for piece in _row(row, headers, wrapped)).encode("utf-8", "replace")


def _row(row: Sequence[Entry], headers: Sequence[Header], wrapped: Sequence[tuple[int, int]]) -> Iterator[str]:
    lines = max((_lines(row[index], width) for index, width in wrapped), default=1)
    # Excel would find the height itself, other programs don't.
    yield f'<row ht="{lines * _LINE_HEIGHT}" customHeight="1">' if lines > 1 else "<row>"
    yield from (_cell(shown(entry), header) for entry, header in zip(row, headers, strict=True))
    yield "</row>"


def _cell(entry: Entry, header: Header) -> str:
    if entry is None or entry == "":
        return "<c/>"
    if isinstance(entry, str):
        alignment = "wrapped" if header.wrapped else "centred" if header.upright else "top"
        number = style(alignment, "quoted" if formula_like(entry) else "plain")
        text = as_written(entry)
        space = ' xml:space="preserve"' if text != text.strip() else ""
        return f'<c s="{number}" t="inlineStr"><is><t{space}>{_escaped(text)}</t></is></c>'
    alignment = "wrapped" if header.wrapped else "centred"
    if isinstance(entry, dt.date):
        return f'<c s="{style(alignment, "date")}"><v>{_number(entry)}</v></c>'
    return f'<c s="{style(alignment, "plain")}"><v>{entry}</v></c>'


def _number(day: dt.date) -> int:
    """Return the number of a day in Excel's calendar, which has a 29 February 1900."""
    days = (day - _EPOCH).days
    return days if days > _LAST_BEFORE else days - 1


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def _lines(entry: Entry, width: int) -> int:
    """Estimate how many lines an entry takes in its column; of a very long one only the beginning is in sight."""
    return min(-(-len(entry) // width), _MOST_LINES) if isinstance(entry, str) else 1
