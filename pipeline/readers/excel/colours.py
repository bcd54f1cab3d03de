"""Colours of a workbook as ``RRGGBB``: plain, of the theme or the palette (ECMA-376 Part 1, 18.8.3 and 18.8.27)."""

from __future__ import annotations

import colorsys
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from pipeline.ooxml.names import A, S

if TYPE_CHECKING:
    from lxml.etree import _Element

_OFFICE_THEME: Final = (
    "FFFFFF", "000000", "E7E6E6", "44546A", "4472C4", "ED7D31",
    "A5A5A5", "FFC000", "5B9BD5", "70AD47", "0563C1", "954F72",
)  # fmt: skip
_THEME_ORDER: Final = (
    "lt1", "dk1", "lt2", "dk2", "accent1", "accent2", "accent3", "accent4", "accent5", "accent6", "hlink", "folHlink",
)  # fmt: skip
_BASIC: Final = ("000000", "FFFFFF", "FF0000", "00FF00", "0000FF", "FFFF00", "FF00FF", "00FFFF")
_PALETTE: Final = (
    *_BASIC, *_BASIC,
    "800000", "008000", "000080", "808000", "800080", "008080", "C0C0C0", "808080",
    "9999FF", "993366", "FFFFCC", "CCFFFF", "660066", "FF8080", "0066CC", "CCCCFF",
    "000080", "FF00FF", "FFFF00", "00FFFF", "800080", "800000", "008080", "0000FF",
    "00CCFF", "CCFFFF", "CCFFCC", "FFFF99", "99CCFF", "FF99CC", "CC99FF", "FFCC99",
    "3366FF", "33CCCC", "99CC00", "FFCC00", "FF9900", "FF6600", "666699", "969696",
    "003366", "339966", "003300", "333300", "993300", "993366", "333399", "333333",
    "000000", "FFFFFF",  # the system's own text and background
)  # fmt: skip
_RGB: Final = re.compile(r"(?:[0-9A-Fa-f]{2})?([0-9A-Fa-f]{6})")


class Colours:
    """The colours of one workbook."""

    def __init__(self, theme: _Element | None, palette: Sequence[str] = ()) -> None:
        self._theme = _OFFICE_THEME if theme is None else _theme_colours(theme)
        self._palette = (*palette, *_PALETTE[len(palette) :])

    def colour(self, element: _Element | None) -> str:
        """Return the colour that an element such as ``fgColor`` names; empty for none and automatic."""
        if element is None or element.get("auto") in ("1", "true"):
            return ""
        return _tinted(self._named(element), element.get("tint", "0"))

    def _named(self, element: _Element) -> str:
        rgb = _RGB.fullmatch(element.get("rgb", ""))
        if rgb is not None:
            return rgb[1].upper()
        for attribute, colours in (("theme", self._theme), ("indexed", self._palette)):
            number = element.get(attribute, "")
            if number.isascii() and number.isdigit() and int(number) < len(colours):
                return colours[int(number)]
        return ""


def own_palette(styles: _Element) -> list[str]:
    """Return the colours that a workbook puts in place of the usual palette."""
    found = (
        _RGB.fullmatch(entry.get("rgb", "")) for entry in styles.iterfind(f"{S}colors/{S}indexedColors/{S}rgbColor")
    )
    return [match[1].upper() if match else "000000" for match in found]


def _theme_colours(theme: _Element) -> tuple[str, ...]:
    scheme = theme.find(f"{A}themeElements/{A}clrScheme")
    if scheme is None:
        return _OFFICE_THEME
    return tuple(
        _scheme_colour(scheme.find(A + name)) or usual for name, usual in zip(_THEME_ORDER, _OFFICE_THEME, strict=True)
    )


def _scheme_colour(slot: _Element | None) -> str:
    for colour in slot if slot is not None else ():
        match = _RGB.fullmatch(colour.get("lastClr", colour.get("val", "")))
        if match is not None:
            return match[1].upper()
    return ""


def _tinted(rgb: str, tint: str) -> str:
    try:
        by = max(-1.0, min(1.0, float(tint)))
    except ValueError:
        return rgb
    if not rgb or by == 0:
        return rgb
    red, green, blue = (int(rgb[at : at + 2], 16) / 255 for at in (0, 2, 4))
    hue, light, saturation = colorsys.rgb_to_hls(red, green, blue)
    light = light * (1 + by) if by < 0 else light * (1 - by) + by
    return "".join(f"{round(255 * part):02X}" for part in colorsys.hls_to_rgb(hue, light, saturation))
