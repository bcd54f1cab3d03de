"""Put what a plain renderer doesn't know in a form that it does: controls, fields, symbols, moves."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Final

from lxml import etree

from pipeline.ooxml import structure
from pipeline.ooxml.names import W
from pipeline.ooxml.structure import CONTROL, CONTROL_CONTENT, RUN, TEXT, VAL
from pipeline.readers.symbols import is_symbol_font, translate
from pipeline.readers.word.glyphs import symbol
from pipeline.signs import BOX_EMPTY, BOX_TICKED

if TYPE_CHECKING:
    from lxml.etree import _Element

_LOOK: Final = W + "rPr"
_WRAPPERS: Final = tuple(W + name for name in ("smartTag", "customXml", "fldSimple", "dir", "bdo", "hyperlink"))
_PROPERTIES: Final = tuple(W + name for name in ("smartTagPr", "customXmlPr", "fldData"))
_LEFT_OUT: Final = tuple(W + name for name in ("altChunk", "bookmarkStart", "bookmarkEnd", "softHyphen"))
_FIELD_MARKS: Final = frozenset({W + "fldChar", W + "instrText"})
_ADDED, _REMOVED = "DFF3E4", "F9DADA"
_UNKNOWN: Final = "\N{REPLACEMENT CHARACTER}"
_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"


def leave_out(root: _Element) -> None:
    """Take out what must not be shown: parts in other formats, and bookmarks, which would name places of the page."""
    for element in list(root.iter(*_LEFT_OUT)):
        _remove(element)


def make_plain(root: _Element) -> None:
    """Put everything in a part so that it shows as Word shows it."""
    _controls(root)
    _wrappers(root)
    _moves(root)
    _fields(root)
    _symbols(root)
    _rows(root)
    for element in root.iter(W + "dstrike"):
        element.tag = W + "strike"


def _controls(root: _Element) -> None:
    """Unwrap content controls; a prompt that was not replaced is grey, whatever its style."""
    for control in list(root.iter(CONTROL)):
        if control.find(f"{W}sdtPr/{W}showingPlcHdr") is not None:
            for run in control.iter(RUN):
                _look(run, "i", "1")
                _look(run, "color", "808080")
        content = control.find(CONTROL_CONTENT)
        if content is None:
            _remove(control)
        else:
            _replace(control, list(content))


def _wrappers(root: _Element) -> None:
    for element in list(root.iter(*_WRAPPERS)):
        for each in element.findall("*"):
            if each.tag in _PROPERTIES:
                element.remove(each)
        _replace(element, list(element))


def _moves(root: _Element) -> None:
    """Show text that was moved as taken out at one place and put in at the other."""
    for name, shown in (("moveFrom", "del"), ("moveTo", "ins")):
        for element in list(root.iter(W + name)):
            parent = element.getparent()
            if parent is None or parent.tag in (_LOOK, structure.ROW_PROPERTIES):
                continue
            element.tag = W + shown
            for text in element.iter(TEXT) if shown == "del" else ():
                text.tag = W + "delText"


def _fields(root: _Element) -> None:
    """Show what form fields of the old kind hold, and part runs that hold a field's mark beside text."""
    for run in list(root.iter(RUN)):
        parts = [each for each in run if each.tag != _LOOK]
        if len(parts) > 1 and any(each.tag in _FIELD_MARKS for each in parts):
            after = run
            for part in parts[1:]:
                after.addnext(new := _run_like(run))
                new.append(part)
                after = new
    for data in list(root.iter(W + "ffData")):
        holder, shown = next(data.iterancestors(RUN), None), _shown_by_field(data)
        if holder is not None and shown:
            before = _run_like(holder)
            before.append(_text(shown))
            holder.addprevious(before)


def _shown_by_field(data: _Element) -> str:
    box, choices = data.find(W + "checkBox"), data.find(W + "ddList")
    if box is not None:
        return BOX_TICKED if structure.is_ticked(box) else BOX_EMPTY
    entries = structure.list_entries(choices) if choices is not None else []
    return entries[: structure.chosen_entry(choices) + 1][-1] if choices is not None and entries else ""


def _symbols(root: _Element) -> None:
    """Show signs of symbol fonts as the characters that the reader takes them for."""
    for sign in list(root.iter(W + "sym")):
        _replace(sign, [_text(symbol(sign) or _UNKNOWN)])
    for hyphen in list(root.iter(W + "noBreakHyphen")):
        _replace(hyphen, [_text("\N{NON-BREAKING HYPHEN}")])
    for run in root.iter(RUN):
        fonts = run.find(f"{_LOOK}/{W}rFonts")
        font = "" if fonts is None else fonts.get(W + "ascii") or fonts.get(W + "hAnsi") or ""
        for text in run.iter(TEXT):
            text.text = translate(text.text or "", font)
        if fonts is not None and is_symbol_font(font):
            _remove(fonts)


def _rows(root: _Element) -> None:
    """Shade rows that a tracked change adds or removes."""
    for row in root.iter(structure.ROW):
        for name, colour in (("ins", _ADDED), ("del", _REMOVED)):
            if row.find(f"{structure.ROW_PROPERTIES}/{W}{name}") is not None:
                for cell in row.iter(structure.CELL):
                    _shade(cell, colour)


def make_bullets_plain(numbering: _Element) -> None:
    """Show the bullets of lists in symbol fonts as the characters that the reader takes them for."""
    for level in numbering.iter(W + "lvl"):
        text, fonts = level.find(W + "lvlText"), level.find(f"{_LOOK}/{W}rFonts")
        font = "" if fonts is None else fonts.get(W + "ascii", "")
        if text is not None and fonts is not None and is_symbol_font(font):
            text.set(VAL, "".join(_bullet(sign, font) for sign in text.get(VAL, "")))
            _remove(fonts)


def _bullet(sign: str, font: str) -> str:
    shown = translate(sign, font)
    return shown if shown != sign or sign.isspace() else "•"


def unseen_shapes(root: _Element) -> int:
    """Return how many drawn shapes hold neither text nor a picture: a renderer may leave a ring or a tick out."""
    drawn = [*root.iter("{*}wsp"), *root.iter("{urn:schemas-microsoft-com:vml}shape")]
    return sum(next(shape.iter("{*}txbxContent", "{*}imagedata", "{*}blip"), None) is None for shape in drawn)


def _shade(cell: _Element, colour: str) -> None:
    properties = structure.first(cell, structure.CELL_PROPERTIES)
    if properties is None:
        properties = etree.Element(structure.CELL_PROPERTIES)
        cell.insert(0, properties)
    for each in properties.findall(W + "shd"):
        properties.remove(each)
    etree.SubElement(properties, W + "shd", {VAL: "clear", W + "fill": colour})


def _look(run: _Element, name: str, value: str) -> None:
    look = structure.first(run, _LOOK)
    if look is None:
        look = etree.Element(_LOOK)
        run.insert(0, look)
    for each in look.findall(W + name):
        look.remove(each)
    etree.SubElement(look, W + name, {VAL: value})


def _run_like(run: _Element) -> _Element:
    """Return a new run that looks like another one."""
    new, look = etree.Element(RUN), structure.first(run, _LOOK)
    if look is not None:
        new.append(deepcopy(look))
    return new


def _text(shown: str) -> _Element:
    element = etree.Element(TEXT, {_SPACE: "preserve"})
    element.text = shown
    return element


def _replace(element: _Element, by: list[_Element]) -> None:
    parent = element.getparent()
    if parent is not None:
        index = parent.index(element)
        parent[index : index + 1] = by


def _remove(element: _Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
