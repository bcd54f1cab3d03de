"""Words of yes, no, doubt, denial and the past, each spelled here and nowhere else.

They are held as they are compared: in small letters, phrases without white space. A word is in one set, and readers
put together the sets that they need, so that a word that is added counts wherever its like does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from pipeline.patterns import pattern

AGREEING: Final = frozenset({"chosen", "selected", "agreed", "correct"})
"""Beside an answer they agree with it, whatever it is; in its place they say yes."""
SAYING_YES: Final = frozenset({
    "y", "yes", "yep", "true", "applies", "applicable", "itapplies", "tick", "ticked",
})  # fmt: skip
YES: Final = SAYING_YES | AGREEING
THIS: Final = frozenset({"this", "thisone"})
"""They point at one of several options. A row by itself has none to point at."""

NO: Final = frozenset({"n", "no", "na", "n/a", "false"})
NOT_APPLYING: Final = frozenset({"notapplicable", "doesnotapply", "doesn'tapply", "itdoesnotapply"})
NOT_THIS: Final = frozenset({"notmet", "notthis", "notthisone"})
"""Said of one of several options."""
NONE: Final = frozenset({"none", "nil"})
"""Said of a whole row or box. Among options in one line they may deny any of them, so they are no mark there."""

HEDGES: Final = frozenset({
    "apparently", "likely", "maybe", "perhaps", "possibly", "potentially", "presumably", "probably",
})  # fmt: skip
SUPPOSED: Final = frozenset({
    "assumed", "believed", "claimed", "presumed", "provisional", "provisionally", "tentative", "tentatively",
    "unconfirmed", "unverified",
})  # fmt: skip
UNSETTLED: Final = frozenset({"disputed", "nk", "uncertain", "unknown", "unsure"})
TO_FOLLOW: Final = frozenset({"tba", "tbc", "tbd"})
MAY_BE: Final = frozenset({"possible", "potential", "probable"})
"""They doubt an option. Of a date "if possible" and "as soon as possible" are said without any doubt."""
DOUBT: Final = HEDGES | SUPPOSED | UNSETTLED | TO_FOLLOW | MAY_BE | {"?"}
TO_BE: Final = ("confirmed", "advised", "agreed", "decided", "determined", "established", "verified")
"""What is still to be done before an answer holds: "CIN - to be confirmed"."""
DOUBT_PHRASES: Final = (
    rf"\b(?:to\s+be\s+(?:{'|'.join(TO_BE)})|thought\s+to\s+be|n\s?/\s?k|self\W{{0,3}}reported|don\W{{0,3}}t\s+know)\b"
)

DENIAL: Final = frozenset({
    "neither", "nor", "never", "without", "ruled", "excluded", "denied", "denies", "unlikely", "declined", "refused",
})  # fmt: skip
PAST: Final = frozenset({
    "was", "previously", "previous", "former", "formerly", "ex", "closed", "historic", "historical", "historically",
})  # fmt: skip
ENDED: Final = frozenset({"ended", "ceased", "past"})
"""They end the option beside them. In a comment behind a tick they may tell of anything ("in the past year")."""
ELSEWHERE: Final = frozenset({
    "see", "refer", "as", "per", "to", "above", "below", "before", "earlier", "ditto", "overleaf", "attached",
    "separate", "notes", "report", "sheet", "page", "section",
})  # fmt: skip
"""Words by themselves that send the reader to another place: "see above", "as before"."""
KIN: Final = frozenset({
    "sibling", "siblings", "brother", "sister", "twin", "mother", "father", "mum", "dad", "parent", "parents",
})  # fmt: skip
THE_CHILD: Final = frozenset({
    "child", "childs", "young", "person", "persons", "yp", "pupil", "student", "subject", "client", "patient", "their",
    "his", "her", "s",
})  # fmt: skip
"""Whom a form is about, in a label: "Child's DOB"."""
IN_LABELS: Final = frozenset({
    "the", "of", "a", "in", "from", "and", "please", "full", "date", "birth", "d", "o", "b", "name", "age",
    "dd", "mm", "yy", "yyyy", "day", "month", "year", "format", "eg", "e", "g", "required", "known",
})  # fmt: skip
"""They leave what a label asks for as it is."""

PRINTED_NO: Final = ("no", "none", "never", "n/a", "na", "not applicable")
PRINTED_UNKNOWN: Final = (
    "not known", "unknown", "don't know", "unsure", "not asked", "not sure", "not assessed", "not seen", "not observed",
    "not tested", "not checked", "unable to comment", "unable to assess", "unable to say", "cannot say", "can't say",
    "no opinion",
)  # fmt: skip
"""Options that forms print, in full."""

_LEFT_OPEN: Final = DOUBT | PAST | {"no", "not", "or"}
_WORD: Final = pattern(r"[^\W\d_]+")
_PHRASES: Final = pattern(DOUBT_PHRASES)


def leaves_open(words: Iterable[str]) -> bool:
    """Return whether words beside an option or a tick doubt or deny it, or tell of the past."""
    said = list(words)
    return not _LEFT_OPEN.isdisjoint(said) or _PHRASES.search(" ".join(said)) is not None


def refers_elsewhere(text: str) -> bool:
    """Return whether a text does no more than send the reader to another place."""
    words = _WORD.findall(text.casefold())
    return not ELSEWHERE.isdisjoint(words) and (ELSEWHERE | IN_LABELS).issuperset(words)


def any_of(words: Iterable[str]) -> str:
    """Return a pattern for any of some words, longer ones first."""
    return "|".join(sorted(map(re.escape, words), key=lambda word: (-len(word), word)))
