"""A tick at an option that has no box of its own: at the sign that its line prints for it, else behind its words.

The line has to be found as it was read, once; where it isn't, nothing is written, and reading back shows that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from pipeline.ooxml.structure import CONTROL, CONTROL_CONTENT, PARAGRAPH
from pipeline.signs import BOX_EMPTY, BOX_TICKED, EMPTY_BOXES, TICK
from pipeline.writers.in_place.answer_place import tick_control, tick_legacy
from pipeline.writers.marks.seals import SHOWING_PROMPT, Kind
from pipeline.writers.word.boxes import CHECK_BOX, LEGACY_BOX, legacy_glyph
from pipeline.writers.word.markup import RUN_PROPERTIES, formatting, has_symbol_font, run_like, runs, text_run
from pipeline.writers.word.stretches import part, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.etree import _Element

    from pipeline.location import MarkInLine
    from pipeline.ooxml.splice import Splice
    from pipeline.writers.marks.seals import Seals

_GLYPH: Final = "\ufffc"
"""Stands for a glyph of a symbol font, which may look like any sign."""


class _Seen(Struct, frozen=True, kw_only=True):
    """What a run shows of a paragraph.

    Attributes:
        start: Where in the paragraph's text it begins.
        text: What it shows; a check box shows its state.
        box: The check box control that it is in.
    """

    run: _Element
    start: int
    text: str
    box: _Element | None

    @property
    def end(self) -> int:
        """Where in the paragraph's text it ends."""
        return self.start + len(self.text)


class _Edit(Struct, frozen=True, kw_only=True):
    """Markup that takes the place of a stretch of a run's text."""

    run: _Element
    start: int
    end: int
    markup: str


def write_mark_in_line(splice: Splice, seals: Seals, paragraph: _Element, mark: MarkInLine, note: str) -> None:
    """Tick an option in a line of a paragraph; a tick that says more, in the words of ``note``, goes behind it."""
    seen = _seen(paragraph)
    start = _line_start(seen, mark.line)
    if start is None:
        return
    if mark.sign is None or note:
        end = start + max(mark.end, 0 if mark.sign is None else mark.sign + 1)
        edit = _insertion(splice, seals, seen, end, f" {TICK} {note}".rstrip())
    else:
        edit = _ticked(splice, seals, paragraph, seen, start + mark.sign)
    if edit is not None:
        run, end = edit.run, len(shown(edit.run))
        before, behind = part(splice, run, 0, edit.start), part(splice, run, edit.end, end)
        splice.replace(run, before + edit.markup + behind)


def _seen(paragraph: _Element) -> list[_Seen]:
    found: list[_Seen] = []
    position = 0
    for run in runs(paragraph):
        if next(run.iterancestors(PARAGRAPH), None) is not paragraph:
            continue  # in a text box
        controls = list(run.iterancestors(CONTROL))
        box = next((each for each in controls if each.find(CHECK_BOX) is not None), None)
        text = legacy_glyph(run) + shown(run)
        if box is not None:
            text = BOX_EMPTY  # an option that was left blank has an empty box
        elif any(each.find(SHOWING_PROMPT) is not None for each in controls):
            text = ""
        elif has_symbol_font(run):
            text = _GLYPH * len(text)
        found.append(_Seen(run=run, start=position, text=text, box=box))
        position += len(text)
    return found


def _line_start(seen: Sequence[_Seen], wanted: str) -> int | None:
    """Return where in a paragraph's text the line begins that was read; ``None`` unless it is there once."""
    starts, position = [], 0
    for line in "".join(each.text for each in seen).split("\n"):
        if len(line) == len(wanted) and all(a in (b, _GLYPH) for a, b in zip(line, wanted, strict=True)):
            starts.append(position)
        position += len(line) + 1
    return starts[0] if len(starts) == 1 else None


def _ticked(splice: Splice, seals: Seals, paragraph: _Element, seen: Sequence[_Seen], at: int) -> _Edit | None:
    """Tick the box at an offset: one that the form prints becomes a ticked one, another sign has a tick behind it."""
    here = next(each for each in seen if each.start <= at < each.end)
    sign = here.text[at - here.start]
    begin = next((each for each in here.run if each.find(LEGACY_BOX) is not None), None)
    if here.box is not None:
        tick_control(splice, seals, here.box)
    elif begin is not None:
        tick_legacy(splice, seals, paragraph, begin)
    elif sign not in EMPTY_BOXES:
        return _insertion(splice, seals, seen, at + 1, TICK)
    elif _may_be_cut(splice, here.run):
        low = at - here.start
        left = {here.run: here.text[:low] + here.text[low + 1 :]}
        ticked = run_like(splice, here.run, BOX_TICKED)
        markup = seals.around(here.run, ticked, BOX_TICKED, kind=Kind.BOX, left=left, was=sign)
        return _Edit(run=here.run, start=low, end=low + 1, markup=markup)
    return None


def _insertion(splice: Splice, seals: Seals, seen: Sequence[_Seen], at: int, text: str) -> _Edit | None:
    """Put text behind the character before an offset, in its formatting."""
    here = next(each for each in seen if each.start < at <= each.end)
    if not _may_be_cut(splice, here.run):
        return None
    made = text_run(here.run, text, formatting(splice, here.run, here.run.find(RUN_PROPERTIES)))
    offset = at - here.start
    return _Edit(run=here.run, start=offset, end=offset, markup=seals.around(here.run, made, text.strip()))


def _may_be_cut(splice: Splice, run: _Element) -> bool:
    """Return whether a run is plain text of its paragraph, or of a control in it that takes any text."""
    parent = run.getparent()
    return parent is not None and parent.tag in (PARAGRAPH, CONTROL_CONTENT) and not splice.is_replaced(run)
