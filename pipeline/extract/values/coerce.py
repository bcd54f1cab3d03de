"""Turn added text into values: dates and numbers. What does not read with certainty is unclear."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from pipeline.document import Control, ControlKind
from pipeline.extract.text import is_empty
from pipeline.extract.values.dates import NOT_IN_FULL, SEVERAL, FoundDate, find_dates
from pipeline.extract.values.reading import BLANK, Reading, unclear
from pipeline.signs import DASHES, LONG_DASHES
from pipeline.submission import Value
from pipeline.vocabulary import (
    CALLED_OFF,
    DOUBT_PHRASES,
    ENDED,
    HEDGES,
    PAST,
    ROUGH,
    SUPPOSED,
    TO_BE,
    TO_FOLLOW,
    UNSETTLED,
    any_of,
)

_NUMBER = re.compile(r"(?<![\d.,])\d{1,6}(?:\.0+)?(?![\d.,]*\d)")
_NUMBER_WORDS = frozenset(
    {"points", "point", "pts", "total", "score", "=", ":", ".", ",", "(", ")", "years", "/", "of", "out"}
)
_NO_VALUE = re.compile(r"=…|#(?:[A-Z_]+!|DIV/0!|N/A|NAME\?)")  # what a cell shows, or its reader, in place of a value
_TIME = re.compile(r"[\s,]*(?:at\s+)?\d{1,2}[:.]\d{2}(?::\d{2})?(?:\s*[ap]\.?m\.?)?\s*", re.IGNORECASE)
_UNSURE = rf"(?:{any_of(HEDGES | SUPPOSED | ROUGH | CALLED_OFF)}|approx\w*|self[\s-]?reported)"
_UNSETTLED = (
    rf"(?:{any_of(UNSETTLED | TO_FOLLOW)}|n/k|not\s+(?:yet\s+)?(?:confirmed|verified)|to\s+be\s+(?:{any_of(TO_BE)}))"
)
_WEEK_OF = r"(?:w/[cbe]|(?:week|wk)\s+(?:commencing|beginning|starting|ending))"
_DATE_DOUBT = re.compile(
    rf"""
    [?~≈]
    | \b(?:(?<!on\ )or|or(?!\ before\b))\b
    | \b(?:{_UNSURE}|{_WEEK_OF}|{_UNSETTLED}|not\ known|unborn|edd|due(?!\s+to\s+turn\b))\b
    | \b(?:about|around)\b(?!\s+\d+\s*(?:ft|feet|foot|cm)\b)  # no height
    | {DOUBT_PHRASES}
    | \bnot\s+(?:(?:yet|been|to\s+be)\s+)*(?:confirmed|verified|certain|sure|agreed|fixed|booked|arranged)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_NEGATED = re.compile(r"\b(?:n/[ak]|not(?!\s+later\b))\b", re.IGNORECASE)
