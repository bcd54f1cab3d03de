"""Turn added text into values: dates, numbers, typed choices. What does not read with certainty is unclear."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from msgspec import Struct

from pipeline.document import Control, ControlKind
from pipeline.extract.choices import Chosen, are_all_held, option_wordings, wordings_in
from pipeline.extract.dates import FoundDate, find_dates
from pipeline.extract.pieces import Piece
from pipeline.extract.text import is_empty
from pipeline.mapping.model import Field
from pipeline.submission import State, Value

_NUMBER = re.compile(r"(?<![\d.,])\d{1,6}(?:\.0+)?(?![\d.]*\d)")
_NUMBER_WORDS = frozenset(
    {"points", "point", "pts", "total", "score", "=", ":", ".", ",", "(", ")", "years", "/", "of", "out"}
)
_NO_VALUE = re.compile(r"=…|#(?:[A-Z_]+!|DIV/0!|N/A|NAME\?)")  # what a cell shows, or its reader, in place of a value
_TIME = re.compile(r"[\s,]*(?:at\s+)?\d{1,2}[:.]\d{2}(?::\d{2})?(?:\s*[ap]\.?m\.?)?\s*", re.IGNORECASE)
_DATE_DOUBT = re.compile(
    r"\?|\b(?:or|tbc|tba|approx\w*|circa|about|around|not known|unknown|unborn|due|edd)\b", re.IGNORECASE
)
_WEEKDAY = re.compile(
    r"\b(?:mon|tue|tues|wed|weds|thu|thur|thurs|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b",
    re.IGNORECASE,
)


class Coerced(Struct, frozen=True):
    """A value with its state; ``reason`` says why it is unclear, without quoting the answer."""

    state: State
    value: Value = None
    reason: str = ""


BLANK = Coerced(State.BLANK)


def unclear(reason: str) -> Coerced:
    """Make an unclear value."""
    return Coerced(State.UNCLEAR, reason=reason)


def text_value(text: str) -> Coerced:
    """Take a text or narrative as it stands; only what a formula shows in place of a value is none."""
    if _NO_VALUE.fullmatch(text.strip()):
        return unclear("a formula without a value stands there")
    return BLANK if is_empty(text) else Coerced(State.ANSWERED, text)


def date_value(text: str, controls: Sequence[Control] = ()) -> Coerced:
    """Read a box that should hold one date.

    Args:
        text: Everything added there.
        controls: The controls in it; a date control's stored day must agree with what it shows.
    """
    if is_empty(text):
        return BLANK
    stored = _stored(controls)
    dates = find_dates(text)
    if not dates:
        return Coerced(State.ANSWERED, stored) if stored else unclear("no date in full (day, month, year) stands there")
    if any(date.day is None for date in dates):
        return unclear("there is no such day")
    days = {date.day for date in dates}
    if len(days) > 1:
        return unclear("several dates stand there")
    if _DATE_DOUBT.search(_outside(text, dates)):
        return unclear("the date is marked as not certain")
    if stored is not None and stored not in days:
        return unclear("the date shown is not the one chosen in the date control")
    return Coerced(State.ANSWERED, dates[0].day)


def first_date(text: str) -> tuple[Coerced, tuple[int, int]]:
    """Read a box that holds a date and more: the first date, and the stretch of text that it takes up.

    A weekday before the date belongs to it, and a time behind it that ends the text. An empty stretch means that there
    is no date.
    """
    dates = find_dates(text)
    if not dates:
        return unclear("no date in full (day, month, year) stands there"), (0, 0)
    date = dates[0]
    start = date.start
    before = _WEEKDAY.search(text, 0, start)
    if before is not None and not re.sub(r"[\s,.]", "", text[before.end() : start]):
        start = before.start()
    if date.day is None:
        return unclear("there is no such day"), (start, date.end)
    end = len(text) if _TIME.fullmatch(text, date.end) else date.end
    return Coerced(State.ANSWERED, date.day), (start, end)


def only_a_date(text: str) -> bool:
    """Tell whether a text is a date and nothing else but a weekday or punctuation."""
    found = find_dates(text)
    return bool(found) and not re.sub(r"[\W_]", "", _WEEKDAY.sub("", _outside(text, found)))


def number_value(text: str) -> Coerced:
    """Read a box that should hold one whole number ("57", "57 points", "57/186")."""
    if is_empty(text):
        return BLANK
    numbers = [int(float(match.group())) for match in _NUMBER.finditer(text)]
    words = set(re.findall(r"[^\W\d_]+|[^\w\s]", _NUMBER.sub(" ", text).casefold()))
    if not numbers or words - _NUMBER_WORDS:
        return unclear("no plain number stands there")
    if len(set(numbers)) > 1 and "/" not in words and "of" not in words:
        return unclear("several numbers stand there")
    return Coerced(State.ANSWERED, numbers[0])


def first_number(text: str) -> tuple[Coerced, tuple[int, int]] | None:
    """Read a box that holds a whole number and more: the first number, and the stretch of text that it takes up."""
    found = _NUMBER.search(text)
    return (Coerced(State.ANSWERED, int(float(found.group()))), found.span()) if found is not None else None


def typed_choice(text: str, field: Field) -> Coerced:
    """Read a choice that was typed into a box; several are joined with commas where the field allows it."""
    if is_empty(text):
        return BLANK
    found = wordings_in(text, option_wordings(field.choices))
    if found == []:
        text = text.replace(".", "")  # C.I.N.
        found = wordings_in(text, option_wordings(field.choices))
    if found is None:
        return unclear("the words leave it open which option is meant")
    if not found:
        return unclear("none of the options is named")
    if len(found) > 1 and not field.several:
        return unclear("more than one option is named")
    if field.several and not are_all_held(text, option_wordings(field.choices), found):
        return unclear("the words leave it open which of the options hold now")
    return Coerced(State.ANSWERED, ", ".join(found))


def chosen_value(chosen: Chosen) -> Coerced:
    """Give the chosen options as a value; blank when nothing was chosen, and nothing speaks against it."""
    if chosen.ids:
        return Coerced(State.ANSWERED, ", ".join(chosen.ids))
    return unclear(chosen.reason) if chosen.reason else BLANK


def controls_of(pieces: Sequence[Piece]) -> list[Control]:
    """Give the controls that pieces stand in."""
    found = (piece.entry.line.control_at(piece.start) for piece in pieces)
    return [control for control in found if control is not None]


def _stored(controls: Sequence[Control]) -> dt.date | None:
    for control in controls:
        if control.kind is ControlKind.DATE and control.value:
            try:
                return dt.date.fromisoformat(control.value)
            except ValueError:
                return None
    return None


def _outside(text: str, dates: Sequence[FoundDate]) -> str:
    rest, position = "", 0
    for date in dates:
        rest += text[position : date.start] + " "
        position = date.end
    return rest + text[position:]
