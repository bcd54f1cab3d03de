"""How a result enters its place in a Word document: one run of text, or a tick, and nothing else touched.

A slot is a cell or a paragraph that nobody filled in. Where it holds a content control (ECMA-376 Part 1, 17.5.2) or a
legacy form field (17.16.17), the text goes inside, as if typed into it.
"""

from __future__ import annotations

import re
from itertools import dropwhile, takewhile
from typing import TYPE_CHECKING, Final

from pipeline.mapping.places import PROMPTS
from pipeline.ooxml import structure
from pipeline.ooxml.names import W14, W
from pipeline.ooxml.structure import CELL, CONTROL, CONTROL_CONTENT, PARAGRAPH, TEXT
from pipeline.writers.markup import (
    RUN_PROPERTIES,
    SYMBOL_FONTS,
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

MARK: Final = "✓"

_STYLE: Final = W + "rStyle"
_SHOWING_PLACEHOLDER: Final = f"{W}sdtPr/{W}showingPlcHdr"
_CHECK_BOX: Final = f"{W}sdtPr/{W14}checkbox"
_NOT_FOR_TEXT: Final = ("picture", "group", "docPartObj", "docPartList")
_PLACEHOLDER_LOOK: Final = frozenset({_STYLE, W + "color"})
_FULL_DATE: Final = re.compile(r"\s[^\s=>]*fullDate\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_HEXADECIMAL: Final = re.compile(r"[0-9A-Fa-f]{4}")


def write_text(splice: Splice, slot: _Element, text: str, date: dt.date | None = None) -> None:
    """Write ``text`` into a blank cell or paragraph; a date control also gets ``date`` as its stored value."""
    control = _text_control(slot)
    field = _form_field(slot, "textInput") if control is None else None
    if control is not None:
        _write_into_control(splice, control, text, date)
    elif field is None or not _write_into_field(splice, slot, field, text):
        _write_into_paragraphs(splice, slot, text)


def write_mark(splice: Splice, slot: _Element, note: str = "") -> None:
    """Tick a blank cell or paragraph: its check box if it has one, else with ``✓``; ``note`` follows in words."""
    box = next((control for control in slot.iter(CONTROL) if control.find(_CHECK_BOX) is not None), None)
    field = _form_field(slot, "checkBox")
    if box is not None:
        _tick(splice, box)
    elif field is not None:
        _tick_legacy(splice, field)
    else:
        write_text(splice, slot, f"{MARK} {note}".rstrip())
        return
    if note:
        paragraph = next(slot.iter(PARAGRAPH))
        splice.append(paragraph, text_run(paragraph, f" {note}", ""))


# Content controls


def _text_control(slot: _Element) -> _Element | None:
    """Find the innermost control in the slot that takes text; else the one that is wrapped round the slot itself."""
    for control in slot.iter(CONTROL):
        if control.find(f".//{CONTROL}") is None and _takes_text(control):
            return control
    content = slot.getparent()
    around = content.getparent() if content is not None and content.tag == CONTROL_CONTENT else None
    return around if around is not None and _takes_text(around) else None


def _takes_text(control: _Element) -> bool:
    properties = control.find(W + "sdtPr")
    if control.find(CONTROL_CONTENT) is None or control.find(_CHECK_BOX) is not None:
        return False
    if properties is not None and any(properties.find(W + name) is not None for name in _NOT_FOR_TEXT):
        return False
    return control.find(_SHOWING_PLACEHOLDER) is not None or not has_text(control) or _says_prompt(control)


def _says_prompt(control: _Element) -> bool:
    """Tell whether a control's text is a prompt of ours that a program saved as if it had been typed."""
    return "".join(each.text or "" for each in control.iter(TEXT)).strip() in PROMPTS


def _write_into_control(splice: Splice, control: _Element, text: str, date: dt.date | None) -> None:
    content = control.find(CONTROL_CONTENT)
    assert content is not None  # noqa: S101 -- _takes_text looked
    enclosing = [control, *_controls_round(control)]
    shows_prompt = any(each.find(_SHOWING_PLACEHOLDER) is not None for each in enclosing) or _says_prompt(control)
    prompts = runs(content) if shows_prompt else []
    look = control.find(f"{W}sdtPr/{RUN_PROPERTIES}")  # how the control's text looks once it is no prompt
    if prompts:
        own = prompts[0].find(RUN_PROPERTIES) if look is None else look
        _exchange(splice, prompts, text, formatting(splice, prompts[0], own, but=_PLACEHOLDER_LOOK))
    elif _is_inline(control):
        own = _look(content) if look is None else look
        splice.append(content, text_run(content, text, formatting(splice, content, own)))
    else:
        _write_into_paragraphs(splice, content, text)
    for each in enclosing:
        _settle(splice, each)
    if date is not None:
        _store_date(splice, control, date)


def _exchange(splice: Splice, shown: list[_Element], text: str, look: str) -> None:
    splice.replace(shown[0], text_run(shown[0], text, look))
    for run in shown[1:]:
        splice.replace(run, "")


def _is_inline(control: _Element) -> bool:
    holder = next(control.iterancestors(PARAGRAPH, CELL), None)
    return holder is not None and holder.tag == PARAGRAPH


def _controls_round(control: _Element) -> Iterable[_Element]:
    """Give the controls round this one, no further out than the one that wraps its cell."""
    outer = control.iterancestors(CONTROL, W + "tr", W + "body")
    return takewhile(lambda each: each.tag == CONTROL, outer)


def _settle(splice: Splice, control: _Element) -> None:
    """Let a control show what was written: no longer its prompt, nor the value of a data store it was bound to."""
    properties = control.find(W + "sdtPr")
    for child in properties if properties is not None else ():
        if isinstance(child.tag, str) and child.tag.rpartition("}")[2] in ("showingPlcHdr", "dataBinding"):
            splice.replace(child, "")


def _store_date(splice: Splice, control: _Element, date: dt.date) -> None:
    """Give a date control its value (17.5.2.7); without it Word would show one date and hold another."""
    picker = control.find(f"{W}sdtPr/{W}date")
    prefix = attribute_prefix(picker) if picker is not None else ""
    if picker is not None and prefix:
        name = prefixed(picker, "date")
        rest = _FULL_DATE.sub("", splice.markup(picker), count=1)[len(name) + 1 :]
        splice.replace(picker, f'<{name} {prefix}:fullDate="{date.isoformat()}T00:00:00Z"{rest}')


def _tick(splice: Splice, box: _Element) -> None:
    """Check a check box control and show the glyph that it declares for that ([MS-DOCX] 2.5.2)."""
    settings = box.find(_CHECK_BOX)
    content = box.find(CONTROL_CONTENT)
    if settings is None or content is None:
        return
    markup = f'<{settings.prefix}:checked {settings.prefix}:val="1"/>'
    checked = settings.find(W14 + "checked")
    if checked is None:
        splice.append(settings, markup)
    else:
        splice.replace(checked, markup)
    shown = runs(content)
    if shown:
        splice.replace(shown[0], _glyph_run(splice, shown[0], settings.find(W14 + "checkedState")))
        for run in shown[1:]:
            splice.replace(run, "")
    _settle(splice, box)


def _glyph_run(splice: Splice, run: _Element, state: _Element | None) -> str:
    """Write the run that shows a checked box; glyphs of symbol fonts are no characters but ``w:sym`` (17.3.3.30)."""
    look = formatting(splice, run, run.find(RUN_PROPERTIES))
    code = state.get(W14 + "val", "") if state is not None else ""
    font = state.get(W14 + "font", "") if state is not None else ""
    if not _HEXADECIMAL.fullmatch(code):
        return text_run(run, "☒", look)
    prefix = attribute_prefix(run)
    if font in SYMBOL_FONTS and prefix:
        name = prefixed(run, "r")
        glyph = f'<{prefixed(run, "sym")} {prefix}:font="{font}" {prefix}:char="{code}"/>'
        return f"<{name}>{look}{glyph}</{name}>"
    return text_run(run, chr(int(code, 16)), look)


# Legacy form fields


def _form_field(slot: _Element, kind: str) -> _Element | None:
    """Find the ``w:fldChar`` that begins a form field of this kind."""
    found = (begin for begin in slot.iter(W + "fldChar") if begin.find(f"{W}ffData/{W}{kind}") is not None)
    return next(found, None)


def _tick_legacy(splice: Splice, field: _Element) -> None:
    settings = field.find(f"{W}ffData/{W}checkBox")
    assert settings is not None  # noqa: S101 -- _form_field looked
    markup = f"<{prefixed(settings, 'checked')}/>"
    checked = settings.find(W + "checked")
    if checked is None:
        splice.append(settings, markup)
    else:
        splice.replace(checked, markup)


def _write_into_field(splice: Splice, slot: _Element, field: _Element, text: str) -> bool:
    """Put ``text`` where the field shows its result; say whether the field had such a place."""
    start = field.getparent()
    following = list(dropwhile(lambda run: run is not start, runs(slot)))[1:]
    inside = list(takewhile(lambda run: "end" not in _turns(run), following))
    separate = next((run for run in inside if "separate" in _turns(run)), None)
    if separate is None or len(inside) == len(following):
        return False
    shown = [run for run in inside[inside.index(separate) + 1 :] if run.find(TEXT) is not None]
    like = shown[0] if shown else separate
    look = formatting(splice, like, like.find(RUN_PROPERTIES))
    if shown:
        _exchange(splice, shown, text, look)
    else:
        splice.insert_after(separate, text_run(separate, text, look))
    return True


def _turns(run: _Element) -> list[str]:
    return [each.get(W + "fldCharType", "") for each in run.iterchildren(W + "fldChar")]


# Paragraphs


def _write_into_paragraphs(splice: Splice, holder: _Element, text: str) -> None:
    """Write into the first empty paragraph; where there is none, behind the words of the last."""
    paragraphs = [holder] if holder.tag == PARAGRAPH else _paragraphs(holder)
    if not paragraphs:
        name = prefixed(holder, "p")
        splice.append(holder, f"<{name}>{text_run(holder, text, '')}</{name}>")
        return
    empty = next((each for each in paragraphs if not has_text(each)), None)
    paragraph = paragraphs[-1] if empty is None else empty
    printed = "".join(each.text or "" for each in paragraph.iter(TEXT))
    gap = " " if empty is None and not printed[-1:].isspace() else ""
    splice.append(paragraph, text_run(paragraph, gap + text, formatting(splice, paragraph, _look(paragraph))))


def _paragraphs(holder: _Element) -> list[_Element]:
    return [block for block, _ in structure.blocks(holder) if block.tag == PARAGRAPH]


def _look(holder: _Element) -> _Element | None:
    """Find the formatting to write with: that of the last run, else of the paragraph mark (17.3.1.29)."""
    shown = runs(holder)
    return shown[-1].find(RUN_PROPERTIES) if shown else holder.find(f"{W}pPr/{RUN_PROPERTIES}")
