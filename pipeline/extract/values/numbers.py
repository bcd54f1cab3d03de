"""Numbers as people type them: whole or with decimals, with a unit or without.

A unit is known when it is the form's own: one that the mapping names (``unit``) or the label prints in brackets, else
one that nobody gives such a number in another of (per cent, beats a minute, °C). With any other unit the number may
mean something else ("154 lb"), and is unclear.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Final

from pipeline.extract.memo import remember
from pipeline.extract.text import is_empty
from pipeline.extract.values.reading import BLANK, Reading, unclear
from pipeline.mapping.model import Field
from pipeline.patterns import compiled, pattern
from pipeline.submission import Number, Value

_DIGITS: Final = r"\d{1,6}(?:\.\d{1,10})?"
_NUMBER: Final = pattern(rf"(?<![\d.,]){_DIGITS}(?![.,]?\d)")
_WITH_COMMA: Final = pattern(r"(?<![\d.,])(\d{1,3}),(\d{1,2})(?![.,]?\d)")
_SHAPE: Final = pattern(r"[#/]|(?<!total )(?<!score )\bof\b")
_PIECE: Final = pattern(r"[^\W\d_]+|[^\w\s]")
_IN_BRACKETS: Final = pattern(r"[(\[]([^()\[\]]*)[)\]]")
_WORDS: Final = frozenset({"points", "point", "pts", "total", "score", "=", ":", ".", ",", "(", ")", "/", "of", "out"})

_SPELLINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "%": ("%", "per cent", "percent", "pct"),
    "a minute": (
        "bpm", "rpm", "per min", "per minute", "a minute", "/ min", "/ minute", "beats per min", "beats per minute",
        "beats / min", "breaths per min", "breaths per minute", "breaths a minute", "breaths / min", "breaths / minute",
    ),
    "°C": ("°c", "º c", "° c", "℃", "c", "deg c", "degrees c", "celsius", "degrees celsius", "centigrade"),
    "°F": ("°f", "º f", "° f", "℉", "f", "deg f", "degrees f", "fahrenheit", "degrees fahrenheit"),
    "mmHg": ("mmhg", "mm hg"),
    "kPa": ("kpa",),
    "mmol/l": ("mmol / l", "mmol"),
    "kg": ("kg", "kgs", "kilo", "kilos", "kilogram", "kilograms"),
    "lb": ("lb", "lbs", "pound", "pounds"),
    "st": ("st", "stone", "stones"),
    "g": ("g", "gram", "grams"),
    "cm": ("cm", "cms", "centimetre", "centimetres"),
    "m": ("m", "metre", "metres"),
    "mm": ("mm", "millimetre", "millimetres"),
    "in": ("in", "inch", "inches", '"'),
    "ft": ("ft", "foot", "feet"),
    "ml": ("ml", "mls", "millilitre", "millilitres"),
    "l": ("l", "litre", "litres"),
    "l/min": ("l / min", "litres per minute", "lpm"),
    "years": ("years", "year", "yrs", "yr", "years old", "year old", "years of age"),
    "months": ("months", "month", "mths"),
    "weeks": ("weeks", "week", "wks"),
    "days": ("days", "day"),
    "hours": ("hours", "hour", "hrs", "hr"),
    "minutes": ("minutes", "minute", "mins", "min"),
    "£": ("£", "gbp"),
}  # fmt: skip
"""Units, and how each is typed; a space stands for any room."""

_BY_THEMSELVES: Final = frozenset({"%", "a minute", "°C", "mmHg", "mmol/l", "years", "£"})
"""Units that leave a number certain where the form doesn't say its own."""

_NO_NUMBER: Final = "there is no plain number"
_SEVERAL: Final = "there are several numbers"
_EITHER: Final = "it may be the one or the other number"
_OTHER_UNIT: Final = "its unit is another than the form's"
_UNIT_UNKNOWN: Final = "its unit may be another than the form's"
_COMMA: Final = "the comma may be a decimal sign"
_DECIMALS: Final = "it has more decimal places than the form takes"
_OUT_OF_REACH: Final = "the form takes no such number"


