"""Text of one Word paragraph: runs with formatting, controls, form fields, symbols, and what is anchored there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Final

from msgspec import Struct, field
from msgspec.structs import replace

from pipeline.document import UNREAD, Control, ControlKind, Mark, Run
from pipeline.ooxml.appearance.shapes import is_hidden
from pipeline.ooxml.names import W16SE, M, W
from pipeline.ooxml.structure import (
    ALTERNATE,
    CONTROL,
    CONTROL_CONTENT,
    PARAGRAPH,
    PARAGRAPH_PROPERTIES,
    PROPERTIES,
    RUN,
    TABLE,
    TEXT,
    View,
    branch,
    first,
)
from pipeline.readers.symbols import translate
from pipeline.readers.word.controls import box_run, legacy_control, legacy_text
from pipeline.readers.word.fields import Fields, Instruction, Place, is_locked
from pipeline.readers.word.formatting import CharacterStyles, run_formatting
from pipeline.readers.word.glyphs import symbol, symbol_of_field
from pipeline.readers.word.held import STATES_LOST, ControlReader, Noticed
from pipeline.readers.word.text import Context, ParagraphText
from pipeline.signs import BOX_EMPTY

if TYPE_CHECKING:
    from lxml.etree import _Element

_SIMPLE_FIELD: Final = W + "fldSimple"
FOOTNOTE, ENDNOTE = W + "footnoteReference", W + "endnoteReference"

_CHANGES: Final = frozenset(
    W + name
    for name in (
        *("ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "cellMerge", "numberingChange"),
        *("rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "tblPrExChange", "tblGridChange"),
        *("trPrChange", "tcPrChange"),
    )
)
_RUN_PROPERTIES: Final = W + "rPr"
_WRAPS: Final = frozenset(W + name for name in ("ins", "del", "moveFrom", "moveTo"))
_DRAWINGS: Final = frozenset({W + "drawing", W + "pict", W + "object"})
SPACES: Final = {W + "tab": "\t", W + "ptab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "\u2011"}
_IN_TEXT_BOX: Final = frozenset({PARAGRAPH, TABLE, RUN, TEXT})


class _OpenRun(Struct):
    """A run while it is walked: the text gathered so far, and what applies to it."""

    text: ParagraphText
    context: Context
    marks: Mark
    font: str = ""
    pieces: list[str] = field(default_factory=list)


def count_changes(part: _Element) -> int:
    """Count the pending tracked changes of a part (ECMA-376 17.13.5)."""
    return sum(1 for _ in part.iter(*_CHANGES))


class RunReader:
    """Read the runs of paragraphs in document order.

    It is carried through a whole story, since a form field may begin in one paragraph and end in a later one.

    Attributes:
        looked_out: How often what encloses a paragraph had to be looked at to read it.
        linked: What fields take from other files, as far as nobody asked for it yet.
        noticed: What else was noticed, as far as nobody asked for it yet.
    """

    def __init__(self, view: View, styles: CharacterStyles, held: ControlReader) -> None:
        self.looked_out = 0
        self.linked: list[str] = []
        self.noticed: list[Noticed] = []
        self._view = view
        self._styles = styles
        self._held = held
        self._gone: set[int] = set()
        self._said: dict[int, str] = {}
        self._fields = Fields()
        self._field_controls: list[Control] = []
        self._skip_result = 0
        self._controls = 0

    def read(self, paragraph: _Element, context: Context) -> ParagraphText:
        """Read one ``w:p``."""
        self._skip_result = 0
        text, base = ParagraphText(), Mark.NONE
        properties = first(paragraph, PARAGRAPH_PROPERTIES)
        if properties is not None:
            # An old LibreOffice wrote the runs of headers into the properties.
            for run in properties.iterchildren(RUN):
                self._run(run, context, base, text)
        self._inline(paragraph, context, base, text)
        return text

    @property
    def in_form_field(self) -> bool:
        """Whether a form field has begun that has not ended: its control goes to every run up to there."""
        return bool(self._field_controls)

    def read_loose(self, element: _Element, context: Context, text: ParagraphText) -> None:
        """Read a run, or a text that isn't even in a run, that is outside paragraphs; add it to ``text``."""
        if element.tag == RUN:
            self._run(element, context, Mark.NONE, text)
        else:
            self._stray(element, context, Mark.NONE, text)

    def stands_on_white(self, element: _Element) -> bool:
        """Return whether a run or paragraph is on white; what tells is outside of it, which is noted."""
        from pipeline.ooxml.appearance.faint import stands_on_white  # hardly any text is so faint

        self.looked_out += 1
        return stands_on_white(element, self._styles.shaded_tables)

    def control(self, sdt: _Element, outer: Control | None) -> Control:
        """Read the properties of a content control, and give it its number."""
        self._controls += 1
        held = self._held.read(sdt, self._controls, outer)
        self.noticed += held.noticed
        if held.gone:
            self._gone.add(self._controls)
        if held.said:
            self._said[self._controls] = held.said
        return held.control

    def box(self, control: Control | None, *, inserted: bool) -> list[Run]:
        """Return a run for a check box that has no text; nothing for another control, or one that is gone."""
        if control is None or control.kind is not ControlKind.CHECK_BOX or control.number in self._gone:
            return []
        return [box_run(control, inserted=inserted)]

    def _inline(self, parent: _Element, context: Context, base: Mark, text: ParagraphText) -> None:
        for child in parent:
            tag = child.tag
            if tag == RUN:
                self._run(child, context, base, text)
            elif tag == CONTROL:
                self._inline_control(child, context, base, text)
            elif tag in _WRAPS:
                if tag not in self._view.gone:
                    self._inline(child, replace(context, inserted=True), base, text)
            elif tag == ALTERNATE:
                self._alternate(child, context, base, text)
            elif tag == M + "t":
                text.runs.append(Run(text=child.text or "", control=context.control, inserted=context.inserted))
            elif tag in _KINDS:
                self._stray(child, context, base, text)
            elif isinstance(tag, str) and (len(child) or tag == _SIMPLE_FIELD) and tag not in PROPERTIES:
                self._look_through(child, context, base, text)

    def _look_through(self, element: _Element, context: Context, base: Mark, text: ParagraphText) -> None:
        """Read what is in an element that nobody knows; a paragraph in a paragraph begins a new line."""
        if element.tag == PARAGRAPH and text.runs:
            text.runs.append(Run(text="\n"))
        before = len(text.runs)
        self._inline(element, context, base, text)
        if element.tag == _SIMPLE_FIELD:
            instruction = Instruction.of(element.get(W + "instr", ""))
            shows = any(run.text.strip() for run in text.runs[before:])
            self._told(instruction, text, shows=shows, locked=is_locked(element))

    def _inline_control(self, sdt: _Element, context: Context, base: Mark, text: ParagraphText) -> None:
        control = self.control(sdt, context.control)
        before = len(text.runs)
        content = sdt.find(CONTROL_CONTENT)
        if content is not None:
            self._inline(content, replace(context, control=control), base, text)
        if len(text.runs) == before:
            text.runs += self.box(control, inserted=context.inserted)
            text.name_place(control)

    def _alternate(self, alternate: _Element, context: Context, base: Mark, text: ParagraphText) -> None:
        chosen = branch(alternate)
        if chosen is not None:
            self._inline(chosen, context, base, text)

    def _run(self, run: _Element, context: Context, base: Mark, text: ParagraphText) -> None:
        properties = first(run, _RUN_PROPERTIES)
        if properties is None:
            open_run = _OpenRun(text, context, base or context.marks)
        else:
            seen, font = run_formatting(properties, self._styles, context.ground)
            marks = seen.marks | Mark.UNSEEN if seen.is_faint and self.stands_on_white(run) else seen.marks
            if properties.find(W + "ins") is not None:
                context = replace(context, inserted=True)
            open_run = _OpenRun(text, context, base | marks if base else marks, font)
        self._content(run, open_run)
        self._close(open_run)

    def _stray(self, element: _Element, context: Context, base: Mark, text: ParagraphText) -> None:
        """Read what should be in a run, and doesn't."""
        run = _OpenRun(text, context, base or context.marks)
        _KINDS[str(element.tag)](self, element, run)
        self._close(run)

    def _close(self, run: _OpenRun) -> None:
        """End the run with the text gathered so far."""
        if run.pieces:
            control = self._field_controls[-1] if self._field_controls else run.context.control
            said = "".join(run.pieces)
            if control is not None and said.strip() and control.number in self._said:
                said = self._said[control.number]
            run.text.runs.append(Run(text=said, marks=run.marks, control=control, inserted=run.context.inserted))
            run.pieces.clear()

    def _content(self, element: _Element, run: _OpenRun) -> None:
        for child in element:
            tag = child.tag
            if tag in _KINDS:
                _KINDS[tag](self, child, run)
            elif tag == ALTERNATE:
                chosen = branch(child)
                if chosen is not None:
                    self._content(chosen, run)
            elif isinstance(tag, str) and len(child) and tag not in PROPERTIES and tag not in self._view.gone:
                self._close(run)
                self._look_through(child, run.context, run.marks, run.text)

    def _written(self, element: _Element, run: _OpenRun) -> None:
        self._text(element.text, run)
        for child in element:  # docx-templates 4.15 writes the breaks of its lines into the text itself
            if child.tag in _KINDS:
                _KINDS[child.tag](self, child, run)
            self._text(child.tail, run)

    def _text(self, text: str | None, run: _OpenRun) -> None:
        if text and not self._skip_result:
            # Where a line of the XML ends inside a text, Word shows a space.
            self._say(translate(text.replace("\n", " "), run.font), run)

    def _say(self, said: str, run: _OpenRun) -> None:
        place = self._fields.place() if self._fields.open else Place.SHOWN
        if place is Place.SHOWN:
            run.pieces.append(said)
        elif place is Place.HIDDEN:
            self._close(run)
            run.text.runs.append(Run(text=said, marks=run.marks | Mark.HIDDEN))

    def _bookmark(self, element: _Element, run: _OpenRun) -> None:
        self._close(run)
        if element.tag == W + "bookmarkEnd":
            run.text.end_bookmark(element.get(W + "id", ""))
        else:
            run.text.begin_bookmark(element.get(W + "id", ""), element.get(W + "name", ""))

    def _deleted(self, element: _Element, run: _OpenRun) -> None:
        if self._view is View.ORIGINAL:
            self._written(element, run)

    def _space(self, element: _Element, run: _OpenRun) -> None:
        self._say(SPACES[str(element.tag)], run)

    def _sign(self, element: _Element, run: _OpenRun) -> None:
        self._say(symbol(element), run)

    def _note(self, element: _Element, run: _OpenRun) -> None:
        run.text.notes.append((str(element.tag), element.get(W + "id", ""), bool(run.marks & UNREAD)))

    def _field(self, mark: _Element, run: _OpenRun) -> None:
        """Follow a complex field; one that ends or separates without having begun is ignored (seen in public files)."""
        self._close(run)
        kind = mark.get(W + "fldCharType")
        if kind == "begin":
            self._begin(mark, run)
        elif kind == "separate" and self._fields.open:
            self._skip_result += _is_list(self._fields.separate().control)
        elif kind == "end" and self._fields.open:
            ended, shows = self._fields.end()
            self._told(ended.instruction, run.text, shows=shows, locked=ended.locked)
            self._end(ended.control)

    def _instruction_text(self, element: _Element, run: _OpenRun) -> None:
        if self._fields.open and self._fields.open[-1].in_code:
            self._fields.open[-1].code.append(element.text or "")

    def _told(self, instruction: Instruction, text: ParagraphText, *, shows: bool, locked: bool) -> None:
        """Note what the instruction of a field takes from elsewhere or draws, and words in it that nobody sees."""
        if instruction.linked:
            self.linked.append(instruction.linked)
        if instruction.moves and not locked and not self._fields.hide:
            self.noticed.append(Noticed("moving_date"))
        if not shows and not self._fields.hide:
            self._drawn(instruction, text)
        if instruction.words and not shows:
            text.runs.append(Run(text=instruction.words, marks=Mark.HIDDEN))

    def _drawn(self, instruction: Instruction, text: ParagraphText) -> None:
        """Read what a field shows that has no result: a glyph, or what can't be read."""
        name = instruction.name
        if name == "SYMBOL":
            text.runs.append(Run(text=symbol_of_field(instruction.rest)))
        elif name == "EQ":
            self.noticed.append(Noticed("field_unread"))
        elif name in STATES_LOST and not self._field_controls:
            self.noticed.append(Noticed("stored_differs", STATES_LOST[name]))
            if name == "FORMCHECKBOX":
                text.runs.append(Run(text=BOX_EMPTY, control=Control(kind=ControlKind.CHECK_BOX)))

    def _begin(self, mark: _Element, run: _OpenRun) -> None:
        self._controls += 1
        settings = mark.find(W + "ffData")
        control = None if settings is None else legacy_control(settings, self._controls)
        self._fields.begin(mark, control)
        if settings is None or control is None:
            return
        self._field_controls.append(control)
        run.text.name_place(control)
        shown = legacy_text(control, settings)
        if shown:
            run.text.runs.append(Run(text=shown, control=control, inserted=run.context.inserted))

    def _end(self, control: Control | None) -> None:
        if control is not None:
            self._field_controls.pop()
        if _is_list(control):
            self._skip_result = 0

    def _drawing(self, drawing: _Element, run: _OpenRun) -> None:
        holds_text = next(drawing.iter(*_IN_TEXT_BOX), None) is not None  # drawings can be long, and most hold none
        boxes = list(_text_boxes(drawing)) if holds_text else []
        run.text.anchored.extend((box, bool(run.marks & UNREAD) or is_hidden(box)) for box in boxes)
        run.text.drawings += not boxes


