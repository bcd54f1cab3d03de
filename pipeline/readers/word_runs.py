"""Text of one Word paragraph: runs with formatting, controls, form fields, symbols, and what is anchored there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.document import Control, ControlKind, Mark, Run
from pipeline.ooxml.names import W14, M, W
from pipeline.ooxml.structure import ALTERNATE, CONTROL, CONTROL_CONTENT, PROPERTIES, VAL, View, branch, is_on, number
from pipeline.readers.symbols import glyph, is_symbol_font, translate

if TYPE_CHECKING:
    from lxml.etree import _Element

FOOTNOTE, ENDNOTE = W + "footnoteReference", W + "endnoteReference"
TEXT_BOX = W + "txbxContent"
BOX_CHECKED, BOX_EMPTY = "☒", "☐"

_MARKS = {
    W + "b": Mark.BOLD,
    W + "i": Mark.ITALIC,
    W + "strike": Mark.STRIKE,
    W + "dstrike": Mark.STRIKE,
    W + "vanish": Mark.HIDDEN,
}
_CHANGES = frozenset(
    W + name
    for name in (
        *("ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "cellMerge", "numberingChange"),
        *("rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "tblPrExChange", "tblGridChange"),
        *("trPrChange", "tcPrChange"),
    )
)
_WRAPS = frozenset(W + name for name in ("ins", "del", "moveFrom", "moveTo"))
_NO_COLOUR = frozenset({"auto", "000000", "FFFFFF", ""})
_DRAWINGS = frozenset({W + "drawing", W + "pict", W + "object"})
_SPACES = {W + "tab": "\t", W + "ptab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "\u2011"}


@dataclass(slots=True)
class ParagraphText:
    """What one paragraph holds, gathered while it is walked."""

    runs: list[Run]
    anchored: list[_Element]
    notes: list[tuple[str, str]]
    drawings: int = 0


@dataclass(frozen=True, slots=True)
class Context:
    """What encloses a run: its innermost control, and whether a tracked change put it there."""

    control: Control | None = None
    inserted: bool = False


PLAIN = Context()


@dataclass(slots=True)
class _OpenRun:
    """A run while it is walked: the text gathered so far, and what applies to it."""

    text: ParagraphText
    context: Context
    marks: Mark
    font: str
    pieces: list[str] = field(default_factory=list)


def count_changes(part: _Element) -> int:
    """Count the pending tracked changes of a part (ECMA-376 17.13.5)."""
    return sum(1 for _ in part.iter(*_CHANGES))


class RunReader:
    """Read the runs of paragraphs in document order.

    It is carried through a whole story, since a form field may begin in one paragraph and end in a later one.
    """

    def __init__(self, view: View) -> None:
        self._view = view
        self._fields: list[Control | None] = []
        self._skip_result = 0
        self._controls = 0
        self._kinds: dict[str, Callable[[_Element, _OpenRun], None]] = {
            W + "t": self._written,
            W + "delText": self._deleted,
            W + "sym": self._sign,
            W + "fldChar": self._field,
            FOOTNOTE: self._note,
            ENDNOTE: self._note,
            ALTERNATE: self._either,
            **dict.fromkeys(_DRAWINGS, self._drawing),
        }

    def read(self, paragraph: _Element, context: Context, base: Mark) -> ParagraphText:
        """Read one ``w:p``; ``base`` are marks of the whole paragraph, such as its shading."""
        self._skip_result = 0
        text = ParagraphText([], [], [])
        self._inline(paragraph, context, base, text)
        return text

    def control(self, sdt: _Element, outer: Control | None) -> Control:
        """Read the properties of a content control (ECMA-376 17.5.2; ``w14:checkbox`` from [MS-DOCX] 2.4.7)."""
        self._controls += 1
        properties = sdt.find(W + "sdtPr")
        if properties is None:
            return Control(kind=ControlKind.OTHER, number=self._controls, outer=outer)
        kind, checked, value = _control_kind(properties)
        return Control(
            kind=kind,
            tag=_value(properties.find(W + "tag")),
            alias=_value(properties.find(W + "alias")),
            checked=checked,
            value=value,
            placeholder=is_on(properties.find(W + "showingPlcHdr")),
            number=self._controls,
            outer=outer,
        )

    def _inline(self, parent: _Element, context: Context, base: Mark, text: ParagraphText) -> None:
        for child in parent:
            tag = child.tag
            if tag == W + "r":
                self._run(child, context, base, text)
            elif tag == CONTROL:
                self._inline_control(child, context, base, text)
            elif tag in _WRAPS:
                if tag not in self._view.gone:
                    self._inline(child, Context(context.control, inserted=True), base, text)
            elif tag == ALTERNATE:
                self._alternate(child, context, base, text)
            elif tag == M + "t":
                text.runs.append(Run(text=child.text or "", control=context.control, inserted=context.inserted))
            elif isinstance(tag, str) and len(child) and tag not in PROPERTIES:
                self._inline(child, context, base, text)

    def _inline_control(self, sdt: _Element, context: Context, base: Mark, text: ParagraphText) -> None:
        control = self.control(sdt, context.control)
        before = len(text.runs)
        content = sdt.find(CONTROL_CONTENT)
        if content is not None:
            self._inline(content, Context(control, context.inserted), base, text)
        if control.kind is ControlKind.CHECK_BOX and len(text.runs) == before:
            text.runs.append(
                Run(text=BOX_CHECKED if control.checked else BOX_EMPTY, control=control, inserted=context.inserted)
            )

    def _alternate(self, alternate: _Element, context: Context, base: Mark, text: ParagraphText) -> None:
        chosen = branch(alternate)
        if chosen is not None:
            self._inline(chosen, context, base, text)

    def _run(self, run: _Element, context: Context, base: Mark, text: ParagraphText) -> None:
        properties = run.find(W + "rPr")
        marks, font = (base, "") if properties is None else self._formatting(properties, base)
        inserted = context.inserted or (properties is not None and properties.find(W + "ins") is not None)
        open_run = _OpenRun(text, Context(context.control, inserted), marks, font)
        self._content(run, open_run)
        self._close(open_run)

    def _close(self, run: _OpenRun) -> None:
        """Give what was gathered so far as a run of its own."""
        if run.pieces:
            control = self._field_control() or run.context.control
            said = "".join(run.pieces)
            run.text.runs.append(Run(text=said, marks=run.marks, control=control, inserted=run.context.inserted))
            run.pieces.clear()

    def _content(self, element: _Element, run: _OpenRun) -> None:
        for child in element:
            tag = child.tag
            if tag in _SPACES:
                run.pieces.append(_SPACES[tag])
            elif tag in self._kinds:
                self._kinds[tag](child, run)
            elif isinstance(tag, str) and len(child) and tag not in PROPERTIES and tag not in self._view.gone:
                self._unknown(child, run)

    def _written(self, element: _Element, run: _OpenRun) -> None:
        if element.text and not self._skip_result:
            run.pieces.append(translate(element.text, run.font))

    def _deleted(self, element: _Element, run: _OpenRun) -> None:
        if self._view is View.ORIGINAL:
            self._written(element, run)

    def _sign(self, element: _Element, run: _OpenRun) -> None:
        run.pieces.append(_symbol(element))

    def _note(self, element: _Element, run: _OpenRun) -> None:
        run.text.notes.append((str(element.tag), element.get(W + "id", "")))

    def _either(self, alternate: _Element, run: _OpenRun) -> None:
        chosen = branch(alternate)
        if chosen is not None:
            self._content(chosen, run)

    def _unknown(self, element: _Element, run: _OpenRun) -> None:
        """Look through an element that nobody knows: it may hold runs, or text of this run."""
        self._close(run)
        self._inline(element, run.context, Mark.NONE, run.text)
        if element.find(W + "t") is not None:
            self._content(element, run)

    def _formatting(self, properties: _Element, base: Mark) -> tuple[Mark, str]:
        marks, font = base, ""
        for child in properties:
            tag = child.tag
            if tag in _MARKS:
                if is_on(child):
                    marks |= _MARKS[tag]
            elif tag == W + "rFonts":
                font = _font(child)
            elif tag in _FORMATS:
                marks |= _FORMATS[tag](child)
        return marks, font

    def _field_control(self) -> Control | None:
        return next((control for control in reversed(self._fields) if control is not None), None)

    def _field(self, mark: _Element, run: _OpenRun) -> None:
        """Follow a complex field; one that ends or separates without having begun is ignored (seen in public files)."""
        self._close(run)
        kind = mark.get(W + "fldCharType")
        if kind == "begin":
            data = mark.find(W + "ffData")
            self._controls += 1
            control = None if data is None else _legacy_control(data, self._controls)
            self._fields.append(control)
            shown = "" if control is None or data is None else _legacy_text(control, data)
            if shown:
                run.text.runs.append(Run(text=shown, control=control, inserted=run.context.inserted))
        elif kind == "separate" and self._fields:
            control = self._fields[-1]
            self._skip_result += control is not None and control.kind is ControlKind.DROP_DOWN
        elif kind == "end" and self._fields:
            control = self._fields.pop()
            if control is not None and control.kind is ControlKind.DROP_DOWN:
                self._skip_result = 0

    def _drawing(self, drawing: _Element, run: _OpenRun) -> None:
        boxes = list(_text_boxes(drawing))
        run.text.anchored.extend(boxes)
        run.text.drawings += not boxes


def _text_boxes(drawing: _Element) -> Iterable[_Element]:
    """Give the text boxes in a drawing, each once: of nested ones the outer, of alternate content one branch."""
    for child in drawing:
        if child.tag == TEXT_BOX:
            yield child
        elif child.tag == ALTERNATE:
            chosen = branch(child)
            if chosen is not None:
                yield from _text_boxes(chosen)
        elif len(child):
            yield from _text_boxes(child)


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


def _is_checked(box: _Element) -> bool:
    for child in box:
        if isinstance(child.tag, str) and child.tag.endswith("}checked"):
            value = child.get(W14 + "val") or child.get(VAL) or "1"
            return value.lower() not in ("0", "false", "off")
    return False


def _legacy_control(data: _Element, order: int) -> Control:
    """Read a legacy form field (ECMA-376 17.16.17): its bookmark name serves as tag."""
    name = _value(data.find(W + "name"))
    kind, checked = ControlKind.TEXT, None
    box = data.find(W + "checkBox")
    if box is not None:
        kind = ControlKind.CHECK_BOX
        state = box.find(W + "checked")
        checked = is_on(state if state is not None else box.find(W + "default"))
    elif data.find(W + "ddList") is not None:
        kind = ControlKind.DROP_DOWN
    return Control(kind=kind, tag=name, checked=checked, legacy=True, number=order)


def _legacy_text(control: Control, data: _Element) -> str:
    if control.kind is ControlKind.CHECK_BOX:
        return BOX_CHECKED if control.checked else BOX_EMPTY
    entries = data.find(W + "ddList")
    if entries is None:
        return ""
    chosen = entries.find(W + "result")
    index = number(chosen if chosen is not None else entries.find(W + "default"), 0)
    names = [_value(entry) for entry in entries.iterchildren(W + "listEntry")]
    return names[index] if index < len(names) else ""


def _symbol(element: _Element) -> str:
    try:
        code = int(element.get(W + "char", ""), 16)
    except ValueError:
        return ""
    return glyph(element.get(W + "font", ""), code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else ""


def _font(fonts: _Element) -> str:
    for attribute in ("ascii", "hAnsi", "cs"):
        name = fonts.get(W + attribute, "")
        if is_symbol_font(name):
            return name
    return ""


def _value(element: _Element | None) -> str:
    return "" if element is None else element.get(VAL, "")


def _underline(element: _Element) -> Mark:
    return Mark.NONE if element.get(VAL, "single") == "none" else Mark.UNDERLINE


def _highlight(element: _Element) -> Mark:
    return Mark.NONE if element.get(VAL, "none") in ("none", "white") else Mark.HIGHLIGHT


def shading(element: _Element | None) -> str:
    """Give the fill colour of a ``w:shd`` as ``RRGGBB``, or an empty text for none, automatic and white."""
    if element is None:
        return ""
    fill = element.get(W + "fill", "").upper()
    return "" if fill in ("", "AUTO", "FFFFFF", "NONE") else fill


def _shaded(element: _Element) -> Mark:
    return Mark.SHADED if shading(element) else Mark.NONE


def _ringed(element: _Element) -> Mark:
    return Mark.NONE if element.get(VAL, "none") in ("none", "nil") else Mark.RINGED


def _coloured(element: _Element) -> Mark:
    return Mark.NONE if element.get(VAL, "auto") in _NO_COLOUR else Mark.COLOURED


_FORMATS: dict[str, Callable[[_Element], Mark]] = {
    W + "u": _underline,
    W + "highlight": _highlight,
    W + "shd": _shaded,
    W + "bdr": _ringed,
    W + "color": _coloured,
}
