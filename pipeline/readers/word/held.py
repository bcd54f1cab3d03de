"""What a control holds against what it shows: where they differ nobody can be certain of either.

A check box has a state and a glyph, a date control a day and words in a format of its own, a bound control a text and
the data that Word shows in its place. A control that is said to show its prompt may show an answer.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from pipeline.document import Control, ControlKind
from pipeline.ooxml.names import W14, W16SE, W
from pipeline.ooxml.structure import CONTROL_CONTENT, PROPERTIES, TEXT, VAL, View, first
from pipeline.patterns import pattern
from pipeline.readers.word.controls import content_control
from pipeline.readers.word.data_store import DataStore
from pipeline.readers.word.glossary import Glossary
from pipeline.readers.word.glyphs import symbol
from pipeline.signs import CROSSES, EMPTY_BOXES, LETTER_CROSSES, TICKED_BOXES, TICKS

if TYPE_CHECKING:
    from lxml.etree import _Element

    from pipeline.readers.word.reuse.parts import Units

_DELETED_TEXT: Final = W + "delText"
_SYMBOLS: Final = (W + "sym", W16SE + "symEx")
_CHANGES: Final = (W + "ins", W + "del", W + "moveFrom", W + "moveTo")
_TICKED: Final = frozenset(TICKED_BOXES + TICKS + CROSSES) | LETTER_CROSSES
_EMPTY: Final = frozenset(EMPTY_BOXES)
_ON: Final = frozenset({"1", "true", "on"})
_NUMERIC: Final = pattern(r"(d{1,2}|M{1,2}|y{2,4})[^\w']+(d{1,2}|M{1,2}|y{2,4})[^\w']+(d{1,2}|M{1,2}|y{2,4})")
_DIGITS: Final = pattern(r"\s*(\d{1,4})\D{1,3}(\d{1,4})\D{1,3}(\d{1,4})\s*")
_PLAIN_ORDERS: Final = ("dMy", "yMd")
_PACKAGED: Final = "pkg:package"
"""Rich text is bound as a whole package."""

BOUND: Final = "a control shows another text than the data it is bound to, and Word shows the data"

STATES_LOST: Final = {
    "FORMCHECKBOX": "the state of a check box was not saved",
    "FORMDROPDOWN": "the choice of a drop-down list was not saved",
}
"""Form fields of which some programs leave out the settings, and with them what was chosen."""


class Noticed(Struct, frozen=True):
    """Something noticed that has its place yet to be given: the code of a finding, and what it says."""

    code: str
    what: str = ""


class Held(Struct, frozen=True, kw_only=True):
    """A control as it was read.

    Attributes:
        said: What it is read as when it shows its day month first: the same day, day first.
        gone: It shows nothing, since a tracked change took that away.
    """

    control: Control
    noticed: tuple[Noticed, ...] = ()
    said: str = ""
    gone: bool = False


class ControlReader:
    """Read content controls with what they hold and show in a view."""

    def __init__(self, view: View, glossary: Glossary, store: DataStore, units: Units) -> None:
        self._view = view
        self._units = units
        self._glossary = glossary
        self._store = store

    def read(self, sdt: _Element, order: int, outer: Control | None) -> Held:
        """Read the properties of a control, and hold them against its content."""
        control = content_control(sdt, order, outer)
        properties, content = sdt.find(W + "sdtPr"), sdt.find(CONTROL_CONTENT)
        if properties is None or content is None:
            return Held(control=control)
        binding = first(properties, W + "dataBinding")
        looks = control.kind in (ControlKind.CHECK_BOX, ControlKind.DATE) or control.placeholder
        if not looks and binding is None:
            return Held(control=control)
        content = self._units.restored(content)
        shown = shown_text(content, self._view)
        if control.placeholder:
            known = self._glossary.shows_prompt(properties, shown)
            control = replace(control, placeholder=known is not False, prompt=shown if known is None else "")
        noticed = self._bound(binding, properties, control, shown) if binding is not None else ()
        if control.kind is ControlKind.CHECK_BOX:
            return self._box(properties, content, control, noticed, shown)
        if control.kind is ControlKind.DATE and not control.placeholder:
            date, said = _date(properties, control, content, shown)
            return Held(control=control, noticed=(*noticed, *date), said=said)
        return Held(control=control, noticed=noticed)

    def _box(
        self, properties: _Element, content: _Element, control: Control, noticed: tuple[Noticed, ...], shown: str
    ) -> Held:
        """Hold the state of a check box against its glyph; as it was before tracked changes only the glyph says."""
        says = _glyph_says(properties, shown.strip())
        is_tracked = next(content.iter(*_CHANGES), None) is not None
        if is_tracked and self._view is View.ORIGINAL:
            return Held(control=control if says is None else replace(control, checked=says), gone=not shown)
        if says is not None and says is not control.checked:
            state = "ticked" if control.checked else "not ticked"
            noticed = (*noticed, Noticed("stored_differs", f"a box shows {shown.strip()} and is stored as {state}"))
        return Held(control=control, noticed=noticed, gone=is_tracked and not shown)

    def _bound(self, binding: _Element, properties: _Element, control: Control, shown: str) -> tuple[Noticed, ...]:
        stored = self._store.value(binding) if control.kind is not ControlKind.PICTURE else None
        if stored is None or _PACKAGED in stored or _is_same(stored, properties, control, shown):
            return ()
        return (Noticed("stored_differs", BOUND),)


def shown_text(content: _Element, view: View) -> str:
    """Return the text that a control shows in a view, signs of symbol fonts included, without spaces at its ends."""
    pieces: list[str] = []
    _gather(content, view, pieces)
    return "".join(pieces).strip()


def _gather(element: _Element, view: View, pieces: list[str]) -> None:
    for child in element:
        tag = child.tag
        if tag == TEXT or (tag == _DELETED_TEXT and view is View.ORIGINAL):
            pieces.append(child.text or "")
        elif tag in _SYMBOLS:
            pieces.append(symbol(child))
        elif len(child) and tag not in PROPERTIES and tag not in view.gone:
            _gather(child, view, pieces)


def _glyph_says(properties: _Element, shown: str) -> bool | None:
    """Return the state that a glyph shows: what the control draws for each state, else what everybody takes it for."""
    if len(shown) != 1:
        return None
    drawn = {
        state: chr(int(each.get(W14 + "val", ""), 16))
        for state, name in ((True, "checkedState"), (False, "uncheckedState"))
        for each in properties.iter(W14 + name)
        if re.fullmatch(r"[0-9A-Fa-f]{2,5}", each.get(W14 + "val", ""))
    }
    states = [state for state, sign in drawn.items() if sign == shown]
    if len(states) == 1:
        return states[0]
    return True if shown.lower() in _TICKED else False if shown in _EMPTY else None


# -- data ----------------------------------------------------------------------------------------------------------


def _is_same(stored: str, properties: _Element, control: Control, shown: str) -> bool:
    """Return whether Word, which shows what is stored, would show what is in the control."""
    if control.kind is ControlKind.CHECK_BOX:
        return (stored.strip().lower() in _ON) is bool(control.checked)
    told = "".join(stored.split())
    if not told:
        return control.placeholder or not shown
    if told == "".join(shown.split()) and not control.placeholder:
        return True
    if control.kind is ControlKind.DROP_DOWN:
        return any(
            item.get(W + "value") == stored.strip() and item.get(W + "displayText", "").split() == shown.split()
            for item in properties.iterfind(f"*/{W}listItem")
        )
    return control.kind is ControlKind.DATE and control.value is not None and stored.strip()[:10] == control.value


# -- dates ---------------------------------------------------------------------------------------------------------


def _date(properties: _Element, control: Control, content: _Element, shown: str) -> tuple[tuple[Noticed, ...], str]:
    """Return whether a date control can't be told, and how it reads when its format has the month first."""
    pattern = properties.find(f"{W}date/{W}dateFormat")
    order = _NUMERIC.fullmatch("" if pattern is None else pattern.get(VAL, "").strip())
    numbers = _DIGITS.fullmatch(shown)
    if order is None or numbers is None:
        return (), ""
    letters = "".join(part[0] for part in order.groups())
    as_formatted = _day(letters, numbers.groups())
    usual = "yMd" if len(numbers[1]) == 4 else "dMy"
    as_read = _day(usual, numbers.groups())
    meant = control.value if control.value is not None else as_formatted
    if meant is None or as_read == meant:
        return (), ""
    whole = sum(1 for text in content.iter(TEXT) if text.text) == 1
    if control.value is not None and as_formatted == meant and whole and letters not in _PLAIN_ORDERS:
        return (), f"{dt.date.fromisoformat(meant):%d/%m/%Y}"
    return (Noticed("date_differs"),), ""


def _day(order: str, numbers: tuple[str, ...]) -> str | None:
    """Read three numbers in an order of ``d``, ``M`` and ``y`` as an ISO day; ``None`` when there is no such day."""
    if sorted(order) != ["M", "d", "y"]:
        return None
    part = dict(zip(order, map(int, numbers), strict=True))
    year = part["y"] + 2000 if part["y"] < 100 else part["y"]
    try:
        return dt.date(year, part["M"], part["d"]).isoformat()
    except ValueError:
        return None
