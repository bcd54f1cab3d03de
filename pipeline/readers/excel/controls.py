"""Form controls on a sheet: check boxes, option buttons and drop-downs that lie above the cells, and where they lie.

Excel keeps each in three parts: in the sheet its anchor, in ``ctrlProps`` its state ([MS-XLSX] 2.3.4), in a VML drawing
caption, anchor and state again. Older files have only the last ([MS-OI29500], ``x:ClientData``). ActiveX controls
keep their state in a binary part that isn't read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from typing import TYPE_CHECKING, Final

from lxml import etree
from msgspec import Struct

from pipeline.ooxml.names import VML, R, S
from pipeline.ooxml.package import Package, Relationship
from pipeline.readers.excel.drawings import read_anchor
from pipeline.readers.excel.places import EMU_A_PIXEL, EMU_A_POINT, NOWHERE, Anchor, Corner
from pipeline.readers.excel.text import plain_text

if TYPE_CHECKING:
    from lxml.etree import _Element

_EXCEL: Final = "{urn:schemas-microsoft-com:office:excel}"
_SHAPE_NUMBER: Final = re.compile(r"_s(\d+)$")
_USUAL_CAPTION: Final = re.compile(r"(?:check ?box|option button|drop ?down)\s*\d+", re.IGNORECASE)
_LENGTHS: Final = re.compile(
    r"(?:^|;)\s*(margin-left|margin-top|width|height)\s*:\s*(\d{1,6}(?:\.\d+)?)pt", re.IGNORECASE
)
_NAMELESS: Final = "nameless "
_VML_BYTES: Final = 8_000_000
_ACTIVE_BUT_NO_ANSWER: Final = (
    "{D7053240-CE69-11CD-A777-00DD01143C57}",  # command button
    "{978C9E23-D4B0-11CE-BF2D-00AA003F40D0}",  # label
    "{4C599241-6926-101B-9992-00000B65C6F9}",  # picture
    "{DFD181E0-5E2F-11CE-A449-00AA004A803D}",  # scroll bar
    "{79176FB0-B7F2-11CE-97EF-00AA006D2776}",  # spin button
)


class ControlType(Enum):
    """The kinds of control that hold an answer, by their name in ``ctrlProps``."""

    CHECK_BOX = "CheckBox"
    OPTION = "Radio"
    DROP_DOWN = "Drop"
    ACTIVE_X = "ActiveX"


_STATES: Final[Mapping[str, bool | None]] = {"checked": True, "1": True, "mixed": None, "2": None}
_TYPES: Final[Mapping[str, ControlType]] = {kind.value.casefold(): kind for kind in ControlType}


class FormControl(Struct, frozen=True, kw_only=True):
    """A control above the cells of a sheet.

    Attributes:
        name: What the program calls it.
        caption: The text beside its box; the usual ``Check Box 1`` counts as none.
        checked: State of a check box or option button; ``None`` when it is neither on nor off.
        link: The cell that holds a copy of its state, such as ``Lists!$B$2``.
        entries: The range that a drop-down takes its entries from.
        chosen: Number of the chosen entry from 1 on, 0 for none.
        shown: A person sees it, and may answer with it.
    """

    kind: ControlType
    anchor: Anchor
    name: str = ""
    caption: str = ""
    checked: bool | None = False
    link: str = ""
    entries: str = ""
    chosen: int = 0
    shown: bool = True


def control_numbers(sheet: _Element) -> tuple[str, ...]:
    """Return the numbers of a sheet's controls, each once, in order; their shapes bear the same numbers."""
    return tuple(dict.fromkeys(element.get("shapeId", "") for element in sheet.iter(S + "control")))


def controls_of(package: Package, part: str, sheet: _Element, captions: Mapping[str, str]) -> tuple[FormControl, ...]:
    """Read the controls of a sheet.

    Args:
        package: The workbook.
        part: Name of the sheet's part.
        sheet: Its root.
        captions: Captions that the sheet's drawing gives, by number of the shape.
    """
    links = {link.id: link for link in package.related(part) if link.exists and not link.external}
    shapes = _numbered(_vml_shapes(package, sheet, links), control_numbers(sheet))
    found: dict[str, FormControl] = {}
    for element in sheet.iter(S + "control"):
        number = element.get("shapeId", "")
        if number not in found or found[number].anchor == NOWHERE:
            found[number] = _control(package, element, links, shapes.get(number), captions.get(number, ""))
    return tuple(control for control in (shapes | found).values() if control.shown)


def _numbered(shapes: Mapping[str, FormControl], numbers: Sequence[str]) -> dict[str, FormControl]:
    """Number shapes that LibreOffice wrote without numbers: they are in the order of the sheet's controls."""
    nameless = [name for name in shapes if name.startswith(_NAMELESS)]
    if not numbers or not nameless:
        return dict(shapes)
    named = {name: shape for name, shape in shapes.items() if name not in nameless}
    in_order = zip(numbers, nameless, strict=True) if len(numbers) == len(nameless) else ()
    return named | {number: shapes[name] for number, name in in_order}


_UNIMPORTANT: Final = FormControl(kind=ControlType.ACTIVE_X, anchor=NOWHERE, shown=False)
"""Stands for a control that no answer is given with, such as a button."""


