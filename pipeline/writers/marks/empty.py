"""Remove a result from its place; this undoes :mod:`pipeline.writers.in_place.answer_place`.

The place is blank again: a control shows its prompt if it did before, a check box is unticked, a list of older Word
shows its first entry, a date control holds no date.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pipeline.mapping.model import FieldKind
from pipeline.mapping.places import prompt_for
from pipeline.ooxml.names import W14, W
from pipeline.ooxml.structure import CONTROL, CONTROL_CONTENT, TEXT, VAL
from pipeline.signs import BOX_EMPTY
from pipeline.writers.marks.seals import Kind
from pipeline.writers.word.annotation import attributes
from pipeline.writers.word.boxes import (
    CHECK_BOX,
    LEGACY_BOX,
    LEGACY_LIST,
    choose_in_legacy_list,
    glyph_run,
    set_box,
    set_legacy_box,
)
from pipeline.writers.word.markup import (
    RUN_PROPERTIES,
    fields_round,
    formatting,
    prefixed,
    run_like,
    runs,
    text_run,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from lxml.etree import _Element

    from pipeline.ooxml import Package
    from pipeline.ooxml.splice import Splice

_PROMPT_STYLE: Final = "PlaceholderText"
_LEGACY_PROMPT: Final = "\u2002" * 5
"""What Word shows in an empty form field."""

_WRITTEN: Final = frozenset({TEXT, RUN_PROPERTIES, *(W + name for name in ("tab", "br", "cr", "sym", "noBreakHyphen"))})
_IGNORED: Final = frozenset({W + "lastRenderedPageBreak", W + "softHyphen"})
_STORED: Final = re.compile(r"\s[^\s=>]*(?:fullDate|lastValue)\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_HOLDS_VALUE: Final = tuple(W + name for name in ("date", "dropDownList", "comboBox"))
_BEFORE_PROMPT: Final = frozenset(
    {RUN_PROPERTIES, *(W + name for name in ("alias", "tag", "id", "lock", "placeholder", "temporary"))}
)
"""Properties of a control that come before ``w:showingPlcHdr`` (17.5.2.38)."""


class Emptying:
    """Empties places in one document.

    Args:
        splice: The main part being edited.
        package: The file; its glossary holds the prompts of controls.

    Attributes:
        done: The runs that were emptied.
    """

    def __init__(self, splice: Splice, package: Package) -> None:
        self._splice = splice
        self._package = package
        self.done: set[_Element] = set()

    def empty(self, found: Sequence[_Element], kind: Kind, was: str = "") -> None:
        """Remove the text of some runs; ``kind`` tells how their place looked before, ``was`` what was printed there.

        Runs that were emptied already are left alone: in an odd file two seals may enclose the same ones.
        """
        if not self.done.isdisjoint(found):
            return
        self.done.update(found)
        for settings in (each for run in found for each in run.iterfind(f"{W}fldChar/{LEGACY_BOX}")):
            set_legacy_box(self._splice, settings, checked=False)
        for settings in (each for run in found for each in run.iterfind(f"{W}fldChar/{LEGACY_LIST}")):
            choose_in_legacy_list(self._splice, settings, 0)
        written = [run for run in found if _is_written(run)]
        box = _box_round(found) if kind is not Kind.NOTE else None
        if box is not None:
            self._untick(box, written)
        elif written and kind is Kind.BOX:
            self._exchange(written, run_like(self._splice, written[0], was))
        elif written:
            self._take_out(written, kind)

    def _untick(self, settings: _Element, shown: Sequence[_Element]) -> None:
        set_box(self._splice, settings, checked=False)
        if shown:
            self._exchange(shown, glyph_run(self._splice, shown[0], settings.find(W14 + "uncheckedState"), BOX_EMPTY))

    def _take_out(self, written: Sequence[_Element], kind: Kind) -> None:
        first = written[0]
        control = _own_control(first, written)
        self._exchange(written, self._left(first, control, kind))
        properties = control.find(W + "sdtPr") if control is not None else None
        if properties is None:
            return
        for picker in properties.iterchildren(*_HOLDS_VALUE):
            self._splice.replace(picker, _STORED.sub("", self._splice.markup(picker), count=1))
        if kind is Kind.PROMPTED:
            self._show_prompt(properties)

    def _left(self, run: _Element, control: _Element | None, kind: Kind) -> str:
        """Return what replaces a result: the prompt, or an empty run that keeps the formatting for the next result."""
        own = run.find(RUN_PROPERTIES)
        if kind is Kind.PROMPTED and control is not None:
            look = _like_a_prompt(run, formatting(self._splice, run, own, but=frozenset({W + "rStyle"})))
            return text_run(run, self._prompt(control), look)
        if kind is Kind.PROMPTED and _is_in_form_field(run):
            return text_run(run, _LEGACY_PROMPT, formatting(self._splice, run, own))
        if kind is Kind.RENDERED and own is not None:
            return run_like(self._splice, run, "")
        return ""

    def _exchange(self, shown: Sequence[_Element], markup: str) -> None:
        for run in shown:
            self._splice.replace(run, markup if run is shown[0] else "")

    def _show_prompt(self, properties: _Element) -> None:
        markup = f"<{prefixed(properties, 'showingPlcHdr')}/>"
        before = [each for each in properties if each.tag in _BEFORE_PROMPT]
        if before:
            self._splice.insert_after(before[-1], markup)
        else:
            self._splice.prepend(properties, markup)

    def _prompt(self, control: _Element) -> str:
        """Return a control's prompt: the one in the document's glossary, or the usual one for its kind."""
        part = control.find(f"{W}sdtPr/{W}placeholder/{W}docPart")
        kept = self._kept_prompt(part.get(VAL, "")) if part is not None else ""
        if kept:
            return kept
        kind = FieldKind.DATE if control.find(f"{W}sdtPr/{W}date") is not None else FieldKind.TEXT
        is_list = any(control.find(f"{W}sdtPr/{W}{name}") is not None for name in ("dropDownList", "comboBox"))
        return prompt_for(FieldKind.CHOICE if is_list else kind)

    def _kept_prompt(self, name: str) -> str:
        """Return the text of a building block in the glossary (17.12.5), or an empty string."""
        related = self._package.related(self._package.main_part)
        glossary = next((each.target for each in related if each.kind == "glossaryDocument" and each.exists), None)
        for part in self._package.xml_each(glossary, W + "docParts") if glossary is not None else ():
            for block in part.iterchildren(W + "docPart"):
                called = block.find(f"{W}docPartPr/{W}name")
                if called is not None and called.get(VAL) == name:
                    return "".join(each.text or "" for each in block.iter(TEXT))
        return ""


def _is_written(run: _Element) -> bool:
    """Return whether a run holds text and nothing else that must stay."""
    kinds = {each.tag for each in run} - _IGNORED
    return bool(kinds - {RUN_PROPERTIES}) and kinds <= _WRITTEN


def _control(run: _Element) -> _Element | None:
    return next(run.iterancestors(CONTROL), None)


def _box_round(found: Sequence[_Element]) -> _Element | None:
    """Return the settings of the check box control around some runs, or ``None``."""
    control = _control(found[0]) if found else None
    return control.find(CHECK_BOX) if control is not None else None


def _own_control(run: _Element, written: Collection[_Element]) -> _Element | None:
    """Return the control around a run if it holds nothing but ``written``, else ``None``."""
    control = _control(run)
    content = control.find(CONTROL_CONTENT) if control is not None else None
    alone = content is not None and all(each in written for each in runs(content) if each.find(TEXT) is not None)
    return control if alone else None


def _like_a_prompt(near: _Element, look: str) -> str:
    """Return the formatting with the style of prompts added."""
    name = prefixed(near, "rPr")
    style = f"<{prefixed(near, 'rStyle')}{attributes(near, {'val': _PROMPT_STYLE})}/>"
    return look.replace(f"<{name}>", f"<{name}>{style}", 1) if look else f"<{name}>{style}</{name}>"


def _is_in_form_field(run: _Element) -> bool:
    """Return whether a run is the result of a legacy form field (17.16.17)."""
    return any(begin.find(W + "ffData") is not None for begin in fields_round(run))
