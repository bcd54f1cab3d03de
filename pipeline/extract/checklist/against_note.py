"""A score against its own note: "10" beside "not applicable", "No" beside "YES - 3 incidents".

Notes are free words, so they score nothing. But one that begins with a plain yes or no, that says itself that it isn't
known, or that the row is about somebody else, is held against the score.
"""

from __future__ import annotations

import re

from msgspec.structs import replace

from pipeline.extract.checklist.unclear import made_unclear
from pipeline.extract.memo import once
from pipeline.extract.text import key
from pipeline.extract.values.entries import read_entry, read_mark
from pipeline.mapping.model import Checklist, Factor
from pipeline.patterns import pattern
from pipeline.signs import LONG_DASHES
from pipeline.submission import FactorAnswer, FactorState
from pipeline.vocabulary import AGREEING, DOUBT, DOUBT_PHRASES, KIN, any_of

DIFFERS = "the score and its own note differ"
DOUBTED = "the note says that it isn't known"
OF_ANOTHER = "the note says that it is about somebody else"

_CLAUSE_ENDS = pattern(rf"[.;,:!(\n{LONG_DASHES}]|\s-|-\s")
_KNOWN_OF_IT = (
    r"(?:known|identified|noted|reported|recorded|disclosed|found|held|evidence|information|info|intel(?:ligence)?"
    r"|incidents?|history|record|of|this|that|it|for|child|yp|(?:s?he|they|him|her|them)|current(?:ly)?|at|present|time|to"
    r"|date|so|far|yet|as|the|moment|any|suggest|support|us|relevant|evidenced|disclosures?|made|reports?|recent|available"
    r"|aware|we|i|are|am|know|our|my|knowledge|by|services?)"
)
_AS_WE_SEE_IT = (
    r"(?:(?:(?:we|i)\s+(?:are|am|have|hold|see)|there\s+(?:is|are|was|were|ha(?:s|ve)\s+been)"
    r"|(?:as\s+far\s+as|that)\s+(?:we|i)\s+know|to\s+our\s+knowledge|currently|at\s+present)\s+)?"
)
_DENIES = pattern(
    rf"{_AS_WE_SEE_IT}(?:no(?:ne|thing|t)?|nil|never|n/?a)(?:\s+{_KNOWN_OF_IT})*"
    rf"|not\s+(?:an?\s+)?(?:applicable|issue|concern)(?:\s+{_KNOWN_OF_IT})*|does(?:\s+not|n['’]?t)\s+apply(?:\s+(?:to|here)\b.*)?"
    r"|no\s+longer(?:\s+(?:an?\s+)?(?:issue|concern|applicable|relevant))?|(?:has\s+been\s+)?ruled\s+out(?:\s+by\b.*)?"
    r"|(?:unfounded|disproved|discounted|ignore|disregard|delete|should\s+be\s+(?:0|no|nil|blank))\b.*",
    re.IGNORECASE,
)
_UNCONCERNED = pattern(
    rf"{_AS_WE_SEE_IT}(?:no(?:thing)?|nil|without)(?:\s+{_KNOWN_OF_IT})*\s+(?:concerns?|issues?|worries|risks?|note|report)"
    rf"(?:\s+(?:{_KNOWN_OF_IT}|about|note|report))*",
    re.IGNORECASE,
)
"""It denies a risk. Beside a row without points, such as "Parental Engagement", it praises."""
_AFFIRMS = pattern(
    r"yes\s.*|\d+\s+(?:incidents?|episodes?|times|occasions?)\b.*|(?:ongoing|current|active|recent)(?:\s+(?:concerns?|issue|risk))?"
    r"|should\s+be\s+(?:\d+|yes)",
    re.IGNORECASE,
)
"""Beside a "no"; beside a score it is a note like any other."""
_TURNS = pattern(
    r"\W*(?:but|however|(?:al)?though|except|apart\s+from|other\s+than|until|till|before|since|prior\s+to|when|after)\b",
    re.IGNORECASE,
)
"""What follows a denial and takes it back: "No concerns, but missing twice"."""
_DOUBTS = pattern(
    rf"{any_of(DOUBT)}|unknown\s+(?:to|by)(?:\s+{_KNOWN_OF_IT})+|\?+|{DOUBT_PHRASES}|unsubstantiated|quer(?:y|ied)"
    r"|not\s+(?:yet\s+)?(?:confirmed|verified|substantiated|proven|sure|clear|certain)",
    re.IGNORECASE,
)
_KIN = rf"(?:{any_of(KIN)})s?"
_OTHERS = pattern(
    rf"\b{_KIN}['’]?s?['’]?\s+(?:form|assessment|score|entry|record)\b"
    r"|\b(?:relates?|refers?|applies|belongs|meant)\s+(?:to|for)\s+(?:(?:his|her|their|the|an?|older|younger)\s+)*"
    rf"(?:{_KIN}|another|other)\b"
    r"|\bnot\s+(?:about\s+|for\s+)?(?:this|the)\s+(?:child|young\s+person|yp|one|boy|girl)\b"
    r"|\bwrong\s+(?:child|young\s+person|yp|person|row|form|box)\b|\bin\s+error\b|\bby\s+mistake\b"
    rf"|\bthis\s+is\s+(?:(?:his|her|their|the|an?|older|younger)\s+)*{_KIN}\b",
    re.IGNORECASE,
)
_ONLY_KIN = pattern(rf"(?:(?:his|her|their|the|older|younger)\s+)*{_KIN}(?:\s+only)?", re.IGNORECASE)
_TOLD_BY = pattern(r"(?:his|her|their|the)\s+(?:mother|father|mum|dad|parents?|carers?)", re.IGNORECASE)
"""Who told of it, as notes on the source of an answer say."""


