"""Check boxes and lists of a Word document, and what they show: content controls, and the form fields of older Word."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pipeline.ooxml.names import W14, W
from pipeline.ooxml.structure import chosen_entry, is_ticked, list_entries
from pipeline.signs import BOX_EMPTY, BOX_TICKED
from pipeline.writers.word.annotation import attributes
from pipeline.writers.word.markup import (
    RUN_PROPERTIES,
    SYMBOL_FONTS,
    attribute_prefix,
    formatting,
    prefixed,
    symbol,
    text_run,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element

    from pipeline.ooxml.splice import Splice

CHECK_BOX: Final = f"{W}sdtPr/{W14}checkbox"
LEGACY_BOX: Final = f"{W}ffData/{W}checkBox"
LEGACY_LIST: Final = f"{W}ffData/{W}ddList"

_HEXADECIMAL: Final = re.compile(r"[0-9A-Fa-f]{4}")


def set_box(splice: Splice, settings: _Element, *, checked: bool) -> None:
    """Set the stored state of a check box control; ``settings`` is its ``w14:checkbox``."""
    markup = f'<{settings.prefix}:checked {settings.prefix}:val="{int(checked)}"/>'
    _store(splice, settings, W14 + "checked", markup, splice.append)


def glyph_run(splice: Splice, run: _Element, state: _Element | None, usual: str) -> str:
    """Return the run that shows a check box's state; a glyph of a symbol font is a ``w:sym`` (17.3.3.30).

    Args:
        splice: The part being edited.
        run: The run that shows the state now.
        state: The glyph declared for the new state, if any.
        usual: The glyph to use when none is declared.
    """
    look = formatting(splice, run, run.find(RUN_PROPERTIES))
    code, font = _declared(state)
    if not code:
        return text_run(run, usual, look)
    prefix = attribute_prefix(run)
    if font in SYMBOL_FONTS and prefix:
        name = prefixed(run, "r")
        glyph = f'<{prefixed(run, "sym")} {prefix}:font="{font}" {prefix}:char="{code}"/>'
        return f"<{name}>{look}{glyph}</{name}>"
    return text_run(run, chr(int(code, 16)), look)


def glyph_text(run: _Element, state: _Element | None) -> str:
    """Return the text of the run that :func:`glyph_run` makes for a ticked box."""
    code, font = _declared(state)
    if not code:
        return BOX_TICKED
    return symbol(code) if font in SYMBOL_FONTS and attribute_prefix(run) else chr(int(code, 16))


def _declared(state: _Element | None) -> tuple[str, str]:
    """Return code and font of a declared glyph; empty strings if it is missing or not a hexadecimal code."""
    code = state.get(W14 + "val", "") if state is not None else ""
    font = state.get(W14 + "font", "") if state is not None else ""
    return (code, font) if _HEXADECIMAL.fullmatch(code) else ("", "")


def set_legacy_box(splice: Splice, settings: _Element, *, checked: bool) -> None:
    """Set the stored state of a legacy check box; ``settings`` is its ``w:checkBox``."""
    values = {} if checked else {"val": "0"}
    markup = f"<{prefixed(settings, 'checked')}{attributes(settings, values) if values else ''}/>"
    _store(splice, settings, W + "checked", markup, splice.append)


def choose_in_legacy_list(splice: Splice, settings: _Element, entry: int) -> None:
    """Choose an entry of a legacy list, counted from 0 (17.16.28); ``settings`` is its ``w:ddList``."""
    markup = f"<{prefixed(settings, 'result')}{attributes(settings, {'val': str(entry)})}/>"
    _store(splice, settings, W + "result", markup, splice.prepend)


def _store(splice: Splice, settings: _Element, tag: str, markup: str, put: Callable[[_Element, str], None]) -> None:
    """Put a state in the place of the stored one, or where it belongs when none is stored."""
    stored = settings.find(tag)
    if stored is None:
        put(settings, markup)
    else:
        splice.replace(stored, markup)


def legacy_shown(run: _Element) -> str:
    """Return what a legacy check box or list that begins in this run shows, or an empty string."""
    settings = next((found for each in run if (found := each.find(LEGACY_LIST)) is not None), None)
    if settings is None:
        return legacy_glyph(run)
    return "".join(list_entries(settings)[chosen_entry(settings) :][:1])


def legacy_glyph(run: _Element) -> str:
    """Return the glyph for the state of a legacy check box that begins in this run, or an empty string."""
    box = next((found for each in run if (found := each.find(LEGACY_BOX)) is not None), None)
    if box is None:
        return ""
    return BOX_TICKED if is_ticked(box) else BOX_EMPTY
