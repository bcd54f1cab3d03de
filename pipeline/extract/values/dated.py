"""Dates in a box: certain when everything that touches them is known to leave them certain.

Where a box holds a date alone, all of it touches the date. Where it holds more, the sentence does in which the date is:
what follows in a sentence of its own, or tells of an earlier time, is another answer.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from pipeline.document import Control, ControlKind
from pipeline.extract.form.added import AddedText, Taken
from pipeline.extract.text import is_empty
from pipeline.extract.values.choices import TAKEN_BACK
from pipeline.extract.values.coerce import CUT, STRUCK, standing_value
from pipeline.extract.values.date_words import AGE, HISTORY, SAYS_DONE, WEEKDAY, Beside, beside
from pipeline.extract.values.dates import NOT_IN_FULL, FoundDate, find_dates
from pipeline.extract.values.reading import BLANK, Reading, unclear
from pipeline.mapping.model import Field
from pipeline.patterns import pattern
from pipeline.signs import DASHES
from pipeline.submission import Value

_DIGITS: Final = (6, 8)
"""So many digits are a date where each is in a box of its own: 14032026."""
_SEVERAL: Final = "there are several dates"
_NOT_CERTAIN: Final = "something beside the date may change what it means"
_OTHER_WEEKDAY: Final = "the weekday beside the date is another day's"
_OTHER_CHOSEN: Final = "the date shown is not the one chosen in the date control"
_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TIME: Final = pattern(r"[\s,]*(?:at\s+)?\d{1,2}[:.]\d{2}(?::\d{2})?(?:\s*[ap]\.?m\.?)?\s*", re.IGNORECASE)
_SENTENCE_END: Final = pattern(r"\s*\n\s*|(?<=[.!?])(?<!\b\w\.)\s+(?=[^\W\da-z_])")
_STOP: Final = pattern(r"\.\s+")
_CLAUSE_END: Final = pattern(r"\s*[,;]\s*|\s+(?:and|but|then)\s+", re.IGNORECASE)
_PART_END: Final = pattern(r"\s*[,;\n]\s*")
_AND: Final = rf"\s*(?:(?:[{DASHES}&+/,]|and|to|or)\s*)?"
_RUNS_INTO: Final = pattern(rf"\d(?:st|nd|rd|th)?{_AND}\Z", re.IGNORECASE)
_RUNS_ON: Final = pattern(rf"{_AND}\d", re.IGNORECASE)
_MONTH_FIRST: Final = pattern(r"\b(?:mm?\W?dd?|usa?|american|months?)\b", re.IGNORECASE)
_TELLS_MORE: Final = pattern(r"assess|first|initial|review", re.IGNORECASE)

_START: Final = attrgetter("start")

Stretch = tuple[int, int]


class DatePart(Struct, frozen=True, kw_only=True):
    """A date taken out of a text that holds more.

    Attributes:
        value: What was read.
        start: Where the stretch begins that belongs to the date and to nothing else.
        end: Where that ends.
        at: Which of several texts it is in.
        is_done: Whether it is certain, and said that it was done on that day.
        is_alone: Whether it is certain, and nothing else is in its sentence.
    """

    value: Reading[Value]
    start: int
    end: int
    at: int = 0
    is_done: bool = False
    is_alone: bool = False


def date_of(taken: Taken, field: Field) -> Reading[Value]:
    """Read what was added where one date belongs; what is struck out of it is no part of that."""
    if not taken.has_struck:
        digits = taken.spelled
        is_spelled = len(digits) in _DIGITS and digits.isdecimal()
        said = f"{digits[:2]}/{digits[2:4]}/{digits[4:]}" if is_spelled else taken.text
        return date_value(said, field, taken.controls)
    return standing_value(taken, lambda text: date_value(text, field, taken.controls))


def date_value(text: str, field: Field, controls: Sequence[Control] = ()) -> Reading[Value]:
    """Read a text that should hold one date.

    Args:
        text: All that is there.
        field: The field, whose label says what the date is of.
        controls: The controls in it; a date control's stored day must agree with what it shows.
    """
    stored = _stored(controls)
    dates = find_dates(text)
    if not dates and is_empty(text):
        return BLANK
    known = _beside(field)
    if not dates:
        return _chosen(text, known, stored) if stored else unclear(NOT_IN_FULL)
    value, until = _proved(text, dates, known)
    if until < len(text) and value.value is not None:
        value = unclear(_NOT_CERTAIN, proposed=_proposed(text, dates))
    if stored is not None and value.value not in (None, stored):
        return unclear(_OTHER_CHOSEN, stored.isoformat())
    return value


def first_date(text: str, field: Field, *, is_part: bool = False) -> DatePart | None:
    """Read the first date of a text that holds more.

    Args:
        text: The text.
        field: The date's field.
        is_part: Whether commas part the date from what else is there, as sentences do.
    """
    known = _beside(field)
    part = next(_parts(text, known, has_rest=False, is_part=is_part), None)
    if part is None or is_part or part.value.value is None or known.is_known(text[: part.start]):
        return part
    return replace(part, value=unclear(_NOT_CERTAIN, proposed=part.value.value), start=0)


def date_with_rest(texts: Sequence[str], field: Field) -> DatePart | None:
    """Read a box that holds a date and what is told beside it, each line or stretch a text of its own.

    The first date counts, or the one said to be done. Another day that is as certain, or later, makes it unclear.
    """
    known = _beside(field)
    parts = [replace(part, at=at) for at, text in enumerate(texts) for part in _parts(text, known, has_rest=True)]
    found = next((part for part in parts if part.is_done), parts[0] if parts else None)
    day = found.value.value if found is not None else None
    if found is None or not isinstance(day, dt.date):
        return found
    rivals = {part.value.value for part in parts if part.is_done or (part.is_alone and not found.is_done)}
    days = {date.day for text in texts for date in find_dates(text) if date.day is not None}
    if rivals - {day} or max(days) > day:
        return replace(found, value=unclear(_SEVERAL, proposed=day))
    above = "\n".join([*texts[: found.at], texts[found.at][: found.start]])
    if not found.is_done and not _leads_on(above, known):
        return replace(found, value=unclear(_NOT_CERTAIN, proposed=day))
    return found


def with_strikes(piece: AddedText, part: DatePart) -> DatePart:
    """Return a date that was read from what is left standing of a piece, with the struck dates beside it."""
    if not piece.struck:
        return part
    value = unclear(CUT, STRUCK) if piece.is_cut else part.value
    start, end = part.start, part.end
    for low, high in piece.struck:
        between = piece.text[min(high, end) : max(low, start)]
        if only_a_date(piece.text[low:high]) and not any(map(str.isalnum, between)):
            start, end = min(start, low), max(end, high)
    return replace(part, value=value, start=start, end=end)


def first_standing_date(piece: AddedText, field: Field) -> DatePart | None:
    """Read a piece that holds a date and more: the first date that isn't struck out, with struck ones beside it."""
    part = first_date(piece.standing, field)
    if part is not None or not piece.struck:
        return part and with_strikes(piece, part)
    struck = next(iter(find_dates(piece.text)), None)
    gone = unclear(TAKEN_BACK, STRUCK)
    return None if struck is None else DatePart(value=gone, start=struck.start, end=struck.end)


