"""How a result enters its place in a Word document: one run of text, or a tick, sealed, and nothing else touched.

A slot is a cell or a paragraph that nobody filled in. Where it holds a content control (ECMA-376 Part 1, 17.5.2) or a
legacy form field (17.16.17), the text goes inside, as if typed into it. :mod:`pipeline.writers.marks.empty` undoes it.
"""

from __future__ import annotations

import re
from itertools import dropwhile, takewhile
from typing import TYPE_CHECKING, Final

from pipeline.ooxml import structure
from pipeline.ooxml.names import W14, W
from pipeline.ooxml.structure import CELL, CONTROL, CONTROL_CONTENT, PARAGRAPH, TEXT
from pipeline.signs import BOX_TICKED, TICK
from pipeline.writers.marks.seals import SHOWING_PROMPT, Kind, says_prompt
from pipeline.writers.word.boxes import (
    CHECK_BOX,
    LEGACY_LIST,
    choose_in_legacy_list,
    glyph_run,
    glyph_text,
    set_box,
    set_legacy_box,
)
from pipeline.writers.word.markup import (
    RUN_PROPERTIES,
    add,
    attribute_prefix,
    formatting,
    has_text,
    prefixed,
    runs,
    text_run,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from lxml.etree import _Element

    from pipeline.ooxml.splice import Splice
    from pipeline.writers.marks.seals import Seals

_STYLE: Final = W + "rStyle"
_NOT_FOR_TEXT: Final = ("picture", "group", "docPartObj", "docPartList")
_PLACEHOLDER_LOOK: Final = frozenset({_STYLE, W + "color"})
_FULL_DATE: Final = re.compile(r"\s[^\s=>]*fullDate\s*=\s*(?:\"[^\"]*\"|'[^']*')")


def write_text(splice: Splice, seals: Seals, slot: _Element, text: str, date: dt.date | None = None) -> None:
    """Write ``text`` into a blank cell or paragraph; a date control also gets ``date`` as its stored value."""
    control = _text_control(slot)
    field = _form_field(slot, "textInput") if control is None else None
    if control is not None:
        _write_into_control(splice, seals, control, text, date)
    elif _choose_in_list(splice, seals, slot, text):
        return
    elif field is None or not _write_into_field(splice, seals, slot, field, text):
        _write_into_paragraphs(splice, seals, slot, text)


def write_mark(splice: Splice, seals: Seals, slot: _Element, note: str = "") -> None:
    """Tick a blank cell or paragraph: its check box if it has one, else with our sign; ``note`` follows in words."""
    box = next(
        (control for control in (*slot.iter(CONTROL), *_round(slot)) if control.find(CHECK_BOX) is not None), None
    )
    field = _form_field(slot, "checkBox")
    if box is not None:
        tick_control(splice, seals, box)
    elif field is not None:
        tick_legacy(splice, seals, slot, field)
    else:
        write_text(splice, seals, slot, f"{TICK} {note}".rstrip())
        return
    if note:
        paragraph = next(slot.iter(PARAGRAPH))
        written = text_run(paragraph, f" {note}", "")
        add(splice, paragraph, seals.around(paragraph, written, note, kind=Kind.NOTE))


# Content controls


def _text_control(slot: _Element) -> _Element | None:
    """Find the innermost control in the slot that takes text; else the one that is wrapped round the slot itself."""
    for control in slot.iter(CONTROL):
        if control.find(f".//{CONTROL}") is None and _takes_text(control):
            return control
    return next(filter(_takes_text, _round(slot)), None)


def _round(slot: _Element) -> list[_Element]:
    """Return the control around a cell or paragraph, or an empty list."""
    content = slot.getparent()
    around = content.getparent() if content is not None and content.tag == CONTROL_CONTENT else None
    return [] if around is None else [around]


def _takes_text(control: _Element) -> bool:
    properties = control.find(W + "sdtPr")
    if control.find(CONTROL_CONTENT) is None or control.find(CHECK_BOX) is not None:
        return False
    if properties is not None and any(properties.find(W + name) is not None for name in _NOT_FOR_TEXT):
        return False
    return control.find(SHOWING_PROMPT) is not None or not has_text(control) or says_prompt(control)


def _write_into_control(splice: Splice, seals: Seals, control: _Element, text: str, date: dt.date | None) -> None:
    content = control.find(CONTROL_CONTENT)
    assert content is not None  # noqa: S101 -- _takes_text looked
    enclosing = [control, *_controls_round(control)]
    shows_prompt = any(each.find(SHOWING_PROMPT) is not None for each in enclosing) or says_prompt(control)
    prompts = runs(content) if shows_prompt else []
    if _is_inline(control):
        _write_inline(splice, seals, control, content, text, prompts)
    elif prompts:
        made, left = text_run(prompts[0], text, _answer_look(splice, control, prompts[0])), dict.fromkeys(prompts, "")
        _exchange(splice, prompts, seals.around(prompts[0], made, text, kind=Kind.PROMPTED, left=left))
    else:
        _write_into_paragraphs(splice, seals, content, text)
    for each in enclosing:
        _settle(splice, each)
    if date is not None:
        _store_date(splice, control, date)


def _write_inline(
    splice: Splice, seals: Seals, control: _Element, content: _Element, text: str, prompts: list[_Element]
) -> None:
    """Write into an inline control. The seal goes around the control, so it also encloses what a person picks later."""
    if prompts:
        _exchange(splice, prompts, text_run(prompts[0], text, _answer_look(splice, control, prompts[0])))
        seals.enclose(control, text, kind=Kind.PROMPTED, left=dict.fromkeys(prompts, ""))
        return
    own, look = _look(content), _own_look(control)
    splice.append(content, text_run(content, text, formatting(splice, content, own if look is None else look)))
    seals.enclose(control, text)


def _answer_look(splice: Splice, control: _Element, prompt: _Element) -> str:
    look = _own_look(control)
    return formatting(splice, prompt, prompt.find(RUN_PROPERTIES) if look is None else look, but=_PLACEHOLDER_LOOK)


def _own_look(control: _Element) -> _Element | None:
    """Return the formatting that a control keeps for its answer."""
    return control.find(f"{W}sdtPr/{RUN_PROPERTIES}")


def _exchange(splice: Splice, shown: list[_Element], markup: str) -> None:
    splice.replace(shown[0], markup)
    for run in shown[1:]:
        splice.replace(run, "")


def _is_inline(control: _Element) -> bool:
    holder = next(control.iterancestors(PARAGRAPH, CELL), None)
    return holder is not None and holder.tag == PARAGRAPH


def _controls_round(control: _Element) -> Iterable[_Element]:
    """Return the controls round this one, no further out than the one that wraps its cell."""
    outer = control.iterancestors(CONTROL, W + "tr", W + "body")
    return takewhile(lambda each: each.tag == CONTROL, outer)


def _settle(splice: Splice, control: _Element) -> None:
    """Let a control show what was written: no longer its prompt, nor the value of a data store it was bound to."""
    properties = control.find(W + "sdtPr")
    for child in properties if properties is not None else ():
        if isinstance(child.tag, str) and child.tag.rpartition("}")[2] in ("showingPlcHdr", "dataBinding"):
            splice.replace(child, "")


def _store_date(splice: Splice, control: _Element, date: dt.date) -> None:
    """Set the value of a date control (17.5.2.7); without it Word would show one date and hold another."""
    picker = control.find(f"{W}sdtPr/{W}date")
    prefix = attribute_prefix(picker) if picker is not None else ""
    if picker is not None and prefix:
        name = prefixed(picker, "date")
        rest = _FULL_DATE.sub("", splice.markup(picker), count=1)[len(name) + 1 :]
        splice.replace(picker, f'<{name} {prefix}:fullDate="{date.isoformat()}T00:00:00Z"{rest}')


def tick_control(splice: Splice, seals: Seals, box: _Element) -> None:
    """Check a check box control and show the glyph that it declares for that ([MS-DOCX] 2.5.2)."""
    settings = box.find(CHECK_BOX)
    content = box.find(CONTROL_CONTENT)
    if settings is None or content is None:
        return
    set_box(splice, settings, checked=True)
    shown = runs(content)
    state = settings.find(W14 + "checkedState")
    glyph = glyph_text(shown[0], state) if shown else ""
    if _is_inline(box):
        seals.enclose(box, glyph)
    if shown:
        made = glyph_run(splice, shown[0], state, BOX_TICKED)
        _exchange(splice, shown, made if _is_inline(box) else seals.around(shown[0], made, glyph))
    _settle(splice, box)


# Legacy form fields


def _form_field(slot: _Element, kind: str) -> _Element | None:
    """Find the ``w:fldChar`` that begins a form field of this kind."""
    found = (begin for begin in slot.iter(W + "fldChar") if begin.find(f"{W}ffData/{W}{kind}") is not None)
    return next(found, None)


def tick_legacy(splice: Splice, seals: Seals, slot: _Element, field: _Element) -> None:
    """Tick a legacy check box in a cell or paragraph; ``field`` is the ``w:fldChar`` that begins it."""
    settings = field.find(f"{W}ffData/{W}checkBox")
    start = field.getparent()
    assert settings is not None  # noqa: S101 -- _form_field looked
    assert start is not None  # noqa: S101 -- fldChar is in a run
    set_legacy_box(splice, settings, checked=True)
    _enclose_field(seals, slot, start, BOX_TICKED)


def _choose_in_list(splice: Splice, seals: Seals, slot: _Element, text: str) -> bool:
    """Choose ``text`` in a legacy list that shows its first entry; say whether there is one that offers it."""
    field = _form_field(slot, "ddList")
    settings = field.find(LEGACY_LIST) if field is not None else None
    start = field.getparent() if field is not None else None
    if settings is None or start is None or structure.chosen_entry(settings) != 0:
        return False
    entries = structure.list_entries(settings)
    chosen = next((number for number, entry in enumerate(entries) if number and _is_said(entry, text)), None)
    if chosen is None:
        return False
    choose_in_legacy_list(splice, settings, chosen)
    _enclose_field(seals, slot, start, entries[chosen])
    return True


def _is_said(entry: str, text: str) -> bool:
    return " ".join(entry.split()).casefold() == " ".join(text.split()).casefold()


def _enclose_field(seals: Seals, slot: _Element, start: _Element, shown: str) -> None:
    """Put a seal around a form field from the run in which it begins to the one in which it ends."""
    end = next((run for run in _runs_from(slot, start) if "end" in _turns(run)), start)
    seals.enclose(start, shown, last=end)


def _write_into_field(splice: Splice, seals: Seals, slot: _Element, field: _Element, text: str) -> bool:
    """Put ``text`` where the field shows its result; say whether the field had such a place."""
    start = field.getparent()
    assert start is not None  # noqa: S101 -- fldChar is in a run
    following = _runs_from(slot, start)[1:]
    inside = list(takewhile(lambda run: "end" not in _turns(run), following))
    separate = next((run for run in inside if "separate" in _turns(run)), None)
    if separate is None or len(inside) == len(following):
        return False
    shown = [run for run in inside[inside.index(separate) + 1 :] if run.find(TEXT) is not None]
    like = shown[0] if shown else separate
    made = text_run(like, text, formatting(splice, like, like.find(RUN_PROPERTIES)))
    if shown:
        _exchange(splice, shown, seals.around(like, made, text, kind=Kind.PROMPTED, left=dict.fromkeys(shown, "")))
    else:
        splice.insert_after(separate, seals.around(like, made, text))
    return True


def _runs_from(slot: _Element, start: _Element) -> list[_Element]:
    return list(dropwhile(lambda run: run is not start, runs(slot)))


def _turns(run: _Element) -> list[str]:
    return [each.get(W + "fldCharType", "") for each in run.iterchildren(W + "fldChar")]


# Paragraphs


def _write_into_paragraphs(splice: Splice, seals: Seals, holder: _Element, text: str) -> None:
    """Write into the first empty paragraph; where there is none, behind the words of the last."""
    paragraphs = [holder] if holder.tag == PARAGRAPH else _paragraphs(holder)
    if not paragraphs:
        name = prefixed(holder, "p")
        splice.append(holder, f"<{name}>{seals.around(holder, text_run(holder, text, ''), text)}</{name}>")
        return
    empty = next((each for each in paragraphs if not has_text(each)), None)
    paragraph = paragraphs[-1] if empty is None else empty
    printed = "".join(each.text or "" for each in paragraph.iter(TEXT))
    gap = " " if empty is None and not printed[-1:].isspace() else ""
    made = text_run(paragraph, gap + text, formatting(splice, paragraph, _look(paragraph)))
    add(splice, paragraph, seals.around(paragraph, made, text))


def _paragraphs(holder: _Element) -> list[_Element]:
    return [block for block, _ in structure.blocks(holder) if block.tag == PARAGRAPH]


def _look(holder: _Element) -> _Element | None:
    """Find the formatting to write with: that of the last run, else of the paragraph mark (17.3.1.29)."""
    shown = runs(holder)
    return shown[-1].find(RUN_PROPERTIES) if shown else holder.find(f"{W}pPr/{RUN_PROPERTIES}")