_SPAN = r"(?:day|week|wk|fortnight|month|mth|year|yr)s?"
_SOME = r"(?:\d+|an?|one|two|three|four|six|eight|twelve|few|every|each)"
_LED_AWAY = re.compile(  # "c. 3/3/26", "not before Tues 3/3/26", "6 weeks after CPC on 3/3/26", "n/a - closed 3/3/26"
    rf"""
    (?: [~≈] | (?<![\w/])(?-i:ca?\b)\.?
        | \b(?:{_UNSURE}|{_WEEK_OF}|(?:week|wk)\s+of|not|after|(?<!on\ or\ )before|about|around)\b\.?
    )
    (?: [\s:(] | \b(?:before|on|until|till|to\ be|completed|the|date|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*)\b,? )*\Z
    | \b(?:{_SOME}[\s-]*(?:working\s+|school\s+)?{_SPAN} | \d+/(?:7|12|52) | (?:week|fortnight|month)ly)
      \s+(?:after|from|of|before|since|following|starting)\b(?!\s+(?:now|today)\b)
      (?:(?!\s-\s)[^.;:={LONG_DASHES}\n])*\Z
    | \bn/[ak]\b[{DASHES}\s,(]+(?:{any_of(PAST | ENDED)}|last)\b[^.;:\n]*\Z
    """,
    re.IGNORECASE | re.VERBOSE,
)
_TAKEN_BACK = re.compile(  # "3/3/26?", "3/3/26 + 6 weeks", "3/3/26 (est.)"; not "3/3/26 estimated as low"
    rf"""
    \?
    | [^\S\n]*\(?(?:\+|\bplus\b)\s*(?:{_SOME}[\s-]*{_SPAN} | \d+/(?:7|12|52))\b
    | (?:[^\S\n]*,)?[^\S\n]*\(?(?:{_UNSURE}|{_UNSETTLED})\b
      \s*(?:[).,;\n]+|\Z)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_NEAR = 80  # characters before a date in which words can lead away from it
_NOT_CERTAIN = "the date is marked as not certain"
_OTHER_CHOSEN = "the date shown is not the one chosen in the date control"
_WEEKDAY = re.compile(
    r"\b(?:mon|tue|tues|wed|weds|thu|thur|thurs|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b",
    re.IGNORECASE,
)


def text_value(text: str) -> Reading[Value]:
    """Take a text or narrative as it stands; only what a formula shows in place of a value is none."""
    if _NO_VALUE.fullmatch(text.strip()):
        return unclear("a formula without a value stands there")
    return BLANK if is_empty(text) else Reading(text)


def date_value(text: str, controls: Sequence[Control] = ()) -> Reading[Value]:
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
        return _chosen(text, stored) if stored else unclear(NOT_IN_FULL)
    for date in dates:
        if date.day is None:
            return unclear(date.reason)
    days = {date.day for date in dates}
    if len(days) > 1:
        return unclear(SEVERAL)
    is_doubted = _DATE_DOUBT.search(_outside(text, dates)) or _NEGATED.search(text, 0, dates[0].start)
    if is_doubted or any(_doubted_stretch(text, date) for date in dates):
        return unclear(_NOT_CERTAIN)
    if stored is not None and stored not in days:
        return unclear(_OTHER_CHOSEN, stored.isoformat())
    return Reading(dates[0].day)


def first_date(text: str) -> tuple[Reading[Value], tuple[int, int]]:
    """Read a box that holds a date and more: the first date, and the stretch of text that it takes up.

    A weekday before the date belongs to it, and a time behind it that ends the text. An empty stretch means that there
    is no date.
    """
    dates = find_dates(text)
    if not dates:
        return unclear(NOT_IN_FULL), (0, 0)
    date = dates[0]
    start = date.start
    before = _WEEKDAY.search(text, 0, start)
    if before is not None and not re.sub(r"[\s,.]", "", text[before.end() : start]):
        start = before.start()
    if date.day is None:
        return unclear(date.reason), (start, date.end)
    doubted = _doubted_stretch(text, date)
    if doubted is not None:
        return unclear(_NOT_CERTAIN), (min(start, doubted[0]), doubted[1])
    end = len(text) if _TIME.fullmatch(text, date.end) else date.end
    return Reading(date.day), (start, end)


def _doubted_stretch(text: str, date: FoundDate) -> tuple[int, int] | None:
    """Return the stretch of a date with the words beside it by which it is not the day meant, or not certain."""
    led = _LED_AWAY.search(text, max(date.start - _NEAR, 0), date.start)
    back = _TAKEN_BACK.match(text, date.end)
    if led is None and back is None:
        return None
    return led.start() if led else date.start, back.end() if back else date.end


def only_a_date(text: str) -> bool:
    """Return whether a text is a date and nothing else but a weekday or punctuation."""
    found = find_dates(text)
    return bool(found) and not re.sub(r"[\W_]", "", _WEEKDAY.sub("", _outside(text, found)))


def number_value(text: str) -> Reading[Value]:
    """Read a box that should hold one whole number ("57", "57 points", "57/186")."""
    if is_empty(text):
        return BLANK
    numbers = [int(float(match.group())) for match in _NUMBER.finditer(text)]
    words = set(re.findall(r"[^\W\d_]+|[^\w\s]", _NUMBER.sub(" ", text).casefold()))
    if not numbers or words - _NUMBER_WORDS:
        return unclear("no plain number stands there")
    if len(set(numbers)) > 1 and "/" not in words and "of" not in words:
        return unclear("several numbers stand there")
    return Reading(numbers[0])


def first_number(text: str) -> tuple[Reading[Value], tuple[int, int]] | None:
    """Read a box that holds a whole number and more: the first number, and the stretch of text that it takes up."""
    found = _NUMBER.search(text)
    return (Reading(int(float(found.group()))), found.span()) if found is not None else None


def _stored(controls: Sequence[Control]) -> dt.date | None:
    for control in controls:
        if control.kind is ControlKind.DATE and control.value:
            try:
                return dt.date.fromisoformat(control.value)
            except ValueError:
                return None
    return None


def _chosen(text: str, stored: dt.date) -> Reading[Value]:
    """Take the day stored in a date control that shows it without its year (``Tuesday, March 3``)."""
    years = (f" {stored.year}", f"/{stored.year}")
    shown = {date.day for line in text.splitlines() for year in years for date in find_dates(line.rstrip(" .") + year)}
    is_certain = shown == {stored} and not _DATE_DOUBT.search(text)
    return Reading(stored) if is_certain else unclear(_OTHER_CHOSEN, stored.isoformat())


def _outside(text: str, dates: Sequence[FoundDate]) -> str:
    rest, position = "", 0
    for date in dates:
        rest += text[position : date.start] + " "
        position = date.end
    return rest + text[position:]
