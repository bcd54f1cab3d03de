"""How cells look, and the part of a workbook that says it (ECMA-376 Part 1, 18.8)."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from pipeline.writers.workbook.markup import MAIN
from pipeline.writers.workbook.table import ALIGNMENTS, FORMATS

_DATES: Final = 164
"""The first number that a format of one's own may have."""
_ALIGNED: Final = {
    "top": '<alignment vertical="top"/>',
    "wrapped": '<alignment vertical="top" wrapText="1"/>',
    "centred": '<alignment horizontal="center" vertical="top"/>',
}
_USUAL_FONT: Final = '<name val="Calibri"/><family val="2"/><color theme="1"/><sz val="11"/><scheme val="minor"/>'
_EXCEL_COLOURS: Final = (
    "000000 FFFFFF FF0000 00FF00 0000FF FFFF00 FF00FF 00FFFF 000000 FFFFFF FF0000 00FF00 0000FF FFFF00 FF00FF 00FFFF "
    "800000 008000 000080 808000 800080 008080 C0C0C0 808080 9999FF 993366 FFFFCC CCFFFF 660066 FF8080 0066CC CCCCFF "
    "000080 FF00FF FFFF00 00FFFF 800080 800000 008080 0000FF 00CCFF CCFFFF CCFFCC FFFF99 99CCFF FF99CC CC99FF FFCC99 "
    "3366FF 33CCCC 99CC00 FFCC00 FF9900 FF6600 666699 969696 003366 339966 003300 333300 993300 993366 333399 333333"
)
"""Its palette (18.8.27)."""


class Look(Struct, frozen=True, kw_only=True):
    """How a cell looks.

    Attributes:
        size: Of the letters, in points.
        colour: Of the letters, ``RRGGBB``; without one that of the program.
        fill: The colour of the ground.
        is_centred: The text is in the middle of its column.
        is_header: The text goes over several lines and is at the bottom; or
        is_upright: the same, turned.
    """

    size: int = 11
    bold: bool = False
    colour: str = ""
    fill: str = ""
    is_centred: bool = False
    is_header: bool = False
    is_upright: bool = False


class Looks:
    """The looks of one workbook, numbered as they come: those of the cells of tables first, which are always there."""

    def __init__(self) -> None:
        self._fonts = {_USUAL_FONT: 0}
        self._fills = {"<patternFill/>": 0, '<patternFill patternType="gray125"/>': 1}
        self._formats = {_format(): 0}
        self._differing: dict[str, int] = {}
        for name in ALIGNMENTS:
            for form in FORMATS:
                dates = _DATES if form == "date" else 0
                _numbered(self._formats, _format(dates=dates, aligned=_ALIGNED[name], quoted=form == "quoted"))

    def number(self, look: Look, *, quoted: bool = False) -> int:
        """Return the number of a look; ``quoted`` cells show text that begins like a formula."""
        font = _numbered(self._fonts, _font(look))
        fill = 0
        if look.fill:
            ground = f'<patternFill patternType="solid"><fgColor rgb="00{look.fill}"/></patternFill>'
            fill = _numbered(self._fills, ground)
        return _numbered(self._formats, _format(font=font, fill=fill, aligned=_aligned(look), quoted=quoted))

    def differing(self, ground: str, letters: str = "") -> int:
        """Return the number of what a rule changes: the colour of the ground, and of the letters."""
        font = f'<font><color rgb="00{letters}"/></font>' if letters else ""
        fill = f'<fill><patternFill patternType="solid"><bgColor rgb="00{ground}"/></patternFill></fill>'
        return _numbered(self._differing, font + fill)

    def xml(self) -> str:
        """Return the part."""
        colours = "".join(f'<rgbColor rgb="00{colour}"/>' for colour in _EXCEL_COLOURS.split())
        return (
            f'<styleSheet xmlns="{MAIN}">'
            f'<numFmts count="1"><numFmt numFmtId="{_DATES}" formatCode="dd/mm/yyyy"/></numFmts>'
            f"{_listed('fonts', 'font', self._fonts)}{_listed('fills', 'fill', self._fills)}"
            '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
            '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
            f'<cellXfs count="{len(self._formats)}">{"".join(self._formats)}</cellXfs>'
            '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0" hidden="0"/></cellStyles>'
            f"{_listed('dxfs', 'dxf', self._differing)}"
            '<tableStyles count="0" defaultTableStyle="TableStyleMedium9" defaultPivotStyle="PivotStyleLight16"/>'
            f"<colors><indexedColors>{colours}</indexedColors></colors></styleSheet>"
        )


def readable_on(colour: str) -> str:
    """Return black or white, whichever has more contrast (weights of ITU-R BT.601)."""
    red, green, blue = (int(colour[start : start + 2], 16) for start in (0, 2, 4))
    return "000000" if 299 * red + 587 * green + 114 * blue > 128_000 else "FFFFFF"


def _numbered(numbers: dict[str, int], markup: str) -> int:
    return numbers.setdefault(markup, len(numbers))


def _listed(name: str, each: str, entries: dict[str, int]) -> str:
    return f'<{name} count="{len(entries)}">{"".join(f"<{each}>{entry}</{each}>" for entry in entries)}</{name}>'


def _font(look: Look) -> str:
    bold = '<b val="1"/>' if look.bold else ""
    colour = f'<color rgb="00{look.colour}"/>' if look.colour else ""
    return f'<name val="Calibri"/>{bold}{colour}<sz val="{look.size}"/>'


def _aligned(look: Look) -> str:
    if look.is_header:
        turned = ' textRotation="90"' if look.is_upright else ""
        return f'<alignment vertical="bottom"{turned} wrapText="1"/>'
    return '<alignment horizontal="center"/>' if look.is_centred else ""


def _format(*, dates: int = 0, font: int = 0, fill: int = 0, aligned: str = "", quoted: bool = False) -> str:
    apply = ' applyAlignment="1"' if aligned else ""
    start = f'<xf numFmtId="{dates}" fontId="{font}" fillId="{fill}" borderId="0"{apply}'
    start += f' pivotButton="0" quotePrefix="{quoted:d}" xfId="0"'
    return f"{start}>{aligned}</xf>" if aligned else f"{start}/>"
