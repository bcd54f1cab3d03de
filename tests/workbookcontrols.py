"""What lies above the cells of a workbook: form controls the way Excel writes them, and drawings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from openpyxl.utils import column_index_from_string

from tests.documents import package, parts_of
from tests.workbookbuilder import COMPATIBILITY, DRAWING, OFFICE, SHEET_DRAWING, X14, as_part, relationships

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Box:
    """A check box above the cells: ``cell`` is where its box lies.

    Attributes:
        checked: State; ``None`` for a greyed one.
        shift: How far it was moved off its cell by hand, right and down, in EMU.
        kind: Type of control, as ``ctrlProps`` calls it.
        extra: Further attributes of its properties, such as ``sel="2"``.
    """

    cell: str
    checked: bool | None = True
    caption: str = ""
    link: str = ""
    shift: tuple[int, int] = (0, 0)
    kind: str = "CheckBox"
    extra: str = ""


def with_boxes(
    data: bytes, sheet: int, boxes: Sequence[Box], *, only_vml: bool = False, only_sheet: bool = False
) -> bytes:
    """Put form controls above the cells of a sheet that has none.

    Args:
        data: The workbook.
        sheet: Which sheet, from 1 on.
        boxes: The controls.
        only_vml: Write the older form alone, as Excel 2007 did.
        only_sheet: Leave the VML drawing out.
    """
    parts = parts_of(data)
    name = f"xl/worksheets/sheet{sheet}.xml"
    rels = f"xl/worksheets/_rels/sheet{sheet}.xml.rels"
    links = [] if only_sheet else [(f"{OFFICE}/vmlDrawing", "../drawings/vmlDrawing1.vml")]
    controls = ""
    for order, box in enumerate(boxes, start=1):
        if not only_vml:
            links.append((f"{OFFICE}/ctrlProp", f"../ctrlProps/ctrlProp{order}.xml"))
            controls += _control_xml(box, 1024 + order, len(links))
            parts[f"xl/ctrlProps/ctrlProp{order}.xml"] = _properties_xml(box)
    if not only_sheet:
        parts["xl/drawings/vmlDrawing1.vml"] = _vml(boxes)
    parts[rels] = relationships(links)
    after = "" if only_sheet else '<legacyDrawing r:id="rId1"/>'
    after += "" if only_vml else _as_choice(f"<controls>{controls}</controls>")
    sheet_xml = parts[name].decode()
    root = f'<worksheet xmlns:r="{OFFICE}" xmlns:mc="{COMPATIBILITY}" xmlns:x14="{X14}" xmlns:xdr="{SHEET_DRAWING}" '
    sheet_xml = sheet_xml if "xmlns:mc" in sheet_xml else sheet_xml.replace("<worksheet ", root, 1)
    parts[name] = sheet_xml.replace("</worksheet>", f"{after}</worksheet>").encode()
    return package(parts)


def _corners(box: Box) -> tuple[int, int, int, int]:
    row = int(re.sub(r"\D", "", box.cell))
    column = column_index_from_string(re.sub(r"\d", "", box.cell))
    return column - 1, row - 1, *box.shift


def _control_xml(box: Box, shape: int, link: int) -> str:
    column, row, x, y = _corners(box)
    anchor = (
        f"<from><xdr:col>{column}</xdr:col><xdr:colOff>{x}</xdr:colOff><xdr:row>{row}</xdr:row><xdr:rowOff>{y}</xdr:rowOff></from>"
        f"<to><xdr:col>{column + 1}</xdr:col><xdr:colOff>{x}</xdr:colOff>"
        f"<xdr:row>{row + 1}</xdr:row><xdr:rowOff>{y}</xdr:rowOff></to>"
    )
    return _as_choice(
        f'<control shapeId="{shape}" r:id="rId{link}" name="Check Box {shape - 1024}">'
        f'<controlPr defaultSize="0" autoFill="0" autoLine="0" autoPict="0"><anchor moveWithCells="1">{anchor}</anchor>'
        "</controlPr></control>"
    )


def _as_choice(inner: str) -> str:
    return f'<mc:AlternateContent><mc:Choice Requires="x14">{inner}</mc:Choice></mc:AlternateContent>'


def _properties_xml(box: Box) -> bytes:
    state = {True: ' checked="Checked"', None: ' checked="Mixed"', False: ""}[box.checked]
    link = f' fmlaLink="{box.link}"' if box.link else ""
    return as_part(
        f'<formControlPr xmlns="{X14}" objectType="{box.kind}"{state}{link} {box.extra} lockText="1" noThreeD="1"/>'
    )


def _vml(boxes: Sequence[Box]) -> bytes:
    shapes = "".join(_vml_shape(box, 1024 + order) for order, box in enumerate(boxes, start=1))
    return (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
        f' xmlns:x="urn:schemas-microsoft-com:office:excel">{shapes}</xml>'
    ).encode()


def _vml_shape(box: Box, shape: int) -> str:
    column, row, x, y = _corners(box)
    x, y = x // 9525, y // 9525
    state = {True: "<x:Checked>1</x:Checked>", None: "<x:Checked>2</x:Checked>", False: ""}[box.checked]
    link = f"<x:FmlaLink>{box.link}</x:FmlaLink>" if box.link else ""
    return (
        f'<v:shape id="Check_x0020_Box_x0020_{shape - 1024}" o:spid="_x0000_s{shape}" type="#_x0000_t201"'
        ' style="position:absolute">'
        f'<v:textbox><div style="text-align:left"><font face="Segoe UI">{box.caption}</font></div></v:textbox>'
        f'<x:ClientData ObjectType="{box.kind.replace("Box", "box")}"><x:SizeWithCells/>'
        f"<x:Anchor>{column}, {x}, {row}, {y}, {column + 1}, {x}, {row + 1}, {y}</x:Anchor>"
        f"{state}{link}</x:ClientData></v:shape>"
    )


def drawing(*anchored: str) -> dict[str, tuple[str, bytes]]:
    """Make a drawing part from anchors, ready for :attr:`Sheet.parts`."""
    inner = "".join(anchored)
    xml = f'<xdr:wsDr xmlns:xdr="{SHEET_DRAWING}" xmlns:a="{DRAWING}" xmlns:mc="{COMPATIBILITY}">{inner}</xdr:wsDr>'
    return {"drawings/drawing1.xml": ("drawing", xml.encode())}


def shape(cell: str, words: str = "") -> str:
    """Make a shape drawn over one cell, with or without text in it."""
    column, row, *_ = _corners(Box(cell))
    body = f"<xdr:txBody><a:p><a:r><a:t>{escape(words)}</a:t></a:r></a:p></xdr:txBody>" if words else ""
    return (
        f"<xdr:twoCellAnchor><xdr:from><xdr:col>{column}</xdr:col><xdr:row>{row}</xdr:row></xdr:from>"
        f"<xdr:to><xdr:col>{column + 1}</xdr:col><xdr:row>{row + 1}</xdr:row></xdr:to>"
        f'<xdr:sp><xdr:nvSpPr><xdr:cNvPr id="2" name="Oval 1"/></xdr:nvSpPr>{body}</xdr:sp><xdr:clientData/>'
        "</xdr:twoCellAnchor>"
    )


def as_libreoffice(data: bytes, sheet: int) -> bytes:
    """Write the controls of :func:`with_boxes` the way LibreOffice does.

    The sheet says nothing about where they lie, the VML drawing has shapes without numbers and without states, and the
    sheet's drawing shows each as a plain shape.
    """
    parts = parts_of(data)
    name, rels = f"xl/worksheets/sheet{sheet}.xml", f"xl/worksheets/_rels/sheet{sheet}.xml.rels"
    xml = re.sub(r"(<xdr:(col|row|colOff|rowOff)>)-?\d+", r"\g<1>0", parts[name].decode())
    numbers = re.findall(r'shapeId="(\d+)"', xml)
    parts[name] = xml.replace("</worksheet>", '<drawing r:id="rId99"/></worksheet>').encode()
    vml = re.sub(r'id="[^"]*" o:spid="[^"]*"', 'id="shape_0"', parts["xl/drawings/vmlDrawing1.vml"].decode())
    parts["xl/drawings/vmlDrawing1.vml"] = re.sub("<x:Checked>.</x:Checked>", "", vml).encode()
    ((path, (kind, content)),) = drawing(
        *(shape("A1").replace('id="2"', f'id="{number}"') for number in numbers)
    ).items()
    parts[f"xl/{path}"] = content
    link = f'<Relationship Id="rId99" Type="{OFFICE}/{kind}" Target="../{path}"/></Relationships>'
    parts[rels] = parts[rels].replace(b"</Relationships>", link.encode())
    return package(parts)


def with_shapes(data: bytes, sheet: int, *anchored: str) -> bytes:
    """Draw on a sheet that has no drawings."""
    parts = parts_of(data)
    ((path, (kind, content)),) = drawing(*anchored).items()
    parts[f"xl/{path}"] = content
    parts[f"xl/worksheets/_rels/sheet{sheet}.xml.rels"] = relationships([(f"{OFFICE}/{kind}", f"../{path}")])
    return package(parts)
