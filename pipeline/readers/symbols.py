"""Glyphs of symbol fonts as the Unicode characters that look the same.

People tick with Wingdings more often than with Unicode. Glyphs that can mean a tick, a cross, a box or a bullet
are translated however they were put in, but not single letters of words that merely have a symbol font. The other
glyphs are translated where the file calls them symbols (``w:sym``, U+F0xx). A character that is not known stays as it
is. Code points: the fonts' own tables, low byte of U+F0xx.
"""

from __future__ import annotations

from pipeline.patterns import pattern

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

_GREEK = "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ"
_SYMBOL_PICTURES = {
    **{0x41 + place: letter for place, letter in enumerate(_GREEK)},
    **{0x61 + place: letter for place, letter in enumerate("αβχδεφγηιϕκλμνοπθρστυϖωξψζ")},
    **{0xA5 + place: sign for place, sign in enumerate("∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈")},
    **{0xC4 + place: sign for place, sign in enumerate("⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊")},
    0x22: "∀", 0x24: "∃", 0x40: "≅", 0x5C: "∴", 0x5E: "⊥", 0x7E: "∼", 0xA2: "′", 0xBC: "…", 0xE5: "∑", 0xF2: "∫",
}  # fmt: skip
_WINGDINGS_PICTURES = {
    **{0x41 + place: sign for place, sign in enumerate("✌👌👍👎☜☞☝☟🖐☺😐☹💣☠⚐🏱✈☼💧❄")},
    **{0x80 + place: digit for place, digit in enumerate("⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿")},
    **{0xDF + place: arrow for place, arrow in enumerate("←→↑↓↖↗↙↘")},
    0x22: "✂", 0x28: "☎", 0x2A: "✉", 0x36: "⌛", 0x3F: "✍", 0x73: "⬧", 0x74: "◆", 0x75: "◆", 0x76: "❖", 0x9E: "·",
    0xA4: "◉", 0xAB: "★", 0xD8: "➢", 0xE8: "➔", 0xEF: "⇦", 0xF0: "⇨", 0xF1: "⇧", 0xF2: "⇩",
}  # fmt: skip
_PICTURES = {"symbol": _SYMBOL_PICTURES, "wingdings": _WINGDINGS_PICTURES}

_FONTS = {
    "wingdings": _WINGDINGS,
    "wingdings 2": _WINGDINGS_2,
    "wingdings 3": _WINGDINGS_3,
    "webdings": _WEBDINGS,
    "marlett": _MARLETT,
    "symbol": _SYMBOL,
}
_PRIVATE = range(0xF000, 0xF100)
_HOLDS_PRIVATE = pattern("[\uf000-\uf0ff]")


def is_symbol_font(font: str) -> bool:
    """Return whether ``font`` draws pictures in place of letters."""
    return font.lower() in _FONTS


def glyph(font: str, code: int) -> str:
    """Translate one character of a symbol font; one that is not known comes back as it is.

    Args:
        font: Font name as the file gives it; an unknown or missing one is taken for Wingdings when the code lies in
            the private range that Word uses for symbol fonts.
        code: Code point, with or without the 0xF000 that Word adds.
    """
    font = font.lower()
    if font not in _FONTS and code in _PRIVATE:
        font = "wingdings"
    low = code & 0xFF if code in _PRIVATE else code
    return _FONTS.get(font, {}).get(low) or _PICTURES.get(font, {}).get(low) or chr(code)


def translate(text: str, font: str) -> str:
    """Translate typed text: letters in a symbol font when all of them are marks, private characters in any font."""
    marks = _FONTS.get(font.lower(), {})
    if marks and all(ord(character) in marks or not character.isalnum() for character in text):
        text = "".join(marks.get(ord(character), character) for character in text)
    if _HOLDS_PRIVATE.search(text):
        text = "".join(glyph(font, ord(each)) if ord(each) in _PRIVATE else each for each in text)
    return text
