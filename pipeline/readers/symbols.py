"""Glyphs of symbol fonts as the Unicode characters that look the same.

People tick with Wingdings more often than with Unicode. Only glyphs that can stand for a tick, a cross, a box or a
bullet are translated; every other character stays as it is. Code points: the fonts' own tables, low byte of U+F0xx.
"""

from __future__ import annotations

_WINGDINGS = {
    0x4F: "⚐", 0x6C: "●", 0x6D: "❍", 0x6E: "■", 0x6F: "☐", 0x70: "☐", 0x71: "☐", 0x72: "☐", 0x78: "☒", 0xA8: "☐",
    0x9F: "•", 0xA1: "○", 0xA7: "▪", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
}  # fmt: skip
_WINGDINGS_2 = {
    0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x56: "☒", 0x57: "☒", 0x2A: "☐", 0xA3: "☐",
    0x30: "☐", 0x98: "●", 0x99: "○", 0x9A: "☐",
}  # fmt: skip
_WINGDINGS_3: dict[int, str] = {}
_WEBDINGS = {0x61: "✓", 0x72: "✗", 0x63: "☐", 0x67: "■", 0x6E: "●", 0xA8: "☐"}
_MARLETT = {0x61: "✓", 0x62: "✓", 0x72: "✗", 0x68: "●", 0x69: "●"}
_SYMBOL = {0xD6: "√", 0xB7: "•", 0xB4: "×", 0xD7: "⋅", 0xA8: "♦", 0x2D: "−", 0xB3: "≥", 0xA3: "≤", 0xA0: "€", 0xB1: "±"}

_FONTS = {
    "wingdings": _WINGDINGS,
    "wingdings 2": _WINGDINGS_2,
    "wingdings 3": _WINGDINGS_3,
    "webdings": _WEBDINGS,
    "marlett": _MARLETT,
    "symbol": _SYMBOL,
}
_PRIVATE = range(0xF000, 0xF100)


def is_symbol_font(font: str) -> bool:
    """Tell whether ``font`` draws pictures in place of letters."""
    return font.lower() in _FONTS


def glyph(font: str, code: int) -> str:
    """Translate one character of a symbol font; one that is not known comes back as it is.

    Args:
        font: Font name as the file gives it; an unknown or missing one is taken for Wingdings when the code lies in
            the private range that Word uses for symbol fonts.
        code: Code point, with or without the 0xF000 that Word adds.
    """
    table = _FONTS.get(font.lower())
    if table is None:
        table = _WINGDINGS if code in _PRIVATE else {}
    return table.get(code & 0xFF if code in _PRIVATE else code, chr(code))


def translate(text: str, font: str) -> str:
    """Translate typed text: letters set in a symbol font, and private characters in any font."""
    if is_symbol_font(font) or any(ord(character) in _PRIVATE for character in text):
        return "".join(glyph(font, ord(character)) for character in text)
    return text
