"""Whether words say by when something is to be done: a day, or a stretch of time that ends."""

from __future__ import annotations

import re
from typing import Final

from pipeline.patterns import pattern
from pipeline.people import stands_in
from pipeline.vocabulary import TO_BE, TO_FOLLOW, any_of

_NUMBERS: Final = r"(?:\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|few)"
_TIME: Final = pattern(
    rf"""
    \b\d{{1,2}}\s?[/.-]\s?\d{{1,2}}\b | \b20\d\d\b | \b\d{{1,2}}(?:st|nd|rd|th)\b | \b\d{{1,2}}[:.]\d\d\b
    | \b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|(?-i:May)|june?|july?|aug(?:ust)?|sept?(?:ember)?
      |oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b
    | \b(?:mon|tue|tues|wed|weds|thu|thur|thurs|fri|sat|sun)(?:(?:nes|rs|ur|s)?day)?s?\b
    | \b(?:now|today|tonight|tomorrow|asap|as\ soon\ as\ (?:possible|practicable)|immediate(?:ly)?|straight\ ?away
      |at\ once|urgent(?:ly)?|forthwith|hourly|daily|weekly|fortnightly|monthly|quarterly|termly|yearly|annually)\b
    | \b{_NUMBERS}[\s-]*(?:working\ |school\ |calendar\ )?(?:hours?|hrs?|days?|weeks?|wks?|months?|mths?|years?|yrs?)\b
    | (?<!long\ )(?<!longer\ )(?<!short\ )(?<!medium\ )(?<!to\ )\b(?:weeks?|weekends?|months?|terms?|half[\s-]?terms?
      |year|day(?!\ to)|evening|morning|afternoon)\b
    | \b(?:easter|christmas|xmas|summer|autumn|winter|spring|holidays?|birthday|deadline)\b
    | (?<!under\ )(?<!ongoing\ )\b(?:review|meeting|conference|core\ group|panel|visit|session|appointment|hearing|cin
      |icpc|rcpc|lac|strat(?:egy)?|supervision)s?\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_UNSETTLED: Final = pattern(
    rf"\A\W*no\b|\b(?:{any_of(TO_FOLLOW)}|to\s+be\s+(?:{'|'.join(TO_BE)}|arranged|set|fixed|booked)"
    r"|awaiting|pending|subject\s+to|depend(?:s|ing|ent)?)\b",
    re.IGNORECASE,
)
_DONE: Final = pattern(r"\b(?:done|completed?|achieved|actioned|finished|in\s+place)\b", re.IGNORECASE)
_OPEN: Final = pattern(r"\b(?:not|to\s+be|until|once|when|if|awaiting|pending)\b", re.IGNORECASE)


def names_a_time(text: str) -> bool:
    """Return whether a text says by when: a date, "in two weeks", "next review", "done"; not "ongoing" or "soon"."""
    if stands_in(text) or (_UNSETTLED.search(text) and not any(map(str.isdigit, text))):
        return False
    return _TIME.search(text) is not None or (_DONE.search(text) is not None and not _OPEN.search(text))