_KINDS: Final[dict[str, Callable[[RunReader, _Element, _OpenRun], None]]] = {
    TEXT: RunReader._written,
    W + "delText": RunReader._deleted,
    W + "sym": RunReader._sign,
    W16SE + "symEx": RunReader._sign,
    W + "fldChar": RunReader._field,
    W + "instrText": RunReader._instruction_text,
    W + "bookmarkStart": RunReader._bookmark,
    W + "bookmarkEnd": RunReader._bookmark,
    FOOTNOTE: RunReader._note,
    ENDNOTE: RunReader._note,
    **dict.fromkeys(SPACES, RunReader._space),
    **dict.fromkeys(_DRAWINGS, RunReader._drawing),
}
"""What is in a run, and what reads it. A reader with its own methods in a table would refer to itself, and keep the
whole file until Python looks for garbage."""


def _is_list(control: Control | None) -> bool:
    """Return whether a field is a drop-down list, whose result is left out: the list says what is chosen."""
    return control is not None and control.kind is ControlKind.DROP_DOWN


def _text_boxes(drawing: _Element) -> Iterator[_Element]:
    """Yield the text boxes in a drawing, each once: of nested ones the outer, of alternate content one branch.

    A text box is told by what is in it, since the element has had other names (``txbxContent`` of a namespace that
    early versions of Word 2013 wrote).
    """
    if any(child.tag in _IN_TEXT_BOX or child.tag == CONTROL for child in drawing):
        yield drawing
        return
    for child in drawing:
        if child.tag == ALTERNATE:
            yield from _text_boxes_of(branch(child))
        elif len(child):
            yield from _text_boxes(child)


def _text_boxes_of(chosen: _Element | None) -> Iterable[_Element]:
    return () if chosen is None else _text_boxes(chosen)
