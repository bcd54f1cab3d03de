"""Workbooks built in code: tiny ones from raw SpreadsheetML, and the shipped blank filled in.

This is the door for tests of workbooks::

    workbook(Sheet({"A1": "Name", "B1": number(45000, Format(code="dd/mm/yyyy"))}))     # a tiny workbook
    filled({"Details!B5": dt.date(2011, 7, 3)})                                         # the shipped blank, filled in

Parts are written the way Excel writes them; values go in as given, nothing is worked out. What lies above the cells,
form controls and drawings, is in ``tests.workbookcontrols``.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

import openpyxl

from tests.documents import package

if TYPE_CHECKING:
    from collections.abc import Callable

BLANK = Path(__file__).parent.parent / "mappings" / "blanks" / "ce_assessment_original.xlsx"

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
MICROSOFT = "http://schemas.microsoft.com/office"
COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
SHEET_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
X14 = f"{MICROSOFT}/spreadsheetml/2009/9/main"
BAG = f"{MICROSOFT}/spreadsheetml/2022/featurepropertybag"
MEDIA = "application/vnd.openxmlformats-officedocument.spreadsheetml.{}+xml"


@dataclass(frozen=True)
class Format:
    """How a cell looks; each different one becomes an entry of the styles part."""

    code: str = ""
    built_in: int = 0
    fill: str = ""
    font: str = ""
    border: bool = False
    crossed: bool = False
    unlocked: bool = False
    check_box: bool = False


PLAIN = Format()


@dataclass(frozen=True)
class Raw:
    """A cell as XML: its attributes beside ``r`` and ``s``, and what is in it."""

    attributes: str
    inner: str
    look: Format = PLAIN


@dataclass(frozen=True)
class Sheet:
    """A sheet: cells by address, and XML for what else it has.

    Attributes:
        before: XML in front of the rows, such as ``<cols>``.
        after: XML behind them, such as ``<mergeCells>``; ``merged`` writes those.
        rows: Attributes of rows by number.
        parts: Parts that it points to: relationship kind and content, by file name below ``xl``.
    """

    cells: Mapping[str, Any] = field(default_factory=dict)
    name: str = "Sheet1"
    state: str = "visible"
    before: str = ""
    after: str = ""
    merged: Sequence[str] = ()
    rows: Mapping[int, str] = field(default_factory=dict)
    parts: Mapping[str, tuple[str, bytes]] = field(default_factory=dict)


def text(words: str, look: Format = PLAIN) -> Raw:
    """Make a cell of text in a format."""
    return Raw(' t="inlineStr"', f'<is><t xml:space="preserve">{escape(words)}</t></is>', look)


def rich(inner: str, look: Format = PLAIN) -> Raw:
    """Make a cell of rich text from its runs."""
    return Raw(' t="inlineStr"', f"<is>{inner}</is>", look)


def number(value: float | str, look: Format = PLAIN) -> Raw:
    """Make a number, also a date, in a format."""
    return Raw("", f"<v>{value}</v>", look)


def truth(value: bool, look: Format = PLAIN) -> Raw:
    """Make a truth value."""
    return Raw(' t="b"', f"<v>{int(value)}</v>", look)


def shared(index: int) -> Raw:
    """Make a cell that refers to a shared string."""
    return Raw(' t="s"', f"<v>{index}</v>")


def formula(code: str, stored: str | None = None, kind: str = "") -> Raw:
    """Make a formula with its stored value, or with none."""
    value = "" if stored is None else f"<v>{escape(stored)}</v>"
    return Raw(f' t="{kind}"' if kind else "", f"<f>{escape(code)}</f>{value}")


def empty(look: Format) -> Raw:
    """Make a cell that only has a format."""
    return Raw("", "", look)


def workbook(
    *sheets: Sheet,
    strings: Sequence[str] | None = None,
    settings: str = "",
    parts: Mapping[str, bytes] | None = None,
) -> bytes:
    """Make a workbook.

    Args:
        sheets: Its sheets.
        strings: Inner XML of the shared strings; ``None`` for a workbook without that part.
        settings: Attributes of ``workbookPr``, such as ``date1904="1"``.
        parts: Further parts, or others in place of those that are made.
    """
    styles = _Styles()
    made: dict[str, bytes] = {}
    links = [("styles", "styles.xml", "styles")]
    entries = []
    for order, sheet in enumerate(sheets, start=1):
        made[f"xl/worksheets/sheet{order}.xml"] = _sheet_xml(sheet, styles)
        made.update(_related(sheet, order))
        links.append(("worksheet", f"worksheets/sheet{order}.xml", "worksheet"))
        entries.append(
            f'<sheet name={quoteattr(sheet.name)} sheetId="{order}" state="{sheet.state}" r:id="rId{len(links)}"/>'
        )
    if strings is not None:
        links.append(("sharedStrings", "sharedStrings.xml", "sharedStrings"))
        items = "".join(f"<si>{inner}</si>" for inner in strings)
        made["xl/sharedStrings.xml"] = as_part(f'<sst xmlns="{MAIN}">{items}</sst>')
    made["xl/styles.xml"] = styles.xml()
    made["xl/workbook.xml"] = as_part(
        f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><workbookPr {settings}/>'
        f"<sheets>{''.join(entries)}</sheets></workbook>"
    )
    extra = []
    if styles.has_check_boxes:
        made["xl/featurePropertyBag/featurePropertyBag.xml"] = _BAGS
        extra.append(
            (f"{MICROSOFT}/2022/11/relationships/FeaturePropertyBag", "featurePropertyBag/featurePropertyBag.xml")
        )
    made["xl/_rels/workbook.xml.rels"] = relationships(
        [(f"{OFFICE}/{kind}", target) for kind, target, _ in links] + extra
    )
    return _packed({**made, **(parts or {})})


def relationships(links: Sequence[tuple[str, str]]) -> bytes:
    """Make a relationships part from types and targets; ids count from ``rId1``."""
    inner = "".join(
        f'<Relationship Id="rId{order}" Type="{kind}" Target="{target}"/>'
        for order, (kind, target) in enumerate(links, start=1)
    )
    return as_part(f'<Relationships xmlns="{PACKAGE}/relationships">{inner}</Relationships>')


def _packed(made: Mapping[str, bytes]) -> bytes:
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{MEDIA.format(kind)}"/>'
        for name, kind in (("xl/workbook.xml", "sheet.main"), ("xl/styles.xml", "styles"))
    )
    types = (
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f"{overrides}</Types>"
    )
    root = relationships([(f"{OFFICE}/officeDocument", "xl/workbook.xml")])
    return package({"[Content_Types].xml": as_part(types), "_rels/.rels": root, **made})


def as_part(inner: str) -> bytes:
    """Make a part of its root element."""
    return b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + inner.encode()


def _related(sheet: Sheet, order: int) -> dict[str, bytes]:
    if not sheet.parts:
        return {}
    links = [(kind if "/" in kind else f"{OFFICE}/{kind}", f"../{name}") for name, (kind, _) in sheet.parts.items()]
    made = {f"xl/{name}": content for name, (_, content) in sheet.parts.items()}
    return {f"xl/worksheets/_rels/sheet{order}.xml.rels": relationships(links), **made}


def _sheet_xml(sheet: Sheet, styles: _Styles) -> bytes:
    by_row: dict[int, list[str]] = {row: [] for row in sheet.rows}
    for address, value in sheet.cells.items():
        by_row.setdefault(int(re.sub(r"\D", "", address)), []).append(_cell_xml(address, value, styles))
    rows = "".join(f'<row r="{row}" {sheet.rows.get(row, "")}>{"".join(by_row[row])}</row>' for row in sorted(by_row))
    merges = "".join(f'<mergeCell ref="{ref}"/>' for ref in sheet.merged)
    merged = f'<mergeCells count="{len(sheet.merged)}">{merges}</mergeCells>' if merges else ""
    return as_part(
        f'<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}" xmlns:mc="{COMPATIBILITY}" xmlns:x14="{X14}"'
        f' xmlns:xdr="{SHEET_DRAWING}">{sheet.before}<sheetData>{rows}</sheetData>{merged}{sheet.after}</worksheet>'
    )


def _cell_xml(address: str, value: object, styles: _Styles) -> str:
    if isinstance(value, bool):
        cell = truth(value)
    elif isinstance(value, int | float):
        cell = number(value)
    else:
        cell = text(value) if isinstance(value, str) else value
    assert isinstance(cell, Raw)
    return f'<c r="{address}" s="{styles.index(cell.look)}"{cell.attributes}>{cell.inner}</c>'


class _Styles:
    """The styles part under construction."""

    def __init__(self) -> None:
        self._formats = [PLAIN]

    @property
    def has_check_boxes(self) -> bool:
        return any(look.check_box for look in self._formats)

    def index(self, look: Format) -> int:
        if look not in self._formats:
            self._formats.append(look)
        return self._formats.index(look)

    def xml(self) -> bytes:
        looks = self._formats
        codes = "".join(
            f'<numFmt numFmtId="{164 + n}" formatCode={quoteattr(x.code)}/>' for n, x in enumerate(looks) if x.code
        )
        fonts = "".join(f"<font>{look.font}</font>" for look in looks)
        fills = "".join(f"<fill>{_fill(look.fill)}</fill>" for look in looks)
        borders = "".join(map(_border, looks))
        formats = "".join(_xf(order, look) for order, look in enumerate(looks))
        return as_part(
            f'<styleSheet xmlns="{MAIN}"><numFmts>{codes}</numFmts><fonts>{fonts}</fonts><fills>{fills}</fills>'
            f"<borders>{borders}</borders><cellXfs>{formats}</cellXfs></styleSheet>"
        )


def _border(look: Format) -> str:
    crossed = ' diagonalUp="1" diagonalDown="1"' if look.crossed else ""
    diagonal = '<diagonal style="thin"/>' if look.crossed else ""
    return f'<border{crossed}><left style="{"thin" if look.border else "none"}"/>{diagonal}</border>'


def _fill(fill: str) -> str:
    if not fill:
        return '<patternFill patternType="none"/>'
    colour = fill if "=" in fill else f'rgb="FF{fill}"'
    return f'<patternFill patternType="solid"><fgColor {colour}/></patternFill>'


def _xf(order: int, look: Format) -> str:
    code = 164 + order if look.code else look.built_in
    protection = '<protection locked="0"/>' if look.unlocked else ""
    box = (
        f'<extLst><ext uri="{{C7286773-470A-42A8-94C5-96B5CB345126}}" xmlns:xfpb="{BAG}">'
        '<xfpb:xfComplement i="0"/></ext></extLst>'
    )
    inner = protection + (box if look.check_box else "")
    return f'<xf numFmtId="{code}" fontId="{order}" fillId="{order}" borderId="{order}">{inner}</xf>'


_BAGS = as_part(
    f'<FeaturePropertyBags xmlns="{BAG}"><bag type="Checkbox"/>'
    '<bag type="XFControls"><bagId k="CellControl">0</bagId></bag>'
    '<bag type="XFComplement"><bagId k="XFControls">1</bagId></bag>'
    '<bag type="XFComplements" extRef="XFComplementsMapperExtRef">'
    '<a k="MappedFeaturePropertyBags"><bagId>2</bagId></a></bag></FeaturePropertyBags>'
)


# The shipped blank, filled in


def filled(
    values: Mapping[str, object] | None = None, *, change: Callable[[openpyxl.Workbook], object] | None = None
) -> bytes:
    """Fill in the shipped workbook.

    Args:
        values: Values by ``Sheet!B4``.
        change: Does what else is to be done to the workbook, before the values are put in.
    """
    book = openpyxl.load_workbook(BLANK)
    if change is not None:
        change(book)
    for address, value in (values or {}).items():
        sheet, _, cell = address.rpartition("!")
        book[sheet][cell] = value
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
