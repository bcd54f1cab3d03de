"""Pieces of SpreadsheetML that several parts of a workbook are put together from."""

from __future__ import annotations

from typing import Final

MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONSHIPS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_IN_ATTRIBUTES: Final = str.maketrans({'"': "&quot;", "\n": "&#10;", "\t": "&#9;"})
_LETTERS: Final = 26


def escaped(text: str) -> str:
    """Return a text as the content of an element has it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def escaped_value(text: str) -> str:
    """Return a text as an attribute has it."""
    return escaped(text).translate(_IN_ATTRIBUTES)


def column_letter(number: int) -> str:
    """Return what the column with a number, from 1 on, is called."""
    letters = ""
    while number:
        number, letter = divmod(number - 1, _LETTERS)
        letters = chr(ord("A") + letter) + letters
    return letters


def number_text(number: float) -> str:
    """Return a number without a decimal point that says nothing."""
    return f"{number:g}"
