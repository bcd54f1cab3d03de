"""A CSV as a sheet: its encoding and its separator are told by what it holds, or it is refused."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Collection, Iterator
from typing import Final

from pipeline.errors import InvalidMapping
from pipeline.mapping.sheet.grid import Grid, Row

_SEPARATORS: Final = (",", ";", "\t")
_SEPARATOR_LINE: Final = re.compile(r"sep=.\r?\n", re.IGNORECASE)
"""Excel's own first line in a CSV; it is no row."""
_BYTE_ORDER_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_OF_WINDOWS: Final = frozenset("€‚„…‘’“”•–—œŒ \xa0£§©®°±²³´·¹º»«¼½¾¿¡ª") | {
    chr(code) for code in range(0xC0, 0x100) if code not in (0xD7, 0xF7)
}
"""What questions hold beside plain letters: letters with accents, quotation marks, dashes."""
_QUOTE_IN_A_WORD: Final = re.compile(r"[^\W\d_][‚„“”…•–][^\W\d_]")
"""The letters ä and ö of older systems look so in a file that is read as one of Windows."""


def read_csv(data: bytes, place: str, names: Collection[str]) -> Grid:
    """Return the rows of a CSV.

    Args:
        data: The file.
        place: What messages call it.
        names: The names that its columns may have; they tell its separator.

    Raises:
        InvalidMapping: It is no text, or no row of names comes first.
    """
    text = _decoded(data, place)
    said = _SEPARATOR_LINE.match(text)
    text = text[said.end() :] if said else text
    return Grid(place=place, rows=tuple(_rows(text, place, separator_of(text, place, names))))


def separator_of(text: str, place: str, names: Collection[str]) -> str:
    """Return what is between the cells: the sign that makes names of columns out of the first line.

    Raises:
        InvalidMapping: No sign does, so it is no sheet.
    """
    first = text.partition("\n")[0].strip("\r")
    known = {sign: sum(cell.strip().strip('"').lower() in names for cell in first.split(sign)) for sign in _SEPARATORS}
    best = max(_SEPARATORS, key=lambda sign: known[sign])
    if known[best] <= 1:
        raise InvalidMapping(
            f"{place}, row 1: names no columns; they are {', '.join(names)}, with commas or semicolons between.",
            remedy="Put the names of the columns into the first row.",
            code="sheet_without_names",
        )
    return best


def _rows(text: str, place: str, separator: str) -> Iterator[Row]:
    number, lines = 0, csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for number, line in enumerate(lines, start=1):
            cells = {column: said for column, said in enumerate(line, start=1) if said.strip()}
            if cells:
                yield Row(number=number, cells=dict(cells))
    except csv.Error as error:
        raise InvalidMapping(
            f"{place}, row {number + 1}: its quotation marks don't close, or it is not text.",
            remedy="Open it in Excel or LibreOffice and save it as CSV again.",
            code="sheet_unreadable",
        ) from error


def _decoded(data: bytes, place: str) -> str:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _strictly(data, encoding, place)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        text = _strictly(data, "cp1252", place)
    strange = next((sign for sign in text if ord(sign) > 127 and sign not in _OF_WINDOWS), "")
    if strange or _QUOTE_IN_A_WORD.search(text):
        raise _not_told(place)
    return text


def _strictly(data: bytes, encoding: str, place: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _not_told(place) from error


def _not_told(place: str) -> InvalidMapping:
    return InvalidMapping(
        f"{place}: can't be told in which encoding it is.",
        remedy="Save it in Excel as 'CSV UTF-8', or in LibreOffice with the character set UTF-8.",
        code="sheet_not_text",
    )