def struck_dates(pieces: Sequence[AddedText]) -> list[AddedText]:
    """Return the pieces that are nothing but a date struck out."""
    return [piece for piece in pieces if not piece.standing.strip() and only_a_date(piece.text)]


def only_a_date(text: str) -> bool:
    """Return whether a text is a date and nothing else but a weekday or punctuation."""
    found = find_dates(text)
    return bool(found) and not re.sub(r"[\W_]", "", WEEKDAY.sub("", "".join(_outside(text, found))))


def stated_ages(text: str) -> list[tuple[int, int | None]]:
    """Return the ages that are said beside a date of birth: whole years, and months where they are given."""
    said = " ".join(_outside(text, find_dates(text)))
    found = ((match["years"], match["months"] or match["twelfths"]) for match in AGE.finditer(said))
    return [(int(years), None if months is None else int(months)) for years, months in found]


# What touches a date


def _beside(field: Field) -> Beside:
    return beside((field.label, *field.also))


def _proved(text: str, dates: Sequence[FoundDate], known: Beside) -> tuple[Reading[Value], int]:
    """Read the dates of a text up to the first word behind them that isn't known, and return where that is."""
    first = dates[0]
    if first.day is None:
        return unclear(first.reason), len(text)
    before = text[: first.start]
    if before and not known.is_known(before):
        return unclear(_NOT_CERTAIN, proposed=_proposed(text, dates)), len(text)
    until, passed = first.end, 0
    for date, end in zip(dates, [*(date.start for date in dates[1:]), len(text)], strict=True):
        if date.day is None:
            return unclear(date.reason), len(text)
        behind, passed = text[date.end : end], passed + 1
        until = date.end + known.unknown_from(behind) if behind else end
        if until < end:
            break
    if len({date.day for date in dates[:passed]}) > 1:
        return unclear(_SEVERAL), len(text)
    said = " ".join(_outside(text[:until], dates[:passed]))
    if any(_WEEKDAYS.index(match[0][:3].casefold()) != first.day.weekday() for match in WEEKDAY.finditer(said)):
        return unclear(_OTHER_WEEKDAY, proposed=first.day), len(text)
    return Reading(first.day), until


