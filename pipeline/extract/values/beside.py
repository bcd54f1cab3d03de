"""What may be beside an option that was typed, and leave it certain.

A typed option holds when everything beside it is known: how people say that it holds now ("on a … plan"), since when,
whose case it is, and what the mapping lets be there. With one word or sign more, a person is asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise

from pipeline.extract.memo import remember
from pipeline.extract.text import label_key, tokens
from pipeline.extract.values.choices import OptionWords, named_spans
from pipeline.extract.values.dates import find_dates
from pipeline.patterns import compiled, pattern
from pipeline.signs import DASHES, LETTER_CROSSES, NO_MARKS, YES_MARKS
from pipeline.vocabulary import any_of

_DATE = "\ue000"  # stands in the place of a date
_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?"
)
_WEEKDAY = r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\b[.,]?\s*"
_WHEN = (
    rf"(?:(?:{_WEEKDAY})?{_DATE}|(?:(?:{_MONTHS})\b\.?[\s,]*)?(?:19|20)\d\d\b"
    rf"|(?:{_MONTHS})\b\.?(?:\s*['’]?\d\d\b)?)"
)
_SINCE = (
    rf"(?:since|from|as\s+of|registered|placed|opened|commenced|began|start(?:ed|s)?(?:\s+date)?|dated?)\b"
    rf"\s*:?\s*(?:on\s+|in\s+)?(?:the\s+)?{_WHEN}"
)
_NAME = r"[^\W\d_a-z][\w'’.-]*(?:\s+[^\W\d_a-z][\w'’.-]*){0,3}"
_WORKER = (
    r"\b(?i:(?:currently\s+)?allocated(?:\s+to)?(?:\s+(?:sw|social\s+worker|worker))?|(?:social\s+|key\s?|case\s?)?worker"
    rf"|sw|lead\s+professional|held\s+by)\b(?i:\s+is)?\s*[{DASHES}:]?\s*{_NAME}"
)
_HOLDS = "|".join((
    "(?:on|subject to|under|(?:open|held)(?: (?:as|to|on|at|under))?)(?: (?:an?|the))?",
    "(?:(?:this|the) )?(?:child|young person|yp|s?he|they) (?:is|are)(?: an?)?",
    "(?:case )?status(?: is)?",
    "is(?: an?)?|as(?: an?)?|an?|the|both|dual",
    "plans?|case|allocated|csc|(?:children['’]?s )?social care|current(?:ly)?|active|live|ongoing|in place",
    "(?:(?:assessment|safeguarding|disability|duty|court|locality|family|support|social work|children['’]?s) )*team",
)).replace(" ", r"\s+")  # fmt: skip
_JOINING = pattern(r"\b(?:and|plus|also|an?|on|is|open(?:\s+to)?|plans?|status)\b|[&+/]", re.IGNORECASE)
_SEPARATORS = pattern(rf"[{DASHES}\s,;:.=/()\[\]'\"‘’“”]*")
_EMPTIED = pattern(r"\(\s*\)")
_BETWEEN = pattern(r"[\s,;.]*")
_BETWEEN_LISTED = pattern(
    rf"[/|{''.join(sorted(YES_MARKS | NO_MARKS))}]|\b(?:{any_of(LETTER_CROSSES)})\b", re.IGNORECASE
)


def leave_certain(text: str, options: Sequence[OptionWords], *, label: str = "", listed: bool = False) -> bool:
    """Return whether all that is beside the options that a text names is known to leave them certain.

    Args:
        text: What was typed.
        options: The options that there are.
        label: Wording of the question, which people repeat before their answer.
        listed: The options are listed with marks, and the marks say which of them hold.
    """
    if listed:
        text = _BETWEEN_LISTED.sub(" ", text)
    spans = named_spans(text, options)
    named = [name for *_, name in spans]
    if not spans or (not listed and len(set(named)) == len(options) > 2):
        return False  # all of them: copied from the question
    is_one = listed or len(set(named)) == 1
    beside = tuple(words for each in options if each.name in named for words in each.beside)
    allowed = partial(_allowed, beside, since=is_one)
    first, *between, last = _gaps(text, spans)
    first = "" if label_key(first) == label_key(label) else first
    same = (listed or left == right for left, right in pairwise(named))
    return all(_is_known(gap, allowed) for gap in (first, last)) and all(
        _is_known(gap, allowed) if is_same else _joins(gap, allowed) for gap, is_same in zip(between, same, strict=True)
    )


def _gaps(text: str, spans: Sequence[tuple[int, int, str]]) -> list[str]:
    """Return what is before, between and behind the options, with a sign in the place of each date."""
    ends = (0, *(end for _, end, _ in spans))
    starts = (*(start for start, *_ in spans), len(text))
    return [_without_dates(text[end:start]) for end, start in zip(ends, starts, strict=True)]


def _without_dates(text: str) -> str:
    for date in reversed(find_dates(text)):
        if date.day is not None:
            text = text[: date.start] + _DATE + text[date.end :]
    return text


@remember(64)
def _allowed(beside: tuple[str, ...], *, since: bool) -> re.Pattern[str]:
    words = [r"\W{0,3}".join(token.key for token in tokens(each) if token.key.isalnum()) for each in beside]
    term = rf"(?:{'|'.join(sorted(words, key=len, reverse=True))})"
    terms = rf"(?:(?:for|under|due\s+to|risk\s+of)\s+(?:the\s+)?)?{term}(?:\s*(?:,|/|&|\+|\band\b)\s*{term}\b)*"
    phrases = "|".join([*([_SINCE] if since else []), *([terms] if words else []), _HOLDS])
    return compiled(rf"{_WORKER}|\b(?i:{phrases})(?!\w)")


def _is_known(gap: str, allowed: Callable[[], re.Pattern[str]]) -> bool:
    """Return whether all of a gap leaves the option certain; what is allowed begins with a letter, not among signs."""
    return (_SEPARATORS.fullmatch(gap) or _SEPARATORS.fullmatch(allowed().sub(" ", gap))) is not None


def _joins(gap: str, allowed: Callable[[], re.Pattern[str]]) -> bool:
    """Return whether what is between two options says that both hold."""
    return _BETWEEN.fullmatch(_EMPTIED.sub(" ", allowed().sub(" ", _JOINING.sub(" ", gap)))) is not None
