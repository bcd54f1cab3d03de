"""Cell formats of a workbook: what a style index means for a reader (ECMA-376 Part 1, 18.8)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, TypeVar

from msgspec import Struct

from pipeline.document import Mark
from pipeline.ooxml.appearance.looks import WHITE, is_alike
from pipeline.ooxml.names import S
from pipeline.readers.excel.colours import Colours, own_palette
from pipeline.readers.excel.numbers import NumberFormat, Shows, built_in_format, number_format

if TYPE_CHECKING:
    from lxml.etree import _Element

_T = TypeVar("_T")

_OFF: Final = frozenset({"0", "false", "off", "none"})
_NO_FILL: Final = frozenset({"", "FFFFFF"})
_NO_COLOUR: Final = frozenset({"", "000000", "FFFFFF"})
_MARKS: Final = {S + "b": Mark.BOLD, S + "i": Mark.ITALIC, S + "u": Mark.UNDERLINE, S + "strike": Mark.STRIKE}
_FONT_NAMES: Final = frozenset({S + "name", S + "rFont"})
_PROPERTY_BAG: Final = "{http://schemas.microsoft.com/office/spreadsheetml/2022/featurepropertybag}"
_PATTERN_GREY: Final = "C0C0C0"


class Font(Struct, frozen=True):
    """A font: its name, what stands out about it, and its colour, empty for automatic."""

    name: str = ""
    marks: Mark = Mark.NONE
    colour: str = ""

    def on(self, fill: str) -> Font:
        """Return how text in it is seen on a colour, empty for none: not at all in the same one."""
        if not is_alike(self.colour, fill or WHITE):
            return self
        return Font(self.name, self.marks | Mark.UNSEEN, self.colour)


_NO_FONT: Final = Font()
_GENERAL: Final = NumberFormat()


class CellFormat(Struct, frozen=True, kw_only=True):
    """How a cell looks.

    Attributes:
        shading: Fill colour as ``RRGGBB``, empty for none and white.
        bordered: It has a line on at least one side.
        crossed: A line goes through it from corner to corner.
        unlocked: It may be typed into when the sheet is protected.
        check_box: A truth value in it is drawn as a check box ([MS-XLSX] 2.3.8, feature property bags).
    """

    font: Font = _NO_FONT
    number: NumberFormat = _GENERAL
    shading: str = ""
    bordered: bool = False
    crossed: bool = False
    unlocked: bool = False
    check_box: bool = False


PLAIN: Final = CellFormat()


class Styles:
    """The formats of one workbook.

    Args:
        styles: Root of the styles part; a workbook without one has plain cells.
        theme: Root of the theme part.
        property_bags: Root of the feature property bags, which say what formats draw check boxes.
    """

    def __init__(self, styles: _Element | None, theme: _Element | None, property_bags: _Element | None) -> None:
        self._colours = Colours(theme, own_palette(styles) if styles is not None else ())
        self._check_boxes = _check_box_complements(property_bags)
        self._hiding = () if styles is None else tuple(map(self._hides, styles.iterfind(f"{S}dxfs/{S}dxf")))
        self._formats: tuple[CellFormat, ...] = () if styles is None else self._read(styles)

    def format(self, index: str | None) -> CellFormat:
        """Return the format that a cell's ``s`` attribute names."""
        number = int(index) if index is not None and index.isascii() and index.isdigit() else 0
        return self._formats[number] if number < len(self._formats) else PLAIN

    def hides(self, index: str | None) -> bool:
        """Return whether the differential format that a rule names strikes a value out or hides it."""
        return index is not None and _at(self._hiding, index, default=False)

    def font(self, properties: _Element) -> Font:
        """Read a ``font`` or, in rich text, ``rPr``."""
        name, marks, colour = "", Mark.NONE, ""
        for child in properties:
            tag = child.tag
            if tag in _MARKS:
                marks |= Mark.NONE if child.get("val", "1") in _OFF else _MARKS[tag]
            elif tag in _FONT_NAMES:
                name = child.get("val", "")
            elif tag == S + "color":
                colour = self._colours.colour(child)
                marks |= Mark.NONE if colour in _NO_COLOUR else Mark.COLOURED
            elif tag == S + "sz" and _is_tiny(child.get("val", "")):
                marks |= Mark.UNSEEN
        return Font(name, marks, colour)

    def _read(self, styles: _Element) -> tuple[CellFormat, ...]:
        fonts = [self.font(font) for font in styles.iterfind(f"{S}fonts/{S}font")]
        fills = [self._fill(fill) for fill in styles.iterfind(f"{S}fills/{S}fill")]
        crosses = [_is_crossed(border) for border in styles.iterfind(f"{S}borders/{S}border")]
        borders = [_has_line(border) for border in styles.iterfind(f"{S}borders/{S}border")]
        codes = {
            entry.get("numFmtId", ""): number_format(entry.get("formatCode", ""))
            for entry in styles.iterfind(f"{S}numFmts/{S}numFmt")
        }
        return tuple(
            CellFormat(
                font=_at(fonts, xf.get("fontId"), _NO_FONT).on(_at(fills, xf.get("fillId"), "")),
                number=codes.get(xf.get("numFmtId", "")) or built_in_format(_index(xf.get("numFmtId"))),
                shading=_at(fills, xf.get("fillId"), ""),
                bordered=_at(borders, xf.get("borderId"), default=False),
                crossed=_at(crosses, xf.get("borderId"), default=False),
                unlocked=_is_unlocked(xf),
                check_box=self._is_check_box(xf),
            )
            for xf in styles.iterfind(f"{S}cellXfs/{S}xf")
        )

    def _hides(self, difference: _Element) -> bool:
        made, fill, code = difference.find(S + "font"), difference.find(S + "fill"), difference.find(S + "numFmt")
        font = _NO_FONT if made is None else self.font(made)
        is_white = fill is None and Mark.UNSEEN in font.on("").marks
        shows = number_format(code.get("formatCode", "")).shows if code is not None else Shows.NUMBER
        return is_white or Mark.STRIKE in font.marks or shows is Shows.NOTHING

    def _fill(self, fill: _Element) -> str:
        pattern = fill.find(S + "patternFill")
        if pattern is None:
            stop = fill.find(f"{S}gradientFill/{S}stop/{S}color")
            return self._colours.colour(stop)
        kind = pattern.get("patternType", "none")
        if kind == "none":
            return ""
        colour = self._colours.colour(pattern.find(S + "fgColor"))
        if kind != "solid":  # dots or stripes: what is seen is a mixture
            return colour if colour not in _NO_COLOUR else _PATTERN_GREY
        return "" if colour in _NO_FILL else colour

    def _is_check_box(self, xf: _Element) -> bool:
        found = (entry.get("i", "") for entry in xf.iter(_PROPERTY_BAG + "xfComplement"))
        return any(number in self._check_boxes for number in found)