def _proposed(text: str, dates: Sequence[FoundDate]) -> dt.date | None:
    """Return the only day of a text, unless other digits run into it ("3-4 March 2026") or the month comes first."""
    date = dates[0]
    in_doubt = _RUNS_INTO.search(text, 0, date.start) or _RUNS_ON.match(text, date.end) or _MONTH_FIRST.search(text)
    return date.day if len({each.day for each in dates}) == 1 and in_doubt is None else None


def _outside(text: str, dates: Sequence[FoundDate]) -> Iterator[str]:
    position = 0
    for date in dates:
        yield text[position : date.start]
        position = date.end
    yield text[position:]


# Dates among other text


def _parts(text: str, known: Beside, *, has_rest: bool, is_part: bool = False) -> Iterator[DatePart]:
    """Yield the date of each sentence that holds one, and after it those of its clauses that are said to be done."""
    dates = find_dates(text)
    for low, high in _cut(text, dates, _PART_END if is_part else _SENTENCE_END):
        inside = _within(dates, low, high)
        if not inside:
            continue
        part = _part(text, (low, high), inside, known, has_rest=has_rest)
        yield part
        if len(inside) > 1 and part.value.value is None:
            clauses = [(low + start, low + end) for start, end in _cut(text[low:high], (), _CLAUSE_END)]
            for start, end in clauses:
                own = _within(inside, start, end)
                clause = _part(text, (start, end), own, known, has_rest=False) if own else part
                if clause.is_done:
                    yield clause


def _cut(text: str, dates: Sequence[FoundDate], end: re.Pattern[str]) -> Iterator[Stretch]:
    """Cut a text into sentences or clauses, never within a date; a full stop right behind a date ends a sentence."""
    cuts = [match.span() for match in end.finditer(text)]
    cuts += [match.span() for date in dates if (match := _STOP.match(text, date.end))]
    start = 0
    for low, high in sorted(cuts):
        before = bisect_left(dates, low, key=_START) - 1
        if low >= start and not (before >= 0 and low < dates[before].end):
            yield start, low
            start = high
    yield start, len(text)


def _within(dates: Sequence[FoundDate], low: int, high: int) -> Sequence[FoundDate]:
    """Return those of some dates, which are in their order, that begin in a stretch."""
    return dates[bisect_left(dates, low, key=_START) : bisect_left(dates, high, key=_START)]


def _part(text: str, stretch: Stretch, dates: Sequence[FoundDate], known: Beside, *, has_rest: bool) -> DatePart:
    """Read the date of a sentence; behind it may be what tells of something else."""
    low, high = stretch
    sentence = text[low:high]
    inside = [replace(date, start=date.start - low, end=date.end - low) for date in dates]
    value, until = _proved(sentence, inside, known)
    is_alone = until == len(sentence)
    if value.value is None:
        return DatePart(value=value, start=low, end=high)
    if not (is_alone or (has_rest and HISTORY.match(sentence, until))):
        return DatePart(value=unclear(_NOT_CERTAIN, proposed=_proposed(sentence, inside)), start=low, end=high)
    is_done = SAYS_DONE.search(sentence, 0, until) is not None
    if not is_alone or (has_rest and _TELLS_MORE.search(sentence)):
        low, high = _narrow(text, stretch, dates[0])
    return DatePart(value=value, start=low, end=high, is_done=is_done, is_alone=is_alone)


def _narrow(text: str, stretch: Stretch, date: FoundDate) -> Stretch:
    """Return the stretch of a date with a weekday before it, and with a time behind it that ends the text."""
    start = date.start
    for before in WEEKDAY.finditer(text, stretch[0], start):
        if not re.sub(r"[\s,.]", "", text[before.end() : start]):
            start = before.start()
    return start, len(text) if _TIME.fullmatch(text, date.end) else date.end


def _leads_on(text: str, known: Beside) -> bool:
    """Return whether what is above a date's sentence leaves it certain, or tells of something else."""
    return all(
        known.is_known(text[low:high]) or HISTORY.match(text[low:high]) for low, high in _cut(text, (), _SENTENCE_END)
    )


# Date controls


def _stored(controls: Sequence[Control]) -> dt.date | None:
    for control in controls:
        if control.kind is ControlKind.DATE and control.value:
            try:
                return dt.date.fromisoformat(control.value)
            except ValueError:
                return None
    return None


def _chosen(text: str, known: Beside, stored: dt.date) -> Reading[Value]:
    """Take the day stored in a date control that shows it without its year (``Tuesday, March 3``)."""
    for line in text.splitlines():
        for year in (f" {stored.year}", f"/{stored.year}"):
            shown = line.rstrip(" .") + year
            dates = find_dates(shown)
            if dates and _proved(shown, dates, known) == (Reading(stored), len(shown)):
                return Reading(stored)
    return unclear(_OTHER_CHOSEN, stored.isoformat())
