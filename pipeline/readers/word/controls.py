"""Content controls and legacy form fields of Word: their kind and the state that the program stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.document import Control, ControlKind, Run
from pipeline.ooxml.names import W14, W
from pipeline.ooxml.structure import OFF, VAL, chosen_entry, is_on, is_ticked, list_entries
from pipeline.signs import BOX_EMPTY, BOX_TICKED

if TYPE_CHECKING:
    from lxml.etree import _Element


def content_control(sdt: _Element, order: int, outer: Control | None) -> Control:
    """Read the properties of a content control (ECMA-376 17.5.2; ``w14:checkbox`` from [MS-DOCX] 2.4.7)."""
    properties = sdt.find(W + "sdtPr")
    if properties is None:
        return Control(kind=ControlKind.OTHER, number=order, outer=outer)
    kind, checked, value = _control_kind(properties)
    return Control(
        kind=kind,
        tag=_value(properties.find(W + "tag")),
        alias=_value(properties.find(W + "alias")),
        checked=checked,
        value=value,
        placeholder=is_on(properties.find(W + "showingPlcHdr")),
        entries=_entries(properties),
        number=order,
        outer=outer,
    )


def _control_kind(properties: _Element) -> tuple[ControlKind, bool | None, str | None]:
    for child in properties:
        tag = child.tag
        if tag in (W14 + "checkbox", W + "checkbox"):
            return ControlKind.CHECK_BOX, _is_checked(child), None
        if tag == W + "date":
            return ControlKind.DATE, None, child.get(W + "fullDate", "")[:10] or None
        if tag in (W + "dropDownList", W + "comboBox"):
            return ControlKind.DROP_DOWN, None, child.get(W + "lastValue") or None
        if tag == W + "text":
            return ControlKind.TEXT, None, None
        if tag == W + "picture":
            return ControlKind.PICTURE, None, None
    return ControlKind.OTHER, None, None


def _entries(properties: _Element) -> tuple[str, ...]:
    """Return what a list offers; an entry without a value is the prompt (ECMA-376 17.5.2.21)."""
    items = properties.iterfind(f"*/{W}listItem")
    offered = ((item.get(W + "displayText") or item.get(W + "value", ""), item.get(W + "value")) for item in items)
    return tuple(text for text, value in offered if text and value != "")


def _is_checked(box: _Element) -> bool:
    for child in box:
        if isinstance(child.tag, str) and child.tag.endswith("}checked"):
            return (child.get(W14 + "val") or child.get(VAL) or "1").lower() not in OFF
    return False


def legacy_control(settings: _Element, order: int) -> Control:
    """Read the ``w:ffData`` of a legacy form field (ECMA-376 17.16.17): its bookmark name serves as tag."""
    kind, checked, entries = ControlKind.TEXT, None, ()  # type: ControlKind, bool | None, tuple[str, ...]
    box = settings.find(W + "checkBox")
    if box is not None:
        kind = ControlKind.CHECK_BOX
        checked = is_ticked(box)
    elif (choices := settings.find(W + "ddList")) is not None:
        kind = ControlKind.DROP_DOWN
        entries = tuple(text for entry in list_entries(choices) if (text := entry.strip()))
    name = _value(settings.find(W + "name"))
    return Control(kind=kind, tag=name, checked=checked, entries=entries, number=order)


def legacy_text(control: Control, settings: _Element) -> str:
    """Return what a legacy box or list shows; Word keeps no text for them."""
    if control.kind is ControlKind.CHECK_BOX:
        return box(control)
    choices = settings.find(W + "ddList")
    return "".join(list_entries(choices)[chosen_entry(choices) :][:1]) if choices is not None else ""


def box(control: Control) -> str:
    """Return the glyph of a check box that shows none."""
    return BOX_TICKED if control.checked else BOX_EMPTY


def box_run(control: Control, *, inserted: bool) -> Run:
    """Make a run for a check box without any."""
    return Run(text=box(control), control=control, inserted=inserted)


def _value(element: _Element | None) -> str:
    return "" if element is None else element.get(VAL, "")