def unless_its_note_differs(checklist: Checklist, factor: Factor, answer: FactorAnswer) -> FactorAnswer:
    """Return a row's answer, but unclear where its own note speaks against its score; the score is proposed."""
    if not answer.notes or answer.state not in (FactorState.YES, FactorState.NO):
        return answer
    options = checklist.options_of(factor)
    most = max((checklist.option_points(factor, each) for each in options), default=factor.points)
    reason = _reason(answer.note_words.standing, answer.state, points=factor.points, is_scored=most > 0)
    if not reason:
        return answer
    return replace(made_unclear(answer, reason), proposed=answer.state)


@once
def _reason(note: str, state: FactorState, *, points: int, is_scored: bool) -> str:
    """Return why a row's note speaks against what is entered in it; empty when it doesn't."""
    note = note.strip(" ()[]")
    first, *rest = _CLAUSE_ENDS.split(note, maxsplit=1)
    clause = " ".join(first.split())
    if _OTHERS.search(note) or (_ONLY_KIN.fullmatch(clause) and not _TOLD_BY.fullmatch(clause)):
        return OF_ANOTHER
    if _DOUBTS.fullmatch(clause):
        return DOUBTED
    if state is FactorState.YES and rest and _TURNS.match(rest[0]):
        return ""
    says = _says(clause, points, is_scored=is_scored)
    return DIFFERS if says is not None and says is not state else ""


def _says(clause: str, points: int, *, is_scored: bool) -> FactorState | None:
    """Return the plain yes or no that a note begins with; a stroke says only that there is no note."""
    if _DENIES.fullmatch(clause) or (is_scored and _UNCONCERNED.fullmatch(clause)):
        return FactorState.NO
    if _AFFIRMS.fullmatch(clause):
        return FactorState.YES
    says = read_entry(clause, points).says if any(map(str.isalnum, clause)) or read_mark(clause) else None
    is_told = says in (FactorState.YES, FactorState.NO) and key(clause) not in AGREEING
    return says if is_told else None
