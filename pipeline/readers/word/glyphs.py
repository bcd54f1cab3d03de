"""Signs of symbol fonts in Word documents, as elements and as fields."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pipeline.patterns import pattern
from pipeline.readers.symbols import glyph

if TYPE_CHECKING:
    from lxml.etree import _Element

_FONT: Final = pattern(r"\\f\s*(?:[\"“”]([^\"“”]*)[\"“”]|(\S+))", re.IGNORECASE)
_UNICODE: Final = pattern(r"\\u\b", re.IGNORECASE)


def symbol(element: _Element) -> str:
    """Translate ``w:sym`` (ECMA-376 17.3.3.30) or ``w16se:symEx``; both name a font and a hexadecimal code."""
    namespace = str(element.tag).partition("}")[0] + "}"
    return _glyph(element.get(namespace + "font", ""), element.get(namespace + "char", ""), 16)


def symbol_of_field(rest: str) -> str:
    """Return what a ``SYMBOL`` field shows (17.16.5.63), by its instruction: a code, also ``0x2714``, and its font."""
    code = rest.split()[0].strip('"“”') if rest.split() else ""
    named = _FONT.search(rest)
    font = (named[1] or named[2] or "") if named is not None and not _UNICODE.search(rest) else ""
    if code.lower().startswith("0x"):
        return _glyph(font, code[2:], 16)
    return _glyph(font, code, 10) if code.isascii() and code.isdigit() else code[:1]


def _glyph(font: str, digits: str, base: int) -> str:
    try:
        code = int(digits, base)
    except ValueError:
        return ""
    return glyph(font, code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else ""
