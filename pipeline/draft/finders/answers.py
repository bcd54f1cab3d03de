"""Words that forms print as answers to choose from: yes, never, agree, high, 3; and the points printed with them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from pipeline.draft.view import words
from pipeline.signs import DASHES
from pipeline.vocabulary import PRINTED_NO, PRINTED_UNKNOWN, any_of

_HOW_MUCH: Final = (
    r"(?:very|extremely|quite|fairly|strongly|slightly|mostly|partly|partially|fully|somewhat|certainly|totally|not)"
)
_DEGREES: Final = (
    rf"{_HOW_MUCH}? ?(?:dis)?agree|(?:do(?:es)? not|don't) agree|neither(?: agree nor disagree)?|neutral|undecided|"
    rf"{_HOW_MUCH}? ?(?:un|dis)?satisfied|{_HOW_MUCH}? ?(?:un)?happy|{_HOW_MUCH}? ?(?:un)?confident|"
    rf"{_HOW_MUCH}? ?(?:met|achieved|in place|true|compliant|completed?|relevant|applicable|done|present|started)|"
    rf"{_HOW_MUCH}? ?(?:important|difficult)|(?:very )?(?:poor|fair|good|bad)|excellent|outstanding|"
    r"(?:un)?satisfactory|(?:in)?adequate|(?:(?:above|below) )?average|requires improvement|needs improvement|"
    r"not at all|a little(?: bit)?|a lot|quite a bit|somewhat|moderately|extremely|better|worse|same"
)
_TIMES: Final = (
    r"rarely|seldom|occasionally|sometimes|often|frequently|usually|mostly|always|once|daily|weekly|monthly|"
    r"a few days|several days|most days|more than half the days|nearly every day|every day|some of the time|"
    r"all of the time"
)
_LEVELS: Final = (
    r"no (?:risk|concerns?|evidence|change)|emerging|standard|mild|minor|major|minimal|catastrophic|negligible|"
    r"(?:very |extremely )?(?:low|lower|medium|moderate|high|higher|significant|severe|critical)"
    r"(?: (?:risk|concerns?|level))?|insignificant|trivial|(?:in)?tolerable|substantial|"
    r"(?:un)?acceptable|(?:un)?safe|red|amber|green|yellow|pass|fail|in progress|"
    r"(?:very |highly )?(?:un)?likely|almost certain|certain|rare|remote|probable"
)
_WORD: Final = (
    rf"yes|y|n|{any_of(PRINTED_UNKNOWN)}|{any_of(PRINTED_NO)}|n/?k|possibl[ey]|suspected|partly|partially|in part|"
    rf"to some extent|true|false|male|female|both|other|none of these|prefer not to say|{_LEVELS}|{_TIMES}|{_DEGREES}"
)
_ANSWER: Final = re.compile(
    rf"^\W*(?:(?P<before>\d{{1,3}})\s*(?:[=:.){DASHES}]\s*|\s))?(?P<word>{_WORD})"
    rf"(?:\W*(?:please )?tick[^()]*)?\W*(?P<points>\d{{1,3}})?\W*(?:points?)?\W*$",
    re.I,
)
_NUMBERED: Final = re.compile(
    rf"^(?:(?P<before>\d{{1,2}})\s*[=:{DASHES}(]\s*(?P<name>[^\W\d].{{0,40}}?)\)?|"
    rf"(?P<word>[^\W\d].{{0,40}}?)\s*[=:{DASHES}(]\s*(?P<behind>\d{{1,2}})\W*(?:points?|pts)?\W*)$",
    re.I | re.S,
)
_NUMBER: Final = re.compile(r"^\d{1,2}$")
_NEVER: Final = re.compile(
    rf"^(?:{any_of(PRINTED_NO)}|(?:do(?:es)? not|don't) agree|"
    r"not (?:met|true|in place|present|relevant|applicable|at all))\b",
    re.I,
)
_UNKNOWN: Final = re.compile(rf"^(?:{any_of(PRINTED_UNKNOWN)}|n/?k)", re.I)
_MOST_WORDS: Final = 6
_FEWEST: Final = 3


class PrintedAnswer(Struct, frozen=True):
    """An answer that a form prints: its words, and its points where it has some.

    Attributes:
        is_known: Its words are usual as an answer; else only their place or a number says so.
    """

    word: str
    points: int | None = None
    is_known: bool = True

    @property
    def says_no(self) -> bool:
        """Whether it says that something does not apply."""
        return bool(_NEVER.match(self.word)) or self.word.lower() == "n"

    @property
    def is_unknown(self) -> bool:
        """Whether it says that nobody knows."""
        return bool(_UNKNOWN.match(self.word))


def printed_answer(text: str) -> PrintedAnswer | None:
    """Read a short text as an answer, with points before or behind its words; ``None`` when it is none."""
    shown = " ".join(words(text).split())
    if _NUMBER.match(shown):
        return PrintedAnswer(shown, int(shown))
    known = _ANSWER.match(shown)
    if known is not None:
        points = known["points"] or known["before"]
        return PrintedAnswer(known["word"].strip(), int(points) if points else None)
    numbered = _NUMBERED.match(shown)
    if numbered is not None and len(shown.split()) <= _MOST_WORDS:
        return PrintedAnswer(
            (numbered["name"] or numbered["word"]).strip(), int(numbered["before"] or numbered["behind"]), False
        )
    return None


def is_known(text: str) -> bool:
    """Return whether a text is one of the usual answers, no number alone."""
    found = printed_answer(text)
    return found is not None and found.is_known and not _NUMBER.match(found.word)


def are_answers(texts: Sequence[str]) -> bool:
    """Return whether texts are answers to choose from: some usual ones, and no more than one other."""
    return len(texts) >= _FEWEST and sum(map(is_known, texts)) >= len(texts) - 1