def _control(
    package: Package, element: _Element, links: Mapping[str, Relationship], shape: FormControl | None, caption: str
) -> FormControl:
    """Read a ``control`` element: its properties part says what it is, its shape what that leaves open."""
    link = links.get(element.get(R + "id", ""))
    anchor = next((read_anchor(found) for found in element.iter(S + "anchor")), NOWHERE)
    if anchor.start in (anchor.end, NOWHERE.start) and shape is not None:
        anchor = shape.anchor
    properties = None if link is None else package.xml(link.target)
    if properties is None:
        return shape or _UNIMPORTANT
    if link is not None and link.kind != "ctrlProp":
        return _active_x(properties, anchor, element.get("name", ""))
    kind = _TYPES.get(properties.get("objectType", "").casefold())
    if kind is None:
        return _UNIMPORTANT
    return FormControl(
        kind=kind,
        anchor=anchor,
        name=element.get("name", "") or next((facts.get("altText", "") for facts in element.iter(S + "controlPr")), ""),
        caption=(shape.caption if shape else "") or _caption(caption),
        checked=_STATES.get(properties.get("checked", "").casefold(), False),
        link=properties.get("fmlaLink", ""),
        entries=properties.get("fmlaRange", ""),
        chosen=_whole(properties.get("sel", "")),
        shown=shape is None or shape.shown,
    )


def _active_x(properties: _Element, anchor: Anchor, name: str) -> FormControl:
    kinds = {value.upper() for key, value in properties.items() if key.endswith("classid")}
    if kinds & set(_ACTIVE_BUT_NO_ANSWER):
        return _UNIMPORTANT
    return FormControl(kind=ControlType.ACTIVE_X, anchor=anchor, name=name)


# -- VML drawings ------------------------------------------------------------------------------------------------------


def _vml_shapes(package: Package, sheet: _Element, links: Mapping[str, Relationship]) -> dict[str, FormControl]:
    found: dict[str, FormControl] = {}
    for drawing in sheet.iterchildren(S + "legacyDrawing"):
        link = links.get(drawing.get(R + "id", ""))
        if link is not None:
            found |= dict(_shapes(_vml(package, link.target)))
    return found


def _vml(package: Package, part: str) -> _Element | None:
    """Parse a VML drawing; older programs write captions as HTML that is no XML, which is then mended."""
    sound = package.sound_xml(part)
    if sound is not None:
        return sound
    data = package.read(part)
    if len(data) > _VML_BYTES:
        return None
    mending = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)
    try:
        return etree.fromstring(data, mending)
    except etree.XMLSyntaxError:
        return None


def _shapes(drawing: _Element | None) -> Iterator[tuple[str, FormControl]]:
    """Yield the controls of a VML drawing by the number of their shape; comments and pictures are none."""
    for order, shape in enumerate(drawing.iter(VML + "shape") if drawing is not None else ()):
        facts = next(shape.iter(_EXCEL + "ClientData"), None)
        kind = None if facts is None else _vml_type(facts.get("ObjectType", ""))
        if facts is None or kind is None:
            continue
        stored = {str(fact.tag).rpartition("}")[2]: (fact.text or "").strip() for fact in facts}
        names = (value for key, value in shape.items() if key.endswith(("id", "spid")))
        numbers = [match[1] for match in map(_SHAPE_NUMBER.search, names) if match]
        yield (
            numbers[-1] if numbers else f"{_NAMELESS}{order}",
            FormControl(
                kind=kind,
                anchor=_vml_anchor(stored.get("Anchor", ""), shape.get("style", "")),
                caption=_caption(_vml_text(shape)),
                checked=_STATES.get(stored.get("Checked", "").casefold(), False),
                link=stored.get("FmlaLink", ""),
                entries=stored.get("FmlaRange", ""),
                chosen=_whole(stored.get("Sel", "")),
                shown="visibility:hidden" not in shape.get("style", "").replace(" ", ""),
            ),
        )


def _vml_type(name: str) -> ControlType | None:
    kind = _TYPES.get(name.casefold())
    return None if kind is ControlType.ACTIVE_X else kind


def _vml_anchor(text: str, style: str) -> Anchor:
    """Read eight numbers: column, pixels, row and pixels of the first corner, then of the last; cells count from 0.

    Gnumeric writes none: there the style of the shape says how far from the sheet's corner it lies.
    """
    numbers = [_whole(part.strip()) for part in text.split(",")]
    if len(numbers) != 8:
        found = {name.lower(): int(float(points) * EMU_A_POINT) for name, points in _LENGTHS.findall(style)}
        if "margin-left" not in found or "margin-top" not in found:
            return NOWHERE
        start = Corner(1, 1, found["margin-top"], found["margin-left"])
        return Anchor(start, None, found.get("height", 0), found.get("width", 0))
    left, x, top, y, right, end_x, bottom, end_y = numbers
    return Anchor(
        Corner(max(top, 0) + 1, max(left, 0) + 1, y * EMU_A_PIXEL, x * EMU_A_PIXEL),
        Corner(max(bottom, 0) + 1, max(right, 0) + 1, end_y * EMU_A_PIXEL, end_x * EMU_A_PIXEL),
    )


def _vml_text(shape: _Element) -> str:
    return " ".join("".join(str(text) for text in box.itertext()) for box in shape.iter(VML + "textbox"))


def _caption(text: str) -> str:
    shown = " ".join(plain_text(text).split())
    return "" if _USUAL_CAPTION.fullmatch(shown) else shown


def _whole(text: str) -> int:
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdigit() else 0
