"""Conditional formatting by which a person doesn't see the value of a cell: struck out, in white, an icon alone.

Only simple conditions are worked out (ECMA-376 Part 1, 18.3.1.10). With any other formula the cell may be struck out,
so nobody can be certain of it.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Final

from pipeline.ooxml.names import S
from pipeline.readers.excel.places import Range, cell_range

if TYPE_CHECKING:
    from lxml.etree import _Element

    from pipeline.readers.excel.sheet import Sheet
    from pipeline.readers.excel.styles import Styles

_RULES: Final = 1_000
_OFF: Final = frozenset({"0", "false", "off"})
_ICONS: Final = (S + "iconSet", S + "dataBar")
_STRUCK: Final = "conditional formatting may strike it out or hide it"
_ICON: Final = "an icon or bar is shown in place of the value"
_COMPARE: Final[Mapping[str, Callable[[object, object], bool]]] = {
    "equal": operator.eq,
    "notEqual": operator.ne,
    "greaterThan": lambda one, other: one > other,  # type: ignore[operator]
    "greaterThanOrEqual": lambda one, other: one >= other,  # type: ignore[operator]
    "lessThan": lambda one, other: one < other,  # type: ignore[operator]
    "lessThanOrEqual": lambda one, other: one <= other,  # type: ignore[operator]
}
_TEXTS: Final[Mapping[str, Callable[[str, str], bool]]] = {
    "containsText": lambda text, sought: sought in text,
    "notContainsText": lambda text, sought: sought not in text,
    "beginsWith": str.startswith,
    "endsWith": str.endswith,
}


def doubt_formatted(root: _Element, sheet: Sheet, styles: Styles) -> None:
    """Note at each cell of a sheet that conditional formatting may keep its value from being seen."""
    for rule, ranges, why in islice(_telling(root, styles), _RULES):
        for row, column, content in sheet.contents():
            if any(row in each.rows and column in each.columns for each in ranges) and _may_hold(rule, content.text):
                content.noticed = (*content.noticed, ("stored_differs", why))


def _telling(root: _Element, styles: Styles) -> Iterator[tuple[_Element, list[Range], str]]:
    """Yield the rules that matter, with the ranges that they are for and what they do."""
    for each in root.iterfind(S + "conditionalFormatting"):
        for rule in each.iterchildren(S + "cfRule"):
            shown = next((kind for kind in rule if kind.tag in _ICONS), None)
            why = _STRUCK if styles.hides(rule.get("dxfId")) else ""
            if shown is not None and shown.get("showValue", "1") in _OFF:
                why = _ICON
            if why:
                ranges = (cell_range(text) for text in each.get("sqref", "").split())
                yield rule, [found for found in ranges if found is not None], why


def _may_hold(rule: _Element, text: str) -> bool:
    """Return whether the condition of a rule holds for a text, or can't be worked out."""
    kind = rule.get("type", "")
    if kind in ("iconSet", "dataBar"):
        return isinstance(_value(text), float)
    if kind in _TEXTS:
        return _TEXTS[kind](text.casefold(), rule.get("text", "").casefold())
    said = [(formula.text or "").strip() for formula in rule.iterchildren(S + "formula")]
    if kind == "cellIs":
        return _compares(rule.get("operator", ""), text, said)
    if kind == "expression" and said[:1] and said[0].upper() in ("FALSE", "FALSE()", "0"):
        return False
    return kind != "containsBlanks"


def _compares(how: str, text: str, said: list[str]) -> bool:
    mine, bounds = _value(text), [_constant(each) for each in said]
    if any(each is None or type(each) is not type(mine) for each in bounds):
        return any(each is None for each in bounds)
    if how in ("between", "notBetween") and len(bounds) == 2:
        low, high = bounds
        return (_COMPARE["greaterThanOrEqual"](mine, low) and _COMPARE["lessThanOrEqual"](mine, high)) == (
            how == "between"
        )
    return _COMPARE[how](mine, bounds[0]) if how in _COMPARE and bounds else True


def _value(text: str) -> float | str:
    """Return what a cell holds: Excel compares texts without regard to case."""
    try:
        return float(text)
    except ValueError:
        return text.casefold()


def _constant(formula: str) -> float | str | None:
    """Read a formula that is a number or a text; ``None`` for one that has to be worked out."""
    if len(formula) > 1 and formula[0] == formula[-1] == '"':
        return formula[1:-1].casefold()
    found = _value(formula)
    return found if isinstance(found, float) else None