def _at(values: Sequence[_T], index: str | None, default: _T) -> _T:
    number = _index(index)
    return values[number] if number < len(values) else default


def _index(text: str | None) -> int:
    return int(text) if text is not None and text.isascii() and text.isdigit() else 0


def _is_tiny(size: str) -> bool:
    """Return whether text of a size, in points, is too small to be seen."""
    return size in ("1", "1.0")


def _has_line(border: _Element) -> bool:
    return any(side.get("style", "none") != "none" for side in border)


def _is_crossed(border: _Element) -> bool:
    diagonal = border.find(S + "diagonal")
    is_drawn = any(border.get(name, "0") not in _OFF for name in ("diagonalUp", "diagonalDown"))
    return is_drawn and diagonal is not None and diagonal.get("style", "none") != "none"


def _is_unlocked(xf: _Element) -> bool:
    protection = xf.find(S + "protection")
    return protection is not None and protection.get("locked", "1") in _OFF


def _check_box_complements(bags: _Element | None) -> frozenset[str]:
    """Find which complements of cell formats lead, from bag to bag, to the one of a check box."""
    if bags is None:
        return frozenset()
    every = bags.findall(_PROPERTY_BAG + "bag")

    def leads_to_check_box(number: str, steps: int = 4) -> bool:
        index = _index(number)
        if index >= len(every) or not steps:
            return False
        if every[index].get("type") == "Checkbox":
            return True
        return any(
            leads_to_check_box((inner.text or "").strip(), steps - 1)
            for inner in every[index].iter(_PROPERTY_BAG + "bagId")
        )

    mapped = next((bag for bag in every if bag.get("type") == "XFComplements"), None)
    complements = (
        [] if mapped is None else [(entry.text or "").strip() for entry in mapped.iter(_PROPERTY_BAG + "bagId")]
    )
    return frozenset(str(order) for order, number in enumerate(complements) if leads_to_check_box(number))