def number_value(text: str, field: Field | None = None) -> Reading[Value]:
    """Read a box that should hold one number ("57", "57 points", "57/186", "37.4", "97 %").

    Args:
        text: What was typed.
        field: Says in which unit and between which ends the number is; without it any number is taken.
    """
    if is_empty(text):
        return BLANK
    commas = _WITH_COMMA.findall(text)
    numbers = [found.group() for found in _NUMBER.finditer(_WITH_COMMA.sub(r"\1.\2", text))]
    rest = _NUMBER.sub(" ", _WITH_COMMA.sub(" ", text)).casefold()
    units, rest = _units_in(rest, field.units if field is not None else ())
    if not numbers or any(map(str.isnumeric, rest)) or set(_PIECE.findall(rest)) - _WORDS:
        return unclear(_NO_NUMBER)
    if not _is_one(numbers, _SHAPE.findall(_NUMBER.sub(" # ", _WITH_COMMA.sub(" # ", text.casefold())))):
        return unclear(_SEVERAL if len(numbers) > 1 else _NO_NUMBER)
    value = as_number(numbers[0])
    if "/" in rest and len(numbers) > 1 and _may_be_either(value, as_number(numbers[1]), field):
        return unclear(_EITHER, proposed=value)
    reason = _doubt_of_unit(units, field) or _doubt(value, field)
    if commas and not reason and not units and (field is None or not field.decimals):
        return unclear(_COMMA, proposed=value)
    return unclear(reason) if reason else Reading(value)


def _is_one(numbers: Sequence[str], shape: Sequence[str]) -> bool:
    """Return whether numbers say one: it stands alone, is repeated, or is out of another that is no less.

    Half a one ("1 1/2"), a date ("12/03/2026") and what somebody left open ("/ 10") are none.

    Args:
        numbers: In their order.
        shape: ``#`` for each of them, with the signs between that may put one out of the other.
    """
    if shape[0] != "#":
        return False
    if len(shape) == len(numbers) or (len(numbers) == 1 and len(shape) == 2):
        return len(set(numbers)) == 1
    return len(numbers) == 2 and len(shape) == 3 and shape[2] == "#" and float(numbers[0]) <= float(numbers[1])


def _may_be_either(value: Number, other: Number, field: Field | None) -> bool:
    """Return whether "2/3" may be two or three: they are neighbours, and the form doesn't end with the second."""
    return other - value == 1 and (field is None or field.at_most != other)


def first_number(text: str) -> tuple[Reading[Value], tuple[int, int]] | None:
    """Read a box that holds a number and more: the first number, and the stretch of text that it takes up."""
    found = _NUMBER.search(text)
    return (Reading(as_number(found.group())), found.span()) if found is not None else None


def as_number(digits: str) -> Number:
    """Return the number that digits spell: a whole one where nothing but noughts is behind its point."""
    whole, _, behind = digits.partition(".")
    return float(digits) if behind.strip("0") else int(whole)


def _doubt(value: Number, field: Field | None) -> str:
    """Say why a number is none that the field takes; nothing when it is."""
    if field is None:
        return ""
    if field.decimals is not None and len(str(value).partition(".")[2]) > field.decimals:
        return _DECIMALS
    return "" if field.takes(value) else _OUT_OF_REACH


def _doubt_of_unit(units: Set[str], field: Field | None) -> str:
    if not units:
        return ""
    if len(units) > 1:
        return _SEVERAL
    own = _own_units(field) if field is not None else frozenset()
    if own:
        return "" if units <= own else _OTHER_UNIT
    return "" if units <= _BY_THEMSELVES else _UNIT_UNKNOWN


def _own_units(field: Field) -> frozenset[str]:
    """Return the units of a field: those that the mapping names, else those that its labels print in brackets."""
    if field.units:
        return frozenset(map(_called, field.units))
    printed = (found for label in field.labels for found in _IN_BRACKETS.finditer(label) if found.start())
    parts = (
        found[1].casefold().strip().removeprefix("in ") for found in printed
    )  # "(c)" at the start counts questions
    return frozenset(unit for part in parts for unit in _units_in(part, ())[0])


def _called(unit: str) -> str:
    """Return what a unit that a mapping names is called here, where it is known."""
    wanted = _squeezed(unit.casefold())
    return next((name for name, spelled in _SPELLINGS.items() if wanted in map(_squeezed, spelled)), unit.casefold())


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _units_in(text: str, named: Iterable[str]) -> tuple[frozenset[str], str]:
    """Return the units that a text in small letters names, and the text without them."""
    spelled, called = _spellings(tuple(named))
    found = frozenset(called[_squeezed(each)] for each in spelled.findall(text))
    return found, spelled.sub(" ", text)


@remember(64)
def _spellings(named: tuple[str, ...]) -> tuple[re.Pattern[str], dict[str, str]]:
    """Return what finds units in a text, and the name of each spelling."""
    spellings = {spelled: name for name, each in _SPELLINGS.items() for spelled in each}
    spellings |= {unit.casefold(): _called(unit) for unit in named}
    longest = sorted(spellings, key=len, reverse=True)
    each = (r"\s*".join(map(re.escape, spelled.split())) for spelled in longest)
    found = compiled(rf"(?<![^\W\d_])(?:{'|'.join(each)})(?![^\W\d_])")
    return found, {_squeezed(spelled): name for spelled, name in spellings.items()}
